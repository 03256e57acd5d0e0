"""Several volunteers call from one line."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from kiosk.engine.calling import CallingPolicy, Lane, Waiting, calling_order, lane_of
from kiosk.services.queues import call_next, move_ticket
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState, TicketState
from models.market import Slot, Station
from models.moves import Move
from models.tickets import Ticket
from tests.concurrency.books import Books, disagreements, open_books
from tests.concurrency.crowd import Crowd, a_moment
from tests.concurrency.lines import stand_in_line
from tests.factories import BoothPlan, MadeMarket, make_market, volunteer_of

S = TicketState
WAITING = 400
BOOKED = 40
POLICY = CallingPolicy()
"""The house's own, which a community has unless it says otherwise."""


@dataclass(frozen=True)
class Caller:
    """One volunteer with a station of their own. Their clock runs on by eight seconds with each call."""

    booth_id: int
    station_id: int | None
    by: Actor
    now: datetime


def callers(db: Database, made: MadeMarket, letter: str, now: datetime) -> list[Caller]:
    by = volunteer_of(db, made, letter)
    with db.reading() as session:
        query = select(Station).where(Station.booth_id == made.booths[letter]).order_by(col(Station.ordinal))
        stations = [station.id for station in session.exec(query)]
    return [
        Caller(made.booths[letter], station_id, by, now + timedelta(seconds=n))
        for n, station_id in enumerate(stations)
        if station_id is not None
    ]


def call_until_nobody_waits(db: Database, caller: Caller) -> list[str]:
    """The numbers that were called. Nobody comes, so the station is free again at once."""
    numbers: list[str] = []
    now = caller.now
    while (ticket := call_next(db, caller.booth_id, by=caller.by, now=now, station_id=caller.station_id)) is not None:
        numbers.append(ticket.number)
        move_ticket(db, ticket.code, S.NO_SHOW, by=caller.by, now=now)
        now += timedelta(seconds=8)
    return numbers


def select_then_update(db: Database, caller: Caller) -> list[str]:
    """The obvious way: look who is first, then write that they are called. Who is kept waiting too long gives up, and
    so does whom the database stops because a colleague's hand has put somebody at their station."""
    numbers: list[str] = []
    with suppress(no.DatabaseGone, IntegrityError):
        _select_then_update(db, caller, numbers)
    return numbers


def _select_then_update(db: Database, caller: Caller, numbers: list[str]) -> None:
    first = (
        select(Ticket)
        .where(Ticket.booth_id == caller.booth_id, Ticket.state == S.WAITING)
        .order_by(col(Ticket.queued_at), col(Ticket.id))
        .limit(1)
    )
    while True:
        with db.reading() as session:
            found = session.exec(first).first()
        if found is None:
            return
        a_moment()
        for state in (S.CALLED, S.NO_SHOW):
            with db.writing() as session:
                ticket = session.get_one(Ticket, found.id)
                ticket.state, ticket.station_id = state, caller.station_id
                session.add(ticket)
        numbers.append(found.number)


