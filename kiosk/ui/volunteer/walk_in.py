"""A number for somebody without a screen: three things at most, none of them needed, and the number to read aloud."""

from __future__ import annotations

import html
import secrets
from typing import Final

import streamlit as st

from kiosk.i18n import formats, refusals
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.views import BoothQueue, TicketView
from kiosk.ui import calm, parts
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.volunteer import labels, memory
from kiosk.ui.words import _, lang, ngettext
from models.enums import Language, Priority
from models.refusals import DatabaseGone, Refusal
from models.values import NAME_MAX

INTENTION: Key[str] = Key("walk_in_intention", "")
"""The idempotency key of this one number: the same however often the button is pressed, new for the next person."""

GIVEN: Key[TicketView | None] = Key("walk_in_given", None)
PHONE_MAX: Final = 20


def show(opening: Opening, queue: BoothQueue) -> None:
    given = GIVEN.get()
    if given is None:
        _form(opening, queue)
    else:
        _number(given)


def _form(opening: Opening, queue: BoothQueue) -> None:
    parts.title(_("A number for somebody"), under=f"{queue.letter}　{queue.name.say(opening.lang)}")
    with st.container(key="walk_in"):
        chosen = st.segmented_control(
            _("Who is it?"),
            options=[each.value for each in Priority],
            format_func=lambda value: parts.plain(labels.priority(Priority(value))),
            default=Priority.NONE.value,
            required=True,
            key="walk_in_priority",
        )
        name = st.text_input(_("Name, if they like to be called by it"), max_chars=NAME_MAX, key="walk_in_name")
        phone = st.text_input(_("Phone number, if they like"), max_chars=PHONE_MAX, key="walk_in_phone")
    pressed = parts.action_bar(
        at="form", main=_("Give a number"), back=_("Back to the line"), main_icon="confirmation_number"
    )
    if pressed.back:
        _back_to_the_line()
    if pressed.main:
        _give(opening, queue, Person(name or None, phone or None, Priority(chosen or "none"), Language(opening.lang)))


def _give(opening: Opening, queue: BoothQueue, person: Person) -> None:
    key = INTENTION.get() or secrets.token_urlsafe(16)
    INTENTION.set(key)
    try:
        given = get_tickets(
            opening.db,
            queue.market_id,
            wishes=[Wish(queue.booth_id)],
            person=person,
            key=key,
            by=opening.by,
            now=opening.now,
        )
    except DatabaseGone:
        calm.notice(_("That could not be saved just now. Please press once more."), tone="warm", icon="hourglass_top")
    except Refusal as refusal:
        calm.notice(refusals.sentence(refusal, lang()), tone="warm", icon="info")
    else:
        GIVEN.set(given.tickets[0])
        INTENTION.forget()
        st.rerun()


def _number(ticket: TicketView) -> None:
    with st.container(key="walk_in_given"):
        parts.big_number(ticket.number, caption=_("Please read the number aloud"))
        said = f'<p class="read-aloud">{html.escape(labels.aloud(ticket.number))}</p>'
        st.html(f'{said}<p class="read-ahead">{html.escape(_ahead(ticket))}</p>')
    pressed = parts.action_bar(at="given", main=_("Back to the line"), also=_("One more person"), main_icon="check")
    if pressed.also:
        GIVEN.forget()
        st.rerun()
    if pressed.main:
        _back_to_the_line()


def _ahead(ticket: TicketView) -> str:
    ahead = ticket.people_ahead or 0
    if not ahead:
        return _("Nobody is ahead.")
    words = ngettext("{count} person is ahead", "{count} people are ahead", ahead).format(count=ahead)
    return f"{words} · {formats.wait_range(ticket.wait.low, ticket.wait.high, lang())}" if ticket.wait else words


def _back_to_the_line() -> None:
    GIVEN.forget()
    INTENTION.forget()
    memory.ADDING.forget()
    st.rerun()
