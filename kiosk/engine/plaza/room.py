"""Whether the plaza is large enough for the people who come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.scene import Box, Scene
from models.enums import FixtureKind

NO_STANDING: Final = frozenset(
    {
        FixtureKind.WALL,
        FixtureKind.TREE,
        FixtureKind.HYDRANT,
        FixtureKind.STEPS,
        FixtureKind.SEATS,
        FixtureKind.NO_GO,
        FixtureKind.FIRE_LANE,
    }
)


def crowd_findings(scene: Scene) -> Iterator[Finding]:
    limits = scene.limits
    people = people_at_once(scene)
    if people:
        each_dm2 = max(free_area_cm2(scene), 0) // (100 * people)
        if each_dm2 < limits.standing_room_dm2:
            yield Finding(PlazaRule.STANDING_ROOM, False, (), each_dm2, limits.standing_room_dm2)
    if scene.visitors >= limits.permit_visitors:
        yield Finding(PlazaRule.PERMIT, False, (), scene.visitors, limits.permit_visitors)


def people_at_once(scene: Scene) -> int:
    """At the fullest moment of the day."""
    return -(-max(scene.visitors, 0) * scene.limits.at_once_percent // 100)


def free_area_cm2(scene: Scene) -> int:
    """Of the plaza, what no booth and nothing solid takes and what need not be kept free."""
    taken = [booth.box for booth in scene.booths]
    taken += [each.box for each in scene.fixtures if each.kind in NO_STANDING]
    return scene.width_cm * scene.depth_cm - covered_cm2(taken, scene.width_cm, scene.depth_cm)


def covered_cm2(boxes: Sequence[Box], width_cm: int, depth_cm: int) -> int:
    """What the boxes cover together of a plaza, exactly: strip by strip between the lines where boxes begin or end."""
    clipped = [
        Box(max(each.west, 0), max(each.south, 0), min(each.east, width_cm), min(each.north, depth_cm))
        for each in sorted(boxes)
    ]
    solid = [each for each in clipped if each.west < each.east and each.south < each.north]
    lines = sorted({line for each in solid for line in (each.south, each.north)})
    area = 0
    for south, north in pairwise(lines):
        area += (north - south) * _covered_cm(solid, south)
    return area


def _covered_cm(boxes: Sequence[Box], line_cm: int) -> int:
    """Of the strip north of a line; the boxes lie in the order of their western edges, as clipping left them."""
    covered, reached = 0, 0
    for each in boxes:
        if each.south <= line_cm < each.north and each.east > reached:
            covered += each.east - max(each.west, reached)
            reached = each.east
    return covered
