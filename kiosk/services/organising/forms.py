"""Forms of single things: what an organiser is shown and what comes back. Lengths in cm, shares from 0 to 1."""

from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any, TypeVar

from kiosk.engine.plaza.limits import Limits
from models.enums import FairOrder
from models.refusals import Changed

USUAL = Limits()


@dataclass(frozen=True, slots=True)
class CommunityForm:
    """`longest_wait_minutes`: when somebody is called before all others. `advice_wait_minutes`: organisers are told
    what would help before people wait longer than that. From `lead_max_cm` on: its limits for the rules of a plaza,
    which `kiosk.engine.plaza.limits` explains.
    """

    name: str
    name_en: str = ""
    hall: str = ""
    hall_en: str = ""
    time_zone: str = "Asia/Shanghai"
    walk_in_share: float = 0.4
    no_show_rate: float = 0.2
    grace_minutes: int = 15
    longest_wait_minutes: int = 60
    advice_wait_minutes: int = 30
    lead_max_cm: int = USUAL.lead_max_cm
    hose_max_cm: int = USUAL.hose_max_cm
    booth_gap_cm: int = USUAL.booth_gap_cm
    passage_cm: int = USUAL.passage_cm
    fire_lane_cm: int = USUAL.fire_lane_cm
    fire_lane_from_wall_cm: int = USUAL.fire_lane_from_wall_cm
    queue_person_cm: int = USUAL.queue_person_cm
    queue_lane_cm: int = USUAL.queue_lane_cm
    queue_depth_cm: int = USUAL.queue_depth_cm
    quiet_apart_cm: int = USUAL.quiet_apart_cm
    fuel_apart_cm: int = USUAL.fuel_apart_cm
    cooking_apart_cm: int = USUAL.cooking_apart_cm
    elders_from_entrance_cm: int = USUAL.elders_from_entrance_cm
    elders_from_seats_cm: int = USUAL.elders_from_seats_cm
    standing_room_dm2: int = USUAL.standing_room_dm2
    at_once_percent: int = USUAL.at_once_percent
    permit_visitors: int = USUAL.permit_visitors


@dataclass(frozen=True, slots=True)
class PlazaForm:
    name: str
    name_en: str = ""
    width_cm: int = 4000
    depth_cm: int = 2500
    grid_cm: int = 50


@dataclass(frozen=True, slots=True)
class MarketForm:
    """`day`, `opens` and `closes` are the date and the wall clock in the community's zone."""

    name: str
    day: date
    opens: time
    closes: time
    plaza_id: int
    name_en: str = ""
    walk_in_share: float = 0.4
    no_show_rate: float = 0.2
    grace_minutes: int = 15
    expected_visitors: int | None = None
    fair_order: FairOrder = FairOrder.BOOKED_FIRST


F = TypeVar("F", CommunityForm, PlazaForm, MarketForm)


def changes(stored: F, wanted: F) -> dict[str, Any]:
    """Field → wanted value, where it is not stored so already."""
    return {
        field.name: getattr(wanted, field.name)
        for field in fields(wanted)
        if getattr(stored, field.name) != getattr(wanted, field.name)
    }


def refuse_if_changed(shown: F, stored: F, *, kind: str, name: str) -> None:
    """Raises Changed when the form is not as it was shown. Compared by value: the revision of a market also grows
    with every ticket, and a ticket is no reason to refuse an edit of the hours."""
    theirs = changes(shown, stored)
    if theirs:
        raise Changed(kind=kind, name=name, theirs=theirs)
