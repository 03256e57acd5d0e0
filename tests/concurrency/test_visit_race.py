"""One person stands in several lines, and the booths call at the same instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from kiosk.services import queues
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.queues import call_next, move_ticket, undo
from kiosk.services.tickets import tickets_of_visit
from kiosk.store import Database
from kiosk.store.elsewhere import elsewhere
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, ServiceKind, TicketState
from tests.concurrency.books import disagreements, open_books
from tests.concurrency.crowd import Crowd, a_moment
from tests.factories import BoothPlan, MadeMarket, make_market, volunteer_of

S = TicketState
LETTERS = "ABCDEFGH"
ROUNDS = 8
AROUND = "AABBCCKK"
"""Each of the processes has a station at one of these booths."""


@dataclass(frozen=True)
class Hand:
    """A volunteer at a booth, with a ticket there."""

    booth_id: int
    code: str
    by: Actor
    now: datetime


def visit(db: Database, made: MadeMarket, letters: str, *, key: str, now: datetime) -> list[str]:
    """The codes of one person's numbers at these booths."""
    wishes = [Wish(made.booths[letter]) for letter in letters]
    given = get_tickets(db, made.id, wishes=wishes, person=Person(), key=f"visit-{key}", by=RESIDENT, now=now)
    return [ticket.code for ticket in given.tickets]


def press_next(db: Database, hand: Hand) -> str:
    try:
        ticket = call_next(db, hand.booth_id, by=hand.by, now=hand.now)
    except no.PersonElsewhere:
        return "elsewhere"
    return "called" if ticket else "nobody"


def eight_booths(db: Database) -> tuple[MadeMarket, Actor]:
    made = make_market(db, *(BoothPlan(letter) for letter in LETTERS), state=MarketState.OPEN)
    return made, volunteer_of(db, made, *LETTERS)


def rounds(db: Database, made: MadeMarket, by: Actor, now: datetime) -> Iterator[list[Hand]]:
    """Again and again one person in eight lines, with a volunteer at each booth; afterwards everything is given up."""
    for n in range(ROUNDS):
        codes = visit(db, made, LETTERS, key=f"round-{n}", now=now)
        yield [Hand(made.booths[letter], code, by, now) for letter, code in zip(LETTERS, codes, strict=True)]
        for ticket in tickets_of_visit(db, codes[0], now=now):
            if ticket.state is not S.CANCELLED:
                move_ticket(db, ticket.code, S.CANCELLED, by=by, now=now)


def test_of_eight_booths_that_press_next_at_once_one_calls_the_person(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made, by = eight_booths(db)
    for hands in rounds(db, made, by, now):
        answers = Counter(crowd.race(db.url, press_next, hands))

        assert answers == {"called": 1, "elsewhere": len(hands) - 1}
    assert disagreements(open_books(db, made.id)) == []


def look_then_press(db: Database, hand: Hand) -> str:
    """The obvious way: look whether the person is free, then call."""
    with db.reading() as session:
        if elsewhere(session, hand.booth_id):
            return "elsewhere"
    a_moment()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queues, "elsewhere", lambda session, booth_id: {})
        return press_next(db, hand)


def test_control_looking_and_then_pressing_calls_the_person_to_several_booths(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    made, by = eight_booths(db)
    called = [Counter(crowd.race(db.url, look_then_press, hands))["called"] for hands in rounds(db, made, by, now)]

    assert max(called) > 1
    assert any("same person" in problem for problem in disagreements(open_books(db, made.id)))


def press_next_without_the_lock(db: Database, hand: Hand) -> str:
    """As if it were enough to look inside the transaction."""

    def look(session: object, booth_id: int) -> object:
        found = elsewhere(session, booth_id)  # type: ignore[arg-type]
        a_moment()
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queues, "lock_calls", lambda session, market_id: None)
        patch.setattr(queues, "elsewhere", look)
        return press_next(db, hand)


def test_control_without_the_lock_of_the_market_the_person_is_called_to_several_booths(
    postgres_db: Database, crowd: Crowd, now: datetime
) -> None:
    made, by = eight_booths(postgres_db)
    called = [
        Counter(crowd.race(postgres_db.url, press_next_without_the_lock, hands))["called"]
        for hands in rounds(postgres_db, made, by, now)
    ]

    assert max(called) > 1


# ---------------------------------------------------------------- an undo against a call


def press_undo(db: Database, hand: Hand) -> str:
    try:
        return undo(db, hand.booth_id, by=hand.by, now=hand.now).state.value
    except no.Refusal as refused:
        return refused.code


def test_an_undo_against_seven_calls_leaves_the_person_at_one_booth(db: Database, crowd: Crowd, now: datetime) -> None:
    made, by = eight_booths(db)
    for hands in rounds(db, made, by, now):
        for to in (S.CALLED, S.NO_SHOW):
            move_ticket(db, hands[0].code, to, by=by, now=now)

        answers = crowd.race(db.url, _either, [(press_undo, hands[0]), *((press_next, hand) for hand in hands[1:])])

        assert answers.count("called") == 1
        assert set(answers) <= {"called", "elsewhere", no.PersonElsewhere.code}
        if answers[0] != "called":
            move_ticket(db, hands[0].code, S.WAITING, by=by, now=now)
    assert disagreements(open_books(db, made.id)) == []


def _either(db: Database, task: tuple[Callable[[Database, Hand], str], Hand]) -> str:
    deed, hand = task
    return deed(db, hand)


# ---------------------------------------------------------------- a whole morning


def serve_until_nobody_waits(db: Database, hand: Hand) -> list[str]:
    """Call and serve one after the other; while all who wait are elsewhere, try again."""
    served: list[str] = []
    now = hand.now
    for _ in range(3000):
        now += timedelta(seconds=5)
        try:
            ticket = call_next(db, hand.booth_id, by=hand.by, now=now)
        except (no.PersonElsewhere, no.StationBusy):
            a_moment()
            continue
        if ticket is None:
            break
        for state in (S.SERVING, S.DONE):
            move_ticket(db, ticket.code, state, by=hand.by, now=now)
        served.append(ticket.number)
    return served


def test_twenty_people_at_four_booths_are_all_served_everywhere_and_never_at_two_at_once(
    db: Database, crowd: Crowd, now: datetime
) -> None:
    plans = [BoothPlan(letter, stations=2) for letter in "ABC"]
    made = make_market(db, *plans, BoothPlan("K", stations=2, kind=ServiceKind.DROP_OFF), state=MarketState.OPEN)
    by = volunteer_of(db, made, *"ABCK")
    for n in range(20):
        visit(db, made, "ABCK", key=f"person-{n}", now=now + timedelta(seconds=n))
    hands = [Hand(made.booths[letter], "", by, now + timedelta(minutes=1)) for letter in AROUND]

    served = Counter(number for some in crowd.race(db.url, serve_until_nobody_waits, hands) for number in some)

    books = open_books(db, made.id)
    assert served == {f"{letter}{n + 1:03d}": 1 for letter in "ABCK" for n in range(20)}
    assert {ticket.state for ticket in books.tickets} == {S.DONE}
    assert disagreements(books) == []
