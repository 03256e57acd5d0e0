"""Booths onto marked pitches: right on small problems against trying everything, and the count is QAPLIB's."""

from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.assign import after_exchange, all_changes, assign, cost_of


def matrices(seed: int, n: int, *, symmetric: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = [rng.integers(0, 20, (n, n)) for _ in range(2)]
    if symmetric:
        made = [(each + each.T) * (1 - np.eye(n, dtype=np.int64)) for each in made]
    return made[0], made[1]


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_a_small_problem_is_solved_as_by_trying_everything(seed: int, symmetric: bool) -> None:
    distances, flows = matrices(seed, 7, symmetric=symmetric)
    least = min(cost_of(distances, flows, np.array(order)) for order in permutations(range(7)))

    found = assign(distances, flows, seconds=0.2, seed=seed, clock=time.monotonic)

    assert found.cost == least
    assert found.cost == cost_of(distances, flows, np.array(found.pitches))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_smallest_problems_have_answers(n: int) -> None:
    distances, flows = matrices(n, n, symmetric=False)
    found = assign(distances, flows, seconds=0.05, clock=time.monotonic)
    assert sorted(found.pitches) == list(range(n))
    assert found.cost == min(cost_of(distances, flows, np.array(order)) for order in permutations(range(n)))


@given(st.integers(0, 10_000), st.integers(3, 9), st.booleans(), st.data())
@settings(max_examples=40, deadline=None)
def test_changes_kept_up_to_date_are_those_counted_anew(
    seed: int, n: int, symmetric: bool, data: st.DataObject
) -> None:
    a, b = matrices(seed, n, symmetric=symmetric)
    order = np.random.default_rng(seed).permutation(n)
    changes, anew = np.zeros((n, n), np.int64), np.zeros((n, n), np.int64)
    all_changes(a, b, order, changes)
    r = data.draw(st.integers(0, n - 2))
    s = data.draw(st.integers(r + 1, n - 1))
    before = cost_of(a, b, order)

    order[r], order[s] = order[s], order[r]
    assert cost_of(a, b, order) == before + changes[r, s]
    after_exchange(a, b, order, changes, r, s)

    all_changes(a, b, order, anew)
    assert (changes == anew).all()
