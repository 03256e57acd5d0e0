"""One intention that arrives many times at once, and two people who mean the same thing."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import select

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.store import Database
from kiosk.store.counters import take_unit
from models import refusals as no
from models.actor import RESIDENT
from models.enums import MarketState
from models.tickets import Visit
from tests.concurrency.books import Books, disagreements, open_books
from tests.concurrency.crowd import Crowd, a_moment
from tests.factories import BoothPlan, MadeMarket, make_market

THREADS = 2
"""In each of the eight processes: sixteen presses at once."""


@dataclass(frozen=True)
class Press:
    """One request for tickets, as a screen or a phone sends it."""

    market_id: int
    wishes: tuple[Wish, ...]
    person: Person
    key: str
    now: datetime

    def send(self, db: Database) -> str:
        """The code of the ticket, with "again" when it had been given before, or why there is none."""
        try:
            given = get_tickets(
                db, self.market_id, wishes=self.wishes, person=self.person, key=self.key, by=RESIDENT, now=self.now
            )
        except no.Refusal as refusal:
            return refusal.code
        codes = " ".join(ticket.code for ticket in given.tickets)
        return f"{codes} again" if given.again else codes


def press(db: Database, presses: list[Press]) -> list[str]:
    """All of them at once, each in its own thread."""
    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(lambda one: one.send(db), presses))


def answers(crowd: Crowd, db: Database, presses: list[Press]) -> list[str]:
    each = len(presses) // len(crowd)
    parts = [presses[n * each : (n + 1) * each] for n in range(len(crowd))]
    return [answer for part in crowd.race(db.url, press, parts) for answer in part]


def one_market(db: Database) -> MadeMarket:
    return make_market(db, *(BoothPlan(letter, slots={"09:30": 90}) for letter in "ABCDEFGH"), state=MarketState.OPEN)


@pytest.mark.parametrize("books_a_slot", [True, False])
def test_the_same_key_sixteen_times_at_once_gives_one_ticket(
    db: Database, crowd: Crowd, now: datetime, books_a_slot: bool
) -> None:
    made = one_market(db)
    wish = Wish(made.booths["A"], made.slots["A", "09:30"] if books_a_slot else None)
    presses = [Press(made.id, (wish,), Person(), "the-same-key", now)] * (THREADS * len(crowd))

    answered = answers(crowd, db, presses)

    books = open_books(db, made.id)
    (ticket,) = books.tickets
    assert Counter(answered) == {ticket.code: 1, f"{ticket.code} again": len(presses) - 1}
    assert disagreements(books) == []


def test_control_sixteen_keys_give_sixteen_tickets(db: Database, crowd: Crowd, now: datetime) -> None:
    made = one_market(db)
    wish = Wish(made.booths["A"], made.slots["A", "09:30"])
    presses = [Press(made.id, (wish,), Person(), f"key-of-press-{n}", now) for n in range(THREADS * len(crowd))]

    answered = answers(crowd, db, presses)

    assert set(answered) == {ticket.code for ticket in open_books(db, made.id).tickets}
    assert len(set(answered)) == len(presses)


def test_one_key_with_sixteen_meanings_is_given_to_the_first(db: Database, crowd: Crowd, now: datetime) -> None:
    made = one_market(db)
    wish = Wish(made.booths["A"])
    people = [Person(name=f"第{n}位") for n in range(THREADS * len(crowd))]
    presses = [Press(made.id, (wish,), person, "the-same-key", now) for person in people]

    answered = Counter(answers(crowd, db, presses))

    (ticket,) = open_books(db, made.id).tickets
    assert answered == {ticket.code: 1, no.KeyReused.code: len(presses) - 1}


def test_one_phone_at_one_booth_holds_one_ticket_however_many_hands_type_it(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = one_market(db)
    person = Person(phone="13805380001")
    presses = [
        Press(made.id, (Wish(made.booths["A"]),), person, f"key-of-press-{n}", now) for n in range(THREADS * len(crowd))
    ]

    answered = Counter(answers(crowd, db, presses))

    books = open_books(db, made.id)
    (ticket,) = books.tickets
    assert answered == {ticket.code: 1, no.AlreadyBooked.code: len(presses) - 1}
    assert disagreements(books) == []


def test_one_phone_at_many_booths_at_once_is_one_visit(db: Database, crowd: Crowd, now: datetime) -> None:
    made = one_market(db)
    person = Person(phone="13805380001")
    wishes = [Wish(booth_id) for booth_id in made.booths.values()]
    presses = [Press(made.id, (wish,), person, f"key-of-booth-{wish.booth_id}", now) for wish in wishes]

    answers(crowd, db, presses)

    books = open_books(db, made.id)
    with db.reading() as session:
        visits = session.exec(select(Visit)).all()
    assert len(books.tickets) == len(wishes)
    assert {ticket.visit_id for ticket in books.tickets} == {visit.id for visit in visits}
    assert len(visits) == 1
    assert disagreements(books) == []


def test_control_many_phones_are_many_visits(db: Database, crowd: Crowd, now: datetime) -> None:
    made = one_market(db)
    presses = [
        Press(made.id, (Wish(made.booths["A"]),), Person(phone=f"138053800{n:02d}"), f"key-of-press-{n}", now)
        for n in range(THREADS * len(crowd))
    ]

    answers(crowd, db, presses)

    tickets = open_books(db, made.id).tickets
    assert len({ticket.visit_id for ticket in tickets}) == len(tickets) == len(presses)


def test_people_who_want_the_same_booths_in_any_order_never_wait_for_each_other_in_a_ring(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = one_market(db)
    booths = list(made.booths.values())
    presses = [
        Press(made.id, _all_of(booths, beginning_at=n), Person(), f"key-of-press-{n}", now)
        for n in range(THREADS * len(crowd))
    ]

    answered = answers(crowd, db, presses)

    books: Books = open_books(db, made.id)
    assert [len(answer.split()) for answer in answered] == [len(booths)] * len(presses)
    assert disagreements(books) == []


def _all_of(booths: list[int], *, beginning_at: int) -> tuple[Wish, ...]:
    start = beginning_at % len(booths)
    turned = booths[start:] + booths[:start]
    return tuple(Wish(booth_id) for booth_id in (turned if beginning_at % 2 else reversed(turned)))


def take_units_as_wished(db: Database, wishes: tuple[Wish, ...]) -> int:
    """The obvious way: one booth after the other as they were wished for. How often somebody had to give way."""
    refused = 0
    for _ in range(4):
        try:
            with db.writing() as session:
                session.connection().execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                for wish in wishes:
                    take_unit(session, wish.booth_id)
                    a_moment()
        except no.DatabaseGone:
            refused += 1
    return refused


def test_control_without_one_order_for_all_they_do(postgres_db: Database, crowd: Crowd) -> None:
    booths = list(one_market(postgres_db).booths.values())

    refused = crowd.race(
        postgres_db.url, take_units_as_wished, [_all_of(booths, beginning_at=n) for n in range(len(crowd))]
    )

    assert sum(refused) > 0
