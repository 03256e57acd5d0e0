"""The life of a market: published, opened early, paused, closed, cancelled.

Asking for what already is so is no error: two taps, or two organisers, want the same thing.
"""

from datetime import datetime

from sqlmodel import col

from kiosk.services.organising.desk import Desk, working
from kiosk.services.organising.markets import plan_of
from kiosk.services.organising.readiness import points_of
from kiosk.services.organising.views import MarketPlan, Severity
from kiosk.services.organising.wall_clock import local_day
from kiosk.store import Database
from kiosk.store.facts import tickets_where
from kiosk.store.moving import move
from kiosk.store.planning import booths_of
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketPhase, MarketState, TicketState
from models.market import Market
from models.refusals import NotReady, WrongMarketState
from models.tickets import Ticket
from models.values import NOTE_MAX, required_text

CANCELLABLE = (TicketState.BOOKED, TicketState.WAITING, TicketState.CALLED, TicketState.ON_HOLD)
"""Whoever is being served is served to the end, and an item that is ready is still handed back."""


def publish(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """Show a draft to everybody. Raises UnknownMarket, NotAllowed, WrongMarketState, NotReady."""
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        if market.state is MarketState.PUBLISHED:
            return plan_of(desk, market)
        _require(market, MarketState.DRAFT)
        errors = sum(point.severity is Severity.ERROR for point in points_of(desk, market))
        if errors:
            raise NotReady(errors=errors)
        market.state = MarketState.PUBLISHED
        return _done(desk, market, "publish_market")


def open_early(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """Open before the hour, on the day itself. Raises UnknownMarket, NotAllowed, WrongMarketState."""
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        if market.state is MarketState.OPEN:
            return plan_of(desk, market)
        _require(market, MarketState.PUBLISHED)
        if local_day(now, desk.zone) != market.day or now >= market.closes_at:
            raise WrongMarketState(state=market.phase(now))
        market.state = MarketState.OPEN
        return _done(desk, market, "open_market")


def pause(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """Give out no more tickets for a while (a shower, a power cut). Raises UnknownMarket, NotAllowed,
    WrongMarketState unless the market is on."""
    return _set_paused(db, by=by, now=now, market_id=market_id, paused=True)


def resume(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """Go on after a pause. Raises UnknownMarket, NotAllowed, WrongMarketState."""
    return _set_paused(db, by=by, now=now, market_id=market_id, paused=False)


def close(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """End the market, also before its hour. Who stands in line may still be served; nobody new may join.

    Raises UnknownMarket, NotAllowed, WrongMarketState: before its day a market is cancelled, with a reason.
    """
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        if market.state is MarketState.CLOSED:
            return plan_of(desk, market)
        _require(market, MarketState.PUBLISHED, MarketState.OPEN)
        if market.phase(now) is MarketPhase.UPCOMING and local_day(now, desk.zone) != market.day:
            raise WrongMarketState(state=MarketPhase.UPCOMING)
        market.state = MarketState.CLOSED
        market.is_paused = False
        return _done(desk, market, "close_market")


def cancel(db: Database, *, by: Actor, now: datetime, market_id: int, reason: str) -> MarketPlan:
    """Call a published market off, with every ticket that still waits for its turn. `reason` is shown to residents.

    Raises UnknownMarket, NotAllowed, WrongMarketState, Invalid (no reason).
    """
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        reason = required_text(reason, field="reason", longest=NOTE_MAX)
        if market.state is MarketState.CANCELLED:
            return plan_of(desk, market)
        _require(market, MarketState.PUBLISHED, MarketState.OPEN)
        booths_of(desk.session, market_id, lock=True)
        market.state = MarketState.CANCELLED
        market.cancel_reason = reason
        desk.session.flush()
        cancelled = _cancel_tickets(desk, market_id)
        return _done(desk, market, "cancel_market", {"tickets": cancelled, "reason": reason})


def _cancel_tickets(desk: Desk, market_id: int) -> int:
    waiting = tickets_where(desk.session, col(Ticket.market_id) == market_id, col(Ticket.state).in_(CANCELLABLE))
    for ticket in waiting:
        move(desk.session, ticket, TicketState.CANCELLED, by=desk.by, now=desk.now)
    return len(waiting)


def _set_paused(db: Database, *, by: Actor, now: datetime, market_id: int, paused: bool) -> MarketPlan:
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        if market.phase(now) not in (MarketPhase.OPEN, MarketPhase.PAUSED):
            raise WrongMarketState(state=market.phase(now))
        if market.is_paused is paused:
            return plan_of(desk, market)
        market.is_paused = paused
        return _done(desk, market, "pause_market" if paused else "resume_market")


def _require(market: Market, *states: MarketState) -> None:
    if market.state not in states:
        raise WrongMarketState(state=market.state)


def _done(desk: Desk, market: Market, action: str, detail: dict[str, object] | None = None) -> MarketPlan:
    market_id = id_of(market)
    desk.record(action, kind="market", subject_id=market_id, market_id=market_id, detail=detail)
    desk.market_changed(market)
    return plan_of(desk, market)
