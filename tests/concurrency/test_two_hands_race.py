"""Two people do something to the same ticket at the same instant.

Each race runs in several rounds, each at a booth of its own, so that every order of the two gets its chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from kiosk.services import bookings
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.organising import life
from kiosk.services.queues import call_next, move_ticket, undo
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, check_in, ticket_by_code
from kiosk.store import Database, facts
from kiosk.store.counters import bump_market
from kiosk.store.moving import write_event
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Role, TicketState
from models.moves import ACTIVE, Move
from models.tickets import Ticket, TicketEvent
from tests.concurrency.books import Books, disagreements, open_books
from tests.concurrency.crowd import Crowd, a_moment
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, volunteer_of, walk_in

S = TicketState
LETTERS = "ABCDEFGHIJ"
GRACE = timedelta(minutes=15)


Deed = Callable[[Database, "Hand"], str]


@dataclass(frozen=True)
class Hand:
    """What one process does: `deed` is one of the functions below."""

    deed: Deed
    market_id: int
    booth_id: int
    code: str
    by: Actor
    now: datetime


def act(db: Database, hand: Hand) -> str:
    """What the service answered, in a word."""
    try:
        return hand.deed(db, hand)
    except no.Refusal as refusal:
        return refusal.code


def check_in_deed(db: Database, hand: Hand) -> str:
    return check_in(db, hand.code, by=RESIDENT, now=hand.now).state.value


def cancel_deed(db: Database, hand: Hand) -> str:
    return cancel(db, hand.code, by=RESIDENT, now=hand.now).state.value


def return_deed(db: Database, hand: Hand) -> str:
    return move_ticket(db, hand.code, S.WAITING, by=hand.by, now=hand.now, was=S.NO_SHOW).state.value


def undo_deed(db: Database, hand: Hand) -> str:
    return undo(db, hand.booth_id, by=hand.by, now=hand.now).state.value


def call_deed(db: Database, hand: Hand) -> str:
    ticket = call_next(db, hand.booth_id, by=hand.by, now=hand.now)
    return ticket.state.value if ticket else "nobody"


def sweep_deed(db: Database, hand: Hand) -> str:
    return f"swept {sweep(db, now=hand.now)}"


def take_numbers_deed(db: Database, hand: Hand) -> str:
    """One number after the other, until the market takes no more."""
    for n in range(900):
        key = f"{hand.code}-{n:03d}"
        get_tickets(
            db, hand.market_id, wishes=[Wish(hand.booth_id)], person=Person(), key=key, by=RESIDENT, now=hand.now
        )
    return "all"


def cancel_market_deed(db: Database, hand: Hand) -> str:
    while len(open_books(db, hand.market_id).tickets) < 20:
        pass
    return life.cancel(db, by=hand.by, now=hand.now, market_id=hand.market_id, reason="暴雨").state.value


def market_with_ten_booths(db: Database) -> MadeMarket:
    slots = {"09:15": 4}
    return make_market(
        db, *(BoothPlan(letter, slots=slots, units=5) for letter in LETTERS), state=MarketState.OPEN, grace_minutes=15
    )


def events_of(db: Database, made: MadeMarket, letter: str) -> list[TicketEvent]:
    return [event for event in open_books(db, made.id).events if event.booth_id == made.booths[letter]]


# ---------------------------------------------------------------- the same thing twice


def test_two_returns_at_once_return_the_ticket_once(db: Database, crowd: Crowd, now: datetime) -> None:
    made = market_with_ten_booths(db)
    by = volunteer_of(db, made, *LETTERS)
    for letter in LETTERS:
        code = walk_in(db, made, letter, now=now).code
        for to in (S.CALLED, S.NO_SHOW):
            move_ticket(db, code, to, by=by, now=now)
        hand = Hand(return_deed, made.id, made.booths[letter], code, by, now)

        answers = Counter(crowd.race(db.url, act, [hand] * len(crowd)))

        assert answers == {"waiting": 1, no.IllegalMove.code: len(crowd) - 1}
        assert [event.move for event in events_of(db, made, letter)].count(Move.RETURN) == 1
    assert disagreements(open_books(db, made.id)) == []


def look_then_return(db: Database, hand: Hand) -> str:
    """The obvious way: look whether the ticket is a no-show, then bring it back."""
    with db.reading() as session:
        if (ticket := facts.ticket_by_code(session, hand.code)) is None or ticket.state is not S.NO_SHOW:
            return no.IllegalMove.code
    a_moment()
    with db.writing() as session:
        row = session.get_one(Ticket, ticket.id)
        row.state = S.WAITING
        session.add(row)
        write_event(session, ticket, Move.RETURN, S.WAITING, by=hand.by, now=hand.now, changes={}, before={})
    return S.WAITING.value


def test_control_looking_and_then_returning_returns_it_twice(db: Database, crowd: Crowd, now: datetime) -> None:
    made = market_with_ten_booths(db)
    by = volunteer_of(db, made, *LETTERS)
    returns = []
    for letter in LETTERS:
        code = walk_in(db, made, letter, now=now).code
        for to in (S.CALLED, S.NO_SHOW):
            move_ticket(db, code, to, by=by, now=now)
        hand = Hand(look_then_return, made.id, made.booths[letter], code, by, now)
        crowd.race(db.url, act, [hand] * len(crowd))
        returns.append([event.move for event in events_of(db, made, letter)].count(Move.RETURN))

    assert max(returns) > 1


def test_two_undos_at_once_take_back_one_move(db: Database, crowd: Crowd, now: datetime) -> None:
    made = market_with_ten_booths(db)
    by = volunteer_of(db, made, *LETTERS)
    for letter in LETTERS:
        code = walk_in(db, made, letter, now=now).code
        for to in (S.CALLED, S.SERVING):
            move_ticket(db, code, to, by=by, now=now)
        hand = Hand(undo_deed, made.id, made.booths[letter], code, by, now)

        answers = Counter(crowd.race(db.url, act, [hand] * len(crowd)))

        assert answers == {"called": 1, no.NothingToUndo.code: len(crowd) - 1}
        assert ticket_by_code(db, code, now=now).state is S.CALLED
    assert disagreements(open_books(db, made.id)) == []


def test_a_double_check_in_is_answered_twice_and_happens_once(db: Database, crowd: Crowd, now: datetime) -> None:
    made = market_with_ten_booths(db)
    for letter in LETTERS:
        code = book(db, made, letter, "09:15", now=at("08:00")).code
        hand = Hand(check_in_deed, made.id, made.booths[letter], code, RESIDENT, at("09:15"))

        answers = Counter(crowd.race(db.url, act, [hand] * len(crowd)))

        assert answers == {"waiting": len(crowd)}
        assert [event.move for event in events_of(db, made, letter)] == [Move.CREATE, Move.CHECK_IN]


# ---------------------------------------------------------------- one against the other


def test_cancelling_against_a_call_ends_cancelled_with_nobody_at_the_station(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = market_with_ten_booths(db)
    by = volunteer_of(db, made, *LETTERS)
    for letter in LETTERS:
        code = walk_in(db, made, letter, now=now).code
        called = Hand(call_deed, made.id, made.booths[letter], code, by, now)
        cancelled = Hand(cancel_deed, made.id, made.booths[letter], code, RESIDENT, now)

        answers = crowd.race(db.url, act, [called, cancelled] * (len(crowd) // 2))

        assert set(answers[1::2]) == {"cancelled"}
        assert set(answers[0::2]) <= {"called", "nobody", no.StationBusy.code}
        assert answers[0::2].count("called") <= 1
        assert ticket_by_code(db, code, now=now).state is S.CANCELLED
    books = open_books(db, made.id)
    assert disagreements(books) == []
    assert [booth.promised for booth in books.booths] == [0] * len(LETTERS)


def test_a_check_in_against_the_end_of_the_grace_time_always_ends_in_the_line(db: Database, crowd: Crowd) -> None:
    made = market_with_ten_booths(db)
    by = volunteer_of(db, made, *LETTERS)
    too_late = at("09:15") + GRACE
    for letter in LETTERS:
        codes = [book(db, made, letter, "09:15", now=at("08:00")).code for _ in range(4)]
        came = [Hand(check_in_deed, made.id, made.booths[letter], code, RESIDENT, too_late) for code in codes]
        swept = Hand(sweep_deed, made.id, made.booths[letter], "", by, too_late)

        answers = crowd.race(db.url, act, [*came, *[swept] * (len(crowd) - len(came))])

        assert answers[: len(came)] == ["waiting"] * len(came)
        assert all(answer.startswith("swept") for answer in answers[len(came) :])
        missed = [event for event in events_of(db, made, letter) if event.move is Move.NO_SHOW]
        assert sum(int(answer.split()[1]) for answer in answers[len(came) :]) == len(missed)
    books = open_books(db, made.id)
    assert disagreements(books) == []
    assert {ticket.state for ticket in books.tickets} == {S.WAITING}


def test_undo_against_a_colleagues_call_never_puts_two_at_one_station(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made = market_with_ten_booths(db)
    me, colleague = volunteer_of(db, made, *LETTERS), volunteer_of(db, made, *LETTERS, name="小王")
    for letter in LETTERS:
        code = walk_in(db, made, letter, now=now).code
        walk_in(db, made, letter, now=now)
        for to in (S.CALLED, S.SERVING, S.DONE):
            move_ticket(db, code, to, by=me, now=now)
        undone = Hand(undo_deed, made.id, made.booths[letter], code, me, now)
        called = Hand(call_deed, made.id, made.booths[letter], code, colleague, now)

        answers = crowd.race(db.url, act, [undone, called] * (len(crowd) // 2))

        assert sum(answer in ("serving", "called") for answer in answers) == 1
    assert disagreements(open_books(db, made.id)) == []


def call_off(
    db: Database, crowd: Crowd, deed: Callable[[Database, Hand], str], now: datetime
) -> tuple[Books, list[str]]:
    """Seven processes give out numbers with this deed while the organiser cancels the market."""
    made = make_market(db, *(BoothPlan(letter) for letter in LETTERS), state=MarketState.OPEN)
    by = Actor(Role.ORGANISER, staff_id=volunteer_of(db, made).staff_id, community_id=made.community_id)
    people = [
        Hand(deed, made.id, booth_id, f"people-{booth_id}", by, now)
        for booth_id in list(made.booths.values())[: len(crowd) - 1]
    ]
    answers = crowd.race(db.url, act, [*people, Hand(cancel_market_deed, made.id, 0, "", by, now)])
    return open_books(db, made.id), answers


def test_a_market_called_off_while_people_take_numbers_leaves_nobody_in_a_line(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    books, answers = call_off(db, crowd, take_numbers_deed, now)

    assert answers == [no.MarketClosed.code] * (len(crowd) - 1) + [MarketState.CANCELLED.value]
    assert [ticket.number for ticket in books.tickets if ticket.state in ACTIVE] == []
    assert disagreements(books) == []


def take_numbers_looking_once(db: Database, hand: Hand) -> str:
    """As if the market could not change between looking at it and giving out the number."""

    def as_it_was(session: Session, market_id: int) -> tuple[MarketState, bool]:
        bump_market(session, market_id)
        return MarketState.OPEN, False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bookings, "bump_market", as_it_was)
        return take_numbers_deed(db, hand)


def test_control_looking_once_leaves_people_in_the_line_of_a_market_that_was_called_off(
    postgres_db: Database, crowd: Crowd, now: datetime
) -> None:
    books, _ = call_off(postgres_db, crowd, take_numbers_looking_once, now)

    assert [ticket.number for ticket in books.tickets if ticket.state in ACTIVE] != []
