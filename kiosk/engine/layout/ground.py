"""A plan as arrays, and what a place costs: the part of the search that runs as machine code.

Centres and distances are doubled, so that the centre of an odd width is a whole number. Costs are doubled with them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.plan import Place, Plan

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
FAR = 1 << 40
"""Doubled centimetres to an outlet where there is none."""


class Ground(NamedTuple):
    """What does not change while booths move. n booths, in the order of the plan's stands."""

    width: int
    depth: int
    grid: int
    gap: int
    lead_max: int
    """Doubled."""
    lead_weight: float
    sizes: Whole
    """n × 2 × 2: by booth, not turned or turned, along x and y."""
    turns: Whole
    """n: 1 where a booth may be turned."""
    fixed: Whole
    """n: 1 where a booth is pinned."""
    powered: Whole
    """n"""
    arrivals: Real
    """n"""
    flows: Real
    """n × n, symmetric."""
    apart: Whole
    """n × n, symmetric, doubled: the least distance between two centres, 0 for none."""
    entrances: Whole
    """k × 2, doubled."""
    outlets: Whole
    """k × 2, doubled."""
    obstacles: Whole
    """k × 4: west, south, east, north."""


def ground_of(plan: Plan) -> Ground:
    number = {stand.id: place for place, stand in enumerate(plan.stands)}
    count = len(plan.stands)
    flows, apart = np.zeros((count, count)), np.zeros((count, count), dtype=np.int64)
    for flow in plan.flows:
        a, b = number[flow.a], number[flow.b]
        flows[a, b] += flow.visitors
        flows[b, a] += flow.visitors
    for rule in plan.separations:
        a, b = number[rule.a], number[rule.b]
        apart[a, b] = apart[b, a] = max(apart[a, b], 2 * rule.min_cm)
    boxes = [(o.x_cm, o.y_cm, o.x_cm + o.width_cm, o.y_cm + o.depth_cm) for o in plan.obstacles]
    return Ground(
        width=plan.width_cm,
        depth=plan.depth_cm,
        grid=plan.grid_cm,
        gap=plan.booth_gap_cm,
        lead_max=2 * plan.lead_max_cm,
        lead_weight=float(plan.lead_weight),
        sizes=_whole([[stand.size_cm(0), stand.size_cm(90)] for stand in plan.stands], (count, 2, 2)),
        turns=_whole([s.rotatable and s.width_cm != s.depth_cm for s in plan.stands], (count,)),
        fixed=_whole([s.pinned is not None for s in plan.stands], (count,)),
        powered=_whole([s.needs_power for s in plan.stands], (count,)),
        arrivals=np.array([float(s.arrivals) for s in plan.stands]),
        flows=flows,
        apart=apart,
        entrances=_whole([(2 * p.x_cm, 2 * p.y_cm) for p in plan.entrances], (len(plan.entrances), 2)),
        outlets=_whole([(2 * p.x_cm, 2 * p.y_cm) for p in plan.outlets], (len(plan.outlets), 2)),
        obstacles=_whole(boxes, (len(boxes), 4)),
    )


def _whole(rows: Any, shape: tuple[int, ...]) -> Whole:
    return np.array(rows, dtype=np.int64).reshape(shape)


def places_of(spots: Whole) -> list[Place]:
    """n × 3 (x, y, turned) as places."""
    return [Place(int(x), int(y), 90 if turned else 0) for x, y, turned in spots]


def spots_of(places: list[Place]) -> Whole:
    return _whole([(p.x_cm, p.y_cm, p.rotation_deg in (90, 270)) for p in places], (len(places), 3))


@compiled
def alone(ground: Ground, booth: int, x: int, y: int, turned: int) -> tuple[float, float]:
    """Doubled cost of a booth at this place without the others, and by how many centimetres it breaks rules."""
    entrances, outlets, obstacles = ground.entrances, ground.outlets, ground.obstacles
    width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
    centre_x, centre_y = 2 * x + width, 2 * y + depth
    cost = 0.0
    broken = 0.0 + max(0, -x, x + width - ground.width) + max(0, -y, y + depth - ground.depth)
    if entrances.shape[0]:
        nearest = FAR
        for k in range(entrances.shape[0]):
            nearest = min(nearest, abs(entrances[k, 0] - centre_x) + abs(entrances[k, 1] - centre_y))
        cost += ground.arrivals[booth] * nearest
    if ground.powered[booth]:
        nearest = FAR
        for k in range(outlets.shape[0]):
            nearest = min(nearest, abs(outlets[k, 0] - centre_x) + abs(outlets[k, 1] - centre_y))
        cost += ground.lead_weight * nearest
        broken += max(0, nearest - ground.lead_max) / 2
    for k in range(obstacles.shape[0]):
        into_x = min(x + width - obstacles[k, 0], obstacles[k, 2] - x)
        into_y = min(y + depth - obstacles[k, 1], obstacles[k, 3] - y)
        if into_x > 0 and into_y > 0:
            broken += min(into_x, into_y)
    return cost, broken


@compiled
def with_others(
    ground: Ground, spots: Whole, booth: int, x: int, y: int, turned: int, first: int, last: int, but: int
) -> tuple[float, float]:
    """The same for what a booth has to do with the others from `first` to before `last`, `but` one."""
    sizes, flows, apart, gap = ground.sizes, ground.flows, ground.apart, ground.gap
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    cost, broken = 0.0, 0.0
    for other in range(first, last):
        if other in (booth, but):
            continue
        wide, deep = sizes[other, spots[other, 2], 0], sizes[other, spots[other, 2], 1]
        east, north = x - spots[other, 0], y - spots[other, 1]
        distance = abs(2 * east + width - wide) + abs(2 * north + depth - deep)
        cost += flows[booth, other] * distance
        missing_x = gap - max(-east - width, east - wide)
        missing_y = gap - max(-north - depth, north - deep)
        if missing_x > 0 and missing_y > 0:
            broken += min(missing_x, missing_y)
        if distance < apart[booth, other]:
            broken += (apart[booth, other] - distance) / 2
    return cost, broken


@compiled
def of_booth(ground: Ground, spots: Whole, booth: int, x: int, y: int, turned: int, but: int) -> tuple[float, float]:
    """What a booth would cost and break at this place, with all others where they are, `but` one (or -1)."""
    cost, broken = alone(ground, booth, x, y, turned)
    more, worse = with_others(ground, spots, booth, x, y, turned, 0, spots.shape[0], but)
    return cost + more, broken + worse


@compiled
def whole(ground: Ground, spots: Whole) -> tuple[float, float]:
    """Doubled cost of a layout, and by how many centimetres it breaks rules: 0 when it is legal."""
    cost, broken = 0.0, 0.0
    for booth in range(spots.shape[0]):
        x, y, turned = spots[booth, 0], spots[booth, 1], spots[booth, 2]
        own = alone(ground, booth, x, y, turned)
        shared = with_others(ground, spots, booth, x, y, turned, 0, booth, -1)
        cost += own[0] + shared[0]
        broken += own[1] + shared[1]
    return cost, broken
