"""What volunteers do at a booth: call, move, undo, and the screen they do it from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from kiosk.services.permission import require_booth
from kiosk.services.queue_screen import booth_queue
from kiosk.services.tickets import locked_ticket, one_ticket, shown, to_the_line
from kiosk.services.views import BoothQueue, TicketView
from kiosk.store import Database
from kiosk.store.facts import BoothFacts, TicketFacts, booth_facts, ticket_facts
from kiosk.store.line import calling_line, policy_of
from kiosk.store.moving import move, take_back
from kiosk.store.reading import is_station_open
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState, TicketState
from models.market import Station
from models.moves import AT_STATION, Move
from models.refusals import IllegalMove, MarketClosed, NothingToUndo, StationBusy, UnknownStation
from models.tickets import Ticket, TicketEvent

UNDO_WITHIN = timedelta(minutes=1)


def queue_of(db: Database, booth_id: int, *, by: Actor, now: datetime) -> BoothQueue:
    """The volunteer's screen. Raises UnknownBooth, NotSignedIn, NotAllowed."""
    with db.reading() as session:
        facts = booth_facts(session, booth_id)
        require_booth(session, by, facts)
        undoable = _undoable(session, booth_id, by=by, now=now)
        return booth_queue(session, facts, undoable=undoable, now=now)


def call_next(
    db: Database, booth_id: int, *, by: Actor, now: datetime, station_id: int | None = None
) -> TicketView | None:
    """Call whoever is next to a free station (or to this one). None when nobody waits.

    Raises UnknownBooth, UnknownStation, NotSignedIn, NotAllowed, MarketClosed, and StationBusy with the numbers that
    are there, which is also the answer to a double tap.
    """
    with db.writing() as session:
        facts = _to_act(session, booth_id, by)
        station = _free_station(session, facts, station_id, now)
        line = calling_line(session, booth_id, policy=policy_of(facts.community), now=now)
        if not line:
            return None
        found = ticket_facts(session, Ticket.id == line[0].waiting.ticket_id)[0]
        _call(session, found, station, by=by, now=now)
        return shown(session, ticket_facts(session, Ticket.id == found.ticket.id), now)[0]


def move_ticket(
    db: Database,
    code: str,
    to: TicketState,
    *,
    by: Actor,
    now: datetime,
    was: TicketState | None = None,
    station_id: int | None = None,
) -> TicketView:
    """Move a ticket as staff. `was`: the state that the person saw when pressing; a double tap is then refused.

    Raises UnknownTicket, NotSignedIn, NotAllowed, IllegalMove, StationBusy, UnknownStation, MarketClosed, BoothFull.
    """
    with db.writing() as session:
        facts = locked_ticket(session, code)
        _require_may_act(session, facts.at, by)
        if was is not None and facts.ticket.state is not was:
            raise IllegalMove(number=facts.ticket.number, state=facts.ticket.state, to=to)
        if to is TicketState.WAITING:
            to_the_line(session, facts, by=by, now=now)
        elif to is TicketState.CALLED and facts.ticket.state is TicketState.WAITING:
            _call(session, facts, _free_station(session, facts.at, station_id, now), by=by, now=now)
        else:
            move(session, facts.ticket, to, service=facts.at.service.kind, by=by, now=now)
        return shown(session, [one_ticket(session, code)], now)[0]


def undo(db: Database, booth_id: int, *, by: Actor, now: datetime) -> TicketView:
    """Take back this person's last move at the booth, within a minute.

    Raises NothingToUndo, StationBusy (somebody else is there by now), NotSignedIn, NotAllowed, UnknownBooth.
    """
    with db.writing() as session:
        _to_act(session, booth_id, by)
        event = _undoable(session, booth_id, by=by, now=now)
        if event is None:
            raise NothingToUndo
        facts = ticket_facts(session, Ticket.id == event.ticket_id)[0]
        take_back(session, facts.ticket, event, by=by, now=now)
        return shown(session, ticket_facts(session, Ticket.id == event.ticket_id), now)[0]


def _to_act(session: Session, booth_id: int, by: Actor) -> BoothFacts:
    facts = booth_facts(session, booth_id, lock=True)
    _require_may_act(session, facts, by)
    return facts


def _require_may_act(session: Session, facts: BoothFacts, by: Actor) -> None:
    require_booth(session, by, facts)
    if facts.market.state in (MarketState.DRAFT, MarketState.CANCELLED):
        zone = facts.community.time_zone
        raise MarketClosed(why=facts.market.state.value, opens_at=facts.market.opens_at, time_zone=zone)


def _call(session: Session, facts: TicketFacts, station: Station, *, by: Actor, now: datetime) -> None:
    kind = facts.at.service.kind
    move(session, facts.ticket, TicketState.CALLED, service=kind, by=by, now=now, station_id=id_of(station))


def _free_station(session: Session, facts: BoothFacts, station_id: int | None, now: datetime) -> Station:
    """The station asked for, or the first open one with nobody at it. Raises UnknownStation, StationBusy."""
    booth_id = id_of(facts.booth)
    ours = list(session.exec(select(Station).where(Station.booth_id == booth_id).order_by(col(Station.ordinal))))
    busy = _busy_stations(session, booth_id)
    if station_id is not None and station_id not in {s.id for s in ours}:
        raise UnknownStation
    wanted = [s for s in ours if s.id == station_id] if station_id else _open_first(ours, facts, now)
    free = [s for s in wanted if s.id not in busy]
    if not free:
        raise StationBusy(booth_id=booth_id, numbers=tuple(busy[s.id] for s in wanted if s.id in busy))
    return free[0]


def _open_first(stations: Sequence[Station], facts: BoothFacts, now: datetime) -> list[Station]:
    """Open stations; all of them when none should be open: whoever stands there with a tablet knows better."""
    return [s for s in stations if is_station_open(s, facts.market, now)] or list(stations)


def _busy_stations(session: Session, booth_id: int) -> dict[int | None, str]:
    query = select(Ticket).where(Ticket.booth_id == booth_id, col(Ticket.state).in_(AT_STATION))
    return {ticket.station_id: ticket.number for ticket in session.exec(query)}


def _undoable(session: Session, booth_id: int, *, by: Actor, now: datetime) -> TicketEvent | None:
    """This person's newest move at the booth, if it is young, can be taken back, and nothing has happened since."""
    query = select(TicketEvent).where(
        TicketEvent.booth_id == booth_id,
        TicketEvent.staff_id == by.staff_id,
        col(TicketEvent.at) >= now - UNDO_WITHIN,
        col(TicketEvent.move) != Move.RECALL,
    )
    event = session.exec(query.order_by(col(TicketEvent.id).desc()).limit(1)).first()
    if event is None or event.move in (Move.UNDO, Move.CREATE):
        return None
    newer = select(col(TicketEvent.id)).where(
        TicketEvent.ticket_id == event.ticket_id, col(TicketEvent.id) > id_of(event)
    )
    return None if session.exec(newer.limit(1)).first() is not None else event
