"""How good estimates of waits are on recorded queues: ours beside the textbook's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.estimator import RANGES, TooFewError, Watch, learn, levels_of, moments_of, usual_of, waits_of
from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.ranges import corrected
from kiosk.engine.waiting.signs import queue_length_s

OURS = "ours"


@dataclass(frozen=True, slots=True)
class Score:
    """Of one predictor. `relative_mse`: the mean squared error over the variance of the waits."""

    name: str
    mae_s: float
    rmse_s: float
    relative_mse: float


@dataclass(frozen=True, slots=True)
class RangeScore:
    """Of our ranges that are meant to hold in `nominal` of all cases."""

    nominal: float
    coverage: float
    mean_width_s: float


@dataclass(frozen=True, slots=True)
class Scores:
    learnt_from: int
    scored: int
    predictors: tuple[Score, ...]
    ranges: tuple[RangeScore, ...]


def scores(train: Sequence[Visit], test: Sequence[Visit], watch: Watch | None = None) -> Scores:
    """Learn from `train`, replay `test`. Raises TooFewError where there is not enough to learn from or to score."""
    estimator = learn(train, watch)
    usual, levels = usual_of(train), levels_of(train)
    learnt = waits_of(list(moments_of(train, levels, usual)))
    moments = list(moments_of(test, levels, usual))
    if not moments:
        raise TooFewError(0)
    waits, told = waits_of(moments), estimator.tell(moments)
    others = {
        "mean": np.full(len(waits), learnt.mean()),
        "last to enter service": np.array([moment.last_wait_s for moment in moments]),
        "head of line": np.array([max(moment.head_s) for moment in moments]),
        "queue length": np.array([queue_length_s(moment) for moment in moments]),
    }
    return Scores(
        learnt_from=len(learnt),
        scored=len(waits),
        predictors=tuple(_score(name, guess, waits) for name, guess in ({OURS: told[0.5]} | others).items()),
        ranges=tuple(_range_score(moments, told, waits, nominal) for nominal in RANGES),
    )


def _score(name: str, guess: Real, waits: Real) -> Score:
    missed = guess - waits
    mse = float(np.mean(missed**2))
    return Score(name, float(np.mean(np.abs(missed))), mse**0.5, mse / float(np.var(waits)))


def _range_score(moments: Sequence[Moment], told: dict[float, Real], waits: Real, nominal: float) -> RangeScore:
    low, high = corrected(moments, told[0.5], told[(1 - nominal) / 2], told[(1 + nominal) / 2], nominal)
    held = (low <= waits) & (waits <= high)
    return RangeScore(nominal, float(np.mean(held)), float(np.mean(high - low)))
