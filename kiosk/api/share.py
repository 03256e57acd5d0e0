"""Each client address's share of new tickets: a moving minute, so that nobody empties a market alone.

Only new tickets count. A request that is sent again under the same key, because an answer was lost, asks for the same
ticket, so it passes even when the share is used up.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from typing import Final

from kiosk import clock
from models.refusals import TooMany

WINDOW_SECONDS: Final = 60.0
_KEYS_KEPT: Final = 10_000
_CLIENTS_KEPT: Final = 1_000


class Share:
    """`per_minute` 0: no limit. Counts live in memory: a restart forgives. `seconds` is a clock that never jumps."""

    def __init__(self, per_minute: int, *, seconds: Callable[[], float] = clock.monotonic_seconds) -> None:
        self._per_minute = per_minute
        self._seconds = seconds
        self._taken: dict[str, deque[float]] = {}
        self._keys: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str, key: str) -> None:
        """Count one new ticket of this client, unless this key was counted already. Raises TooMany."""
        if not self._per_minute:
            return
        with self._lock:
            if key in self._keys:
                return
            self._count(client, self._seconds())
            self._keys[key] = None
            if len(self._keys) > _KEYS_KEPT:
                self._keys.popitem(last=False)

    def forget(self, key: str) -> None:
        """The request came to nothing: asking again under this key counts again."""
        with self._lock:
            self._keys.pop(key, None)

    def _count(self, client: str, now: float) -> None:
        if len(self._taken) > _CLIENTS_KEPT:
            self._taken = {c: times for c, times in self._taken.items() if times[-1] > now - WINDOW_SECONDS}
        times = self._taken.setdefault(client, deque())
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        if len(times) >= self._per_minute:
            raise TooMany(seconds=max(1, math.ceil(times[0] + WINDOW_SECONDS - now)))
        times.append(now)
