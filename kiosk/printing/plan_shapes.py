"""What is on the little plan of the plaza: from centimetres to a short list of shapes in picture pixels (y down)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.printing.lettering import largest_size_px, length_px, printable
from models.enums import FixtureKind, Zone

Look = Literal["colour", "paper"]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

PAPER, INK, VERMILION, JADE, INDIGO, AMBER, GREY = (
    "#FFFBF4", "#221B16", "#9E1B14", "#0A5446", "#1E3A7B", "#6F3F00", "#4A433D",
)  # fmt: skip

TALLEST = 1.25
"""A plan is at most this many times as tall as wide: a long, narrow plaza is drawn smaller, not longer."""


@dataclass(frozen=True, slots=True)
class PlanFixture:
    """Something that stands on the plaza. `label`: what to write on it if there is room."""

    kind: FixtureKind
    x_cm: int
    y_cm: int
    width_cm: int = 0
    depth_cm: int = 0
    label: str = ""

    @property
    def middle_cm(self) -> tuple[float, float]:
        return self.x_cm + self.width_cm / 2, self.y_cm + self.depth_cm / 2


@dataclass(frozen=True, slots=True)
class PlanBooth:
    """A booth. Width and depth before rotation; the corner is the smallest one after it."""

    letter: str
    zone: Zone
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int = 0

    @property
    def footprint_cm(self) -> tuple[int, int]:
        """Extent along x and along y."""
        turned = self.rotation_deg % 180 == 90
        return (self.depth_cm, self.width_cm) if turned else (self.width_cm, self.depth_cm)


@dataclass(frozen=True, slots=True)
class PlanMark:
    """What the plan shows. Centimetres, origin at the south-west corner, x east, y north.

    `marked`: letters of the booths to find ("B", "ACF"), or None. `title`: the plan in words, for whoever cannot see.
    `here_cm`: where the reader stands, and `here_label` what to write there.
    """

    width_cm: int
    depth_cm: int
    fixtures: tuple[PlanFixture, ...]
    booths: tuple[PlanBooth, ...]
    title: str
    marked: str | None = None
    here_cm: tuple[int, int] | None = None
    here_label: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing to paint: its box in pixels, how it is filled, edged and named."""

    kind: Literal["box", "round", "poly", "text"]
    box: Box
    fill: str | None = None
    edge: str | None = None
    edge_px: float = 0
    points: tuple[tuple[float, float], ...] = ()
    text: str = ""
    size_px: int = 0
    radius_px: float = 0


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
    },
    "paper": {
        FixtureKind.FIRE_LANE: _Style(None, "#000000", "#000000"),
        FixtureKind.TREE: _Style(None, "#000000", "#000000"),
        FixtureKind.WALL: _Style("#000000", None, "#FFFFFF"),
        FixtureKind.STEPS: _Style(None, "#000000", "#000000"),
        FixtureKind.SHADE: _Style(None, "#000000", "#000000"),
        FixtureKind.SEATS: _Style(None, "#000000", "#000000"),
        FixtureKind.NO_GO: _Style(None, "#000000", "#000000"),
    },
}
# Sockets, taps and hydrants help nobody to find a booth: they are left out.
_ZONES: dict[Zone, str] = {Zone.HEALTH: JADE, Zone.HANDY: INDIGO, Zone.FUN: AMBER}


_INWARD = {"south": (0, -1), "north": (0, 1), "west": (1, 0), "east": (-1, 0)}
"""The way in from each side, in picture directions."""


def _side(entrance: PlanFixture, plan: PlanMark) -> str:
    """The edge of the plaza that an entrance is nearest to."""
    x_cm, y_cm = entrance.middle_cm
    distances = {"south": y_cm, "north": plan.depth_cm - y_cm, "west": x_cm, "east": plan.width_cm - x_cm}
    return min(distances, key=lambda side: distances[side])


