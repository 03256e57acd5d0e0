"""Booths onto places painted on the ground: a quadratic assignment problem with two more places.

One stands for the entrances and one for the outlets: people who come straight to a booth walk from the first, and a
lead is a walk to the second. Both are tied to their places by a term on the diagonal that outweighs all else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from kiosk.engine.assign import Whole, assign
from kiosk.engine.plaza.scene import Box, Scene, SceneBooth, SceneFixture
from kiosk.engine.plaza.walking import Walking
from models.enums import FixtureKind

LEAD_PEOPLE = 5
"""A metre of lead is worth as many metres of walking."""
FAR_CM = 1_000_000
"""Instead of the distance to a supply that is out of reach."""
SHY_PEOPLE = 40
"""Loud and quiet booths are drawn apart as so many walkers would draw them together."""


def on_pitches(
    scene: Scene, walking: Walking, *, seconds: float, clock: Callable[[], float], seed: int = 0
) -> tuple[SceneBooth, ...] | None:
    """All booths, those that are not pinned each on a free pitch; None where there are too few pitches."""
    pinned = [booth.box for booth in scene.booths if booth.is_pinned]
    free = [each for each in scene.fixtures if each.kind is FixtureKind.PITCH]
    free = [each for each in free if not any(each.box.overlaps(box) for box in pinned)]
    movable = [booth for booth in scene.booths if not booth.is_pinned]
    if len(free) < len(movable) or not movable:
        return None
    found = assign(
        _distances(scene, free), _people(movable, walking, len(free)), seconds=seconds, clock=clock, seed=seed
    )
    stands = {
        movable[who].id: _put(movable[who], free[where], scene)
        for where, who in enumerate(found.pitches[: len(free)])
        if who < len(movable)
    }
    return tuple(stands.get(booth.id, booth) for booth in scene.booths)


def _distances(scene: Scene, free: Sequence[SceneFixture]) -> Whole:
    """Centimetres along x and y; the last two places are the nearest entrance and the nearest outlet."""
    count = len(free)
    middles = np.array([_middle(each.box) for each in free], dtype=np.int64)
    found = np.zeros((count + 2, count + 2), dtype=np.int64)
    found[:count, :count] = np.abs(middles[:, None, :] - middles[None, :, :]).sum(axis=2)
    found[:count, count] = found[count, :count] = _nearest(scene, middles, FixtureKind.ENTRANCE, most_cm=None)
    leads = _nearest(scene, middles, FixtureKind.OUTLET, most_cm=scene.limits.lead_max_cm)
    found[:count, count + 1] = found[count + 1, :count] = leads
    found[count, count], found[count + 1, count + 1] = 1, 2
    return found


def _middle(box: Box) -> tuple[int, int]:
    return (box.west + box.east) // 2, (box.south + box.north) // 2


def _nearest(scene: Scene, middles: Whole, kind: FixtureKind, *, most_cm: int | None) -> Whole:
    there = np.array([_middle(each.box) for each in scene.fixtures if each.kind is kind], dtype=np.int64)
    if not there.size:
        return np.zeros(len(middles), dtype=np.int64)
    nearest = np.abs(middles[:, None, :] - there[None, :, :]).sum(axis=2).min(axis=1)
    return nearest if most_cm is None else np.where(nearest > most_cm, FAR_CM, nearest)


def _people(movable: Sequence[SceneBooth], walking: Walking, pitches: int) -> Whole:
    """People between booths; then, for every pitch that stays empty, nobody; then the entrance and the outlet."""
    number = {booth.id: place for place, booth in enumerate(movable)}
    found = np.zeros((pitches + 2, pitches + 2), dtype=np.int64)
    for (one, other), people in walking.flows.items():
        if one in number and other in number:
            found[number[one], number[other]] = found[number[other], number[one]] = round(people)
    for booth in movable:
        here = number[booth.id]
        found[here, pitches] = found[pitches, here] = round(walking.arrivals.get(booth.id, 0.0))
        found[here, pitches + 1] = found[pitches + 1, here] = LEAD_PEOPLE if booth.needs_power else 0
        for quiet in movable:
            if booth.is_noisy and quiet.needs_quiet and quiet.id != booth.id:
                there = number[quiet.id]
                found[here, there] -= SHY_PEOPLE
                found[there, here] -= SHY_PEOPLE
    outweighs = 1 << 40
    found[pitches, pitches], found[pitches + 1, pitches + 1] = -outweighs, -(outweighs << 2)
    return found


def _put(booth: SceneBooth, pitch: SceneFixture, scene: Scene) -> SceneBooth:
    """In the middle of the pitch, turned so that it fits best, its front to the side where the plaza is deeper."""
    wide, deep = pitch.width_cm, pitch.depth_cm
    x, y = _middle(pitch.box)
    is_across = (booth.width_cm > booth.depth_cm) != (wide > deep) and wide != deep
    to_east, to_north = 2 * x < scene.width_cm, 2 * y < scene.depth_cm
    way = (90 if to_east else 270) if is_across else (180 if to_north else 0)
    turned = replace(booth, rotation_deg=way)
    along_x, along_y = turned.size_cm
    return replace(turned, x_cm=max(0, x - along_x // 2), y_cm=max(0, y - along_y // 2))
