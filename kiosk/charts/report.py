"""How honest the waits were: for every booth, in how many cases the range held that people were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from kiosk.charts.style import GREY, INK, PAPER, VERMILION, ZONE_COLOUR, dressed, table
from models.enums import Zone

_ROW_PX = 44
_DOTTED_PX = 14


@dataclass(frozen=True, slots=True)
class BoothHeld:
    """Shares are of 1. `catalogue_share`: what the catalogue alone would have reached; `said` stands at the bar."""

    label: str
    zone: Zone
    share: float
    catalogue_share: float | None
    said: str


@dataclass(frozen=True, slots=True)
class HeldChart:
    """All sentences are said already, in the reader's language. `aim` (a share) is drawn as a line named `aim_said`;
    `catalogue` names the first of the marks of what the catalogue would have reached."""

    title: str
    subtitle: str
    axis: str
    aim: float
    aim_said: str
    catalogue: str
    booths: Sequence[BoothHeld]


def held_chart(chart: HeldChart) -> Any:
    """A bar for each booth up to its share, a hollow mark at what the catalogue alone would have reached."""
    rows = [
        {"booth": b.label, "share": b.share, "said": b.said, "start": 0, "fill": ZONE_COLOUR[b.zone]}
        for b in chart.booths
    ]
    y = alt.Y("booth:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, labelColor=INK, ticks=False))
    axis = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("share:Q", title=chart.axis, scale=alt.Scale(domain=[0, 1.3], nice=False), axis=axis)
    base = alt.Chart(table(rows)).encode(y=y)
    bars = base.mark_bar(height=18).encode(x=x, fill=alt.Fill("fill:N", scale=None))
    at_end = base.encode(x=alt.value("width"), text="said:N")
    ends = at_end.mark_text(align="right", fontSize=15, color=INK)
    body = alt.layer(bars, *_catalogue(chart, y), *_aim(chart), ends)
    body = body.properties(width="container", height=_ROW_PX * len(rows) + 20)
    return dressed(body, title=chart.title, subtitle=chart.subtitle)


def _catalogue(chart: HeldChart, y: Any) -> list[Any]:
    rows = [
        {"booth": b.label, "share": b.catalogue_share, "name": chart.catalogue}
        for b in chart.booths
        if b.catalogue_share is not None
    ]
    marks = alt.Chart(table(rows)).mark_point(
        shape="diamond", size=130, filled=True, opacity=1, fill=PAPER, stroke=INK, strokeWidth=2
    )
    return [marks.encode(x="share:Q", y=y, tooltip=[alt.Tooltip("name:N", title=" ")])]


def _aim(chart: HeldChart) -> list[Any]:
    at = alt.Chart(table([{"at": chart.aim, "word": chart.aim_said}]))
    rule = at.mark_rule(strokeDash=[6, 4], color=VERMILION, strokeWidth=2).encode(x="at:Q")
    word = at.mark_text(align="left", dx=6, dy=-6, fontSize=_DOTTED_PX, color=GREY)
    return [rule, word.encode(x="at:Q", y=alt.value(0), text="word:N")]
