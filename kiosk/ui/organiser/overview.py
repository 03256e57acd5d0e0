"""The overview of one market: a draft with what is still missing, or a day that is to come, runs, or is past."""

from __future__ import annotations

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.views import MarketPlan, Severity
from kiosk.ui import parts
from kiosk.ui.organiser import acts, day, frame, labels, steady, where
from kiosk.ui.organiser.points import points, settle
from kiosk.ui.page import Opening
from kiosk.ui.words import _, lang
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
