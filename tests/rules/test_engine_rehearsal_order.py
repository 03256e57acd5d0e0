"""In a rehearsal people are called in the order in which they are called on the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.calling import CallingPolicy, Lane, Turn, Waiting, calling_order
from kiosk.engine.rehearsal.day import Booth, Count, Day, Draw
from kiosk.engine.rehearsal.draws import Luck
from kiosk.engine.rehearsal.lines import WALK_IN
from kiosk.engine.rehearsal.one_day import SLOT_MINUTES
from kiosk.engine.rehearsal.run import Seen, go_through
from models.enums import Priority, TicketKind

OPENS = datetime(2026, 11, 19, 1, tzinfo=UTC)
Order = Callable[..., list[Turn]]

# Fractions of seconds keep apart what would else happen at the very same instant.
PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 7200).map(lambda second: (second + 0.37) / 60),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 8).map(lambda quarter: quarter * SLOT_MINUTES)),
        st.integers(5, 540).map(lambda second: (second + 0.11) / 60),
    ),
    min_size=2,
    max_size=40,
    unique_by=lambda person: person[0],
)
POLICIES = st.builds(
    CallingPolicy,
    early_minutes=st.integers(0, 10),
    late_minutes=st.integers(0, 20),
    bookings_in_a_row=st.integers(1, 4),
    priority_in_a_row=st.integers(1, 3),
    ordinary_in_a_row=st.integers(1, 3),
    longest_wait_minutes=st.integers(0, 90),
)


def day_of(people: Sequence[Any], policy: CallingPolicy) -> tuple[Day, Luck]:
    """One station; people as (arrival, has priority, slot, minutes of service)."""
    day = Day(
        minutes=130.0,
        booths=(Booth("A", ((0.0, 1),), 1.0),),
        arrivals=Count(len(people), ((0.0, 120.0, 1.0),)),
        visits=Draw({"A": 1.0}, 1),
        policy=policy,
    )
    arrivals, is_first, slots, lasts = zip(*people, strict=True)
    luck = Luck(
        arrivals=np.array([arrivals]),
        plans=np.zeros((1, len(people), 1), np.int64),
        lasts=np.array([lasts])[..., None],
        is_first=np.array([is_first]),
        slots=np.array([WALK_IN if slot is None else slot for slot in slots]),
    )
    return day, luck


def at(minute: float) -> datetime:
    return OPENS + timedelta(minutes=minute)


def person_in_line(number: int, seen: Seen) -> Waiting:
    slot, joined = seen.luck.slots[number], at(seen.claims[0, number, 0, 0])
    is_booked = slot > WALK_IN
    return Waiting(
        ticket_id=number,
        kind=TicketKind.BOOKED if is_booked else TicketKind.WALK_IN,
        priority=Priority.ELDER if seen.luck.is_first[0, number] else Priority.NONE,
        queued_at=joined,
        slot_starts_at=at(slot) if is_booked else None,
        slot_ends_at=at(slot + SLOT_MINUTES) if is_booked else None,
        checked_in_at=joined if is_booked else None,
    )


def assert_called_in_order(people: Sequence[Any], policy: CallingPolicy, order: Order) -> None:
    day, luck = day_of(people, policy)
    seen = go_through(day, luck)
    joined, began = seen.claims[0, :, 0, 0], seen.claims[0, :, 0, 1]
    assert not np.isnan(began).any()
    recent: list[Lane] = []
    for number in np.argsort(began, kind="stable"):
        now = began[number]
        line = [person_in_line(int(each), seen) for each in np.flatnonzero((joined <= now) & (began >= now))]
        turn = order(line, recent=recent, policy=policy, now=at(now))[0]
        assert turn.waiting.ticket_id == number
        recent.append(turn.lane)


@settings(max_examples=300, deadline=None)
@given(people=PEOPLE, policy=POLICIES)
def test_people_are_called_as_the_booth_would_call_them(people: list[Any], policy: CallingPolicy) -> None:
    assert_called_in_order(people, policy, calling_order)


def test_a_line_by_arrival_alone_would_be_found_out() -> None:
    def by_arrival(line: list[Waiting], **rules: Any) -> list[Turn]:
        turns = calling_order(line, **rules)
        return sorted(turns, key=lambda turn: turn.waiting.queued_at)

    people = [(float(place), place % 3 == 0, None, 8.0) for place in range(12)]

    assert_called_in_order(people, CallingPolicy(), calling_order)
    with pytest.raises(AssertionError):
        assert_called_in_order(people, CallingPolicy(), by_arrival)
