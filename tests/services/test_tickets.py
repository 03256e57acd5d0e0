"""What the holder of a ticket can do."""

from datetime import datetime, timedelta

import pytest

from kiosk.services.queues import call_next, move_ticket
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, check_in, find_ticket, ticket_by_code, tickets_of_visit
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT
from models.enums import MarketState, TicketState
from tests.factories import DAY, BoothPlan, at, book, make_market, put_in_state, volunteer_of, walk_in

S = TicketState


def test_a_code_finds_its_ticket_also_in_small_letters_or_inside_an_address(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    code = walk_in(db, made, "A", now=now).code

    for written in (code, code.lower(), f"https://example.org/t/{code}", f" {code}/ "):
        assert ticket_by_code(db, written, now=now).number == "A001"


@pytest.mark.parametrize("code", ["", "B012", "A" * 26, "A" * 10_000, "é" * 26, "\x00", "👵" * 26, "' OR 1=1 --"])
def test_what_is_not_a_code_is_an_unknown_ticket(db: Database, now: datetime, code: str) -> None:
    with pytest.raises(no.UnknownTicket):
        ticket_by_code(db, code, now=now)


def test_cancelling_gives_the_place_back_and_can_be_said_twice(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 1}))
    code = book(db, made, "A", "10:00", now=now).code

    first, again = (cancel(db, code, by=RESIDENT, now=now) for _ in range(2))

    assert first == again
    assert again.state is S.CANCELLED
    assert book(db, made, "A", "10:00", now=now).number == "A002"


@pytest.mark.parametrize("state", [S.SERVING, S.READY, S.DONE, S.NO_SHOW])
def test_what_has_begun_or_ended_cannot_be_cancelled(db: Database, now: datetime, state: TicketState) -> None:
    made = make_market(db, BoothPlan("A"))
    code = walk_in(db, made, "A", now=now).code
    put_in_state(db, code, state)

    with pytest.raises(no.IllegalMove):
        cancel(db, code, by=RESIDENT, now=now)


def test_checking_in_joins_the_line_and_twice_is_once(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    code = book(db, made, "A", "09:30", now=at("09:00")).code

    first = check_in(db, code, by=RESIDENT, now=at("09:20"))
    again = check_in(db, code, by=RESIDENT, now=at("09:21"))

    assert first.state is again.state is S.WAITING
    assert again.people_ahead == 0


def test_a_resident_cannot_call_or_finish_a_ticket_by_checking_in(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    code = walk_in(db, made, "A", now=now).code
    put_in_state(db, code, S.ON_HOLD)

    with pytest.raises(no.IllegalMove):
        check_in(db, code, by=RESIDENT, now=now)


@pytest.mark.parametrize(
    ("clock", "day_before", "why"), [("05:59", 0, "not_yet"), ("09:00", 1, "not_yet"), ("12:00", 0, "over")]
)
def test_check_in_is_for_the_market_day(db: Database, clock: str, day_before: int, why: str) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    code = book(db, made, "A", "09:30", now=at("09:00") - timedelta(days=2)).code

    with pytest.raises(no.MarketClosed) as refused:
        check_in(db, code, by=RESIDENT, now=at(clock) - timedelta(days=day_before))

    assert refused.value.why == why


def test_a_booking_that_nobody_came_for_is_given_up_after_the_grace_time(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 2}), grace_minutes=15)
    code = book(db, made, "A", "09:30", now=at("09:00")).code
    came = book(db, made, "A", "09:30", now=at("09:00")).code
    check_in(db, came, by=RESIDENT, now=at("09:30"))

    assert sweep(db, now=at("09:44")) == 0
    assert sweep(db, now=at("09:45")) == 1
    assert sweep(db, now=at("09:46")) == 0
    assert ticket_by_code(db, code, now=at("09:46")).state is S.NO_SHOW
    assert ticket_by_code(db, came, now=at("09:46")).state is S.WAITING


