"""Markets, booths and tickets for tests: a test names what matters to it, the rest is an ordinary market day.

    made = make_market(db, BoothPlan("A"), BoothPlan("B", slots={"09:30": 2}), state=MarketState.OPEN)
    ticket = walk_in(db, made, "A", now=now)

The day is the 19th of November 2026 in Asia/Shanghai, the day of the `now` fixture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.pins import set_pin
from kiosk.services.staff import sign_in
from kiosk.services.views import TicketView
from kiosk.store import Database
from models.actor import RESIDENT, Actor
from models.catalogue import Partner, Service
from models.columns import id_of
from models.enums import FixtureKind, MarketState, PartnerKind, Pledge, Priority, Role, ServiceKind, TicketState, Zone
from models.market import Booth, Market, Shift, Slot, Station
from models.people import Staff
from models.places import Community, Fixture, Plaza
from models.tickets import Ticket

DAY = date(2026, 11, 19)
ZONE = ZoneInfo("Asia/Shanghai")
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class BoothPlan:
    """A booth with its own service. `slots`: market clock → places; by default two in each quarter of 9:00–10:00."""

    letter: str
    name: str = ""
    name_en: str = ""
    zone: Zone = Zone.HEALTH
    kind: ServiceKind = ServiceKind.PRESENCE
    slots: Mapping[str, int] = field(default_factory=lambda: {"09:00": 2, "09:15": 2, "09:30": 2, "09:45": 2})
    stations: int = 1
    mean_minutes: float = 3
    units: int | None = None
    takes_walk_ins: bool = True
    takes_bookings: bool = True
    icon: str = "storefront"
    bring: tuple[str, str] = ("", "")
    partner: tuple[str, str] | None = None
    pledge: Pledge = Pledge.FREE
    price_note: str = ""


@dataclass(frozen=True)
class MadeMarket:
    """Ids of what was made. `slots`: (letter, "09:30") → id."""

    id: int
    community_id: int
    booths: dict[str, int]
    slots: dict[tuple[str, str], int]


def at(clock: str, day: date = DAY) -> datetime:
    """An instant on the market's wall clock ("09:30"), aware UTC."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def make_market(
    db: Database,
    *booths: BoothPlan,
    day: date = DAY,
    opens: str = "09:00",
    closes: str = "12:00",
    state: MarketState = MarketState.PUBLISHED,
    **columns: Any,
) -> MadeMarket:
    """A market of the one community, which is made with its plaza when it is not there yet."""
    with db.writing() as session:
        community, plaza = _community(session), _plaza(session)
        market = Market(
            community_id=community,
            plaza_id=plaza,
            day=day,
            opens_at=at(opens, day),
            closes_at=at(closes, day),
            state=state,
            **{"name": "益路向阳", "name_en": "Sunny side market", **columns},
        )
        session.add(market)
        session.flush()
        made = MadeMarket(id_of(market), community, {}, {})
        for place, plan in enumerate(booths):
            _booth(session, market, plan, place=place, made=made)
        return made


def _community(session: Session) -> int:
    found = session.exec(select(Community)).first()
    if found is None:
        hall, hall_en = "党群服务中心门口", "in front of the service centre"
        found = Community(name="向阳社区", name_en="Xiangyang community", hall=hall, hall_en=hall_en)
        session.add(found)
        session.flush()
    return id_of(found)


def _plaza(session: Session) -> int:
    found = session.exec(select(Plaza)).first()
    if found is not None:
        return id_of(found)
    plaza = Plaza(community_id=_community(session), name="广场", name_en="Plaza", width_cm=4000, depth_cm=2500)
    session.add(plaza)
    session.flush()
    tree = Fixture(plaza_id=id_of(plaza), kind=FixtureKind.TREE, x_cm=2800, y_cm=1100, width_cm=200, depth_cm=200)
    gate = Fixture(
        plaza_id=id_of(plaza), kind=FixtureKind.ENTRANCE, x_cm=1900, y_cm=0, name="南门", name_en="South gate"
    )
    session.add_all([tree, gate])
    return id_of(plaza)


