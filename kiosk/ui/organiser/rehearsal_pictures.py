"""The pictures of a rehearsal."""

from __future__ import annotations

from datetime import timedelta

from kiosk.charts.rehearsal import Cell, LineBand, LinePoint, WaitsMap, line_band, waits_map
from kiosk.i18n import formats
from kiosk.services.organising.rehearsing import Outlook, Quarter
from kiosk.ui.organiser import pictures, rehearsal_words
from kiosk.ui.words import _


def clock(outlook: Outlook, minute: float) -> str:
    return formats.bare_clock(outlook.opens_at + timedelta(minutes=minute), outlook.time_zone)


def waits(outlook: Outlook) -> None:
    """Every booth and quarter-hour with the wait that nine in ten stay below."""
    cells = [
        Cell(rehearsal_words.booth_name(booth), clock(outlook, quarter.from_minute), round(quarter.wait_p90))
        for booth in outlook.booths
        for quarter in booth.seen.quarters
        if quarter.wait_p90 is not None
    ]
    chart = WaitsMap(
        title=_title(outlook),
        subtitle=_("Minutes that nine in ten stay below, by when they join the line"),
        booths=[rehearsal_words.booth_name(booth) for booth in outlook.booths],
        clocks=[clock(outlook, quarter.from_minute) for quarter in outlook.booths[0].seen.quarters],
        cells=cells,
    )
    pictures.show(waits_map(chart), width="stretch", key="rehearsal_waits", said=chart.title)


def _title(outlook: Outlook) -> str:
    """The worst quarter-hour of all."""
    quarters = [(booth, quarter) for booth in outlook.booths for quarter in booth.seen.quarters]
    booth, worst = max(quarters, key=lambda each: each[1].wait_p90 or 0.0)
    said = _("The longest wait is at {booth}, from {clock} on")
    return said.format(booth=rehearsal_words.booth_name(booth), clock=clock(outlook, worst.from_minute))


def line(outlook: Outlook, booth_id: int) -> None:
    """How one line grows and goes."""
    booth = next(each for each in outlook.booths if each.booth_id == booth_id)
    chart = LineBand(
        title=rehearsal_words.longest(booth),
        subtitle=_("People in line when it is longest in each quarter-hour"),
        people=_("people"),
        half=_("half of the days"),
        most=_("nine days of ten"),
        points=[_point(outlook, quarter) for quarter in booth.seen.quarters],
    )
    pictures.show(line_band(chart), width="stretch", key="rehearsal_line", said=chart.title)


def _point(outlook: Outlook, quarter: Quarter) -> LinePoint:
    return LinePoint(clock(outlook, quarter.from_minute), quarter.line_p50, quarter.line_p90)
