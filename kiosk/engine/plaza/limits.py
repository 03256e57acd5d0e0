"""The numbers that the rules of a plaza compare with. A community may set its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Whole centimetres, unless the name says otherwise."""

    booth_gap_cm: int = 100
    """Between two booths, for the strip behind them. An assumption."""
    passage_cm: int = 120
    """One wheelchair; 150 with a person beside it, 180 for two (JGJ 50)."""
    fire_lane_cm: int = 400
    """GB 50016-2014 (2018), 7.1.8."""
    fire_lane_from_wall_cm: int = 500
    """GB 50016-2014 (2018), 7.1.8."""
    queue_person_cm: int = 75
    """Length of line that one person takes."""
    queue_lane_cm: int = 90
    """Width of a line: 90 to 120."""
    queue_depth_cm: int = 600
    """How far a line goes straight before it folds, if the booth is wide enough for two lanes. An assumption."""
    lead_max_cm: int = 2000
    """Power lead, laid along x and y from the booth's middle. An assumption."""
    hose_max_cm: int = 2000
    """The same for water: a common garden hose. An assumption."""
    quiet_apart_cm: int = 1000
    """85 dB(A) of a grinder at 1 m are 65 at 10 m: 6 dB less for each doubling of the distance."""
    fuel_apart_cm: int = 600
    """A generator or open fuel from any other booth, edge to edge."""
    cooking_apart_cm: int = 300
    """Two cooking booths, edge to edge."""
    elders_from_entrance_cm: int = 2500
    """How far an elder should have to walk, along x and y. An assumption."""
    elders_from_seats_cm: int = 1500
    """The same to the nearest seat. An assumption."""
    standing_room_dm2: int = 90
    """Square decimetres for each person who is there at once: level of service B (Fruin) is 0.90 m²."""
    at_once_percent: int = 50
    """Of a day's visitors, so many are there at once at the fullest. An assumption."""
    permit_visitors: int = 1000
    """From so many expected people on the police must license the event (State Council Decree 505, art. 2)."""


RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "booth_gap_cm": (0, 1000),
    "passage_cm": (80, 600),
    "fire_lane_cm": (300, 1200),
    "fire_lane_from_wall_cm": (0, 2000),
    "queue_person_cm": (40, 200),
    "queue_lane_cm": (60, 200),
    "queue_depth_cm": (100, 3000),
    "lead_max_cm": (100, 10_000),
    "hose_max_cm": (100, 10_000),
    "quiet_apart_cm": (0, 5000),
    "fuel_apart_cm": (0, 5000),
    "cooking_apart_cm": (0, 5000),
    "elders_from_entrance_cm": (100, 100_000),
    "elders_from_seats_cm": (100, 100_000),
    "standing_room_dm2": (20, 400),
    "at_once_percent": (5, 100),
    "permit_visitors": (100, 100_000),
}
"""What an organiser may type for each, both ends included."""


def limits_with(own: Mapping[str, int]) -> Limits:
    """The usual limits with a community's own in their place. Names that are not a limit are left out."""
    names = {each.name for each in fields(Limits)}
    return replace(Limits(), **{name: int(value) for name, value in own.items() if name in names})


def own_limits(limits: Limits) -> dict[str, int]:
    """What differs from the usual, to be kept."""
    usual = asdict(Limits())
    return {name: value for name, value in asdict(limits).items() if value != usual[name]}
