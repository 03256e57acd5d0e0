"""How long a thousand rehearsed days take, beside the plainest program that could be written: a heap in plain Python.

A day: 300 visitors, each at three of twenty booths with two stations, lognormal services, an opening burst. And how
long the organiser's page waits for its rehearsal with advice, process and all.
"""

from __future__ import annotations

import heapq
import time

import numpy as np

from kiosk.engine.rehearsal.day import Booth, Count, Day, Draw
from kiosk.engine.rehearsal.figures import Counting
from kiosk.engine.rehearsal.run import rehearse
from kiosk.services.organising import rehearsing
from tests.rules.rehearsed import market

DAYS, PLAIN_DAYS = 1000, 20
IDS = [f"b{place}" for place in range(20)]
DAY = Day(
    minutes=240.0,
    booths=tuple(Booth(name, ((0.0, 2),), 5.0, 0.5) for name in IDS),
    arrivals=Count(300, ((0.0, 20.0, 0.3), (20.0, 240.0, 0.7))),
    visits=Draw(dict.fromkeys(IDS, 1.0), 3),
)


def seconds_of(days: int, seed: int) -> float:
    began, counting = time.perf_counter(), Counting(DAY)
    for seen in rehearse(DAY, days=days, seed=seed):
        counting.add(seen)
    counting.figures()
    return time.perf_counter() - began


def plain_day(rng: np.random.Generator) -> float:
    """First come, first served; returns the minutes waited by all."""
    arrivals = np.where(rng.random(300) < 0.3, rng.random(300) * 20, 20 + rng.random(300) * 220)
    agenda = [(at, person, 0) for person, at in enumerate(arrivals.tolist())]
    heapq.heapify(agenda)
    plans = [rng.permutation(20)[:3].tolist() for _ in range(300)]
    lasts = (5 * np.exp(0.47 * rng.standard_normal((300, 3)) - 0.11)).tolist()
    free = [[0.0, 0.0] for _ in range(20)]
    waited = 0.0
    while agenda:
        now, person, step = heapq.heappop(agenda)
        stations = free[plans[person][step]]
        begins = max(now, stations[0])
        waited += begins - now
        heapq.heapreplace(stations, begins + lasts[person][step])
        if step < 2:
            heapq.heappush(agenda, (begins + lasts[person][step] + 1, person, step + 1))
    return waited


def test_a_thousand_days() -> None:
    seconds_of(2, 0)  # compiles, or loads what was compiled
    times = [seconds_of(DAYS, seed) for seed in range(5)]
    rng, began = np.random.default_rng(0), time.perf_counter()
    for _ in range(PLAIN_DAYS):
        plain_day(rng)
    plain = (time.perf_counter() - began) / PLAIN_DAYS * DAYS
    print(
        f"\n{DAYS} days of 300 visitors at 3 of 20 booths, figures included: "
        + ", ".join(f"{each:.2f}" for each in times)
        + f" s (aim 0.30: {'reached' if min(times) <= 0.3 else 'not reached'}); a heap in plain Python {plain:.1f} s, "
        f"{plain / min(times):.0f} times as long"
    )


def test_a_page_with_advice() -> None:
    times = []
    for people in (300, 301, 302, 303):
        began = time.perf_counter()
        rehearsing._gone_through(market(people=people, booths=9), advise=True, watch=None)
        times.append(time.perf_counter() - began)
    print(
        "\nrehearsal of 200 days with advice, in a process of its own: "
        + ", ".join(f"{each:.2f}" for each in times)
        + f" s (aim 2: {'reached' if min(times[1:]) <= 2 else 'not reached'})"
    )
