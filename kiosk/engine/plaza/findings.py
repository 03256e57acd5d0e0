"""What the rules of a plaza found: each with its rule, how bad it is, who is concerned, and the measured value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlazaRule(StrEnum):
    OUTSIDE = "outside"
    ON_FIXTURE = "on_fixture"
    FIRE_LANE = "fire_lane"
    NO_GO = "no_go"
    OVERLAP = "overlap"
    GAP = "gap"
    PASSAGE = "passage"
    NO_ENTRANCE = "no_entrance"
    QUEUE = "queue"
    QUEUE_PASSAGE = "queue_passage"
    LEAD = "lead"
    HOSE = "hose"
    NOISE = "noise"
    FUEL = "fuel"
    COOKING = "cooking"
    FAR_FROM_ENTRANCE = "far_from_entrance"
    FAR_FROM_SEATS = "far_from_seats"
    STANDING_ROOM = "standing_room"
    PERMIT = "permit"
    NARROW_LANE = "narrow_lane"
    LANE_AT_WALL = "lane_at_wall"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`ids`: the booths and fixtures concerned, the one at fault first; empty: the whole plaza.

    `measured` and `limit` in the unit of the limit (centimetres, square decimetres, people); None where nothing is
    measured ("there is no outlet at all"). `detail`: what a queue runs into, or on what a booth stands: a kind of
    fixture, or "booth", "front", "queue", "edge".
    """

    rule: PlazaRule
    is_error: bool
    ids: tuple[str, ...] = ()
    measured: int | None = None
    limit: int | None = None
    detail: str = ""
