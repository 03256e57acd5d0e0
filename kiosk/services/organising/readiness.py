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
| `no_power` | error | needs power, and no outlet is near enough, or there is none | `finding`, `letters` |
| `no_water` | error | needs water, and no tap is near enough, or there is none | `finding`, `letters` |
| `outside_plaza` | error | the booth does not stand on the plaza | `finding`, `letters` |
| `booths_overlap` | error | two booths stand on the same ground | `finding`, `letters` |
| `booths_too_close` | error | no room for the strip between two booths | `finding`, `letters` |
| `in_fire_lane` | error | the fire lane must stay free | `finding`, `letters` |
| `in_no_go` | error | stands where nothing may stand | `finding`, `letters` |
| `on_fixture` | both | stands on a hydrant, wall, steps, entrance; a tree or seats: a warning | `finding`, `letters` |
| `no_way_in` | error | no wheelchair gets from an entrance to the booth's front | `finding`, `letters` |
| `no_entrance` | warning | no entrance is drawn: nobody can tell who gets where | `finding`, `letters` |
| `no_room_for_line` | both | its line meets a lane, entrance, booth or front; else a warning | `finding`, `letters` |
| `behind_lines` | warning | no wheelchair gets there when all lines are long | `finding`, `letters` |
| `too_loud` | warning | a noisy booth near one that needs quiet | `finding`, `letters` |
| `fuel_too_close` | error | a booth with a generator or open fuel near another | `finding`, `letters` |
| `cooking_too_close` | error | two booths that cook near each other | `finding`, `letters` |
| `far_from_entrance` | warning | elders walk far from every entrance | `finding`, `letters` |
| `far_from_seats` | warning | elders find no seat near it | `finding`, `letters` |
| `too_crowded` | warning | too little room for those who are there at once | `finding`, `letters` |
| `narrow_fire_lane` | warning | the fire lane is too narrow | `finding`, `letters` |
| `fire_lane_at_wall` | warning | the fire lane runs too near to a wall | `finding`, `letters` |
| `many_visitors` | warning | the police must license it | `visitors`, `least`, `source` |

`source` says whose number it is: bookings, last_market or expected.
`finding` is what the rules of the plaza found (`kiosk.engine.plaza`), `letters` names the booths in it by their ids.
"""

from collections.abc import Iterator
from datetime import datetime

from kiosk.engine.plaza.scene import Scene
from kiosk.services.organising.desk import Desk, looking
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.readiness_ground import ground_points
from kiosk.services.organising.readiness_hours import booth_points
from kiosk.services.organising.scenes import scene_of
from kiosk.services.organising.views import Point, Readiness, Severity
from kiosk.store import Database
from models.actor import Actor
from models.columns import id_of
from models.market import Market


def readiness(db: Database, *, by: Actor, now: datetime, market_id: int) -> Readiness:
    """The open points of a market, errors first, by booth. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        return Readiness(id_of(market), points_of(desk, market))


def points_of(desk: Desk, market: Market) -> tuple[Point, ...]:
    plan = planned_market(desk, market)
    scene = scene_of(plan)
    found = [*_market_points(plan, desk.now), *_many_visitors(plan, scene), *ground_points(scene)]
    for booth in plan.booths:
        found.extend(booth_points(booth, plan.market))
    return tuple(sorted(found, key=lambda point: (point.severity is not Severity.ERROR, point.letter)))


def _market_points(plan: PlannedMarket, now: datetime) -> Iterator[Point]:
    if plan.market.closes_at <= now:
        yield Point("hours_in_past", Severity.ERROR, data={"closes_at": plan.market.closes_at})
    if not plan.booths:
        yield Point("no_booths", Severity.ERROR)


def _many_visitors(plan: PlannedMarket, scene: Scene) -> Iterator[Point]:
    """State Council Decree 505, article 2: a large mass event is licensed by the police. Counted people come first."""
    least = scene.limits.permit_visitors
    counts = (("bookings", plan.visitors_booked), ("last_market", plan.visitors_before), ("expected", scene.visitors))
    for source, visitors in counts:
        if visitors is not None and visitors >= least:
            data = {"visitors": visitors, "least": least, "source": source}
            yield Point("many_visitors", Severity.WARNING, data=data)
            return
