"""Taking a number for now without a browser: three taps, waits as ranges, and what may come in between."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services import bookings
from kiosk.store import Database
from models.enums import MarketState, Priority, TicketKind, TicketState, Zone
from models.market import Booth, Market
from models.refusals import DatabaseGone
from models.tickets import Ticket
from tests.factories import BoothPlan, MadeMarket, make_market, walk_in
from tests.screens.conftest import Screens
from tests.screens.test_resident_states import english_in, text_of


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    plans = (
        BoothPlan("A", "量血压", mean_minutes=4),
        BoothPlan("B", "心电图"),
        BoothPlan("C", "磨刀", zone=Zone.HANDY),
    )
    return make_market(screens.db, *plans, state=MarketState.OPEN)


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click()
    return screen.run()


def tickets_of(db: Database) -> list[Ticket]:
    with db.reading() as session:
        return list(session.exec(select(Ticket)))


def test_three_taps_from_the_welcome_page_give_a_number(screens: Screens, made: MadeMarket) -> None:
    screen = screens.open("welcome")

    for tap in ("press_number", f"press_line_{made.booths['B']}", "press_priority_elder"):
        press(screen, tap)

    (ticket,) = tickets_of(screens.db)
    assert (ticket.number, ticket.kind, ticket.priority) == ("B001", TicketKind.WALK_IN, Priority.ELDER)
    assert "B001" in text_of(screen)
    assert "下一位就是您" in text_of(screen)


@pytest.mark.parametrize("count", [9, 12])
def test_every_line_of_an_ordinary_market_is_two_taps_from_the_welcome_page(screens: Screens, count: int) -> None:
    letters = "ABCDEFGHIJKL"[:count]
    zones = (Zone.HEALTH, Zone.HANDY, Zone.FUN)
    plans = [BoothPlan(letter, zone=zones[n % 3]) for n, letter in enumerate(letters)]
    made = make_market(screens.db, *plans, state=MarketState.OPEN)

    screen = press(screens.open("welcome"), "press_number")

    shown = [str(button.key) for button in screen.button if str(button.key).startswith("press_line_")]
    assert sorted(shown) == sorted(f"press_line_{booth_id}" for booth_id in made.booths.values())


def test_a_very_large_market_is_shown_zone_by_zone(screens: Screens) -> None:
    plans = [BoothPlan(chr(65 + n), zone=Zone.HEALTH if n < 13 else Zone.FUN) for n in range(26)]
    make_market(screens.db, *plans, state=MarketState.OPEN)

    screen = screens.open("number")

    assert len([b for b in screen.button if str(b.key).startswith("press_line_")]) == 12


def test_each_line_says_how_long_it_is_and_the_wait_as_a_range(screens: Screens, made: MadeMarket) -> None:
    for person in range(5):
        walk_in(screens.db, made, "A", now=screens.now + timedelta(seconds=person))

    screen = screens.open("number")

    crowded = screen.button(key=f"press_line_{made.booths['A']}").label.replace("\\", "")
    free = screen.button(key=f"press_line_{made.booths['B']}").label
    assert "5 人排队 · 约 14–35 分钟" in crowded
    assert "现在没有人排队" in free


def test_the_ticket_says_how_many_are_before_one(screens: Screens, made: MadeMarket) -> None:
    for person in range(3):
        walk_in(screens.db, made, "A", now=screens.now - timedelta(minutes=3 - person))
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")

    press(screen, "press_priority_none")

    assert "您前面还有 3 人" in text_of(screen)


def test_a_line_without_numbers_left_cannot_be_joined(screens: Screens) -> None:
    made = make_market(
        screens.db,
        BoothPlan("A", units=0),
        BoothPlan("B", takes_walk_ins=False),
        BoothPlan("C"),
        state=MarketState.OPEN,
    )

    screen = screens.open("number")

    closed = {letter: screen.button(key=f"press_line_{made.booths[letter]}").disabled for letter in "ABC"}
    assert closed == {"A": True, "B": True, "C": False}
    assert "今天的号已经发完" in text_of(screen)
    assert "只接待预约的人" in text_of(screen)


def test_the_last_number_gone_meanwhile_is_said_and_another_line_can_be_joined(
    screens: Screens, made: MadeMarket
) -> None:
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")
    with screens.db.writing() as session:
        session.get_one(Booth, made.booths["A"]).units = 0

    press(screen, "press_priority_none")
    assert "量血压" in text_of(screen)
    assert tickets_of(screens.db) == []
    press(press(screen, f"press_line_{made.booths['B']}"), "press_priority_none")

    assert [ticket.number for ticket in tickets_of(screens.db)] == ["B001"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"is_paused": True}, "市集暂停一会儿"),
        ({"state": MarketState.CLOSED}, "这场市集已经结束"),
        ({"state": MarketState.CANCELLED, "cancel_reason": "大雨"}, "大雨"),
    ],
)
def test_a_market_that_stops_before_the_answer_gives_no_number(
    screens: Screens, made: MadeMarket, columns: dict[str, object], words: str
) -> None:
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")
    with screens.db.writing() as session:
        market = session.get_one(Market, made.id)
        for name, value in columns.items():
            setattr(market, name, value)

    press(screen, "press_priority_none")

    assert words in text_of(screen)
    assert tickets_of(screens.db) == []


def test_two_answers_to_one_question_give_one_number(screens: Screens, made: MadeMarket) -> None:
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")
    before = screen.session_state["number"]
    press(screen, "press_priority_none")

    screen.session_state["number"] = before  # the second tap of two arrives
    press(screen.run(), "press_priority_none")

    assert len(tickets_of(screens.db)) == 1


def test_control_two_questions_give_two_numbers(screens: Screens, made: MadeMarket) -> None:
    for _person in range(2):
        press(press(screens.open("number"), f"press_line_{made.booths['A']}"), "press_priority_none")

    assert [ticket.state for ticket in tickets_of(screens.db)] == [TicketState.WAITING] * 2


def test_without_the_database_no_number_is_lost(screens: Screens, made: MadeMarket) -> None:
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")
    with patch.object(bookings, "get_tickets", side_effect=DatabaseGone):
        press(screen, "press_priority_none")

    press(screen.run(), "press_priority_none")

    assert len(tickets_of(screens.db)) == 1


def test_back_from_the_question_leads_to_the_lines(screens: Screens, made: MadeMarket) -> None:
    screen = press(screens.open("number"), f"press_line_{made.booths['A']}")

    press(screen, "bar_back_answer")

    assert not screen.button(key=f"press_line_{made.booths['B']}").disabled


def test_every_step_in_chinese_holds_no_english(screens: Screens, made: MadeMarket) -> None:
    screen = screens.open("number")
    assert english_in(screen) == set()
    assert english_in(press(screen, f"press_line_{made.booths['A']}")) == set()
    assert english_in(press(screen, "press_priority_child")) == set()


def test_in_english_a_number_is_taken_in_english(screens: Screens, made: MadeMarket) -> None:
    screen = press(screens.open("number", lang="en"), f"press_line_{made.booths['A']}")

    press(screen, "press_priority_none")

    assert "This is your number" in text_of(screen)
    assert "You are next" in text_of(screen)
