"""The last touch: every booth to the best legal place around it, every two booths exchanged where that is shorter."""

from __future__ import annotations

from kiosk.engine.compiled import compiled
from kiosk.engine.layout.anneal import FREE_ENOUGH
from kiosk.engine.layout.ground import Ground, Real, Whole, boxes_of, shares, whole, with_others
from kiosk.engine.layout.moves import exchange, relocate

AROUND = 32
"""Grid steps to every side. Farther places have been tried often while it was hot."""
NEVER = 1e12
"""What a broken centimetre costs here."""


@compiled
def descend(ground: Ground, spots: Whole) -> float:
    """One round over a legal layout, which stays legal. Returns the doubled cost saved."""
    own, walkers, apart, sizes = ground.own, ground.walkers, ground.apart, ground.sizes
    grid, gap, room_x, room_y = ground.grid, ground.gap, ground.width, ground.depth
    before, _broken = whole(ground, spots)
    boxes = boxes_of(sizes, spots)
    share = shares(ground, spots, boxes)
    for one in range(spots.shape[0]):
        if ground.fixed[one]:
            continue
        turns = 1 + ground.turns[one]
        x, y, turned = best_place(
            own, walkers, apart, sizes, grid, gap, room_x, room_y, spots, boxes, share[0, one], one, turns
        )
        relocate(own, walkers, apart, sizes, grid, gap, spots, boxes, share, one, x, y, turned, NEVER, -FREE_ENOUGH)
        for two in range(one):
            if not ground.fixed[two]:
                exchange(
                    own, walkers, apart, sizes, grid, gap, room_x, room_y, spots, boxes, share, one, two, NEVER,
                    -FREE_ENOUGH,
                )  # fmt: skip
    return before - whole(ground, spots)[0]


@compiled
def best_place(
    own: Real, walkers: Real, apart: Real, sizes: Whole, grid: int, gap: int, room_x: int, room_y: int, spots: Whole,
    boxes: Real, least: float, booth: int, turns: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Where around it a booth costs less than `least` and breaks nothing, or else where it stands."""
    x0, y0 = spots[booth, 0], spots[booth, 1]
    best_x, best_y, best_turned = x0, y0, spots[booth, 2]
    for turned in range(turns):
        width, depth = sizes[booth, turned, 0], sizes[booth, turned, 1]
        last_x, last_y = (room_x - width) // grid, (room_y - depth) // grid
        for column in range(max(0, x0 // grid - AROUND), min(last_x, x0 // grid + AROUND) + 1):
            for row in range(max(0, y0 // grid - AROUND), min(last_y, y0 // grid + AROUND) + 1):
                lone = own[booth, turned, column, row]
                if lone[1] > 0 or lone[0] >= least:
                    continue
                x, y = 2.0 * column * grid + width, 2.0 * row * grid + depth
                cost, broken = with_others(walkers, apart, gap, boxes, booth, x, y, float(width), float(depth))
                if broken < FREE_ENOUGH and lone[0] + cost < least:
                    least, best_x, best_y, best_turned = lone[0] + cost, column * grid, row * grid, turned
    return best_x, best_y, best_turned
