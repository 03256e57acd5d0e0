"""Booths in portions that a person can take in at one look: zone by zone, at most six."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.services.views import BoothView
from kiosk.ui.resident.saying import ZONES, zone_name
from kiosk.ui.resident.tabs import MOST_ON_A_SCREEN
from kiosk.ui.words import _


@dataclass(frozen=True, slots=True)
class Shelf:
    """Booths shown together; `part` counts from 1 where a zone needs several, else 0. No zone: all that there are."""

    zone: str
    part: int
    booths: tuple[BoothView, ...]

    @property
    def name(self) -> str:
        if not self.zone:
            return _("All services")
        return (
            _("{zone} {part}").format(zone=zone_name(self.zone), part=self.part) if self.part else zone_name(self.zone)
        )


def shelves(booths: Sequence[BoothView], *, at_most: int = MOST_ON_A_SCREEN) -> list[Shelf]:
    """All booths together if they are few, else by zone."""
    if len(booths) <= at_most:
        return [Shelf("", 0, tuple(booths))] if booths else []
    found: list[Shelf] = []
    for zone in ZONES:
        ours = [booth for booth in booths if booth.zone == zone]
        portions = [tuple(ours[n : n + at_most]) for n in range(0, len(ours), at_most)]
        several = len(portions) > 1
        found += [Shelf(zone, part if several else 0, portion) for part, portion in enumerate(portions, start=1)]
    return found
