"""Whether what was learnt still holds: where the plain queue length was nearer of late, that is told instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.replay import turns

KEPT = 0.99
"""Of what an error counted, after the next wait at the same booth."""
NEARER = 1.1
LEAD = 10.0
"""What was learnt begins with a lead of so many usual waits."""


@dataclass(slots=True)
class Tally:
    """Sums of errors at one booth, in seconds; older ones count less."""

    learnt_s: float
    plain_s: float

    def add(self, learnt_s: float, plain_s: float) -> None:
        self.learnt_s = KEPT * self.learnt_s + learnt_s
        self.plain_s = KEPT * self.plain_s + plain_s

    @property
    def is_plain_nearer(self) -> bool:
        return self.learnt_s > NEARER * self.plain_s


def plain_is_nearer(visits: Sequence[Visit], learnt_s: Real, plain_s: Real, usual_s: float) -> NDArray[np.bool_]:
    """n: at which arrivals. A wait counts only once it has ended."""
    found = np.zeros(len(visits), dtype=bool)
    tallies = {visit.booth: Tally(0.0, LEAD * usual_s) for visit in visits}
    errors_s = np.abs(
        np.stack([learnt_s, plain_s], axis=1) - np.array([[visit.waited_s] for visit in visits], dtype=float)
    )
    for turn in turns(visits):
        for ended in turn.ended:
            tallies[visits[ended].booth].add(*errors_s[ended].tolist())
        found[turn.number] = tallies[visits[turn.number].booth].is_plain_nearer
    return found
