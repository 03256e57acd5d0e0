"""The board without a browser: which market it shows, what it may know, and its calm sheets."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import queues
from kiosk.services.markets import market_view
from models.enums import MarketState, TicketState
from models.market import Booth, Market
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, put_in_state, volunteer_of, walk_in
from tests.screens.conftest import Screens, words

NEXT_MONTH = date(2026, 12, 19)
LETTERS = "ABCDEFGHJ"


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    return make_market(screens.db, *(BoothPlan(each, f"项目{each}", f"Service {each}") for each in LETTERS))


def open_board(screens: Screens, **query: str) -> AppTest:
    screen = screens.open("board")
    for name, value in query.items():
        screen.query_params[name] = value
    if query:
        screen.run()
    assert not screen.exception
    return screen


def shown(screen: AppTest) -> dict[str, Any] | None:
    """What the board's component was given; None when a calm sheet stands there."""
    found = [each.proto for each in screen.get("bidi_component") if each.proto.component_name == "house_board"]
    return json.loads(found[0].json) if found else None


def numbers(screen: AppTest, letter: str) -> dict[str, Any]:
    data = shown(screen)
    assert data is not None
    return next(booth for booth in data["numbers"]["booths"] if booth["letter"] == letter)


def change(screens: Screens, made: MadeMarket, **columns: Any) -> None:
    with screens.db.writing() as session:
        market = session.get_one(Market, made.id)
        for name, value in columns.items():
            setattr(market, name, value)
        session.add(market)


def test_called_and_served_numbers_stand_beside_their_booth(screens: Screens, made: MadeMarket) -> None:
    volunteer = volunteer_of(screens.db, made, "A", "B")
    walk_in(screens.db, made, "A", now=screens.now)
    served = walk_in(screens.db, made, "B", now=screens.now)
    walk_in(screens.db, made, "B", now=screens.now)
    put_in_state(screens.db, served.code, TicketState.SERVING)
    queues.call_next(screens.db, made.booths["A"], by=volunteer, now=screens.now)

    screen = open_board(screens)

    assert numbers(screen, "A") == {"letter": "A", "called": ["A001"], "now_serving": [], "waiting": 0}
    assert numbers(screen, "B") == {"letter": "B", "called": [], "now_serving": ["B001"], "waiting": 1}


def test_nine_booths_stand_on_one_board_with_both_names(screens: Screens, made: MadeMarket) -> None:
    data = shown(open_board(screens))

    assert data is not None
    assert [booth["letter"] for booth in data["booths"]] == list(LETTERS)
    assert data["booths"][1]["name"] == ["项目B", "Service B"]
    assert data["lang"] == "both"
    assert data["words"]["come"] == ["请到摊位", "please come"]


@pytest.mark.parametrize(("asked", "lang"), [("en", "en"), ("zh-CN", "zh-CN"), ("fr", "both"), ("", "both")])
def test_the_address_may_ask_for_one_language(screens: Screens, made: MadeMarket, asked: str, lang: str) -> None:
    data = shown(open_board(screens, lang=asked))

    assert data is not None
    assert data["lang"] == lang


def test_whoever_thinks_of_taking_a_number_reads_how_long_it_takes(screens: Screens, made: MadeMarket) -> None:
    for _ in range(4):
        walk_in(screens.db, made, "A", now=screens.now)
    told = market_view(screens.db, made.id, now=screens.now).booths[0].wait
    assert told is not None

    waits = {booth["letter"]: booth["wait"] for booth in (shown(open_board(screens)) or {})["booths"]}

    assert waits["A"] == [f"约 {told.low}–{told.high} 分钟", f"about {told.low}–{told.high} minutes"]
    assert waits["B"] is None


def test_while_no_numbers_are_given_out_no_wait_is_told(screens: Screens, made: MadeMarket) -> None:
    for letter in "AB":
        walk_in(screens.db, made, letter, now=screens.now)
    with screens.db.writing() as session:
        session.get_one(Booth, made.booths["A"]).takes_walk_ins = False
    waits = [booth["wait"] for booth in (shown(open_board(screens)) or {})["booths"]]
    change(screens, made, is_paused=True)
    paused = [booth["wait"] for booth in (shown(open_board(screens)) or {})["booths"]]

    assert waits[0] is None
    assert waits[1] is not None
    assert set(map(str, paused)) == {"None"}


def test_the_board_knows_nobody(screens: Screens, made: MadeMarket) -> None:
    book(screens.db, made, "A", "09:30", now=at("08:00"), phone="13800001234")
    walk_in(screens.db, made, "A", now=screens.now)

    everything = words(open_board(screens)) + json.dumps(shown(open_board(screens)))

    assert "1234" not in everything
    assert "A002" not in everything


