"""What the board shows while there is nobody to call: which market is next, or that today's is over."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.i18n import LANGUAGES, formats, translation
from kiosk.services.views import MarketCard
from kiosk.ui.words import N_
from models.enums import MarketPhase

_HEADINGS = {
    None: N_("The next market is not announced yet"),
    MarketPhase.UPCOMING: N_("The next market"),
    MarketPhase.OVER: N_("Today's market is over. Thank you for coming."),
    MarketPhase.CANCELLED: N_("The market is cancelled"),
}


def notice_sheet(market: MarketCard | None) -> None:
    """A sheet of paper on the wall, in the languages of the board."""
    wanted = st.query_params.get("lang", "")
    shown = [each for each in LANGUAGES if wanted not in LANGUAGES or each == wanted]
    parts = "".join(f'<section lang="{each}">{_words(market, each)}</section>' for each in shown)
    st.html(f'<div class="board-sheet"><span class="seal" aria-hidden="true"></span>{parts}</div>')


def _words(market: MarketCard | None, lang: str) -> str:
    heading = translation(lang).gettext(_HEADINGS.get(market.phase if market else None, _HEADINGS[None]))
    lines = [] if market is None else _lines(market, lang)
    below = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<h1>{html.escape(heading)}</h1>{below}"


def _lines(market: MarketCard, lang: str) -> list[str]:
    if market.phase is MarketPhase.OVER:
        return [market.name.say(lang)]
    day = formats.day(market.day, lang)
    hours = formats.hours(market.opens_at, market.closes_at, market.time_zone, lang)
    lines = [market.name.say(lang), f"{day}　{hours}"]
    if market.phase is MarketPhase.CANCELLED:
        return [*lines, market.cancel_reason] if market.cancel_reason else lines
    return [*lines, market.hall.say(lang)]
