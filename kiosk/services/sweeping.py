"""What happens by itself as time passes."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from kiosk.store import Database
from kiosk.store.advice import pauses_over
from kiosk.store.counters import bump_market
from kiosk.store.facts import ticket_by_id
from kiosk.store.moving import move
from kiosk.store.planning import booth_of
from models.actor import SYSTEM
from models.enums import MarketState, TicketState
from models.market import Advice, Booth, Market, Slot
from models.tickets import Ticket

LOOK_BACK = timedelta(days=2)


def sweep(db: Database, *, now: datetime) -> int:
    """Bookings whose person has not come within the market's grace time become no-shows; how many there were.

    The grace time runs from the start of the slot. Who comes later is still welcome: see `tickets.check_in`.
    """
    with db.reading() as session:
        overdue = _overdue(session, now)
    return sum(_give_up(db, ticket_id, now) for ticket_id in overdue)


def end_pauses(db: Database, *, now: datetime) -> int:
    """Booths that were told to give out no numbers for a while give them out again; how many there were."""
    with db.reading() as session:
        over = pauses_over(session, now)
    return sum(_end_pause(db, advice_id, now) for advice_id in over)


def _end_pause(db: Database, advice_id: int, now: datetime) -> bool:
    with db.writing() as session:
        booth_id = session.get_one(Advice, advice_id).booth_id
        booth = booth_of(session, booth_id, lock=True)
        advice = session.get_one(Advice, advice_id, populate_existing=True)
        if booth is None or advice.ended_at is not None:  # another process was faster
            return False
        advice.ended_at = now
        booth.takes_walk_ins = True
        session.flush()
        bump_market(session, advice.market_id)
    return True


def _overdue(session: Session, now: datetime) -> list[int]:
    """Asked every few seconds, so by way of today's booths: one index holds their tickets together by state."""
    running = select(Market.id).where(
        col(Market.state) != MarketState.CANCELLED, col(Market.opens_at) <= now, col(Market.opens_at) > now - LOOK_BACK
    )
    query = (
        select(Ticket.id, Slot.starts_at, Market.grace_minutes)
        .join(Slot, col(Ticket.slot_id) == Slot.id)
        .join(Market, col(Ticket.market_id) == Market.id)
        .where(
            col(Ticket.booth_id).in_(select(Booth.id).where(col(Booth.market_id).in_(running))),
            Ticket.state == TicketState.BOOKED,
            col(Slot.starts_at) <= now,
        )
    )
    rows = session.exec(query).all()
    return sorted(i for i, starts_at, grace in rows if i is not None and starts_at + timedelta(minutes=grace) <= now)


def _give_up(db: Database, ticket_id: int, now: datetime) -> bool:
    with db.writing() as session:
        ticket = ticket_by_id(session, ticket_id, lock=True)
        if ticket.state is not TicketState.BOOKED:  # it was checked in, or cancelled, just now
            return False
        move(session, ticket, TicketState.NO_SHOW, by=SYSTEM, now=now)
    return True
