"""Plazas at random, and a checker of layouts that shares nothing with the product: it asks of every square of ten
centimetres who stands there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from kiosk.engine.layout.plan import Flow, Obstacle, Place, Plan, Point, Separation, Stand

TEN = 10


def plaza(seed: int, booths: int = 9) -> Plan:
    """30 × 20 m with a fire lane, trees, outlets and so many booths; some powered, some to be kept apart."""
    rng = np.random.default_rng(seed)
    trees = [Obstacle("tree", int(x) * 100, int(y) * 100, 150, 150) for x, y in rng.integers(6, 18, (3, 2))]
    stands = tuple(
        Stand(
            id=f"b{n}",
            width_cm=300,
            depth_cm=600 if n % 4 == 3 else 300,
            rotatable=n % 4 == 3,
            needs_power=bool(rng.random() < 0.4),
            needs_water=n % 5 == 0,
            arrivals=int(rng.integers(0, 40)),
        )
        for n in range(booths)
    )
    flows = tuple(
        Flow(f"b{a}", f"b{b}", int(rng.integers(1, 30)))
        for a, b in combinations(range(booths), 2)
        if rng.random() < 0.3
    )
    return Plan(
        width_cm=3000,
        depth_cm=2000,
        grid_cm=50,
        booth_gap_cm=100,
        lead_max_cm=1500,
        lead_weight=5.0,
        stands=stands,
        entrances=(Point(0, 1000), Point(3000, 1000)),
        obstacles=(Obstacle("fire_lane", 0, 0, 3000, 400), *trees),
        outlets=(Point(0, 2000), Point(3000, 1500), Point(1500, 2000)),
        taps=(Point(1000, 2000),),
        hose_max_cm=1600,
        flows=flows,
        separations=(Separation("b0", "b1", 900), Separation("b0", "b2", 700)),
    )


def squares(x_cm: int, y_cm: int, width_cm: int, depth_cm: int) -> set[tuple[int, int]]:
    columns, rows = range(x_cm // TEN, (x_cm + width_cm) // TEN), range(y_cm // TEN, (y_cm + depth_cm) // TEN)
    return {(column, row) for column in columns for row in rows}


def ground_of_booth(stand: Stand, place: Place, margin_cm: int = 0) -> set[tuple[int, int]]:
    wide, deep = stand.width_cm, stand.depth_cm
    if place.rotation_deg == 90:
        wide, deep = deep, wide
    return squares(place.x_cm - margin_cm, place.y_cm - margin_cm, wide + 2 * margin_cm, deep + 2 * margin_cm)


def centre(stand: Stand, place: Place) -> tuple[float, float]:
    ground = ground_of_booth(stand, place)
    columns, rows = [column for column, _ in ground], [row for _, row in ground]
    return (min(columns) + max(columns) + 1) * TEN / 2, (min(rows) + max(rows) + 1) * TEN / 2


def walk(one: tuple[float, float], two: tuple[float, float]) -> float:
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def complaints(plan: Plan, places: tuple[Place, ...]) -> list[str]:
    """What is wrong with a layout; every length of the plan is a multiple of ten."""
    stood = {stand.id: (stand, place) for stand, place in zip(plan.stands, places, strict=True)}
    found = [f"{stand.id} {what}" for stand, place in stood.values() for what in wrong_alone(plan, stand, place)]
    for (one, here), (two, there) in combinations(stood.values(), 2):
        if ground_of_booth(one, here, plan.booth_gap_cm) & ground_of_booth(two, there):
            found.append(f"{one.id} too near to {two.id}")
    near = [r for r in plan.separations if walk(centre(*stood[r.a]), centre(*stood[r.b])) < r.min_cm]
    return found + [f"{rule.a} disturbs {rule.b}" for rule in near]


def wrong_alone(plan: Plan, stand: Stand, place: Place) -> Iterator[str]:
    ground = ground_of_booth(stand, place)
    if not ground <= squares(0, 0, plan.width_cm, plan.depth_cm):
        yield "outside"
    if any(ground & squares(o.x_cm, o.y_cm, o.width_cm, o.depth_cm) for o in plan.obstacles):
        yield "on an obstacle"
    if place.rotation_deg and not stand.rotatable:
        yield "turned"
    if stand.pinned is not None and place != stand.pinned:
        yield "moved"
    leads = [walk(centre(stand, place), (o.x_cm, o.y_cm)) for o in plan.outlets]
    if stand.needs_power and min(leads) > plan.lead_max_cm:
        yield "without power"
    hoses = [walk(centre(stand, place), (t.x_cm, t.y_cm)) for t in plan.taps]
    if stand.needs_water and min(hoses) > plan.hose_max_cm:
        yield "without water"


def cost_m(plan: Plan, places: tuple[Place, ...]) -> float:
    """As the contract counts it."""
    centres = {stand.id: centre(stand, place) for stand, place in zip(plan.stands, places, strict=True)}
    walked = sum(flow.visitors * walk(centres[flow.a], centres[flow.b]) for flow in plan.flows)
    for stand in plan.stands:
        here = centres[stand.id]
        walked += stand.arrivals * min((walk(here, (e.x_cm, e.y_cm)) for e in plan.entrances), default=0)
        if stand.needs_power:
            walked += plan.lead_weight * min(walk(here, (o.x_cm, o.y_cm)) for o in plan.outlets)
    return walked / 100
