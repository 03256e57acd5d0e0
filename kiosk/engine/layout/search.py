"""Proposing a layout in a given time: annealing again and again in several threads, each run touched up at its end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from os import cpu_count
from threading import Lock

import numpy as np

from kiosk.engine.layout.anneal import along, anneal, scatter
from kiosk.engine.layout.descend import descend
from kiosk.engine.layout.ground import Ground, Whole, ground_of, places_of, spots_of, whole
from kiosk.engine.layout.plan import Place, Plan

CHUNK_SECONDS = 0.02
"""So often a run looks at the clock."""
RUN_SECONDS = (1.0, 2.5)
"""One annealing takes a second where that makes few of them, and up to two and a half where there is more time."""
FEW = 4
WATCH_SECONDS = 0.25
NOTHING = float("inf")


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a search is: `share` of its time from 0 to 1, and the cheapest legal layout so far."""

    share: float
    places: tuple[Place, ...] | None


@dataclass(slots=True)
class Shared:
    """What the threads know of each other. `best` is legal; `nearest` breaks the rules by the fewest centimetres."""

    ground: Ground
    clock: Callable[[], float]
    ends_at: float
    best: Whole | None = None
    cost: float = NOTHING
    nearest: Whole | None = None
    broken: float = NOTHING
    lock: Lock = field(default_factory=Lock)

    def offer(self, spots: Whole) -> None:
        cost, broken = whole(self.ground, spots)
        with self.lock:
            if broken > 0:
                if broken < self.broken:
                    self.nearest, self.broken = spots.copy(), broken
            elif cost < self.cost:
                self.best, self.cost = spots.copy(), cost

    def best_so_far(self) -> Whole | None:
        """The cheapest legal one, or the one that is nearest to being legal."""
        with self.lock:
            found = self.nearest if self.best is None else self.best
            return None if found is None else found.copy()

    def looked(self, began: float, seconds: float) -> Looked:
        with self.lock:
            places = None if self.best is None else tuple(places_of(self.best))
        return Looked(min(1.0, (self.clock() - began) / seconds), places)


@dataclass(frozen=True, slots=True)
class Ramp:
    heat: tuple[float, float]
    strictness: tuple[float, float]
    reach: tuple[float, float]

    def part(self, begin: float, end: float) -> Ramp:
        """From this share of it to that."""
        ramps = self.heat, self.strictness, self.reach
        return Ramp(*((along(ramp, begin), along(ramp, end)) for ramp in ramps))


HEAT = (0.03, 0.006)
"""In what it costs to move a typical booth across the plaza: at first three hundredths of that are given away, at the
end hardly anything."""
STRICT = (5.0, 40.0)
"""What a broken centimetre costs, in what a walked one costs a typical booth."""
WARM = 0.015
"""How hot the best layout so far is made when it is tried again, in the same measure."""
WARM_STEPS = 20
"""How far booths go then, in lines of the grid."""


def _ramp_of(ground: Ground, *, again: bool) -> Ramp:
    """From what a centimetre is worth to a booth: the people who walk to it, and its lead."""
    worth = 2 * (ground.walkers.sum(axis=1) + ground.arrivals + ground.lead_weight * ground.powered)
    typical = max(1.0, float(np.mean(worth)))
    across = (ground.width + ground.depth) / 2
    hottest = WARM if again else HEAT[0]
    return Ramp(
        heat=(hottest * typical * across, HEAT[1] * typical * across),
        strictness=(STRICT[0] * typical, STRICT[1] * typical),
        reach=(WARM_STEPS * ground.grid if again else across / 2, 2.0 * ground.grid),
    )


def _anneal_once(
    shared: Shared, rng: np.random.Generator, begin: Whole, ramp: Ramp, seconds: float, moves_a_second: float
) -> float:
    """One annealing from `begin`; what it found goes to the others. Returns its moves per second."""
    ground = shared.ground
    spots, best, cost = begin.copy(), begin.copy(), NOTHING
    looked = shared.clock()
    ends_at, done = looked + seconds, 0.0
    while done < 1:
        moves = max(20, int(moves_a_second * CHUNK_SECONDS))
        upto = done + (1 - done) * min(1.0, CHUNK_SECONDS / max(ends_at - looked, CHUNK_SECONDS))
        now = ramp.part(done, upto)
        cost = anneal(ground, spots, best, cost, now.heat, now.strictness, now.reach, moves, rng)
        before, looked, done = looked, shared.clock(), upto
        moves_a_second = moves / (looked - before)
    found = spots if cost == NOTHING else best
    if cost < NOTHING:
        while descend(ground, found) > 0 and shared.clock() < shared.ends_at:
            pass
    shared.offer(found)
    return moves_a_second


def _runs(seconds: float) -> int:
    """Into how many annealings the time is best divided."""
    short, long = RUN_SECONDS
    return max(1, min(round(seconds / short), max(FEW, round(seconds / long))))


def _work(shared: Shared, rng: np.random.Generator, begin: Whole) -> None:
    """Two annealings from anywhere, then one from the best so far, and again."""
    moves_a_second = 20_000.0
    runs = _runs(shared.ends_at - shared.clock())
    for turn in range(runs):
        left = shared.ends_at - shared.clock()
        if left <= 0:
            return
        best = shared.best_so_far() if turn % 3 == 2 else None
        if best is None:
            scatter(shared.ground, begin, rng)
        else:
            begin = best
        ramp = _ramp_of(shared.ground, again=best is not None)
        moves_a_second = _anneal_once(shared, rng, begin, ramp, left / (runs - turn) * 0.98, moves_a_second)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`places` in the order of the plan's stands: the cheapest legal layout, or when none was found (`is_legal` is
    false) the one that breaks the rules by the fewest centimetres."""

    places: tuple[Place, ...]
    cost_m: float
    is_legal: bool
    seconds: float


def propose(
    plan: Plan,
    *,
    seconds: float,
    clock: Callable[[], float],
    seed: int = 0,
    workers: int | None = None,
    watch: Callable[[Looked], None] | None = None,
) -> Proposal:
    """The best layout found in the time, which starts when the machine code is ready.

    `clock` tells seconds that only grow. `watch` is told now and then how far it is, in the thread of the caller.
    """
    ground = ground_of(plan)
    begin = spots_of([stand.pinned or Place(0, 0) for stand in plan.stands])
    _get_ready(ground, begin)
    began = clock()
    shared = Shared(ground, clock, began + seconds)
    generators = np.random.default_rng(seed).spawn(workers or cpu_count() or 1)
    with ThreadPoolExecutor(len(generators)) as pool:
        working = {pool.submit(_work, shared, rng, begin.copy()) for rng in generators}
        while working:
            done, working = wait(working, timeout=WATCH_SECONDS, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
            if watch is not None:
                watch(shared.looked(began, seconds))
    spots = shared.best_so_far()
    found = begin if spots is None else spots
    return Proposal(
        places=tuple(places_of(found)),
        cost_m=whole(ground, found)[0] / 200,
        is_legal=shared.best is not None,
        seconds=clock() - began,
    )


def _get_ready(ground: Ground, begin: Whole) -> None:
    """Compile, or load what was compiled before."""
    rng, spots = np.random.default_rng(0), begin.copy()
    scatter(ground, spots, rng)
    anneal(ground, spots, spots.copy(), NOTHING, (1.0, 1.0), (1.0, 1.0), (1.0, 1.0), 1, rng)
    descend(ground, spots[:0])
