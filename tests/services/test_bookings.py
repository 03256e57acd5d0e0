"""Getting tickets: what is given, what is refused, and that a refusal changes nothing."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from kiosk.services.bookings import Given, Person, Wish, get_tickets, propose
from kiosk.services.markets import market_view
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT
from models.enums import MarketState, Priority, ServiceKind, TicketKind, TicketState
from models.market import Booth, Slot
from models.tickets import Intention, Ticket, TicketEvent, Visit
from tests.factories import BoothPlan, MadeMarket, at, book, make_market, walk_in

PHONE = "13800001234"


def ask(
    db: Database, made: MadeMarket, *wishes: Wish, now: datetime, key: str = "one-press", person: Person | None = None
) -> Given:
    return get_tickets(db, made.id, wishes=wishes, person=person or Person(), key=key, by=RESIDENT, now=now)


def rows(db: Database) -> dict[str, int]:
    with db.reading() as session:
        kept = {
            table.__name__: len(session.exec(select(table)).all()) for table in (Visit, Ticket, TicketEvent, Intention)
        }
        kept["numbers"] = sum(booth.last_number for booth in session.exec(select(Booth)))
        kept["places"] = sum(slot.taken for slot in session.exec(select(Slot)))
        return kept


def test_a_booking_gets_a_number_and_takes_a_place(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("B", slots={"10:00": 2}))

    ticket = ask(db, made, Wish(made.booths["B"], made.slots["B", "10:00"]), now=now).tickets[0]

    assert (ticket.number, ticket.state, ticket.kind) == ("B001", TicketState.BOOKED, TicketKind.BOOKED)
    assert ticket.slot_starts_at == at("10:00")
    booth = market_view(db, made.id, now=now).booth(made.booths["B"])
    assert booth is not None
    assert [slot.left for slot in booth.slots] == [1]


def test_a_number_for_now_waits_at_once(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    ticket = walk_in(db, made, "A", now=now)

    assert (ticket.number, ticket.state, ticket.kind) == ("A001", TicketState.WAITING, TicketKind.WALK_IN)
    assert ticket.people_ahead == 0


def test_several_services_are_one_visit_and_all_or_none(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 1}), BoothPlan("B", slots={"10:15": 1}))
    both = (Wish(made.booths["A"], made.slots["A", "10:00"]), Wish(made.booths["B"], made.slots["B", "10:15"]))

    given = ask(db, made, *both, now=now)

    assert [t.number for t in given.tickets] == ["A001", "B001"]
    assert rows(db)["Visit"] == 1


def test_the_answer_keeps_the_order_of_the_wishes(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))

    given = ask(db, made, Wish(made.booths["B"]), Wish(made.booths["A"]), now=now)

    assert [t.letter for t in given.tickets] == ["B", "A"]


def test_a_full_slot_offers_the_nearest_free_ones_and_changes_nothing(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 3, "10:15": 1, "10:30": 2, "11:30": 9}))
    book(db, made, "A", "10:15", now=now)
    before = rows(db)

    with pytest.raises(no.SlotFull) as refused:
        ask(db, made, Wish(made.booths["A"], made.slots["A", "10:15"]), now=now)

    assert [(f.starts_at, f.left) for f in refused.value.nearest] == [
        (at("10:00"), 3),
        (at("10:30"), 2),
        (at("11:30"), 9),
    ]
    assert refused.value.time_zone == "Asia/Shanghai"
    assert rows(db) == before


def test_one_full_slot_among_two_wishes_gives_nothing(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 1}), BoothPlan("B", slots={"10:15": 1}))
    book(db, made, "B", "10:15", now=now)
    before = rows(db)

    with pytest.raises(no.SlotFull):
        ask(
            db,
            made,
            Wish(made.booths["A"], made.slots["A", "10:00"]),
            Wish(made.booths["B"], made.slots["B", "10:15"]),
            now=now,
        )

    assert rows(db) == before


def test_the_same_key_answers_with_the_same_ticket(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    first = ask(db, made, Wish(made.booths["A"]), now=now)

    again = ask(db, made, Wish(made.booths["A"]), now=now + timedelta(seconds=1))

    assert not first.again
    assert again.again
    assert [t.code for t in again.tickets] == [t.code for t in first.tickets]
    assert rows(db)["Ticket"] == 1


def test_another_key_gives_another_ticket(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    ask(db, made, Wish(made.booths["A"]), now=now)

    other = ask(db, made, Wish(made.booths["A"]), now=now, key="another-press")

    assert other.tickets[0].number == "A002"


@pytest.mark.parametrize("other", [Person(phone=PHONE), Person(priority=Priority.ELDER), Person(name="王奶奶")])
def test_the_same_key_with_another_body_is_refused(db: Database, now: datetime, other: Person) -> None:
    made = make_market(db, BoothPlan("A"))
    ask(db, made, Wish(made.booths["A"]), now=now)

    with pytest.raises(no.KeyReused):
        ask(db, made, Wish(made.booths["A"]), now=now, person=other)


def test_a_refused_key_can_be_used_for_the_next_try(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 1, "10:15": 1}))
    book(db, made, "A", "10:00", now=now)
    with pytest.raises(no.SlotFull):
        ask(db, made, Wish(made.booths["A"], made.slots["A", "10:00"]), now=now)

    given = ask(db, made, Wish(made.booths["A"], made.slots["A", "10:15"]), now=now)

    assert given.tickets[0].slot_starts_at == at("10:15")


def test_one_phone_holds_one_ticket_at_a_booth(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    ask(db, made, Wish(made.booths["A"]), now=now, person=Person(phone=PHONE))

    with pytest.raises(no.AlreadyBooked):
        ask(db, made, Wish(made.booths["A"]), now=now, key="second-press", person=Person(phone="138 0000 1234"))

    elsewhere = ask(db, made, Wish(made.booths["B"]), now=now, key="third-press", person=Person(phone=PHONE))
    assert elsewhere.tickets[0].number == "B001"
    assert rows(db)["Visit"] == 1


def test_people_without_a_phone_are_different_people(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    numbers = [walk_in(db, made, "A", now=now).number for _ in range(3)]

    assert numbers == ["A001", "A002", "A003"]


def test_test_strips_cap_a_booth_and_a_cancelled_ticket_gives_one_back(db: Database, now: datetime) -> None:
    from kiosk.services.tickets import cancel

    made = make_market(db, BoothPlan("A", units=2))
    first = walk_in(db, made, "A", now=now)
    walk_in(db, made, "A", now=now)
    with pytest.raises(no.BoothFull):
        walk_in(db, made, "A", now=now)

    cancel(db, first.code, by=RESIDENT, now=now)

    assert walk_in(db, made, "A", now=now).number == "A003"


def test_a_booth_gives_out_999_numbers_and_then_says_it_is_full(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))
    with db.writing() as session:
        booth = session.get_one(Booth, made.booths["A"])
        booth.last_number = 998
        session.add(booth)

    assert walk_in(db, made, "A", now=now).number == "A999"
    with pytest.raises(no.BoothFull):
        walk_in(db, made, "A", now=now)


@pytest.mark.parametrize(
    ("state", "clock", "booked", "why"),
    [
        (MarketState.PUBLISHED, "08:59", False, "not_yet"),
        (MarketState.PUBLISHED, "12:00", False, "over"),
        (MarketState.PUBLISHED, "12:00", True, "over"),
        (MarketState.CLOSED, "10:00", True, "over"),
        (MarketState.CANCELLED, "10:00", True, "cancelled"),
        (MarketState.CANCELLED, "10:00", False, "cancelled"),
    ],
)
def test_a_market_that_does_not_run_says_why(
    db: Database, state: MarketState, clock: str, booked: bool, why: str
) -> None:
    made = make_market(db, BoothPlan("A", slots={"11:45": 1}), state=state)
    slot_id = made.slots["A", "11:45"] if booked else None

    with pytest.raises(no.MarketClosed) as refused:
        ask(db, made, Wish(made.booths["A"], slot_id), now=at(clock))

    assert refused.value.why == why


def test_a_paused_market_gives_neither_numbers_nor_bookings(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"11:45": 1}), is_paused=True)

    for slot_id in (None, made.slots["A", "11:45"]):
        with pytest.raises(no.MarketClosed, match="market_closed"):
            ask(db, made, Wish(made.booths["A"], slot_id), now=now)


def test_a_slot_that_is_over_cannot_be_booked_but_one_that_runs_can(db: Database) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:15": 2}))

    assert book(db, made, "A", "09:15", now=at("09:29")).number == "A001"
    with pytest.raises(no.SlotOver):
        book(db, made, "A", "09:15", now=at("09:30"))


def test_a_draft_is_unknown_to_residents(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), state=MarketState.DRAFT)

    with pytest.raises(no.UnknownMarket):
        ask(db, made, Wish(made.booths["A"]), now=now)


def test_unknown_things_are_told_apart(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"10:00": 1}), BoothPlan("B", slots={"10:00": 1}))
    other = make_market(db, BoothPlan("A"), day=at("12:00").date() + timedelta(days=31))

    with pytest.raises(no.UnknownBooth):
        ask(db, made, Wish(other.booths["A"]), now=now)
    with pytest.raises(no.UnknownBooth):
        ask(db, made, Wish(999_999), now=now)
    with pytest.raises(no.UnknownMarket):
        get_tickets(db, 999_999, wishes=[Wish(1)], person=Person(), key="any-press", by=RESIDENT, now=now)
    with pytest.raises(no.UnknownSlot):
        ask(db, made, Wish(made.booths["A"], made.slots["B", "10:00"]), now=now)


def test_two_places_at_one_time_are_refused_where_the_person_must_stay(db: Database, now: datetime) -> None:
    made = make_market(
        db,
        BoothPlan("A", slots={"10:00": 1}),
        BoothPlan("B", slots={"10:00": 1}),
        BoothPlan("F", slots={"10:00": 1}, kind=ServiceKind.DROP_OFF),
    )
    wishes = {letter: Wish(made.booths[letter], made.slots[letter, "10:00"]) for letter in "ABF"}

    with pytest.raises(no.TimesCollide):
        ask(db, made, wishes["A"], wishes["B"], now=now)

    assert len(ask(db, made, wishes["A"], wishes["F"], now=now).tickets) == 2


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person(name="王" * 10_000), "name"),
        (Person(phone="12345"), "phone"),
        (Person(phone="1" * 10_000), "phone"),
        (Person(phone="1380000123a"), "phone"),
    ],
)
def test_a_bad_value_names_its_field(db: Database, now: datetime, person: Person, field: str) -> None:
    made = make_market(db, BoothPlan("A"))

    with pytest.raises(no.Invalid) as refused:
        ask(db, made, Wish(made.booths["A"]), now=now, person=person)

    assert refused.value.field == field


def test_emoji_control_characters_and_full_width_digits_are_taken_calmly(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"))

    ask(db, made, Wish(made.booths["A"]), now=now, person=Person(name="王\x00奶奶👵\n", phone="１３８００００１２３４"))

    with db.reading() as session:
        visit = session.exec(select(Visit)).one()
    assert (visit.name, visit.phone) == ("王 奶奶👵", PHONE)


def test_the_proposal_avoids_collisions_and_full_slots(db: Database, now: datetime) -> None:
    made = make_market(
        db, BoothPlan("A", slots={"10:00": 1, "10:15": 1}), BoothPlan("B", slots={"10:00": 1}), BoothPlan("C", slots={})
    )

    proposed = propose(db, made.id, list(made.booths.values()), now=now)

    starts = {letter: slot and slot.starts_at for letter, slot in zip("ABC", proposed.values(), strict=True)}
    assert starts == {"A": at("10:15"), "B": at("10:00"), "C": None}


def test_a_longer_line_does_not_make_a_number_dearer(db: Database, now: datetime) -> None:
    """What a newcomer is told is counted, not sorted: the statements stay the same however many wait."""
    from kiosk.store.prepared import Prepared

    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    for _ in range(20):
        walk_in(db, made, "A", now=now)
    fetched: list[int] = []
    real = Prepared.rows

    def counting(self: Prepared, session: object, **values: object) -> list[object]:
        found = real(self, session, **values)  # type: ignore[arg-type]
        fetched.append(len(found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "rows", counting)
        ask(db, made, Wish(made.booths["A"]), now=now, key="after-twenty")
        long_line, fetched[:] = sum(fetched), []
        ask(db, made, Wish(made.booths["B"]), now=now, key="after-nobody")

    assert long_line <= sum(fetched) + 2, "only the count of the lane and the last event seen there came back"
