"""The overview of one market: a draft with what is still missing, or a day that is to come, runs, or is past."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.views import MarketPlan, Point, Readiness, Severity
from kiosk.ui import calm, parts
from kiosk.ui.organiser import acts, day, frame, labels, readiness_words, steady, where
from kiosk.ui.organiser.booth_choice import booth_id_of
from kiosk.ui.page import Opening
from kiosk.ui.words import _, lang, ngettext
from models.enums import MarketPhase


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.OVERVIEW, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    steady.note(opening, (market.id, market.phase, acts.ASKED.get()))
    if acts.is_asked(market):
        acts.question(opening, market)
    elif market.phase is MarketPhase.DRAFT:
        _draft(opening, market)
    else:
        day.show(opening, market)


def _draft(opening: Opening, market: MarketPlan) -> None:
    found = readiness(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    with st.container(key="draft"):
        with st.container(key="draft_points"):
            points(opening, found, market)
        with st.container(key="draft_facts"):
            _facts(market)
    first = next((point for point in found.points if point.severity is Severity.ERROR), None)
    main = _("Publish") if first is None else _("Settle the first point")
    pressed = parts.action_bar(at="draft", main=main, main_icon="campaign" if first is None else "arrow_forward")
    if pressed.main and first is None and steady.is_meant(opening):
        acts.publish(opening, market)
    elif pressed.main and first is not None:
        settle(opening, first, market)


def points(opening: Opening, found: Readiness, market: MarketPlan) -> None:
    """The readiness list: what must be settled first, then what may stay, each with the way to where it is settled."""
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


def _facts(market: MarketPlan) -> None:
    rows = [
        ("calendar_month", _("Day"), formats.day(market.form.day, lang())),
        ("schedule", _("Hours"), labels.plan_hours(market)),
        ("location_on", _("Plaza"), market.plaza.say(lang())),
        ("storefront", _("Booths"), str(market.booths)),
    ]
    parts.section(_("The plan"))
    parts.facts(rows)
    label, ask = _("Delete this draft"), ("delete", market.id)
    st.button(label, key="delete_draft", icon=":material/delete:", on_click=acts.ask, args=ask)
