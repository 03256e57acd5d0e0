"""What happens next: a heap of instants, each with what and to whom, in two arrays that numba compiles.

Of things at one instant those with the smaller code come first: a station is free before the next person arrives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled_within

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

KIND = 1 << 32
"""A code is what happens, times this, plus the number of the booth, the person or the change."""
END, CHANGE, ARRIVE, CLOSE = range(4)


@compiled_within
def push(instants: Real, codes: Whole, size: int, instant: float, code: int) -> int:
    """Returns the new size."""
    place = size
    while place > 0:
        above = (place - 1) // 2
        if instants[above] < instant or (instants[above] == instant and codes[above] <= code):
            break
        instants[place], codes[place] = instants[above], codes[above]
        place = above
    instants[place], codes[place] = instant, code
    return size + 1


@compiled_within
def pop(instants: Real, codes: Whole, size: int) -> int:
    """Takes the first away; read it before. Returns the new size."""
    size -= 1
    instant, code = instants[size], codes[size]
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        other = below + 1
        if other < size and (
            instants[other] < instants[below] or (instants[other] == instants[below] and codes[other] < codes[below])
        ):
            below = other
        if instant < instants[below] or (instant == instants[below] and code <= codes[below]):
            break
        instants[place], codes[place] = instants[below], codes[below]
        place = below
    instants[place], codes[place] = instant, code
    return size
