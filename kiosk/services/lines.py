"""The line in front of a booth: the rows of the store in the order of the engine."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from sqlmodel import Session

from kiosk.engine import fair_order
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
from kiosk.store import line
from kiosk.store.facts import BoothFacts, TicketFacts
from models.enums import Priority, TicketKind


def policy_of(at: BoothFacts) -> CallingPolicy:
    return fair_order.policy_of(at.fair_order, at.longest_wait_minutes)


def calling_line(session: Session, at: BoothFacts, *, now: datetime) -> list[Turn]:
    """Everyone who waits at the booth, in the order in which they would be called at `now`."""
    return _ordered(session, at, line.everybody(session, at.booth_id), now)


class Next(NamedTuple):
    """The ticket that is called next, and those whose turn had come before it but who cannot be called now."""

    ticket_id: int
    passed_over: tuple[int, ...] = ()


def next_in_line(session: Session, at: BoothFacts, *, but: Collection[int] = (), now: datetime) -> Next | None:
    """The first of `calling_line`, as if those in `but` did not stand there.

    They take nobody's turn meanwhile, and their own claim waits for them. None when nobody (else) waits.
    """
    everybody = line.everybody(session, at.booth_id) if but else line.heads(session, at.booth_id)
    order = _ordered(session, at, [row for row in everybody if row.id not in but], now)
    if not order:
        return None
    first = order[0].waiting.ticket_id
    whole = _ordered(session, at, everybody, now) if but else order
    ahead = takewhile(lambda ticket_id: ticket_id != first, (turn.waiting.ticket_id for turn in whole))
    return Next(first, tuple(ticket_id for ticket_id in ahead if ticket_id in but))


def ahead_of_new_walk_in(session: Session, at: BoothFacts, priority: Priority, *, now: datetime) -> int:
    """How many are called before somebody who takes a number at `now` and is not in the line yet."""
    policy = policy_of(at)
    since = now - timedelta(minutes=policy.longest_wait_minutes)
    rows = line.booked_or_overdue(session, at.booth_id, since=since, most=policy.most_walk_ins_in_a_row)
    counted = line.walk_ins(session, at.booth_id, since=since)
    recent = _recent_lanes(session, at, policy)
    turns = calling_order([_waiting(row) for row in rows], recent=recent, policy=policy, now=now)
    overdue = [turn.lane for turn in turns if turn.overdue]
    unread = sum(one.overdue for one in counted.values()) - sum(row.kind is TicketKind.WALK_IN for row in rows)
    return ahead_of_newcomer(
        Lane.ORDINARY if priority is Priority.NONE else Lane.PRIORITY,
        _sizes(turns, {each: one.younger for each, one in counted.items()}),
        overdue=len(overdue) + unread,
        tally=Tally.after([*recent, *overdue], policy),
        policy=policy,
    )


def seat_after_return(session: Session, ticket: TicketFacts, *, now: datetime) -> datetime:
    """The `queued_at` of a ticket that comes back after a no-show: a few people of its lane go first."""
    mine, policy = _waiting(line.row_of(session, ticket.id)), policy_of(ticket.at)
    lane = None if policy.goes_by_seniority else lane_of(mine, policy=policy, now=now)
    return seniority_after_return(calling_line(session, ticket.at, now=now), lane_of_returning=lane, now=now)


def _sizes(turns: Iterable[Turn], young: Mapping[Priority, int]) -> LaneSizes:
    """The sizes of the lanes from the few who were read and the many who were counted."""
    read = [turn.lane for turn in turns if not turn.overdue]
    ordinary = young.get(Priority.NONE, 0)
    return LaneSizes(
        booked=read.count(Lane.BOOKED),
        priority=read.count(Lane.PRIORITY) + sum(young.values()) - ordinary,
        ordinary=read.count(Lane.ORDINARY) + ordinary,
    )


def _ordered(session: Session, at: BoothFacts, rows: Iterable[line.WaitingRow], now: datetime) -> list[Turn]:
    waiting = [_waiting(row) for row in rows]
    if not waiting:
        return []
    policy = policy_of(at)
    return calling_order(waiting, recent=_recent_lanes(session, at, policy), policy=policy, now=now)


def _recent_lanes(session: Session, at: BoothFacts, policy: CallingPolicy) -> list[Lane]:
    rows = line.called_lately(session, at.booth_id, most=policy.round_calls)
    return [lane_of(_waiting(row), policy=policy, now=row.called_at) for row in rows if row.called_at is not None]


def _waiting(row: line.WaitingRow) -> Waiting:
    queued_at = row.queued_at or row.called_at
    assert queued_at is not None, "whoever waits or was called has joined the line at some time"
    return Waiting(
        ticket_id=row.id,
        kind=row.kind,
        priority=row.priority,
        queued_at=queued_at,
        slot_starts_at=row.starts_at,
        slot_ends_at=row.ends_at,
        checked_in_at=row.checked_in_at,
    )
