"""Where the line in front of a booth stands, and what it runs into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.scene import FRONTS, Box, Scene, SceneBooth
from models.enums import FixtureKind

STOPPED_BY: Final = {
    FixtureKind.FIRE_LANE: True,
    FixtureKind.ENTRANCE: True,
    FixtureKind.WALL: False,
    FixtureKind.TREE: False,
    FixtureKind.HYDRANT: False,
    FixtureKind.STEPS: False,
    FixtureKind.SEATS: False,
    FixtureKind.NO_GO: False,
}
"""Fixtures on which no line should stand, and whether that is an error. In the shade people like to wait."""


def front_zone(booth: SceneBooth, limits: Limits) -> Box:
    """The strip before the front, as wide as the booth and as deep as a passage, that must be left for its people."""
    wide_cm = booth.width_cm
    return _before(booth, offset_cm=0, wide_cm=wide_cm, long_cm=limits.passage_cm)


def queue_box(booth: SceneBooth, limits: Limits) -> Box | None:
    """Where the longest expected line stands; None without one. It folds into lanes as the booth's width allows."""
    lanes, long_cm = lanes_of(booth, limits)
    if not lanes:
        return None
    wide_cm = lanes * limits.queue_lane_cm
    return _before(booth, offset_cm=(booth.width_cm - wide_cm) // 2, wide_cm=wide_cm, long_cm=long_cm)


def lanes_of(booth: SceneBooth, limits: Limits) -> tuple[int, int]:
    """How many lanes the line has, and how long it is."""
    people = booth.queue_people
    if people <= 0:
        return 0, 0
    lanes, long_cm = 1, people * limits.queue_person_cm
    while long_cm > limits.queue_depth_cm and (lanes + 1) * limits.queue_lane_cm <= booth.width_cm:
        lanes += 1
        long_cm = -(-people // lanes) * limits.queue_person_cm
    return lanes, long_cm


def _before(booth: SceneBooth, *, offset_cm: int, wide_cm: int, long_cm: int) -> Box:
    """A box that starts at the front edge, `offset_cm` from the front's western or southern end."""
    box, (dx, dy) = booth.box, FRONTS[booth.rotation_deg]
    if dx:
        south = box.south + offset_cm
        west = box.east if dx > 0 else box.west - long_cm
        return Box(west, south, west + long_cm, south + wide_cm)
    west = box.west + offset_cm
    south = box.north if dy > 0 else box.south - long_cm
    return Box(west, south, west + wide_cm, south + long_cm)


# ---------------------------------------------------------------- what it runs into


@dataclass(frozen=True, slots=True)
class Line:
    """A booth with its boxes; `queue` is None where nobody waits."""

    booth: SceneBooth
    box: Box
    front: Box
    queue: Box | None
    lanes: int


def queue_findings(scene: Scene) -> Iterator[Finding]:
    limits = scene.limits
    fixtures = [(each, each.box) for each in scene.fixtures if each.kind in STOPPED_BY]
    lines = [_line(booth, limits) for booth in scene.booths]
    for place, line in enumerate(lines):
        if line.queue is None:
            continue
        yield from _over_the_edge(line, line.queue, scene)
        for fixture, box in fixtures:
            if line.queue.overlaps(box):
                is_error = STOPPED_BY[fixture.kind]
                yield _stopped(line, fixture.id, box, fixture.kind.value, is_error=is_error, limits=limits)
        for other_place, other in enumerate(lines):
            if other_place != place:
                yield from _between(line, line.queue, other, is_first=place < other_place, limits=limits)


def _line(booth: SceneBooth, limits: Limits) -> Line:
    lanes, _long_cm = lanes_of(booth, limits)
    return Line(booth, booth.box, front_zone(booth, limits), queue_box(booth, limits), lanes)


def _between(line: Line, queue: Box, other: Line, *, is_first: bool, limits: Limits) -> Iterator[Finding]:
    """Two lines that cross are one finding, of the first of the two."""
    if queue.overlaps(other.box):
        yield _stopped(line, other.booth.id, other.box, "booth", is_error=True, limits=limits)
    elif queue.overlaps(other.front):
        yield _stopped(line, other.booth.id, other.front, "front", is_error=True, limits=limits)
    if is_first and other.queue is not None and queue.overlaps(other.queue):
        yield _stopped(line, other.booth.id, other.queue, "queue", is_error=False, limits=limits)


def _over_the_edge(line: Line, queue: Box, scene: Scene) -> Iterator[Finding]:
    over = [-queue.west, -queue.south, queue.east - scene.width_cm, queue.north - scene.depth_cm]
    if max(over) <= 0:
        return
    ahead_cm = over.pop(_AHEAD[line.booth.rotation_deg])
    long_cm = queue.north - queue.south if line.booth.rotation_deg in (0, 180) else queue.east - queue.west
    # A line that sticks out sideways, or begins outside, has no room from its first person on.
    free_cm = 0 if max(over) > 0 else long_cm - ahead_cm
    yield _queue_finding(line, (line.booth.id,), free_cm, "edge", is_error=False, limits=scene.limits)


_AHEAD: Final = {0: 1, 90: 2, 180: 3, 270: 0}
"""Which side of a line is its end, of west, south, east and north, by rotation."""


def _stopped(line: Line, other_id: str, box: Box, detail: str, *, is_error: bool, limits: Limits) -> Finding:
    """`free_cm`: how far the line goes straight before the nearest point of what it runs into."""
    queue = line.queue or line.box
    free_cm = {
        0: queue.north - box.north,
        90: box.west - queue.west,
        180: box.south - queue.south,
        270: queue.east - box.east,
    }[line.booth.rotation_deg]
    return _queue_finding(line, (line.booth.id, other_id), free_cm, detail, is_error=is_error, limits=limits)


def _queue_finding(
    line: Line, ids: tuple[str, ...], free_cm: int, detail: str, *, is_error: bool, limits: Limits
) -> Finding:
    people = max(free_cm, 0) // limits.queue_person_cm * line.lanes
    return Finding(PlazaRule.QUEUE, is_error, ids, people, line.booth.queue_people, detail)
