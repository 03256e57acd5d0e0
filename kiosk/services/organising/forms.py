"""Forms of single things: what an organiser is shown and what comes back. Lengths in cm, shares from 0 to 1."""

from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any, TypeVar

from models.refusals import Changed


@dataclass(frozen=True, slots=True)
class CommunityForm:
    """`lead_max_cm` is the longest power lead, `longest_wait_minutes` when somebody is called before all others."""

    name: str
    name_en: str = ""
    hall: str = ""
    hall_en: str = ""
    time_zone: str = "Asia/Shanghai"
    walk_in_share: float = 0.4
    no_show_rate: float = 0.2
    grace_minutes: int = 15
    longest_wait_minutes: int = 60
    lead_max_cm: int = 2000


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
