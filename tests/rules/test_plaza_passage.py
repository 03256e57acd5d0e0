"""Wheelchairs get to every front that they can get to, and to no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.scene import Scene
from models.enums import FixtureKind
from tests.rules.plaza_scenes import booth, found, plaza, thing, without_gate

PASSAGE, CROWDED = PlazaRule.PASSAGE, PlazaRule.QUEUE_PASSAGE
CUT_OFF = [Finding(PASSAGE, True, ("A",), limit=120)]


def between_walls(gap_cm: int, **more: int) -> Scene:
    """A wall from west to east at ten metres, with one gap; the booth stands north of it and looks south."""
    walls = (
        thing(FixtureKind.WALL, 0, 1000, 1000, 50, name="w1"),
        thing(FixtureKind.WALL, 1000 + gap_cm, 1000, 1000 - gap_cm, 50, name="w2"),
    )
    return plaza(booth("A", 200, 1500), *walls, **more)


def test_a_gap_of_exactly_a_passage_lets_a_wheelchair_through() -> None:
    assert found(between_walls(120), PASSAGE) == []
    assert found(between_walls(119), PASSAGE) == CUT_OFF


def test_the_width_of_a_passage_is_the_communitys() -> None:
    assert found(between_walls(180, passage_cm=180), PASSAGE) == []
    assert found(between_walls(179, passage_cm=180), PASSAGE) == [Finding(PASSAGE, True, ("A",), limit=180)]


def test_an_odd_passage_is_as_exact_as_an_even_one() -> None:
    assert found(between_walls(121, passage_cm=121), PASSAGE) == []
    assert found(between_walls(120, passage_cm=121), PASSAGE) != []


def test_along_the_edge_of_the_plaza_there_is_a_passage_too() -> None:
    def along(gap_cm: int) -> list[Finding]:
        wall = thing(FixtureKind.WALL, gap_cm, 1000, 2000 - gap_cm, 50)
        return found(plaza(booth("A", 800, 1500), wall), PASSAGE)

    assert along(120) == []
    assert along(119) == CUT_OFF


@pytest.mark.parametrize(
    ("kind", "blocks"),
    [
        (FixtureKind.WALL, True),
        (FixtureKind.TREE, True),
        (FixtureKind.STEPS, True),
        (FixtureKind.SEATS, True),
        (FixtureKind.HYDRANT, True),
        (FixtureKind.FIRE_LANE, False),
        (FixtureKind.NO_GO, False),
        (FixtureKind.SHADE, False),
        (FixtureKind.OUTLET, False),
        (FixtureKind.ENTRANCE, False),
    ],
)
def test_people_go_over_what_is_only_painted(kind: FixtureKind, blocks: bool) -> None:
    scene = plaza(booth("A", 800, 1500), thing(kind, 0, 800, 2000, 100))
    assert found(scene, PASSAGE) == (CUT_OFF if blocks else [])


def test_a_hydrant_that_is_a_point_stops_who_cannot_pass_beside_it() -> None:
    def past(x_cm: int) -> list[Finding]:
        walls = [thing(FixtureKind.WALL, 0, 1000, 900, 50), thing(FixtureKind.WALL, 1140, 1000, 860, 50, name="w")]
        return found(plaza(booth("A", 800, 1500), *walls, thing(FixtureKind.HYDRANT, x_cm, 1025, name="h")), PASSAGE)

    assert past(1020) == past(900) == past(1140) == []  # 120 on both sides, or all 240 on one
    assert past(1021) == past(1019) == []  # 119 on the one side, 121 on the other


def test_a_row_of_bollards_closer_than_a_passage_is_a_fence() -> None:
    def row(apart_cm: int) -> list[Finding]:
        posts = [thing(FixtureKind.HYDRANT, x_cm, 1000, name=f"h{x_cm}") for x_cm in range(apart_cm, 2000, apart_cm)]
        return found(plaza(booth("A", 800, 1500), *posts), PASSAGE)

    assert row(120) == []
    assert row(119) == CUT_OFF
    assert (
        found(
            plaza(booth("A", 800, 1500), *(thing(FixtureKind.HYDRANT, x, 1000) for x in range(0, 2001, 119))), PASSAGE
        )
        == CUT_OFF
    )


def test_other_booths_stand_in_the_way() -> None:
    row = [booth(name, x_cm, 900) for name, x_cm in zip("BCDEF", range(0, 2000, 419), strict=False)]
    ends_at = row[-1].x_cm + 300
    fence = thing(FixtureKind.WALL, ends_at, 900, 2000 - ends_at, 50)

    assert PASSAGE not in {each.rule for each in found(plaza(*row, fence))}
    assert found(plaza(booth("A", 800, 1500), *row, fence), PASSAGE) == CUT_OFF
    assert found(plaza(booth("A", 800, 1500), *row[1:], fence), PASSAGE) == []


def test_a_way_round_many_corners_is_a_way() -> None:
    walls = [
        thing(FixtureKind.WALL, 0 if turn % 2 else 120, 300 + 200 * turn, 1880, 80, name=f"w{turn}")
        for turn in range(5)
    ]
    scene = plaza(booth("A", 800, 1600), *walls)

    assert found(scene, PASSAGE) == []
    shut = thing(FixtureKind.SEATS, 1000, 580, 10, 120, name="s")
    assert found(plaza(booth("A", 800, 1600), *walls, shut), PASSAGE) == CUT_OFF


@pytest.mark.parametrize(
    ("x_cm", "y_cm", "rotation_deg"), [(800, 119, 0), (1581, 800, 90), (800, 1581, 180), (119, 800, 270)]
)
def test_a_front_at_the_edge_needs_a_passage_before_it(x_cm: int, y_cm: int, rotation_deg: int) -> None:
    inward = {0: (0, 1), 90: (-1, 0), 180: (0, -1), 270: (1, 0)}[rotation_deg]
    near = booth("A", x_cm, y_cm, rotation_deg=rotation_deg)
    clear = replace(near, x_cm=x_cm + inward[0], y_cm=y_cm + inward[1])

    assert found(plaza(near), PASSAGE) == CUT_OFF
    assert found(plaza(clear), PASSAGE) == []


def test_any_part_of_the_front_will_do_and_a_corner_of_it_will_not() -> None:
    def beside(wall_cm: int) -> list[Finding]:
        return found(plaza(booth("A", 800, 800), thing(FixtureKind.WALL, 800, 680, wall_cm, 120)), PASSAGE)

    assert beside(180) == []
    assert beside(181) == CUT_OFF


def test_a_booth_narrower_than_a_wheelchair_is_reached_before_its_middle() -> None:
    narrow = booth("A", 800, 800, width_cm=60)

    assert found(plaza(narrow, thing(FixtureKind.TREE, 890, 700, 50, 50)), PASSAGE) == []
    assert found(plaza(narrow, thing(FixtureKind.TREE, 889, 700, 50, 50)), PASSAGE) == CUT_OFF


def test_where_nobody_knows_the_entrance_one_warning_says_so() -> None:
    scene = without_gate(between_walls(100))
    assert found(scene, PASSAGE, CROWDED, PlazaRule.NO_ENTRANCE) == [Finding(PlazaRule.NO_ENTRANCE, False)]


def test_an_entrance_that_no_wheelchair_fits_beside_leads_nowhere() -> None:
    shut = without_gate(
        plaza(
            booth("A", 1000, 1000),
            thing(FixtureKind.ENTRANCE, 0, 0, 10, 10, name="gate 2"),
            thing(FixtureKind.WALL, 0, 100, 150, 10, name="w1"),
            thing(FixtureKind.WALL, 100, 0, 10, 100, name="w2"),
        )
    )
    assert found(shut, PASSAGE) == CUT_OFF


def test_on_a_plaza_narrower_than_a_wheelchair_nobody_gets_anywhere() -> None:
    lane = plaza(booth("A", 10, 1000, width_cm=100), width_cm=119)
    assert found(lane, PASSAGE) == CUT_OFF
    assert found(replace(lane, width_cm=120), PASSAGE) == []


def test_a_booth_outside_is_still_asked_how_people_come_to_it() -> None:
    assert found(plaza(booth("A", 3000, 1000)), PASSAGE) == CUT_OFF


# ---------------------------------------------------------------- with all lines standing


def line_through_the_gap(x_cm: int) -> Scene:
    """A wall has a gap from 1000 to 1300; through it goes the line of eight, from 105 east of `x_cm` on, 90 wide."""
    walls = (
        thing(FixtureKind.WALL, 0, 1000, 1000, 50, name="w1"),
        thing(FixtureKind.WALL, 1300, 1000, 700, 50, name="w2"),
    )
    return plaza(booth("A", 200, 1500), booth("B", x_cm, 500, rotation_deg=180, queue_people=8), *walls)


def test_a_line_in_the_only_gap_cuts_off_who_is_behind_it() -> None:
    """105 are left on either side of it."""
    assert found(line_through_the_gap(1000), PASSAGE) == []
    assert found(line_through_the_gap(1000), CROWDED) == [Finding(CROWDED, False, ("A",), limit=120)]


def test_beside_a_line_a_passage_is_enough() -> None:
    """90 of the 300 are the line's: 120 are left in the east, or in the west, or on neither side."""
    assert [len(found(line_through_the_gap(x_cm), PASSAGE, CROWDED)) for x_cm in (985, 986, 1014, 1015)] == [0, 1, 1, 0]


def test_to_arrive_at_ones_own_line_is_to_arrive() -> None:
    """The line stands in the booth's own front, between two walls."""
    walls = [thing(FixtureKind.WALL, x, 500, 10, 500, name=f"w{x}") for x in (840, 1150)]
    scene = plaza(booth("A", 850, 1000, queue_people=4), *walls)

    assert found(scene, PASSAGE, CROWDED) == []


def test_who_is_cut_off_anyway_is_not_said_twice() -> None:
    scene = between_walls(100)
    queued = replace(scene, booths=(replace(scene.booths[0], queue_people=3),))

    assert [each.rule for each in found(queued, PASSAGE, CROWDED)] == [PASSAGE]
