"""A sign for each booth: read from across the plaza by its letter, from near by its words. No personal data."""

from __future__ import annotations

from kiosk.i18n import formats, translation
from kiosk.i18n.names import N_, ZONES
from kiosk.printing.qr import dark_runs
from kiosk.printing.shapes import GREY, INK, ZONE_COLOUR, Box
from kiosk.printing.sheets.page import PITCH, SIZES_MM, Paper, Sheet, filling, fitted, shrunk, wide_mm
from kiosk.printing.sheets.speech import Speech
from kiosk.services.organising.sheets import SheetBooth, SheetData
from models.enums import Pledge

MARGIN_MM = 11.0
BAND_MM = 25.0
LETTER_MM = 126.0
"""The size of the letter's font: its capitals are 92 mm tall, which is read from 30 m."""
CAPITAL = 0.733
FOOT_MM = 60.0


def booth_signs(data: SheetData, *, paper: Paper, langs: tuple[str, ...], address: str) -> list[Sheet]:
    """One upright page for each booth, by letter. `address`: where the square leads; empty: no square."""
    return [_sign(booth, data, paper, Speech(langs), address) for booth in data.booths]


def _sign(booth: SheetBooth, data: SheetData, paper: Paper, speech: Speech, address: str) -> Sheet:
    wide, tall = SIZES_MM[paper]
    unit = wide / SIZES_MM["A4"][0]
    sheet = Sheet(wide, tall, title=f"{booth.letter} {' '.join(speech.words(booth.name))}")
    left, right = MARGIN_MM * unit, wide - MARGIN_MM * unit
    top = MARGIN_MM * unit
    _band(sheet, (left, top, right, top + BAND_MM * unit), booth, data, speech)
    foot = tall - (MARGIN_MM + FOOT_MM) * unit
    bottom = _letter(sheet, (left, top + (BAND_MM + 4) * unit, right, 0), booth, unit)
    _names(sheet, (left, bottom + 6 * unit, right, foot - 4 * unit), booth, speech, unit)
    _foot(sheet, (left, foot, right, tall - MARGIN_MM * unit), booth, speech, address)
    return sheet


def _band(sheet: Sheet, box: Box, booth: SheetBooth, data: SheetData, speech: Speech) -> None:
    """The zone in its colour and its word; the market and its day beside it."""
    left, top, right, bottom = box
    tall = bottom - top
    sheet.box(box, fill=ZONE_COLOUR[booth.drawn.zone], radius_mm=tall / 10)
    zone = speech.sentence(ZONES[booth.drawn.zone])
    size = tall * (0.34 if len(zone) == 1 else 0.25)
    room = (left + tall * 0.25, top, left + (right - left) * 0.46, bottom)
    lines = [line for said in zone for line in fitted(said, width_mm=room[2] - room[0], size_mm=size)]
    sheet.lines(lines, room, size_mm=size, colour="#FFFFFF", bold=True)
    beside = (left + (right - left) * 0.48, top, right - tall * 0.25, bottom)
    said = [*speech.words(data.card.name), *speech.each(lambda lang: formats.day(data.card.day, lang))]
    size = tall * (0.19 if len(said) <= 2 else 0.155)
    lines = [line for each in said for line in fitted(each, width_mm=beside[2] - beside[0], size_mm=size)]
    sheet.lines(lines, beside, size_mm=size, colour="#FFFFFF", align="right")


def _letter(sheet: Sheet, box: Box, booth: SheetBooth, unit: float) -> float:
    """Returns where its ink ends. The font's own white above and below is left away."""
    left, top, right, _bottom = box
    ink = LETTER_MM * CAPITAL * unit
    place = (left, top + 5 * unit, right, top + 5 * unit + ink)
    sheet.text(
        booth.letter, place, size_mm=LETTER_MM * unit, colour=ZONE_COLOUR[booth.drawn.zone], align="middle", bold=True
    )
    return place[3]


