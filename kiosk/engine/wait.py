"""The plain estimate of a wait, from the catalogue and the length of the line alone, and how waits are said.

What people are told is learnt from the day (`kiosk.engine.waiting.outlook`); this is what it is compared with.

The backbone is the queue-length predictor QL = (Q + 1) · S / c: with all c stations busy and Q people ahead, Q + 1
services must end, and one ends every S / c minutes. The range is meant to hold in eight of ten cases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, isfinite, sqrt
from operator import itemgetter

_TENTH_FROM_EACH_END = 1.2816
"""Standard normal quantile of .9: an 80 % range leaves a tenth on either side."""

_PACE_CV = 0.25
"""Assumed. A booth's pace on the day differs from the catalogue's mean, and people pause, walk and chat: ranges from a
queue model alone held in only 48 to 73 of 100 cases at walk-up booths instead of 80."""

_LARGEST_CV = 1.5
"""The gamma approximation below is good up to here; no service in the catalogue comes near it."""

_STEPS = ((0, 1), (10, 2), (20, 5), (60, 10))
"""How people say waits: from so many minutes on, in steps of so many ("10 to 18", "25 to 40", "70 to 100")."""


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """Whole minutes, low <= likely <= high. In eight of ten cases the wait lies from low to high."""

    low_minutes: int
    likely_minutes: int
    high_minutes: int


def estimate_wait(
    *, people_ahead: int, stations: int, mean_minutes: float, cv: float, busy_stations: int
) -> WaitEstimate | None:
    """How long until the person with `people_ahead` before them is called; None while no station serves.

    `mean_minutes` and `cv` (standard deviation / mean) describe one service. People ahead take the free stations
    first; whoever is left a free station is called at once, which is "0 to 1 minute". More people ahead never give a
    shorter estimate. A cv above 1.5 counts as 1.5. Raises ValueError naming the field.
    """
    _check(people_ahead=people_ahead, stations=stations, busy_stations=busy_stations)
    if not (isfinite(mean_minutes) and mean_minutes > 0):
        raise ValueError("mean_minutes must be positive")
    if not (isfinite(cv) and cv >= 0):
        raise ValueError("cv must not be negative")
    if stations == 0:
        return None
    ahead_in_line = people_ahead - max(0, stations - busy_stations)
    if ahead_in_line < 0:
        return WaitEstimate(0, 0, 1)
    likely_minutes = (ahead_in_line + 1) * mean_minutes / stations
    low_minutes, high_minutes = _range_minutes(
        ahead_in_line=ahead_in_line, stations=stations, mean_minutes=mean_minutes, cv=min(cv, _LARGEST_CV)
    )
    return WaitEstimate(
        low_minutes=said(low_minutes, round_to=floor),
        likely_minutes=max(1, said(likely_minutes, round_to=round)),
        high_minutes=said(max(high_minutes, likely_minutes), round_to=ceil),
    )


def _range_minutes(*, ahead_in_line: int, stations: int, mean_minutes: float, cv: float) -> tuple[float, float]:
    """The 80 % range of the time until `ahead_in_line` + 1 services have ended, all stations being busy.

    QL itself takes the first end as a whole interval S / c away. For the range that is too crude ("0 to 20 minutes"
    while one ECG of 8 minutes is under way): that service is somewhere in its course. What is left of it has mean
    S (1 + cv²) / 2 and second moment S² (1 + cv²)³ / 3 (renewal theory, lognormal service); the first of c such ends
    comes no sooner than the smallest of c uniform parts of S. Each further end adds S / c and the service's variance.
    """
    first_mean = max((1 + cv**2) / 2, stations / (stations + 1))
    left_over_variance = (1 + cv**2) ** 3 / 3 - (1 + cv**2) ** 2 / 4
    first_variance = max(left_over_variance, stations**3 / ((stations + 1) ** 2 * (stations + 2)))
    intervals = ahead_in_line + first_mean
    relative_variance = (first_variance + ahead_in_line * cv**2) / intervals**2 + _PACE_CV**2
    mean_wait_minutes = intervals * mean_minutes / stations
    return (
        mean_wait_minutes * gamma_quantile(relative_variance, -_TENTH_FROM_EACH_END),
        mean_wait_minutes * gamma_quantile(relative_variance, _TENTH_FROM_EACH_END),
    )


def gamma_quantile(relative_variance: float, normal_quantile: float) -> float:
    """Quantile of a gamma distribution with mean 1, by Wilson and Hilferty's cube (1931)."""
    ninth = relative_variance / 9
    return float(max(0.0, 1 - ninth + normal_quantile * sqrt(ninth)) ** 3)


def said(minutes: float, *, round_to: Callable[[float], int]) -> int:
    """Rounded to the step in which people say a wait of that length."""
    _, step = _STEPS[bisect_right(_STEPS, minutes, key=itemgetter(0)) - 1]
    return round_to(minutes / step) * step


def _check(**counts: int) -> None:
    for field, count in counts.items():
        if count < 0:
            raise ValueError(f"{field} must not be negative")
