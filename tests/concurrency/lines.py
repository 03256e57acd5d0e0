"""A long line in front of a booth, made by the store in one transaction, so that a race can begin at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from sqlmodel import Session

from kiosk.store import Database
from kiosk.store.facts import booth_facts
from kiosk.store.issuing import NewTicket, claim_intention, issue, visit_of
from kiosk.store.moving import move
from models.actor import RESIDENT
from models.enums import Language, Priority, TicketState
from models.market import Slot
from tests.factories import MadeMarket

SECOND = timedelta(seconds=1)
PRIORITIES = (Priority.NONE, Priority.ELDER, Priority.NONE, Priority.NONE, Priority.CHILD)


def stand_in_line(db: Database, made: MadeMarket, letter: str, *, people: int, now: datetime, booked: int = 0) -> None:
    """So many people come in the seconds before `now`, two in five with priority, and wait.

    The first `booked` of them had booked the booth's slots, one place after the other.
    """
    slots = cycle(sorted(slot_id for (at, _), slot_id in made.slots.items() if at == letter))
    with db.writing() as session:
        for n in range(people):
            came_at = now - (people - n) * SECOND
            slot_id = next(slots) if n < booked else None
            priority = PRIORITIES[n % len(PRIORITIES)]
            _come(session, made, letter, key=f"line-{letter}-{n:04d}", slot_id=slot_id, priority=priority, at=came_at)


def _come(
    session: Session, made: MadeMarket, letter: str, *, key: str, slot_id: int | None, priority: Priority, at: datetime
) -> None:
    claim_intention(session, key, fingerprint="", now=at)
    visit_id = visit_of(session, made.id, name=None, phone=None, language=Language.CHINESE, now=at)
    booth = booth_facts(session, made.booths[letter])
    slot = session.get(Slot, slot_id) if slot_id else None
    new = NewTicket(slot=slot, visit_id=visit_id, intention_key=key, priority=priority)
    ticket = issue(session, booth, new, by=RESIDENT, now=at)
    if slot is not None:
        move(session, ticket, TicketState.WAITING, by=RESIDENT, now=at)
