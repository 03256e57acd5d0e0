"""How many people a booth can book in each quarter-hour.

The appointment rule is Bailey and Welch's: a small group at the start, then one person each interval, the interval
shortened by the expected no-shows (Bailey & Welch 1952; robust in the comparison of Ho & Lau 1992). Slots show people
a quarter-hour, not a minute, so a slot's capacity is the number of appointment instants that fall into it.

Pure, in exact fractions: nothing is rounded before the instants are counted, so a day's total does not drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil, floor, isfinite

_MINUTE = timedelta(minutes=1)
_SHORTEST_INTERVAL_MINUTES = Fraction(1, 60)


@dataclass(frozen=True, slots=True)
class StationHours:
    """When one station serves. A station that pauses at noon has two of them."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A bookable slot. The last of a day is shorter when the market closes inside a quarter-hour."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


def plan_slots(
    *,
    opens_at: datetime,
    closes_at: datetime,
    stations: Sequence[StationHours],
    mean_minutes: float,
    no_show_rate: float,
    walk_in_share: float,
    slot_minutes: int = 15,
    units: int | None = None,
) -> list[SlotPlan]:
    """The slots of one booth, in steps of `slot_minutes` from `opens_at`, without those that have no place.

    `units` is how many people the consumables can serve at all ("60 test strips"); see `appointment_offsets_minutes`
    for the rule. Times come back in the zone of `opens_at`. Raises ValueError naming the field.
    """
    if slot_minutes <= 0:
        raise ValueError("slot_minutes must be positive")
    offsets = appointment_offsets_minutes(
        opens_at=opens_at,
        closes_at=closes_at,
        stations=stations,
        mean_minutes=mean_minutes,
        no_show_rate=no_show_rate,
        walk_in_share=walk_in_share,
        units=units,
    )
    length = timedelta(minutes=slot_minutes)
    plans = []
    for number, inside in groupby(offsets, key=lambda offset: floor(offset / slot_minutes)):
        starts_at = _later(opens_at, number * length)
        ends_at = min(_later(starts_at, length), closes_at).astimezone(opens_at.tzinfo)
        plans.append(SlotPlan(starts_at, ends_at, capacity=sum(1 for _ in inside)))
    return plans


def appointment_offsets_minutes(
    *,
    opens_at: datetime,
    closes_at: datetime,
    stations: Sequence[StationHours],
    mean_minutes: float,
    no_show_rate: float = 0.0,
    walk_in_share: float = 0.0,
    units: int | None = None,
    waiting_at_start: int = 1,
) -> list[Fraction]:
    """When the booth's bookings are due, in minutes after `opens_at`, ascending.

    **Start.** With c stations c + 1 people are due at once: one for each station and one waiting. Without the one in
    waiting a station idles whenever somebody is late, does not come or is done quickly, and that time never comes back;
    with more than one the first people wait for nothing. (`waiting_at_start=0` is the plain one-at-a-time rule.)
    The same holds whenever a station opens later: one person more is due. When one closes, one fewer is in the house.
    **Then** one person each mean · (1 - no-shows) / stations minutes, stretched by 1 / (1 - `walk_in_share`).
    **End.** Never more people than the stations' minutes can serve, counted up to each closing, and nobody later than
    one mean service before it: what is booked is done when the booth closes, which is also before a break for all.
    **Consumables.** At most `units` · (1 - `walk_in_share`), rounded down, are booked, and never more in the hope of
    no-shows: a booking is a promise, and a person cannot be served without a strip. When they are fewer than the time
    allows, the interval is stretched until the last one falls at the end of the day. Cutting the day off instead would
    send home everybody who cannot come early, and crowd the booth for no reason.

    Raises ValueError naming the field.
    """
    _check_hours(opens_at, closes_at, stations)
    _check_numbers(mean_minutes, no_show_rate, walk_in_share, units, waiting_at_start)
    per_station = (1 - _exact(walk_in_share)) / (_exact(mean_minutes) * (1 - _exact(no_show_rate)))
    pieces = list(_pieces(opens_at, closes_at, stations))
    station_minutes = sum((piece.station_minutes for piece in pieces), Fraction(0))
    if units is not None and station_minutes:
        per_station = min(per_station, units * (1 - _exact(walk_in_share)) / station_minutes)
    if not per_station:
        return []
    return list(_appointments(pieces, per_station, _exact(mean_minutes), waiting_at_start))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the day with the same number of open stations; minutes after the market's opening."""

    start: Fraction
    end: Fraction
    stations: int

    @property
    def station_minutes(self) -> Fraction:
        return self.stations * (self.end - self.start)


