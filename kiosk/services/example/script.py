"""The script of the example: what `assets/example/xiangyang.toml` says, typed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

from kiosk.services.organising.forms import CommunityForm, PlazaForm
from kiosk.services.organising.rows import FixtureRow, PartnerRow, ServiceRow
from kiosk.settings import ROOT
from models.enums import FixtureKind, PartnerKind, Priority, ServiceKind, Zone

FILE = ROOT / "assets" / "example" / "xiangyang.toml"


@dataclass(frozen=True, slots=True)
class MarketScript:
    """`opens` and `closes` on the community's wall clock."""

    name: str
    name_en: str
    day_of_month: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class BoothScript:
    """`draw`: of a hundred visitors, about how many would like to go there. `partner`: its key."""

    letter: str
    partner: str
    service: ServiceRow
    x_cm: int
    y_cm: int
    stations: int
    draw: int
    walk_seconds: int
    width_cm: int = 300
    depth_cm: int = 300
    rotation_deg: int = 0
    units: int | None = None


@dataclass(frozen=True, slots=True)
class VolunteerScript:
    name: str
    booths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrowdScript:
    """What a market day's people are like. Shares are of 1; `booths_wanted` maps how many → share."""

    visitors: int
    first_minutes: int
    first_share: float
    last_arrival_minutes_before_close: int
    booths_wanted: Mapping[int, float]
    elder_share: float
    other_priorities: Mapping[Priority, float]
    phone_share: float
    booked_share: float
    no_show_share: float
    late_share: float
    given_back_share: float
    coming_bookings: int
    phone_start: str
    surnames: str
    elder_titles: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    community: CommunityForm
    market: MarketScript
    plaza: PlazaForm
    fixtures: tuple[FixtureRow, ...]
    partners: Mapping[str, PartnerRow]
    booths: tuple[BoothScript, ...]
    organiser: str
    volunteers: tuple[VolunteerScript, ...]
    crowd: CrowdScript


@cache
def script() -> Script:
    """Read once. A mistake in the file is a TypeError or ValueError that names the field."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Script(
        community=CommunityForm(**said["community"]),
        market=MarketScript(**said["market"]),
        plaza=PlazaForm(**said["plaza"]),
        fixtures=tuple(FixtureRow(**each | {"kind": FixtureKind(each["kind"])}) for each in said["fixture"]),
        partners={each["key"]: _partner(each) for each in said["partner"]},
        booths=tuple(BoothScript(**each | {"service": _service(each["service"])}) for each in said["booth"]),
        organiser=said["organiser"]["name"],
        volunteers=tuple(VolunteerScript(each["name"], tuple(each["booths"])) for each in said["volunteer"]),
        crowd=_crowd(said["crowd"]),
    )


def _partner(said: dict[str, Any]) -> PartnerRow:
    columns = {name: value for name, value in said.items() if name != "key"}
    return PartnerRow(**columns | {"kind": PartnerKind(said["kind"])})


def _service(said: dict[str, Any]) -> ServiceRow:
    kind = ServiceKind(said.get("kind", ServiceKind.PRESENCE))
    return ServiceRow(**said | {"zone": Zone(said["zone"]), "kind": kind})


def _crowd(said: dict[str, Any]) -> CrowdScript:
    return CrowdScript(
        **said
        | {
            "booths_wanted": {int(count): share for count, share in said["booths_wanted"].items()},
            "other_priorities": {Priority(name): share for name, share in said["other_priorities"].items()},
            "elder_titles": tuple(said["elder_titles"]),
            "titles": tuple(said["titles"]),
        }
    )
