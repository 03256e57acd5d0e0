"""The luck of many days: who comes when, where they go and how long each service takes.

Everything is drawn person by person from streams of its own, so that two scenarios with one seed have the same people
with the same luck, and more people are the same ones and some besides (common random numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import erfc, exp, log, log1p, sqrt
from statistics import NormalDist

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled
from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.day import Booth, Count, Day, Draw, Lasting, people_of
from kiosk.engine.rehearsal.lines import NOBODY, WALK_IN

COMING, CHOOSING, SERVING, PRIORITY, NO_SHOW, BOOKED_SERVING, BOOKED_PRIORITY, LINE_SERVING, RESTING = range(9)
"""A stream of random numbers for each."""
FARTHEST = 3.5
"""Standard deviations. How much is left of a service older than that is not known any better by its age."""
NORMAL, TINY, ALMOST_ALL = NormalDist(), 1e-300, 1 - 1e-15


@dataclass(frozen=True, slots=True)
class Luck:
    """Of some days (d), everybody who may come (p) and the steps of their plans (k).

    `arrivals` d × p minutes, infinite for who does not come; `plans` d × p × k booths; `lasts` d × p × k minutes;
    `is_first` d × p; `slots` p minutes. `rests` d × stations that are busy at minute 0: for so long they still are.
    """

    arrivals: Real
    plans: Whole
    lasts: Real
    is_first: NDArray[np.bool_]
    slots: Real
    rests: Real | None = None


def luck_of(day: Day, *, days: int, seed: int, chunk: int) -> Luck:
    streams = [Generator(PCG64(each)) for each in SeedSequence((seed, chunk)).spawn(9)]
    arrivals = _arrivals(day, days, streams[COMING])
    people = arrivals.shape[1]
    plans = _plans(day, days, people, streams[CHOOSING])
    walk_ins = Luck(
        arrivals=arrivals,
        plans=plans,
        lasts=_lasts(day, plans, _by_day(streams[SERVING].standard_normal((people, days, plans.shape[2])))),
        is_first=_by_day(streams[PRIORITY].random((people, days))) < day.priority_share,
        slots=np.full(people, WALK_IN),
    )
    everybody = _and(walk_ins, _bookings(day, days, plans.shape[2], streams)) if day.bookings else walk_ins
    if day.under_way.line:
        everybody = _and(everybody, _line(day, days, plans.shape[2], streams[LINE_SERVING]))
    return replace(everybody, rests=_rests(day, days, streams[RESTING])) if day.under_way.busy else everybody


def _by_day(drawn: Real) -> Real:
    """From person by person to day by day."""
    return np.ascontiguousarray(np.swapaxes(drawn, 0, 1))


def _arrivals(day: Day, days: int, stream: Generator) -> Real:
    if isinstance(day.arrivals, Count):
        return _along(day.arrivals, _by_day(stream.random((day.arrivals.people, days))))
    people = people_of(day)
    if not people:
        return np.empty((days, 0))
    gaps = stream.standard_exponential((people, days))
    at = np.cumsum(_by_day(gaps), axis=1) * 60 / day.arrivals.per_hour
    return np.where(at <= day.minutes, at, np.inf)


def _along(arrivals: Count, share: Real) -> Real:
    """The minute by which that share of all people has come."""
    parts = np.array(arrivals.profile, dtype=float)
    ends = np.cumsum(parts[:, 2])
    part = np.minimum(np.searchsorted(ends, share * ends[-1], side="right"), len(parts) - 1)
    into = (share * ends[-1] - (ends - parts[:, 2])[part]) / parts[part, 2]
    found: Real = parts[part, 0] + into * (parts[part, 1] - parts[part, 0])
    return found


# Where they go ----------------------------------------------------------------------------------------------


def _plans(day: Day, days: int, people: int, stream: Generator) -> Whole:
    number = {booth.id: place for place, booth in enumerate(day.booths)}
    if isinstance(day.visits, Draw):
        weights = np.array([day.visits.weights.get(booth.id, 0.0) for booth in day.booths], dtype=float)
        each = min(day.visits.each, int((weights > 0).sum()))
        plans = np.full((days, people, max(1, each)), NOBODY, dtype=np.int64)
        if each:
            choose(_by_day(stream.random((people, days, each))), weights, plans)
        return plans
    longest = max((len(plan) for plan in day.visits.plans), default=1)
    table = np.full((len(day.visits.plans), max(1, longest)), NOBODY, dtype=np.int64)
    for row, plan in enumerate(day.visits.plans):
        table[row, : len(plan)] = [number[booth] for booth in plan]
    chosen = np.floor(_by_day(stream.random((people, days))) * len(table)).astype(np.int64)
    return np.ascontiguousarray(table[chosen])


@compiled
def choose(shares: Real, weights: Real, plans: Whole) -> None:
    """Booth after booth by weight, none twice. `shares` d × p × k: random numbers."""
    days, people, each = shares.shape
    left = np.empty_like(weights)
    for day in range(days):
        for person in range(people):
            left[:] = weights
            whole = weights.sum()
            for step in range(each):
                at, booth = shares[day, person, step] * whole, 0
                while booth < len(left) - 1 and (left[booth] == 0 or at >= left[booth]):
                    at -= left[booth]
                    booth += 1
                while left[booth] == 0:
                    booth -= 1  # rounding went past the last one
                plans[day, person, step] = booth
                whole -= left[booth]
                left[booth] = 0


# How long it takes ------------------------------------------------------------------------------------------


def _lasts(day: Day, plans: Whole, normal: Real) -> Real:
    """Minutes of service from standard normal numbers."""
    spreads = np.array([sqrt(log1p(booth.cv**2)) if booth.lasting is Lasting.LOGNORMAL else 0 for booth in day.booths])
    middles = np.array([log(booth.mean_minutes) for booth in day.booths]) - spreads**2 / 2
    found: Real = np.exp(middles[plans] + spreads[plans] * normal)
    for place, booth in enumerate(day.booths):
        if booth.lasting is Lasting.EXPONENTIAL:
            here = plans == place
            found[here] = booth.mean_minutes * exponential_of(normal[here])
        elif booth.lasting is Lasting.CONSTANT:
            found[plans == place] = booth.mean_minutes
    return found


@compiled
def exponential_of(normal: Real) -> Real:
    """Standard exponential numbers that are as rare as these standard normal ones."""
    found = np.empty(len(normal))
    for place in range(len(normal)):
        found[place] = -log(0.5 * erfc(normal[place] / sqrt(2.0)))
    return found


# Who is booked ----------------------------------------------------------------------------------------------


def _bookings(day: Day, days: int, steps: int, streams: Sequence[Generator]) -> Luck:
    number = {booth.id: place for place, booth in enumerate(day.booths)}
    each = [booking for booking in day.bookings for _ in range(booking.count)]
    slots = np.array([booking.at_minute for booking in each], dtype=float)
    comes = _by_day(streams[NO_SHOW].random((len(each), days))) >= day.no_show
    plans = np.full((days, len(each), steps), NOBODY, dtype=np.int64)
    plans[:, :, 0] = [number[booking.booth] for booking in each]
    normal = _by_day(streams[BOOKED_SERVING].standard_normal((len(each), days, 1)))
    lasts = np.zeros(plans.shape)
    lasts[:, :, :1] = _lasts(day, plans[:, :, :1], normal)
    is_first = _by_day(streams[BOOKED_PRIORITY].random((len(each), days))) < day.priority_share
    return Luck(np.where(comes, slots, np.inf), plans, lasts, is_first, slots)


# Who is there when the day is taken up in its middle -------------------------------------------------------


def _line(day: Day, days: int, steps: int, stream: Generator) -> Luck:
    """Whoever stands there has come before minute 0, every day at the same minute; what differs is their service."""
    number = {booth.id: place for place, booth in enumerate(day.booths)}
    line = day.under_way.line
    plans = np.full((days, len(line), steps), NOBODY, dtype=np.int64)
    plans[:, :, 0] = [number[each.booth] for each in line]
    lasts = np.zeros(plans.shape)
    lasts[:, :, :1] = _lasts(day, plans[:, :, :1], _by_day(stream.standard_normal((len(line), days, 1))))
    return Luck(
        arrivals=np.tile([min(0.0, each.joined_minute) for each in line], (days, 1)),
        plans=plans,
        lasts=lasts,
        is_first=np.tile([each.is_first for each in line], (days, 1)),
        slots=np.array([WALK_IN if each.slot_minute is None else each.slot_minute for each in line]),
    )


def _rests(day: Day, days: int, stream: Generator) -> Real:
    booths = {booth.id: booth for booth in day.booths}
    shares = stream.random((len(day.under_way.busy), days))
    rests = [
        [rest_of(booths[booth], age, share) for share in drawn]
        for (booth, age), drawn in zip(day.under_way.busy, shares.tolist(), strict=True)
    ]
    return np.ascontiguousarray(np.array(rests).T)


def rest_of(booth: Booth, age_minutes: float, share: float) -> float:
    """For how long a service goes on that has lasted so long, longer in one less this share of all cases."""
    mean, age = booth.mean_minutes, max(0.0, age_minutes)
    if booth.lasting is Lasting.EXPONENTIAL:
        return -mean * log1p(-share)
    variance = log1p(booth.cv**2)
    if booth.lasting is Lasting.CONSTANT or not variance:
        return max(0.0, mean - age)
    middle, spread = log(mean) - variance / 2, sqrt(variance)
    age = min(age, exp(middle + FARTHEST * spread))
    lasting = 0.5 * erfc((log(age) - middle) / spread / sqrt(2)) if age else 1.0
    deviations = -NORMAL.inv_cdf(min(max(lasting * (1 - share), TINY), ALMOST_ALL))
    return max(0.0, exp(middle + spread * deviations) - age)


def _and(one: Luck, other: Luck) -> Luck:
    return Luck(
        arrivals=np.concatenate([one.arrivals, other.arrivals], axis=1),
        plans=np.concatenate([one.plans, other.plans], axis=1),
        lasts=np.concatenate([one.lasts, other.lasts], axis=1),
        is_first=np.concatenate([one.is_first, other.is_first], axis=1),
        slots=np.concatenate([one.slots, other.slots]),
    )
