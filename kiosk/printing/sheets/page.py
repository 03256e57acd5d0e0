"""A sheet of paper in millimetres: what is written and drawn on it, and the files that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from io import BytesIO
from threading import Lock
from typing import Final, Literal

from PIL import Image, ImageDraw

from kiosk.printing.lettering import length_px, printable, wrap
from kiosk.printing.painting import paint, svg
from kiosk.printing.shapes import INK, Box, Point, Shape

DPI: Final = 300
PX_PER_MM: Final = DPI / 25.4
SIZES_MM: Final = {"A4": (210, 297), "A3": (297, 420)}
"""Upright; ISO 216."""

LONGEST_TEXT: Final = 400
"""No line of a sheet holds more; what is cut off would not fit anyway."""

_JPEG: Final = {"quality": 85, "subsampling": 0}
"""Letters keep clean edges in a PDF: its pictures are JPEGs."""

Paper = Literal["A4", "A3"]
Align = Literal["left", "middle", "right"]


@dataclass(slots=True)
class Sheet:
    """One page. Lengths in millimetres from the top left corner; what is put on it later lies on top."""

    width_mm: float
    height_mm: float
    title: str = ""
    parts: list[Shape] = field(default_factory=list)

    def text(
        self,
        text: str,
        box: Box,
        *,
        size_mm: float,
        colour: str = INK,
        align: Align = "left",
        bold: bool = False,
        rim: str | None = None,
    ) -> None:
        """One line in a box, half-way up. `rim`: a colour around the letters that keeps what is below them away."""
        shown, size_px = printable(text), max(1, round(size_mm * PX_PER_MM))
        if not shown.strip():
            return
        place = _px(box)
        if rim is not None:
            around = {"edge": rim, "edge_px": size_px / 7}
            self.parts.append(Shape("text", place, rim, text=shown, size_px=size_px, align=align, **around))  # type: ignore[arg-type]
        edge = colour if bold else None
        self.parts.append(Shape("text", place, colour, edge, size_px / 40, text=shown, size_px=size_px, align=align))

    def lines(
        self,
        lines: Sequence[str],
        box: Box,
        *,
        size_mm: float,
        colour: str = INK,
        align: Align = "left",
        bold: bool = False,
        rim: str | None = None,
    ) -> None:
        """Lines one below the other, as a whole half-way up in the box."""
        left, top, right, bottom = box
        pitch = size_mm * PITCH
        start = (top + bottom - pitch * len(lines)) / 2
        for place, line in enumerate(lines):
            row = (left, start + pitch * place, right, start + pitch * (place + 1))
            self.text(line, row, size_mm=size_mm, colour=colour, align=align, bold=bold, rim=rim)

    def box(
        self,
        box: Box,
        *,
        fill: str | None = None,
        edge: str | None = None,
        edge_mm: float = 0.25,
        radius_mm: float = 0,
        is_round: bool = False,
    ) -> None:
        kind: Literal["box", "round"] = "round" if is_round else "box"
        if box[2] > box[0] and box[3] > box[1]:
            self.parts.append(Shape(kind, _px(box), fill, edge, edge_mm * PX_PER_MM, radius_px=radius_mm * PX_PER_MM))

    def line(
        self,
        points: Iterable[Point],
        *,
        colour: str = INK,
        wide_mm: float = 0.25,
        dash_mm: tuple[float, float] | None = None,
    ) -> None:
        drawn = tuple((x * PX_PER_MM, y * PX_PER_MM) for x, y in points)
        dash = (dash_mm[0] * PX_PER_MM, dash_mm[1] * PX_PER_MM) if dash_mm else None
        self.parts.append(Shape("line", (0, 0, 0, 0), None, colour, wide_mm * PX_PER_MM, points=drawn, dash_px=dash))

    def area(self, points: Iterable[Point], *, fill: str) -> None:
        self.parts.append(
            Shape("poly", (0, 0, 0, 0), fill, points=tuple((x * PX_PER_MM, y * PX_PER_MM) for x, y in points))
        )


PITCH: Final = 1.32
"""Distance of two baselines on a sheet in font sizes: denser than on a screen, paper is held closer."""


def _px(box: Box) -> Box:
    left, top, right, bottom = box
    return left * PX_PER_MM, top * PX_PER_MM, right * PX_PER_MM, bottom * PX_PER_MM


# ---------------------------------------------------------------- text that fits


def wide_mm(text: str, size_mm: float) -> float:
    return length_px(printable(text[:LONGEST_TEXT]), max(1, round(size_mm * PX_PER_MM))) / PX_PER_MM


def fitted(text: str, *, width_mm: float, size_mm: float, most: int = 1) -> tuple[str, ...]:
    """At most so many lines, none wider than `width_mm`; what is left out is said by three dots."""
    size_px, width_px = max(1, round(size_mm * PX_PER_MM)), int(width_mm * PX_PER_MM)
    return _fitted(text[: LONGEST_TEXT + 1], size_px, max(width_px, size_px), most)


@lru_cache(maxsize=4096)
def _fitted(text: str, size_px: int, width_px: int, most: int) -> tuple[str, ...]:
    """Remembered: to find the best arrangement, the same names are fitted into the same columns again and again."""
    lines = wrap(text[:LONGEST_TEXT], size_px=size_px, width_px=width_px)
    if len(lines) <= most and len(text) <= LONGEST_TEXT:
        return lines
    last = lines[most - 1] if len(lines) >= most else lines[-1] if lines else ""
    while last and length_px(last + "…", size_px) > width_px:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,，、·") + "…")


def shrunk(
    text: str, *, width_mm: float, most_mm: float, least_mm: float, lines: int = 1
) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the text fits whole, in steps; at the least size it is cut."""
    size = most_mm
    while size > least_mm:
        found = fitted(text, width_mm=width_mm, size_mm=size, most=lines)
        if not found or not found[-1].endswith("…") or text.rstrip().endswith("…"):
            return size, found
        size = max(least_mm, size * 0.9)
    return least_mm, fitted(text, width_mm=width_mm, size_mm=least_mm, most=lines)


