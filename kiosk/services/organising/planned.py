"""A whole market as it is planned, read in a fixed number of queries: what the readiness list looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col

from kiosk.engine.plaza.expecting import USUAL_VISITORS, Habits, habits_of_groups, habits_of_visits
from kiosk.engine.slots import SlotPlan, StationHours, plan_slots
from kiosk.services.organising.desk import Desk
from kiosk.store.habits import last_market_over, services_by_visit
from kiosk.store.planning import count_of, ids_where, shifts_by_booth
from kiosk.store.reading import BoothRow, booth_rows, plaza_with_fixtures, slots_by_booth, stations_by_booth
from models.catalogue import Partner, Service
from models.columns import id_of
from models.market import Booth, Market, Shift, Slot, Station
from models.people import Staff
from models.places import Community, Fixture, Plaza
from models.tickets import Visit

MOST_PLACES = 500
"""What the database takes for one slot."""


@dataclass(frozen=True)
class PlannedBooth:
    """`slots` are those with places, `shifts` those of staff who are still here."""

    booth: Booth
    service: Service
    partner: Partner | None
    stations: Sequence[Station]
    slots: Sequence[Slot]
    shifts: Sequence[Shift]

    @property
    def letter(self) -> str:
        return self.booth.letter

    @property
    def places(self) -> int:
        return sum(slot.capacity for slot in self.slots)


@dataclass(frozen=True)
class PlannedMarket:
    """`visitors_before`: how many came to the last market that is over, None when there was none. `habits`: of its
    visitors, else assumed."""

    market: Market
    community: Community
    plaza: Plaza
    fixtures: Sequence[Fixture]
    booths: Sequence[PlannedBooth]
    visitors_before: int | None
    visitors_booked: int
    habits: Habits


def planned_market(desk: Desk, market: Market) -> PlannedMarket:
    session, market_id = desk.session, id_of(market)
    plaza, fixtures = plaza_with_fixtures(session, market.plaza_id)
    rows = booth_rows(session, market_id)
    ids = [id_of(row.booth) for row in rows]
    stations, slots, shifts = (
        stations_by_booth(session, ids),
        slots_by_booth(session, ids),
        shifts_by_booth(session, ids),
    )
    here = ids_where(session, Staff.id, Staff.community_id == desk.community_id, col(Staff.is_active))
    booths = [
        PlannedBooth(
            booth=row.booth,
            service=row.service,
            partner=row.partner,
            stations=stations.get(id_of(row.booth), []),
            slots=[s for s in slots.get(id_of(row.booth), []) if s.capacity],
            shifts=[s for s in shifts.get(id_of(row.booth), []) if s.staff_id in here],
        )
        for row in rows
    ]
    booked = count_of(session, Visit, Visit.market_id == market_id)
    last = last_market_over(session, desk.community_id, desk.now, but=market_id)
    before = None if last is None else count_of(session, Visit, Visit.market_id == last.id)
    habits = _habits(desk, last, rows)
    return PlannedMarket(market, desk.community, plaza, fixtures, booths, before, booked, habits)


def visitors_of(plan: PlannedMarket) -> int:
    """As the organiser expects; else as many as last time, or as have booked already; else what is usual."""
    if plan.market.expected_visitors is not None:
        return plan.market.expected_visitors
    seen = USUAL_VISITORS if plan.visitors_before is None else plan.visitors_before
    return max(seen, plan.visitors_booked)


def hours_of(station: Station, market: Market) -> StationHours | None:
    """When the station serves, within the market's hours; None when never."""
    opens_at = max(station.opens_at or market.opens_at, market.opens_at)
    closes_at = min(station.closes_at or market.closes_at, market.closes_at)
    return StationHours(opens_at, closes_at) if opens_at < closes_at else None


def slots_as_planned(booth: Booth, service: Service, stations: Sequence[Station], market: Market) -> list[SlotPlan]:
    """The slots that the rules give a booth: see `kiosk.engine.slots.plan_slots`."""
    hours = [hours_of(station, market) for station in stations]
    plans = plan_slots(
        opens_at=market.opens_at,
        closes_at=market.closes_at,
        stations=[each for each in hours if each is not None],
        mean_minutes=service.mean_minutes,
        no_show_rate=market.no_show_rate,
        walk_in_share=market.walk_in_share,
        units=booth.units,
    )
    return [SlotPlan(p.starts_at, p.ends_at, min(p.capacity, MOST_PLACES)) for p in plans]


def gaps(
    spans: Sequence[tuple[datetime, datetime]], *, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches from `start` to `end` that no span covers."""
    found, reached = [], start
    for first, last in sorted(spans):
        if first > reached:
            found.append((reached, min(first, end)))
        reached = max(reached, last)
        if reached >= end:
            return found
    return [*found, (reached, end)]


def _habits(desk: Desk, last: Market | None, rows: Sequence[BoothRow]) -> Habits:
    visits = services_by_visit(desk.session, id_of(last)) if last is not None else []
    if visits:
        return habits_of_visits(visits)
    return habits_of_groups({id_of(row.service): row.service.zone for row in rows})
