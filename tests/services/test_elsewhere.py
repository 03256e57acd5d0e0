"""Nobody is called at two booths at once: whoever is called or served at one keeps the place at the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from kiosk.services import queues
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.lines import Next, calling_line
from kiosk.services.queues import call_next, move_ticket, queue_of, undo
from kiosk.services.tickets import check_in, ticket_by_code, tickets_of_visit
from kiosk.services.views import TicketView
from kiosk.store import Database
from kiosk.store.facts import BoothFacts
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Priority, ServiceKind, TicketState
from models.moves import Move
from models.tickets import Ticket, TicketEvent
from tests.factories import BoothPlan, MadeMarket, at, make_market, organiser_of, volunteer_of, walk_in

S = TicketState
MINUTE = timedelta(minutes=1)
TEN = at("10:00")
NEWEST = col(TicketEvent.id).desc()


@pytest.fixture
def made(db: Database) -> MadeMarket:
    plans = (BoothPlan("A", stations=2), BoothPlan("B"), BoothPlan("K", kind=ServiceKind.DROP_OFF))
    return make_market(db, *plans, state=MarketState.OPEN)


@pytest.fixture
def staff(db: Database, made: MadeMarket) -> Actor:
    return volunteer_of(db, made, *made.booths)


def numbers(
    db: Database, made: MadeMarket, letters: str, *, priority: Priority = Priority.NONE, minute: int = 0
) -> list[str]:
    """The codes of one person's numbers at these booths."""
    wishes = [Wish(made.booths[letter]) for letter in letters]
    key = f"visit-{letters}-{minute:03d}-{len(tickets_so_far(db, made))}"
    given = get_tickets(
        db, made.id, wishes=wishes, person=Person(priority=priority), key=key, by=RESIDENT, now=TEN + minute * MINUTE
    )
    return [ticket.code for ticket in given.tickets]


def tickets_so_far(db: Database, made: MadeMarket) -> list[str]:
    by = organiser_of(db, made)
    queues = [queue_of(db, booth_id, by=by, now=TEN) for booth_id in made.booths.values()]
    return [ticket.code for queue in queues for ticket in queue.line]


def next_at(db: Database, made: MadeMarket, letter: str, by: Actor) -> TicketView | None:
    return call_next(db, made.booths[letter], by=by, now=TEN + 30 * MINUTE)


def to(db: Database, code: str, *states: TicketState, by: Actor) -> None:
    for state in states:
        move_ticket(db, code, state, by=by, now=TEN + 30 * MINUTE)


def state(db: Database, code: str) -> TicketState:
    return ticket_by_code(db, code, now=TEN).state


@pytest.mark.parametrize("states", [(S.CALLED,), (S.CALLED, S.SERVING)])
def test_who_is_called_or_served_at_one_booth_is_passed_over_at_another(
    db: Database, made: MadeMarket, staff: Actor, states: tuple[TicketState, ...]
) -> None:
    at_a, _ = numbers(db, made, "AB")
    behind = walk_in(db, made, "B", now=TEN + MINUTE)
    to(db, at_a, *states, by=staff)

    called = next_at(db, made, "B", staff)

    assert called is not None
    assert called.number == behind.number


def test_control_who_is_free_is_not_passed_over(db: Database, made: MadeMarket, staff: Actor) -> None:
    _, at_b = numbers(db, made, "AB")
    walk_in(db, made, "B", now=TEN + MINUTE)

    called = next_at(db, made, "B", staff)

    assert called is not None
    assert called.code == at_b


@pytest.mark.parametrize(
    "over",
    [(S.CALLED, S.SERVING, S.DONE), (S.CALLED, S.NO_SHOW), (S.CALLED, S.WAITING), (S.CALLED, S.ON_HOLD)],
    ids=lambda over: str(over[-1].value),
)
def test_who_was_passed_over_is_called_first_once_free(
    db: Database, made: MadeMarket, staff: Actor, over: tuple[TicketState, ...]
) -> None:
    at_a, at_b = numbers(db, made, "AB")
    for minute in (1, 2):
        walk_in(db, made, "B", now=TEN + minute * MINUTE)
    to(db, at_a, S.CALLED, by=staff)
    passed_by = next_at(db, made, "B", staff)
    assert passed_by is not None
    to(db, passed_by.code, S.SERVING, S.DONE, by=staff)
    to(db, at_a, *over[1:], by=staff)

    called = next_at(db, made, "B", staff)

    assert called is not None
    assert called.code == at_b


