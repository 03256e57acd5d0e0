"""A ticket on receipt paper: black on white, for a thermal printer or a browser's print window.

Printing knows no language and no clock: every text comes ready to read. A ticket is a stack of strips, each as wide as
the paper between its margins, so that a longer text only ever makes the ticket longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno
from PIL import Image, ImageDraw

from kiosk.printing.lettering import LINE_PITCH, font, largest_size_px, length_px, wrap
from kiosk.printing.plan import PlanMark, draw_plan

WIDTH_80_MM_PX: Final = 576
"""Dots across most 80 mm printers (72 mm at 8 dots per millimetre)."""
WIDTH_58_MM_PX: Final = 384
"""Dots across 58 mm printers (48 mm at 8 dots per millimetre)."""
NARROWEST_PX: Final = 240

NUMBER_HEIGHT_SHARE: Final = 0.292
"""Height of the number's letters as a share of the paper's width: 168 dots, 21 mm, on 80 mm paper."""

_CAPITAL_SHARE = 0.733  # a capital's height in font sizes, Noto Sans SC
_WHITE, _BLACK = 255, 0


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What stands on a ticket, each text ready to read; an empty one takes no room.

    `day` and `time` say when to come, `lines` what else to know, `bring` what to take along, under `bring_label`.
    `code` is the ticket's secret code. The square to scan holds `address` if there is one, else the code itself, and
    `scan_label` says what to do with it. `plan_label` stands over the plan.
    """

    market: str
    number: str
    headline: str
    code: str
    place: str = ""
    day: str = ""
    time: str = ""
    lines: tuple[str, ...] = ()
    bring_label: str = ""
    bring: str = ""
    scan_label: str = ""
    address: str = ""
    plan_label: str = ""
    plan: PlanMark | None = None
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """One part of the ticket, as wide as the paper between the margins."""

    name: str
    image: Image.Image
    gap_px: int
    """White before it."""


@dataclass(frozen=True, slots=True)
class _Paper:
    width_px: int

    @property
    def margin_px(self) -> int:
        return round(self.width_px / 24)

    @property
    def inner_px(self) -> int:
        return self.width_px - 2 * self.margin_px

    def size(self, on_80_mm: int) -> int:
        """A font size or distance: narrower paper gets smaller letters, but not in proportion, or nobody reads them."""
        scale: float = (self.width_px / WIDTH_80_MM_PX) ** 0.55
        return max(8, round(on_80_mm * scale))


def draw_ticket(paper: TicketPaper, width_px: int = WIDTH_80_MM_PX) -> Image.Image:
    """The whole ticket, mode L, as long as it needs to be. Raises ValueError on too narrow paper."""
    if width_px < NARROWEST_PX:
        raise ValueError(f"a ticket needs at least {NARROWEST_PX} px, not {width_px}")
    margin_px = _Paper(width_px).margin_px
    parts = strips(paper, width_px)
    height_px = sum(part.gap_px + part.image.height for part in parts) + 2 * margin_px
    ticket = Image.new("L", (width_px, height_px), _WHITE)
    top = margin_px
    for part in parts:
        top += part.gap_px
        ticket.paste(part.image, (margin_px, top))
        top += part.image.height
    return ticket


def png_bytes(image: Image.Image) -> bytes:
    """A PNG that prints at its true size: 8 dots per millimetre."""
    stream = BytesIO()
    image.save(stream, format="PNG", dpi=(203, 203))
    return stream.getvalue()


def strips(paper: TicketPaper, width_px: int) -> tuple[Strip, ...]:
    """The ticket's parts from top to bottom; parts without content are left out."""
    sheet = _Paper(width_px)
    return tuple(part for part in _all_strips(paper, sheet) if part.image.height > 0)


def _all_strips(paper: TicketPaper, sheet: _Paper) -> Iterator[Strip]:
    yield Strip("market", _text(paper.market, sheet, sheet.size(38), bold=True), 0)
    yield Strip("place", _text(paper.place, sheet, sheet.size(26)), 0)
    yield Strip("rule", _rule(sheet), sheet.size(14))
    yield Strip("headline", _text(paper.headline, sheet, sheet.size(46), bold=True), sheet.size(12))
    yield Strip("number", _number(paper.number, sheet), sheet.size(18))
    yield Strip("day", _text(paper.day, sheet, sheet.size(40)), sheet.size(20))
    yield Strip("time", _text(paper.time, sheet, sheet.size(64), bold=True), 0)
    for line in paper.lines:
        yield Strip("line", _text(line, sheet, sheet.size(32)), sheet.size(4))
    yield Strip("bring", _bring(paper, sheet), sheet.size(22))
    yield Strip("tear", _rule(sheet, dashed=True), sheet.size(22))
    yield Strip("code", _code(paper, sheet), 0)
    if paper.plan is not None:
        yield Strip("plan label", _text(paper.plan_label, sheet, sheet.size(32), bold=True), sheet.size(18))
        yield Strip("plan", draw_plan(paper.plan, sheet.inner_px, look="paper"), sheet.size(4))
    yield Strip("footer", _text(paper.footer, sheet, sheet.size(26)), sheet.size(18))


def _blank(width_px: int, height_px: int) -> Image.Image:
    return Image.new("L", (width_px, height_px), _WHITE)


def _text(text: str, sheet: _Paper, size_px: int, *, bold: bool = False) -> Image.Image:
    """Centred lines over the whole width; a picture of no height when there is nothing to say."""
    # Bold is drawn with a pen, whose ink stands out on both sides of a letter.
    pen_px = max(1, round(size_px / 45)) if bold else 0
    lines = wrap(text, size_px=size_px, width_px=sheet.inner_px - 2 * pen_px)
    return _lines(lines, sheet.inner_px, size_px, pen_px=pen_px, centred=True)


