"""Who stands where: the list by which a plaza is set up in the morning, as pages and as a table for a spreadsheet.

It names volunteers, so it is for organisers and never hangs on a wall.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Final

from kiosk.engine.plaza.nearness import walk_to_middle_cm
from kiosk.engine.plaza.rounds import walking_order
from kiosk.engine.plaza.scene import SceneBooth
from kiosk.i18n import formats, translation
from kiosk.i18n.names import FIXTURE_KINDS, N_
from kiosk.printing.shapes import GREY, INK, ZONE_COLOUR, Box
from kiosk.printing.sheets.page import PITCH, SIZES_MM, Paper, Sheet, fitted, shrunk
from kiosk.printing.sheets.speech import FRONTS, Speech, metres
from kiosk.services.organising.sheets import SheetBooth, SheetData
from kiosk.services.plan import PlanFixture
from models.enums import FixtureKind

TENT_CM: Final = 300
"""The side of the usual tent; a booth of 6 × 3 m gets two."""
TABLES_PER_STATION: Final = 1
"""An assumption: one table with two chairs for each place of service."""


@dataclass(frozen=True, slots=True)
class Supply:
    """The nearest outlet or tap, None where the plan has none, and how far the lead or hose lies along x and y."""

    fixture: PlanFixture | None
    distance_cm: int = 0


@dataclass(frozen=True, slots=True)
class SetupRow:
    """`order`: the how-manieth one comes past. `power`, `water`: None where the booth needs none."""

    order: int
    booth: SheetBooth
    power: Supply | None
    water: Supply | None

    @property
    def at(self) -> SceneBooth:
        return self.booth.drawn.at

    @property
    def tents(self) -> int:
        return -(-self.at.width_cm // TENT_CM) * -(-self.at.depth_cm // TENT_CM)

    @property
    def tables(self) -> int:
        return max(1, self.booth.stations * TABLES_PER_STATION)


def setup_rows(data: SheetData) -> tuple[SetupRow, ...]:
    """In the order in which one walks past from the first entrance."""
    by_id = {booth.drawn.at.id: booth for booth in data.booths}
    way = walking_order([booth.drawn.at for booth in data.booths], [each.at for each in data.plan.fixtures])
    return tuple(
        SetupRow(
            order,
            by_id[at.id],
            _nearest(data, at, FixtureKind.OUTLET) if at.needs_power else None,
            _nearest(data, at, FixtureKind.TAP) if at.needs_water else None,
        )
        for order, at in enumerate(way, start=1)
    )


def _nearest(data: SheetData, at: SceneBooth, kind: FixtureKind) -> Supply:
    there = [each for each in data.plan.fixtures if each.at.kind is kind]
    lengths = [(walk_to_middle_cm(at.doubled_centre_cm, each.at.box), place) for place, each in enumerate(there)]
    if not lengths:
        return Supply(None)
    length, place = min(lengths)
    return Supply(there[place], length)


# ---------------------------------------------------------------- a table for a spreadsheet

_DANGEROUS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP)."""
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


HEADINGS: Final = (
    N_("Order"), N_("Booth"), N_("Service"), N_("Partner"), N_("West, m"), N_("South, m"), N_("Width, m"),
    N_("Depth, m"), N_("Front"), N_("Outlet"), N_("Amperes"), N_("Lead, m"), N_("Tap"), N_("Hose, m"), N_("Tents"),
    N_("Tables"), N_("Stations"), N_("Volunteers"),
)  # fmt: skip


def setup_csv(data: SheetData, *, langs: tuple[str, ...]) -> bytes:
    """UTF-8 with the mark that Excel needs, lines ended as RFC 4180 says."""
    speech, stream = Speech(langs), StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow([speech.line(heading) for heading in HEADINGS])
    for row in setup_rows(data):
        table.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in _cells(row, speech)])
    return stream.getvalue().encode("utf-8-sig")


def _cells(row: SetupRow, speech: Speech) -> list[str | int | float]:
    at, booth = row.at, row.booth
    return [
        row.order,
        booth.letter,
        _plain(" / ".join(speech.words(booth.name))),
        _plain(" / ".join(speech.words(booth.partner)) if booth.partner else ""),
        at.x_cm / 100,
        at.y_cm / 100,
        at.width_cm / 100,
        at.depth_cm / 100,
        speech.line(FRONTS[at.rotation_deg]),
        *_supply_cells(row.power, FixtureKind.OUTLET, speech),
        *_supply_cells(row.water, FixtureKind.TAP, speech),
        row.tents,
        row.tables,
        booth.stations,
        _plain("、".join(booth.volunteers)),
    ]


def _plain(text: str) -> str:
    """In one line."""
    return " ".join(text.split())


