"""How many people a quarter-hour takes: Bailey and Welch's rule, counted without rounding on the way."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor, log, sqrt
from statistics import fmean, stdev
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.slots import SlotPlan, StationHours, appointment_offsets_minutes, plan_slots

NINE = datetime(2025, 12, 19, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Hours = tuple[float, float]


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def stations(*hours: Hours) -> list[StationHours]:
    return [StationHours(at(opens), at(closes)) for opens, closes in hours]


def plan(*hours: Hours, minutes: float = 240, **numbers: Any) -> list[SlotPlan]:
    """The slots of a market that opens at nine; one station all day unless hours are given."""
    given_numbers = {"mean_minutes": 3, "no_show_rate": 0, "walk_in_share": 0} | numbers
    return plan_slots(
        opens_at=NINE, closes_at=at(minutes), stations=stations(*(hours or [(0, minutes)])), **given_numbers
    )


def offsets(*hours: Hours, minutes: float = 240, **numbers: Any) -> list[float]:
    given_numbers = {"mean_minutes": 3} | numbers
    hours = hours or ((0, minutes),)
    instants = appointment_offsets_minutes(
        opens_at=NINE, closes_at=at(minutes), stations=stations(*hours), **given_numbers
    )
    return [float(instant) for instant in instants]


def places(plans: Sequence[SlotPlan]) -> int:
    return sum(slot.capacity for slot in plans)


# ---------------------------------------------------------------- the rule


def test_one_station_has_two_at_the_start_and_then_one_each_interval() -> None:
    assert offsets(minutes=30) == [0, 0, 3, 6, 9, 12, 15, 18, 21, 24]


def test_without_the_one_in_waiting_it_is_the_plain_rule_one_at_a_time() -> None:
    assert offsets(minutes=30, waiting_at_start=0) == [0, 3, 6, 9, 12, 15, 18, 21, 24, 27]


def test_several_stations_have_one_each_and_one_waiting_at_the_start_and_a_shorter_interval() -> None:
    assert offsets((0, 12), (0, 12), (0, 12), minutes=12, mean_minutes=3) == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_no_shows_shorten_the_interval_and_walk_ins_stretch_it() -> None:
    assert offsets(minutes=30, no_show_rate=0.2)[:4] == [0, 0, 2.4, 4.8]
    assert offsets(minutes=30, walk_in_share=0.4)[:4] == [0, 0, 5, 10]


def test_the_first_quarter_takes_one_more_than_the_others_and_the_last_one_less() -> None:
    assert [slot.capacity for slot in plan(minutes=60)] == [6, 5, 5, 4]


def test_fractions_of_a_place_are_carried_from_quarter_to_quarter() -> None:
    capacities = [slot.capacity for slot in plan(mean_minutes=8)]

    assert capacities[:6] == [3, 2, 2, 2, 2, 2]
    assert sum(capacities) == 30


def test_slots_stand_on_quarter_hours_from_the_opening_in_its_zone_and_the_last_ends_with_the_market() -> None:
    plans = plan(minutes=50, mean_minutes=1)

    assert [(slot.starts_at, slot.ends_at) for slot in plans] == [
        (at(0), at(15)),
        (at(15), at(30)),
        (at(30), at(45)),
        (at(45), at(50)),
    ]
    assert all(slot.starts_at.tzinfo is NINE.tzinfo is slot.ends_at.tzinfo for slot in plans)


def test_a_night_in_which_the_clock_is_put_back_has_its_extra_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    opens_at, closes_at = datetime(2025, 10, 26, 1, tzinfo=berlin), datetime(2025, 10, 26, 4, tzinfo=berlin)

    plans = plan_slots(
        opens_at=opens_at,
        closes_at=closes_at,
        stations=[StationHours(opens_at, closes_at)],
        mean_minutes=3,
        no_show_rate=0,
        walk_in_share=0,
    )

    instants = [slot.starts_at.astimezone(UTC) for slot in plans]
    assert places(plans) == 80
    assert {after - before for before, after in pairwise(instants)} == {timedelta(minutes=15)}


# ---------------------------------------------------------------- hours


def test_a_station_that_opens_late_adds_its_minutes_and_one_person_for_its_chair() -> None:
    assert offsets((0, 18), (9, 18), minutes=18) == [0, 0, 3, 6, 9, 9, 10.5, 12, 13.5]


def test_a_station_that_closes_early_takes_its_chair_away() -> None:
    assert offsets((0, 18), (0, 9), minutes=18) == [0, 0, 0, 1.5, 3, 4.5, 6, 7.5, 12]


def test_the_first_bookable_quarter_is_the_one_in_which_the_first_station_opens() -> None:
    plans = plan((37, 97))

    assert (plans[0].starts_at, plans[0].capacity) == (at(30), 4)
    assert places(plans) == 20


def test_station_hours_outside_the_markets_do_not_count() -> None:
    assert plan((-60, 300)) == plan((0, 240))
    assert plan((240, 300)) == []


def test_nobody_is_booked_into_a_pause_and_what_is_booked_before_it_is_done_when_it_begins() -> None:
    assert offsets((0, 12), (20, 32), minutes=32) == [0, 0, 3, 6, 20, 20, 23, 26]


def test_half_a_service_before_a_pause_does_not_become_a_whole_one_after_it() -> None:
    assert offsets((0, 12), (20, 32), minutes=32, mean_minutes=8) == [0, 20]


def test_places_that_fit_no_more_before_a_pause_do_not_crowd_the_next_opening() -> None:
    """Five chairs fill the minutes to the last only with people due while a service no longer fits."""
    before, after = [(0.0, 24.0)] * 5, [(60.0, 84.0)] * 5
    due = offsets(*before, *after, minutes=84, mean_minutes=12, no_show_rate=0.5, waiting_at_start=0)

    assert due.count(0) == due.count(60) == 5
    assert len([one for one in due if one < 60]) == 15 < 5 * 24 / (12 * 0.5)


def test_a_session_shorter_than_one_service_books_nobody() -> None:
    assert plan(minutes=10, mean_minutes=12) == []


def test_nobody_is_booked_so_late_that_the_service_would_not_end_by_closing() -> None:
    due = offsets((0, 60), (0, 60), (0, 60), minutes=60, mean_minutes=10, no_show_rate=0.5)

    assert due[-1] <= 50


# ---------------------------------------------------------------- walk-ins and consumables


def test_walk_ins_keep_their_share_of_the_day() -> None:
    assert places(plan(walk_in_share=0.4)) == 48 == 0.6 * places(plan())
    assert plan(walk_in_share=1) == []


def test_consumables_cap_the_bookings_and_spread_them_over_the_day() -> None:
    plans = plan(units=60, walk_in_share=0.4)

    assert places(plans) == 36
    assert len(plans) == 16
    assert {slot.capacity for slot in plans[1:-1]} <= {2, 3}


def test_the_share_of_the_consumables_is_rounded_down_and_never_overbooked() -> None:
    assert places(plan(units=7, walk_in_share=0.3, no_show_rate=0.2)) == 4
    assert plan(units=1, walk_in_share=0.3) == []
    assert plan(units=0) == []


def test_consumables_that_outlast_the_day_change_nothing() -> None:
    assert plan(units=1000) == plan()


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mean_minutes", -1),
        ("mean_minutes", 0),
        ("mean_minutes", float("nan")),
        ("mean_minutes", float("inf")),
        ("mean_minutes", 0.001),
        ("no_show_rate", -0.1),
        ("no_show_rate", 1),
        ("no_show_rate", 1.5),
        ("no_show_rate", 0.999999),
        ("no_show_rate", float("nan")),
        ("walk_in_share", -0.1),
        ("walk_in_share", 1.1),
        ("walk_in_share", float("nan")),
        ("slot_minutes", 0),
        ("slot_minutes", -15),
        ("units", -1),
    ],
)
def test_an_impossible_number_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=field):
        plan(**{field: value})


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"closes_at": at(-1)}, "closes_at"),
        ({"closes_at": NINE}, "closes_at"),
        ({"opens_at": datetime(2025, 12, 19, 9)}, "opens_at"),  # noqa: DTZ001
        ({"closes_at": datetime(2025, 12, 19, 13)}, "closes_at"),  # noqa: DTZ001
        ({"stations": [StationHours(at(10), at(9))]}, "stations"),
        ({"stations": [StationHours(datetime(2025, 12, 19, 9), at(60))]}, "stations"),  # noqa: DTZ001
    ],
)
def test_impossible_hours_are_refused_by_name(changed: dict[str, Any], named: str) -> None:
    hours: dict[str, Any] = {"opens_at": NINE, "closes_at": at(240), "stations": stations((0, 240))} | changed

    with pytest.raises(ValueError, match=named):
        plan_slots(**hours, mean_minutes=3, no_show_rate=0, walk_in_share=0)


def test_a_negative_group_at_the_start_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="waiting_at_start"):
        offsets(waiting_at_start=-1)


# ---------------------------------------------------------------- properties


@dataclass(frozen=True)
class Day:
    minutes: int
    hours: list[tuple[int, int]]
    mean_minutes: float
    no_show_rate: float
    walk_in_share: float
    units: int | None = None

    def plan(self) -> list[SlotPlan]:
        return plan(
            *self.hours,
            minutes=self.minutes,
            mean_minutes=self.mean_minutes,
            no_show_rate=self.no_show_rate,
            walk_in_share=self.walk_in_share,
            units=self.units,
        )

    def can_be_served_by(self, minute: float) -> Fraction:
        """How many booked people the station minutes so far are worth: the definition, not the module's code."""
        station_minutes = sum(max(0, min(minute, closes, self.minutes) - max(0, opens)) for opens, closes in self.hours)
        share, no_shows, mean = (Fraction(str(x)) for x in (self.walk_in_share, self.no_show_rate, self.mean_minutes))
        return Fraction(station_minutes) * (1 - share) / (mean * (1 - no_shows))