def filling(
    text: str, *, width_mm: float, height_mm: float, most_mm: float, least_mm: float
) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the whole text fits into a box; at the least size it is cut."""
    size = most_mm
    while size > least_mm:
        lines = fitted(text, width_mm=width_mm, size_mm=size, most=max(1, int(height_mm / (size * PITCH))))
        if size * PITCH * len(lines) <= height_mm and not (lines and lines[-1].endswith("…")):
            return size, lines
        size = max(least_mm, size * 0.95)
    return least_mm, fitted(text, width_mm=width_mm, size_mm=least_mm, most=max(1, int(height_mm / (least_mm * PITCH))))


# ---------------------------------------------------------------- files


def image_of(sheet: Sheet) -> Image.Image:
    """RGB at 300 dots an inch."""
    size = (round(sheet.width_mm * PX_PER_MM), round(sheet.height_mm * PX_PER_MM))
    image = Image.new("RGB", size, "#FFFFFF")
    brush = ImageDraw.Draw(image)
    for part in sheet.parts:
        paint(brush, part)
    return image


_ONE_AT_A_TIME = Lock()
"""A picture of A3 takes 52 MB; ten organisers who press at once take turns instead of taking half a gigabyte."""


@contextmanager
def _drawn(sheet: Sheet) -> Iterator[Image.Image]:
    with _ONE_AT_A_TIME:
        yield image_of(sheet)


def png_of(sheet: Sheet) -> bytes:
    stream = BytesIO()
    with _drawn(sheet) as image:
        image.save(stream, format="PNG", dpi=(DPI, DPI), compress_level=4)
    return stream.getvalue()


def preview_of(sheet: Sheet, *, width_px: int) -> bytes:
    """A small PNG of the whole sheet."""
    stream = BytesIO()
    height_px = round(sheet.height_mm * width_px / sheet.width_mm)
    with _drawn(sheet) as image:
        small = image.resize((width_px, height_px), Image.Resampling.BOX, reducing_gap=2.0)
    small.save(stream, format="PNG")
    return stream.getvalue()


def pdf_of(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """A page for each sheet at its true size. One picture is in memory at a time."""
    stream = BytesIO()
    for number, sheet in enumerate(sheets):
        more = {"append": True} if number else {"title": title, "producer": "Yiji"}
        with _drawn(sheet) as image:
            image.save(stream, format="PDF", resolution=DPI, **_JPEG, **more)
    return stream.getvalue()


def svg_of(sheet: Sheet) -> bytes:
    """The same shapes; text stays text."""
    wide, tall = (round(length * PX_PER_MM) for length in (sheet.width_mm, sheet.height_mm))
    title = escape(" ".join(printable(sheet.title).split()))
    drawn = "".join(svg(part) for part in sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width_mm}mm" height="{sheet.height_mm}mm" '
        f'viewBox="0 0 {wide} {tall}" role="img" aria-label="{title}" font-family="\'Noto Sans SC\', sans-serif">'
        f'<title>{title}</title><rect width="{wide}" height="{tall}" fill="#FFFFFF"/>{drawn}</svg>'
    ).encode()
