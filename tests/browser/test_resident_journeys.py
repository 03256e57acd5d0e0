"""Residents' journeys in a real browser: booking, a number, the scanner, checking in, cancelling, and what is left."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from kiosk.services import tickets
from models.enums import Priority, TicketState
from models.tickets import Ticket, Visit
from tests.browser.conftest import Looker, Server, open_screen, still
from tests.browser.resident_walk import (
    PHONE,
    database_of,
    market_server,
    scan,
    tap,
    tap_bar,
    tap_card,
    tap_tab,
    type_digits,
)
from tests.factories import MadeMarket, at, book, walk_in

COUNT_TAPS = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1 }, true)"
COUNT_PRINTS = "window.print = () => { window.top.prints = (window.top.prints || 0) + 1 }"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Server, MadeMarket]]:
    """One market morning for all journeys; each has a browser session of its own."""
    server, made = market_server(tmp_path_factory.mktemp("market"), sqlite_template)
    yield server.start(), made
    server.stop()


@pytest.fixture
def own_market(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[Server, MadeMarket]]:
    """A market for a journey that disturbs others."""
    server, made = market_server(tmp_path, sqlite_template)
    yield server.start(), made
    server.stop()


def to_times(page: Page, server: Server, made: MadeMarket, letters: str) -> Page:
    tap(open_screen(page, server.url), "press_book")
    for letter in letters:
        tap_card(page, made, letter)
    return tap(page, "bar_main_services")


def to_check(page: Page, server: Server, made: MadeMarket, letters: str, *, phone: str = "") -> Page:
    for key in ("bar_main_times", "press_for_me", "press_priority_elder"):
        tap(to_times(page, server, made, letters) if key == "bar_main_times" else page, key)
    if phone:
        return tap(type_digits(page, phone), "bar_main_phone")
    return tap(page, "bar_also_phone")


def numbers_on(page: Page) -> list[str]:
    return page.locator(".number-digits").all_inner_texts()


def state_of(server: Server, number: str) -> TicketState:
    with closing(database_of(server)) as db, db.reading() as session:
        return session.exec(select(Ticket).where(Ticket.number == number)).one().state


# ---------------------------------------------------------------- booking


def test_two_services_are_booked_in_chinese_with_a_phone_and_printed(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = looker.page("portrait", own_context=True)
    page.add_init_script(COUNT_PRINTS)
    phone = "13900000001"

    to_check(page, server, made, "AB", phone=phone)
    expect(page.locator("main")).to_contain_text("139 0000 0001")
    tap(page, "bar_main_check")

    expect(page.locator("h1")).to_contain_text("预约好了")
    given = numbers_on(page)
    assert sorted(number[0] for number in given) == ["A", "B"]
    expect(page.locator(".code-square")).to_have_count(2)
    with closing(database_of(server)) as db, db.reading() as session:
        visit = session.exec(select(Visit).where(Visit.phone == phone)).one()
        booked = session.exec(select(Ticket).where(Ticket.visit_id == visit.id)).all()
        assert sorted(ticket.number for ticket in booked) == sorted(given)
        assert len({ticket.slot_id for ticket in booked}) == 2
        assert {ticket.priority for ticket in booked} == {Priority.ELDER}

    tap(page, "bar_also_given")

    frame = page.frame_locator("iframe.print-frame")
    expect(frame.locator("img")).to_have_count(2)
    assert re.search(r"/print/visit/[A-Z2-7]{26}\?lang=zh-CN$", page.frames[1].url)
    assert page.evaluate("window.prints") == 1
    expect(page.locator("main")).to_contain_text("号票正在打印")


def test_the_number_is_written_huge(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = to_check(looker.page("portrait"), server, made, "A")

    tap(page, "bar_main_check")

    size = page.locator(".number-digits").evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert size >= 160


def test_the_whole_way_in_english_with_larger_text_ends_as_it_began(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = open_screen(looker.page("portrait"), server.url)
    tap(tap(page, "reading_lang"), "reading_larger")
    tap_card(tap(page, "press_book"), made, "A")
    for key in ("bar_main_services", "bar_main_times", "press_for_other", "press_priority_none", "bar_also_phone"):
        tap(page, key)
    expect(page.locator("main")).to_contain_text("For a parent or neighbour")
    tap(page, "bar_main_check")
    expect(page.locator("h1")).to_contain_text("Booked for Thu")
    expect(page.locator("html")).to_have_attribute("data-larger", "yes")
    assert re.findall(r"[一-鿿]+", page.locator("main").inner_text()) == ["中文"]

    page.locator(".st-key-bar_main_given button").click()

    expect(page.locator(".st-key-press_book")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("data-larger", "no")


def test_a_time_is_changed_by_tapping_a_quarter_hour_on_the_second_page(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = to_times(looker.page("wide"), server, made, "A")
    tap_tab(tap(page, f"press_time_{made.booths['A']}"), "quarters", 1)

    tap(page, f"quarter_{made.slots['A', '11:15']}")

    expect(page.locator(f".st-key-press_time_{made.booths['A']}")).to_contain_text("上午 11:15")


def test_a_slot_that_fills_while_one_chooses_offers_others_and_keeps_the_rest(
    own_market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = own_market
    page = to_check(looker.page("portrait"), server, made, "AB", phone=PHONE)
    with closing(database_of(server)) as db:
        for person in range(18):
            book(db, made, "AB"[person % 2], "09:30", now=at("09:25"))

    tap(page, "bar_main_check")
    expect(page.locator(".notice-stop")).to_contain_text("上午 9:30 刚刚约满")
    tap(page, "quarter_")
    expect(page.locator("main")).to_contain_text("138 0000 1234")
    tap(page, "bar_main_check")

    expect(page.locator(".number-digits")).to_have_count(2)
    assert sorted(number[0] for number in numbers_on(page)) == ["A", "B"]


def test_language_size_and_contrast_can_be_changed_in_the_middle_and_nothing_chosen_is_lost(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = tap(open_screen(looker.page("portrait"), server.url), "press_book")
    tap_card(page, made, "A")

    for key in ("reading_lang", "reading_larger", "reading_contrast"):
        tap(page, key)

    expect(page.locator(f".st-key-tile_{made.booths['A']} input")).to_be_checked()
    expect(page.locator("h1")).to_have_text("What would you like?")
    expect(page.locator(".st-key-bar_main_services")).to_contain_text("On with 1 service")


# ---------------------------------------------------------------- a number for now


def test_three_taps_from_the_welcome_page_give_a_number(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = looker.page("portrait", own_context=True)
    page.add_init_script(COUNT_TAPS)
    open_screen(page, server.url)

    for key in ("press_number", f"press_line_{made.booths['G']}", "press_priority_disabled"):
        tap(page, key)

    expect(page.locator(".number-digits")).to_have_text(re.compile(r"^G\d{3}$"))
    assert page.evaluate("window.taps") == 3
    expect(page.locator(".notice")).to_contain_text(re.compile("下一位就是您|您前面还有"))


def test_a_double_tap_gives_one_number(own_market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = own_market
    page = open_screen(looker.page("portrait"), server.url)
    tap(tap(page, "press_number"), f"press_line_{made.booths['I']}")

    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    page.locator(".st-key-press_priority_none button").dblclick()

    expect(page.locator(".number-digits")).to_have_text("I001")
    with closing(database_of(server)) as db, db.reading() as session:
        assert len(session.exec(select(Ticket).where(Ticket.booth_id == made.booths["I"])).all()) == 1


@pytest.mark.parametrize(("guarded", "chosen"), [(True, True), (False, False)])
def test_an_unsteady_double_tap_chooses_a_card_and_does_not_take_it_back(
    market: tuple[Server, MadeMarket], looker: Looker, guarded: bool, chosen: bool
) -> None:
    """Without the guard (the control) the second tap takes the tick away."""
    server, made = market
    page = tap(open_screen(looker.page("portrait"), server.url), "press_book")
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    if not guarded:
        page.evaluate("document.documentElement.dataset.kind = 'board'")

    page.locator(f".st-key-tile_{made.booths['B']} label").dblclick()

    still(page)
    expect(page.locator(f".st-key-tile_{made.booths['B']} input")).to_be_checked(checked=chosen)


# ---------------------------------------------------------------- my ticket


def test_the_scanner_opens_a_ticket_from_the_welcome_page(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    with closing(database_of(server)) as db:
        ticket = walk_in(db, made, "C", now=at("09:29"))
    page = open_screen(looker.page("portrait"), server.url)

    scan(page, ticket.code)

    expect(page.locator(".number-digits")).to_have_text(ticket.number)
    expect(page).to_have_url(re.compile("/ticket$"))


def test_number_and_digits_find_a_booking_which_is_checked_in_and_cancelled(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    with closing(database_of(server)) as db:
        ticket = book(db, made, "D", "10:00", now=at("09:00"), phone="13700005678")
    page = tap(tap(open_screen(looker.page("portrait"), server.url), "press_ticket"), "press_by_number")
    tap(type_digits(tap_tab(page, "letters", 3), ticket.number[1:]), "bar_main_number")
    tap(type_digits(page, "5678"), "bar_main_tail")
    expect(page.locator(".number-digits")).to_have_text(ticket.number)

    tap_bar(page, "main")
    expect(page.locator(".notice")).to_contain_text(re.compile("下一位就是您|您前面还有"))
    assert state_of(server, ticket.number) is TicketState.WAITING
    tap(tap_bar(page, "also"), "bar_main_cancel")

    expect(page.locator(".notice")).to_contain_text("已经取消")
    assert state_of(server, ticket.number) is TicketState.CANCELLED


def test_an_open_ticket_says_by_itself_that_it_is_called(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    with closing(database_of(server)) as db:
        ticket = walk_in(db, made, "H", now=at("09:29"))
        page = scan(tap(open_screen(looker.page("portrait"), server.url), "press_ticket"), ticket.code)
        expect(page.locator(".notice")).to_contain_text("下一位就是您")

        with db.writing() as session:
            row = session.exec(select(Ticket).where(Ticket.code == ticket.code)).one()
            row.state, row.station_id = TicketState.CALLED, row.booth_id  # one station per booth, made in order

    expect(page.locator(".notice")).to_contain_text("轮到您了")


def test_scanning_the_next_ticket_shows_only_the_next_persons(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    with closing(database_of(server)) as db:
        first, second = (walk_in(db, made, letter, now=at("09:29")) for letter in "BF")
    page = scan(tap(open_screen(looker.page("portrait"), server.url), "press_ticket"), first.code)
    expect(page.locator(".number-digits")).to_have_text(first.number)

    scan(page, second.code)

    expect(page.locator(".number-digits")).to_have_text(second.number)
    expect(page.locator("main")).not_to_contain_text(first.number)


# ---------------------------------------------------------------- nothing of the last person remains


def with_clock(page: Page, url: str) -> Page:
    page.clock.install()
    return open_screen(page, url)


def at_a_ticket_with_a_phone(page: Page, server: Server, made: MadeMarket, phone: str) -> str:
    """Somebody has booked, in English and with larger text, and stands before their ticket."""
    with_clock(page, server.url)
    for key in ("reading_lang", "reading_larger", "press_book"):
        tap(page, key)
    tap_card(page, made, "A")
    for key in ("bar_main_services", "bar_main_times", "press_for_me", "press_priority_none"):
        tap(page, key)
    tap(type_digits(page, phone), "bar_main_phone")
    tap(page, "bar_main_check")
    expect(page.locator(".number-digits")).to_be_visible()
    return page.locator(".number-digits").inner_text()


def everything_on(page: Page) -> str:
    """All words, values and addresses that this document holds, seen or not."""
    return str(page.evaluate("document.documentElement.outerHTML + location.href + document.title"))


def test_after_an_idle_while_nothing_of_the_person_remains(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = looker.page("portrait", own_context=True)
    number = at_a_ticket_with_a_phone(page, server, made, "13600001111")
    assert number in everything_on(page)

    page.clock.fast_forward(61_000)
    expect(page.locator(".veil-idle")).to_be_visible()
    page.clock.fast_forward(31_000)

    expect(page.locator(".st-key-press_book")).to_be_visible()
    still(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("data-larger", "no")
    for left in (number, "136 0000 1111", "13600001111", "1111"):
        assert left not in everything_on(page)


def test_control_who_needs_more_time_keeps_everything(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = looker.page("portrait", own_context=True)
    number = at_a_ticket_with_a_phone(page, server, made, "13600002222")

    page.clock.fast_forward(61_000)
    page.locator(".veil-button").click()
    page.clock.fast_forward(31_000)

    expect(page.locator(".number-digits")).to_have_text(number)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_back_button_brings_nobody_back(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = looker.page("portrait", own_context=True)
    number = at_a_ticket_with_a_phone(page, server, made, "13600003333")
    page.clock.fast_forward(500)
    page.locator(".st-key-bar_main_given button").click()
    expect(page.locator(".st-key-press_book")).to_be_visible()

    steps = 0
    while page.go_back() is not None and page.url != "about:blank":
        steps += 1
        still(page)
        assert number not in everything_on(page)
        assert "3333" not in everything_on(page)
    assert steps >= 1


def test_the_next_person_finds_an_empty_choice_and_an_empty_keypad(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = to_check(looker.page("portrait"), server, made, "AB", phone="13600004444")
    for step in ("check", "phone", "priority", "who", "times", "services"):
        tap(page, f"bar_back_{step}")

    tap(page, "press_book")
    expect(page.locator(".st-key-services input:checked")).to_have_count(0)
    tap_card(page, made, "A")
    for key in ("bar_main_services", "bar_main_times", "press_for_me", "press_priority_none"):
        tap(page, key)

    expect(page.locator(".keypad-display")).to_have_attribute("data-empty", "yes")


def test_no_field_invites_the_browser_to_remember(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    """All typing is done on keypads: there is no text field that autofill could fill or keep."""
    server, made = market
    page = to_check(looker.page("portrait"), server, made, "A", phone="13600005555")
    tap(page, "bar_back_check")

    fields = page.locator("input:not([type=checkbox]):not([type=radio]), textarea, select")

    expect(fields).to_have_count(0)
    assert (
        page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.includes('1360000')]")[2] is False
    )
    assert "13600005555" not in page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")


# ---------------------------------------------------------------- the database gone


def test_while_the_database_is_locked_the_screen_waits_and_then_the_booking_goes_through(
    own_market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = own_market
    page = to_check(looker.page("portrait"), server, made, "A")
    lock = sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    page.locator(".st-key-bar_main_check button").click()
    expect(page.locator(".notice-warm")).to_contain_text("请稍等")
    lock.execute("ROLLBACK")
    lock.close()

    expect(page.locator(".notice-warm")).to_have_count(0)
    tap(page, "bar_main_check")
    expect(page.locator(".number-digits")).to_have_text("A001")
    with closing(database_of(server)) as db:
        found = tickets.ticket_by_code(db, _only_code(server), now=at("09:30"))
    assert found.number == "A001"


def _only_code(server: Server) -> str:
    with closing(database_of(server)) as db, db.reading() as session:
        return session.exec(select(Ticket.code).where(Ticket.number == "A001")).one()
