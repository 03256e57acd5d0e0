"""What a layout is worth, in numbers that an organiser can check with a tape measure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth
from kiosk.engine.plaza.walking import Walking
from models.enums import FixtureKind


@dataclass(frozen=True, slots=True)
class Score:
    """`walk_m`: metres that one visitor walks from the entrance and between booths, along x and y. `leads_m`: all power
    leads together. `in_line`, `room_in_line`: people who stand in lines at their longest, and those of them for whom
    there is room. `quiet_m`: between the nearest two of a loud and a quiet booth, None without such a pair."""

    walk_m: float
    leads_m: float
    in_line: int
    room_in_line: int
    quiet_m: float | None
    errors: int
    warnings: int


def score_of(scene: Scene, walking: Walking) -> Score:
    found = findings(scene)
    in_line = sum(booth.queue_people for booth in scene.booths)
    return Score(
        walk_m=walk_m(scene, walking),
        leads_m=sum(_nearest(booth, scene, FixtureKind.OUTLET) for booth in scene.booths if booth.needs_power) / 200,
        in_line=in_line,
        room_in_line=in_line - _without_room(scene, found),
        quiet_m=_quiet_m(scene),
        errors=sum(each.is_error for each in found),
        warnings=sum(not each.is_error for each in found),
    )


def walk_m(scene: Scene, walking: Walking) -> float:
    """Of one visitor."""
    at = {booth.id: booth.doubled_centre_cm for booth in scene.booths}
    doubled = sum(people * _apart(at[one], at[other]) for (one, other), people in walking.flows.items())
    for booth in scene.booths:
        doubled += walking.arrivals.get(booth.id, 0.0) * _nearest(booth, scene, FixtureKind.ENTRANCE)
    return doubled / 200 / max(1, scene.visitors)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _nearest(booth: SceneBooth, scene: Scene, kind: FixtureKind) -> int:
    """Doubled centimetres from the booth's middle to the middle of the nearest fixture of a kind; 0 without one."""
    middles = [
        (2 * each.x_cm + each.width_cm, 2 * each.y_cm + each.depth_cm) for each in scene.fixtures if each.kind is kind
    ]
    return min((_apart(booth.doubled_centre_cm, middle) for middle in middles), default=0)


def _without_room(scene: Scene, found: tuple[Finding, ...]) -> int:
    """People for whom their line has no room; where it runs into several things, the nearest one counts."""
    room = {booth.id: booth.queue_people for booth in scene.booths}
    full = dict(room)
    for each in found:
        if each.rule is PlazaRule.QUEUE and each.measured is not None:
            room[each.ids[0]] = min(room[each.ids[0]], each.measured)
    return sum(full[booth] - room[booth] for booth in room)


def _quiet_m(scene: Scene) -> float | None:
    nearest = [
        isqrt(sum((a - b) ** 2 for a, b in zip(loud.doubled_centre_cm, quiet.doubled_centre_cm, strict=True)))
        for loud in scene.booths
        for quiet in scene.booths
        if loud.is_noisy and quiet.needs_quiet and loud.id != quiet.id
    ]
    return min(nearest) / 200 if nearest else None
