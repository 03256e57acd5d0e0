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
AWAY = 1e9
"""Doubled centimetres: there a booth is while it is held against the others, so that it does not meet itself."""
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
    walkers: Real
    """n × n, symmetric: people who walk between two booths."""
    apart: Real
    """n × n, symmetric: the least doubled distance of their centres, or 0."""
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
    walkers, apart = _links(plan)
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
        walkers=walkers,
        apart=apart,
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


def _links(plan: Plan) -> tuple[Real, Real]:
    number = {stand.id: place for place, stand in enumerate(plan.stands)}
    walkers, apart = np.zeros((2, len(number), len(number)))
    for flow in plan.flows:
        a, b = number[flow.a], number[flow.b]
        walkers[a, b] += flow.visitors
        walkers[b, a] += flow.visitors
    for rule in plan.separations:
        a, b = number[rule.a], number[rule.b]
        apart[a, b] = apart[b, a] = max(apart[a, b], 2 * rule.min_cm)
    return walkers, apart


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
def boxes_of(sizes: Whole, spots: Whole) -> Real:
    """4 × n: the doubled centres of all booths along x and y, their widths and depths."""
    boxes = np.empty((4, spots.shape[0]))
    for booth in range(spots.shape[0]):
        width, depth = sizes[booth, spots[booth, 2], 0], sizes[booth, spots[booth, 2], 1]
        boxes[0, booth], boxes[1, booth] = 2 * spots[booth, 0] + width, 2 * spots[booth, 1] + depth
        boxes[2, booth], boxes[3, booth] = width, depth
    return boxes


@compiled
def breach(missing_x: float, missing_y: float, nearer: float) -> float:
    """How much two booths are too near, doubled: short of the gap along both sides, nearer than quiet and noise may."""
    return max(0.0, min(missing_x, missing_y)) + max(0.0, nearer)


@compiled
def with_others(
    walkers: Real, apart: Real, gap: int, boxes: Real, booth: int, x: float, y: float, width: float, depth: float
) -> tuple[float, float]:
    """What a booth with this doubled centre costs and breaks with all others.

    No branches and one booth after the other: the processor takes several at once.
    """
    xs, ys, widths, depths = boxes[0], boxes[1], boxes[2], boxes[3]
    walks, least = walkers[booth], apart[booth]
    cost, broken = 0.0, 0.0
    here, xs[booth] = xs[booth], AWAY
    for other in range(xs.size):
        across, up = abs(x - xs[other]), abs(y - ys[other])
        missing_x, missing_y = width + widths[other] + 2 * gap - across, depth + depths[other] + 2 * gap - up
        cost += walks[other] * (across + up)
        broken += breach(missing_x, missing_y, least[other] - across - up)
    xs[booth] = here
    return cost, broken / 2


@compiled
def shares(ground: Ground, spots: Whole, boxes: Real) -> Real:
    """2 × n: what each booth costs and breaks where it stands, with all others."""
    share = np.empty((2, spots.shape[0]))
    for booth in range(spots.shape[0]):
        lone = alone(ground, booth, spots[booth, 0], spots[booth, 1], spots[booth, 2])
        x, y, width, depth = boxes[0, booth], boxes[1, booth], boxes[2, booth], boxes[3, booth]
        more = with_others(ground.walkers, ground.apart, ground.gap, boxes, booth, x, y, width, depth)
        share[0, booth], share[1, booth] = lone[0] + more[0], lone[1] + more[1]
    return share


@compiled
def whole(ground: Ground, spots: Whole) -> tuple[float, float]:
    """Doubled cost of a layout, and by how many centimetres it breaks rules: 0 when it is legal."""
    cost, broken = 0.0, 0.0
    share = shares(ground, spots, boxes_of(ground.sizes, spots))
    for booth in range(spots.shape[0]):
        lone = alone(ground, booth, spots[booth, 0], spots[booth, 1], spots[booth, 2])
        cost += (share[0, booth] + lone[0]) / 2
        broken += (share[1, booth] + lone[1]) / 2
    return cost, broken