def _booth(session: Session, market: Market, plan: BoothPlan, *, place: int, made: MadeMarket) -> None:
    booth = Booth(
        market_id=made.id,
        letter=plan.letter,
        service_id=_service(session, plan, made.community_id),
        partner_id=_partner(session, plan, made.community_id),
        x_cm=400 + 700 * (place % 5),
        y_cm=500 + 900 * (place // 5),
        units=plan.units,
        takes_walk_ins=plan.takes_walk_ins,
    )
    session.add(booth)
    session.flush()
    made.booths[plan.letter] = id_of(booth)
    session.add_all(Station(booth_id=id_of(booth), ordinal=n + 1) for n in range(plan.stations))
    for clock, capacity in plan.slots.items():
        starts_at = at(clock, market.day)
        slot = Slot(booth_id=id_of(booth), starts_at=starts_at, ends_at=starts_at + QUARTER, capacity=capacity)
        session.add(slot)
        session.flush()
        made.slots[plan.letter, clock] = id_of(slot)


def _service(session: Session, plan: BoothPlan, community_id: int) -> int:
    name = plan.name or f"项目{plan.letter}"
    service = session.exec(select(Service).where(Service.name == name)).first() or Service(
        community_id=community_id,
        name=name,
        name_en=plan.name_en or f"Service {plan.letter}",
        zone=plan.zone,
        kind=plan.kind,
        mean_minutes=plan.mean_minutes,
        icon=plan.icon,
        bring=plan.bring[0],
        bring_en=plan.bring[1],
        takes_bookings=plan.takes_bookings,
    )
    session.add(service)
    session.flush()
    return id_of(service)


def _partner(session: Session, plan: BoothPlan, community_id: int) -> int | None:
    if plan.partner is None:
        return None
    name, name_en = plan.partner
    partner = session.exec(select(Partner).where(Partner.name == name)).first() or Partner(
        community_id=community_id,
        name=name,
        name_en=name_en,
        kind=PartnerKind.OTHER,
        pledge=plan.pledge,
        price_note=plan.price_note,
    )
    session.add(partner)
    session.flush()
    return id_of(partner)


# ---------------------------------------------------------------- people


def volunteer_of(db: Database, made: MadeMarket, *letters: str, name: str = "小李") -> Actor:
    """A volunteer with a shift of the whole day at these booths."""
    with db.writing() as session:
        staff = Staff(community_id=made.community_id, name=name, role=Role.VOLUNTEER, created_at=at("08:00"))
        session.add(staff)
        session.flush()
        for letter in letters:
            day = session.get_one(Market, made.id).day
            starts_at, ends_at = at("00:00", day), at("23:59", day)
            shift = Shift(booth_id=made.booths[letter], staff_id=id_of(staff), starts_at=starts_at, ends_at=ends_at)
            session.add(shift)
        return Actor(Role.VOLUNTEER, staff_id=id_of(staff), name=name, community_id=made.community_id)


def organiser_of(db: Database, made: MadeMarket, *, name: str = "陈主任") -> Actor:
    """An organiser of the market's community."""
    with db.writing() as session:
        staff = Staff(community_id=made.community_id, name=name, role=Role.ORGANISER, created_at=at("08:00"))
        session.add(staff)
        session.flush()
        return Actor(Role.ORGANISER, staff_id=id_of(staff), name=name, community_id=made.community_id)


def pin_of(db: Database, who: Actor) -> str:
    """Give this member of staff a PIN of their own."""
    pin = f"{100_000 + (who.staff_id or 0)}"
    with db.writing() as session:
        set_pin(session, session.get_one(Staff, who.staff_id), pin)
    return pin


def signed_in(db: Database, who: Actor, *, now: datetime) -> str:
    """The token of a session that this member of staff has just opened with a PIN."""
    return sign_in(db, pin_of(db, who), client="test", now=now).token


# ---------------------------------------------------------------- tickets


def book(
    db: Database, made: MadeMarket, letter: str, clock: str, *, now: datetime, phone: str | None = None
) -> TicketView:
    """A booking by a resident for the slot that starts at this market clock."""
    return _get(db, made, Wish(made.booths[letter], made.slots[letter, clock]), Person(phone=phone), now=now)


def walk_in(
    db: Database, made: MadeMarket, letter: str, *, now: datetime, priority: Priority = Priority.NONE
) -> TicketView:
    """A number for now."""
    return _get(db, made, Wish(made.booths[letter]), Person(priority=priority), now=now)


def _get(db: Database, made: MadeMarket, wish: Wish, person: Person, *, now: datetime) -> TicketView:
    with db.reading() as session:
        key = f"made-by-a-test-{len(session.exec(select(Ticket.id)).all())}"
    return get_tickets(db, made.id, wishes=[wish], person=person, key=key, by=RESIDENT, now=now).tickets[0]


def put_in_state(db: Database, code: str, state: TicketState, **columns: Any) -> None:
    """Write a ticket's state past all rules, where a test is about what people then see, not about how it came."""
    with db.writing() as session:
        ticket = session.exec(select(Ticket).where(Ticket.code == code)).one()
        if state in (TicketState.CALLED, TicketState.SERVING) and ticket.station_id is None:
            ticket.station_id = session.exec(select(Station.id).where(Station.booth_id == ticket.booth_id)).first()
        ticket.state = state
        for name, value in columns.items():
            setattr(ticket, name, value)
        session.add(ticket)
