"""A plan as arrays, and what a place costs: the part of the search that runs as machine code.

Centres and distances are doubled, so that the centre of an odd width is a whole number. Costs are doubled with them.
The functions of the inner loops take arrays and never a whole `Ground`: handing that over costs more than what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.plan import Place, Plan, Point

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
FAR = 1 << 40
"""Doubled centimetres to an outlet where there is none."""
MOST_CORNERS = 4_000_000
"""So many places are looked up in a table; on a larger plaza only every second, third … line of the grid is used."""


class Ground(NamedTuple):
    """What does not change while booths move. n booths, in the order of the plan's stands."""

    width: int
    depth: int
    grid: int
    """Centimetres between the lines that are searched: the plan's grid or a multiple of it."""
    gap: int
    lead_max: int
    """Doubled."""
    lead_weight: float
    hose_max: int
    """Doubled."""
    sizes: Whole
    """n × 2 × 2: by booth, not turned or turned, along x and y."""
    turns: Whole
    """n: 1 where a booth may be turned."""
    fixed: Whole
    """n: 1 where a booth is pinned."""
    powered: Whole
    """n"""
    watered: Whole
    """n"""
    arrivals: Real
    """n"""
    links: Real
    """n × n × 2, symmetric: people who walk between two booths; the least doubled distance of their centres, or 0."""
    entrances: Whole
    """k × 2, doubled."""
    outlets: Whole
    """k × 2, doubled."""
    taps: Whole
    """k × 2, doubled."""
    obstacles: Whole
    """k × 4: west, south, east, north."""
    own: Real
    """n × 2 × columns × rows × 2: what a booth, turned or not, costs and breaks alone on each corner of the grid."""


def ground_of(plan: Plan) -> Ground:
    count = len(plan.stands)
    sizes = _whole([[stand.size_cm(0), stand.size_cm(90)] for stand in plan.stands], (count, 2, 2))
    boxes = [(o.x_cm, o.y_cm, o.x_cm + o.width_cm, o.y_cm + o.depth_cm) for o in plan.obstacles]
    grid = _searched_grid(plan)
    columns, rows = plan.width_cm // grid + 1, plan.depth_cm // grid + 1
    ground = Ground(
        width=plan.width_cm,
        depth=plan.depth_cm,
        grid=grid,
        gap=plan.booth_gap_cm,
        lead_max=2 * plan.lead_max_cm,
        lead_weight=float(plan.lead_weight),
        hose_max=2 * plan.hose_max_cm,
        sizes=sizes,
        turns=_whole([s.rotatable and s.width_cm != s.depth_cm for s in plan.stands], (count,)),
        fixed=_whole([s.pinned is not None for s in plan.stands], (count,)),
        powered=_whole([s.needs_power for s in plan.stands], (count,)),
        watered=_whole([s.needs_water for s in plan.stands], (count,)),
        arrivals=np.array([float(s.arrivals) for s in plan.stands]),
        links=_links(plan),
        entrances=_points(plan.entrances),
        outlets=_points(plan.outlets),
        taps=_points(plan.taps),
        obstacles=_whole(boxes, (len(boxes), 4)),
        own=np.zeros((count, 2, columns, rows, 2)),
    )
    look_around(ground)
    return ground


