"""How a market day goes: who came when, and how long people waited at each booth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from kiosk.charts.style import GREY, INDIGO, INK, JADE, PAPER, VERMILION, ZONE_COLOUR, dressed, table
from models.enums import Zone

_HEIGHT_PX = 260
_ROW_PX = 44


@dataclass(frozen=True, slots=True)
class Quarter:
    """People who joined a line in a quarter-hour; `clock` is its start as the market's clock says it."""

    clock: str
    booked: int
    walk_in: int


@dataclass(frozen=True, slots=True)
class ArrivalsChart:
    """All sentences are said already, in the reader's language."""

    title: str
    subtitle: str
    people: str
    booked: str
    walk_in: str
    quarters: Sequence[Quarter]


@dataclass(frozen=True, slots=True)
class BoothWait:
    """Minutes in line before the call: half waited up to `median`, nine in ten up to `p90`."""

    label: str
    zone: Zone
    median_minutes: float
    p90_minutes: float
    said: str


@dataclass(frozen=True, slots=True)
class WaitsChart:
    """`limit_minutes`: longer than that is too long; drawn as a line and named by `limit`."""

    title: str
    subtitle: str
    minutes: str
    limit: str
    limit_minutes: int
    booths: Sequence[BoothWait]


def arrivals_chart(chart: ArrivalsChart) -> Any:
    """Stacked bars of a quarter-hour each, the parts named at the tallest bar instead of in a legend."""
    rows = [
        {"clock": q.clock, "kind": kind, "people": count, "from": start, "to": start + count}
        for q in chart.quarters
        for kind, count, start in ((chart.booked, q.booked, 0), (chart.walk_in, q.walk_in, q.booked))
    ]
    x = alt.X("clock:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    y = alt.Y("from:Q", title=chart.people, axis=alt.Axis(tickMinStep=1, tickCount=5))
    colour = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=[chart.booked, chart.walk_in], range=[INDIGO, JADE])
    )
    bars = alt.Chart(table(rows)).mark_bar()
    bars = bars.encode(x=x, y=y, y2="to:Q", color=colour, tooltip=[_plain("clock"), _plain("kind"), _plain("people")])
    body = alt.layer(bars, *_part_names(chart, rows, x)).properties(width="container", height=_HEIGHT_PX)
    return dressed(body, title=chart.title, subtitle=chart.subtitle)


def _part_names(chart: ArrivalsChart, rows: list[dict[str, Any]], x: Any) -> list[Any]:
    """Each part is named once, over its tallest piece, on a rim of paper: a word may be wider than its bar."""
    named = []
    for kind in (chart.booked, chart.walk_in):
        tallest = max((r for r in rows if r["kind"] == kind), key=lambda r: r["people"], default=None)
        if tallest is not None and tallest["people"] > 0:
            named.append(tallest | {"middle": (tallest["from"] + tallest["to"]) / 2})
    base = alt.Chart(table(named)).encode(x=x, y="middle:Q", text="kind:N")
    rim = base.mark_text(stroke=PAPER, strokeWidth=6, strokeJoin="round", fill=PAPER, fontSize=15, fontWeight="bold")
    return [rim, base.mark_text(fill=INK, fontSize=15, fontWeight="bold")]


def waits_chart(chart: WaitsChart) -> Any:
    """A bar from nothing to the median and a thin line on to the ninetieth percentile, the numbers said at its end."""
    rows = [
        {
            "booth": b.label,
            "median": b.median_minutes,
            "p90": b.p90_minutes,
            "said": b.said,
            "fill": ZONE_COLOUR[b.zone],
        }
        for b in chart.booths
    ]
    most = max([b.p90_minutes for b in chart.booths] + [chart.limit_minutes]) * 1.35
    base = alt.Chart(table(rows)).encode(
        y=alt.Y("booth:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, labelColor=INK, ticks=False))
    )
    x = alt.X("median:Q", title=chart.minutes, scale=alt.Scale(domain=[0, most], nice=False))
    bars = base.mark_bar(height=18).encode(x=x, fill=alt.Fill("fill:N", scale=None))
    spans = base.mark_rule(strokeWidth=3).encode(x=x, x2="p90:Q", stroke=alt.Stroke("fill:N", scale=None))
    at_end = base.encode(x=alt.X("p90:Q", scale=alt.Scale(domain=[0, most], nice=False)), text="said:N")
    rim = at_end.mark_text(align="left", dx=8, fontSize=15, fill=PAPER, stroke=PAPER, strokeWidth=6)
    ends = at_end.mark_text(align="left", dx=8, fontSize=15, color=INK)
    body = alt.layer(bars, spans, *_limit(chart), rim, ends).properties(
        width="container", height=_ROW_PX * len(rows) + 20
    )
    return dressed(body, title=chart.title, subtitle=chart.subtitle)


def _limit(chart: WaitsChart) -> list[Any]:
    at = alt.Chart(table([{"at": chart.limit_minutes, "word": chart.limit}]))
    rule = at.mark_rule(strokeDash=[6, 4], color=VERMILION, strokeWidth=2).encode(x="at:Q")
    word = at.mark_text(align="left", dx=6, dy=-6, fontSize=14, color=GREY).encode(
        x="at:Q", y=alt.value(0), text="word:N"
    )
    return [rule, word]


def _plain(field: str) -> Any:
    return alt.Tooltip(f"{field}:N", title=" ")
