"""A rehearsal in a browser: one press, the pictures stand there, and nothing of it is closed to anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk.store import Database
from tests.browser.conftest import Looker, Server, open_screen, what_axe_finds
from tests.browser.organiser_walk import Desk, press
from tests.factories import BoothPlan, make_market, volunteer_of

BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", mean_minutes=3, slots={}),
    BoothPlan("B", "磨菜刀", "Knives", mean_minutes=8, slots={}),
)
FIRST_MS = 180_000
"""The first rehearsal on a machine compiles."""


@pytest.fixture
def desk(start_kiosk: Callable[..., Server], sqlite_url: str, looker: Looker) -> Iterator[Desk]:
    db = Database(sqlite_url)
    made = make_market(db, *BOOTHS, expected_visitors=50)
    volunteer_of(db, made, "A", "B", name="刘敏")
    yield Desk(start_kiosk(KIOSK_NOW="2026-11-17T10:00:00+08:00"), db, made, looker)
    db.close()


def rehearsed(page: Page) -> Page:
    page.locator(".st-key-rehearse button:enabled").click()
    expect(page.locator(".st-key-rehearsal_charts .stVegaLiteChart svg")).to_have_count(2, timeout=FIRST_MS)
    return page


@pytest.mark.parametrize(("lang", "advice"), [("zh-CN", "多开一个工位"), ("en", "one more station")])
@pytest.mark.timeout(400)
def test_a_rehearsal_is_seen_compared_and_found_faultless_by_axe(desk: Desk, lang: str, advice: str) -> None:
    page = desk.page("organiser-rehearsal")
    open_screen(page, f"{desk.server.url}/organiser-rehearsal?lang={lang}")

    rehearsed(page)
    expect(page.locator(".advice")).to_contain_text(advice)
    press(page, "rehearse_orders")
    expect(page.locator(".st-key-rehearsal_table tbody tr")).to_have_count(8, timeout=FIRST_MS)

    assert what_axe_finds(page) == []
