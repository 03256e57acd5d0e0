"""Several tickets of one person on the screen: in which order to go, why, and that the order has changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import tickets
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.views import TicketView, Wait
from kiosk.store import Database
from kiosk.ui.resident.memory import Number
from models.actor import RESIDENT
from models.enums import MarketState, ServiceKind, TicketState
from tests.factories import BoothPlan, MadeMarket, make_market, put_in_state, walk_in
from tests.screens.conftest import Screens, words
from tests.screens.test_resident_states import english_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    return make_market(
        screens.db,
        BoothPlan("A", "量血压", "Blood pressure", mean_minutes=8),
        BoothPlan("B", "心电图", "ECG", mean_minutes=10),
        BoothPlan("K", "磨刀", "Knife sharpening", kind=ServiceKind.DROP_OFF, mean_minutes=35),
        state=MarketState.OPEN,
    )


def visit(screens: Screens, made: MadeMarket, letters: str = "ABK") -> list[TicketView]:
    wishes = [Wish(made.booths[letter]) for letter in letters]
    key = f"visit-of-{letters}-{screens.now:%H%M}"
    given = get_tickets(screens.db, made.id, wishes=wishes, person=Person(), key=key, by=RESIDENT, now=screens.now)
    return list(given.tickets)


def look(screens: Screens, ticket: TicketView, *, lang: str = "zh-CN") -> AppTest:
    screen = screens.open("ticket", lang=lang, scanned_code=ticket.code)
    assert not screen.exception
    return screen


def steps(screen: AppTest) -> list[str]:
    """The names beside 1, 2, 3, as they stand on the screen from top to bottom."""
    found = re.findall(r'slip-step[^>]*>(\d)</span><span class="unseen">[^<]*</span>([^<]+)<', words(screen))
    assert [step for step, _ in found] == [str(n + 1) for n in range(len(found))]
    return [name for _, name in found]


def test_the_tickets_stand_in_the_order_of_the_way_and_the_first_sentence_says_why(
    screens: Screens, made: MadeMarket
) -> None:
    ours = visit(screens, made)

    screen = look(screens, ours[0])

    assert steps(screen) == ["磨刀", "量血压", "心电图"]
    assert "先去“磨刀”，把东西留下，约 35 分钟才好" in words(screen)
    assert english_in(screen) == set()


def test_it_is_said_in_english_too(screens: Screens, made: MadeMarket) -> None:
    screen = look(screens, visit(screens, made)[0], lang="en")

    assert steps(screen) == ["Knife sharpening", "Blood pressure", "ECG"]
    assert "First Knife sharpening: leave it there, it takes about 35 minutes." in words(screen)


def test_one_ticket_has_no_way(screens: Screens, made: MadeMarket) -> None:
    ticket = walk_in(screens.db, made, "K", now=screens.now)

    assert steps(look(screens, ticket)) == []


def test_where_the_person_is_called_is_the_first_stop_and_the_others_keep_the_place(
    screens: Screens, made: MadeMarket
) -> None:
    ours = visit(screens, made)
    put_in_state(screens.db, ours[1].code, TicketState.CALLED, called_at=screens.now)

    screen = look(screens, ours[0])

    assert steps(screen)[0] == "心电图"
    assert "现在是 B 摊位。别的摊位给您留着位置。" in words(screen)
    assert "轮到您了，请到 B 摊位" in words(screen)


def test_a_later_stop_says_when_its_turn_is_with_what_comes_before(screens: Screens, made: MadeMarket) -> None:
    """Nobody stands before them anywhere, but eight minutes at the first stop come before the second."""
    ours = visit(screens, made, "AB")

    screen = look(screens, ours[0])

    assert steps(screen) == ["量血压", "心电图"]
    assert re.search(r"按这个顺序最省时间，大约上午 \d+:\d\d 都能办完。", words(screen))
    assert re.search(r"轮到您：约 \d+–?\d* 分钟", words(screen))


def test_an_item_that_is_worked_on_says_when_to_collect_it(screens: Screens, made: MadeMarket) -> None:
    ours = visit(screens, made, "AK")
    put_in_state(screens.db, ours[1].code, TicketState.SERVING, started_at=screens.now)
    screens.now += 5 * MINUTE

    screen = look(screens, ours[0])

    assert steps(screen) == ["量血压", "磨刀"]
    assert "正在做，来取：约 30 分钟" in words(screen)
    assert "磨刀”，把东西留下" not in words(screen)


def slow_knife(db: Database, code: str, *, now: datetime) -> list[TicketView]:
    """As if the wait at the knife had become long since the last look."""
    found = tickets_of_visit(db, code, now=now)
    return [replace(each, wait=Wait(30, 40, 50)) if each.letter == "K" else each for each in found]


tickets_of_visit = tickets.tickets_of_visit


def test_when_a_booth_has_slipped_since_the_last_look_the_new_order_is_announced(
    screens: Screens, made: MadeMarket
) -> None:
    ours = visit(screens, made)
    look(screens, ours[0])

    with patch.object(tickets, "tickets_of_visit", slow_knife):
        again = look(screens, ours[0])
        shown = words(again)
        again.run()

    assert steps(again)[0] == "量血压"
    assert "顺序有变：“磨刀”那边慢了，请先去“量血压”。" in shown
    assert "顺序有变" in words(again), "it stays long enough to be read"


def test_who_looks_for_the_first_time_is_told_of_no_change(screens: Screens, made: MadeMarket) -> None:
    ours = visit(screens, made)

    with patch.object(tickets, "tickets_of_visit", slow_knife):
        assert "顺序有变" not in words(look(screens, ours[0]))


def test_the_change_is_not_repeated_for_ever(screens: Screens, made: MadeMarket) -> None:
    ours = visit(screens, made)
    look(screens, ours[0])

    with patch.object(tickets, "tickets_of_visit", slow_knife):
        again = look(screens, ours[0])
        screens.now += 3 * MINUTE
        again.run()

    assert "顺序有变" not in words(again)


def test_tickets_just_given_show_the_way_at_once(screens: Screens, made: MadeMarket) -> None:
    codes = tuple(ticket.code for ticket in visit(screens, made))

    screen = screens.open("number")
    screen.session_state["number"] = Number(step="done", codes=codes)
    screen.run()

    assert steps(screen) == ["磨刀", "量血压", "心电图"]
