"""Who is at the stations: the number in large type, the name, the minutes, and what can be done for this person."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import streamlit as st

from kiosk.services.views import BoothQueue, StaffTicket, StationView
from kiosk.ui import parts
from kiosk.ui.volunteer import labels, presses
from kiosk.ui.words import N_, _
from models.enums import ServiceKind, TicketState

HINT_AFTER_MINUTES: Final = 3
"""So long after a call it is kind to think of the others."""


@dataclass(frozen=True, slots=True)
class Act:
    """A button for the person at a station: `size` is how many of six columns it takes."""

    key: str
    label: str
    icon: str
    to: TicketState
    size: int = 2
    main: bool = False


_WHEN_CALLED: Final = (
    Act("start", N_("Start"), "play_arrow", TicketState.SERVING, size=4, main=True),
    Act("recall", N_("Call again"), "campaign", TicketState.CALLED),
    Act("absent", N_("Not here"), "person_off", TicketState.NO_SHOW),
    Act("hold", N_("Away a while"), "pause", TicketState.ON_HOLD),
    Act("back", N_("Back in line"), "undo", TicketState.WAITING),
)
_WHEN_SERVING: Final = (Act("done", N_("Done"), "check", TicketState.DONE, size=6, main=True),)
_WHEN_SERVING_DROP_OFF: Final = (
    Act("ready", N_("Ready to collect"), "inventory_2", TicketState.READY, size=4, main=True),
    Act("done", N_("Handed over"), "check", TicketState.DONE),
)


def cards(queue: BoothQueue, *, mine: int | None, now: datetime) -> None:
    """One card for each station; with `mine` (an ordinal) only that one has buttons, and it comes first."""
    ordered = sorted(queue.stations, key=lambda station: (station.ordinal != mine, station.ordinal))
    with st.container(key=f"desk_stations_{min(len(ordered), 4)}"):
        for station in ordered:
            _card(queue, station, is_mine=station.ordinal == mine, has_buttons=mine in (None, station.ordinal), now=now)


def _card(queue: BoothQueue, station: StationView, *, is_mine: bool, has_buttons: bool, now: datetime) -> None:
    ticket = station.ticket
    state = ticket.state.value if ticket else "free"
    own = "own" if is_mine or len(queue.stations) == 1 else "other"
    with st.container(key=f"desk_station_{state}_{own}_{station.ordinal}"):
        head = _head(queue, station, is_mine=is_mine, now=now)
        if ticket is None:
            st.html(head + _free(station, has_buttons=has_buttons))
            return
        st.html(head + _person(queue, ticket, hint=has_buttons, now=now))
        if has_buttons:
            _buttons(queue, ticket)


def _head(queue: BoothQueue, station: StationView, *, is_mine: bool, now: datetime) -> str:
    """The station's name and what is happening there, each with a word and a shape."""
    name = _("Station {number}").format(number=station.ordinal)
    if is_mine and len(queue.stations) > 1:
        name = _("Station {number}, mine").format(number=station.ordinal)
    words, icon, minutes = _state(station.ticket, now)
    since = f"<span>{html.escape(labels.for_minutes(minutes))}</span>" if station.ticket else ""
    return (
        f'<div class="station-head"><h2>{html.escape(name)}</h2>'
        f'<p class="station-state">{parts.glyph(icon)}<b>{html.escape(words)}</b>{since}</p></div>'
    )


def _state(ticket: StaffTicket | None, now: datetime) -> tuple[str, str, int]:
    if ticket is None:
        return _("free"), "radio_button_unchecked", 0
    if ticket.state is TicketState.CALLED:
        return _("called"), "campaign", labels.minutes_since(ticket.called_at, now)
    return _("being served"), "person", labels.minutes_since(ticket.started_at, now)


def _person(queue: BoothQueue, ticket: StaffTicket, *, hint: bool, now: datetime) -> str:
    who, why = labels.person(ticket), labels.reason(ticket, zone=queue.time_zone) or _booked(queue, ticket)
    about = " · ".join(html.escape(words) for words in (who, why) if words)
    return (
        f'<p class="station-number"><span aria-hidden="true">{html.escape(ticket.number)}</span>'
        f'<span class="unseen">{html.escape(labels.aloud(ticket.number))}</span></p>'
        f'<p class="station-person">{about}</p>{_hint(ticket, now) if hint else ""}'
    )


def _booked(queue: BoothQueue, ticket: StaffTicket) -> str:
    if ticket.slot_starts_at is None:
        return ""
    return _("booked {time}").format(time=labels.clock(ticket.slot_starts_at, queue.time_zone))


def _hint(ticket: StaffTicket, now: datetime) -> str:
    if ticket.state is not TicketState.CALLED or labels.minutes_since(ticket.called_at, now) < HINT_AFTER_MINUTES:
        return ""
    words = html.escape(_("Nobody comes? Press “Not here”. The person can come back later."))
    return f'<p class="station-hint">{parts.glyph("info")}<span>{words}</span></p>'


def _free(station: StationView, *, has_buttons: bool) -> str:
    if not station.is_open:
        words = _("This station is not open now.")
    else:
        words = _("Press “Next person” to call somebody.") if has_buttons else _("Nobody is here.")
    return f'<p class="station-free">{html.escape(words)}</p>'


def _buttons(queue: BoothQueue, ticket: StaffTicket) -> None:
    """The same places for the same words, always; one button is strong."""
    if ticket.state is TicketState.CALLED:
        acts: tuple[Act, ...] = _WHEN_CALLED
    else:
        acts = _WHEN_SERVING_DROP_OFF if queue.kind is ServiceKind.DROP_OFF else _WHEN_SERVING
    with st.container(key=f"desk_acts_{ticket.state.value}_{ticket.number}"):
        for act in acts:
            st.button(
                parts.plain(_(act.label)),
                key=f"desk_act{act.size}_{act.key}_{ticket.number}",
                icon=f":material/{act.icon}:",
                type="primary" if act.main else "secondary",
                on_click=presses.recall_or_move,
                args=(ticket.code, ticket.state, act.to),
                width="stretch",
            )
