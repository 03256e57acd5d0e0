"""Waits as people are told them: the same at the press and in the report, learnt from the day and from earlier ones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from kiosk.engine.waiting.booth_day import Told
from kiosk.services import waits
from kiosk.services.markets import market_view
from kiosk.services.organising.report import report
from kiosk.services.organising.views import WaitClass
from kiosk.services.queues import call_next, move_ticket, undo
from kiosk.services.tickets import check_in, ticket_by_code
from kiosk.services.views import TicketView, Wait
from kiosk.store import Database
from models.actor import Actor
from models.enums import MarketState, Priority, TicketState
from models.market import Market, Station
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, MadeMarket, at, book, make_market, organiser_of, volunteer_of, walk_in
from tests.services.test_bounded_queries import Counting

S = TicketState
MINUTE = timedelta(minutes=1)
PRIORITIES = (Priority.NONE, Priority.ELDER, Priority.ELDER, Priority.CHILD)


def minutes(ticket: TicketView) -> Wait:
    assert ticket.wait is not None
    return ticket.wait


def serve(db: Database, made: MadeMarket, by: Actor, *, each: float, until: datetime, begins: datetime) -> datetime:
    """Call, serve and finish people at booth A, so many minutes for each, while anybody waits."""
    clock = begins
    while clock < until:
        called = call_next(db, made.booths["A"], by=by, now=clock)
        if called is None:
            break
        move_ticket(db, called.code, S.SERVING, by=by, now=clock)
        clock += each * MINUTE
        move_ticket(db, called.code, S.DONE, by=by, now=clock)
    return clock


def a_morning(db: Database, made: MadeMarket, by: Actor, *, each: float = 4, people: int = 24) -> list[TicketView]:
    """People of all classes come about every third minute, some with a booking; what each was told when they came."""
    rng, told = random.Random(7), list[TicketView]()
    booked = [book(db, made, "A", clock, now=at("08:00")) for clock in ("09:15", "09:15", "09:30", "09:45")]
    clock = free = at("09:00")
    for number in range(people):
        clock += rng.uniform(1, 4) * MINUTE
        told.append(walk_in(db, made, "A", now=clock, priority=PRIORITIES[number % 4]))
        if number in (3, 5, 9, 13):
            told.append(check_in(db, booked.pop(0).code, by=by, now=clock))
        while free <= clock:
            free = serve(db, made, by, each=each * rng.uniform(0.6, 1.5), begins=clock, until=clock + MINUTE)
    return told


def told_again(db: Database, made: MadeMarket, letter: str = "A") -> dict[str, Told]:
    """number → what somebody was told, gone through anew by a process that has seen nothing."""
    with db.reading() as session:
        day = waits._loaded(session, made.id)[made.booths[letter]].day
        rows = {outcome.told.ticket_id: outcome.told for outcome in day.outcomes.values()} | day._told
        return {number_of(session, ticket_id): told for ticket_id, told in rows.items()}


def number_of(session: Session, ticket_id: int) -> str:
    from models.tickets import Ticket

    return session.get_one(Ticket, ticket_id).number


# ---------------------------------------------------------------- the same estimator everywhere


def test_the_report_says_again_what_people_were_told_at_the_press(db: Database) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")

    told = a_morning(db, made, by)

    again = told_again(db, made)
    assert len(told) == 28
    for ticket in told:
        said = again[ticket.number].said
        assert again[ticket.number].place.ahead == ticket.people_ahead
        assert minutes(ticket) == Wait(said.low_minutes, said.likely_minutes, said.high_minutes), ticket.number


def test_two_processes_tell_the_same(db: Database) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    by = volunteer_of(db, made, "A")
    told = a_morning(db, made, by, people=10)
    other = Database(db.url)

    for now in (at("09:31"), at("09:45")):
        assert ticket_by_code(db, told[-1].code, now=now) == ticket_by_code(other, told[-1].code, now=now)
        assert market_view(db, made.id, now=now) == market_view(other, made.id, now=now)
    other.close()


def test_what_is_shown_of_a_booth_is_what_a_newcomer_is_told(db: Database) -> None:
    made = make_market(db, BoothPlan("A"))
    a_morning(db, made, volunteer_of(db, made, "A"), people=9)
    now = at("09:40")

    shown = market_view(db, made.id, now=now).booths[0].wait

    assert shown == walk_in(db, made, "A", now=now).wait


# ---------------------------------------------------------------- it learns


def test_a_slow_day_is_noticed_as_services_end(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    first = [walk_in(db, made, "A", now=now) for _ in range(12)][9]

    later = serve(db, made, by, each=9, begins=now, until=now + 50 * MINUTE)
    ticket = [walk_in(db, made, "A", now=later) for _ in range(4)][-1]

    assert ticket.people_ahead is not None
    assert first.people_ahead == 9
    each_minute = minutes(first).likely / 9, minutes(ticket).likely / ticket.people_ahead
    assert each_minute[1] > 1.5 * each_minute[0]


def test_another_market_begins_with_what_the_last_one_taught(db: Database) -> None:
    plan = BoothPlan("A", "量血压")
    before = make_market(db, plan, day=DAY - timedelta(days=30))
    by, month = volunteer_of(db, before, "A"), timedelta(days=30)
    for _ in range(14):
        walk_in(db, before, "A", now=at("09:00") - month)
    serve(db, before, by, each=9, begins=at("09:00") - month, until=at("11:30") - month)
    made = make_market(db, plan, BoothPlan("B"))

    known, unknown = ([walk_in(db, made, letter, now=at("09:01")) for _ in range(4)][-1] for letter in "AB")

    assert known.people_ahead == unknown.people_ahead == 3
    assert minutes(known).likely > 1.5 * minutes(unknown).likely
    with db.reading() as session:
        (learnt,) = waits.learnt_before(session, made.id).items()
    assert learnt[0] == made.booths["A"]
    assert learnt[1].mean_minutes > 1.5 * 3


def test_a_station_that_comes_to_help_is_known_at_once(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    tickets = [walk_in(db, made, "A", now=now) for _ in range(9)]
    alone = minutes(ticket_by_code(db, tickets[-1].code, now=now))

    with db.writing() as session:
        session.add(Station(booth_id=made.booths["A"], ordinal=2, opens_at=now + 5 * MINUTE))

    assert minutes(ticket_by_code(db, tickets[-1].code, now=now)).likely < 0.8 * alone.likely


def test_nobody_is_told_a_wait_whom_nobody_will_serve(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    with db.writing() as session:
        station = session.exec(select(Station)).one()
        station.closes_at = now + 10 * MINUTE
        session.add(station)

    tickets = [walk_in(db, made, "A", now=now) for _ in range(8)]

    assert tickets[1].wait is not None
    assert tickets[-1].wait is None
    assert tickets[-1].people_ahead == 7


@pytest.mark.parametrize(
    ("clock", "state"),
    [("08:30", MarketState.PUBLISHED), ("12:30", MarketState.PUBLISHED), ("09:30", MarketState.CLOSED)],
)
def test_while_no_market_runs_no_wait_is_told(db: Database, clock: str, state: MarketState) -> None:
    made = make_market(db, BoothPlan("A"), state=state)

    assert market_view(db, made.id, now=at(clock)).booths[0].wait is None


def test_bookings_that_are_due_make_a_walk_in_wait_longer(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 4}), BoothPlan("B", slots={"09:30": 4}))
    for _ in range(4):
        book(db, made, "A", "09:30", now=at("08:00"))

    due, free = ([walk_in(db, made, letter, now=now) for _ in range(3)][-1] for letter in "AB")

    assert (due.people_ahead, free.people_ahead) == (2, 2)
    assert minutes(due).likely > minutes(free).likely


# ---------------------------------------------------------------- what is kept in memory


class ChangedHisMindError(Exception):
    pass


def test_what_was_seen_in_a_transaction_that_was_undone_is_forgotten(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    two = [walk_in(db, made, "A", now=now) for _ in range(2)][1]
    real, seen = waits.wait_at, list[int]()

    def failing(session: Session, *args: object, **more: object) -> Wait | None:
        real(session, *args, **more)  # type: ignore[arg-type]
        seen.append(1)
        raise ChangedHisMindError

    called = call_next(db, made.booths["A"], by=by, now=now)
    assert called is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.services.tickets.wait_at", failing)
        with pytest.raises(ChangedHisMindError):  # back in line: its wait is told, and all is undone
            move_ticket(db, called.code, S.WAITING, by=by, now=now)
    walk_in(db, made, "A", now=now)
    other = Database(db.url)

    assert seen
    assert ticket_by_code(db, two.code, now=now) == ticket_by_code(other, two.code, now=now)
    other.close()


def test_an_undo_is_seen_like_any_other_event(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    tickets = [walk_in(db, made, "A", now=now) for _ in range(3)]
    before = minutes(ticket_by_code(db, tickets[2].code, now=now))
    call_next(db, made.booths["A"], by=by, now=now)
    assert minutes(ticket_by_code(db, tickets[2].code, now=now)).likely >= 1

    undo(db, made.booths["A"], by=by, now=now)

    assert minutes(ticket_by_code(db, tickets[2].code, now=now)) == before


def test_after_the_first_look_a_wait_costs_one_small_query(
    db: Database, now: datetime, count_queries: Counting
) -> None:
    made = make_market(db, BoothPlan("A"))
    tickets = [walk_in(db, made, "A", now=now) for _ in range(20)]
    ticket_by_code(db, tickets[-1].code, now=now)

    queries = looked(db, tickets[-1].code, now, count_queries)

    about_events = [statement for statement in queries.statements if "FROM ticket_event" in statement]
    assert len(about_events) == 1


def looked(db: Database, code: str, now: datetime, count_queries: Counting) -> Queries:
    with count_queries() as queries:
        ticket_by_code(db, code, now=now)
    return queries


def test_only_a_few_markets_are_kept(db: Database) -> None:
    days = [DAY - timedelta(days=n) for n in range(1, waits.MARKETS_KEPT + 3)]
    markets = [make_market(db, BoothPlan("A"), day=day) for day in days]
    for made, day in zip(markets, days, strict=True):
        walk_in(db, made, "A", now=at("09:30", day))

    with db.reading() as session:
        assert len(waits._memory_of(session).markets) == waits.MARKETS_KEPT


def test_a_booth_that_joins_the_market_late_is_known_too(db: Database, now: datetime) -> None:
    from tests.factories import _booth

    made = make_market(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)
    market_view(db, made.id, now=now)
    with db.writing() as session:
        _booth(session, session.get_one(Market, made.id), BoothPlan("B"), place=1, made=made)

    assert walk_in(db, made, "B", now=now).wait == Wait(0, 0, 1)
    assert [booth.wait is not None for booth in market_view(db, made.id, now=now).booths] == [True, True]


# ---------------------------------------------------------------- the report


def test_the_report_scores_everybody_who_had_to_wait_and_was_called(db: Database) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    by = organiser_of(db, made)
    told = a_morning(db, made, by)

    found = report(db, by=by, now=at("11:00"), market_id=made.id)

    waited = {t.number for t in told if minutes(t).likely > 0}
    called = {n for n, one in told_again(db, made).items() if n in waited and was_called(db, told, n)}
    a, b = found.booths
    assert found.told == a.told
    assert a.told is not None
    assert a.catalogue is not None
    assert a.told.people == a.catalogue.people == len(called) == len(found.points)
    assert a.told.held == sum(point.held for point in found.points)
    assert b.told is b.catalogue is None


def was_called(db: Database, told: list[TicketView], number: str) -> bool:
    code = next(ticket.code for ticket in told if ticket.number == number)
    return ticket_by_code(db, code, now=at("11:00")).called_at is not None


def test_waits_are_reported_by_how_people_came(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 3}))
    by = organiser_of(db, made)
    booked = book(db, made, "A", "09:30", now=at("08:00"))
    check_in(db, booked.code, by=by, now=at("09:20"))
    for priority in (Priority.ELDER, Priority.NONE):
        walk_in(db, made, "A", now=now, priority=priority)
    serve(db, made, by, each=6, begins=now + 2 * MINUTE, until=at("10:00"))

    found = report(db, by=by, now=at("10:00"), market_id=made.id)

    waited = {each.of: (each.called, each.median_minutes) for each in found.classes}
    assert waited == {WaitClass.BOOKED: (1, 2.0), WaitClass.PRIORITY: (1, 8.0), WaitClass.ORDINARY: (1, 14.0)}


def test_a_market_without_anybody_has_an_empty_report(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    found = report(db, by=organiser_of(db, made), now=now, market_id=made.id)

    assert found.told is found.catalogue is None
    assert found.points == ()
    assert [each.called for each in found.classes] == [0, 0, 0]