MEANS = st.decimals("0.5", "20", places=1).map(float)
RATES = st.decimals("0", "0.5", places=2).map(float)
SHARES = st.decimals("0", "0.9", places=2).map(float)
HOURS = st.tuples(st.integers(-30, 300), st.integers(0, 300)).map(lambda pair: (pair[0], pair[0] + pair[1]))
DAYS = st.builds(
    Day,
    minutes=st.integers(15, 300),
    hours=st.lists(HOURS, min_size=1, max_size=5),
    mean_minutes=MEANS,
    no_show_rate=RATES,
    walk_in_share=SHARES,
    units=st.none() | st.integers(0, 200),
)
ONE_STATION_ALL_DAY = st.builds(
    lambda minutes, mean, share: Day(minutes, [(0, minutes)], mean, 0, share),
    st.integers(30, 300),
    MEANS,
    SHARES,
)


@given(day=DAYS)
def test_slots_are_quarters_in_order_with_places_within_the_market(day: Day) -> None:
    plans = day.plan()

    assert all(slot.capacity >= 1 for slot in plans)
    assert all((slot.starts_at - NINE) % timedelta(minutes=15) == timedelta(0) for slot in plans)
    assert all(timedelta(0) < slot.ends_at - slot.starts_at <= timedelta(minutes=15) for slot in plans)
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(plans))
    assert not plans or (plans[0].starts_at >= NINE and plans[-1].ends_at <= at(day.minutes))


