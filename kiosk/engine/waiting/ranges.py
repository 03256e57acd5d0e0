"""Ranges that hold as often as they say: stretched by what days left out showed, then wider after each miss and
narrower after each hit (Gibbs & Candès 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.log import LONGEST_SCORED_S, Visit
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.replay import turns

SHORTEST_S = 1.0
NARROWEST = 0.1
"""So near to what is likely, as a share of it, neither end comes."""
MOST_STRETCHED = 3.0
STEP, FIRST_STEP = 0.05, 0.25
"""By how much a miss widens a range, as a share of it, times how rare misses should be; the first ones say more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of n waits, in seconds: low <= likely <= high."""

    likely: Real
    low: Real
    high: Real

    def times(self, factor: Real) -> Told:
        return told_of(self.likely * factor, self.low * factor, self.high * factor)


def told_of(likely: Real, low: Real, high: Real) -> Told:
    """In order, and neither shorter than a second nor closer together than anybody could know."""
    likely = np.clip(likely, SHORTEST_S, LONGEST_SCORED_S)
    return Told(likely, np.clip(low, 0.0, likely * (1 - NARROWEST)), np.maximum(high, likely * (1 + NARROWEST)))


def stretch_of(told: Told, waits_s: Real, nominal: float, *, days: int) -> float:
    """How many times as wide the ranges must be to hold in `nominal` of these cases, seen on so many days; a little
    wider, because the next day is one more."""
    cautious = nominal + (1 - nominal) / (days + 1)
    needed = np.where(
        waits_s < told.likely,
        (told.likely - waits_s) / (told.likely - told.low),
        (waits_s - told.likely) / (told.high - told.likely),
    )
    return float(np.clip(np.quantile(needed, cautious), 1 / MOST_STRETCHED, MOST_STRETCHED))


def held_to(visits: Sequence[Visit], told: Told, nominal: float, stretch: float) -> Told:
    """So that `nominal` of the waits lie from low to high. Somebody's wait counts only once it has ended."""
    low, high = np.empty_like(told.low), np.empty_like(told.high)
    wide, seen = float(np.log(stretch)), 0
    for turn in turns(visits):
        for ended in turn.ended:
            waited_s, seen = visits[ended].waited_s or 0.0, seen + 1
            is_missed = not low[ended] <= waited_s <= high[ended]
            wide += max(STEP, FIRST_STEP / seen**0.5) * (nominal if is_missed else nominal - 1)
        number, times = turn.number, float(np.exp(wide))
        likely = told.likely[number]
        low[number] = max(0.0, likely - times * (likely - told.low[number]))
        high[number] = min(LONGEST_SCORED_S, likely + times * (told.high[number] - likely))
    return Told(told.likely, low, high)
