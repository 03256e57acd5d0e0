"""Simulated annealing of a layout, as machine code.

Booths may stand where they must not while it is hot: what is broken costs more and more, and at the end nothing is
worth a broken rule. Five moves: a step, a jump, standing beside another booth, turning, changing places with another.
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.ground import Ground, Whole, of_booth, whole

FREE_ENOUGH = 1e-6


@compiled
def pick(rng: np.random.Generator, count: int) -> int:
    """A number below `count`."""
    return min(int(rng.random() * count), count - 1)


@compiled
def onto_grid(ground: Ground, value: float, size: int, room: int) -> int:
    """The nearest corner on the grid at which something of this size still fits."""
    last = max(0, (room - size) // ground.grid)
    return max(0, min(last, round(value / ground.grid))) * ground.grid


@compiled
def scatter(ground: Ground, spots: Whole, rng: np.random.Generator) -> None:
    """Every booth that is not pinned somewhere inside the plaza."""
    for booth in range(spots.shape[0]):
        if not ground.fixed[booth]:
            turned = pick(rng, 2) if ground.turns[booth] else 0
            width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
            spots[booth, 0] = onto_grid(ground, rng.random() * (ground.width - width), width, ground.width)
            spots[booth, 1] = onto_grid(ground, rng.random() * (ground.depth - depth), depth, ground.depth)
            spots[booth, 2] = turned


@compiled
def proposed(ground: Ground, spots: Whole, booth: int, reach: float, rng: np.random.Generator) -> tuple[int, int, int]:
    """Another place for this booth. `reach`: how many centimetres a step may be."""
    x, y, turned = spots[booth, 0], spots[booth, 1], spots[booth, 2]
    kind = rng.random()
    if ground.turns[booth] and kind < 0.1:
        turned = 1 - turned
        half = (ground.sizes[booth, 1 - turned, 0] - ground.sizes[booth, turned, 0]) / 2
        new_x, new_y = x + half, y - half
    elif kind < 0.6:
        new_x = x + (2 * rng.random() - 1) * reach
        new_y = y + (2 * rng.random() - 1) * reach
        if rng.random() < 0.5:  # along one side only
            if rng.random() < 0.5:
                new_x = float(x)
            else:
                new_y = float(y)
    elif kind < 0.9 and spots.shape[0] > 1:
        other = pick(rng, spots.shape[0] - 1)
        other += other >= booth
        new_x, new_y = beside(ground, spots, booth, turned, other, rng)
    else:
        new_x, new_y = rng.random() * ground.width, rng.random() * ground.depth
    width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
    return onto_grid(ground, new_x, width, ground.width), onto_grid(ground, new_y, depth, ground.depth), turned


@compiled
def beside(
    ground: Ground, spots: Whole, booth: int, turned: int, other: int, rng: np.random.Generator
) -> tuple[float, float]:
    """On one of the four sides of the other booth, as near as the gap allows, with edges or centres in line."""
    width, depth = ground.sizes[booth, turned, 0], ground.sizes[booth, turned, 1]
    x, y, way = spots[other, 0], spots[other, 1], spots[other, 2]
    wide, deep = ground.sizes[other, way, 0], ground.sizes[other, way, 1]
    side, along = pick(rng, 4), pick(rng, 3) / 2
    if side < 2:
        new_x = x + wide + ground.gap if side else x - width - ground.gap
        return float(new_x), y + along * (deep - depth)
    new_y = y + deep + ground.gap if side == 2 else y - depth - ground.gap
    return x + along * (wide - width), float(new_y)


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
    cost, broken = whole(ground, spots)
    for move in range(moves):
        if move % 64 == 0:
            done = move / moves
            hot = heat[0] * (heat[1] / heat[0]) ** done
            strict = strictness[0] * (strictness[1] / strictness[0]) ** done
            step = reach[0] * (reach[1] / reach[0]) ** done
        one, two = free[pick(rng, free.size)], free[pick(rng, free.size)]
        if rng.random() < 0.2 and one != two:
            more, worse = exchange(ground, spots, one, two, strict, hot, rng)
        else:
            more, worse = relocate(ground, spots, one, step, strict, hot, rng)
        cost, broken = cost + more, broken + worse
        if broken < FREE_ENOUGH and cost < best_cost - FREE_ENOUGH:
            best_cost = cost
            best[:] = spots
    return best_cost


@compiled
def relocate(
    ground: Ground, spots: Whole, booth: int, reach: float, strict: float, hot: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Try another place for a booth. What it costs and breaks more now."""
    x, y, turned = proposed(ground, spots, booth, reach, rng)
    if x == spots[booth, 0] and y == spots[booth, 1] and turned == spots[booth, 2]:
        return 0.0, 0.0
    was_cost, was_broken = of_booth(ground, spots, booth, spots[booth, 0], spots[booth, 1], spots[booth, 2], -1)
    new_cost, new_broken = of_booth(ground, spots, booth, x, y, turned, -1)
    more, worse = new_cost - was_cost, new_broken - was_broken
    if not accepted(more + strict * worse, hot, rng):
        return 0.0, 0.0
    spots[booth, 0], spots[booth, 1], spots[booth, 2] = x, y, turned
    return more, worse


