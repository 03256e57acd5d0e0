"""Putting the volunteer's screen together, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from kiosk.engine.calling import Lane, Turn
from kiosk.services.lines import calling_line, policy_of
from kiosk.services.views import BoothQueue, LastMove, StaffTicket, StationView, Words
from kiosk.store.elsewhere import elsewhere
from kiosk.store.facts import BoothFacts
from kiosk.store.reading import is_station_open
from kiosk.store.stations import StationNow, stations_of
from models.enums import TicketState
from models.market import Slot
from models.moves import AT_STATION
from models.tickets import Ticket, TicketEvent, Visit

MISSED_SHOWN_FOR = timedelta(hours=1)
_ON_SCREEN = (
    TicketState.BOOKED,
    TicketState.WAITING,
    TicketState.CALLED,
    TicketState.SERVING,
    TicketState.READY,
    TicketState.ON_HOLD,
)


def booth_queue(session: Session, at: BoothFacts, *, undoable: TicketEvent | None, now: datetime) -> BoothQueue:
    stations = stations_of(session, at.booth_id)
    rows = _rows(session, at, now)
    at_station = {t.station_id: _staff_ticket(row, stations) for row in rows if (t := row[0]).state in AT_STATION}
    return BoothQueue(
        booth_id=at.booth_id,
        market_id=at.market_id,
        letter=at.letter,
        name=Words(at.name, at.name_en),
        service=Words(at.service_name, at.service_name_en),
        kind=at.kind,
        phase=at.phase(now),
        takes_walk_ins=at.takes_walk_ins,
        units_left=at.units_left,
        time_zone=at.time_zone,
        stations=tuple(
            StationView(s.id, s.ordinal, is_station_open(s, at.opens_at, now), at_station.get(s.id)) for s in stations
        ),
        line=_line(session, at, rows, now),
        bookings=_of_state(rows, TicketState.BOOKED),
        on_hold=_of_state(rows, TicketState.ON_HOLD),
        ready=_of_state(rows, TicketState.READY),
        missed=_of_state(rows, TicketState.NO_SHOW),
        served=_served(session, at.booth_id),
        undo=_last_move(session, undoable),
        revision=at.revision,
    )


def _rows(session: Session, at: BoothFacts, now: datetime) -> list[Any]:
    """(ticket, visit, slot) of everyone on the screen: the active ones, and who was missed lately."""
    lately = (col(Ticket.state) == TicketState.NO_SHOW) & (col(Ticket.ended_at) >= now - MISSED_SHOWN_FOR)
    query = (
        select(Ticket, Visit, Slot)
        .join(Visit, col(Ticket.visit_id) == Visit.id)
        .outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
        .where(Ticket.booth_id == at.booth_id, col(Ticket.state).in_(_ON_SCREEN) | lately)
        .order_by(col(Slot.starts_at), col(Ticket.id))
    )
    return list(session.exec(query).all())


def _staff_ticket(row: Any, stations: Iterable[StationNow] = (), *, reason: str = "") -> StaffTicket:
    ticket, visit, slot = row
    return StaffTicket(
        code=ticket.code,
        number=ticket.number,
        state=ticket.state,
        kind=ticket.kind,
        priority=ticket.priority,
        name=visit.name,
        phone_tail=visit.phone[-4:] if visit.phone else None,
        slot_starts_at=slot.starts_at if slot else None,
        queued_at=ticket.queued_at,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        station=next((s.ordinal for s in stations if s.id == ticket.station_id), None),
        reason=reason,
    )


def _line(session: Session, at: BoothFacts, rows: list[Any], now: datetime) -> tuple[StaffTicket, ...]:
    by_id = {row[0].id: row for row in rows}
    turns, away = calling_line(session, at, now=now), elsewhere(session, at.booth_id)
    takes_turns = not policy_of(at).goes_by_seniority
    return tuple(
        replace(
            _staff_ticket(by_id[t.waiting.ticket_id], reason=_reason(t, takes_turns=takes_turns)),
            elsewhere=away[t.waiting.ticket_id].letter if t.waiting.ticket_id in away else "",
        )
        for t in turns
        if t.waiting.ticket_id in by_id
    )


def _reason(turn: Turn, *, takes_turns: bool) -> str:
    """Where nobody takes turns, nobody is put before others for a long wait or a priority either."""
    if takes_turns:
        return "overdue" if turn.overdue else turn.lane.value
    return turn.lane.value if turn.lane in (Lane.BOOKED, Lane.EARLY) else "seniority"


def _of_state(rows: list[Any], state: TicketState) -> tuple[StaffTicket, ...]:
    return tuple(_staff_ticket(row) for row in rows if row[0].state is state)


def _served(session: Session, booth_id: int) -> int:
    ended = (TicketState.DONE, TicketState.READY)
    query = select(func.count()).where(Ticket.booth_id == booth_id, col(Ticket.state).in_(ended))
    return session.exec(query).one()


def _last_move(session: Session, event: TicketEvent | None) -> LastMove | None:
    if event is None:
        return None
    return LastMove(number=session.get_one(Ticket, event.ticket_id).number, move=event.move, at=event.at)
