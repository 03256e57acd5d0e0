"""What volunteers do at a booth: call, move, undo, and the screen they do it from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from kiosk.services.lines import next_in_line
from kiosk.services.permission import require_booth
from kiosk.services.queue_screen import booth_queue
from kiosk.services.tickets import one_ticket, shown, shown_one, to_the_line
from kiosk.services.views import BoothQueue, TicketView
from kiosk.store import Database
from kiosk.store.elsewhere import elsewhere, lock_calls, where_else
from kiosk.store.facts import BoothFacts, booth_facts, ticket_by_id
from kiosk.store.moving import move, take_back
from kiosk.store.reading import is_station_open
from kiosk.store.stations import StationNow, stations_of
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState, TicketState
from models.moves import Move, needs_person
from models.refusals import (
    AtBooth,
    IllegalMove,
    MarketClosed,
    NothingToUndo,
    PersonElsewhere,
    StationBusy,
    UnknownStation,
)
from models.tickets import TicketEvent

UNDO_WITHIN = timedelta(minutes=1)


def queue_of(db: Database, booth_id: int, *, by: Actor, now: datetime) -> BoothQueue:
    """The volunteer's screen. Raises UnknownBooth, NotSignedIn, NotAllowed."""
    with db.reading() as session:
        at = booth_facts(session, booth_id)
        require_booth(session, by, at)
        return booth_queue(session, at, undoable=_undoable(session, booth_id, by=by, now=now), now=now)


def call_next(
    db: Database, booth_id: int, *, by: Actor, now: datetime, station_id: int | None = None
) -> TicketView | None:
    """Call whoever is next to a free station (or to this one). None when nobody waits.

    Who is called or served at another booth is passed over and keeps the place: free again, they are called in their
    turn, which by then is mostly the first. Raises PersonElsewhere when nobody else waits, StationBusy with the
    numbers that are there, which is also the answer to a double tap, UnknownBooth, UnknownStation, NotSignedIn,
    NotAllowed, MarketClosed.
    """
    with db.writing() as session:
        at = booth_facts(session, booth_id, lock=True)
        _require_may_act(session, at, by)
        free = _free_station(session, at, station_id, now)
        lock_calls(session, at.market_id)
        away = elsewhere(session, booth_id)
        following = next_in_line(session, at, but=away, now=now)
        if following is None and away:
            raise PersonElsewhere(people=tuple(AtBooth(one.number, one.letter) for one in away.values()))
        if following is None:
            return None
        ticket, passed = ticket_by_id(session, following.ticket_id), following.passed_over
        called = move(session, ticket, TicketState.CALLED, by=by, now=now, station=free, passed_over=passed)
        return shown_one(session, called, now=now)


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

    Who is at another booth cannot be called by hand either; everything else can be done with their ticket.
    Raises UnknownTicket, NotSignedIn, NotAllowed, IllegalMove, StationBusy, PersonElsewhere, UnknownStation,
    MarketClosed, BoothFull, AlreadyBooked.
    """
    with db.writing() as session:
        ticket = one_ticket(session, code, lock=True)
        _require_may_act(session, ticket.at, by)
        if was is not None and ticket.state is not was:
            raise IllegalMove(number=ticket.number, state=ticket.state, to=to)
        if to is TicketState.WAITING:
            moved = to_the_line(session, ticket, by=by, now=now)
        else:
            calls = to is TicketState.CALLED and ticket.state is TicketState.WAITING
            free = _free_station(session, ticket.at, station_id, now) if calls else None
            if calls:
                lock_calls(session, ticket.market_id)
                _require_free(session, ticket.id)
            moved = move(session, ticket, to, by=by, now=now, station=free)
        return shown(session, [moved], now)[0]


def undo(db: Database, booth_id: int, *, by: Actor, now: datetime) -> TicketView:
    """Take back this person's last move at the booth, within a minute.

    Raises NothingToUndo, StationBusy, SlotFull, BoothFull, AlreadyBooked (what was given back is taken by now),
    PersonElsewhere (called back to this booth, but called to another one since), NotSignedIn, NotAllowed, UnknownBooth.
    """
    with db.writing() as session:
        _require_may_act(session, booth_facts(session, booth_id, lock=True), by)
        event = _undoable(session, booth_id, by=by, now=now)
        if event is None:
            raise NothingToUndo
        take_back(session, ticket_by_id(session, event.ticket_id), event, by=by, now=now)
        ticket = ticket_by_id(session, event.ticket_id)
        if needs_person(ticket.state, service=ticket.at.kind):  # looked at last: by now the market's row is locked
            _require_free(session, ticket.id)
        return shown(session, [ticket], now)[0]


def _require_may_act(session: Session, at: BoothFacts, by: Actor) -> None:
    require_booth(session, by, at)
    if at.state in (MarketState.DRAFT, MarketState.CANCELLED):
        raise MarketClosed(why=at.state.value, opens_at=at.opens_at, time_zone=at.time_zone)


def _require_free(session: Session, ticket_id: int) -> None:
    """Raises PersonElsewhere."""
    there = where_else(session, ticket_id)
    if there is not None:
        raise PersonElsewhere(people=(AtBooth(there.number, there.letter),))


def _free_station(session: Session, at: BoothFacts, station_id: int | None, now: datetime) -> StationNow:
    """The station asked for, or the first open one with nobody at it. Raises UnknownStation, StationBusy."""
    ours = stations_of(session, at.booth_id)
    if station_id is not None and station_id not in {s.id for s in ours}:
        raise UnknownStation
    wanted = [s for s in ours if s.id == station_id] if station_id else _open_first(ours, at, now)
    free = [s for s in wanted if s.number is None]
    if not free:
        raise StationBusy(booth_id=at.booth_id, numbers=tuple(s.number for s in wanted if s.number is not None))
    return free[0]


def _open_first(stations: Sequence[StationNow], at: BoothFacts, now: datetime) -> Sequence[StationNow]:
    """Open stations; all of them when none should be open: whoever stands there with a tablet knows better."""
    return [s for s in stations if is_station_open(s, at.opens_at, now)] or stations


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