def test_a_place_that_was_given_up_is_not_booked_again(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    book(db, made, "A", "09:30", now=at("09:00"))
    with db.writing() as session:
        from models.market import Market

        market = session.get_one(Market, made.id)
        market.grace_minutes = 5
        session.add(market)
    sweep(db, now=at("09:36"))

    with pytest.raises(no.SlotFull):
        book(db, made, "A", "09:30", now=at("09:36"))


def test_who_comes_a_little_late_is_still_served_as_booked(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    code = book(db, made, "A", "09:30", now=at("09:00")).code
    walk_in(db, made, "A", now=at("09:05"))
    sweep(db, now=at("09:50"))

    assert check_in(db, code, by=RESIDENT, now=at("09:50")).people_ahead == 0


def test_who_comes_much_too_late_queues_like_everybody(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    code = book(db, made, "A", "09:30", now=at("09:00")).code
    for minute in range(3):
        walk_in(db, made, "A", now=at("10:20") + timedelta(minutes=minute))
    sweep(db, now=at("10:30"))

    assert check_in(db, code, by=RESIDENT, now=at("10:30")).people_ahead == 3


def test_a_cancelled_markets_bookings_are_not_no_shows(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 1}))
    book(db, made, "A", "09:30", now=at("09:00"))
    with db.writing() as session:
        from models.market import Market

        market = session.get_one(Market, made.id)
        market.state = MarketState.CANCELLED
        session.add(market)

    assert sweep(db, now=at("10:30")) == 0


def test_who_missed_the_call_and_took_a_new_number_cannot_come_back_with_the_old_one(
    db: Database, now: datetime
) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:15": 1, "10:00": 1}))
    missed = book(db, made, "A", "09:15", now=at("08:00"), phone="13805380001").code
    sweep(db, now=now)
    book(db, made, "A", "10:00", now=now, phone="13805380001")

    with pytest.raises(no.AlreadyBooked) as refused:
        check_in(db, missed, by=RESIDENT, now=now)

    assert refused.value.booth_id == made.booths["A"]
    assert ticket_by_code(db, missed, now=now).state is S.NO_SHOW


def test_the_tickets_of_one_person_are_found_from_any_of_them(db: Database, now: datetime) -> None:
    from kiosk.services.bookings import Person, Wish, get_tickets

    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    wishes = [Wish(made.booths["A"]), Wish(made.booths["B"])]
    given = get_tickets(db, made.id, wishes=wishes, person=Person(), key="both-of-them", by=RESIDENT, now=now)
    walk_in(db, made, "A", now=now)

    found = tickets_of_visit(db, given.tickets[1].code, now=now)

    assert [t.number for t in found] == ["A001", "B001"]


# ---------------------------------------------------------------- number and phone


def look(db: Database, number: str, tail: str, now: datetime) -> str:
    return find_ticket(db, number=number, phone_tail=tail, today=DAY, client="hall", now=now).number


def test_number_and_last_four_digits_find_a_ticket(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 2}))
    book(db, made, "A", "10:00", now=now, phone="13800001234")

    assert look(db, "a 1", "1234", now) == "A001"


def test_a_number_without_a_phone_is_found_by_its_code_only(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)

    with pytest.raises(no.UnknownTicket):
        look(db, "A001", "1234", now)


def test_last_months_numbers_are_not_found(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), day=DAY - timedelta(days=31))
    book(db, made, "A", "09:00", now=now - timedelta(days=33), phone="13800001234")

    with pytest.raises(no.UnknownTicket):
        look(db, "A001", "1234", now)


def test_guessing_the_digits_is_locked_after_five_tries(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 2}))
    book(db, made, "A", "10:00", now=now, phone="13800001234")
    for guess in range(5):
        with pytest.raises(no.UnknownTicket):
            look(db, "A001", f"{guess:04d}", now)

    with pytest.raises(no.LockedOut):
        look(db, "A001", "1234", now)
    assert look(db, "A001", "1234", now + timedelta(minutes=6)) == "A001"


@pytest.mark.parametrize(
    ("number", "tail"), [("", "1234"), ("1", "1234"), ("A0001", "1234"), ("A1", "12"), ("A1", "%%%%")]
)
def test_half_a_number_or_half_the_digits_are_named(db: Database, now: datetime, number: str, tail: str) -> None:
    with pytest.raises(no.Invalid):
        look(db, number, tail, now)


def test_nothing_that_a_holder_sees_names_a_person(db: Database, now: datetime) -> None:
    from kiosk.services.bookings import Person, Wish, get_tickets

    made = make_market(db, BoothPlan("A"))
    person = Person(name="王秀兰", phone="13800001234")
    wish = [Wish(made.booths["A"])]
    given = get_tickets(db, made.id, wishes=wish, person=person, key="with-a-name", by=RESIDENT, now=now)
    by = volunteer_of(db, made, "A")
    call_next(db, made.booths["A"], by=by, now=now)
    moved = move_ticket(db, given.tickets[0].code, S.SERVING, by=by, now=now)

    for view in (*given.tickets, moved):
        assert "王秀兰" not in repr(view)
        assert "0001234" not in repr(view)
