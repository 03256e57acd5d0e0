"""Giving out tickets: the intention, the visit, the number, the place."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kiosk.store.counters import next_number, take_place
from kiosk.store.facts import BoothFacts, TicketFacts
from kiosk.store.moving import write_event
from kiosk.store.prepared import InsertUnlessThere, Prepared
from models.actor import Actor
from models.columns import id_of
from models.enums import Language, Priority, TicketKind, TicketState
from models.market import Slot
from models.moves import Move
from models.refusals import AlreadyBooked, BoothFull, KeyReused
from models.tickets import Intention, Ticket, Visit

_CODE_BYTES = 16
_VISIT = ("market_id", "name", "phone", "language", "created_at")
_OWN = (
    "code", "number", "market_id", "booth_id", "visit_id", "slot_id", "kind", "priority", "state", "created_at",
    "queued_at",
)  # fmt: skip


def _bound(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


_INTENTION = InsertUnlessThere(Intention, "key", "fingerprint", "created_at")
_VISIT_OF_PHONE = InsertUnlessThere(Visit, *_VISIT)
_NEW_VISIT = Prepared(insert(Visit).values(_bound(_VISIT)).returning(col(Visit.id)))
_NEW_TICKET = Prepared(insert(Ticket).values(_bound((*_OWN, "intention_key"))).returning(col(Ticket.id)))
_KNOWN_VISIT = Prepared(
    select(Visit.id).where(Visit.market_id == bindparam("market_id"), Visit.phone == bindparam("phone"))
)
_KNOWN_KEY = Prepared(select(Intention.fingerprint).where(Intention.key == bindparam("key")))


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What a ticket needs besides its booth: all checked already. Without a slot it is a number for now."""

    slot: Slot | None
    visit_id: int
    intention_key: str
    priority: Priority


def new_code() -> str:
    """128 random bits as 26 letters and digits that a barcode scanner types without an input method's help."""
    return base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().rstrip("=")


def claim_intention(session: Session, key: str, *, fingerprint: str, now: datetime) -> bool:
    """Whether the key is new; if not, its tickets have been given out before. Raises KeyReused."""
    if _INTENTION.run(session, key=key, fingerprint=fingerprint, created_at=now):
        return True
    if _KNOWN_KEY.first(session, key=key).fingerprint != fingerprint:
        raise KeyReused
    return False


def visit_of(
    session: Session, market_id: int, *, name: str | None, phone: str | None, language: Language, now: datetime
) -> int:
    """The id of this person's market day: the phone's, if it has one already, else a new one."""
    values = {"market_id": market_id, "name": name, "phone": phone, "language": language, "created_at": now}
    if phone is None:
        return int(_NEW_VISIT.first(session, **values).id)
    _VISIT_OF_PHONE.run(session, **values)
    return int(_KNOWN_VISIT.first(session, market_id=market_id, phone=phone).id)


def issue(session: Session, at: BoothFacts, new: NewTicket, *, by: Actor, now: datetime) -> TicketFacts:
    """Give out one ticket. Raises BoothFull, SlotFull (without the nearest), AlreadyBooked."""
    number = next_number(session, at.booth_id, at.letter)
    if number is None:
        raise BoothFull(booth_id=at.booth_id, name=at.name, name_en=at.name_en, capacity=at.units)
    if new.slot is not None:
        take_place(session, id_of(new.slot), time_zone=at.time_zone)
    ticket = _first_facts(at, new, number, now)
    values = {column: getattr(ticket, column) for column in _OWN}
    try:
        row = _NEW_TICKET.first(session, intention_key=new.intention_key, **values)
    except IntegrityError as error:
        if "visit_id" not in str(error.orig):
            raise
        raise AlreadyBooked(booth_id=at.booth_id, name=at.name, name_en=at.name_en) from error
    ticket = ticket._replace(id=row.id)
    write_event(session, ticket, Move.CREATE, ticket.state, by=by, now=now, changes={}, before={})
    return ticket


def _first_facts(at: BoothFacts, new: NewTicket, number: str, now: datetime) -> TicketFacts:
    """The ticket as it will be, still without its id."""
    slot = new.slot
    return TicketFacts(
        id=0,
        code=new_code(),
        number=number,
        market_id=at.market_id,
        booth_id=at.booth_id,
        visit_id=new.visit_id,
        slot_id=slot.id if slot else None,
        station_id=None,
        kind=TicketKind.BOOKED if slot else TicketKind.WALK_IN,
        priority=new.priority,
        state=TicketState.BOOKED if slot else TicketState.WAITING,
        created_at=now,
        checked_in_at=None,
        queued_at=None if slot else now,
        called_at=None,
        started_at=None,
        ended_at=None,
        slot_starts_at=slot.starts_at if slot else None,
        slot_ends_at=slot.ends_at if slot else None,
        station=None,
        at=at,
    )
