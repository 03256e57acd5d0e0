"""Which booth, which station: asked once, kept in the address. Whoever has one of each is never asked."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from kiosk.i18n import formats
from kiosk.services import queues, staff
from kiosk.services.views import BoothChoice, BoothQueue
from kiosk.ui import calm, parts
from kiosk.ui.page import Opening
from kiosk.ui.volunteer import memory
from kiosk.ui.words import _, ngettext
from models.enums import MarketPhase
from models.refusals import NotAllowed, UnknownBooth


def booth_to_run(opening: Opening) -> BoothQueue | None:
    """The queue of the booth in the address, or of this person's only one; None when they must choose first."""
    wanted = memory.booth_id()
    queue = _queue_in_address(opening, wanted) if wanted is not None else None
    if queue is not None and not _is_history(queue):
        return queue
    mine = staff.my_booths(opening.db, by=opening.by, now=opening.now)
    if queue is not None and (not mine or wanted in {choice.booth_id for choice in mine}):
        return queue
    if wanted is not None and queue is None:
        calm.notice(_("That booth is not yours today. Please choose one of yours."), tone="warm", icon="info")
    elif not memory.wants_to_choose() and (only := _only_booth(mine)) is not None:
        # Kept in the address, so that the desk stays when the market is closed before the line is empty.
        memory.choose_booth(only)
        return queues.queue_of(opening.db, only, by=opening.by, now=opening.now)
    _choose_booth(opening, mine)
    return None


def _queue_in_address(opening: Opening, booth_id: int) -> BoothQueue | None:
    try:
        return queues.queue_of(opening.db, booth_id, by=opening.by, now=opening.now)
    except (NotAllowed, UnknownBooth):
        return None


def _is_history(queue: BoothQueue) -> bool:
    """Whether the market is over and nobody is left: a tablet that still shows last month's booth."""
    people = queue.line or queue.ready or queue.on_hold or any(station.ticket for station in queue.stations)
    return queue.phase in (MarketPhase.OVER, MarketPhase.CANCELLED) and not people


def _only_booth(mine: list[BoothChoice]) -> int | None:
    """The one booth of the earliest market, if it is only one."""
    first = [choice.booth_id for choice in mine if choice.market_id == mine[0].market_id]
    return first[0] if len(first) == 1 else None


def has_other_booths(opening: Opening) -> bool:
    return len(staff.my_booths(opening.db, by=opening.by, now=opening.now)) > 1


def _choose_booth(opening: Opening, mine: list[BoothChoice]) -> None:
    if not mine:
        parts.title(_("You have no booth yet"))
        calm.notice(_("Please ask an organiser to give you a booth. Then press “Look again”."), icon="info")
        st.button(_("Look again"), key="look_again", icon=":material/refresh:")
        return
    parts.title(_("Which booth are you at?"))
    for day, choices in groupby(mine, key=lambda choice: choice.day):
        parts.section(formats.day(day, opening.lang))
        with st.container(key=f"desk_booths_{day}"):
            for choice in choices:
                _booth_door(choice, opening.lang)


def _booth_door(choice: BoothChoice, lang: str) -> None:
    waiting = ngettext("{count} person is waiting", "{count} people are waiting", choice.waiting)
    hint = waiting.format(count=choice.waiting) if choice.waiting else _("nobody is waiting")
    name = f"{choice.letter}　{choice.name.say(lang)}"
    if parts.door(f"booth_{choice.booth_id}", name, icon="storefront", hint=hint, tone="indigo"):
        memory.choose_booth(choice.booth_id)
        st.rerun()


def must_choose_station(queue: BoothQueue) -> bool:
    """Whether this booth has several stations and the address names none of them."""
    known = {str(station.ordinal) for station in queue.stations} | {memory.ANY_STATION}
    return len(queue.stations) > 1 and memory.station() not in known


def choose_station(queue: BoothQueue) -> None:
    """Where "Next" sends people. With one tablet for the whole booth it is wherever somebody is free."""
    later = _("“Next person” will send people to you. You can change this later.")
    parts.title(_("Which station are you at?"), under=later)
    with st.container(key="desk_booths_stations"):
        for station in queue.stations:
            name = _("Station {number}").format(number=station.ordinal)
            _station_door(str(station.ordinal), name, icon="person", hint=_("I serve here"))
        _station_door(
            memory.ANY_STATION, _("All stations"), icon="groups", hint=_("This is the only tablet of the booth")
        )


def _station_door(chosen: str, name: str, *, icon: str, hint: str) -> None:
    if parts.door(f"station_{chosen}", name, icon=icon, hint=hint, tone="indigo"):
        memory.choose_station(chosen)
        st.rerun()
