"""A number for somebody without a screen: given once, read aloud, never lost and never given twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services.bookings import Given, get_tickets
from kiosk.store import Database
from kiosk.ui.volunteer import walk_in as walk_in_screen
from models.actor import Actor
from models.enums import MarketState, Priority, TicketState
from models.market import Market
from models.refusals import DatabaseGone
from models.tickets import Ticket, Visit
from tests.factories import BoothPlan, MadeMarket, make_market, signed_in, volunteer_of, walk_in
from tests.screens.conftest import Screens, words


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    return make_market(screens.db, BoothPlan("A", "血压测量", "Blood pressure"))


@pytest.fixture
def who(screens: Screens, made: MadeMarket) -> Actor:
    return volunteer_of(screens.db, made, "A")


@pytest.fixture
def token(screens: Screens, who: Actor) -> str:
    return signed_in(screens.db, who, now=screens.now)


def open_form(screens: Screens, token: str, *, lang: str = "zh-CN") -> AppTest:
    return press(screens.open("volunteer", token=token, lang=lang), "add")


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def tickets(db: Database) -> list[tuple[Ticket, Visit]]:
    with db.reading() as session:
        return list(session.exec(select(Ticket, Visit).join(Visit)))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh-CN", ("A 零零二号", "前面还有 1 人")), ("en", ("A, zero zero two", "1 person is ahead"))],
)
def test_a_number_is_given_in_two_presses_and_stands_there_to_be_read_aloud(
    screens: Screens, made: MadeMarket, token: str, lang: str, said: tuple[str, str]
) -> None:
    walk_in(screens.db, made, "A", now=screens.now)

    screen = press(open_form(screens, token, lang=lang), "bar_main_form")

    assert "A002" in words(screen)
    assert all(each in words(screen) for each in said)


def test_name_phone_and_priority_are_kept(screens: Screens, token: str) -> None:
    screen = open_form(screens, token)
    screen.text_input(key="walk_in_name").input("王秀英")
    screen.text_input(key="walk_in_phone").input("138 0000 1234")
    screen.button_group(key="walk_in_priority").set_value("elder")

    press(screen, "bar_main_form")

    ((ticket, visit),) = tickets(screens.db)
    assert (visit.name, visit.phone) == ("王秀英", "13800001234")
    assert ticket.priority is Priority.ELDER


def test_a_phone_number_that_is_none_is_said_and_nothing_is_given(screens: Screens, token: str) -> None:
    screen = open_form(screens, token)
    screen.text_input(key="walk_in_phone").input("12")

    press(screen, "bar_main_form")

    assert tickets(screens.db) == []
    assert "电话" in words(screen)
    assert screen.text_input(key="walk_in_phone").value == "12"


def test_a_number_whose_answer_was_lost_is_given_once(screens: Screens, token: str) -> None:
    answers: list[Given] = []

    def lose_the_first_answer(*asked: Any, **more: Any) -> Given:
        answers.append(get_tickets(*asked, **more))
        if len(answers) == 1:
            raise DatabaseGone
        return answers[-1]

    with patch.object(walk_in_screen, "get_tickets", lose_the_first_answer):
        screen = press(open_form(screens, token), "bar_main_form")
        assert "请再按一次" in words(screen)
        press(screen, "bar_main_form")

    assert [ticket.number for ticket, _ in tickets(screens.db)] == ["A001"]
    assert answers[1].again
    assert "A001" in words(screen)


def test_control_the_next_person_gets_another_number(screens: Screens, token: str) -> None:
    screen = press(open_form(screens, token), "bar_main_form")

    press(press(screen, "bar_also_given"), "bar_main_form")

    assert [ticket.number for ticket, _ in tickets(screens.db)] == ["A001", "A002"]


def test_nothing_of_the_last_person_stands_in_the_form(screens: Screens, token: str) -> None:
    screen = open_form(screens, token)
    screen.text_input(key="walk_in_name").input("王秀英")
    press(screen, "bar_main_form")

    press(screen, "bar_also_given")

    assert screen.text_input(key="walk_in_name").value == ""
    assert "王秀英" not in words(screen)


@pytest.mark.parametrize("way", [["bar_back_form"], ["bar_main_form", "bar_main_given"]])
def test_both_ways_lead_back_to_the_line(screens: Screens, token: str, way: list[str]) -> None:
    screen = open_form(screens, token)

    for key in way:
        press(screen, key)

    assert "下一位" in screen.button(key="next").label


def test_a_market_that_closes_meanwhile_is_said(screens: Screens, token: str) -> None:
    screen = open_form(screens, token)
    with screens.db.writing() as session:
        market = session.exec(select(Market)).one()
        market.state = MarketState.CLOSED
        session.add(market)

    press(screen, "bar_main_form")

    assert tickets(screens.db) == []
    assert "这场市集已经结束" in words(screen)


def test_a_booth_without_walk_ins_offers_no_number(screens: Screens) -> None:
    made = make_market(screens.db, BoothPlan("A", takes_walk_ins=False))
    who = volunteer_of(screens.db, made, "A")

    screen = screens.open("volunteer", token=signed_in(screens.db, who, now=screens.now))

    assert screen.button(key="add").disabled


def test_the_person_who_was_signed_out_gives_no_more_numbers(screens: Screens, token: str) -> None:
    screen = open_form(screens, token)
    screens.now += timedelta(hours=37)

    press(screen, "bar_main_form")

    assert tickets(screens.db) == []
    assert "请先登录" in words(screen)


def test_the_number_joins_the_line(screens: Screens, token: str) -> None:
    press(open_form(screens, token), "bar_main_form")

    ((ticket, _),) = tickets(screens.db)
    assert ticket.state is TicketState.WAITING
