"""My ticket without a browser: found by its code or its number, and what its holder can do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import tickets
from kiosk.services.views import TicketView
from kiosk.ui.resident.memory import NUMBER_PAD, TAIL_PAD, Search
from models.enums import MarketState, ServiceKind, TicketState
from models.market import Market
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, put_in_state, walk_in
from tests.screens.conftest import Screens, words
from tests.screens.test_resident_states import english_in, text_of

PHONE = "13800001234"
NOBODYS_CODE = "A" * 26


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    drop_off = BoothPlan("C", "磨刀", kind=ServiceKind.DROP_OFF)
    return make_market(screens.db, BoothPlan("A", "量血压"), BoothPlan("B", "心电图"), drop_off)


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click()
    return screen.run()


def bar(screen: AppTest, place: str) -> str:
    """The key of the bar's button at this place: back, also or main."""
    return next(str(button.key) for button in screen.button if str(button.key).startswith(f"bar_{place}_"))


def scanned(screens: Screens, code: str, *, lang: str = "zh-CN") -> AppTest:
    return screens.open("ticket", lang=lang, scanned_code=code)


def state_of(screens: Screens, ticket: TicketView) -> TicketState:
    return tickets.ticket_by_code(screens.db, ticket.code, now=screens.now).state


def typed(screens: Screens, number: str, tail: str) -> AppTest:
    """Through the keypads: `number` like "A001"."""
    screen = press(screens.open("ticket"), "press_by_number")
    screen.session_state["tabs_letters"] = "ABC".index(number[0])
    screen.session_state[f"{NUMBER_PAD}_digits"] = number[1:]
    press(screen.run(), "bar_main_number")
    screen.session_state[f"{TAIL_PAD}_digits"] = tail
    return press(screen.run(), "bar_main_tail")


# ---------------------------------------------------------------- finding it


def test_a_scanned_ticket_opens_at_once(screens: Screens, made: MadeMarket) -> None:
    ticket = walk_in(screens.db, made, "A", now=screens.now)

    assert ticket.number in text_of(scanned(screens, ticket.code))


def test_a_ticket_scanned_on_the_welcome_page_opens_too(screens: Screens, made: MadeMarket) -> None:
    ticket = walk_in(screens.db, made, "A", now=screens.now)

    screen = screens.open("welcome", scanned_code=ticket.code)

    assert ticket.number in text_of(screen)


def test_an_unknown_code_is_said_and_one_may_scan_again(screens: Screens, made: MadeMarket) -> None:
    screen = scanned(screens, NOBODYS_CODE)

    assert "没有找到这张号票" in text_of(screen)
    assert not screen.button(key="press_by_number").disabled


def test_number_and_last_four_digits_find_the_ticket(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "B", "09:45", now=screens.now, phone=PHONE)

    assert "心电图" in text_of(typed(screens, ticket.number, PHONE[-4:]))


@pytest.mark.parametrize(("number", "tail"), [("B001", "9999"), ("B002", PHONE[-4:]), ("A001", PHONE[-4:])])
def test_a_wrong_number_or_wrong_digits_find_nothing_and_say_the_same(
    screens: Screens, made: MadeMarket, number: str, tail: str
) -> None:
    book(screens.db, made, "B", "09:45", now=screens.now, phone=PHONE)

    screen = typed(screens, number, tail)

    assert "没有找到这张号票" in text_of(screen)
    assert screen.session_state["search"].step == "number"


def test_guessing_ends_after_five_tries(screens: Screens, made: MadeMarket) -> None:
    book(screens.db, made, "B", "09:45", now=screens.now, phone=PHONE)
    for guess in range(5):
        typed(screens, "B001", f"000{guess}")

    assert "错误次数太多" in text_of(typed(screens, "B001", PHONE[-4:]))


def test_the_letters_are_those_of_the_booths(screens: Screens, made: MadeMarket) -> None:
    press(screen := screens.open("ticket"), "press_by_number")

    shown = [option.content for option in screen.get("button_group")[0].proto.options]
    assert shown == ["A", "B", "C"]


# ---------------------------------------------------------------- what it says

STATES: list[tuple[TicketState, str]] = [
    (TicketState.WAITING, "下一位就是您"),
    (TicketState.CALLED, "轮到您了，请到 A 摊位 1 号工位"),
    (TicketState.SERVING, "A 摊位正在为您服务"),
    (TicketState.READY, "已经好了，请到 A 摊位取"),
    (TicketState.ON_HOLD, "您的位置还留着"),
    (TicketState.DONE, "这一项已经办完"),
    (TicketState.NO_SHOW, "刚才叫到您，您不在"),
    (TicketState.CANCELLED, "这张号票已经取消"),
]