@given(day=DAYS)
def test_no_more_is_booked_than_the_station_minutes_and_the_consumables_are_worth(day: Day) -> None:
    booked = places(day.plan())

    assert booked <= day.can_be_served_by(day.minutes)
    assert day.units is None or booked <= day.units * (1 - Fraction(str(day.walk_in_share)))


def assert_totals_do_not_drift(plans: Sequence[SlotPlan], day: Day) -> None:
    """After each quarter: what can be served by then, one in the chair and one waiting, less than a place to spare."""
    total = floor(day.can_be_served_by(day.minutes))
    fits = day.minutes >= day.mean_minutes
    for quarter_end in range(15, day.minutes + 15, 15):
        booked = places([slot for slot in plans if slot.starts_at < at(quarter_end)])
        in_house = day.can_be_served_by(min(quarter_end, day.minutes)) + 2
        due = min(Fraction(total), in_house) if fits else 0
        assert due - 1 <= booked <= due, "drifts"


def one_quarter_at_a_time(day: Day, rounded: Callable[[Fraction], int]) -> list[SlotPlan]:
    """The control: every quarter on its own, its fraction thrown away, one more in the first."""
    per_quarter = rounded(day.can_be_served_by(15))
    starts = range(0, day.minutes, 15)
    return [SlotPlan(at(start), at(start + 15), per_quarter + (start == 0)) for start in starts]


@given(day=ONE_STATION_ALL_DAY)
def test_totals_do_not_drift_from_what_can_be_served(day: Day) -> None:
    assert_totals_do_not_drift(day.plan(), day)


@pytest.mark.parametrize("rounded", [floor, round])
def test_a_plan_that_rounds_each_quarter_drifts(rounded: Callable[[Fraction], int]) -> None:
    day = Day(240, [(0, 240)], 8, 0, 0)

    assert_totals_do_not_drift(day.plan(), day)
    with pytest.raises(AssertionError, match="drifts"):
        assert_totals_do_not_drift(one_quarter_at_a_time(day, rounded), day)


