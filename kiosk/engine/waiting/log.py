"""A recorded queue: who came when, was served when, or left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

DAY_S = 86_400.0
LONGEST_SCORED_S = 1800.0
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at one booth, in seconds since midnight. `left_s`: gave up unserved. `stations`: open at the arrival,
    None where nobody wrote it down. `priority`: a class; which one is called first is learnt."""

    day: str
    booth: str
    arrived_s: float
    started_s: float | None = None
    ended_s: float | None = None
    left_s: float | None = None
    priority: int = 0
    stations: int | None = None

    @property
    def waited_s(self) -> float | None:
        return None if self.started_s is None else self.started_s - self.arrived_s

    @property
    def is_scored(self) -> bool:
        """Waited at all, for less than half an hour, and was served."""
        return self.waited_s is not None and 0 < self.waited_s < LONGEST_SCORED_S


def day_order(day: str) -> tuple[str, str]:
    """Sorts days as people count them: "2" before "10"."""
    return DIGITS.sub(lambda found: found[0].zfill(20), day), day


def lines(visits: Iterable[Visit]) -> Iterator[list[Visit]]:
    """The visits of each day and booth in the order of arrival, day by day."""

    def order(visit: Visit) -> tuple[tuple[str, str], str, float]:
        return day_order(visit.day), visit.booth, visit.arrived_s

    for _line, group in groupby(sorted(visits, key=order), key=attrgetter("day", "booth")):
        yield list(group)
