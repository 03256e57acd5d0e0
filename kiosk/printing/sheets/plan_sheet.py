"""The plan of a market day for the wall and for whoever sets it up: to a stated scale on A3 or A4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.i18n import formats, translation
from kiosk.i18n.names import N_
from kiosk.printing.plan_shapes import side_of
from kiosk.printing.shapes import GREY, INK, Box
from kiosk.printing.sheets import legend
from kiosk.printing.sheets.ground import (
    ENTRANCE_MM,
    TICK_STEPS_M,
    Drawing,
    draw_ground,
    entrance_lines,
    tick_step_m,
)
from kiosk.printing.sheets.legend import COLUMN_GAP_MM, Entry
from kiosk.printing.sheets.page import PITCH, SIZES_MM, Paper, Sheet, fitted, shrunk, wide_mm
from kiosk.printing.sheets.speech import Speech
from kiosk.services.organising.sheets import SheetData
from models.enums import FixtureKind

SCALES: Final = (50, 100, 150, 200, 250, 300, 400, 500, 1000, 2000, 2500, 5000, 10_000)
"""The largest that fits is taken; at the last one the largest plaza still fits on A4."""
MARGIN_MM: Final = 9.0
UNIT: Final = {"A4": 1.0, "A3": 1.3}
"""Letters on A3 are larger, because it hangs on a wall, but not as much as the paper."""
LEGEND_MM: Final = (3.5, 3.0, 2.6, 2.3)
"""Sizes of letters in the legend that are tried, on A4."""
MOST_LEGEND: Final = 0.7
"""Of the room that plan and legend share."""
COLUMNS_MM: Final = {"beside": (46.0, 62.0), "below": (46.0, 62.0, 85.0)}


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet in the making. `unit`: how much larger letters are than on A4."""

    sheet: Sheet
    data: SheetData
    speech: Speech
    unit: float

    @property
    def right_mm(self) -> float:
        return self.sheet.width_mm - MARGIN_MM

    @property
    def wide_mm(self) -> float:
        return self.sheet.width_mm - 2 * MARGIN_MM


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where plan and legend go. `plan`: the room for the plaza with its rims."""

    scale: int
    plan: Box
    legend: Box
    columns: list[list[Entry]]
    size_mm: float
    column_mm: float


def plan_sheet(data: SheetData, *, paper: Paper, langs: tuple[str, ...], now: datetime) -> Sheet:
    """Across where the plaza is wider than deep, else upright. `now` is what the sheet says it was printed at."""
    speech, unit = Speech(langs), UNIT[paper]
    short, long = SIZES_MM[paper]
    across = data.plan.width_cm >= data.plan.depth_cm
    sheet = Sheet(*((long, short) if across else (short, long)), title=" ".join(speech.words(data.card.name)))
    draft = Draft(sheet, data, speech, unit)
    top = _header(draft)
    bottom = _footer_signs(draft)
    found = arrange(draft, (MARGIN_MM, top, draft.right_mm, bottom))
    _place(draft, found)
    _footer(draft, found.scale, now)
    return sheet


# ---------------------------------------------------------------- head


def _header(draft: Draft) -> float:
    """Name, day and place; the north arrow in the corner. Returns where the head ends."""
    sheet, data, speech, unit = draft.sheet, draft.data, draft.speech, draft.unit
    right = draft.right_mm - 13 * unit
    top, wide = MARGIN_MM, right - MARGIN_MM
    for number, name in enumerate(speech.words(data.card.name)):
        most = (7.5 if number == 0 else 4.6) * unit
        size, lines = shrunk(name, width_mm=wide, most_mm=most, least_mm=most * 0.6, lines=2 - number)
        tall = size * PITCH * len(lines)
        sheet.lines(lines, (MARGIN_MM, top, right, top + tall), size_mm=size, bold=True)
        top += tall
    size = 3.5 * unit
    for said in speech.each(lambda lang: _when_and_where(data, lang)):
        for line in fitted(said, width_mm=wide, size_mm=size, most=2):
            sheet.text(line, (MARGIN_MM, top, right, top + size * PITCH), size_mm=size, colour=GREY)
            top += size * PITCH
    _north(draft)
    return max(top, MARGIN_MM + 13 * unit) + 1.5 * unit


def _when_and_where(data: SheetData, lang: str) -> str:
    card = data.card
    hours = formats.hours(card.opens_at, card.closes_at, card.time_zone, lang)
    place = card.hall.say(lang) or card.community.say(lang)
    return " · ".join(each for each in (formats.day(card.day, lang), hours, place, data.plaza.say(lang)) if each)


def _north(draft: Draft) -> None:
    sheet, unit = draft.sheet, draft.unit
    x, top = draft.right_mm - 5 * unit, MARGIN_MM
    foot, half = top + 8 * unit, 2.4 * unit
    sheet.area([(x, top), (x - half, foot), (x, foot - 1.8 * unit)], fill=INK)
    sheet.line([(x, top), (x + half, foot), (x, foot - 1.8 * unit), (x, top)], wide_mm=0.25 * unit)
    place = (x - 6 * unit, foot + 0.3 * unit, x + 6 * unit, foot + 4 * unit)
    sheet.text(draft.speech.line(N_("north")), place, size_mm=2.8 * unit, align="middle", bold=True)


# ---------------------------------------------------------------- foot


def _footer_signs(draft: Draft) -> float:
    """What the signs mean, above the scale bar. Returns where the plan's room ends."""
    sheet, unit, wide = draft.sheet, draft.unit, draft.wide_mm
    size = 2.5 * unit
    rows = legend.rows_of(legend.signs(draft.data, draft.speech), width_mm=wide, size_mm=size)
    tall = len(rows) * legend.SIGN_ROW * size
    top = sheet.height_mm - MARGIN_MM - FOOT_MM * unit - tall
    sheet.line([(MARGIN_MM, top - unit), (MARGIN_MM + wide, top - unit)], colour="#B9AE9F", wide_mm=0.2)
    legend.draw_signs(sheet, rows, (MARGIN_MM, top, MARGIN_MM + wide, top + tall), size_mm=size, unit=unit)
    return top - 2 * unit


