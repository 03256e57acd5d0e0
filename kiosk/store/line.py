"""The line in front of a booth: who waits, in calling order, and who was called lately."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from kiosk.engine.calling import (
    CallingPolicy,
    Lane,
    Turn,
    Waiting,
    calling_order,
    lane_of,
    seniority_after_return,
)
from models.enums import TicketState
from models.market import Slot
from models.places import Community
from models.tickets import Ticket

_COLUMNS = (
    Ticket.id,
    Ticket.kind,
    Ticket.priority,
    Ticket.queued_at,
    Ticket.checked_in_at,
    Ticket.called_at,
    Slot.starts_at,
    Slot.ends_at,
)


def policy_of(community: Community) -> CallingPolicy:
    return CallingPolicy(longest_wait_minutes=community.longest_wait_minutes)


def calling_line(session: Session, booth_id: int, *, policy: CallingPolicy, now: datetime) -> list[Turn]:
    """Everyone who waits at the booth, in the order in which they would be called at `now`."""
    rows = session.execute(_query(Ticket.booth_id == booth_id, Ticket.state == TicketState.WAITING)).all()
    recent = _recent_lanes(session, booth_id, policy)
    return calling_order([_waiting(row) for row in rows], recent=recent, policy=policy, now=now)


def seat_after_return(session: Session, ticket: Ticket, *, policy: CallingPolicy, now: datetime) -> datetime:
    """The `queued_at` of a ticket that comes back after a no-show: a few people of its lane go first."""
    row = session.execute(_query(Ticket.id == ticket.id)).one()
    lane = lane_of(_waiting(row), policy=policy, now=now)
    line = calling_line(session, ticket.booth_id, policy=policy, now=now)
    return seniority_after_return(line, lane_of_returning=lane, now=now)


def _recent_lanes(session: Session, booth_id: int, policy: CallingPolicy) -> list[Lane]:
    called = col(Ticket.called_at)
    query = _query(Ticket.booth_id == booth_id, called.is_not(None)).order_by(called.desc(), col(Ticket.id).desc())
    rows = session.execute(query.limit(policy.round_calls)).all()
    return [lane_of(_waiting(row), policy=policy, now=row.called_at) for row in reversed(rows)]


def _query(*conditions: Any) -> Any:
    columns: Any = select(*_COLUMNS)  # type: ignore[call-overload]
    return columns.outerjoin(Slot, col(Ticket.slot_id) == Slot.id).where(*conditions)


def _waiting(row: Any) -> Waiting:
    return Waiting(
        ticket_id=row.id,
        kind=row.kind,
        priority=row.priority,
        queued_at=row.queued_at or row.called_at,
        slot_starts_at=row.starts_at,
        slot_ends_at=row.ends_at,
        checked_in_at=row.checked_in_at,
    )
