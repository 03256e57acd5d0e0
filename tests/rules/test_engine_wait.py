"""The first estimate of a wait: honest, never shorter with more people ahead, said as people say it."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine import wait
from kiosk.engine.wait import WaitEstimate, estimate_wait


def estimate(
    people_ahead: int, *, stations: int = 1, mean_minutes: float = 3, cv: float = 0.35, busy: int | None = None
) -> WaitEstimate:
    answer = estimate_wait(
        people_ahead=people_ahead,
        stations=stations,
        mean_minutes=mean_minutes,
        cv=cv,
        busy_stations=stations if busy is None else busy,
    )
    assert answer is not None
    return answer


# ---------------------------------------------------------------- the queue-length predictor


@pytest.mark.parametrize(
    ("people_ahead", "stations", "mean_minutes", "likely"),
    [(0, 1, 3, 3), (2, 1, 3, 9), (5, 2, 3, 9), (3, 2, 8, 16), (9, 1, 4, 40), (11, 2, 12, 70)],
)
def test_with_all_stations_busy_the_likely_wait_is_one_more_than_the_people_ahead_times_mean_by_stations(
    people_ahead: int, stations: int, mean_minutes: float, likely: int
) -> None:
    assert estimate(people_ahead, stations=stations, mean_minutes=mean_minutes).likely_minutes == likely


def test_who_finds_a_free_station_is_called_at_once() -> None:
    assert estimate(0, stations=2, busy=1) == WaitEstimate(0, 0, 1)


def test_people_ahead_take_the_free_stations_first() -> None:
    assert estimate(1, stations=3, busy=1) == WaitEstimate(0, 0, 1)
    assert estimate(2, stations=3, busy=1) == estimate(0, stations=3, busy=3)
    assert estimate(7, stations=3, busy=1) == estimate(5, stations=3, busy=3)


def test_more_busy_stations_than_open_ones_are_all_busy() -> None:
    """A station that has closed may still be finishing its last person."""
    assert estimate(4, stations=1, busy=2) == estimate(4, stations=1, busy=1)


def test_without_a_station_there_is_no_estimate() -> None:
    answer = estimate_wait(people_ahead=3, stations=0, mean_minutes=3, cv=0.35, busy_stations=0)

    assert answer is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("people_ahead", -1),
        ("stations", -1),
        ("busy_stations", -1),
        ("mean_minutes", 0),
        ("mean_minutes", -3),
        ("mean_minutes", float("nan")),
        ("cv", -0.1),
        ("cv", float("inf")),
    ],
)
def test_an_impossible_number_is_refused_by_name(field: str, value: float) -> None:
    numbers = {"people_ahead": 1, "stations": 1, "mean_minutes": 3, "cv": 0.35, "busy_stations": 1} | {field: value}

    with pytest.raises(ValueError, match=field):
        estimate_wait(**numbers)  # type: ignore[arg-type]


# ---------------------------------------------------------------- as a person would say it


def test_waits_are_said_in_minutes_then_even_minutes_then_fives_then_tens() -> None:
    said = [estimate(n) for n in (1, 3, 8, 20)]

    assert [(one.low_minutes, one.likely_minutes, one.high_minutes) for one in said] == [
        (2, 6, 8),
        (6, 12, 16),
        (16, 25, 40),
        (40, 60, 90),
    ]


def is_said(minutes: int) -> bool:
    step = next(step for least, step in ((60, 10), (20, 5), (10, 2), (0, 1)) if minutes >= least)
    return minutes % step == 0


MEANS = st.floats(0.1, 60)
CVS = st.floats(0, 3)
PEOPLE = st.integers(0, 400)
STATIONS = st.integers(1, 12)


@given(people_ahead=PEOPLE, stations=STATIONS, mean_minutes=MEANS, cv=CVS, busy=st.integers(0, 15))
def test_an_estimate_is_in_order_not_negative_and_said_in_steps(
    people_ahead: int, stations: int, mean_minutes: float, cv: float, busy: int
) -> None:
    one = estimate(people_ahead, stations=stations, mean_minutes=mean_minutes, cv=cv, busy=busy)

    assert 0 <= one.low_minutes <= one.likely_minutes <= one.high_minutes
    assert is_said(one.low_minutes)
    assert is_said(one.likely_minutes)
    assert is_said(one.high_minutes)


@given(people_ahead=PEOPLE, stations=STATIONS, mean_minutes=st.floats(0.001, 60), cv=CVS)
def test_who_must_wait_is_never_told_zero_minutes(
    people_ahead: int, stations: int, mean_minutes: float, cv: float
) -> None:
    one = estimate(people_ahead, stations=stations, mean_minutes=mean_minutes, cv=cv)

    assert one.likely_minutes >= 1
    assert one.high_minutes >= 1


def test_the_range_reaches_to_the_likely_wait_even_for_a_service_that_never_varies() -> None:
    one = estimate(0, mean_minutes=58, cv=0)

    assert one.low_minutes < one.likely_minutes == one.high_minutes == 60


def test_a_service_more_ragged_than_the_formula_bears_counts_as_the_most_ragged_it_bears() -> None:
    assert estimate(4, cv=2.5) == estimate(4, cv=1.5) != estimate(4, cv=1.0)


def assert_never_shorter(fewer: WaitEstimate, more: WaitEstimate) -> None:
    assert fewer.low_minutes <= more.low_minutes, "shorter"
    assert fewer.likely_minutes <= more.likely_minutes, "shorter"
    assert fewer.high_minutes <= more.high_minutes, "shorter"


@given(people_ahead=PEOPLE, stations=STATIONS, mean_minutes=MEANS, cv=CVS, busy=st.integers(0, 12))
def test_one_more_person_ahead_never_makes_the_estimate_shorter(
    people_ahead: int, stations: int, mean_minutes: float, cv: float, busy: int
) -> None:
    fewer, more = (
        estimate(ahead, stations=stations, mean_minutes=mean_minutes, cv=cv, busy=busy)
        for ahead in (people_ahead, people_ahead + 1)
    )

    assert_never_shorter(fewer, more)


def test_steps_that_do_not_meet_would_make_a_longer_line_look_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: from 10 minutes on in steps of 7, nine people ahead would be told less than eight."""
    monkeypatch.setattr(wait, "_STEPS", ((0, 1), (10, 7)))

    with pytest.raises(AssertionError, match="shorter"):
        assert_never_shorter(estimate(8, mean_minutes=1), estimate(9, mean_minutes=1))


