"""A day at a booth as events, in the order in which they became known."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from kiosk.engine.waiting.log import Visit


class Kind(IntEnum):
    """What happens in the same second happens in this order: a newcomer knows of it, and nobody is served before
    coming."""

    END = 0
    LEAVE = 1
    START = 2
    ARRIVE = 3
    START_AT_ONCE = 4


class Event(NamedTuple):
    """`number`: which visit."""

    now_s: float
    turn: int
    number: int
    kind: Kind


def events(visits: Sequence[Visit]) -> list[Event]:
    """A service without a wait begins with its own arrival, before the next one's in the same second."""
    found: list[Event] = []
    for number, visit in enumerate(visits):
        found.append(Event(visit.arrived_s, Kind.ARRIVE, number, Kind.ARRIVE))
        if visit.started_s is None:
            if visit.left_s is not None:
                found.append(Event(visit.left_s, Kind.LEAVE, number, Kind.LEAVE))
            continue
        if visit.started_s == visit.arrived_s:
            found.append(Event(visit.started_s, Kind.ARRIVE, number, Kind.START_AT_ONCE))
        else:
            found.append(Event(visit.started_s, Kind.START, number, Kind.START))
        if visit.ended_s is not None:
            found.append(Event(visit.ended_s, Kind.END, number, Kind.END))
    return sorted(found)
