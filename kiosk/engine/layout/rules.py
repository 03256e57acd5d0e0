"""What makes a layout legal, rule by rule, each with its limit and what was measured. Plain Python, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from kiosk.engine.layout.plan import Obstacle, Place, Plan, Point, Stand


class Rule(StrEnum):
    INSIDE = "inside"
    OBSTACLE = "obstacle"
    GAP = "gap"
    SEPARATION = "separation"
    LEAD = "lead"
    HOSE = "hose"
    PINNED = "pinned"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a layout breaks, by these booths. `measured_cm` is None where there is nothing to measure."""

    rule: Rule
    booths: tuple[str, ...]
    limit_cm: int = 0
    measured_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A booth's ground."""

    west: int
    south: int
    east: int
    north: int

    @property
    def centre(self) -> tuple[float, float]:
        return (self.west + self.east) / 2, (self.south + self.north) / 2


def box_of(stand: Stand, place: Place) -> Box:
    width, depth = stand.size_cm(place.rotation_deg)
    return Box(place.x_cm, place.y_cm, place.x_cm + width, place.y_cm + depth)


def apart_cm(one: Box, two: Box) -> int:
    """How far two booths are apart along x or along y, whichever is more; negative when they overlap."""
    along_x = max(two.west - one.east, one.west - two.east)
    along_y = max(two.south - one.north, one.south - two.north)
    return max(along_x, along_y)


def rectilinear_cm(one: tuple[float, float], two: tuple[float, float]) -> float:
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def broken_rules(plan: Plan, places: Sequence[Place]) -> list[Broken]:
    """Every rule that is broken, in the order of the stands. `places` are in that order, too."""
    boxes = [box_of(stand, place) for stand, place in zip(plan.stands, places, strict=True)]
    found: list[Broken] = []
    for stand, place, box in zip(plan.stands, places, boxes, strict=True):
        found += _alone(plan, stand, place, box)
    for (one, box), (other, there) in combinations(list(zip(plan.stands, boxes, strict=True)), 2):
        apart = apart_cm(box, there)
        if apart < plan.booth_gap_cm:
            found.append(Broken(Rule.GAP, (one.id, other.id), plan.booth_gap_cm, apart))
    at = {stand.id: box for stand, box in zip(plan.stands, boxes, strict=True)}
    for wanted in plan.separations:
        apart_centres = rectilinear_cm(at[wanted.a].centre, at[wanted.b].centre)
        if apart_centres < wanted.min_cm:
            found.append(Broken(Rule.SEPARATION, (wanted.a, wanted.b), wanted.min_cm, apart_centres))
    return found


def _alone(plan: Plan, stand: Stand, place: Place, box: Box) -> Iterator[Broken]:
    if stand.pinned is not None and place != stand.pinned:
        yield Broken(Rule.PINNED, (stand.id,))
    if stand.pinned is None and (place.x_cm % plan.grid_cm or place.y_cm % plan.grid_cm):
        yield Broken(Rule.GRID, (stand.id,), plan.grid_cm)
    if box.west < 0 or box.south < 0 or box.east > plan.width_cm or box.north > plan.depth_cm:
        yield Broken(Rule.INSIDE, (stand.id,))
    if any(_covers(box, obstacle) for obstacle in plan.obstacles):
        yield Broken(Rule.OBSTACLE, (stand.id,))
    lead = lead_cm(box, plan.outlets)
    if stand.needs_power and (lead is None or lead > plan.lead_max_cm):
        yield Broken(Rule.LEAD, (stand.id,), plan.lead_max_cm, lead)
    hose = lead_cm(box, plan.taps)
    if stand.needs_water and (hose is None or hose > plan.hose_max_cm):
        yield Broken(Rule.HOSE, (stand.id,), plan.hose_max_cm, hose)


def lead_cm(box: Box, supplies: Sequence[Point]) -> float | None:
    """From the centre to the nearest outlet or tap, along x and y; None without one."""
    return min((rectilinear_cm(box.centre, (s.x_cm, s.y_cm)) for s in supplies), default=None)


def _covers(box: Box, obstacle: Obstacle) -> bool:
    east, north = obstacle.x_cm + obstacle.width_cm, obstacle.y_cm + obstacle.depth_cm
    return box.west < east and obstacle.x_cm < box.east and box.south < north and obstacle.y_cm < box.north


def hopeless(plan: Plan) -> list[Broken]:
    """Rules that a booth breaks wherever it is put: it needs power and there is no outlet, or it is too large."""
    found = []
    for stand in plan.stands:
        sizes = [stand.size_cm(0), stand.size_cm(90)] if stand.rotatable else [stand.size_cm(0)]
        if all(width > plan.width_cm or depth > plan.depth_cm for width, depth in sizes):
            found.append(Broken(Rule.INSIDE, (stand.id,)))
        if stand.needs_power and not plan.outlets:
            found.append(Broken(Rule.LEAD, (stand.id,), plan.lead_max_cm))
        if stand.needs_water and not plan.taps:
            found.append(Broken(Rule.HOSE, (stand.id,), plan.hose_max_cm))
    return found