def _supply_cells(supply: Supply | None, kind: FixtureKind, speech: Speech) -> list[str | int | float]:
    """Name and length, for an outlet with its amperes between them."""
    amps: list[str | int | float] = [""] if kind is FixtureKind.OUTLET else []
    if supply is None:
        return ["", *amps, ""]
    if supply.fixture is None:
        return [speech.line(N_("none on the plan")), *amps, ""]
    if amps:
        amps = [supply.fixture.at.amps or ""]
    name = " / ".join(speech.named(supply.fixture.name, FIXTURE_KINDS[kind]))
    return [_plain(name), *amps, supply.distance_cm / 100]


# ---------------------------------------------------------------- pages

MARGIN_MM: Final = 9.0
COLUMNS: Final = (
    (N_("Booth"), 15.0),
    (N_("Service, partner"), 56.0),
    (N_("From west and south"), 30.0),
    (N_("Width × depth"), 23.0),
    (N_("Front"), 13.0),
    (N_("Power"), 39.0),
    (N_("Water"), 31.0),
    (N_("Stations"), 13.0),
    (N_("Tables"), 11.0),
    (N_("Tents"), 11.0),
    (N_("Volunteers"), 37.0),
)
"""Their widths on A4 across, in mm; together the width between the margins."""

BELOW_MM: Final = 16.0
"""Kept free below the last row of a page, for the sums and the small print."""

Cell = tuple[str, ...]


def setup_pages(data: SheetData, *, paper: Paper, langs: tuple[str, ...], now: datetime) -> list[Sheet]:
    """As many pages as the booths need, at least one."""
    pages = _Pages(data, Speech(langs), paper, now)
    for row in setup_rows(data):
        pages.add(row)
    pages.finish()
    return pages.sheets


class _Pages:
    """A table that begins a new page where a row has no room."""

    def __init__(self, data: SheetData, speech: Speech, paper: Paper, now: datetime) -> None:
        tall, wide = SIZES_MM[paper]
        self.data, self.speech, self.now = data, speech, now
        self.wide_mm, self.tall_mm, self.unit = wide, tall, wide / SIZES_MM["A4"][1]
        self.size = 2.9 * self.unit
        self.sheets: list[Sheet] = []
        self.rows: list[SetupRow] = []
        self.top = 0.0
        self._begin()

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def add(self, row: SetupRow) -> None:
        self.rows.append(row)
        cells = [
            self._fitted(cell, width * self.unit)
            for cell, (_heading, width) in zip(_texts(row, self.speech), COLUMNS, strict=True)
        ]
        tall = max(max(len(cell) for cell in cells) * self.size * PITCH + 2.4 * self.unit, 9 * self.unit)
        if self.top + tall > self.tall_mm - (MARGIN_MM + BELOW_MM) * self.unit:
            self._begin()
        self._row(row, cells, tall)

    def finish(self) -> None:
        """The sums below the last row; the number of pages is known only now."""
        self._sums()
        for number, sheet in enumerate(self.sheets, start=1):
            _page_foot(self, sheet, number)

    def _fitted(self, cell: Cell, width_mm: float) -> Cell:
        most = 2 if len(cell) > 1 else 3
        room = width_mm - 2 * self.unit
        return tuple(line for each in cell for line in fitted(each, width_mm=room, size_mm=self.size, most=most))

    def _begin(self) -> None:
        sheet = Sheet(self.wide_mm, self.tall_mm, title=" ".join(self.speech.words(self.data.card.name)))
        self.sheets.append(sheet)
        self.top = MARGIN_MM * self.unit
        if len(self.sheets) == 1:
            self._heading()
        self._head_row()

    def _heading(self) -> None:
        left, right = MARGIN_MM * self.unit, self.wide_mm - MARGIN_MM * self.unit
        for said in self.speech.each(lambda lang: _title(self.data, lang)):
            most = (6.0 if self.top == MARGIN_MM * self.unit else 4.2) * self.unit
            size, lines = shrunk(said, width_mm=right - left, most_mm=most, least_mm=most * 0.6)
            self.sheet.lines(lines, (left, self.top, right, self.top + size * PITCH), size_mm=size, bold=True)
            self.top += size * PITCH
        self.top += 1.5 * self.unit

    def _head_row(self) -> None:
        size = 2.7 * self.unit
        cells = [
            [line for said in self.speech.sentence(heading)
             for line in fitted(said, width_mm=width * self.unit - 1.6 * self.unit, size_mm=size, most=2)]
            for heading, width in COLUMNS
        ]  # fmt: skip
        tall = max(len(cell) for cell in cells) * size * PITCH + 1.6 * self.unit
        left = MARGIN_MM * self.unit
        self.sheet.box((left, self.top, self.wide_mm - left, self.top + tall), fill="#EFE8DC")
        for cell, (_heading, width) in zip(cells, COLUMNS, strict=True):
            box = (left + 1 * self.unit, self.top, left + width * self.unit, self.top + tall)
            self.sheet.lines(cell, box, size_mm=size, colour=GREY, bold=True)
            left += width * self.unit
        self.top += tall

    def _row(self, row: SetupRow, cells: Sequence[Cell], tall: float) -> None:
        left, bottom = MARGIN_MM * self.unit, self.top + tall
        for place, (cell, (_heading, width)) in enumerate(zip(cells, COLUMNS, strict=True)):
            box = (left + 1 * self.unit, self.top, left + width * self.unit, bottom)
            if place == 0:
                self._badge(row, box)
            else:
                self.sheet.lines(cell, box, size_mm=self.size, colour=INK)
            left += width * self.unit
        margin = MARGIN_MM * self.unit
        self.sheet.line([(margin, bottom), (self.wide_mm - margin, bottom)], colour="#CFC5B5", wide_mm=0.2)
        self.top = bottom

    def _badge(self, row: SetupRow, box: Box) -> None:
        """A square to tick off, and the letter in its zone's colour."""
        side, middle = 6.5 * self.unit, (box[1] + box[3]) / 2
        tick = (box[0], middle - 1.8 * self.unit, box[0] + 3.6 * self.unit, middle + 1.8 * self.unit)
        self.sheet.box(tick, edge=GREY, edge_mm=0.3 * self.unit)
        badge = (box[2] - side - 2 * self.unit, middle - side / 2, box[2] - 2 * self.unit, middle + side / 2)
        self.sheet.box(badge, fill=ZONE_COLOUR[row.booth.drawn.zone], radius_mm=self.unit)
        self.sheet.text(row.booth.letter, badge, size_mm=4.6 * self.unit, colour="#FFFFFF", align="middle", bold=True)

    def _sums(self) -> None:
        leads = sum(row.power.distance_cm for row in self.rows if row.power is not None)
        hoses = sum(row.water.distance_cm for row in self.rows if row.water is not None)
        said = self.speech.sentence(
            N_("Together: {booths} booths, {tents} tents of 3 × 3 m, {tables} tables, {lead} m of lead, {hose} m hose"),
            booths=len(self.rows),
            tents=sum(row.tents for row in self.rows),
            tables=sum(row.tables for row in self.rows),
            lead=metres(leads),
            hose=metres(hoses),
        )
        left, right = MARGIN_MM * self.unit, self.wide_mm - MARGIN_MM * self.unit
        tall = len(said) * self.size * 1.1 * PITCH
        box = (left, self.top + 2 * self.unit, right, self.top + 2 * self.unit + tall)
        self.sheet.lines(said, box, size_mm=self.size * 1.1, bold=True)


