"""What one needs to know about a booth, or a ticket, to act on it: one flat row, one query."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared, dialect_of
from models.catalogue import Service
from models.enums import FairOrder, MarketPhase, MarketState, Priority, ServiceKind, TicketKind, TicketState
from models.market import Booth, Market, Slot, Station, phase_of
from models.places import Community
from models.refusals import UnknownBooth
from models.tickets import Ticket


class BoothFacts(NamedTuple):
    """A booth with its service, market and community. Names fall back on the service's."""

    booth_id: int
    letter: str
    booth_name: str
    booth_name_en: str
    units: int | None
    promised: int
    takes_walk_ins: bool
    service_id: int
    service_name: str
    service_name_en: str
    kind: ServiceKind
    mean_minutes: float
    cv: float
    icon: str
    bring: str
    bring_en: str
    market_id: int
    state: MarketState
    is_paused: bool
    fair_order: FairOrder
    opens_at: datetime
    closes_at: datetime
    no_show_rate: float
    revision: int
    community_id: int
    time_zone: str
    longest_wait_minutes: int

    @property
    def name(self) -> str:
        return self.booth_name or self.service_name

    @property
    def name_en(self) -> str:
        return self.booth_name_en or self.service_name_en

    @property
    def units_left(self) -> int | None:
        return None if self.units is None else max(0, self.units - self.promised)

    def phase(self, now: datetime) -> MarketPhase:
        return phase_of(self, now)


class TicketFacts(NamedTuple):
    """A ticket with its slot's times, its station's ordinal, and its booth as `at`."""

    id: int
    code: str
    number: str
    market_id: int
    booth_id: int
    visit_id: int
    slot_id: int | None
    station_id: int | None
    kind: TicketKind
    priority: Priority
    state: TicketState
    created_at: datetime
    checked_in_at: datetime | None
    queued_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    station: int | None
    at: BoothFacts


_BOOTH: list[Any] = [
    col(Booth.id).label("booth_id"),
    Booth.letter,
    col(Booth.name).label("booth_name"),
    col(Booth.name_en).label("booth_name_en"),
    Booth.units,
    Booth.promised,
    Booth.takes_walk_ins,
    col(Service.id).label("service_id"),
    col(Service.name).label("service_name"),
    col(Service.name_en).label("service_name_en"),
    Service.kind,
    Service.mean_minutes,
    Service.cv,
    Service.icon,
    Service.bring,
    Service.bring_en,
    col(Market.id).label("market_id"),
    Market.state,
    Market.is_paused,
    Market.fair_order,
    Market.opens_at,
    Market.closes_at,
    Market.no_show_rate,
    Market.revision,
    Market.community_id,
    Community.time_zone,
    Community.longest_wait_minutes,
]
_OF_TICKET = TicketFacts._fields[: TicketFacts._fields.index("slot_starts_at")]
_TICKET: list[Any] = [getattr(Ticket, name).label(f"ticket_{name}") for name in _OF_TICKET]
_TICKET += [col(Slot.starts_at).label("slot_starts_at"), col(Slot.ends_at).label("slot_ends_at"), Station.ordinal]


def _joined(query: Any) -> Any:
    return (
        query.join(Service, col(Booth.service_id) == Service.id)
        .join(Market, col(Booth.market_id) == Market.id)
        .join(Community, col(Market.community_id) == Community.id)
    )


def _tickets(*conditions: Any) -> Any:
    query = select(*_TICKET, *_BOOTH).join(Booth, col(Ticket.booth_id) == Booth.id)
    query = _joined(query).outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
    query = query.outerjoin(Station, col(Ticket.station_id) == Station.id)
    return query.where(*conditions).order_by(col(Ticket.id))


_booth_query = _joined(select(*_BOOTH).select_from(Booth)).where(Booth.id == bindparam("booth_id"))
_ONE_BOOTH = Prepared(_booth_query)
_OF_MARKET = Prepared(
    _joined(select(*_BOOTH).select_from(Booth))
    .where(Booth.market_id == bindparam("market_id"))
    .order_by(col(Booth.letter))
)
_BY_ID = Prepared(_tickets(Ticket.id == bindparam("ticket_id")))
_BY_CODE = Prepared(_tickets(Ticket.code == bindparam("code")))
_BY_KEY = Prepared(_tickets(Ticket.intention_key == bindparam("key")))
_LOCK = Prepared(select(Booth.id).where(Booth.id == bindparam("booth_id")).with_for_update())
_booth_of_ticket = select(Booth.id).join(Ticket, col(Ticket.booth_id) == Booth.id).with_for_update(of=Booth)
_LOCK_BY_ID = Prepared(_booth_of_ticket.where(Ticket.id == bindparam("ticket_id")))
_LOCK_BY_CODE = Prepared(_booth_of_ticket.where(Ticket.code == bindparam("code")))


def booth_facts(session: Session, booth_id: int, *, lock: bool = False) -> BoothFacts:
    """Raises UnknownBooth. `lock` makes others who lock this booth wait."""
    if lock:
        _lock(session, _LOCK, booth_id=booth_id)
    found = _ONE_BOOTH.first(session, booth_id=booth_id)
    if found is None:
        raise UnknownBooth
    return BoothFacts._make(found)


def facts_of_market(session: Session, market_id: int) -> list[BoothFacts]:
    """All booths of a market, by letter."""
    return [BoothFacts._make(row) for row in _OF_MARKET.rows(session, market_id=market_id)]


def facts_of_markets(session: Session, market_ids: Collection[int]) -> list[BoothFacts]:
    """All booths of several markets, those of the earliest market first."""
    query = _joined(select(*_BOOTH).select_from(Booth)).where(col(Booth.market_id).in_(market_ids))
    rows = session.execute(query.order_by(col(Market.opens_at), col(Booth.letter)))
    return [BoothFacts._make(tuple(row)) for row in rows]


def ticket_by_id(session: Session, ticket_id: int, *, lock: bool = False) -> TicketFacts:
    """`lock` makes others who lock the ticket's booth wait."""
    if lock:
        _lock(session, _LOCK_BY_ID, ticket_id=ticket_id)
    return _read(_BY_ID.rows(session, ticket_id=ticket_id)[0])


def ticket_by_code(session: Session, code: str, *, lock: bool = False) -> TicketFacts | None:
    """`lock` makes others who lock the ticket's booth wait."""
    if lock:
        _lock(session, _LOCK_BY_CODE, code=code)
    found = _BY_CODE.first(session, code=code)
    return None if found is None else _read(found)


def tickets_by_key(session: Session, key: str) -> list[TicketFacts]:
    """The tickets of one intention, oldest first."""
    return [_read(row) for row in _BY_KEY.rows(session, key=key)]


def tickets_where(session: Session, *conditions: ColumnElement[bool] | bool) -> list[TicketFacts]:
    """The tickets that meet the conditions, oldest first."""
    return [_read(row) for row in session.execute(_tickets(*conditions)).all()]


def _lock(session: Session, statement: Prepared, **values: Any) -> None:
    """Everybody locks a booth before its tickets, so nobody waits in a ring.

    A statement of its own, because one that has waited still sees other tables as they were before. On SQLite whoever
    writes has locked everything.
    """
    if dialect_of(session) != "sqlite":
        statement.first(session, **values)


def _read(row: Any) -> TicketFacts:
    values = tuple(row)
    own = len(_TICKET)
    return TicketFacts._make((*values[:own], BoothFacts._make(values[own:])))
