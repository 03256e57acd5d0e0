"""Rehearsed days agree with the textbooks where these know the answer, and keep their own books everywhere."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.rehearsal.day import Booking, Booth, Count, Day, Draw, Lasting, Plans, Poisson
from kiosk.engine.rehearsal.days import ALL_DAY
from kiosk.engine.rehearsal.run import DAYS_AT_ONCE, rehearse
from tests.house.source import ROOT
from tests.rules.rehearsed import PATIENT, figures_of, market, one_booth, seen_of, waited

# Closed forms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stations", "load", "lasting", "cv", "wait_minutes", "chance_to_wait"),
    [
        (2, 0.8, Lasting.EXPONENTIAL, 0.0, 1.777778, 0.711111),
        (3, 0.9, Lasting.EXPONENTIAL, 0.0, 2.723537, 0.817061),
        (5, 0.9, Lasting.EXPONENTIAL, 0.0, 1.524986, 0.762493),
        (2, 0.8, Lasting.CONSTANT, 0.0, 0.903284, None),
        (3, 0.9, Lasting.CONSTANT, 0.0, 1.377912, None),
        (1, 0.8, Lasting.LOGNORMAL, 0.5**0.5, 3.0, 0.8),
        (1, 0.8, Lasting.LOGNORMAL, 1.5625**0.5, 5.125, 0.8),
    ],
)
def test_a_single_booth_waits_as_the_closed_forms_say(
    *, stations: int, load: float, lasting: Lasting, cv: float, wait_minutes: float, chance_to_wait: float | None
) -> None:
    found = figures_of(one_booth(stations, load, lasting=lasting, cv=cv), days=100, seed=4).booths[0]

    assert found.mean_within is not None
    low, high = found.mean_within
    assert low <= wait_minutes <= high
    assert high - low < 0.2 * wait_minutes
    assert found.utilisation == pytest.approx(load, abs=0.01)
    assert found.line_mean == pytest.approx(found.wait_minutes.mean * load * stations, rel=0.03)
    if chance_to_wait is not None:
        assert found.probability_of_waiting == pytest.approx(chance_to_wait, abs=0.012)


@pytest.mark.parametrize(
    ("cv", "no_show", "at_start", "shortened", "wait_minutes", "idle_minutes", "over_minutes"),
    [
        (0.4, 0.0, 1, False, 0.707, 1.159, 1.195),
        (0.4, 0.0, 2, False, 1.141, 0.462, 0.778),
        (0.7, 0.0, 1, False, 1.192, 1.975, 2.035),
        (0.7, 0.0, 2, False, 1.505, 1.168, 1.510),
        (0.7, 0.15, 2, False, 0.938, 2.995, 0.687),
        (0.7, 0.15, 2, True, 1.505, 1.385, 0.447),
    ],
)
def test_appointments_wait_idle_and_run_over_as_the_published_table_says(
    *, cv: float, no_show: float, at_start: int, shortened: bool, wait_minutes: float, idle_minutes: float,
    over_minutes: float,
) -> None:  # fmt: skip
    """One station, twenty appointments, a mean of one minute: Ho and Lau's setting, standard errors below .005."""
    interval = 1 - no_show if shortened else 1.0
    times = [max(0.0, (place - at_start + 1) * interval) for place in range(20)]
    day = Day(
        minutes=20.0,
        booths=(Booth("A", ((0.0, 1),), 1.0, cv),),
        arrivals=Count(0, ((0.0, 1.0, 1.0),)),
        visits=Draw({"A": 1.0}, 1),
        bookings=tuple(Booking("A", at, 1) for at in times),
        no_show=no_show,
        policy=PATIENT,
    )

    waits, idle, over = [], [], []
    for seen in rehearse(day, days=10_000, seed=1):
        joined, began, lasts = np.moveaxis(seen.claims[:, :, 0], 2, 0)
        ends = np.nanmax(began + lasts, axis=1)
        waits.append((began - joined)[~np.isnan(began)])
        idle.append(ends - np.where(np.isnan(began), 0, lasts).sum(axis=1))
        over.append(np.maximum(0, ends - 20))

    assert np.concatenate(waits).mean() == pytest.approx(wait_minutes, abs=0.02)
    assert np.concatenate(idle).mean() == pytest.approx(idle_minutes, abs=0.04)
    assert np.concatenate(over).mean() == pytest.approx(over_minutes, abs=0.04)


# Books ------------------------------------------------------------------------------------------------------

DAYS = st.builds(
    market,
    people=st.integers(0, 80),
    each=st.integers(1, 4),
    finishes=st.booleans(),
    priority_share=st.sampled_from([0.0, 0.6, 1.0]),
    no_show=st.sampled_from([0.0, 0.3]),
    bookings=st.lists(
        st.builds(Booking, st.sampled_from("ABF"), st.integers(0, 230).map(float), st.integers(0, 4)), max_size=6
    ).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, units=st.sampled_from([None, 0, 7]), seed=st.integers(0, 2**32))
