"""A recorded market day put back to one of its minutes: what happened later is cut off, nothing of it can be known."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, delete, select

from kiosk.store import Database
from models.enums import MarketState
from models.market import Booth, Market, Slot
from models.moves import KEEPS_PLACE, KEEPS_UNIT, Move
from models.tickets import Ticket, TicketEvent, Visit


def rewind(db: Database, market_id: int, to: datetime) -> None:
    """On a copy of a SQLite database: its triggers, which hold events for ever, are taken away."""
    with db.writing() as session:
        connection = session.connection()
        for (name,) in list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            connection.execute(text(f"DROP TRIGGER {name}"))
        tickets = list(session.exec(select(Ticket).where(Ticket.market_id == market_id)))
        events: dict[int, list[TicketEvent]] = defaultdict(list)
        for event in session.exec(select(TicketEvent).order_by(col(TicketEvent.id))):
            events[event.ticket_id].append(event)
        for ticket in tickets:
            _rewind_ticket(session, ticket, events[ticket.id or 0], to)
        session.flush()
        _rewind_market(session, market_id)


def _rewind_ticket(session: Session, ticket: Ticket, events: list[TicketEvent], to: datetime) -> None:
    """Back through its events, each of which remembers what it changed."""
    for event in reversed([each for each in events if each.at > to]):
        for column, value in event.before.items():
            setattr(ticket, column, _time_or_id(value))
        session.delete(event)
    session.flush()
    left = [each for each in events if each.at <= to]
    if left:
        ticket.state = left[-1].became
        _without_what_an_undo_forgot(ticket, left)
        session.add(ticket)
    else:
        session.delete(ticket)


def _without_what_an_undo_forgot(ticket: Ticket, left: list[TicketEvent]) -> None:
    """An undo keeps nothing of what it took back: whoever was called then and is not any more was not called."""
    if not any(each.move is Move.CALL for each in left):
        ticket.called_at, ticket.station_id = None, None


def _time_or_id(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _rewind_market(session: Session, market_id: int) -> None:
    market = session.get_one(Market, market_id)
    market.state = MarketState.PUBLISHED
    session.add(market)
    known = select(Ticket.visit_id).where(Ticket.market_id == market_id)
    session.execute(delete(Visit).where(col(Visit.market_id) == market_id, col(Visit.id).not_in(known)))
    tickets = list(session.exec(select(Ticket).where(Ticket.market_id == market_id)))
    for booth in session.exec(select(Booth).where(Booth.market_id == market_id)):
        booth.promised = sum(each.booth_id == booth.id and each.state in KEEPS_UNIT for each in tickets)
        session.add(booth)
        for slot in session.exec(select(Slot).where(Slot.booth_id == booth.id)):
            slot.taken = sum(each.slot_id == slot.id and each.state in KEEPS_PLACE for each in tickets)
            session.add(slot)
