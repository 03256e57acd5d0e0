"""One ticket as its holder sees it, kept fresh, with what can be done now: check in, come back, cancel, print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kiosk.services import markets, tickets
from kiosk.services.views import MarketView, TicketView
from kiosk.ui import calm, parts
from kiosk.ui.components import print_page
from kiosk.ui.page import Opening, live
from kiosk.ui.resident.market_gate import leave_for_start
from kiosk.ui.resident.memory import PRINTS, SEARCH, Search, bar_pressed, pressed
from kiosk.ui.resident.saying import state_of, when
from kiosk.ui.resident.slip import is_market_day, slip
from kiosk.ui.session import reset_session
from kiosk.ui.words import _, lang
from models.enums import MarketPhase, TicketState
from models.moves import RESIDENT_MOVES, move_between
from models.refusals import DatabaseGone, Refusal

REFRESH_SECONDS: Final = 5
COMING: Final = (MarketPhase.UPCOMING, MarketPhase.OPEN, MarketPhase.PAUSED)


@live(every_seconds=REFRESH_SECONDS)
def show(opening: Opening) -> None:
    """The ticket of `SEARCH` and the others of the same day."""
    search = SEARCH.get()
    ours = tickets.tickets_of_visit(opening.db, search.code, now=opening.now)
    ticket = _one(ours, search.code)
    market = markets.market_view(opening.db, ticket.market_id, now=opening.now)
    changed = _after_tap(search, ours, market, opening)
    SEARCH.set(changed)
    if changed is not search:
        ours = tickets.tickets_of_visit(opening.db, changed.code, now=opening.now)
        ticket = _one(ours, changed.code)
    if changed.step == "cancel":
        _ask(ticket)
    else:
        _found(changed, ticket, [each for each in ours if each.code != ticket.code], market, opening)


def _one(ours: Sequence[TicketView], code: str) -> TicketView:
    return next(each for each in ours if each.code == code)


# ---------------------------------------------------------------- what a tap does


def _after_tap(search: Search, ours: Sequence[TicketView], market: MarketView, opening: Opening) -> Search:
    ticket = _one(ours, search.code)
    if search.step == "cancel":
        return _after_question(search, ticket, opening)
    other = next((each for each in ours if pressed(f"press_ticket_{each.number}")), None)
    if other is not None:
        return search.to("found", code=other.code)
    bar = bar_pressed(_at(ticket))
    if bar.back:
        leave_for_start()
    if bar.also and may(ticket, TicketState.CANCELLED):
        return search.to("cancel")
    if bar.main:
        return _main(search, ticket, market, opening)
    if pressed("print_again"):
        PRINTS.set(PRINTS.get() + 1)
    return search


def _main(search: Search, ticket: TicketView, market: MarketView, opening: Opening) -> Search:
    if not _can_come(ticket, market, opening):
        reset_session()
        st.rerun()
    try:
        tickets.check_in(opening.db, ticket.code, by=opening.by, now=opening.now)
    except DatabaseGone:
        raise
    except Refusal as refusal:
        return search.to("found", refusal=refusal)
    return search.to("found")


def _after_question(search: Search, ticket: TicketView, opening: Opening) -> Search:
    bar = bar_pressed("cancel")
    if bar.back:
        return search.to("found")
    if not bar.main:
        return search
    try:
        tickets.cancel(opening.db, ticket.code, by=opening.by, now=opening.now)
    except DatabaseGone:
        raise
    except Refusal as refusal:
        return search.to("found", refusal=refusal)
    return search.to("found")


def may(ticket: TicketView, to: TicketState) -> bool:
    """Whether the holder of the code may do this without staff."""
    return move_between(ticket.state, to, service=ticket.service_kind) in RESIDENT_MOVES


def _can_come(ticket: TicketView, market: MarketView, opening: Opening) -> bool:
    """Check in, or come back after a missed call: on the market's day, while it is not over."""
    if not may(ticket, TicketState.WAITING):
        return False
    return market.card.phase in COMING and is_market_day(market, opening.now)


def _at(ticket: TicketView) -> str:
    """The bar belongs to the state: a second tap must not press what the first one brought up."""
    return f"ticket_{ticket.state}"


# ---------------------------------------------------------------- screens


def _found(
    search: Search, ticket: TicketView, others: Sequence[TicketView], market: MarketView, opening: Opening
) -> None:
    parts.title(_("Your ticket"))
    if search.refusal is not None:
        calm.say_refusal(search.refusal)
    with st.container(key="slips_1"):
        slip(ticket, market, now=opening.now)
    if others:
        parts.section(_("Your other tickets of this day"))
        with st.container(key="other_tickets"):
            for other in others:
                _other(other, market, opening)
    st.button(parts.plain(_("Print this ticket")), key="print_again", icon=":material/print:")
    main, icon = _("Done"), "check"
    if _can_come(ticket, market, opening):
        main, icon = (_("Check in"), "how_to_reg") if ticket.state is TicketState.BOOKED else (_("I am back"), "undo")
    also = _("Cancel this ticket") if may(ticket, TicketState.CANCELLED) else None
    parts.action_bar(at=_at(ticket), back=_("Back"), also=also, main=main, main_icon=icon)
    print_page(f"/print/ticket/{ticket.code}", press=PRINTS.get())


def _other(ticket: TicketView, market: MarketView, opening: Opening) -> None:
    said = when(ticket) or state_of(ticket, market.card, is_market_day=is_market_day(market, opening.now)).words
    label = f"{ticket.number} {ticket.booth.say(lang())}"
    parts.door(f"ticket_{ticket.number}", label, icon=ticket.icon, hint=said)


def _ask(ticket: TicketView) -> None:
    parts.title(_("Give back ticket {number}?").format(number=ticket.number))
    rows = [("storefront", _("Service"), ticket.booth.say(lang()))]
    if when(ticket):
        rows.append(("schedule", _("When"), when(ticket)))
    parts.facts(rows)
    calm.notice(_("Your place goes to somebody else. This cannot be taken back."), tone="warm", icon="info")
    parts.action_bar(at="cancel", back=_("No, keep it"), main=_("Yes, cancel it"), main_icon="event_busy")
