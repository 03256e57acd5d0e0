"""What is told of a wait: never shorter with more people ahead, never jumping, along the stations' hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine import wait
from kiosk.engine.calling import CallingPolicy, Lane
from kiosk.engine.wait import WaitEstimate
from kiosk.engine.waiting.capacity import Overtaking, StationAhead, minutes_to_call
from kiosk.engine.waiting.leeway import LEAST_LEAN, MOST_LEAN, NARROWEST, WIDEST, Trust
from kiosk.engine.waiting.outlook import Outlook, Place, Post, Slot
from kiosk.engine.waiting.pace import Pace
from tests.rules.booth_days import POLICY, minute

PACE = Pace(4, 0.4, 10)


def a_booth(*posts: Post, now: float = 60, pace: Pace = PACE, **more: object) -> Outlook:
    return Outlook(now=minute(now), pace=pace, posts=posts, policy=POLICY, **more)  # type: ignore[arg-type]


def minutes(booth: Outlook, ahead: int, lane: Lane = Lane.ORDINARY) -> float | None:
    return booth.minutes_until_call(Place(ahead, lane), booth.stations())


def sure(found: float | None) -> float:
    assert found is not None
    return found


BUSY = Post(is_busy=True, called_at=minute(60))

# ---------------------------------------------------------------- along the hours of the stations


def test_a_free_station_calls_at_once_and_people_ahead_take_it_first() -> None:
    assert minutes(a_booth(Post()), 0) == 0
    assert minutes(a_booth(Post()), 1) == pytest.approx(4)
    assert minutes(a_booth(Post(), Post()), 1) == 0


def test_one_station_calls_one_person_each_cycle() -> None:
    booth = a_booth(BUSY)

    assert [sure(minutes(booth, n)) for n in range(4)] == pytest.approx([4, 8, 12, 16])


def test_a_service_that_has_run_for_long_will_end_sooner() -> None:
    young, old = (a_booth(Post(is_busy=True, called_at=minute(60 - age))) for age in (0, 4))

    assert sure(minutes(old, 0)) < 2 < sure(minutes(young, 0))


def test_a_station_that_opens_in_ten_minutes_counts_from_then() -> None:
    one = a_booth(BUSY)
    helped = a_booth(BUSY, Post(opens_at=minute(70)))

    assert minutes(helped, 1) == minutes(one, 1) == 8
    assert sure(minutes(helped, 9)) < sure(minutes(one, 9)) - 8


def test_a_booth_that_opens_late_calls_nobody_before() -> None:
    assert minutes(a_booth(Post(opens_at=minute(85))), 0) == pytest.approx(25)


def test_a_station_that_closes_serves_nobody_after_and_then_nobody_is_told_anything() -> None:
    until_80 = a_booth(Post(is_busy=True, called_at=minute(60), closes_at=minute(80)))

    assert minutes(until_80, 3) == pytest.approx(16)
    assert minutes(until_80, 5) is None
    assert until_80.tell(Place(5, Lane.ORDINARY), Trust()) is None


def test_over_a_break_the_line_stands_still() -> None:
    """One wheel until 70 and again from 90: the same place, two rows of the plan."""
    broken = a_booth(
        Post(is_busy=True, called_at=minute(60), closes_at=minute(70)), Post(opens_at=minute(90), closes_at=None)
    )

    assert sure(minutes(broken, 1)) == pytest.approx(8)
    assert 28 <= sure(minutes(broken, 3)) <= 34


def test_without_any_station_nobody_is_told_anything() -> None:
    assert minutes(a_booth(), 0) is None
    assert minutes(a_booth(Post(closes_at=minute(59))), 0) is None


# ---------------------------------------------------------------- the real calling order


def test_bookings_that_are_due_and_not_here_yet_are_counted_by_how_likely_they_come() -> None:
    due = Slot(minute(60), minute(75), 4)
    all_come = a_booth(BUSY, expected=[due], comes_share=1.0)
    some_come = a_booth(BUSY, expected=[due], comes_share=0.5)

    assert sure(minutes(a_booth(BUSY), 2)) < sure(minutes(some_come, 2)) < sure(minutes(all_come, 2))


def test_where_claims_alone_decide_no_later_booking_overtakes_who_stands_there() -> None:
    later = Slot(minute(65), minute(80), 4)
    by_claim = replace(
        a_booth(BUSY, expected=[later], early={minute(65): 2}), policy=CallingPolicy(longest_wait_minutes=0)
    )
    booked_first = replace(by_claim, policy=POLICY)

    assert minutes(by_claim, 2) == minutes(a_booth(BUSY), 2)
    assert sure(minutes(booked_first, 2)) > sure(minutes(by_claim, 2))


def test_bookings_of_the_far_afternoon_change_nothing_now() -> None:
    later = a_booth(BUSY, expected=[Slot(minute(160), minute(175), 4)])

    assert minutes(later, 2) == minutes(a_booth(BUSY), 2)


def test_a_booking_whose_time_is_over_is_expected_no_more() -> None:
    over = a_booth(BUSY, expected=[Slot(minute(0), minute(15), 9)])

    assert minutes(over, 2) == minutes(a_booth(BUSY), 2)


def test_only_bookings_for_an_earlier_time_go_before_a_booking() -> None:
    booth = a_booth(BUSY, expected=[Slot(minute(60), minute(75), 3)])

    def booked_for(start: float) -> float:
        place = Place(1, Lane.BOOKED, minute(start))
        return sure(booth.minutes_until_call(place, booth.stations()))

    assert booked_for(60) == minutes(a_booth(BUSY), 1)
    assert booked_for(75) > booked_for(60)


def test_bookings_in_line_before_their_time_go_first_once_it_has_come() -> None:
    early = a_booth(BUSY, early={minute(70): 2})

    assert minutes(early, 0) == 4
    assert sure(minutes(early, 3)) > sure(minutes(a_booth(BUSY), 3)) + 4


def test_who_is_too_early_waits_until_the_time_but_not_behind_all_walk_ins() -> None:
    place = Place(12, Lane.EARLY, minute(75), booked_before=1)

    booth = a_booth(BUSY)

    assert 10 <= sure(booth.minutes_until_call(place, booth.stations())) <= 14
    assert sure(minutes(booth, 12)) > 45


def test_who_is_too_early_in_an_empty_booth_is_called_at_once() -> None:
    booth = a_booth(Post())

    assert booth.minutes_until_call(Place(0, Lane.EARLY, minute(75)), booth.stations()) == 0


# ---------------------------------------------------------------- properties over everything

PACES = st.builds(Pace, st.floats(0.2, 40), st.floats(0.2, 1.5), st.floats(4, 40))
TRUSTS = st.builds(Trust, st.floats(NARROWEST, WIDEST), st.floats(NARROWEST, WIDEST), st.floats(LEAST_LEAN, MOST_LEAN))
INSTANTS = st.floats(-60, 200).map(minute)
POSTS = st.builds(
    Post,
    opens_at=st.none() | INSTANTS,
    closes_at=st.none() | INSTANTS,
    is_busy=st.booleans(),
    called_at=st.none() | INSTANTS,
)
SLOTS = st.builds(lambda start, people: Slot(start, start + timedelta(minutes=15), people), INSTANTS, st.integers(0, 8))
BOOTHS = st.builds(
    Outlook,
    now=st.floats(0, 60).map(minute),
    pace=PACES,
    posts=st.lists(POSTS, max_size=6),
    policy=st.just(POLICY),
    comes_share=st.floats(0, 1),
    expected=st.lists(SLOTS, max_size=4),
    early=st.dictionaries(INSTANTS, st.integers(1, 4), max_size=2),
)
LANES = st.sampled_from([Lane.ORDINARY, Lane.PRIORITY, Lane.BOOKED, Lane.EARLY])


def assert_rising(told: list[WaitEstimate | None]) -> None:
    """Nobody further back is told less; behind somebody whom nobody will serve nobody will be served."""
    for fewer, more in pairwise(told):
        if more is not None:
            assert fewer is not None, "served behind somebody who is not"
            assert fewer.low_minutes <= more.low_minutes, "shorter"
            assert fewer.likely_minutes <= more.likely_minutes, "shorter"
            assert fewer.high_minutes <= more.high_minutes, "shorter"


def told_along_the_line(booth: Outlook, trust: Trust, lane: Lane, slot: float) -> list[WaitEstimate | None]:
    places = [Place(ahead, lane, minute(slot), ahead // 2, ahead // 3) for ahead in [*range(11), 20, 50]]
    return [booth.tell(place, trust) for place in places]


@given(booth=BOOTHS, trust=TRUSTS, lane=LANES, slot=st.floats(-20, 120))
def test_one_more_person_ahead_never_makes_a_wait_shorter(
    booth: Outlook, trust: Trust, lane: Lane, slot: float
) -> None:
    assert_rising(told_along_the_line(booth, trust, lane, slot))


def test_steps_that_do_not_meet_would_make_a_longer_line_look_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(wait, "_STEPS", ((0, 1), (10, 7)))

    with pytest.raises(AssertionError, match="shorter"):
        assert_rising(told_along_the_line(a_booth(BUSY, pace=Pace(1, 0.2, 40)), Trust(), Lane.ORDINARY, 0))


@given(booth=BOOTHS, trust=TRUSTS, lane=LANES, ahead=st.integers(0, 60))
def test_what_is_told_is_in_order_never_negative_and_never_nothing(
    booth: Outlook, trust: Trust, lane: Lane, ahead: int
) -> None:
    told = booth.tell(Place(ahead, lane, minute(30)), trust)

    if told is not None:
        assert 0 <= told.low_minutes <= told.likely_minutes <= told.high_minutes
        assert told.high_minutes >= 1


@given(booth=BOOTHS, lane=LANES, ahead=st.integers(0, 30))
def test_a_second_later_the_wait_is_at_most_some_seconds_another(booth: Outlook, lane: Lane, ahead: int) -> None:
    """Nothing has happened; only services have grown a second older. Hours of stations and slots come nearer."""
    later = replace(booth, now=booth.now + timedelta(seconds=1))
    open_now, open_then = ([s.closes > 0 for s in each.stations()] for each in (booth, later))
    before, after = (sure_or_none(each, ahead, lane) for each in (booth, later))

    if before is not None and after is not None and open_now == open_then and is_calm(booth):
        assert abs(after - before) < 0.2 + 0.02 * before


def sure_or_none(booth: Outlook, ahead: int, lane: Lane) -> float | None:
    return booth.minutes_until_call(Place(ahead, lane, minute(75)), booth.stations())


def is_calm(booth: Outlook) -> bool:
    """All stations stay open, and nobody's time comes: those would be causes."""
    return all(p.closes_at is None for p in booth.posts) and not booth.early


# ---------------------------------------------------------------- the broken line of calls


@given(
    stations=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 120)), min_size=1, max_size=5),
    groups=st.lists(st.builds(Overtaking, st.floats(0, 60), st.floats(0, 90), st.floats(0, 5)), max_size=3),
)
def test_the_time_of_a_call_rises_with_people_and_with_who_overtakes(
    stations: list[tuple[float, float]], groups: list[Overtaking]
) -> None:
    posts = [StationAhead(free, free + long) for free, long in stations]
    alone = [minutes_to_call(n, posts, cycle_minutes=3) for n in range(30)]
    overtaken = [minutes_to_call(n, posts, cycle_minutes=3, overtaking=groups) for n in range(30)]

    for one, other in zip(alone, overtaken, strict=True):
        assert other is None or (one is not None and one <= other + 1e-6)
    for found in (alone, overtaken):
        for fewer, more in pairwise(found):
            assert more is None or (fewer is not None and fewer <= more + 1e-6)