def _appointments(
    pieces: Iterable[_Piece], per_station: Fraction, mean_minutes: Fraction, waiting_at_start: int
) -> Iterator[Fraction]:
    """The instants of the day, session by session; a session is a stretch in which some station is always open.

    Sessions stand alone: half a service that does not fit before a pause cannot be had after it.
    """
    for is_open, session in groupby(pieces, key=lambda piece: piece.stations > 0):
        if is_open:
            yield from _session_appointments(list(session), per_station, mean_minutes, waiting_at_start)


def _session_appointments(
    parts: Sequence[_Piece], per_station: Fraction, mean_minutes: Fraction, waiting_at_start: int
) -> Iterator[Fraction]:
    """Number k is due as soon as k - stations - `waiting_at_start` people can have been served.

    `served` is that count at a part's start, with its fraction. Nobody is due whom the session cannot serve by its end.
    """
    limit = floor(per_station * sum(part.station_minutes for part in parts))
    latest = parts[-1].end - mean_minutes
    booked, served = 0, Fraction(0)
    for part in parts:
        if latest < part.start:
            return
        rate = per_station * part.stations
        at_start = served + part.stations + waiting_at_start
        before_end = ceil(at_start + rate * (part.end - part.start)) - 1
        by_latest = floor(at_start + rate * (latest - part.start))
        last = min(limit, before_end, by_latest)
        for number in range(booked + 1, last + 1):
            yield part.start + max(Fraction(0), (number - at_start) / rate)
        booked = max(booked, last)
        served += rate * (part.end - part.start)


def _pieces(opens_at: datetime, closes_at: datetime, stations: Iterable[StationHours]) -> Iterator[_Piece]:
    """The market's hours cut wherever a station opens or closes; hours outside the market's do not count."""
    day_end = _minutes_between(opens_at, closes_at)
    hours = []
    for station in stations:
        start = max(_minutes_between(opens_at, station.opens_at), Fraction(0))
        end = min(_minutes_between(opens_at, station.closes_at), day_end)
        if start < end:
            hours.append((start, end))
    cuts = sorted({Fraction(0), day_end, *(cut for pair in hours for cut in pair)})
    for start, end in pairwise(cuts):
        yield _Piece(start, end, sum(1 for opens, closes in hours if opens <= start and end <= closes))


def _check_hours(opens_at: datetime, closes_at: datetime, stations: Iterable[StationHours]) -> None:
    for field, instant in (("opens_at", opens_at), ("closes_at", closes_at)):
        if instant.tzinfo is None:
            raise ValueError(f"{field} must be aware")
    if closes_at <= opens_at:
        raise ValueError("closes_at must be after opens_at")
    for station in stations:
        if station.opens_at.tzinfo is None or station.closes_at.tzinfo is None:
            raise ValueError("stations must have aware hours")
        if station.closes_at < station.opens_at:
            raise ValueError("stations must not close before they open")


def _check_numbers(
    mean_minutes: float, no_show_rate: float, walk_in_share: float, units: int | None, waiting_at_start: int
) -> None:
    if not (isfinite(mean_minutes) and mean_minutes > 0):
        raise ValueError("mean_minutes must be positive")
    if not 0 <= no_show_rate < 1:
        raise ValueError("no_show_rate must be from 0 to below 1")
    if not 0 <= walk_in_share <= 1:
        raise ValueError("walk_in_share must be from 0 to 1")
    if units is not None and units < 0:
        raise ValueError("units must not be negative")
    if waiting_at_start < 0:
        raise ValueError("waiting_at_start must not be negative")
    if _exact(mean_minutes) * (1 - _exact(no_show_rate)) < _SHORTEST_INTERVAL_MINUTES:
        raise ValueError("mean_minutes and no_show_rate leave less than a second for a person")


def _exact(number: float) -> Fraction:
    """The number as it was typed: 0.2 is one fifth, not the nearest binary fraction."""
    return Fraction(str(number))


def _minutes_between(start: datetime, end: datetime) -> Fraction:
    """Elapsed minutes; taken in UTC, because two instants of one zone are subtracted by the wall's clock."""
    elapsed = end.astimezone(UTC) - start.astimezone(UTC)
    return Fraction(elapsed // timedelta.resolution, _MINUTE // timedelta.resolution)


def _later(instant: datetime, elapsed: timedelta) -> datetime:
    return (instant.astimezone(UTC) + elapsed).astimezone(instant.tzinfo)
