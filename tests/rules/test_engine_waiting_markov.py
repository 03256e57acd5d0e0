"""The plain predictors on textbook queues, where theory says how good they are.

Given a wait in M/M/c with load ρ, the squared error of QL over the squared mean wait is 1 − ρ, HOL has 2.0 times
that and LES 2.2 times, a little more under lighter load (Ibrahim & Whitt, M&SOM 2009). The wait of who must wait is
exponential, so its variance is its squared mean: dividing by the variance, as the command does, leads to the same
number in the end, only more slowly, because an observed variance scatters more than an observed mean.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from kiosk.engine.waiting.moments import Moment, moments_of
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.scores import plain_predictions
from kiosk.engine.waiting.usual import Habits, Usual
from tests.rules.recorded_queues import markov

PEOPLE = 50_000


@cache
def replayed(seed: int, stations: int, load: float) -> tuple[list[Moment], Real]:
    usual = Usual({}, Habits(service_s=1.0, is_known=True))
    moments = list(moments_of(markov(seed, stations=stations, load=load, people=PEOPLE), (0,), usual))
    return moments, np.array([moment.visit.waited_s for moment in moments], dtype=float)


def relative_error(guess: Real, waits: Real) -> float:
    return float(np.mean((guess - waits) ** 2) / np.mean(waits) ** 2)


@pytest.mark.parametrize(
    ("seed", "stations", "load"), [(3, 1, 0.8), (5, 2, 0.85), (1, 3, 0.9), (5, 4, 0.85), (3, 5, 0.8)]
)
def test_the_plain_predictors_are_as_good_as_theory_says(seed: int, stations: int, load: float) -> None:
    moments, waits = replayed(seed, stations, load)
    plain = plain_predictions(moments)
    ql = relative_error(plain["queue length"], waits)

    assert ql == pytest.approx(1 - load, abs=0.01)
    assert relative_error(plain["head of line"], waits) / ql == pytest.approx(2.0, abs=0.1)
    assert relative_error(plain["last to enter service"], waits) / ql == pytest.approx(2.25, abs=0.15)


def test_control_one_person_too_few_is_found() -> None:
    moments, waits = replayed(3, 1, 0.8)
    off_by_one = plain_predictions(moments)["queue length"] - 1
    assert abs(relative_error(off_by_one, waits) - 0.2) > 0.02


def test_control_the_last_one_who_had_to_wait_is_another_predictor() -> None:
    moments, waits = replayed(3, 1, 0.8)
    who_waited = np.array([moment.last_long_s for moment in moments])
    assert relative_error(who_waited, waits) != relative_error(
        plain_predictions(moments)["last to enter service"], waits
    )
