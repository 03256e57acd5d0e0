"""A planned market is rehearsed as it is planned, with its people, hours and bookings, and with what may differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import pytest
from sqlmodel import select

from kiosk.engine.rehearsal.day import Count, Day, Draw, Plans
from kiosk.engine.waiting.pace import Pace
from kiosk.services.organising import rehearsing as module
from kiosk.services.organising.desk import looking
from kiosk.services.organising.expected_day import AS_PLANNED, Before, WhatIf, day_of
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.rehearsing import Kind, Outlook, rehearse_market
from kiosk.services.organising.scenes import scene_of
from kiosk.store import Database
from kiosk.store.habits import PastTicket, past_tickets
from models import refusals as no
from models.actor import Actor
from models.columns import id_of
from models.enums import FairOrder, MarketState, Priority, ServiceKind
from models.market import Booth, Slot, Station
from tests.factories import BoothPlan, MadeMarket, at
from tests.services.organisers import (
    ON_ONE_DATABASE,
    actions,
    change,
    nothing_changes,
    organiser_of,
    other_community,
    planned,
)

BUSY = (BoothPlan("A", mean_minutes=3), BoothPlan("B", mean_minutes=8, slots={}))


def plan_of(db: Database, made: MadeMarket, who: Actor, now: datetime) -> PlannedMarket:
    with looking(db, who, now) as desk:
        return planned_market(desk, desk.market(made.id))


def day(
    db: Database, *booths: BoothPlan, before: Before | None = None, what_if: WhatIf = AS_PLANNED, **columns: Any
) -> Day:
    made, who = planned(db, *booths, **columns)
    return day_of(plan_of(db, made, who, at("08:00")), before, what_if)[0]


def visit(number: int, *services: int, minute: float = 0.0, priority: Priority = Priority.NONE) -> list[PastTicket]:
    return [PastTicket(number, each, priority, at("09:00") + timedelta(minutes=minute)) for each in services]


# The day that is expected -----------------------------------------------------------------------------------


def test_booths_are_as_they_are_planned(db: Database) -> None:
    repairs = BoothPlan("B", mean_minutes=12, kind=ServiceKind.DROP_OFF)
    found = day(db, BoothPlan("A", mean_minutes=3, stations=2, units=60), repairs)

    assert found.minutes == 180
    first, second = found.booths
    assert (first.mean_minutes, first.stations, first.units, first.needed_minutes) == (3, ((0, 2), (180, 0)), 60, None)
    assert (second.mean_minutes, second.needed_minutes) == (12, 1.0)
    assert [booking.count for booking in found.bookings] == []


def test_a_station_with_hours_of_its_own_is_open_then(db: Database) -> None:
    made, who = planned(db, BoothPlan("A", stations=2))
    with db.reading() as session:
        second = session.exec(select(Station).where(Station.ordinal == 2)).one()
    change(db, Station, id_of(second), opens_at=at("09:15"), closes_at=at("10:30"))

    found = day_of(plan_of(db, made, who, at("08:00")), None)[0]

    assert found.booths[0].stations == ((0, 1), (15, 2), (90, 1), (180, 0))


def test_what_is_booked_comes_at_its_time_and_the_others_draw_numbers(db: Database) -> None:
    made, who = planned(db, BoothPlan("A"), expected_visitors=50)
    change(db, Slot, made.slots["A", "09:30"], taken=2)

    found, assumed = day_of(plan_of(db, made, who, at("08:00")), None)

    (booking,) = found.bookings
    assert (booking.at_minute, booking.count) == (30, 2)
    assert isinstance(found.arrivals, Count)
    assert found.arrivals.people == 50  # nobody's visit stands behind these two places
    assert assumed.booked == 2


def test_without_a_market_before_people_come_as_is_usual(db: Database) -> None:
    found = day(db, *BUSY)

    assert isinstance(found.arrivals, Count)
    assert list(found.arrivals.profile) == [(0, 20, 0.3), (20, 180, 0.7)]
    assert found.visits == Draw(dict.fromkeys([each.id for each in found.booths], 1.0), 2)
    assert found.priority_share == 0.6


def test_people_come_when_and_go_where_they_did_last_time(db: Database) -> None:
    made, who = planned(db, *BUSY)
    plan = plan_of(db, made, who, at("08:00"))
    first, second = (each.booth.service_id for each in plan.booths)
    tickets = [
        *visit(1, first, minute=-30, priority=Priority.ELDER),
        *visit(2, first, second, minute=20),
        *visit(3, second, 999, minute=170),
        *visit(4, 999, minute=171),
    ]

    found = day_of(plan, Before(at("09:00"), tickets))[0]

    a, b = (booth.id for booth in found.booths)
    assert isinstance(found.visits, Plans)
    assert sorted(tuple(sorted(each)) for each in found.visits.plans) == [(a,), (a, b), (b,)]
    assert isinstance(found.arrivals, Count)
    assert list(found.arrivals.profile) == [(0, 15, 1), (15, 30, 1), (165, 180, 2)]
    assert found.priority_share == 0.25


def test_a_service_that_nobody_could_try_last_time_draws_as_many_as_the_others(db: Database) -> None:
    made, who = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    plan = plan_of(db, made, who, at("08:00"))
    first, second, _new = (each.booth.service_id for each in plan.booths)
    tickets = [ticket for number in range(400) for ticket in visit(number, (first, second)[number % 2])]

    visits = day_of(plan, Before(at("09:00"), tickets))[0].visits

    assert isinstance(visits, Plans)
    new = sum(f"b{made.booths['C']}" in each for each in visits.plans)
    assert 160 <= new <= 240


def test_services_last_as_they_did_at_earlier_markets_and_else_as_the_catalogue_says(db: Database) -> None:
    made, who = planned(db, BoothPlan("A", mean_minutes=3), BoothPlan("B", mean_minutes=8))
    plan = plan_of(db, made, who, at("08:00"))
    seen = {made.booths["B"]: Pace(11.234, 0.456, 12)}

    found, assumed = day_of(plan, Before(at("09:00"), visit(1, 1), seen))

    assert [(booth.mean_minutes, booth.cv) for booth in found.booths] == [(3, 0.4), (11.23, 0.46)]
    assert assumed.learnt == 1


def test_cancelled_tickets_teach_nothing(db: Database) -> None:
    made, _who = planned(db, BoothPlan("A"))

    with db.reading() as session:
        assert past_tickets(session, made.id) == []


def test_rain_keeps_people_away_and_more_people_are_more(db: Database) -> None:
    made, who = planned(db, *BUSY, expected_visitors=100)
    plan = plan_of(db, made, who, at("08:00"))

    plain, rain, many = (
        day_of(plan, None, what_if)[0] for what_if in (AS_PLANNED, WhatIf(rains=True), WhatIf(people_percent=150))
    )

    assert [each.arrivals.people for each in (plain, rain, many)] == [100, 60, 150]  # type: ignore[union-attr]
    assert rain.no_show == pytest.approx(0.2 + 0.8 * 0.4)


def test_one_station_more_or_fewer_is_at_its_booth_alone(db: Database) -> None:
    made, who = planned(db, *BUSY)
    plan = plan_of(db, made, who, at("08:00"))

    more, fewer = (
        day_of(plan, None, what_if)[0] for what_if in (WhatIf(more=made.booths["A"]), WhatIf(fewer=made.booths["A"]))
    )

    assert [booth.stations[0] for booth in more.booths] == [(0, 2), (0, 1)]
    assert [booth.stations[0] for booth in fewer.booths] == [(0, 0), (0, 1)]


def test_people_are_called_in_the_order_of_the_market_or_in_another_one(db: Database) -> None:
    made, who = planned(db, *BUSY, fair_order=FairOrder.ONE_IN_THREE)
    plan = plan_of(db, made, who, at("08:00"))

    own, other = (day_of(plan, None, each)[0].policy for each in (AS_PLANNED, WhatIf(order=FairOrder.FIRST_COME)))

    assert (own.priority_in_a_row, own.ordinary_in_a_row) == (1, 2)
    assert other.goes_by_seniority


# The rehearsal ----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the process was asked, each time; nothing is known from before."""
    module._FOUND.clear()
    questions: list[str] = []
    ask = module._ask

    def listening(question: str, watch: Any) -> Any:
        questions.append(question)
        return ask(question, watch)

    monkeypatch.setattr(module, "_ask", listening)
    monkeypatch.setattr(module, "DAYS", 50)
    yield questions
    module._FOUND.clear()


