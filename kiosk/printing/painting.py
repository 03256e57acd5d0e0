"""Two painters of the same shapes: one makes a Pillow image of them, the other an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from math import hypot

from PIL import ImageDraw

from kiosk.printing.lettering import font, length_px
from kiosk.printing.shapes import Point, Shape

# Letters and Chinese characters both look centred when their baseline is this far below the middle, in font sizes.
_BASELINE = 0.37
_ANCHOR = {"left": ("ls", "start", 0), "middle": ("ms", "middle", 1), "right": ("rs", "end", 2)}
"""For Pillow, for SVG, and where in the box: halves of its width from the left."""


def paint(brush: ImageDraw.ImageDraw, part: Shape) -> None:
    edge_px = max(1, round(part.edge_px)) if part.edge else 0
    if part.kind == "text":
        _write(brush, part)
    elif part.kind == "round":
        brush.ellipse(part.box, fill=part.fill, outline=part.edge, width=edge_px)
    elif part.kind == "box":
        brush.rounded_rectangle(part.box, part.radius_px, fill=part.fill, outline=part.edge, width=edge_px)
    elif part.kind == "line":
        pieces = dashes(part.points, part.dash_px) if part.dash_px else [part.points]
        for piece in pieces:
            brush.line(piece, fill=part.edge, width=edge_px)
    else:
        brush.polygon(part.points, fill=part.fill, outline=part.edge, width=edge_px or 1)


def _place(part: Shape) -> Point:
    halves = _ANCHOR[part.align][2]
    left, top, right, bottom = part.box
    return left + (right - left) * halves / 2, (top + bottom) / 2 + part.size_px * _BASELINE


def _write(brush: ImageDraw.ImageDraw, part: Shape) -> None:
    letters, rim_px = font(part.size_px), part.edge_px if part.edge else 0
    anchor = _ANCHOR[part.align][0]
    brush.text(
        _place(part), part.text, font=letters, fill=part.fill, anchor=anchor, stroke_width=rim_px, stroke_fill=part.edge
    )


def dashes(points: Sequence[Point], dash_px: tuple[float, float]) -> Iterable[tuple[Point, Point]]:
    """The inked pieces of a line; each of its straight parts begins with ink."""
    ink, gap = dash_px
    for (x, y), (u, v) in pairwise(points):
        length = hypot(u - x, v - y)
        for step in range(int(length / (ink + gap)) + 1 if length else 0):
            first = step * (ink + gap) / length
            last = min(1.0, first + ink / length)
            yield (x + (u - x) * first, y + (v - y) * first), (x + (u - x) * last, y + (v - y) * last)


def svg(part: Shape) -> str:
    paint_words = f'fill="{part.fill or "none"}"'
    if part.edge:
        paint_words += f' stroke="{part.edge}" stroke-width="{part.edge_px:.1f}"'
    if part.kind == "text":
        return _svg_text(part)
    if part.kind in ("poly", "line"):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
        dash = f' stroke-dasharray="{part.dash_px[0]:.1f} {part.dash_px[1]:.1f}"' if part.dash_px else ""
        return f'<{"polygon" if part.kind == "poly" else "polyline"} points="{points}" {paint_words}{dash}/>'
    left, top, right, bottom = (round(value, 1) for value in part.box)
    size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
    if part.kind == "box":
        return f'<rect x="{left}" y="{top}" {size} rx="{part.radius_px:.1f}" {paint_words}/>'
    radii = f'rx="{(right - left) / 2:.1f}" ry="{(bottom - top) / 2:.1f}"'
    return f'<ellipse cx="{(left + right) / 2:.1f}" cy="{(top + bottom) / 2:.1f}" {radii} {paint_words}/>'


def _svg_text(part: Shape) -> str:
    """Kept as wide as the packaged font makes it, whatever font the reader has."""
    x, y = _place(part)
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{part.size_px}" text-anchor="{_ANCHOR[part.align][1]}"'
    wide = length_px(part.text, part.size_px)
    fit = f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"' if len(part.text) > 1 else ""
    rim = ""
    if part.edge and part.edge_px:  # a pen's stroke lies half outside the letter
        rim = f' stroke="{part.edge}" stroke-width="{2 * part.edge_px:.1f}" paint-order="stroke"'
    return f'<text {place}{fit} fill="{part.fill or "none"}"{rim}>{escape(part.text)}</text>'
