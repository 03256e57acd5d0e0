"""What is on the little plan of the plaza: from centimetres to a short list of shapes in picture pixels (y down)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.engine.plaza.scene import SceneFixture
from kiosk.printing.lettering import largest_size_px, length_px, printable
from kiosk.printing.shapes import (
    GREY,
    INDIGO,
    INK,
    JADE,
    VERMILION,
    ZONE_COLOUR,
    Box,
    Point,
    Shape,
    around,
    at_least,
    grown,
    moved_inside,
    overlap,
)
from kiosk.services.plan import Plan, PlanBooth, PlanFixture
from models.enums import FixtureKind

Look = Literal["colour", "paper"]

TALLEST = 1.25
"""A plan is at most this many times as tall as wide: a long, narrow plaza is drawn smaller, not longer."""


@dataclass(frozen=True, slots=True)
class PlanMark:
    """What the little plan shows, in one language.

    `marked`: letters of the booths to find ("B", "ACF"), or None. `title`: the plan in words, for whoever cannot see.
    `here_cm`: where the reader stands, and `here_label` what to write there.
    """

    plan: Plan
    title: str
    lang: str = "zh-CN"
    marked: str | None = None
    here_cm: tuple[int, int] | None = None
    here_label: str = ""


@dataclass(frozen=True, slots=True)
class _Style:
    fill: str | None
    edge: str | None
    text: str


_GROUND: dict[Look, _Style] = {
    "colour": _Style("#F7EEDF", "#8A7F73", GREY),
    "paper": _Style("#FFFFFF", "#000000", "#000000"),
}
_FIXTURES: dict[Look, dict[FixtureKind, _Style]] = {
    "colour": {
        FixtureKind.FIRE_LANE: _Style("#EAD9CF", "#B98B7A", GREY),
        FixtureKind.TREE: _Style("#C9DCC4", "#5E7F5A", JADE),
        FixtureKind.WALL: _Style("#8A7F73", None, "#FFFFFF"),
        FixtureKind.STEPS: _Style("#E3DACB", "#8A7F73", GREY),
        FixtureKind.SHADE: _Style("#E9E4D4", "#A79C8B", GREY),
        FixtureKind.SEATS: _Style("#DDE3EE", "#6E7FA6", INDIGO),
        FixtureKind.NO_GO: _Style("#DDD6CC", "#8A7F73", GREY),
        FixtureKind.PITCH: _Style(None, "#A79C8B", GREY),
    },
    "paper": {
        FixtureKind.FIRE_LANE: _Style(None, "#000000", "#000000"),
        FixtureKind.TREE: _Style(None, "#000000", "#000000"),
        FixtureKind.WALL: _Style("#000000", None, "#FFFFFF"),
        FixtureKind.STEPS: _Style(None, "#000000", "#000000"),
        FixtureKind.SHADE: _Style(None, "#000000", "#000000"),
        FixtureKind.SEATS: _Style(None, "#000000", "#000000"),
        FixtureKind.NO_GO: _Style(None, "#000000", "#000000"),
        FixtureKind.PITCH: _Style(None, "#000000", "#000000"),
    },
}
# Sockets, taps and hydrants help nobody to find a booth: they are left out.


INWARD = {"south": (0, -1), "north": (0, 1), "west": (1, 0), "east": (-1, 0)}
"""The way in from each side, in picture directions."""


def middle_cm(fixture: SceneFixture) -> Point:
    return fixture.x_cm + fixture.width_cm / 2, fixture.y_cm + fixture.depth_cm / 2


def side_of(entrance: SceneFixture, plan: Plan) -> str:
    """The edge of the plaza that an entrance is nearest to."""
    x_cm, y_cm = middle_cm(entrance)
    distances = {"south": y_cm, "north": plan.depth_cm - y_cm, "west": x_cm, "east": plan.width_cm - x_cm}
    return min(distances, key=lambda side: distances[side])


class _Frame:
    """From centimetres on the plaza to pixels of a picture of a given width."""

    def __init__(self, plan: Plan, width_px: int) -> None:
        self.width_px = width_px
        self.edge_px = max(2.0, width_px / 220)
        self.letter_px = max(12, round(width_px / 22))
        # Room outside the plaza only where an entrance's arrow and name need it.
        entrances = [each.at for each in plan.fixtures if each.at.kind is FixtureKind.ENTRANCE]
        sides = {side_of(each, plan) for each in entrances}
        rims = {side: round(self.letter_px * (1.8 if side in sides else 0.5)) for side in INWARD}
        room_px = width_px - rims["west"] - rims["east"]
        self.px_per_cm = min(room_px / plan.width_cm, room_px * TALLEST / plan.depth_cm)
        self.left_px = rims["west"] + (room_px - plan.width_cm * self.px_per_cm) / 2
        self.bottom_px = rims["north"] + plan.depth_cm * self.px_per_cm
        self.height_px = round(self.bottom_px + rims["south"])

    def point(self, x_cm: float, y_cm: float) -> tuple[float, float]:
        return self.left_px + x_cm * self.px_per_cm, self.bottom_px - y_cm * self.px_per_cm

    def box(self, x_cm: float, y_cm: float, width_cm: float, depth_cm: float) -> Box:
        left, bottom = self.point(x_cm, y_cm)
        right, top = self.point(x_cm + width_cm, y_cm + depth_cm)
        return left, top, right, bottom


def shapes(mark: PlanMark, width_px: int, look: Look) -> tuple[int, tuple[Shape, ...]]:
    """The picture's height in pixels, and what to paint, from back to front."""
    plan = mark.plan
    frame = _Frame(plan, width_px)
    ground, marked = _GROUND[look], mark.marked or ""
    plaza = frame.box(0, 0, plan.width_cm, plan.depth_cm)
    found = [Shape("box", plaza, fill=ground.fill, edge=ground.edge, edge_px=frame.edge_px)]
    for fixture in plan.fixtures:
        found += _fixture(fixture, mark, frame, look)
    for booth in plan.booths:
        if booth.at.letter not in marked:
            found += _booth(booth, frame, look)
    for booth in plan.booths:
        if booth.at.letter in marked:
            found += _marked_booth(booth, plan, frame, look)
    written = [shape.box for shape in found if shape.kind == "text"]
    return frame.height_px, (*found, *_here(mark, frame, look, written))


