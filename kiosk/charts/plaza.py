"""A plan of the plaza to scale: what stands there, and the booths coloured, and named, by how full they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from kiosk.charts.style import AMBER, FONT, GREY, INK, JADE, LINE, PAPER, VERMILION, ZONE_COLOUR, dressed, table
from models.enums import FixtureKind, Zone

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


@dataclass(frozen=True, slots=True)
class PlanBooth:
    """A booth on the plan: its corner is the smallest one after rotation, its size before, in cm. `tone` None: by zone.

    `word` stands under the letter and says in words what the colour says.
    """

    letter: str
    name: str
    word: str
    zone: Zone
    tone: Tone | None
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int = 0


@dataclass(frozen=True, slots=True)
class PlanFixture:
    kind: FixtureKind
    name: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int


@dataclass(frozen=True, slots=True)
class PlazaPlan:
    """All sentences are said already, in the reader's language. Sizes in cm, origin south-west."""

    title: str
    subtitle: str
    metres: str
    width_cm: int
    depth_cm: int
    fixtures: Sequence[PlanFixture]
    booths: Sequence[PlanBooth]


def plaza_chart(plan: PlazaPlan, *, width_px: int = 900) -> Any:
    """An Altair chart in which a metre east is as long as a metre north."""
    ground = [{"x": 0.0, "y": 0.0, "x2": plan.width_cm / 100, "y2": plan.depth_cm / 100}]
    areas = [f for f in plan.fixtures if f.width_cm and f.depth_cm]
    layers = [
        _rectangles(ground, plan, fill=alt.value("#FFFFFF"), stroke=INK),
        _rectangles([_fixture(f) for f in areas], plan, fill=alt.Fill("fill:N", scale=None), stroke=None),
        _words([_fixture(f) for f in areas if f.name], plan, text="name", size_px=13, colour=GREY),
        _points(plan),
        _rectangles([_booth(b) for b in plan.booths], plan, fill=alt.Fill("fill:N", scale=None), stroke=INK),
        _words([_booth(b) for b in plan.booths], plan, text="letter", size_px=24, colour="#FFFFFF", up_px=8),
        _words([_booth(b) for b in plan.booths], plan, text="word", size_px=13, colour="#FFFFFF", up_px=-12),
        _tones(plan),
    ]
    height_px = round(width_px * plan.depth_cm / plan.width_cm)
    return dressed(
        alt.layer(*layers).properties(width=width_px, height=height_px), title=plan.title, subtitle=plan.subtitle
    )


def _axes(plan: PlazaPlan) -> tuple[Any, Any]:
    east, north = ([0, size / 100] for size in (plan.width_cm, plan.depth_cm))
    x = alt.X("x:Q", title=plan.metres, scale=alt.Scale(domain=east, nice=False), axis=alt.Axis(grid=False))
    y = alt.Y("y:Q", title=plan.metres, scale=alt.Scale(domain=north, nice=False), axis=alt.Axis(grid=False))
    return x, y


def _rectangles(rows: list[dict[str, Any]], plan: PlazaPlan, *, fill: Any, stroke: str | None) -> Any:
    x, y = _axes(plan)
    mark = alt.Chart(table(rows)).mark_rect(stroke=stroke, strokeWidth=1.5, cornerRadius=2)
    hover = [alt.Tooltip("name:N", title=" "), alt.Tooltip("word:N", title=" ")] if "name" in (rows or [{}])[0] else []
    return mark.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", fill=fill, tooltip=hover)


def _points(plan: PlazaPlan) -> Any:
    x, y = _axes(plan)
    rows = [
        {"x": f.x_cm / 100, "y": f.y_cm / 100, "shape": _POINT_SHAPE[f.kind], "name": f.name}
        for f in plan.fixtures
        if f.kind in _POINT_SHAPE
    ]
    mark = alt.Chart(table(rows)).mark_point(size=110, filled=True, color=GREY, clip=False)
    return mark.encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None), tooltip=[alt.Tooltip("name:N", title=" ")])


def _tones(plan: PlazaPlan) -> Any:
    """The load again as a shape at the booth's corner: colour never speaks alone."""
    x, y = _axes(plan)
    rows = [{"x": _booth(b)["x2"], "y": _booth(b)["y2"], "shape": _TONE_SHAPE[b.tone]} for b in plan.booths if b.tone]
    mark = alt.Chart(table(rows)).mark_point(size=150, filled=True, fill=PAPER, stroke=INK, strokeWidth=1.5)
    return mark.encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None))


def _words(rows: list[dict[str, Any]], plan: PlazaPlan, *, text: str, size_px: int, colour: str, up_px: int = 0) -> Any:
    x, y = _axes(plan)
    middle = [row | {"x": (row["x"] + row["x2"]) / 2, "y": (row["y"] + row["y2"]) / 2} for row in rows]
    mark = alt.Chart(table(middle)).mark_text(font=FONT, fontSize=size_px, fontWeight="bold", color=colour, dy=-up_px)
    return mark.encode(x=x, y=y, text=f"{text}:N")


def _booth(booth: PlanBooth) -> dict[str, Any]:
    turned = booth.rotation_deg % 180 == 90
    width_cm, depth_cm = (booth.depth_cm, booth.width_cm) if turned else (booth.width_cm, booth.depth_cm)
    fill = ZONE_COLOUR[booth.zone] if booth.tone is None else _TONE_COLOUR[booth.tone]
    where = _box(booth.x_cm, booth.y_cm, width_cm, depth_cm)
    return where | {"letter": booth.letter, "name": f"{booth.letter} {booth.name}", "word": booth.word, "fill": fill}


def _fixture(fixture: PlanFixture) -> dict[str, Any]:
    where = _box(fixture.x_cm, fixture.y_cm, fixture.width_cm, fixture.depth_cm)
    return where | {"name": fixture.name, "word": "", "fill": _FIXTURE_COLOUR.get(fixture.kind, LINE)}


def _box(x_cm: int, y_cm: int, width_cm: int, depth_cm: int) -> dict[str, Any]:
    """In metres."""
    return {"x": x_cm / 100, "y": y_cm / 100, "x2": (x_cm + width_cm) / 100, "y2": (y_cm + depth_cm) / 100}
