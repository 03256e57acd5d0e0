"""How good estimates of waits are on recorded queues: ours beside the textbook's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.estimator import Watch, learn
from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.ranges import Told

OURS = "ours"


@dataclass(frozen=True, slots=True)
class RangeScore:
    """Of ranges that are meant to hold in `nominal` of all cases."""

    nominal: float
    coverage: float
    mean_width_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """Of one predictor. `relative_mse`: the mean squared error over the variance of the waits, None where all waited
    alike."""

    name: str
    mae_s: float
    rmse_s: float
    relative_mse: float | None
    ranges: tuple[RangeScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    learnt_from: int
    scored: int
    predictors: tuple[Score, ...]


def scores(train: Sequence[Visit], test: Sequence[Visit], watch: Watch | None = None) -> Scores:
    """Learn from `train`, replay `test`. Raises ValueError where nobody in one of them waited and was served."""
    estimator = learn(train, watch)
    moments = estimator.moments(test)
    if not moments:
        raise ValueError("nobody waited")
    learnt, waits = _waits(train), _waits([moment.visit for moment in moments])
    told = estimator.tell(moments)
    ranges = tuple(_range_score(nominal, each, waits) for nominal, each in told.items())
    ours = _score(OURS, next(iter(told.values())).likely, waits, ranges)
    plain = plain_predictions(moments) | {"mean": np.full(len(waits), learnt.mean())}
    others = (
        _score(name, plain[name], waits) for name in ("mean", "last to enter service", "head of line", "queue length")
    )
    return Scores(len(learnt), len(waits), (ours, *others))


def plain_predictions(moments: Sequence[Moment]) -> dict[str, Real]:
    """What the textbook says at each moment, in seconds."""
    return {
        "last to enter service": np.array([moment.last_wait_s for moment in moments]),
        "head of line": np.array([max(moment.head_s) for moment in moments]),
        "queue length": np.array([moment.queue_length_s for moment in moments]),
    }


def _waits(visits: Sequence[Visit]) -> Real:
    return np.array([visit.waited_s for visit in visits if visit.is_scored], dtype=float)


def _score(name: str, guess: Real, waits: Real, ranges: tuple[RangeScore, ...] = ()) -> Score:
    missed = guess - waits
    mse, variance = float(np.mean(missed**2)), float(np.var(waits))
    return Score(name, float(np.mean(np.abs(missed))), mse**0.5, mse / variance if variance > 0 else None, ranges)


def _range_score(nominal: float, told: Told, waits: Real) -> RangeScore:
    held = (told.low <= waits) & (waits <= told.high)
    return RangeScore(nominal, float(np.mean(held)), float(np.mean(told.high - told.low)))