def _lines(
    lines: tuple[str, ...], width_px: int, size_px: int, *, pen_px: int = 0, centred: bool = False
) -> Image.Image:
    pitch_px = round(size_px * LINE_PITCH)
    image = _blank(width_px, pitch_px * len(lines))
    brush = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        place = (width_px / 2 if centred else pen_px, pitch_px * index + pitch_px / 2)
        anchor = "mm" if centred else "lm"
        brush.text(place, line, font=font(size_px), fill=_BLACK, anchor=anchor, stroke_width=pen_px)
    return image


def _rule(sheet: _Paper, *, dashed: bool = False) -> Image.Image:
    thick = max(2, sheet.size(3) if dashed else sheet.size(5))
    image = _blank(sheet.inner_px, thick)
    step = sheet.size(20) if dashed else sheet.inner_px
    brush = ImageDraw.Draw(image)
    for left in range(0, sheet.inner_px, step):
        right = min(left + (step * 6) // 10, sheet.inner_px) if dashed else sheet.inner_px
        brush.rectangle((left, 0, right - 1, thick - 1), fill=_BLACK)
    return image


def _number(number: str, sheet: _Paper) -> Image.Image:
    """The number alone, as large as the paper allows, no white above or below its ink."""
    most_px = round(sheet.width_px * NUMBER_HEIGHT_SHARE / _CAPITAL_SHARE)
    text = "".join(wrap(number, size_px=8, width_px=10_000))
    pen_px = max(1, round(sheet.width_px / 150))
    size_px = largest_size_px(text, width_px=sheet.inner_px - 4 * pen_px, most_px=most_px)
    image = _blank(sheet.inner_px, size_px * 2)
    middle = (sheet.inner_px / 2, size_px)
    ImageDraw.Draw(image).text(middle, text, font=font(size_px), fill=_BLACK, anchor="mm", stroke_width=pen_px)
    ink = image.point(lambda dot: 255 - dot).getbbox()
    return image.crop((0, ink[1], sheet.inner_px, ink[3])) if ink else _blank(sheet.inner_px, 0)


def _bring(paper: TicketPaper, sheet: _Paper) -> Image.Image:
    """A box with a black tab that says what it is about."""
    if not paper.bring:
        return _blank(sheet.inner_px, 0)
    size_px, label_px, pad = sheet.size(32), sheet.size(28), sheet.size(14)
    text_px = sheet.inner_px - 4 * pad
    body = _lines(wrap(paper.bring, size_px=size_px, width_px=text_px), text_px, size_px)
    label = wrap(paper.bring_label, size_px=label_px, width_px=text_px)
    head_px = round(label_px * LINE_PITCH) * len(label)
    image = _blank(sheet.inner_px, head_px + body.height + 2 * pad)
    brush = ImageDraw.Draw(image)
    frame = (0, 0, sheet.inner_px - 1, image.height - 1)
    brush.rounded_rectangle(frame, pad, outline=_BLACK, width=3)
    image.paste(body, (2 * pad, head_px + pad))
    if label:
        tab = _lines(label, max(1, round(max(length_px(line, label_px) for line in label))), label_px)
        brush.rounded_rectangle((0, 0, tab.width + 4 * pad, head_px), pad, fill=_BLACK)
        image.paste(tab.point(lambda dot: 255 - dot), (2 * pad, 0))
    return image


def _code(paper: TicketPaper, sheet: _Paper) -> Image.Image:
    """The square to scan, with what to do with it beside it, or below it on narrow paper."""
    square = _square(paper.address or paper.code, at_most_px=round(min(sheet.inner_px * 0.72, 264)))
    beside = sheet.width_px >= 480
    gap = sheet.size(20)
    room_px = sheet.inner_px - square.width - gap if beside else sheet.inner_px
    words = _scan_words(paper, sheet, room_px, centred=not beside)
    if beside:
        image = _blank(sheet.inner_px, max(square.height, words.height))
        image.paste(square, (0, (image.height - square.height) // 2))
        image.paste(words, (square.width + gap, (image.height - words.height) // 2))
        return image
    image = _blank(sheet.inner_px, square.height + words.height)
    image.paste(square, ((sheet.inner_px - square.width) // 2, 0))
    image.paste(words, (0, square.height))
    return image


def _scan_words(paper: TicketPaper, sheet: _Paper, room_px: int, *, centred: bool) -> Image.Image:
    """What to do with the square, and the code in groups of four for whoever has to type it."""
    label_px, code_px = sheet.size(30), sheet.size(24)
    words = wrap(paper.scan_label, size_px=label_px, width_px=room_px)
    label = _lines(words, room_px, label_px, centred=centred)
    groups = " ".join(paper.code[start : start + 4] for start in range(0, len(paper.code), 4))
    code = _lines(wrap(groups, size_px=code_px, width_px=room_px), room_px, code_px, centred=centred)
    image = _blank(room_px, label.height + code.height)
    image.paste(label, (0, 0))
    image.paste(code, (0, label.height))
    return image


def _square(content: str, *, at_most_px: int) -> Image.Image:
    """A QR code in whole dots, with the four white modules around it that scanners need (ISO/IEC 18004)."""
    modules = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=4)]
    dots = max(2, at_most_px // len(modules))
    small = Image.new("L", (len(modules), len(modules)), _WHITE)
    small.putdata([_BLACK if dark else _WHITE for row in modules for dark in row])
    return small.resize((len(modules) * dots, len(modules) * dots), Image.Resampling.NEAREST)
