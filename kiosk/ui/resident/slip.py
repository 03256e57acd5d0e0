"""One ticket on the screen, in the shape of a paper slip: number, words, the code to scan, the booth on the plan."""

from __future__ import annotations

import html
from datetime import datetime

import segno
import streamlit as st

from kiosk.i18n import formats
from kiosk.printing.plan import PlanBooth, PlanFixture, PlanMark, plan_svg
from kiosk.services.views import MarketView, TicketView
from kiosk.ui import calm, parts
from kiosk.ui.resident.saying import booth_name, state_of, when, where
from kiosk.ui.words import _, lang
from models.enums import TicketState


def slip(ticket: TicketView, market: MarketView, *, now: datetime) -> None:
    """Draw one ticket. Nothing personal stands on it."""
    with st.container(key=f"slip_{ticket.number}"):
        with st.container(key=f"slip_words_{ticket.number}"):
            parts.big_number(ticket.number, caption=ticket.booth.say(lang()))
            if ticket.state is not TicketState.BOOKED:
                said = state_of(ticket, market.card, is_market_day=is_market_day(market, now))
                calm.notice(said.words, tone=said.tone, icon=said.icon)
            parts.facts(_facts(ticket, market))
        st.html(f'<div class="slip-pictures">{code_square(ticket)}{little_plan(ticket, market)}</div>')


def _facts(ticket: TicketView, market: MarketView) -> list[tuple[str, str, str]]:
    rows = [("location_on", _("Where"), where(ticket.letter, market.card))]
    if when(ticket):
        rows.insert(0, ("schedule", _("When"), when(ticket)))
    bring = ticket.bring.say(lang())
    if bring:
        rows.append(("backpack", _("Bring"), bring))
    return rows


def is_market_day(market: MarketView, now: datetime) -> bool:
    return formats.local(now, market.card.time_zone).date() == market.card.day


def code_square(ticket: TicketView) -> str:
    """The QR code of the ticket's code, as inline SVG with a quiet zone of four modules."""
    square = segno.make(ticket.code, error="m", micro=False)
    drawn = square.svg_inline(omitsize=True, border=4, light="#fff", dark="#000")
    said = html.escape(_("Code of ticket {number}, for the scanner").format(number=ticket.number))
    return f'<figure class="code-square" role="img" aria-label="{said}">{drawn}</figure>'


def little_plan(ticket: TicketView, market: MarketView) -> str:
    """The plaza with this ticket's booth marked."""
    drawn = plan_svg(plan_mark(market, ticket.letter))
    return (
        f'<figure class="little-plan">{drawn}<figcaption>{html.escape(booth_name(ticket.letter))}</figcaption></figure>'
    )


def plan_mark(market: MarketView, letter: str) -> PlanMark:
    plaza = market.plaza
    return PlanMark(
        width_cm=plaza.width_cm,
        depth_cm=plaza.depth_cm,
        fixtures=tuple(
            PlanFixture(f.kind, f.x_cm, f.y_cm, f.width_cm, f.depth_cm, f.name.say(lang())) for f in plaza.fixtures
        ),
        booths=tuple(
            PlanBooth(b.letter, b.zone, b.x_cm, b.y_cm, b.width_cm, b.depth_cm, b.rotation_deg) for b in market.booths
        ),
        title=_("Plan of the market: booth {letter} is marked").format(letter=letter),
        marked=letter,
    )