def _fixture(fixture: PlanFixture, mark: PlanMark, frame: _Frame, look: Look) -> list[Shape]:
    at, label = fixture.at, fixture.name.say(mark.lang)
    if at.kind is FixtureKind.ENTRANCE:
        return _entrance(at, label, mark.plan, frame, look)
    style = _FIXTURES[look].get(at.kind)
    if style is None:
        return []
    box = frame.box(at.x_cm, at.y_cm, at.width_cm, at.depth_cm)
    if at.kind is FixtureKind.TREE:
        box = at_least(box, frame.letter_px * 0.7)
    shape: Literal["box", "round"] = "round" if at.kind is FixtureKind.TREE else "box"
    drawn = [Shape(shape, box, fill=style.fill, edge=style.edge, edge_px=frame.edge_px / 2)]
    words = _label(label, box, frame, style.text)
    if look == "paper" and at.kind in (FixtureKind.FIRE_LANE, FixtureKind.NO_GO):
        clear = [Shape("box", word.box, fill="#FFFFFF") for word in words]
        return [*drawn, *_hatching(box, frame), *clear, *words]
    return drawn + words


def _hatching(box: Box, frame: _Frame) -> list[Shape]:
    """Slanting lines: on paper the only way to say "keep off" without a colour."""
    left, top, right, bottom = box
    step, height = frame.letter_px, bottom - top
    drawn = []
    start = left - height
    while start < right:
        low, high = max(start, left), min(start + height, right)
        points = ((low, bottom - (low - start)), (high, bottom - (high - start)))
        if high > low:
            drawn.append(Shape("line", box, edge="#000000", edge_px=1, points=points))
        start += step
    return drawn


