"""What to expect of a day, quarter-hour by quarter-hour, from many rehearsed ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.day import Day
from kiosk.engine.rehearsal.figures import waits_of
from kiosk.engine.rehearsal.one_day import JOINED
from kiosk.engine.rehearsal.outlook import QUARTER_MINUTES, BoothForecast, ClassForecast, Forecast, Quarter
from kiosk.engine.rehearsal.run import Seen

N = TypeVar("N", bound=np.generic)
Truth = NDArray[np.bool_]


def forecast_of(day: Day, parts: Iterable[Seen]) -> Forecast:
    seen = list(parts)
    waits, joined = _all(waits_of(part) for part in seen), _all(part.claims[..., JOINED] for part in seen)
    plans, longest = _all(part.luck.plans for part in seen), _all(part.longest for part in seen)
    comes = np.isfinite(_all(part.luck.arrivals for part in seen))
    is_first, is_booked = _all(part.luck.is_first for part in seen), seen[0].is_booked
    stays = _all(part.left - part.luck.arrivals for part in seen)[:, ~is_booked]
    kinds = (comes, is_booked[None, :] & comes, ~is_booked & is_first & comes, ~is_booked & ~is_first & comes)
    booths = tuple(
        _booth(booth.id, plans == place, comes, waits, joined, longest[:, place])
        for place, booth in enumerate(day.booths)
    )
    visit = _quantiles(stays[comes[:, ~is_booked]])
    return Forecast(len(waits), booths, *visit, *(ClassForecast(*_quantiles(waits[kind])) for kind in kinds))


def _all(parts: Iterable[NDArray[N]]) -> NDArray[N]:
    return np.concatenate(list(parts))


def _booth(name: str, is_here: Truth, comes: Truth, waits: Real, joined: Real, longest: Whole) -> BoothForecast:
    wanted = is_here & comes[..., None]
    there, came = waits[wanted], joined[wanted]
    served = there[~np.isnan(there)]
    days, quarters = longest.shape
    return BoothForecast(
        id=name,
        served=len(served) / days,
        unserved=(len(there) - len(served)) / days,
        wait_mean=float(served.mean()) if len(served) else None,
        wait_p50=_quantiles(served)[0],
        wait_p90=_quantiles(served)[1],
        longest_p90=float(np.quantile(longest.max(axis=1), 0.9)),
        quarters=tuple(
            _quarter(place, longest[:, place], there, came, is_last=place == quarters - 1) for place in range(quarters)
        ),
    )


def _quarter(place: int, longest: Whole, waits: Real, joined: Real, *, is_last: bool) -> Quarter:
    begin = place * QUARTER_MINUTES
    end = np.inf if is_last else begin + QUARTER_MINUTES
    line = np.quantile(longest, (0.5, 0.9))
    return Quarter(begin, float(line[0]), float(line[1]), *_quantiles(waits[(joined >= begin) & (joined < end)]))


def _quantiles(minutes: Real) -> tuple[float | None, float | None]:
    """P50 and P90 of those that are known."""
    known = minutes[~np.isnan(minutes)]
    if not len(known):
        return None, None
    half, most = np.quantile(known, (0.5, 0.9))
    return float(half), float(most)
