"""A plan of the plaza to scale: what stands there, and the booths coloured, and named, by how full they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Literal
from unicodedata import east_asian_width

import altair as alt

from kiosk.charts.style import AMBER, FONT, GREY, INK, JADE, LINE, PAPER, VERMILION, ZONE_COLOUR, dressed, table
from kiosk.engine.plaza.scene import Box, SceneFixture
from kiosk.services.plan import Plan, PlanBooth, PlanFixture
from models.enums import FixtureKind

Tone = Literal["calm", "busy", "crowded"]
_TONE_COLOUR: dict[Tone, str] = {"calm": JADE, "busy": AMBER, "crowded": VERMILION}
_TONE_SHAPE: dict[Tone, str] = {"calm": "circle", "busy": "triangle-up", "crowded": "square"}
_FIXTURE_COLOUR = {
    FixtureKind.FIRE_LANE: "#F3D9D4",
    FixtureKind.TREE: "#CFE0CF",
    FixtureKind.SHADE: "#E6EBDD",
    FixtureKind.SEATS: "#E3D9C8",
    FixtureKind.WALL: "#B9AE9F",
    FixtureKind.STEPS: "#D5CBBB",
    FixtureKind.NO_GO: "#E2D3CF",
}
_POINT_SHAPE = {
    FixtureKind.ENTRANCE: "triangle-up",
    FixtureKind.OUTLET: "diamond",
    FixtureKind.TAP: "circle",
    FixtureKind.HYDRANT: "square",
}

_NAMED = (*_FIXTURE_COLOUR, FixtureKind.ENTRANCE)
NAME_PX = 13


@dataclass(frozen=True, slots=True)
class BoothLoad:
    """How full a booth is: as a colour with a shape, and as the word that stands under its letter."""

    tone: Tone
    word: str


@dataclass(frozen=True, slots=True)
class PlanChart:
    """All sentences are said already, in the reader's language. `loads`: by the booth's id; without, by its zone."""

    plan: Plan
    lang: str
    title: str
    subtitle: str
    metres: str
    loads: Mapping[str, BoothLoad] = field(default_factory=dict)


def plaza_chart(chart: PlanChart, *, width_px: int = 900) -> Any:
    """An Altair chart in which a metre east is as long as a metre north."""
    plan = chart.plan
    ground = [{"x": 0.0, "y": 0.0, "x2": plan.width_cm / 100, "y2": plan.depth_cm / 100}]
    areas = [_fixture(f, chart.lang) for f in plan.fixtures if f.at.kind in _FIXTURE_COLOUR and f.at.width_cm]
    pitches = [_fixture(f, chart.lang) for f in plan.fixtures if f.at.kind is FixtureKind.PITCH]
    booths = [_booth(b, chart) for b in plan.booths]
    layers = [
        _rectangles(ground, chart, fill=alt.value("#FFFFFF"), stroke=INK),
        _rectangles(areas, chart, fill=alt.Fill("fill:N", scale=None), stroke=None),
        _rectangles(pitches, chart, fill=alt.value("transparent"), stroke=GREY),
        _words(names_with_room(chart, width_px), chart, text="name", size_px=NAME_PX, colour=GREY),
        _rectangles(booths, chart, fill=alt.Fill("fill:N", scale=None), stroke=INK),
        _points(chart),
        _words(booths, chart, text="letter", size_px=24, colour="#FFFFFF", up_px=8 if chart.loads else 0),
        _words(booths, chart, text="word", size_px=13, colour="#FFFFFF", up_px=-12),
        _tones(chart),
    ]
    height_px = round(width_px * plan.depth_cm / plan.width_cm)
    return dressed(
        alt.layer(*layers).properties(width=width_px, height=height_px), title=chart.title, subtitle=chart.subtitle
    )


def _axes(chart: PlanChart) -> tuple[Any, Any]:
    east, north = ([0, size / 100] for size in (chart.plan.width_cm, chart.plan.depth_cm))
    x = alt.X("x:Q", title=chart.metres, scale=alt.Scale(domain=east, nice=False), axis=alt.Axis(grid=False))
    y = alt.Y("y:Q", title=chart.metres, scale=alt.Scale(domain=north, nice=False), axis=alt.Axis(grid=False))
    return x, y


def _rectangles(rows: list[dict[str, Any]], chart: PlanChart, *, fill: Any, stroke: str | None) -> Any:
    x, y = _axes(chart)
    mark = alt.Chart(table(rows)).mark_rect(stroke=stroke, strokeWidth=1.5, cornerRadius=2)
    hover = [alt.Tooltip("name:N", title=" "), alt.Tooltip("word:N", title=" ")] if "name" in (rows or [{}])[0] else []
    return mark.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", fill=fill, tooltip=hover)


def _points(chart: PlanChart) -> Any:
    x, y = _axes(chart)
    rows = [
        {"x": at.x_cm / 100, "y": at.y_cm / 100, "shape": _POINT_SHAPE[at.kind], "name": f.name.say(chart.lang)}
        for f in chart.plan.fixtures
        if (at := _middle(f)).kind in _POINT_SHAPE
    ]
    mark = alt.Chart(table(rows)).mark_point(size=110, filled=True, fill=GREY, stroke="#FFFFFF", strokeWidth=1)
    return mark.encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None), tooltip=[alt.Tooltip("name:N", title=" ")])


def _middle(fixture: PlanFixture) -> SceneFixture:
    """The fixture as a point: an entrance is marked in its middle, not at its corner."""
    at = fixture.at
    return SceneFixture(at.id, at.kind, at.x_cm + at.width_cm // 2, at.y_cm + at.depth_cm // 2)


def _tones(chart: PlanChart) -> Any:
    """The load again as a shape at the booth's corner: colour never speaks alone."""
    x, y = _axes(chart)
    rows = [
        {"x": b.at.box.east / 100, "y": b.at.box.north / 100, "shape": _TONE_SHAPE[chart.loads[b.at.id].tone]}
        for b in chart.plan.booths
        if b.at.id in chart.loads
    ]
    mark = alt.Chart(table(rows)).mark_point(size=150, filled=True, fill=PAPER, stroke=INK, strokeWidth=1.5)
    return mark.encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None))


