"""The line in front of a booth: who waits, in calling order, and who was called lately."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, union_all
from sqlmodel import Session, col, select

from kiosk.engine.calling import (
    CallingPolicy,
    Lane,
    Tally,
    Turn,
    Waiting,
    calling_order,
    lane_of,
    seniority_after_return,
)
from kiosk.engine.joining import LaneSizes, ahead_of_newcomer
from kiosk.store.facts import BoothFacts, TicketFacts
from kiosk.store.prepared import Prepared
from models.enums import Priority, TicketKind, TicketState
from models.market import Slot
from models.tickets import Ticket

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
_by_age = (col(Ticket.queued_at), col(Ticket.id))


def _query(*conditions: Any) -> Any:
    return select(*_COLUMNS).outerjoin(Slot, col(Ticket.slot_id) == Slot.id).where(*conditions)


def _oldest_walk_in(*conditions: Any) -> Any:
    return _query(_here, _waits, ~_booked, *conditions).order_by(*_by_age).limit(1).subquery().select()


_LINE = Prepared(_query(_here, _waits))
_HEADS = Prepared(
    union_all(
        _query(_here, _waits, _booked),
        _oldest_walk_in(Ticket.priority == Priority.NONE),
        _oldest_walk_in(Ticket.priority != Priority.NONE),
    )
)
_RECENT = Prepared(
    _query(_here, col(Ticket.called_at).is_not(None))
    .order_by(col(Ticket.called_at).desc(), col(Ticket.id).desc())
    .limit(bindparam("most"))
)
_BOOKED_OR_OVERDUE = Prepared(_query(_here, _waits, _booked | (col(Ticket.queued_at) <= bindparam("overdue_since"))))
_YOUNG_WALK_INS = Prepared(
    select(Ticket.priority, func.count().label("people"))
    .where(_here, _waits, ~_booked, col(Ticket.queued_at) > bindparam("overdue_since"))
    .group_by(col(Ticket.priority))
)
_BY_ID = Prepared(_query(Ticket.id == bindparam("ticket_id")))


def policy_of(at: BoothFacts) -> CallingPolicy:
    return CallingPolicy(longest_wait_minutes=at.longest_wait_minutes)


def calling_line(session: Session, at: BoothFacts, *, now: datetime) -> list[Turn]:
    """Everyone who waits at the booth, in the order in which they would be called at `now`."""
    return _ordered(session, at, _LINE.rows(session, booth_id=at.booth_id), now)


def next_in_line(session: Session, at: BoothFacts, *, now: datetime) -> int | None:
    """The ticket that is called next; None when nobody waits.

    Only the head of each walk-in lane is read, and the few booked people: whoever comes first in `calling_line` is
    always among them, however long the line is.
    """
    order = _ordered(session, at, _HEADS.rows(session, booth_id=at.booth_id), now)
    return order[0].waiting.ticket_id if order else None


def ahead_of_new_walk_in(session: Session, at: BoothFacts, priority: Priority, *, now: datetime) -> int:
    """How many are called before somebody who takes a number at `now` and is not in the line yet."""
    policy = policy_of(at)
    since = now - timedelta(minutes=policy.longest_wait_minutes)
    turns = _ordered(session, at, _BOOKED_OR_OVERDUE.rows(session, booth_id=at.booth_id, overdue_since=since), now)
    young = _YOUNG_WALK_INS.rows(session, booth_id=at.booth_id, overdue_since=since)
    ordinary = sum(row.people for row in young if row.priority is Priority.NONE)
    urgent = sum(row.people for row in young) - ordinary
    in_lane = {lane: sum(t.lane is lane and not t.overdue for t in turns) for lane in Lane}
    overdue = [turn.lane for turn in turns if turn.overdue]
    return ahead_of_newcomer(
        Lane.ORDINARY if priority is Priority.NONE else Lane.PRIORITY,
        LaneSizes(in_lane[Lane.BOOKED], urgent + in_lane[Lane.PRIORITY], ordinary + in_lane[Lane.ORDINARY]),
        overdue=len(overdue),
        tally=Tally.after([*_recent_lanes(session, at, policy), *overdue], policy),
        policy=policy,
    )


def seat_after_return(session: Session, ticket: TicketFacts, *, now: datetime) -> datetime:
    """The `queued_at` of a ticket that comes back after a no-show: a few people of its lane go first."""
    mine = _waiting(_BY_ID.first(session, ticket_id=ticket.id))
    lane = lane_of(mine, policy=policy_of(ticket.at), now=now)
    return seniority_after_return(calling_line(session, ticket.at, now=now), lane_of_returning=lane, now=now)


def _ordered(session: Session, at: BoothFacts, rows: Iterable[Any], now: datetime) -> list[Turn]:
    policy = policy_of(at)
    waiting = [_waiting(row) for row in rows]
    if not waiting:
        return []
    return calling_order(waiting, recent=_recent_lanes(session, at, policy), policy=policy, now=now)


def _recent_lanes(session: Session, at: BoothFacts, policy: CallingPolicy) -> list[Lane]:
    rows = _RECENT.rows(session, booth_id=at.booth_id, most=policy.round_calls)
    return [lane_of(_waiting(row), policy=policy, now=row.called_at) for row in reversed(rows)]


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