@pytest.mark.parametrize(("state", "words"), STATES, ids=str)
def test_every_state_is_said_in_words_with_the_next_step(
    screens: Screens, made: MadeMarket, state: TicketState, words: str
) -> None:
    ticket = walk_in(screens.db, made, "A", now=screens.now)
    put_in_state(screens.db, ticket.code, state)

    screen = scanned(screens, ticket.code)

    assert words in text_of(screen)
    assert english_in(screen) == set()


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_is_said_in_english_too(screens: Screens, made: MadeMarket, state: TicketState) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    put_in_state(screens.db, ticket.code, state, queued_at=screens.now)

    screen = scanned(screens, ticket.code, lang="en")

    assert not screen.exception
    assert "Your ticket" in text_of(screen)


def test_people_ahead_and_the_wait_are_shown_and_stay_fresh(screens: Screens, made: MadeMarket) -> None:
    earlier = [walk_in(screens.db, made, "A", now=screens.now - timedelta(minutes=9 - n)) for n in range(4)]
    screen = scanned(screens, walk_in(screens.db, made, "A", now=screens.now).code)
    assert "您前面还有 4 人" in text_of(screen)

    put_in_state(screens.db, earlier[0].code, TicketState.DONE)
    screen.run()

    assert "您前面还有 3 人" in text_of(screen)


def test_all_tickets_of_the_day_are_shown_together_but_not_what_is_over(screens: Screens, made: MadeMarket) -> None:
    first = book(screens.db, made, "A", "09:30", now=screens.now, phone=PHONE)
    other = book(screens.db, made, "B", "09:45", now=screens.now, phone=PHONE)
    over = book(screens.db, made, "C", "09:30", now=screens.now, phone=PHONE)
    put_in_state(screens.db, over.code, TicketState.CANCELLED)

    said = text_of(scanned(screens, first.code))

    assert first.number in said
    assert other.number in said
    assert over.number not in said


def test_the_cancelled_ticket_that_was_looked_for_is_shown(screens: Screens, made: MadeMarket) -> None:
    ticket = walk_in(screens.db, made, "A", now=screens.now)
    put_in_state(screens.db, ticket.code, TicketState.CANCELLED)

    screen = scanned(screens, ticket.code)

    assert ticket.number in text_of(screen)
    assert "number-over" in words(screen)
    assert "little-plan" not in words(screen)


def test_control_a_ticket_that_waits_is_drawn_in_red_and_stands_on_the_plan(screens: Screens, made: MadeMarket) -> None:
    ticket = walk_in(screens.db, made, "A", now=screens.now)

    screen = scanned(screens, ticket.code)

    assert "number-over" not in words(screen)
    assert "little-plan" in words(screen)


# ---------------------------------------------------------------- what can be done


