"""Who is at which booth: a line for each person, a letter for each booth, one press puts somebody there."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import people
from kiosk.services.organising.catalogue import services
from kiosk.services.organising.rows import BoothRow
from kiosk.services.organising.views import MarketPlan, StaffLine
from kiosk.ui import parts
from kiosk.ui.organiser import labels, saying, where
from kiosk.ui.organiser.booth_choice import booth_name
from kiosk.ui.organiser.market import is_editable
from kiosk.ui.page import Opening
from kiosk.ui.words import _, lang, ngettext
from models.refusals import Refusal


def grid(opening: Opening, staff: Sequence[StaffLine], market: MarketPlan | None, there: Sequence[BoothRow]) -> None:
    """Every person with the booths of the market; without a market only the names."""
    _legend(opening, market, there)
    with st.container(key="assignments"):
        for person in staff:
            _person(opening, person, market, there)


def _legend(opening: Opening, market: MarketPlan | None, there: Sequence[BoothRow]) -> None:
    """Which market, and what the letters stand for."""
    if market is None or not there:
        return
    known = {each.id: each for each in services(opening.db, by=opening.by, now=opening.now)}
    names = "".join(
        f"<li><b>{html.escape(row.letter)}</b> {html.escape(booth_name(row, known.get(row.service_id)))}</li>"
        for row in there
    )
    words = _("Who is at which booth on {day}? Press the letters.").format(day=formats.day(market.form.day, lang()))
    st.html(f'<p class="under">{html.escape(words)}</p><ul class="letters">{names}</ul>')


def _person(opening: Opening, person: StaffLine, market: MarketPlan | None, there: Sequence[BoothRow]) -> None:
    with st.container(key=f"line_of_{person.id}"):
        label = f"**{parts.plain(person.name)}** {parts.plain(_about(person))}"
        st.button(label, key=f"person_{person.id}", on_click=where.choose, args=("staff", person.id))
        if market is not None and there:
            _letters(opening, person, market, there)


def _about(person: StaffLine) -> str:
    devices = ngettext("signed in on {count} device", "signed in on {count} devices", person.devices)
    words = [labels.say(labels.ROLES[person.role])]
    if person.devices:
        words.append(devices.format(count=person.devices))
    if not person.has_pin:
        words.append(_("no PIN yet"))
    return " · ".join(words)


def _letters(opening: Opening, person: StaffLine, market: MarketPlan, there: Sequence[BoothRow]) -> None:
    """The present letters are part of the key: what another organiser changed meanwhile is shown, not overwritten."""
    letters = [row.letter for row in there]
    st.pills(
        _("Booths of {name}").format(name=person.name),
        options=letters,
        selection_mode="multi",
        default=[letter for letter in person.booths if letter in letters],
        key=pills_key(person),
        on_change=_assign,
        args=(opening, person, market, tuple(there)),
        disabled=not is_editable(market),
        label_visibility="collapsed",
    )


def pills_key(person: StaffLine) -> str:
    return f"at_booths_{person.id}_{''.join(person.booths)}"


def _assign(opening: Opening, person: StaffLine, market: MarketPlan, there: Sequence[BoothRow]) -> None:
    """Only what this press changed is acted on, see `people.assign_booths`."""
    wanted = set(st.session_state.get(pills_key(person)) or ())
    try:
        people.assign_booths(
            opening.db,
            by=opening.by,
            now=opening.now,
            staff_id=person.id,
            market_id=market.id,
            shown=[row.id for row in there if row.id is not None and row.letter in person.booths],
            booth_ids=[row.id for row in there if row.id is not None and row.letter in wanted],
        )
    except Refusal as refusal:
        saying.say_why_not(refusal)