def _title(data: SheetData, lang: str) -> str:
    _ = translation(lang).gettext
    return _("Set-up list: {market}, {day}").format(
        market=data.card.name.say(lang), day=formats.day(data.card.day, lang)
    )


def _page_foot(pages: _Pages, sheet: Sheet, number: int) -> None:
    unit, size = pages.unit, 2.4 * pages.unit
    left, right = MARGIN_MM * unit, sheet.width_mm - MARGIN_MM * unit

    def say(lang: str) -> str:
        _ = translation(lang).gettext
        when = formats.moment_in_words(pages.now, pages.data.card.time_zone, lang)
        printed = _("Layout {mark}, printed {when}").format(when=when, mark=pages.data.mark)
        page = _("page {page} of {pages}").format(page=number, pages=len(pages.sheets))
        rule = _("Names of volunteers: not for hanging up. In the order of the way from the entrance.")
        return f"{rule} · {printed} · {page}"

    said = pages.speech.each(say)
    tall = len(said) * size * PITCH
    bottom = sheet.height_mm - MARGIN_MM * unit * 0.7
    lines = [line for each in said for line in fitted(each, width_mm=right - left, size_mm=size)]
    sheet.lines(lines, (left, bottom - tall, right, bottom), size_mm=size, colour=GREY, align="right")


def _texts(row: SetupRow, speech: Speech) -> list[Cell]:
    at, booth = row.at, row.booth
    place = speech.sentence(N_("W {west} m, S {south} m"), west=metres(at.x_cm), south=metres(at.y_cm))
    return [
        (booth.letter,),
        (" ".join(speech.words(booth.name)), *(speech.words(booth.partner) if booth.partner else ())),
        place,
        speech.sentence(N_("{width} × {depth} m"), width=metres(at.width_cm), depth=metres(at.depth_cm)),
        speech.sentence(FRONTS[at.rotation_deg]),
        _supply_text(row.power, FixtureKind.OUTLET, speech),
        _supply_text(row.water, FixtureKind.TAP, speech),
        (str(booth.stations),),
        (str(row.tables),),
        (str(row.tents),),
        ("、".join(booth.volunteers) if booth.volunteers else "–",),
    ]


def _supply_text(supply: Supply | None, kind: FixtureKind, speech: Speech) -> Cell:
    if supply is None:
        return ("–",)
    if supply.fixture is None:
        return speech.sentence(N_("none on the plan"))
    amps = f" {supply.fixture.at.amps} A" if supply.fixture.at.amps else ""
    name = " ".join(speech.named(supply.fixture.name, FIXTURE_KINDS[kind]))
    return (f"{name}{amps}", speech.line(N_("{length} m"), length=metres(supply.distance_cm)))
