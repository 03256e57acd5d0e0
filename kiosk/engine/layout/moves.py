"""Moves of booths in a search, as machine code: where to, what that changes, and doing it.

`share` is n × 2: what each booth costs and breaks where it stands, kept up to date with every move.
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.ground import Real, Whole, of_booth, with_others


@compiled
def pick(rng: np.random.Generator, count: int) -> int:
    """A number below `count`."""
    return min(int(rng.random() * count), count - 1)


@compiled
def onto_grid(value: float, size: int, room: int, grid: int) -> int:
    """The nearest corner on the grid at which something of this size still fits."""
    last = max(0, (room - size) // grid)
    return max(0, min(last, round(value / grid))) * grid


@compiled
def proposed(
    sizes: Whole, turns: Whole, grid: int, gap: int, room_x: int, room_y: int, spots: Whole, booth: int, reach: float,
    rng: np.random.Generator,
) -> tuple[int, int, int]:  # fmt: skip
    """Another place for this booth. `reach`: how many centimetres a step may be."""
    x, y, turned = spots[booth, 0], spots[booth, 1], spots[booth, 2]
    kind = rng.random()
    if turns[booth] and kind < 0.1:
        turned = 1 - turned
        half = (sizes[booth, 1 - turned, 0] - sizes[booth, turned, 0]) / 2
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
        new_x, new_y = beside(sizes, gap, spots, booth, turned, other, rng)
    else:
        new_x, new_y = rng.random() * room_x, rng.random() * room_y
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    return onto_grid(new_x, width, room_x, grid), onto_grid(new_y, depth, room_y, grid), turned


@compiled
def beside(
    sizes: Whole, gap: int, spots: Whole, booth: int, turned: int, other: int, rng: np.random.Generator
) -> tuple[float, float]:
    """On one of the four sides of the other booth, as near as the gap allows, with edges or centres in line."""
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    x, y, way = spots[other, 0], spots[other, 1], spots[other, 2]
    wide, deep = sizes[other, way, 0], sizes[other, way, 1]
    side, along = pick(rng, 4), pick(rng, 3) / 2
    if side < 2:
        new_x = x + wide + gap if side else x - width - gap
        return float(new_x), y + along * (deep - depth)
    new_y = y + deep + gap if side == 2 else y - depth - gap
    return x + along * (wide - width), float(new_y)


@compiled
def exchange(
    own: Real, links: Real, sizes: Whole, grid: int, gap: int, room_x: int, room_y: int, spots: Whole, share: Real,
    one: int, two: int, strict: float, worth: float,
) -> tuple[float, float]:  # fmt: skip
    """Let two booths change places if that is worse by no more than `worth`. What it costs and breaks more now."""
    x1, y1, turn1, x2, y2, turn2 = swapped(sizes, grid, room_x, room_y, spots, one, two)
    both, clash = pair(links, sizes, gap, spots, one, two)
    was_cost = share[one, 0] + share[two, 0] - both
    was_broken = share[one, 1] + share[two, 1] - clash
    budget = was_cost + strict * was_broken + worth
    cost1, broken1 = of_booth(own, links, sizes, grid, gap, spots, one, x1, y1, turn1, two, strict, budget)
    left = budget - cost1 - strict * broken1
    if left < 0:
        return 0.0, 0.0
    old_x, old_y, old_turn = spots[one, 0], spots[one, 1], spots[one, 2]
    spots[one, 0], spots[one, 1], spots[one, 2] = x1, y1, turn1
    cost2, broken2 = of_booth(own, links, sizes, grid, gap, spots, two, x2, y2, turn2, -1, strict, left)
    spots[one, 0], spots[one, 1], spots[one, 2] = old_x, old_y, old_turn
    if cost2 + strict * broken2 > left:
        return 0.0, 0.0
    put(own, links, sizes, grid, gap, spots, share, one, x1, y1, turn1)
    put(own, links, sizes, grid, gap, spots, share, two, x2, y2, turn2)
    return cost1 + cost2 - was_cost, broken1 + broken2 - was_broken


@compiled
def swapped(
    sizes: Whole, grid: int, room_x: int, room_y: int, spots: Whole, one: int, two: int
) -> tuple[int, int, int, int, int, int]:
    """The places of two booths when their centres change places, as near as the grid allows."""
    turn1, turn2 = spots[one, 2], spots[two, 2]
    width1, depth1 = sizes[one, turn1, 0], sizes[one, turn1, 1]
    width2, depth2 = sizes[two, turn2, 0], sizes[two, turn2, 1]
    return (
        onto_grid(spots[two, 0] + (width2 - width1) / 2, width1, room_x, grid),
        onto_grid(spots[two, 1] + (depth2 - depth1) / 2, depth1, room_y, grid),
        turn1,
        onto_grid(spots[one, 0] + (width1 - width2) / 2, width2, room_x, grid),
        onto_grid(spots[one, 1] + (depth1 - depth2) / 2, depth2, room_y, grid),
        turn2,
    )


@compiled
def pair(links: Real, sizes: Whole, gap: int, spots: Whole, one: int, two: int) -> tuple[float, float]:
    """What two booths cost and break between them."""
    x, y, turned = spots[one, 0], spots[one, 1], spots[one, 2]
    return with_others(links, sizes, gap, spots, one, x, y, turned, two, two + 1, -1, 0.0, np.inf)


@compiled
def put(
    own: Real, links: Real, sizes: Whole, grid: int, gap: int, spots: Whole, share: Real,
    booth: int, x: int, y: int, turned: int,
) -> None:  # fmt: skip
    """A booth to another place, with everybody's share brought up to date."""
    for other in range(spots.shape[0]):
        if other != booth:
            cost, broken = pair(links, sizes, gap, spots, booth, other)
            share[other, 0] -= cost
            share[other, 1] -= broken
    spots[booth, 0], spots[booth, 1], spots[booth, 2] = x, y, turned
    share[booth, 0], share[booth, 1] = (
        own[booth, turned, x // grid, y // grid, 0],
        own[booth, turned, x // grid, y // grid, 1],
    )
    for other in range(spots.shape[0]):
        if other != booth:
            cost, broken = pair(links, sizes, gap, spots, booth, other)
            share[other, 0] += cost
            share[other, 1] += broken
            share[booth, 0] += cost
            share[booth, 1] += broken
