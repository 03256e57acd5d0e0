"""A number for now: tap a line, answer one question, done. Three taps with the welcome page's."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kiosk.services import bookings
from kiosk.services.bookings import Person, Wish
from kiosk.services.views import BoothView, MarketView
from kiosk.ui import calm, parts
from kiosk.ui.page import Opening
from kiosk.ui.parts import ZONE_TONES
from kiosk.ui.resident import given
from kiosk.ui.resident.market_gate import leave_for_start, market_for, nothing_here, why_no_number
from kiosk.ui.resident.memory import NUMBER, Number, bar_pressed, new_key, pressed
from kiosk.ui.resident.order_line import order_line
from kiosk.ui.resident.priorities import priority_doors, tapped_priority
from kiosk.ui.resident.saying import ZONES, line_now, zone_name
from kiosk.ui.resident.shelves import Shelf, shelves
from kiosk.ui.resident.tabs import tabs, tapped_tab
from kiosk.ui.words import _, lang
from models.enums import Language
from models.refusals import DatabaseGone, Refusal

MOST_LINES = 12
"""All lines of an ordinary market stand on one screen, zone by zone: a tap to find one's zone would be a fourth tap."""


def show(opening: Opening) -> None:
    errand = NUMBER.get()
    if errand.step == "done":
        given.show(opening, errand.codes)
        return
    market = market_for(opening, errand.market_id)
    sentence = why_no_number(market, opening.lang)
    if market is None or sentence:
        nothing_here(_("No numbers right now"), sentence)
        return
    errand = _after_tap(errand, market, opening)
    NUMBER.set(errand)
    _draw(errand, market, opening)


def _after_tap(errand: Number, market: MarketView, opening: Opening) -> Number:
    errand = replace(errand, page=tapped_tab("lines", otherwise=errand.page))
    if errand.step == "priority":
        return _after_answer(errand, market, opening)
    if bar_pressed("lines").back:
        leave_for_start()
    tapped = next((booth.id for booth in market.booths if pressed(f"press_line_{booth.id}")), None)
    if tapped is None:
        return errand
    return errand.to("priority", booth_id=tapped, market_id=market.card.id, key=new_key())


def _after_answer(errand: Number, market: MarketView, opening: Opening) -> Number:
    priority = tapped_priority()
    if bar_pressed("answer").back or errand.booth_id is None:
        return errand.to("booth")
    if priority is None:
        return errand
    person = Person(priority=priority, language=Language(lang()))
    wishes = [Wish(errand.booth_id)]
    try:
        found = bookings.get_tickets(
            opening.db, market.card.id, wishes=wishes, person=person, key=errand.key, by=opening.by, now=opening.now
        )
    except DatabaseGone:
        raise
    except Refusal as refusal:
        return errand.to("booth", refusal=refusal)
    return errand.to("done", codes=tuple(ticket.code for ticket in found.tickets))


def _draw(errand: Number, market: MarketView, opening: Opening) -> None:
    booth = market.booth(errand.booth_id or 0)
    if errand.step == "done":
        given.show(opening, errand.codes)
    elif errand.step == "priority" and booth is not None:
        _question(booth, market)
    else:
        _lines(errand, market)


def _lines(errand: Number, market: MarketView) -> None:
    parts.title(_("Which line would you like to join?"), under=_("Tap it. One question, then you have your number."))
    if errand.refusal is not None:
        calm.say_refusal(errand.refusal)
    portions = shelves(market.booths, at_most=MOST_LINES)
    at = min(errand.page, len(portions) - 1)
    if len(portions) > 1:
        tabs("lines", label=_("Kinds of services"), names=[shelf.name for shelf in portions], at=at)
    _lines_of(portions[at])
    parts.action_bar(at="lines", back=_("Back"))


def _lines_of(shelf: Shelf) -> None:
    """The booths of the shelf under the names of their zones, if there are several."""
    by_zone = [(zone, [booth for booth in shelf.booths if booth.zone == zone]) for zone in ZONES]
    zones = [(zone, ours) for zone, ours in by_zone if ours]
    with st.container(key="all_lines"):
        for zone, ours in zones:
            if len(zones) > 1:
                parts.section(zone_name(zone))
            with st.container(key=f"doors_{zone}"):
                for booth in ours:
                    _line(booth)


def _line(booth: BoothView) -> None:
    words, can_join = line_now(booth)
    name = f"{booth.letter} {booth.name.say(lang())}"
    tone = ZONE_TONES[booth.zone]
    parts.door(f"line_{booth.id}", name, icon=booth.icon, hint=words, tone=tone, disabled=not can_join)


def _question(booth: BoothView, market: MarketView) -> None:
    words, _can_join = line_now(booth)
    name = booth.name.say(lang())
    parts.title(_("Does one of these apply to you?"), under=f"{booth.letter} {name} · {words}")
    priority_doors()
    order_line(market.card)  # why this is asked
    parts.action_bar(at="answer", back=_("Back"))
