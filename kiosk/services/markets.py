"""Markets as everybody may see them, and the board of the hall."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from kiosk.services.showing import booth_view, market_card, plaza_view
from kiosk.services.views import Board, BoardBooth, MarketCard, MarketView, Wait, Words
from kiosk.services.waits import waits_of_newcomers
from kiosk.store import Database
from kiosk.store.advice import paused_booths
from kiosk.store.reading import (
    MarketRow,
    booth_rows,
    counts_by_booth,
    market_row,
    markets_from,
    next_market_row,
    numbers_at_stations,
    plaza_with_fixtures,
    slots_by_booth,
    stations_by_booth,
)
from models.columns import id_of
from models.enums import MarketPhase, TicketState
from models.market import Station


def next_market(db: Database, *, now: datetime) -> MarketCard | None:
    """The market that is on, or else the next one; None when nothing is planned."""
    with db.reading() as session:
        row = next_market_row(session, now)
        return None if row is None else market_card(row, now)


def public_markets(db: Database, *, first_day: date, now: datetime) -> list[MarketCard]:
    """Published, open and closed markets on or after a day, the earliest first."""
    with db.reading() as session:
        return [market_card(row, now) for row in markets_from(session, first_day)]


def market_view(db: Database, market_id: int, *, now: datetime) -> MarketView:
    """A market with its plaza, booths, free places and queues. Raises UnknownMarket, also for a draft."""
    with db.reading() as session:
        return _view(session, market_row(session, market_id), now)


def _view(session: Session, row: MarketRow, now: datetime) -> MarketView:
    market_id = id_of(row.market)
    rows = booth_rows(session, market_id)
    ids = [id_of(r.booth) for r in rows]
    stations, slots = stations_by_booth(session, ids), slots_by_booth(session, ids)
    counts = counts_by_booth(session, market_id)
    waits = _waits(session, row, stations, now)
    is_any_shut = any(not r.booth.takes_walk_ins for r in rows)
    paused = paused_booths(session, market_id) if is_any_shut else {}
    booths = tuple(
        booth_view(
            r,
            market=row.market,
            stations=stations.get(id_of(r.booth), []),
            slots=slots.get(id_of(r.booth), []),
            waiting=counts.get(id_of(r.booth), {}).get(TicketState.WAITING, 0),
            wait=waits.get(id_of(r.booth)),
            paused_until=paused.get(id_of(r.booth)),
            now=now,
        )
        for r in rows
    )
    plaza = plaza_view(*plaza_with_fixtures(session, row.market.plaza_id))
    return MarketView(card=market_card(row, now), plaza=plaza, booths=booths)


def _waits(
    session: Session, row: MarketRow, stations: Mapping[int, Sequence[Station]], now: datetime
) -> Mapping[int, Wait | None]:
    """booth id → the wait of whoever would take a number now; empty while the market is not running."""
    if row.market.phase(now) not in (MarketPhase.OPEN, MarketPhase.PAUSED):
        return {}
    return waits_of_newcomers(session, id_of(row.market), stations=stations, now=now)


def board(db: Database, market_id: int, *, now: datetime) -> Board:
    """The numbers of a market: who is called and served at each booth. Raises UnknownMarket."""
    with db.reading() as session:
        row = market_row(session, market_id)
        at_stations = numbers_at_stations(session, market_id)
        counts = counts_by_booth(session, market_id)
        booths = []
        for r in booth_rows(session, market_id):
            numbers = at_stations.get(id_of(r.booth), [])
            booths.append(
                BoardBooth(
                    letter=r.booth.letter,
                    name=Words(r.booth.name or r.service.name, r.booth.name_en or r.service.name_en),
                    zone=r.service.zone,
                    now_serving=tuple(n for state, n in numbers if state is TicketState.SERVING),
                    called=tuple(n for state, n in numbers if state is TicketState.CALLED),
                    waiting=counts.get(id_of(r.booth), {}).get(TicketState.WAITING, 0),
                )
            )
        name = Words(row.market.name, row.market.name_en)
        return Board(market_id, row.market.revision, name, row.market.phase(now), tuple(booths))


def revision(db: Database, market_id: int) -> int:
    """A number that grows with every visible change of the market: cheap to ask often. Raises UnknownMarket."""
    with db.reading() as session:
        return market_row(session, market_id).market.revision
