"""Whom a booth calls next, and in what order the others follow.

Pure: the caller brings the people, the lanes of the last calls, the policy and the instant. All datetimes are aware.
One idea carries the module: everybody holds *one* instant, their seniority (`seniority_of`). Each lane is served in
that order, the longest-wait rule compares that instant with now, and a person who comes back is given a new one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.enums import Priority, TicketKind

_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_TWO_DAYS_OVER_A_MINUTE = 2880


class Lane(StrEnum):
    BOOKED = "booked"
    PRIORITY = "priority"
    ORDINARY = "ordinary"
    EARLY = "early"
    """Checked in before the window of their slot opened."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person in a booth's queue.

    `queued_at` is the seniority: when a number was taken or a booking checked in. For a booking it equals
    `checked_in_at`, unless the place was given anew after a no-show (`seniority_after_return`); `checked_in_at` then
    stays as it was. A booking without its slot's times or without a check-in is treated like a walk-in.
    """

    ticket_id: int
    kind: TicketKind
    priority: Priority
    queued_at: datetime
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallingPolicy:
    """How a booth mixes its lanes. The defaults are the house's; `kiosk.engine.fair_order` has what organisers choose.

    early_minutes: a booking counts from this long before its slot. Five minutes: nobody is sent away for being on time.
    late_minutes: a booking keeps its right if the person checks in up to this long after the slot's end.
    bookings_in_a_row: after so many booked calls one walk-in is called, if any waits.
    priority_in_a_row, ordinary_in_a_row: among walk-ins, after so many priority calls so many ordinary people are
        called, and so on in turns; whose lane is empty is passed over. Three visitors in five are over 60, so a strict
        priority would leave the two others standing for ever.
    longest_wait_minutes: from then on a person is called before everybody with a younger claim.
    """

    early_minutes: int = 5
    late_minutes: int = 15
    bookings_in_a_row: int = 3
    priority_in_a_row: int = 2
    ordinary_in_a_row: int = 1
    longest_wait_minutes: int = 60

    def __post_init__(self) -> None:
        for field in ("early_minutes", "late_minutes", "longest_wait_minutes"):
            if getattr(self, field) < 0:
                raise ValueError(f"{field} must not be negative")
        for field in ("bookings_in_a_row", "priority_in_a_row", "ordinary_in_a_row"):
            if getattr(self, field) < 1:
                raise ValueError(f"{field} must be at least 1")

    @property
    def round_calls(self) -> int:
        """In so many calls every lane that waits gets its turn; also how many of the last lanes `recent` needs."""
        return (self.bookings_in_a_row + 1) * (self.most_walk_ins_in_a_row + 1)

    @property
    def most_walk_ins_in_a_row(self) -> int:
        """Longer rows of one walk-in lane tell nothing more about whose turn it is."""
        return max(self.priority_in_a_row, self.ordinary_in_a_row)

    @property
    def goes_by_seniority(self) -> bool:
        """Nobody takes turns: with a longest wait of nothing everybody is called by seniority at once."""
        return self.longest_wait_minutes == 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A person's turn. `overdue`: called first because the wait has reached `longest_wait_minutes`."""

    waiting: Waiting
    lane: Lane
    overdue: bool


def lane_of(waiting: Waiting, *, policy: CallingPolicy, now: datetime) -> Lane:
    """The lane a person stands in at `now`.

    What counts for a booking is when its person checked in, not how late the booth runs: who was there in time stays
    BOOKED until served. Who checks in more than `late_minutes` after the slot's end queues like a walk-in.
    """
    promise = _promise_of(waiting)
    if promise is None or promise.checked_in_at > promise.ends_at + timedelta(minutes=policy.late_minutes):
        return Lane.ORDINARY if waiting.priority is Priority.NONE else Lane.PRIORITY
    opens_at = promise.starts_at - timedelta(minutes=policy.early_minutes)
    return Lane.BOOKED if now >= opens_at else Lane.EARLY


