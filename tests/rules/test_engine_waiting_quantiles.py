"""Lines below which a given share of outcomes lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.waiting.quantiles import Real, quantile_fit

SHARES = (0.05, 0.5, 0.85)


def fitted(signs: Real, outcomes: Real, share: float, *, hold: float = 1e-6, towards: Real | None = None) -> Real:
    columns = signs.shape[1]
    target = np.zeros(columns) if towards is None else towards
    return quantile_fit(signs, outcomes, share, ridge=np.full(columns, hold), towards=target, begin=np.zeros(columns))


def loss(signs: Real, outcomes: Real, share: float, line: Real) -> float:
    missed = outcomes - signs @ line
    return float(np.mean(np.where(missed > 0, share * missed, (share - 1) * missed)))


def scattered(seed: int, people: int = 400) -> tuple[Real, Real]:
    """Waits that grow with the line and scatter the more the longer it is."""
    rng = np.random.default_rng(seed)
    length = rng.uniform(0, 10, people)
    signs = np.stack([np.ones(people), length, rng.normal(size=people)], axis=1)
    return signs, 20 + 60 * length * rng.lognormal(0, 0.4, people)


@pytest.mark.parametrize("share", SHARES)
def test_one_number_for_all_is_the_quantile(share: float) -> None:
    outcomes = np.random.default_rng(1).exponential(100, 2_001)
    (line,) = fitted(np.ones((2_001, 1)), outcomes, share)
    assert np.mean(outcomes < line) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("share", SHARES)
def test_the_share_lies_below_short_and_long_lines_alike(share: float) -> None:
    signs, outcomes = scattered(2, people=4_000)
    below = outcomes < signs @ fitted(signs, outcomes, share)
    for among in (signs[:, 1] < 5, signs[:, 1] >= 5):
        assert np.mean(below[among]) == pytest.approx(share, abs=0.03)


@given(st.integers(0, 10_000), st.sampled_from(SHARES))
def test_no_line_nearby_is_better(seed: int, share: float) -> None:
    signs, outcomes = scattered(seed)
    line = fitted(signs, outcomes, share)
    least = loss(signs, outcomes, share, line)
    for step in np.random.default_rng(seed).normal(scale=(5, 1, 5), size=(20, 3)):
        assert loss(signs, outcomes, share, line + step) > least * 0.99


def test_control_least_squares_is_not_the_middle() -> None:
    signs, outcomes = scattered(3)
    mean = np.linalg.lstsq(signs, outcomes)[0].astype(float)
    assert loss(signs, outcomes, 0.5, mean) > loss(signs, outcomes, 0.5, fitted(signs, outcomes, 0.5)) * 1.005


def test_what_is_held_firmly_stays_and_many_people_move_it() -> None:
    towards = np.array([0.0, 70.0, 0.0])
    few, many = scattered(4, people=20), scattered(4, people=20_000)
    slopes = [fitted(*table, 0.5, hold=2_000, towards=towards)[1] for table in (few, many)]
    assert slopes == [pytest.approx(70, abs=4), pytest.approx(62, abs=2.5)]


def test_waits_of_no_length_are_no_trouble() -> None:
    assert fitted(np.ones((5, 1)), np.zeros(5), 0.5) == pytest.approx(0, abs=1e-6)
