"""Reading and locking what organisers plan: communities, markets, booths and what hangs on them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.columns import id_of
from models.enums import MarketState
from models.market import Advice, Booth, LayoutSnapshot, Market, Shift, Slot, Station
from models.people import Audit
from models.places import Community
from models.refusals import DayTaken
from models.tickets import Ticket


def community_row(session: Session, community_id: int, *, lock: bool = False) -> Community | None:
    """`lock` makes other organisers of the community wait; tickets never lock it, so residents do not."""
    query = select(Community).where(Community.id == community_id)
    return session.exec(query.with_for_update(key_share=True) if lock else query).first()


def booth_of(session: Session, booth_id: int, *, lock: bool = False) -> Booth | None:
    """`lock` makes tickets of this booth wait."""
    query = select(Booth).where(Booth.id == booth_id)
    return session.exec(query.with_for_update() if lock else query).first()


def booths_of(session: Session, market_id: int, *, lock: bool = False) -> list[Booth]:
    """By id when locked, the order in which bookings of several booths lock them; else by letter."""
    query = select(Booth).where(Booth.market_id == market_id)
    if lock:
        return list(session.exec(query.order_by(col(Booth.id)).with_for_update()))
    return list(session.exec(query.order_by(col(Booth.letter))))


def newest_market(session: Session, community_id: int) -> Market | None:
    """The market that "copy the last one" means: the last that is no draft, else the last draft that is no copy.

    A draft made by copying never counts, so a second tap copies the same market again and meets its day taken.
    """
    newest_first = (col(Market.day).desc(), col(Market.state) == MarketState.CANCELLED, col(Market.id).desc())
    ours = select(Market).where(Market.community_id == community_id).order_by(*newest_first).limit(1)
    settled = session.exec(ours.where(col(Market.state) != MarketState.DRAFT)).first()
    return settled or session.exec(ours.where(col(Market.copied_from_id).is_(None))).first()


def market_on(session: Session, community_id: int, day: date) -> Market | None:
    """The community's market of that day, unless it was cancelled."""
    query = select(Market).where(
        Market.community_id == community_id, Market.day == day, col(Market.state) != MarketState.CANCELLED
    )
    return session.exec(query).first()


def shifts_by_booth(session: Session, booth_ids: Sequence[int]) -> dict[int, list[Shift]]:
    query = select(Shift).where(col(Shift.booth_id).in_(booth_ids)).order_by(col(Shift.starts_at), col(Shift.id))
    groups: dict[int, list[Shift]] = defaultdict(list)
    for shift in session.exec(query):
        groups[shift.booth_id].append(shift)
    return groups


def locked_slots(session: Session, booth_ids: Sequence[int]) -> list[Slot]:
    """The booths' slots in order of time. Bookings of them wait, so that `taken` stays as read."""
    query = select(Slot).where(col(Slot.booth_id).in_(booth_ids)).order_by(col(Slot.starts_at), col(Slot.id))
    return list(session.exec(query.with_for_update()))


def tickets_by(session: Session, column: Any, *conditions: Any) -> dict[int, int]:
    """How many tickets hang on each booth, slot or station (`column`): all that were ever given out."""
    query: Any = select(column, func.count()).where(column.is_not(None), *conditions).group_by(column)
    return {int(key): int(count) for key, count in session.exec(query)}


def count_of(session: Session, table: Any, *conditions: Any) -> int:
    query: Any = select(func.count()).select_from(table).where(*conditions)
    return int(session.exec(query).one())


def bump_markets_to_come(session: Session, now: datetime, *conditions: Any) -> None:
    """Say that people can see a change, on every market that is not over and meets the conditions.

    In the order of their ids, and last in a transaction, as tickets do it.
    """
    query = select(col(Market.id)).where(col(Market.closes_at) > now, *conditions).order_by(col(Market.id))
    ids = list(session.exec(query.with_for_update(key_share=True)))
    if ids:
        session.execute(
            update(Market).where(col(Market.id).in_(ids)).values(revision=Market.revision + 1),
            execution_options={"synchronize_session": False},
        )


@contextmanager
def day_of_its_own(session: Session, community_id: int, day: date) -> Iterator[None]:
    """Writes what the block did to a market. The unique index decides, so it holds against every other writer.

    Raises DayTaken with the market that has the day.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        other = market_on(session, community_id, day)
        if other is None:
            raise
        raise DayTaken(day=day, market_id=id_of(other)) from error


def retire_slots(session: Session, slots: Sequence[Slot]) -> None:
    """No more bookings here. A slot that a cancelled ticket still names stays, without places."""
    named = tickets_by(session, col(Ticket.slot_id), col(Ticket.slot_id).in_([s.id for s in slots]))
    for slot in slots:
        if id_of(slot) in named:
            slot.capacity = slot.taken
            session.add(slot)
        else:
            session.delete(slot)


def delete_booths(session: Session, booth_ids: Sequence[int]) -> None:
    """With stations, shifts, slots and what was advised about them. No ticket may hang on them."""
    session.execute(delete(Advice).where(col(Advice.booth_id).in_(booth_ids) | col(Advice.to_booth_id).in_(booth_ids)))
    for table in (Slot, Shift, Station):
        session.execute(delete(table).where(col(table.booth_id).in_(booth_ids)))
    session.execute(delete(Booth).where(col(Booth.id).in_(booth_ids)))


def delete_market_row(session: Session, market: Market) -> None:
    """Copies and audit lines stay, without naming it: its id may be given again."""
    session.flush()
    session.execute(update(Market).where(col(Market.copied_from_id) == market.id).values(copied_from_id=None))
    session.execute(update(Audit).where(col(Audit.market_id) == market.id).values(market_id=None))
    session.execute(delete(Advice).where(col(Advice.market_id) == market.id))
    session.execute(delete(LayoutSnapshot).where(col(LayoutSnapshot.market_id) == market.id))
    session.delete(market)


def ids_where(session: Session, column: Any, *conditions: Any) -> frozenset[int]:
    query: Any = select(column).where(*conditions)
    return frozenset(int(each) for each in session.exec(query))
