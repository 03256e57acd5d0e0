"""The little plan of the plaza with booths marked: for the screen in the house's colours, for paper in black."""

from __future__ import annotations

from PIL import Image, ImageDraw

from kiosk.printing.painting import paint
from kiosk.printing.plan_shapes import Look, PlanMark, shapes
from kiosk.printing.shapes import PAPER

__all__ = ["PlanMark", "draw_plan"]


def draw_plan(plan: PlanMark, width_px: int, *, look: Look = "colour") -> Image.Image:
    """The plan as a picture `width_px` wide: RGB in colour, L on paper (black on white)."""
    # Paper has no half dots; a screen gets smooth edges from a picture four times the area.
    factor = 1 if look == "paper" else 2
    height_px, parts = shapes(plan, width_px * factor, look)
    image = Image.new("L" if look == "paper" else "RGB", (width_px * factor, height_px), PAPER if factor > 1 else 255)
    brush = ImageDraw.Draw(image)
    for part in parts:
        paint(brush, part)
    return image if factor == 1 else image.reduce(factor)
