"""A market day under way: every ticket as far as it has come."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.enums import Priority, TicketKind, TicketState
from models.market import Slot
from models.tickets import Ticket


class TicketNow(NamedTuple):
    """`slot_starts_at`, `slot_ends_at`: of its booking. Times aware UTC, None where it has not happened."""

    id: int
    visit_id: int
    booth_id: int
    kind: TicketKind
    priority: Priority
    state: TicketState
    created_at: datetime
    checked_in_at: datetime | None
    queued_at: datetime | None
    called_at: datetime | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None


def tickets_now(session: Session, market_id: int) -> list[TicketNow]:
    """Those that were not cancelled, in the order in which they were given."""
    query: Any = (
        select(  # type: ignore[call-overload]
            Ticket.id, Ticket.visit_id, Ticket.booth_id, Ticket.kind, Ticket.priority, Ticket.state, Ticket.created_at,
            Ticket.checked_in_at, Ticket.queued_at, Ticket.called_at, Slot.starts_at, Slot.ends_at,
        )
        .outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
        .where(Ticket.market_id == market_id, Ticket.state != TicketState.CANCELLED)
        .order_by(col(Ticket.id))
    )  # fmt: skip
    return [TicketNow(*row) for row in session.exec(query)]
