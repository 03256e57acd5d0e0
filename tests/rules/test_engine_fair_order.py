"""The calling orders that can be chosen: what each of them does with the same people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.calling import CallingPolicy, Lane, Waiting, calling_order
from kiosk.engine.fair_order import CAP_MINUTES, policy_of
from models.enums import FairOrder, Priority, TicketKind

NINE = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def walk_in(ticket_id: int, minute: float, priority: Priority = Priority.NONE) -> Waiting:
    return Waiting(ticket_id, TicketKind.WALK_IN, priority, NINE + timedelta(minutes=minute), None, None, None)


def booking(ticket_id: int, *, slot: float, minute: float) -> Waiting:
    starts_at, came_at = NINE + timedelta(minutes=slot), NINE + timedelta(minutes=minute)
    return Waiting(ticket_id, TicketKind.BOOKED, Priority.NONE, came_at, starts_at, starts_at + QUARTER, came_at)


def called(order: FairOrder, *waiting: Waiting, minute: float, longest_wait_minutes: int = 60) -> list[int]:
    policy = policy_of(order, longest_wait_minutes)
    now = NINE + timedelta(minutes=minute)
    return [turn.waiting.ticket_id for turn in calling_order(waiting, recent=(), policy=policy, now=now)]


MORNING = (
    walk_in(1, 0),
    walk_in(2, 1),
    walk_in(3, 2),
    walk_in(4, 33, Priority.ELDER),
    walk_in(5, 34, Priority.ELDER),
    walk_in(6, 35, Priority.ELDER),
    booking(7, slot=30, minute=29),
    booking(8, slot=30, minute=36),
)
"""At 9:36, in the order in which their claims count: 1, 2, 3, 7, 8, 4, 5, 6."""


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (FairOrder.FIRST_COME, [1, 2, 3, 7, 8, 4, 5, 6]),
        (FairOrder.BOOKED_FIRST, [7, 8, 4, 5, 1, 6, 2, 3]),
        (FairOrder.ONE_IN_THREE, [7, 8, 4, 1, 2, 5, 3, 6]),
        (FairOrder.LONGEST_WAIT_CAP, [1, 2, 3, 7, 8, 4, 5, 6]),
    ],
)
def test_the_same_people_are_called_in_the_order_that_was_chosen(order: FairOrder, numbers: list[int]) -> None:
    assert called(order, *MORNING, minute=36) == numbers


def test_a_cap_calls_those_first_who_have_reached_it_and_the_others_in_turns() -> None:
    after_twenty = walk_in(9, 20)

    assert called(FairOrder.LONGEST_WAIT_CAP, *MORNING, after_twenty, minute=36) == [1, 2, 3, 7, 8, 4, 5, 9, 6]
    assert called(FairOrder.BOOKED_FIRST, *MORNING, after_twenty, minute=36) == [7, 8, 4, 5, 1, 6, 2, 3, 9]


def test_first_come_puts_a_booking_where_its_time_stands_and_not_where_its_person_came() -> None:
    early, late = booking(1, slot=30, minute=0), booking(2, slot=30, minute=44)

    assert called(FairOrder.FIRST_COME, early, late, walk_in(3, 29), walk_in(4, 31), minute=45) == [3, 1, 2, 4]


def test_first_come_calls_a_booking_before_its_time_when_nobody_else_waits() -> None:
    assert called(FairOrder.FIRST_COME, booking(1, slot=90, minute=0), walk_in(2, 5), minute=6) == [2, 1]


@given(elders=st.integers(4, 20), others=st.integers(8, 40))
def test_of_three_walk_in_calls_one_is_for_priority_while_both_wait(elders: int, others: int) -> None:
    people = [walk_in(n, n / 10, Priority.ELDER) for n in range(elders)]
    people += [walk_in(100 + n, n / 10) for n in range(others)]

    numbers = called(FairOrder.ONE_IN_THREE, *people, minute=10)

    both_wait = numbers[: 3 * min(elders, others // 2)]
    assert [number < 100 for number in both_wait] == [True, False, False] * (len(both_wait) // 3)


def test_the_usual_order_is_the_one_the_house_has_always_had() -> None:
    assert policy_of(FairOrder.BOOKED_FIRST, 60) == CallingPolicy()
    assert policy_of(FairOrder.BOOKED_FIRST, 90) == CallingPolicy(longest_wait_minutes=90)


@pytest.mark.parametrize(("own", "cap"), [(10, 10), (30, 30), (60, CAP_MINUTES), (480, CAP_MINUTES)])
def test_a_cap_is_never_longer_than_the_communitys_own(own: int, cap: int) -> None:
    assert policy_of(FairOrder.LONGEST_WAIT_CAP, own).longest_wait_minutes == cap


def test_every_order_calls_differently_and_looks_back_as_far() -> None:
    policies = [policy_of(order, 60) for order in FairOrder]

    assert len(set(policies)) == len(FairOrder)
    assert {policy.round_calls for policy in policies} == {12}
    assert [policy.goes_by_seniority for policy in policies] == [order is FairOrder.FIRST_COME for order in FairOrder]


@pytest.mark.parametrize("order", list(FairOrder))
def test_no_order_changes_the_lane_somebody_stands_in(order: FairOrder) -> None:
    """So the calls of before count on when a market changes its order while people wait."""
    policy, usual = policy_of(order, 60), CallingPolicy()

    assert (policy.early_minutes, policy.late_minutes) == (usual.early_minutes, usual.late_minutes)
    lanes = {turn.lane for turn in calling_order(MORNING, recent=(), policy=policy, now=NINE + 2 * QUARTER)}
    assert lanes == {Lane.BOOKED, Lane.PRIORITY, Lane.ORDINARY}