def test_nobody_need_sign_in(screens: Screens, made: MadeMarket) -> None:
    assert shown(open_board(screens)) is not None
    assert [button.key for button in open_board(screens).button] == []


# ---------------------------------------------------------------- which market


def test_the_market_that_is_on_comes_before_the_next(screens: Screens, made: MadeMarket) -> None:
    later = make_market(screens.db, BoothPlan("A"), day=NEXT_MONTH)

    assert [_url(open_board(screens)), _url(open_board(screens, market=str(later.id)))] == [
        f"/api/v1/markets/{made.id}/board",
        None,  # nothing is called there yet: a sheet says when it opens
    ]


def _url(screen: AppTest) -> str | None:
    data = shown(screen)
    return data["url"] if data else None


@pytest.mark.parametrize("wanted", ["0", "-1", "99", "all", "９", "1" * 30])
def test_a_market_that_is_not_there_is_a_calm_sheet(screens: Screens, made: MadeMarket, wanted: str) -> None:
    screen = open_board(screens, market=wanted)

    assert shown(screen) is None
    assert "下一场市集还没有公布" in words(screen)


def test_without_any_market_the_sheet_says_so_in_both_languages(screens: Screens) -> None:
    screen = open_board(screens)

    assert "下一场市集还没有公布" in words(screen)
    assert "The next market is not announced yet" in words(screen)


def test_one_language_of_the_sheet_can_be_asked_for(screens: Screens) -> None:
    screen = open_board(screens, lang="en")

    assert "The next market is not announced yet" in words(screen)
    assert "下一场" not in words(screen)


def test_before_it_opens_the_sheet_says_when_and_where(screens: Screens, made: MadeMarket) -> None:
    screens.now = at("07:30")

    written = words(open_board(screens))

    assert "11 月 19 日(周四)" in written
    assert "9:00 am" in written or "9:00–" in written
    assert "党群服务中心门口" in written
    assert "Sunny side market" in written


def test_as_soon_as_somebody_waits_before_the_hour_the_numbers_stand_there(screens: Screens, made: MadeMarket) -> None:
    booked = book(screens.db, made, "A", "09:00", now=at("07:00"))
    put_in_state(screens.db, booked.code, TicketState.WAITING, queued_at=at("08:40"), checked_in_at=at("08:40"))
    screens.now = at("08:45")

    data = shown(open_board(screens))

    assert data is not None
    assert data["notice"] == ["马上开市", "The market opens soon"]


def test_in_a_break_the_numbers_stay_and_the_break_is_said(screens: Screens, made: MadeMarket) -> None:
    change(screens, made, is_paused=True)

    data = shown(open_board(screens))

    assert data is not None
    assert data["notice"] == ["短暂休息", "A short break"]


def test_control_an_open_market_has_no_notice(screens: Screens, made: MadeMarket) -> None:
    data = shown(open_board(screens))

    assert data is not None
    assert data["notice"] is None


def test_after_the_end_the_last_ones_are_still_shown(screens: Screens, made: MadeMarket) -> None:
    walk_in(screens.db, made, "A", now=screens.now)
    make_market(screens.db, BoothPlan("A"), day=NEXT_MONTH)
    screens.now = at("12:10")

    assert numbers(open_board(screens), "A")["waiting"] == 1


@pytest.mark.parametrize("by_hand", [True, False])
def test_when_everybody_has_gone_the_board_says_thank_you(screens: Screens, made: MadeMarket, by_hand: bool) -> None:
    make_market(screens.db, BoothPlan("A"), day=NEXT_MONTH)
    if by_hand:
        change(screens, made, state=MarketState.CLOSED)
    screens.now = at("12:10")

    screen = open_board(screens)

    assert shown(screen) is None
    assert "今天的市集结束了" in words(screen)


def test_the_day_after_the_next_market_stands_there(screens: Screens, made: MadeMarket) -> None:
    make_market(screens.db, BoothPlan("A"), day=NEXT_MONTH)
    screens.now += timedelta(days=1)

    written = words(open_board(screens))

    assert "12 月 19 日" in written
    assert "结束" not in written


def test_a_cancelled_market_says_why(screens: Screens, made: MadeMarket) -> None:
    change(screens, made, state=MarketState.CANCELLED, cancel_reason="大风停办 <b>")

    screen = open_board(screens)

    assert shown(screen) is None
    assert "这场市集已取消" in words(screen)
    assert "大风停办 &lt;b&gt;" in words(screen)


def test_a_draft_is_nobodys_business(screens: Screens) -> None:
    draft = make_market(screens.db, BoothPlan("A", "秘密项目"), state=MarketState.DRAFT)

    screen = open_board(screens, market=str(draft.id))

    assert shown(screen) is None
    assert "秘密" not in words(screen)
