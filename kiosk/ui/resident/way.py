"""The way of somebody with several tickets: in which order, why so, and a word when the order has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.i18n import formats
from kiosk.services import visit_plan
from kiosk.services.views import MarketView, TicketView, VisitPlan, VisitStop, VisitTask
from kiosk.ui import calm
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang
from models.enums import TicketState, VisitAct

CHANGE_SAID_FOR: Final = timedelta(minutes=2)
"""The screen runs again every few seconds; so long the person may need to read why the order is another one."""

WORTH_LEAVING_MINUTES: Final = 5
"""An item that is ready sooner is no reason to tell people where to begin."""


@dataclass(frozen=True, slots=True)
class Change:
    """The first stop of the order that was told, and of the one that is told since."""

    was: str
    became: str
    at: datetime


CHANGE: Key[Change | None] = Key("way_change", None)


def way_of(tickets: Sequence[TicketView], market: MarketView, *, now: datetime) -> VisitPlan | None:
    """The plan for these tickets, which from now on counts as told; None while there is only one place to go."""
    before = visit_plan.told_before(tickets)
    plan = visit_plan.plan_of(tickets, market, now=now, before=before)
    if len(plan.numbers) < 2:
        return None
    visit_plan.tell(tickets, plan)
    change = _change(before, plan, now)
    if change is not None:
        CHANGE.set(change)
    return plan


def _change(before: Sequence[VisitTask], plan: VisitPlan, now: datetime) -> Change | None:
    """Another stop comes first although the one that was told is still to be done, and nobody is called."""
    left = [task for task in before if task in plan.order]
    first = plan.stops[0]
    if not left or left[0] == first.task or first.is_now:
        return None
    return Change(left[0].number, first.task.number, now)


def say_way(plan: VisitPlan, tickets: Sequence[TicketView], *, now: datetime) -> None:
    """What has changed, or why the way begins where it does; nothing when the numbers say it all."""
    change = CHANGE.get()
    if change is not None and now - change.at < CHANGE_SAID_FOR and plan.stops[0].task.number == change.became:
        calm.notice(_change_words(change, tickets), tone="warm", icon="alt_route")
        return
    words = _why(plan)
    if words:
        calm.notice(words, tone="info", icon="route")


def _change_words(change: Change, tickets: Sequence[TicketView]) -> str:
    names = {ticket.number: ticket.booth.say(lang()) for ticket in tickets}
    said = _("The order has changed: {slow} takes longer now. Please go to {first} first.")
    return said.format(slow=names[change.was], first=names[change.became])


def _why(plan: VisitPlan) -> str:
    first = plan.stops[0]
    if first.is_now:
        return _("Now booth {letter}. The others keep your place meanwhile.").format(letter=first.letter)
    if first.task.act is VisitAct.LEAVE and (first.ready_minutes or 0) >= WORTH_LEAVING_MINUTES:
        return _leave_first(first)
    if plan.home_at is None:
        return ""
    time = formats.clock(plan.home_at, plan.time_zone, lang())
    return _("In this order you are done soonest, at about {time}.").format(time=time)


def _leave_first(stop: VisitStop) -> str:
    minutes = formats.wait_range(stop.ready_minutes or 0, stop.ready_minutes or 0, lang())
    said = _("First {booth}: leave it there, it takes {minutes}. Meanwhile go to the others.")
    return said.format(booth=stop.booth.say(lang()), minutes=minutes)


# ---------------------------------------------------------------- beside a ticket


def step_of(plan: VisitPlan | None, ticket: TicketView) -> int | None:
    """1, 2, 3 … in the order of the way; None for a ticket that is not on it."""
    if plan is None or ticket.number not in plan.numbers:
        return None
    return plan.numbers.index(ticket.number) + 1


def step_words(plan: VisitPlan | None, ticket: TicketView) -> str:
    """What to do there and when, where the way knows more than the ticket; else empty."""
    stop = next((stop for stop in plan.stops if stop.task.number == ticket.number), None) if plan else None
    if stop is None or stop.is_now or stop.starts is None or ticket.state is TicketState.READY:
        return ""
    if stop.task.act is VisitAct.COLLECT:
        wait = formats.wait_range(stop.starts.likely, stop.starts.likely, lang())
        return _("It is being done. Collect it: {wait}.").format(wait=wait)
    if ticket.state is not TicketState.WAITING or step_of(plan, ticket) == 1:
        return ""
    wait = formats.wait_range(stop.starts.low, stop.starts.high, lang())
    if stop.task.act is VisitAct.LEAVE:
        return _("Your turn: {wait}. You may leave it there.").format(wait=wait)
    return _("Your turn: {wait}.").format(wait=wait)
