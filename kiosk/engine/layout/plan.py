"""A plan of the plaza as the search sees it. Whole centimetres, origin at the south-west corner, x east, y north."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x_cm: int
    y_cm: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Ground that no booth may cover: a fire lane, a tree, a wall; with width or depth 0 a line or a point of it."""

    kind: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a booth stands: the smallest corner after rotation; rotation 0 or 90 degrees."""

    x_cm: int
    y_cm: int
    rotation_deg: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """A booth that wants a place. Size before rotation; `arrivals`: people who come to it straight from an entrance."""

    id: str
    width_cm: int
    depth_cm: int
    rotatable: bool = False
    needs_power: bool = False
    arrivals: float = 0
    pinned: Place | None = None
    needs_water: bool = False

    def size_cm(self, rotation_deg: int) -> tuple[int, int]:
        """Along x and y when it stands turned like this."""
        return (self.depth_cm, self.width_cm) if rotation_deg in (90, 270) else (self.width_cm, self.depth_cm)


@dataclass(frozen=True, slots=True)
class Flow:
    """People who walk between two booths, by their ids."""

    a: str
    b: str
    visitors: float


@dataclass(frozen=True, slots=True)
class Separation:
    """Two booths that must be apart, noisy from quiet: rectilinear between their centres."""

    a: str
    b: str
    min_cm: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything but where the booths stand. `lead_weight`: metres of walking that a metre of power lead is worth."""

    width_cm: int
    depth_cm: int
    grid_cm: int
    booth_gap_cm: int
    lead_max_cm: int
    lead_weight: float
    stands: tuple[Stand, ...]
    entrances: tuple[Point, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    outlets: tuple[Point, ...] = ()
    flows: tuple[Flow, ...] = ()
    separations: tuple[Separation, ...] = ()
    taps: tuple[Point, ...] = ()
    hose_max_cm: int = 0
