"""What happens when, in simulated time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Action = Callable[[], None]


class Agenda:
    """Actions in the order of their instants; those of one instant in the order in which they were planned."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._planned: list[tuple[datetime, int, Action]] = []
        self._numbers = count()

    def at(self, instant: datetime, action: Action) -> None:
        """Plan an action; for an instant that has passed: now."""
        heappush(self._planned, (max(instant, self.now), next(self._numbers), action))

    def after(self, seconds: float, action: Action) -> None:
        """Whole milliseconds, so that instants look like a clock's, not like a generator's."""
        self.at(self.now + timedelta(milliseconds=round(seconds * 1000)), action)

    def run(self) -> None:
        """Until nothing is planned any more."""
        while self._planned:
            self.now, _, action = heappop(self._planned)
            action()
