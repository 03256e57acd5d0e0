"""A checker of plazas that shares nothing with the product: it asks of every square of ten centimetres who is there.

Every length of a scene must be a multiple of twenty. A wheelchair is pushed from square to square; a line is all
squares before the front of its booth that are near enough to its middle.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations, permutations
from math import ceil, floor, hypot
from typing import Any

import numpy as np
import numpy.typing as npt

from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture

TEN = 10
MARGIN_CM = 2600
"""Around the plaza, for lines and booths that stick out."""

Ground = npt.NDArray[np.bool_]
Lengths = npt.NDArray[np.float64]
Complaint = tuple[str, bool, tuple[str, ...], int | None, str]
"""Rule, whether it is an error, who, measured, detail."""

SOLID = {"wall", "tree", "hydrant", "steps", "seats"}
NO_STANDING = SOLID | {"no_go", "fire_lane"}
UNDERFOOT = {"wall": True, "hydrant": True, "steps": True, "entrance": True, "tree": False, "seats": False}
STOPS_LINES = {"fire_lane", "entrance", *SOLID, "no_go"}


class Squares:
    """All squares of a plaza and around it; `xs` and `ys` are their middles in cm."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.limits = scene, scene.limits
        span = [np.arange(-MARGIN_CM, size + MARGIN_CM, TEN) + TEN / 2 for size in (scene.width_cm, scene.depth_cm)]
        self.xs: Lengths
        self.ys: Lengths
        self.xs, self.ys = np.meshgrid(*span, indexing="ij")
        self.plaza = self.rectangle(0, 0, scene.width_cm, scene.depth_cm)
        self.booths = {each.id: self.of_booth(each) for each in scene.booths}
        self.things = {each.id: self.of_fixture(each) for each in scene.fixtures}
        self.lines = {each.id: self.line(each) for each in scene.booths}
        self.fronts = {each.id: self.front(each) for each in scene.booths}

    def rectangle(self, x_cm: int, y_cm: int, width_cm: int, depth_cm: int) -> Ground:
        within: Ground = (self.xs > x_cm) & (self.xs < x_cm + width_cm) & (self.ys > y_cm) & (self.ys < y_cm + depth_cm)
        return within

    def of_booth(self, booth: SceneBooth, margin_cm: int = 0) -> Ground:
        wide, deep = size_of(booth)
        x, y = booth.x_cm - margin_cm, booth.y_cm - margin_cm
        return self.rectangle(x, y, wide + 2 * margin_cm, deep + 2 * margin_cm)

    def of_fixture(self, fixture: SceneFixture) -> Ground:
        return self.rectangle(fixture.x_cm, fixture.y_cm, fixture.width_cm, fixture.depth_cm)

    def ahead(self, booth: SceneBooth) -> Lengths:
        """How far each square lies before the front."""
        wide, deep = size_of(booth)
        x, y = booth.x_cm, booth.y_cm
        ways: dict[int, Lengths] = {0: y - self.ys, 90: self.xs - x - wide, 180: self.ys - y - deep, 270: x - self.xs}
        return ways[booth.rotation_deg]

    def aside(self, booth: SceneBooth) -> Lengths:
        """How far each square lies from the axis of the booth."""
        wide, deep = size_of(booth)
        upright = booth.rotation_deg in (0, 180)
        aside: Lengths = np.abs(self.xs - booth.x_cm - wide / 2 if upright else self.ys - booth.y_cm - deep / 2)
        return aside

    def front(self, booth: SceneBooth) -> Ground:
        ahead, aside = self.ahead(booth), self.aside(booth)
        return (ahead > 0) & (ahead < self.limits.passage_cm) & (aside < booth.width_cm / 2)

    def line(self, booth: SceneBooth) -> Ground:
        ahead, lanes = self.ahead(booth), self.lanes(booth)
        long_cm = ceil(booth.queue_people / lanes) * self.limits.queue_person_cm
        return (ahead > 0) & (ahead < long_cm) & (self.aside(booth) < lanes * self.limits.queue_lane_cm / 2)

    def lanes(self, booth: SceneBooth) -> int:
        fit = max(booth.width_cm // self.limits.queue_lane_cm, 1)
        short = [
            lanes
            for lanes in range(1, fit + 1)
            if ceil(booth.queue_people / lanes) * self.limits.queue_person_cm <= self.limits.queue_depth_cm
        ]
        return min(short, default=fit)


def size_of(booth: SceneBooth) -> tuple[int, int]:
    size = booth.width_cm, booth.depth_cm
    return size if booth.rotation_deg in (0, 180) else size[::-1]


def centre(booth: SceneBooth) -> tuple[float, float]:
    wide, deep = size_of(booth)
    return booth.x_cm + wide / 2, booth.y_cm + deep / 2


def is_point(fixture: SceneFixture) -> bool:
    return fixture.width_cm == 0 == fixture.depth_cm


def meets(squares: Squares, ground: Ground, fixture: SceneFixture) -> bool:
    """A point is inside when all four squares around it are."""
    if not is_point(fixture):
        return bool((ground & squares.things[fixture.id]).any())
    around = (np.abs(squares.xs - fixture.x_cm) < TEN) & (np.abs(squares.ys - fixture.y_cm) < TEN)
    return bool(ground[around].all())


def complaints(scene: Scene) -> set[Complaint]:
    squares = Squares(scene)
    return {
        *_places(squares),
        *_lanes(scene),
        *_pairs(squares),
        *_ways(scene),
        *_lines(squares),
        *_passages(squares),
        *_crowd(squares),
    }


def _places(squares: Squares) -> Iterator[Complaint]:
    scene = squares.scene
    for booth in scene.booths:
        ground = squares.booths[booth.id]
        if (ground & ~squares.plaza).any():
            xs, ys = squares.xs[ground], squares.ys[ground]
            over = max(-xs.min(), -ys.min(), xs.max() - scene.width_cm, ys.max() - scene.depth_cm) + TEN / 2
            yield "outside", True, (booth.id,), int(over), "edge"
        for fixture in scene.fixtures:
            if not meets(squares, ground, fixture):
                continue
            kind = fixture.kind.value
            if kind in ("fire_lane", "no_go"):
                yield kind, True, (booth.id, fixture.id), None, ""
            elif kind in UNDERFOOT:
                yield "on_fixture", UNDERFOOT[kind], (booth.id, fixture.id), None, kind


def _lanes(scene: Scene) -> Iterator[Complaint]:
    for lane in scene.fixtures:
        if lane.kind.value != "fire_lane":
            continue
        if min(lane.width_cm, lane.depth_cm) < scene.limits.fire_lane_cm:
            yield "narrow_lane", False, (lane.id,), min(lane.width_cm, lane.depth_cm), ""
        for wall in scene.fixtures:
            away = _between(_rectangle(lane), _rectangle(wall))
            if wall.kind.value == "wall" and away < scene.limits.fire_lane_from_wall_cm:
                yield "lane_at_wall", False, (lane.id, wall.id), floor(away + 1e-9), ""


def _rectangle(thing: SceneFixture | SceneBooth) -> tuple[int, int, int, int]:
    wide, deep = size_of(thing) if isinstance(thing, SceneBooth) else (thing.width_cm, thing.depth_cm)
    return thing.x_cm, thing.y_cm, wide, deep


def _between(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """From edge to edge, as the distance of two middles less what each reaches towards the other."""
    (x, y, wide, deep), (u, v, wider, deeper) = one, other
    dx = abs(x + wide / 2 - u - wider / 2) - (wide + wider) / 2
    dy = abs(y + deep / 2 - v - deeper / 2) - (deep + deeper) / 2
    return hypot(max(dx, 0), max(dy, 0))


def _pairs(squares: Squares) -> Iterator[Complaint]:
    limits, booths = squares.limits, squares.scene.booths
    for one, other in combinations(booths, 2):
        ids = one.id, other.id
        away = _between(_rectangle(one), _rectangle(other))
        if (squares.booths[one.id] & squares.booths[other.id]).any():
            yield "overlap", True, ids, None, ""
        elif (squares.of_booth(one, limits.booth_gap_cm) & squares.booths[other.id]).any():
            yield "gap", True, ids, _strip(squares, one, other), ""
        if (one.burns_fuel or other.burns_fuel) and away < limits.fuel_apart_cm:
            yield "fuel", True, ids if one.burns_fuel else ids[::-1], floor(away + 1e-9), ""
        if one.cooks and other.cooks and away < limits.cooking_apart_cm:
            yield "cooking", True, ids, floor(away + 1e-9), ""
    for loud, quiet in permutations(booths, 2):
        heard = hypot(*(a - b for a, b in zip(centre(loud), centre(quiet), strict=True)))
        if loud.is_noisy and quiet.needs_quiet and heard < limits.quiet_apart_cm:
            yield "noise", False, (loud.id, quiet.id), floor(heard + 1e-9), ""


def _strip(squares: Squares, one: SceneBooth, other: SceneBooth) -> int:
    """How far the one can grow on all sides before it meets the other."""
    ground, margins = squares.booths[other.id], range(0, squares.limits.booth_gap_cm, TEN)
    return next(cm for cm in margins if (squares.of_booth(one, cm + TEN) & ground).any())


def _ways(scene: Scene) -> Iterator[Complaint]:
    limits = scene.limits
    for booth in scene.booths:
        x, y = centre(booth)
        ways: dict[str, list[float]] = {"outlet": [], "tap": [], "entrance": [], "seats": []}
        for fixture in scene.fixtures:
            left, low, wide, deep = _rectangle(fixture)
            middle = abs(left + wide / 2 - x) + abs(low + deep / 2 - y)
            nearest = abs(min(max(x, left), left + wide) - x) + abs(min(max(y, low), low + deep) - y)
            if fixture.kind.value in ways:
                ways[fixture.kind.value].append(middle if fixture.kind.value in ("outlet", "tap") else nearest)
        for rule, is_asked, kind, most_cm in (
            ("lead", booth.needs_power, "outlet", limits.lead_max_cm),
            ("hose", booth.needs_water, "tap", limits.hose_max_cm),
            ("far_from_entrance", booth.for_elders, "entrance", limits.elders_from_entrance_cm),
            ("far_from_seats", booth.for_elders, "seats", limits.elders_from_seats_cm),
        ):
            is_error = rule in ("lead", "hose")
            if is_asked and not ways[kind] and is_error:
                yield rule, True, (booth.id,), None, ""
            elif is_asked and ways[kind] and min(ways[kind]) > most_cm:
                yield rule, is_error, (booth.id,), ceil(min(ways[kind])), ""


# ---------------------------------------------------------------- lines


def _lines(squares: Squares) -> Iterator[Complaint]:
    for booth in squares.scene.booths:
        line = squares.lines[booth.id]
        for ids, is_error, detail, free_cm in _in_its_way(squares, booth, line) if line.any() else ():
            people = floor(free_cm / squares.limits.queue_person_cm) * squares.lanes(booth)
            yield "queue", is_error, (booth.id, *ids), people, detail


def _in_its_way(
    squares: Squares, booth: SceneBooth, line: Ground
) -> Iterator[tuple[tuple[str, ...], bool, str, float]]:
    """Who, whether it is an error, what, and how far the line goes before it."""
    ahead = squares.ahead(booth)

    def free(ground: Ground) -> float:
        return max(float(ahead[line & ground].min()) - TEN / 2, 0)

    if (line & ~squares.plaza).any():
        yield (), False, "edge", free(~squares.plaza)
    for fixture in squares.scene.fixtures:
        kind = fixture.kind.value
        if kind in STOPS_LINES and meets(squares, line, fixture):
            around = (np.abs(squares.xs - fixture.x_cm) < TEN) & (np.abs(squares.ys - fixture.y_cm) < TEN)
            free_cm = float(ahead[around].mean()) if is_point(fixture) else free(squares.things[fixture.id])
            yield (fixture.id,), kind in ("fire_lane", "entrance"), kind, free_cm
    for place, other in enumerate(squares.scene.booths):
        if other.id == booth.id:
            continue
        if (line & squares.booths[other.id]).any():
            yield (other.id,), True, "booth", free(squares.booths[other.id])
        elif (line & squares.fronts[other.id]).any():
            yield (other.id,), True, "front", free(squares.fronts[other.id])
        is_first = booth.id == next(each.id for each in squares.scene.booths if each.id in (booth.id, other.id))
        if is_first and (line & squares.lines[other.id]).any():
            yield (squares.scene.booths[place].id,), False, "queue", free(squares.lines[other.id])


# ---------------------------------------------------------------- wheelchairs


def _passages(squares: Squares) -> Iterator[Complaint]:
    scene = squares.scene
    if all(each.kind.value != "entrance" for each in scene.fixtures):
        yield "no_entrance", False, (), None, ""
        return
    reached = _pushed(squares, with_lines=False)
    crowded = _pushed(squares, with_lines=True)
    for booth in scene.booths:
        goals = _goals(squares, booth)
        if not goals & reached:
            yield "passage", True, (booth.id,), None, ""
        elif not goals & crowded and not _touching(squares, squares.lines[booth.id]) & crowded:
            yield "queue_passage", False, (booth.id,), None, ""


Corner = tuple[int, int]
"""Of a wheelchair's square, in tens from the plaza's corner."""


def _pushed(squares: Squares, *, with_lines: bool) -> set[Corner]:
    """Every corner that a wheelchair is pushed to, ten centimetres at a time."""
    free = _fits(squares, with_lines=with_lines)
    starts: set[Corner] = set()
    for fixture in squares.scene.fixtures:
        if fixture.kind.value == "entrance":
            starts |= _beside(squares, *(each / TEN for each in _rectangle(fixture)))
    reached = {corner for corner in starts if _is_free(free, corner)}
    waiting = deque(reached)
    while waiting:
        x, y = waiting.popleft()
        for corner in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if corner not in reached and _is_free(free, corner):
                reached.add(corner)
                waiting.append(corner)
    return reached


def _is_free(free: Ground, corner: Corner) -> bool:
    x, y = corner
    return 0 <= x < free.shape[0] and 0 <= y < free.shape[1] and bool(free[x, y])


def _fits(squares: Squares, *, with_lines: bool) -> Ground:
    """For every corner: whether no square of the wheelchair is taken and no bollard stands inside it."""
    scene, size = squares.scene, squares.limits.passage_cm // TEN
    taken: Ground = np.zeros_like(squares.plaza)
    for ground in (*squares.booths.values(), *(squares.lines.values() if with_lines else ())):
        taken |= ground
    for fixture in scene.fixtures:
        taken |= squares.things[fixture.id] & (fixture.kind.value in SOLID)
    edge = MARGIN_CM // TEN
    inner = taken[edge : edge + scene.width_cm // TEN, edge : edge + scene.depth_cm // TEN]
    if min(inner.shape) < size:
        return np.zeros((0, 0), dtype=np.bool_)
    windows: npt.NDArray[Any] = np.lib.stride_tricks.sliding_window_view(inner, (size, size))
    free: Ground = np.logical_not(windows.any(axis=(2, 3)))
    for fixture in scene.fixtures:
        if fixture.kind.value in SOLID and is_point(fixture):
            x, y = fixture.x_cm // TEN, fixture.y_cm // TEN
            free[max(x - size + 1, 0) : x, max(y - size + 1, 0) : y] = False
    return free


def _beside(squares: Squares, x: float, y: float, wide: float, deep: float) -> set[Corner]:
    """All corners at which a wheelchair touches a rectangle; in tens."""
    size = squares.limits.passage_cm // TEN
    columns = range(ceil(x) - size, floor(x + wide) + 1)
    return {(column, row) for column in columns for row in range(ceil(y) - size, floor(y + deep) + 1)}


def _touching(squares: Squares, line: Ground) -> set[Corner]:
    if not line.any():
        return set()
    xs, ys = squares.xs[line], squares.ys[line]
    west, south, east, north = (each / TEN for each in (xs.min() - 5, ys.min() - 5, xs.max() + 5, ys.max() + 5))
    return _beside(squares, west, south, east - west, north - south)


def _goals(squares: Squares, booth: SceneBooth) -> set[Corner]:
    """Corners of wheelchairs that stand at the front with all of their width, or before the middle of a narrow one."""
    size = squares.limits.passage_cm // TEN
    x, y, wide, deep = (each // TEN for each in _rectangle(booth))
    along = wide if booth.rotation_deg in (0, 180) else deep
    spots = range(along - size + 1) if along >= size else [(along - size) // 2]
    ways = {
        0: [(x + spot, y - size) for spot in spots],
        90: [(x + wide, y + spot) for spot in spots],
        180: [(x + spot, y + deep) for spot in spots],
        270: [(x - size, y + spot) for spot in spots],
    }
    return set(ways[booth.rotation_deg])


def _crowd(squares: Squares) -> Iterator[Complaint]:
    scene, limits = squares.scene, squares.limits
    taken = np.zeros_like(squares.plaza)
    for ground in squares.booths.values():
        taken |= ground
    for fixture in scene.fixtures:
        taken |= squares.things[fixture.id] & (fixture.kind.value in NO_STANDING)
    people = ceil(scene.visitors * limits.at_once_percent / 100)
    free_dm2 = int((squares.plaza & ~taken).sum())
    if people and free_dm2 / people < limits.standing_room_dm2:
        yield "standing_room", False, (), free_dm2 // people, ""
    if scene.visitors >= limits.permit_visitors:
        yield "permit", False, (), scene.visitors, ""
