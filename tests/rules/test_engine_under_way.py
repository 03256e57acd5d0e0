"""A day that is taken up in its middle goes on as it would have gone on: for who stands there, is served, and comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.calling import CallingPolicy, Lane, Tally, lane_of
from kiosk.engine.rehearsal.day import Booking, Booth, Count, Day, InLine, Lasting, UnderWay
from kiosk.engine.rehearsal.draws import Luck, luck_of, rest_of
from kiosk.engine.rehearsal.lines import WALK_IN
from kiosk.engine.rehearsal.run import Seen, go_through
from tests.rules.rehearsed import market, seen_of
from tests.rules.test_engine_rehearsal_order import PEOPLE, POLICIES, at, day_of, person_in_line

JOINED, BEGAN, LASTS = range(3)


def rest(day: Day, luck: Luck, seen: Seen, minute: float, *, forgetful: bool = False) -> tuple[Day, Luck, list[int]]:
    """The same day from that minute on, and who is still in it. `forgetful`: of what was called before."""
    joined, began = seen.claims[0, :, 0, JOINED], seen.claims[0, :, 0, BEGAN]
    left = [int(each) for each in np.flatnonzero(began >= minute)]
    busy = [int(each) for each in np.flatnonzero((began < minute) & (began + luck.lasts[0, :, 0] > minute))]
    called = [int(each) for each in np.argsort(began, kind="stable") if began[each] < minute]
    lanes: list[Lane] = [lane_of(person_in_line(each, seen), policy=day.policy, now=at(began[each])) for each in called]
    tally = Tally.after([] if forgetful else lanes, day.policy)
    runs = tally.booked_in_a_row, tally.priority_since_ordinary, tally.ordinary_since_priority
    under_way = UnderWay(busy=tuple(("A", minute - began[each]) for each in busy), called=(("A", *runs),))
    ends = [[began[each] + luck.lasts[0, each, 0] - minute for each in busy]]
    slots = luck.slots[left]
    luck_left = Luck(
        arrivals=luck.arrivals[:, left] - minute,
        plans=luck.plans[:, left],
        lasts=luck.lasts[:, left],
        is_first=luck.is_first[:, left],
        slots=np.where(slots > WALK_IN, slots - minute, WALK_IN),
        rests=np.array(ends).reshape(1, len(busy)),
    )
    assert (joined[left] == luck.arrivals[0, left]).all()
    return replace(day, minutes=day.minutes - minute, under_way=under_way), luck_left, left


def calls(people: Sequence[Any], policy: CallingPolicy, minute: float, **how: Any) -> tuple[Any, Any]:
    """When who is still there is called: as the whole day went, and as its rest goes."""
    day, luck = day_of(people, policy)
    whole = go_through(day, luck)
    day_left, luck_left, left = rest(day, luck, whole, minute, **how)
    later = go_through(day_left, luck_left)
    return whole.claims[0, left, 0, BEGAN] - minute, later.claims[0, :, 0, BEGAN]


@settings(max_examples=200, deadline=None)
@given(people=PEOPLE, policy=POLICIES, minute=st.integers(1, 90))
def test_the_rest_of_a_day_is_as_it_was_in_the_whole_day(people: list[Any], policy: CallingPolicy, minute: int) -> None:
    whole, later = calls(people, policy, float(minute))

    assert later == pytest.approx(whole, abs=1e-6)


def test_control_who_forgets_what_was_called_before_calls_somebody_else() -> None:
    people = [(place + 0.37 / 60, place % 2 == 0, None, 8.0) for place in range(12)]

    remembered, forgotten = (calls(people, CallingPolicy(), 13.0, forgetful=each) for each in (False, True))

    assert remembered[1] == pytest.approx(remembered[0], abs=1e-6)
    assert forgotten[1] != pytest.approx(forgotten[0], abs=1e-6)


# Who stands there -------------------------------------------------------------------------------------------


def test_whoever_stands_there_is_called_first_and_has_waited_already() -> None:
    booth = Booth("A", ((0.0, 1),), 5.0, lasting=Lasting.CONSTANT)
    line = (InLine("A", -8.0), InLine("A", -3.0))
    day = Day(60.0, (booth,), Count(0, ((0.0, 60.0, 1.0),)), market().visits, under_way=UnderWay(line, (("A", 2.0),)))
    seen = seen_of(replace(day, visits=replace(market(booths=1).visits)), days=2)

    assert seen.claims[:, :, 0, JOINED].tolist() == [[-8, -3], [-8, -3]]
    assert seen.claims[:, :, 0, BEGAN].tolist() == [[3, 8], [3, 8]]


def test_nobody_is_lost_of_those_who_stand_there_are_booked_or_come() -> None:
    line = tuple(InLine("A", -place - 0.5, is_first=place % 3 == 0) for place in range(7))
    day = market(
        people=30, each=1, bookings=(Booking("B", 30.0, 4),), no_show=0.0, under_way=UnderWay(line, (("A", 1.0),))
    )

    seen = seen_of(day, days=5)

    wanted = (seen.luck.plans >= 0) & np.isfinite(seen.luck.arrivals)[..., None]
    assert seen.luck.arrivals.shape == (5, 30 + 4 + 7)
    assert not np.isnan(seen.claims[..., BEGAN][wanted]).any()


def test_who_comes_has_the_same_luck_whoever_stands_there() -> None:
    plain = luck_of(market(), days=3, seed=1, chunk=0)
    taken_up = luck_of(market(under_way=UnderWay((InLine("A", -1.0),), (("B", 1.0),))), days=3, seed=1, chunk=0)

    assert (taken_up.arrivals[:, :-1] == plain.arrivals).all()
    assert (taken_up.lasts[:, :-1] == plain.lasts).all()
    assert plain.rests is None


# Who is served ----------------------------------------------------------------------------------------------

BOOTHS = st.builds(
    lambda mean, cv, lasting: Booth("A", ((0.0, 1),), mean, cv, lasting),
    st.floats(0.5, 30), st.floats(0.05, 1.5), st.sampled_from(Lasting),
)  # fmt: skip


@given(booth=BOOTHS, age=st.floats(0, 400), shares=st.tuples(st.floats(0, 0.999), st.floats(0, 0.999)))
def test_what_is_left_of_a_service_is_never_negative_and_rises_with_the_share(
    booth: Booth, age: float, shares: tuple[float, float]
) -> None:
    low, high = (rest_of(booth, age, share) for share in sorted(shares))

    assert 0 <= low <= high


@pytest.mark.parametrize("age", [0.0, 3.0, 8.0])
def test_what_is_left_is_what_those_still_have_whose_services_lasted_longer(age: float) -> None:
    booth = Booth("A", ((0.0, 1),), 5.0, 0.6)
    variance = np.log1p(0.6**2)
    drawn = np.exp(np.log(5) - variance / 2 + np.sqrt(variance) * np.random.default_rng(0).standard_normal(400_000))

    left = [rest_of(booth, age, share) for share in (np.arange(2000) + 0.5) / 2000]

    assert np.mean(left) == pytest.approx(float(drawn[drawn > age].mean() - age), rel=0.02)
    assert np.median(left) == pytest.approx(float(np.median(drawn[drawn > age]) - age), rel=0.02)


def test_a_service_without_spread_ends_when_it_must() -> None:
    booth = Booth("A", ((0.0, 1),), 5.0, lasting=Lasting.CONSTANT)

    assert [rest_of(booth, age, 0.3) for age in (0.0, 2.0, 9.0)] == [5, 3, 0]