@compiled
def exchange(
    ground: Ground, spots: Whole, one: int, two: int, strict: float, hot: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Try to let two booths change places. What it costs and breaks more now."""
    x1, y1, turn1, x2, y2, turn2 = swapped(ground, spots, one, two)
    more, worse = change_of_swap(ground, spots, one, two, x1, y1, turn1, x2, y2, turn2)
    if not accepted(more + strict * worse, hot, rng):
        return 0.0, 0.0
    spots[one, 0], spots[one, 1], spots[one, 2] = x1, y1, turn1
    spots[two, 0], spots[two, 1], spots[two, 2] = x2, y2, turn2
    return more, worse


@compiled
def accepted(worse: float, hot: float, rng: np.random.Generator) -> bool:
    return worse <= 0 or rng.random() < np.exp(-worse / hot)


@compiled
def swapped(ground: Ground, spots: Whole, one: int, two: int) -> tuple[int, int, int, int, int, int]:
    """The places of two booths when their centres change places, as near as the grid allows."""
    turn1, turn2 = spots[one, 2], spots[two, 2]
    width1, depth1 = ground.sizes[one, turn1, 0], ground.sizes[one, turn1, 1]
    width2, depth2 = ground.sizes[two, turn2, 0], ground.sizes[two, turn2, 1]
    return (
        onto_grid(ground, spots[two, 0] + (width2 - width1) / 2, width1, ground.width),
        onto_grid(ground, spots[two, 1] + (depth2 - depth1) / 2, depth1, ground.depth),
        turn1,
        onto_grid(ground, spots[one, 0] + (width1 - width2) / 2, width2, ground.width),
        onto_grid(ground, spots[one, 1] + (depth1 - depth2) / 2, depth2, ground.depth),
        turn2,
    )


@compiled
def change_of_swap(
    ground: Ground, spots: Whole, one: int, two: int,
    x1: int, y1: int, turn1: int, x2: int, y2: int, turn2: int,
) -> tuple[float, float]:  # fmt: skip
    """What a change of places costs and breaks more."""
    was1 = of_booth(ground, spots, one, spots[one, 0], spots[one, 1], spots[one, 2], -1)
    was2 = of_booth(ground, spots, two, spots[two, 0], spots[two, 1], spots[two, 2], one)
    new1 = of_booth(ground, spots, one, x1, y1, turn1, two)
    old_x, old_y, old_turn = spots[one, 0], spots[one, 1], spots[one, 2]
    spots[one, 0], spots[one, 1], spots[one, 2] = x1, y1, turn1
    new2 = of_booth(ground, spots, two, x2, y2, turn2, -1)
    spots[one, 0], spots[one, 1], spots[one, 2] = old_x, old_y, old_turn
    return new1[0] + new2[0] - was1[0] - was2[0], new1[1] + new2[1] - was1[1] - was2[1]
