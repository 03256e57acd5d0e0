"""In which order somebody with several tickets goes to them, from what their holder is shown anyway.

Nothing is asked of the database for it: the tickets are those of `tickets_of_visit`, the booths those of the market's
view. What somebody was told last lives in the memory of the process, so that the next look, at the kiosk or on a phone,
keeps to it, and says so when it has changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from kiosk.engine import visit_plan as engine
from kiosk.engine.plaza.expecting import HAND_OVER_MINUTES
from kiosk.engine.visit_plan import Range
from kiosk.engine.wait import said
from kiosk.services.markets import market_view
from kiosk.services.tickets import tickets_of_visit
from kiosk.services.views import BoothView, MarketView, TicketView, VisitPlan, VisitStop, VisitTask, Wait
from kiosk.store import Database
from models.enums import MarketPhase, ServiceKind, TicketState, VisitAct

S = TicketState
VISITS_KEPT: Final = 4000
HOME_STEP_MINUTES: Final = 5
"""When somebody is home is said to five minutes: nobody knows it better."""

_RUNNING: Final = (MarketPhase.OPEN, MarketPhase.PAUSED)


def visit_plan(db: Database, code: str, *, now: datetime) -> VisitPlan:
    """The plan of the visit to which the ticket with this code belongs, as it was told last if that is still good.

    Raises UnknownTicket.
    """
    tickets = tickets_of_visit(db, code, now=now)
    market = market_view(db, tickets[0].market_id, now=now)
    return plan_of(tickets, market, now=now, before=told_before(tickets))


def plan_of(
    tickets: Sequence[TicketView], market: MarketView, *, now: datetime, before: Sequence[VisitTask] = ()
) -> VisitPlan:
    """The order for these tickets of one person. `before`: the order that the person was told."""
    by_number = {ticket.number: ticket for ticket in tickets}
    tasks = [task for ticket in tickets for task in _tasks(ticket, market, now)]
    here = next((task.name for task in tasks if _is_now(by_number[task.name.ticket])), None)
    found = engine.plan_visit(tasks, first=here, before=[engine.Name(*task) for task in before])
    knows = all(_knows_turn(by_number[task.name.ticket]) for task in tasks)
    counts = knows and market.card.phase in _RUNNING  # a week before, nobody counts minutes
    stops = tuple(_stop(step, by_number, is_now=step.task.name == here, counts=counts) for step in found.steps)
    home_at = _home_at(found.home.likely, now) if knows and stops else None
    return VisitPlan(stops, home_at, market.card.time_zone)


# ---------------------------------------------------------------- what there is to do


def _tasks(ticket: TicketView, market: MarketView, now: datetime) -> Iterator[engine.Task]:
    booth = market.booth(ticket.booth_id)
    turn = _turn(ticket, market, now)
    if booth is None or turn is None:
        return
    if ticket.service_kind is ServiceKind.PRESENCE:
        yield _task(ticket, VisitAct.STAY, booth, turn, minutes=_minutes_left(ticket, booth, now))
        return
    if ticket.state in (S.SERVING, S.READY):  # the item is there
        yield _task(ticket, VisitAct.COLLECT, booth, turn, minutes=HAND_OVER_MINUTES)
        return
    yield _task(ticket, VisitAct.LEAVE, booth, turn, minutes=HAND_OVER_MINUTES, ready=booth.mean_minutes)
    yield _task(ticket, VisitAct.COLLECT, booth, Range(0, 0, 0), minutes=HAND_OVER_MINUTES)


def _task(
    ticket: TicketView, act: VisitAct, booth: BoothView, turn: Range, *, minutes: float, ready: float = 0.0
) -> engine.Task:
    return engine.Task(engine.Name(ticket.number, act), booth.x_cm, booth.y_cm, turn, minutes, ready)


def _turn(ticket: TicketView, market: MarketView, now: datetime) -> Range | None:
    """Minutes until something can be done with the ticket; None when there is nothing to do."""
    if ticket.state in (S.CALLED, S.ON_HOLD, S.READY):
        return Range(0, 0, 0)
    if ticket.state is S.SERVING:
        booth = market.booth(ticket.booth_id)
        left = _minutes_left(ticket, booth, now) if booth and ticket.service_kind is ServiceKind.DROP_OFF else 0.0
        return Range(left, left, left)
    if ticket.state is S.BOOKED and ticket.slot_starts_at and ticket.slot_ends_at:
        starts, ends = _until(ticket.slot_starts_at, now), _until(ticket.slot_ends_at, now)
        return Range(starts, starts, ends)
    if ticket.state is not S.WAITING:
        return None
    if ticket.wait is not None:
        return Range(ticket.wait.low, ticket.wait.likely, ticket.wait.high)
    return _unknown_turn(ticket, market, now)


def _unknown_turn(ticket: TicketView, market: MarketView, now: datetime) -> Range:
    """While no wait is told: those before, one after the other, once the market opens. For the order alone."""
    booth = market.booth(ticket.booth_id)
    ahead = (ticket.people_ahead or 0) * booth.mean_minutes / max(1, booth.stations) if booth else 0.0
    minutes = _until(market.card.opens_at, now) + ahead
    return Range(minutes, minutes, minutes)


def _minutes_left(ticket: TicketView, booth: BoothView, now: datetime) -> float:
    """Of the usual time at the booth; whoever takes longer than usual is nearly done."""
    if ticket.state is not S.SERVING or ticket.started_at is None:
        return booth.mean_minutes
    return max(1.0, booth.mean_minutes - (now - ticket.started_at) / timedelta(minutes=1))


def _until(moment: datetime, now: datetime) -> float:
    return max(0.0, (moment - now) / timedelta(minutes=1))


def _is_now(ticket: TicketView) -> bool:
    return ticket.state is S.CALLED or (ticket.state is S.SERVING and ticket.service_kind is ServiceKind.PRESENCE)


def _knows_turn(ticket: TicketView) -> bool:
    return ticket.state is not S.WAITING or ticket.wait is not None


# ---------------------------------------------------------------- what is said


def _stop(step: engine.Step, by_number: dict[str, TicketView], *, is_now: bool, counts: bool) -> VisitStop:
    number, act = step.task.name
    ticket = by_number[number]
    ready = max(1, said(step.task.ready_minutes, round_to=round)) if act is VisitAct.LEAVE else None
    starts = _wait(step.starts) if counts else None
    return VisitStop(
        VisitTask(number, act), ticket.code, ticket.booth_id, ticket.letter, ticket.booth, is_now, starts, ready
    )


def _wait(minutes: Range) -> Wait:
    """In the steps in which people say waits, rounded outwards."""
    low = said(minutes.low, round_to=int)
    high = max(low, said(minutes.high, round_to=ceil))
    return Wait(low, min(max(low, said(minutes.likely, round_to=round)), high), high)


def _home_at(minutes: float, now: datetime) -> datetime:
    """Rounded up."""
    step = timedelta(minutes=HOME_STEP_MINUTES)
    there = now + timedelta(minutes=minutes)
    return there + -timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond) % step


# ---------------------------------------------------------------- what was told


class _Told:
    """The order that each visit was told last, under every code of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: OrderedDict[str, tuple[VisitTask, ...]] = OrderedDict()

    def keep(self, codes: Sequence[str], order: tuple[VisitTask, ...]) -> None:
        with self._lock:
            for code in codes:
                self._orders[code] = order
                self._orders.move_to_end(code)
            while len(self._orders) > VISITS_KEPT:
                self._orders.popitem(last=False)

    def last(self, codes: Sequence[str]) -> tuple[VisitTask, ...]:
        with self._lock:
            return next((self._orders[code] for code in codes if code in self._orders), ())


_told = _Told()


def told_before(tickets: Sequence[TicketView]) -> tuple[VisitTask, ...]:
    """The order in which the holder of these tickets was told to go; nothing when they were told none."""
    return _told.last([ticket.code for ticket in tickets])


def tell(tickets: Sequence[TicketView], plan: VisitPlan) -> None:
    """The holder sees this plan now."""
    _told.keep([ticket.code for ticket in tickets], plan.order)
