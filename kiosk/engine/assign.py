"""Booths onto marked pitches: the quadratic assignment problem, by robust tabu search from ever new starts.

The search is É. Taillard's ("Robust taboo search for the quadratic assignment problem", Parallel Computing 17, 1991,
443-455): always the best exchange that is not forbidden, with random lengths of being forbidden. A search that has not
improved for a while begins again from the best known, shaken.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import cpu_count
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.compiled import compiled

Whole = NDArray[np.int64]

CHUNK_SECONDS = 0.02
PATIENCE = 400
"""Exchanges without an improvement before a search is shaken, times the number of pitches."""
FORGOTTEN = 5
"""After so many exchanges, times the number of pitches squared, it is time to try what has not been tried since."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`pitches[i]` is what stands at i: indices into the second matrix, from 0. `cost` as QAPLIB counts it."""

    cost: int
    pitches: tuple[int, ...]


def cost_of(distances: Whole, flows: Whole, pitches: Whole) -> int:
    """The sum over i and j of distances[i, j] × flows[pitches[i], pitches[j]]."""
    return int((distances * flows[np.ix_(pitches, pitches)]).sum())


@compiled
def change(a: Whole, b: Whole, p: Whole, r: int, s: int) -> int:
    """What exchanging r and s costs more."""
    pr, ps = p[r], p[s]
    more = (a[r, r] - a[s, s]) * (b[ps, ps] - b[pr, pr]) + (a[r, s] - a[s, r]) * (b[ps, pr] - b[pr, ps])
    for k in range(p.size):
        if k not in (r, s):
            more += (a[k, r] - a[k, s]) * (b[p[k], ps] - b[p[k], pr])
            more += (a[r, k] - a[s, k]) * (b[ps, p[k]] - b[pr, p[k]])
    return int(more)


@compiled
def all_changes(a: Whole, b: Whole, p: Whole, changes: Whole) -> None:
    for i in range(p.size):
        for j in range(i + 1, p.size):
            changes[i, j] = change(a, b, p, i, j)


@compiled
def after_exchange(a: Whole, b: Whole, p: Whole, changes: Whole, r: int, s: int) -> None:
    """Bring `changes` up to date now that r and s have been exchanged; those of other pairs change by four terms."""
    pr, ps = p[r], p[s]
    for i in range(p.size):
        for j in range(i + 1, p.size):
            if i in (r, s) or j in (r, s):
                changes[i, j] = change(a, b, p, i, j)
            else:
                pi, pj = p[i], p[j]
                there = a[r, i] - a[r, j] + a[s, j] - a[s, i]
                back = a[i, r] - a[j, r] + a[j, s] - a[i, s]
                changes[i, j] += there * (b[ps, pi] - b[ps, pj] + b[pr, pj] - b[pr, pi])
                changes[i, j] += back * (b[pi, ps] - b[pj, ps] + b[pj, pr] - b[pi, pr])


