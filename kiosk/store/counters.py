"""Guarded counters: places in a slot, units and numbers of a booth, the revision of a market.

Each is one UPDATE whose condition and effect are one step, so two people can never both get the last one.
"""

from typing import Any

from sqlalchemy import bindparam, or_, update
from sqlmodel import Session, col

from kiosk.store.prepared import Prepared
from models.enums import MarketState
from models.market import Booth, Market, Slot
from models.refusals import BoothFull, SlotFull, UnknownSlot

LAST_NUMBER = 999

_has_unit: Any = or_(col(Booth.units).is_(None), col(Booth.promised) < col(Booth.units))
_slot: Any = update(Slot).where(col(Slot.id) == bindparam("slot_id"))
_booth: Any = update(Booth).where(col(Booth.id) == bindparam("booth_id"))
_TAKE_PLACE = Prepared(_slot.where(col(Slot.taken) < col(Slot.capacity)).values(taken=Slot.taken + 1))
_GIVE_PLACE = Prepared(_slot.where(col(Slot.taken) > 0).values(taken=Slot.taken - 1))
_TAKE_UNIT = Prepared(_booth.where(_has_unit).values(promised=Booth.promised + 1))
_GIVE_UNIT = Prepared(_booth.where(col(Booth.promised) > 0).values(promised=Booth.promised - 1))
_NEXT_NUMBER = Prepared(
    _booth.where(col(Booth.last_number) < LAST_NUMBER, _has_unit)
    .values(last_number=Booth.last_number + 1, promised=Booth.promised + 1)
    .returning(col(Booth.last_number))
)
_BUMP = Prepared(
    update(Market)
    .where(col(Market.id) == bindparam("market_id"))
    .values(revision=Market.revision + 1)
    .returning(col(Market.state), col(Market.is_paused))
)


def take_place(session: Session, slot_id: int, *, time_zone: str) -> None:
    """Raises SlotFull without the nearest free ones: the caller knows the booth and looks for them; UnknownSlot when
    an organiser has just taken the slot away."""
    if _TAKE_PLACE.count(session, slot_id=slot_id) != 1:
        slot = session.get(Slot, slot_id)
        if slot is None:
            raise UnknownSlot
        raise SlotFull(booth_id=slot.booth_id, slot_id=slot_id, starts_at=slot.starts_at, time_zone=time_zone)


def give_place(session: Session, slot_id: int) -> None:
    _GIVE_PLACE.count(session, slot_id=slot_id)


def take_unit(session: Session, booth_id: int) -> None:
    """Raises BoothFull."""
    if _TAKE_UNIT.count(session, booth_id=booth_id) != 1:
        booth = session.get_one(Booth, booth_id)
        raise BoothFull(booth_id=booth_id, name=booth.name, name_en=booth.name_en, capacity=booth.units)


def give_unit(session: Session, booth_id: int) -> None:
    _GIVE_UNIT.count(session, booth_id=booth_id)


def next_number(session: Session, booth_id: int, letter: str) -> str | None:
    """The booth's next number with its unit taken, or None when either is used up."""
    given = _NEXT_NUMBER.first(session, booth_id=booth_id)
    return None if given is None else f"{letter}{given.last_number:03d}"


def bump_market(session: Session, market_id: int) -> tuple[MarketState, bool]:
    """Say that something which people can see has changed.

    The answer is the market's state and whether it is paused: from here to the end of the transaction nobody else can
    change them.
    """
    market = _BUMP.first(session, market_id=market_id)
    return market.state, market.is_paused
