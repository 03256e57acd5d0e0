"""Who of a visit is at another booth: called there, or served there while standing beside it.

Such a person is not called anywhere else. Whoever left an item at a booth is free while it is worked on.

Two booths that call at one instant must not both find the person free. Every move ends with an UPDATE of the market
(`bump_market`), so on PostgreSQL whoever has locked that row sees all moves that are over, and nobody can finish
another one: look after the lock, not before. On SQLite whoever writes has locked everything.
"""

from typing import Any, Protocol

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared, dialect_of
from models.catalogue import Service
from models.enums import ServiceKind, TicketState
from models.market import Booth, Market
from models.tickets import Ticket


class Elsewhere(Protocol):
    """A ticket that waits here, and the letter of the booth where its person is."""

    id: int
    number: str
    letter: str


_Here: Any = aliased(Ticket)
_There: Any = aliased(Ticket)
_Other: Any = aliased(Booth)

_at_station: Any = (_There.state == TicketState.CALLED) | (_There.state == TicketState.SERVING)
_holds: Any = _at_station & ((_There.state == TicketState.CALLED) | (col(Service.kind) == ServiceKind.PRESENCE))
_market: Any = select(Booth.market_id).where(Booth.id == bindparam("booth_id")).scalar_subquery()

# By way of the stations' booths: few are called or served at one time, however many wait.
_AT_BOOTH = Prepared(
    select(_Here.id, _Here.number, _Other.letter)
    .select_from(_Other)
    .join(Service, _Other.service_id == col(Service.id))
    .join(_There, (_There.booth_id == _Other.id) & _holds)
    .join(_Here, _Here.visit_id == _There.visit_id)
    .where(
        _Other.market_id == _market,
        _Other.id != bindparam("booth_id"),
        _Here.booth_id == bindparam("booth_id"),
        _Here.state == TicketState.WAITING,
    )
    .order_by(_Here.number)
)
_OF_TICKET = Prepared(
    select(_Here.id, _Here.number, _Other.letter)
    .select_from(_Here)
    .join(_There, (_There.visit_id == _Here.visit_id) & (_There.id != _Here.id))
    .join(_Other, _There.booth_id == _Other.id)
    .join(Service, _Other.service_id == col(Service.id))
    .where(_Here.id == bindparam("ticket_id"), _holds)
)
_LOCK = Prepared(select(Market.id).where(Market.id == bindparam("market_id")).with_for_update(key_share=True))


def lock_calls(session: Session, market_id: int) -> None:
    """Nobody else calls anybody at this market until the transaction ends. After the lock of the booth, before looking.

    For calls only: a move that takes a place or a unit locks that first, and finds the market's row locked at its end.
    """
    if dialect_of(session) != "sqlite":
        _LOCK.first(session, market_id=market_id)


def elsewhere(session: Session, booth_id: int) -> dict[int, Elsewhere]:
    """ticket id → where its person is, for those who wait at this booth and are at another one."""
    return {row.id: row for row in _AT_BOOTH.rows(session, booth_id=booth_id)}


def where_else(session: Session, ticket_id: int) -> Elsewhere | None:
    """Where the person of this ticket is, unless free or at this ticket's own booth."""
    found: Elsewhere | None = _OF_TICKET.first(session, ticket_id=ticket_id)
    return found
