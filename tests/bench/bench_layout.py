"""How good a layout is after two and after ten seconds, beside the best that longer looking found in the same run.

The plazas are made here, 25 booths on 40 × 25 m; nobody knows their best layout, so the yardstick is the cheapest of
all runs.
The assignment problems are grids of pitches with random walkers, with the same yardstick.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from kiosk.engine.assign import Whole, assign
from kiosk.engine.layout.search import propose
from tests.rules.plazas import plaza

LONG_SECONDS, LONG_RUNS = 20.0, 2


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_layouts(seed: int) -> None:
    plan = replace(plaza(seed, booths=25), width_cm=4000, depth_cm=2500, lead_max_cm=2000, hose_max_cm=2500)

    def cost(seconds: float, run: int) -> float:
        found = propose(plan, seconds=seconds, clock=time.monotonic, seed=run)
        return found.cost_m if found.is_legal else float("inf")

    cost(0.1, 0)
    short = [cost(2, run) for run in range(3)]
    middle = [cost(10, run) for run in range(2)]
    best = min([*short, *middle, *(cost(LONG_SECONDS, run + 5) for run in range(LONG_RUNS))])
    print(
        f"\nplaza {seed}: best {best:.0f} m; "
        + _gaps("2 s", short, best, 2.0)
        + "; "
        + _gaps("10 s", middle, best, 0.5)
    )


def _gaps(name: str, costs: list[float], best: float, aim: float) -> str:
    gaps = [(cost / best - 1) * 100 for cost in costs]
    told = ", ".join(f"{gap:.2f} %" for gap in gaps)
    return f"{name} {told} (aim {aim} %: {'reached' if max(gaps) <= aim else 'not reached'})"


def grid_of_pitches(columns: int, rows: int, seed: int) -> tuple[Whole, Whole]:
    rng = np.random.default_rng(seed)
    at = np.array([(x, y) for x in range(columns) for y in range(rows)], dtype=np.int64)
    distances = np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2)
    walkers = np.triu(rng.integers(0, 11, (len(at), len(at))) * (rng.random((len(at), len(at))) < 0.5), 1)
    return distances.astype(np.int64), (walkers + walkers.T).astype(np.int64)


@pytest.mark.parametrize(("columns", "rows"), [(6, 5), (6, 6), (7, 6)])
def test_assignments(columns: int, rows: int) -> None:
    distances, flows = grid_of_pitches(columns, rows, seed=columns * rows)

    def cost(seconds: float, run: int) -> int:
        return assign(distances, flows, seconds=seconds, clock=time.monotonic, seed=run).cost

    short, middle = [cost(2, run) for run in range(2)], [cost(10, run) for run in range(2)]
    best = min([*short, *middle, cost(LONG_SECONDS, 9)])
    told = _gaps("2 s", [float(each) for each in short], best, 0.5)
    print(
        f"\n{columns * rows} pitches: best {best}; {told}; "
        + _gaps("10 s", [float(each) for each in middle], best, 0.1)
    )