def _label(label: str, box: Box, frame: _Frame, colour: str) -> list[Shape]:
    """A word in the middle of its box, or nothing where there is no room for it."""
    text = printable(label)
    most_px, least_px = round(frame.letter_px * 0.85), round(frame.letter_px * 0.6)
    left, top, right, bottom = box
    size = min(most_px, int((bottom - top) / 1.15), largest_size_px(text, width_px=int(right - left), most_px=most_px))
    if not text or size < least_px:
        return []
    field = around((left + right) / 2, (top + bottom) / 2, length_px(text, size) + size * 0.6, size * 1.15)
    return [Shape("text", field, fill=colour, text=text, size_px=size)]


def _entrance(entrance: SceneFixture, label: str, plan: Plan, frame: _Frame, look: Look) -> list[Shape]:
    """An arrow that goes in at the nearest edge, with its name outside."""
    side = side_of(entrance, plan)
    x_cm, y_cm = middle_cm(entrance)
    edge_cm = {"south": (x_cm, 0), "north": (x_cm, plan.depth_cm), "west": (0, y_cm), "east": (plan.width_cm, y_cm)}
    x, y = frame.point(*edge_cm[side])
    (in_x, in_y), half = INWARD[side], frame.letter_px * 0.55
    colour = "#000000" if look == "paper" else VERMILION
    tail = (x - in_x * half * 1.6, y - in_y * half * 1.6)
    ends = tuple((tail[0] + in_y * half * sign, tail[1] + in_x * half * sign) for sign in (-1, 1))
    arrow = Shape("poly", (x, y, x, y), fill=colour, points=((x + in_x * half * 0.4, y + in_y * half * 0.4), *ends))
    name = _beside_arrow(label, (x, y), side, frame) or _inside(label, (x, y), side, plan, frame)
    return [arrow, *([Shape("text", name[0], fill=colour, text=name[1], size_px=name[2])] if name else [])]


def _beside_arrow(label: str, at: tuple[float, float], side: str, frame: _Frame) -> tuple[Box, str, int] | None:
    """Where an entrance's name stands: in the rim beside its arrow, never over an edge of the picture."""
    text, size, half = printable(label), round(frame.letter_px * 0.85), frame.letter_px * 0.55
    wide = length_px(text, size)
    if side in ("west", "east"):
        left = 0.0 if side == "west" else frame.width_px - wide
        top = at[1] + half if at[1] + half + size * 1.4 < frame.height_px else at[1] - half - size * 1.4
        fits = wide <= frame.letter_px * 1.75
    else:
        right_of = at[0] + half * 1.4
        left = right_of if right_of + wide <= frame.width_px else at[0] - half * 1.4 - wide
        top = at[1] - half * 1.9 if side == "north" else at[1] + half * 1.9 - size * 1.4
        fits = left >= 0
    return ((left, top, left + wide, top + size * 1.4), text, size) if text and fits else None


def _inside(label: str, at: tuple[float, float], side: str, plan: Plan, frame: _Frame) -> tuple[Box, str, int] | None:
    """The name of an entrance whose rim is too narrow: on the plaza before the arrow, where nothing stands."""
    text, size, half = printable(label), round(frame.letter_px * 0.85), frame.letter_px * 0.55
    wide, tall = length_px(text, size), size * 1.4
    if not text or side not in ("west", "east"):
        return None
    left = at[0] + half if side == "west" else at[0] - half - wide
    place = (left, at[1] - tall / 2, left + wide, at[1] + tall / 2)
    things = [each.at for each in plan.fixtures if each.at.kind in _FIXTURES["colour"]]
    boxes = [frame.box(each.x_cm, each.y_cm, each.width_cm, each.depth_cm) for each in things]
    boxes += [grown(_booth_box(booth, frame), frame.letter_px * 0.4) for booth in plan.booths]
    inside = place[0] >= frame.left_px and place[2] <= frame.left_px + plan.width_cm * frame.px_per_cm
    return (place, text, size) if inside and not any(overlap(place, box) > 0 for box in boxes) else None


