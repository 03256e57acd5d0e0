"""All markets of the community: the next ones, drafts, past ones, and a new one."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import communities, markets, plazas
from kiosk.services.organising.forms import MarketForm
from kiosk.services.organising.views import MarketLine
from kiosk.ui import calm, parts
from kiosk.ui.organiser import acts, forms, frame, labels, where
from kiosk.ui.organiser.market import market_form
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang, ngettext
from models.enums import MarketPhase

MOST_LINES: Final = 60
NEW: Key[bool] = Key("organiser_new_market", False)


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.MARKETS, _body)


def _body(opening: Opening) -> None:
    found = markets.markets(opening.db, by=opening.by, now=opening.now, limit=MOST_LINES)
    if NEW.get() or not found:
        _new(opening, has_markets=bool(found))
        return
    parts.title(_("All markets"))
    to_come = [line for line in found if line.card.closes_at > opening.now and not _is_called_off(line)]
    past = [line for line in found if line not in to_come]
    _section(_("To come"), sorted(to_come, key=lambda line: line.card.opens_at), opening)
    _section(_("Past"), past, opening)
    pressed = parts.action_bar(
        at="markets", also=_("A new market"), main=_("Copy the last market"), main_icon="content_copy"
    )
    if pressed.also:
        NEW.set(True)
        st.rerun()
    if pressed.main:
        acts.copy(opening)


def _is_called_off(line: MarketLine) -> bool:
    return line.card.phase is MarketPhase.CANCELLED


def _section(heading: str, lines: Sequence[MarketLine], opening: Opening) -> None:
    parts.section(heading)
    if not lines:
        calm.notice(_("Nothing stands here yet."), icon="info")
    for line in lines:
        _line(line, opening)


def _line(line: MarketLine, opening: Opening) -> None:
    card = line.card
    word, tone = labels.PHASES[card.phase]
    booths = ngettext("{count} booth", "{count} booths", line.booths).format(count=line.booths)
    with st.container(key=f"market_line_{card.id}"):
        st.html(
            f'<div class="market-line"><b>{html.escape(labels.market_day(card))}</b>'
            f"<span>{html.escape(card.name.say(opening.lang))}</span><span>{html.escape(booths)}</span>"
            f'<span class="phase phase-{tone}">{html.escape(labels.say(word))}</span></div>'
        )
        label = _("Look at {day}").format(day=formats.day(card.day, lang()))
        if st.button(parts.plain(label), key=f"look_{card.id}", icon=":material/arrow_forward:"):
            where.go_to(where.OVERVIEW, market=card.id)


def _new(opening: Opening, *, has_markets: bool) -> None:
    """A market that is like none before: a draft without booths."""
    under = _("It begins as a draft without booths. Nobody sees it before it is published.")
    parts.title(_("A new market"), under=under)
    if not plazas.plazas(opening.db, by=opening.by, now=opening.now):
        calm.notice(_("A market needs a plaza. Please draw one first."), tone="warm", icon="map")
        if parts.action_bar(at="no_plaza", main=_("Draw the plaza")).main:
            where.go_to(where.PLAZA)
        return

    def save(_shown: MarketForm, wanted: MarketForm) -> Any:
        return markets.create_market(opening.db, by=opening.by, now=opening.now, form=wanted)

    def done(made: Any) -> None:
        NEW.forget()
        where.go_to(where.BOOTHS, market=made.id)

    form = market_form(opening, "new_market", lambda: _blank(opening), save, done=done)
    forms.show(form)
    back = _("Back to all markets") if has_markets else None
    pressed = parts.action_bar(at="new_market", back=back, main=_("Make the draft"), main_icon="add")
    if pressed.back:
        NEW.forget()
        forms.forget(form.name)
        st.rerun()
    if pressed.main:
        forms.save(form)


def _blank(opening: Opening) -> MarketForm:
    """In four weeks from nine to twelve, with the community's rules."""
    rules = communities.community(opening.db, by=opening.by, now=opening.now).form
    plaza = plazas.plazas(opening.db, by=opening.by, now=opening.now)[0]
    today = formats.local(opening.now, rules.time_zone).date()
    return MarketForm(
        name=_("Charity market"),
        day=today + timedelta(days=28),
        opens=time(9),
        closes=time(12),
        plaza_id=plaza.id,
        walk_in_share=rules.walk_in_share,
        no_show_rate=rules.no_show_rate,
        grace_minutes=rules.grace_minutes,
    )
