"""Recorded queues made here: Markov queues of the textbook, market days as people walk up to booths, and a cut of a
bank's recording."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kiosk.cli.log_file import read_log
from kiosk.engine.waiting.log import Visit

OPENS_S = 32_400.0
HOURS = 4
BANK = Path(__file__).parent / "data/queue-log-bank-1999-01-mornings.csv"


@dataclass(frozen=True, slots=True)
class Stall:
    """Services take `mean_minutes` with a coefficient of variation `cv`; so many people come on a day."""

    name: str
    mean_minutes: float
    cv: float
    stations: int
    people: int


MARKET = (
    Stall("blood pressure", 3, 0.35, 2, 120),
    Stall("ECG", 8, 0.3, 1, 26),
    Stall("acupressure", 8, 0.3, 2, 50),
    Stall("knives", 4, 0.5, 1, 48),
    Stall("soy milk", 0.5, 0.4, 1, 230),
)


def market_days(
    seed: int,
    days: int,
    *,
    first: int = 1,
    stalls: Sequence[Stall] = MARKET,
    are_stations_known: bool = True,
    is_calm: bool = False,
) -> list[Visit]:
    """As people walk up: three in ten around the opening; staff that differ in pace from day to day, walk and chat
    between two people and pause now and then. On calm days nobody does, and nobody comes early."""
    rng = np.random.default_rng(seed)
    day_of = _calm_day if is_calm else _stall_day
    visits = [visit for day in range(days) for stall in stalls for visit in day_of(rng, str(first + day), stall)]
    return visits if are_stations_known else [replace(visit, stations=None) for visit in visits]


def _stall_day(rng: np.random.Generator, day: str, stall: Stall) -> list[Visit]:
    people = rng.poisson(stall.people)
    early = rng.binomial(people, 0.3)
    burst = OPENS_S + rng.uniform(-900, 900, early)
    arrivals = [*burst.tolist(), *(OPENS_S + rng.uniform(0, HOURS * 3600, people - early)).tolist()]
    of_the_day = replace(stall, mean_minutes=stall.mean_minutes * float(np.exp(rng.normal(0, 0.15))))
    pauses = [rng.uniform(5, 40) + (rng.uniform(120, 600) if rng.random() < 0.05 else 0.0) for _ in arrivals]
    return _served(rng, day, of_the_day, sorted(arrivals), pauses)


def _calm_day(rng: np.random.Generator, day: str, stall: Stall) -> list[Visit]:
    arrivals = (OPENS_S + rng.uniform(0, HOURS * 3600, rng.poisson(stall.people))).tolist()
    return _served(rng, day, stall, sorted(arrivals), [0.0] * len(arrivals))


def _served(
    rng: np.random.Generator, day: str, stall: Stall, arrivals: list[float], pauses_s: list[float]
) -> list[Visit]:
    """In the order of arrival, by whoever is free first; lognormal services."""
    variance = float(np.log(1 + stall.cv**2))
    middle = np.log(stall.mean_minutes * 60) - variance / 2
    free = [OPENS_S] * stall.stations
    visits = []
    for arrived_s, pause_s in zip(arrivals, pauses_s, strict=True):
        started_s = max(arrived_s, heapq.heappop(free))
        ended_s = started_s + rng.lognormal(middle, variance**0.5)
        heapq.heappush(free, ended_s + pause_s)
        came_s, called_s, done_s = (float(round(time_s)) for time_s in (arrived_s, started_s, ended_s))
        visits.append(Visit(day, stall.name, came_s, called_s, done_s, stations=stall.stations))
    return visits


def markov(seed: int, *, stations: int, load: float, people: int) -> list[Visit]:
    """M/M/c in one long day: services of one second on average, `load` of the stations busy."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(1 / (load * stations), people))
    services = rng.exponential(1.0, people)
    free = [0.0] * stations
    visits = []
    for arrived_s, service_s in zip(arrivals.tolist(), services.tolist(), strict=True):
        started_s = max(arrived_s, heapq.heappop(free))
        heapq.heappush(free, started_s + service_s)
        visits.append(Visit("1", "M", arrived_s, started_s, started_s + service_s, stations=stations))
    return visits


def bank_mornings() -> tuple[list[Visit], list[Visit]]:
    """Four mornings to learn from, two to be tested on."""
    visits = read_log(BANK).visits
    days = sorted({visit.day for visit in visits})
    return [v for v in visits if v.day in days[:4]], [v for v in visits if v.day in days[4:]]
