"""The line of one booth as its events tell it: who waits, in what order they would be called, who was called lately.

The same line as in the database, at any moment of the past. Somebody who joins costs the same however long it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

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
from kiosk.engine.waiting.outlook import Place, place_in
from models.enums import Priority, TicketKind


class BoothLine:
    """Everybody who waits at one booth, and the lanes of the last calls."""

    def __init__(self, policy: CallingPolicy) -> None:
        self._policy = policy
        self._booked: dict[int, Waiting] = {}
        self._walk_ins: dict[bool, dict[int, Waiting]] = {True: {}, False: {}}
        self._called: list[tuple[int, Lane]] = []

    def __len__(self) -> int:
        return len(self._booked) + sum(map(len, self._walk_ins.values()))

    def add(self, one: Waiting) -> None:
        """The walk-ins of each class stay in the order of their claims; only who returns claims an older one."""
        lane = self._lane(one)
        newest = next(reversed(lane.values()), None)
        lane[one.ticket_id] = one
        if newest is not None and newest.queued_at > one.queued_at:
            ordered = sorted(lane.values(), key=lambda w: (w.queued_at, w.ticket_id))
            lane.clear()
            lane.update((w.ticket_id, w) for w in ordered)

    def remove(self, ticket_id: int) -> None:
        for lane in (self._booked, *self._walk_ins.values()):
            lane.pop(ticket_id, None)

    def call(self, one: Waiting, now: datetime) -> Lane:
        """The lane from which somebody is called."""
        lane = lane_of(one, policy=self._policy, now=now)
        self._called.append((one.ticket_id, lane))
        del self._called[: -2 * self._policy.round_calls]
        return lane

    def uncall(self, ticket_id: int) -> None:
        """Back in line or put aside: the call counts no more."""
        self._called = [call for call in self._called if call[0] != ticket_id]

    def place_of(self, one: Waiting, now: datetime) -> Place:
        """Where somebody would stand who joins now, or stands who is in line."""
        if one.kind is TicketKind.WALK_IN and one.queued_at >= now:
            return self.newcomer(lane_of(one, policy=self._policy, now=now), now)
        order = self.order(now, also=one)
        return place_in(order, next(n for n, turn in enumerate(order) if turn.waiting.ticket_id == one.ticket_id))

    def newcomer(self, lane: Lane, now: datetime) -> Place:
        """Where somebody without a booking would stand; from the sizes of the lanes, not from everybody there."""
        late, recent = list(self._overdue(now)), self._recent()
        read = [*self._booked.values(), *late]
        few = calling_order(read, recent=recent, policy=self._policy, now=now) if read else []
        overdue = [turn.lane for turn in few if turn.overdue]
        tally = Tally.after([*recent, *overdue], self._policy)
        sizes = self._sizes([turn.lane for turn in few if not turn.overdue], late)
        ahead = ahead_of_newcomer(lane, sizes, overdue=len(overdue), tally=tally, policy=self._policy)
        return Place(ahead, lane)

    def order(self, now: datetime, *, also: Waiting | None = None) -> list[Turn]:
        """The calling order, with somebody more if they are not in line yet."""
        everybody = {**self._booked, **self._walk_ins[True], **self._walk_ins[False]}
        if also is not None:
            everybody[also.ticket_id] = also
        return calling_order(everybody.values(), recent=self._recent(), policy=self._policy, now=now)

    def seat_after_return(self, one: Waiting, now: datetime) -> datetime:
        lane = None if self._policy.goes_by_seniority else lane_of(one, policy=self._policy, now=now)
        return seniority_after_return(self.order(now), lane_of_returning=lane, now=now)

    def early(self, now: datetime) -> dict[datetime, int]:
        """Start of the slot → people who stand in line before their time."""
        found: dict[datetime, int] = {}
        for one in self._booked.values():
            if one.slot_starts_at is not None and lane_of(one, policy=self._policy, now=now) is Lane.EARLY:
                found[one.slot_starts_at] = found.get(one.slot_starts_at, 0) + 1
        return found

    def _lane(self, one: Waiting) -> dict[int, Waiting]:
        if one.kind is TicketKind.BOOKED:
            return self._booked
        return self._walk_ins[one.priority is not Priority.NONE]

    def _recent(self) -> list[Lane]:
        return [lane for _ticket, lane in self._called[-self._policy.round_calls :]]

    def _overdue(self, now: datetime) -> Iterator[Waiting]:
        since = now - timedelta(minutes=self._policy.longest_wait_minutes)
        for lane in self._walk_ins.values():
            for one in lane.values():
                if one.queued_at > since:
                    break
                yield one

    def _sizes(self, few: list[Lane], late: list[Waiting]) -> LaneSizes:
        """Walk-ins who are not overdue are counted; booked people who came late queue like them."""
        late_priority = sum(one.priority is not Priority.NONE for one in late)
        return LaneSizes(
            booked=few.count(Lane.BOOKED),
            priority=few.count(Lane.PRIORITY) + len(self._walk_ins[True]) - late_priority,
            ordinary=few.count(Lane.ORDINARY) + len(self._walk_ins[False]) - (len(late) - late_priority),
        )
