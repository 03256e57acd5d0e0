"""Giving out tickets: the intention, the visit, the number, the place."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kiosk.store.counters import next_number, take_place
from kiosk.store.facts import BoothFacts
from kiosk.store.moving import write_creation
from models.actor import Actor
from models.columns import id_of
from models.enums import Language, Priority, TicketKind, TicketState
from models.market import Slot
from models.refusals import AlreadyBooked, BoothFull, KeyReused
from models.tickets import Intention, Ticket, Visit

_CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What a ticket needs besides its booth: all checked already."""

    slot: Slot | None
    visit_id: int
    intention_key: str | None
    priority: Priority


def new_code() -> str:
    """128 random bits as 26 letters and digits that a barcode scanner types without an input method's help."""
    return base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().rstrip("=")


def insert_unless_there(session: Session, table: Any, **values: Any) -> bool:
    """Insert a row, or do nothing if one with its unique value exists. Waits for another transaction's same row."""
    dialect: Any = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    result: Any = session.execute(dialect(table).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount == 1)


def claim_intention(session: Session, key: str, *, fingerprint: str, now: datetime) -> list[Ticket]:
    """The tickets that this key was answered with before, or an empty list for a new key. Raises KeyReused."""
    if insert_unless_there(session, Intention, key=key, fingerprint=fingerprint, created_at=now):
        return []
    known = session.get_one(Intention, key, populate_existing=True)
    if known.fingerprint != fingerprint:
        raise KeyReused
    return list(session.exec(select(Ticket).where(Ticket.intention_key == key).order_by(col(Ticket.id))))


def visit_of(
    session: Session, market_id: int, *, name: str | None, phone: str | None, language: Language, now: datetime
) -> int:
    """The id of this person's market day: the phone's, if it has one already, else a new one."""
    if phone is None:
        visit = Visit(market_id=market_id, name=name, language=language, created_at=now)
        session.add(visit)
        session.flush()
        return id_of(visit)
    insert_unless_there(session, Visit, market_id=market_id, phone=phone, name=name, language=language, created_at=now)
    return id_of(session.exec(select(Visit).where(Visit.market_id == market_id, Visit.phone == phone)).one())


def issue(session: Session, facts: BoothFacts, new: NewTicket, *, by: Actor, now: datetime) -> Ticket:
    """Give out one ticket. Raises BoothFull, SlotFull (without the nearest), AlreadyBooked."""
    booth = facts.booth
    number = next_number(session, booth)
    if number is None:
        raise BoothFull(booth_id=id_of(booth), name=facts.name, name_en=facts.name_en, capacity=booth.units)
    if new.slot is not None:
        take_place(session, id_of(new.slot))
    ticket = Ticket(
        code=new_code(),
        number=number,
        market_id=booth.market_id,
        booth_id=id_of(booth),
        visit_id=new.visit_id,
        slot_id=new.slot.id if new.slot else None,
        intention_key=new.intention_key,
        kind=TicketKind.BOOKED if new.slot else TicketKind.WALK_IN,
        priority=new.priority,
        state=TicketState.BOOKED if new.slot else TicketState.WAITING,
        created_at=now,
        queued_at=None if new.slot else now,
    )
    session.add(ticket)
    try:
        session.flush()
    except IntegrityError as error:
        if "visit_id" not in str(error.orig):
            raise
        raise AlreadyBooked(booth_id=id_of(booth), name=facts.name, name_en=facts.name_en) from error
    write_creation(session, ticket, by=by, now=now)
    return ticket