def test_checking_in_joins_the_line(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:30", now=screens.now)
    screen = scanned(screens, ticket.code)
    assert screen.button(key=bar(screen, "main")).label == "签到"

    press(screen, bar(screen, "main"))

    assert state_of(screens, ticket) is TicketState.WAITING
    assert "下一位就是您" in text_of(screen)


def test_one_tap_checks_in_for_all_bookings_of_the_day(screens: Screens, made: MadeMarket) -> None:
    ours = [book(screens.db, made, letter, "09:45", now=screens.now, phone=PHONE) for letter in "AB"]
    screen = scanned(screens, ours[0].code)
    assert screen.button(key=bar(screen, "main")).label == "2 张都签到"

    press(screen, bar(screen, "main"))

    assert [state_of(screens, ticket) for ticket in ours] == [TicketState.WAITING] * 2


def test_before_the_day_one_is_told_when_to_check_in_and_cannot_yet(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:30", now=screens.now)
    screens.now = at("09:30") - timedelta(days=3)

    screen = scanned(screens, ticket.code)

    assert screen.button(key=bar(screen, "main")).label == "完成"
    assert "11 月 19 日" in text_of(screen)


def test_much_too_early_on_the_day_is_refused_in_words(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:30", now=at("04:00"))
    screens.now = at("04:30")
    screen = scanned(screens, ticket.code)

    press(screen, bar(screen, "main"))

    assert state_of(screens, ticket) is TicketState.BOOKED
    assert "还没到时间" in text_of(screen)


def test_after_a_missed_call_one_comes_back_into_the_line(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:30", now=screens.now)
    put_in_state(screens.db, ticket.code, TicketState.NO_SHOW)
    screen = scanned(screens, ticket.code)
    assert screen.button(key=bar(screen, "main")).label == "我回来了"

    press(screen, bar(screen, "main"))

    assert state_of(screens, ticket) is TicketState.WAITING


def test_cancelling_asks_once(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    screen = scanned(screens, ticket.code)

    press(screen, bar(screen, "also"))
    assert state_of(screens, ticket) is TicketState.BOOKED
    press(screen, "bar_main_cancel")

    assert state_of(screens, ticket) is TicketState.CANCELLED
    assert "这张号票已经取消" in text_of(screen)


def test_keeping_the_ticket_after_all_keeps_it(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    screen = scanned(screens, ticket.code)

    press(press(screen, bar(screen, "also")), "bar_back_cancel")

    assert state_of(screens, ticket) is TicketState.BOOKED
    assert ticket.number in text_of(screen)


def test_of_several_tickets_one_says_which_to_cancel(screens: Screens, made: MadeMarket) -> None:
    ours = [book(screens.db, made, letter, "09:45", now=screens.now, phone=PHONE) for letter in "AB"]
    screen = scanned(screens, ours[0].code)

    press(press(screen, bar(screen, "also")), f"press_which_{ours[1].number}")
    press(screen, "bar_main_cancel")

    assert [state_of(screens, ticket) for ticket in ours] == [TicketState.BOOKED, TicketState.CANCELLED]
    assert words(screen).count("number-over") == 1
    assert "标出了 A 摊位" in words(screen)


@pytest.mark.parametrize(
    ("state", "can_cancel"),
    [
        (TicketState.BOOKED, True),
        (TicketState.WAITING, True),
        (TicketState.ON_HOLD, True),
        (TicketState.CALLED, True),
        (TicketState.SERVING, False),
        (TicketState.DONE, False),
        (TicketState.CANCELLED, False),
    ],
)
def test_only_what_can_be_cancelled_offers_it(
    screens: Screens, made: MadeMarket, state: TicketState, can_cancel: bool
) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    put_in_state(screens.db, ticket.code, state, queued_at=screens.now)

    keys = [str(button.key) for button in scanned(screens, ticket.code).button]

    assert any(key.startswith("bar_also_") for key in keys) == can_cancel


def test_a_ticket_that_a_volunteer_moved_meanwhile_is_refused_calmly(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    screen = scanned(screens, ticket.code)
    press(screen, bar(screen, "also"))
    put_in_state(screens.db, ticket.code, TicketState.SERVING)

    press(screen, "bar_main_cancel")

    assert not screen.exception
    assert state_of(screens, ticket) is TicketState.SERVING
    assert ticket.number in text_of(screen)


def test_a_cancelled_market_is_said_on_the_ticket_and_needs_no_check_in(screens: Screens, made: MadeMarket) -> None:
    ticket = book(screens.db, made, "A", "09:45", now=screens.now)
    with screens.db.writing() as session:
        session.get_one(Market, made.id).state = MarketState.CANCELLED

    screen = scanned(screens, ticket.code)

    assert screen.button(key=bar(screen, "main")).label == "完成"
    assert "这场市集取消了" in text_of(screen)


def test_back_forgets_whose_ticket_it_was(screens: Screens, made: MadeMarket) -> None:
    screen = scanned(screens, walk_in(screens.db, made, "A", now=screens.now).code)

    press(screen, bar(screen, "back"))

    assert "search" not in screen.session_state
    assert "A001" not in text_of(screen)


def test_done_leaves_for_the_start_as_somebody_new(screens: Screens, made: MadeMarket) -> None:
    screen = scanned(screens, walk_in(screens.db, made, "A", now=screens.now).code)

    press(screen, bar(screen, "main"))

    assert screen.session_state["leaving"]
    assert "A001" not in text_of(screen)


@pytest.mark.parametrize("step", ["scan", "number", "tail"])
def test_the_way_to_the_ticket_holds_no_english(screens: Screens, made: MadeMarket, step: str) -> None:
    screen = screens.open("ticket", search=Search(step=step, number="A001"))  # type: ignore[arg-type]

    assert english_in(screen) == set()


def test_a_refreshed_ticket_survives_a_moment_without_the_database(
    screens: Screens, made: MadeMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.refusals import DatabaseGone

    ticket = walk_in(screens.db, made, "A", now=screens.now)
    screen = scanned(screens, ticket.code)
    real: Callable[..., list[TicketView]] = tickets.tickets_of_visit

    def gone(*_args: object, **_named: object) -> list[TicketView]:
        raise DatabaseGone

    monkeypatch.setattr(tickets, "tickets_of_visit", gone)
    assert "请稍等" in text_of(screen.run())
    monkeypatch.setattr(tickets, "tickets_of_visit", real)

    assert ticket.number in text_of(screen.run())
