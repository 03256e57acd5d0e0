"""What a rehearsal tells of a day: loaded without the compiled engine, so that the screens can know it, too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

QUARTER_MINUTES = 15.0


@dataclass(frozen=True, slots=True)
class Quarter:
    """`line`: people in it when it was longest. `wait`: minutes of whoever joins it then, None when nobody ever does.
    Each is at most `p50` on half of the days or for half of the people, and at most `p90` nine times in ten."""

    from_minute: float
    line_p50: float
    line_p90: float
    wait_p50: float | None
    wait_p90: float | None


@dataclass(frozen=True, slots=True)
class BoothForecast:
    """`served`, `unserved`: people on an average day. `longest_p90`: people in line at the longest, nine days in ten at
    most. `wait_mean`, `wait_p50`, `wait_p90`: minutes, None when nobody is served."""

    id: str
    served: float
    unserved: float
    wait_mean: float | None
    wait_p50: float | None
    wait_p90: float | None
    longest_p90: float
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True, slots=True)
class ClassForecast:
    """Minutes of people of one kind at all booths; None when there are none."""

    wait_p50: float | None
    wait_p90: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """`visit`: minutes from coming to having done everything, of who comes without a booking."""

    days: int
    booths: tuple[BoothForecast, ...]
    visit_p50: float | None
    visit_p90: float | None
    everybody: ClassForecast
    booked: ClassForecast
    priority: ClassForecast
    ordinary: ClassForecast


class Kind(StrEnum):
    STATION = "station"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Change:
    """One more station at a booth from one minute to another, or more units. What came of it on an average day:
    `people` waited `minutes` less on average, and so many fewer went home `unserved`."""

    kind: Kind
    booth: str
    from_minute: float = 0.0
    to_minute: float = 0.0
    units: int = 0
    people: float = 0.0
    minutes: float = 0.0
    unserved: float = 0.0
