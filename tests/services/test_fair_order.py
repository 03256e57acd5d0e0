"""The calling order of a market: who is called next, what people are told, and how an organiser changes it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.services.markets import market_view
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.forms import MarketForm
from kiosk.services.organising.life import close
from kiosk.services.organising.markets import create_market, edit_market, fair_orders, market_plan
from kiosk.services.queues import call_next, move_ticket, queue_of
from kiosk.services.tickets import check_in, ticket_by_code
from kiosk.services.views import TicketView
from kiosk.store import Database, line
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import FairOrder, MarketState, Priority, TicketState
from models.places import Community
from tests.concurrency.lines import stand_in_line
from tests.conftest import Queries
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, volunteer_of, walk_in
from tests.services.organisers import (
    ON_ONE_DATABASE,
    audits,
    change,
    everything,
    market_row,
    nothing_changes,
    organiser_of,
    planned,
)

S = TicketState
MINUTE = timedelta(minutes=1)
ELDER = Priority.ELDER


def morning(db: Database, order: FairOrder) -> MadeMarket:
    """Three ordinary people from nine on, half an hour later three elders, and one booked for half past nine."""
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}), fair_order=order)
    booked = book(db, made, "A", "09:30", now=at("08:30"))
    for minute in range(3):
        walk_in(db, made, "A", now=at("09:00") + minute * MINUTE)
    check_in(db, booked.code, by=RESIDENT, now=at("09:29"))
    for minute in range(3):
        walk_in(db, made, "A", now=at("09:33") + minute * MINUTE, priority=ELDER)
    return made


def called(db: Database, made: MadeMarket, by: Actor, now: datetime, *, people: int = 9) -> str:
    """The last digits of the numbers that NEXT calls, one person after the other."""
    numbers = ""
    while len(numbers) < people and (ticket := call_next(db, made.booths["A"], by=by, now=now)) is not None:
        numbers += ticket.number[-1]
        for to in (S.SERVING, S.DONE):
            move_ticket(db, ticket.code, to, by=by, now=now)
        now += timedelta(seconds=1)
    return numbers


NUMBERS = [
    (FairOrder.FIRST_COME, "2341567"),
    (FairOrder.BOOKED_FIRST, "1562734"),
    (FairOrder.ONE_IN_THREE, "1523647"),
    (FairOrder.LONGEST_WAIT_CAP, "2341567"),
]
"""1 is the booking, 2 to 4 came first, 5 to 7 are the elders."""


@pytest.mark.parametrize(("order", "numbers"), NUMBERS)
def test_the_order_of_the_market_decides_who_is_called_next(db: Database, order: FairOrder, numbers: str) -> None:
    made = morning(db, order)
    by, now = volunteer_of(db, made, "A"), at("09:36")

    shown = [ticket.number[-1] for ticket in queue_of(db, made.booths["A"], by=by, now=now).line]

    assert called(db, made, by, now) == numbers
    assert "".join(shown) == numbers


def test_a_change_of_the_order_counts_from_the_next_call_on(db: Database) -> None:
    made = morning(db, FairOrder.BOOKED_FIRST)
    by, now = volunteer_of(db, made, "A"), at("09:36")
    assert called(db, made, by, now, people=2) == "15"

    change_order(db, made, organiser_of(db, made.community_id), now, FairOrder.ONE_IN_THREE)

    assert called(db, made, by, now + MINUTE) == "23647"


@pytest.mark.parametrize("order", list(FairOrder))
@pytest.mark.parametrize("priority", [Priority.NONE, ELDER])
def test_a_newcomer_is_told_how_many_are_called_before(db: Database, order: FairOrder, priority: Priority) -> None:
    made, now = morning(db, order), at("09:36")

    told = walk_in(db, made, "A", now=now, priority=priority)

    on_screen = [t.number for t in queue_of(db, made.booths["A"], by=volunteer_of(db, made, "A"), now=now).line]
    assert told.people_ahead == on_screen.index(told.number)
    assert ticket_by_code(db, told.code, now=now).people_ahead == told.people_ahead


@pytest.mark.parametrize("order", list(FairOrder))
@pytest.mark.parametrize("waited", [MINUTE, 3 * 60 * MINUTE])
def test_giving_out_a_number_reads_no_more_people_the_longer_the_line(
    db: Database,
    order: FairOrder,
    waited: timedelta,
    monkeypatch: pytest.MonkeyPatch,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"), fair_order=order, opens="06:00")
    read: list[int] = []

    def counting(*args: Any, **kwargs: Any) -> list[line.WaitingRow]:
        rows = reading(*args, **kwargs)
        read.append(len(rows))
        return rows

    reading = line.booked_or_overdue
    monkeypatch.setattr(line, "booked_or_overdue", counting)
    asked = []
    walk_in(db, made, "A", now=at("09:30") - waited)  # earlier markets are read once, with the first number
    read.clear()
    for letter, people in (("A", 5), ("B", 60)):
        stand_in_line(db, made, letter, people=people, now=at("09:30") - waited)
        with count_queries() as queries:
            told = walk_in(db, made, letter, now=at("09:30"))
        asked.append(len(queries))
        line_now = queue_of(db, made.booths[letter], by=volunteer_of(db, made, letter), now=at("09:30")).line
        assert told.people_ahead == [ticket.number for ticket in line_now].index(told.number)

    assert asked[0] == asked[1]
    assert read[0] == read[1] <= 2


# ---------------------------------------------------------------- first come


def reasons(db: Database, made: MadeMarket, now: datetime) -> list[str]:
    return [ticket.reason for ticket in queue_of(db, made.booths["A"], by=volunteer_of(db, made, "A"), now=now).line]


def test_where_claims_alone_decide_nobody_is_shown_as_overdue_or_preferred(db: Database) -> None:
    made = morning(db, FairOrder.FIRST_COME)

    assert reasons(db, made, at("10:30")) == [*["seniority"] * 3, "booked", *["seniority"] * 3]


def test_control_elsewhere_the_same_people_are_overdue_or_preferred(db: Database) -> None:
    made = morning(db, FairOrder.BOOKED_FIRST)

    assert reasons(db, made, at("10:31")) == [*["overdue"] * 4, *["priority"] * 3]


def missed_and_back(db: Database, made: MadeMarket, by: Actor, now: datetime) -> TicketView:
    ticket = call_next(db, made.booths["A"], by=by, now=now)
    assert ticket is not None
    move_ticket(db, ticket.code, S.NO_SHOW, by=by, now=now)
    return check_in(db, ticket.code, by=RESIDENT, now=now)


@pytest.mark.parametrize("first", [Priority.NONE, ELDER])
def test_who_comes_back_stands_behind_three_people_whoever_they_are(db: Database, first: Priority) -> None:
    made = make_market(db, BoothPlan("A"), fair_order=FairOrder.FIRST_COME)
    for minute, priority in enumerate((first, *[Priority.NONE] * 2, *[ELDER] * 2, Priority.NONE)):
        walk_in(db, made, "A", now=at("09:00") + minute * MINUTE, priority=priority)

    back = missed_and_back(db, made, volunteer_of(db, made, "A"), at("09:10"))

    assert (back.number, back.people_ahead) == ("A001", 3)


# ---------------------------------------------------------------- the organiser


def change_order(db: Database, made: MadeMarket, by: Actor, now: datetime, order: FairOrder, **more: Any) -> MarketForm:
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    wanted = replace(shown, fair_order=order, **more)
    return edit_market(db, by=by, now=now, market_id=made.id, shown=shown, wanted=wanted).form


@pytest.mark.parametrize("state", [MarketState.DRAFT, MarketState.PUBLISHED, MarketState.OPEN])
def test_the_order_can_be_chosen_until_the_market_is_over(db: Database, now: datetime, state: MarketState) -> None:
    made, by = planned(db, state=state)

    form = change_order(db, made, by, now, FairOrder.ONE_IN_THREE)

    assert form.fair_order is FairOrder.ONE_IN_THREE
    assert market_plan(db, by=by, now=now, market_id=made.id).form == form


def test_a_change_is_told_in_the_audit_and_seen_by_people(db: Database, now: datetime) -> None:
    made, by = planned(db)

    change_order(db, made, by, now, FairOrder.FIRST_COME)

    last = audits(db)[-1]
    assert (last.action, last.market_id, last.staff_id) == ("edit_market", made.id, by.staff_id)
    assert last.detail == {"fields": ["fair_order"], "fair_order": "first_come"}
    assert market_row(db, made.id).revision == 2


def test_the_same_order_again_is_no_change(db: Database, now: datetime) -> None:
    made, by = planned(db)

    with nothing_changes(db):
        change_order(db, made, by, now, FairOrder.BOOKED_FIRST)


def test_of_two_who_choose_an_order_the_second_sees_what_the_first_chose(db: Database, now: datetime) -> None:
    made, by = planned(db)
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    change_order(db, made, by, now, FairOrder.FIRST_COME)

    wanted = replace(shown, fair_order=FairOrder.LONGEST_WAIT_CAP)
    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        edit_market(db, by=by, now=now, market_id=made.id, shown=shown, wanted=wanted)

    assert refused.value.theirs == {"fair_order": FairOrder.FIRST_COME}


def test_after_the_end_the_order_stays_what_it_was(db: Database, now: datetime) -> None:
    made, by = planned(db)

    for ended in (at("12:00"), at("15:00")):
        with nothing_changes(db), pytest.raises(no.WrongMarketState):
            change_order(db, made, by, ended, FairOrder.FIRST_COME)
    close(db, by=by, now=now, market_id=made.id)
    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        change_order(db, made, by, now, FairOrder.FIRST_COME)


def test_control_after_the_end_the_name_may_still_be_set_right(db: Database) -> None:
    made, by = planned(db)

    assert change_order(db, made, by, at("15:00"), FairOrder.BOOKED_FIRST, name="冬日市集").name == "冬日市集"


@ON_ONE_DATABASE
@pytest.mark.parametrize("value", ["", "loudest_first", "FIRST_COME", None, 3, []])
def test_an_order_that_is_none_is_refused_by_field(db: Database, now: datetime, value: Any) -> None:
    made, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        change_order(db, made, by, now, value)

    assert (refused.value.field, refused.value.problem) == ("fair_order", "not_in_the_list")


@pytest.mark.parametrize("order", list(FairOrder))
def test_next_months_market_calls_like_the_last_one(db: Database, now: datetime, order: FairOrder) -> None:
    _, by = planned(db, fair_order=order)

    assert copy_market(db, by=by, now=now).form.fair_order is order


def test_a_new_market_calls_booked_people_first_unless_it_is_chosen_otherwise(db: Database, now: datetime) -> None:
    made, by = planned(db)
    form = replace(market_plan(db, by=by, now=now, market_id=made.id).form, day=made_day(30))
    usual = MarketForm(form.name, made_day(31), form.opens, form.closes, form.plaza_id)

    chosen = create_market(db, by=by, now=now, form=replace(form, fair_order=FairOrder.FIRST_COME))

    assert chosen.form.fair_order is FairOrder.FIRST_COME
    assert create_market(db, by=by, now=now, form=usual).form.fair_order is FairOrder.BOOKED_FIRST


def made_day(days: int) -> Any:
    return (at("09:00") + timedelta(days=days)).date()


# ---------------------------------------------------------------- what people are told


@pytest.mark.parametrize(
    ("order", "own", "told"),
    [
        (FairOrder.FIRST_COME, 60, 0),
        (FairOrder.BOOKED_FIRST, 45, 45),
        (FairOrder.ONE_IN_THREE, 45, 45),
        (FairOrder.LONGEST_WAIT_CAP, 60, 30),
        (FairOrder.LONGEST_WAIT_CAP, 20, 20),
    ],
)
def test_a_market_says_its_order_and_the_wait_that_its_booths_go_by(
    db: Database, now: datetime, order: FairOrder, own: int, told: int
) -> None:
    made, by = planned(db, fair_order=order)
    change(db, Community, made.community_id, longest_wait_minutes=own)

    card = market_view(db, made.id, now=now).card

    assert (card.fair_order, card.longest_wait_minutes) == (order, told)
    assert fair_orders(db, by=by, now=now)[order] == told


def test_looking_at_the_orders_changes_nothing(db: Database, now: datetime) -> None:
    _, by = planned(db)
    before = everything(db)

    assert list(fair_orders(db, by=by, now=now)) == list(FairOrder)
    assert everything(db) == before