def _words(
    rows: list[dict[str, Any]], chart: PlanChart, *, text: str, size_px: int, colour: str, up_px: int = 0
) -> Any:
    x, y = _axes(chart)
    middle = [row | {"x": (row["x"] + row["x2"]) / 2, "y": (row["y"] + row["y2"]) / 2} for row in rows]
    mark = alt.Chart(table(middle)).mark_text(font=FONT, fontSize=size_px, fontWeight="bold", color=colour, dy=-up_px)
    return mark.encode(x=x, y=y, text=f"{text}:N")


def _booth(booth: PlanBooth, chart: PlanChart) -> dict[str, Any]:
    load = chart.loads.get(booth.at.id)
    return _box(booth.at.box) | {
        "letter": booth.at.letter,
        "name": f"{booth.at.letter} {booth.name.say(chart.lang)}",
        "word": load.word if load else "",
        "fill": _TONE_COLOUR[load.tone] if load else ZONE_COLOUR[booth.zone],
    }


def _fixture(fixture: PlanFixture, lang: str) -> dict[str, Any]:
    fill = _FIXTURE_COLOUR.get(fixture.at.kind, LINE)
    return _box(fixture.at.box) | {"name": fixture.name.say(lang), "word": "", "fill": fill}


def _box(box: Box) -> dict[str, Any]:
    """In metres."""
    return {"x": box.west / 100, "y": box.south / 100, "x2": box.east / 100, "y2": box.north / 100}


# ---------------------------------------------------------------- names that do not run into each other