class _Frame:
    """From centimetres on the plaza to pixels of a picture of a given width."""

    def __init__(self, plan: PlanMark, width_px: int) -> None:
        self.width_px = width_px
        self.edge_px = max(2.0, width_px / 220)
        self.letter_px = max(12, round(width_px / 22))
        # Room outside the plaza only where an entrance's arrow and name need it.
        sides = {_side(fixture, plan) for fixture in plan.fixtures if fixture.kind is FixtureKind.ENTRANCE}
        rims = {side: round(self.letter_px * (1.8 if side in sides else 0.5)) for side in _INWARD}
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


def shapes(plan: PlanMark, width_px: int, look: Look) -> tuple[int, tuple[Shape, ...]]:
    """The picture's height in pixels, and what to paint, from back to front."""
    frame = _Frame(plan, width_px)
    ground, marked = _GROUND[look], plan.marked or ""
    plaza = frame.box(0, 0, plan.width_cm, plan.depth_cm)
    found = [Shape("box", plaza, fill=ground.fill, edge=ground.edge, edge_px=frame.edge_px)]
    for fixture in plan.fixtures:
        found += _fixture(fixture, plan, frame, look)
    for booth in plan.booths:
        if booth.letter not in marked:
            found += _booth(booth, frame, look)
    for booth in plan.booths:
        if booth.letter in marked:
            found += _marked_booth(booth, plan, frame, look)
    written = [shape.box for shape in found if shape.kind == "text"]
    return frame.height_px, (*found, *_here(plan, frame, look, written))


def _fixture(fixture: PlanFixture, plan: PlanMark, frame: _Frame, look: Look) -> list[Shape]:
    if fixture.kind is FixtureKind.ENTRANCE:
        return _entrance(fixture, plan, frame, look)
    style = _FIXTURES[look].get(fixture.kind)
    if style is None:
        return []
    box = frame.box(fixture.x_cm, fixture.y_cm, fixture.width_cm, fixture.depth_cm)
    if fixture.kind is FixtureKind.TREE:
        box = _at_least(box, frame.letter_px * 0.7)
    shape: Literal["box", "round"] = "round" if fixture.kind is FixtureKind.TREE else "box"
    drawn = [Shape(shape, box, fill=style.fill, edge=style.edge, edge_px=frame.edge_px / 2)]
    words = _label(fixture.label, box, frame, style.text)
    if look == "paper" and fixture.kind in (FixtureKind.FIRE_LANE, FixtureKind.NO_GO):
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
            drawn.append(Shape("poly", box, edge="#000000", edge_px=1, points=points))
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
    field = _around((left + right) / 2, (top + bottom) / 2, length_px(text, size) + size * 0.6, size * 1.15)
    return [Shape("text", field, fill=colour, text=text, size_px=size)]


def _entrance(entrance: PlanFixture, plan: PlanMark, frame: _Frame, look: Look) -> list[Shape]:
    """An arrow that goes in at the nearest edge, with its name outside."""
    side = _side(entrance, plan)
    x_cm, y_cm = entrance.middle_cm
    edge_cm = {"south": (x_cm, 0), "north": (x_cm, plan.depth_cm), "west": (0, y_cm), "east": (plan.width_cm, y_cm)}
    x, y = frame.point(*edge_cm[side])
    (in_x, in_y), half = _INWARD[side], frame.letter_px * 0.55
    colour = "#000000" if look == "paper" else VERMILION
    tail = (x - in_x * half * 1.6, y - in_y * half * 1.6)
    ends = tuple((tail[0] + in_y * half * sign, tail[1] + in_x * half * sign) for sign in (-1, 1))
    arrow = Shape("poly", (x, y, x, y), fill=colour, points=((x + in_x * half * 0.4, y + in_y * half * 0.4), *ends))
    name = _beside_arrow(entrance.label, (x, y), side, frame)
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


def _letter(letter: str, box: Box, frame: _Frame, colour: str) -> list[Shape]:
    text = printable(letter)
    room = min(box[2] - box[0], (box[3] - box[1]) * 1.4) * 0.86
    size = largest_size_px(
        text, width_px=max(1, int(room)), most_px=min(int(box[3] - box[1]), round(frame.letter_px * 1.4))
    )
    return [Shape("text", box, fill=colour, text=text, size_px=size)] if text and size >= 6 else []


