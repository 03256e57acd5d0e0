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
from models.refusals import NotAllowed, UnknownBooth


def booth_to_run(opening: Opening) -> BoothQueue | None:
    """The queue of the booth in the address, or of this person's only one; None when they must choose first."""
    wanted = memory.booth_id()
    if wanted is not None:
        try:
            return queues.queue_of(opening.db, wanted, by=opening.by, now=opening.now)
        except (NotAllowed, UnknownBooth):
            calm.notice(_("That booth is not yours today. Please choose one of yours."), tone="warm", icon="info")
    mine = staff.my_booths(opening.db, by=opening.by, now=opening.now)
    first_day = [choice for choice in mine if choice.market_id == mine[0].market_id]
    if wanted is None and len(first_day) == 1 and not memory.wants_to_choose():
        return queues.queue_of(opening.db, first_day[0].booth_id, by=opening.by, now=opening.now)
    _choose_booth(opening, mine)
    return None


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
