"""The one function that moves a ticket, and the one that takes a move back.

Compare-and-set: the UPDATE names the state the ticket was seen in, so of two people who move it at once one succeeds
and the other is refused. The event is written in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kiosk.store.counters import bump_market, give_place, give_unit, take_place, take_unit
from kiosk.store.facts import TicketFacts
from kiosk.store.prepared import Prepared
from kiosk.store.stations import StationNow
from models.actor import Actor
from models.enums import TicketState
from models.moves import KEEPS_PLACE, KEEPS_UNIT, Move, move_between
from models.refusals import AlreadyBooked, IllegalMove, NothingToUndo, StationBusy
from models.tickets import Ticket, TicketEvent

_EVENT = Prepared(
    insert(TicketEvent).values(
        {
            name: bindparam(name)
            for name in (
                "ticket_id", "booth_id", "at", "move", "was", "became", "role", "staff_id", "station_id", "before",
                "passed_over",
            )
        }
    )
)  # fmt: skip
_LAST_EVENT = Prepared(
    select(TicketEvent.id)
    .where(TicketEvent.ticket_id == bindparam("ticket_id"))
    .order_by(col(TicketEvent.id).desc())
    .limit(1)
)

_return_or_undo: Any = (TicketEvent.move == Move.RETURN) | (TicketEvent.move == Move.UNDO)
_RETURNS_AND_UNDOS = Prepared(
    select(TicketEvent.move, TicketEvent.became).where(TicketEvent.ticket_id == bindparam("ticket_id"), _return_or_undo)
)


@cache
def _update(*columns: str) -> Prepared:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("state", *columns)}
    return Prepared(
        update(Ticket)
        .where(col(Ticket.id) == bindparam("ticket_id"), col(Ticket.state) == bindparam("was"))
        .values(values)
    )


def move(
    session: Session,
    ticket: TicketFacts,
    to: TicketState,
    *,
    by: Actor,
    now: datetime,
    station: StationNow | None = None,
    queued_at: datetime | None = None,
    passed_over: Sequence[int] = (),
) -> TicketFacts:
    """Move the ticket and write what happened; the ticket as it then is.

    `station` and `passed_over` are for a call, `queued_at` for a return. Raises IllegalMove (not in the table, or
    somebody moved it meanwhile), StationBusy, and when a ticket returns BoothFull (its unit is gone) or AlreadyBooked
    (its person has another by now).
    """
    name = move_between(ticket.state, to, service=ticket.at.kind)
    if name is None:
        raise IllegalMove(number=ticket.number, state=ticket.state, to=to)
    changes = _changes(name, ticket, now, station_id=station.id if station else None, queued_at=queued_at)
    before = {column: _plain(getattr(ticket, column)) for column in changes}
    _compare_and_set(session, ticket, to, changes)
    _settle(session, ticket, to)
    write_event(session, ticket, name, to, by=by, now=now, changes=changes, before=before, passed_over=passed_over)
    bump_market(session, ticket.market_id)
    if "station_id" in changes:
        return ticket._replace(state=to, station=station.ordinal if station else None, **changes)
    return ticket._replace(state=to, **changes)


def take_back(session: Session, ticket: TicketFacts, event: TicketEvent, *, by: Actor, now: datetime) -> None:
    """Put the ticket back to where it was before `event`.

    Raises NothingToUndo, StationBusy, BoothFull, SlotFull, AlreadyBooked.
    """
    newest = _LAST_EVENT.first(session, ticket_id=ticket.id)
    if event.was is None or ticket.state is not event.became or newest.id != event.id:
        raise NothingToUndo
    changes = {column: _time_or_id(value) for column, value in event.before.items()}
    _compare_and_set(session, ticket, event.was, changes)
    _settle(session, ticket, event.was)
    write_event(session, ticket, Move.UNDO, event.was, by=by, now=now, changes=changes, before={})
    bump_market(session, ticket.market_id)


def has_returned(session: Session, ticket_id: int) -> bool:
    """Whether the ticket has come back after a no-show before; a return that was taken back does not count."""
    events = _RETURNS_AND_UNDOS.rows(session, ticket_id=ticket_id)
    taken_back = sum(event.move is Move.UNDO and event.became is TicketState.NO_SHOW for event in events)
    return sum(event.move is Move.RETURN for event in events) > taken_back


def write_event(
    session: Session,
    ticket: TicketFacts,
    name: Move,
    became: TicketState,
    *,
    by: Actor,
    now: datetime,
    changes: dict[str, Any],
    before: dict[str, Any],
    passed_over: Sequence[int] = (),
) -> None:
    """Append what happened. `ticket` is as it was before, except for one that was just made."""
    _EVENT.count(
        session,
        ticket_id=ticket.id,
        booth_id=ticket.booth_id,
        at=now,
        move=name,
        was=None if name is Move.CREATE else ticket.state,
        became=became,
        role=by.role,
        staff_id=by.staff_id,
        station_id=changes.get("station_id", ticket.station_id),
        before=before,
        passed_over=list(passed_over) or None,
    )


def _changes(
    name: Move, ticket: TicketFacts, now: datetime, *, station_id: int | None, queued_at: datetime | None
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
            if ticket.checked_in_at is None and ticket.slot_id is not None:  # it comes late: this is its check-in
                return cleared | {"checked_in_at": now, "queued_at": now}
            return cleared | {"queued_at": queued_at or now}
    return {}


def _compare_and_set(session: Session, ticket: TicketFacts, to: TicketState, changes: dict[str, Any]) -> None:
    new = {f"new_{name}": value for name, value in changes.items()}
    try:
        moved = _update(*changes).count(session, ticket_id=ticket.id, was=ticket.state, new_state=to, **new)
    except IntegrityError as error:
        if "visit_id" in str(error.orig):
            at = ticket.at
            raise AlreadyBooked(booth_id=at.booth_id, name=at.name, name_en=at.name_en) from error
        if "station_id" in str(error.orig):
            raise StationBusy(booth_id=ticket.booth_id) from error
        raise
    if moved != 1:
        raise IllegalMove(number=ticket.number, state=ticket.state, to=to)


def _settle(session: Session, ticket: TicketFacts, to: TicketState) -> None:
    """Give back, or take again, the unit and the place that the ticket stood against."""
    if ticket.state in KEEPS_UNIT and to not in KEEPS_UNIT:
        give_unit(session, ticket.booth_id)
    elif ticket.state not in KEEPS_UNIT and to in KEEPS_UNIT:
        take_unit(session, ticket.booth_id)
    if ticket.slot_id is None:
        return
    if ticket.state in KEEPS_PLACE and to not in KEEPS_PLACE:
        give_place(session, ticket.slot_id)
    elif ticket.state not in KEEPS_PLACE and to in KEEPS_PLACE:
        take_place(session, ticket.slot_id, time_zone=ticket.at.time_zone)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _time_or_id(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
