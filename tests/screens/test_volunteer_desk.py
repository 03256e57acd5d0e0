"""The volunteer's screen without a browser: who is called, moved, taken back, and what is said when that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services import queues
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.views import BoothQueue, TicketView
from kiosk.store import Database
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Priority, ServiceKind, TicketState
from models.market import Market
from models.refusals import DatabaseGone
from models.tickets import Visit
from tests.factories import (
    BoothPlan,
    MadeMarket,
    at,
    book,
    make_market,
    organiser_of,
    put_in_state,
    signed_in,
    volunteer_of,
    walk_in,
)
from tests.screens.conftest import Screens, words

SECOND = timedelta(seconds=1)


@dataclass
class Desk:
    """A market with one volunteer in front of the screen of booth A."""

    screens: Screens
    made: MadeMarket
    who: Actor
    token: str

    @property
    def db(self) -> Database:
        return self.screens.db

    def open(self, *, lang: str = "zh-CN", **query: str) -> AppTest:
        screen = self.screens.open("volunteer", token=self.token, lang=lang)
        if query:
            for name, value in query.items():
                screen.query_params[name] = value
            screen.run()
        assert not screen.exception
        return screen

    def later(self, **passed: int) -> None:
        self.screens.now += timedelta(**passed)

    def queue(self, letter: str = "A") -> BoothQueue:
        return queues.queue_of(self.db, self.made.booths[letter], by=self.who, now=self.screens.now)

    def walk_ins(self, count: int, **about: Any) -> list[TicketView]:
        return [walk_in(self.db, self.made, "A", now=self.screens.now - timedelta(minutes=9), **about)
                for _ in range(count)]  # fmt: skip

    def state(self, number: str) -> TicketState:
        queue = self.queue()
        people = (*queue.line, *queue.bookings, *queue.on_hold, *queue.ready, *queue.missed)
        at_stations = [station.ticket for station in queue.stations if station.ticket]
        return next(ticket.state for ticket in (*people, *at_stations) if ticket.number == number)


def desk_with(screens: Screens, *booths: BoothPlan, letters: str = "A") -> Desk:
    made = make_market(screens.db, *booths)
    who = volunteer_of(screens.db, made, *letters)
    return Desk(screens, made, who, signed_in(screens.db, who, now=screens.now))


@pytest.fixture
def desk(screens: Screens) -> Desk:
    """One booth, one station."""
    return desk_with(screens, BoothPlan("A", "血压测量", "Blood pressure"))


@pytest.fixture
def two_stations(screens: Screens) -> Desk:
    return desk_with(screens, BoothPlan("A", "血压测量", "Blood pressure", stations=2))


@pytest.fixture
def knives(screens: Screens) -> Desk:
    """A drop-off booth."""
    return desk_with(screens, BoothPlan("A", "磨刀", "Knives", kind=ServiceKind.DROP_OFF))


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def keys(screen: AppTest) -> set[str]:
    return {str(button.key) for button in screen.button}


def said(screen: AppTest) -> str:
    """The answer to the last press."""
    found = re.search(r'<p class="said [^>]*>(.*?)</p>', words(screen))
    assert found is not None
    return found[1]


# ---------------------------------------------------------------- calling


def test_an_empty_line_is_said_and_next_answers_calmly(desk: Desk) -> None:
    screen = desk.open()

    press(screen, "next")

    assert "没有人在等" in screen.button(key="next").label
    assert "现在没有人在等" in said(screen)


def test_next_calls_the_first_of_the_line(desk: Desk) -> None:
    first, second = desk.walk_ins(2)
    screen = desk.open()

    press(screen, "next")

    assert desk.state(first.number) is TicketState.CALLED
    assert desk.state(second.number) is TicketState.WAITING
    assert f"已叫 {first.number}" in said(screen)
    assert "A 零零一号" in words(screen)


def test_a_double_tap_on_next_calls_one_person_and_names_them(desk: Desk) -> None:
    first, second = desk.walk_ins(2)
    screen = desk.open()

    press(press(screen, "next"), "next")

    assert desk.state(first.number) is TicketState.CALLED
    assert desk.state(second.number) is TicketState.WAITING
    assert f"{first.number} 还在工位上" in said(screen)


def test_a_double_tap_on_the_one_tablet_of_two_stations_calls_one_person(two_stations: Desk) -> None:
    first, second = two_stations.walk_ins(2)
    screen = two_stations.open(station="all")

    press(press(screen, "next"), "next")

    assert two_stations.state(second.number) is TicketState.WAITING
    assert f"刚刚叫过 {first.number}" in said(screen)


def test_control_a_moment_later_the_same_tablet_calls_to_the_other_station(two_stations: Desk) -> None:
    _, second = two_stations.walk_ins(2)
    screen = press(two_stations.open(station="all"), "next")

    two_stations.later(seconds=3)
    press(screen, "next")

    assert two_stations.state(second.number) is TicketState.CALLED


def test_next_calls_to_my_station(two_stations: Desk) -> None:
    two_stations.walk_ins(1)

    press(two_stations.open(station="2"), "next")

    assert [bool(station.ticket) for station in two_stations.queue().stations] == [False, True]


def test_when_my_station_is_busy_next_says_with_whom_before_it_is_pressed(two_stations: Desk) -> None:
    two_stations.walk_ins(3)
    screen = press(two_stations.open(station="1"), "next")

    assert "先做完 A001" in screen.button(key="next").label
    assert screen.button(key="next").proto.type == "secondary"


def test_next_is_strong_only_when_it_would_call_somebody(desk: Desk) -> None:
    empty = desk.open().button(key="next").proto.type
    desk.walk_ins(1)
    ready = desk.open().button(key="next").proto.type

    assert (empty, ready) == ("secondary", "primary")


# ---------------------------------------------------------------- one person, from the call to the end


def test_a_person_is_started_and_done(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")

    press(screen, "desk_act4_start_A001")
    assert desk.state("A001") is TicketState.SERVING
    press(screen, "desk_act6_done_A001")

    assert desk.queue().served == 1
    assert "已服务 1 人" in words(screen)
    assert "A001 已完成" in said(screen)


@pytest.mark.parametrize(
    ("act", "became"),
    [("absent", TicketState.NO_SHOW), ("hold", TicketState.ON_HOLD), ("back", TicketState.WAITING)],
)
def test_a_called_person_who_does_not_come_is_moved_on(desk: Desk, act: str, became: TicketState) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")

    press(screen, f"desk_act2_{act}_A001")

    assert desk.state("A001") is became
    assert desk.queue().stations[0].ticket is None


def test_calling_again_changes_nothing_but_is_said(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")

    press(screen, "desk_act2_recall_A001")

    assert desk.state("A001") is TicketState.CALLED
    assert "又叫了一次 A001" in said(screen)


@pytest.mark.parametrize(
    ("tab", "state", "became"),
    [
        ("line", TicketState.WAITING, TicketState.ON_HOLD),
        ("away", TicketState.ON_HOLD, TicketState.WAITING),
        ("missed", TicketState.NO_SHOW, TicketState.WAITING),
    ],
)
def test_every_list_has_its_one_press(desk: Desk, tab: str, state: TicketState, became: TicketState) -> None:
    ticket = desk.walk_ins(1)[0]
    put_in_state(desk.db, ticket.code, state, ended_at=desk.screens.now)
    screen = press(desk.open(), f"tab_{tab}")

    press(screen, f"row_{tab}_{ticket.number}")

    assert desk.state(ticket.number) is became


def test_a_booking_is_checked_in_and_called_first(desk: Desk) -> None:
    early = desk.walk_ins(1)[0]
    booked = book(desk.db, desk.made, "A", "09:30", now=at("08:00"))
    screen = press(desk.open(), "tab_booked")
    assert "预约 9:30" in words(screen)

    press(screen, f"row_booked_{booked.number}")
    press(screen, "next")

    assert desk.state(booked.number) is TicketState.CALLED
    assert desk.state(early.number) is TicketState.WAITING


def test_a_dropped_off_item_is_ready_and_then_collected(knives: Desk) -> None:
    knives.walk_ins(2)
    screen = press(press(knives.open(), "next"), "desk_act4_start_A001")

    press(screen, "desk_act4_ready_A001")
    assert knives.state("A001") is TicketState.READY
    assert knives.queue().stations[0].ticket is None
    press(press(screen, "tab_ready"), "row_ready_A001")

    assert knives.queue().ready == ()
    assert "A001 已取走" in said(screen)


def test_only_a_drop_off_booth_knows_ready(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(press(desk.open(), "next"), "desk_act4_start_A001")

    assert not [key for key in keys(screen) if "ready" in key]


# ---------------------------------------------------------------- taking back


def test_the_last_move_is_taken_back(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(press(desk.open(), "next"), "desk_act2_absent_A001")
    assert "A001 记为没来" in screen.button(key="undo").label

    press(screen, "undo")

    assert desk.state("A001") is TicketState.CALLED
    assert "A001 回到了原来的位置" in said(screen)


def test_nothing_can_be_taken_back_after_a_minute(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")
    assert "undo" in keys(screen)

    desk.later(seconds=61)
    screen.run()

    assert "undo" not in keys(screen)


def test_an_undo_that_comes_too_late_is_explained(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")

    desk.later(seconds=61)
    press(screen, "undo")

    assert desk.state("A001") is TicketState.CALLED
    assert "一分钟" in said(screen)


def test_what_was_said_fades_after_a_while(desk: Desk) -> None:
    screen = press(desk.open(), "next")
    assert "现在没有人在等" in said(screen)

    desk.later(seconds=21)
    screen.run()

    assert said(screen) == ""


# ---------------------------------------------------------------- two tablets, and trouble


def test_two_tablets_call_two_different_people(two_stations: Desk) -> None:
    two_stations.walk_ins(3)
    left, right = two_stations.open(station="1"), two_stations.open(station="2")

    press(left, "next")
    press(right, "next")

    called = [station.ticket.number for station in two_stations.queue().stations if station.ticket]
    assert called == ["A001", "A002"]


def test_a_move_after_somebody_elses_is_refused_and_the_new_state_stands_there(desk: Desk) -> None:
    desk.walk_ins(1)
    slow = press(desk.open(), "next")
    ticket = desk.queue().stations[0].ticket
    assert ticket is not None
    queues.move_ticket(desk.db, ticket.code, TicketState.SERVING, by=desk.who, now=desk.screens.now)

    press(slow, "desk_act2_absent_A001")

    assert desk.state("A001") is TicketState.SERVING
    assert "A001 现在是“办理中”" in said(slow)
    assert "desk_act6_done_A001" in keys(slow)


def test_control_without_the_other_hand_the_same_press_is_taken(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")

    press(screen, "desk_act2_absent_A001")

    assert desk.state("A001") is TicketState.NO_SHOW


def test_a_press_that_could_not_be_saved_asks_for_another(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = desk.open()

    with patch.object(queues, "call_next", side_effect=DatabaseGone):
        press(screen, "next")
    assert "请再按一次" in said(screen)
    press(screen, "next")

    assert desk.state("A001") is TicketState.CALLED


def test_while_the_database_is_away_the_screen_waits_and_then_goes_on(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = desk.open()
    page_has_it, refresh_does_not = [desk.queue(), DatabaseGone()]

    with patch.object(queues, "queue_of", side_effect=[page_has_it, refresh_does_not]):
        screen.run()
    away = words(screen)
    screen.run()

    assert "请稍等" in away
    assert "A001" in words(screen)


def test_after_three_minutes_without_an_answer_a_hint_stands_below(desk: Desk) -> None:
    desk.walk_ins(1)
    screen = press(desk.open(), "next")
    assert "人一直没来" not in words(screen)

    desk.later(minutes=3)
    screen.run()

    assert "人一直没来" in words(screen)
    assert "3 分钟" in words(screen)


# ---------------------------------------------------------------- what stands in the line


def test_the_line_says_why_somebody_stands_where_they_stand(desk: Desk) -> None:
    desk.walk_ins(1, priority=Priority.ELDER)
    booked = book(desk.db, desk.made, "A", "09:30", now=at("08:00"))
    queues.move_ticket(desk.db, booked.code, TicketState.WAITING, by=desk.who, now=desk.screens.now)

    written = words(desk.open())

    assert "预约 9:30 · 刚到" in written
    assert "60 岁以上 · 等了 9 分钟" in written


def test_who_has_waited_an_hour_is_marked(desk: Desk) -> None:
    walk_in(desk.db, desk.made, "A", now=at("09:00"))
    desk.later(minutes=30)

    assert "等得最久 · 等了 60 分钟" in words(desk.open())


def test_a_very_long_line_is_cut_and_says_so(desk: Desk) -> None:
    desk.walk_ins(43)

    screen = desk.open()

    assert "还有 3 位" in words(screen)
    assert "43 人在等" in screen.button(key="next").label
    assert len([key for key in keys(screen) if key.startswith("row_line_")]) == 40


def test_a_name_is_shown_as_it_was_typed_and_never_as_code(desk: Desk) -> None:
    ticket = desk.walk_ins(1)[0]
    with desk.db.writing() as session:
        visit = session.exec(select(Visit)).one()
        visit.name = "<b>王</b> & co"
        session.add(visit)

    written = words(desk.open())

    assert ticket.number in written
    assert "&lt;b&gt;王&lt;/b&gt; &amp; co" in written
    assert "<b>王" not in written


def test_someone_without_a_name_is_known_by_the_end_of_the_phone_number(desk: Desk) -> None:
    book(desk.db, desk.made, "A", "09:45", now=at("08:00"), phone="13800001234")

    assert "手机尾号 1234" in words(press(desk.open(), "tab_booked"))


@pytest.mark.parametrize("people", [3, 30])
def test_the_screen_asks_the_database_equally_often_however_long_the_line(
    desk: Desk, people: int, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    desk.walk_ins(people)
    screen = desk.open()

    with count_queries() as queries:
        screen.run()

    assert 0 < len(queries) <= 24


# ---------------------------------------------------------------- market states and languages

PHASES: dict[str, dict[str, Any]] = {
    "open": {},
    "paused": {"is_paused": True},
    "over": {"state": MarketState.CLOSED},
    "cancelled": {"state": MarketState.CANCELLED},
    "draft": {"state": MarketState.DRAFT},
    "upcoming": {"opens_at": at("10:00")},
}
SAID_OF_PHASE = {
    "open": ("", ""),
    "paused": ("暂停取号", "Short break"),
    "over": ("已收市", "Over: no new numbers"),
    "cancelled": ("这场市集已取消", "The market is cancelled"),
    "draft": ("市集还在筹备", "in preparation"),
    "upcoming": ("还没开市", "Not open yet"),
}


def set_market(db: Database, **columns: Any) -> None:
    with db.writing() as session:
        market = session.exec(select(Market)).one()
        for name, value in columns.items():
            setattr(market, name, value)
        session.add(market)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("role", ["volunteer", "organiser"])
def test_the_screen_speaks_both_languages_in_every_phase(desk: Desk, phase: str, lang: str, role: str) -> None:
    desk.walk_ins(2)
    set_market(desk.db, **PHASES[phase])
    if role == "organiser":
        desk.token = signed_in(desk.db, organiser_of(desk.db, desk.made), now=desk.screens.now)

    screen = desk.open(lang=lang, booth=str(desk.made.booths["A"]))

    assert SAID_OF_PHASE[phase][lang == "en"] in words(screen)
    assert ("下一位", "Next person")[lang == "en"] in screen.button(key="next").label
    assert screen.button(key="next").disabled == (phase == "cancelled")
    assert screen.button(key="add").disabled == (phase != "open")


def test_in_a_cancelled_market_nobody_is_moved(desk: Desk) -> None:
    ticket = desk.walk_ins(1)[0]
    set_market(desk.db, state=MarketState.CANCELLED)
    screen = desk.open(booth=str(desk.made.booths["A"]))

    press(screen, f"row_line_{ticket.number}")

    assert desk.state(ticket.number) is TicketState.WAITING


@pytest.mark.parametrize("phase", ["paused", "over"])
def test_those_who_wait_are_still_called_in_a_break_and_after_the_end(desk: Desk, phase: str) -> None:
    desk.walk_ins(1)
    set_market(desk.db, **PHASES[phase])

    press(desk.open(booth=str(desk.made.booths["A"])), "next")

    assert desk.state("A001") is TicketState.CALLED


# ---------------------------------------------------------------- somebody who is at another booth


def elsewhere(screens: Screens) -> Desk:
    """Somebody first in line at A, who is called at B."""
    desk = desk_with(screens, BoothPlan("A", "血压测量", "Blood pressure"), BoothPlan("B"), letters="AB")
    wishes = [Wish(desk.made.booths[letter]) for letter in "AB"]
    now = screens.now - timedelta(minutes=9)
    get_tickets(desk.db, desk.made.id, wishes=wishes, person=Person(), key="two-at-once", by=RESIDENT, now=now)
    queues.call_next(desk.db, desk.made.booths["B"], by=desk.who, now=screens.now)
    return desk


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "正在 B 摊位"), ("en", "now at booth B")])
def test_the_line_says_who_is_at_which_other_booth(screens: Screens, lang: str, said: str) -> None:
    desk = elsewhere(screens)

    screen = desk.open(lang=lang, booth=str(desk.made.booths["A"]))

    assert said in words(screen)
    assert "row-elsewhere" in words(screen)


def test_next_calls_whoever_is_free(screens: Screens) -> None:
    desk = elsewhere(screens)
    desk.walk_ins(1)
    screen = desk.open(booth=str(desk.made.booths["A"]))

    screen.button(key="next").click().run()

    assert desk.state("A002") is TicketState.CALLED
    assert desk.state("A001") is TicketState.WAITING


def test_next_says_who_is_where_when_all_who_wait_are_at_other_booths(screens: Screens) -> None:
    desk = elsewhere(screens)
    screen = desk.open(booth=str(desk.made.booths["A"]))
    assert "人都在别的摊位" in words(screen)

    screen.button(key="next").click().run()

    assert "A001 在 B 摊位，这里的位置留着。请过一会儿再叫。" in words(screen)
    assert desk.state("A001") is TicketState.WAITING
