"""The rest of a day is taken up from what is known now: who is there, who is booked, and how busy the day has been."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.engine.rehearsal.day import Count, Day, Draw
from kiosk.engine.waiting.pace import pace_of_catalogue
from kiosk.services.organising.desk import looking
from kiosk.services.organising.expected_day import Before
from kiosk.services.organising.planned import planned_market
from kiosk.services.organising.present_day import LEAST_BUSY, MOST_BUSY, Present, rest_of_day
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.tickets import check_in
from kiosk.services.waits import paces_of
from kiosk.store import Database
from kiosk.store.habits import PastTicket
from kiosk.store.present import tickets_now
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Priority, TicketKind, TicketState
from models.market import Booth, Station
from tests.factories import BoothPlan, MadeMarket, at, book, volunteer_of, walk_in
from tests.services.organisers import change, planned

MINUTE = timedelta(minutes=1)
WALK_INS = BoothPlan("A", mean_minutes=5, slots={}), BoothPlan("B", mean_minutes=3, slots={})


def open_market(db: Database, *booths: BoothPlan, **columns: Any) -> tuple[MadeMarket, Actor]:
    return planned(db, *(booths or WALK_INS), **{"state": MarketState.OPEN, "expected_visitors": 60, **columns})


def rest(db: Database, made: MadeMarket, who: Actor, now: datetime, before: Before | None = None) -> Day:
    with looking(db, who, now) as desk:
        plan = planned_market(desk, desk.market(made.id))
        present = Present(now, tickets_now(desk.session, made.id), paces_of(desk.session, made.id))
        return rest_of_day(plan, before, present)


def last_time(db: Database, made: MadeMarket, *minutes: float, letter: str = "A") -> list[PastTicket]:
    with db.reading() as session:
        service = session.get_one(Booth, made.booths[letter]).service_id
    return [
        PastTicket(number, service, Priority.NONE, at("09:00") + minute * MINUTE)
        for number, minute in enumerate(minutes)
    ]


def people_of(day: Day) -> int:
    assert isinstance(day.arrivals, Count)
    return day.arrivals.people


# Who is there -----------------------------------------------------------------------------------------------


def test_who_waits_is_served_or_booked_is_there_with_their_times(db: Database, now: datetime) -> None:
    made, who = open_market(db, BoothPlan("A", mean_minutes=5, slots={"09:45": 2, "10:00": 2}))
    volunteer = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now - 12 * MINUTE)
    walk_in(db, made, "A", now=now - 7 * MINUTE, priority=Priority.ELDER)
    walk_in(db, made, "A", now=now - 3 * MINUTE)
    checked_in = book(db, made, "A", "09:45", now=at("08:00"), phone="13800000001")
    check_in(db, checked_in.code, by=RESIDENT, now=now - 2 * MINUTE)
    book(db, made, "A", "10:00", now=at("08:00"), phone="13800000002")
    call_next(db, made.booths["A"], by=volunteer, now=now - 6 * MINUTE)

    day = rest(db, made, who, now)

    (booth,) = day.booths
    assert day.minutes == 150
    assert day.under_way.busy == ((booth.id, 6.0),)
    assert {(each.joined_minute, each.is_first, each.slot_minute) for each in day.under_way.line} == {
        (-12.0, False, None), (-3.0, False, None), (-2.0, False, 15.0),
    }  # fmt: skip
    assert day.under_way.called == ((booth.id, 0, 1, 0),)
    assert [(each.at_minute, each.count) for each in day.bookings] == [(30.0, 1)]


def test_who_is_done_cancelled_or_on_hold_is_not_waited_for(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    volunteer = volunteer_of(db, made, "A")
    served, held = (walk_in(db, made, "A", now=now - each * MINUTE) for each in (9, 8))
    call_next(db, made.booths["A"], by=volunteer, now=now - 5 * MINUTE)
    for state in (TicketState.SERVING, TicketState.DONE):
        move_ticket(db, served.code, state, by=volunteer, now=now)
    move_ticket(db, held.code, TicketState.ON_HOLD, by=volunteer, now=now)

    under_way = rest(db, made, who, now).under_way

    assert (under_way.line, under_way.busy) == ((), ())


def test_stations_are_open_as_they_are_now_and_as_they_will_be(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    with db.writing() as session:
        session.add(Station(booth_id=made.booths["A"], ordinal=2, opens_at=at("10:00"), closes_at=at("11:00")))
        session.add(Station(booth_id=made.booths["A"], ordinal=3, closes_at=at("09:15")))

    assert rest(db, made, who, now).booths[0].stations == ((0.0, 1), (30.0, 2), (90.0, 1))


def test_supplies_are_those_that_are_left_and_those_that_are_promised_to_people_there(
    db: Database, now: datetime
) -> None:
    made, who = open_market(db, BoothPlan("A", slots={}, units=10))
    volunteer = volunteer_of(db, made, "A")
    for _ in range(4):
        walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=volunteer, now=now)

    assert rest(db, made, who, now).booths[0].units == 6 + 3


def test_services_take_as_long_as_they_took_today(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    volunteer = volunteer_of(db, made, "A")
    usual = rest(db, made, who, now).booths[0].mean_minutes
    for number in range(5):
        ticket = walk_in(db, made, "A", now=at("09:00") + number * MINUTE)
        assert ticket is not None
    for number in range(3):
        called = call_next(db, made.booths["A"], by=volunteer, now=at("09:05") + 12 * number * MINUTE)
        assert called is not None
        for state in (TicketState.SERVING, TicketState.DONE):
            move_ticket(db, called.code, state, by=volunteer, now=at("09:16") + 12 * number * MINUTE)

    slow = rest(db, made, who, at("09:45")).booths[0].mean_minutes

    assert usual == pytest.approx(pace_of_catalogue(5, 0.4).mean_minutes)
    assert slow > usual + 1


# Who is to come ---------------------------------------------------------------------------------------------


def test_people_come_as_last_time_from_this_minute_on(db: Database, now: datetime) -> None:
    made, who = open_market(db, WALK_INS[0])
    for _ in range(3):
        walk_in(db, made, "A", now=now)
    tickets = last_time(db, made, 1, 5, 20, 31, 32, 50, 100)

    day = rest(db, made, who, now, Before(at("09:00"), tickets))

    (booth,) = day.booths
    assert isinstance(day.visits, Draw)
    assert isinstance(day.arrivals, Count)
    assert [(begin, round(people)) for begin, _end, people in day.arrivals.profile][:2] == [(0.0, 2), (15.0, 1)]
    assert day.visits.weights[booth.id] == pytest.approx(4, rel=0.2)
    assert people_of(day) == round(day.visits.weights[booth.id])


def test_a_service_that_is_new_draws_as_many_as_the_others_did(db: Database, now: datetime) -> None:
    made, who = open_market(db)

    visits = rest(db, made, who, now, Before(at("09:00"), last_time(db, made, 31, 40, 50))).visits

    assert isinstance(visits, Draw)
    assert len(set(visits.weights.values())) == 1


def test_a_day_on_which_more_have_come_goes_on_so_within_reason(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    before = Before(at("09:00"), last_time(db, made, *range(0, 170, 5)))
    quiet = people_of(rest(db, made, who, now, before))
    for number in range(60):
        walk_in(db, made, "A", now=at("09:01") + number * MINUTE / 4)
    crowded = people_of(rest(db, made, who, now, before))

    usual = 28
    assert LEAST_BUSY * usual * 0.9 <= quiet < usual
    assert usual * 1.5 < crowded <= MOST_BUSY * usual * 2


def test_bookings_of_last_time_are_no_walk_ins(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    walked = last_time(db, made, *range(40, 100, 5))
    booked = [each._replace(kind=TicketKind.BOOKED) for each in walked]

    some, more = (
        people_of(rest(db, made, who, now, Before(at("09:00"), each))) for each in (walked, [*walked, *booked])
    )

    assert some == more


def test_nobody_new_comes_to_a_booth_that_gives_out_no_numbers(db: Database, now: datetime) -> None:
    made, who = open_market(db)
    change(db, Booth, made.booths["A"], takes_walk_ins=False)

    visits = rest(db, made, who, now).visits

    assert isinstance(visits, Draw)
    assert visits.weights[f"b{made.booths['A']}"] == 0 < visits.weights[f"b{made.booths['B']}"]


def test_without_a_last_market_as_many_come_as_are_expected_and_fewer_the_later_it_is(db: Database) -> None:
    made, who = open_market(db)

    counts = [people_of(rest(db, made, who, at(clock))) for clock in ("09:00", "10:00", "11:00", "11:55")]

    assert counts[0] == pytest.approx(60 * 2, rel=0.35)
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < 10
