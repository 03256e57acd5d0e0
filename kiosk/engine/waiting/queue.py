"""Who waits, by class."""

from __future__ import annotations

OVERTAKEN = 5
"""Whoever was overtaken five times as often as people stand in the line, at least two of them, is not there any more:
somebody forgot to write down that they left. Even where people are called at random that befalls one in a hundred."""
FEWEST_IN_LINE = 2


class Queue:
    """The people of one class, in the order of arrival."""

    def __init__(self) -> None:
        self.since_s: dict[int, float] = {}
        self.overtaken = 0

    def __len__(self) -> int:
        return len(self.since_s)

    def join(self, number: int, now_s: float) -> None:
        self.since_s[number] = now_s

    def leave(self, number: int) -> None:
        if number == self._head():
            self.overtaken = 0
        self.since_s.pop(number, None)

    def call(self, number: int) -> None:
        head = self._head()
        self.leave(number)
        if head is None or head == number:
            return
        self.overtaken += 1
        if self.overtaken >= OVERTAKEN * max(FEWEST_IN_LINE, len(self)):
            self.leave(head)

    def head_s(self, now_s: float) -> float:
        """How long the first one has waited by now; 0 where nobody waits."""
        head = self._head()
        return 0.0 if head is None else now_s - self.since_s[head]

    def _head(self) -> int | None:
        return next(iter(self.since_s), None)
