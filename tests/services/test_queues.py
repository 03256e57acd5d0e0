"""Running a booth's queue."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from kiosk.services.queues import call_next, move_ticket, queue_of, undo
from kiosk.services.tickets import check_in, ticket_by_code
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Priority, Role, ServiceKind, TicketState
from models.market import Market, Station
from models.moves import Move
from models.tickets import TicketEvent
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, volunteer_of, walk_in

S = TicketState
MINUTE = timedelta(minutes=1)


def numbers_called(db: Database, made: MadeMarket, letter: str, by: Actor, now: datetime) -> list[str]:
    """Call and finish everybody who waits, a second apart."""
    numbers = []
    while (ticket := call_next(db, made.booths[letter], by=by, now=now)) is not None:
        numbers.append(ticket.number)
        for to in (S.SERVING, S.DONE):
            move_ticket(db, ticket.code, to, by=by, now=now)
        now += timedelta(seconds=1)
    return numbers


def test_people_are_called_in_the_order_of_their_numbers(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    for second in range(4):
        walk_in(db, made, "A", now=now + timedelta(seconds=second))

    assert numbers_called(db, made, "A", by, now + MINUTE) == ["A001", "A002", "A003", "A004"]


def test_booked_people_come_before_walk_ins_in_their_window_only(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 2, "11:00": 2}))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=at("09:20"))
    now_booked = book(db, made, "A", "09:30", now=at("09:00"))
    later_booked = book(db, made, "A", "11:00", now=at("09:00"))
    for ticket in (now_booked, later_booked):
        check_in(db, ticket.code, by=RESIDENT, now=at("09:25"))

    assert numbers_called(db, made, "A", by, at("09:30")) == [now_booked.number, "A001", later_booked.number]


def test_every_third_walk_in_is_ordinary_when_many_have_priority(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    ordinary = [walk_in(db, made, "A", now=now + timedelta(seconds=i)).number for i in range(2)]
    urgent = [
        walk_in(db, made, "A", now=now + timedelta(seconds=9 + i), priority=Priority.ELDER).number for i in range(4)
    ]

    called = numbers_called(db, made, "A", by, now + MINUTE)

    assert called == [*urgent[:2], ordinary[0], *urgent[2:], ordinary[1]]


def test_the_screen_shows_the_order_in_which_next_will_call(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:30": 2}))
    by = volunteer_of(db, made, "A")
    for n in range(5):
        walk_in(db, made, "A", now=at("09:10") + n * MINUTE, priority=Priority.ELDER if n % 2 else Priority.NONE)
    check_in(db, book(db, made, "A", "09:30", now=at("09:00")).code, by=RESIDENT, now=at("09:29"))

    shown = [ticket.number for ticket in queue_of(db, made.booths["A"], by=by, now=at("09:30")).line]

    assert numbers_called(db, made, "A", by, at("09:30")) == shown


def test_nobody_waiting_is_no_error(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    assert call_next(db, made.booths["A"], by=volunteer_of(db, made, "A"), now=now) is None


def test_a_double_tap_on_next_calls_one_person(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    second = walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)

    with pytest.raises(no.StationBusy) as refused:
        call_next(db, made.booths["A"], by=by, now=now)

    assert refused.value.numbers == ("A001",)
    assert ticket_by_code(db, second.code, now=now).state is S.WAITING


def test_two_stations_call_two_people_and_each_to_its_own_station(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", stations=2))
    by = volunteer_of(db, made, "A")
    for _ in range(3):
        walk_in(db, made, "A", now=now)
    with db.reading() as session:
        second = session.exec(select(Station).where(Station.ordinal == 2)).one().id

    chosen = call_next(db, made.booths["A"], by=by, now=now, station_id=second)
    free = call_next(db, made.booths["A"], by=by, now=now)

    assert chosen is not None
    assert free is not None
    assert (chosen.number, chosen.station) == ("A001", 2)
    assert (free.number, free.station) == ("A002", 1)


def test_a_station_of_another_booth_is_unknown(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    with db.reading() as session:
        foreign = session.exec(select(Station).where(Station.booth_id == made.booths["B"])).one().id

    with pytest.raises(no.UnknownStation):
        call_next(db, made.booths["A"], by=by, now=now, station_id=foreign)


def test_a_station_that_opens_later_is_not_called_to_unless_somebody_asks(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", stations=2))
    by = volunteer_of(db, made, "A")
    with db.writing() as session:
        second = session.exec(select(Station).where(Station.ordinal == 2)).one()
        second.opens_at = now + MINUTE
        session.add(second)
    for _ in range(3):
        walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)

    with pytest.raises(no.StationBusy):
        call_next(db, made.booths["A"], by=by, now=now)
    assert call_next(db, made.booths["A"], by=by, now=now, station_id=second.id) is not None


def test_a_knife_is_ready_before_it_is_collected(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("F", kind=ServiceKind.DROP_OFF))
    by = volunteer_of(db, made, "F")
    code = walk_in(db, made, "F", now=now).code
    call_next(db, made.booths["F"], by=by, now=now)

    for to in (S.SERVING, S.READY):
        move_ticket(db, code, to, by=by, now=now)
    queue = queue_of(db, made.booths["F"], by=by, now=now)

    assert [t.number for t in queue.ready] == ["F001"]
    assert queue.stations[0].ticket is None, "the station is free while the knife waits for its owner"
    assert move_ticket(db, code, S.DONE, by=by, now=now).state is S.DONE


def test_blood_pressure_cannot_be_ready_for_collection(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    code = walk_in(db, made, "A", now=now).code
    for to in (S.CALLED, S.SERVING):
        move_ticket(db, code, to, by=by, now=now)

    with pytest.raises(no.IllegalMove):
        move_ticket(db, code, S.READY, by=by, now=now)


def test_a_move_seen_from_an_old_screen_is_refused(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    code = walk_in(db, made, "A", now=now).code
    call_next(db, made.booths["A"], by=by, now=now)

    with pytest.raises(no.IllegalMove) as refused:
        move_ticket(db, code, S.CALLED, by=by, now=now, was=S.WAITING)

    assert refused.value.state is S.CALLED


def test_a_missed_person_comes_back_after_three_others(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    codes = [walk_in(db, made, "A", now=now + timedelta(seconds=i)).code for i in range(6)]
    later = now + MINUTE
    call_next(db, made.booths["A"], by=by, now=later)
    move_ticket(db, codes[0], S.NO_SHOW, by=by, now=later)

    back = check_in(db, codes[0], by=RESIDENT, now=later)

    assert back.people_ahead == 3
    assert numbers_called(db, made, "A", by, later)[3] == "A001"


def test_who_misses_a_second_call_comes_back_at_the_end(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    codes = [walk_in(db, made, "A", now=now + timedelta(seconds=i)).code for i in range(8)]
    for _ in range(2):
        now += MINUTE
        move_ticket(db, codes[0], S.CALLED, by=by, now=now)
        move_ticket(db, codes[0], S.NO_SHOW, by=by, now=now)
        back = check_in(db, codes[0], by=RESIDENT, now=now)

    assert back.people_ahead == 7


def test_a_return_that_was_a_wrong_tap_does_not_count_as_one(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    codes = [walk_in(db, made, "A", now=now + timedelta(seconds=i)).code for i in range(6)]
    later = now + MINUTE
    for to in (S.CALLED, S.NO_SHOW, S.WAITING):
        move_ticket(db, codes[0], to, by=by, now=later)
    undo(db, made.booths["A"], by=by, now=later)

    assert check_in(db, codes[0], by=RESIDENT, now=later).people_ahead == 3


def test_somebody_on_hold_keeps_the_place(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    codes = [walk_in(db, made, "A", now=now + timedelta(seconds=i)).code for i in range(3)]
    move_ticket(db, codes[0], S.ON_HOLD, by=by, now=now + MINUTE)
    assert [t.number for t in queue_of(db, made.booths["A"], by=by, now=now + MINUTE).on_hold] == ["A001"]

    move_ticket(db, codes[0], S.WAITING, by=by, now=now + 2 * MINUTE)

    assert numbers_called(db, made, "A", by, now + 3 * MINUTE) == ["A001", "A002", "A003"]


# ---------------------------------------------------------------- undo


MOVES_TO_UNDO = [
    ([S.CALLED], S.WAITING),
    ([S.CALLED, S.SERVING], S.CALLED),
    ([S.CALLED, S.SERVING, S.DONE], S.SERVING),
    ([S.CALLED, S.SERVING, S.READY], S.SERVING),
    ([S.CALLED, S.SERVING, S.READY, S.DONE], S.READY),
    ([S.CALLED, S.NO_SHOW], S.CALLED),
    ([S.CALLED, S.NO_SHOW, S.WAITING], S.NO_SHOW),
    ([S.CALLED, S.ON_HOLD], S.CALLED),
    ([S.CALLED, S.WAITING], S.CALLED),
    ([S.ON_HOLD, S.WAITING], S.ON_HOLD),
    ([S.CANCELLED], S.WAITING),
]


@pytest.mark.parametrize(("moves", "back_at"), MOVES_TO_UNDO)
def test_the_last_move_is_taken_back_with_all_it_changed(
    db: Database, now: datetime, moves: list[TicketState], back_at: TicketState
) -> None:
    made = make_market(db, BoothPlan("F", kind=ServiceKind.DROP_OFF, units=5))
    by = volunteer_of(db, made, "F")
    code = walk_in(db, made, "F", now=now).code
    for step, to in enumerate(moves[:-1]):
        move_ticket(db, code, to, by=by, now=now + timedelta(seconds=step))
    before = (ticket_by_code(db, code, now=now), queue_of(db, made.booths["F"], by=by, now=now).units_left)
    move_ticket(db, code, moves[-1], by=by, now=now + timedelta(seconds=20))

    undo(db, made.booths["F"], by=by, now=now + timedelta(seconds=30))

    after = (ticket_by_code(db, code, now=now), queue_of(db, made.booths["F"], by=by, now=now).units_left)
    assert after == before
    assert after[0].state is back_at


def test_every_move_that_the_tablet_offers_is_tried_above() -> None:
    from models.moves import MOVES, UNDOABLE

    tried = {MOVES[(([S.WAITING, *moves])[-2], moves[-1])] for moves, _ in MOVES_TO_UNDO}

    assert tried == UNDOABLE - {Move.CHECK_IN}


def test_a_check_in_by_staff_is_taken_back(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:45": 1}))
    by = volunteer_of(db, made, "A")
    code = book(db, made, "A", "09:45", now=now).code
    move_ticket(db, code, S.WAITING, by=by, now=now)

    assert undo(db, made.booths["A"], by=by, now=now).state is S.BOOKED


def test_undo_is_over_after_a_minute(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)

    assert queue_of(db, made.booths["A"], by=by, now=now + MINUTE).undo is not None
    with pytest.raises(no.NothingToUndo):
        undo(db, made.booths["A"], by=by, now=now + MINUTE + timedelta(seconds=1))


def test_a_colleagues_move_is_not_undone(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    me, colleague = volunteer_of(db, made, "A", name="小李"), volunteer_of(db, made, "A", name="小王")
    code = walk_in(db, made, "A", now=now).code
    call_next(db, made.booths["A"], by=me, now=now)
    move_ticket(db, code, S.SERVING, by=colleague, now=now)

    with pytest.raises(no.NothingToUndo):
        undo(db, made.booths["A"], by=me, now=now)


def test_undo_happens_once(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)
    undo(db, made.booths["A"], by=by, now=now)

    with pytest.raises(no.NothingToUndo):
        undo(db, made.booths["A"], by=by, now=now)


def test_done_is_not_undone_when_the_station_has_somebody_else(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    me, colleague = volunteer_of(db, made, "A", name="小李"), volunteer_of(db, made, "A", name="小王")
    first = walk_in(db, made, "A", now=now).code
    walk_in(db, made, "A", now=now)
    for to in (S.CALLED, S.SERVING, S.DONE):
        move_ticket(db, first, to, by=me, now=now)
    call_next(db, made.booths["A"], by=colleague, now=now)

    with pytest.raises(no.StationBusy):
        undo(db, made.booths["A"], by=me, now=now)

    assert ticket_by_code(db, first, now=now).state is S.DONE


def test_a_cancellation_is_not_undone_when_its_person_has_a_new_ticket(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 2}))
    by = volunteer_of(db, made, "A")
    code = book(db, made, "A", "10:00", now=now, phone="13805380001").code
    move_ticket(db, code, S.CANCELLED, by=by, now=now)
    book(db, made, "A", "10:00", now=now, phone="13805380001")

    with pytest.raises(no.AlreadyBooked):
        undo(db, made.booths["A"], by=by, now=now)

    assert ticket_by_code(db, code, now=now).state is S.CANCELLED


# ---------------------------------------------------------------- who may


def test_a_volunteer_of_another_booth_and_a_resident_may_not(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    code = walk_in(db, made, "A", now=now).code
    booth = made.booths["A"]
    for by, refusal in ((volunteer_of(db, made, "B"), no.NotAllowed), (RESIDENT, no.NotSignedIn)):
        with pytest.raises(refusal):
            call_next(db, booth, by=by, now=now)
        with pytest.raises(refusal):
            move_ticket(db, code, S.CALLED, by=by, now=now)
        with pytest.raises(refusal):
            undo(db, booth, by=by, now=now)
        with pytest.raises(refusal):
            queue_of(db, booth, by=by, now=now)


def test_an_organiser_of_the_community_may_and_one_of_another_may_not(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)
    ours = volunteer_of(db, made)
    stranger = Actor(Role.ORGANISER, staff_id=ours.staff_id, community_id=made.community_id + 1)

    with pytest.raises(no.NotAllowed):
        call_next(db, made.booths["A"], by=stranger, now=now)
    organiser = Actor(Role.ORGANISER, staff_id=ours.staff_id, community_id=made.community_id)
    assert call_next(db, made.booths["A"], by=organiser, now=now) is not None


def test_a_cancelled_market_calls_nobody(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    with db.writing() as session:
        market = session.get_one(Market, made.id)
        market.state = MarketState.CANCELLED
        session.add(market)

    with pytest.raises(no.MarketClosed):
        call_next(db, made.booths["A"], by=by, now=now)


# ---------------------------------------------------------------- what is written down


def test_events_tell_the_whole_story_and_cannot_be_changed(db: Database, now: datetime) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    code = walk_in(db, made, "A", now=now).code
    for to in (S.CALLED, S.SERVING, S.DONE):
        move_ticket(db, code, to, by=by, now=now)

    with db.reading() as session:
        events = session.exec(select(TicketEvent).order_by(TicketEvent.id)).all()  # type: ignore[arg-type]
    assert [e.move for e in events] == [Move.CREATE, Move.CALL, Move.START, Move.FINISH]
    assert [e.staff_id for e in events] == [None, by.staff_id, by.staff_id, by.staff_id]
    for statement in ("UPDATE ticket_event SET staff_id = NULL", "DELETE FROM ticket_event"):
        with pytest.raises((DBAPIError, no.Refusal)), db.writing() as session:
            session.connection().execute(text(statement))


def test_the_screen_takes_the_same_queries_however_long_the_line(db: Database, now: datetime) -> None:
    from kiosk.store.prepared import Prepared

    made = make_market(db, BoothPlan("A"))
    by = volunteer_of(db, made, "A")
    asked: list[str] = []
    real = Prepared.rows

    def counting(self: Prepared, session: object, **values: object) -> list[object]:
        asked.append("one")
        return real(self, session, **values)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "rows", counting)
        walk_in(db, made, "A", now=now)
        asked.clear()
        queue_of(db, made.booths["A"], by=by, now=now)
        short = len(asked)
        for _ in range(15):
            walk_in(db, made, "A", now=now)
        asked.clear()
        queue_of(db, made.booths["A"], by=by, now=now)

    assert len(asked) == short <= 8