def seniority_of(waiting: Waiting, *, lane: Lane) -> datetime:
    """The instant from which a person's claim counts: smaller comes first.

    A walk-in's claim counts from `queued_at`. A booking's claim counts from the *start of its slot*, plus less than a
    minute that keeps people of one slot in the order of their check-in. So checking in two hours early gains nothing:
    not a place before an earlier slot, and no "has waited for an hour" before the slot has begun. And coming in the
    slot's late minutes loses nothing against the people of later slots, which is what the slot promised.

    A booking that was given a new place after a no-show counts from there, but never from before its own slot's place:
    else somebody could come early, miss a call at a free station and return with a claim from before the slot.
    Slots of one booth start at least a minute apart.
    """
    promise = _promise_of(waiting)
    if promise is None or lane in (Lane.PRIORITY, Lane.ORDINARY):
        return waiting.queued_at
    early_or_late = min(max(promise.checked_in_at - promise.starts_at, -_DAY), _DAY)
    place = promise.starts_at + (early_or_late + _DAY) // _TWO_DAYS_OVER_A_MINUTE
    if waiting.queued_at == promise.checked_in_at:
        return place
    return max(place, waiting.queued_at)


def calling_order(
    waiting: Iterable[Waiting], *, recent: Sequence[Lane], policy: CallingPolicy, now: datetime
) -> list[Turn]:
    """Everybody who waits, in the order in which they will be called if nobody else comes.

    `recent` holds the lanes of the booth's last calls, newest last; `policy.round_calls` of them are enough.
    The order is what calling one person after the other gives: first whoever has waited `longest_wait_minutes`, by
    seniority whatever their lane; then booked people, with one walk-in after every `bookings_in_a_row`; among walk-ins
    priority first, with `ordinary_in_a_row` after every `priority_in_a_row`; people before their window last of all, so
    that a station does not stand idle beside them. Inside a lane seniority decides.

    Nobody waits for ever. Let b, p and o be the three numbers in a row and w the larger of p and o, and let n - 1
    people hold an older claim (whoever waits, returns or checks in with one, in any lane). **The person is called
    within n·(b+1)·(w+1) calls, whatever keeps arriving** (12·n with the defaults); for a person before their window the
    count starts when it opens.
    Why, for an ordinary person who is the m-th of their lane: m - 1 ordinary calls come before. A priority person with
    a younger claim is called only while the row of priority calls is shorter than p, and any ordinary call ends that
    row; so such people get at most p calls for each of the m, p·m in all. With q priority people called before because
    of an older claim, that makes at most m + p·m + q walk-in calls. Booked people with a younger claim get at most b
    calls for each of these. Add the booked people with an older claim, and the sum stays within (b+1)·(p+1)·n. For a
    priority person the same holds with o in the place of p, because an ordinary person with a younger claim is called
    only while the row of ordinary calls is shorter than o. For a booked person at most one younger walk-in comes before
    each booked call: fewer still. The longest-wait rule cannot break this: it calls by seniority alone, so it only ever
    puts older claims in front.

    Costs O(n log n) for the sort and O(1) for each turn.
    """
    turns = sorted((_turn_of(one, policy=policy, now=now) for one in waiting), key=_by_seniority)
    tally = Tally.after(recent, policy)
    order = [turn for turn in turns if turn.overdue]
    for turn in order:
        tally.count(turn.lane)
    queues = {lane: deque(t for t in turns if t.lane is lane and not t.overdue) for lane in Lane}
    while (next_lane := tally.next_lane(queues)) is not None:
        order.append(queues[next_lane].popleft())
        tally.count(next_lane)
    return order


def seniority_after_return(
    order: Sequence[Turn], *, lane_of_returning: Lane | None, people_first: int = 3, now: datetime
) -> datetime:
    """The `queued_at` for a person who comes back after a no-show (回队): after the next `people_first` of their lane.

    `order` is the calling order of the others. Without a lane (None), because the booth goes by seniority, it is after
    the next people of any lane whose claim counts already.

    Store the result as `queued_at` and leave `checked_in_at` alone; the next `calling_order` then puts the person right
    behind those people and before the rest of the lane. If fewer wait, the result is `now`, and the person stands at
    the end of the lane. Two limits:
    - a booked person is not put before the place their own slot gives (`seniority_of`); somebody who has just been
      called as the first of the lane never meets this limit;
    - people whose claims lie within a microsecond of each other cannot be parted; the person then stands behind them.
      So two who return to the same place keep the order in which they returned.
    In the booked lane the result may lie a few minutes ahead of `now`: booked claims count from the slot's start.
    A ticket that returns again and again stays in front of those behind it, so the caller limits how often it may.
    """
    if people_first < 1:
        raise ValueError("people_first must be at least 1")
    ahead = [turn for turn in order if (turn.overdue if lane_of_returning is None else turn.lane is lane_of_returning)]
    lane = [seniority_of(turn.waiting, lane=turn.lane) for turn in ahead]
    for before, after in zip(lane[people_first - 1 :], lane[people_first:], strict=False):
        if after - before > _INSTANT:
            return before + _INSTANT
    if len(lane) == people_first:
        return lane[-1] + _INSTANT
    return max(now, lane[-1] + _INSTANT) if lane else now


