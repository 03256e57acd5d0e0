"""Whether a wheelchair gets from an entrance to the front of every booth.

A wheelchair is a square as wide as a passage. Its middle may be wherever the square fits: the plaza without the open
boxes of what stands in the way, each grown by half a passage; a gap of exactly one passage lets it through. Between
the lines where those boxes begin and end nothing changes, so each line and each stretch between two lines is one place
along x, and along y: few places, and exact to the centimetre. A row of places is a whole number with a bit for each.
All coordinates are doubled, so that half a passage is a whole number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.queueing import queue_box
from kiosk.engine.plaza.scene import FRONTS, Box, Scene, SceneBooth
from models.enums import FixtureKind

IN_THE_WAY: Final = frozenset(
    {FixtureKind.TREE, FixtureKind.HYDRANT, FixtureKind.WALL, FixtureKind.STEPS, FixtureKind.SEATS}
)


def passage_findings(scene: Scene) -> Iterator[Finding]:
    entrances = [each.box for each in scene.fixtures if each.kind is FixtureKind.ENTRANCE]
    if not entrances:
        yield Finding(PlazaRule.NO_ENTRANCE, False)
        return
    solid = [each.box for each in scene.fixtures if each.kind in IN_THE_WAY] + [each.box for each in scene.booths]
    free = Reach(scene, solid, entrances)
    passage_cm = scene.limits.passage_cm
    reached = []
    for booth in scene.booths:
        if free.meets(goal_of(booth, passage_cm)):
            reached.append(booth)
        else:
            yield Finding(PlazaRule.PASSAGE, True, (booth.id,), limit=passage_cm)
    yield from _with_queues(scene, solid, entrances, reached)


def _with_queues(
    scene: Scene, solid: Sequence[Box], entrances: Sequence[Box], booths: Iterable[SceneBooth]
) -> Iterator[Finding]:
    """When all lines are as long as expected. To arrive at one's own line is to arrive."""
    passage_cm = scene.limits.passage_cm
    lines = {booth.id: queue_box(booth, scene.limits) for booth in scene.booths}
    standing = [box for box in lines.values() if box is not None]
    if not standing:
        return
    crowded = Reach(scene, [*solid, *standing], entrances)
    for booth in booths:
        own = lines[booth.id]
        if not (crowded.meets(goal_of(booth, passage_cm)) or (own and crowded.meets(grown(own, passage_cm)))):
            yield Finding(PlazaRule.QUEUE_PASSAGE, False, (booth.id,), limit=passage_cm)


def grown(box: Box, passage_cm: int) -> Box:
    """Doubled, and half a passage larger on every side: where the middle of a wheelchair touches it."""
    west, south, east, north = box
    return Box(2 * west - passage_cm, 2 * south - passage_cm, 2 * east + passage_cm, 2 * north + passage_cm)


def goal_of(booth: SceneBooth, passage_cm: int) -> Box:
    """Where the middle of a wheelchair stands that has arrived: doubled, a stretch along the front without depth."""
    box, (dx, dy) = booth.box, FRONTS[booth.rotation_deg]
    if dx:
        x = 2 * box.east + passage_cm if dx > 0 else 2 * box.west - passage_cm
        south, north = _within(2 * box.south, 2 * box.north, passage_cm)
        return Box(x, south, x, north)
    y = 2 * box.north + passage_cm if dy > 0 else 2 * box.south - passage_cm
    west, east = _within(2 * box.west, 2 * box.east, passage_cm)
    return Box(west, y, east, y)


def _within(start: int, end: int, passage_cm: int) -> tuple[int, int]:
    """A wheelchair in front of a booth narrower than itself stands before its middle."""
    if end - start < 2 * passage_cm:
        return (start + end) // 2, (start + end) // 2
    return start + passage_cm, end - passage_cm


@dataclass(frozen=True, slots=True)
class Places:
    """The places along one axis: line 0, the stretch after it, line 1, and so on. None when no wheelchair fits."""

    lines: Sequence[int]

    def touched(self, low: int, high: int) -> tuple[int, int]:
        """First and last place of a closed stretch; the last is before the first when it lies elsewhere."""
        if not self.lines or low > self.lines[-1] or high < self.lines[0]:
            return 0, -1
        return self._place(max(low, self.lines[0])), self._place(min(high, self.lines[-1]))

    def inside(self, low: int, high: int) -> tuple[int, int]:
        """The same of an open stretch."""
        first, last = self.touched(low, high)
        if first <= last:
            first += low >= self.lines[0]
            last -= high <= self.lines[-1]
        return first, last

    def _place(self, at: int) -> int:
        index = bisect_left(self.lines, at)
        return 2 * index if self.lines[index] == at else 2 * index - 1


def places_along(length_cm: int, passage_cm: int, edges: Iterable[int]) -> Places:
    first, last = passage_cm, 2 * length_cm - passage_cm
    if first > last:
        return Places(())
    return Places(sorted({first, last, *(each for each in edges if first < each < last)}))


class Reach:
    """Where a wheelchair gets to from the entrances."""

    def __init__(self, scene: Scene, solid: Iterable[Box], entrances: Iterable[Box]) -> None:
        passage_cm = scene.limits.passage_cm
        self._solid = [grown(box, passage_cm) for box in solid]
        self._entrances = [grown(box, passage_cm) for box in entrances]
        self._columns = places_along(scene.width_cm, passage_cm, (x for box in self._solid for x in (box[0], box[2])))
        self._rows = places_along(scene.depth_cm, passage_cm, (y for box in self._solid for y in (box[1], box[3])))

    def meets(self, box: Box) -> bool:
        """Whether any place of a closed box (doubled) is reached."""
        first, last = self._rows.touched(box.south, box.north)
        bits = _bits(*self._columns.touched(box.west, box.east))
        return any(row & bits for row in self._reached[first : last + 1])

    @cached_property
    def _reached(self) -> list[int]:
        free = self._free()
        starts = [0] * len(free)
        for box in self._entrances:
            first, last = self._rows.touched(box.south, box.north)
            bits = _bits(*self._columns.touched(box.west, box.east))
            for row in range(first, last + 1):
                starts[row] |= bits & free[row]
        return flooded(free, starts)

    def _free(self) -> list[int]:
        """A number for each row, with a bit for each place where a wheelchair fits."""
        whole = _bits(0, 2 * len(self._columns.lines) - 2)
        free = [whole] * (2 * len(self._rows.lines) - 1)
        for box in self._solid:
            first, last = self._rows.inside(box.south, box.north)
            kept = ~_bits(*self._columns.inside(box.west, box.east))
            for row in range(first, last + 1):
                free[row] &= kept
        return free


def flooded(free: Sequence[int], starts: Sequence[int]) -> list[int]:
    """What is connected with the starts over free places, row by row: a stretch of free places is taken at once."""
    stretches = [_stretches(row) for row in free]
    reached = [0] * len(free)
    pending = [(row, bits) for row, bits in enumerate(starts) if bits]
    while pending:
        row, bits = pending.pop()
        new = sum(each for each in stretches[row] if each & bits & ~reached[row])
        if not new:
            continue
        reached[row] |= new
        pending += [(beside, new & free[beside]) for beside in (row - 1, row + 1) if 0 <= beside < len(free)]
    return reached


def _stretches(row: int) -> list[int]:
    found = []
    while row:
        lowest = row & -row
        stretch = row & ~(row + lowest)
        found.append(stretch)
        row ^= stretch
    return found


def _bits(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first) if first <= last else 0
