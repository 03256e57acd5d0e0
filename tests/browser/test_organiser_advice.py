"""Advice in a browser: the overview looks ahead by itself, a card comes, one press does it, and axe finds no fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kiosk.store import Database
from models.enums import MarketState
from tests.browser.conftest import Looker, Server, open_screen, what_axe_finds
from tests.browser.organiser_walk import Desk
from tests.factories import BoothPlan, at, make_market, volunteer_of, walk_in

BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", mean_minutes=2, slots={}, stations=2),
    BoothPlan("B", "磨菜刀", "Knives", mean_minutes=6, slots={}),
)
FIRST_MS = 240_000
"""The first look ahead on a machine compiles."""


@pytest.fixture
def desk(start_kiosk: Callable[..., Server], sqlite_url: str, looker: Looker) -> Iterator[Desk]:
    db = Database(sqlite_url)
    made = make_market(db, *BOOTHS, expected_visitors=60, state=MarketState.OPEN)
    volunteer_of(db, made, "A", "B", name="刘敏")
    for number in range(10):
        walk_in(db, made, "B", now=at("09:05") + number * timedelta(minutes=2))
    yield Desk(start_kiosk(KIOSK_NOW="2026-11-19T09:30:00+08:00"), db, made, looker)
    db.close()


@pytest.mark.parametrize(
    ("lang", "helps", "done"),
    [("zh-CN", "多开一个工位", "2 号工位已经打开"), ("en", "one more station", "Station 2 of B Knives is open now")],
)
@pytest.mark.timeout(400)
def test_the_overview_looks_ahead_by_itself_and_one_press_does_it(desk: Desk, lang: str, helps: str, done: str) -> None:
    page = desk.page("organiser")
    open_screen(page, f"{desk.server.url}/organiser?lang={lang}")

    card = page.locator('[class*="st-key-advice_card_"]')
    expect(card).to_contain_text(helps, timeout=FIRST_MS)
    assert what_axe_finds(page) == []
    page.wait_for_timeout(1_500)
    card.locator("button").first.click()

    expect(page.locator(".st-key-organiser_said")).to_contain_text(done)
    expect(card).to_have_count(0)
