"""When the n-th call from now will be: the calls that all stations make together, along their hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

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
    ahead: int,
    stations: Sequence[StationAhead],
    *,
    cycle_minutes: float,
    overtaking: Iterable[Overtaking] = (),
    overtakers_share: float = 0.75,
) -> float | None:
    """How long until somebody with `ahead` people before them is called; None if no station will be open for them.

    A station that is free at f makes its k-th call about f + (k - 1) cycles from now; where in a cycle is not known,
    so its calls grow as a straight line through half a call at f. Those of all stations are added up and followed
    until they have passed everybody ahead. People who overtake take at most `overtakers_share` of the calls while any
    of them is there, because the calling order lets others through. More people ahead never give a shorter time.
    """
    posts, ahead = _take_free(sorted(stations, key=lambda s: s.free), ahead, cycle_minutes)
    if ahead < 0:
        return 0.0
    bends = sorted([*_supply(posts, cycle_minutes), *_arrivals(overtaking)])
    flow = _Flow(wanted=ahead + 0.5, share=overtakers_share)
    for bend in bends:
        if flow.run_until(bend.minute):
            return flow.at
        flow.turn(bend)
    return flow.at if flow.run_until(inf) else None


class _Bend(NamedTuple):
    """Where the flow changes: calls made at once, calls per minute, people there at once, people per minute."""

    minute: float
    calls: float = 0.0
    calls_slope: float = 0.0
    people: float = 0.0
    people_slope: float = 0.0


@dataclass(slots=True)
class _Flow:
    """Calls as a fluid: `wanted` is still to be called before it is one's turn, `waiting` are overtakers in line."""

    wanted: float
    share: float
    at: float = 0.0
    waiting: float = 0.0
    calls_slope: float = 0.0
    people_slope: float = 0.0

    def turn(self, bend: _Bend) -> None:
        self.wanted -= bend.calls
        self.waiting += bend.people
        self.calls_slope = _sum(self.calls_slope, bend.calls_slope)
        self.people_slope = _sum(self.people_slope, bend.people_slope)

    def run_until(self, minute: float) -> bool:
        """Go on to that minute; True, and no further, when it is one's turn before."""
        while self.at < minute and self.wanted > ROUNDING:
            taken = self.share * self.calls_slope
            growth = self.people_slope - taken
            is_flooded = self.waiting > ROUNDING or growth > 0
            speed = self.calls_slope - (taken if is_flooded else self.people_slope)
            lasts = minute - self.at
            if self.waiting > ROUNDING and growth < 0:
                lasts = min(lasts, self.waiting / -growth)
            if speed > ROUNDING:
                lasts = min(lasts, self.wanted / speed)
            elif lasts == inf:
                return False
            self.at += lasts
            self.wanted -= speed * lasts
            self.waiting = max(0.0, self.waiting + growth * lasts) if is_flooded else 0.0
        return self.wanted <= ROUNDING


def _sum(slope: float, change: float) -> float:
    """What floats leave of a slope that was taken away again is none."""
    found = slope + change
    return found if found > ROUNDING else 0.0


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


def _supply(stations: Iterable[StationAhead], cycle_minutes: float) -> Iterator[_Bend]:
    for station in stations:
        if station.closes <= station.free:
            continue
        begins = station.free - cycle_minutes / 2
        yield _Bend(max(begins, 0.0), calls=max(-begins, 0.0) / cycle_minutes, calls_slope=1 / cycle_minutes)
        if station.closes < inf:
            yield _Bend(station.closes, calls_slope=-1 / cycle_minutes)


def _arrivals(overtaking: Iterable[Overtaking]) -> Iterator[_Bend]:
    for group in overtaking:
        start = max(group.from_minutes, 0.0)
        if group.until_minutes <= start:
            yield _Bend(start, people=group.people)
            continue
        slope = group.people / (group.until_minutes - start)
        yield _Bend(start, people_slope=slope)
        yield _Bend(group.until_minutes, people_slope=-slope)
