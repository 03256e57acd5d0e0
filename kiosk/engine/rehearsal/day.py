"""A market day as it is planned: what a rehearsal goes through. Times are minutes after the opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, sqrt

from kiosk.engine.calling import CallingPolicy

Stations = tuple[tuple[float, int], ...]
"""From which minute on how many stations serve. Before the first of them: none."""


class Lasting(StrEnum):
    """How services of one booth differ in length."""

    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Booth:
    """`cv`: standard deviation / mean, of a lognormal. `units`: so many people can be served at all.

    `needed_minutes`: a person may go on after so much of the service, the item stays; None: is needed to its end.
    """

    id: str
    stations: Stations
    mean_minutes: float
    cv: float = 0.0
    lasting: Lasting = Lasting.LOGNORMAL
    units: int | None = None
    needed_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Poisson:
    """People come one by one, at any time alike."""

    per_hour: float


@dataclass(frozen=True, slots=True)
class Count:
    """So many come; `profile`: from minute, to minute, share of all."""

    people: int
    profile: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """`each` different booths, one after the other by weight, in the order in which they are drawn."""

    weights: Mapping[str, float]
    each: int


@dataclass(frozen=True, slots=True)
class Plans:
    """One of these plans, each as likely as the others; its booths in this order."""

    plans: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """So many are booked at the booth for the quarter-hour that begins at `at_minute`, and come for nothing else."""

    booth: str
    at_minute: float
    count: int


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who stands at the booth when the day is taken up: since `joined_minute`, not after 0. `slot_minute`:
    when the quarter-hour begins for which they have booked; None: they drew a number."""

    booth: str
    joined_minute: float
    is_first: bool = False
    slot_minute: float | None = None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A day that is taken up in its middle, at minute 0. `busy`: a booth and since how many minutes somebody is served
    there, for every station at which somebody is. `called`: a booth and how many booked, priority and ordinary people
    it has called in a row."""

    line: tuple[InLine, ...] = ()
    busy: tuple[tuple[str, float], ...] = ()
    called: tuple[tuple[str, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """`no_show`: the share of bookings that do not come. `priority_share`: of all people. `walks`: from one
    booth to another, minutes; `walk_minutes` where none is given. `finishes`: who waits at the close is still served.
    """

    minutes: float
    booths: tuple[Booth, ...]
    arrivals: Poisson | Count
    visits: Draw | Plans
    bookings: tuple[Booking, ...] = ()
    no_show: float = 0.0
    priority_share: float = 0.0
    walk_minutes: float = 1.0
    walks: tuple[tuple[str, str, float], ...] = ()
    warm_up_minutes: float = 0.0
    finishes: bool = True
    policy: CallingPolicy = field(default_factory=CallingPolicy)
    under_way: UnderWay = field(default_factory=UnderWay)


def people_of(day: Day) -> int:
    """So many come, at most; of those that come by chance, so many that more are out of the question."""
    if isinstance(day.arrivals, Count):
        return day.arrivals.people
    expected = day.arrivals.per_hour * day.minutes / 60
    return ceil(expected + 10 * sqrt(expected) + 20) if expected else 0


def claims_of(day: Day) -> int:
    """So many claims of services a day may hold."""
    steps = day.visits.each if isinstance(day.visits, Draw) else max(map(len, day.visits.plans), default=0)
    known = sum(booking.count for booking in day.bookings) + len(day.under_way.line)
    return (people_of(day) + known) * max(1, steps)