def largest_gap_in_bookings(plans: Sequence[SlotPlan], minutes: int) -> float:
    """The longest stretch of the day, in minutes, without a bookable slot."""
    bounds = [0.0, *((slot.starts_at - NINE) / timedelta(minutes=1) for slot in plans), float(minutes)]
    return max(after - before for before, after in pairwise(bounds))


@given(units=st.integers(4, 80))
def test_consumables_are_spread_until_the_end_instead_of_cut_off(units: int) -> None:
    interval = 240 / units
    spread = plan(units=units)
    cut_off: list[SlotPlan] = []
    for slot in plan():
        left = units - places(cut_off)
        cut_off += [SlotPlan(slot.starts_at, slot.ends_at, min(slot.capacity, left))] if left else []

    limit = 2 * interval + 15
    assert places(spread) == places(cut_off) == units
    assert largest_gap_in_bookings(spread, 240) <= limit
    if units <= 40:
        assert largest_gap_in_bookings(cut_off, 240) > min(limit, 100)


# ---------------------------------------------------------------- a published table, reproduced


@dataclass(frozen=True)
class Averages:
    """Of many days: waiting per person who came, idle time and overtime; with the standard errors of these means."""

    means: tuple[float, float, float]
    standard_errors: tuple[float, float, float]


def simulate(instants: Sequence[float], *, cv: float, no_show_rate: float, session: float, days: int) -> Averages:
    """One server, punctual people, first come first served, lognormal services with mean 1."""
    rng = random.Random(19)
    sigma = sqrt(log(1 + cv**2))
    samples = []
    for _ in range(days):
        free_at = worked = waited = 0.0
        came = 0
        for instant in instants:
            if rng.random() < no_show_rate:
                continue
            service = rng.lognormvariate(-(sigma**2) / 2, sigma)
            begins = max(free_at, instant)
            came, waited, worked, free_at = came + 1, waited + begins - instant, worked + service, begins + service
        samples.append((waited / max(came, 1), free_at - worked, max(0.0, free_at - session)))
    columns = list(zip(*samples, strict=True))
    means = fmean(columns[0]), fmean(columns[1]), fmean(columns[2])
    errors = [stdev(column) / sqrt(days) for column in columns]
    return Averages(means, (errors[0], errors[1], errors[2]))


def farthest_in_standard_errors(seen: Averages, reference: Sequence[float]) -> float:
    """The reference's own standard error is below .005; both errors are independent, so their squares add."""
    return max(
        abs(mean - expected) / sqrt(error**2 + 0.005**2)
        for mean, error, expected in zip(seen.means, seen.standard_errors, reference, strict=True)
    )


ONE_AT_A_TIME = (1.192, 1.975, 2.035)
TWO_AT_START = (1.505, 1.168, 1.510)
TWO_AT_START_NO_SHOWS = (1.505, 1.385, 0.447)


def table_row(*, waiting_at_start: int, no_show_rate: float = 0) -> Averages:
    """Twenty appointments from the module, service mean 1, CV .7, a session of 20."""
    session = 20 * (1 - no_show_rate)
    instants = offsets(minutes=session, mean_minutes=1, no_show_rate=no_show_rate, waiting_at_start=waiting_at_start)
    assert len(instants) == 20
    return simulate(instants, cv=0.7, no_show_rate=no_show_rate, session=20, days=20_000)


def test_the_appointment_instants_reproduce_the_published_waits_idle_times_and_overtimes() -> None:
    """Three rows of three numbers: below 4 standard errors by chance alone in 999 of 1000 sets of seeds."""
    one_at_a_time = table_row(waiting_at_start=0)
    two_at_start = table_row(waiting_at_start=1)
    with_no_shows = table_row(waiting_at_start=1, no_show_rate=0.15)

    assert farthest_in_standard_errors(one_at_a_time, ONE_AT_A_TIME) < 4
    assert farthest_in_standard_errors(two_at_start, TWO_AT_START) < 4
    assert farthest_in_standard_errors(with_no_shows, TWO_AT_START_NO_SHOWS) < 4
    assert farthest_in_standard_errors(one_at_a_time, TWO_AT_START) > 20
    assert farthest_in_standard_errors(two_at_start, ONE_AT_A_TIME) > 20
