"""What happens next: instants in order, each with what and to whom, in two arrays that numba compiles.

Of things at one instant those with the smaller code come first: a station is free before the next person arrives.
What has happened stays in front with the instant -inf, so that nothing new goes there. A few dozen things lie ahead at
any time, and what is new mostly comes late among them: moving the later ones up takes half as long as a heap.
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
    while place > 0 and (instants[place - 1] > instant or (instants[place - 1] == instant and codes[place - 1] > code)):
        instants[place], codes[place] = instants[place - 1], codes[place - 1]
        place -= 1
    instants[place], codes[place] = instant, code
    return size + 1
