"""The tickets just given: numbers in huge type, what to scan, when, what to bring, and where it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kiosk.i18n import formats
from kiosk.services import markets, tickets
from kiosk.services.views import MarketView, TicketView
from kiosk.ui import parts
from kiosk.ui.page import Opening
from kiosk.ui.resident.memory import bar_pressed
from kiosk.ui.resident.order_line import order_line
from kiosk.ui.resident.printout import advice, print_once_more, printing, printing_hint
from kiosk.ui.resident.slip import slips
from kiosk.ui.resident.way import say_way, way_of
from kiosk.ui.session import reset_session
from kiosk.ui.words import _, lang, ngettext
from models.enums import TicketKind


def show(opening: Opening, codes: Sequence[str]) -> None:
    """All tickets of one intention together."""
    bar = bar_pressed("given")
    if bar.main:
        reset_session()
        st.rerun()
    if bar.also:
        print_once_more()
    found = [tickets.ticket_by_code(opening.db, code, now=opening.now) for code in codes]
    market = markets.market_view(opening.db, found[0].market_id, now=opening.now)
    parts.title(_title(found, market))
    way = way_of(found, market, now=opening.now)
    if way is not None:
        say_way(way, found, now=opening.now)
    with slips(found, market, now=opening.now, way=way):
        advice(printing_hint() or _hint(found))
    order_line(market.card)
    parts.action_bar(at="given", also=_("Print"), main=_("Done"), main_icon="check")
    printing(found[0].code)


def _title(found: Sequence[TicketView], market: MarketView) -> str:
    if found[0].kind is TicketKind.BOOKED:
        day = formats.day(market.card.day, lang()).replace(" ", "\u00a0").replace("(", "\u200b(")
        return _("Booked for {day}").format(day=day)
    return ngettext("This is your number", "These are your numbers", len(found))


def _hint(found: Sequence[TicketView]) -> str:
    if found[0].kind is TicketKind.BOOKED:
        return _("Print the ticket or take a photo of it. On the day please check in here first.")
    return _("Print the ticket or take a photo of it. We call your number.")