def test_nobody_is_lost_and_lines_are_as_long_as_people_wait(day: Day, units: int | None, seed: int) -> None:
    day = replace(day, booths=(replace(day.booths[0], units=units), *day.booths[1:]))

    seen = seen_of(day, seed=seed)

    comes = np.isfinite(seen.luck.arrivals)
    joined, began = seen.claims[..., 0], seen.claims[..., 1]
    assert not np.isnan(seen.left[comes]).any()
    assert np.isnan(seen.left[~comes]).all()
    assert np.isnan(joined[~comes]).all()
    assert not (np.isnan(joined) & ~np.isnan(began)).any()
    assert (seen.left[comes] >= seen.luck.arrivals[comes]).all()
    waits = np.where(np.isnan(joined), 0, np.where(np.isnan(began), seen.left[..., None], began) - joined)
    assert waits.min(initial=0) >= 0
    for place in range(len(day.booths)):
        in_line = np.where(seen.luck.plans == place, waits, 0).sum(axis=(1, 2))
        assert seen.sums[:, place, ALL_DAY] == pytest.approx(in_line, abs=1e-6)
    if units is not None:
        served = ((seen.luck.plans == 0) & ~np.isnan(began)).sum(axis=(1, 2))
        assert served.max() <= units


@settings(max_examples=40, deadline=None)
@given(day=DAYS, seed=st.integers(0, 2**32))
def test_figures_count_everybody_who_came_once(day: Day, seed: int) -> None:
    seen, figures = seen_of(day, seed=seed), figures_of(day, days=3, seed=seed)

    wanted = ((seen.luck.plans >= 0) & np.isfinite(seen.luck.arrivals)[..., None]).sum() / 3
    assert sum(booth.served + booth.unserved for booth in figures.booths) == pytest.approx(wanted)


def test_people_in_line_are_people_times_their_wait() -> None:
    day = market(people=400)

    for booth in figures_of(day, days=30).booths:
        assert booth.line_mean * day.minutes == pytest.approx(booth.served * booth.wait_minutes.mean, rel=1e-9)


def test_nobody_begins_before_coming_nor_at_a_station_that_is_taken() -> None:
    day = market(people=200)
    seen = seen_of(day)

    for number in range(3):
        for place, booth in enumerate(day.booths):
            here = (seen.luck.plans[number] == place) & ~np.isnan(seen.claims[number, ..., 1])
            begins = seen.claims[number, here, 1]
            ends = begins + seen.claims[number, here, 2]
            busy = [(begins <= begin + 1e-9) & (ends > begin + 1e-9) for begin in begins]
            assert max(map(np.sum, busy)) <= booth.stations[0][1]


# Common luck ------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(stations=st.integers(1, 3), seed=st.integers(0, 2**32))
def test_one_more_station_never_makes_anybody_wait_longer(stations: int, seed: int) -> None:
    day = one_booth(stations, 0.95, lasting=Lasting.LOGNORMAL, cv=0.8, minutes=240)
    more = replace(day, booths=(replace(day.booths[0], stations=((0.0, stations + 1),)),))

    before, after = (waited(seen_of(each, seed=seed), 0) for each in (day, more))

    assert (after <= before + 1e-9).all()
    assert after.sum() < before.sum()


def test_more_people_are_the_same_people_and_some_besides() -> None:
    few, many = (seen_of(market(people=people), seed=3).luck for people in (100, 120))

    assert (few.arrivals == many.arrivals[:, :100]).all()
    assert (few.plans == many.plans[:, :100]).all()
    assert (few.lasts == many.lasts[:, :100]).all()


def test_a_slower_booth_is_slower_for_everybody_alike() -> None:
    day = market()
    slow = replace(day, booths=(replace(day.booths[0], mean_minutes=6.0), *day.booths[1:]))

    before, after = (seen_of(each, seed=3).luck for each in (day, slow))

    assert after.lasts[before.plans == 0] == pytest.approx(2 * before.lasts[before.plans == 0])
    assert (after.lasts[before.plans != 0] == before.lasts[before.plans != 0]).all()


def test_days_are_the_same_for_a_seed_and_others_for_another() -> None:
    one, again, other = (figures_of(market(), days=DAYS_AT_ONCE + 5, seed=seed) for seed in (5, 5, 6))

    assert one == again
    assert one != other


# What booths and days are like ------------------------------------------------------------------------------


def test_a_station_that_opens_later_serves_from_then_on() -> None:
    day = replace(one_booth(1, 0.5, minutes=120), warm_up_minutes=0.0)
    late = replace(day, booths=(replace(day.booths[0], stations=((60.0, 1),)),))

    began = seen_of(late).claims[..., 1]

    assert np.nanmin(began) >= 60
    assert np.nanmin(seen_of(day).claims[..., 1]) < 60