FOOT_MM: Final = 8.5


def _footer(draft: Draft, scale: int, now: datetime) -> None:
    sheet, unit = draft.sheet, draft.unit
    top, bottom = sheet.height_mm - MARGIN_MM - (FOOT_MM - 2) * unit, sheet.height_mm - MARGIN_MM
    end = _scale_bar(draft, scale, top + 1 * unit)
    size, wide = 2.5 * unit, draft.right_mm - end
    said = draft.speech.each(lambda lang: _fine_print(draft, lang, scale, now))
    # Two lines in all: one for each language, or both for the only one.
    sizes = [shrunk(each, width_mm=wide, most_mm=size, least_mm=size * 0.6, lines=3 - len(said)) for each in said]
    least = min(fits for fits, _lines in sizes)
    lines = [line for each in said for line in fitted(each, width_mm=wide, size_mm=least, most=3 - len(said))]
    sheet.lines(lines, (end, top, draft.right_mm, bottom), size_mm=least, colour=GREY, align="right")


def _fine_print(draft: Draft, lang: str, scale: int, now: datetime) -> str:
    _ = translation(lang).gettext
    grid = _("A line every {metres} m, from the south-west corner").format(metres=tick_step_m(scale, draft.unit))
    when = formats.moment_in_words(now, draft.data.card.time_zone, lang)
    return _("Layout {mark}, printed {when}").format(when=when, mark=draft.data.mark) + f" · {grid}"


def _scale_bar(draft: Draft, scale: int, top: float) -> float:
    """Four stretches, black and white, and the scale in figures. Returns where it ends."""
    sheet, unit = draft.sheet, draft.unit
    step_m = max((step for step in TICK_STEPS_M if step * 4000 / scale <= 60 * unit), default=TICK_STEPS_M[0])
    step = step_m * 1000 / scale
    tall, size = 1.6 * unit, 2.4 * unit
    for number in range(4):
        left = MARGIN_MM + number * step
        fill = INK if number % 2 == 0 else "#FFFFFF"
        sheet.box((left, top, left + step, top + tall), fill=fill, edge=INK, edge_mm=0.2)
    for number in (0, 1, 2, 4):
        x = MARGIN_MM + number * step
        place = (x - 8, top + tall, x + 8, top + tall + size * PITCH)
        metre = str(number * step_m)
        if number == 4:
            metre = draft.speech.sentence(N_("{length} m"), length=metre)[0]
        if number == 0:
            sheet.text(metre, (MARGIN_MM, *place[1:]), size_mm=size)
        else:
            sheet.text(metre, place, size_mm=size, align="middle")
    word = draft.speech.line(N_("Scale"))
    said = f"{word} 1:{scale}"
    left, size = MARGIN_MM + 4 * step + 6 * unit, 3.6 * unit
    wide = wide_mm(said, size)
    sheet.text(said, (left, top - 0.6 * unit, left + wide, top + 4.4 * unit), size_mm=size, bold=True)
    return left + wide + 5 * unit


# ---------------------------------------------------------------- plan and legend


