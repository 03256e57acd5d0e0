"""A market on the organiser's screen: a draft and what it lacks, the day as it runs, past ones, and what ends it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.charts import plaza
from kiosk.services.markets import next_market
from kiosk.ui.organiser import pictures
from models.enums import MarketState, TicketState
from models.tickets import Ticket
from tests.factories import BoothPlan, at, book, make_market, put_in_state, walk_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

A, B = BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar")
DRAFT = MarketState.DRAFT


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def before_the_day(screens: Screens) -> None:
    screens.now = at("10:00") - timedelta(days=10)


def keys(screen: AppTest) -> set[str]:
    return {button.key for button in screen.button if button.key}


# ---------------------------------------------------------------- a draft


def test_a_draft_without_open_points_is_published_with_one_press(screens: Screens) -> None:
    before_the_day(screens)
    desk = office(screens, A, state=DRAFT)
    screen = desk.open()
    assert "可以发布" in shown(screen)

    desk.press(screen, "bar_main_draft")

    assert desk.market().state is MarketState.PUBLISHED
    assert "已发布" in shown(screen)
    found = next_market(screens.db, now=screens.now)
    assert found is not None
    assert found.id == desk.made.id


def test_a_draft_with_errors_leads_to_the_first_of_them_instead(screens: Screens) -> None:
    before_the_day(screens)
    desk = office(screens, A, B, state=DRAFT, staffed=False)
    screen = desk.open()
    assert "A 摊位还没有安排人员。" in shown(screen)
    assert "B 摊位还没有安排人员。" in shown(screen)

    desk.press(screen, "bar_main_draft")

    assert desk.market().state is DRAFT
    assert "谁在哪个摊位" in shown(screen)


def test_each_point_leads_to_the_booth_it_is_about(screens: Screens) -> None:
    before_the_day(screens)
    desk = office(screens, A, BoothPlan("B", "测血糖", slots={}), state=DRAFT)
    screen = desk.open()
    assert "B 摊位接受预约，但还没有时段。" in shown(screen)

    desk.press(screen, "settle_0")

    assert screen.query_params["booth"] == str(desk.made.booths["B"])
    assert "B 测血糖" in next(
        each.proto.body for each in screen.get("html") if 'aria-current="true"' in each.proto.body
    )


def test_the_second_half_of_a_double_tap_on_copy_does_not_publish(screens: Screens) -> None:
    desk = office(screens, A, state=MarketState.CLOSED)
    screens.now = at("15:00")
    screen = desk.press(desk.open("organiser-markets"), "bar_main_markets")
    assert "可以发布" in shown(screen)

    desk.press(desk.follow(screen, "organiser"), "bar_main_draft", after_seconds=0.3)

    assert next_market(screens.db, now=screens.now) is None


def test_control_a_press_after_a_look_publishes(screens: Screens) -> None:
    desk = office(screens, A, state=MarketState.CLOSED)
    screens.now = at("15:00")
    screen = desk.press(desk.open("organiser-markets"), "bar_main_markets")

    desk.press(desk.follow(screen, "organiser"), "bar_main_draft", after_seconds=2)

    assert next_market(screens.db, now=screens.now) is not None


def test_copying_twice_leads_to_the_one_draft(screens: Screens) -> None:
    desk = office(screens, A)
    first = desk.press(desk.open("organiser-markets"), "bar_main_markets")
    second = desk.press(desk.open("organiser-markets"), "bar_main_markets")

    assert first.query_params["market"] == second.query_params["market"]
    assert desk.audited().count("copy_market") == 1
    assert desk.market(int(first.query_params["market"][0])).day == date(2026, 12, 19)


def test_a_draft_is_deleted_only_after_a_question(screens: Screens) -> None:
    before_the_day(screens)
    desk = office(screens, A, state=DRAFT)
    screen = desk.press(desk.open(), "delete_draft")
    assert "还没有人看到过它" in shown(screen)

    desk.press(screen, "bar_back_ask_delete")
    assert desk.market().state is DRAFT
    desk.press(desk.press(screen, "delete_draft"), "bar_main_ask_delete")

    assert "delete_market" in desk.audited()
    assert "草稿已删除" in shown(screen)


def test_a_draft_whose_day_has_passed_says_so(screens: Screens) -> None:
    desk = office(screens, A, state=DRAFT)
    screens.now = at("15:00")

    assert "这场市集的时间已经过了，请另选日期。" in shown(desk.open(market=desk.made.id))


# ---------------------------------------------------------------- the day


def charts(screen: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in screen.get("vega_lite_chart")]


def titles(screen: AppTest) -> list[str]:
    return [chart["title"]["text"] for chart in charts(screen)]


def table(screen: AppTest) -> str:
    return str(next(each.proto.body for each in screen.get("html") if "day-table" in each.proto.body))


def test_while_the_market_runs_every_booth_shows_its_line(screens: Screens) -> None:
    desk = office(screens, A, BoothPlan("B", "测血糖", units=60))
    for _ in range(12):
        walk_in(screens.db, desk.made, "A", now=screens.now - timedelta(minutes=25))
    book(screens.db, desk.made, "B", "09:45", now=screens.now)

    screen = desk.open()

    said = table(screen)
    assert "<td>12</td>" in said
    assert "<td>25 分钟</td>" in said
    assert "■" in said
    assert "拥挤" in said
    assert "从容" in said
    assert "<td>59</td>" in said
    assert titles(screen)[0] == "A 量血压最挤：12 人等候，约要 36 分钟"


def test_the_plan_draws_a_metre_east_as_long_as_a_metre_north(screens: Screens) -> None:
    desk = office(screens, A)

    plan = charts(desk.open())[0]

    assert plan["autosize"] in ("pad", {"type": "pad"})
    assert plan["width"] / 40 == pytest.approx(plan["height"] / 25)


def test_the_small_marks_on_the_plan_are_said_in_words_below_it(screens: Screens) -> None:
    desk = office(screens, A)

    key = next(each.proto.body for each in desk.open().get("html") if "plan-key" in each.proto.body)

    assert "▲</span> 入口" in key
    assert "消防栓" not in key


def test_a_mark_on_the_plan_has_the_shape_that_the_words_below_it_show() -> None:
    shapes = {"triangle-up": "▲", "diamond": "◆", "circle": "●", "square": "■"}

    assert {kind: shapes[shape] for kind, shape in plaza._POINT_SHAPE.items()} == pictures.POINT_MARKS


def test_the_charts_say_their_finding(screens: Screens) -> None:
    desk = office(screens, A)
    for minute in (0, 5, 20):
        ticket = walk_in(screens.db, desk.made, "A", now=at("09:00") + timedelta(minutes=minute))
        called = at("09:28") + timedelta(seconds=minute)
        put_in_state(screens.db, ticket.code, TicketState.DONE, called_at=called)

    said = titles(desk.open())

    assert "9:00 到 9:15 来的人最多：2 张号票" in said
    assert any(title.startswith("A 量血压等得最久：九成的人在") for title in said)


def test_a_market_without_visitors_has_charts_that_say_so(screens: Screens) -> None:
    desk = office(screens, A)

    assert titles(desk.open())[:2] == ["各摊位都不忙", "还没有人来"]


@pytest.mark.parametrize(
    ("state", "columns", "offered"),
    [
        (MarketState.PUBLISHED, {}, {"act_pause", "act_close", "act_cancel"}),
        (MarketState.OPEN, {}, {"act_pause", "act_close", "act_cancel"}),
        (MarketState.PUBLISHED, {"is_paused": True}, {"act_close", "act_cancel", "bar_main_day"}),
        (MarketState.CLOSED, {}, {"bar_main_day"}),
        (MarketState.CANCELLED, {"cancel_reason": "下雨"}, {"bar_main_day"}),
    ],
)
def test_only_what_is_possible_now_is_offered(
    screens: Screens, state: MarketState, columns: dict[str, Any], offered: set[str]
) -> None:
    desk = office(screens, A, state=state, **columns)

    found = keys(desk.open(market=desk.made.id))

    assert {key for key in found if key.startswith(("act_", "bar_"))} == offered


def test_before_the_hour_of_the_day_it_can_be_opened_early_after_a_question(screens: Screens) -> None:
    screens.now = at("08:30")
    desk = office(screens, A)
    screen = desk.press(desk.open(), "bar_main_day")
    assert desk.market().state is MarketState.PUBLISHED

    desk.press(screen, "bar_main_ask_open")

    assert desk.market().state is MarketState.OPEN


def test_the_second_half_of_a_double_tap_does_not_answer_the_question(screens: Screens) -> None:
    screens.now = at("08:30")
    desk = office(screens, A)
    screen = desk.press(desk.open(), "bar_main_day")

    desk.press(screen, "bar_main_ask_open", after_seconds=0.2)

    assert desk.market().state is MarketState.PUBLISHED


def test_a_break_says_who_keeps_a_place_and_ends_without_a_question(screens: Screens) -> None:
    desk = office(screens, A)
    walk_in(screens.db, desk.made, "A", now=screens.now)
    screen = desk.press(desk.open(), "act_pause")
    assert "排队的 1 人保留位置" in shown(screen)

    desk.press(screen, "bar_main_ask_pause")
    assert desk.market().is_paused
    desk.press(screen, "bar_main_day")

    assert not desk.market().is_paused
    assert "市集继续" in shown(screen)


def test_closing_says_how_many_are_still_in_line(screens: Screens) -> None:
    desk = office(screens, A)
    walk_in(screens.db, desk.made, "A", now=screens.now)
    book(screens.db, desk.made, "A", "09:45", now=screens.now)
    screen = desk.press(desk.open(), "act_close")
    assert "排队的 1 人还可以办理；还有 1 个预约没有到。" in shown(screen)

    desk.press(screen, "bar_main_ask_close")

    assert desk.market().state is MarketState.CLOSED


# ---------------------------------------------------------------- calling it off


def with_bookings(screens: Screens) -> Office:
    """Three tickets that would go, one that is served, one that is done."""
    desk = office(screens, A)
    for clock in ("09:30", "09:45"):
        book(screens.db, desk.made, "A", clock, now=screens.now)
    waiting = [walk_in(screens.db, desk.made, "A", now=screens.now) for _ in range(3)]
    put_in_state(screens.db, waiting[0].code, TicketState.SERVING, started_at=screens.now)
    put_in_state(screens.db, waiting[1].code, TicketState.DONE)
    return desk


def states(desk: Office) -> list[str]:
    with desk.db.reading() as session:
        return sorted(str(state) for state in session.exec(select(Ticket.state)))


def test_calling_off_says_how_many_tickets_go_and_needs_a_reason(screens: Screens) -> None:
    desk = with_bookings(screens)
    screen = desk.press(desk.open(), "act_cancel")
    assert "会取消 3 张号票" in shown(screen)

    desk.press(screen, "bar_main_ask_cancel")
    assert desk.market().state is MarketState.PUBLISHED
    assert "请填写原因" in shown(screen)

    screen.text_area(key="reason").input("明天大风，市集改期").run()
    desk.press(screen, "bar_main_ask_cancel")

    assert desk.market().cancel_reason == "明天大风，市集改期"
    assert states(desk) == ["cancelled", "cancelled", "cancelled", "done", "serving"]
    assert "已取消：明天大风，市集改期" in shown(screen)


def test_the_number_that_was_asked_about_is_the_number_that_goes(screens: Screens) -> None:
    desk = with_bookings(screens)
    screen = desk.press(desk.open(), "act_cancel")
    screen.text_area(key="reason").input("大雨").run()

    desk.press(screen, "bar_main_ask_cancel")

    assert states(desk).count("cancelled") == 3


def test_whoever_gave_a_reason_has_read_the_question_however_fast(screens: Screens) -> None:
    desk = with_bookings(screens)
    screen = desk.press(desk.open(), "act_cancel")
    screen.text_area(key="reason").input("大雨").run()

    desk.press(screen, "bar_main_ask_cancel", after_seconds=0.2)

    assert desk.market().state is MarketState.CANCELLED


def test_keeping_the_market_changes_nothing(screens: Screens) -> None:
    desk = with_bookings(screens)
    screen = desk.press(desk.open(), "act_cancel")

    desk.press(screen, "bar_back_ask_cancel")

    assert desk.market().state is MarketState.PUBLISHED
    assert "cancelled" not in states(desk)
    assert "act_cancel" in keys(screen)


def test_a_reason_of_ten_thousand_characters_is_refused_and_kept_on_the_screen(screens: Screens) -> None:
    desk = with_bookings(screens)
    screen = desk.press(desk.open(), "act_cancel")
    screen.text_area(key="reason").input("雨" * 10_000).run()

    desk.press(screen, "bar_main_ask_cancel")

    assert desk.market().state is MarketState.PUBLISHED
    assert "500" in shown(screen)
    assert screen.text_area(key="reason").value == "雨" * 10_000


def test_two_organisers_calling_it_off_at_once_agree(screens: Screens) -> None:
    desk = with_bookings(screens)
    mine, theirs = (desk.press(desk.open(), "act_cancel") for _ in range(2))
    for screen, reason in ((mine, "大风"), (theirs, "停电")):
        screen.text_area(key="reason").input(reason).run()
        desk.press(screen, "bar_main_ask_cancel")

    assert desk.market().cancel_reason == "大风"
    assert desk.audited().count("cancel_market") == 1
    assert "已取消：大风" in shown(theirs)


# ---------------------------------------------------------------- past ones, and the next one


def test_a_past_market_offers_the_next_one_like_it(screens: Screens) -> None:
    desk = office(screens, A, state=MarketState.CLOSED)
    screens.now = at("18:00")

    screen = desk.press(desk.open(), "bar_main_day")

    assert "草稿" in shown(screen)
    assert desk.market(int(screen.query_params["market"][0])).copied_from_id == desk.made.id


def test_a_past_market_offers_no_next_one_when_there_is_one(screens: Screens) -> None:
    desk = office(screens, A, state=MarketState.CLOSED)
    make_market(screens.db, B, day=date(2026, 12, 19), state=DRAFT)

    assert "bar_main_day" not in keys(desk.open(market=desk.made.id))


def test_a_past_market_shows_what_came_of_it(screens: Screens) -> None:
    desk = office(screens, A)
    tickets = [walk_in(screens.db, desk.made, "A", now=screens.now) for _ in range(3)]
    put_in_state(screens.db, tickets[0].code, TicketState.DONE)
    put_in_state(screens.db, tickets[1].code, TicketState.NO_SHOW)
    screens.now = at("12:00") + timedelta(hours=6)

    screen = desk.open(market=desk.made.id)

    assert "未叫到" in table(screen)
    assert titles(screen)[0] == "A 量血压服务最多：1 人"
    assert "等候</dt>" not in shown(screen)


def test_the_list_of_markets_parts_what_is_to_come_from_what_is_past(screens: Screens) -> None:
    desk = office(screens, A, name="今天的市集")
    make_market(screens.db, B, day=date(2026, 10, 19), state=MarketState.CLOSED, name="上个月的市集")
    make_market(screens.db, B, day=date(2026, 12, 19), state=DRAFT, name="下个月的市集")

    said = shown(desk.open("organiser-markets"))

    order = [said.index(name) for name in ("今天的市集", "下个月的市集", "上个月的市集")]
    assert order == sorted(order)


def test_an_hour_that_ends_the_market_while_one_looks_changes_the_whole_page(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.open()
    assert "act_pause" in keys(screen)

    screens.now = at("12:01")
    screen.run()

    assert "act_pause" not in keys(screen)
    assert "未叫到" in table(screen)
