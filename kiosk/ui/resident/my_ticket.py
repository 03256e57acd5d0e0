"""The tickets of one person's day as their holder sees them, kept fresh: check in, come back, cancel, print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kiosk.services import markets, tickets
from kiosk.services.views import MarketView, TicketView
from kiosk.ui import calm, parts
from kiosk.ui.page import Opening, live
from kiosk.ui.resident.market_gate import leave_for_start, why_not_on
from kiosk.ui.resident.memory import SEARCH, Search, bar_pressed, pressed
from kiosk.ui.resident.order_line import order_line
from kiosk.ui.resident.printout import advice, print_once_more, printing, printing_hint
from kiosk.ui.resident.saying import state_of, when
from kiosk.ui.resident.slip import in_order, is_market_day, slips
from kiosk.ui.resident.way import say_way, way_of
from kiosk.ui.session import reset_session
from kiosk.ui.words import _, lang, ngettext
from models.enums import MarketPhase, TicketState
from models.moves import ACTIVE, RESIDENT_MOVES, move_between
from models.refusals import DatabaseGone, Refusal

REFRESH_SECONDS: Final = 5
COMING: Final = (MarketPhase.UPCOMING, MarketPhase.OPEN, MarketPhase.PAUSED)
STILL_CALLED: Final = (TicketState.BOOKED, TicketState.WAITING, TicketState.ON_HOLD, TicketState.NO_SHOW)
"""Whose holder may wonder when it is their turn."""


@live(every_seconds=REFRESH_SECONDS)
def show(opening: Opening) -> None:
    """The ticket of `SEARCH` and the others of the same day. What was tapped is done first."""
    search = SEARCH.get()
    ours = _ours(search, opening)
    market = markets.market_view(opening.db, ours[0].market_id, now=opening.now)
    changed = _after_tap(search, ours, market, opening)
    SEARCH.set(changed)
    if changed is not search:
        ours = _ours(changed, opening)
    if changed.step == "which":
        _which(ours, market, opening)
    elif changed.step == "cancel":
        _ask(_one(ours, changed.code))
    else:
        _found(changed, ours, market, opening)


def _ours(search: Search, opening: Opening) -> list[TicketView]:
    """The ticket that was looked for, and those of the same day that still matter, in the order of the day."""
    found = tickets.tickets_of_visit(opening.db, search.code, now=opening.now)
    return in_order([each for each in found if each.state in MATTERS or each.code == search.code])


MATTERS: Final = ACTIVE | {TicketState.NO_SHOW}


def _one(ours: Sequence[TicketView], code: str) -> TicketView:
    return next(each for each in ours if each.code == code)


def may(ticket: TicketView, to: TicketState) -> bool:
    """Whether the holder of the code may do this without staff."""
    return move_between(ticket.state, to, service=ticket.service_kind) in RESIDENT_MOVES


def _to_come(ours: Sequence[TicketView], market: MarketView, opening: Opening) -> list[TicketView]:
    """What can be checked in, or come back to, now: on the market's day, while it is not over."""
    if market.card.phase not in COMING or not is_market_day(market, opening.now):
        return []
    return [each for each in ours if may(each, TicketState.WAITING)]


def _cancellable(ours: Sequence[TicketView]) -> list[TicketView]:
    return [each for each in ours if may(each, TicketState.CANCELLED)]


def _at(ours: Sequence[TicketView]) -> str:
    """The bar belongs to the states: a second tap must not press what the first one brought up."""
    return "_".join(("ticket", *sorted({each.state for each in ours})))


# ---------------------------------------------------------------- what a tap does


def _after_tap(search: Search, ours: Sequence[TicketView], market: MarketView, opening: Opening) -> Search:
    if search.step == "which":
        return _after_which(search, ours)
    if search.step == "cancel":
        return _after_question(search, _one(ours, search.code), opening)
    bar = bar_pressed(_at(ours))
    if bar.back:
        leave_for_start()
    if bar.main:
        return _after_main(search, _to_come(ours, market, opening), opening)
    can_cancel = _cancellable(ours)
    if bar.also and can_cancel:
        return search.to("which") if len(ours) > 1 else search.to("cancel", code=can_cancel[0].code)
    if pressed("print_tickets"):
        print_once_more()
    return search


def _after_main(search: Search, to_come: Sequence[TicketView], opening: Opening) -> Search:
    """Everything of the day is checked in at once: who is here is here. With nothing to check in: done."""
    if not to_come:
        reset_session()
        st.rerun()
    for ticket in to_come:
        try:
            tickets.check_in(opening.db, ticket.code, by=opening.by, now=opening.now)
        except DatabaseGone:
            raise
        except Refusal as refusal:
            return search.to("found", refusal=refusal)
    return search.to("found")


def _after_which(search: Search, ours: Sequence[TicketView]) -> Search:
    if bar_pressed("which").back:
        return search.to("found")
    tapped = next((each for each in ours if pressed(f"press_which_{each.number}")), None)
    return search.to("cancel", code=tapped.code) if tapped else search


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


# ---------------------------------------------------------------- screens


def _found(search: Search, ours: Sequence[TicketView], market: MarketView, opening: Opening) -> None:
    parts.title(ngettext("Your ticket", "Your tickets", len(ours)))
    if market.card.phase is MarketPhase.CANCELLED:
        calm.notice(why_not_on(market.card), tone="stop", icon="event_busy")
    if search.refusal is not None:
        calm.say_refusal(search.refusal)
    way = way_of(ours, market, now=opening.now) if market.card.phase in COMING else None
    if way is not None:
        say_way(way, ours, now=opening.now)
    with slips(ours, market, now=opening.now, with_codes=False, way=way):
        if any(each.state in ACTIVE for each in ours):
            st.button(parts.plain(_("Print")), key="print_tickets", icon=":material/print:")
        advice(printing_hint())
    if market.card.phase in COMING and any(each.state in STILL_CALLED for each in ours):
        order_line(market.card)
    to_come = _to_come(ours, market, opening)
    parts.action_bar(
        at=_at(ours),
        back=_("Back"),
        also=_("Cancel a ticket") if _cancellable(ours) else None,
        main=_main_label(to_come),
        main_icon="how_to_reg" if to_come else "check",
    )
    printing(search.code)


def _main_label(to_come: Sequence[TicketView]) -> str:
    if not to_come:
        return _("Done")
    if all(each.state is TicketState.NO_SHOW for each in to_come):
        return _("I am back")
    return _("Check in") if len(to_come) == 1 else _("Check in all {count}").format(count=len(to_come))


def _which(ours: Sequence[TicketView], market: MarketView, opening: Opening) -> None:
    parts.title(_("Which ticket do you want to cancel?"))
    with st.container(key="choices"):
        for ticket in _cancellable(ours):
            said = when(ticket) or state_of(ticket, market.card, is_market_day=is_market_day(market, opening.now)).words
            label = f"{ticket.number} {ticket.booth.say(lang())}"
            parts.door(f"which_{ticket.number}", label, icon=ticket.icon, hint=said)
    parts.action_bar(at="which", back=_("Back"))


def _ask(ticket: TicketView) -> None:
    parts.title(_("Cancel {number}?").format(number=ticket.number))
    rows = [("storefront", _("Service"), ticket.booth.say(lang()))]
    if when(ticket):
        rows.append(("schedule", _("When"), when(ticket)))
    parts.facts(rows)
    calm.notice(_("Your place goes to somebody else. This cannot be taken back."), tone="warm", icon="info")
    parts.action_bar(at="cancel", back=_("No, keep it"), main=_("Yes, cancel it"), main_icon="event_busy")
