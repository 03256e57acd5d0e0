"""What pictures are made of: a list of shapes from back to front, in pixels with y down, and a little geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from models.enums import Zone

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Point = tuple[float, float]

PAPER, INK, VERMILION, JADE, INDIGO, AMBER, GREY = (
    "#FFFBF4", "#221B16", "#9E1B14", "#0A5446", "#1E3A7B", "#6F3F00", "#4A433D",
)  # fmt: skip
ZONE_COLOUR: Final = {Zone.HEALTH: JADE, Zone.HANDY: INDIGO, Zone.FUN: AMBER}


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing to paint: its box, how it is filled, edged and named.

    A text stands at the left, in the middle or at the right of its box (`align`), half-way up. Its edge is a rim around
    the letters: in their own colour it makes them bold. A "line" follows `points`; `dash_px` are ink and gap.
    """

    kind: Literal["box", "round", "poly", "line", "text"]
    box: Box
    fill: str | None = None
    edge: str | None = None
    edge_px: float = 0
    points: tuple[Point, ...] = ()
    text: str = ""
    size_px: int = 0
    radius_px: float = 0
    align: Literal["left", "middle", "right"] = "middle"
    dash_px: tuple[float, float] | None = None


def around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def grown(box: Box, by_px: float) -> Box:
    return box[0] - by_px, box[1] - by_px, box[2] + by_px, box[3] + by_px


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, tall)


def moved_inside(box: Box, width_px: float, height_px: float) -> Box:
    """The box moved by as little as brings it into a picture of this size."""
    left, top, right, bottom = box
    x = max(-left, min(0.0, width_px - right))
    y = max(-top, min(0.0, height_px - bottom))
    return left + x, top + y, right + x, bottom + y


def at_least(box: Box, side_px: float) -> Box:
    """The box around the same middle, no side smaller than `side_px`."""
    left, top, right, bottom = box
    grow_x, grow_y = max(0.0, side_px - (right - left)) / 2, max(0.0, side_px - (bottom - top)) / 2
    return left - grow_x, top - grow_y, right + grow_x, bottom + grow_y
