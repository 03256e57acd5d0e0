"""The readiness list: what is still missing before a market can be published.

| code | severity | what is wrong | data |
| --- | --- | --- | --- |
| `hours_in_past` | error | the market would be over already | `closes_at` |
| `no_booths` | error | nothing to come for | |
| `no_station` | error | no station of the booth is open within the market's hours | |
| `no_slots` | error | bookings are wanted, and no slot has a place (unless all places are for walk-ins) | |
| `slots_outside_hours` | error | places that can be booked before the opening or after the close | `count` of slots |
| `slots_without_station` | error | places at a time when no station of the booth is open | `count` of slots |
| `takes_nobody` | error | neither bookings nor walk-ins are possible | |
| `more_places_than_units` | error | more places than consumables | `places`, `units` |
| `nobody_assigned` | error | no member of staff has a shift at the booth | |
| `shift_gap` | warning | nobody for part of the market's hours | `minutes`; `starts_at`, `ends_at` of the first |
| `too_many_places` | warning | more places than the rules plan: walk-ins will wait | `places`, `planned` |
| `no_partner` | warning | nobody is named who serves | |
| `service_inactive` | warning | the service is switched off in the catalogue | `name`, `name_en` |
| `partner_inactive` | warning | the partner is switched off | `name`, `name_en` |
| `no_power` | error | needs power, and no outlet is near enough | `distance_cm` (None: no outlet), `lead_max_cm` |
| `no_water` | error | needs water, and no tap is near enough | `distance_cm` (None: no tap), `hose_max_cm` |
| `outside_plaza` | error | the booth does not stand on the plaza | |
| `booths_overlap` | error | two booths stand on the same ground | `other`: the other's letter |
| `in_fire_lane` | error | the fire lane must stay free | |
| `in_no_go` | error | stands where nothing may stand | |
| `on_fixture` | warning | stands on a tree, hydrant, wall, steps or an entrance | `kind` |
| `too_loud` | warning | a noisy booth near one that needs quiet | `other`: the quiet one, `distance_cm`, `apart_cm` |
| `many_visitors` | warning | 1000 visitors need a licence of the police | `visitors`, `source`: bookings, last_market |
"""

from collections.abc import Iterator
from datetime import datetime

from kiosk.services.organising.desk import Desk, looking
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.readiness_ground import ground_points
from kiosk.services.organising.readiness_hours import booth_points
from kiosk.services.organising.views import Point, Readiness, Severity
from kiosk.store import Database
from models.actor import Actor
from models.columns import id_of
from models.market import Market

LARGE_EVENT_VISITORS = 1000
"""State Council Decree 505, article 2: from here on it is a large mass event, which the police must license."""


def readiness(db: Database, *, by: Actor, now: datetime, market_id: int) -> Readiness:
    """The open points of a market, errors first, by booth. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        return Readiness(id_of(market), points_of(desk, market))


def points_of(desk: Desk, market: Market) -> tuple[Point, ...]:
    plan = planned_market(desk, market)
    found = [*_market_points(plan, desk.now), *ground_points(plan)]
    for booth in plan.booths:
        found.extend(booth_points(booth, plan.market))
    return tuple(sorted(found, key=lambda point: (point.severity is not Severity.ERROR, point.letter)))


def _market_points(plan: PlannedMarket, now: datetime) -> Iterator[Point]:
    if plan.market.closes_at <= now:
        yield Point("hours_in_past", Severity.ERROR, data={"closes_at": plan.market.closes_at})
    if not plan.booths:
        yield Point("no_booths", Severity.ERROR)
    if plan.visitors_booked >= LARGE_EVENT_VISITORS:
        yield _many(plan.visitors_booked, "bookings")
    elif plan.visitors_before is not None and plan.visitors_before >= LARGE_EVENT_VISITORS:
        yield _many(plan.visitors_before, "last_market")


def _many(visitors: int, source: str) -> Point:
    return Point("many_visitors", Severity.WARNING, data={"visitors": visitors, "source": source})