def names_with_room(chart: PlanChart, width_px: int) -> list[dict[str, Any]]:
    """Where the names of fixtures stand, in metres: large things first, each in its middle or around it.

    Wholly on the plaza, over no booth, no mark and no other name; a name without room is left to the tooltip.
    """
    cm_per_px = chart.plan.width_cm / width_px
    taken = [booth.at.box for booth in chart.plan.booths]
    taken += [_mark_box(_middle(f), cm_per_px) for f in chart.plan.fixtures if f.at.kind in _POINT_SHAPE]
    found = []
    named = [f for f in chart.plan.fixtures if f.name.say(chart.lang) and f.at.kind in _NAMED and f.at.width_cm]
    for fixture in sorted(named, key=lambda f: -f.at.width_cm * f.at.depth_cm):
        text = fixture.name.say(chart.lang)
        wide, tall = ceil((_text_px(text) + 6) * cm_per_px), ceil(NAME_PX * 1.3 * cm_per_px)
        for place in _places(fixture, wide, tall, chart.plan):
            if not any(place.overlaps(other) for other in taken):
                taken.append(place)
                found.append(_box(place) | {"name": text})
                break
    return found


MARK_PX = 14


def _mark_box(at: SceneFixture, cm_per_px: float) -> Box:
    half = ceil(MARK_PX * cm_per_px / 2)
    return Box(at.x_cm - half, at.y_cm - half, at.x_cm + half, at.y_cm + half)


def _text_px(text: str) -> float:
    """A Chinese character is as wide as the font is tall, others little more than half of it."""
    return NAME_PX * sum(1.0 if east_asian_width(letter) in "WF" else 0.6 for letter in text)


def _places(fixture: PlanFixture, wide_cm: int, tall_cm: int, plan: Plan) -> Iterator[Box]:
    """In the middle of a thing, then below, above and beside it where it would not be read as another thing's name."""
    box, mark = fixture.at.box, 0
    if fixture.at.kind in _POINT_SHAPE:
        middle = _middle(fixture)
        box, mark = Box(middle.x_cm, middle.y_cm, middle.x_cm, middle.y_cm), tall_cm // 2
    elif box.east - box.west >= wide_cm * 0.9 and box.north - box.south >= tall_cm * 0.7:
        yield _on_the_plaza(_around(box.west + box.east, box.south + box.north, wide_cm, tall_cm), plan)
    others = [f.at.box for f in plan.fixtures if f.at.kind in _FIXTURE_COLOUR and f.at is not fixture.at]
    others = [other for other in others if not other.overlaps(box)]
    for place in _beside(box, wide_cm, tall_cm, mark):
        inside = _on_the_plaza(place, plan)
        if not inside.overlaps(box) and not any(inside.overlaps(other) for other in others):
            yield inside


def _beside(box: Box, wide: int, tall: int, gap: int) -> Iterator[Box]:
    x, y = box.west + box.east, box.south + box.north
    below, above = 2 * (box.south - gap) - tall, 2 * (box.north + gap) + tall
    yield _around(x, below, wide, tall)
    yield _around(x, above, wide, tall)
    yield _around(2 * (box.east + gap) + wide, y, wide, tall)
    yield _around(2 * (box.west - gap) - wide, y, wide, tall)
    quarter = (box.east - box.west) // 2
    for along in (x - quarter, x + quarter):
        yield _around(along, below, wide, tall)
        yield _around(along, above, wide, tall)


def _around(doubled_x: int, doubled_y: int, wide: int, tall: int) -> Box:
    west, south = (doubled_x - wide) // 2, (doubled_y - tall) // 2
    return Box(west, south, west + wide, south + tall)


def _on_the_plaza(box: Box, plan: Plan) -> Box:
    """Moved inside where it would stick out."""
    east = max(-box.west, min(0, plan.width_cm - box.east))
    north = max(-box.south, min(0, plan.depth_cm - box.north))
    return Box(box.west + east, box.south + north, box.east + east, box.north + north)
