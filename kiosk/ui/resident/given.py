"""The tickets just given: numbers in huge type, what to scan, when, what to bring, and where it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kiosk.services import markets, tickets
from kiosk.services.views import TicketView
from kiosk.ui import calm, parts
from kiosk.ui.components import print_page
from kiosk.ui.page import Opening
from kiosk.ui.resident.memory import PRINTS, bar_pressed
from kiosk.ui.resident.slip import slip
from kiosk.ui.session import reset_session
from kiosk.ui.words import _, ngettext
from models.enums import TicketKind


def show(opening: Opening, codes: Sequence[str]) -> None:
    """All tickets of one intention together."""
    bar = bar_pressed("given")
    if bar.main:
        reset_session()
        st.rerun()
    if bar.also:
        PRINTS.set(PRINTS.get() + 1)
    found = [tickets.ticket_by_code(opening.db, code, now=opening.now) for code in codes]
    market = markets.market_view(opening.db, found[0].market_id, now=opening.now)
    parts.title(_title(found), under=_under(found))
    with st.container(key=f"slips_{min(len(found), 3)}"):
        for ticket in sorted(found, key=lambda each: (each.slot_starts_at or each.created_at, each.number)):
            slip(ticket, market, now=opening.now)
    if PRINTS.get():
        calm.notice(
            _("The ticket comes out of the printer. If not, please take a photo of this screen."),
            tone="good",
            icon="print",
        )
    parts.action_bar(at="given", also=_("Print"), main=_("Done"), main_icon="check")
    print_page(f"/print/ticket/{found[0].code}", press=PRINTS.get())


def _title(found: Sequence[TicketView]) -> str:
    if found[0].kind is TicketKind.BOOKED:
        return _("You are booked")
    return ngettext("This is your number", "These are your numbers", len(found))


def _under(found: Sequence[TicketView]) -> str:
    if found[0].kind is TicketKind.BOOKED:
        return _("Print the ticket or take a photo of it. On the day please check in here first.")
    return _("Print the ticket or take a photo of it. We call your number.")
