"""The volunteer's one screen. It runs again every two seconds, so two tablets at one booth show the same."""

from __future__ import annotations

import html
from typing import Final

import streamlit as st

from kiosk.services import queues
from kiosk.services.views import BoothQueue
from kiosk.ui.page import Opening, live
from kiosk.ui.volunteer import labels, memory
from kiosk.ui.volunteer.foot import foot
from kiosk.ui.volunteer.lists import panel
from kiosk.ui.volunteer.presses import do_what_was_pressed
from kiosk.ui.volunteer.stations import cards
from kiosk.ui.words import lang, ngettext
from models.enums import MarketPhase

REFRESH_SECONDS: Final = 2


@live(every_seconds=REFRESH_SECONDS)
def desk(opening: Opening, booth_id: int) -> None:
    """What was pressed is done first, then everything is drawn as it is now."""
    queue = queues.queue_of(opening.db, booth_id, by=opening.by, now=opening.now)
    mine = my_station(queue)
    station_id = next((station.id for station in queue.stations if station.ordinal == mine), None)
    if do_what_was_pressed(opening, queue, station_id=station_id):
        queue = queues.queue_of(opening.db, booth_id, by=opening.by, now=opening.now)
    if memory.ADDING.get():
        st.rerun()
    with st.container(key="desk"):
        _head(queue)
        cards(queue, mine=mine, now=opening.now)
        panel(queue, now=opening.now)
        foot(queue, mine=mine, now=opening.now)


def my_station(queue: BoothQueue) -> int | None:
    """The ordinal of the station this tablet calls to; None for all of them. A booth with one station has no choice."""
    if len(queue.stations) == 1:
        return queue.stations[0].ordinal
    chosen = memory.station()
    return next((station.ordinal for station in queue.stations if str(station.ordinal) == chosen), None)


def _head(queue: BoothQueue) -> None:
    served = ngettext("{count} person served", "{count} people served", queue.served).format(count=queue.served)
    phase = ""
    if queue.phase is not MarketPhase.OPEN:
        phase = f'<span class="phase phase-amber">{html.escape(labels.phase(queue.phase))}</span>'
    st.html(
        f'<div class="desk-head"><span class="desk-letter" aria-hidden="true">{html.escape(queue.letter)}</span>'
        f"<h1>{html.escape(queue.name.say(lang()))}</h1>{phase}<p>{html.escape(served)}</p></div>"
    )