@compiled
def tabu(
    a: Whole, b: Whole, p: Whole, best: Whole, changes: Whole, until: Whole, costs: Whole, steps: int,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """So many exchanges. `until[i, k]`: the step before which k may not come back to i. `costs`: now, best, step,
    step of the last improvement."""
    n = p.size
    for _ in range(steps):
        costs[2] += 1
        step, cost, least = costs[2], costs[0], costs[1]
        found_r, found_s, found, aspired = -1, -1, 0, False
        for i in range(n):
            for j in range(i + 1, n):
                forbidden = until[i, p[j]] >= step and until[j, p[i]] >= step
                long_ago = step - FORGOTTEN * n * n
                aspires = cost + changes[i, j] < least or (until[i, p[j]] < long_ago and until[j, p[i]] < long_ago)
                if (forbidden or aspired) and not aspires:
                    continue
                if found_r < 0 or aspires > aspired or changes[i, j] < found:
                    found_r, found_s, found, aspired = i, j, changes[i, j], aspires
        if found_r < 0:
            continue
        r, s = found_r, found_s
        until[r, p[r]] = step + int(rng.random() ** 3 * 8 * n) + 1
        until[s, p[s]] = step + int(rng.random() ** 3 * 8 * n) + 1
        p[r], p[s] = p[s], p[r]
        costs[0] += changes[r, s]
        after_exchange(a, b, p, changes, r, s)
        if costs[0] < costs[1]:
            costs[1], costs[3] = costs[0], step
            best[:] = p


@compiled
def shake(p: Whole, count: int, rng: np.random.Generator) -> None:
    """Exchange the first `count` of a random order with one another."""
    n = p.size
    order = np.arange(n)
    for i in range(count):
        j = i + min(int(rng.random() * (n - i)), n - i - 1)
        order[i], order[j] = order[j], order[i]
    for i in range(count - 1):
        one, two = order[i], order[i + 1]
        p[one], p[two] = p[two], p[one]


@dataclass(slots=True)
class Shared:
    """When all threads stop, and the best of what they found."""

    clock: Callable[[], float]
    ends_at: float
    pitches: Whole
    cost: int
    lock: Lock = field(default_factory=Lock)

    def offer(self, pitches: Whole, cost: int) -> None:
        with self.lock:
            if cost < self.cost:
                self.pitches, self.cost = pitches.copy(), cost


def assign(
    distances: Whole,
    flows: Whole,
    *,
    seconds: float,
    clock: Callable[[], float],
    seed: int = 0,
    workers: int | None = None,
) -> Assignment:
    """The best assignment found in the time, which starts when the machine code is ready.

    Matrices are n × n whole numbers (int64). `clock` tells seconds that only grow.
    """
    n = len(distances)
    _get_ready()
    begin = np.arange(n, dtype=np.int64)
    shared = Shared(clock, clock() + seconds, begin, cost_of(distances, flows, begin))
    if n > 1:
        generators = np.random.default_rng(seed).spawn(workers or cpu_count() or 1)
        with ThreadPoolExecutor(len(generators)) as pool:
            for done in [pool.submit(_work, distances, flows, shared, rng) for rng in generators]:
                done.result()
    return Assignment(shared.cost, tuple(int(pitch) for pitch in shared.pitches))


def _get_ready() -> None:
    """Compile, or load what was compiled before."""
    tiny = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0]], dtype=np.int64)
    endless = Shared(lambda: 0.0, 1.0, np.arange(3), 1 << 60)
    _one_search(tiny, tiny, np.arange(3), endless, np.random.default_rng())
    shake(np.arange(3), 2, np.random.default_rng())


def _work(a: Whole, b: Whole, shared: Shared, rng: np.random.Generator) -> None:
    n = len(a)
    p = rng.permutation(n).astype(np.int64)
    strength = 0
    while shared.clock() < shared.ends_at:
        cost = _one_search(a, b, p, shared, rng)
        strength = strength + 1 if cost > shared.cost else 0
        p = shared.pitches.copy() if rng.random() < 0.5 else p
        shake(p, min(n, max(2, n // 5) + strength % n), rng)


def _one_search(a: Whole, b: Whole, p: Whole, shared: Shared, rng: np.random.Generator) -> int:
    """Until it has not improved for a while, or the time is over. `p` is left where it was best; its cost."""
    n = len(a)
    cost = cost_of(a, b, p)
    best, changes, until = p.copy(), np.zeros((n, n), np.int64), np.zeros((n, n), np.int64)
    costs = np.array([cost, cost, 0, 0], dtype=np.int64)
    all_changes(a, b, p, changes)
    steps = 10
    while costs[2] - costs[3] < PATIENCE * n:
        began = shared.clock()
        if began >= shared.ends_at:
            break
        tabu(a, b, p, best, changes, until, costs, steps, rng)
        steps = max(1, int(steps * min(4.0, CHUNK_SECONDS / max(1e-6, shared.clock() - began))))
    shared.offer(best, int(costs[1]))
    p[:] = best
    return int(costs[1])
