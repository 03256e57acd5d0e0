"""Ranges that learn from how often they held: wider after a miss, narrower after a hit (Gibbs & Candès 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

import numpy as np

from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real

STEP = 0.03
"""By how much a miss widens a range, as a share of it, times how rare misses should be."""


def corrected(moments: Sequence[Moment], likely: Real, low: Real, high: Real, held: float) -> tuple[Real, Real]:
    """Low and high so that `held` of the waits lie between them. Somebody's wait counts only once it has ended.

    `moments` in the order of day and arrival, or in any other: they are taken in time order.
    """
    lows, highs = np.empty_like(low), np.empty_like(high)
    stretch = 0.0
    open_waits: list[tuple[str, float, bool]] = []
    for number in sorted(range(len(moments)), key=lambda n: (moments[n].visit.day, moments[n].visit.arrived_s)):
        visit = moments[number].visit
        while open_waits and open_waits[0][:2] <= (visit.day, visit.arrived_s):
            stretch += STEP * (held if heappop(open_waits)[2] else held - 1)
        wide = float(np.exp(stretch))
        lows[number] = max(0.0, likely[number] - wide * (likely[number] - low[number]))
        highs[number] = likely[number] + wide * (high[number] - likely[number])
        if visit.started_s is not None and visit.waited_s is not None:
            is_missed = not lows[number] <= visit.waited_s <= highs[number]
            heappush(open_waits, (visit.day, visit.started_s, is_missed))
    return lows, highs
