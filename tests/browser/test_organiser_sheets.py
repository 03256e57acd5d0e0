"""Prints in a browser: looked at, then taken as a file; for whoever hears the screen, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.store import Database
from tests.browser.conftest import Looker, Server, run_over, what_axe_finds
from tests.browser.organiser_walk import Desk, press
from tests.factories import BoothPlan, make_market, volunteer_of

BOOTHS = (BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar"))


@pytest.fixture
def desk(start_kiosk: Callable[..., Server], sqlite_url: str, looker: Looker) -> Iterator[Desk]:
    db = Database(sqlite_url)
    made = make_market(db, *BOOTHS)
    volunteer_of(db, made, "A", "B", name="刘敏")
    yield Desk(start_kiosk(KIOSK_NOW="2026-11-18T10:00:00+08:00"), db, made, looker)
    db.close()


def choose(page: Page, word: str) -> None:
    with run_over(page):
        page.locator(".st-key-sheet_choice").get_by_text(word, exact=True).click()


def fetched(page: Page) -> tuple[str, bytes]:
    """The name and the content of the file that the press brings."""
    with page.expect_download() as coming:
        page.locator(".st-key-sheet_download button").click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_the_plan_is_looked_at_and_taken(desk: Desk) -> None:
    page = desk.page("organiser-layout")

    press(page, "sheet_look")

    picture = page.locator(".first-page img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1100
    name, content = fetched(page)
    assert name == "yiji-plan-2026-11-19-A4-zh.pdf"
    assert content.startswith(b"%PDF")
    assert what_axe_finds(page, within=".st-key-sheets") == []


def test_the_list_is_taken_as_a_spreadsheet_with_the_names(desk: Desk) -> None:
    page = desk.page("organiser-layout")
    choose(page, "布场清单")
    choose(page, "电子表格")

    name, content = fetched(page)

    assert name == "yiji-list-2026-11-19-zh.csv"
    assert content.decode("utf-8-sig").splitlines()[1].endswith("刘敏")


def test_signs_lead_phones_to_the_address_that_was_typed(desk: Desk) -> None:
    page = desk.page("organiser-layout")
    choose(page, "摊位牌")
    expect(page.locator(".st-key-sheet_address input")).to_have_value("")  # this machine: no phone could follow
    page.locator(".st-key-sheet_address input").fill("http://192.168.1.20:8501/")
    with run_over(page):
        page.keyboard.press("Enter")

    name, content = fetched(page)

    assert name == "yiji-signs-2026-11-19-A4-zh.pdf"
    assert content.startswith(b"%PDF")
