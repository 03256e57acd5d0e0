"""Moves of booths in a search, as machine code: where to, what that changes, and doing it.

`boxes` is 4 × n (`boxes_of`); `share` is 2 × n, what each booth costs and breaks where it stands. Both are kept up to
date with every move.
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.ground import Real, Whole, breach, with_others


@compiled
def pick(rng: np.random.Generator, count: int) -> int:
    """A number below `count`."""
    return min(int(rng.random() * count), count - 1)


@compiled
def onto_grid(value: float, size: int, room: int, grid: int) -> int:
    """The nearest corner on the grid at which something of this size still fits."""
    last = max(0, (room - size) // grid)
    return max(0, min(last, int(value / grid + 0.5))) * grid


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
        new_x, new_y = float(x), float(y)
        ways = pick(rng, 4)  # along x, along y, or twice as often along both
        if ways != 0:
            new_x += (2 * rng.random() - 1) * reach
        if ways != 1:
            new_y += (2 * rng.random() - 1) * reach
    elif kind < 0.9 and spots.shape[0] > 1:
        other = pick(rng, spots.shape[0] - 1)
        other += other >= booth
        new_x, new_y = beside(sizes, grid, gap, spots, booth, turned, other, rng)
    else:
        new_x, new_y = rng.random() * room_x, rng.random() * room_y
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    return onto_grid(new_x, width, room_x, grid), onto_grid(new_y, depth, room_y, grid), turned


@compiled
def beside(
    sizes: Whole, grid: int, gap: int, spots: Whole, booth: int, turned: int, other: int, rng: np.random.Generator
) -> tuple[float, float]:
    """On one of the four sides of the other booth, as near as gap and grid allow, with edges or centres in line."""
    width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
    x, y, way = spots[other, 0], spots[other, 1], spots[other, 2]
    wide, deep = sizes[other, way, 0], sizes[other, way, 1]
    side, along = pick(rng, 4), pick(rng, 3) / 2
    clear = gap + (grid - 1) / 2  # the nearest line of the grid from there is the first that keeps the gap
    if side < 2:
        new_x = x + wide + clear if side else x - width - clear
        return new_x, y + along * (deep - depth)
    new_y = y + deep + clear if side == 2 else y - depth - clear
    return x + along * (wide - width), new_y


@compiled
def relocate(
    own: Real, walkers: Real, apart: Real, sizes: Whole, grid: int, gap: int, spots: Whole, boxes: Real, share: Real,
    booth: int, x: int, y: int, turned: int, strict: float, worth: float,
) -> tuple[float, float]:  # fmt: skip
    """A booth to another place if that is worse by no more than `worth`. What it costs and breaks more now."""
    if x == spots[booth, 0] and y == spots[booth, 1] and turned == spots[booth, 2]:
        return 0.0, 0.0
    budget = share[0, booth] + strict * share[1, booth] + worth
    lone = own[booth, turned, x // grid, y // grid]
    if lone[0] + strict * lone[1] > budget:
        return 0.0, 0.0
    width, depth = float(sizes[booth, turned, 0]), float(sizes[booth, turned, 1])
    centre_x, centre_y = 2 * x + width, 2 * y + depth
    cost, broken = with_others(walkers, apart, gap, boxes, booth, centre_x, centre_y, width, depth)
    cost, broken = cost + lone[0], broken + lone[1]
    if cost + strict * broken > budget:
        return 0.0, 0.0
    more, worse = cost - share[0, booth], broken - share[1, booth]
    put(walkers, apart, gap, boxes, share, booth, centre_x, centre_y, width, depth)
    share[0, booth], share[1, booth] = cost, broken
    spots[booth, 0], spots[booth, 1], spots[booth, 2] = x, y, turned
    return more, worse


@compiled
def exchange(
    own: Real, walkers: Real, apart: Real, sizes: Whole, grid: int, gap: int, room_x: int, room_y: int, spots: Whole,
    boxes: Real, share: Real, one: int, two: int, strict: float, worth: float,
) -> tuple[float, float]:  # fmt: skip
    """Let two booths change places if that is worse by no more than `worth`. What it costs and breaks more now."""
    x1, y1 = instead(sizes, grid, room_x, room_y, spots, boxes, one, two)
    x2, y2 = instead(sizes, grid, room_x, room_y, spots, boxes, two, one)
    both, clash = pair(walkers, apart, gap, boxes, one, two)
    was_cost = share[0, one] + share[0, two] - both
    was_broken = share[1, one] + share[1, two] - clash
    budget = was_cost + strict * was_broken + worth
    lone1 = own[one, spots[one, 2], x1 // grid, y1 // grid]
    lone2 = own[two, spots[two, 2], x2 // grid, y2 // grid]
    if lone1[0] + lone2[0] + strict * (lone1[1] + lone2[1]) > budget:
        return 0.0, 0.0
    old_x1, old_y1, width1, depth1 = boxes[0, one], boxes[1, one], boxes[2, one], boxes[3, one]
    old_x2, old_y2, width2, depth2 = boxes[0, two], boxes[1, two], boxes[2, two], boxes[3, two]
    new_x1, new_y1 = 2 * x1 + width1, 2 * y1 + depth1
    new_x2, new_y2 = 2 * x2 + width2, 2 * y2 + depth2
    boxes[0, one], boxes[1, one], boxes[0, two], boxes[1, two] = new_x1, new_y1, new_x2, new_y2
    cost1, broken1 = with_others(walkers, apart, gap, boxes, one, new_x1, new_y1, width1, depth1)
    cost2, broken2 = with_others(walkers, apart, gap, boxes, two, new_x2, new_y2, width2, depth2)
    both, clash = pair(walkers, apart, gap, boxes, one, two)
    boxes[0, one], boxes[1, one], boxes[0, two], boxes[1, two] = old_x1, old_y1, old_x2, old_y2
    cost1, broken1, cost2, broken2 = cost1 + lone1[0], broken1 + lone1[1], cost2 + lone2[0], broken2 + lone2[1]
    cost, broken = cost1 + cost2 - both, broken1 + broken2 - clash
    if cost + strict * broken > budget:
        return 0.0, 0.0
    put(walkers, apart, gap, boxes, share, one, new_x1, new_y1, width1, depth1)
    put(walkers, apart, gap, boxes, share, two, new_x2, new_y2, width2, depth2)
    share[0, one], share[1, one], share[0, two], share[1, two] = cost1, broken1, cost2, broken2
    spots[one, 0], spots[one, 1], spots[two, 0], spots[two, 1] = x1, y1, x2, y2
    return cost - was_cost, broken - was_broken


@compiled
def instead(
    sizes: Whole, grid: int, room_x: int, room_y: int, spots: Whole, boxes: Real, one: int, other: int
) -> tuple[int, int]:
    """Where a booth stands with its centre on the centre of the other, as near as the grid allows."""
    width, depth = sizes[one, spots[one, 2], 0], sizes[one, spots[one, 2], 1]
    return (
        onto_grid((boxes[0, other] - width) / 2, width, room_x, grid),
        onto_grid((boxes[1, other] - depth) / 2, depth, room_y, grid),
    )


@compiled
def pair(walkers: Real, apart: Real, gap: int, boxes: Real, one: int, two: int) -> tuple[float, float]:
    """What two booths cost and break between them."""
    across, up = abs(boxes[0, one] - boxes[0, two]), abs(boxes[1, one] - boxes[1, two])
    missing_x = boxes[2, one] + boxes[2, two] + 2 * gap - across
    missing_y = boxes[3, one] + boxes[3, two] + 2 * gap - up
    return walkers[one, two] * (across + up), breach(missing_x, missing_y, apart[one, two] - across - up) / 2


@compiled
def put(
    walkers: Real, apart: Real, gap: int, boxes: Real, share: Real, booth: int, x: float, y: float, width: float,
    depth: float,
) -> None:  # fmt: skip
    """A booth to another doubled centre, with everybody else's share brought up to date; its own is the caller's."""
    xs, ys, widths, depths = boxes[0], boxes[1], boxes[2], boxes[3]
    walks, least, costs, breaks = walkers[booth], apart[booth], share[0], share[1]
    x0, y0, width0, depth0 = xs[booth], ys[booth], widths[booth], depths[booth]
    for other in range(xs.size):
        was_x, was_y = abs(x0 - xs[other]), abs(y0 - ys[other])
        is_x, is_y = abs(x - xs[other]), abs(y - ys[other])
        costs[other] += walks[other] * (is_x + is_y - was_x - was_y)
        room_x, room_y = widths[other] + 2 * gap, depths[other] + 2 * gap
        was = breach(room_x + width0 - was_x, room_y + depth0 - was_y, least[other] - was_x - was_y)
        now = breach(room_x + width - is_x, room_y + depth - is_y, least[other] - is_x - is_y)
        breaks[other] += (now - was) / 2
    xs[booth], ys[booth], widths[booth], depths[booth] = x, y, width, depth
