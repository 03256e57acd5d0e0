"""Some days one after the other, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled
from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.lines import IS_FIRST, LEFT, SLOT
from kiosk.engine.rehearsal.one_day import AREA, AREA_SCORED, LASTS, NEEDED, UNITS, WORKED, run_day

ALL_DAY, SCORED, BUSY, LENGTH_P90, LENGTH_MOST = range(5)
"""Of a booth on a day: person-minutes in line, those from the warm-up on, station-minutes busy between warm-up and
close, people in line then: exceeded a tenth of that time, and at most."""


@compiled
def run_days(
    arrivals: Real, order: Whole, slots: Real, is_first: NDArray[np.bool_], plans: Whole, lasts: Real,
    walks: Real, changes: Real, rules: Real, day: Real, units: Whole, needed: Real,
    rests: Real, busy_at: Whole, begun: Whole,
    claims: Real, left: Real, longest: Whole, sums: Real,
) -> None:  # fmt: skip
    """`rests` d × stations that are busy at first, at the booths `busy_at`; `begun` b × 3: what was called before.

    Fills `claims` d × p × k × 3, `left` d × p, `longest` d × b × q and `sums` d × b × 5; for the rest see Luck.
    """
    days, many = arrivals.shape
    booths = len(units)
    lengths = np.empty((booths, many + 1))
    room = 2 * many * plans.shape[2] + len(changes) + len(busy_at) + 1
    instants, codes = np.empty(room), np.empty(room, np.int64)
    for number in range(days):
        people, trail = np.full((many, 3), np.nan), np.zeros((many, 3), np.int64)
        people[:, SLOT] = slots
        trail[:, IS_FIRST] = is_first[number]
        claims[number, :, :, LASTS] = lasts[number]
        counts, minutes = np.zeros((booths, 5), np.int64), np.zeros((booths, 5))
        counts[:, UNITS] = units
        minutes[:, NEEDED] = needed
        lengths[:] = 0
        lines, runs = np.full((booths, 3, 2), -1), begun.copy()
        run_day(
            arrivals[number], order[number], people, trail, plans[number], claims[number], walks, changes, rules, day,
            rests[number], busy_at, counts, minutes, longest[number], lengths, lines, runs, instants, codes,
        )  # fmt: skip
        left[number] = people[:, LEFT]
        sums[number, :, ALL_DAY] = minutes[:, AREA]
        sums[number, :, SCORED] = minutes[:, AREA_SCORED]
        sums[number, :, BUSY] = minutes[:, WORKED]
        for booth in range(booths):
            sums[number, booth, LENGTH_P90], sums[number, booth, LENGTH_MOST] = _lengths(lengths[booth])


@compiled
def _lengths(minutes: Real) -> tuple[int, int]:
    """The length that is exceeded a tenth of the time, and the longest. `minutes`: how long there were so many."""
    whole, past, exceeded, most = minutes.sum(), 0.0, -1, 0
    for people in range(len(minutes)):
        past += minutes[people]
        if exceeded < 0 and past >= 0.9 * whole:
            exceeded = people
        if minutes[people] > 0:
            most = people
    return exceeded, most
