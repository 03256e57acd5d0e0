"""Lines through what was seen, and how strongly the finer signs are held back: days left out decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real, quantile_fit
from kiosk.engine.waiting.signs import FREE

HOLDS = (inf, 1e4, 1e3, 100.0, 10.0)
"""In people; with the first of them, nothing but the free columns counts."""
HOLD_FREE = 5.0
HALF = 0.5
SLOPES = {0.03: 0.2, 0.05: 0.3, HALF: 1.0, 0.85: 1.6, 0.93: 2.0}
"""Before anything was seen: by share of waits that are shorter, how many times the queue length's estimate."""
NEXT = ((0.05, HALF), (0.03, 0.05), (0.85, HALF), (0.93, 0.85))
"""Each share, and the one whose line is near."""
FOLDS = 4
FEWEST = 30
"""Fewer waits decide nothing."""
CHANCE = 1.0
"""Standard errors by which one may be worse than another by chance."""
STEPS = len(HOLDS) + len(NEXT)

Whole = NDArray[np.int64]
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Table:
    """n moments in numbers (n × k), what they waited (n), which day and which of the folds each belongs to (n)."""

    numbers: Real
    waits_s: Real
    days: Whole
    folds: Whole

    def fit(self, share: float, hold: float, *, without: int | None = None, begin: Real | None = None) -> Real:
        """The line below which `share` of the waits lie, `without` one of the folds."""
        kept = slice(None) if without is None else self.folds != without
        columns = FREE if hold == inf else self.numbers.shape[1]
        numbers = self.numbers[kept, :columns]
        ridge, towards = np.full(columns, hold), np.zeros(columns)
        ridge[:FREE] = HOLD_FREE * np.mean(numbers[:, :FREE] ** 2, axis=0)
        towards[1] = SLOPES[share]
        start = towards if begin is None else begin[:columns]
        found = quantile_fit(numbers, self.waits_s[kept], share, ridge=ridge, towards=towards, begin=start)
        return np.pad(found, (0, self.numbers.shape[1] - columns))

    @property
    def parts(self) -> list[int]:
        """The folds, none of them where there is too little to decide anything."""
        return [] if len(self.waits_s) < FEWEST else [int(fold) for fold in np.unique(self.folds)]


@dataclass(frozen=True, slots=True)
class Fitted:
    """`lines`: coefficients by share. `left_out`: what they tell where the own fold was not learnt from, n by share;
    empty where there was too little."""

    lines: dict[float, Real]
    left_out: dict[float, Real]


def fit_all(table: Table, step: Step) -> Fitted:
    """A line for each share. Calls `step` STEPS times."""
    hold, without = _hold(table, step)
    lines = {HALF: table.fit(HALF, hold, begin=next(iter(without.values()), None))}
    left_out = {HALF: _told(table, without)}
    for share, near in NEXT:
        lines[share] = begin = table.fit(share, hold, begin=lines[near])
        without = {fold: table.fit(share, hold, without=fold, begin=begin) for fold in table.parts}
        left_out[share] = _told(table, without)
        step()
    return Fitted(lines, left_out if table.parts else {})


def _hold(table: Table, step: Step) -> tuple[float, dict[int, Real]]:
    """How strongly to hold the finer signs back, and the middle lines without each fold.

    The strongest whose errors on days left out are not worse than the best one's by more than chance.
    """
    lines: dict[int, Real] = {}
    tried: list[tuple[float, dict[int, Real], Real]] = []
    for hold in HOLDS:
        lines = {fold: table.fit(HALF, hold, without=fold, begin=lines.get(fold)) for fold in table.parts}
        tried.append((hold, lines, _errors_by_day(table, lines)))
        step()
    best = min((errors for _, _, errors in tried), key=np.sum)
    return next((hold, found) for hold, found, errors in tried if _is_no_worse(errors - best))


def _is_no_worse(more: Real) -> bool:
    """`more`: by how much the errors of each day exceed the best ones."""
    days = len(more)
    return days < 2 or float(more.sum()) <= CHANCE * float(np.std(more)) * days / (days - 1) ** 0.5


def _errors_by_day(table: Table, lines: dict[int, Real]) -> Real:
    return np.bincount(table.days, np.abs(_told(table, lines) - table.waits_s)).astype(float)


def _told(table: Table, lines: dict[int, Real]) -> Real:
    """n: each by the line of its own fold."""
    told = np.zeros(len(table.waits_s))
    for fold, line in lines.items():
        own = table.folds == fold
        told[own] = table.numbers[own] @ line
    return told


def days_of(moments: Sequence[Moment]) -> Whole:
    """n: the how-manieth day it is for each."""
    days = {day: place for place, day in enumerate(dict.fromkeys(moment.visit.day for moment in moments))}
    return np.array([days[moment.visit.day] for moment in moments])


def folds_of(moments: Sequence[Moment]) -> Whole:
    """n: which part of the days each belongs to. A single day is cut into parts."""
    days = days_of(moments)
    if days.any():
        return days % FOLDS
    arrived = np.array([moment.visit.arrived_s for moment in moments])
    return np.argsort(np.argsort(arrived, kind="stable"), kind="stable") * FOLDS // len(moments)
