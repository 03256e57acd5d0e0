"""Reading markets for people: a fixed number of queries however many booths there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.catalogue import Partner, Service
from models.enums import MarketState, TicketState
from models.market import Booth, Market, Slot, Station
from models.moves import AT_STATION
from models.places import Community, Fixture, Plaza
from models.refusals import UnknownMarket
from models.tickets import Ticket

PUBLIC = (MarketState.PUBLISHED, MarketState.OPEN, MarketState.CLOSED)


class StationHours(Protocol):
    """A station's own hours; None: the market's."""

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class MarketRow:
    market: Market
    community: Community


@dataclass(frozen=True, slots=True)
class BoothRow:
    booth: Booth
    service: Service
    partner: Partner | None


def _markets() -> Any:
    return select(Market, Community).join(Community, col(Market.community_id) == Community.id)


def market_row(session: Session, market_id: int, *, drafts: bool = False) -> MarketRow:
    """Raises UnknownMarket, also for a draft unless `drafts`."""
    found = session.exec(_markets().where(Market.id == market_id)).first()
    if found is None or (found[0].state is MarketState.DRAFT and not drafts):
        raise UnknownMarket
    return MarketRow(*found)


def markets_from(session: Session, first_day: date, *, states: Sequence[MarketState] = PUBLIC) -> list[MarketRow]:
    """Markets on or after a day, the earliest first."""
    query = _markets().where(col(Market.day) >= first_day, col(Market.state).in_(states))
    return [MarketRow(*row) for row in session.exec(query.order_by(col(Market.opens_at), col(Market.id)))]


def next_market_row(session: Session, now: datetime) -> MarketRow | None:
    """The market that is on, else the next one to come. A cancelled one only while no other comes on that day."""
    shown = (*PUBLIC, MarketState.CANCELLED)
    query = _markets().where(col(Market.closes_at) > now, col(Market.state).in_(shown))
    rows = [MarketRow(*row) for row in session.exec(query.order_by(col(Market.opens_at)).limit(6))]
    alive = [row for row in rows if row.market.state in (MarketState.PUBLISHED, MarketState.OPEN)]
    return next(iter(alive + rows), None)


def booth_rows(session: Session, market_id: int) -> list[BoothRow]:
    query = (
        select(Booth, Service, Partner)
        .join(Service, col(Booth.service_id) == Service.id)
        .outerjoin(Partner, col(Booth.partner_id) == Partner.id)
        .where(Booth.market_id == market_id)
        .order_by(col(Booth.letter))
    )
    return [BoothRow(*row) for row in session.exec(query)]


def stations_by_booth(session: Session, booth_ids: Sequence[int]) -> dict[int, list[Station]]:
    query = select(Station).where(col(Station.booth_id).in_(booth_ids)).order_by(col(Station.ordinal))
    return _grouped(session.exec(query))


def slots_by_booth(session: Session, booth_ids: Sequence[int]) -> dict[int, list[Slot]]:
    query = select(Slot).where(col(Slot.booth_id).in_(booth_ids)).order_by(col(Slot.starts_at))
    return _grouped(session.exec(query))


def _grouped(rows: Any) -> dict[int, Any]:
    groups: dict[int, Any] = defaultdict(list)
    for row in rows:
        groups[row.booth_id].append(row)
    return groups


def _at_booths_of(*market_ids: int) -> Any:
    """Tickets of markets, by way of their booths: one index holds a booth's tickets together by state."""
    return col(Ticket.booth_id).in_(select(Booth.id).where(col(Booth.market_id).in_(market_ids)))


def counts_by_booth(session: Session, *market_ids: int) -> dict[int, dict[TicketState, int]]:
    """How many tickets of each state every booth of these markets has."""
    query = (
        select(Ticket.booth_id, Ticket.state, func.count())
        .where(_at_booths_of(*market_ids))
        .group_by(col(Ticket.booth_id), col(Ticket.state))
    )
    counts: dict[int, dict[TicketState, int]] = defaultdict(dict)
    for booth_id, state, count in session.execute(query):
        counts[booth_id][TicketState(state)] = count
    return counts


def numbers_at_stations(session: Session, market_id: int) -> dict[int, list[tuple[TicketState, str]]]:
    """(state, number) of everyone called or being served, by booth, the latest call first."""
    query = (
        select(Ticket.booth_id, Ticket.state, Ticket.number)
        .where(_at_booths_of(market_id), col(Ticket.state).in_(AT_STATION))
        .order_by(col(Ticket.called_at).desc())
    )
    numbers: dict[int, list[tuple[TicketState, str]]] = defaultdict(list)
    for booth_id, state, number in session.execute(query):
        numbers[booth_id].append((TicketState(state), number))
    return numbers


def plaza_with_fixtures(session: Session, plaza_id: int) -> tuple[Plaza, list[Fixture]]:
    plaza = session.get_one(Plaza, plaza_id)
    fixtures = session.exec(select(Fixture).where(Fixture.plaza_id == plaza_id).order_by(col(Fixture.id)))
    return plaza, list(fixtures)


def is_station_open(station: StationHours, market_opens_at: datetime, now: datetime) -> bool:
    """Whether the station serves at `now`: its own hours where it has any, else from the market's opening.

    The market's end is not enforced: the last ones in the line are still served.
    """
    return now >= (station.opens_at or market_opens_at) and (station.closes_at is None or now < station.closes_at)
