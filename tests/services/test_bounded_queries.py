"""No screen asks the database more often because more is going on at the market.

What every screen reads is read once for a market of two booths and ten tickets and once for one of twenty booths and
four hundred tickets: the same number of queries, and not many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import ascii_uppercase

import pytest
from sqlmodel import select

from kiosk.api.telling import market_json
from kiosk.services.bookings import Person, Wish, get_tickets, propose
from kiosk.services.markets import board, market_view, next_market, public_markets, revision
from kiosk.services.organising.audit import audit_page
from kiosk.services.organising.booths import booths
from kiosk.services.organising.catalogue import partners, services
from kiosk.services.organising.communities import community
from kiosk.services.organising.hours import booth_hours
from kiosk.services.organising.markets import market_plan, markets
from kiosk.services.organising.overview import flow, overview
from kiosk.services.organising.people import staff_list
from kiosk.services.organising.plazas import plazas
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.report import report
from kiosk.services.organising.slots import preview_slots, slots
from kiosk.services.queues import call_next, move_ticket, queue_of, undo
from kiosk.services.staff import my_booths
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, find_ticket, ticket_by_code, tickets_of_visit
from kiosk.services.views import TicketView
from kiosk.services.visit_plan import visit_plan
from kiosk.store import Database
from kiosk.store.stations import stations_of
from models.actor import RESIDENT, Actor
from models.enums import MarketState, TicketState
from models.market import Station
from tests.concurrency.lines import stand_in_line
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, MadeMarket, at, make_market, organiser_of, volunteer_of

Counting = Callable[[], AbstractContextManager[Queries]]
S = TicketState
MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)
SLOTS = {"09:00": 3, "09:15": 3, "09:30": 3, "09:45": 3}
MOST_QUERIES = 20


@dataclass(frozen=True)
class Day:
    """A market morning that is going on, the people who look at their screens, and a ticket of one of them."""

    db: Database
    made: MadeMarket
    now: datetime
    volunteer: Actor
    organiser: Actor
    ours: TicketView

    @property
    def booth(self) -> int:
        return self.made.booths["A"]


def day_of(db: Database, *, booths: int, tickets: int, day: date) -> Day:
    plans = [BoothPlan(letter, slots=SLOTS, stations=3, partner=(f"伙伴{letter}", "")) for letter in ascii_uppercase]
    made, now = make_market(db, *plans[:booths], day=day), at("09:30", day)
    volunteer, organiser = volunteer_of(db, made, *made.booths), organiser_of(db, made)
    each = tickets // booths
    for letter, booth_id in made.booths.items():
        stand_in_line(db, made, letter, people=each, booked=each // 2, now=now - MINUTE)
        _busy(db, booth_id, by=volunteer, now=now)
    both, person = [made.booths["A"], made.booths["B"]], Person(phone="13805380001")
    ours = _numbers(db, made, both, key=f"ours-{day}", now=now, person=person)[0]
    return Day(db, made, now, volunteer, organiser, ours)


def _busy(db: Database, booth_id: int, *, by: Actor, now: datetime) -> None:
    """One is done, one is being served, one is called."""
    for states in ((S.SERVING, S.DONE), (S.SERVING,), ()):
        called = call_next(db, booth_id, by=by, now=now)
        assert called is not None
        for state in states:
            move_ticket(db, called.code, state, by=by, now=now)


def _numbers(
    db: Database, made: MadeMarket, booths: list[int], *, key: str, now: datetime, person: Person | None = None
) -> tuple[TicketView, ...]:
    wishes = [Wish(booth_id) for booth_id in booths]
    return get_tickets(db, made.id, wishes=wishes, person=person or Person(), key=key, by=RESIDENT, now=now).tickets


SCREENS: dict[str, Callable[[Day], object]] = {
    "welcome": lambda d: next_market(d.db, now=d.now),
    "market page": lambda d: market_view(d.db, d.made.id, now=d.now),
    "market over HTTP": lambda d: market_json(market_view(d.db, d.made.id, now=d.now), "en"),
    "markets over HTTP": lambda d: public_markets(d.db, first_day=DAY, now=d.now),
    "times offered for a booking": lambda d: propose(d.db, d.made.id, list(d.made.booths.values()), now=d.now),
    "my ticket": lambda d: ticket_by_code(d.db, d.ours.code, now=d.now),
    "ticket looked for by number": lambda d: find_ticket(
        d.db, number=d.ours.number, phone_tail="0001", today=d.now.date(), client=str(d.made.id), now=d.now
    ),
    "who has not come in time": lambda d: sweep(d.db, now=d.now),
    "my tickets of the day": lambda d: tickets_of_visit(d.db, d.ours.code, now=d.now),
    "the way of a visit": lambda d: visit_plan(d.db, d.ours.code, now=d.now),
    "booths of a volunteer": lambda d: my_booths(d.db, by=d.volunteer, now=d.now),
    "booths of an organiser": lambda d: my_booths(d.db, by=d.organiser, now=d.now),
    "volunteer's desk": lambda d: queue_of(d.db, d.booth, by=d.volunteer, now=d.now),
    "board": lambda d: board(d.db, d.made.id, now=d.now),
    "whether the board has changed": lambda d: revision(d.db, d.made.id),
    "overview": lambda d: overview(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "arrivals and waits": lambda d: flow(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "report": lambda d: report(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "readiness": lambda d: readiness(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "table of markets": lambda d: markets(d.db, by=d.organiser, now=d.now),
    "a market's form": lambda d: market_plan(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "table of booths": lambda d: booths(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "stations and shifts": lambda d: booth_hours(d.db, by=d.organiser, now=d.now, booth_id=d.booth),
    "table of slots": lambda d: slots(d.db, by=d.organiser, now=d.now, booth_id=d.booth),
    "preview of slots": lambda d: preview_slots(d.db, by=d.organiser, now=d.now, booth_id=d.booth),
    "table of services": lambda d: services(d.db, by=d.organiser, now=d.now),
    "table of partners": lambda d: partners(d.db, by=d.organiser, now=d.now),
    "plazas": lambda d: plazas(d.db, by=d.organiser, now=d.now),
    "community": lambda d: community(d.db, by=d.organiser, now=d.now),
    "staff": lambda d: staff_list(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
    "what the staff did": lambda d: audit_page(d.db, by=d.organiser, now=d.now, market_id=d.made.id),
}
"""What each screen reads. Looking changes nothing, so one market serves them all."""

PRESSES: dict[str, Callable[[Day], object]] = {
    "a number taken": lambda d: _numbers(d.db, d.made, [d.booth], key=f"one-more-{d.now:%d-%m}", now=d.now),
    "somebody is served": lambda d: move_ticket(d.db, _called(d), S.SERVING, by=d.volunteer, now=d.now),
    "and is done": lambda d: move_ticket(d.db, _at_station(d)[-1], S.DONE, by=d.volunteer, now=d.now),
    "the next is called": lambda d: call_next(d.db, d.booth, by=d.volunteer, now=d.now),
    "does not come": lambda d: move_ticket(d.db, _called(d), S.NO_SHOW, by=d.volunteer, now=d.now),
    "undone": lambda d: undo(d.db, d.booth, by=d.volunteer, now=d.now),
    "a ticket given back": lambda d: cancel(d.db, d.ours.code, by=RESIDENT, now=d.now),
}
"""What changes something, in an order in which each can follow the one before."""


def _at_station(d: Day) -> list[str]:
    stations = queue_of(d.db, d.booth, by=d.volunteer, now=d.now).stations
    return [station.ticket.code for station in stations if station.ticket is not None]


def _called(d: Day) -> str:
    stations = queue_of(d.db, d.booth, by=d.volunteer, now=d.now).stations
    return next(s.ticket.code for s in stations if s.ticket is not None and s.ticket.state is S.CALLED)


def queries_for(d: Day, acts: Mapping[str, Callable[[Day], object]], count_queries: Counting) -> dict[str, int]:
    counted = {}
    for name, act in acts.items():
        with count_queries() as queries:
            act(d)
        counted[name] = len(queries)
    return counted


def test_no_screen_and_no_press_asks_more_often_when_the_market_is_large(db: Database, count_queries: Counting) -> None:
    make_market(db, BoothPlan("A"), day=DAY - 2 * MONTH, state=MarketState.CLOSED)
    small = day_of(db, booths=2, tickets=10, day=DAY - MONTH)
    of_small = queries_for(small, SCREENS | PRESSES, count_queries)
    large = day_of(db, booths=20, tickets=400, day=DAY)
    for months in (1, 2, 3):
        make_market(db, BoothPlan("A"), BoothPlan("B"), day=DAY + months * MONTH)

    of_large = queries_for(large, SCREENS | PRESSES, count_queries)

    assert of_large == of_small
    assert all(0 < queries <= MOST_QUERIES for queries in of_large.values()), of_large


# ---------------------------------------------------------------- the years behind


GROWS_FOR_EVER = {"ticket", "ticket_event", "visit", "intention", "audit", "slot"}
"""Tables to which every market adds. To look through one of them as a whole takes longer from year to year."""


def looked_through(db: Database, statements: Iterable[str]) -> dict[str, list[str]]:
    """statement → the tables that SQLite would read from the first row to the last, or index for this one time."""
    found = {}
    with db.reading() as session:
        connection = session.connection()
        for statement in dict.fromkeys(statements):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.replace('?', '1')}")
            steps = [str(row[3]).split() for row in plan]
            whole = [step[1] for step in steps if step[0] == "SCAN" or "AUTOMATIC" in step]
            if grown := GROWS_FOR_EVER.intersection(whole):
                found[statement] = sorted(grown)
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_screen_and_no_press_looks_through_all_that_ever_happened(db: Database, count_queries: Counting) -> None:
    day = day_of(db, booths=2, tickets=10, day=DAY)

    with count_queries() as queries:
        queries_for(day, SCREENS | PRESSES, count_queries)

    assert looked_through(db, queries.statements) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_look_through_everything_is_noticed(db: Database) -> None:
    careless = {
        "SELECT * FROM ticket WHERE kind = ?": ["ticket"],
        "SELECT * FROM station LEFT JOIN ticket ON ticket.station_id = station.id": ["ticket"],
        "SELECT * FROM ticket WHERE booth_id = ? AND state = ?": [],
    }

    assert looked_through(db, careless) == {statement: tables for statement, tables in careless.items() if tables}


# ---------------------------------------------------------------- the controls


def test_a_screen_that_asks_for_each_booth_anew_is_noticed(db: Database, count_queries: Counting) -> None:
    """The control: reads of one booth each, once prepared and once through the ORM."""

    def by_booth(d: Day) -> None:
        for booth_id in d.made.booths.values():
            queue_of(d.db, booth_id, by=d.organiser, now=d.now)

    def by_row(d: Day) -> None:
        with d.db.reading() as session:
            for booth_id in d.made.booths.values():
                session.exec(select(Station).where(Station.booth_id == booth_id)).all()

    def prepared(d: Day) -> None:
        with d.db.reading() as session:
            for booth_id in d.made.booths.values():
                stations_of(session, booth_id)

    careless = {"by booth": by_booth, "by row": by_row, "prepared": prepared}
    small = queries_for(day_of(db, booths=2, tickets=10, day=DAY - MONTH), careless, count_queries)
    large = queries_for(day_of(db, booths=4, tickets=20, day=DAY), careless, count_queries)

    assert (small["by row"], small["prepared"]) == (2, 2)
    assert large == {name: 2 * queries for name, queries in small.items()}


def test_prepared_statements_are_counted_like_all_others(db: Database, count_queries: Counting, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    with count_queries() as queries, db.reading() as session:
        stations_of(session, made.booths["A"])
        session.exec(select(Station)).all()

    assert len(queries) == 2
    assert all("FROM station" in statement for statement in queries.statements)
