"""The table of a market's booths."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from kiosk.services.organising.booths import booths, save_booths
from kiosk.services.organising.hours import booth_hours, save_stations
from kiosk.services.organising.rows import BoothRow
from kiosk.services.organising.slots import generate_slots, slots
from kiosk.services.queues import call_next
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState
from models.market import Booth, Shift, Slot, Station
from tests.factories import BoothPlan, MadeMarket, book, volunteer_of, walk_in
from tests.services.organisers import ON_ONE_DATABASE, audits, market_row, nothing_changes, planned

NEW = BoothRow(letter="J", service_id=1, x_cm=3000, y_cm=0, stations=2)


def save(
    db: Database, made: MadeMarket, by: Actor, now: datetime, *, shown: tuple[BoothRow, ...], rows: list[BoothRow]
) -> tuple[BoothRow, ...]:
    return save_booths(db, by=by, now=now, market_id=made.id, shown=shown, rows=rows)


def shown_to(db: Database, made: MadeMarket, by: Actor, now: datetime) -> tuple[BoothRow, ...]:
    return booths(db, by=by, now=now, market_id=made.id)


def test_all_booths_of_a_market_are_saved_in_one_call(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    a, b, c = shown_to(db, made, by, now)

    saved = save(db, made, by, now, shown=(a, b, c), rows=[replace(a, x_cm=0, rotation_deg=90, units=60), c, NEW])

    assert [(r.letter, r.x_cm, r.units, r.stations) for r in saved] == [
        ("A", 0, 60, 1), ("C", c.x_cm, None, 1), ("J", 3000, None, 2),
    ]  # fmt: skip
    assert saved == shown_to(db, made, by, now)
    assert [r.revision for r in saved] == [2, 1, 1]
    assert market_row(db, made.id).revision == 2
    assert audits(db)[-1].detail == {
        "added": ["J"], "changed": {"A": ["rotation_deg", "units", "x_cm"]}, "deleted": ["B"],
    }  # fmt: skip


def test_a_deleted_booth_takes_its_stations_shifts_and_slots_along(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    volunteer_of(db, made, "B")
    a, b = shown_to(db, made, by, now)

    save(db, made, by, now, shown=(a, b), rows=[a])

    with db.reading() as session:
        left = [*session.exec(select(Station)), *session.exec(select(Slot)), *session.exec(select(Shift))]
    assert {row.booth_id for row in left} == {made.booths["A"]}


def test_a_table_saved_as_it_is_changes_nothing(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    rows = shown_to(db, made, by, now)

    with nothing_changes(db):
        assert save(db, made, by, now, shown=rows, rows=[*rows, BoothRow()]) == rows


def test_letters_can_be_passed_on_and_swapped(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    a, b, c = shown_to(db, made, by, now)

    ring = save(
        db,
        made,
        by,
        now,
        shown=(a, b, c),
        rows=[replace(a, letter="B"), replace(b, letter="C"), replace(c, letter="a")],
    )

    assert {r.letter: r.id for r in ring} == {"B": a.id, "C": b.id, "A": c.id}


def test_the_letter_of_a_deleted_booth_is_free_in_the_same_call(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    a, b = shown_to(db, made, by, now)

    saved = save(db, made, by, now, shown=(a, b), rows=[replace(b, letter="A")])

    assert [(r.id, r.letter) for r in saved] == [(b.id, "A")]


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"letter": ""}, "letter", "missing"),
        ({"letter": "AB"}, "letter", "not_a_choice"),
        ({"letter": "甲"}, "letter", "not_a_choice"),
        ({"letter": "🎪"}, "letter", "not_a_choice"),
        ({"letter": "a"}, "letter", "taken"),
        ({"service_id": None}, "service_id", "missing"),
        ({"service_id": 999}, "service_id", "not_in_the_list"),
        ({"partner_id": 999}, "partner_id", "not_in_the_list"),
        ({"x_cm": None}, "x_cm", "missing"),
        ({"width_cm": None}, "width_cm", "missing"),
        ({"width_cm": 10}, "width_cm", "out_of_range"),
        ({"rotation_deg": 45}, "rotation_deg", "not_a_choice"),
        ({"x_cm": -1}, "x_cm", "outside_plaza"),
        ({"x_cm": 3701}, "x_cm", "outside_plaza"),
        ({"y_cm": 2201}, "y_cm", "outside_plaza"),
        ({"x_cm": 3500, "width_cm": 300, "depth_cm": 600, "rotation_deg": 90}, "x_cm", "outside_plaza"),
        ({"units": -1}, "units", "out_of_range"),
        ({"stations": 0}, "stations", "out_of_range"),
        ({"stations": 21}, "stations", "out_of_range"),
        ({"stations": None}, "stations", "missing"),
        ({"name": "名" * 10_000}, "name", "too_long"),
    ],
)
def test_a_half_filled_or_bad_row_is_named_and_nothing_is_saved(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], name="改了"), replace(NEW, **change)])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)


def test_control_the_same_row_filled_is_saved(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = shown_to(db, made, by, now)

    assert len(save(db, made, by, now, shown=shown, rows=[shown[0], replace(NEW, x_cm=3700, y_cm=2200)])) == 2


# ---------------------------------------------------------------- two organisers


def test_the_second_of_two_who_save_one_booth_sees_what_changed_and_nothing_is_lost(
    db: Database, now: datetime
) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    shown = shown_to(db, made, by, now)
    save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=0, units=60), shown[1]])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], y_cm=0), replace(shown[1], y_cm=0)])

    assert (refused.value.kind, refused.value.name) == ("booth", "A")
    assert refused.value.theirs == {"x_cm": 0, "units": 60}


def test_rows_i_did_not_touch_are_not_written_with_my_stale_copy(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    shown = shown_to(db, made, by, now)
    save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=0), shown[1]])

    saved = save(db, made, by, now, shown=shown, rows=[shown[0], replace(shown[1], x_cm=50)])

    assert [r.x_cm for r in saved] == [0, 50]


def test_a_booth_that_a_colleague_added_stays_when_i_save(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = shown_to(db, made, by, now)
    save(db, made, by, now, shown=shown, rows=[*shown, NEW])

    saved = save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=50)])

    assert [(r.letter, r.x_cm) for r in saved] == [("A", 50), ("J", 3000)]


def test_the_same_save_twice_is_one_save(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = shown_to(db, made, by, now)
    wanted = [replace(shown[0], x_cm=50)]
    first = save(db, made, by, now, shown=shown, rows=wanted)

    with nothing_changes(db):
        assert save(db, made, by, now, shown=shown, rows=wanted) == first


def test_a_colleagues_new_slots_do_not_disturb_a_moved_booth_but_its_deletion(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    shown = shown_to(db, made, by, now)
    generate_slots(db, by=by, now=now, booth_id=made.booths["A"], revision=1)

    with nothing_changes(db), pytest.raises(no.Changed):
        save(db, made, by, now, shown=shown, rows=[shown[1]])
    assert save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=50), shown[1]])[0].x_cm == 50


# ---------------------------------------------------------------- what tickets forbid


def test_a_booth_with_tickets_is_not_deleted(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save(db, made, by, now, shown=shown, rows=[])

    assert (refused.value.kind, refused.value.count, shown[0].tickets) == ("booth", 1, 1)


@pytest.mark.parametrize("change", [{"letter": "Z"}, {"service_id": 2}])
def test_with_tickets_a_booth_keeps_its_letter_and_its_service(
    db: Database, now: datetime, change: dict[str, Any]
) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    walk_in(db, made, "A", now=now)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.InUse):
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], **change), shown[1]])


def test_units_never_fall_below_what_is_promised(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", units=10))
    for _ in range(3):
        walk_in(db, made, "A", now=now)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], units=2)])
    saved = save(db, made, by, now, shown=shown, rows=[replace(shown[0], units=3)])

    assert refused.value.count == 3
    assert saved[0].units == 3
    with pytest.raises(no.BoothFull):
        walk_in(db, made, "A", now=now)


def test_an_edit_keeps_numbers_and_promises_as_they_are(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", units=10))
    shown = shown_to(db, made, by, now)
    walk_in(db, made, "A", now=now)

    save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=50)])

    with db.reading() as session:
        booth = session.get_one(Booth, made.booths["A"])
    assert (booth.promised, booth.last_number) == (1, 1)
    assert walk_in(db, made, "A", now=now).number == "A002"


# ---------------------------------------------------------------- stations


def test_stations_come_behind_the_last_and_go_from_the_end(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=2))
    shown = shown_to(db, made, by, now)

    more = save(db, made, by, now, shown=shown, rows=[replace(shown[0], stations=4)])
    assert _ordinals(db, made, by, now) == [1, 2, 3, 4]
    save(db, made, by, now, shown=more, rows=[replace(more[0], stations=1)])
    assert _ordinals(db, made, by, now) == [1]


def test_a_station_at_which_people_were_served_stays(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=2))
    for _ in range(2):
        walk_in(db, made, "A", now=now)
        call_next(db, made.booths["A"], by=by, now=now)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], stations=1)])

    assert (refused.value.kind, refused.value.count) == ("station", 1)


def test_a_booth_whose_stations_were_all_deleted_can_still_be_saved(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    stations = booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).stations
    save_stations(db, by=by, now=now, booth_id=made.booths["A"], shown=stations, rows=[])
    shown = shown_to(db, made, by, now)

    saved = save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=50)])

    assert (saved[0].stations, saved[0].x_cm) == (0, 50)


def _ordinals(db: Database, made: MadeMarket, by: Actor, now: datetime) -> list[int | None]:
    return [s.ordinal for s in booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).stations]


# ---------------------------------------------------------------- states


@pytest.mark.parametrize("state", [MarketState.CLOSED, MarketState.CANCELLED])
def test_booths_of_a_market_that_is_over_are_not_edited(db: Database, now: datetime, state: MarketState) -> None:
    made, by = planned(db, BoothPlan("A"), state=state)
    shown = shown_to(db, made, by, now)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        save(db, made, by, now, shown=shown, rows=[replace(shown[0], x_cm=50)])


def test_booked_slots_survive_an_edit_of_their_booth(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 2}))
    book(db, made, "A", "11:00", now=now)
    shown = shown_to(db, made, by, now)

    save(db, made, by, now, shown=shown, rows=[replace(shown[0], stations=2)])

    assert [(r.capacity, r.taken) for r in slots(db, by=by, now=now, booth_id=made.booths["A"]).rows] == [(2, 1)]
