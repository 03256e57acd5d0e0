"""The board at `/board`: who is called and served at every booth, for the hall's television.

Nothing here is touched, nothing is personal. `?market=7` shows that market, else the one that is on; `?lang=en` or
`?lang=zh-CN` shows one language, else both stand side by side. Numbers come by way of the HTTP surface: the browser
asks for them itself (assets/js/board.js), because twenty televisions that ran this script twice a second would cost
the server more than all tablets together. The script runs only to see whether another market or hour has begun, and
how long a newcomer would wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import streamlit as st

from kiosk.i18n import LANGUAGES, formats, translation
from kiosk.services import markets
from kiosk.services.views import Board, MarketCard, Words
from kiosk.ui.page import Opening, live
from kiosk.ui.public.language import speak_as_addressed
from kiosk.ui.public.notice_sheet import notice_sheet
from kiosk.ui.words import N_
from models.enums import MarketPhase
from models.refusals import UnknownMarket

LOOK_AGAIN_SECONDS: Final = 10
ASK_EVERY_MS: Final = 500
"""Half of "within a second", so that a call is painted in time even when the answer takes long."""
FRESH_MS: Final = 60_000
"""So long a call is marked as new."""

_board = st.components.v2.component(
    "house_board", js="export default (component) => window.house.board(component)\n", isolate_styles=False
)
_RUNNING: Final = (MarketPhase.OPEN, MarketPhase.PAUSED)


def show(opening: Opening) -> None:
    speak_as_addressed()
    _screen(opening)


@live(every_seconds=LOOK_AGAIN_SECONDS)
def _screen(opening: Opening) -> None:
    market = market_to_show(opening)
    if market is None:
        notice_sheet(None)
        return
    numbers = None if market.phase is MarketPhase.CANCELLED else markets.board(opening.db, market.id, now=opening.now)
    if numbers is not None and (market.phase in _RUNNING or anybody_there(numbers)):
        _numbers(market, numbers, _waits(opening, market))
    else:
        notice_sheet(market)


def market_to_show(opening: Opening) -> MarketCard | None:
    """The market of the address; else the one that is on, or was on today; else the next one."""
    recent = (opening.now - timedelta(days=1)).date()
    wanted = st.query_params.get("market", "")
    if wanted:
        return _market_of_address(opening, wanted)
    following = markets.next_market(opening.db, now=opening.now)
    if following is not None and following.phase in _RUNNING:
        return following
    over = [
        market
        for market in markets.public_markets(opening.db, first_day=recent, now=opening.now)
        if market.phase is MarketPhase.OVER and market.day == formats.local(opening.now, market.time_zone).date()
    ]
    return over[-1] if over else following


def _market_of_address(opening: Opening, wanted: str) -> MarketCard | None:
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return None
    try:
        return markets.market_view(opening.db, int(wanted), now=opening.now).card
    except UnknownMarket:
        return None


def anybody_there(board: Board) -> bool:
    """Before the hour people check in, after it the last ones are still served: the board is needed then, too."""
    return any(booth.waiting or booth.called or booth.now_serving for booth in board.booths)


def _waits(opening: Opening, market: MarketCard) -> dict[str, list[str]]:
    """letter → how long somebody will wait who takes a number now, in both languages."""
    if market.phase is not MarketPhase.OPEN:
        return {}
    booths = markets.market_view(opening.db, market.id, now=opening.now).booths
    return {
        booth.letter: [formats.wait_range(booth.wait.low, booth.wait.high, lang) for lang in LANGUAGES]
        for booth in booths
        if booth.takes_walk_ins and booth.wait is not None and booth.wait.likely > 0
    }


def _numbers(market: MarketCard, board: Board, waits: Mapping[str, list[str]]) -> None:
    numbers = [
        {"letter": b.letter, "now_serving": b.now_serving, "called": b.called, "waiting": b.waiting}
        for b in board.booths
    ]
    data = {
        "url": f"/api/v1/markets/{board.market_id}/board",
        "every_ms": ASK_EVERY_MS,
        "fresh_ms": FRESH_MS,
        "lang": shown_languages(),
        "market": pair(board.name),
        "notice": _notice(market.phase),
        "booths": [
            {"letter": b.letter, "zone": b.zone.value, "name": pair(b.name), "wait": waits.get(b.letter)}
            for b in board.booths
        ],
        "numbers": {"revision": board.revision, "booths": numbers},
        "words": {name: both(sentence) for name, sentence in _WORDS.items()},
    }
    _board(key="board", data=data)


_WORDS: Final = {
    "come": N_("please come"),
    "serving": N_("being served"),
    "waiting": N_("waiting"),
    "wait": N_("with a number from now"),
    "free": N_("free now"),
    "sound": N_("touch for sound"),
}
_NOTICES: Final = {
    MarketPhase.UPCOMING: N_("The market opens soon"),
    MarketPhase.PAUSED: N_("A short break"),
    MarketPhase.OVER: N_("No new numbers today"),
}


def _notice(phase: MarketPhase) -> list[str] | None:
    return both(_NOTICES[phase]) if phase in _NOTICES else None


def shown_languages() -> str:
    """`both`, or the one language that the address asks for."""
    wanted = st.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else "both"


def both(sentence: str) -> list[str]:
    """A sentence in Chinese and in English."""
    return [translation(each).gettext(sentence) for each in LANGUAGES]


def pair(words: Words) -> Sequence[str]:
    """A name that people gave, in Chinese and, if they gave one, in English."""
    return [words.zh, words.en]