def test_who_left_an_item_is_free_for_other_booths(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_k, at_b = numbers(db, made, "KB")
    to(db, at_k, S.CALLED, S.SERVING, by=staff)

    called = next_at(db, made, "B", staff)

    assert called is not None
    assert called.code == at_b


def test_who_is_called_to_leave_an_item_is_not_free_yet(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_k, at_b = numbers(db, made, "KB")
    to(db, at_k, S.CALLED, by=staff)

    with pytest.raises(no.PersonElsewhere):
        next_at(db, made, "B", staff)

    assert state(db, at_b) is S.WAITING


def test_when_all_who_wait_are_elsewhere_next_says_who_and_where(db: Database, made: MadeMarket, staff: Actor) -> None:
    one, two = numbers(db, made, "AB"), numbers(db, made, "AB", minute=1)
    to(db, one[0], S.CALLED, S.SERVING, by=staff)
    to(db, two[0], S.CALLED, by=staff)

    with pytest.raises(no.PersonElsewhere) as refused:
        next_at(db, made, "B", staff)

    assert refused.value.people == (no.AtBooth("B001", "A"), no.AtBooth("B002", "A"))
    assert next_at(db, made, "K", staff) is None


def test_a_busy_station_is_said_before_who_is_elsewhere(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_a, _ = numbers(db, made, "AB")
    there = walk_in(db, made, "B", now=TEN + MINUTE)
    to(db, at_a, S.CALLED, by=staff)
    to(db, there.code, S.CALLED, by=staff)

    with pytest.raises(no.StationBusy):
        next_at(db, made, "B", staff)


def test_somebody_elsewhere_takes_nobodys_turn_in_the_round_of_priorities(
    db: Database, made: MadeMarket, staff: Actor
) -> None:
    somebody_with_priority_is_elsewhere(db, made, staff)


def somebody_with_priority_is_elsewhere(db: Database, made: MadeMarket, staff: Actor) -> None:
    """Of three with priority the first is elsewhere: the next two are called, and only then an ordinary person."""
    numbers(db, made, "B")
    at_a, _ = numbers(db, made, "AB", priority=Priority.ELDER, minute=1)
    later = [numbers(db, made, "B", priority=Priority.ELDER, minute=minute)[0] for minute in (2, 3)]
    to(db, at_a, S.CALLED, by=staff)

    called = []
    for _ in later:
        ticket = next_at(db, made, "B", staff)
        assert ticket is not None
        called.append(ticket.code)
        to(db, ticket.code, S.SERVING, S.DONE, by=staff)

    assert called == later


def test_control_the_first_free_person_of_the_whole_line_would_take_a_turn(
    db: Database, made: MadeMarket, staff: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_line(session: Session, at: BoothFacts, *, but: Collection[int] = (), now: datetime) -> Next | None:
        order = [turn.waiting.ticket_id for turn in calling_line(session, at, now=now)]
        return next((Next(ticket_id) for ticket_id in order if ticket_id not in but), None)

    monkeypatch.setattr(queues, "next_in_line", in_line)

    with pytest.raises(AssertionError):
        somebody_with_priority_is_elsewhere(db, made, staff)


def test_the_line_keeps_their_place_and_says_where_they_are(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_a, at_b = numbers(db, made, "AB")
    walk_in(db, made, "B", now=TEN + MINUTE)
    to(db, at_a, S.CALLED, by=staff)

    queue = queue_of(db, made.booths["B"], by=staff, now=TEN + 2 * MINUTE)

    assert [(t.number, t.elsewhere) for t in queue.line] == [("B001", "A"), ("B002", "")]
    assert ticket_by_code(db, at_b, now=TEN + 2 * MINUTE).people_ahead == 0


def test_nobody_is_called_by_hand_who_is_elsewhere(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_a, at_b = numbers(db, made, "AB")
    to(db, at_a, S.CALLED, by=staff)

    with pytest.raises(no.PersonElsewhere) as refused:
        to(db, at_b, S.CALLED, by=staff)

    assert refused.value.people == (no.AtBooth("B001", "A"),)
    assert state(db, at_b) is S.WAITING


@pytest.mark.parametrize("undone", [(S.CALLED, S.NO_SHOW), (S.CALLED, S.SERVING, S.DONE)], ids=["called", "serving"])
def test_an_undo_brings_nobody_back_who_has_been_called_elsewhere_since(
    db: Database, made: MadeMarket, staff: Actor, undone: tuple[TicketState, ...]
) -> None:
    at_a, at_b = numbers(db, made, "AB")
    to(db, at_a, *undone, by=staff)
    assert next_at(db, made, "B", staff) is not None

    with pytest.raises(no.PersonElsewhere):
        undo(db, made.booths["A"], by=staff, now=TEN + 30 * MINUTE)

    assert (state(db, at_a), state(db, at_b)) == (undone[-1], S.CALLED)


def test_an_undo_back_into_the_line_is_possible_whoever_is_elsewhere(
    db: Database, made: MadeMarket, staff: Actor
) -> None:
    at_a, at_b = numbers(db, made, "AB")
    to(db, at_a, S.ON_HOLD, by=staff)
    assert next_at(db, made, "B", staff) is not None

    undo(db, made.booths["A"], by=staff, now=TEN + 30 * MINUTE)

    assert (state(db, at_a), state(db, at_b)) == (S.WAITING, S.CALLED)


def test_a_booking_that_is_due_is_passed_over_and_then_called_before_walk_ins(
    db: Database, made: MadeMarket, staff: Actor
) -> None:
    wishes = [Wish(made.booths["A"]), Wish(made.booths["B"], made.slots["B", "09:45"])]
    now = at("09:40")
    given = get_tickets(db, made.id, wishes=wishes, person=Person(), key="one-of-each", by=RESIDENT, now=now)
    at_a, at_b = (ticket.code for ticket in given.tickets)
    check_in(db, at_b, by=RESIDENT, now=now)
    first = walk_in(db, made, "B", now=now)
    walk_in(db, made, "B", now=now)
    to(db, at_a, S.CALLED, by=staff)

    passed_by = next_at(db, made, "B", staff)
    assert passed_by is not None
    to(db, passed_by.code, S.SERVING, S.DONE, by=staff)
    to(db, at_a, S.SERVING, S.DONE, by=staff)
    called = next_at(db, made, "B", staff)

    assert passed_by.number == first.number
    assert called is not None
    assert called.code == at_b


def test_the_others_of_a_visit_can_be_cancelled_held_and_checked_in_meanwhile(
    db: Database, made: MadeMarket, staff: Actor
) -> None:
    at_a, at_b, at_k = numbers(db, made, "ABK")
    to(db, at_a, S.CALLED, by=staff)

    to(db, at_b, S.ON_HOLD, S.WAITING, by=staff)
    to(db, at_k, S.CANCELLED, by=staff)

    assert {t.number: t.state for t in tickets_of_visit(db, at_a, now=TEN)} == {
        "A001": S.CALLED,
        "B001": S.WAITING,
        "K001": S.CANCELLED,
    }


def test_a_call_writes_down_whose_turn_had_come_before(db: Database, made: MadeMarket, staff: Actor) -> None:
    at_a, _ = numbers(db, made, "AB")
    later_a, _ = numbers(db, made, "AB", minute=2)
    walk_in(db, made, "B", now=TEN + MINUTE)
    to(db, at_a, S.CALLED, by=staff)
    to(db, later_a, S.CALLED, by=staff)

    called = next_at(db, made, "B", staff)

    assert called is not None
    with db.reading() as session:
        event = session.exec(select(TicketEvent).where(TicketEvent.move == Move.CALL).order_by(NEWEST)).first()
        (first,) = session.exec(select(Ticket.id).where(Ticket.number == "B001"))
    assert event is not None
    assert event.passed_over == [first]  # the third in line is elsewhere, too, but nobody overtook them


def test_a_call_of_the_first_in_line_writes_nothing_down(db: Database, made: MadeMarket, staff: Actor) -> None:
    walk_in(db, made, "B", now=TEN)
    next_at(db, made, "B", staff)

    with db.reading() as session:
        assert {event.passed_over for event in session.exec(select(TicketEvent))} == {None}
