"""When the n-th call from now will be: the calls that all stations make together, along their hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class StationAhead:
    """A station in minutes from now: free for its next call at `free`, and calling nobody from `closes` on.

    `free` is 0 for one that stands free now, the rest of its service for one that is busy, its opening for one that
    is still closed.
    """

    free: float
    closes: float = inf


@dataclass(frozen=True, slots=True)
class Overtaking:
    """People who are not in the line yet and will be called first: `people` (not whole) who come from..until."""

    from_minutes: float
    until_minutes: float
    people: float


def minutes_to_call(
    ahead: int, stations: Sequence[StationAhead], *, cycle_minutes: float, overtaking: Iterable[Overtaking] = ()
) -> float | None:
    """How long until somebody with `ahead` people before them is called; None if no station will be open for them.

    A station that is free at f makes its k-th call about f + (k - 1) cycles from now; where in a cycle is not known,
    so its calls grow as a straight line through half a call at f. Those of all stations are added up and followed
    until they have passed everybody ahead and everybody who overtakes. More people ahead never give a shorter time.
    """
    posts, ahead = _take_free(sorted(stations, key=lambda s: s.free), ahead, cycle_minutes)
    if ahead < 0:
        return 0.0
    bends = sorted([*_supply(posts, cycle_minutes), *_demand(overtaking)])
    return _crossing(bends, ahead + 0.5)


def _take_free(stations: list[StationAhead], ahead: int, cycle_minutes: float) -> tuple[list[StationAhead], int]:
    """Free stations take the first people ahead at once; `ahead` below zero: one is left over."""
    posts = []
    for station in stations:
        if station.free <= 0 < station.closes:
            ahead -= 1
            posts.append(StationAhead(cycle_minutes, station.closes))
        else:
            posts.append(station)
    return posts, ahead


def _supply(stations: Iterable[StationAhead], cycle_minutes: float) -> Iterable[tuple[float, float, float]]:
    """(minute, jump, change of slope) of the calls made."""
    for station in stations:
        if station.closes <= station.free:
            continue
        begins = station.free - cycle_minutes / 2
        yield max(begins, 0.0), max(-begins, 0.0) / cycle_minutes, 1 / cycle_minutes
        if station.closes < inf:
            yield station.closes, 0.0, -1 / cycle_minutes


def _demand(overtaking: Iterable[Overtaking]) -> Iterable[tuple[float, float, float]]:
    """The same of people who come first: they take calls away."""
    for group in overtaking:
        start = max(group.from_minutes, 0.0)
        if group.until_minutes <= start:
            yield 0.0, -group.people, 0.0
            continue
        slope = group.people / (group.until_minutes - start)
        yield start, 0.0, -slope
        if group.until_minutes < inf:
            yield group.until_minutes, 0.0, slope


def _crossing(bends: Sequence[tuple[float, float, float]], wanted: float) -> float | None:
    """When the broken line reaches `wanted` for the first time."""
    at, height, slope = 0.0, 0.0, 0.0
    for minute, jump, bend in bends:
        if slope > ROUNDING and height + slope * (minute - at) >= wanted:
            break
        height += slope * (minute - at) + jump
        at, slope = minute, slope + bend
    if height >= wanted:
        return at
    return at + (wanted - height) / slope if slope > ROUNDING else None
