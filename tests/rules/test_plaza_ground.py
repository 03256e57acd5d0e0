"""Where booths may stand and how near to each other, at the limit and one centimetre beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from models.enums import FixtureKind
from tests.rules.plaza_scenes import booth, found, plaza, thing

HERE = (PlazaRule.OUTSIDE, PlazaRule.ON_FIXTURE, PlazaRule.FIRE_LANE, PlazaRule.NO_GO)
BESIDE = (PlazaRule.OVERLAP, PlazaRule.GAP)
LANE = (PlazaRule.NARROW_LANE, PlazaRule.LANE_AT_WALL)


@pytest.mark.parametrize(("x_cm", "y_cm"), [(0, 0), (1700, 0), (0, 1700), (1700, 1700)])
def test_a_booth_in_the_corner_of_the_plaza_stands_on_it(x_cm: int, y_cm: int) -> None:
    assert found(plaza(booth("A", x_cm, y_cm)), PlazaRule.OUTSIDE) == []


@pytest.mark.parametrize(("x_cm", "y_cm"), [(-1, 0), (1701, 0), (0, -1), (0, 1701), (1701, -1)])
def test_a_booth_that_sticks_out_by_a_centimetre_is_outside(x_cm: int, y_cm: int) -> None:
    assert found(plaza(booth("A", x_cm, y_cm)), PlazaRule.OUTSIDE) == [
        Finding(PlazaRule.OUTSIDE, True, ("A",), 1, 0, "edge")
    ]


def test_what_sticks_out_most_is_measured_and_a_turned_booth_by_the_ground_it_covers() -> None:
    long = booth("A", 1500, -20, width_cm=600, depth_cm=300)
    assert [each.measured for each in found(plaza(long), PlazaRule.OUTSIDE)] == [100]
    assert [each.measured for each in found(plaza(replace(long, rotation_deg=90)), PlazaRule.OUTSIDE)] == [20]


@pytest.mark.parametrize(
    ("kind", "rule", "is_error"),
    [
        (FixtureKind.FIRE_LANE, PlazaRule.FIRE_LANE, True),
        (FixtureKind.NO_GO, PlazaRule.NO_GO, True),
        (FixtureKind.WALL, PlazaRule.ON_FIXTURE, True),
        (FixtureKind.HYDRANT, PlazaRule.ON_FIXTURE, True),
        (FixtureKind.STEPS, PlazaRule.ON_FIXTURE, True),
        (FixtureKind.ENTRANCE, PlazaRule.ON_FIXTURE, True),
        (FixtureKind.TREE, PlazaRule.ON_FIXTURE, False),
        (FixtureKind.SEATS, PlazaRule.ON_FIXTURE, False),
    ],
)
def test_a_booth_may_touch_what_must_stay_free_and_not_stand_on_it(
    kind: FixtureKind, rule: PlazaRule, is_error: bool
) -> None:
    beside = plaza(booth("A", 500, 500), thing(kind, 800, 500, 100, 100))
    upon = plaza(booth("A", 501, 500), thing(kind, 800, 500, 100, 100))

    assert found(beside, *HERE) == []
    detail = kind.value if rule is PlazaRule.ON_FIXTURE else ""
    assert found(upon, *HERE) == [Finding(rule, is_error, ("A", "f"), detail=detail)]


@pytest.mark.parametrize("kind", [FixtureKind.OUTLET, FixtureKind.TAP, FixtureKind.SHADE])
def test_control_shade_and_supplies_are_no_obstacle(kind: FixtureKind) -> None:
    assert found(plaza(booth("A", 500, 500), thing(kind, 600, 600, 100, 100)), *HERE) == []


def test_a_point_is_under_a_booth_inside_and_not_on_its_edge() -> None:
    assert found(plaza(booth("A", 500, 500), thing(FixtureKind.HYDRANT, 500, 600)), *HERE) == []
    assert found(plaza(booth("A", 500, 500), thing(FixtureKind.HYDRANT, 501, 600)), *HERE) != []


@pytest.mark.parametrize(
    ("x_cm", "y_cm", "rule", "measured"),
    [
        (900, 500, None, None),  # one metre along x
        (899, 500, PlazaRule.GAP, 99),
        (800, 500, PlazaRule.GAP, 0),
        (799, 500, PlazaRule.OVERLAP, None),
        (550, 900, None, None),  # one metre along y is enough, whatever the gap along x
        (899, 899, PlazaRule.GAP, 99),
        (850, 899, PlazaRule.GAP, 99),
        (500, 101, PlazaRule.GAP, 99),
    ],
)
def test_two_booths_are_a_metre_apart_along_x_or_along_y(
    x_cm: int, y_cm: int, rule: PlazaRule | None, measured: int | None
) -> None:
    seen = found(plaza(booth("A", 500, 500), booth("B", x_cm, y_cm)), *BESIDE)

    limit = 100 if rule is PlazaRule.GAP else None
    assert seen == ([] if rule is None else [Finding(rule, True, ("A", "B"), measured, limit)])


def test_without_a_gap_booths_may_touch_but_not_overlap() -> None:
    assert found(plaza(booth("A", 500, 500), booth("B", 800, 500), booth_gap_cm=0), *BESIDE) == []
    assert found(plaza(booth("A", 500, 500), booth("B", 799, 500), booth_gap_cm=0), *BESIDE) != []


def test_a_fire_lane_is_four_metres_wide_whichever_way_it_lies() -> None:
    def lane(width_cm: int, depth_cm: int) -> list[Finding]:
        return found(plaza(thing(FixtureKind.FIRE_LANE, 0, 500, width_cm, depth_cm)), *LANE)

    assert lane(2000, 400) == lane(400, 1500) == []
    assert lane(2000, 399) == lane(399, 1500) == [Finding(PlazaRule.NARROW_LANE, False, ("f",), 399, 400)]


def test_a_fire_lane_keeps_five_metres_from_a_wall_straight() -> None:
    def lane(x_cm: int, y_cm: int) -> list[Finding]:
        wall = thing(FixtureKind.WALL, x_cm, y_cm, 100, 100, name="w")
        return found(plaza(thing(FixtureKind.FIRE_LANE, 0, 0, 1000, 400), wall), *LANE)

    assert lane(500, 900) == lane(1300, 800) == []  # 3, 4 and 5 metres
    assert lane(500, 899) == lane(1300, 799) == [Finding(PlazaRule.LANE_AT_WALL, False, ("f", "w"), 499, 500)]
