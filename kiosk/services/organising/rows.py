"""Rows of the organiser's tables, as shown and as typed.

A cell may be empty while somebody types, so what is required is still optional here and is checked when the table is
saved. `id` is None in a new row. `shown_only` names the cells that a table shows and nobody edits there.
Lengths in whole cm; times aware, any zone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from models.enums import FixtureKind, PartnerKind, Pledge, ServiceKind, Zone


@dataclass(frozen=True, slots=True)
class FixtureRow:
    shown_only: ClassVar[frozenset[str]] = frozenset({"id"})
    id: int | None = None
    kind: FixtureKind | None = None
    x_cm: int | None = None
    y_cm: int | None = None
    width_cm: int | None = 0
    depth_cm: int | None = 0
    amps: int | None = None
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    shown_only: ClassVar[frozenset[str]] = frozenset({"id", "revision"})
    id: int | None = None
    revision: int | None = None
    name: str = ""
    name_en: str = ""
    zone: Zone | None = None
    kind: ServiceKind | None = ServiceKind.PRESENCE
    mean_minutes: float | None = None
    cv: float | None = 0.4
    icon: str = "storefront"
    bring: str = ""
    bring_en: str = ""
    needs_power: bool = False
    needs_water: bool = False
    needs_quiet: bool = False
    is_noisy: bool = False
    cooks: bool = False
    burns_fuel: bool = False
    for_elders: bool = False
    takes_bookings: bool = True
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """The contact is for staff only."""

    shown_only: ClassVar[frozenset[str]] = frozenset({"id", "revision"})
    id: int | None = None
    revision: int | None = None
    name: str = ""
    name_en: str = ""
    kind: PartnerKind | None = PartnerKind.OTHER
    pledge: Pledge | None = Pledge.FREE
    price_note: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class BoothRow:
    """`stations` is how many serve side by side; `tickets` how many were ever given out here, cancelled ones too."""

    shown_only: ClassVar[frozenset[str]] = frozenset({"id", "revision", "tickets"})
    id: int | None = None
    revision: int | None = None
    letter: str = ""
    service_id: int | None = None
    partner_id: int | None = None
    name: str = ""
    name_en: str = ""
    x_cm: int | None = None
    y_cm: int | None = None
    width_cm: int | None = 300
    depth_cm: int | None = 300
    rotation_deg: int | None = 0
    units: int | None = None
    takes_walk_ins: bool = True
    stations: int | None = 1
    tickets: int = 0


@dataclass(frozen=True, slots=True)
class StationRow:
    """Empty hours: the market's."""

    shown_only: ClassVar[frozenset[str]] = frozenset({"id"})
    id: int | None = None
    ordinal: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShiftRow:
    shown_only: ClassVar[frozenset[str]] = frozenset({"id"})
    id: int | None = None
    staff_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """`taken` places are booked already: a slot never gets smaller than that."""

    shown_only: ClassVar[frozenset[str]] = frozenset({"id", "taken"})
    id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    capacity: int | None = None
    taken: int = 0
