"""What a rehearsed day is like: waits by booth and quarter-hour, and how a line grows and goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from kiosk.charts.style import INDIGO, INK, PAPER, VERMILION, dressed, table

_ROW_PX = 40
_HEIGHT_PX = 240
_IS_NARROW = "width < 520"
"""On a phone a booth is named by its letter alone."""
_LIGHT, _LONG_MINUTES = "#F6EAD6", 60


@dataclass(frozen=True, slots=True)
class Cell:
    """Whoever joins the booth's line in this quarter-hour waits at most `minutes`, nine times in ten."""

    booth: str
    clock: str
    minutes: int


@dataclass(frozen=True, slots=True)
class WaitsMap:
    """All sentences are said already, in the reader's language. `clocks`: every quarter-hour of the day."""

    title: str
    subtitle: str
    booths: Sequence[str]
    clocks: Sequence[str]
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class LinePoint:
    clock: str
    half: float
    most: float


@dataclass(frozen=True, slots=True)
class LineBand:
    """People in line: at most `half` on half of the days, at most `most` on nine days of ten."""

    title: str
    subtitle: str
    people: str
    half: str
    most: str
    points: Sequence[LinePoint]


def waits_map(chart: WaitsMap) -> Any:
    """A field for each booth and quarter-hour, darker the longer one waits; the minutes stand in it."""
    rows = [
        {
            "booth": cell.booth,
            "clock": cell.clock,
            "minutes": cell.minutes,
            "is_dark": cell.minutes >= _LONG_MINUTES / 2,
        }
        for cell in chart.cells
    ]
    x = alt.X(
        "clock:N",
        title=None,
        scale=alt.Scale(domain=list(chart.clocks)),
        axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=True),
    )
    name = f"{_IS_NARROW} ? slice(datum.label, 0, 1) : datum.label"
    y = alt.Y(
        "booth:N",
        title=None,
        scale=alt.Scale(domain=list(chart.booths)),
        axis=alt.Axis(labelLimit=220, labelColor=INK, ticks=False, labelExpr=name),
    )
    colours = alt.Scale(domain=[0, _LONG_MINUTES], range=[_LIGHT, VERMILION], clamp=True)
    base = alt.Chart(table(rows)).encode(x=x, y=y)
    fields = base.mark_rect(stroke=PAPER, strokeWidth=2).encode(
        color=alt.Color("minutes:Q", legend=None, scale=colours)
    )
    size: Any = alt.ExprRef(f"{_IS_NARROW} ? 11 : 15")
    words = base.mark_text(fontSize=size).encode(
        text="minutes:Q", color=alt.condition("datum.is_dark", alt.value(PAPER), alt.value(INK))
    )
    body = alt.layer(fields, words).properties(width="container", height=_ROW_PX * len(chart.booths))
    return dressed(body, title=chart.title, subtitle=chart.subtitle)


def line_band(chart: LineBand) -> Any:
    """Steps of a quarter-hour: a line for half of the days, an area up to nine days of ten, both named at their top."""
    rows = [{"clock": point.clock, "half": point.half, "most": point.most} for point in chart.points]
    x = alt.X("clock:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    base = alt.Chart(table(rows)).encode(x=x)
    y = alt.Y("half:Q", title=chart.people, axis=alt.Axis(tickMinStep=1, tickCount=5))
    band = base.mark_area(opacity=0.25, color=INDIGO, interpolate="step").encode(y=y, y2="most:Q")
    under = base.mark_area(opacity=0.5, color=INDIGO, interpolate="step").encode(y=alt.Y("zero:Q"), y2="half:Q")
    edge = base.mark_line(color=INDIGO, strokeWidth=3, interpolate="step").encode(y=y)
    body = alt.layer(band, under.transform_calculate(zero="0"), edge, *_names(chart, x))
    return dressed(body.properties(width="container", height=_HEIGHT_PX), title=chart.title, subtitle=chart.subtitle)


def _names(chart: LineBand, x: Any) -> list[Any]:
    """Each at its highest point, on a rim of paper."""
    named = []
    for word, height in ((chart.half, "half"), (chart.most, "most")):
        top = max(chart.points, key=lambda point: getattr(point, height), default=None)
        if top is not None and getattr(top, height) > 0:
            named.append({"clock": top.clock, "at": getattr(top, height), "word": word})
    base = alt.Chart(table(named)).encode(x=x, y="at:Q", text="word:N")
    rim = base.mark_text(dy=-10, stroke=PAPER, strokeWidth=6, strokeJoin="round", fill=PAPER, fontSize=15)
    return [rim, base.mark_text(dy=-10, fill=INK, fontSize=15)]
