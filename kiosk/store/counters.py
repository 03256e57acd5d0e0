"""Guarded counters: places in a slot, units and numbers of a booth, the revision of a market.

Each is one UPDATE whose condition and effect are one step, so two people can never both get the last one.
"""

from typing import Any

from sqlalchemy import Update, or_, update
from sqlmodel import Session, col

from models.market import Booth, Market, Slot
from models.refusals import BoothFull, SlotFull

LAST_NUMBER = 999


def _done(session: Session, query: Update) -> bool:
    result: Any = session.execute(query, execution_options={"synchronize_session": False})
    return bool(result.rowcount == 1)


def take_place(session: Session, slot_id: int) -> None:
    """Raises SlotFull without data beyond the slot: the caller knows the booth and looks for the nearest."""
    slot = session.get_one(Slot, slot_id)
    free = col(Slot.taken) < col(Slot.capacity)
    if not _done(session, update(Slot).where(col(Slot.id) == slot_id, free).values(taken=Slot.taken + 1)):
        raise SlotFull(booth_id=slot.booth_id, slot_id=slot_id, starts_at=slot.starts_at, time_zone="UTC")


def give_place(session: Session, slot_id: int) -> None:
    _done(session, update(Slot).where(col(Slot.id) == slot_id, col(Slot.taken) > 0).values(taken=Slot.taken - 1))


def _has_unit() -> Any:
    return or_(col(Booth.units).is_(None), col(Booth.promised) < col(Booth.units))


def take_unit(session: Session, booth_id: int) -> None:
    """Raises BoothFull."""
    query = update(Booth).where(col(Booth.id) == booth_id, _has_unit()).values(promised=Booth.promised + 1)
    if not _done(session, query):
        booth = session.get_one(Booth, booth_id)
        raise BoothFull(booth_id=booth_id, name=booth.name, name_en=booth.name_en, capacity=booth.units)


def give_unit(session: Session, booth_id: int) -> None:
    fewer = update(Booth).where(col(Booth.id) == booth_id, col(Booth.promised) > 0)
    _done(session, fewer.values(promised=Booth.promised - 1))


def next_number(session: Session, booth: Booth) -> str | None:
    """The booth's next number with its unit taken, or None when either is used up."""
    query = (
        update(Booth)
        .where(col(Booth.id) == booth.id, col(Booth.last_number) < LAST_NUMBER, _has_unit())
        .values(last_number=Booth.last_number + 1, promised=Booth.promised + 1)
        .returning(col(Booth.last_number))
    )
    given = session.execute(query, execution_options={"synchronize_session": False}).scalar()
    return None if given is None else f"{booth.letter}{given:03d}"


def bump_market(session: Session, market_id: int) -> None:
    """Say that something which people can see has changed."""
    _done(session, update(Market).where(col(Market.id) == market_id).values(revision=Market.revision + 1))