def _letter(letter: str, box: Box, frame: _Frame, colour: str) -> list[Shape]:
    text = printable(letter)
    room = min(box[2] - box[0], (box[3] - box[1]) * 1.4) * 0.86
    size = largest_size_px(
        text, width_px=max(1, int(room)), most_px=min(int(box[3] - box[1]), round(frame.letter_px * 1.4))
    )
    return [Shape("text", box, fill=colour, text=text, size_px=size)] if text and size >= 6 else []


def _booth_box(booth: PlanBooth, frame: _Frame) -> Box:
    return frame.box(booth.at.x_cm, booth.at.y_cm, *booth.at.size_cm)


def _booth(booth: PlanBooth, frame: _Frame, look: Look) -> list[Shape]:
    box = _booth_box(booth, frame)
    colour = ZONE_COLOUR[booth.zone] if look == "colour" else "#000000"
    body = Shape("box", box, fill="#FFFFFF", edge=colour, edge_px=frame.edge_px, radius_px=frame.edge_px * 2)
    return [body, *_letter(booth.at.letter, box, frame, colour)]


def _marked_booth(booth: PlanBooth, plan: Plan, frame: _Frame, look: Look) -> list[Shape]:
    """Filled, ringed and pointed at: found without telling colours apart."""
    box = _booth_box(booth, frame)
    colour = VERMILION if look == "colour" else "#000000"
    gap, half = frame.edge_px * 2, frame.letter_px * 0.6
    ring = (box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    above = around(middle[0], ring[1] - half, half * 2, half * 1.8)
    below = around(middle[0], ring[3] + half, half * 2, half * 1.8)
    others = [_booth_box(other, frame) for other in plan.booths if other != booth]
    field = _freest([above, below], others, frame)
    tip, tail = (field[3], field[1]) if field == above else (field[1], field[3])
    pointer = ((middle[0], tip), (field[0], tail), (field[2], tail))
    return [
        Shape("box", ring, fill="#FFFFFF", edge=colour, edge_px=frame.edge_px, radius_px=frame.edge_px * 4),
        Shape("box", box, fill=colour, radius_px=frame.edge_px * 2),
        *_letter(booth.at.letter, box, frame, "#FFFFFF"),
        Shape("poly", field, fill=colour, edge="#FFFFFF", edge_px=frame.edge_px / 2, points=pointer),
    ]


def _here(mark: PlanMark, frame: _Frame, look: Look, written: list[Box]) -> list[Shape]:
    """A dot where the reader stands; its sign on the side where it hides least of booths and words."""
    if mark.here_cm is None:
        return []
    x, y = frame.point(*mark.here_cm)
    radius, colour = frame.letter_px * 0.45, "#000000" if look == "paper" else INK
    dot = Shape("round", around(x, y, radius * 2, radius * 2), fill=colour, edge="#FFFFFF", edge_px=frame.edge_px)
    text, size = printable(mark.here_label), round(frame.letter_px * 0.85)
    wide, tall = length_px(text, size) + size, size * 1.4
    if not text or wide > frame.width_px:
        return [dot]
    beside, over = radius * 1.5 + wide / 2, radius * 1.5 + tall / 2
    places = [(x, y + over), (x, y - over), (x + beside, y), (x - beside, y)]
    taken = [*written, *(_booth_box(booth, frame) for booth in mark.plan.booths)]
    sign = _freest([around(*place, wide, tall) for place in places], taken, frame)
    return [
        dot,
        Shape("box", sign, fill=colour, radius_px=size * 0.3),
        Shape("text", sign, fill="#FFFFFF", text=text, size_px=size),
    ]


def _freest(places: list[Box], taken: list[Box], frame: _Frame) -> Box:
    """The first of the places, moved into the picture, that covers least of what is taken."""
    inside = [moved_inside(place, frame.width_px, frame.height_px) for place in places]
    return min(inside, key=lambda place: sum(overlap(place, box) for box in taken))
