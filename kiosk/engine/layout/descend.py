"""The last touch: every booth to the best legal place around it, every two booths exchanged where that is shorter."""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.anneal import FREE_ENOUGH
from kiosk.engine.layout.ground import Ground, Real, Whole, of_booth, shares, whole
from kiosk.engine.layout.moves import exchange, put

AROUND = 32
"""Grid steps to every side. Farther places have been tried often while it was hot."""
NEVER = 1e12
"""What a broken centimetre costs here."""


@compiled
def descend(ground: Ground, spots: Whole) -> float:
    """One round over a legal layout, which stays legal. Returns the doubled cost saved."""
    own, links, sizes = ground.own, ground.links, ground.sizes
    grid, gap, room_x, room_y = ground.grid, ground.gap, ground.width, ground.depth
    before, _broken = whole(ground, spots)
    share = np.empty((spots.shape[0], 2))
    shares(ground, spots, share)
    for one in range(spots.shape[0]):
        if ground.fixed[one]:
            continue
        turns = 1 + ground.turns[one]
        to_its_best_place(own, links, sizes, grid, gap, room_x, room_y, spots, share, one, turns)
        for two in range(one):
            if not ground.fixed[two]:
                exchange(own, links, sizes, grid, gap, room_x, room_y, spots, share, one, two, NEVER, -FREE_ENOUGH)
    return before - whole(ground, spots)[0]


@compiled
def to_its_best_place(
    own: Real, links: Real, sizes: Whole, grid: int, gap: int, room_x: int, room_y: int, spots: Whole, share: Real,
    booth: int, turns: int,
) -> None:  # fmt: skip
    x0, y0 = spots[booth, 0], spots[booth, 1]
    best_x, best_y, best_turned = x0, y0, spots[booth, 2]
    least = share[booth, 0] - FREE_ENOUGH
    for turned in range(turns):
        last_x, last_y = (room_x - sizes[booth, turned, 0]) // grid, (room_y - sizes[booth, turned, 1]) // grid
        for column in range(max(0, x0 // grid - AROUND), min(last_x, x0 // grid + AROUND) + 1):
            for row in range(max(0, y0 // grid - AROUND), min(last_y, y0 // grid + AROUND) + 1):
                x, y = column * grid, row * grid
                cost, broken = of_booth(own, links, sizes, grid, gap, spots, booth, x, y, turned, -1, NEVER, least)
                if broken < FREE_ENOUGH and cost < least:
                    least, best_x, best_y, best_turned = cost - FREE_ENOUGH, x, y, turned
    if best_x != x0 or best_y != y0 or best_turned != spots[booth, 2]:
        put(own, links, sizes, grid, gap, spots, share, booth, best_x, best_y, best_turned)
