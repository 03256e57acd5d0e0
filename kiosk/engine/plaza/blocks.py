"""A scene as a plan for the search: every booth together with the ground in front of it where people stand in line.

Blocks that keep a passage between them leave a way to every front, so the search needs to know nothing of fronts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil

from kiosk.engine.layout.plan import Flow, Obstacle, Place, Plan, Point, Separation, Stand
from kiosk.engine.plaza.queueing import front_zone, queue_box
from kiosk.engine.plaza.scene import FRONTS, Box, Scene, SceneBooth
from kiosk.engine.plaza.walking import Walking
from models.enums import FixtureKind

CLEAR = frozenset(
    {
        FixtureKind.WALL, FixtureKind.TREE, FixtureKind.HYDRANT, FixtureKind.STEPS, FixtureKind.SEATS,
        FixtureKind.ENTRANCE, FixtureKind.FIRE_LANE, FixtureKind.NO_GO, FixtureKind.OUTLET, FixtureKind.TAP,
    }
)  # fmt: skip
"""On these stands no booth and no line."""
DIAGONAL = 1.4142136
"""Along x and y it is at most so many times as far as straight."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a proposal cares: `line` times the length that lines are expected to have, `passage` times the least
    passage, `lead_m` metres of walking for a metre of lead, `quiet` times the least distance of loud from quiet."""

    line: float = 1.0
    passage: float = 1.0
    lead_m: float = 5.0
    quiet: float = 1.0


def room_cm(booth: SceneBooth, scene: Scene, weights: Weights) -> int:
    """How deep the ground in front is: for the line, at least for a wheelchair, in whole steps of the grid."""
    line = queue_box(replace(booth, rotation_deg=0), scene.limits)
    longest = 0 if line is None else line.north - line.south
    wanted = max(scene.limits.passage_cm, longest * weights.line)
    return ceil(wanted / scene.grid_cm) * scene.grid_cm


def plan_of(scene: Scene, walking: Walking, weights: Weights) -> Plan:
    """Stands in the order of the scene's booths. A pinned booth stands alone, with its line as an obstacle."""
    rooms = {booth.id: 0 if booth.is_pinned else room_cm(booth, scene, weights) for booth in scene.booths}
    supplied = [booth for booth in scene.booths if booth.needs_power or booth.needs_water]
    beside = max((rooms[booth.id] for booth in supplied), default=0) // 2
    limits = scene.limits
    return Plan(
        width_cm=scene.width_cm,
        depth_cm=scene.depth_cm,
        grid_cm=scene.grid_cm,
        booth_gap_cm=max(limits.booth_gap_cm, round(limits.passage_cm * weights.passage)),
        lead_max_cm=max(0, limits.lead_max_cm - beside),
        lead_weight=weights.lead_m,
        stands=tuple(_stand(booth, rooms[booth.id], walking) for booth in scene.booths),
        entrances=_middles(scene, FixtureKind.ENTRANCE),
        obstacles=(*_obstacles(scene), *_lines_of_pinned(scene)),
        outlets=_middles(scene, FixtureKind.OUTLET),
        flows=tuple(Flow(one, other, people) for (one, other), people in walking.flows.items()),
        separations=tuple(_separations(scene, rooms, weights)),
        taps=_middles(scene, FixtureKind.TAP),
        hose_max_cm=max(0, limits.hose_max_cm - beside),
    )


def _stand(booth: SceneBooth, room: int, walking: Walking) -> Stand:
    """A block: as wide as the booth, as deep as booth and line together."""
    turned = booth.rotation_deg in (90, 270)
    return Stand(
        id=booth.id,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm + room,
        rotatable=True,
        needs_power=booth.needs_power,
        needs_water=booth.needs_water,
        arrivals=walking.arrivals.get(booth.id, 0.0),
        pinned=Place(booth.x_cm, booth.y_cm, 90 if turned else 0) if booth.is_pinned else None,
    )


