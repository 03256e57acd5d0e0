"""The organiser's tables on the screen: typing, half-filled rows, errors at their cell, two people, saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services.organising import booths, hours, plazas, slots
from kiosk.services.organising.rows import BoothRow
from models.catalogue import Service
from models.enums import FixtureKind, MarketState
from models.market import Booth
from models.refusals import DatabaseGone
from tests.factories import BoothPlan, at, book, make_market, organiser_of, signed_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

A, B = BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar")
SAVE_BOOTHS = "bar_main_booths"


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def rows_of(desk: Office) -> tuple[BoothRow, ...]:
    return booths.booths(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id)


def booth_of(desk: Office, letter: str) -> BoothRow:
    return next(row for row in rows_of(desk) if row.letter == letter)


def table_of(desk: Office) -> str:
    return f"booths_{desk.made.id}"


def typed(screen: AppTest, table: str) -> tuple[dict[str, Any], ...]:
    """What stands in the grid now."""
    cells: tuple[dict[str, Any], ...] = screen.session_state["organiser_drafts"][table].typed
    return cells


def keys(screen: AppTest) -> set[str]:
    return {button.key for button in screen.button if button.key}


def comparison(screen: AppTest) -> str:
    """The table of what a colleague changed; empty when there is none."""
    return next((each.proto.body for each in screen.get("html") if "<caption>" in each.proto.body), "")


def colleague(desk: Office) -> Office:
    """A second organiser of the same market, on a screen of their own."""
    who = organiser_of(desk.db, desk.made, name="孙主任")
    return Office(desk.screens, desk.made, who, signed_in(desk.db, who, now=desk.screens.now))


# ---------------------------------------------------------------- typing and saving


def test_what_is_typed_into_a_row_is_stored_by_one_press(screens: Screens) -> None:
    desk = office(screens, A, B)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 1, name="一号帐篷", x_cm=900, units=60)
    assert "有 1 行还没有保存" in shown(screen)

    desk.press(screen, SAVE_BOOTHS)

    stored = booth_of(desk, "B")
    assert (stored.name, stored.x_cm, stored.units) == ("一号帐篷", 900, 60)
    assert "已保存" in shown(screen)
    assert desk.unsaved(screen, table_of(desk)) == 0
    assert desk.audited() == ["save_booths"]


def test_saving_when_nothing_was_typed_writes_nothing(screens: Screens) -> None:
    desk = office(screens, A)

    desk.press(desk.open("organiser-booths"), SAVE_BOOTHS)

    assert desk.audited() == []


def test_a_half_filled_row_keeps_what_was_typed_and_says_what_is_missing(screens: Screens) -> None:
    desk = office(screens, A, B)
    screen = desk.press(desk.open("organiser-booths"), "bar_also_booths")
    desk.type_into(screen, table_of(desk), 2, x_cm=2500, name="热水站")

    desk.press(screen, SAVE_BOOTHS)

    assert "第 3 行：请填写服务项目。" in shown(screen)
    assert "“项目”一栏" in shown(screen)
    assert typed(screen, table_of(desk))[2]["name"] == "热水站"
    assert typed(screen, table_of(desk))[2]["x_cm"] == 2500
    assert len(rows_of(desk)) == 2


def test_control_the_same_row_filled_in_is_stored(screens: Screens) -> None:
    desk = office(screens, A, B)
    screen = desk.press(desk.open("organiser-booths"), "bar_also_booths")
    desk.type_into(screen, table_of(desk), 2, x_cm=2500, name="热水站")
    desk.press(screen, SAVE_BOOTHS)
    desk.type_into(screen, table_of(desk), 2, service_id=rows_of(desk)[0].service_id, y_cm=1800)

    desk.press(screen, SAVE_BOOTHS)

    assert booth_of(desk, "C").name == "热水站"
    assert "已保存" in shown(screen)


def test_an_untouched_new_row_is_no_row(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open("organiser-booths"), "bar_also_booths")

    desk.press(screen, SAVE_BOOTHS)

    assert len(rows_of(desk)) == 1


@pytest.mark.parametrize(
    ("cells", "said", "column"),
    [
        ({"letter": "A"}, "已被占用", "字母"),
        ({"letter": "甲"}, "摊位字母", "字母"),
        ({"letter": None}, "请填写摊位字母", "字母"),
        ({"x_cm": 3900}, "4000", "距西"),
        ({"x_cm": None}, "距西边", "距西"),
        ({"width_cm": 3}, "50", "宽"),
        ({"units": -1}, "0", "备量"),
        ({"stations": 500}, "20", "工位"),
        ({"name": "长" * 10_000}, "200", "摊位名称"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_is_named_and_nothing_typed_is_lost(
    screens: Screens, cells: dict[str, Any], said: str, column: str
) -> None:
    desk = office(screens, A, B)
    before = rows_of(desk)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 0, x_cm=777)
    desk.type_into(screen, table_of(desk), 1, **cells)

    desk.press(screen, SAVE_BOOTHS)

    assert "第 2 行：" in shown(screen)
    assert said in shown(screen)
    assert f"“{column}”一栏" in shown(screen)
    assert typed(screen, table_of(desk))[0]["x_cm"] == 777
    assert typed(screen, table_of(desk))[1].items() >= cells.items()
    assert rows_of(desk) == before


def test_what_was_typed_is_found_again_after_a_look_at_another_page(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 0, name="半路")

    desk.press(screen, "to_market_organiser-slots")
    assert "摊位（未保存）" in shown(screen)
    desk.press(screen, "to_market_organiser-booths")

    assert typed(screen, table_of(desk))[0]["name"] == "半路"
    desk.press(screen, SAVE_BOOTHS)
    assert booth_of(desk, "A").name == "半路"


def test_taking_back_shows_what_is_stored(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 0, name="半路")

    desk.press(screen, "bar_back_booths")

    assert typed(screen, table_of(desk))[0]["name"] == ""
    assert booth_of(desk, "A").name == ""


def test_a_booth_with_tickets_says_why_it_cannot_go_and_which_it_is(screens: Screens) -> None:
    desk = office(screens, A, B)
    book(screens.db, desk.made, "B", "09:45", now=screens.now)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 1, gone=True)

    desk.press(screen, SAVE_BOOTHS)

    assert "有 1 处" in shown(screen)
    assert "涉及摊位：B。" in shown(screen)
    assert len(rows_of(desk)) == 2


def test_a_booth_without_tickets_goes(screens: Screens) -> None:
    desk = office(screens, A, B)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 1, gone=True)

    desk.press(screen, SAVE_BOOTHS)

    assert [row.letter for row in rows_of(desk)] == ["A"]


def test_a_database_that_is_gone_while_saving_loses_nothing(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.type_into(desk.open("organiser-booths"), table_of(desk), 0, name="还在")

    with patch.object(booths, "save_booths", side_effect=DatabaseGone):
        desk.press(screen, SAVE_BOOTHS)

    assert "请再按一次" in shown(screen)
    assert typed(screen, table_of(desk))[0]["name"] == "还在"
    desk.press(screen, SAVE_BOOTHS)
    assert booth_of(desk, "A").name == "还在"


def test_a_closed_market_is_shown_and_not_typed_into(screens: Screens) -> None:
    desk = office(screens, A, state=MarketState.CLOSED)

    for name in ("organiser-booths", "organiser-hours", "organiser-slots"):
        screen = desk.open(name, market=desk.made.id)
        assert not {key for key in keys(screen) if key.startswith(("bar_", "add_", "use_plan"))}
        assert [frame.proto.disabled for frame in screen.dataframe] in ([True], [True, True])


# ---------------------------------------------------------------- two people at one table


def both_change_a(desk: Office) -> tuple[AppTest, AppTest]:
    """Two organisers have the same booths open; the first has saved, the second is about to."""
    first, second = desk, colleague(desk)
    theirs, mine = first.open("organiser-booths"), second.open("organiser-booths")
    second.type_into(mine, table_of(desk), 0, x_cm=1100, name="我的名字")
    second.type_into(mine, table_of(desk), 1, units=45)
    first.type_into(theirs, table_of(desk), 0, x_cm=900, y_cm=600)
    first.press(theirs, SAVE_BOOTHS)
    second.press(mine, SAVE_BOOTHS)
    return theirs, mine


def test_the_second_to_save_a_booth_sees_what_the_first_changed_and_loses_nothing(screens: Screens) -> None:
    desk = office(screens, A, B)

    _theirs, mine = both_change_a(desk)

    said = comparison(mine)
    assert "<td>400</td><td>900</td><td>1100</td>" in said
    assert "<td>500</td><td>600</td><td>500</td>" in said
    assert (booth_of(desk, "A").x_cm, booth_of(desk, "A").name, booth_of(desk, "B").units) == (900, "", None)
    assert typed(mine, table_of(desk))[0]["name"] == "我的名字"
    assert typed(mine, table_of(desk))[1]["units"] == 45


def test_keeping_mine_keeps_theirs_where_only_they_changed(screens: Screens) -> None:
    desk = office(screens, A, B)
    _theirs, mine = both_change_a(desk)

    desk.press(mine, "keep_mine")

    a = booth_of(desk, "A")
    assert (a.x_cm, a.name, booth_of(desk, "B").units) == (1100, "我的名字", 45)
    assert "take_theirs" not in keys(mine)


def test_taking_theirs_keeps_mine_where_they_changed_nothing_and_waits_for_a_press(screens: Screens) -> None:
    desk = office(screens, A, B)
    _theirs, mine = both_change_a(desk)

    desk.press(mine, "take_theirs")
    assert booth_of(desk, "B").units is None
    desk.press(mine, SAVE_BOOTHS)

    a = booth_of(desk, "A")
    assert (a.x_cm, a.y_cm, a.name, booth_of(desk, "B").units) == (900, 600, "我的名字", 45)


def test_two_who_change_different_booths_do_not_get_in_each_others_way(screens: Screens) -> None:
    desk = office(screens, A, B)
    other = colleague(desk)
    theirs, mine = desk.open("organiser-booths"), other.open("organiser-booths")
    desk.press(desk.type_into(theirs, table_of(desk), 0, name="甲"), SAVE_BOOTHS)

    other.press(other.type_into(mine, table_of(desk), 1, name="乙"), SAVE_BOOTHS)

    assert [row.name for row in rows_of(desk)] == ["甲", "乙"]
    assert comparison(mine) == ""


def test_a_slip_while_the_comparison_stands_leaves_table_and_ways_on_the_screen(screens: Screens) -> None:
    desk = office(screens, A)
    other, table = colleague(desk), f"shifts_{desk.made.booths['A']}"
    theirs, mine = desk.open("organiser-hours"), other.open("organiser-hours")
    other.type_into(mine, table, 0, starts_at="8:30")
    desk.press(desk.type_into(theirs, table, 0, starts_at="9:00", ends_at="11:30"), "bar_main_hours")
    other.press(mine, "bar_main_hours")
    assert "keep_mine" in keys(mine)

    other.type_into(mine, table, 0, ends_at="一会儿")
    assert "第 1 行：" in shown(mine)
    assert len(mine.dataframe) == 2
    other.type_into(mine, table, 0, ends_at="12:00")
    other.press(mine, "keep_mine")

    booth = desk.made.booths["A"]
    shift = hours.booth_hours(desk.db, by=desk.who, now=screens.now, booth_id=booth).shifts[0]
    assert (shift.starts_at, shift.ends_at) == (at("08:30"), at("12:00"))


def test_a_booth_that_a_colleague_removed_is_said_to_be_gone(screens: Screens) -> None:
    desk = office(screens, A, B)
    other = colleague(desk)
    theirs, mine = desk.open("organiser-booths"), other.open("organiser-booths")
    other.type_into(mine, table_of(desk), 1, name="还要")
    desk.press(desk.type_into(theirs, table_of(desk), 1, gone=True), SAVE_BOOTHS)

    other.press(mine, SAVE_BOOTHS)
    assert "同事删除了这一行。" in comparison(mine)
    other.press(mine, "keep_mine")

    assert booth_of(desk, "B").name == "还要"


# ---------------------------------------------------------------- stations and shifts


def test_stations_and_shifts_are_stored_by_one_press(screens: Screens) -> None:
    desk = office(screens, A)
    booth = desk.made.booths["A"]
    screen = desk.press(desk.open("organiser-hours"), f"add_stations_{booth}")
    desk.type_into(screen, f"stations_{booth}", 1, opens_at="9点半", closes_at="11:00")
    desk.press(screen, f"add_shifts_{booth}")
    desk.type_into(screen, f"shifts_{booth}", 1, staff_id=desk.who.staff_id, starts_at="830", ends_at="12:00")

    desk.press(screen, "bar_main_hours")

    found = hours.booth_hours(desk.db, by=desk.who, now=screens.now, booth_id=booth)
    assert (found.stations[1].opens_at, found.stations[1].closes_at) == (at("09:30"), at("11:00"))
    assert (found.shifts[1].starts_at, found.shifts[1].staff_id) == (at("08:30"), desk.who.staff_id)


def test_a_bad_hour_says_in_which_of_the_two_tables_it_stands(screens: Screens) -> None:
    desk = office(screens, A)
    booth = desk.made.booths["A"]
    screen = desk.type_into(desk.open("organiser-hours"), f"shifts_{booth}", 0, starts_at="3:00")

    desk.press(screen, "bar_main_hours")

    assert "班次" in next(each.proto.body for each in screen.get("html") if "第 1 行：" in each.proto.body)


# ---------------------------------------------------------------- slots


def slots_of(desk: Office, letter: str) -> list[tuple[Any, int | None]]:
    found = slots.slots(desk.db, by=desk.who, now=desk.screens.now, booth_id=desk.made.booths[letter])
    return [(row.starts_at, row.capacity) for row in found.rows]


def test_the_plan_is_looked_at_then_used_then_changed_by_hand(screens: Screens) -> None:
    screens.now = at("10:00") - timedelta(days=10)
    desk = office(screens, BoothPlan("A", "量血压", slots={}), state=MarketState.DRAFT)
    booth = desk.made.booths["A"]
    screen = desk.open("organiser-slots")
    assert slots_of(desk, "A") == []
    planned = slots.preview_slots(desk.db, by=desk.who, now=screens.now, booth_id=booth)
    assert f"{planned.places} 个名额" in shown(screen)

    desk.press(screen, f"use_plan_{booth}")
    assert slots_of(desk, "A") == [(row.starts_at, row.capacity) for row in planned.rows]
    assert f"use_plan_{booth}" not in keys(screen)
    desk.press(desk.type_into(screen, f"slots_{booth}", 2, capacity=7), "bar_main_slots")

    assert slots_of(desk, "A")[2] == (planned.rows[2].starts_at, 7)
    assert f"use_plan_{booth}" in keys(screen)


def test_a_slot_does_not_get_smaller_than_what_is_booked(screens: Screens) -> None:
    desk = office(screens, A)
    for _ in range(2):
        book(screens.db, desk.made, "A", "09:45", now=screens.now)
    table = f"slots_{desk.made.booths['A']}"
    screen = desk.type_into(desk.open("organiser-slots"), table, 3, capacity=1)

    desk.press(screen, "bar_main_slots")

    assert "2" in shown(screen)
    assert typed(screen, table)[3]["capacity"] == 1
    assert slots_of(desk, "A")[3] == (at("09:45"), 2)


def test_a_plan_that_a_colleague_overtook_is_not_used_unseen(screens: Screens) -> None:
    desk = office(screens, A)
    booth = desk.made.booths["A"]
    screen = desk.open("organiser-slots")
    stale = slots.preview_slots(desk.db, by=desk.who, now=screens.now, booth_id=booth)
    other = colleague(desk)
    theirs = other.open("organiser-slots")
    other.press(other.type_into(theirs, f"slots_{booth}", 0, capacity=9), "bar_main_slots")

    with patch.object(slots, "preview_slots", return_value=stale):
        desk.press(screen, f"use_plan_{booth}")

    assert "同事刚刚改过" in shown(screen)
    assert slots_of(desk, "A")[0] == (at("09:00"), 9)


def test_a_booth_without_bookings_says_so_instead_of_a_plan(screens: Screens) -> None:
    desk = office(screens, BoothPlan("A", "热饮", slots={}, takes_bookings=False))

    assert "不接受预约" in shown(desk.open("organiser-slots"))


# ---------------------------------------------------------------- what the house holds


def test_a_service_is_added_and_one_that_booths_use_stays(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open("organiser-catalogue"), "bar_also_services")
    desk.type_into(screen, "services", 1, name="理发😀", zone="handy", mean_minutes=12.5)
    desk.press(screen, "bar_main_services")
    with screens.db.reading() as session:
        assert set(session.exec(select(Service.name))) == {"量血压", "理发😀"}

    desk.press(desk.type_into(screen, "services", 0, gone=True), "bar_main_services")

    with screens.db.reading() as session:
        assert len(session.exec(select(Service.id)).all()) == 2
    assert desk.unsaved(screen, "services") == 1


@pytest.mark.parametrize(
    ("tab", "table", "cells", "said", "column"),
    [
        ("services", "services", {"name": "理发"}, "请填写", "每人分钟"),
        ("services", "services", {"name": "理发", "zone": "fun", "mean_minutes": 0.0}, "480", "每人分钟"),
        ("services", "services", {"name": "量血压", "zone": "fun", "mean_minutes": 3.0}, "已被占用", "名称"),
        ("partners", "partners", {"contact_name": "王"}, "请填写", "名称"),
        ("partners", "partners", {"name": "银行", "contact_phone": "12"}, "电话", "联系电话"),
    ],
)
def test_a_half_filled_service_or_partner_says_what_is_missing(  # noqa: PLR0917 - one argument for each column
    screens: Screens, tab: str, table: str, cells: dict[str, Any], said: str, column: str
) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open("organiser-catalogue", tab=tab), f"bar_also_{tab}")
    place = len(typed(screen, table)) - 1

    desk.press(desk.type_into(screen, table, place, **cells), f"bar_main_{tab}")

    assert f"第 {place + 1} 行：" in shown(screen)
    assert said in shown(screen)
    assert f"“{column}”一栏" in shown(screen)
    assert typed(screen, table)[place].items() >= cells.items()


def test_a_tree_is_put_on_the_plaza_and_half_a_tree_is_not(screens: Screens) -> None:
    desk = office(screens, A)
    plaza = plazas.plazas(desk.db, by=desk.who, now=screens.now)[0]
    screen = desk.press(desk.open("organiser-plaza"), "bar_also_plaza")
    desk.press(desk.type_into(screen, f"fixtures_{plaza.id}", 2, kind="tree", x_cm=300), "bar_main_plaza")
    assert "第 3 行：请填写距南边的距离。" in shown(screen)

    desk.press(desk.type_into(screen, f"fixtures_{plaza.id}", 2, y_cm=400), "bar_main_plaza")

    fixtures = plazas.plazas(desk.db, by=desk.who, now=screens.now)[0].fixtures
    assert [(row.kind, row.x_cm, row.y_cm) for row in fixtures][-1] == (FixtureKind.TREE, 300, 400)


def test_a_plaza_does_not_shrink_under_what_stands_on_it(screens: Screens) -> None:
    desk = office(screens, A)
    plaza = plazas.plazas(desk.db, by=desk.who, now=screens.now)[0]
    screen = desk.open("organiser-plaza")
    screen.number_input(key=f"form_plaza_{plaza.id}_0_width_cm").set_value(1000).run()

    desk.press(screen, "bar_main_plaza")

    assert plazas.plazas(desk.db, by=desk.who, now=screens.now)[0].form.width_cm == 4000
    assert screen.number_input(key=f"form_plaza_{plaza.id}_0_width_cm").value == 1000


def test_a_plaza_with_a_market_is_not_deleted_and_a_new_one_may_be(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open("organiser-plaza"), "delete_plaza")
    assert len(plazas.plazas(desk.db, by=desk.who, now=screens.now)) == 1
    desk.press(screen, "new_plaza")
    screen.text_input(key="form_new_plaza_0_name").input("小操场").run()
    for name, value in (("width_cm", 2000), ("depth_cm", 1500)):
        screen.number_input(key=f"form_new_plaza_0_{name}").set_value(value).run()
    desk.press(screen, "bar_main_new_plaza")
    assert {each.form.name for each in plazas.plazas(desk.db, by=desk.who, now=screens.now)} == {"广场", "小操场"}

    desk.press(screen, "delete_plaza")

    assert [each.form.name for each in plazas.plazas(desk.db, by=desk.who, now=screens.now)] == ["广场"]


# ---------------------------------------------------------------- forms


Change = Callable[[AppTest, str], AppTest]


def form_key(desk: Office, field: str, mount: int = 0) -> str:
    return f"form_market_{desk.made.id}_{mount}_{field}"


def errors(screen: AppTest) -> list[str]:
    return [each.proto.body for each in screen.get("html") if "field-error" in each.proto.body]


def draft_office(screens: Screens) -> Office:
    screens.now = at("10:00") - timedelta(days=10)
    return office(screens, A, state=MarketState.DRAFT)


@pytest.mark.parametrize("name", ["", "长" * 10_000, "   "])
def test_a_bad_name_is_refused_under_its_field_and_stays_typed(screens: Screens, name: str) -> None:
    desk = draft_office(screens)
    screen = desk.open("organiser-market")
    screen.text_input(key=form_key(desk, "name")).input(name).run()

    desk.press(screen, "bar_main_market")

    assert len(errors(screen)) == 1
    assert screen.text_input(key=form_key(desk, "name")).value == name
    assert desk.market().name == "益路向阳"


def test_a_day_that_has_passed_and_one_that_is_taken_are_refused_under_the_day(screens: Screens) -> None:
    desk = draft_office(screens)
    make_market(screens.db, B, day=at("09:00").date().replace(month=12), name="下个月")
    screen = desk.open("organiser-market", market=desk.made.id)
    for day, said in (("2026-11-01", "已经过了"), ("2026-12-19", "12 月 19 日")):
        screen.date_input(key=form_key(desk, "day")).set_value(at("09:00").date().fromisoformat(day)).run()

        desk.press(screen, "bar_main_market")

        assert said in shown(screen)
    assert desk.market().day == at("09:00").date()


def test_an_emoji_in_a_name_is_kept_as_it_is(screens: Screens) -> None:
    desk = draft_office(screens)
    screen = desk.open("organiser-market")
    screen.text_input(key=form_key(desk, "name")).input("🎉益路👨‍👩‍👧向阳").run()

    desk.press(screen, "bar_main_market")

    assert desk.market().name == "🎉益路👨‍👩‍👧向阳"
    assert "🎉益路👨‍👩‍👧向阳" in shown(screen)


@pytest.mark.parametrize(
    ("way", "opens", "name"), [("keep_mine", "08:30", "我们的市集"), ("take_theirs", "08:00", "益路向阳")]
)
def test_two_organisers_at_one_form_both_see_it(screens: Screens, way: str, opens: str, name: str) -> None:
    desk = draft_office(screens)
    other = colleague(desk)
    theirs, mine = desk.open("organiser-market"), other.open("organiser-market")
    mine.time_input(key=form_key(desk, "opens")).set_value(at("09:00").replace(hour=8, minute=30).time()).run()
    mine.text_input(key=form_key(desk, "name")).input("我们的市集").run()
    theirs.time_input(key=form_key(desk, "opens")).set_value(at("09:00").replace(hour=8, minute=0).time()).run()
    desk.press(theirs, "bar_main_market")

    other.press(mine, "bar_main_market")
    assert "<td>9:00</td><td>8:00</td><td>8:30</td>" in comparison(mine)
    assert desk.market().name == "益路向阳"
    other.press(mine, way)

    assert desk.market().opens_at == at(opens)
    assert desk.market().name == name
    assert "我们的市集" in {each.value for each in mine.text_input}


def test_hours_that_bookings_would_fall_out_of_are_refused(screens: Screens) -> None:
    desk = office(screens, A)
    book(screens.db, desk.made, "A", "09:45", now=screens.now)
    screen = desk.open("organiser-market")
    assert "已发出 1 张号票" in shown(screen)
    screen.time_input(key=form_key(desk, "closes")).set_value(at("09:00").replace(hour=9, minute=45).time()).run()

    desk.press(screen, "bar_main_market")

    assert desk.market().closes_at == at("12:00")


def test_the_community_keeps_its_rules_and_says_which_is_out_of_range(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.open("organiser-community")
    screen.number_input(key="form_community_0_walk_in_share").set_value(300).run()

    desk.press(screen, "bar_main_community")
    assert "%" in errors(screen)[0]
    screen.number_input(key="form_community_0_walk_in_share").set_value(40).run()
    desk.press(screen, "bar_main_community")

    assert errors(screen) == []
    assert "已保存" in shown(screen)


def test_every_booth_in_the_database_is_still_the_markets(screens: Screens) -> None:
    # Two markets share letters; saving one must not touch the other.
    desk = office(screens, A, B)
    later = make_market(screens.db, A, day=at("09:00").date().replace(month=12))
    screen = desk.type_into(desk.open("organiser-booths", market=desk.made.id), table_of(desk), 0, name="只这一场")

    desk.press(screen, SAVE_BOOTHS)

    with screens.db.reading() as session:
        other = session.exec(select(Booth).where(Booth.market_id == later.id)).one()
    assert other.name == ""
