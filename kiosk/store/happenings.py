"""What happened at booths, as waits are learnt from it: events with their tickets' own facts, in order.

One booth's events are written one transaction after the other (its counter or its lock holds the others back), so the
order of their ids is the order in which they can be seen. Between booths it is not.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared
from models.enums import MarketState
from models.market import Booth, Market, Slot, Station
from models.tickets import Ticket, TicketEvent

_HELD = (MarketState.PUBLISHED, MarketState.OPEN, MarketState.CLOSED)
_COLUMNS: list[Any] = [
    TicketEvent.id,
    TicketEvent.at,
    TicketEvent.ticket_id,
    TicketEvent.move,
    TicketEvent.became,
    TicketEvent.station_id,
    Ticket.kind,
    Ticket.priority,
    col(Slot.starts_at).label("slot_starts_at"),
    col(Slot.ends_at).label("slot_ends_at"),
    TicketEvent.passed_over,
    TicketEvent.booth_id,
]
_from_id: Any = col(TicketEvent.id) >= bindparam("from_id")
_events: Any = (
    select(*_COLUMNS)
    .join(Ticket, col(TicketEvent.ticket_id) == Ticket.id)
    .outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
    .order_by(col(TicketEvent.id))
)
_booths_of_market: Any = select(Booth.id).where(Booth.market_id == bindparam("market_id"))
_AT_BOOTH = Prepared(_events.where(TicketEvent.booth_id == bindparam("booth_id"), _from_id))
_AT_MARKET = Prepared(_events.where(col(TicketEvent.booth_id).in_(_booths_of_market), _from_id))


def at_booth(session: Session, booth_id: int, *, from_id: int) -> list[Any]:
    """The booth's events from this id on, with the columns of `engine.waiting.booth_day.Happening` and `booth_id`."""
    return _AT_BOOTH.rows(session, booth_id=booth_id, from_id=from_id)


def at_market(session: Session, market_id: int, *, from_id: int) -> list[Any]:
    """The same of all booths of a market."""
    return _AT_MARKET.rows(session, market_id=market_id, from_id=from_id)


def at_markets(session: Session, market_ids: Collection[int]) -> list[Any]:
    """All events of several markets."""
    booths = select(Booth.id).where(col(Booth.market_id).in_(market_ids))
    return list(session.execute(_events.where(col(TicketEvent.booth_id).in_(booths))).all())


def markets_before(session: Session, community_id: int, before: datetime, *, most: int) -> list[int]:
    """The community's newest markets that were held and had ended by then, the newest first."""
    query = select(Market.id).where(
        Market.community_id == community_id, col(Market.closes_at) <= before, col(Market.state).in_(_HELD)
    )
    found = session.exec(query.order_by(col(Market.closes_at).desc()).limit(most))
    return [market_id for market_id in found if market_id is not None]


def stations_at(session: Session, market_ids: Collection[int]) -> list[Station]:
    """Every station of these markets, by ordinal."""
    query = select(Station).join(Booth, col(Station.booth_id) == Booth.id)
    return list(session.exec(query.where(col(Booth.market_id).in_(market_ids)).order_by(col(Station.ordinal))))