def _middles(scene: Scene, kind: FixtureKind) -> tuple[Point, ...]:
    return tuple(
        Point(each.x_cm + each.width_cm // 2, each.y_cm + each.depth_cm // 2)
        for each in scene.fixtures
        if each.kind is kind
    )


def _obstacles(scene: Scene) -> list[Obstacle]:
    return [
        Obstacle(each.kind.value, each.x_cm, each.y_cm, each.width_cm, each.depth_cm)
        for each in scene.fixtures
        if each.kind in CLEAR
    ]


def _lines_of_pinned(scene: Scene) -> list[Obstacle]:
    boxes: list[Box] = []
    for booth in scene.booths:
        if booth.is_pinned:
            line = queue_box(booth, scene.limits)
            boxes += [front_zone(booth, scene.limits), *([line] if line is not None else [])]
    return [Obstacle("line", b.west, b.south, b.east - b.west, b.north - b.south) for b in boxes]


def _separations(scene: Scene, rooms: Mapping[str, int], weights: Weights) -> list[Separation]:
    """So far that the straight distances, edge to edge where the rule says so, are kept whatever way they stand."""
    found = []
    for one, other in combinations(scene.booths, 2):
        least = _apart_cm(one, other, scene, weights)
        if least:
            found.append(Separation(one.id, other.id, least + (rooms[one.id] + rooms[other.id]) // 2))
    return found


def _apart_cm(one: SceneBooth, other: SceneBooth, scene: Scene, weights: Weights) -> int:
    limits, least = scene.limits, 0.0
    halves = sum(each.width_cm + each.depth_cm for each in (one, other)) / 2
    if (one.is_noisy and other.needs_quiet) or (other.is_noisy and one.needs_quiet):
        least = limits.quiet_apart_cm * DIAGONAL * weights.quiet
    if one.burns_fuel or other.burns_fuel:
        least = max(least, limits.fuel_apart_cm * DIAGONAL + halves)
    if one.cooks and other.cooks:
        least = max(least, limits.cooking_apart_cm * DIAGONAL + halves)
    return ceil(least)


def booths_of(scene: Scene, places: Sequence[Place], rooms: Mapping[str, int]) -> tuple[SceneBooth, ...]:
    """The booths as a layout of blocks puts them, each with its front to the side where it is more open."""
    blocks = [_block(booth, place, rooms[booth.id]) for booth, place in zip(scene.booths, places, strict=True)]
    closed = [each.box for each in scene.fixtures if each.kind in CLEAR and each.kind is not FixtureKind.FIRE_LANE]
    return tuple(
        booth if booth.is_pinned else _most_open(_ways(booth, place, rooms[booth.id]), block, scene, [*closed, *blocks])
        for booth, place, block in zip(scene.booths, places, blocks, strict=True)
    )


def _block(booth: SceneBooth, place: Place, room: int) -> Box:
    wide, deep = booth.width_cm, booth.depth_cm + room
    if booth.is_pinned:
        return booth.box
    if place.rotation_deg == 90:
        wide, deep = deep, wide
    return Box(place.x_cm, place.y_cm, place.x_cm + wide, place.y_cm + deep)


def _ways(booth: SceneBooth, place: Place, room: int) -> tuple[SceneBooth, SceneBooth]:
    first, second = (90, 270) if place.rotation_deg == 90 else (0, 180)
    return _facing(booth, place, room, first), _facing(booth, place, room, second)


def _most_open(ways: tuple[SceneBooth, SceneBooth], own: Box, scene: Scene, boxes: Sequence[Box]) -> SceneBooth:
    around = [box for box in boxes if box != own]
    return max(ways, key=lambda each: _open_cm(each, own, scene, around))


def _facing(booth: SceneBooth, place: Place, room: int, way: int) -> SceneBooth:
    """The line lies on the side of the front, the booth on the other."""
    x, y = FRONTS[way]
    return replace(
        booth,
        x_cm=place.x_cm + (room if x < 0 else 0),
        y_cm=place.y_cm + (room if y < 0 else 0),
        rotation_deg=way,
    )


def other_way(booth: SceneBooth, room: int) -> SceneBooth:
    """The same block with the line on its other side."""
    x, y = FRONTS[booth.rotation_deg]
    way = (booth.rotation_deg + 180) % 360
    return replace(booth, x_cm=booth.x_cm + x * room, y_cm=booth.y_cm + y * room, rotation_deg=way)


def _open_cm(booth: SceneBooth, own: Box, scene: Scene, around: Sequence[Box]) -> int:
    """How far it is free beyond the block in front, as wide as the block."""
    x, y = FRONTS[booth.rotation_deg]
    if x:
        spans = [(box.south, box.north, box.west, box.east) for box in around]
        low, high, edge = own.south, own.north, own.east if x > 0 else own.west
        end = scene.width_cm if x > 0 else 0
    else:
        spans = [(box.west, box.east, box.south, box.north) for box in around]
        low, high, edge = own.west, own.east, own.north if y > 0 else own.south
        end = scene.depth_cm if y > 0 else 0
    ahead = [
        near - edge if x + y > 0 else edge - far
        for first, last, near, far in spans
        if first < high and low < last and ((near >= edge) if x + y > 0 else (far <= edge))
    ]
    return min([abs(end - edge), *ahead])
