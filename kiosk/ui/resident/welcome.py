"""The first screen: which market is next, and the three doors."""

from __future__ import annotations

import html
from typing import Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services import markets
from kiosk.services.views import MarketCard
from kiosk.ui import calm, parts
from kiosk.ui.components import scanned_code
from kiosk.ui.page import Opening, live
from kiosk.ui.registry import go
from kiosk.ui.resident.market_gate import BOOKABLE
from kiosk.ui.resident.memory import SEARCH, forget_person, pressed
from kiosk.ui.resident.ticket import opened
from kiosk.ui.words import _, ngettext
from models.enums import MarketPhase

REFRESH_SECONDS: Final = 15
"""Nobody touches this screen when the market opens, pauses or ends."""

DOORS: Final = ("book", "number", "ticket")


def show(opening: Opening) -> None:
    """The notice of the next market beside three doors. A ticket held to the scanner opens at once."""
    code = scanned_code()
    forget_person()
    if code is not None:
        SEARCH.set(opened(code, opening))
        go("ticket")
    _front(opening)


@live(every_seconds=REFRESH_SECONDS)
def _front(opening: Opening) -> None:
    for door in DOORS:
        if pressed(f"press_{door}"):
            go(door)
    market = markets.next_market(opening.db, now=opening.now)
    with st.container(key="welcome"):
        with st.container(key="welcome_notice"):
            _no_market() if market is None else _notice(market, opening)
        with st.container(key="welcome_doors"):
            _doors(market, opening)


def _no_market() -> None:
    parts.title(_("The next market is not announced yet"))
    calm.notice(_("Please look at the community's notice board, or ask a volunteer."), icon="info")


def _notice(market: MarketCard, opening: Opening) -> None:
    words, tone = _phase(market, opening)
    st.html(f'<p class="phase phase-{tone}">{html.escape(words)}</p>')
    parts.title(market.name.say(opening.lang), under=market.community.say(opening.lang))
    if market.phase is MarketPhase.CANCELLED and market.cancel_reason:
        calm.notice(market.cancel_reason, tone="stop", icon="event_busy")
    hours = formats.hours(market.opens_at, market.closes_at, market.time_zone, opening.lang)
    parts.facts(
        (
            ("calendar_month", _("Day"), formats.day(market.day, opening.lang)),
            ("schedule", _("Hours"), hours),
            ("location_on", _("Place"), market.hall.say(opening.lang)),
        )
    )


def _phase(market: MarketCard, opening: Opening) -> tuple[str, str]:
    """What the market is right now, in words, with the tone of its label."""
    days = (market.day - formats.local(opening.now, market.time_zone).date()).days
    upcoming = _("It opens today") if days <= 0 else ngettext("In {count} day", "In {count} days", days)
    return {
        MarketPhase.DRAFT: (_("In preparation"), "amber"),
        MarketPhase.UPCOMING: (upcoming.format(count=days), "indigo"),
        MarketPhase.OPEN: (_("Open now"), "jade"),
        MarketPhase.PAUSED: (_("Taking a short break"), "amber"),
        MarketPhase.OVER: (_("Over for today"), "amber"),
        MarketPhase.CANCELLED: (_("Cancelled"), "vermilion"),
    }[market.phase]


def _doors(market: MarketCard | None, opening: Opening) -> None:
    is_open = market is not None and market.phase is MarketPhase.OPEN
    bookable = market is not None and market.phase in BOOKABLE
    parts.door(
        "book",
        _("Book"),
        icon="event_available",
        hint=_("Choose services and a time") if bookable else _("Nothing to book right now"),
        tone="vermilion",
        disabled=not bookable,
    )
    parts.door(
        "number",
        _("Take a number"),
        icon="confirmation_number",
        hint=_("Join the line now") if is_open else _no_number_hint(market, opening),
        tone="jade",
        disabled=not is_open,
    )
    parts.door("ticket", _("My ticket"), icon="qr_code_scanner", hint=_("See, check in, cancel"), tone="indigo")
    words = html.escape(_("No screen needed: the staff at the desk will also do it for you."))
    st.html(f'<p class="help">{parts.glyph("front_hand")}{words}</p>')


def _no_number_hint(market: MarketCard | None, opening: Opening) -> str:
    """When numbers are given out: the day and hour if there is one."""
    if market is None or market.phase is not MarketPhase.UPCOMING:
        return _("Here on market day, during its hours")
    opens = formats.moment_in_words(market.opens_at, market.time_zone, opening.lang)
    return _("From {moment}").format(moment=opens)
