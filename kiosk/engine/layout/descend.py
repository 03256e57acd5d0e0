"""The last touch: every booth to the best legal place around it, every two booths exchanged where that is shorter."""

from __future__ import annotations

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.anneal import FREE_ENOUGH, change_of_swap, swapped
from kiosk.engine.layout.ground import Ground, Whole, of_booth

AROUND = 32
"""Grid steps to every side. Farther places have been tried often while it was hot."""


@compiled
def descend(ground: Ground, spots: Whole) -> float:
    """One round over a legal layout, which stays legal. Returns the doubled cost saved."""
    saved = 0.0
    for one in range(spots.shape[0]):
        if ground.fixed[one]:
            continue
        saved += to_its_best_place(ground, spots, one)
        for two in range(one):
            if ground.fixed[two]:
                continue
            x1, y1, turn1, x2, y2, turn2 = swapped(ground, spots, one, two)
            more, worse = change_of_swap(ground, spots, one, two, x1, y1, turn1, x2, y2, turn2)
            if more < -FREE_ENOUGH and worse < FREE_ENOUGH:
                spots[one, 0], spots[one, 1], spots[one, 2] = x1, y1, turn1
                spots[two, 0], spots[two, 1], spots[two, 2] = x2, y2, turn2
                saved -= more
    return saved


@compiled
def to_its_best_place(ground: Ground, spots: Whole, booth: int) -> float:
    x0, y0 = spots[booth, 0], spots[booth, 1]
    was, _broken = of_booth(ground, spots, booth, x0, y0, spots[booth, 2], -1)
    least = was
    for turned in range(1 + ground.turns[booth]):
        last_x = (ground.width - ground.sizes[booth, turned, 0]) // ground.grid
        last_y = (ground.depth - ground.sizes[booth, turned, 1]) // ground.grid
        for column in range(max(0, x0 // ground.grid - AROUND), min(last_x, x0 // ground.grid + AROUND) + 1):
            for row in range(max(0, y0 // ground.grid - AROUND), min(last_y, y0 // ground.grid + AROUND) + 1):
                x, y = column * ground.grid, row * ground.grid
                cost, broken = of_booth(ground, spots, booth, x, y, turned, -1)
                if broken < FREE_ENOUGH and cost < least - FREE_ENOUGH:
                    least = cost
                    spots[booth, 0], spots[booth, 1], spots[booth, 2] = x, y, turned
    return was - least
