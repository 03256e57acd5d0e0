"""The charts say their finding, keep the plaza's proportions, and speak with more than colour."""

from typing import Any

import pytest

from kiosk.charts.flow import ArrivalsChart, BoothWait, Quarter, WaitsChart, arrivals_chart, waits_chart
from kiosk.charts.plaza import PlanBooth, PlanFixture, PlazaPlan, plaza_chart
from kiosk.charts.style import AMBER, FONT, INDIGO, JADE, VERMILION
from models.enums import FixtureKind, Zone

BOOTHS = (
    PlanBooth("A", "血压", "拥挤", Zone.HEALTH, "crowded", 300, 1950, 300, 300),
    PlanBooth("F", "磨刀", "空闲", Zone.HANDY, "calm", 3600, 850, 600, 300, rotation_deg=90),
)
FIXTURES = (
    PlanFixture(FixtureKind.FIRE_LANE, "消防通道", 0, 0, 4000, 400),
    PlanFixture(FixtureKind.OUTLET, "插座", 0, 900, 0, 0),
)
PLAN = PlazaPlan("A 拥挤", "40 × 25 米", "米", 4000, 2500, FIXTURES, BOOTHS)


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of every layer."""
    layers = spec.get("layer", [spec])
    found = [row for layer in layers for row in layer.get("data", {}).get("values", [])]
    return found + [row for rows in spec.get("datasets", {}).values() for row in rows]


def test_a_metre_east_is_as_long_as_a_metre_north() -> None:
    spec = plaza_chart(PLAN, width_px=800).to_dict()

    assert spec["width"] / 40 == spec["height"] / 25
    scales = [layer["encoding"][axis]["scale"]["domain"] for layer in spec["layer"] for axis in ("x", "y")]
    assert {tuple(domain) for domain in scales} == {(0, 40.0), (0, 25.0)}


def test_a_turned_booth_is_drawn_turned() -> None:
    drawn = {row["letter"]: row for row in rows_of(plaza_chart(PLAN).to_dict()) if "letter" in row and "fill" in row}

    assert (drawn["F"]["x2"], drawn["F"]["y2"]) == pytest.approx((39.0, 14.5))
    assert (drawn["A"]["x2"], drawn["A"]["y2"]) == pytest.approx((6.0, 22.5))


def test_the_load_is_said_by_colour_and_word_and_shape() -> None:
    rows = rows_of(plaza_chart(PLAN).to_dict())

    colours = {row["letter"]: row["fill"] for row in rows if "letter" in row}
    assert colours == {"A": VERMILION, "F": JADE}
    assert {"拥挤", "空闲"} <= {row.get("word") for row in rows}
    shapes = [row["shape"] for row in rows if "shape" in row and "name" not in row]
    assert sorted(shapes) == ["circle", "square"]


def test_without_a_load_a_booth_has_its_zones_colour_and_no_shape() -> None:
    calm_day = PlazaPlan("", "", "米", 4000, 2500, (), (PlanBooth("B", "血糖", "", Zone.FUN, None, 0, 0, 300, 300),))

    rows = rows_of(plaza_chart(calm_day).to_dict())

    assert {row["fill"] for row in rows if "letter" in row} == {AMBER}
    assert not [row for row in rows if "shape" in row]


def test_the_finding_is_the_title_in_the_houses_font() -> None:
    spec = plaza_chart(PLAN).to_dict()

    assert (spec["title"]["text"], spec["title"]["font"]) == ("A 拥挤", FONT)


def arrivals(*quarters: Quarter) -> dict[str, Any]:
    chart = ArrivalsChart("9:00 最多", "", "人", "预约", "现场取号", quarters)
    found: dict[str, Any] = arrivals_chart(chart).to_dict()
    return found


def test_each_quarter_is_stacked_without_a_gap() -> None:
    rows = [row for row in rows_of(arrivals(Quarter("9:00", 3, 5))) if "people" in row]

    assert [(row["kind"], row["from"], row["to"]) for row in rows[:2]] == [("预约", 0, 3), ("现场取号", 3, 8)]


def test_the_parts_are_named_inside_the_tallest_piece_and_never_in_a_legend() -> None:
    spec = arrivals(Quarter("9:00", 1, 5), Quarter("9:15", 4, 2))
    named = {row["kind"]: row["clock"] for row in rows_of(spec) if "middle" in row}

    assert named == {"预约": "9:15", "现场取号": "9:00"}
    assert spec["layer"][0]["encoding"]["color"]["legend"] is None


def test_a_day_without_anybody_is_drawn_without_names() -> None:
    assert not [row for row in rows_of(arrivals(Quarter("9:00", 0, 0))) if "middle" in row]
    assert arrivals()["layer"]


def test_the_limit_and_the_longest_wait_are_inside_the_picture() -> None:
    booths = [BoothWait("D 针灸", Zone.HEALTH, 20, 44, "20–44 分钟"), BoothWait("H 豆浆", Zone.FUN, 1, 3, "1–3 分钟")]
    spec = waits_chart(WaitsChart("针灸最久", "", "分钟", "30 分钟", 30, booths)).to_dict()

    domain = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain[0] == 0
    assert domain[1] > 44
    assert {row["at"] for row in rows_of(spec) if "at" in row} == {30}
    assert {"20–44 分钟", "1–3 分钟"} <= {row.get("said") for row in rows_of(spec)}


def test_zones_have_three_different_colours() -> None:
    assert len({JADE, INDIGO, AMBER}) == 3
