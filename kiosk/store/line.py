"""Who waits at a booth, and who was called lately: the rows from which the calling order is made.

Every row has the columns of `WaitingRow`; whose time is None has none.
"""

from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, func, union_all
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared
from models.enums import Priority, TicketKind, TicketState
from models.market import Slot
from models.tickets import Ticket


class WaitingRow(Protocol):
    """A ticket with its slot's times."""

    id: int
    kind: TicketKind
    priority: Priority
    queued_at: datetime | None
    checked_in_at: datetime | None
    called_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None


class WalkIns(NamedTuple):
    """How many walk-ins of one class wait."""

    overdue: int
    younger: int


_COLUMNS: list[Any] = [
    Ticket.id,
    Ticket.kind,
    Ticket.priority,
    Ticket.queued_at,
    Ticket.checked_in_at,
    Ticket.called_at,
    Slot.starts_at,
    Slot.ends_at,
]
_here: Any = Ticket.booth_id == bindparam("booth_id")
_waits: Any = Ticket.state == TicketState.WAITING
_booked: Any = Ticket.kind == TicketKind.BOOKED
_walked_in: Any = Ticket.kind == TicketKind.WALK_IN


def _query(*conditions: Any) -> Any:
    return select(*_COLUMNS).outerjoin(Slot, col(Ticket.slot_id) == Slot.id).where(*conditions)


def _oldest_walk_in(priority: Any) -> Any:
    oldest = select(Ticket.id).where(_here, _waits, _walked_in, priority)
    return Ticket.id == oldest.order_by(col(Ticket.queued_at), col(Ticket.id)).limit(1).scalar_subquery()


_LINE = Prepared(_query(_here, _waits))
_HEADS = Prepared(
    union_all(
        _query(_here, _waits, _booked),
        _query(_oldest_walk_in(Ticket.priority == Priority.NONE)),
        _query(_oldest_walk_in(Ticket.priority != Priority.NONE)),
    )
)
_RECENT = Prepared(
    _query(_here, col(Ticket.called_at).is_not(None))
    .order_by(col(Ticket.called_at).desc(), col(Ticket.id).desc())
    .limit(bindparam("most"))
)
_overdue: Any = col(Ticket.queued_at) <= bindparam("overdue_since")
_youngest_overdue = (
    select(Ticket.id)
    .where(_here, _waits, _walked_in, _overdue)
    .order_by(col(Ticket.queued_at).desc(), col(Ticket.id).desc())
    .limit(bindparam("most"))
)
_BOOKED_OR_OVERDUE = Prepared(union_all(_query(_here, _waits, _booked), _query(col(Ticket.id).in_(_youngest_overdue))))
_WALK_INS = Prepared(
    select(Ticket.priority, func.count().label("people"), func.count().filter(_overdue).label("overdue"))
    .where(_here, _waits, _walked_in)
    .group_by(col(Ticket.priority))
)
_BY_ID = Prepared(_query(Ticket.id == bindparam("ticket_id")))


def everybody(session: Session, booth_id: int) -> list[WaitingRow]:
    """All who wait at the booth, in no order."""
    return _LINE.rows(session, booth_id=booth_id)


def heads(session: Session, booth_id: int) -> list[WaitingRow]:
    """The oldest ordinary walk-in, the oldest with priority, and the few booked people: whoever is called next is
    among them, however long the line is."""
    return _HEADS.rows(session, booth_id=booth_id)


def called_lately(session: Session, booth_id: int, *, most: int) -> list[WaitingRow]:
    """The last calls, the oldest first."""
    return _RECENT.rows(session, booth_id=booth_id, most=most)[::-1]


def booked_or_overdue(session: Session, booth_id: int, *, since: datetime, most: int) -> list[WaitingRow]:
    """All booked people who wait, and of the walk-ins who have waited since then or longer the `most` youngest."""
    return _BOOKED_OR_OVERDUE.rows(session, booth_id=booth_id, overdue_since=since, most=most)


def walk_ins(session: Session, booth_id: int, *, since: datetime) -> dict[Priority, WalkIns]:
    """How many walk-ins of each class have waited since then or longer, and how many have come after."""
    found = _WALK_INS.rows(session, booth_id=booth_id, overdue_since=since)
    return {row.priority: WalkIns(row.overdue, row.people - row.overdue) for row in found}


def row_of(session: Session, ticket_id: int) -> WaitingRow:
    found: WaitingRow = _BY_ID.first(session, ticket_id=ticket_id)
    return found
