"""Room for everybody, and the police's licence."""

from __future__ import annotations

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.room import covered_cm2, free_area_cm2
from kiosk.engine.plaza.scene import Box
from models.enums import FixtureKind
from tests.rules.plaza_scenes import booth, found, plaza, thing, without_gate

ROOM = PlazaRule.STANDING_ROOM


def test_every_person_has_the_room_of_the_limit() -> None:
    """20 × 20 m; 400 people at once have one square metre each."""
    assert found(plaza(visitors=800, standing_room_dm2=100), ROOM) == []
    assert found(plaza(visitors=801, standing_room_dm2=100), ROOM) == [Finding(ROOM, False, (), 99, 100)]


def test_half_a_person_is_a_person() -> None:
    """Of 3 visitors half are 2."""
    lawn: dict[str, int] = {"width_cm": 1000, "depth_cm": 200, "standing_room_dm2": 1000}
    more = lawn | {"standing_room_dm2": 1001}
    assert found(plaza(visitors=2, **lawn), ROOM) == found(plaza(visitors=0, **lawn), ROOM) == []
    assert found(plaza(visitors=3, **lawn), ROOM) == []
    assert found(plaza(visitors=3, **more), ROOM) == [Finding(ROOM, False, (), 1000, 1001)]


@pytest.mark.parametrize(
    ("kind", "is_taken"),
    [
        (FixtureKind.WALL, True),
        (FixtureKind.TREE, True),
        (FixtureKind.STEPS, True),
        (FixtureKind.SEATS, True),
        (FixtureKind.NO_GO, True),
        (FixtureKind.FIRE_LANE, True),
        (FixtureKind.HYDRANT, True),
        (FixtureKind.ENTRANCE, False),
        (FixtureKind.SHADE, False),
        (FixtureKind.OUTLET, False),
    ],
)
def test_what_is_solid_or_kept_free_is_no_standing_room(kind: FixtureKind, is_taken: bool) -> None:
    scene = plaza(thing(kind, 1000, 1000, 100, 200))

    assert 2000 * 2000 - free_area_cm2(scene) == (100 * 200 if is_taken else 0)


def test_ground_that_two_things_take_is_taken_once_and_what_lies_outside_is_not_the_plazas() -> None:
    scene = plaza(booth("A", 0, 0), booth("B", 100, 200), booth("C", 1900, -200))

    assert 2000 * 2000 - free_area_cm2(scene) == 2 * 300 * 300 - 200 * 100 + 100 * 100
    assert covered_cm2([Box(0, 0, 10, 10), Box(0, 0, 10, 10), Box(50, 50, 50, 90)], 100, 100) == 100


def test_a_plaza_full_of_booths_has_no_room_at_all() -> None:
    full = plaza(booth("A", -10, -10, width_cm=3000, depth_cm=3000), visitors=2)
    assert [each.measured for each in found(full, ROOM)] == [0]


def test_from_a_thousand_visitors_on_a_licence_is_needed() -> None:
    assert found(plaza(visitors=999), PlazaRule.PERMIT) == []
    assert found(plaza(visitors=1000), PlazaRule.PERMIT) == [Finding(PlazaRule.PERMIT, False, (), 1000, 1000)]


def test_an_empty_plaza_with_an_entrance_has_nothing_to_be_said_of() -> None:
    assert found(plaza()) == []
    assert found(without_gate(plaza())) == [Finding(PlazaRule.NO_ENTRANCE, False)]
