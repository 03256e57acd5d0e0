"""Organisers' stories in a browser: planning a month, two at one table, calling off, a new volunteer, a live day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from kiosk.services import queues
from kiosk.store import Database
from kiosk.ui.registry import PAGES, address
from models.enums import MarketState, TicketState
from models.market import Market
from models.tickets import Ticket
from tests.browser.conftest import Looker, Server, open_screen, run_over, still
from tests.browser.organiser_walk import Desk, cell, press, type_into
from tests.browser.resident_walk import scan, tap, tap_card
from tests.factories import (
    BoothPlan,
    MadeMarket,
    at,
    book,
    make_market,
    organiser_of,
    pin_of,
    put_in_state,
    volunteer_of,
    walk_in,
)

BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", partner=("康复医院", "Hospital"), icon="blood_pressure"),
    BoothPlan("B", "测血糖", "Blood sugar", partner=("康复医院", "Hospital"), icon="glucose"),
)
UNITS_PX, UNITS_COLUMN = 620, 5


@pytest.fixture
def desk_at(start_kiosk: Callable[..., Server], sqlite_url: str, looker: Looker) -> Iterator[Callable[..., Desk]]:
    """`desk_at("2026-11-19T09:30:00+08:00", state=...)`: a market of two booths and a house that runs at that hour."""
    opened: list[Database] = []

    def start(now: str, *, staffed: str = "AB", state: MarketState = MarketState.PUBLISHED) -> Desk:
        opened.append(Database(sqlite_url))
        made = make_market(opened[-1], *BOOTHS, state=state)
        volunteer_of(opened[-1], made, *staffed, name="小李")
        return Desk(start_kiosk(KIOSK_NOW=now), opened[-1], made, looker)

    yield start
    for db in opened:
        db.close()


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.locator(".keypad-key", has_text=digit).click()
    expect(page.locator(".keypad-display")).to_have_text("●" * len(pin))
    page.get_by_role("button", name="登录", exact=True).click()


def press_letter(page: Page, name: str, letter: str) -> None:
    """Assign this booth to this person, on the screen of the staff."""
    with run_over(page):
        line = page.locator("[class*=st-key-line_of_]", has_text=name)
        line.get_by_role("button", name=letter, exact=True).click()


# ---------------------------------------------------------------- the calling order


def test_a_chosen_order_keeps_its_dot_in_the_other_language_and_residents_read_it(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("2026-11-19T09:30:00+08:00")
    ticket = walk_in(desk.db, desk.made, "A", now=at("09:20"))
    page = desk.page("organiser-market")
    with run_over(page):
        page.get_by_text("先到先叫", exact=True).click()

    press(page, "organiser_lang")

    expect(page.get_by_role("radio", name="First come, first called")).to_be_checked()
    press(page, "bar_main_market")
    expect(page.get_by_text("Saved.")).to_be_visible()
    resident = tap(open_screen(desk.looker.page("portrait"), desk.server.url), "press_ticket")
    scan(resident, ticket.code)
    expect(resident.locator(".order-line")).to_have_text("叫号顺序：先到先叫；预约的按约好的时间算。")


# ---------------------------------------------------------------- a month


def test_next_month_is_copied_settled_published_and_booked(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("2026-11-25T10:00:00+08:00", staffed="A", state=MarketState.CLOSED)
    resident = open_screen(desk.looker.page("portrait"), desk.server.url)
    expect(resident.locator(".st-key-press_book button")).to_be_disabled()
    pin = pin_of(desk.db, desk.organiser())
    page = open_screen(desk.looker.page("wide", own_context=True), f"{desk.server.url}/sign-in")
    type_pin(page, pin)
    page.wait_for_url("**/organiser*")
    still(page)

    press(press(page, "to_house_organiser-markets"), "bar_main_markets")
    expect(page.locator(".phase")).to_have_text(re.compile("草稿"))
    expect(page.locator("main")).to_contain_text("B 摊位还没有安排人员。")
    expect(page.locator(".st-key-bar_main_draft")).not_to_contain_text("发布")
    press(page, "settle_0")
    expect(page.locator("h1")).to_have_text("人员")
    press_letter(page, "小李", "B")
    press(page, "to_house_organiser")
    expect(page.locator("main")).to_contain_text("可以发布")
    press(page, "bar_main_draft")
    expect(page.locator(".st-key-organiser_said")).to_contain_text("已发布")

    with desk.db.reading() as session:
        market = session.exec(select(Market).where(Market.day == date(2026, 12, 19))).one()
    ahead = MadeMarket(market.id or 0, desk.made.community_id, desk.booths_of(market.id or 0), {})
    tap(open_screen(resident, desk.server.url), "press_book")
    tap(tap_card(resident, ahead, "B"), "bar_main_services")
    for key in ("bar_main_times", "press_for_me", "press_priority_none", "bar_also_phone", "bar_main_check"):
        tap(resident, key)
    expect(resident.locator(".number-digits")).to_have_text("B001")


# ---------------------------------------------------------------- two at one table


def test_the_second_organiser_sees_what_the_first_changed_and_keeps_what_was_typed(
    desk_at: Callable[..., Desk],
) -> None:
    desk = desk_at("2026-11-18T10:00:00+08:00")
    first, second = (desk.page("organiser-booths", name=name) for name in ("陈主任", "孙主任"))
    type_into(second, row=1, x_px=UNITS_PX, text="45")
    expect(second.locator(".unsaved")).to_have_text("有 1 行还没有保存。")
    type_into(first, row=1, x_px=UNITS_PX, text="30")
    press(first, "bar_main_booths")
    expect(first.locator(".st-key-organiser_said")).to_contain_text("已保存")
    assert desk.booth("A").units == 30

    press(second, "bar_main_booths")

    expect(second.locator(".st-key-conflict")).to_contain_text("同事")
    expect(second.locator(".st-key-conflict td")).to_have_text(["备量", "空", "30", "45"])
    expect(cell(second, row=1, column=UNITS_COLUMN)).to_have_text("45")
    assert desk.booth("A").units == 30
    press(second, "keep_mine")
    expect(second.locator(".st-key-organiser_said")).to_contain_text("已保存")
    assert desk.booth("A").units == 45


# ---------------------------------------------------------------- calling off


def test_who_holds_a_ticket_reads_why_the_market_is_called_off(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("2026-11-18T10:00:00+08:00")
    ticket = book(desk.db, desk.made, "A", "09:30", now=at("09:00"))
    resident = scan(open_screen(desk.looker.page("portrait"), desk.server.url), ticket.code)
    expect(resident.locator(".number-digits")).to_have_text(ticket.number)

    page = press(desk.page(), "act_cancel")
    expect(page.locator(".st-key-question")).to_contain_text("会取消 1 张号票")
    page.locator(".st-key-reason textarea").fill("明天大风，改到下周")
    with run_over(page):
        page.locator(".st-key-reason textarea").press("Control+Enter")
    press(page, "bar_main_ask_cancel")

    expect(page.locator(".notice-stop")).to_contain_text("明天大风，改到下周")
    expect(resident.locator("main")).to_contain_text("明天大风，改到下周")
    with desk.db.reading() as session:
        assert session.exec(select(Ticket.state)).all() == [TicketState.CANCELLED]


# ---------------------------------------------------------------- a new volunteer


def test_a_new_volunteer_gets_a_pin_once_and_sees_only_the_own_booth(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("2026-11-19T09:30:00+08:00")
    page = press(desk.page("organiser-staff"), "bar_main_staff")
    page.get_by_label("姓名").fill("小赵")
    page.get_by_label("姓名").press("Enter")
    press(page, "bar_main_add_person")
    pin = "".join(page.locator(".fresh-pin").inner_text().split())
    press(page, "written_down")
    expect(page.locator(".fresh-pin")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(pin)
    press_letter(page, "小赵", "B")

    tablet = open_screen(desk.looker.page("tablet", own_context=True), f"{desk.server.url}/sign-in")
    type_pin(tablet, pin)

    expect(tablet.get_by_role("heading", name="测血糖")).to_be_visible()
    expect(tablet.locator("main")).not_to_contain_text("量血压")
    open_screen(tablet, f"{desk.server.url}/volunteer?booth={desk.made.booths['A']}")
    expect(tablet.locator(".st-key-next, .notice").first).to_be_visible()
    expect(tablet.locator("main")).not_to_contain_text("量血压")


# ---------------------------------------------------------------- the day


def test_the_overview_moves_by_itself_when_somebody_comes_and_is_called(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("2026-11-19T09:30:00+08:00")
    page = desk.page()
    waiting, called = (page.locator(".day-table tbody tr").first.locator("td").nth(place) for place in (1, 2))
    expect(waiting).to_contain_text("0")

    ticket = walk_in(desk.db, desk.made, "A", now=at("09:30"))
    expect(waiting).to_have_text("1")
    queues.call_next(desk.db, desk.made.booths["A"], by=desk.organiser(), now=at("09:31"))

    expect(called).to_have_text("1")
    expect(waiting).to_contain_text("0")
    put_in_state(desk.db, ticket.code, TicketState.DONE)
    expect(page.locator(".totals > div", has_text="已服务").locator("dd")).to_have_text("1")


# ---------------------------------------------------------------- for everybody

Finder = Callable[[Page], list[str]]

BEHIND = {"organiser-staff": "bar_main_staff", "organiser-markets": "bar_also_markets", "organiser": "act_cancel"}
"""Pages behind a press: somebody new, a new market, calling off."""


def visit(page: Page, desk: Desk, name: str, query: str) -> Page:
    """Go there and wait until charts and grids are drawn, too."""
    open_screen(page, f"{desk.server.url}{address(name)}?{query}")
    expect(
        page.locator(".stVegaLiteChart:not(:has(svg)), [data-testid='stDataFrame']:not(:has(canvas))")
    ).to_have_count(0)
    return page


def found_on_all(page: Page, desk: Desk, draft: int, violations: Finder) -> Iterator[tuple[str, list[str]]]:
    """What axe finds on every page of the wing in both languages, and in Chinese on what else a page may show."""
    for lang in ("zh-CN", "en"):
        for name in (row.name for row in PAGES if row.wing == "organiser"):
            yield f"{name} {lang}", violations(visit(page, desk, name, f"lang={lang}"))
    yield "draft", violations(visit(page, desk, "organiser", f"market={draft}"))
    yield "partners", violations(visit(page, desk, "organiser-catalogue", "tab=partners"))
    yield "one person", violations(visit(page, desk, "organiser-staff", "staff=1"))
    for name, key in BEHIND.items():
        yield key, violations(press(visit(page, desk, name, ""), key))


def test_every_page_of_the_organiser_passes_axe(desk_at: Callable[..., Desk], violations: Finder) -> None:
    desk = desk_at("2026-11-19T09:30:00+08:00")
    draft = make_market(desk.db, *BOOTHS, day=date(2026, 12, 19), state=MarketState.DRAFT)
    organiser_of(desk.db, desk.made, name="周主任")
    for letter in "AAAB":
        walk_in(desk.db, desk.made, letter, now=at("09:10"))
    queues.call_next(desk.db, desk.made.booths["A"], by=desk.organiser(), now=at("09:20"))
    page = desk.page()

    found = dict(found_on_all(page, desk, draft.id, violations))

    assert len(found) == 34
    assert {where: each for where, each in found.items() if each} == {}
    control = visit(page, desk, "organiser", "")
    control.add_style_tag(content="html .stApp .totals dt { color: #bbb !important; }")
    assert any("contrast" in each for each in violations(control))
