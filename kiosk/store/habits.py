"""What people did at markets that are over."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.enums import MarketState, Priority, TicketKind, TicketState
from models.market import Booth, Market
from models.tickets import Ticket


def last_market_over(session: Session, community_id: int, now: datetime, *, but: int | None) -> Market | None:
    """The community's newest market that took place, other than `but`."""
    query = (
        select(Market)
        .where(
            Market.community_id == community_id,
            col(Market.closes_at) <= now,
            col(Market.state).not_in((MarketState.DRAFT, MarketState.CANCELLED)),
            col(Market.id) != but,
        )
        .order_by(col(Market.closes_at).desc())
        .limit(1)
    )
    return session.exec(query).first()


def services_by_visit(session: Session, market_id: int) -> list[set[int]]:
    """For each visit the services it had tickets for that were not cancelled."""
    query = (
        select(Ticket.visit_id, Booth.service_id)
        .join(Booth, col(Ticket.booth_id) == Booth.id)
        .where(Booth.market_id == market_id, Ticket.state != TicketState.CANCELLED)
    )
    visits: dict[int, set[int]] = defaultdict(set)
    for visit_id, service_id in session.exec(query):
        visits[visit_id].add(service_id)
    return list(visits.values())


class PastTicket(NamedTuple):
    """One ticket of a visit to a market that is over. `arrived_at`: joined the line then; None for who never did."""

    visit_id: int
    service_id: int
    priority: Priority
    arrived_at: datetime | None
    kind: TicketKind = TicketKind.WALK_IN


def past_tickets(session: Session, market_id: int) -> list[PastTicket]:
    """Those that were not cancelled, in the order of the visits."""
    query: Any = (
        select(Ticket.visit_id, Booth.service_id, Ticket.priority, Ticket.kind, Ticket.created_at, Ticket.checked_in_at)  # type: ignore[call-overload]
        .join(Booth, col(Ticket.booth_id) == Booth.id)
        .where(Booth.market_id == market_id, Ticket.state != TicketState.CANCELLED)
        .order_by(col(Ticket.visit_id), col(Ticket.id))
    )
    return [
        PastTicket(visit_id, service_id, priority, created_at if kind is TicketKind.WALK_IN else checked_in_at, kind)
        for visit_id, service_id, priority, kind, created_at, checked_in_at in session.exec(query)
    ]
