"""What happened in the last while."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

REMEMBERED = 50
"""So many times of the last say how long one takes."""
WORTH_KNOWN, WORTH_UNKNOWN = 10, 2
"""Of how many times the usual is worth that of this booth, and that of all others."""
LAST_WAITS = 5


class Recent:
    """How often something happened in the last `span_s` seconds."""

    def __init__(self, span_s: float) -> None:
        self.span_s = span_s
        self.times: deque[float] = deque()

    def add(self, now_s: float) -> None:
        self.times.append(now_s)

    def count(self, now_s: float) -> int:
        while self.times and self.times[0] < now_s - self.span_s:
            self.times.popleft()
        return len(self.times)


class Peak:
    """The largest number that was seen in the last `span_s` seconds."""

    def __init__(self, span_s: float) -> None:
        self.span_s = span_s
        self.seen: deque[tuple[float, int]] = deque()

    def add(self, now_s: float, value: int) -> None:
        while self.seen and self.seen[-1][1] <= value:
            self.seen.pop()
        self.seen.append((now_s, value))

    def at(self, now_s: float) -> int | None:
        while self.seen and self.seen[0][0] < now_s - self.span_s:
            self.seen.popleft()
        return self.seen[0][1] if self.seen else None


class Pace:
    """How long something takes, from the last times and the usual one."""

    def __init__(self, usual_s: float, *, is_known: bool, last: Iterable[float] = ()) -> None:
        self.usual_s, self.is_known = usual_s, is_known
        self.last: deque[float] = deque(last, maxlen=REMEMBERED)

    def copy(self) -> Pace:
        return Pace(self.usual_s, is_known=self.is_known, last=self.last)

    def add(self, time_s: float) -> None:
        self.last.append(time_s)

    @property
    def mean_s(self) -> float:
        worth = WORTH_KNOWN if self.is_known else WORTH_UNKNOWN
        return (self.usual_s * worth + sum(self.last)) / (worth + len(self.last))


class Waits:
    """Of those who entered service: `last_s` of the last one, whatever they waited; the others leave out who had not
    to wait."""

    def __init__(self, usual_s: float, classes: int) -> None:
        self.last_s = usual_s
        self.long_s = deque([usual_s], maxlen=LAST_WAITS)
        self.of_class_s = [usual_s] * classes

    def add(self, waited_s: float, of_class: int) -> None:
        self.last_s = waited_s
        if waited_s > 0:
            self.long_s.append(waited_s)
            self.of_class_s[of_class] = waited_s
