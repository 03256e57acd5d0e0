"""What the organiser's overview counts: a fixed number of queries, over one market only."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.enums import Priority, TicketKind, TicketState
from models.market import Slot
from models.tickets import Ticket


class Passage(NamedTuple):
    """How one ticket came through the line. Times aware UTC, None where it has not happened."""

    booth_id: int
    kind: TicketKind
    created_at: datetime
    checked_in_at: datetime | None
    queued_at: datetime | None
    called_at: datetime | None
    priority: Priority
    slot_starts_at: datetime | None

    @property
    def arrived_at(self) -> datetime | None:
        """When it joined the line; a booking does by checking in. `queued_at` may be later: it is seniority."""
        return self.created_at if self.kind is TicketKind.WALK_IN else self.checked_in_at

    @property
    def waited_minutes(self) -> float | None:
        """Until the call; who came before the time of a booking waits from that time on. None: not called yet."""
        if self.called_at is None or self.arrived_at is None:
            return None
        since = max(self.arrived_at, self.slot_starts_at or self.arrived_at)
        return max(0.0, (self.called_at - since).total_seconds() / 60)


def oldest_in_line(session: Session, market_id: int) -> dict[int, datetime]:
    """booth id → since when the one who has waited longest stands there."""
    query: Any = (
        select(Ticket.booth_id, func.min(col(Ticket.queued_at)))
        .where(Ticket.market_id == market_id, Ticket.state == TicketState.WAITING)
        .group_by(col(Ticket.booth_id))
    )
    return {booth_id: since for booth_id, since in session.exec(query) if since is not None}


def passages(session: Session, market_id: int) -> list[Passage]:
    """Every ticket of the market, oldest first."""
    query: Any = (
        select(
            Ticket.booth_id,
            Ticket.kind,
            Ticket.created_at,
            Ticket.checked_in_at,
            Ticket.queued_at,
            Ticket.called_at,
            Ticket.priority,
            Slot.starts_at,
        )  # type: ignore[call-overload]
        .outerjoin(Slot, col(Ticket.slot_id) == Slot.id)
        .where(Ticket.market_id == market_id)
        .order_by(col(Ticket.created_at), col(Ticket.id))
    )
    return [Passage(*row) for row in session.exec(query)]
