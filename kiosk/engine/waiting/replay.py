"""Going through waits in the order of arrival, and learning of each one only once it has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from kiosk.engine.waiting.log import DAY_S, Visit, day_order


@dataclass(frozen=True, slots=True)
class Turn:
    """`number` arrives; the waits of `ended` have ended since the last turn."""

    number: int
    ended: tuple[int, ...]


def turns(visits: Sequence[Visit]) -> Iterator[Turn]:
    """What ends past midnight is not known when the next day begins, and is left out."""
    waiting: list[tuple[tuple[str, str], float, int]] = []
    order = sorted((day_order(visit.day), visit.arrived_s, number) for number, visit in enumerate(visits))
    for day, now_s, number in order:
        ended = []
        while waiting and waiting[0][:2] <= (day, now_s):
            of_day, at_s, before = heappop(waiting)
            if of_day == day or at_s <= DAY_S:
                ended.append(before)
        yield Turn(number, tuple(ended))
        started_s = visits[number].started_s
        if started_s is not None:
            heappush(waiting, (day, started_s, number))