def rehearsed(db: Database, made: MadeMarket, who: Actor, **more: Any) -> Outlook:
    return rehearse_market(db, by=who, now=at("08:00"), market_id=made.id, **more)


def test_a_rehearsal_tells_every_booth_and_quarter_hour(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY, expected_visitors=60)
    shares: list[float] = []

    found = rehearsed(db, made, who, watch=shares.append)

    assert [booth.letter for booth in found.booths] == ["A", "B"]
    assert all(len(booth.seen.quarters) == 12 for booth in found.booths)
    assert sum(booth.seen.served + booth.seen.unserved for booth in found.booths) == pytest.approx(120, abs=0.5)
    assert found.booths[1].line_cm % 75 == 0
    assert found.booths[1].line_cm > 0
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_layout_is_then_checked_with_the_rehearsed_lines_until_the_plan_changes(
    db: Database, asked: list[str]
) -> None:
    made, who = planned(db, *BUSY, expected_visitors=60)
    estimated = lines_of(db, made, who)

    found = rehearsed(db, made, who)
    rehearsed_lines = lines_of(db, made, who)
    change(db, Booth, made.booths["A"], x_cm=1000)
    change(db, Slot, made.slots["A", "09:30"], taken=1)
    moved = lines_of(db, made, who)
    change(db, Booth, made.booths["A"], units=5)

    assert rehearsed_lines == [ceil(booth.seen.longest_p90) for booth in found.booths]
    assert rehearsed_lines != estimated
    assert moved == rehearsed_lines
    assert lines_of(db, made, who)[1] == estimated[1]
    assert actions(db) == ["rehearse"]


