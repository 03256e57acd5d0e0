"""The real process in a browser: the welcome page in every dress, shut doors for strangers, calm answers everywhere."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from kiosk.store import Database
from kiosk.ui.registry import PAGES, address
from models.enums import MarketState
from tests.browser.conftest import Looker, Server, Size, open_screen
from tests.browser.test_foundation_kit import overflowing
from tests.factories import BoothPlan, make_market
from tests.house.source import ROOT

MARKET_MORNING = "2026-11-19T09:30:00+08:00"


@pytest.fixture(scope="module")
def market_day(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """The house on a market morning; tests of this module only read."""
    folder = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{folder / 'house.sqlite3'}"
    (folder / "house.sqlite3").write_bytes(sqlite_template.read_bytes())
    db = Database(url)
    make_market(db, BoothPlan("A"), BoothPlan("B"), state=MarketState.PUBLISHED)
    db.close()
    server = Server(ROOT / "streamlit_app.py", folder / "house.log", {"DATABASE_URL": url, "KIOSK_NOW": MARKET_MORNING})
    yield server.start()
    server.stop()


def answer(url: str) -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as got:
            return got.status, {k.lower(): v for k, v in got.headers.items()}, got.read().decode("utf-8", "replace")
    except HTTPError as refused:
        headers = {k.lower(): v for k, v in refused.headers.items()}
        return refused.code, headers, refused.read().decode("utf-8", "replace")


# ---------------------------------------------------------------- welcome


@pytest.mark.parametrize("contrast", ["paper", "high"])
def test_the_welcome_page_passes_axe_in_both_languages(
    market_day: Server, looker: Looker, violations: Callable[[Page], list[str]], contrast: str
) -> None:
    page = open_screen(looker.page("portrait"), market_day.url)
    if contrast == "high":
        page.locator(".st-key-reading_contrast button").click()
        expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    assert violations(page) == []

    page.locator(".st-key-reading_lang button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    assert violations(page) == []


def test_the_language_is_one_tap_away_and_one_tap_back(market_day: Server, looker: Looker) -> None:
    page = open_screen(looker.page("wide"), market_day.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Take a number")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()

    expect(page.get_by_role("button", name="现场取号")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_larger_text_is_a_quarter_larger(market_day: Server, looker: Looker) -> None:
    page = open_screen(looker.page("portrait"), market_day.url)
    size_of = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size_of)

    page.get_by_role("button", name="字大一点").click()
    expect(page.locator("html")).to_have_attribute("data-larger", "yes")

    assert before == 30
    assert page.evaluate(size_of) == 37.5


@pytest.mark.parametrize("size", ["portrait", "wide", "tablet", "phone"])
def test_the_welcome_page_fits_in_english_and_larger_text(market_day: Server, looker: Looker, size: Size) -> None:
    page = open_screen(looker.page(size), market_day.url)
    page.locator(".st-key-reading_lang button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".st-key-reading_larger button").click()
    expect(page.locator("html")).to_have_attribute("data-larger", "yes")

    assert overflowing(page) == []


def test_the_first_paint_is_already_in_the_houses_language_and_sizes(market_day: Server) -> None:
    _status, _headers, html = answer(market_day.url)
    assert '<html lang="zh-CN" data-sizes="kiosk">' in html
    assert "<title>益集</title>" in html
    assert "house.css" in html


# ---------------------------------------------------------------- strangers


def test_a_strangers_deep_link_into_a_staff_page_on_a_fresh_server_shows_nothing_of_it(
    start_kiosk: Callable[..., Server], looker: Looker
) -> None:
    rows = [row for row in PAGES if row.wing in ("volunteer", "organiser")]
    assert rows
    fresh, page = start_kiosk(KIOSK_NOW=MARKET_MORNING), looker.page("tablet", own_context=True)
    for row in rows:
        assert_shut(open_screen(page, fresh.url + address(row.name)))


def assert_shut(page: Page) -> None:
    expect(page.get_by_text("这一页是给市集工作人员用的")).to_be_visible()
    assert page.locator("main button").count() == 0
    assert page.locator("main h1").count() == 0


@pytest.mark.parametrize("path", ["/no-such-page", "/pages", "/main", "/welcome"])
def test_a_word_that_is_no_page_is_answered_calmly_and_with_404(market_day: Server, path: str) -> None:
    status, _headers, html = answer(market_day.url + path)
    assert status == 404
    assert "这里没有页面" in html
    assert 'href="/"' in html


@pytest.mark.parametrize(
    "path",
    [
        "/house/x/js/../../secrets",
        "/house/x/js/studio/../../../pyproject.toml",
        "/house/x/js/%2e%2e/%2e%2e/pyproject.toml",
        "/house/x/js//etc/hostname",
        "/house/x/locale/zh_CN.po",
        "/house/x/js/nothing.js",
        "/house/x/css/..",
    ],
)
def test_only_the_houses_public_files_are_served(market_day: Server, path: str) -> None:
    status, _headers, _body = answer(market_day.url + path)
    assert status in (400, 404)


@pytest.mark.parametrize(("path", "said"), [("house.js", "window.house"), ("studio/editor.js", "class Editor")])
def test_control_a_public_file_is_served_and_kept_for_a_year(market_day: Server, path: str, said: str) -> None:
    status, headers, body = answer(f"{market_day.url}/house/x/js/{path}")
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert said in body


@pytest.mark.parametrize("path", ["/", "/house/x/css/house.css", "/no-such-page", "/_stcore/health"])
def test_every_answer_carries_the_safety_headers(market_day: Server, path: str) -> None:
    _status, headers, _body = answer(market_day.url + path)
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert len(headers["x-kiosk-boot"]) == 16
