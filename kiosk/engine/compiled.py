"""`compiled`: machine code for the inner loops of a search where numba is installed, the same Python where it is not.

The machine code is kept beside the source between starts, and runs without holding up other threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])

try:
    from numba import njit
except ImportError:

    def compiled(function: F) -> F:
        return function

else:

    def compiled(function: F) -> F:
        try:
            return cast("F", njit(cache=True, nogil=True, error_model="numpy")(function))
        except RuntimeError:  # no folder to keep it in: compiled anew with every start
            return cast("F", njit(nogil=True, error_model="numpy")(function))
