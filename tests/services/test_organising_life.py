"""Publishing, opening early, pausing, closing and calling off a market."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.markets import market_view
from kiosk.services.organising.life import cancel, close, open_early, pause, publish, resume
from kiosk.services.organising.readiness import readiness
from kiosk.services.queues import call_next
from kiosk.services.tickets import ticket_by_code
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT
from models.enums import MarketPhase, MarketState, Role, TicketState
from models.market import Booth, Slot
from models.moves import Move
from models.tickets import Ticket, TicketEvent
from tests.factories import DAY, BoothPlan, at, book, put_in_state, volunteer_of, walk_in
from tests.services.organisers import actions, audits, market_row, nothing_changes, planned

EARLY = at("08:15")


# ---------------------------------------------------------------- publishing


def test_a_ready_draft_is_published_and_everybody_sees_it(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), state=MarketState.DRAFT)
    volunteer_of(db, made, "A")
    with pytest.raises(no.UnknownMarket):
        market_view(db, made.id, now=now)

    plan = publish(db, by=by, now=EARLY, market_id=made.id)

    assert (plan.state, plan.phase, plan.revision) == (MarketState.PUBLISHED, MarketPhase.UPCOMING, 2)
    assert market_view(db, made.id, now=now).card.id == made.id


def test_an_unready_draft_is_refused_with_the_number_of_errors(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={}), state=MarketState.DRAFT)

    with nothing_changes(db), pytest.raises(no.NotReady) as refused:
        publish(db, by=by, now=EARLY, market_id=made.id)

    assert refused.value.errors == readiness(db, by=by, now=EARLY, market_id=made.id).errors == 2


def test_publishing_twice_is_publishing_once(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), state=MarketState.DRAFT)
    volunteer_of(db, made, "A")
    first = publish(db, by=by, now=EARLY, market_id=made.id)

    assert publish(db, by=by, now=EARLY, market_id=made.id) == first
    assert actions(db) == ["publish_market"]


# ---------------------------------------------------------------- opening, pausing, closing


def test_a_market_opens_early_on_its_day(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))

    plan = open_early(db, by=by, now=EARLY, market_id=made.id)

    assert plan.phase is MarketPhase.OPEN
    assert walk_in(db, made, "A", now=EARLY).state is TicketState.WAITING


def test_control_before_its_hour_a_market_gives_no_numbers(db: Database, now: datetime) -> None:
    made, _ = planned(db, BoothPlan("A"))

    with pytest.raises(no.MarketClosed):
        walk_in(db, made, "A", now=EARLY)


@pytest.mark.parametrize(
    "moment", [at("23:30", DAY - timedelta(days=1)), at("12:00"), at("00:10", DAY + timedelta(days=1))]
)
def test_a_market_does_not_open_early_on_another_day_or_after_its_end(db: Database, moment: datetime) -> None:
    made, by = planned(db)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        open_early(db, by=by, now=moment, market_id=made.id)


def test_a_paused_market_gives_no_tickets_and_goes_on_again(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))

    assert pause(db, by=by, now=now, market_id=made.id).phase is MarketPhase.PAUSED
    with pytest.raises(no.MarketClosed):
        walk_in(db, made, "A", now=now)
    assert resume(db, by=by, now=now, market_id=made.id).phase is MarketPhase.OPEN
    assert walk_in(db, made, "A", now=now).state is TicketState.WAITING


def test_a_closed_market_is_over_and_its_line_is_still_served(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    waiting = walk_in(db, made, "A", now=now)

    plan = close(db, by=by, now=now, market_id=made.id)

    assert (plan.state, plan.phase) == (MarketState.CLOSED, MarketPhase.OVER)
    with pytest.raises(no.MarketClosed):
        walk_in(db, made, "A", now=now)
    called = call_next(db, made.booths["A"], by=by, now=now)
    assert called is not None
    assert called.number == waiting.number


def test_a_market_of_another_day_is_not_closed_but_called_off(db: Database, now: datetime) -> None:
    made, by = planned(db, day=DAY + timedelta(days=7))

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        close(db, by=by, now=now, market_id=made.id)


@pytest.mark.parametrize("action", [open_early, pause, resume, close])
def test_every_step_may_arrive_twice(db: Database, now: datetime, action: Callable[..., Any]) -> None:
    made, by = planned(db, BoothPlan("A"))
    if action is resume:
        pause(db, by=by, now=now, market_id=made.id)
    first = action(db, by=by, now=now, market_id=made.id)

    with nothing_changes(db):
        assert action(db, by=by, now=now, market_id=made.id) == first


@pytest.mark.parametrize("state", [MarketState.DRAFT, MarketState.CANCELLED])
@pytest.mark.parametrize("action", [open_early, pause, resume, close])
def test_no_step_fits_a_draft_or_a_cancelled_market(
    db: Database, now: datetime, action: Callable[..., Any], state: MarketState
) -> None:
    made, by = planned(db, state=state)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        action(db, by=by, now=now, market_id=made.id)


# ---------------------------------------------------------------- calling off


def test_calling_off_cancels_everybody_who_waits_and_keeps_the_reason(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 3}, stations=2, units=9), BoothPlan("B"))
    booked = book(db, made, "A", "11:00", now=now)
    waiting = walk_in(db, made, "B", now=now)
    held = walk_in(db, made, "B", now=now)
    put_in_state(db, held.code, TicketState.ON_HOLD)
    walk_in(db, made, "A", now=now)
    called = call_next(db, made.booths["A"], by=by, now=now)
    assert called is not None

    plan = cancel(db, by=by, now=now, market_id=made.id, reason="  有大雪 ")

    assert (plan.state, plan.cancel_reason) == (MarketState.CANCELLED, "有大雪")
    for code in (booked.code, waiting.code, held.code, called.code):
        assert ticket_by_code(db, code, now=now).state is TicketState.CANCELLED
    assert audits(db)[-1].detail == {"tickets": 4, "reason": "有大雪"}


def test_places_units_and_events_are_settled_when_a_market_is_called_off(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 3}, units=9))
    book(db, made, "A", "11:00", now=now)
    walk_in(db, made, "A", now=now)

    cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")

    with db.reading() as session:
        assert session.get_one(Slot, made.slots["A", "11:00"]).taken == 0
        assert session.get_one(Booth, made.booths["A"]).promised == 0
        events = session.exec(select(TicketEvent).where(col(TicketEvent.move) == Move.CANCEL)).all()
    assert [(e.role, e.staff_id) for e in events] == [(Role.ORGANISER, by.staff_id)] * 2


@pytest.mark.parametrize("state", [TicketState.SERVING, TicketState.READY, TicketState.DONE, TicketState.NO_SHOW])
def test_who_is_served_or_was_keeps_that(db: Database, now: datetime, state: TicketState) -> None:
    made, by = planned(db, BoothPlan("A"))
    ticket = walk_in(db, made, "A", now=now)
    put_in_state(db, ticket.code, state)

    cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")

    assert ticket_by_code(db, ticket.code, now=now).state is state


def test_tickets_of_other_markets_stay(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    other, _ = planned(db, BoothPlan("B"), day=DAY + timedelta(days=7))
    kept = book(db, other, "B", "09:00", now=now)

    cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")

    assert ticket_by_code(db, kept.code, now=now).state is TicketState.BOOKED


@pytest.mark.parametrize("reason", ["", " \n", "雪" * 501])
def test_calling_off_needs_a_reason_that_fits(db: Database, now: datetime, reason: str) -> None:
    made, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        cancel(db, by=by, now=now, market_id=made.id, reason=reason)

    assert refused.value.field == "reason"


@pytest.mark.parametrize("state", [MarketState.DRAFT, MarketState.CLOSED])
def test_a_draft_is_deleted_and_a_closed_market_is_past_calling_off(
    db: Database, now: datetime, state: MarketState
) -> None:
    made, by = planned(db, state=state)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")


def test_calling_off_twice_keeps_the_first_reason(db: Database, now: datetime) -> None:
    made, by = planned(db)
    cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")

    with nothing_changes(db):
        assert cancel(db, by=by, now=now, market_id=made.id, reason="别的").cancel_reason == "有大雪"


def test_a_cancelled_market_takes_no_bookings(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")

    with pytest.raises(no.MarketClosed) as refused:
        get_tickets(
            db, made.id, wishes=[Wish(made.booths["A"])], person=Person(), key="one-press", by=RESIDENT, now=now
        )

    assert refused.value.why == "cancelled"
    with db.reading() as session:
        assert session.exec(select(Ticket)).all() == []
    assert market_row(db, made.id).revision > 1
