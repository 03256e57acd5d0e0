"""Tickets on the screen, in the shape of paper slips: number, words, the code to scan; and the plan of where to go."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import segno
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kiosk.i18n import formats
from kiosk.printing.plan import PlanMark, draw_plan
from kiosk.printing.ticket import png_bytes
from kiosk.services.plan import plan_of_market
from kiosk.services.views import MarketView, TicketView, VisitPlan
from kiosk.ui import calm, parts
from kiosk.ui.resident.saying import state_of, when, where
from kiosk.ui.resident.way import step_of, step_words
from kiosk.ui.session import HIGH_CONTRAST
from kiosk.ui.words import _, lang
from models.enums import TicketState
from models.moves import ENDED

PLAN_WIDTH_PX = 900


def in_order(tickets: Sequence[TicketView]) -> list[TicketView]:
    """As the day goes: booked times first to last, numbers for now as they were taken."""
    return sorted(tickets, key=lambda each: (each.slot_starts_at or each.created_at, each.number))


def slips(
    tickets: Sequence[TicketView],
    market: MarketView,
    *,
    now: datetime,
    with_codes: bool = True,
    way: VisitPlan | None = None,
) -> DeltaGenerator:
    """Draw tickets of one market together, and beside them one plan with all their booths.

    `with_codes` says whether several tickets show what to scan; a single one always does. `way`: in which order their
    holder goes to them. Returns the place below the plan, for a word of advice.
    """
    ordered = sorted(in_order(tickets), key=lambda each: step_of(way, each) or len(tickets) + 1)
    with st.container(key=f"slips_{min(len(ordered), 4)}"):
        for ticket in ordered:
            if len(ordered) == 1:
                _alone(ticket, market, now=now)
            else:
                _among_others(ticket, market, now=now, with_code=with_codes, way=way)
        below = st.container(key="beside_slips")
        if to_find := "".join(ticket.letter for ticket in ordered if not _is_over(ticket)):
            below.html(little_plan(to_find, market))
    return below


def _alone(ticket: TicketView, market: MarketView, *, now: datetime) -> None:
    with st.container(key=f"slip_{ticket.number}"):
        parts.big_number(ticket.number, caption=ticket.booth.say(lang()), is_over=_is_over(ticket))
        with st.container(key=f"words_of_{ticket.number}"):
            if ticket.state is not TicketState.BOOKED:
                said = state_of(ticket, market.card, is_market_day=is_market_day(market, now))
                calm.notice(said.words, tone=said.tone, icon=said.icon)
            rows = [("schedule", _("When"), when(ticket))] if when(ticket) else []
            parts.facts([*rows, ("location_on", _("Where"), where(ticket.letter, market.card)), *_bring(ticket)])
        st.html(code_square(ticket))


def _among_others(
    ticket: TicketView, market: MarketView, *, now: datetime, with_code: bool, way: VisitPlan | None
) -> None:
    """Shorter: the day stands above, the booth is the number's letter and stands on the plan."""
    with st.container(key=f"slip_{ticket.number}"):
        parts.big_number(ticket.number, is_over=_is_over(ticket))
        with st.container(key=f"words_of_{ticket.number}"):
            st.html(f'<p class="slip-name">{_step(way, ticket)}{html.escape(ticket.booth.say(lang()))}</p>')
            words = step_words(way, ticket)
            parts.facts([("schedule", _("Now"), words)] if words else _time(ticket, market, now=now))
        if with_code:
            st.html(code_square(ticket))
        if _bring(ticket):
            parts.facts(_bring(ticket))


def _step(way: VisitPlan | None, ticket: TicketView) -> str:
    """Which stop of the way it is; the next one is filled."""
    step = step_of(way, ticket)
    if step is None:
        return ""
    said = html.escape(_("Stop {step}:").format(step=step))
    look = "slip-step slip-step-next" if step == 1 else "slip-step"
    return f'<span class="{look}" aria-hidden="true">{step}</span><span class="unseen">{said} </span>'


def _time(ticket: TicketView, market: MarketView, *, now: datetime) -> list[tuple[str, str, str]]:
    """When a booking is; or how things stand with a ticket in the line or past it."""
    if ticket.state is TicketState.BOOKED and ticket.slot_starts_at is not None:
        return [("schedule", _("When"), formats.clock(ticket.slot_starts_at, ticket.time_zone, lang()))]
    said = state_of(ticket, market.card, is_market_day=is_market_day(market, now))
    return [(said.icon, _("Now"), said.words)]


def _is_over(ticket: TicketView) -> bool:
    """Nobody needs to go anywhere with it. Who missed a call may still come."""
    return ticket.state in ENDED - {TicketState.NO_SHOW}


def _bring(ticket: TicketView) -> list[tuple[str, str, str]]:
    bring = "" if _is_over(ticket) else ticket.bring.say(lang())
    return [("backpack", _("Note"), bring)] if bring else []


def is_market_day(market: MarketView, now: datetime) -> bool:
    return formats.local(now, market.card.time_zone).date() == market.card.day


# ---------------------------------------------------------------- pictures


def code_square(ticket: TicketView) -> str:
    """The QR code of the ticket's code. A picture, because Streamlit takes drawings out of HTML."""
    square = segno.make(ticket.code, error="m", micro=False)
    address = square.svg_data_uri(border=4, light="#fff", dark="#000", omitsize=True)
    said = html.escape(_("Code of ticket {number}, for the scanner").format(number=ticket.number))
    return f'<img class="code-square" src="{html.escape(address)}" alt="{said}">'


def little_plan(letters: str, market: MarketView) -> str:
    """The plaza with these booths marked."""
    mark = plan_mark(letters, market)
    address = _plan_address(mark, paper=HIGH_CONTRAST.get())
    return f'<img class="little-plan" src="{address}" alt="{html.escape(mark.title)}">'


@lru_cache(maxsize=256)
def _plan_address(mark: PlanMark, *, paper: bool) -> str:
    drawn = png_bytes(draw_plan(mark, PLAN_WIDTH_PX, look="paper" if paper else "colour"))
    return f"data:image/png;base64,{base64.b64encode(drawn).decode()}"


def plan_mark(letters: str, market: MarketView) -> PlanMark:
    """What the plan shows, in this session's language."""
    named = ("、" if lang() == "zh-CN" else ", ").join(letters)
    title = _("Plan of the market with booth {letter} marked").format(letter=named)
    return PlanMark(plan_of_market(market), title, lang(), marked=letters)
