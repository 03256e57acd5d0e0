"""The readiness list of a market: what must be settled, what may stay, each with the way to where it is settled."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.services.organising.views import MarketPlan, Point, Readiness, Severity
from kiosk.ui import calm, parts
from kiosk.ui.organiser import readiness_words, where
from kiosk.ui.organiser.booth_choice import booth_id_of
from kiosk.ui.page import Opening
from kiosk.ui.words import _, ngettext


def points(opening: Opening, found: Readiness, market: MarketPlan) -> None:
    """What must be settled first, then what may stay."""
    parts.section(_("What is still missing"))
    if not found.points:
        calm.notice(_("Nothing is missing. The market can be published."), tone="good", icon="check_circle")
        return
    if found.is_ready:
        words = _("The market can be published. These points may stay as they are.")
        calm.notice(words, tone="good", icon="check_circle")
    else:
        words = ngettext("{count} point must be settled before it can be published.",
                         "{count} points must be settled before it can be published.", found.errors)  # fmt: skip
        calm.notice(words.format(count=found.errors), tone="warm", icon="rule")
    with st.container(key="points"):
        for place, point in enumerate(found.points):
            _point(opening, point, market, place)


def _point(opening: Opening, point: Point, market: MarketPlan, place: int) -> None:
    is_error = point.severity is Severity.ERROR
    icon, kind = ("error", _("must")) if is_error else ("info", _("may stay"))
    words = html.escape(readiness_words.sentence(point, zone=market.time_zone))
    with st.container(key=f"point_{point.severity.value}_{place}"):
        st.html(f'<p class="point">{parts.glyph(icon)}<b>{html.escape(kind)}</b><span>{words}</span></p>')
        if readiness_words.page_of(point) != where.OVERVIEW:
            label = _("Settle it")
            if st.button(label, key=f"settle_{place}", icon=":material/arrow_forward:"):
                settle(opening, point, market)


def settle(opening: Opening, point: Point, market: MarketPlan) -> None:
    """Go to the page on which the point is settled; where it is about one booth, to that booth."""
    booth_id = booth_id_of(opening, market.id, point.letter)
    where.go_to(readiness_words.page_of(point), market=market.id, booth=booth_id)
