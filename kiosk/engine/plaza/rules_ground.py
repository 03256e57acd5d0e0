"""On what a booth may not stand, and how near booths may stand to each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.nearness import edge_distance_cm, gaps_cm
from kiosk.engine.plaza.scene import Box, Scene, SceneFixture
from models.enums import FixtureKind

FORBIDDEN: Final = {FixtureKind.FIRE_LANE: PlazaRule.FIRE_LANE, FixtureKind.NO_GO: PlazaRule.NO_GO}
UNDERFOOT: Final = {
    FixtureKind.WALL: True,
    FixtureKind.HYDRANT: True,
    FixtureKind.STEPS: True,
    FixtureKind.ENTRANCE: True,
    FixtureKind.TREE: False,
    FixtureKind.SEATS: False,
}
"""On what a booth does not stand, and whether that is an error. A tent may lean on a tree or take a bench inside."""


def ground_findings(scene: Scene) -> Iterator[Finding]:
    stood = [(booth.id, booth.box) for booth in scene.booths]
    for booth_id, box in stood:
        yield from _outside(scene, booth_id, box)
        for fixture in scene.fixtures:
            if box.overlaps(fixture.box):
                yield from _upon(booth_id, fixture)
    for (one_id, one), (other_id, other) in combinations(stood, 2):
        yield from _apart((one_id, other_id), one, other, least_cm=scene.limits.booth_gap_cm)


def lane_findings(scene: Scene) -> Iterator[Finding]:
    """Of the fire lane itself, whoever drew it."""
    limits = scene.limits
    walls = [each for each in scene.fixtures if each.kind is FixtureKind.WALL]
    for lane in scene.fixtures:
        if lane.kind is not FixtureKind.FIRE_LANE:
            continue
        wide_cm = min(lane.width_cm, lane.depth_cm)
        if wide_cm < limits.fire_lane_cm:
            yield Finding(PlazaRule.NARROW_LANE, False, (lane.id,), wide_cm, limits.fire_lane_cm)
        for wall in walls:
            away_cm = edge_distance_cm(lane.box, wall.box)
            if away_cm < limits.fire_lane_from_wall_cm:
                ids = (lane.id, wall.id)
                yield Finding(PlazaRule.LANE_AT_WALL, False, ids, away_cm, limits.fire_lane_from_wall_cm)


def _outside(scene: Scene, booth_id: str, box: Box) -> Iterator[Finding]:
    over_cm = max(-box.west, -box.south, box.east - scene.width_cm, box.north - scene.depth_cm)
    if over_cm > 0:
        yield Finding(PlazaRule.OUTSIDE, True, (booth_id,), over_cm, 0, "edge")


def _upon(booth_id: str, fixture: SceneFixture) -> Iterator[Finding]:
    ids = (booth_id, fixture.id)
    if fixture.kind in FORBIDDEN:
        yield Finding(FORBIDDEN[fixture.kind], True, ids)
    elif fixture.kind in UNDERFOOT:
        yield Finding(PlazaRule.ON_FIXTURE, UNDERFOOT[fixture.kind], ids, detail=fixture.kind.value)


def _apart(ids: tuple[str, str], one: Box, other: Box, *, least_cm: int) -> Iterator[Finding]:
    gap_cm = max(gaps_cm(one, other))
    if one.overlaps(other):
        yield Finding(PlazaRule.OVERLAP, True, ids)
    elif gap_cm < least_cm:
        yield Finding(PlazaRule.GAP, True, ids, gap_cm, least_cm)
