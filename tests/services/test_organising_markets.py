"""A new market day, another day or other hours for it, and deleting a draft."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from kiosk.services.markets import market_view
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.forms import MarketForm
from kiosk.services.organising.hours import booth_hours, save_shifts, save_stations
from kiosk.services.organising.markets import create_market, delete_market, edit_market, market_plan, markets
from kiosk.services.organising.rows import ShiftRow
from kiosk.services.organising.slots import slots
from kiosk.services.tickets import cancel as cancel_ticket
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketPhase, MarketState
from models.market import Booth, Market, Slot
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, MadeMarket, at, book, make_market, volunteer_of
from tests.services.organisers import (
    ON_ONE_DATABASE,
    audits,
    market_row,
    nothing_changes,
    organiser_of,
    planned,
    plaza_of,
)

NEXT_WEEK = DAY + timedelta(days=7)


def form(db: Database, **changes: Any) -> MarketForm:
    ordinary = MarketForm("益路向阳", NEXT_WEEK, time(9), time(12), plaza_of(db), "Sunny side market")
    return replace(ordinary, **changes)


def edit(db: Database, made: MadeMarket, by: Actor, now: datetime, **changes: Any) -> MarketForm:
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    return edit_market(db, by=by, now=now, market_id=made.id, shown=shown, wanted=replace(shown, **changes)).form


# ---------------------------------------------------------------- a new one


def test_a_new_market_is_a_draft_on_the_wall_clock_of_its_community(db: Database, now: datetime) -> None:
    _, by = planned(db)

    plan = create_market(db, by=by, now=now, form=form(db))

    assert (plan.state, plan.phase, plan.form.day) == (MarketState.DRAFT, MarketPhase.DRAFT, NEXT_WEEK)
    assert (plan.opens_at, plan.closes_at) == (at("09:00", NEXT_WEEK), at("12:00", NEXT_WEEK))
    assert market_plan(db, by=by, now=now, market_id=plan.id) == plan


def test_a_second_tap_creates_no_second_market_and_names_the_first(db: Database, now: datetime) -> None:
    _, by = planned(db)
    plan = create_market(db, by=by, now=now, form=form(db))

    with nothing_changes(db), pytest.raises(no.DayTaken) as refused:
        create_market(db, by=by, now=now, form=form(db))

    assert (refused.value.day, refused.value.market_id) == (NEXT_WEEK, plan.id)


def test_a_cancelled_market_leaves_its_day_free(db: Database, now: datetime) -> None:
    _, by = planned(db, day=NEXT_WEEK, state=MarketState.CANCELLED)

    assert create_market(db, by=by, now=now, form=form(db)).form.day == NEXT_WEEK


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"day": DAY - timedelta(days=1)}, "day", "in_the_past"),
        ({"day": DAY, "closes": time(9, 30), "opens": time(8)}, "day", "in_the_past"),
        ({"day": date(2030, 1, 1)}, "day", "too_far"),
        ({"day": date.max}, "day", "too_far"),
        ({"name": ""}, "name", "missing"),
        ({"name": "市" * 10_000}, "name", "too_long"),
        ({"opens": time(12), "closes": time(12)}, "closes", "ends_before_it_starts"),
        ({"plaza_id": 999}, "plaza_id", "not_in_the_list"),
        ({"walk_in_share": 1.5}, "walk_in_share", "out_of_range"),
        ({"no_show_rate": 0.95}, "no_show_rate", "out_of_range"),
        ({"grace_minutes": 121}, "grace_minutes", "out_of_range"),
    ],
)
def test_a_bad_market_is_refused_by_field(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    _, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        create_market(db, by=by, now=now, form=form(db, **change))

    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_market_may_begin_today_as_long_as_it_is_not_over(db: Database, now: datetime) -> None:
    made = make_market(db, state=MarketState.CANCELLED)
    by = organiser_of(db, made.community_id)

    assert create_market(db, by=by, now=now, form=form(db, day=DAY)).phase is MarketPhase.DRAFT


def test_the_list_has_the_latest_day_first_with_booths_and_of_this_community_only(
    db: Database, now: datetime, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    _, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    make_market(db, day=NEXT_WEEK, state=MarketState.DRAFT)

    with count_queries() as queries:
        listed = markets(db, by=by, now=now)

    assert [(line.card.day, line.card.phase, line.booths) for line in listed] == [
        (NEXT_WEEK, MarketPhase.DRAFT, 0),
        (DAY, MarketPhase.OPEN, 2),
    ]
    assert len(queries) <= 2


# ---------------------------------------------------------------- editing


def test_name_and_rules_of_a_running_market_can_be_edited(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    book(db, made, "A", "09:45", now=now)

    edited = edit(db, made, by, now, name="冬日市集", grace_minutes=20, walk_in_share=0.5)

    assert (edited.name, edited.grace_minutes, edited.walk_in_share) == ("冬日市集", 20, 0.5)
    assert audits(db)[-1].detail == {"fields": ["grace_minutes", "name", "walk_in_share"]}


def test_people_see_that_something_changed(db: Database, now: datetime) -> None:
    made, by = planned(db)

    edit(db, made, by, now, name="冬日市集")

    assert market_row(db, made.id).revision == 2


def test_of_two_who_edit_one_market_the_second_sees_what_changed(db: Database, now: datetime) -> None:
    made, by = planned(db)
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    edit(db, made, by, now, closes=time(12, 30))

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        edit_market(
            db, by=by, now=now, market_id=made.id, shown=shown, wanted=replace(shown, closes=time(13), name="别名")
        )

    assert refused.value.theirs == {"closes": time(12, 30)}


def test_a_ticket_given_out_meanwhile_does_not_disturb_an_edit(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    book(db, made, "A", "09:45", now=now)

    edited = edit_market(db, by=by, now=now, market_id=made.id, shown=shown, wanted=replace(shown, name="别名"))

    assert edited.form.name == "别名"


@pytest.mark.parametrize("state", [MarketState.CLOSED, MarketState.CANCELLED])
def test_what_is_over_is_not_edited(db: Database, now: datetime, state: MarketState) -> None:
    made, by = planned(db, state=state)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        edit(db, made, by, now, name="别名")


def test_an_unknown_market_is_unknown(db: Database, now: datetime) -> None:
    _, by = planned(db)

    with pytest.raises(no.UnknownMarket):
        market_plan(db, by=by, now=now, market_id=999)


# ---------------------------------------------------------------- other hours


def test_hours_that_would_leave_bookings_outside_are_refused_with_their_number(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:45": 2, "11:30": 3}), BoothPlan("B", slots={"11:45": 2}))
    for letter, clock in (("A", "11:30"), ("A", "11:30"), ("B", "11:45"), ("A", "09:45")):
        book(db, made, letter, clock, now=now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        edit(db, made, by, now, closes=time(11, 30))

    assert (refused.value.kind, refused.value.count) == ("market", 3)


def test_control_hours_change_when_those_bookings_are_cancelled(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:45": 2, "11:30": 3}))
    ticket = book(db, made, "A", "11:30", now=now)
    cancel_ticket(db, ticket.code, by=RESIDENT, now=now)

    edited = edit(db, made, by, now, closes=time(11, 30))

    assert edited.closes == time(11, 30)
    left = slots(db, by=by, now=now, booth_id=made.booths["A"]).rows
    # The slot that the cancelled ticket names cannot go, but nobody can book it any more.
    assert [(row.starts_at, row.capacity) for row in left] == [(at("09:45"), 2), (at("11:30"), 0)]
    seen = market_view(db, made.id, now=now).booth(made.booths["A"])
    assert seen is not None
    assert [slot.starts_at for slot in seen.slots] == [at("09:45")]


def test_free_slots_outside_the_new_hours_go(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"09:45": 2, "11:30": 3}))

    edit(db, made, by, now, closes=time(11, 30))

    assert [row.starts_at for row in slots(db, by=by, now=now, booth_id=made.booths["A"]).rows] == [at("09:45")]


def test_a_shift_of_all_hours_follows_the_hours_and_a_part_of_them_stays(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    whole, part = (volunteer_of(db, made, name=name).staff_id for name in ("整天", "半天"))
    rows = [ShiftRow(None, whole, at("09:00"), at("12:00")), ShiftRow(None, part, at("10:00"), at("11:00"))]
    save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=rows)

    edit(db, made, by, now, opens=time(8, 30), closes=time(12, 30))

    shifts = booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).shifts
    assert [(s.staff_id, s.starts_at, s.ends_at) for s in shifts] == [
        (whole, at("08:30"), at("12:30")),
        (part, at("10:00"), at("11:00")),
    ]


def test_a_running_market_does_not_end_in_the_past(db: Database, now: datetime) -> None:
    made, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        edit(db, made, by, now, closes=time(9, 15))

    assert (refused.value.field, refused.value.problem) == ("closes", "in_the_past")


# ---------------------------------------------------------------- another day


def test_everything_moves_to_another_day_at_the_same_time_on_the_wall(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"10:00": 2}))
    booth_id = made.booths["A"]
    helper = volunteer_of(db, made, name="小周").staff_id
    save_shifts(
        db, by=by, now=now, booth_id=booth_id, shown=[], rows=[ShiftRow(None, helper, at("08:30"), at("12:00"))]
    )
    station = booth_hours(db, by=by, now=now, booth_id=booth_id).stations
    late = replace(station[0], opens_at=at("10:00"))
    save_stations(db, by=by, now=now, booth_id=booth_id, shown=station, rows=[late])

    edit(db, made, by, now, day=NEXT_WEEK)

    hours = booth_hours(db, by=by, now=now, booth_id=booth_id)
    assert (hours.opens_at, hours.closes_at) == (at("09:00", NEXT_WEEK), at("12:00", NEXT_WEEK))
    assert hours.stations[0].opens_at == at("10:00", NEXT_WEEK)
    assert [(s.starts_at, s.ends_at) for s in hours.shifts] == [(at("08:30", NEXT_WEEK), at("12:00", NEXT_WEEK))]
    assert slots(db, by=by, now=now, booth_id=booth_id).rows[0].starts_at == at("10:00", NEXT_WEEK)


def test_a_market_with_tickets_keeps_its_day(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    book(db, made, "A", "09:45", now=now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        edit(db, made, by, now, day=NEXT_WEEK)

    assert refused.value.count == 1


def test_a_market_does_not_move_onto_anothers_day(db: Database, now: datetime) -> None:
    made, by = planned(db)
    other = make_market(db, day=NEXT_WEEK)

    with nothing_changes(db), pytest.raises(no.DayTaken) as refused:
        edit(db, made, by, now, day=NEXT_WEEK)

    assert refused.value.market_id == other.id


# ---------------------------------------------------------------- deleting


def test_a_draft_is_deleted_with_its_booths_and_told_in_the_audit(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    volunteer_of(db, made, "A", "B")
    draft = copy_market(db, by=by, now=now, source_id=made.id)

    delete_market(db, by=by, now=now, market_id=draft.id)

    assert [line.card.id for line in markets(db, by=by, now=now)] == [made.id]
    with db.reading() as session:
        assert len(session.exec(select(Booth)).all()) == 2
        assert {s.booth_id for s in session.exec(select(Slot))} == set(made.booths.values())
    told = [(row.action, row.market_id) for row in audits(db)]
    assert told == [("copy_market", None), ("delete_market", None)]
    assert audits(db)[-1].detail == {"name": "益路向阳", "day": "2026-12-19"}


def test_a_new_market_inherits_no_audit_from_a_deleted_one(db: Database, now: datetime) -> None:
    _, by = planned(db)
    draft = create_market(db, by=by, now=now, form=form(db))
    delete_market(db, by=by, now=now, market_id=draft.id)

    again = create_market(db, by=by, now=now, form=form(db))

    assert [row.action for row in audits(db) if row.market_id == again.id] == ["create_market"]


@pytest.mark.parametrize("state", [MarketState.PUBLISHED, MarketState.OPEN, MarketState.CLOSED, MarketState.CANCELLED])
def test_only_drafts_are_deleted(db: Database, now: datetime, state: MarketState) -> None:
    made, by = planned(db, state=state)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        delete_market(db, by=by, now=now, market_id=made.id)


def test_a_draft_with_tickets_stays(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    book(db, made, "A", "09:45", now=now)
    with db.writing() as session:
        session.get_one(Market, made.id).state = MarketState.DRAFT

    with nothing_changes(db), pytest.raises(no.InUse):
        delete_market(db, by=by, now=now, market_id=made.id)
