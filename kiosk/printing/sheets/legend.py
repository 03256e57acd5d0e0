"""Beside or below the plan: who stands at which letter, and what the signs on the plan mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.i18n.names import FIXTURE_KINDS, N_, ZONES
from kiosk.printing.shapes import GREY, INK, VERMILION, ZONE_COLOUR, Box
from kiosk.printing.sheets.ground import POINTS, draw_booth, draw_fixture, draw_point, draw_queue
from kiosk.printing.sheets.page import PITCH, Sheet, fitted, wide_mm
from kiosk.printing.sheets.speech import Speech
from kiosk.services.organising.sheets import SheetBooth, SheetData
from models.enums import FixtureKind, Zone

SMALL: Final = 0.82
"""The partner's line in sizes of the service's."""
GAP: Final = 0.75
"""Between two booths, in sizes of the service's line."""
BADGE: Final = 1.9
COLUMN_GAP_MM: Final = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A booth in the legend: its lines with their sizes, fitted to a column."""

    letter: str
    zone: Zone
    lines: tuple[tuple[float, str], ...]

    def tall_mm(self, size_mm: float) -> float:
        return max(sum(size * PITCH for size, _line in self.lines), BADGE * size_mm) + GAP * size_mm


def entries(booths: Sequence[SheetBooth], speech: Speech, *, width_mm: float, size_mm: float) -> tuple[Entry, ...]:
    return tuple(_entry(booth, speech, width_mm - (BADGE + 0.6) * size_mm, size_mm) for booth in booths)


def _entry(booth: SheetBooth, speech: Speech, room_mm: float, size_mm: float) -> Entry:
    small = size_mm * SMALL
    names = [
        line for said in speech.words(booth.name) for line in fitted(said, width_mm=room_mm, size_mm=size_mm, most=2)
    ]
    partner = speech.words(booth.partner) if booth.partner else ()
    people = [line for said in partner for line in fitted(said, width_mm=room_mm, size_mm=small, most=2)]
    stations = speech.line(N_("stations: {count}"), count=booth.stations)
    joint = f"{people[-1]} · {stations}" if people else stations
    if people and wide_mm(joint, small) <= room_mm:
        people[-1] = joint
    else:
        people += fitted(stations, width_mm=room_mm, size_mm=small)
    return Entry(
        booth.letter,
        booth.drawn.zone,
        (*((size_mm, line) for line in names), *((small, line) for line in people)),
    )


def _fitted(said: Sequence[str], width_mm: float, size_mm: float) -> list[str]:
    return [line for each in said for line in fitted(each, width_mm=width_mm, size_mm=size_mm, most=2)]


def columns_of(found: Sequence[Entry], count: int, size_mm: float) -> list[list[Entry]]:
    """The entries in their order on so many columns, the tallest column as short as it can be."""
    talls = [each.tall_mm(size_mm) for each in found]
    low, high = max(talls, default=0.0), sum(talls)
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(_packed(found, talls, middle)) <= count:
            high = middle
        else:
            low = middle
    return _packed(found, talls, high + 0.01)


def _packed(found: Sequence[Entry], talls: Sequence[float], height: float) -> list[list[Entry]]:
    columns: list[list[Entry]] = []
    used = height
    for entry, tall in zip(found, talls, strict=True):
        if used + tall > height:
            columns.append([])
            used = 0.0
        columns[-1].append(entry)
        used += tall
    return columns


def tall_of(columns: Sequence[Sequence[Entry]], size_mm: float) -> float:
    return max((sum(each.tall_mm(size_mm) for each in column) for column in columns), default=0.0)


def draw_legend(sheet: Sheet, columns: Sequence[Sequence[Entry]], box: Box, *, size_mm: float, width_mm: float) -> None:
    for number, column in enumerate(columns):
        left, top = box[0] + number * (width_mm + COLUMN_GAP_MM), box[1]
        for entry in column:
            _draw_entry(sheet, entry, left, top, size_mm=size_mm, width_mm=width_mm)
            top += entry.tall_mm(size_mm)


def _draw_entry(sheet: Sheet, entry: Entry, left: float, top: float, *, size_mm: float, width_mm: float) -> None:
    side = BADGE * size_mm
    badge = (left, top, left + side, top + side)
    sheet.box(badge, fill=ZONE_COLOUR[entry.zone], radius_mm=side / 6)
    sheet.text(entry.letter, badge, size_mm=size_mm * 1.35, colour="#FFFFFF", align="middle", bold=True)
    row, x = top, left + side + 0.6 * size_mm
    for size, line in entry.lines:
        is_name = size == size_mm
        place = (x, row, left + width_mm, row + size * PITCH)
        sheet.text(line, place, size_mm=size, colour=INK if is_name else GREY, bold=is_name)
        row += size * PITCH


# ---------------------------------------------------------------- what the signs mean


@dataclass(frozen=True, slots=True)
class Sign:
    draw: Callable[[Sheet, Box, float], None]
    label: str


def signs(data: SheetData, speech: Speech) -> tuple[Sign, ...]:
    """Only what is on the plan: zones, a front, a line of people, then what stands there."""
    found = [
        Sign(_zone(zone), speech.line(message))
        for zone, message in ZONES.items()
        if any(booth.drawn.zone is zone for booth in data.booths)
    ]
    if data.booths:
        found.append(Sign(_front, speech.line(N_("thick edge: front of the booth"))))
    if any(booth.drawn.at.queue_people for booth in data.booths):
        found.append(Sign(_line_of_people, speech.line(N_("room for the longest line"))))
    there = {fixture.at.kind for fixture in data.plan.fixtures}
    found += [Sign(_fixture(kind), speech.line(message)) for kind, message in FIXTURE_KINDS.items() if kind in there]
    return tuple(found)


def _zone(zone: Zone) -> Callable[[Sheet, Box, float], None]:
    def draw(sheet: Sheet, box: Box, _unit: float) -> None:
        sheet.box(box, fill=ZONE_COLOUR[zone], radius_mm=0.5)

    return draw


def _front(sheet: Sheet, box: Box, unit: float) -> None:
    draw_booth(sheet, box, 0, colour=INK, unit=unit)


def _line_of_people(sheet: Sheet, box: Box, unit: float) -> None:
    draw_queue(sheet, box, colour=INK, unit=unit)


def _fixture(kind: FixtureKind) -> Callable[[Sheet, Box, float], None]:
    def draw(sheet: Sheet, box: Box, unit: float) -> None:
        left, top, right, bottom = box
        middle, half = (left + right) / 2, (bottom - top) / 2
        square = (middle - half, top, middle + half, bottom)
        if kind in POINTS:
            draw_point(sheet, kind, square)
        elif kind is FixtureKind.ENTRANCE:
            sheet.area([(middle, top), (middle - half, bottom), (middle + half, bottom)], fill=VERMILION)
        else:
            draw_fixture(sheet, kind, square if kind is FixtureKind.TREE else box, unit=unit)

    return draw


def rows_of(found: Sequence[Sign], *, width_mm: float, size_mm: float) -> list[list[Sign]]:
    """The signs as they flow over the width."""
    rows: list[list[Sign]] = []
    used = width_mm
    for sign in found:
        wide = _sign_mm(sign, size_mm)
        if used + wide > width_mm:
            rows.append([])
            used = 0.0
        rows[-1].append(sign)
        used += wide
    return rows


def _sign_mm(sign: Sign, size_mm: float) -> float:
    return 3.2 * size_mm + wide_mm(sign.label, size_mm)


def draw_signs(sheet: Sheet, rows: Sequence[Sequence[Sign]], box: Box, *, size_mm: float, unit: float) -> None:
    top = box[1]
    for row in rows:
        left = box[0]
        for sign in row:
            sign.draw(sheet, (left, top + 0.1 * size_mm, left + 1.7 * size_mm, top + 1.3 * size_mm), unit)
            place = (left + 2.1 * size_mm, top, left + _sign_mm(sign, size_mm), top + 1.4 * size_mm)
            sheet.text(sign.label, place, size_mm=size_mm, colour=INK)
            left += _sign_mm(sign, size_mm)
        top += SIGN_ROW * size_mm


SIGN_ROW: Final = 1.75