def _names(sheet: Sheet, room: Box, booth: SheetBooth, speech: Speech, unit: float) -> None:
    """What is done here, who does it, and what it costs, together in the middle of the room."""
    left, top, right, bottom = room
    wide = right - left
    rows: list[tuple[float, tuple[str, ...], str, bool]] = []
    for number, name in enumerate(speech.words(booth.name)):
        most, least = ((23, 12) if number == 0 else (11, 7)) if speech.is_both else (26, 12)
        size, lines = shrunk(name, width_mm=wide, most_mm=most * unit, least_mm=least * unit, lines=2)
        rows.append((size, lines, INK, number == 0))
    for said in speech.words(booth.partner) if booth.partner else ():
        size, lines = shrunk(said, width_mm=wide, most_mm=8.5 * unit, least_mm=5 * unit, lines=1)
        rows.append((size, lines, GREY, False))
    tall = sum(size * PITCH * len(lines) for size, lines, _colour, _bold in rows) + 16 * unit
    shrink = min(1.0, (bottom - top) / tall)
    y = (top + bottom - tall * shrink) / 2
    for size, lines, colour, is_bold in rows:
        end = y + size * shrink * PITCH * len(lines)
        sheet.lines(lines, (left, y, right, end), size_mm=size * shrink, colour=colour, align="middle", bold=is_bold)
        y = end
    _pledge(sheet, (left, y + 4 * unit * shrink, right, y + 16 * unit * shrink), booth, speech)


def _pledge(sheet: Sheet, row: Box, booth: SheetBooth, speech: Speech) -> None:
    """Free, or at a low price, in a frame of its own."""
    said = speech.each(lambda lang: _price(booth, lang))
    if not said:
        return
    size = (row[3] - row[1]) * 0.58
    text = fitted(" · ".join(said), width_mm=(row[2] - row[0]) * 0.9, size_mm=size)[0]
    half, middle = wide_mm(text, size) / 2 + size * 0.8, (row[0] + row[2]) / 2
    colour = ZONE_COLOUR[booth.drawn.zone]
    frame = (middle - half, row[1], middle + half, row[3])
    sheet.box(frame, edge=colour, edge_mm=size / 10, radius_mm=(row[3] - row[1]) / 2)
    sheet.text(text, frame, size_mm=size, colour=colour, align="middle", bold=True)


def _price(booth: SheetBooth, lang: str) -> str:
    if booth.pledge is None:
        return ""
    _ = translation(lang).gettext
    return _("Free of charge") if booth.pledge is Pledge.FREE else booth.price_note or _("Low price")


# ---------------------------------------------------------------- foot


def _foot(sheet: Sheet, box: Box, booth: SheetBooth, speech: Speech, address: str) -> None:
    """What to bring at the left, the square to scan at the right."""
    left, top, right, bottom = box
    unit = (bottom - top) / FOOT_MM
    sheet.line([(left, top), (right, top)], colour="#B9AE9F", wide_mm=0.4 * unit)
    room = (left, top + 4 * unit, right, bottom)
    if address:
        side = 46 * unit
        _square(sheet, (right - side, top + 2 * unit, right, top + 2 * unit + side), address)
        _caption(sheet, (right - side / 2, top + 1 * unit + side), speech, unit)
        room = (left, room[1], right - side - 8 * unit, bottom)
    _bring(sheet, room, booth, speech, unit)


def _caption(sheet: Sheet, below: tuple[float, float], speech: Speech, unit: float) -> None:
    lines = speech.sentence(N_("Scan: numbers and waits"))
    size = (4.4 if len(lines) == 1 else 3.7) * unit
    fits = [line for said in lines for line in fitted(said, width_mm=54 * unit, size_mm=size)]
    x, top = below
    sheet.lines(fits, (x - 27 * unit, top, x + 27 * unit, top + size * PITCH * len(fits)), size_mm=size, align="middle")


def _bring(sheet: Sheet, room: Box, booth: SheetBooth, speech: Speech, unit: float) -> None:
    said = speech.words(booth.bring)
    if not said:
        return
    left, top, right, bottom = room
    label = speech.line(N_("Please note"))
    sheet.text(label, (left, top, right, top + 7 * unit), size_mm=4.6 * unit, colour=GREY, bold=True)
    top += 8 * unit
    share = (bottom - top) / len(said)
    for text in said:
        size, lines = filling(
            text, width_mm=right - left, height_mm=share - unit, most_mm=7.5 * unit, least_mm=3.6 * unit
        )
        end = top + size * PITCH * len(lines)
        sheet.lines(lines, (left, top, right, end), size_mm=size)
        top = end + 2 * unit if len(said) > 1 else end


def _square(sheet: Sheet, box: Box, content: str) -> None:
    modules, runs = dark_runs(content)
    step = (box[2] - box[0]) / modules
    for row, first, length in runs:
        left, top = box[0] + first * step, box[1] + row * step
        # A hair more, so that no white seam shows between two rows.
        sheet.box((left, top, left + length * step, top + step * 1.03), fill="#000000")
