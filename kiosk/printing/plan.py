"""The little plan of the plaza with one booth marked: for the screen in the house's colours, for paper in black.

A plan becomes a list of shapes; one painter here makes a Pillow image of them, the other an SVG.
"""

from __future__ import annotations

from html import escape

from PIL import Image, ImageDraw

from kiosk.printing.lettering import font
from kiosk.printing.plan_shapes import PAPER, Look, PlanBooth, PlanFixture, PlanMark, Shape, shapes

__all__ = ["PlanBooth", "PlanFixture", "PlanMark", "draw_plan", "plan_svg"]

# Letters and Chinese characters both look centred when their baseline is this far below the middle, in font sizes.
_BASELINE = 0.37


def draw_plan(plan: PlanMark, width_px: int, *, look: Look = "colour") -> Image.Image:
    """The plan as a picture `width_px` wide: RGB in colour, L on paper (black on white)."""
    # Paper has no half dots; a screen gets smooth edges from a picture four times the area.
    factor = 1 if look == "paper" else 2
    height_px, parts = shapes(plan, width_px * factor, look)
    image = Image.new("L" if look == "paper" else "RGB", (width_px * factor, height_px), PAPER if factor > 1 else 255)
    brush = ImageDraw.Draw(image)
    for part in parts:
        _paint(brush, part)
    return image if factor == 1 else image.reduce(factor)


def _paint(brush: ImageDraw.ImageDraw, part: Shape) -> None:
    edge_px = max(1, round(part.edge_px)) if part.edge else 0
    if part.kind == "text":
        place = ((part.box[0] + part.box[2]) / 2, (part.box[1] + part.box[3]) / 2 + part.size_px * _BASELINE)
        brush.text(place, part.text, font=font(part.size_px), fill=part.fill, anchor="ms")
    elif part.kind == "round":
        brush.ellipse(part.box, fill=part.fill, outline=part.edge, width=edge_px)
    elif part.kind == "box":
        brush.rounded_rectangle(part.box, part.radius_px, fill=part.fill, outline=part.edge, width=edge_px)
    elif part.fill is None:
        brush.line(part.points, fill=part.edge, width=edge_px)
    else:
        brush.polygon(part.points, fill=part.fill, outline=part.edge, width=edge_px or 1)


SVG_WIDTH_PX = 800


def plan_svg(plan: PlanMark) -> str:
    """The plan as an SVG that fills the width it is given; its title is read aloud instead of the picture."""
    height_px, parts = shapes(plan, SVG_WIDTH_PX, "colour")
    title = escape(" ".join(plan.title.split()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SVG_WIDTH_PX} {height_px}" width="100%" role="img" '
        f'aria-label="{title}" font-family="\'Noto Sans SC\', sans-serif" text-anchor="middle">'
        f"<title>{title}</title>{''.join(_svg(part) for part in parts)}</svg>"
    )


def _svg(part: Shape) -> str:
    left, top, right, bottom = (round(value, 1) for value in part.box)
    paint = f'fill="{part.fill or "none"}"'
    if part.edge:
        paint += f' stroke="{part.edge}" stroke-width="{part.edge_px:.1f}"'
    if part.kind == "text":
        baseline = (top + bottom) / 2 + part.size_px * _BASELINE
        place = f'x="{(left + right) / 2:.1f}" y="{baseline:.1f}" font-size="{part.size_px}"'
        return f"<text {place} {paint}>{escape(part.text)}</text>"
    if part.kind == "poly":
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
        return f'<polygon points="{points}" {paint}/>'
    size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
    if part.kind == "box":
        return f'<rect x="{left}" y="{top}" {size} rx="{part.radius_px:.1f}" {paint}/>'
    radii = f'rx="{(right - left) / 2:.1f}" ry="{(bottom - top) / 2:.1f}"'
    return f'<ellipse cx="{(left + right) / 2:.1f}" cy="{(top + bottom) / 2:.1f}" {radii} {paint}/>'
