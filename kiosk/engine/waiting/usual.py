"""What is taken for granted of a booth before its day has shown anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kiosk.engine.waiting.log import Visit, lines

DEFAULT_S = 60.0
LONGEST_INTERVAL_S = 1800.0


@dataclass(frozen=True, slots=True)
class Habits:
    """Of one booth. `interval_s`: between two calls while people wait. `opens_s`: when the first service of a day
    begins, None where nobody knows."""

    service_s: float = DEFAULT_S
    interval_s: float = DEFAULT_S
    wait_s: float = DEFAULT_S
    stations: float = 1.0
    opens_s: float | None = None
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """`elsewhere`: of a booth that was never seen, the middle of all others."""

    by_booth: dict[str, Habits]
    elsewhere: Habits

    def of(self, booth: str) -> Habits:
        return self.by_booth.get(booth, self.elsewhere)


def usual_of(visits: Sequence[Visit]) -> Usual:
    by_booth: dict[str, list[list[Visit]]] = defaultdict(list)
    for line in lines(visits):
        by_booth[line[0].booth].append(line)
    habits = {booth: _habits(days) for booth, days in by_booth.items()}
    known = habits.values()
    elsewhere = Habits(
        service_s=_middle([each.service_s for each in known]),
        interval_s=_middle([each.interval_s for each in known]),
        wait_s=_middle([each.wait_s for each in known]),
        stations=_middle([each.stations for each in known], default=1.0),
    )
    return Usual(habits, elsewhere)


def _habits(days: Sequence[Sequence[Visit]]) -> Habits:
    services = [_services(line) for line in days]
    openings = [min(started for started, _ in of_day) for of_day in services if of_day]
    return Habits(
        service_s=_mean([ended - started for of_day in services for started, ended in of_day]),
        interval_s=_mean([interval for line in days for interval in _intervals(line)]),
        wait_s=_middle([visit.waited_s or 0.0 for line in days for visit in line if visit.is_scored]),
        stations=max(1.0, _middle([count for of_day in services for count in _busy(of_day)], default=1.0)),
        opens_s=_middle(openings) if openings else None,
        is_known=True,
    )


def _services(line: Sequence[Visit]) -> list[tuple[float, float]]:
    """Start and end of those that took any time at all."""
    times = ((visit.started_s, visit.ended_s) for visit in line)
    return [(start, end) for start, end in times if start is not None and end is not None and end > start]


def _intervals(line: Sequence[Visit]) -> list[float]:
    """From one call to the next, where the next had been waiting already."""
    calls = sorted((visit.started_s, visit.arrived_s) for visit in line if visit.started_s is not None)
    return [
        min(now_s - before_s, LONGEST_INTERVAL_S)
        for (before_s, _), (now_s, arrived_s) in pairwise(calls)
        if arrived_s <= before_s
    ]


def _busy(services: Sequence[tuple[float, float]]) -> list[int]:
    """How many were being served at each start, the new one among them."""
    starts, ends = (np.sort([service[edge] for service in services]) for edge in (0, 1))
    over = np.searchsorted(ends, starts, side="right")
    return [number + 1 - int(count) for number, count in enumerate(over)]


def _mean(times_s: Sequence[float]) -> float:
    return float(np.mean(times_s)) if times_s else DEFAULT_S


def _middle(values: Sequence[float], default: float = DEFAULT_S) -> float:
    return float(np.median(values)) if values else default
