"""Proposals for a plaza keep its rules, leave pinned booths, and say what they are worth."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.plaza.expecting import habits_of_groups, habits_of_visits, longest_line
from kiosk.engine.plaza.findings import PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.proposing import Step, Suggestion, suggest, suggest_on_pitches
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture
from kiosk.engine.plaza.scoring import score_of
from kiosk.engine.plaza.walking import Walking, walking_of
from kiosk.engine.plaza.wishes import Wish
from models.enums import FixtureKind, Zone
from tests.rules.plaza_squares import complaints
from tests.rules.test_engine_layout import Ticking

BY_HAND = (
    SceneFixture("f1", FixtureKind.ENTRANCE, 1800, 0, 300, 50),
    SceneFixture("f2", FixtureKind.FIRE_LANE, 0, 300, 4000, 400),
    SceneFixture("f3", FixtureKind.WALL, 600, 2450, 2800, 50),
    SceneFixture("f4", FixtureKind.TREE, 2700, 1500, 150, 150),
    SceneFixture("f5", FixtureKind.OUTLET, 500, 2400, amps=16),
    SceneFixture("f6", FixtureKind.OUTLET, 3500, 2400, amps=16),
    SceneFixture("f7", FixtureKind.TAP, 2000, 2400),
    SceneFixture("f8", FixtureKind.SEATS, 200, 1500, 300, 60),
)


def market(*booths: SceneBooth, fixtures: tuple[SceneFixture, ...] = BY_HAND) -> Scene:
    """40 × 25 m with a fire lane along the south."""
    return Scene(4000, 2500, 50, fixtures, booths, visitors=300)


def heap(count: int = 8) -> tuple[SceneBooth, ...]:
    """Booths on one another: a loud one, quiet ones, some with power or water, all with a line."""
    return tuple(
        SceneBooth(
            id=f"b{n}",
            letter="ABCDEFGHIJKLMNOP"[n],
            x_cm=1800,
            y_cm=1200,
            width_cm=600 if n == 3 else 300,
            depth_cm=300,
            needs_power=n % 3 == 0,
            needs_water=n == 5,
            is_noisy=n == 1,
            needs_quiet=n in (2, 4),
            for_elders=n < 3,
            queue_people=4 + n,
        )
        for n in range(count)
    )


def everybody(scene: Scene) -> Walking:
    """Ten people between any two booths, twenty straight to each."""
    names = [booth.id for booth in scene.booths]
    return Walking(dict.fromkeys(combinations(names, 2), 10.0), dict.fromkeys(names, 20.0))


def proposed(scene: Scene, wish: Wish = Wish.SHORT_WALKS, *, seconds: float = 4, seed: int = 0) -> Suggestion:
    return suggest(scene, everybody(scene), wish, seconds=seconds, clock=Ticking(), seed=seed, workers=1)


@pytest.mark.parametrize("wish", list(Wish))
def test_a_proposal_makes_a_legal_market_of_a_heap(wish: Wish) -> None:
    scene = market(*heap())
    assert any(each.is_error for each in findings(scene))

    found = proposed(scene, wish)

    wrong = [each for each in findings(replace(scene, booths=found.booths)) if each.is_error]
    assert wrong == []
    assert found.score == score_of(replace(scene, booths=found.booths), everybody(scene))
    assert [booth.id for booth in found.booths] == [booth.id for booth in scene.booths]


@pytest.mark.parametrize("seed", range(3))
def test_a_proposal_is_legal_by_a_checker_that_shares_nothing_with_the_product(seed: int) -> None:
    in_twenties = tuple(replace(each, width_cm=160, depth_cm=160) if each.id == "f4" else each for each in BY_HAND)
    limits = Limits(queue_person_cm=80, queue_lane_cm=100)
    scene = replace(market(*heap(6), fixtures=in_twenties), grid_cm=100, limits=limits)

    found = proposed(scene, seed=seed)

    assert [each for each in complaints(replace(scene, booths=found.booths)) if each[1]] == []


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_moving_the_whole_plaza_changes_no_walk_no_lead_and_no_noise(east: int, north: int, seed: int) -> None:
    rng = Random(seed)
    booths = tuple(
        replace(
            booth, x_cm=rng.randrange(0, 3400), y_cm=rng.randrange(800, 2100), rotation_deg=rng.choice((0, 90, 180))
        )
        for booth in heap()
    )
    scene = market(*booths)
    moved = replace(
        scene,
        width_cm=scene.width_cm + east,
        depth_cm=scene.depth_cm + north,
        fixtures=tuple(replace(each, x_cm=each.x_cm + east, y_cm=each.y_cm + north) for each in scene.fixtures),
        booths=tuple(replace(each, x_cm=each.x_cm + east, y_cm=each.y_cm + north) for each in booths),
    )

    here, there = score_of(scene, everybody(scene)), score_of(moved, everybody(moved))

    assert (here.walk_m, here.leads_m, here.quiet_m) == pytest.approx((there.walk_m, there.leads_m, there.quiet_m))


def test_pinned_booths_stay_and_their_lines_are_left_alone() -> None:
    booths = heap()
    pinned = replace(booths[0], x_cm=333, y_cm=1777, rotation_deg=270, is_pinned=True)
    scene = market(pinned, *booths[1:])

    found = proposed(scene)

    assert found.booths[0] == pinned
    assert [each for each in findings(replace(scene, booths=found.booths)) if each.is_error] == []


def test_short_leads_are_shorter_and_short_walks_are_shorter() -> None:
    scene = market(*heap())
    walks, leads = proposed(scene, Wish.SHORT_WALKS, seconds=8), proposed(scene, Wish.SHORT_LEADS, seconds=8)

    assert leads.score.leads_m < walks.score.leads_m
    assert walks.score.walk_m < leads.score.walk_m


def test_where_lines_have_no_room_booths_still_stand_legally() -> None:
    scene = market(*(replace(booth, queue_people=90) for booth in heap(7)))

    found = proposed(scene, seconds=8)

    wrong = [each for each in findings(replace(scene, booths=found.booths)) if each.is_error]
    assert [each for each in wrong if each.rule is not PlazaRule.QUEUE] == []
    assert found.score.room_in_line < found.score.in_line


def test_an_impossible_plaza_is_said_to_be_so() -> None:
    scene = replace(market(*heap(14)), width_cm=1200, depth_cm=1000)

    assert proposed(scene, seconds=2).score.errors > 0


def test_who_watches_sees_it_grow() -> None:
    scene, seen = market(*heap(4)), list[Step]()

    suggest(scene, everybody(scene), Wish.SHORT_WALKS, seconds=2, clock=Ticking(), workers=1, watch=seen.append)

    assert seen[-1].share == 1.0
    assert seen[-1].booths is not None


def pitches(count: int) -> tuple[SceneFixture, ...]:
    return tuple(
        SceneFixture(f"p{n}", FixtureKind.PITCH, 300 + 600 * (n % 6), 900 + 700 * (n // 6), 320, 320)
        for n in range(count)
    )


def test_on_marked_pitches_every_booth_stands_on_one_of_its_own() -> None:
    marked = pitches(9)
    scene = market(*(replace(booth, width_cm=300, queue_people=0) for booth in heap(8)), fixtures=(*BY_HAND, *marked))

    found = suggest_on_pitches(scene, everybody(scene), seconds=0.3, clock=Ticking())

    assert found is not None
    under = [[pitch.id for pitch in marked if pitch.box.overlaps(booth.box)] for booth in found.booths]
    assert all(len(each) == 1 for each in under)
    assert len({each[0] for each in under}) == 8
    assert found.score.walk_m < score_of(replace(scene, booths=worst_first(scene, marked)), everybody(scene)).walk_m


def worst_first(scene: Scene, marked: tuple[SceneFixture, ...]) -> tuple[SceneBooth, ...]:
    """As they come, from the far end: what nobody would do."""
    places = zip(scene.booths, reversed(marked), strict=False)
    return tuple(replace(booth, x_cm=pitch.x_cm + 10, y_cm=pitch.y_cm + 10) for booth, pitch in places)


def test_with_fewer_pitches_than_booths_there_is_no_such_proposal() -> None:
    scene = market(*heap(8), fixtures=(*BY_HAND, *pitches(7)))

    assert suggest_on_pitches(scene, everybody(scene), seconds=0.1, clock=Ticking()) is None


def test_habits_of_visits_count_every_leg_once() -> None:
    habits = habits_of_visits([{1, 2, 3}, {1}, {2, 3}, {3}])

    assert habits.shares == pytest.approx({1: 0.5, 2: 0.5, 3: 0.75})
    assert sum(habits.firsts.values()) == pytest.approx(1)
    # A visit of k booths has k - 1 legs between them: two, none, one, none.
    assert sum(habits.walks.values()) * 4 == pytest.approx(3)


def test_without_history_people_rather_stay_in_one_zone() -> None:
    habits = habits_of_groups({1: Zone.HEALTH, 2: Zone.HEALTH, 3: Zone.FUN})

    assert habits.walks[1, 2] == 2 * habits.walks[1, 3]
    assert sum(habits.walks.values()) == pytest.approx(2)
    assert habits_of_groups({}).shares == {}


def test_booths_with_the_same_service_share_its_people() -> None:
    habits = habits_of_visits([{1, 2}, {1}])

    walking = walking_of({"a": 1, "b": 1, "c": 2}, habits, 100)

    assert walking.arrivals == pytest.approx({"a": 37.5, "b": 37.5, "c": 25})
    assert walking.flows == pytest.approx({("a", "c"): 25, ("b", "c"): 25})


def test_the_longest_line_is_what_the_rush_leaves_standing() -> None:
    # 90 of 300 come in twenty minutes; two stations of three minutes serve 13 of them.
    rush = longest_line(people=300, minutes=180, stations=2, mean_minutes=3, is_drop_off=False)
    calm = longest_line(people=30, minutes=180, stations=2, mean_minutes=3, is_drop_off=False)

    assert rush >= 90 - 13
    assert calm == 0
    assert longest_line(people=300, minutes=180, stations=2, mean_minutes=3, is_drop_off=False, units=60) == 60
    items = longest_line(people=300, minutes=180, stations=2, mean_minutes=3, is_drop_off=True)
    assert items == 90 - 40 < rush
    assert longest_line(people=0, minutes=180, stations=1, mean_minutes=3, is_drop_off=False) == 0
