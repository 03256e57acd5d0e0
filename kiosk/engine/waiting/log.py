"""A recorded queue: who came when, was served when, or left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

LONGEST_SCORED_S = 1800.0


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


def lines(visits: Iterable[Visit]) -> Iterator[tuple[str, str, list[Visit]]]:
    """Day, booth and its visits in the order of arrival, day by day."""
    order = attrgetter("day", "booth", "arrived_s")
    for (day, booth), group in groupby(sorted(visits, key=order), key=attrgetter("day", "booth")):
        yield day, booth, list(group)
