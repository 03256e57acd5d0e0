"""Where lines stand, how they fold, and what they run into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.queueing import front_zone, queue_box
from kiosk.engine.plaza.scene import Box
from models.enums import FixtureKind
from tests.rules.plaza_scenes import booth, found, plaza, thing

QUEUE = PlazaRule.QUEUE


@pytest.mark.parametrize(
    ("rotation_deg", "queue", "front"),
    [
        (0, Box(605, 850, 695, 1000), Box(500, 880, 800, 1000)),
        (90, Box(700, 1105, 850, 1195), Box(700, 1000, 820, 1300)),
        (180, Box(605, 1200, 695, 1350), Box(500, 1200, 800, 1320)),
        (270, Box(350, 1105, 500, 1195), Box(380, 1000, 500, 1300)),
    ],
)
def test_the_line_starts_at_the_middle_of_the_front_whichever_way_it_looks(
    rotation_deg: int, queue: Box, front: Box
) -> None:
    one = booth("A", 500, 1000, depth_cm=200, rotation_deg=rotation_deg, queue_people=2)

    assert queue_box(one, Limits()) == queue
    assert front_zone(one, Limits()) == front


def test_half_a_centimetre_goes_to_the_west_and_to_the_south() -> None:
    odd = booth("A", 500, 1000, width_cm=301, queue_people=1)

    assert queue_box(odd, Limits()) == Box(605, 925, 695, 1000)
    assert queue_box(replace(odd, width_cm=61), Limits()) == Box(485, 925, 575, 1000)
    turned = queue_box(replace(odd, rotation_deg=90), Limits())
    assert turned is not None
    assert turned.south == 1105


@pytest.mark.parametrize(
    ("people", "wide_cm", "long_cm"),
    [
        (1, 90, 75),
        (8, 90, 600),  # as deep as a line goes straight
        (9, 180, 375),
        (16, 180, 600),
        (17, 270, 450),
        (25, 270, 675),  # a tent of three metres is three lanes wide
    ],
)
def test_a_long_line_folds_while_the_booth_is_wide_enough(people: int, wide_cm: int, long_cm: int) -> None:
    box = queue_box(booth("A", 500, 1000, queue_people=people), Limits())
    assert box is not None
    assert (box.east - box.west, box.north - box.south) == (wide_cm, long_cm)


def test_a_booth_exactly_as_wide_as_two_lanes_has_two() -> None:
    def wide_cm(booth_cm: int) -> int:
        box = queue_box(booth("A", 500, 1000, width_cm=booth_cm, queue_people=9), Limits())
        assert box is not None
        return box.east - box.west

    assert (wide_cm(180), wide_cm(179)) == (180, 90)


def test_where_nobody_is_expected_there_is_no_line() -> None:
    assert queue_box(booth("A", 500, 1000), Limits()) is None
    assert found(plaza(booth("A", 500, 100), thing(FixtureKind.TREE, 600, 0, 100, 100)), QUEUE) == []


@pytest.mark.parametrize(
    ("kind", "is_error"),
    [
        (FixtureKind.FIRE_LANE, True),
        (FixtureKind.ENTRANCE, True),
        (FixtureKind.WALL, False),
        (FixtureKind.TREE, False),
        (FixtureKind.HYDRANT, False),
        (FixtureKind.STEPS, False),
        (FixtureKind.SEATS, False),
        (FixtureKind.NO_GO, False),
    ],
)
def test_a_line_may_end_at_what_it_must_not_stand_on(kind: FixtureKind, is_error: bool) -> None:
    """The line of four goes from 1000 down to 700."""
    one = booth("A", 500, 1000, queue_people=4)

    assert found(plaza(one, thing(kind, 500, 600, 300, 100)), QUEUE) == []
    assert found(plaza(one, thing(kind, 500, 601, 300, 100)), QUEUE) == [
        Finding(QUEUE, is_error, ("A", "f"), 3, 4, kind.value)
    ]


@pytest.mark.parametrize("kind", [FixtureKind.SHADE, FixtureKind.OUTLET, FixtureKind.TAP])
def test_control_a_line_may_stand_in_the_shade_and_on_a_floor_box(kind: FixtureKind) -> None:
    assert found(plaza(booth("A", 500, 1000, queue_people=4), thing(kind, 500, 700, 300, 200)), QUEUE) == []


@pytest.mark.parametrize(
    ("rotation_deg", "x_cm", "y_cm"), [(0, 625, 700), (180, 625, 1550), (90, 1050, 1125), (270, 700, 1125)]
)
def test_the_people_before_the_obstacle_are_counted_along_the_line(rotation_deg: int, x_cm: int, y_cm: int) -> None:
    """The tree is 50 deep and begins 250 from the front: three persons of 75."""
    one = booth("A", 1000 if rotation_deg == 270 else 500, 1000, rotation_deg=rotation_deg, queue_people=8)

    assert found(plaza(one, thing(FixtureKind.TREE, x_cm, y_cm, 50, 50)), QUEUE) == [
        Finding(QUEUE, False, ("A", "f"), 3, 8, "tree")
    ]


def test_people_of_a_folded_line_count_in_each_lane() -> None:
    folded = booth("A", 500, 1000, queue_people=9)

    assert [each.measured for each in found(plaza(folded, thing(FixtureKind.TREE, 600, 700, 50, 50)), QUEUE)] == [6]


def test_a_line_ends_at_the_edge_of_the_plaza() -> None:
    assert found(plaza(booth("A", 500, 300, rotation_deg=270, queue_people=6)), QUEUE) == []
    assert found(plaza(booth("A", 500, 300, rotation_deg=270, queue_people=7)), QUEUE) == [
        Finding(QUEUE, False, ("A",), 6, 7, "edge")
    ]


@pytest.mark.parametrize("x_cm", [-150, 1950])
def test_a_line_that_sticks_out_sideways_has_no_room_for_anybody(x_cm: int) -> None:
    assert found(plaza(booth("A", x_cm, 1000, queue_people=2)), QUEUE) == [Finding(QUEUE, False, ("A",), 0, 2, "edge")]


def test_a_line_that_begins_outside_the_plaza_has_no_room_for_anybody() -> None:
    assert [each.measured for each in found(plaza(booth("A", 500, 2100, queue_people=2)), QUEUE)] == [0]


@pytest.mark.parametrize(
    ("y_cm", "detail", "measured"),
    [
        (280, "", None),  # the other's front is 120 deep and ends where the line does
        (279, "", None),
        (400, "front", 2),
        (500, "booth", 2),
    ],
)
def test_a_line_keeps_off_other_booths_and_their_fronts(y_cm: int, detail: str, measured: int | None) -> None:
    """The line of four goes from 1000 down to 700; the other booth looks up to it."""
    scene = plaza(booth("A", 500, 1000, queue_people=4), booth("B", 500, y_cm, rotation_deg=180))

    assert found(scene, QUEUE) == ([Finding(QUEUE, True, ("A", "B"), measured, 4, detail)] if detail else [])


def test_a_centimetre_of_another_front_is_too_much() -> None:
    """The front of B ends at 700 or at 701."""
    line = booth("A", 500, 1000, queue_people=4)

    assert found(plaza(line, booth("B", 500, 280, rotation_deg=180)), QUEUE) == []
    assert [each.detail for each in found(plaza(line, booth("B", 500, 281, rotation_deg=180)), QUEUE)] == ["front"]


def test_two_lines_that_cross_are_one_warning_of_the_first() -> None:
    """A's line goes from 1000 down to 400, B's from 900 west to 600."""
    scene = plaza(booth("A", 500, 1000, queue_people=8), booth("B", 900, 500, rotation_deg=270, queue_people=4))

    assert found(scene, QUEUE) == [Finding(QUEUE, False, ("A", "B"), 4, 8, "queue")]


def test_lines_side_by_side_may_touch() -> None:
    """Lines wider than their booths: A's ends at 180 in the east, B's begins ten west of B."""

    def beside(x_cm: int) -> list[Finding]:
        pair = (booth(name, x, 1000, width_cm=70, queue_people=5) for name, x in (("A", 100), ("B", x_cm)))
        return found(plaza(*pair), QUEUE)

    assert beside(190) == []
    assert beside(189) == [Finding(QUEUE, False, ("A", "B"), 0, 5, "queue")]
