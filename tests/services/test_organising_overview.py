"""The live overview and how the day goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from kiosk.services.organising.life import open_early
from kiosk.services.organising.load import load_of, work_minutes
from kiosk.services.organising.overview import flow, overview
from kiosk.services.organising.views import BoothNow, Load, Overview
from kiosk.services.queues import call_next
from kiosk.services.tickets import check_in
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketPhase, MarketState, ServiceKind, TicketState
from models.market import Booth, Station
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, MadeMarket, at, book, make_market, put_in_state, walk_in
from tests.services.organisers import change, planned


def seen(db: Database, made: MadeMarket, by: Actor, now: datetime) -> Overview:
    return overview(db, by=by, now=now, market_id=made.id)


def booth(found: Overview, letter: str = "A") -> BoothNow:
    return next(b for b in found.booths if b.letter == letter)


# ---------------------------------------------------------------- counting


def test_every_ticket_is_counted_once_where_it_is(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 9}, kind=ServiceKind.DROP_OFF, stations=2, units=20))
    for state in (TicketState.READY, TicketState.ON_HOLD, TicketState.DONE, TicketState.NO_SHOW, TicketState.CANCELLED):
        put_in_state(db, walk_in(db, made, "A", now=now).code, state)
    book(db, made, "A", "11:00", now=now)
    walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)
    walk_in(db, made, "A", now=now)

    found = seen(db, made, by, now)

    a = booth(found)
    assert (a.waiting, a.called, a.serving, a.ready, a.on_hold) == (1, 1, 0, 1, 1)
    assert (a.served, a.no_shows, a.cancelled, a.bookings_to_come) == (2, 1, 1, 1)
    assert (found.totals.tickets, found.totals.visits, found.totals.waiting, found.totals.served) == (8, 8, 1, 2)


def test_booths_are_told_apart_and_summed(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    for letter in "AAB":
        walk_in(db, made, letter, now=now)

    found = seen(db, made, by, now)

    assert [(b.letter, b.waiting) for b in found.booths] == [("A", 2), ("B", 1), ("C", 0)]
    assert found.totals.waiting == 3


def test_tickets_of_other_markets_are_not_counted(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    other = make_market(db, BoothPlan("A"), day=DAY + timedelta(days=7))
    book(db, other, "A", "09:00", now=now)

    found = seen(db, made, by, now)

    assert (found.totals.tickets, found.totals.visits) == (0, 0)


def test_units_left_are_those_nobody_was_promised(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", units=3), BoothPlan("B"))
    walk_in(db, made, "A", now=now)

    found = seen(db, made, by, now)

    assert (booth(found, "A").units_left, booth(found, "B").units_left) == (2, None)


def test_the_plaza_and_every_booths_place_are_there_to_draw(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))

    found = seen(db, made, by, now)

    assert (found.plaza.width_cm, found.plaza.depth_cm, len(found.plaza.fixtures)) == (4000, 2500, 2)
    assert (booth(found).x_cm, booth(found).y_cm, booth(found).width_cm) == (400, 500, 300)


# ---------------------------------------------------------------- waiting and load


def test_the_longest_wait_is_of_those_who_still_wait(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    walk_in(db, made, "A", now=now - timedelta(minutes=25))
    call_next(db, made.booths["A"], by=by, now=now - timedelta(minutes=1))
    walk_in(db, made, "A", now=now - timedelta(minutes=12, seconds=40))
    walk_in(db, made, "A", now=now)

    found = seen(db, made, by, now)

    assert (booth(found, "A").longest_wait_minutes, booth(found, "B").longest_wait_minutes) == (12, None)
    assert found.totals.longest_wait_minutes == 12


def test_nobody_waits_any_more_on_a_later_day(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)

    late, next_day = seen(db, made, by, at("23:00")), seen(db, made, by, at("00:10", DAY + timedelta(days=1)))

    assert booth(late).longest_wait_minutes == 13 * 60 + 30
    assert booth(next_day).longest_wait_minutes is None


@pytest.mark.parametrize(
    ("waiting", "mean_minutes", "stations_open", "load"),
    [
        (0, 8, 1, Load.CALM),
        (10, 0.5, 1, Load.CALM),  # ten before the soy milk
        (10, 8, 1, Load.CROWDED),  # ten before the ECG
        (10, 8, 3, Load.BUSY),
        (2, 4.9, 1, Load.CALM),
        (2, 5, 1, Load.BUSY),
        (6, 5, 1, Load.CROWDED),
        (6, 5, 0, Load.CROWDED),  # nobody serves: the line is still there
    ],
)
def test_load_is_the_work_ahead_of_a_newcomer(
    waiting: int, mean_minutes: float, stations_open: int, load: Load
) -> None:
    minutes = work_minutes(waiting=waiting, mean_minutes=mean_minutes, stations_open=stations_open)
    assert load_of(minutes) is load


def test_the_load_of_a_booth_follows_its_line_and_stations(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", mean_minutes=6, stations=2))
    for _ in range(6):
        walk_in(db, made, "A", now=now)

    a = booth(seen(db, made, by, now))

    assert (a.work_minutes, a.load, a.stations, a.stations_open) == (18.0, Load.BUSY, 2, 2)


def test_a_station_counts_as_open_within_its_hours_while_the_market_is_on(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=2))
    with db.reading() as session:
        second = session.get_one(Station, 2)
    change(db, Station, second.id or 0, opens_at=at("10:00"), closes_at=at("11:00"))

    open_at = {
        clock: booth(seen(db, made, by, at(clock))).stations_open for clock in ("08:59", "09:30", "10:00", "11:00")
    }

    assert open_at == {"08:59": 0, "09:30": 1, "10:00": 2, "11:00": 1}
    assert booth(seen(db, made, by, at("12:00"))).stations_open == 0


def test_a_market_opened_early_has_its_stations_open(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    open_early(db, by=by, now=at("08:30"), market_id=made.id)

    found = seen(db, made, by, at("08:30"))

    assert (found.card.phase, booth(found).stations_open) == (MarketPhase.OPEN, 1)


# ---------------------------------------------------------------- how the day goes


def test_arrivals_fall_into_their_quarter_hours_and_empty_ones_are_there(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:45": 9, "10:00": 9}), closes="10:00")
    for clock in ("09:00", "09:14", "09:15"):
        walk_in(db, made, "A", now=at(clock))
    ticket = book(db, made, "A", "09:45", now=at("09:00"))
    check_in(db, ticket.code, by=RESIDENT, now=at("09:44"))
    book(db, made, "A", "09:45", now=at("09:00"))  # has not come

    arrivals = flow(db, by=by, now=now, market_id=made.id).arrivals

    assert [(a.starts_at, a.walk_in, a.booked) for a in arrivals] == [
        (at("09:00"), 2, 0),
        (at("09:15"), 1, 0),
        (at("09:30"), 0, 1),
        (at("09:45"), 0, 0),
    ]


def test_who_came_before_the_opening_is_not_lost(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    open_early(db, by=by, now=at("08:20"), market_id=made.id)
    walk_in(db, made, "A", now=at("08:29"))

    arrivals = flow(db, by=by, now=now, market_id=made.id).arrivals

    assert (arrivals[0].starts_at, arrivals[0].walk_in) == (at("08:15"), 1)
    assert sum(a.walk_in + a.booked for a in arrivals) == 1


def test_waits_are_from_joining_the_line_to_the_call(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=3), BoothPlan("B"))
    for minutes in (4, 6, 14):
        walk_in(db, made, "A", now=now - timedelta(minutes=minutes))
        call_next(db, made.booths["A"], by=by, now=now)
    walk_in(db, made, "A", now=now)  # not called yet

    found = flow(db, by=by, now=now, market_id=made.id)

    assert sorted(point.minutes for point in found.waits) == [4, 6, 14]
    a, b = found.booths
    assert (a.letter, a.called, a.median_minutes, a.longest_minutes) == ("A", 3, 6, 14)
    assert a.p90_minutes == pytest.approx(12.4)
    assert (b.called, b.median_minutes, b.p90_minutes, b.longest_minutes) == (0, None, None, None)


def test_a_past_market_can_be_looked_at_to_compare_with(db: Database, now: datetime) -> None:
    past, by = planned(db, BoothPlan("A"))
    code = walk_in(db, past, "A", now=now).code
    call_next(db, past.booths["A"], by=by, now=now + timedelta(minutes=3))
    put_in_state(db, code, TicketState.DONE)
    month_later = now + timedelta(days=30)

    found, went = seen(db, past, by, month_later), flow(db, by=by, now=month_later, market_id=past.id)

    assert (found.card.phase, found.totals.served, booth(found).load) == (MarketPhase.OVER, 1, Load.CALM)
    assert [p.minutes for p in went.waits] == [3]


def test_an_empty_market_has_hours_and_no_people(db: Database, now: datetime) -> None:
    made, by = planned(db)

    went = flow(db, by=by, now=now, market_id=made.id)

    assert len(went.arrivals) == 12
    assert (went.waits, went.booths) == ((), ())
    assert seen(db, made, by, now).totals.longest_wait_minutes is None


def test_an_unknown_market_is_unknown(db: Database, now: datetime) -> None:
    _, by = planned(db)

    for look in (overview, flow):
        with pytest.raises(no.UnknownMarket):
            look(db, by=by, now=now, market_id=999)


# ---------------------------------------------------------------- how much it costs


@pytest.mark.parametrize("look", [overview, flow])
def test_the_number_of_queries_does_not_grow_with_booths_tickets_or_past_markets(
    db: Database,
    now: datetime,
    count_queries: Callable[[], AbstractContextManager[Queries]],
    look: Callable[..., object],
) -> None:
    small, by = planned(db, BoothPlan("A"))
    with count_queries() as few:
        look(db, by=by, now=now, market_id=small.id)
    large = make_market(db, *(BoothPlan(letter) for letter in "ABCDEFGHIJKLMNOPQRST"), day=DAY + timedelta(days=1))
    for month in range(1, 11):
        make_market(db, BoothPlan("A"), BoothPlan("B"), day=DAY.replace(month=month), state=MarketState.CLOSED)
    for letter in "ABCDEFGHIJ":
        for clock in ("09:00", "09:15"):
            book(db, large, letter, clock, now=now)

    with count_queries() as many:
        look(db, by=by, now=now, market_id=large.id)

    assert len(few) == len(many) <= 10


def test_visits_are_people_and_not_tickets(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 9}), BoothPlan("B", slots={"11:00": 9}))
    book(db, made, "A", "10:00", now=now, phone="13800001234")
    book(db, made, "B", "11:00", now=now, phone="13800001234")

    totals = seen(db, made, by, now).totals

    assert (totals.visits, totals.tickets) == (1, 2)


def test_a_booth_without_a_name_of_its_own_is_called_like_its_service(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", name="心电图", name_en="ECG"))
    assert booth(seen(db, made, by, now)).name.say("en") == "ECG"

    change(db, Booth, made.booths["A"], name="二号台", name_en="Table two")

    assert booth(seen(db, made, by, now)).name.zh == "二号台"
