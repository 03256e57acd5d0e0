"""Simulated annealing of a layout, as machine code.

Booths may stand where they must not while it is hot: what is broken costs more and more, and at the end nothing is
worth a broken rule. Five moves: a step, a jump, standing beside another booth, turning, changing places with another.
What a move may cost at most is drawn before it is looked at, so most bad moves are seen through early.
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.ground import Ground, Real, Whole, of_booth, shares, whole
from kiosk.engine.layout.moves import exchange, onto_grid, pick, proposed, put

FREE_ENOUGH = 1e-6


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
    own, links, sizes, turns = ground.own, ground.links, ground.sizes, ground.turns
    grid, gap, room_x, room_y = ground.grid, ground.gap, ground.width, ground.depth
    cost, broken = whole(ground, spots)
    share = np.empty((spots.shape[0], 2))
    shares(ground, spots, share)
    for move in range(moves):
        if move % 64 == 0:
            done = move / moves
            hot = heat[0] * (heat[1] / heat[0]) ** done
            strict = strictness[0] * (strictness[1] / strictness[0]) ** done
            step = reach[0] * (reach[1] / reach[0]) ** done
        one, two = free[pick(rng, free.size)], free[pick(rng, free.size)]
        worth = -hot * np.log(1.0 - rng.random())
        if rng.random() < 0.2 and one != two:
            more, worse = exchange(own, links, sizes, grid, gap, room_x, room_y, spots, share, one, two, strict, worth)
        else:
            x, y, turned = proposed(sizes, turns, grid, gap, room_x, room_y, spots, one, step, rng)
            more, worse = relocate(own, links, sizes, grid, gap, spots, share, one, x, y, turned, strict, worth)
        cost, broken = cost + more, broken + worse
        if broken < FREE_ENOUGH and cost < best_cost - FREE_ENOUGH:
            best_cost = cost
            best[:] = spots
    return best_cost


@compiled
def relocate(
    own: Real, links: Real, sizes: Whole, grid: int, gap: int, spots: Whole, share: Real,
    booth: int, x: int, y: int, turned: int, strict: float, worth: float,
) -> tuple[float, float]:  # fmt: skip
    """A booth to another place if that is worse by no more than `worth`. What it costs and breaks more now."""
    if x == spots[booth, 0] and y == spots[booth, 1] and turned == spots[booth, 2]:
        return 0.0, 0.0
    budget = share[booth, 0] + strict * share[booth, 1] + worth
    cost, broken = of_booth(own, links, sizes, grid, gap, spots, booth, x, y, turned, -1, strict, budget)
    if cost + strict * broken > budget:
        return 0.0, 0.0
    more, worse = cost - share[booth, 0], broken - share[booth, 1]
    put(own, links, sizes, grid, gap, spots, share, booth, x, y, turned)
    return more, worse
