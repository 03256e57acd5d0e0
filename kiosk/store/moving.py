"""The one function that moves a ticket, and the one that takes a move back.

Compare-and-set: the UPDATE names the state the ticket was seen in, so of two people who move it at once one succeeds
and the other is refused. The event is written in the same transaction.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from kiosk.store.counters import bump_market, give_place, give_unit, take_place, take_unit
from models.actor import Actor
from models.enums import ServiceKind, TicketState
from models.moves import KEEPS_PLACE, KEEPS_UNIT, Move, move_between
from models.refusals import IllegalMove, NothingToUndo, StationBusy
from models.tickets import Ticket, TicketEvent


def move(
    session: Session,
    ticket: Ticket,
    to: TicketState,
    *,
    service: ServiceKind,
    by: Actor,
    now: datetime,
    station_id: int | None = None,
    queued_at: datetime | None = None,
) -> Move:
    """Move the ticket and write what happened. `station_id` for a call, `queued_at` for a return.

    Raises IllegalMove (not in the table, or somebody moved it meanwhile), StationBusy, and BoothFull or SlotFull when
    a returning ticket finds its unit gone.
    """
    name = move_between(ticket.state, to, service=service)
    if name is None:
        raise IllegalMove(number=ticket.number, state=ticket.state, to=to)
    changes = _changes(name, ticket, now, station_id=station_id, queued_at=queued_at)
    before = {column: _plain(getattr(ticket, column)) for column in changes}
    was = ticket.state
    _compare_and_set(session, ticket, to, changes)
    _settle(session, ticket, was, to)
    _write(session, ticket, name, by=by, now=now, was=was, before=before)
    bump_market(session, ticket.market_id)
    return name


def take_back(session: Session, ticket: Ticket, event: TicketEvent, *, by: Actor, now: datetime) -> None:
    """Put the ticket back to where it was before `event`. Raises NothingToUndo, StationBusy, BoothFull, SlotFull."""
    if event.was is None or ticket.state is not event.became or _last_event_id(session, ticket) != event.id:
        raise NothingToUndo
    changes = {column: _time_or_id(value) for column, value in event.before.items()}
    was = ticket.state
    _compare_and_set(session, ticket, event.was, changes)
    _settle(session, ticket, was, event.was)
    _write(session, ticket, Move.UNDO, by=by, now=now, was=was, before={})
    bump_market(session, ticket.market_id)


def write_creation(session: Session, ticket: Ticket, *, by: Actor, now: datetime) -> None:
    _write(session, ticket, Move.CREATE, by=by, now=now, was=None, before={})


def _changes(
    name: Move, ticket: Ticket, now: datetime, *, station_id: int | None, queued_at: datetime | None
) -> dict[str, Any]:
    match name:
        case Move.CHECK_IN:
            return {"checked_in_at": now, "queued_at": now}
        case Move.CALL:
            return {"called_at": now, "station_id": station_id}
        case Move.START:
            return {"started_at": now}
        case Move.FINISH | Move.READY | Move.NO_SHOW | Move.CANCEL:
            return {"ended_at": now}
        case Move.HOLD | Move.BACK:
            return {"called_at": None, "station_id": None}
        case Move.RETURN:
            cleared = {"ended_at": None, "called_at": None, "station_id": None}
            if ticket.checked_in_at is None:  # a booking that comes late: this is its check-in
                return cleared | {"checked_in_at": now, "queued_at": now}
            return cleared | {"queued_at": queued_at or now}
    return {}


def _compare_and_set(session: Session, ticket: Ticket, to: TicketState, changes: dict[str, Any]) -> None:
    values = changes | {"state": to}
    query = update(Ticket).where(col(Ticket.id) == ticket.id, col(Ticket.state) == ticket.state).values(values)
    try:
        moved = session.execute(query, execution_options={"synchronize_session": False})
    except IntegrityError as error:
        if "station" not in str(error.orig):
            raise
        raise StationBusy(booth_id=ticket.booth_id) from error
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise IllegalMove(number=ticket.number, state=ticket.state, to=to)
    for column, value in values.items():
        set_committed_value(ticket, column, value)


def _settle(session: Session, ticket: Ticket, was: TicketState, now_is: TicketState) -> None:
    """Give back, or take again, the unit and the place that the ticket stood against."""
    if was in KEEPS_UNIT and now_is not in KEEPS_UNIT:
        give_unit(session, ticket.booth_id)
    elif was not in KEEPS_UNIT and now_is in KEEPS_UNIT:
        take_unit(session, ticket.booth_id)
    if ticket.slot_id is None:
        return
    if was in KEEPS_PLACE and now_is not in KEEPS_PLACE:
        give_place(session, ticket.slot_id)
    elif was not in KEEPS_PLACE and now_is in KEEPS_PLACE:
        take_place(session, ticket.slot_id)


def _write(
    session: Session,
    ticket: Ticket,
    name: Move,
    *,
    by: Actor,
    now: datetime,
    was: TicketState | None,
    before: dict[str, Any],
) -> None:
    session.execute(
        insert(TicketEvent).values(
            ticket_id=ticket.id,
            booth_id=ticket.booth_id,
            at=now,
            move=name,
            was=was,
            became=ticket.state,
            role=by.role,
            staff_id=by.staff_id,
            station_id=ticket.station_id,
            before=before,
        )
    )


def _last_event_id(session: Session, ticket: Ticket) -> int | None:
    newest = select(TicketEvent.id).where(TicketEvent.ticket_id == ticket.id).order_by(col(TicketEvent.id).desc())
    return session.exec(newest.limit(1)).first()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _time_or_id(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
