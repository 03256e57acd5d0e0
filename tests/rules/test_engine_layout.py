"""Proposed layouts are legal by a checker of their own, cost what they say, and keep what is pinned."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.layout import search
from kiosk.engine.layout.ground import ground_of, spots_of, whole
from kiosk.engine.layout.plan import Obstacle, Place, Plan, Point, Separation
from kiosk.engine.layout.rules import Rule, broken_rules, hopeless
from kiosk.engine.layout.search import Proposal
from tests.house.source import ROOT
from tests.rules.plazas import complaints, cost_m, plaza

SOON = 0.4


class Ticking:
    """A clock that goes on by a fiftieth of a second whenever somebody looks: the same moves on any machine."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += search.CHUNK_SECONDS
        return self.seconds


def propose(plan: Plan, *, seconds: float, seed: int = 0) -> Proposal:
    return search.propose(plan, seconds=seconds, seed=seed, clock=Ticking(), workers=1)


def anywhere(plan: Plan, seed: int) -> tuple[Place, ...]:
    """Places on the grid, legal or not."""
    rng = np.random.default_rng(seed)
    return tuple(
        Place(
            int(rng.integers(-2, 55)) * 50,
            int(rng.integers(-2, 35)) * 50,
            90 if stand.rotatable and rng.random() < 0.5 else 0,
        )
        for stand in plan.stands
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_proposal_is_legal_and_costs_what_it_says(seed: int) -> None:
    plan = plaza(seed)

    found = propose(plan, seconds=SOON, seed=seed)

    assert found.is_legal
    assert complaints(plan, found.places) == []
    assert broken_rules(plan, found.places) == []
    assert found.cost_m == pytest.approx(cost_m(plan, found.places))


def test_a_pinned_booth_stays_even_off_the_grid() -> None:
    plan = plaza(1)
    stands = (replace(plan.stands[0], pinned=Place(1410, 1230)), *plan.stands[1:])
    plan = replace(plan, stands=stands)

    found = propose(plan, seconds=SOON)

    assert found.places[0] == Place(1410, 1230)
    assert complaints(plan, found.places) == []


def test_twenty_times_as_long_finds_less_walking_and_the_same_seed_finds_the_same() -> None:
    plan = plaza(2, booths=12)
    short = [propose(plan, seconds=0.5, seed=seed).cost_m for seed in range(4)]
    long = [propose(plan, seconds=10, seed=seed) for seed in range(2)]

    assert max(each.cost_m for each in long) < sum(short) / len(short)
    assert propose(plan, seconds=10, seed=1) == long[1]


@given(st.integers(0, 2), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_rules_and_machine_code_agree_with_the_checker_on_any_layout(which: int, seed: int) -> None:
    plan = plaza(which)
    places = anywhere(plan, seed)
    wrong = complaints(plan, places)

    cost, broken_cm = whole(ground_of(plan), spots_of(list(places)))

    assert bool(broken_rules(plan, places)) == bool(wrong)
    assert (broken_cm > 0) == bool(wrong)
    assert cost / 200 == pytest.approx(cost_m(plan, places))


@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_moving_the_whole_plaza_changes_no_cost_and_no_rule_but_its_edge(seed: int, east: int, north: int) -> None:
    plan = plaza(0)
    places = anywhere(plan, seed)
    dx, dy = 50 * east, 50 * north
    moved_plan = replace(
        plan,
        width_cm=plan.width_cm + dx,
        depth_cm=plan.depth_cm + dy,
        entrances=tuple(Point(e.x_cm + dx, e.y_cm + dy) for e in plan.entrances),
        outlets=tuple(Point(o.x_cm + dx, o.y_cm + dy) for o in plan.outlets),
        taps=tuple(Point(t.x_cm + dx, t.y_cm + dy) for t in plan.taps),
        obstacles=tuple(replace(o, x_cm=o.x_cm + dx, y_cm=o.y_cm + dy) for o in plan.obstacles),
    )
    moved = tuple(Place(p.x_cm + dx, p.y_cm + dy, p.rotation_deg) for p in places)

    before = [b for b in broken_rules(plan, places) if b.rule is not Rule.INSIDE]
    after = [b for b in broken_rules(moved_plan, moved) if b.rule is not Rule.INSIDE]

    assert before == after
    assert cost_m(plan, places) == pytest.approx(cost_m(moved_plan, moved))


def test_what_cannot_be_kept_together_is_named() -> None:
    plan = plaza(0)
    far = replace(plan, separations=(Separation("b0", "b1", 4900),))

    found = propose(far, seconds=SOON)

    assert not found.is_legal
    assert Rule.SEPARATION in {b.rule for b in broken_rules(far, found.places)}


def test_a_booth_that_has_no_place_anywhere_is_known_before_looking() -> None:
    plan = plaza(0)
    large = replace(plan.stands[0], width_cm=3100, needs_power=False)
    needy = replace(plan.stands[1], needs_power=True, needs_water=True)

    found = hopeless(replace(plan, stands=(large, needy), outlets=(), taps=(), separations=(), flows=()))

    assert [(b.rule, b.booths) for b in found] == [
        (Rule.INSIDE, ("b0",)), (Rule.HOSE, ("b0",)), (Rule.LEAD, ("b1",)), (Rule.HOSE, ("b1",)),
    ]  # fmt: skip


def test_no_booth_covers_an_obstacle_that_is_only_a_point() -> None:
    plan = replace(plaza(0), obstacles=(Obstacle("hydrant", 500, 700, 0, 0),), separations=(), flows=())
    plan = replace(plan, stands=(replace(plan.stands[0], needs_power=False, needs_water=False),))
    on_it, beside_it = Place(400, 600), Place(500, 700)

    assert [b.rule for b in broken_rules(plan, [on_it])] == [Rule.OBSTACLE]
    assert whole(ground_of(plan), spots_of([on_it]))[1] > 0
    assert broken_rules(plan, [beside_it]) == []
    assert whole(ground_of(plan), spots_of([beside_it]))[1] == 0


WITHOUT_NUMBA = """
import sys, time
sys.modules["numba"] = None
from kiosk.engine import assign, compiled
from kiosk.engine.layout.search import propose
from tests.rules.plazas import complaints, plaza
import numpy as np
plan = plaza(3, booths=4)
found = propose(plan, seconds=3, clock=time.monotonic, workers=1)
assert found.is_legal and complaints(plan, found.places) == [], found
ring = np.array([[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]])
found = assign.assign(ring, ring[::-1].copy(), seconds=0.3, clock=time.monotonic, workers=1)
assert sorted(found.pitches) == [0, 1, 2, 3]
print("legal")
"""


def test_without_numba_it_is_slower_and_as_right() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert answer.stdout == "legal\n", answer.stderr
