"""Power, water, quiet, fire and the way of elders, at the limit and one centimetre beyond."""

from __future__ import annotations

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.scene import Scene
from models.enums import FixtureKind
from tests.rules.plaza_scenes import booth, found, plaza, thing, without_gate

SUPPLIES = [
    ("needs_power", FixtureKind.OUTLET, PlazaRule.LEAD, "lead_max_cm"),
    ("needs_water", FixtureKind.TAP, PlazaRule.HOSE, "hose_max_cm"),
]


@pytest.mark.parametrize(("need", "kind", "rule", "limit"), SUPPLIES)
def test_a_supply_is_within_reach_along_x_and_y(need: str, kind: FixtureKind, rule: PlazaRule, limit: str) -> None:
    """The middle of the booth is at 250, 250."""

    def near(x_cm: int, y_cm: int) -> list[Finding]:
        return found(plaza(booth("A", 100, 100, **{need: True}), thing(kind, x_cm, y_cm), **{limit: 1000}), rule)

    assert near(750, 750) == near(1250, 250) == []
    assert near(750, 751) == [Finding(rule, True, ("A",), 1001, 1000)]


@pytest.mark.parametrize(("need", "kind", "rule", "limit"), SUPPLIES)
def test_half_a_centimetre_too_far_is_too_far(need: str, kind: FixtureKind, rule: PlazaRule, limit: str) -> None:
    narrow = booth("A", 100, 100, width_cm=299, **{need: True})

    assert found(plaza(narrow, thing(kind, 750, 750), **{limit: 1000}), rule) == [
        Finding(rule, True, ("A",), 1001, 1000)
    ]


@pytest.mark.parametrize(("need", "kind", "rule", "limit"), SUPPLIES)
def test_without_any_supply_nothing_is_measured(need: str, kind: FixtureKind, rule: PlazaRule, limit: str) -> None:
    other = FixtureKind.TAP if kind is FixtureKind.OUTLET else FixtureKind.OUTLET
    scene = plaza(booth("A", 100, 100, **{need: True}), booth("B", 900, 100), thing(other, 250, 250), **{limit: 1000})

    assert found(scene, PlazaRule.LEAD, PlazaRule.HOSE) == [Finding(rule, True, ("A",), None, 1000)]


def test_the_nearest_outlet_counts_and_a_wide_one_by_its_middle() -> None:
    far, wide = thing(FixtureKind.OUTLET, 1900, 1900), thing(FixtureKind.OUTLET, 1000, 250, 500, 0, name="g")

    assert found(plaza(booth("A", 100, 100, needs_power=True), far, wide, lead_max_cm=1000), PlazaRule.LEAD) == []
    assert found(plaza(booth("A", 100, 100, needs_power=True), far, wide, lead_max_cm=999), PlazaRule.LEAD) != []


def test_noise_is_heard_up_to_ten_metres_straight_between_the_middles() -> None:
    def heard(x_cm: int, y_cm: int) -> list[Finding]:
        scene = plaza(booth("A", x_cm, y_cm, needs_quiet=True), booth("B", 0, 0, is_noisy=True))
        return found(scene, PlazaRule.NOISE)

    assert heard(600, 800) == heard(1000, 0) == []
    assert heard(600, 799) == [Finding(PlazaRule.NOISE, False, ("B", "A"), 999, 1000)]


def test_two_booths_that_are_loud_and_want_quiet_disturb_each_other() -> None:
    both = {"is_noisy": True, "needs_quiet": True}
    scene = plaza(booth("A", 0, 0, **both), booth("B", 900, 0, **both))

    assert [each.ids for each in found(scene, PlazaRule.NOISE)] == [("A", "B"), ("B", "A")]


def test_control_a_loud_booth_alone_or_among_loud_ones_disturbs_nobody() -> None:
    assert found(plaza(booth("A", 0, 0, is_noisy=True), booth("B", 400, 0, is_noisy=True)), PlazaRule.NOISE) == []


def test_fuel_is_six_metres_from_any_other_booth_from_edge_to_edge() -> None:
    def beside(x_cm: int, y_cm: int) -> list[Finding]:
        return found(plaza(booth("A", 0, 0), booth("B", x_cm, y_cm, burns_fuel=True)), PlazaRule.FUEL)

    assert beside(900, 0) == beside(300 + 360, 300 + 480) == []  # 3.6, 4.8 and 6 metres
    assert beside(899, 0) == [Finding(PlazaRule.FUEL, True, ("B", "A"), 599, 600)]
    assert beside(660, 779) != []


def test_two_that_burn_fuel_are_said_once() -> None:
    scene = plaza(booth("A", 0, 0, burns_fuel=True), booth("B", 400, 0, burns_fuel=True))

    assert found(scene, PlazaRule.FUEL) == [Finding(PlazaRule.FUEL, True, ("A", "B"), 100, 600)]


def test_two_cooking_booths_are_three_metres_apart_and_one_alone_is_none() -> None:
    def beside(x_cm: int, *, cooks: bool = True) -> list[Finding]:
        return found(plaza(booth("A", 0, 0, cooks=True), booth("B", x_cm, 0, cooks=cooks)), PlazaRule.COOKING)

    assert beside(600) == beside(400, cooks=False) == []
    assert beside(599) == [Finding(PlazaRule.COOKING, True, ("A", "B"), 299, 300)]


def elders(y_cm: int, *things: FixtureKind, for_elders: bool = True) -> Scene:
    """The middle of the booth is 150 further north; the gate ends at 10."""
    fixtures = [thing(kind, 0, 0, 500, 100) for kind in things]
    limits = {"elders_from_entrance_cm": 1000, "elders_from_seats_cm": 500}
    return plaza(booth("A", 500, y_cm, for_elders=for_elders), *fixtures, **limits)


def test_elders_walk_no_further_than_the_limit_from_the_nearest_point_of_an_entrance() -> None:
    assert found(elders(860), PlazaRule.FAR_FROM_ENTRANCE) == []
    assert found(elders(861), PlazaRule.FAR_FROM_ENTRANCE) == [
        Finding(PlazaRule.FAR_FROM_ENTRANCE, False, ("A",), 1001, 1000)
    ]


def test_elders_find_a_seat_near_where_there_are_any() -> None:
    """The bench ends 150 west of the booth's middle, at 100 north."""
    assert found(elders(300, FixtureKind.SEATS), PlazaRule.FAR_FROM_SEATS) == []
    assert found(elders(301, FixtureKind.SEATS), PlazaRule.FAR_FROM_SEATS) == [
        Finding(PlazaRule.FAR_FROM_SEATS, False, ("A",), 501, 500)
    ]
    assert found(elders(1500, FixtureKind.TREE), PlazaRule.FAR_FROM_SEATS) == []


def test_control_a_booth_for_everybody_may_be_far_and_no_entrance_is_no_distance() -> None:
    far = (PlazaRule.FAR_FROM_ENTRANCE, PlazaRule.FAR_FROM_SEATS)
    assert found(elders(1500, FixtureKind.SEATS, for_elders=False), *far) == []
    assert found(without_gate(elders(1500)), *far) == []
