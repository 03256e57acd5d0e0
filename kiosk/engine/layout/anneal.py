"""Simulated annealing of a layout, as machine code.

Booths may stand where they must not while it is hot: what is broken costs more and more, and at the end nothing is
worth a broken rule. Five moves: a step, a jump, standing beside another booth, turning, changing places with another.
What a move may cost at most is drawn before it is looked at, so what is bad even alone is not held against the others.
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.ground import Ground, Whole, boxes_of, shares, whole
from kiosk.engine.layout.moves import exchange, onto_grid, pick, proposed, relocate

FREE_ENOUGH = 1e-6
EXCHANGES = 0.4
"""The share of moves in which two booths change places."""


@compiled
def scatter(ground: Ground, spots: Whole, rng: np.random.Generator) -> None:
    """Every booth that is not pinned somewhere inside the plaza."""
    for booth in range(spots.shape[0]):
        if not ground.fixed[booth]:
            turned = pick(rng, 2) if ground.turns[booth] else 0
            width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
            spots[booth, 0] = onto_grid(rng.random() * (ground.width - width), width, ground.width, ground.grid)
            spots[booth, 1] = onto_grid(rng.random() * (ground.depth - depth), depth, ground.depth, ground.grid)
            spots[booth, 2] = turned


@compiled
def along(ramp: tuple[float, float], done: float) -> float:
    """Where a geometric ramp is at this share of the way."""
    return float(ramp[0] * (ramp[1] / ramp[0]) ** done)


@compiled
def anneal(
    ground: Ground,
    spots: Whole,
    best: Whole,
    best_cost: float,
    heat: tuple[float, float],
    strictness: tuple[float, float],
    reach: tuple[float, float],
    moves: int,
    rng: np.random.Generator,
) -> float:
    """Move booths in `spots`; the cheapest legal layout met goes into `best`. Returns its doubled cost.

    heat, strictness and reach are geometric ramps from their first to their second value.
    """
    free = np.flatnonzero(ground.fixed == 0)
    if free.size == 0:
        return best_cost
    own, walkers, apart, sizes, turns = ground.own, ground.walkers, ground.apart, ground.sizes, ground.turns
    grid, gap, room_x, room_y = ground.grid, ground.gap, ground.width, ground.depth
    cost, broken = whole(ground, spots)
    boxes = boxes_of(sizes, spots)
    share = shares(ground, spots, boxes)
    for move in range(moves):
        if move % 64 == 0:
            done = move / moves
            hot, strict, step = along(heat, done), along(strictness, done), along(reach, done)
        one, two = free[pick(rng, free.size)], free[pick(rng, free.size)]
        worth = -hot * np.log(1.0 - rng.random())
        if rng.random() < EXCHANGES and one != two:
            more, worse = exchange(
                own, walkers, apart, sizes, grid, gap, room_x, room_y, spots, boxes, share, one, two, strict, worth
            )
        else:
            x, y, turned = proposed(sizes, turns, grid, gap, room_x, room_y, spots, one, step, rng)
            more, worse = relocate(
                own, walkers, apart, sizes, grid, gap, spots, boxes, share, one, x, y, turned, strict, worth
            )
        cost, broken = cost + more, broken + worse
        if broken < FREE_ENOUGH and cost < best_cost - FREE_ENOUGH:
            best_cost = cost
            best[:] = spots
    return best_cost