def _searched_grid(plan: Plan) -> int:
    corners = 2 * len(plan.stands) * (plan.width_cm // plan.grid_cm + 1) * (plan.depth_cm // plan.grid_cm + 1)
    return plan.grid_cm * max(1, ceil(sqrt(corners / MOST_CORNERS)))


def _links(plan: Plan) -> Real:
    number = {stand.id: place for place, stand in enumerate(plan.stands)}
    links = np.zeros((len(plan.stands), len(plan.stands), 2))
    for flow in plan.flows:
        a, b = number[flow.a], number[flow.b]
        links[a, b, 0] += flow.visitors
        links[b, a, 0] += flow.visitors
    for rule in plan.separations:
        a, b = number[rule.a], number[rule.b]
        links[a, b, 1] = links[b, a, 1] = max(links[a, b, 1], 2 * rule.min_cm)
    return links


def _points(points: Sequence[Point]) -> Whole:
    return _whole([(2 * p.x_cm, 2 * p.y_cm) for p in points], (len(points), 2))


def _whole(rows: Any, shape: tuple[int, ...]) -> Whole:
    return np.array(rows, dtype=np.int64).reshape(shape)


def places_of(spots: Whole) -> list[Place]:
    """n × 3 (x, y, turned) as places."""
    return [Place(int(x), int(y), 90 if turned else 0) for x, y, turned in spots]


def spots_of(places: list[Place]) -> Whole:
    return _whole([(p.x_cm, p.y_cm, p.rotation_deg in (90, 270)) for p in places], (len(places), 3))


@compiled
def nearest(points: Whole, x: int, y: int) -> int:
    """Doubled distance along x and y to the nearest of some points."""
    least = FAR
    for k in range(points.shape[0]):
        least = min(least, abs(points[k, 0] - x) + abs(points[k, 1] - y))
    return least


@compiled
def alone(ground: Ground, booth: int, x: int, y: int, turned: int) -> tuple[float, float]:
    """Doubled cost of a booth at this place without the others, and by how many centimetres it breaks rules."""
    obstacles = ground.obstacles
    width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
    centre_x, centre_y = 2 * x + width, 2 * y + depth
    cost = 0.0
    broken = 0.0 + max(0, -x, x + width - ground.width) + max(0, -y, y + depth - ground.depth)
    if ground.entrances.shape[0]:
        cost += ground.arrivals[booth] * nearest(ground.entrances, centre_x, centre_y)
    if ground.powered[booth]:
        lead = nearest(ground.outlets, centre_x, centre_y)
        cost += ground.lead_weight * lead
        broken += max(0, lead - ground.lead_max) / 2
    if ground.watered[booth]:
        broken += max(0, nearest(ground.taps, centre_x, centre_y) - ground.hose_max) / 2
    for k in range(obstacles.shape[0]):
        into_x = min(x + width - obstacles[k, 0], obstacles[k, 2] - x)
        into_y = min(y + depth - obstacles[k, 1], obstacles[k, 3] - y)
        if into_x > 0 and into_y > 0:
            broken += min(into_x, into_y)
    return cost, broken


@compiled
def look_around(ground: Ground) -> None:
    """Fill in what every booth costs and breaks alone, wherever it may come to stand."""
    own, grid = ground.own, ground.grid
    for booth in range(own.shape[0]):
        for turned in range(1 + ground.turns[booth]):
            for column in range(own.shape[2]):
                for row in range(own.shape[3]):
                    cost, broken = alone(ground, booth, column * grid, row * grid, turned)
                    own[booth, turned, column, row, 0] = cost
                    own[booth, turned, column, row, 1] = broken


@compiled
def with_others(
    links: Real, sizes: Whole, gap: int, spots: Whole, booth: int, x: int, y: int, turned: int,
    first: int, last: int, but: int, strict: float, budget: float,
) -> tuple[float, float]:  # fmt: skip
    """What a booth at this place costs and breaks with the others from `first` to before `last`, `but` one (or -1).

    Stops as soon as cost and broken centimetres, at `strict` each, are above the budget.
    """
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    cost, broken = 0.0, 0.0
    for other in range(first, last):
        if other in (booth, but):
            continue
        wide, deep = sizes[other, spots[other, 2], 0], sizes[other, spots[other, 2], 1]
        east, north = x - spots[other, 0], y - spots[other, 1]
        distance = abs(2 * east + width - wide) + abs(2 * north + depth - deep)
        cost += links[booth, other, 0] * distance
        missing_x = gap - max(-east - width, east - wide)
        missing_y = gap - max(-north - depth, north - deep)
        if missing_x > 0 and missing_y > 0:
            broken += min(missing_x, missing_y)
        if distance < links[booth, other, 1]:
            broken += (links[booth, other, 1] - distance) / 2
        if cost + strict * broken > budget:
            break
    return cost, broken


@compiled
def of_booth(
    own: Real, links: Real, sizes: Whole, grid: int, gap: int, spots: Whole, booth: int, x: int, y: int, turned: int,
    but: int, strict: float, budget: float,
) -> tuple[float, float]:  # fmt: skip
    """What a booth would cost and break on this corner of the grid, with all others where they are, `but` one (or -1).

    Not all of it where that is more than the budget: enough to see that it is.
    """
    cost, broken = own[booth, turned, x // grid, y // grid, 0], own[booth, turned, x // grid, y // grid, 1]
    left = budget - cost - strict * broken
    if left < 0:
        return cost, broken
    more, worse = with_others(links, sizes, gap, spots, booth, x, y, turned, 0, spots.shape[0], but, strict, left)
    return cost + more, broken + worse


@compiled
def whole(ground: Ground, spots: Whole) -> tuple[float, float]:
    """Doubled cost of a layout, and by how many centimetres it breaks rules: 0 when it is legal."""
    cost, broken = 0.0, 0.0
    for booth in range(spots.shape[0]):
        x, y, turned = spots[booth, 0], spots[booth, 1], spots[booth, 2]
        lone = alone(ground, booth, x, y, turned)
        shared = with_others(
            ground.links, ground.sizes, ground.gap, spots, booth, x, y, turned, 0, booth, -1, 0.0, np.inf
        )
        cost += lone[0] + shared[0]
        broken += lone[1] + shared[1]
    return cost, broken


@compiled
def shares(ground: Ground, spots: Whole, share: Real) -> None:
    """Into n × 2: what each booth costs and breaks where it stands, with all others."""
    for booth in range(spots.shape[0]):
        x, y, turned = spots[booth, 0], spots[booth, 1], spots[booth, 2]
        lone = alone(ground, booth, x, y, turned)
        more = with_others(
            ground.links, ground.sizes, ground.gap, spots, booth, x, y, turned, 0, spots.shape[0], -1, 0.0, np.inf
        )
        share[booth, 0], share[booth, 1] = lone[0] + more[0], lone[1] + more[1]