def _booth_box(booth: PlanBooth, frame: _Frame) -> Box:
    return frame.box(booth.x_cm, booth.y_cm, *booth.footprint_cm)


def _booth(booth: PlanBooth, frame: _Frame, look: Look) -> list[Shape]:
    box = _booth_box(booth, frame)
    colour = _ZONES[booth.zone] if look == "colour" else "#000000"
    body = Shape("box", box, fill="#FFFFFF", edge=colour, edge_px=frame.edge_px, radius_px=frame.edge_px * 2)
    return [body, *_letter(booth.letter, box, frame, colour)]


def _marked_booth(booth: PlanBooth, plan: PlanMark, frame: _Frame, look: Look) -> list[Shape]:
    """Filled, ringed and pointed at: found without telling colours apart."""
    box = _booth_box(booth, frame)
    colour = VERMILION if look == "colour" else "#000000"
    gap, half = frame.edge_px * 2, frame.letter_px * 0.6
    ring = (box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    above = _around(middle[0], ring[1] - half, half * 2, half * 1.8)
    below = _around(middle[0], ring[3] + half, half * 2, half * 1.8)
    others = [_booth_box(other, frame) for other in plan.booths if other != booth]
    field = _freest([above, below], others, frame)
    tip, tail = (field[3], field[1]) if field == above else (field[1], field[3])
    pointer = ((middle[0], tip), (field[0], tail), (field[2], tail))
    return [
        Shape("box", ring, fill="#FFFFFF", edge=colour, edge_px=frame.edge_px, radius_px=frame.edge_px * 4),
        Shape("box", box, fill=colour, radius_px=frame.edge_px * 2),
        *_letter(booth.letter, box, frame, "#FFFFFF"),
        Shape("poly", field, fill=colour, edge="#FFFFFF", edge_px=frame.edge_px / 2, points=pointer),
    ]


def _here(plan: PlanMark, frame: _Frame, look: Look, written: list[Box]) -> list[Shape]:
    """A dot where the reader stands; its sign on the side where it hides least of booths and words."""
    if plan.here_cm is None:
        return []
    x, y = frame.point(*plan.here_cm)
    radius, colour = frame.letter_px * 0.45, "#000000" if look == "paper" else INK
    dot = Shape("round", _around(x, y, radius * 2, radius * 2), fill=colour, edge="#FFFFFF", edge_px=frame.edge_px)
    text, size = printable(plan.here_label), round(frame.letter_px * 0.85)
    wide, tall = length_px(text, size) + size, size * 1.4
    if not text or wide > frame.width_px:
        return [dot]
    beside, over = radius * 1.5 + wide / 2, radius * 1.5 + tall / 2
    places = [(x, y + over), (x, y - over), (x + beside, y), (x - beside, y)]
    taken = [*written, *(_booth_box(booth, frame) for booth in plan.booths)]
    sign = _freest([_around(*place, wide, tall) for place in places], taken, frame)
    return [
        dot,
        Shape("box", sign, fill=colour, radius_px=size * 0.3),
        Shape("text", sign, fill="#FFFFFF", text=text, size_px=size),
    ]


def _around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _freest(places: list[Box], taken: list[Box], frame: _Frame) -> Box:
    """The first of the places, moved into the picture, that covers least of what is taken."""
    inside = [_moved_inside(place, frame) for place in places]
    return min(inside, key=lambda place: sum(_overlap(place, box) for box in taken))


def _moved_inside(box: Box, frame: _Frame) -> Box:
    left, top, right, bottom = box
    x = max(-left, min(0.0, frame.width_px - right))
    y = max(-top, min(0.0, frame.height_px - bottom))
    return left + x, top + y, right + x, bottom + y


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, tall)


def _at_least(box: Box, side_px: float) -> Box:
    """The box around the same middle, no side smaller than `side_px`."""
    left, top, right, bottom = box
    grow_x, grow_y = max(0.0, side_px - (right - left)) / 2, max(0.0, side_px - (bottom - top)) / 2
    return left - grow_x, top - grow_y, right + grow_x, bottom + grow_y