def people_ahead(order: Sequence[Turn], ticket_id: int) -> int | None:
    """How many are called before this ticket; None when it does not wait here."""
    return next((ahead for ahead, turn in enumerate(order) if turn.waiting.ticket_id == ticket_id), None)


@dataclass(frozen=True, slots=True)
class _Promise:
    """What a booking was promised, and when its person came for it."""

    starts_at: datetime
    ends_at: datetime
    checked_in_at: datetime


def _promise_of(waiting: Waiting) -> _Promise | None:
    if waiting.kind is not TicketKind.BOOKED:
        return None
    if waiting.slot_starts_at is None or waiting.slot_ends_at is None or waiting.checked_in_at is None:
        return None
    return _Promise(waiting.slot_starts_at, waiting.slot_ends_at, waiting.checked_in_at)


def _turn_of(waiting: Waiting, *, policy: CallingPolicy, now: datetime) -> Turn:
    lane = lane_of(waiting, policy=policy, now=now)
    waited = now - seniority_of(waiting, lane=lane)
    return Turn(waiting, lane, overdue=waited >= timedelta(minutes=policy.longest_wait_minutes))


def _by_seniority(turn: Turn) -> tuple[datetime, datetime, int]:
    waiting = turn.waiting
    return seniority_of(waiting, lane=turn.lane), waiting.queued_at, waiting.ticket_id


class Tally:
    """Counts what was called, as far as the next choice depends on it.

    An EARLY call leaves the counts alone: it happens only when nobody else waits, so it takes nobody's turn.
    """

    def __init__(self, policy: CallingPolicy) -> None:
        self._policy = policy
        self.booked_in_a_row = 0
        self.priority_since_ordinary = 0
        self.ordinary_since_priority = 0

    @classmethod
    def after(cls, lanes: Iterable[Lane], policy: CallingPolicy) -> Tally:
        """A tally that has counted these calls, oldest first."""
        tally = cls(policy)
        for lane in lanes:
            tally.count(lane)
        return tally

    def count(self, lane: Lane) -> None:
        if lane is Lane.BOOKED:
            self.booked_in_a_row += 1
        elif lane is Lane.PRIORITY:
            self.booked_in_a_row = self.ordinary_since_priority = 0
            self.priority_since_ordinary += 1
        elif lane is Lane.ORDINARY:
            self.booked_in_a_row = self.priority_since_ordinary = 0
            self.ordinary_since_priority += 1

    @property
    def ordinarys_turn(self) -> bool:
        """Among walk-ins. One of the two counts is always nothing; at the beginning of the day both are."""
        begun = 0 < self.ordinary_since_priority < self._policy.ordinary_in_a_row
        return begun or self.priority_since_ordinary >= self._policy.priority_in_a_row

    @property
    def calls_left_in_row(self) -> int:
        """How many walk-in calls the lane whose turn it is still has, before it is the other lane's turn."""
        policy = self._policy
        if self.ordinarys_turn:
            return policy.ordinary_in_a_row - self.ordinary_since_priority
        return policy.priority_in_a_row - self.priority_since_ordinary

    def next_lane(self, queues: Mapping[Lane, deque[Turn]]) -> Lane | None:
        """The lane whose first person is called now; None when nobody is left."""
        walk_in = self._next_walk_in_lane(queues)
        walk_ins_turn = walk_in is not None and self.booked_in_a_row >= self._policy.bookings_in_a_row
        if queues[Lane.BOOKED] and not walk_ins_turn:
            return Lane.BOOKED
        if walk_in is not None:
            return walk_in
        return Lane.EARLY if queues[Lane.EARLY] else None

    def _next_walk_in_lane(self, queues: Mapping[Lane, deque[Turn]]) -> Lane | None:
        first, second = (Lane.ORDINARY, Lane.PRIORITY) if self.ordinarys_turn else (Lane.PRIORITY, Lane.ORDINARY)
        if queues[first]:
            return first
        return second if queues[second] else None
