"""DAY.json and RESULT.json: what is wrong in one is said with its path."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kiosk.cli.plan_file import BadFileError, Id, first_complaint
from kiosk.engine.rehearsal.day import Booking, Booth, Count, Day, Draw, Lasting, Plans, Poisson, Stations
from kiosk.engine.rehearsal.figures import Figures, Spread

MOST_BOOTHS = 400
MOST_PEOPLE = 1_000_000
MOST_MINUTES = 10_000_000

Minutes = Annotated[float, Field(ge=0, le=MOST_MINUTES, allow_inf_nan=False)]
SomeMinutes = Annotated[float, Field(gt=0, le=MOST_MINUTES, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True, ge=0, le=MOST_PEOPLE)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


def _all_day(stations: object) -> object:
    """One number stands for the whole day."""
    if isinstance(stations, list):
        return stations
    if isinstance(stations, int) and not isinstance(stations, bool) and 0 <= stations <= MOST_PEOPLE:
        return [(0.0, stations)]
    raise ValueError("must be a whole number from 0, or a list of [from_minute, stations]")


class _Service(_Shape):
    distribution: Lasting = Lasting.LOGNORMAL
    mean_minutes: SomeMinutes
    cv: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = 0.0


class _Booth(_Shape):
    id: Id
    stations: Annotated[list[tuple[Minutes, Whole]], Field(min_length=1, max_length=1000), BeforeValidator(_all_day)]
    service: _Service
    units: Whole | None = None
    needed_minutes: Minutes | None = None


class _Poisson(_Shape):
    kind: Literal["poisson"]
    per_hour: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class _Count(_Shape):
    kind: Literal["count"]
    people: Whole
    profile: Annotated[list[tuple[Minutes, Minutes, Weight]], Field(min_length=1, max_length=1000)] | None = None


class _Visits(_Shape):
    each: Annotated[int, Field(strict=True, ge=1, le=MOST_BOOTHS)] = 1
    weights: dict[str, Weight] | None = None
    plans: Annotated[list[Annotated[list[str], Field(max_length=MOST_BOOTHS)]], Field(min_length=1)] | None = None


class _Booking(_Shape):
    booth: str
    at_minute: Minutes
    count: Whole


class _DayFile(_Shape):
    minutes: SomeMinutes
    warm_up_minutes: Minutes = 0.0
    walk_minutes: Minutes = 1.0
    booths: Annotated[list[_Booth], Field(min_length=1, max_length=MOST_BOOTHS)]
    arrivals: Annotated[_Poisson | _Count, Field(discriminator="kind")]
    visits: _Visits = _Visits()
    bookings: list[_Booking] = []
    no_show: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    priority_share: Share = 0.0
    closing: Literal["finish", "stop"] = "finish"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.warm_up_minutes >= self.minutes:
            raise BadFileError("warm_up_minutes: not shorter than the day")
        known: set[str] = set()
        for place, booth in enumerate(self.booths):
            if booth.id in known:
                raise BadFileError(f"booths.{place}.id: {booth.id!r} is there twice")
            known.add(booth.id)
        for path, booth_id in self._named():
            if booth_id not in known:
                raise BadFileError(f"{path}: there is no booth {booth_id!r}")
        self._check_visits()
        self._check_arrivals()
        for place, booking in enumerate(self.bookings):
            if booking.at_minute > self.minutes:
                raise BadFileError(f"bookings.{place}.at_minute: after the day's end")
        return self

    def _named(self) -> list[tuple[str, str]]:
        """Every booth that is named somewhere, with the path."""
        plans = self.visits.plans or []
        return [
            *((f"visits.weights.{name}", name) for name in self.visits.weights or {}),
            *((f"visits.plans.{row}.{step}", name) for row, plan in enumerate(plans) for step, name in enumerate(plan)),
            *((f"bookings.{place}.booth", booking.booth) for place, booking in enumerate(self.bookings)),
        ]

    def _check_visits(self) -> None:
        visits = self.visits
        if visits.plans is not None and visits.weights is not None:
            raise BadFileError("visits: either plans or weights")
        if visits.weights is not None and not any(visits.weights.values()):
            raise BadFileError("visits.weights: nobody goes anywhere")
        possible = len(self.booths) if visits.weights is None else sum(each > 0 for each in visits.weights.values())
        if visits.plans is None and visits.each > possible:
            raise BadFileError(f"visits.each: there are only {possible} different booths to go to")

    def _check_arrivals(self) -> None:
        if not isinstance(self.arrivals, _Count) or self.arrivals.profile is None:
            return
        for place, (begin, end, _share) in enumerate(self.arrivals.profile):
            if not begin <= end <= self.minutes:
                raise BadFileError(f"arrivals.profile.{place}: must lie within the day, its beginning first")
        if not any(share for _, _, share in self.arrivals.profile):
            raise BadFileError("arrivals.profile: nobody comes at any time")


def read_day(file: Path) -> Day:
    """Raises BadFileError with the path of the first field that is wrong."""
    try:
        found = _DayFile.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise BadFileError(first_complaint(error)) from error
    return Day(
        minutes=found.minutes,
        booths=tuple(_booth(each) for each in found.booths),
        arrivals=_arrivals(found),
        visits=_visits(found),
        bookings=tuple(Booking(**each.model_dump()) for each in found.bookings),
        no_show=found.no_show,
        priority_share=found.priority_share,
        walk_minutes=found.walk_minutes,
        warm_up_minutes=found.warm_up_minutes,
        finishes=found.closing == "finish",
    )


def _booth(booth: _Booth) -> Booth:
    stations: Stations = tuple(sorted(booth.stations))
    service = booth.service
    return Booth(
        booth.id, stations, service.mean_minutes, service.cv, service.distribution, booth.units, booth.needed_minutes
    )


def _arrivals(found: _DayFile) -> Poisson | Count:
    if isinstance(found.arrivals, _Poisson):
        return Poisson(found.arrivals.per_hour)
    profile = found.arrivals.profile or [(0.0, found.minutes, 1.0)]
    return Count(found.arrivals.people, tuple(part for part in profile if part[2] > 0))


def _visits(found: _DayFile) -> Draw | Plans:
    if found.visits.plans is not None:
        return Plans(tuple(map(tuple, found.visits.plans)))
    weights = found.visits.weights
    return Draw({booth.id: 1.0 for booth in found.booths} if weights is None else weights, found.visits.each)


def result_json(figures: Figures, seconds: float) -> str:
    rows = [
        {
            "id": booth.id,
            "wait_minutes": _spread(booth.wait_minutes)
            | {"mean_ci95": None if booth.mean_within is None else [_number(each) for each in booth.mean_within]},
            "served": _number(booth.served),
            "unserved": _number(booth.unserved),
            "queue": {
                "mean": _number(booth.line_mean),
                "p90": _number(booth.line_p90),
                "max": _number(booth.line_most),
            },
            "utilisation": _number(booth.utilisation),
            "probability_of_waiting": _number(booth.probability_of_waiting),
        }
        for booth in figures.booths
    ]
    whole = {
        "days": figures.days,
        "seconds": round(seconds, 3),
        "booths": rows,
        "visit_minutes": _spread(figures.visit_minutes),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _spread(spread: Spread) -> dict[str, Any]:
    return {"mean": _number(spread.mean), "p50": _number(spread.p50), "p90": _number(spread.p90)}


def _number(value: float) -> float | None:
    """JSON knows no NaN: nothing was there to count."""
    return round(value, 6) if isfinite(value) else None
