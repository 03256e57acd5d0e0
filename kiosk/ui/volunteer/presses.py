"""Doing what was pressed on the tablet, and saying in one sentence what came of it.

Buttons only note the press (`memory.press`); it is done at the start of the next run, before the queue is read, so
that one run shows the state after it. Whatever is refused is said calmly: the new state stands on the screen already.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kiosk.i18n import refusals
from kiosk.services import queues
from kiosk.services.views import BoothQueue
from kiosk.ui.page import Opening
from kiosk.ui.volunteer import labels, memory
from kiosk.ui.volunteer.memory import CALLED, PRESSED, Called, Press, Said
from kiosk.ui.words import _, lang
from models.enums import TicketState
from models.moves import Move, move_between
from models.refusals import DatabaseGone, Refusal, StationBusy

DOUBLE_TAP: Final = timedelta(seconds=2)
"""One tablet for two stations: a second tap within this time calls nobody. At one station the rule itself refuses."""


def do_what_was_pressed(opening: Opening, queue_before: BoothQueue, *, station_id: int | None) -> bool:
    """Perform the noted press, if there is one. True when something was tried and the queue must be read again."""
    press = PRESSED.take()
    if press is None:
        return False
    try:
        said = _do(opening, queue_before, press, station_id)
    except DatabaseGone:
        said = Said(_("That could not be saved just now. Please press once more."), opening.now, "warm")
    except Refusal as refusal:
        said = Said(refusals.sentence(refusal, lang()), opening.now, "warm")
    memory.SAID.set(said)
    return True


def _do(opening: Opening, queue: BoothQueue, press: Press, station_id: int | None) -> Said:
    if press.kind == "next":
        return _call_next(opening, queue, station_id)
    if press.kind == "undo":
        ticket = queues.undo(opening.db, queue.booth_id, by=opening.by, now=opening.now)
        CALLED.forget()
        return Said(_("Taken back. {number} is where it was before.").format(number=ticket.number), opening.now)
    return _move(opening, queue, press)


def _call_next(opening: Opening, queue: BoothQueue, station_id: int | None) -> Said:
    now, last = opening.now, CALLED.get()
    if station_id is None and last is not None and now - last.at < DOUBLE_TAP:
        return Said(_("{number} has just been called.").format(number=last.number), now, "info")
    try:
        ticket = queues.call_next(opening.db, queue.booth_id, by=opening.by, now=now, station_id=station_id)
    except StationBusy as busy:
        return Said(_who_is_there(busy), now, "warm")
    if ticket is None:
        return Said(_("Nobody is waiting."), now, "info")
    CALLED.set(Called(ticket.number, now))
    words = _("{number} is called to station {station}.").format(number=ticket.number, station=ticket.station)
    return Said(words, now, number=ticket.number)


def _who_is_there(busy: StationBusy) -> str:
    """What to do before the next person can be called."""
    if not busy.numbers:
        return _("Somebody else has just been called here.")
    numbers = _(", ").join(busy.numbers)
    return _("{numbers} first: press “Done” or “Not here”, then call the next person.").format(numbers=numbers)


def _move(opening: Opening, queue: BoothQueue, press: Press) -> Said:
    assert press.to is not None
    ticket = queues.move_ticket(opening.db, press.code, press.to, by=opening.by, now=opening.now, was=press.was)
    name = move_between(press.was or ticket.state, press.to, service=queue.kind) or Move.RECALL
    # A recall cannot be taken back, so the button beside never says it.
    number = "" if name is Move.RECALL else ticket.number
    return Said(labels.done(name, ticket.number), opening.now, number=number)


def recall_or_move(code: str, was: TicketState, to: TicketState) -> None:
    """For a button's `on_click`."""
    memory.press(Press("move", code, was, to))


def call_next() -> None:
    memory.press(Press("next"))


def undo() -> None:
    memory.press(Press("undo"))
