"""The slots of a booth: planned by rule, replaced, edited by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.services.organising.booths import booths, save_booths
from kiosk.services.organising.catalogue import save_services, services
from kiosk.services.organising.hours import booth_hours, save_stations
from kiosk.services.organising.rows import SlotRow
from kiosk.services.organising.slots import generate_slots, preview_slots, save_slots, slots
from kiosk.services.tickets import cancel
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState
from tests.factories import ZONE, BoothPlan, MadeMarket, at, book
from tests.services.organisers import ON_ONE_DATABASE, market_row, nothing_changes, planned


def capacities(rows: tuple[SlotRow, ...]) -> dict[str, int | None]:
    return {f"{row.starts_at.astimezone(ZONE):%H:%M}": row.capacity for row in rows if row.starts_at is not None}


# ---------------------------------------------------------------- by rule


def test_the_preview_follows_bailey_and_welch_with_the_markets_numbers(db: Database, now: datetime) -> None:
    """One station, five minutes each, 20 % no-shows, 40 % for walk-ins, nine to ten: two at the start, then one each
    5 · 0.8 / 0.6 = 6⅔ minutes, none later than five minutes before the close: 0, 0, 6⅔, 13⅓, 20, 26⅔, 33⅓, 40, 46⅔."""
    made, by = planned(db, BoothPlan("A", slots={}, mean_minutes=5), closes="10:00")

    preview = preview_slots(db, by=by, now=now, booth_id=made.booths["A"])

    assert capacities(preview.rows) == {"09:00": 4, "09:15": 2, "09:30": 2, "09:45": 1}
    assert (preview.places, preview.taken) == (9, 0)


def test_a_preview_changes_nothing(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))

    with nothing_changes(db):
        preview_slots(db, by=by, now=now, booth_id=made.booths["A"])


def test_what_was_previewed_is_what_is_generated(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:00": 9, "09:05": 9}))
    preview = preview_slots(db, by=by, now=now, booth_id=made.booths["A"])

    made_now = generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=preview.revision)

    assert capacities(made_now.rows) == capacities(preview.rows)
    assert "09:05" not in capacities(made_now.rows)
    assert (made_now.revision, market_row(db, made.id).revision) == (2, 2)


def test_generating_twice_is_generating_once(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    first = generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1)

    with nothing_changes(db):
        assert generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1) == first


def test_booked_slots_keep_their_places_and_free_ones_make_room(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:45": 9, "11:20": 2, "10:05": 1}, mean_minutes=15))
    for _ in range(4):
        book(db, made, "A", "09:45", now=now)
    book(db, made, "A", "11:20", now=now)

    rows = generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1).rows

    there = capacities(rows)
    assert there["09:45"] == 4  # the rule gives fewer, but four people hold a ticket
    assert there["11:20"] == 1  # not a slot of the rule: it keeps its guest and takes no more
    assert "10:05" not in there
    assert not {"11:15", "11:30"} & there.keys()  # they would lie across 11:20 to 11:35
    assert {r.taken for r in rows if r.capacity == 4} == {4}
    assert all((row.capacity or 0) >= row.taken for row in rows)


def test_a_slot_that_a_cancelled_ticket_names_closes_instead_of_going(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:05": 2}))
    ticket = book(db, made, "A", "10:05", now=now)
    cancel(db, ticket.code, by=RESIDENT, now=now)

    rows = generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1).rows

    assert capacities(rows)["10:05"] == 0


def test_stations_and_units_shape_the_plan(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={}, mean_minutes=5, stations=2))
    booth_id = made.booths["A"]
    both = preview_slots(db, by=by, now=now, booth_id=booth_id)
    stations = booth_hours(db, by=by, now=now, booth_id=booth_id).stations
    late = replace(stations[1], opens_at=at("11:00"))
    save_stations(db, by=by, now=now, booth_id=booth_id, shown=stations, rows=[stations[0], late])

    one_late = preview_slots(db, by=by, now=now, booth_id=booth_id)
    shown = booths(db, by=by, now=now, market_id=made.id)
    save_booths(db, by=by, now=now, market_id=made.id, shown=shown, rows=[replace(shown[0], units=10)])
    few = preview_slots(db, by=by, now=now, booth_id=booth_id)

    assert both.places > one_late.places > few.places == 6  # ten strips, four of them for walk-ins


def test_a_booth_without_stations_or_bookings_gets_no_slots(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    stations = booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).stations
    save_stations(db, by=by, now=now, booth_id=made.booths["A"], shown=stations, rows=[])
    shown = services(db, by=by, now=now)
    save_services(db, by=by, now=now, shown=shown, rows=[shown[0], replace(shown[1], takes_bookings=False)])

    for letter in "AB":
        assert preview_slots(db, by=by, now=now, booth_id=made.booths[letter]).rows == ()


def test_slots_are_not_replaced_when_the_booth_changed_since_the_preview(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    preview = preview_slots(db, by=by, now=now, booth_id=made.booths["A"])
    shown = booths(db, by=by, now=now, market_id=made.id)
    save_booths(db, by=by, now=now, market_id=made.id, shown=shown, rows=[replace(shown[0], stations=3)])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=preview.revision)

    assert refused.value.theirs == {"revision": 2}


# ---------------------------------------------------------------- by hand


def save(
    db: Database, made: MadeMarket, by: Actor, now: datetime, *, shown: tuple[SlotRow, ...], rows: list[SlotRow]
) -> tuple[SlotRow, ...]:
    return save_slots(db, by=by, now=now, booth_id=made.booths["A"], shown=shown, rows=rows).rows


def shown_to(db: Database, made: MadeMarket, by: Actor, now: datetime) -> tuple[SlotRow, ...]:
    return slots(db, by=by, now=now, booth_id=made.booths["A"]).rows


def test_places_are_changed_added_and_taken_away(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 2, "10:15": 2}))
    first, second = shown_to(db, made, by, now)
    new = SlotRow(starts_at=at("11:00"), ends_at=at("11:20"), capacity=5)

    rows = save(db, made, by, now, shown=(first, second), rows=[replace(first, capacity=7), new])

    assert capacities(rows) == {"10:00": 7, "11:00": 5}


def test_a_slot_never_gets_smaller_than_what_is_booked(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 5}))
    shown = shown_to(db, made, by, now)
    for _ in range(3):
        book(db, made, "A", "10:00", now=now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], capacity=2)])
    rows = save(db, made, by, now, shown=shown, rows=[replace(shown[0], capacity=3)])

    assert (refused.value.kind, refused.value.count) == ("slot", 3)
    assert [(r.capacity, r.taken) for r in rows] == [(3, 3)]


def test_a_booked_slot_is_neither_moved_nor_deleted(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 5}))
    book(db, made, "A", "10:00", now=now)
    shown = shown_to(db, made, by, now)
    later = replace(shown[0], starts_at=at("10:05"))

    for rows in ([], [later]):
        with nothing_changes(db), pytest.raises(no.InUse):
            save(db, made, by, now, shown=shown, rows=rows)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"starts_at": None}, "starts_at", "missing"),
        ({"ends_at": None}, "ends_at", "missing"),
        ({"capacity": None}, "capacity", "missing"),
        ({"capacity": -1}, "capacity", "out_of_range"),
        ({"capacity": 501}, "capacity", "out_of_range"),
        ({"ends_at": at("11:00")}, "ends_at", "ends_before_it_starts"),
        ({"starts_at": at("08:45")}, "starts_at", "outside_hours"),
        ({"ends_at": at("12:15")}, "ends_at", "outside_hours"),
        ({"starts_at": at("10:00"), "ends_at": at("10:15")}, "starts_at", "taken"),
        ({"starts_at": at("10:10"), "ends_at": at("10:25")}, "starts_at", "taken"),
    ],
)
def test_a_bad_slot_is_named_by_row_and_field(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 2}))
    shown = shown_to(db, made, by, now)
    new = replace(SlotRow(starts_at=at("11:00"), ends_at=at("11:15"), capacity=2), **change)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save(db, made, by, now, shown=shown, rows=[*shown, new])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)


def test_the_second_of_two_who_edit_one_slot_sees_the_firsts_places(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 2, "10:15": 2}))
    shown = shown_to(db, made, by, now)
    save(db, made, by, now, shown=shown, rows=[replace(shown[0], capacity=4), shown[1]])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], capacity=1), shown[1]])
    rows = save(db, made, by, now, shown=shown, rows=[shown[0], replace(shown[1], capacity=6)])

    assert refused.value.theirs == {"capacity": 4}
    assert capacities(rows) == {"10:00": 4, "10:15": 6}


def test_a_booking_meanwhile_does_not_disturb_an_edit(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 2}))
    shown = shown_to(db, made, by, now)
    book(db, made, "A", "10:00", now=now)

    rows = save(db, made, by, now, shown=shown, rows=[replace(shown[0], capacity=4)])

    assert [(r.capacity, r.taken) for r in rows] == [(4, 1)]


def test_slots_of_a_market_that_is_over_are_not_edited(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), state=MarketState.CLOSED)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        save(db, made, by, now, shown=shown, rows=[])
    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1)
