"""The stations and shifts of a booth."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.services.organising.hours import booth_hours, save_shifts, save_stations
from kiosk.services.organising.rows import ShiftRow, StationRow
from kiosk.services.queues import call_next
from kiosk.services.staff import my_booths
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState, Role
from tests.factories import DAY, BoothPlan, MadeMarket, at, walk_in
from tests.services.organisers import ON_ONE_DATABASE, audits, market_row, nothing_changes, planned, staff_member

LATE = StationRow(ordinal=2, opens_at=at("10:00"))


@pytest.fixture
def made(db: Database) -> MadeMarket:
    return planned(db, BoothPlan("A"))[0]


@pytest.fixture
def by(db: Database, made: MadeMarket) -> Actor:
    return staff_member(db, made.community_id, name="主任", role=Role.ORGANISER)


@pytest.fixture
def helper(db: Database, made: MadeMarket) -> Actor:
    return staff_member(db, made.community_id, name="小周", role=Role.VOLUNTEER)


def test_stations_are_added_with_their_own_hours_and_deleted(
    db: Database, now: datetime, made: MadeMarket, by: Actor
) -> None:
    booth_id = made.booths["A"]
    shown = booth_hours(db, by=by, now=now, booth_id=booth_id).stations

    two = save_stations(db, by=by, now=now, booth_id=booth_id, shown=shown, rows=[*shown, LATE])
    one = save_stations(db, by=by, now=now, booth_id=booth_id, shown=two.stations, rows=two.stations[1:])

    assert [(s.ordinal, s.opens_at, s.closes_at) for s in two.stations] == [(1, None, None), (2, at("10:00"), None)]
    assert [s.ordinal for s in one.stations] == [2]
    assert market_row(db, made.id).revision == 3
    assert audits(db)[-1].detail == {"letter": "A", "added": 0, "changed": 0, "deleted": 1}


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        (StationRow(opens_at=at("10:00")), "ordinal", "missing"),
        (replace(LATE, ordinal=0), "ordinal", "out_of_range"),
        (replace(LATE, ordinal=1), "ordinal", "taken"),
        (replace(LATE, closes_at=at("10:00")), "closes_at", "ends_before_it_starts"),
        (replace(LATE, opens_at=at("08:00")), "opens_at", "outside_hours"),
        (replace(LATE, closes_at=at("12:30")), "closes_at", "outside_hours"),
    ],
)
def test_a_bad_station_is_named_by_row_and_field(
    db: Database, now: datetime, row: StationRow, field: str, problem: str
) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).stations

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_stations(db, by=by, now=now, booth_id=made.booths["A"], shown=shown, rows=[*shown, row])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)


def test_a_station_with_tickets_is_not_deleted(db: Database, now: datetime, made: MadeMarket, by: Actor) -> None:
    booth_id = made.booths["A"]
    shown = booth_hours(db, by=by, now=now, booth_id=booth_id).stations
    walk_in(db, made, "A", now=now)
    call_next(db, booth_id, by=by, now=now)

    with nothing_changes(db), pytest.raises(no.InUse):
        save_stations(db, by=by, now=now, booth_id=booth_id, shown=shown, rows=[])


def test_of_two_who_change_one_stations_hours_the_second_sees_the_firsts(
    db: Database, now: datetime, made: MadeMarket, by: Actor
) -> None:
    booth_id = made.booths["A"]
    shown = booth_hours(db, by=by, now=now, booth_id=booth_id).stations
    theirs, mine = replace(shown[0], opens_at=at("10:00")), replace(shown[0], closes_at=at("11:00"))
    save_stations(db, by=by, now=now, booth_id=booth_id, shown=shown, rows=[theirs])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        save_stations(db, by=by, now=now, booth_id=booth_id, shown=shown, rows=[mine])

    assert (refused.value.name, refused.value.theirs) == ("A 1", {"opens_at": at("10:00")})


# ---------------------------------------------------------------- shifts


def test_who_has_a_shift_runs_the_queue_and_who_lost_it_does_not(
    db: Database, now: datetime, made: MadeMarket, by: Actor, helper: Actor
) -> None:
    booth_id = made.booths["A"]
    shift = ShiftRow(staff_id=helper.staff_id, starts_at=at("08:00"), ends_at=at("13:00"))

    given = save_shifts(db, by=by, now=now, booth_id=booth_id, shown=[], rows=[shift])
    assert [b.booth_id for b in my_booths(db, by=helper, now=now)] == [booth_id]
    save_shifts(db, by=by, now=now, booth_id=booth_id, shown=given.shifts, rows=[])
    assert my_booths(db, by=helper, now=now) == []


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"staff_id": None}, "staff_id", "missing"),
        ({"staff_id": 999}, "staff_id", "not_in_the_list"),
        ({"starts_at": None}, "starts_at", "missing"),
        ({"ends_at": at("09:00")}, "ends_at", "ends_before_it_starts"),
        ({"starts_at": at("02:59")}, "starts_at", "outside_hours"),
        ({"starts_at": at("12:00")}, "starts_at", "outside_hours"),
        ({"ends_at": at("18:01")}, "ends_at", "outside_hours"),
        ({"starts_at": at("07:00"), "ends_at": at("09:00")}, "ends_at", "outside_hours"),
        ({"starts_at": at("09:00", DAY.replace(day=18))}, "starts_at", "outside_hours"),
    ],
)
def test_a_bad_shift_is_named_by_row_and_field(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    made, by = planned(db, BoothPlan("A"))
    good = ShiftRow(staff_id=by.staff_id, starts_at=at("09:00"), ends_at=at("12:30"))

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=[replace(good, **change)])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (0, field, problem)


def test_one_person_has_one_shift_at_a_time_and_strangers_have_none(
    db: Database, now: datetime, made: MadeMarket, by: Actor, helper: Actor
) -> None:
    gone = staff_member(db, made.community_id, name="已离开", role=Role.VOLUNTEER, is_active=False)
    shift = ShiftRow(staff_id=helper.staff_id, starts_at=at("09:00"), ends_at=at("12:00"))

    for second, problem in ((shift, "taken"), (replace(shift, staff_id=gone.staff_id), "not_in_the_list")):
        with nothing_changes(db), pytest.raises(no.Invalid) as refused:
            save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=[shift, second])
        assert (refused.value.row, refused.value.problem) == (1, problem)


def test_two_organisers_who_add_two_people_both_keep_them(
    db: Database, now: datetime, made: MadeMarket, by: Actor, helper: Actor
) -> None:
    other = staff_member(db, made.community_id, name="小吴", role=Role.VOLUNTEER)
    first, second = (ShiftRow(None, one.staff_id, at("09:00"), at("12:00")) for one in (helper, other))
    save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=[first])

    saved = save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=[second])

    assert {s.staff_id for s in saved.shifts} == {helper.staff_id, other.staff_id}


def test_hours_of_a_closed_market_are_not_edited(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("B"), day=DAY.replace(day=18), state=MarketState.CLOSED)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        save_stations(db, by=by, now=now, booth_id=made.booths["B"], shown=[], rows=[StationRow(ordinal=9)])


def test_an_unknown_booth_is_unknown(db: Database, now: datetime, by: Actor) -> None:
    with pytest.raises(no.UnknownBooth):
        booth_hours(db, by=by, now=now, booth_id=999)
