"""The plaza to scale on a sheet: ground, fixtures, booths with their fronts, and the room for their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.queueing import queue_box
from kiosk.engine.plaza.scene import Box as Ground
from kiosk.engine.plaza.scene import SceneFixture
from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.printing.plan_shapes import INWARD, middle_cm, side_of
from kiosk.printing.shapes import GREY, INK, JADE, VERMILION, ZONE_COLOUR, Box, around, at_least, grown, overlap
from kiosk.printing.sheets.page import PITCH, Align, Sheet, fitted, wide_mm
from kiosk.printing.sheets.speech import Speech
from kiosk.services.plan import Plan, PlanBooth, PlanFixture
from models.enums import FixtureKind

PLAZA_FILL: Final = "#FBF7EF"
GRID: Final = "#E7DFD2"
LANE: Final = "#C98A78"
WATER: Final = "#1F5FA8"
FILLS: Final = {
    FixtureKind.FIRE_LANE: "#FBEDE8",
    FixtureKind.TREE: "#D3E3CF",
    FixtureKind.WALL: "#8A7F73",
    FixtureKind.STEPS: "#E3DACB",
    FixtureKind.SHADE: "#ECEFE4",
    FixtureKind.SEATS: "#DDE3EE",
    FixtureKind.NO_GO: "#EEE7E2",
}
EDGES: Final = {
    FixtureKind.FIRE_LANE: LANE,
    FixtureKind.TREE: "#4E7A4A",
    FixtureKind.STEPS: "#8A7F73",
    FixtureKind.SHADE: "#7F8A6A",
    FixtureKind.SEATS: "#5B6FA0",
    FixtureKind.NO_GO: "#8A7F73",
}
BELOW: Final = (FixtureKind.FIRE_LANE, FixtureKind.NO_GO, FixtureKind.SHADE, FixtureKind.PITCH)
"""Drawn before everything that stands on them."""
RIM_MM: Final = 1.5
"""So much room there is on each side of the plaza, on A4."""
POINTS: Final = (FixtureKind.OUTLET, FixtureKind.TAP, FixtureKind.HYDRANT)
TICK_STEPS_M: Final = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(slots=True)
class Drawing:
    """A plaza on its way onto a sheet. `left_mm`, `top_mm`: its north-west corner; `unit`: 1 on A4, more on A3."""

    sheet: Sheet
    plan: Plan
    speech: Speech
    limits: Limits
    left_mm: float
    top_mm: float
    scale: int
    unit: float
    taken: list[Box] = field(default_factory=list)
    outside: list[Box] = field(default_factory=list)

    @property
    def mm_per_cm(self) -> float:
        return 10 / self.scale

    def point(self, x_cm: float, y_cm: float) -> tuple[float, float]:
        return self.left_mm + x_cm * self.mm_per_cm, self.top_mm + (self.plan.depth_cm - y_cm) * self.mm_per_cm

    def box(self, ground: Ground) -> Box:
        left, bottom = self.point(ground.west, ground.south)
        right, top = self.point(ground.east, ground.north)
        return left, top, right, bottom

    @property
    def plaza(self) -> Box:
        return self.box(Ground(0, 0, self.plan.width_cm, self.plan.depth_cm))


def draw_ground(drawing: Drawing) -> None:
    """From the ground up; words last, where nothing stands any more."""
    sheet, plan = drawing.sheet, drawing.plan
    sheet.box(drawing.plaza, fill=PLAZA_FILL)
    _grid(drawing)
    lower = [each for each in plan.fixtures if each.at.kind in BELOW]
    for fixture in sorted(lower, key=lambda each: BELOW.index(each.at.kind)):
        _area(drawing, fixture.at)
    _queues(drawing)
    for fixture in plan.fixtures:
        if fixture.at.kind not in (*BELOW, *POINTS, FixtureKind.ENTRANCE):
            _area(drawing, fixture.at)
    sheet.box(drawing.plaza, edge=INK, edge_mm=0.4 * drawing.unit)
    for booth in plan.booths:
        _booth(drawing, booth)
    drawing.taken += [drawing.box(booth.at.box) for booth in plan.booths]
    drawing.taken += [drawing.box(each.at.box) for each in plan.fixtures if each.at.kind is FixtureKind.WALL]
    _entrances(drawing)
    _ticks(drawing)
    _points(drawing)
    _names(drawing)


# ---------------------------------------------------------------- ground


def tick_step_m(scale: int, unit: float) -> int:
    """Metres from one line of the grid to the next: at least 12 mm on paper."""
    return next((step for step in TICK_STEPS_M if step * 1000 / scale >= 12 * unit), TICK_STEPS_M[-1])


def _grid(drawing: Drawing) -> None:
    """A line every few metres: what is measured out on the morning."""
    step_m = tick_step_m(drawing.scale, drawing.unit)
    left, top, right, bottom = drawing.plaza
    for metre in range(0, drawing.plan.width_cm // 100 + 1, step_m):
        x, _y = drawing.point(metre * 100, 0)
        drawing.sheet.line([(x, top), (x, bottom)], colour=GRID, wide_mm=0.15)
    for metre in range(0, drawing.plan.depth_cm // 100 + 1, step_m):
        _x, y = drawing.point(0, metre * 100)
        drawing.sheet.line([(left, y), (right, y)], colour=GRID, wide_mm=0.15)


def _ticks(drawing: Drawing) -> None:
    """The metres of each line at the south and the west, where no entrance is named."""
    step_m, size = tick_step_m(drawing.scale, drawing.unit), 2.2 * drawing.unit
    left, _top, _right, bottom = drawing.plaza
    below, beside = size * PITCH / 2 + 0.4, 6 * drawing.unit
    marks = [
        (metre, around(drawing.point(metre * 100, 0)[0], bottom + below, 2 * size, size * PITCH))
        for metre in range(0, drawing.plan.width_cm // 100 + 1, step_m)
    ]
    marks += [
        (metre, (left - beside, y - size / 2, left - 0.8, y + size / 2))
        for metre in range(step_m, drawing.plan.depth_cm // 100 + 1, step_m)
        for y in [drawing.point(0, metre * 100)[1]]
    ]
    for metre, place in marks:
        if not any(overlap(place, other) > 0 for other in drawing.outside):
            align: Align = "middle" if place[1] >= bottom else "right"
            drawing.sheet.text(str(metre), place, size_mm=size, colour=GREY, align=align)


def hatching(sheet: Sheet, box: Box, *, colour: str, step_mm: float, wide_mm: float = 0.15) -> None:
    """Slanting lines: "keep off" without a colour."""
    left, top, right, bottom = box
    height = bottom - top
    lines = int((right - left + height) / step_mm) + 1
    for number in range(lines):
        start = left - height + number * step_mm
        low, high = max(start, left), min(start + height, right)
        if high > low:
            sheet.line([(low, bottom - (low - start)), (high, bottom - (high - start))], colour=colour, wide_mm=wide_mm)


def _area(drawing: Drawing, at: SceneFixture) -> None:
    box = drawing.box(at.box)
    if at.kind is FixtureKind.TREE:
        box = at_least(box, 1.5 * drawing.unit)
    draw_fixture(drawing.sheet, at.kind, box, unit=drawing.unit)


def draw_fixture(sheet: Sheet, kind: FixtureKind, box: Box, *, unit: float) -> None:
    """A fixture that takes ground, or its example in the key."""
    edge = EDGES.get(kind)
    if kind is FixtureKind.PITCH:
        _dashed(sheet, box, colour=GREY, unit=unit)
        return
    sheet.box(box, fill=FILLS.get(kind), edge=edge, edge_mm=0.2 * unit, is_round=kind is FixtureKind.TREE)
    if kind is FixtureKind.FIRE_LANE:
        hatching(sheet, box, colour=LANE, step_mm=4 * unit)
    elif kind is FixtureKind.NO_GO:
        hatching(sheet, box, colour=GREY, step_mm=1.6 * unit)
    elif kind is FixtureKind.STEPS:
        _steps(sheet, box, unit=unit)


def _steps(sheet: Sheet, box: Box, *, unit: float) -> None:
    left, top, right, bottom = box
    count = max(2, int((bottom - top) / (1.4 * unit)))
    for number in range(1, count):
        y = top + (bottom - top) * number / count
        sheet.line([(left, y), (right, y)], colour="#8A7F73", wide_mm=0.15)


def _dashed(sheet: Sheet, box: Box, *, colour: str, unit: float) -> None:
    left, top, right, bottom = box
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    sheet.line(corners, colour=colour, wide_mm=0.2 * unit, dash_mm=(1.2 * unit, 0.8 * unit))


# ---------------------------------------------------------------- booths


def _queues(drawing: Drawing) -> None:
    """Where the longest expected lines stand; first their ground, then all edges, so that two in one place show.

    What would lie outside the plaza is not drawn.
    """
    found = []
    for booth in drawing.plan.booths:
        queue = queue_box(booth.at, drawing.limits)
        inside = None if queue is None else _on_the_plaza(queue, drawing.plan)
        if inside is not None:
            found.append((drawing.box(inside), ZONE_COLOUR[booth.zone]))
            drawing.sheet.box(found[-1][0], fill="#FFFFFF")
    for box, colour in found:
        _dashed(drawing.sheet, box, colour=colour, unit=drawing.unit)


def _on_the_plaza(ground: Ground, plan: Plan) -> Ground | None:
    west, south = max(ground.west, 0), max(ground.south, 0)
    east, north = min(ground.east, plan.width_cm), min(ground.north, plan.depth_cm)
    return Ground(west, south, east, north) if west < east and south < north else None


def draw_queue(sheet: Sheet, box: Box, *, colour: str, unit: float) -> None:
    sheet.box(box, fill="#FFFFFF")
    _dashed(sheet, box, colour=colour, unit=unit)


def _booth(drawing: Drawing, booth: PlanBooth) -> None:
    """A booth that sticks out of the plaza is seen to; what lies farther out than the rim is cut."""
    box = _within(drawing.box(booth.at.box), grown(drawing.plaza, RIM_MM * drawing.unit))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    draw_booth(drawing.sheet, box, booth.at.rotation_deg, colour=ZONE_COLOUR[booth.zone], unit=drawing.unit)
    _booth_words(drawing, booth, grown(box, -front_mm(box, drawing.unit) - 0.2))


def _within(box: Box, room: Box) -> Box:
    return max(box[0], room[0]), max(box[1], room[1]), min(box[2], room[2]), min(box[3], room[3])


def front_mm(box: Box, unit: float) -> float:
    """How thick the front edge is drawn."""
    return min(1.1 * unit, (box[2] - box[0]) / 6, (box[3] - box[1]) / 6)


def draw_booth(sheet: Sheet, box: Box, rotation_deg: int, *, colour: str, unit: float) -> None:
    """A white ground with its front as a thick bar."""
    left, top, right, bottom = box
    thick = front_mm(box, unit)
    sheet.box(box, fill="#FFFFFF", edge=colour, edge_mm=0.3 * unit)
    fronts = {
        0: (left, bottom - thick, right, bottom),
        90: (right - thick, top, right, bottom),
        180: (left, top, right, top + thick),
        270: (left, top, left + thick, bottom),
    }
    sheet.box(fronts[rotation_deg], fill=colour)


def _booth_words(drawing: Drawing, booth: PlanBooth, room: Box) -> None:
    """The letter large; below it the name, as far as it can be read at that size."""
    wide, tall = room[2] - room[0], room[3] - room[1]
    share = 0.4 if drawing.speech.is_both else 0.5
    letter_mm = min(tall * share, wide * 0.7, 9 * drawing.unit)
    names = [] if letter_mm < 2 else _name_lines(drawing, booth, wide, tall - letter_mm * 1.05)
    if not names:
        letter_mm = min(tall * 0.85, wide * 0.9, 12 * drawing.unit)
    height = sum(size * PITCH * len(lines) for size, lines in names)
    top = (room[1] + room[3] - letter_mm * 1.05 - height) / 2
    place = (room[0], top, room[2], top + letter_mm * 1.05)
    colour = ZONE_COLOUR[booth.zone]
    drawing.sheet.text(booth.at.letter, place, size_mm=letter_mm, colour=colour, align="middle", bold=True)
    top = place[3]
    for size, lines in names:
        bottom = top + size * PITCH * len(lines)
        drawing.sheet.lines(lines, (room[0], top, room[2], bottom), size_mm=size, align="middle")
        top = bottom


def _name_lines(drawing: Drawing, booth: PlanBooth, wide: float, tall: float) -> list[tuple[float, tuple[str, ...]]]:
    """The name in each language, no smaller than can be read; nothing where there is no room."""
    said = drawing.speech.words(booth.name)
    least, most = 1.5 * drawing.unit, 2.9 * drawing.unit
    found: list[tuple[float, tuple[str, ...]]] = []
    for name in said:
        left = tall - sum(size * PITCH * len(lines) for size, lines in found)
        share = left / (len(said) - len(found))
        if share >= least * PITCH and wide >= least * 3:
            found.append(_largest(name, wide, share, [max(least, most * 0.94**step) for step in range(12)]))
    return found


def _largest(name: str, wide: float, tall: float, sizes: Sequence[float]) -> tuple[float, tuple[str, ...]]:
    """The largest letters, but rather a little smaller than on one line more."""
    whole = []
    for lines in (1, 2, 3):
        for size in sizes:
            found = fitted(name, width_mm=wide, size_mm=size, most=lines) if size * PITCH * lines <= tall else ()
            if found and not found[-1].endswith("…"):
                whole.append((size * 0.75 ** (lines - 1), size, found))
                break
    if whole:
        return max(whole)[1:]
    least = sizes[-1]
    return least, fitted(name, width_mm=wide, size_mm=least, most=max(1, int(tall / (least * PITCH))))


# ---------------------------------------------------------------- points and entrances


def _entrances(drawing: Drawing) -> None:
    """An arrow that goes in at the nearest edge, with its name outside."""
    half = 2.2 * drawing.unit
    for fixture in drawing.plan.fixtures:
        if fixture.at.kind is not FixtureKind.ENTRANCE:
            continue
        side = side_of(fixture.at, drawing.plan)
        x, y = _on_edge(drawing, fixture.at, side)
        in_x, in_y = INWARD[side]
        tail = (x - in_x * half * 1.5, y - in_y * half * 1.5)
        ends = [(tail[0] + in_y * half * sign, tail[1] + in_x * half * sign) for sign in (-1, 1)]
        drawing.sheet.area([(x + in_x * half * 0.5, y + in_y * half * 0.5), *ends], fill=VERMILION)
        _opening(drawing, fixture.at, side)
        _entrance_name(drawing, fixture, side, (x, y))


def _on_edge(drawing: Drawing, at: SceneFixture, side: str) -> tuple[float, float]:
    x_cm, y_cm = middle_cm(at)
    left, top, right, bottom = drawing.plaza
    x, y = drawing.point(x_cm, y_cm)
    return {"south": (x, bottom), "north": (x, top), "west": (left, y), "east": (right, y)}[side]


def _opening(drawing: Drawing, at: SceneFixture, side: str) -> None:
    """The stretch of the edge through which one comes in."""
    left, top, right, bottom = drawing.plaza
    box = drawing.box(at.box)
    along = {
        "south": [(box[0], bottom), (box[2], bottom)],
        "north": [(box[0], top), (box[2], top)],
        "west": [(left, box[1]), (left, box[3])],
        "east": [(right, box[1]), (right, box[3])],
    }[side]
    drawing.sheet.line(along, colour=VERMILION, wide_mm=0.9 * drawing.unit)


ENTRANCE_MM: Final = 2.6
SIDE_NAME_MM: Final = 22
"""The name of an entrance at the west or east: its size, and how wide it may be, on A4."""


def entrance_lines(fixture: PlanFixture, side: str, speech: Speech, unit: float) -> tuple[str, ...]:
    """At the south and north in one line, at the west and east one below the other."""
    said = speech.named(fixture.name, FIXTURE_KINDS[FixtureKind.ENTRANCE])
    size = ENTRANCE_MM * unit
    if side in ("south", "north"):
        return fitted(" ".join(said), width_mm=60 * unit, size_mm=size)
    return tuple(line for each in said for line in fitted(each, width_mm=SIDE_NAME_MM * unit, size_mm=size, most=2))


def _entrance_name(drawing: Drawing, fixture: PlanFixture, side: str, at: tuple[float, float]) -> None:
    size = ENTRANCE_MM * drawing.unit
    lines = entrance_lines(fixture, side, drawing.speech, drawing.unit)
    wide, tall = max((wide_mm(line, size) for line in lines), default=0), size * PITCH * len(lines)
    left, top, right, bottom = _beside(side, at, wide, tall, unit=drawing.unit)
    shift = min(0.0, drawing.sheet.width_mm - 4 - right)
    box = (left + shift, top, right + shift, bottom)
    if not any(overlap(box, other) > 0 for other in drawing.outside):
        drawing.sheet.lines(lines, box, size_mm=size, colour=VERMILION, bold=True)
        drawing.outside.append(box)
    drawing.outside.append(around(*at, 7 * drawing.unit, 7 * drawing.unit))


def _beside(side: str, at: tuple[float, float], wide: float, tall: float, *, unit: float) -> Box:
    """Outside the plaza: right of an arrow that goes up or down, below one that goes left or right."""
    x, y = at
    if side == "south":
        return x + 3 * unit, y + 0.8 * unit, x + 3 * unit + wide, y + 0.8 * unit + tall
    if side == "north":
        return x + 3 * unit, y - 0.8 * unit - tall, x + 3 * unit + wide, y - 0.8 * unit
    top = y + 2.6 * unit
    return (x - wide - 1, top, x - 1, top + tall) if side == "west" else (x + 1, top, x + 1 + wide, top + tall)


def _points(drawing: Drawing) -> None:
    size = 2 * drawing.unit
    for fixture in drawing.plan.fixtures:
        if fixture.at.kind not in POINTS:
            continue
        x, y = drawing.point(*middle_cm(fixture.at))
        box = around(x, y, 3 * drawing.unit, 3 * drawing.unit)
        draw_point(drawing.sheet, fixture.at.kind, box)
        drawing.taken.append(box)
        if fixture.at.kind is FixtureKind.OUTLET and fixture.at.amps:
            _write_near(drawing, f"{fixture.at.amps} A", box, size_mm=size, colour=INK)


def draw_point(sheet: Sheet, kind: FixtureKind, box: Box) -> None:
    """A bolt in a square, a drop, or a cross in a circle: three outlines that no print in black mixes up."""
    left, top, right, _bottom = box
    side = right - left

    def at(x: float, y: float) -> tuple[float, float]:
        return left + side * x, top + side * y

    if kind is FixtureKind.OUTLET:
        sheet.box(box, fill="#FFE28A", edge=INK, edge_mm=side / 12, radius_mm=side / 8)
        bolt = [(0.58, 0.12), (0.25, 0.56), (0.47, 0.56), (0.4, 0.88), (0.75, 0.42), (0.53, 0.42)]
        sheet.area([at(*each) for each in bolt], fill=INK)
    elif kind is FixtureKind.TAP:
        sheet.box((*at(0.14, 0.32), *at(0.86, 1.0)), fill=WATER, is_round=True)
        sheet.area([at(0.5, -0.05), at(0.2, 0.52), at(0.8, 0.52)], fill=WATER)
    else:
        sheet.box(box, fill=VERMILION, is_round=True)
        sheet.line([at(0.5, 0.2), at(0.5, 0.8)], colour="#FFFFFF", wide_mm=side / 6)
        sheet.line([at(0.2, 0.5), at(0.8, 0.5)], colour="#FFFFFF", wide_mm=side / 6)


def _write_near(drawing: Drawing, text: str, box: Box, *, size_mm: float, colour: str) -> bool:
    """Right, left, above or below of a box, where nothing is yet."""
    wide, tall = wide_mm(text, size_mm) + 0.6, size_mm * 1.15
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    places = [
        (box[2] + 0.2, y - tall / 2, box[2] + 0.2 + wide, y + tall / 2),
        (box[0] - 0.2 - wide, y - tall / 2, box[0] - 0.2, y + tall / 2),
        (x - wide / 2, box[1] - tall, x + wide / 2, box[1]),
        (x - wide / 2, box[3], x + wide / 2, box[3] + tall),
    ]
    return _write_free(drawing, (text,), places, size_mm=size_mm, colour=colour)


def _write_free(drawing: Drawing, lines: Sequence[str], places: Sequence[Box], *, size_mm: float, colour: str) -> bool:
    """In the first place that lies on the plaza and over nothing that is written or stands there."""
    left, top, right, bottom = grown(drawing.plaza, -0.3)
    for place in places:
        inside = place[0] >= left and place[1] >= top and place[2] <= right and place[3] <= bottom
        if inside and not any(overlap(place, other) > 0 for other in drawing.taken):
            drawing.taken.append(place)
            drawing.sheet.lines(lines, place, size_mm=size_mm, colour=colour, align="middle", rim=PLAZA_FILL)
            return True
    return False


# ---------------------------------------------------------------- names of what stands there


def _names(drawing: Drawing) -> None:
    """Large things first. A name without room is left out: the key says what the thing is."""
    named = [each for each in drawing.plan.fixtures if each.at.kind in FILLS and each.name.zh]
    size = 2.2 * drawing.unit
    for fixture in sorted(named, key=lambda each: -each.at.width_cm * each.at.depth_cm):
        said = drawing.speech.words(fixture.name)
        lines = tuple(line for each in said for line in fitted(each, width_mm=60 * drawing.unit, size_mm=size))
        colour = JADE if fixture.at.kind is FixtureKind.TREE else GREY
        places = [
            place
            for place, is_inside in _places(drawing.box(fixture.at.box), lines, size)
            if is_inside or not _covers_another(drawing, fixture.at, place)
        ]
        _write_free(drawing, lines, places, size_mm=size, colour=colour)


def _covers_another(drawing: Drawing, at: SceneFixture, place: Box) -> bool:
    """Whether a name beside its own thing would be read as the name of another one."""
    others = [each.at for each in drawing.plan.fixtures if each.at is not at and each.at.kind in FILLS]
    own = drawing.box(at.box)
    return any(overlap(place, box) > 0 and overlap(own, box) == 0 for box in map(drawing.box, (o.box for o in others)))


def _places(box: Box, lines: Sequence[str], size: float) -> Iterator[tuple[Box, bool]]:
    """In the middle of a thing if there is room, then below, above and beside it; and whether it lies inside."""
    wide, tall = max(wide_mm(line, size) for line in lines) + 0.8, size * PITCH * len(lines)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    below, above = box[3] + tall / 2 + 0.2, box[1] - tall / 2 - 0.2
    if box[2] - box[0] >= wide and box[3] - box[1] >= tall * 0.8:
        yield around(x, y, wide, tall), True
        yield around(box[0] + (box[2] - box[0]) / 4, y, wide, tall), True
    yield around(x, below, wide, tall), False
    yield around(x, above, wide, tall), False
    yield around(box[2] + wide / 2 + 0.2, y, wide, tall), False
    yield around(box[0] - wide / 2 - 0.2, y, wide, tall), False
    for share in (0.25, 0.75, 0.12, 0.88):
        along = box[0] + (box[2] - box[0]) * share
        yield around(along, below, wide, tall), False
        yield around(along, above, wide, tall), False
