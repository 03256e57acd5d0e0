"""What one needs to know about a booth to act on its tickets, in one query."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select
from sqlmodel import Session, col, select

from models.catalogue import Service
from models.market import Booth, Market, Slot, Station
from models.places import Community
from models.refusals import UnknownBooth
from models.tickets import Ticket


@dataclass(frozen=True, slots=True)
class BoothFacts:
    booth: Booth
    service: Service
    market: Market
    community: Community

    @property
    def name(self) -> str:
        return self.booth.name or self.service.name

    @property
    def name_en(self) -> str:
        return self.booth.name_en or self.service.name_en


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket with its booth; `station` is the ordinal of the station it is or was at."""

    ticket: Ticket
    at: BoothFacts
    slot: Slot | None
    station: int | None


def booth_facts(session: Session, booth_id: int, *, lock: bool = False) -> BoothFacts:
    """Raises UnknownBooth. `lock` makes other callers of this booth wait (SQLite writers wait anyway)."""
    query = (
        select(Booth, Service, Market, Community)
        .join(Service, col(Booth.service_id) == Service.id)
        .join(Market, col(Booth.market_id) == Market.id)
        .join(Community, col(Market.community_id) == Community.id)
        .where(Booth.id == booth_id)
    )
    found = session.exec(query.with_for_update(of=Booth) if lock else query).first()
    if found is None:
        raise UnknownBooth
    return BoothFacts(*found)


def _with_facts() -> Select[Any]:
    query: Select[Any] = select(Ticket, Booth, Service, Market, Community, Slot, Station)  # type: ignore[call-overload]
    return (
        query.join(Booth, col(Ticket.booth_id) == Booth.id)
        .join(Service, col(Booth.service_id) == Service.id)
        .join(Market, col(Booth.market_id) == Market.id)
        .join(Community, col(Market.community_id) == Community.id)
        .outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
        .outerjoin(Station, col(Ticket.station_id) == Station.id)
    )


def _read(row: Row[Any]) -> TicketFacts:
    ticket, booth, service, market, community, slot, station = tuple(row)
    return TicketFacts(
        ticket=ticket,
        at=BoothFacts(booth, service, market, community),
        slot=slot,
        station=station.ordinal if station else None,
    )


def ticket_facts(session: Session, *conditions: Any) -> list[TicketFacts]:
    """The tickets that meet the conditions, oldest first, each with its booth, slot and station."""
    rows = session.execute(_with_facts().where(*conditions).order_by(col(Ticket.id))).all()
    return [_read(row) for row in rows]


def locked_booth_of(session: Session, code: str) -> int | None:
    """The booth of the ticket with this code, locked against other callers; None for an unknown code."""
    query = (
        select(Booth.id)
        .join(Ticket, col(Ticket.booth_id) == Booth.id)
        .where(Ticket.code == code)
        .with_for_update(of=Booth)
    )
    return session.exec(query).first()
