"""Every resident's page in both languages, whatever the market is doing: something calm, nothing half in English."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.store import Database
from models.enums import MarketState
from tests.factories import DAY, BoothPlan, MadeMarket, at, make_market
from tests.screens.conftest import Screens, words

PAGES = ("welcome", "book", "number", "ticket")
LATIN_IN_CHINESE = {"English"}
"""The button that leads to the other language says so in that language."""


@dataclass(frozen=True)
class State:
    """A market and an hour. `now` is the market's wall clock on its day."""

    name: str
    now: str = "09:30"
    columns: dict[str, Any] | None = None
    booths: tuple[BoothPlan, ...] = (BoothPlan("A"), BoothPlan("B", slots={}, takes_bookings=False))


NO_MARKET = State("no market")
STATES = (
    NO_MARKET,
    State("draft only", columns={"state": MarketState.DRAFT}),
    State("upcoming", now="08:00", columns={}),
    State("open", columns={}),
    State("paused", columns={"is_paused": True}),
    State("closed early", columns={"state": MarketState.CLOSED}),
    State("cancelled", columns={"state": MarketState.CANCELLED, "cancel_reason": "大雨"}),
    State("without booths", columns={}, booths=()),
    State("ended", now="12:30", columns={}),
)


def set_up(db: Database, state: State) -> MadeMarket | None:
    return None if state.columns is None else make_market(db, *state.booths, **state.columns)


def opened(screens: Screens, state: State, page: str, lang: str = "zh-CN") -> AppTest:
    set_up(screens.db, state)
    screens.now = at(state.now)
    return screens.open(page, lang=lang)


def text_of(screen: AppTest) -> str:
    """What is read on the screen: without markup, and without the names of pictures."""
    plain = re.sub(r'<span class="glyph"[^>]*>[^<]*</span>', " ", words(screen))
    plain = re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r" \1 ", plain)
    plain = re.sub(r"<[^>]*>", " ", plain)
    return html.unescape(re.sub(r":material/\w+:", " ", plain).replace("**", " ").replace("\\", ""))


def english_in(screen: AppTest) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", text_of(screen))) - LATIN_IN_CHINESE


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_page_says_something_calm_whatever_the_market_does(
    screens: Screens, state: State, page: str, lang: str
) -> None:
    screen = opened(screens, state, page, lang)

    assert not screen.exception
    assert len(screen.title) == 1
    assert len(text_of(screen)) > 40
    if lang == "zh-CN":
        assert english_in(screen) == set()


def test_control_english_on_a_chinese_screen_is_found(screens: Screens) -> None:
    set_up(screens.db, State("open", columns={"name": "Charity market"}))

    screen = screens.open("welcome")

    assert english_in(screen) == {"Charity", "market"}


@pytest.mark.parametrize(
    ("page", "possible"),
    [
        ("book", {"upcoming", "open"}),
        ("number", {"open"}),
    ],
)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_where_nothing_can_be_had_the_screen_says_why_and_leads_back(
    screens: Screens, state: State, page: str, possible: set[str]
) -> None:
    screen = opened(screens, state, page)

    shut = [button for button in screen.button if button.key == "bar_main_shut"]
    assert bool(shut) == (state.name not in possible)
    if shut:
        assert shut[0].label == "回到首页"
        assert "服务台" in text_of(screen)


@pytest.mark.parametrize(
    ("state", "book", "number"),
    [
        ("no market", False, False),
        ("draft only", False, False),
        ("upcoming", True, False),
        ("open", True, True),
        ("paused", False, False),
        ("closed early", False, False),
        ("cancelled", False, False),
        ("ended", False, False),
    ],
)
def test_the_doors_open_when_there_is_something_behind_them(
    screens: Screens, state: str, book: bool, number: bool
) -> None:
    screen = opened(screens, next(each for each in STATES if each.name == state), "welcome")

    assert [not screen.button(key=f"press_{door}").disabled for door in ("book", "number", "ticket")] == [
        book,
        number,
        True,
    ]


def test_the_welcome_page_names_the_market_its_day_its_hours_and_its_place(screens: Screens) -> None:
    said = text_of(opened(screens, State("open", columns={}), "welcome"))

    for part in ("益路向阳", "11 月 19 日(周四)", "上午 9:00–中午 12:00", "党群服务中心门口", "正在开市"):
        assert part in said


def test_the_welcome_page_names_a_way_without_the_screen(screens: Screens) -> None:
    assert "服务台的工作人员可以帮您办" in text_of(opened(screens, NO_MARKET, "welcome"))


def test_a_cancelled_market_says_its_reason(screens: Screens) -> None:
    cancelled = State("cancelled", columns={"state": MarketState.CANCELLED, "cancel_reason": "大雨"})

    said = text_of(opened(screens, cancelled, "welcome"))

    assert "已取消" in said
    assert "大雨" in said


def test_the_market_opens_on_the_waiting_screen_by_itself(screens: Screens) -> None:
    screen = opened(screens, State("upcoming", now="08:59", columns={}), "welcome")
    assert screen.button(key="press_number").disabled

    screens.now = at("09:00")
    screen.run()

    assert not screen.button(key="press_number").disabled
    assert "正在开市" in text_of(screen)


def test_the_days_until_the_market_are_counted_in_the_markets_zone(screens: Screens) -> None:
    make_market(screens.db, BoothPlan("A"), day=DAY + timedelta(days=1))
    screens.now = at("23:59")  # in Shanghai; elsewhere the day is not over yet

    assert "还有 1 天开市" in text_of(screens.open("welcome"))


def test_after_todays_market_the_next_one_is_announced(screens: Screens) -> None:
    make_market(screens.db, BoothPlan("A"))
    make_market(screens.db, BoothPlan("A"), day=DAY + timedelta(days=30), name="下一场")
    screens.now = at("12:01")

    assert "下一场" in text_of(screens.open("welcome"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_a_bounded_number_of_questions(
    screens: Screens, count_queries: Any, page: str
) -> None:
    make_market(screens.db, BoothPlan("A"))
    with count_queries() as with_one_booth:
        screens.open(page)
    make_market(screens.db, *(BoothPlan(letter) for letter in "ABCDEFGHI"), day=DAY - timedelta(days=1), closes="23:00")
    screens.now = at("10:00", DAY - timedelta(days=1))

    with count_queries() as with_nine_booths:
        screens.open(page)

    assert len(with_nine_booths) <= max(len(with_one_booth), 1)
    assert len(with_nine_booths) <= 20
