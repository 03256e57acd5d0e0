"""How a booth's pace is learnt from its calls, and how far ranges can be trusted."""

from __future__ import annotations

import random
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.calling import Lane
from kiosk.engine.waiting.booth_day import BoothDay, Told
from kiosk.engine.waiting.leeway import NARROWEST, WIDEST, Trust
from kiosk.engine.waiting.pace import EARLIER_COUNTS, LONGEST_SHARE, TODAY_COUNTS, Pace, pace_of_catalogue
from models.enums import TicketState
from models.moves import Move
from tests.rules.booth_days import Script, new_day

S = TicketState

# ---------------------------------------------------------------- the pace


def test_before_anything_was_seen_the_catalogue_speaks_with_a_little_time_to_walk_up() -> None:
    assert pace_of_catalogue(3, 0.35) == Pace(3.5, 0.35)
    assert pace_of_catalogue(0.5, 0.4).mean_minutes == pytest.approx(0.625)


def test_a_booth_twice_as_slow_as_the_catalogue_says_is_believed_after_some_cycles() -> None:
    pace = pace_of_catalogue(3, 0.35)
    means = [(pace := pace.after(7)).mean_minutes for _ in range(20)]

    assert means == sorted(means)
    assert means[0] < 4.3
    assert 6 < means[-1] < 7


@pytest.mark.parametrize("odd", [0.0, 300.0])
def test_one_service_of_no_time_or_of_five_hours_does_not_decide(odd: float) -> None:
    pace = pace_of_catalogue(3, 0.35)
    for minutes in (3.5, odd, 3.5, 3.5):
        pace = pace.after(minutes)

    assert 2.5 <= pace.mean_minutes <= 5


def test_without_the_limit_five_hours_would_have_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr("kiosk.engine.waiting.pace.LONGEST_SHARE", 1000.0)

    assert LONGEST_SHARE == 4.0
    assert pace_of_catalogue(3, 0.35).after(300).mean_minutes > 30


@pytest.mark.parametrize("odd", [-5.0, -0.001, nan, inf])
def test_a_cycle_that_ended_before_it_began_is_none(odd: float) -> None:
    assert pace_of_catalogue(3, 0.35).after(odd) == pace_of_catalogue(3, 0.35)


def test_another_day_begins_with_what_was_learnt_but_listens_again() -> None:
    pace = pace_of_catalogue(3, 0.35)
    for _ in range(200):
        pace = pace.after(6)
    assert pace.weight == TODAY_COUNTS

    tomorrow = pace.next_day()

    assert (tomorrow.mean_minutes, tomorrow.weight) == (pace.mean_minutes, EARLIER_COUNTS)


@given(st.lists(st.floats(0, 600), max_size=60), st.floats(0.1, 480), st.floats(0, 5))
def test_whatever_is_seen_the_pace_stays_a_pace(cycles: list[float], mean: float, cv: float) -> None:
    pace = pace_of_catalogue(mean, cv)
    for cycle in cycles:
        pace = pace.after(cycle)

    assert 0 < pace.mean_minutes < 700
    assert 0.2 <= pace.cv <= 1.5


@given(st.floats(0.2, 60), st.floats(0.2, 1.5), st.floats(0, 500))
def test_what_is_left_of_a_service_is_between_nothing_and_one_mean(mean: float, cv: float, age: float) -> None:
    pace = Pace(mean, cv)

    assert 0 <= pace.left_minutes(age) <= mean
    assert abs(pace.left_minutes(age + 1 / 60) - pace.left_minutes(age)) < 0.1 + 0.02 * mean


# ---------------------------------------------------------------- trust


def test_ranges_come_to_rest_where_they_hold_eight_times_in_ten() -> None:
    rng, trust, held = random.Random(4), Trust(), 0
    for n in range(4000):
        low, high = 20 - 4 * trust.low, 20 + 4 * trust.high
        waited = rng.gauss(20, 6)
        held += n >= 1000 and low <= waited <= high
        trust = trust.after(waited, low=low, likely=20, high=high)

    assert 0.77 <= held / 3000 <= 0.83


def test_a_range_that_never_moves_would_not_hold() -> None:
    """The control."""
    rng = random.Random(4)

    assert sum(16 <= rng.gauss(20, 6) <= 24 for _ in range(3000)) / 3000 < 0.6


@given(st.lists(st.floats(0, 1000), max_size=80))
def test_luck_and_mishap_stretch_a_range_only_so_far(waits: list[float]) -> None:
    trust = Trust()
    for waited in waits:
        trust = trust.after(waited, low=5, likely=10, high=15)

    assert NARROWEST <= trust.low <= WIDEST
    assert NARROWEST <= trust.high <= WIDEST


# ---------------------------------------------------------------- from events


def mean_after(script: Script, **booth: float) -> float:
    return script.day(**booth).pace.mean_minutes  # type: ignore[arg-type]


def people(script: Script, count: int, *, at: float = 0) -> Script:
    for ticket in range(1, count + 1):
        script.walk_in(at, ticket)
    return script


def test_a_cycle_is_from_call_to_call_while_somebody_waited_with_the_chat_in_it() -> None:
    """Ten minutes each: six of service and four of chat before the next is called."""
    script = people(Script(), 5)
    for ticket in range(1, 6):
        script.served(10 * ticket, ticket, until=10 * ticket + 6)

    assert mean_after(script) == pytest.approx((4 * 3.5 + 4 * 10) / 8)


def test_time_in_which_nobody_was_there_is_no_part_of_a_cycle() -> None:
    script = Script().walk_in(0, 1).served(0, 1, until=3)
    script.walk_in(60, 2).served(60.5, 2, until=64)

    assert mean_after(script) == pytest.approx((4 * 3.5 + 3.5) / 5)


