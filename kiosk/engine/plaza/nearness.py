"""How far things on a plaza are from each other. Whole centimetres; halves are rounded up, roots down."""

from __future__ import annotations

from math import isqrt

from kiosk.engine.plaza.scene import Box, SceneBooth

Doubled = tuple[int, int]
"""Twice the coordinates of a point: whole numbers even where it lies on half a centimetre."""


def gaps_cm(one: Box, other: Box) -> tuple[int, int]:
    """Along x and along y; 0 where they share that stretch or touch."""
    return (
        max(one.west - other.east, other.west - one.east, 0),
        max(one.south - other.north, other.south - one.north, 0),
    )


def edge_distance_cm(one: Box, other: Box) -> int:
    """From the nearest point of the one to the nearest of the other, straight. Less than a whole limit exactly when
    the unrounded distance is."""
    dx, dy = gaps_cm(one, other)
    return isqrt(dx * dx + dy * dy)


def straight_cm(one: SceneBooth, other: SceneBooth) -> int:
    """Between the middles, as sound flies."""
    (x, y), (u, v) = one.doubled_centre_cm, other.doubled_centre_cm
    return isqrt((x - u) ** 2 + (y - v) ** 2) // 2


def walk_to_middle_cm(start: Doubled, box: Box) -> int:
    """Along x and y to the middle of a box, as a lead is laid."""
    x, y = start
    return (abs(box.west + box.east - x) + abs(box.south + box.north - y) + 1) // 2


def walk_to_edge_cm(start: Doubled, box: Box) -> int:
    """Along x and y to the nearest point of a box, as people walk."""
    x, y = start
    dx, dy = gaps_cm(Box(x, y, x, y), Box(*(2 * each for each in box)))
    return (dx + dy + 1) // 2