def test_during_a_break_nobody_is_called_and_whoever_is_served_is_served_to_the_end() -> None:
    day = replace(one_booth(2, 0.9, minutes=240), warm_up_minutes=0.0)
    stations = ((0.0, 2), (100.0, 0), (130.0, 2))

    seen = seen_of(replace(day, booths=(replace(day.booths[0], stations=stations),)), days=20)

    began, ends = seen.claims[..., 1], seen.claims[..., 1] + seen.claims[..., 2]
    assert not ((began > 100) & (began < 130)).any()
    assert ((ends > 100) & (began <= 100)).any()


@pytest.mark.parametrize(("finishes", "is_anybody_unserved"), [(True, False), (False, True)])
def test_whoever_waits_at_the_close_is_served_or_goes_home(finishes: bool, is_anybody_unserved: bool) -> None:
    day = replace(one_booth(1, 1.5, minutes=60), warm_up_minutes=0.0, finishes=finishes)

    seen = seen_of(day, days=20)

    joined, began = seen.claims[..., 0], seen.claims[..., 1]
    assert (np.nanmax(began) > 60) == finishes
    assert (~np.isnan(joined) & np.isnan(began)).any() == is_anybody_unserved
    if not finishes:
        assert np.nanmax(np.where(np.isnan(began[..., 0]), seen.left, 0)) == 60


def test_somebody_who_leaves_an_item_goes_on_while_it_is_worked_on() -> None:
    day = market(people=40, booths=2, each=2)
    drop_off = replace(day, booths=(replace(day.booths[0], needed_minutes=0.5), day.booths[1]))

    seen = seen_of(drop_off)

    first = (seen.luck.plans[..., 0] == 0) & ~np.isnan(seen.claims[:, :, 1, 0])
    began, lasts = seen.claims[:, :, 0, 1][first], seen.claims[:, :, 0, 2][first]
    arrived_at_next = seen.claims[:, :, 1, 0][first]
    assert arrived_at_next == pytest.approx(began + np.minimum(lasts, 0.5) + day.walk_minutes)


def test_people_walk_as_far_as_the_booths_are_apart() -> None:
    day = replace(market(people=40, booths=2, each=2), walks=(("A", "B", 4.0),))

    seen = seen_of(day)

    ended, came = seen.claims[:, :, 0, 1] + seen.claims[:, :, 0, 2], seen.claims[:, :, 1, 0]
    for first, walk in ((0, 4.0), (1, 1.0)):
        went = (seen.luck.plans[..., 0] == first) & ~np.isnan(came)
        assert (came - ended)[went] == pytest.approx(walk)


def test_people_go_where_the_weights_say_and_nowhere_twice() -> None:
    day = market(people=400, visits=Draw({"A": 3.0, "B": 1.0, "C": 0.0, "D": 1.0}, 2))

    plans = seen_of(day, days=20).luck.plans

    assert (plans[..., 0] != plans[..., 1]).all()
    assert set(np.unique(plans)) == {0, 1, 3}
    assert (plans[..., 0] == 0).mean() == pytest.approx(0.6, abs=0.02)


def test_plans_are_followed_in_their_order() -> None:
    seen = seen_of(market(people=50, visits=Plans((("F", "A"), ("B",), ()))))

    assert {tuple(plan) for day in seen.luck.plans for plan in day} == {(5, 0), (1, -1), (-1, -1)}
    nowhere = seen.luck.plans[..., 0] == -1
    assert (seen.left[nowhere] == seen.luck.arrivals[nowhere]).all()


def test_a_day_without_anybody_is_a_day() -> None:
    figures = figures_of(market(people=0), days=2)

    assert all(booth.served == booth.unserved == booth.line_most == 0 for booth in figures.booths)
    assert np.isnan(figures.visit_minutes.mean)


def test_the_burst_at_the_opening_is_as_large_as_the_profile_says() -> None:
    arrivals = seen_of(market(people=1000)).luck.arrivals

    assert (arrivals < 20).mean() == pytest.approx(0.3, abs=0.03)
    assert arrivals.max() <= 240


def test_people_by_chance_come_alike_at_all_times() -> None:
    arrivals = seen_of(replace(one_booth(1, 0.9), arrivals=Poisson(60.0)), days=20).luck.arrivals

    by_day = np.isfinite(arrivals).sum(axis=1)
    assert by_day.mean() == pytest.approx(3000, rel=0.02)
    assert by_day.std() == pytest.approx(3000**0.5, rel=0.4)


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from tests.rules.test_engine_rehearsal import of_a_small_market
print(*of_a_small_market())
"""


def of_a_small_market() -> list[float]:
    day = market(people=30, bookings=(Booking("A", 15.0, 3),), no_show=0.3, priority_share=0.5)
    figures = figures_of(day, days=2, seed=9)
    return [
        number
        for booth in figures.booths
        for number in (booth.wait_minutes.mean, booth.wait_minutes.p90, booth.served, booth.line_mean, booth.line_p90)
    ]


def test_without_numba_the_days_are_the_same() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )

    assert answer.returncode == 0, answer.stderr
    assert [float(each) for each in answer.stdout.split()] == pytest.approx(of_a_small_market(), abs=1e-9)
