"""The charts say their finding, keep the plaza's proportions, and speak with more than colour."""

from typing import Any

import pytest

from kiosk.charts.flow import ArrivalsChart, BoothWait, Quarter, WaitsChart, arrivals_chart, waits_chart
from kiosk.charts.plaza import BoothLoad, PlanChart, names_with_room, plaza_chart
from kiosk.charts.report import BoothHeld, HeldChart, held_chart
from kiosk.charts.style import AMBER, FONT, INDIGO, JADE, VERMILION
from kiosk.services.plan import Plan, PlanFixture, booth_at, fixture_at
from kiosk.services.views import Words
from models.enums import FixtureKind, Zone

CROWDED, CALM = BoothLoad("crowded", "拥挤"), BoothLoad("calm", "空闲")
PLAN = Plan(
    4000,
    2500,
    (
        fixture_at(FixtureKind.FIRE_LANE, x_cm=0, y_cm=0, width_cm=4000, depth_cm=400, name=Words("消防通道")),
        fixture_at(FixtureKind.OUTLET, x_cm=0, y_cm=900, name=Words("插座")),
    ),
    (
        booth_at("A", Zone.HEALTH, x_cm=300, y_cm=1950, width_cm=300, depth_cm=300, name=Words("血压")),
        booth_at("F", Zone.HANDY, x_cm=3600, y_cm=850, width_cm=600, depth_cm=300, rotation_deg=90, name=Words("磨刀")),
    ),
)
DRAWN = PlanChart(PLAN, "zh-CN", "A 拥挤", "40 × 25 米", "米", {"A": CROWDED, "F": CALM})


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of every layer."""
    layers = spec.get("layer", [spec])
    found = [row for layer in layers for row in layer.get("data", {}).get("values", [])]
    return found + [row for rows in spec.get("datasets", {}).values() for row in rows]


def test_a_metre_east_is_as_long_as_a_metre_north() -> None:
    spec = plaza_chart(DRAWN, width_px=800).to_dict()

    assert spec["width"] / 40 == spec["height"] / 25
    scales = [layer["encoding"][axis]["scale"]["domain"] for layer in spec["layer"] for axis in ("x", "y")]
    assert {tuple(domain) for domain in scales} == {(0, 40.0), (0, 25.0)}


def test_a_turned_booth_is_drawn_turned() -> None:
    drawn = {row["letter"]: row for row in rows_of(plaza_chart(DRAWN).to_dict()) if "letter" in row and "fill" in row}

    assert (drawn["F"]["x2"], drawn["F"]["y2"]) == pytest.approx((39.0, 14.5))
    assert (drawn["A"]["x2"], drawn["A"]["y2"]) == pytest.approx((6.0, 22.5))


def test_the_load_is_said_by_colour_and_word_and_shape() -> None:
    rows = rows_of(plaza_chart(DRAWN).to_dict())

    colours = {row["letter"]: row["fill"] for row in rows if "letter" in row}
    assert colours == {"A": VERMILION, "F": JADE}
    assert {"拥挤", "空闲"} <= {row.get("word") for row in rows}
    shapes = [row["shape"] for row in rows if "shape" in row and "name" not in row]
    assert sorted(shapes) == ["circle", "square"]


def test_without_a_load_a_booth_has_its_zones_colour_and_no_shape() -> None:
    booth = booth_at("B", Zone.FUN, x_cm=0, y_cm=0, width_cm=300, depth_cm=300)
    calm_day = PlanChart(Plan(4000, 2500, (), (booth,)), "zh-CN", "", "", "米")

    rows = rows_of(plaza_chart(calm_day).to_dict())

    assert {row["fill"] for row in rows if "letter" in row} == {AMBER}
    assert not [row for row in rows if "shape" in row]


def test_the_finding_is_the_title_in_the_houses_font() -> None:
    spec = plaza_chart(DRAWN).to_dict()

    assert (spec["title"]["text"], spec["title"]["font"]) == ("A 拥挤", FONT)


def named(kind: FixtureKind, name: str, *box: int) -> PlanFixture:
    x_cm, y_cm, width_cm, depth_cm = box
    return fixture_at(kind, x_cm=x_cm, y_cm=y_cm, width_cm=width_cm, depth_cm=depth_cm, name=Words(name))


NORTH_EDGE = (
    named(FixtureKind.WALL, "党群服务中心", 600, 2450, 2800, 50),
    named(FixtureKind.STEPS, "台阶", 1800, 2250, 400, 200),
    named(FixtureKind.NO_GO, "无障碍坡道", 2200, 2300, 250, 150),
    named(FixtureKind.TREE, "雪松", 100, 2300, 150, 150),
    named(FixtureKind.SEATS, "长椅", 50, 1400, 50, 300),
    named(FixtureKind.ENTRANCE, "东入口", 3950, 1400, 50, 300),
)


def in_each_other(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (one["name"], other["name"])
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if one["x"] < other["x2"] and other["x"] < one["x2"] and one["y"] < other["y2"] and other["y"] < one["y2"]
    ]


def test_names_stand_on_the_plaza_and_not_in_each_other() -> None:
    chart = PlanChart(Plan(4000, 2500, NORTH_EDGE, PLAN.booths), "zh-CN", "", "", "米")

    rows = names_with_room(chart, 760)

    assert {row["name"] for row in rows} == {"党群服务中心", "台阶", "无障碍坡道", "雪松", "长椅", "东入口"}
    assert in_each_other(rows) == []
    assert [row for row in rows if row["x"] < 0 or row["y"] < 0 or row["x2"] > 40 or row["y2"] > 25] == []


def test_control_names_in_the_middle_of_their_things_would_run_into_each_other() -> None:
    rows = [
        {"name": f.name.zh, "x": x - 2, "x2": x + 2, "y": y - 0.5, "y2": y + 0.5}
        for f in NORTH_EDGE
        for x, y in [((2 * f.at.x_cm + f.at.width_cm) / 200, (2 * f.at.y_cm + f.at.depth_cm) / 200)]
    ]
    assert in_each_other(rows) != []


def test_a_name_that_only_a_booth_leaves_no_room_for_is_left_to_the_tooltip() -> None:
    shade = named(FixtureKind.SHADE, "凉亭", 0, 0, 300, 300)
    over_it = booth_at("A", Zone.HEALTH, x_cm=0, y_cm=0, width_cm=400, depth_cm=500)
    free, covered = Plan(4000, 2500, (shade,)), Plan(4000, 2500, (shade,), (over_it,))

    names = [names_with_room(PlanChart(plan, "zh-CN", "", "", "米"), 760) for plan in (free, covered)]

    assert [len(rows) for rows in names] == [1, 0]


def test_an_entrance_is_marked_in_its_middle() -> None:
    gate = named(FixtureKind.ENTRANCE, "东入口", 3950, 1400, 50, 300)
    rows = rows_of(plaza_chart(PlanChart(Plan(4000, 2500, (gate,)), "zh-CN", "", "", "米")).to_dict())

    assert [(row["x"], row["y"]) for row in rows if "shape" in row] == [(39.75, 15.5)]


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


def test_the_report_draws_each_booths_share_beside_the_aim_and_what_the_catalogue_would_have_reached() -> None:
    booths = [
        BoothHeld("A 血压", Zone.HEALTH, 0.75, 0.3, "40 人中 30 人"),
        BoothHeld("F 磨刀", Zone.HANDY, 1.0, None, "2 人中 2 人"),
    ]

    spec = held_chart(HeldChart("每 10 人里有 8 人", "", "比例", 0.8, "目标 80%", "目录", booths)).to_dict()

    rows = rows_of(spec)
    bars = {row["booth"]: (row["share"], row["fill"]) for row in rows if "fill" in row}
    marks = [(row["booth"], row["share"]) for row in rows if row.get("name") == "目录"]
    assert bars == {"A 血压": (0.75, JADE), "F 磨刀": (1.0, INDIGO)}
    assert marks == [("A 血压", 0.3)]
    assert {"at": 0.8, "word": "目标 80%"} in rows
    assert {row.get("said") for row in rows} >= {"40 人中 30 人", "2 人中 2 人"}
