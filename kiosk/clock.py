"""The only place that reads the clock.

With KIOSK_NOW (an ISO 8601 instant with offset) the clock starts there when the process starts and runs on from it, so
that "market day at 09:30" can be tested and rehearsed.
"""

import os
import time
from datetime import UTC, datetime, timedelta


def _offset() -> timedelta:
    wanted = os.environ.get("KIOSK_NOW", "")
    if not wanted:
        return timedelta(0)
    start = datetime.fromisoformat(wanted)
    if start.utcoffset() is None:
        raise ValueError(f"KIOSK_NOW needs an offset, for example 2026-11-19T09:30:00+08:00: {wanted!r}")
    return start.astimezone(UTC) - datetime.now(UTC)


_shift = _offset()


def now() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC) + _shift


def monotonic_seconds() -> float:
    """Seconds that never jump: for rates and durations, not for instants."""
    return time.monotonic()
