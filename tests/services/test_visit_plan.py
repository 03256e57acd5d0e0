"""The way of one person over the market: what comes first, when, and when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.markets import market_view
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.tickets import tickets_of_visit
from kiosk.services.views import TicketView, VisitPlan, Wait
from kiosk.services.visit_plan import plan_of, tell, told_before, visit_plan
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, ServiceKind, TicketState
from tests.factories import BoothPlan, MadeMarket, at, make_market, put_in_state, volunteer_of, walk_in

S = TicketState
MINUTE = timedelta(minutes=1)
TEN = at("10:00")
KNIFE = BoothPlan("K", "磨刀", kind=ServiceKind.DROP_OFF, mean_minutes=35)


@pytest.fixture
def made(db: Database) -> MadeMarket:
    return make_market(
        db, BoothPlan("A", mean_minutes=8), BoothPlan("B", mean_minutes=10), KNIFE, state=MarketState.OPEN
    )


@pytest.fixture
def staff(db: Database, made: MadeMarket) -> Actor:
    return volunteer_of(db, made, *made.booths)


def visit(db: Database, made: MadeMarket, *wishes: tuple[str, str], now: datetime = TEN) -> list[TicketView]:
    """One person's tickets at these booths: (letter, clock of the slot or "" for a number)."""
    wanted = [Wish(made.booths[letter], made.slots[letter, clock] if clock else None) for letter, clock in wishes]
    key = "visit-of-{}".format("-".join(letter + clock for letter, clock in wishes))
    given = get_tickets(db, made.id, wishes=wanted, person=Person(), key=key, by=RESIDENT, now=now)
    return list(given.tickets)


def plan(db: Database, code: str, now: datetime = TEN) -> VisitPlan:
    return visit_plan(db, code, now=now)


def said(found: VisitPlan) -> list[str]:
    return [f"{task.act.value} {task.number}" for task in found.order]


def test_the_knife_is_left_first_and_collected_last(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", ""), ("B", ""), ("K", ""))

    found = plan(db, ours[0].code)

    assert said(found)[0] == "leave K001"
    assert said(found)[-1] == "collect K001"
    assert found.stops[0].ready_minutes == 35
    assert found.numbers[0] == "K001"
    assert found.home_at is not None
    assert TEN + 37 * MINUTE <= found.home_at <= TEN + 45 * MINUTE


def test_any_ticket_of_the_visit_shows_the_same_plan(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", ""), ("K", ""))

    assert plan(db, ours[0].code) == plan(db, ours[1].code)


def test_a_strangers_ticket_is_not_in_it(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", ""), ("K", ""))
    walk_in(db, made, "B", now=TEN)

    assert set(plan(db, ours[0].code).numbers) == {"A001", "K001"}


def test_what_nobody_knows_is_refused(db: Database, made: MadeMarket) -> None:
    with pytest.raises(no.UnknownTicket):
        visit_plan(db, "A" * 26, now=TEN)


def test_where_the_person_is_called_comes_first(db: Database, made: MadeMarket, staff: Actor) -> None:
    ours = visit(db, made, ("A", ""), ("K", ""))
    call_next(db, made.booths["A"], by=staff, now=TEN)

    found = plan(db, ours[0].code)

    assert said(found) == ["stay A001", "leave K001", "collect K001"]
    assert [stop.is_now for stop in found.stops] == [True, False, False]


def test_the_next_begins_when_its_turn_has_come_and_the_person_is_free(
    db: Database, made: MadeMarket, staff: Actor
) -> None:
    """Served for two of ten minutes at B, and first in line at A: eight minutes are left."""
    ours = visit(db, made, ("B", ""), ("A", ""))
    called = call_next(db, made.booths["B"], by=staff, now=TEN)
    assert called is not None
    move_ticket(db, called.code, S.SERVING, by=staff, now=TEN)

    found = plan(db, ours[0].code, TEN + 2 * MINUTE)

    assert said(found) == ["stay B001", "stay A001"]
    starts = found.stops[1].starts
    assert starts is not None
    assert 8 <= starts.likely <= 9


def test_an_item_that_is_worked_on_is_collected_when_it_is_ready(db: Database, made: MadeMarket, staff: Actor) -> None:
    ours = visit(db, made, ("A", ""), ("K", ""))
    for state in (S.CALLED, S.SERVING):
        move_ticket(db, ours[1].code, state, by=staff, now=TEN)

    found = plan(db, ours[0].code, TEN + 5 * MINUTE)

    assert said(found) == ["stay A001", "collect K001"]
    starts = found.stops[1].starts
    assert starts is not None
    assert starts.low <= 30 <= starts.high


def test_what_is_over_is_not_in_the_plan(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", ""), ("B", ""), ("K", ""))
    for ticket, state in zip(ours, (S.DONE, S.NO_SHOW, S.CANCELLED), strict=True):
        put_in_state(db, ticket.code, state)

    found = plan(db, ours[0].code)

    assert (found.stops, found.home_at) == ((), None)


def test_bookings_come_at_their_times_with_the_knife_in_front(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", "09:15"), ("B", "09:30"), ("K", "09:15"), now=at("08:00"))

    found = plan(db, ours[0].code, at("08:30"))

    assert said(found)[:3] == ["leave K001", "stay A001", "stay B001"]
    assert found.home_at == at("09:55")


def test_before_the_day_there_is_an_order_and_an_end_and_nobody_counts_minutes(db: Database) -> None:
    made = make_market(db, BoothPlan("A", mean_minutes=8), KNIFE)
    day_before = at("09:00") - timedelta(days=1)
    ours = visit(db, made, ("A", "09:15"), ("K", "09:15"), now=day_before)

    found = plan(db, ours[0].code, day_before)

    assert said(found) == ["leave K001", "stay A001", "collect K001"]
    assert found.home_at == at("09:55")
    assert {stop.starts for stop in found.stops} == {None}


@pytest.mark.parametrize("state", list(TicketState))
def test_a_ticket_in_any_state_beside_another_has_a_plan(db: Database, made: MadeMarket, state: TicketState) -> None:
    ours = visit(db, made, ("K", ""), ("A", ""))
    put_in_state(db, ours[0].code, state, queued_at=TEN)

    assert "A001" in plan(db, ours[0].code, TEN + MINUTE).numbers


# ---------------------------------------------------------------- what was told


def test_the_order_changes_when_a_booth_slips_and_not_for_a_little(db: Database, made: MadeMarket) -> None:
    """First the knife, nobody is there; then it takes much longer than it did."""
    ours = visit(db, made, ("B", ""), ("K", ""))
    market = market_view(db, made.id, now=TEN)
    first = plan_of(ours, market, now=TEN)
    assert said(first)[0] == "leave K001"

    def with_knife_at(minutes: int) -> VisitPlan:
        slow = [replace(ours[0], wait=Wait(0, 0, 1)), replace(ours[1], wait=Wait(minutes, minutes, minutes))]
        return plan_of(slow, market, now=TEN, before=first.order)

    assert with_knife_at(9).order == first.order
    assert said(with_knife_at(40))[0] == "stay B001"


def test_what_was_told_is_remembered_under_every_ticket_of_the_visit(db: Database, made: MadeMarket) -> None:
    ours = visit(db, made, ("A", ""), ("K", ""))
    assert told_before(ours) == ()
    shown = plan(db, ours[0].code)

    tell(ours, shown)

    assert told_before(ours[1:]) == shown.order
    assert told_before(tickets_of_visit(db, ours[0].code, now=TEN)) == shown.order