# ---------------------------------------------------------------- is the range honest


def lognormal(rng: random.Random, mean: float, cv: float) -> float:
    sigma = sqrt(log(1 + cv**2))
    return mean * rng.lognormvariate(-(sigma**2) / 2, sigma)


def a_wait(rng: random.Random, *, people_ahead: int, stations: int, mean_minutes: float, cv: float) -> float:
    """One wait at a booth that has been busy for long when the person comes."""
    now = rng.uniform(20, 40) * mean_minutes
    ends = []
    for _ in range(stations):
        end = -rng.uniform(0, 5) * mean_minutes
        while end <= now:
            end += lognormal(rng, mean_minutes, cv)
        ends.append(end)
    heapq.heapify(ends)
    for _ in range(people_ahead):
        heapq.heapreplace(ends, ends[0] + lognormal(rng, mean_minutes, cv))
    return ends[0] - now


CATALOGUE: Sequence[tuple[int, float, float]] = [(2, 3, 0.35), (1, 8, 0.3), (1, 4, 0.5), (2, 12, 0.8)]
"""Blood pressure, ECG, knives, e-bikes: stations, mean minutes, cv."""


def coverage(
    *, pace_cv: float, people_ahead: int, booths: Sequence[tuple[int, float, float]] = CATALOGUE, trials: int = 400
) -> float:
    """How often the range held at these booths, when each day's pace differs from the catalogue's mean."""
    rng = random.Random(5)
    held = 0
    for stations, mean_minutes, cv in booths:
        said = estimate(people_ahead, stations=stations, mean_minutes=mean_minutes, cv=cv)
        for _ in range(trials):
            pace = lognormal(rng, mean_minutes, pace_cv)
            waited = a_wait(rng, people_ahead=people_ahead, stations=stations, mean_minutes=pace, cv=cv)
            held += said.low_minutes <= waited <= said.high_minutes
    return held / (trials * len(booths))


@pytest.mark.parametrize("people_ahead", [0, 1, 4, 12])
def test_the_range_holds_in_at_least_eight_of_ten_cases_and_is_not_boundless(people_ahead: int) -> None:
    """1600 waits: the standard error is .01, so .77 and .97 lie 3 errors outside of .80 and of .94."""
    assert 0.77 <= coverage(pace_cv=0.25, people_ahead=people_ahead) <= 0.97


def test_the_range_of_the_first_of_four_stations_to_finish_holds_too() -> None:
    assert coverage(pace_cv=0.25, people_ahead=0, booths=[(4, 30, 0.3)], trials=1600) >= 0.77


def test_a_range_that_trusts_the_catalogues_pace_would_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "_PACE_CV", 0.0)

    assert coverage(pace_cv=0.25, people_ahead=12) < 0.77