def lines_of(db: Database, made: MadeMarket, who: Actor) -> list[int]:
    return [booth.queue_people for booth in scene_of(plan_of(db, made, who, at("08:00"))).booths]


def test_another_scenario_leaves_the_plans_lines_alone(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY, expected_visitors=60)

    with nothing_changes(db):
        rehearsed(db, made, who, what_if=WhatIf(rains=True))


def test_looking_again_is_not_written_down_again(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY, expected_visitors=60)
    rehearsed(db, made, who)

    with nothing_changes(db):
        rehearsed(db, made, who)


@ON_ONE_DATABASE
def test_an_overloaded_booth_is_told_to_open_a_station(db: Database, asked: list[str]) -> None:
    made, who = planned(
        db, BoothPlan("A", mean_minutes=1, slots={}), BoothPlan("B", mean_minutes=8, slots={}), expected_visitors=40
    )

    best = rehearsed(db, made, who).changes[0]

    assert (best.kind, best.booth) == (Kind.STATION, f"b{made.booths['B']}")
    assert best.people > 5
    assert best.minutes > 10


@ON_ONE_DATABASE
def test_missing_supplies_are_told_with_how_many_more_are_served(db: Database, asked: list[str]) -> None:
    made, who = planned(db, BoothPlan("A", mean_minutes=1, slots={}, units=10), expected_visitors=60)

    (best,) = rehearsed(db, made, who).changes

    assert (best.kind, best.units) == (Kind.UNITS, 40)
    assert best.unserved == pytest.approx(40, abs=1)


@ON_ONE_DATABASE
def test_where_nobody_waits_nothing_is_advised(db: Database, asked: list[str]) -> None:
    made, who = planned(db, BoothPlan("A", mean_minutes=1, stations=3, slots={}), expected_visitors=20)

    assert rehearsed(db, made, who).changes == ()


@ON_ONE_DATABASE
def test_the_same_question_is_answered_from_memory_and_another_is_not(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY, expected_visitors=20)

    first, again = rehearsed(db, made, who), rehearsed(db, made, who)
    other = rehearsed(db, made, who, what_if=WhatIf(people_percent=150))

    assert first == again
    assert len(asked) == 2
    assert other.forecast.everybody.wait_p90 > first.forecast.everybody.wait_p90  # type: ignore[operator]


@ON_ONE_DATABASE
def test_what_changes_in_the_plan_is_rehearsed_anew(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY, expected_visitors=20)
    rehearsed(db, made, who)

    change(db, Slot, made.slots["A", "09:30"], taken=1)
    rehearsed(db, made, who)

    assert len(asked) == 2


@ON_ONE_DATABASE
def test_a_process_that_dies_is_said(db: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made, who = planned(db, *BUSY)
    monkeypatch.setattr(module, "DAYS", -1)

    with pytest.raises(no.RehearsalFailed):
        rehearsed(db, made, who)
    monkeypatch.setattr(module, "DAYS", 25)
    assert rehearsed(db, made, who).forecast.days == 25


@ON_ONE_DATABASE
def test_more_rehearsals_at_once_than_the_machine_bears_wait_their_turn(db: Database, asked: list[str]) -> None:
    made, who = planned(db, *BUSY)
    with module._a_place(), module._a_place(), pytest.raises(no.SearchesBusy):
        rehearsed(db, made, who)

    assert rehearsed(db, made, who).booths


@ON_ONE_DATABASE
@pytest.mark.parametrize("state", [MarketState.CLOSED, MarketState.CANCELLED])
def test_a_market_that_is_no_more_to_come_is_not_rehearsed(db: Database, state: MarketState) -> None:
    made, who = planned(db, *BUSY, state=state)

    with pytest.raises(no.WrongMarketState):
        rehearsed(db, made, who)


@ON_ONE_DATABASE
def test_a_market_without_booths_is_not_rehearsed(db: Database) -> None:
    made, who = planned(db)

    with pytest.raises(no.Invalid):
        rehearsed(db, made, who)


@ON_ONE_DATABASE
def test_another_communitys_market_is_nobodys_business(db: Database) -> None:
    made, _who = planned(db, *BUSY)
    stranger = organiser_of(db, other_community(db))

    with pytest.raises(no.NotAllowed):
        rehearsed(db, made, stranger)
