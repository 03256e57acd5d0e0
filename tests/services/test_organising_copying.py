"""Next month's market in one tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.hours import booth_hours, save_shifts, save_stations
from kiosk.services.organising.markets import markets
from kiosk.services.organising.people import deactivate_staff
from kiosk.services.organising.rows import ShiftRow
from kiosk.services.organising.slots import slots
from kiosk.services.organising.wall_clock import moved, moved_span, same_day_of_month
from kiosk.store import Database
from models import refusals as no
from models.enums import MarketState
from models.market import Booth, Market, Slot
from models.places import Community
from tests.factories import DAY, BoothPlan, at, book, make_market, volunteer_of, walk_in
from tests.services.organisers import change, market_row, nothing_changes, organiser_of, planned

DECEMBER = date(2026, 12, 19)


def test_the_copy_is_a_draft_on_the_same_day_of_the_next_month(db: Database, now: datetime) -> None:
    made, by = planned(db, walk_in_share=0.3, no_show_rate=0.1, grace_minutes=25)

    plan = copy_market(db, by=by, now=now)

    assert (plan.state, plan.form.day, plan.copied_from_id) == (MarketState.DRAFT, DECEMBER, made.id)
    assert (plan.opens_at, plan.closes_at) == (at("09:00", DECEMBER), at("12:00", DECEMBER))
    assert (plan.form.walk_in_share, plan.form.no_show_rate, plan.form.grace_minutes) == (0.3, 0.1, 25)


def test_booths_stations_shifts_and_slots_come_along_and_tickets_do_not(db: Database, now: datetime) -> None:
    plan = BoothPlan("A", slots={"10:00": 2}, stations=2, units=60, partner=("医院", "Hospital"), takes_walk_ins=False)
    made, by = planned(db, plan, BoothPlan("C", slots={}))
    helper = volunteer_of(db, made, name="小周").staff_id
    shift = ShiftRow(None, helper, at("08:30"), at("12:00"))
    save_shifts(db, by=by, now=now, booth_id=made.booths["A"], shown=[], rows=[shift])
    stations = booth_hours(db, by=by, now=now, booth_id=made.booths["A"]).stations
    late = replace(stations[1], opens_at=at("10:00"))
    save_stations(db, by=by, now=now, booth_id=made.booths["A"], shown=stations, rows=[stations[0], late])
    change(db, Booth, made.booths["A"], name="血压角", x_cm=1200, rotation_deg=90)
    book(db, made, "A", "10:00", now=now)
    walk_in(db, made, "C", now=now)

    copy = copy_market(db, by=by, now=now)

    with db.reading() as session:
        twins = {b.letter: b for b in session.exec(select(Booth).where(Booth.market_id == copy.id))}
    twin = twins["A"]
    assert twins.keys() == {"A", "C"}
    assert (twin.name, twin.x_cm, twin.rotation_deg, twin.units) == ("血压角", 1200, 90, 60)
    assert (twin.promised, twin.last_number, twin.takes_walk_ins, twin.partner_id) == (0, 0, False, 1)
    hours = booth_hours(db, by=by, now=now, booth_id=twin.id or 0)
    assert [(s.ordinal, s.opens_at) for s in hours.stations] == [(1, None), (2, at("10:00", DECEMBER))]
    assert [(s.staff_id, s.starts_at) for s in hours.shifts] == [(helper, at("08:30", DECEMBER))]
    rows = slots(db, by=by, now=now, booth_id=twin.id or 0).rows
    assert [(r.starts_at, r.capacity, r.taken) for r in rows] == [(at("10:00", DECEMBER), 2, 0)]
    assert copy.tickets == 0


def test_who_left_the_staff_is_not_on_the_copy(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    stays, leaves = volunteer_of(db, made, "A", name="留下").staff_id, volunteer_of(db, made, "A", name="离开").staff_id
    deactivate_staff(db, by=by, now=now, staff_id=leaves or 0)

    copy = copy_market(db, by=by, now=now)

    with db.reading() as session:
        twin = session.exec(select(Booth).where(Booth.market_id == copy.id)).one()
    assert [s.staff_id for s in booth_hours(db, by=by, now=now, booth_id=twin.id or 0).shifts] == [stays]


def test_a_second_tap_names_the_draft_instead_of_making_another(db: Database, now: datetime) -> None:
    _, by = planned(db)
    draft = copy_market(db, by=by, now=now)

    with nothing_changes(db), pytest.raises(no.DayTaken) as refused:
        copy_market(db, by=by, now=now)

    assert (refused.value.market_id, refused.value.day) == (draft.id, DECEMBER)


def test_a_second_tap_is_harmless_even_when_there_are_only_drafts(db: Database, now: datetime) -> None:
    _, by = planned(db, state=MarketState.DRAFT)
    draft = copy_market(db, by=by, now=now)

    with nothing_changes(db), pytest.raises(no.DayTaken) as refused:
        copy_market(db, by=by, now=now)

    assert refused.value.market_id == draft.id


def test_the_last_market_counts_even_when_it_was_called_off(db: Database, now: datetime) -> None:
    make_market(db, day=date(2026, 10, 19), state=MarketState.CLOSED, name="十月")
    _, by = planned(db, state=MarketState.CANCELLED, name="十一月")

    assert copy_market(db, by=by, now=now).form.name == "十一月"


def test_of_two_on_one_day_the_one_that_was_held_counts(db: Database, now: datetime) -> None:
    make_market(db, state=MarketState.CLOSED, name="办了的")
    _, by = planned(db, state=MarketState.CANCELLED, name="取消的")

    assert copy_market(db, by=by, now=now).form.name == "办了的"


def test_an_old_market_is_copied_to_the_next_such_day_that_is_still_to_come(db: Database, now: datetime) -> None:
    old, by = planned(db, day=date(2026, 3, 19), state=MarketState.CLOSED)

    # On the 19th of November at 9:30 a market until noon is still to come; at noon it is not.
    first = copy_market(db, by=by, now=now, source_id=old.id)
    second = copy_market(db, by=by, now=at("12:00"), source_id=old.id)

    assert (first.form.day, second.form.day) == (DAY, DECEMBER)


def test_another_day_can_be_named(db: Database, now: datetime) -> None:
    _, by = planned(db)

    assert copy_market(db, by=by, now=now, day=date(2026, 12, 5)).opens_at == at("09:00", date(2026, 12, 5))


def test_a_past_day_and_a_day_in_ten_years_are_refused(db: Database, now: datetime) -> None:
    _, by = planned(db)

    for day, problem in ((DAY - timedelta(days=1), "in_the_past"), (date(2036, 1, 1), "too_far")):
        with nothing_changes(db), pytest.raises(no.Invalid) as refused:
            copy_market(db, by=by, now=now, day=day)
        assert refused.value.problem == problem


def test_without_any_market_there_is_nothing_to_copy(db: Database, now: datetime) -> None:
    made = make_market(db)
    with db.writing() as session:
        session.delete(session.get_one(Market, made.id))

    with pytest.raises(no.UnknownMarket):
        copy_market(db, by=organiser_of(db, made.community_id), now=now)


def test_a_thirty_first_becomes_the_months_end_and_comes_back(db: Database, now: datetime) -> None:
    _, by = planned(db, day=date(2027, 1, 31))
    later = at("08:00", date(2027, 1, 31))

    february = copy_market(db, by=by, now=later)
    change(db, Market, february.id, state=MarketState.PUBLISHED)
    march = copy_market(db, by=by, now=later)

    assert (february.form.day, march.form.day) == (date(2027, 2, 28), date(2027, 3, 31))


def test_nine_oclock_stays_nine_oclock_when_the_clock_changes(db: Database) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    october, november = date(2026, 10, 19), date(2026, 11, 19)
    made, by = planned(db, BoothPlan("A", slots={}), day=october, state=MarketState.CLOSED)
    change(db, Community, made.community_id, time_zone="Europe/Berlin")
    change(
        db,
        Market,
        made.id,
        opens_at=datetime(2026, 10, 19, 9, tzinfo=berlin).astimezone(UTC),
        closes_at=datetime(2026, 10, 19, 12, tzinfo=berlin).astimezone(UTC),
    )

    plan = copy_market(db, by=by, now=datetime(2026, 10, 20, tzinfo=UTC))

    assert plan.form.day == november
    assert (plan.form.opens, plan.form.closes) == (time(9), time(12))
    assert plan.opens_at - market_row(db, made.id).opens_at == timedelta(days=31, hours=1)


def test_slots_that_the_clock_makes_one_are_copied_once(db: Database) -> None:
    """A night market in Berlin: on the last Sunday of March the hour from two to three does not exist."""
    berlin = ZoneInfo("Europe/Berlin")
    night, spring = date(2027, 2, 28), date(2027, 3, 28)
    made, by = planned(db, BoothPlan("A", slots={}), day=night, state=MarketState.CLOSED)
    change(db, Community, made.community_id, time_zone="Europe/Berlin")
    opens_at = datetime(2027, 2, 28, 1, tzinfo=berlin).astimezone(UTC)
    change(db, Market, made.id, opens_at=opens_at, closes_at=opens_at + timedelta(hours=3))
    with db.writing() as session:
        for quarter in range(12):
            start = opens_at + timedelta(minutes=15 * quarter)
            end = start + timedelta(minutes=15)
            session.add(Slot(booth_id=made.booths["A"], starts_at=start, ends_at=end, capacity=1))

    plan = copy_market(db, by=by, now=datetime(2027, 3, 1, tzinfo=UTC))

    with db.reading() as session:
        twin = session.exec(select(Booth).where(Booth.market_id == plan.id)).one()
    starts = [row.starts_at for row in slots(db, by=by, now=opens_at, booth_id=twin.id or 0).rows]
    assert plan.form.day == spring
    assert len(starts) == len(set(starts)) == 8  # two hours on the wall are left of three


def test_the_newest_market_shows_first_after_copying(db: Database, now: datetime) -> None:
    _, by = planned(db)
    copy = copy_market(db, by=by, now=now)

    assert markets(db, by=by, now=now)[0].card.id == copy.id


# ---------------------------------------------------------------- the clock on the wall, without a database


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    months=st.integers(1, 60),
    wanted=st.integers(1, 31),
)
def test_the_wanted_day_is_kept_wherever_the_month_has_it(day: date, months: int, wanted: int) -> None:
    found = same_day_of_month(day, months_later=months, wanted=wanted)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == wanted or (found.day < wanted and (found + timedelta(days=1)).day == 1)


@given(
    instant=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    days=st.integers(-400, 400),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_moved_instant_keeps_its_time_on_the_wall(instant: datetime, days: int, zone: str) -> None:
    there = instant.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    before, after = (
        there.astimezone(ZoneInfo(zone)),
        moved(there, days=days, zone=ZoneInfo(zone)).astimezone(ZoneInfo(zone)),
    )
    assert after.date() == before.date() + timedelta(days=days)
    # Only in the hour that the clock jumps over is there no such time on the wall.
    jumped = after.replace(fold=0).utcoffset() != after.replace(fold=1).utcoffset() or _is_in_a_gap(before, days, zone)
    assert after.time() == before.time() or jumped


def _is_in_a_gap(before: datetime, days: int, zone: str) -> bool:
    wall = datetime.combine(before.date() + timedelta(days=days), before.time(), ZoneInfo(zone))
    return wall.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != wall.time()


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    minutes=st.integers(1, 300),
    days=st.integers(-60, 60),
)
def test_a_moved_span_never_turns_round(start: datetime, minutes: int, days: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    begin = start.replace(tzinfo=zone).astimezone(UTC)
    first, last = moved_span(begin, begin + timedelta(minutes=minutes), days=days, zone=zone)
    assert first < last
