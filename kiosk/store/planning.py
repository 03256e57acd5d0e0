"""Reading and locking what organisers plan: communities, markets, booths and what hangs on them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.columns import id_of
from models.enums import MarketState
from models.market import Booth, Market, Shift, Slot, Station
from models.places import Community
from models.tickets import Ticket


def community_row(session: Session, community_id: int, *, lock: bool = False) -> Community | None:
    """`lock` makes other organisers of the community wait; tickets never lock it, so residents do not."""
    query = select(Community).where(Community.id == community_id)
    return session.exec(query.with_for_update(key_share=True) if lock else query).first()


def market_of(session: Session, market_id: int) -> Market | None:
    return session.exec(select(Market).where(Market.id == market_id)).first()


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
    recent = (col(Market.day).desc(), col(Market.state) == MarketState.CANCELLED, col(Market.id).desc())
    ours = select(Market).where(Market.community_id == community_id).order_by(*recent).limit(1)
    settled = session.exec(ours.where(col(Market.state) != MarketState.DRAFT)).first()
    return settled or session.exec(ours.where(col(Market.copied_from_id).is_(None))).first()


def market_on(session: Session, community_id: int, day: Any) -> Market | None:
    """The community's market of that day that is not cancelled."""
    query = select(Market).where(
        Market.community_id == community_id, Market.day == day, col(Market.state) != MarketState.CANCELLED
    )
    return session.exec(query).first()


def stations_of(session: Session, booth_ids: Sequence[int]) -> dict[int, list[Station]]:
    query = select(Station).where(col(Station.booth_id).in_(booth_ids)).order_by(col(Station.ordinal))
    return _by_booth(session.exec(query))


def shifts_of(session: Session, booth_ids: Sequence[int]) -> dict[int, list[Shift]]:
    query = select(Shift).where(col(Shift.booth_id).in_(booth_ids)).order_by(col(Shift.starts_at), col(Shift.id))
    return _by_booth(session.exec(query))


def slots_of(session: Session, booth_ids: Sequence[int], *, lock: bool = False) -> dict[int, list[Slot]]:
    """`lock` makes bookings of these slots wait, so that `taken` stays as read."""
    query = select(Slot).where(col(Slot.booth_id).in_(booth_ids)).order_by(col(Slot.starts_at))
    return _by_booth(session.exec(query.with_for_update() if lock else query))


def tickets_by(session: Session, column: Any, *conditions: Any) -> dict[int, int]:
    """How many tickets hang on each booth, slot or station: all that were ever given out."""
    query: Any = select(column, func.count()).where(column.is_not(None), *conditions).group_by(column)
    return dict(session.exec(query).all())


def tickets_of_booths(session: Session, market_id: int) -> dict[int, int]:
    return tickets_by(session, col(Ticket.booth_id), Ticket.market_id == market_id)


def ids_of(rows: Sequence[Any]) -> list[int]:
    return [id_of(row) for row in rows]


def _by_booth(rows: Any) -> dict[int, Any]:
    groups: dict[int, Any] = defaultdict(list)
    for row in rows:
        groups[row.booth_id].append(row)
    return groups
