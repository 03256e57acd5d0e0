"""What many rehearsed days say of each booth, in a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.day import Booth, Day
from kiosk.engine.rehearsal.days import BUSY, LENGTH_MOST, LENGTH_P90, SCORED
from kiosk.engine.rehearsal.lines import NOBODY
from kiosk.engine.rehearsal.one_day import BEGAN, JOINED
from kiosk.engine.rehearsal.run import Seen

NO_WAIT_MINUTES = 1e-9
MINUTES, PEOPLE = range(2)
"""Of the people of a booth on a day."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of people. NaN where there was nobody."""

    mean: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class BoothFigures:
    """`mean_within`: the mean wait lies between these two for 95 of 100 seeds; None where one day says nothing of it.

    `served`, `unserved`: people on an average day. `line_p90`: people in line that are exceeded a tenth of the time
    between warm-up and close, `line_most` the longest line then, on an average day. `line_mean`: over the same time;
    minutes that people stand there after the close count, too, so that it is people times their mean wait (Little).
    `utilisation`: of the stations' minutes.
    """

    id: str
    wait_minutes: Spread
    mean_within: tuple[float, float] | None
    served: float
    unserved: float
    line_mean: float
    line_p90: float
    line_most: float
    utilisation: float
    probability_of_waiting: float


@dataclass(frozen=True, slots=True)
class Figures:
    days: int
    booths: tuple[BoothFigures, ...]
    visit_minutes: Spread


class Counting:
    """Takes in rehearsed days as they come. People count who came after the warm-up."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.visits: list[Real] = []
        self.waits: list[list[Real]] = [[] for _ in day.booths]
        self.by_day: list[Real] = []
        self.unserved = np.zeros(len(day.booths))
        self.sums: list[Real] = []

    def add(self, seen: Seen) -> None:
        arrivals, booths = seen.luck.arrivals, len(self.waits)
        counts = arrivals >= self.day.warm_up_minutes
        self.visits.append((seen.left - arrivals)[counts & np.isfinite(arrivals)])
        by_day = np.zeros((len(arrivals), booths, 2))
        tally(arrivals, seen.luck.plans, seen.claims, self.day.warm_up_minutes, by_day, self.unserved)
        ends = by_day[..., PEOPLE].sum(axis=0).cumsum().astype(np.int64)
        waits, places = np.empty(ends[-1]), np.concatenate([[0], ends[:-1]])
        lay_out(seen.luck.plans, seen.claims, self.day.warm_up_minutes, places, waits)
        self.by_day.append(by_day)
        for place, found in enumerate(np.split(waits, ends[:-1])):
            self.waits[place].append(found)
        self.sums.append(seen.sums)

    def figures(self) -> Figures:
        by_day, sums = np.concatenate(self.by_day), np.concatenate(self.sums)
        booths = tuple(
            self._booth(place, booth, by_day[:, place], sums[:, place]) for place, booth in enumerate(self.day.booths)
        )
        return Figures(len(sums), booths, spread_of(np.concatenate(self.visits)))

    def _booth(self, place: int, booth: Booth, by_day: Real, sums: Real) -> BoothFigures:
        minutes, open_minutes = np.concatenate(self.waits[place]), station_minutes(self.day, booth)
        return BoothFigures(
            id=booth.id,
            wait_minutes=spread_of(minutes),
            mean_within=mean_within(by_day),
            served=len(minutes) / len(sums),
            unserved=float(self.unserved[place]) / len(sums),
            line_mean=float(sums[:, SCORED].mean()) / (self.day.minutes - self.day.warm_up_minutes),
            line_p90=float(sums[:, LENGTH_P90].mean()),
            line_most=float(sums[:, LENGTH_MOST].mean()),
            utilisation=float(sums[:, BUSY].mean()) / open_minutes if open_minutes else float("nan"),
            probability_of_waiting=float((minutes > NO_WAIT_MINUTES).mean()) if len(minutes) else float("nan"),
        )


@compiled
def tally(arrivals: Real, plans: Whole, claims: Real, warm_up: float, by_day: Real, unserved: Real) -> None:
    """Adds to `by_day` d × b × (minutes, people) and `unserved` b."""
    days, many, steps = plans.shape
    for day in range(days):
        for person in range(many):
            for step in range(steps):
                booth, joined = plans[day, person, step], claims[day, person, step, JOINED]
                if booth == NOBODY or arrivals[day, person] == np.inf or joined < warm_up:
                    continue
                if np.isnan(claims[day, person, step, BEGAN]):
                    unserved[booth] += 1
                else:
                    by_day[day, booth, MINUTES] += claims[day, person, step, BEGAN] - joined
                    by_day[day, booth, PEOPLE] += 1


@compiled
def lay_out(plans: Whole, claims: Real, warm_up: float, places: Whole, waits: Real) -> None:
    """The waits, those of a booth together: `places`, where the next of each goes, moves on with each."""
    days, many, steps = plans.shape
    for day in range(days):
        for person in range(many):
            for step in range(steps):
                booth, joined = plans[day, person, step], claims[day, person, step, JOINED]
                began = claims[day, person, step, BEGAN]
                if booth != NOBODY and joined >= warm_up and not np.isnan(began):
                    waits[places[booth]] = began - joined
                    places[booth] += 1


def waits_of(seen: Seen) -> Real:
    """d × p × k minutes, NaN for who was not served."""
    found: Real = seen.claims[..., BEGAN] - seen.claims[..., JOINED]
    return found


def spread_of(minutes: Real) -> Spread:
    if not len(minutes):
        return Spread(*[float("nan")] * 3)
    middle, high = np.quantile(minutes, (0.5, 0.9))
    return Spread(float(minutes.mean()), float(middle), float(high))


def station_minutes(day: Day, booth: Booth) -> float:
    """How long its stations are open between warm-up and close, together."""
    starts = [minute for minute, _ in booth.stations]
    ends = [*starts[1:], day.minutes]
    return sum(
        stations * max(0.0, min(end, day.minutes) - max(start, day.warm_up_minutes))
        for start, end, (_, stations) in zip(starts, ends, booth.stations, strict=True)
    )


def mean_within(by_day: Real) -> tuple[float, float] | None:
    """The interval of a mean wait from days × (minutes, people). People of one day wait together, so days are what is
    independent: the mean is a ratio of sums over days."""
    minutes, people = by_day.T
    if len(people) < 2 or not people.sum():
        return None
    mean = minutes.sum() / people.sum()
    spread = sqrt(float(((minutes - mean * people) ** 2).sum()) / (len(people) - 1) / len(people)) / people.mean()
    half = _student(len(people) - 1) * spread
    return float(mean - half), float(mean + half)


def _student(freedom: int) -> float:
    """The .975 quantile of Student's t: the normal one, widened for few days (Cornish and Fisher's expansion)."""
    z = 1.959964
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
