"""Text on paper: the packaged font, what it can show, and where lines break.

The font travels with the product (Noto Sans SC, SIL Open Font Licence), so a ticket looks the same on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from PIL import ImageFont
from pylopdf_fonts_zh_cn import sans_path

LINE_PITCH = 1.45
"""Distance of two baselines in font sizes: the font's own ascent plus descent, and what old eyes want."""

MISSING = "□"
"""Stands for a letter that the font lacks, as printers do: a rare character in a name must be seen to be missing."""

# A line may not begin with what closes, nor end with what opens.
_OPENING = r"（(《「『【“‘"
_CLOSING = r"，,。.、；;：:？?！!）)》」』】”’…·%℃"
_WORD = r"[A-Za-z0-9À-ɏ'’\-_/@&+–]"
_PIECE = re.compile(rf"[{re.escape(_OPENING)}]*(?:{_WORD}+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)


@lru_cache(maxsize=64)
def font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sans_path(), size_px, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16384)
def _has_glyph(character: str) -> bool:
    probe = font(24)
    return bytes(probe.getmask(character)) != bytes(probe.getmask("\uffff"))


def printable(text: str) -> str:
    """The text as the font can show it: emoji and control characters go, unknown letters become `MISSING`."""
    shown = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if character == "\n" or (category[0] not in "CM" and _has_glyph(character)):
            shown.append(character)
        elif category[0] == "Z":
            shown.append(" ")
        elif category[0] in "LN":
            shown.append(MISSING)
    return "".join(shown)


@lru_cache(maxsize=16384)
def _advance_px(character: str, size_px: int) -> float:
    return font(size_px).getlength(character)


def length_px(text: str, size_px: int) -> float:
    return sum(_advance_px(character, size_px) for character in text)


def wrap(text: str, *, size_px: int, width_px: int) -> tuple[str, ...]:
    """Lines no wider than `width_px` that together hold every character of `printable(text)` but the spaces at breaks.

    Breaks between Chinese characters and at spaces; a single word wider than the line is broken where the line ends.
    """
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        lines += _wrap_paragraph(" ".join(paragraph.split()), size_px, width_px)
    return tuple(lines)


def _wrap_paragraph(text: str, size_px: int, width_px: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text, size_px, width_px):
        wanted = length_px(piece, size_px)
        if line and used + length_px(piece.rstrip(), size_px) > width_px:
            lines.append(line.rstrip())
            line, used = "", 0.0
            piece = piece.lstrip()  # noqa: PLW2901 - a space never begins a line
            wanted = length_px(piece, size_px)
        line, used = line + piece, used + wanted
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, size_px: int, width_px: int) -> list[str]:
    """What must not be broken; too wide a piece is given letter by letter."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        fits = length_px(piece, size_px) <= width_px
        pieces += [piece] if fits else list(piece)
    return pieces


def largest_size_px(text: str, *, width_px: int, most_px: int) -> int:
    """The largest font size up to `most_px` at which the text fits on one line; at least 1."""
    natural = length_px(text, most_px)
    if natural <= width_px:
        return most_px
    size = max(1, int(most_px * width_px / natural))
    while size > 1 and length_px(text, size) > width_px:
        size -= 1
    return size
