"""A community's limits for the rules of a plaza: a field each, with the usual value and where it comes from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from kiosk.services.organising.rules import Limits
from kiosk.ui.organiser.forms import Field
from kiosk.ui.words import N_, _

_ASSUMED: Final = N_("An estimate of ours.")
_FIRE: Final = N_("Code for fire protection design of buildings (GB 50016), 7.1.8.")
_GUIDANCE: Final = N_("From published safety guidance.")

LIMITS: Final = {
    "booth_gap_cm": (N_("Between two booths, in cm"), N_("So that helpers can get behind them. An estimate of ours.")),
    "passage_cm": (
        N_("Width of a passage, in cm"),
        N_("One wheelchair 120, with a person beside it 150, two wheelchairs 180 (accessibility code JGJ 50)."),
    ),
    "fire_lane_cm": (N_("Width of the fire lane, in cm"), _FIRE),
    "fire_lane_from_wall_cm": (N_("From the fire lane to a wall, in cm"), _FIRE),
    "queue_person_cm": (
        N_("Length of line for each person, in cm"),
        N_("Derived from the size of people; a wheelchair takes 130."),
    ),
    "queue_lane_cm": (N_("Width of a line, in cm"), N_("Derived from the size of people: 90 to 120.")),
    "queue_depth_cm": (N_("A line folds when it is longer than, in cm"), _ASSUMED),
    "lead_max_cm": (N_("Longest power lead, in cm"), _ASSUMED),
    "hose_max_cm": (N_("Longest hose, in cm"), N_("A common garden hose. An estimate of ours.")),
    "quiet_apart_cm": (
        N_("From a noisy booth to a quiet one, in cm"),
        N_("A grinder of 85 decibels at 1 m is about 65 at 10 m: 6 less for each doubling of the distance."),
    ),
    "fuel_apart_cm": (N_("From fuel or a flame to any booth, in cm"), _GUIDANCE),
    "cooking_apart_cm": (N_("Between two booths that cook, in cm"), _GUIDANCE),
    "elders_from_entrance_cm": (N_("Longest way for elders from the entrance, in cm"), _ASSUMED),
    "elders_from_seats_cm": (N_("Longest way for elders to a seat, in cm"), _ASSUMED),
    "standing_room_dm2": (
        N_("Room for each person, in dm² (100 are 1 m²)"),
        N_("From research on crowds: people stand at ease with 90 (Fruin, level B)."),
    ),
    "at_once_percent": (N_("Of a day's visitors, there at the same time, in %"), _ASSUMED),
    "permit_visitors": (
        N_("From so many visitors on the police must license the event"),
        N_("State Council Decree 505, article 2."),
    ),
}
"""Limit → label, and where its usual value comes from."""


def limit_fields() -> tuple[Field, ...]:
    usual = asdict(Limits())
    return tuple(
        Field(
            name,
            _(label),
            "whole",
            step=_step(name),
            note=_("Usually {usual}. {source}").format(usual=usual[name], source=_(source)),
            group=_("Rules of the plaza"),
        )
        for name, (label, source) in LIMITS.items()
    )


def _step(name: str) -> int:
    """What one press of plus or minus changes."""
    return {"permit_visitors": 100, "at_once_percent": 5, "standing_room_dm2": 5}.get(name, 10)