def test_who_does_not_come_when_called_costs_the_line_time_too() -> None:
    script = people(Script(), 3).call(0, 1).move(2, 1, Move.NO_SHOW, S.NO_SHOW).call(2, 2)

    assert mean_after(script) == pytest.approx((4 * 3.5 + 2) / 5)


def test_an_item_that_is_ready_frees_the_station_although_nobody_has_fetched_it() -> None:
    script = people(Script(), 2).call(0, 1).start(0, 1).move(5, 1, Move.READY, S.READY).call(5, 2)
    script.move(90, 1, Move.COLLECT, S.DONE)

    assert mean_after(script) == pytest.approx((4 * 3.5 + 5) / 5)


def test_two_stations_are_each_their_own_clock() -> None:
    script = people(Script(), 4)
    script.call(0, 1, 1).call(2, 2, 2).done(4, 1, 1).call(4, 3, 1).done(6, 2, 2).call(6, 4, 2)

    assert mean_after(script, stations=2) == pytest.approx((4 * 3.5 + 4 + 4) / 6)


@pytest.mark.parametrize("back_to", [-60.0, 1.0])
def test_a_clock_that_is_set_back_teaches_nothing(back_to: float) -> None:
    script = people(Script(), 3).call(5, 1).done(back_to, 1).call(back_to, 2)

    assert mean_after(script) == 3.5


def test_a_clock_that_jumps_an_hour_ahead_is_one_odd_cycle() -> None:
    script = people(Script(), 3).call(0, 1).done(63, 1).call(63, 2)

    assert mean_after(script) == pytest.approx((4 * 3.5 + 14) / 5)


def test_a_press_that_is_taken_back_leaves_the_person_where_they_were() -> None:
    script = people(Script(), 2).served(0, 1, until=1).move(1.2, 1, Move.UNDO, S.SERVING, 1)
    day = script.day()

    assert day.outlook(script.events[-1].at).stations()[0].free > 1
    script.done(4, 1).call(4, 2)
    assert mean_after(script) == pytest.approx((4 * 3.5 + 4) / 5)


def test_a_call_that_is_taken_back_ends_no_wait_and_starts_no_cycle() -> None:
    script = people(Script(), 2).call(3, 1).move(3.5, 1, Move.UNDO, S.WAITING)
    assert not script.day().outcomes

    script.call(9, 1).done(12, 1).call(12, 2)
    day = script.day()

    assert day.outcomes[1].waited_minutes == pytest.approx(9)
    assert day.pace.mean_minutes == pytest.approx((4 * 3.5 + 3) / 5)


def test_a_day_without_anybody_leaves_everything_as_it_was() -> None:
    assert new_day().knows.pace == pace_of_catalogue(3, 0.35)


# ---------------------------------------------------------------- nothing is known of what comes later


def a_long_day(seed: int = 3) -> Script:
    rng, script = random.Random(seed), Script()
    for ticket in range(200, 206):
        script.book(-600, ticket, slot=15 * (ticket - 199))
    clock, waiting, busy = 0.0, list[int](), 0
    for ticket in range(1, 61):
        clock += rng.expovariate(0.5)
        script.walk_in(clock, ticket)
        waiting.append(ticket)
        if ticket % 10 == 5:
            script.check_in(clock, 200 + ticket // 10)
            waiting.append(200 + ticket // 10)
        while busy and len(waiting) > 1 and rng.random() < 0.8:
            script.done(clock, busy).call(clock, waiting[0])
            busy = waiting.pop(0)
            clock += rng.uniform(1, 5)
        if not busy:
            busy = waiting.pop(0)
            script.call(clock, busy).start(clock, busy)
    return script


def told(day: BoothDay) -> dict[int, Told]:
    return {ticket: outcome.told for ticket, outcome in day.outcomes.items()} | dict(day._told)


@pytest.mark.parametrize("cut", [10, 40, 90, 150])
def test_what_was_told_is_the_same_when_the_rest_of_the_day_is_cut_off(cut: int) -> None:
    script, begun = a_long_day(), Script()
    begun.events = script.events[:cut]

    whole, part = told(script.day()), told(begun.day())

    assert part
    assert all(whole[ticket] == part[ticket] for ticket in part if ticket in whole)
    assert len(whole) > len(part)


def test_an_estimate_that_peeks_is_caught() -> None:
    """The control: a day that knows its own final pace from the beginning tells people something else."""
    script = a_long_day()
    first = script.day()
    peeking = new_day()
    peeking.pace = first.pace
    for event in script.events:
        peeking.see(event)

    assert told(first) != told(peeking)


def test_waits_that_were_told_are_scored_by_lane_and_trust_follows() -> None:
    day = a_long_day().day()

    assert len(day.outcomes) > 30
    assert Lane.ORDINARY in day.trust
    assert all(outcome.waited_minutes >= 0 for outcome in day.outcomes.values())


# ---------------------------------------------------------------- who is at another booth when the turn comes


def held_elsewhere() -> Script:
    """Person 2 is passed over in minute 3 and comes back for a call in minute 30."""
    return people(Script(), 3).served(0, 1, until=3).call(3, 3, passing_over=(2,)).done(5, 3).call(30, 2)


def test_whose_turn_came_while_they_were_at_another_booth_waited_until_then() -> None:
    day = held_elsewhere().day()

    assert day.outcomes[2].waited_minutes == pytest.approx(3)
    assert day.outcomes[3].waited_minutes == pytest.approx(3)


def test_control_unless_it_is_written_down_the_other_booth_is_held_against_this_one() -> None:
    script = held_elsewhere()
    script.events = [event._replace(passed_over=None) for event in script.events]

    assert script.day().outcomes[2].waited_minutes == pytest.approx(30)
