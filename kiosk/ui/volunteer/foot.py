"""The foot of the tablet: NEXT at the bottom right, always; what was just said and undone beside it."""

from __future__ import annotations

import html
from datetime import datetime

import streamlit as st

from kiosk.services.views import BoothQueue, StationView
from kiosk.ui import parts
from kiosk.ui.volunteer import labels, memory, presses
from kiosk.ui.words import _, ngettext
from models.enums import MarketPhase


def foot(queue: BoothQueue, *, mine: int | None, now: datetime) -> None:
    with st.container(key="desk_foot"):
        _add(queue)
        with st.container(key="desk_said"):
            _said(queue, now)
            _undo(queue)
        _next(queue, mine)


def _add(queue: BoothQueue) -> None:
    """A number for somebody who has no telephone and does not want to use the screen."""
    open_now = queue.phase is MarketPhase.OPEN and queue.takes_walk_ins
    hint = _("a number for somebody") if open_now else _("not possible now")
    st.button(
        _two_lines(_("Add"), hint),
        key="add",
        icon=":material/person_add:",
        disabled=not open_now,
        on_click=memory.ADDING.set,
        args=(True,),
        width="stretch",
    )


def _said(queue: BoothQueue, now: datetime) -> None:
    """The answer to the last press. What the undo button says anyway is only spoken."""
    said = memory.still_said(now)
    words, tone = (said.words, said.tone) if said else ("", "none")
    if said and said.number and queue.undo is not None and queue.undo.number == said.number:
        tone = "undoable"
    st.html(f'<p class="said said-{tone}" role="status">{html.escape(words)}</p>')


def _undo(queue: BoothQueue) -> None:
    if queue.undo is None:
        return
    done = labels.done(queue.undo.move, queue.undo.number)
    st.button(
        _two_lines(_("Undo"), done),
        key="undo",
        icon=":material/undo:",
        on_click=presses.undo,
        width="stretch",
    )


def _next(queue: BoothQueue, mine: int | None) -> None:
    """Strong when somebody waits and a station is free; else it says why it would not call anybody."""
    wanted = [station for station in queue.stations if mine in (None, station.ordinal)]
    free = [station for station in wanted if station.ticket is None]
    here = [ticket for ticket in queue.line if not ticket.elsewhere]
    if not queue.line:
        hint = _("nobody is waiting")
    elif not here and free:
        hint = _("all are at other booths just now")
    elif not free:
        hint = _("after {numbers}").format(numbers=_(", ").join(_numbers(wanted)))
    else:
        hint = ngettext("{count} person is waiting", "{count} people are waiting", len(queue.line))
        hint = hint.format(count=len(queue.line))
    st.button(
        _two_lines(_("Next person"), hint),
        key="next",
        icon=":material/campaign:",
        type="primary" if here and free else "secondary",
        disabled=queue.phase is MarketPhase.CANCELLED,
        on_click=presses.call_next,
        width="stretch",
    )


def _numbers(stations: list[StationView]) -> list[str]:
    return [station.ticket.number for station in stations if station.ticket is not None]


def _two_lines(strong: str, hint: str) -> str:
    return f"**{parts.plain(strong)}** {parts.plain(hint)}"
