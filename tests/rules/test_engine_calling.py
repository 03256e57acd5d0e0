"""Whom a booth calls next: lanes, order, nobody waits for ever, a fair place after a no-show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiosk.engine.calling import (
    CallingPolicy,
    Lane,
    Turn,
    Waiting,
    calling_order,
    lane_of,
    people_ahead,
    seniority_after_return,
    seniority_of,
)
from kiosk.engine.fair_order import policy_of
from models.enums import FairOrder, Priority, TicketKind

NINE = datetime(2025, 12, 19, 1, 0, tzinfo=UTC)
POLICY = CallingPolicy()

Order = Callable[..., list[Turn]]


def at(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def walk_in(ticket_id: int, queued: float, priority: Priority = Priority.NONE) -> Waiting:
    return Waiting(ticket_id, TicketKind.WALK_IN, priority, at(queued), None, None, None)


def booking(ticket_id: int, slot: float, checked_in: float, priority: Priority = Priority.NONE) -> Waiting:
    queued_at = at(checked_in)
    return Waiting(ticket_id, TicketKind.BOOKED, priority, queued_at, at(slot), at(slot + 15), queued_at)


def ids(order: Iterable[Turn]) -> list[int]:
    return [turn.waiting.ticket_id for turn in order]


def order_at(
    minutes: float, *waiting: Waiting, recent: Sequence[Lane] = (), policy: CallingPolicy = POLICY
) -> list[Turn]:
    return calling_order(waiting, recent=recent, policy=policy, now=at(minutes))


# ---------------------------------------------------------------- lanes


@pytest.mark.parametrize(
    ("checked_in", "now", "lane"),
    [
        (-60, 24.99, Lane.EARLY),
        (-60, 25, Lane.BOOKED),
        (31, 31, Lane.BOOKED),
        (60, 60, Lane.BOOKED),
        (60.02, 60.02, Lane.ORDINARY),
    ],
)
def test_a_booking_counts_from_five_minutes_before_its_slot_and_for_check_ins_up_to_fifteen_after_it(
    checked_in: float, now: float, lane: Lane
) -> None:
    assert lane_of(booking(1, slot=30, checked_in=checked_in), policy=POLICY, now=at(now)) is lane


def test_a_booking_checked_in_on_time_keeps_its_right_however_late_the_booth_runs() -> None:
    assert lane_of(booking(1, slot=0, checked_in=20), policy=POLICY, now=at(600)) is Lane.BOOKED


@pytest.mark.parametrize("priority", [p for p in Priority if p is not Priority.NONE])
def test_every_priority_class_of_a_walk_in_or_a_late_booking_is_the_priority_lane(priority: Priority) -> None:
    assert lane_of(walk_in(1, 0, priority), policy=POLICY, now=at(1)) is Lane.PRIORITY
    assert lane_of(booking(1, slot=0, checked_in=31, priority=priority), policy=POLICY, now=at(31)) is Lane.PRIORITY


@pytest.mark.parametrize("missing", ["slot_starts_at", "slot_ends_at", "checked_in_at"])
def test_a_booking_that_lacks_its_slot_or_its_check_in_queues_like_a_walk_in(missing: str) -> None:
    without: dict[str, Any] = {missing: None}
    incomplete = replace(booking(1, slot=0, checked_in=0), **without)

    assert lane_of(incomplete, policy=POLICY, now=at(1)) is Lane.ORDINARY
    assert seniority_of(incomplete, lane=Lane.ORDINARY) == incomplete.queued_at


@pytest.mark.parametrize(
    ("field_name", "value"),
    [
        ("early_minutes", -1),
        ("late_minutes", -1),
        ("longest_wait_minutes", -1),
        ("bookings_in_a_row", 0),
        ("priority_in_a_row", 0),
        ("ordinary_in_a_row", 0),
    ],
)
def test_a_policy_that_would_starve_a_lane_or_turn_time_round_is_refused_by_name(field_name: str, value: int) -> None:
    with pytest.raises(ValueError, match=field_name):
        CallingPolicy(**{field_name: value})


# ---------------------------------------------------------------- order


def test_nobody_waiting_gives_an_empty_order() -> None:
    assert order_at(0) == []


def test_booked_people_come_in_order_of_slot_and_then_of_check_in() -> None:
    first_slot_late, first_slot, second_slot = booking(1, 0, 20), booking(2, 0, -30), booking(3, 15, -40)

    assert ids(order_at(21, second_slot, first_slot_late, first_slot)) == [2, 1, 3]


def test_booked_people_in_their_window_come_before_walk_ins_and_early_ones_after_everybody() -> None:
    order = order_at(10, walk_in(1, 0, Priority.ELDER), walk_in(2, 0), booking(3, 15, 9), booking(4, 30, -60))

    assert [(turn.waiting.ticket_id, turn.lane) for turn in order] == [
        (3, Lane.BOOKED),
        (1, Lane.PRIORITY),
        (2, Lane.ORDINARY),
        (4, Lane.EARLY),
    ]


def test_after_three_booked_calls_one_walk_in_is_called() -> None:
    booked = [booking(n, 0, n) for n in range(1, 6)]

    assert ids(order_at(10, *booked, walk_in(9, 9))) == [1, 2, 3, 9, 4, 5]
    assert ids(order_at(10, *booked, walk_in(9, 9), recent=[Lane.BOOKED, Lane.BOOKED])) == [1, 9, 2, 3, 4, 5]
    assert ids(order_at(10, *booked, walk_in(9, 9), recent=[Lane.BOOKED] * 3)) == [9, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("priority", [Priority.NONE, Priority.ELDER])
def test_after_the_walk_in_the_row_of_booked_calls_begins_again(priority: Priority) -> None:
    booked = [booking(n, 0, n) for n in range(1, 8)]

    order = order_at(10, *booked, walk_in(8, 8, priority), walk_in(9, 9, priority))

    assert ids(order) == [1, 2, 3, 8, 4, 5, 6, 9, 7]


def test_after_two_priority_calls_since_the_last_ordinary_one_an_ordinary_person_is_called() -> None:
    elders = [walk_in(n, n, Priority.ELDER) for n in range(1, 5)]

    assert ids(order_at(10, *elders, walk_in(8, 8), walk_in(9, 9))) == [1, 2, 8, 3, 4, 9]
    assert ids(order_at(10, *elders, walk_in(8, 8), recent=[Lane.PRIORITY, Lane.BOOKED, Lane.PRIORITY]))[0] == 8
    assert ids(order_at(10, *elders, walk_in(8, 8), recent=[Lane.PRIORITY, Lane.ORDINARY, Lane.PRIORITY]))[0] == 1


TWO_TO_TWO = CallingPolicy(priority_in_a_row=2, ordinary_in_a_row=2)


def test_rows_of_both_walk_in_lanes_follow_one_another() -> None:
    elders = [walk_in(n, n, Priority.ELDER) for n in range(1, 5)]
    ordinary = [walk_in(n, n) for n in range(5, 9)]

    assert ids(order_at(10, *elders, *ordinary, policy=TWO_TO_TWO)) == [1, 2, 5, 6, 3, 4, 7, 8]


@pytest.mark.parametrize(
    ("recent", "first_three"),
    [
        ([Lane.PRIORITY], [1, 5, 6]),
        ([Lane.PRIORITY, Lane.PRIORITY, Lane.BOOKED], [5, 6, 1]),
        ([Lane.PRIORITY, Lane.PRIORITY, Lane.ORDINARY, Lane.EARLY], [5, 1, 2]),
        ([Lane.ORDINARY, Lane.ORDINARY], [1, 2, 5]),
        ([Lane.ORDINARY, Lane.PRIORITY], [1, 5, 6]),
    ],
)
def test_a_row_of_a_walk_in_lane_goes_on_where_the_last_calls_left_it(
    recent: list[Lane], first_three: list[int]
) -> None:
    elders = [walk_in(n, n, Priority.ELDER) for n in range(1, 5)]
    ordinary = [walk_in(n, n) for n in range(5, 9)]

    assert ids(order_at(10, *elders, *ordinary, recent=recent, policy=TWO_TO_TWO))[:3] == first_three


def test_without_an_ordinary_person_the_priority_lane_goes_on_and_without_walk_ins_the_booked_one() -> None:
    elders = [walk_in(n, n, Priority.ELDER) for n in range(1, 5)]
    booked = [booking(n, 0, n) for n in range(1, 7)]

    assert ids(order_at(10, *elders)) == [1, 2, 3, 4]
    assert ids(order_at(10, *booked)) == [1, 2, 3, 4, 5, 6]


def test_an_early_call_takes_nobodys_turn_and_gives_nobody_one() -> None:
    people = (booking(1, 0, 1), walk_in(2, 2))

    assert ids(order_at(5, *people, recent=[Lane.BOOKED] * 3 + [Lane.EARLY])) == [2, 1]
    assert ids(order_at(5, *people, recent=[Lane.BOOKED] * 2 + [Lane.EARLY])) == [1, 2]


def test_who_has_waited_an_hour_is_called_first_in_order_of_seniority_and_marked_overdue() -> None:
    order = order_at(61, walk_in(1, 1), walk_in(2, 0.5, Priority.ELDER), booking(3, 45, 40), walk_in(4, 1.1))

    assert [(turn.waiting.ticket_id, turn.overdue) for turn in order] == [(2, True), (1, True), (3, False), (4, False)]


def test_overdue_calls_count_towards_the_rows() -> None:
    overdue = [booking(n, 0, 0.1 * n) for n in range(1, 4)]

    order = order_at(65, *overdue, booking(4, 60, 50), walk_in(5, 64))

    assert ids(order) == [1, 2, 3, 5, 4]


def test_checking_in_two_hours_early_gains_no_overdue_call_and_no_place_before_an_earlier_slot() -> None:
    two_hours_early = booking(1, slot=120, checked_in=0)
    punctual = booking(2, slot=105, checked_in=118)
    walk_in_before = walk_in(3, 61)

    order = order_at(121, two_hours_early, punctual, walk_in_before)

    assert [(turn.waiting.ticket_id, turn.overdue) for turn in order] == [(3, True), (2, False), (1, False)]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_check_in_recorded_on_another_day_still_keeps_to_its_own_slot(days: int) -> None:
    strange = seniority_of(booking(1, slot=30, checked_in=days * 24 * 60), lane=Lane.BOOKED)

    assert at(30) <= strange <= at(31)


def test_people_ahead_counts_the_turns_before_and_knows_who_does_not_wait() -> None:
    order = order_at(5, walk_in(7, 1), walk_in(8, 2), walk_in(9, 3))

    assert [people_ahead(order, ticket) for ticket in (7, 8, 9, 10)] == [0, 1, 2, None]


# ---------------------------------------------------------------- properties

SECONDS = st.integers(-2 * 3600, 3 * 3600)


@st.composite
def queues(draw: st.DrawFn, max_size: int = 40) -> list[Waiting]:
    """A queue of all kinds; nobody queued at the same second as somebody else."""
    seconds = draw(st.lists(SECONDS, unique=True, max_size=max_size))
    return [draw(people(ticket_id, second / 60)) for ticket_id, second in enumerate(seconds, start=1)]


@st.composite
def people(draw: st.DrawFn, ticket_id: int, queued: float) -> Waiting:
    priority = draw(st.sampled_from(Priority))
    if draw(st.booleans()):
        return walk_in(ticket_id, queued, priority)
    return booking(ticket_id, 15 * draw(st.integers(-2, 12)), queued, priority)


RECENT = st.lists(st.sampled_from(Lane), max_size=20)
NOW = st.integers(0, 240).map(at)
POLICIES = st.builds(
    CallingPolicy,
    early_minutes=st.integers(0, 20),
    late_minutes=st.integers(0, 30),
    bookings_in_a_row=st.integers(1, 4),
    priority_in_a_row=st.integers(1, 3),
    ordinary_in_a_row=st.integers(1, 3),
    longest_wait_minutes=st.integers(0, 120),
)


@given(waiting=queues(), recent=RECENT, policy=POLICIES, now=NOW)
def test_everybody_stands_in_the_order_once_and_each_lane_goes_by_seniority(
    waiting: list[Waiting], recent: list[Lane], policy: CallingPolicy, now: datetime
) -> None:
    order = calling_order(waiting, recent=recent, policy=policy, now=now)

    assert sorted(ids(order)) == [one.ticket_id for one in waiting]
    for lane in Lane:
        seniorities = [seniority_of(turn.waiting, lane=lane) for turn in order if turn.lane is lane]
        assert seniorities == sorted(seniorities)


@given(waiting=queues(), recent=RECENT, policy=POLICIES, now=NOW)
def test_the_order_shown_is_what_calling_one_after_the_other_gives(
    waiting: list[Waiting], recent: list[Lane], policy: CallingPolicy, now: datetime
) -> None:
    shown = calling_order(waiting, recent=recent, policy=policy, now=now)

    left, lanes, called = list(waiting), list(recent), []
    while left:
        first = calling_order(left, recent=lanes, policy=policy, now=now)[0]
        called.append(first)
        left.remove(first.waiting)
        lanes.append(first.lane)

    assert called == shown


@given(waiting=queues(), recent=RECENT, policy=POLICIES, now=NOW)
def test_with_a_longest_wait_of_nothing_the_order_is_that_of_the_claims(
    waiting: list[Waiting], recent: list[Lane], policy: CallingPolicy, now: datetime
) -> None:
    by_seniority = replace(policy, longest_wait_minutes=0)

    order = calling_order(waiting, recent=recent, policy=by_seniority, now=now)

    claims = [seniority_of(turn.waiting, lane=turn.lane) for turn in order if turn.waiting.queued_at <= now]
    assert claims == sorted(claims)


@given(waiting=queues(), shuffler=st.randoms(use_true_random=False), now=NOW)
def test_the_order_does_not_depend_on_the_order_of_the_rows(
    waiting: list[Waiting], shuffler: Random, now: datetime
) -> None:
    shuffled = list(waiting)
    shuffler.shuffle(shuffled)

    first, second = (calling_order(rows, recent=(), policy=POLICY, now=now) for rows in (waiting, shuffled))

    assert first == second


@given(waiting=queues(), policy=POLICIES, now=NOW)
def test_nobody_is_overdue_before_their_slot_began_or_before_the_longest_wait(
    waiting: list[Waiting], policy: CallingPolicy, now: datetime
) -> None:
    limit = timedelta(minutes=policy.longest_wait_minutes)
    for turn in calling_order(waiting, recent=(), policy=policy, now=now):
        begins = turn.waiting.slot_starts_at if turn.lane in (Lane.BOOKED, Lane.EARLY) else turn.waiting.queued_at
        assert begins is not None
        assert not turn.overdue or now - begins >= limit


# ---------------------------------------------------------------- nobody waits for ever


@dataclass
class Booth:
    """A booth that calls by `order`, and a record of how many calls each person is entitled to wait at most."""

    order: Order
    policy: CallingPolicy
    now: datetime = NINE
    left: dict[int, Waiting] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    calls_waited: dict[int, int] = field(default_factory=dict)
    claims_before: dict[int, int] = field(default_factory=dict)

    def arrive(self, newcomer: Waiting) -> None:
        for one in self.calls_waited:
            self.claims_before[one] += self._claim(newcomer) <= self._claim(self.left[one])
        self.left[newcomer.ticket_id] = newcomer

    def call(self) -> None:
        self._start_the_count_of_those_in_their_window()
        turns = self.order(
            self.left.values(), recent=self.lanes[-self.policy.round_calls :], policy=self.policy, now=self.now
        )
        for one in self.calls_waited:
            self.calls_waited[one] += 1
            assert self.calls_waited[one] <= self.policy.round_calls * self.claims_before[one], "waits for ever"
        if turns:
            self.lanes.append(turns[0].lane)
            called = turns[0].waiting.ticket_id
            del self.left[called]
            self.calls_waited.pop(called, None)

    def _start_the_count_of_those_in_their_window(self) -> None:
        for ticket_id, one in self.left.items():
            early = lane_of(one, policy=self.policy, now=self.now) is Lane.EARLY
            if ticket_id not in self.calls_waited and not early:
                self.calls_waited[ticket_id] = 0
                self.claims_before[ticket_id] = sum(self._claim(two) <= self._claim(one) for two in self.left.values())

    def _claim(self, one: Waiting) -> datetime:
        return seniority_of(one, lane=lane_of(one, policy=self.policy, now=self.now))


@dataclass(frozen=True)
class Arrival:
    """Somebody who joins at the moment of a call; `slot_from_now` None: a walk-in."""

    slot_from_now: int | None
    priority: Priority


ARRIVALS = st.builds(
    Arrival, st.none() | st.sampled_from([-60, -40, -25, -10, 0, 4, 20, 60]), st.sampled_from(Priority)
)
STEP = st.tuples(st.integers(0, 15), st.lists(ARRIVALS, max_size=3))
FLOODS = st.tuples(st.lists(STEP, max_size=5), st.lists(STEP, min_size=1, max_size=3)).map(
    lambda start_and_flood: start_and_flood[0] + start_and_flood[1] * 15
)
STEPS = st.lists(STEP, max_size=60) | FLOODS


def run(booth: Booth, steps: Iterable[tuple[int, Sequence[Arrival]]]) -> None:
    """Each step: time passes, people join, one is called."""
    ticket_id = 0
    for minutes, arrivals in steps:
        booth.now += timedelta(minutes=minutes)
        for arrival in arrivals:
            ticket_id += 1
            minute = (booth.now - NINE) / timedelta(minutes=1)
            slot = arrival.slot_from_now
            person = walk_in(ticket_id, minute, arrival.priority)
            booth.arrive(person if slot is None else booking(ticket_id, minute + slot, minute, arrival.priority))
        booth.call()


def search_for_somebody_who_waits_for_ever(order: Order, phases: Collection[Phase] = tuple(Phase)) -> None:
    @settings(max_examples=200, phases=phases, database=None)
    @given(steps=STEPS, policy=POLICIES)
    def everyone_is_called_in_time(steps: list[tuple[int, list[Arrival]]], policy: CallingPolicy) -> None:
        run(Booth(order, policy), steps)

    everyone_is_called_in_time()


def test_whatever_keeps_arriving_everyone_is_called_within_the_stated_number_of_calls() -> None:
    search_for_somebody_who_waits_for_ever(calling_order)


@pytest.mark.parametrize("order", list(FairOrder))
@pytest.mark.parametrize("flood", [Priority.ELDER, Priority.NONE])
def test_no_order_that_can_be_chosen_lets_a_flood_of_one_walk_in_lane_starve_the_other(
    order: FairOrder, flood: Priority
) -> None:
    one, other = Arrival(None, flood), Arrival(None, Priority.NONE if flood is Priority.ELDER else Priority.ELDER)
    booth = Booth(calling_order, policy_of(order, 480))

    run(booth, [(1, [other, one])] + [(1, [one, BOOKED])] * 50)

    assert 1 not in booth.left


def strict_priority(waiting: Iterable[Waiting], *, recent: object, policy: CallingPolicy, now: datetime) -> list[Turn]:
    """The control: booked before priority before ordinary, without turns in between."""
    turns = [Turn(one, lane_of(one, policy=policy, now=now), overdue=False) for one in waiting]
    return sorted(turns, key=lambda turn: (list(Lane).index(turn.lane), turn.waiting.ticket_id))


def test_the_same_search_finds_those_whom_strict_priority_starves() -> None:
    with pytest.raises(AssertionError, match="waits for ever"):
        search_for_somebody_who_waits_for_ever(strict_priority, phases=[Phase.generate])


WALK_IN, ELDER = Arrival(None, Priority.NONE), Arrival(None, Priority.ELDER)
BOOKED = Arrival(0, Priority.NONE)


@pytest.mark.parametrize("flood", [ELDER, BOOKED])
def test_a_flood_of_one_lane_starves_ordinary_people_under_strict_priority_but_not_here(flood: Arrival) -> None:
    steps = [(1, [WALK_IN, flood])] + [(1, [flood])] * 50

    run(Booth(calling_order, POLICY), steps)
    with pytest.raises(AssertionError, match="waits for ever"):
        run(Booth(strict_priority, POLICY), steps)


def test_the_turns_alone_keep_the_promise_without_the_longest_wait_rule() -> None:
    without_longest_wait = CallingPolicy(longest_wait_minutes=10_000)
    steps = [(1, [WALK_IN, ELDER, BOOKED])] + [(1, [ELDER, BOOKED])] * 50
    booth = Booth(calling_order, without_longest_wait)

    run(booth, steps)

    assert 1 not in booth.left


# ---------------------------------------------------------------- back after a no-show


def return_place(
    order: Sequence[Turn], person: Waiting, *, queued_at: datetime, now: datetime, policy: CallingPolicy
) -> int:
    """How many of their own lane stand before the person who came back."""
    returned = replace(person, queued_at=queued_at)
    lane = lane_of(returned, policy=policy, now=now)
    again = calling_order([*(turn.waiting for turn in order), returned], recent=(), policy=policy, now=now)
    own_lane = [turn.waiting.ticket_id for turn in again if turn.lane is lane]
    assert [one for one in own_lane if one != person.ticket_id] == ids(turn for turn in order if turn.lane is lane)
    return own_lane.index(person.ticket_id)


@settings(max_examples=300)
@given(waiting=queues().filter(bool), policy=POLICIES, minute=st.integers(0, 240), people_first=st.integers(1, 5))
def test_who_returns_after_a_no_show_stands_right_behind_the_next_people_of_the_own_lane(
    waiting: list[Waiting], policy: CallingPolicy, minute: int, people_first: int
) -> None:
    now = at(minute)
    waiting = [one for one in waiting if one.queued_at < now] or [walk_in(1, minute - 1)]
    missed = calling_order(waiting, recent=(), policy=policy, now=now)[0]
    others = [one for one in waiting if one is not missed.waiting]
    order = calling_order(others, recent=[missed.lane], policy=policy, now=now)
    own_lane = [turn for turn in order if turn.lane is missed.lane]

    queued_at = seniority_after_return(order, lane_of_returning=missed.lane, people_first=people_first, now=now)

    place = return_place(order, missed.waiting, queued_at=queued_at, now=now, policy=policy)
    assert place == min(people_first, len(own_lane))


@given(waiting=queues().filter(bool), policy=POLICIES, minute=st.integers(0, 240), people_first=st.integers(1, 5))
def test_where_claims_alone_decide_who_returns_stands_right_behind_the_next_people_of_any_lane(
    waiting: list[Waiting], policy: CallingPolicy, minute: int, people_first: int
) -> None:
    policy, now = replace(policy, longest_wait_minutes=0), at(minute)
    missed, others = walk_in(0, minute - 1), [one for one in waiting if one.queued_at < now]
    order = calling_order(others, recent=(), policy=policy, now=now)

    queued_at = seniority_after_return(order, lane_of_returning=None, people_first=people_first, now=now)

    returned = replace(missed, queued_at=queued_at)
    again = ids(calling_order([*others, returned], recent=(), policy=policy, now=now))
    assert again.index(0) == min(people_first, sum(turn.overdue for turn in order))


def test_a_return_at_the_old_seniority_or_at_the_end_would_not_be_the_fair_place() -> None:
    missed, *others = [walk_in(n, n) for n in range(1, 8)]
    order = order_at(20, *others)
    fair = seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(20))

    places = [
        return_place(order, missed, queued_at=queued_at, now=at(20), policy=POLICY)
        for queued_at in (fair, missed.queued_at, at(20))
    ]

    assert places == [3, 0, 6]


@pytest.mark.parametrize("lane", list(Lane))
def test_who_returns_to_an_empty_lane_is_queued_now(lane: Lane) -> None:
    assert seniority_after_return([], lane_of_returning=lane, now=at(20)) == at(20)


def test_who_returns_when_fewer_wait_is_queued_now_at_the_end_of_the_lane() -> None:
    order = order_at(20, walk_in(2, 2), walk_in(3, 3))

    assert seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(20)) == at(20)


def test_who_returns_behind_the_last_of_three_is_queued_right_behind_them_and_not_only_now() -> None:
    order = order_at(20, walk_in(2, 2), walk_in(3, 3), walk_in(4, 4))

    queued_at = seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(20))

    assert at(4) < queued_at < at(4.01)


def test_two_who_return_to_the_same_place_keep_the_order_in_which_they_returned() -> None:
    second, first, *others = [walk_in(n, n) for n in range(1, 8)]
    order = order_at(20, *others)
    first = replace(first, queued_at=seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(20)))
    order = order_at(21, first, *others)
    second = replace(second, queued_at=seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(21)))

    assert ids(order_at(21, first, second, *others)) == [3, 4, 5, 2, 1, 6, 7]


def test_who_returns_stands_behind_people_whose_claims_cannot_be_parted() -> None:
    same_instant = [walk_in(n, 5) for n in range(2, 8)]
    order = order_at(20, *same_instant, walk_in(9, 6))
    queued_at = seniority_after_return(order, lane_of_returning=Lane.ORDINARY, now=at(20))

    assert return_place(order, walk_in(1, 1), queued_at=queued_at, now=at(20), policy=POLICY) == 6


def test_coming_early_missing_the_call_and_returning_gives_no_claim_from_before_the_slot() -> None:
    early = booking(1, slot=120, checked_in=0)
    queued_at = seniority_after_return([], lane_of_returning=Lane.EARLY, now=at(5))
    returned = replace(early, queued_at=queued_at)

    order = order_at(116, returned, booking(2, slot=105, checked_in=100), walk_in(3, 57))

    assert queued_at == at(5)
    assert [(turn.waiting.ticket_id, turn.overdue) for turn in order] == [(2, False), (1, False), (3, False)]


def test_a_return_behind_less_than_one_person_is_refused() -> None:
    with pytest.raises(ValueError, match="people_first"):
        seniority_after_return([], lane_of_returning=Lane.ORDINARY, people_first=0, now=NINE)