def test_eight_callers_call_four_hundred_people_once_each_and_in_order(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    slots = {"09:15": BOOKED, "09:30": BOOKED, "10:15": BOOKED}
    made = make_market(db, BoothPlan("A", stations=len(crowd), slots=slots), state=MarketState.OPEN)
    stand_in_line(db, made, "A", people=WAITING, booked=BOOKED, now=now)

    called = Counter(
        number
        for numbers in crowd.race(db.url, call_until_nobody_waits, callers(db, made, "A", now))
        for number in numbers
    )

    books = open_books(db, made.id)
    assert called == {ticket.number: 1 for ticket in books.tickets}
    assert len(called) == WAITING
    assert disagreements(books) == []
    assert out_of_order(books) == []


def test_control_selecting_and_then_updating_calls_people_twice(db: Database, crowd: Crowd, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", stations=len(crowd)), state=MarketState.OPEN)
    stand_in_line(db, made, "A", people=100, now=now)

    called = Counter(
        number for numbers in crowd.race(db.url, select_then_update, callers(db, made, "A", now)) for number in numbers
    )

    assert max(called.values()) > 1


# ---------------------------------------------------------------- the order, from what was written down


def out_of_order(books: Books) -> list[str]:
    """Calls that did not take the head of the line as it was when they were written."""
    times = {slot.id: slot for slot in books.slots}
    tickets = {ticket.id: ticket for ticket in books.tickets}
    line = {ticket.id: _waiting(ticket, times) for ticket in books.tickets}
    calls: list[Ticket] = []
    wrong = []
    for event in (event for event in books.events if event.move is Move.CALL):
        latest = sorted(calls, key=lambda ticket: (ticket.called_at, ticket.id))[-POLICY.round_calls :]
        order = calling_order(
            line.values(),
            recent=[_lane(ticket, times) for ticket in latest],
            policy=POLICY,
            now=event.at,
        )
        ticket, first = tickets[event.ticket_id], tickets[order[0].waiting.ticket_id]
        if ticket is not first:
            wrong.append(f"{ticket.number} was called in place of {first.number}")
        del line[ticket.id]
        calls.append(ticket)
    return wrong


def _waiting(ticket: Ticket, times: dict[int | None, Slot]) -> Waiting:
    assert ticket.id is not None
    assert ticket.queued_at is not None
    slot = times.get(ticket.slot_id)
    return Waiting(
        ticket_id=ticket.id,
        kind=ticket.kind,
        priority=ticket.priority,
        queued_at=ticket.queued_at,
        slot_starts_at=slot.starts_at if slot else None,
        slot_ends_at=slot.ends_at if slot else None,
        checked_in_at=ticket.checked_in_at,
    )


def _lane(ticket: Ticket, times: dict[int | None, Slot]) -> Lane:
    assert ticket.called_at is not None
    return lane_of(_waiting(ticket, times), policy=POLICY, now=ticket.called_at)


def test_control_calling_the_youngest_first_is_out_of_order(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", stations=1), state=MarketState.OPEN)
    stand_in_line(db, made, "A", people=6, now=now)
    (caller,) = callers(db, made, "A", now)
    for ticket in reversed(open_books(db, made.id).tickets):
        for to in (S.CALLED, S.NO_SHOW):
            move_ticket(db, ticket.code, to, by=caller.by, now=now)

    assert len(out_of_order(open_books(db, made.id))) > 1


# ---------------------------------------------------------------- two taps on NEXT

ROUNDS = "ABCDEFGHIJ"


def press_next(db: Database, caller: Caller) -> str:
    """Whose number was called, or the numbers that are there already."""
    try:
        ticket = call_next(db, caller.booth_id, by=caller.by, now=caller.now, station_id=caller.station_id)
    except no.StationBusy as busy:
        return f"busy with {', '.join(busy.numbers)}"
    return ticket.number if ticket else "nobody"


@pytest.mark.parametrize("asks_for_a_station", [True, False])
def test_next_pressed_by_all_at_one_station_calls_one_person(
    db: Database, crowd: Crowd, now: datetime, asks_for_a_station: bool
) -> None:
    made = make_market(db, *(BoothPlan(letter) for letter in ROUNDS), state=MarketState.OPEN)
    for letter in ROUNDS:
        stand_in_line(db, made, letter, people=9, now=now)

        (caller,) = callers(db, made, letter, now)
        presses = [caller] * len(crowd)
        if not asks_for_a_station:
            presses = [replace(caller, station_id=None)] * len(crowd)
        answers = Counter(crowd.race(db.url, press_next, presses))

        first = next(answer for answer in answers if not answer.startswith("busy"))
        assert answers == {first: 1, f"busy with {first}": len(crowd) - 1}
    assert disagreements(open_books(db, made.id)) == []


def look_then_call(db: Database, caller: Caller) -> str:
    """The obvious way: look whether the station is free, then call somebody to it."""
    with db.reading() as session:
        at_station = col(Ticket.state).in_((S.CALLED, S.SERVING)) & (Ticket.station_id == caller.station_id)
        if session.exec(select(Ticket).where(at_station)).first() is not None:
            return "busy"
        first = select(Ticket).where(Ticket.booth_id == caller.booth_id, Ticket.state == S.WAITING)
        waiting = session.exec(first.order_by(col(Ticket.id))).all()
    a_moment()
    with db.writing() as session:
        ticket = session.get_one(Ticket, waiting[os.getpid() % len(waiting)].id)
        ticket.state, ticket.station_id = S.CALLED, caller.station_id
        session.add(ticket)
    return ticket.number


def test_control_looking_and_then_calling_puts_two_people_at_one_station(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = make_market(db, *(BoothPlan(letter) for letter in ROUNDS), state=MarketState.OPEN)
    with db.writing() as session:
        session.connection().execute(text("DROP INDEX uq_ticket_station_id_active"))
    for letter in ROUNDS:
        stand_in_line(db, made, letter, people=60, now=now)
        (caller,) = callers(db, made, letter, now)

        crowd.race(db.url, look_then_call, [caller] * len(crowd))

    assert any("people" in problem for problem in disagreements(open_books(db, made.id)))
