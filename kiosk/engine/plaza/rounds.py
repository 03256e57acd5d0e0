"""In which order one walks past all booths, along x and y: the way in which a set-up list is read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from kiosk.engine.plaza.scene import SceneBooth, SceneFixture
from models.enums import FixtureKind

Doubled = tuple[int, int]


def walking_order(booths: Sequence[SceneBooth], fixtures: Sequence[SceneFixture]) -> tuple[SceneBooth, ...]:
    """From the first entrance (else the south-west corner) always on to the nearest booth, then without detours.

    A stretch of the way is turned around as long as that makes the whole shorter (2-opt): short, though not always
    shortest, and the same for the same plaza.
    """
    start = next((_middle(each) for each in fixtures if each.kind is FixtureKind.ENTRANCE), (0, 0))
    way, left, here = [], sorted(booths, key=lambda booth: (booth.letter, booth.id)), start
    while left:
        nearest = min(left, key=lambda booth: _steps(here, booth.doubled_centre_cm))
        left.remove(nearest)
        way.append(nearest)
        here = nearest.doubled_centre_cm
    return tuple(_without_detours(start, way))


def _without_detours(start: Doubled, way: list[SceneBooth]) -> list[SceneBooth]:
    length = _length(start, way)
    improved = True
    while improved:
        improved = False
        for first, last in combinations(range(len(way) + 1), 2):
            turned = way[:first] + way[first:last][::-1] + way[last:]
            if _length(start, turned) < length:
                way, length, improved = turned, _length(start, turned), True
    return way


def _length(start: Doubled, way: Sequence[SceneBooth]) -> int:
    return sum(_steps(one, other) for one, other in pairwise([start, *(booth.doubled_centre_cm for booth in way)]))


def _middle(fixture: SceneFixture) -> Doubled:
    box = fixture.box
    return box.west + box.east, box.south + box.north


def _steps(one: Doubled, other: Doubled) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
