"""The people of a booth who are not at a station: the line in calling order, bookings, away, ready, missed."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import streamlit as st

from kiosk.services.views import BoothQueue, StaffTicket
from kiosk.ui import parts
from kiosk.ui.session import Key
from kiosk.ui.volunteer import labels, presses
from kiosk.ui.words import N_, _, ngettext
from models.enums import Priority, ServiceKind, TicketState

MOST_ROWS: Final = 40
"""A line of three hundred would only slow the tablet down; nobody scrolls so far."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One list: the word under its count, what a press on a row does, and what stands there when it is empty."""

    name: str
    label: str
    act: str
    icon: str
    to: TicketState
    empty: str
    people: Callable[[BoothQueue], tuple[StaffTicket, ...]]


_TABS: Final = (
    Tab("line", N_("Line"), N_("Away a while"), "pause", TicketState.ON_HOLD, N_("Nobody is waiting."),
        lambda queue: queue.line),
    Tab("booked", N_("Booked"), N_("Is here"), "how_to_reg", TicketState.WAITING,
        N_("No more bookings today."), lambda queue: queue.bookings),
    Tab("ready", N_("Collect"), N_("Collected"), "check", TicketState.DONE,
        N_("Nothing is ready to be collected."), lambda queue: queue.ready),
    Tab("away", N_("Away"), N_("Is back"), "how_to_reg", TicketState.WAITING,
        N_("Nobody is away for a while."), lambda queue: queue.on_hold),
    Tab("missed", N_("Missed"), N_("Is here"), "how_to_reg", TicketState.WAITING,
        N_("Nobody missed a call in the last hour."), lambda queue: queue.missed),
)  # fmt: skip


TAB: Key[str] = Key("desk_tab", "line")


def panel(queue: BoothQueue, *, now: datetime) -> None:
    """The tabs with their counts, and the rows of the chosen one."""
    tabs = {tab.name: tab for tab in _TABS if tab.name != "ready" or queue.kind is ServiceKind.DROP_OFF or queue.ready}
    chosen = tabs.get(TAB.get(), _TABS[0])
    with st.container(key="desk_lists"):
        with st.container(key="desk_tabs"):
            for tab in tabs.values():
                _tab(tab, len(tab.people(queue)), is_chosen=tab is chosen)
        with st.container(key=f"desk_rows_{chosen.name}"):
            _rows(queue, chosen, now)


def _tab(tab: Tab, count: int, *, is_chosen: bool) -> None:
    # Stock segmented controls know their choice by its label, and these labels change with every count.
    word = parts.plain(_(tab.label))
    st.button(
        f"**{count}** {word}",
        key=f"tab_{tab.name}",
        type="primary" if is_chosen else "secondary",
        on_click=TAB.set,
        args=(tab.name,),
        width="stretch",
    )


def _rows(queue: BoothQueue, tab: Tab, now: datetime) -> None:
    people = tab.people(queue)
    if not people:
        nobody = html.escape(_(tab.empty))
        st.html(f'<p class="row-none">{nobody}</p>')
    for ticket in people[:MOST_ROWS]:
        _row(queue, tab, ticket, now=now)
    more = len(people) - MOST_ROWS
    if more > 0:
        words = ngettext("and {count} more person", "and {count} more people", more).format(count=more)
        st.html(f'<p class="row-none">{html.escape(words)}</p>')


def _row(queue: BoothQueue, tab: Tab, ticket: StaffTicket, *, now: datetime) -> None:
    about = " · ".join(html.escape(words) for words in _about(queue, tab, ticket, now) if words)
    who = html.escape(labels.person(ticket))
    row = "row row-elsewhere" if ticket.elsewhere else "row"
    with st.container(key=f"desk_row_{tab.name}_{ticket.number}"):
        st.html(
            f'<div class="{row}"><p class="row-number">{html.escape(ticket.number)}<span>{who}</span></p>'
            f'<p class="row-about">{about}</p></div>'
        )
        st.button(
            parts.plain(_(tab.act)),
            key=f"row_{tab.name}_{ticket.number}",
            icon=f":material/{tab.icon}:",
            on_click=presses.recall_or_move,
            args=(ticket.code, ticket.state, tab.to),
        )


def _about(queue: BoothQueue, tab: Tab, ticket: StaffTicket, now: datetime) -> tuple[str, ...]:
    """Why somebody stands here, and since when."""
    if tab.name == "booked":
        return (_due(queue, ticket, now), _priority(ticket))
    if tab.name == "line":
        waited = labels.minutes_since(ticket.queued_at, now)
        waits = ngettext("waits {count} minute", "waits {count} minutes", waited).format(count=waited)
        away = _("now at booth {letter}").format(letter=ticket.elsewhere) if ticket.elsewhere else ""
        return (away, labels.reason(ticket, zone=queue.time_zone), waits if waited else _("came just now"))
    return (_priority(ticket),)


def _due(queue: BoothQueue, ticket: StaffTicket, now: datetime) -> str:
    assert ticket.slot_starts_at is not None
    late = labels.minutes_since(ticket.slot_starts_at, now)
    time = labels.clock(ticket.slot_starts_at, queue.time_zone)
    if late < 1:
        return _("booked {time}").format(time=time)
    sentence = ngettext("booked {time}, {count} minute late", "booked {time}, {count} minutes late", late)
    return sentence.format(time=time, count=late)


def _priority(ticket: StaffTicket) -> str:
    return "" if ticket.priority is Priority.NONE else labels.priority(ticket.priority)
