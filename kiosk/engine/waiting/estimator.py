"""Learning waits from past days, and telling them: likely, and the range that holds in eight or nine of ten cases."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.log import Visit, lines
from kiosk.engine.waiting.moments import FEW, Line, Moment
from kiosk.engine.waiting.quantiles import Real, quantile_fit
from kiosk.engine.waiting.signs import Signs, learn_signs

LEVELS = 4
HOLDS = (10.0, 100.0, 1000.0, 10_000.0)
"""How strongly the finer signs may be held to zero; days left out of the learning decide."""
FOLDS = 4
MOST = 20_000
"""So many of the newest waits are learnt from."""
FEWEST = 30
RANGES = (0.8, 0.9)
SHARES = (0.5, *(share for held in RANGES for share in ((1 - held) / 2, (1 + held) / 2)))


@dataclass(frozen=True, slots=True)
class Usual:
    """What is taken for granted before a day has shown anything, in seconds by booth; `all` for an unknown one."""

    services_s: dict[str, float]
    waits_s: dict[str, float]
    all_services_s: float
    all_waits_s: float


def moments_of(visits: Sequence[Visit], levels: Sequence[int], usual: Usual) -> Iterator[Moment]:
    """Everybody who is scored, each with what was known at the arrival. Services are remembered from day to day."""
    services: dict[str, deque[float]] = {}
    for _day, booth, visits_there in lines(visits):
        mean_s = usual.services_s.get(booth, usual.all_services_s)
        wait_s = usual.waits_s.get(booth, usual.all_waits_s)
        known = services.setdefault(booth, deque([mean_s] * FEW, maxlen=FEW))
        yield from Line(visits_there, levels, known, wait_s).moments()


def usual_of(visits: Sequence[Visit]) -> Usual:
    services: dict[str, list[float]] = {}
    waits: dict[str, list[float]] = {}
    for visit in visits:
        if visit.started_s is not None and visit.ended_s is not None:
            services.setdefault(visit.booth, []).append(visit.ended_s - visit.started_s)
        if visit.is_scored and visit.waited_s is not None:
            waits.setdefault(visit.booth, []).append(visit.waited_s)
    mean = {booth: float(np.mean(times)) for booth, times in services.items()}
    median = {booth: float(np.median(times)) for booth, times in waits.items()}
    return Usual(mean, median, *(float(np.mean(list(of.values()))) if of else 60.0 for of in (mean, median)))


def levels_of(visits: Sequence[Visit]) -> tuple[int, ...]:
    """The classes of priority, the rarest left out where there are more than four."""
    values, counts = np.unique([visit.priority for visit in visits], return_counts=True)
    kept = sorted(zip(counts, values, strict=True), reverse=True)[:LEVELS]
    return tuple(sorted(int(value) for _, value in kept))


@dataclass(frozen=True, slots=True)
class Estimator:
    """`coefficients`: by share of waits that are shorter."""

    signs: Signs
    usual: Usual
    coefficients: dict[float, Real]

    def tell(self, moments: Sequence[Moment]) -> dict[float, Real]:
        """Seconds, n by share: in order, and never below one."""
        signs = self.signs.of(moments)
        raw = np.stack([np.maximum(1.0, signs @ self.coefficients[share]) for share in sorted(SHARES)])
        return dict(zip(sorted(SHARES), np.sort(raw, axis=0), strict=True))


class TooFewError(ValueError):
    """There is not enough to learn from."""


Watch = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


def learn(visits: Sequence[Visit], watch: Watch | None = None) -> Estimator:
    """From the visits of past days. Raises TooFewError where fewer than thirty people waited."""
    levels, usual = levels_of(visits), usual_of(visits)
    moments = list(moments_of(visits, levels, usual))[-MOST:]
    if len(moments) < FEWEST:
        raise TooFewError(len(moments))
    signs = learn_signs(moments, levels)
    numbers, waits, folds = signs.of(moments), waits_of(moments), _folds(moments)
    errors, coefficients = {}, {}
    for step, hold in enumerate(HOLDS):
        _tell(watch, step)
        errors[hold] = _error_of(numbers, waits, folds, hold)
    ridge = ridge_of(numbers.shape[1], min(HOLDS, key=lambda hold: errors[hold]))
    for step, share in enumerate(SHARES):
        _tell(watch, len(HOLDS) + step)
        coefficients[share] = quantile_fit(numbers, waits, share, ridge)
    return Estimator(signs, usual, coefficients)


def _tell(watch: Watch | None, done: int) -> None:
    if watch is not None:
        watch(done, len(HOLDS) + len(SHARES))


def waits_of(moments: Sequence[Moment]) -> Real:
    return np.array([moment.visit.waited_s for moment in moments], dtype=float)


def ridge_of(columns: int, hold: float) -> Real:
    ridge = np.full(columns, hold)
    ridge[:2] = 1e-6
    return ridge


def _folds(moments: Sequence[Moment]) -> Real:
    """n: which quarter of the days each belongs to; by turns where all are of one day."""
    days = {day: place for place, day in enumerate(dict.fromkeys(moment.visit.day for moment in moments))}
    if len(days) < FOLDS:
        return np.arange(len(moments)) % FOLDS
    return np.array([days[moment.visit.day] % FOLDS for moment in moments])


def _error_of(numbers: Real, waits: Real, folds: Real, hold: float) -> float:
    """Mean absolute error on days that were left out."""
    ridge, missed = ridge_of(numbers.shape[1], hold), 0.0
    for fold in range(FOLDS):
        out = folds == fold
        found = quantile_fit(numbers[~out], waits[~out], 0.5, ridge)
        missed += float(np.abs(np.maximum(1.0, numbers[out] @ found) - waits[out]).sum())
    return missed / len(waits)
