"""How far a booth is from a power outlet. Whole centimetres, x east, y north, on the plaza's plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoothRect:
    """A booth's ground: smallest corner *after* rotation (0, 90, 180 or 270 degrees), width and depth *before* it."""

    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int = 0

    def __post_init__(self) -> None:
        if self.width_cm <= 0 or self.depth_cm <= 0:
            raise ValueError("width_cm and depth_cm must be positive")
        if self.rotation_deg not in (0, 90, 180, 270):
            raise ValueError("rotation_deg must be 0, 90, 180 or 270")

    @property
    def doubled_centre_cm(self) -> tuple[int, int]:
        """Twice the centre's coordinates: whole numbers even when the centre lies on half a centimetre."""
        sideways = self.rotation_deg in (90, 270)
        width_cm, depth_cm = (self.depth_cm, self.width_cm) if sideways else (self.width_cm, self.depth_cm)
        return 2 * self.x_cm + width_cm, 2 * self.y_cm + depth_cm


@dataclass(frozen=True, slots=True)
class Outlet:
    x_cm: int
    y_cm: int


def nearest_outlet_cm(booth_rect: BoothRect, outlets: Iterable[Outlet]) -> int | None:
    """The lead's length from the booth's centre to the nearest outlet, laid along x and y; None without an outlet.

    Half a centimetre is rounded up: a lead that is just too short does not reach.
    """
    x, y = booth_rect.doubled_centre_cm
    doubled_cm = (abs(2 * outlet.x_cm - x) + abs(2 * outlet.y_cm - y) for outlet in outlets)
    nearest = min(doubled_cm, default=None)
    return None if nearest is None else (nearest + 1) // 2
