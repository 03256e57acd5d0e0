"""The house's look for charts: one font, the zone colours, direct labels, a title that says the finding."""

from typing import Any

import altair as alt

from models.enums import Zone

FONT = "Noto Sans SC, sans-serif"
PAPER, INK, GREY, LINE = "#FFFBF4", "#221B16", "#4A433D", "#D9CDBB"
VERMILION, JADE, INDIGO, AMBER = "#9E1B14", "#0A5446", "#1E3A7B", "#6F3F00"
ZONE_COLOUR = {Zone.HEALTH: JADE, Zone.HANDY: INDIGO, Zone.FUN: AMBER}


def table(rows: list[dict[str, Any]]) -> Any:
    """Rows as a chart's own data."""
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def dressed(chart: Any, *, title: str, subtitle: str = "") -> Any:
    """The chart with its finding as the title, what it shows in small below, and the house's font and colours."""
    heading = alt.TitleParams(
        title,
        subtitle=[subtitle] if subtitle else [],
        anchor="start",
        font=FONT,
        fontSize=22,
        fontWeight="bold",
        color=INK,
        subtitleFont=FONT,
        subtitleFontSize=16,
        subtitleColor=GREY,
        subtitlePadding=6,
        offset=14,
    )
    return (
        chart.properties(title=heading, background=PAPER, padding=8)
        .configure_mark(aria=False)  # the picture is described as a whole; its marks have no words of their own
        .configure_view(stroke=None)
        .configure_axis(
            labelFont=FONT,
            titleFont=FONT,
            labelFontSize=15,
            titleFontSize=15,
            labelColor=GREY,
            titleColor=GREY,
            titleFontWeight="normal",
            gridColor=LINE,
            domainColor=LINE,
            tickColor=LINE,
        )
        .configure_text(font=FONT)
    )
