"""How far ranges can be trusted: they are stretched where waits have left them, narrowed where all have held.

Each side follows its own share (Gibbs & Candès 2021): a wait beyond the end of its range moves that end out by nine
parts, a wait within moves it in by one, so that it comes to rest where one in ten lies beyond. Waits count when they
have ended, never before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

BEYOND = 0.1
"""Of all waits below the range, and as many above it: the range of eight in ten."""

STEP = 0.12
"""How fast the ends move: a miss by a ninth, a hit by an eightieth. Some forty waits of a day turn a range that is
half as wide as it should be into one that holds."""

NARROWEST, WIDEST = 0.4, 2.5
"""Whatever was seen, a range is not narrowed or stretched further than so: luck is not knowledge."""

LEAN_STEP = 0.03
LEAST_LEAN, MOST_LEAN = 0.6, 1.8
"""All waits of a kind may lie above or below what the line alone says (others with priority come meanwhile); what is
told leans with them, three parts in a hundred of the way at each wait."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Factors on the lower and upper half of a range and on the wait itself."""

    low: float = 1.0
    high: float = 1.0
    lean: float = 1.0

    def after(self, waited_minutes: float, *, low: float, likely: float, high: float) -> Trust:
        """With one more wait seen that had been told so."""
        below, above = waited_minutes < low, waited_minutes > high
        off = log((max(waited_minutes, 0.0) + 1) / (likely + 1))
        return Trust(
            _moved(self.low, STEP * (below - BEYOND), NARROWEST, WIDEST),
            _moved(self.high, STEP * (above - BEYOND), NARROWEST, WIDEST),
            _moved(self.lean, LEAN_STEP * min(max(off, -1.0), 1.0), LEAST_LEAN, MOST_LEAN),
        )


def _moved(factor: float, step: float, least: float, most: float) -> float:
    return min(max(factor * exp(step), least), most)
