"""Many people want few places: in a slot, and among a booth's consumables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.tickets import check_in
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT
from models.enums import MarketState, TicketState
from models.market import Booth, Slot
from models.tickets import Ticket
from tests.concurrency.books import disagreements, open_books
from tests.concurrency.crowd import Crowd, a_moment
from tests.factories import BoothPlan, MadeMarket, make_market, put_in_state, walk_in

S = TicketState
PLACES = 50
ATTEMPTS = 1000


@dataclass(frozen=True)
class Rush:
    """What one process tries: so many tickets of one wish, each with a key of its own."""

    market_id: int
    wish: Wish
    attempts: int
    who: int
    now: datetime


def rushes(crowd: Crowd, made: MadeMarket, wish: Wish, *, attempts: int, now: datetime) -> list[Rush]:
    return [Rush(made.id, wish, attempts // len(crowd), who, now) for who in range(len(crowd))]


def ask(db: Database, rush: Rush) -> Counter[str]:
    """ "given", or the refusal's code, and how often."""
    answers: Counter[str] = Counter()
    for attempt in range(rush.attempts):
        key = f"rush-{rush.who}-{attempt:04d}"
        try:
            get_tickets(db, rush.market_id, wishes=[rush.wish], person=Person(), key=key, by=RESIDENT, now=rush.now)
            answers["given"] += 1
        except no.Refusal as refusal:
            answers[refusal.code] += 1
    return answers


def read_then_write(db: Database, rush: Rush) -> Counter[str]:
    """The obvious way: look whether a place is free, then take it."""
    answers: Counter[str] = Counter()
    for _ in range(rush.attempts):
        with db.reading() as session:
            taken = _slot(session, rush).taken
        a_moment()
        if taken >= PLACES:
            answers["slot_full"] += 1
            continue
        with db.writing() as session:
            slot = _slot(session, rush)
            slot.taken = taken + 1
            session.add(slot)
        answers["given"] += 1
    return answers


def _slot(session: Session, rush: Rush) -> Slot:
    return session.get_one(Slot, rush.wish.slot_id)


def test_a_thousand_attempts_at_fifty_places_give_exactly_fifty_tickets(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": PLACES}))
    wish = Wish(made.booths["A"], made.slots["A", "09:30"])

    answers = sum(crowd.race(db.url, ask, rushes(crowd, made, wish, attempts=ATTEMPTS, now=now)), Counter[str]())

    books = open_books(db, made.id)
    assert answers == {"given": PLACES, "slot_full": ATTEMPTS - PLACES}
    assert [ticket.number for ticket in books.tickets] == [f"A{n:03d}" for n in range(1, PLACES + 1)]
    assert len({ticket.code for ticket in books.tickets}) == PLACES
    assert [slot.taken for slot in books.slots] == [PLACES]
    assert disagreements(books) == []


def test_control_reading_and_then_writing_overbooks(db: Database, crowd: Crowd, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": PLACES}))
    wish = Wish(made.booths["A"], made.slots["A", "09:30"])

    answers = sum(crowd.race(db.url, read_then_write, rushes(crowd, made, wish, attempts=400, now=now)), Counter[str]())

    assert answers["given"] > PLACES


def test_the_last_two_test_strips_go_to_two_people(db: Database, crowd: Crowd, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", units=2), BoothPlan("B"), state=MarketState.OPEN)
    wish = Wish(made.booths["A"])

    answers = sum(crowd.race(db.url, ask, rushes(crowd, made, wish, attempts=40, now=now)), Counter[str]())

    assert answers == {"given": 2, "booth_full": 38}
    assert disagreements(open_books(db, made.id)) == []


def test_control_without_a_limit_everybody_gets_one(db: Database, crowd: Crowd, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", units=None), state=MarketState.OPEN)
    wish = Wish(made.booths["A"])

    answers = sum(crowd.race(db.url, ask, rushes(crowd, made, wish, attempts=40, now=now)), Counter[str]())

    assert answers == {"given": 40}


@dataclass(frozen=True)
class LastUnit:
    """The one who missed the call comes back (`code`), or somebody new asks (`rush`)."""

    code: str | None
    rush: Rush


def come_back_or_ask(db: Database, last: LastUnit) -> Counter[str]:
    if last.code is None:
        return ask(db, last.rush)
    try:
        check_in(db, last.code, by=RESIDENT, now=last.rush.now)
    except no.BoothFull as refusal:
        return Counter({refusal.code: 1})
    return Counter({"returned": 1})


def test_the_last_unit_goes_to_the_one_who_returns_or_to_a_newcomer_never_to_both(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = make_market(db, BoothPlan("A", units=1), state=MarketState.OPEN)
    code = walk_in(db, made, "A", now=now).code
    give_up(db, code, now)
    entries = rushes(crowd, made, Wish(made.booths["A"]), attempts=len(crowd), now=now)

    answers = crowd.race(
        db.url, come_back_or_ask, [LastUnit(code if n == 0 else None, entry) for n, entry in enumerate(entries)]
    )

    total = sum(answers, Counter[str]())
    assert total["returned"] + total["given"] == 1
    assert total["booth_full"] == len(crowd) - 1
    books = open_books(db, made.id)
    assert [booth.promised for booth in books.booths] == [1]
    assert sum(ticket.state is S.WAITING for ticket in books.tickets) == 1


def give_up(db: Database, code: str, now: datetime) -> None:
    """The ticket's person did not come when called: written past the rules, with its unit given back."""
    put_in_state(db, code, S.NO_SHOW, ended_at=now, called_at=now)
    with db.writing() as session:
        ticket = session.exec(select(Ticket).where(Ticket.code == code)).one()
        booth = session.get_one(Booth, ticket.booth_id)
        booth.promised -= 1
        session.add(booth)