def arrange(draft: Draft, room: Box) -> Arrangement:
    """The largest scale wins, then the larger letters in the legend, then fewer columns."""
    found = list(_arrangements(draft, room))
    return min(found, key=lambda each: (each.scale, -each.size_mm, len(each.columns)))


def _arrangements(draft: Draft, room: Box) -> Iterator[Arrangement]:
    if not draft.data.booths:
        yield Arrangement(_scale(draft, room), room, room, [], draft.unit, 0)
        return
    for size in (each * draft.unit for each in LEGEND_MM):
        for column_mm in COLUMNS_MM["beside"]:
            yield from _beside(draft, room, size, column_mm * draft.unit)
        for column_mm in COLUMNS_MM["below"]:
            yield from _below(draft, room, size, column_mm * draft.unit)


def _beside(draft: Draft, room: Box, size: float, column_mm: float) -> Iterator[Arrangement]:
    """On as few columns as the height allows."""
    found = legend.entries(draft.data.booths, draft.speech, width_mm=column_mm, size_mm=size)
    for count in (1, 2, 3, 4):
        columns = legend.columns_of(found, count, size)
        wide = len(columns) * (column_mm + COLUMN_GAP_MM)
        if legend.tall_of(columns, size) <= room[3] - room[1] and wide < (room[2] - room[0]) * MOST_LEGEND:
            plan = (room[0], room[1], room[2] - wide, room[3])
            box = (plan[2] + COLUMN_GAP_MM, room[1], room[2], room[3])
            yield Arrangement(_scale(draft, plan), plan, box, columns, size, column_mm)
            return


def _below(draft: Draft, room: Box, size: float, least_mm: float) -> Iterator[Arrangement]:
    """On as many columns as there is width for."""
    count = max(1, int((room[2] - room[0] + COLUMN_GAP_MM) / (least_mm + COLUMN_GAP_MM)))
    column_mm = (room[2] - room[0] + COLUMN_GAP_MM) / count - COLUMN_GAP_MM
    found = legend.entries(draft.data.booths, draft.speech, width_mm=column_mm, size_mm=size)
    columns = legend.columns_of(found, count, size)
    tall = legend.tall_of(columns, size)
    if tall < (room[3] - room[1]) * MOST_LEGEND:
        plan = (room[0], room[1], room[2], room[3] - tall)
        box = (room[0], plan[3], room[2], room[3])
        yield Arrangement(_scale(draft, plan), plan, box, columns, size, column_mm)


def _rims(draft: Draft) -> Box:
    """Room around the plaza: west, north, east, south; for metres, arrows and the names of entrances."""
    data, unit = draft.data, draft.unit
    rims = {"west": 6.5 * unit, "north": 1.5 * unit, "east": 3 * unit, "south": 4.5 * unit}
    for fixture in data.plan.fixtures:
        if fixture.at.kind is not FixtureKind.ENTRANCE:
            continue
        side = side_of(fixture.at, data.plan)
        lines = entrance_lines(fixture, side, draft.speech, unit)
        wide = max((wide_mm(line, ENTRANCE_MM * unit) for line in lines), default=0.0) + 2
        rims[side] = max(rims[side], wide if side in ("west", "east") else 5 * unit)
    return rims["west"], rims["north"], rims["east"], rims["south"]


def _scale(draft: Draft, room: Box) -> int:
    rims, plan = _rims(draft), draft.data.plan
    wide, tall = room[2] - room[0] - rims[0] - rims[2], room[3] - room[1] - rims[1] - rims[3]
    fitting = (s for s in SCALES if plan.width_cm * 10 / s <= wide and plan.depth_cm * 10 / s <= tall)
    return next(fitting, SCALES[-1])


def _place(draft: Draft, found: Arrangement) -> None:
    """The plaza in the middle of its room, the legend beside or below it."""
    rims, room, plan = _rims(draft), found.plan, draft.data.plan
    wide, tall = plan.width_cm * 10 / found.scale, plan.depth_cm * 10 / found.scale
    left = room[0] + rims[0] + max(0.0, room[2] - room[0] - rims[0] - rims[2] - wide) / 2
    top = room[1] + rims[1] + max(0.0, room[3] - room[1] - rims[1] - rims[3] - tall) / 2
    drawing = Drawing(
        sheet=draft.sheet,
        plan=plan,
        speech=draft.speech,
        limits=draft.data.limits,
        left_mm=left,
        top_mm=top,
        scale=found.scale,
        unit=draft.unit,
    )
    draw_ground(drawing)
    if found.columns:
        legend.draw_legend(draft.sheet, found.columns, found.legend, size_mm=found.size_mm, width_mm=found.column_mm)
