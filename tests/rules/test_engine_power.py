"""The lead from a booth's centre to the nearest outlet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.power import BoothRect, Outlet, nearest_outlet_cm

COORDINATES = st.integers(-5000, 5000)
SIZES = st.integers(1, 1000)
ROTATIONS = st.sampled_from([0, 90, 180, 270])
BOOTHS = st.builds(
    BoothRect, x_cm=COORDINATES, y_cm=COORDINATES, width_cm=SIZES, depth_cm=SIZES, rotation_deg=ROTATIONS
)
OUTLETS = st.lists(st.builds(Outlet, x_cm=COORDINATES, y_cm=COORDINATES), min_size=1, max_size=8)


def test_the_lead_runs_along_x_and_y_from_the_centre() -> None:
    assert nearest_outlet_cm(BoothRect(100, 200, 300, 300), [Outlet(0, 0)]) == 250 + 350


@pytest.mark.parametrize(("rotation_deg", "lead_cm"), [(0, 300 + 150), (90, 150 + 300), (180, 450), (270, 450)])
def test_the_corner_is_the_smallest_one_after_rotation(rotation_deg: int, lead_cm: int) -> None:
    assert nearest_outlet_cm(BoothRect(0, 0, 600, 300, rotation_deg), [Outlet(0, 0)]) == lead_cm


def test_a_turned_booth_reaches_an_outlet_along_its_new_long_side() -> None:
    outlet = [Outlet(150, 600)]

    assert nearest_outlet_cm(BoothRect(0, 0, 600, 300, 90), outlet) == 300
    assert nearest_outlet_cm(BoothRect(0, 0, 600, 300, 0), outlet) == 150 + 450


def test_the_nearest_of_several_outlets_counts() -> None:
    assert nearest_outlet_cm(BoothRect(0, 0, 200, 200), [Outlet(900, 900), Outlet(100, 130), Outlet(-50, 0)]) == 30


def test_without_an_outlet_there_is_no_distance() -> None:
    assert nearest_outlet_cm(BoothRect(0, 0, 300, 300), []) is None


def test_half_a_centimetre_is_rounded_up_so_that_the_lead_reaches() -> None:
    assert nearest_outlet_cm(BoothRect(0, 0, 301, 300), [Outlet(0, 150)]) == 151
    assert nearest_outlet_cm(BoothRect(0, 0, 301, 301), [Outlet(0, 0)]) == 301


@given(booth=BOOTHS, outlets=OUTLETS, east_cm=COORDINATES, north_cm=COORDINATES)
def test_moving_the_whole_plan_changes_no_lead(
    booth: BoothRect, outlets: list[Outlet], east_cm: int, north_cm: int
) -> None:
    moved_booth = BoothRect(
        booth.x_cm + east_cm, booth.y_cm + north_cm, booth.width_cm, booth.depth_cm, booth.rotation_deg
    )
    moved_outlets = [Outlet(outlet.x_cm + east_cm, outlet.y_cm + north_cm) for outlet in outlets]

    assert nearest_outlet_cm(moved_booth, moved_outlets) == nearest_outlet_cm(booth, outlets)


@given(booth=BOOTHS, outlets=OUTLETS)
def test_the_lead_is_the_shortest_way_rounded_up_by_less_than_a_centimetre(
    booth: BoothRect, outlets: list[Outlet]
) -> None:
    turned = booth.rotation_deg in (90, 270)
    centre_x = booth.x_cm + (booth.depth_cm if turned else booth.width_cm) / 2
    centre_y = booth.y_cm + (booth.width_cm if turned else booth.depth_cm) / 2
    exact_cm = min(abs(outlet.x_cm - centre_x) + abs(outlet.y_cm - centre_y) for outlet in outlets)

    lead_cm = nearest_outlet_cm(booth, outlets)

    assert lead_cm is not None
    assert 0 <= lead_cm - exact_cm < 1


def test_measured_from_the_unturned_booth_the_lead_would_be_wrong() -> None:
    """The control of the rotation: the plan on which both readings differ."""
    outlet = [Outlet(150, 600)]

    assert nearest_outlet_cm(BoothRect(0, 0, 600, 300, 90), outlet) != nearest_outlet_cm(
        BoothRect(0, 0, 600, 300), outlet
    )


@pytest.mark.parametrize(("size", "named"), [((0, 300, 0), "width_cm"), ((300, -1, 0), "depth_cm")])
def test_a_booth_without_ground_is_refused_by_name(size: tuple[int, int, int], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        BoothRect(0, 0, *size)


@pytest.mark.parametrize("rotation_deg", [45, -90, 360])
def test_a_rotation_that_is_no_quarter_turn_is_refused_by_name(rotation_deg: int) -> None:
    with pytest.raises(ValueError, match="rotation_deg"):
        BoothRect(0, 0, 300, 300, rotation_deg)
