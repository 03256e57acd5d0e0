"""A market day, before, while and after it happens. While it runs every number is at most three seconds old."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising.communities import community
from kiosk.services.organising.markets import markets
from kiosk.services.organising.overview import flow, overview
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import acts, advice, day_table, pictures, steady
from kiosk.ui.organiser.choosing import RUNNING
from kiosk.ui.organiser.points import points
from kiosk.ui.page import Opening, live
from kiosk.ui.words import _, ngettext
from models.enums import MarketPhase

NUMBERS_SECONDS: Final = 3
CHARTS_SECONDS: Final = 30
AHEAD: Final = (MarketPhase.DRAFT, MarketPhase.UPCOMING, *RUNNING)
"""Phases of a market that is still to be held, or is being held."""


def show(opening: Opening, market: MarketPlan) -> None:
    _notices(opening, market)
    _acts(market)
    if market.phase is MarketPhase.OPEN:
        advice.live_cards(opening, market.id)
    if market.phase in RUNNING or (_is_today(opening, market) and market.phase is not MarketPhase.CANCELLED):
        _live_numbers(opening, market.id, market.phase)
    else:
        numbers(opening, market.id, market.phase)
    if market.phase in RUNNING:
        _live_charts(opening, market.id)
    elif market.phase is MarketPhase.OVER:
        charts(opening, market.id)
    _bar(opening, market)


def _is_today(opening: Opening, market: MarketPlan) -> bool:
    return formats.local(opening.now, market.time_zone).date() == market.form.day


def _notices(opening: Opening, market: MarketPlan) -> None:
    """Why it was called off; before the day, what would still need somebody's care."""
    if market.phase is MarketPhase.CANCELLED:
        calm.notice(_("Called off: {reason}").format(reason=market.cancel_reason), tone="stop", icon="event_busy")
    elif market.phase is MarketPhase.UPCOMING:
        _open_points(opening, market)


def _open_points(opening: Opening, market: MarketPlan) -> None:
    found = readiness(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    if found.points:
        words = ngettext("{count} point of the plan is open", "{count} points of the plan are open", len(found.points))
        with st.expander(words.format(count=len(found.points)), expanded=not found.is_ready, key="open_points"):
            points(opening, found, market)


def _acts(market: MarketPlan) -> None:
    """What is seldom done, as small buttons; each asks before it does anything."""
    running = market.phase in RUNNING
    offered = [
        ("pause", _("Take a break"), "pause", market.phase is MarketPhase.OPEN),
        ("close", _("Close for today"), "door_front", running),
        ("cancel", _("Call off"), "event_busy", running or market.phase is MarketPhase.UPCOMING),
    ]
    with st.container(key="day_acts"):
        for name, label, icon, is_offered in offered:
            if is_offered:
                st.button(
                    label, key=f"act_{name}", icon=f":material/{icon}:", on_click=acts.ask, args=(name, market.id)
                )


def _bar(opening: Opening, market: MarketPlan) -> None:
    """The one main press of the day, at the right of the foot; nothing while the market simply runs."""
    if market.phase is MarketPhase.PAUSED:
        if parts.action_bar(at="day", main=_("Go on"), main_icon="play_arrow").main and steady.is_meant(opening):
            acts.resume(opening, market)
    elif market.phase is MarketPhase.UPCOMING and _is_today(opening, market):
        if parts.action_bar(at="day", main=_("Open early"), main_icon="storefront").main:
            acts.ask("open", market.id)
            st.rerun()
    elif market.phase in (MarketPhase.OVER, MarketPhase.CANCELLED):
        _next_one(opening, market)


def _next_one(opening: Opening, market: MarketPlan) -> None:
    """Copying is what there is to do as long as no other market is planned."""
    if _something_is_planned(opening):
        return
    if parts.action_bar(at="day", main=_("Plan the next one like this"), main_icon="content_copy").main:
        acts.copy(opening, market.id)


def _something_is_planned(opening: Opening) -> bool:
    cards = [line.card for line in markets(opening.db, by=opening.by, now=opening.now)]
    return any(card.closes_at > opening.now and card.phase in AHEAD for card in cards)


# ---------------------------------------------------------------- the numbers


def numbers(opening: Opening, market_id: int, shown_as: MarketPhase) -> None:
    """Totals, booths and the plan as they are now. When the hour opens or ends the market the whole page follows."""
    found = overview(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    if found.card.phase is not shown_as:
        st.rerun(scope="app")
    with st.container(key="day"):
        with st.container(key="day_numbers"):
            st.html(day_table.totals(found.totals, found.card.phase) + day_table.booths(found))
        with st.container(key="day_plan"):
            pictures.day_plan(found)


_live_numbers = live(every_seconds=NUMBERS_SECONDS)(numbers)


def charts(opening: Opening, market_id: int) -> None:
    """Who came when, and how long people stood there."""
    found = flow(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    rules = community(opening.db, by=opening.by, now=opening.now).form
    with st.container(key="day_charts"):
        pictures.arrivals(found)
        pictures.waits(found, limit_minutes=rules.longest_wait_minutes)


_live_charts = live(every_seconds=CHARTS_SECONDS)(charts)
