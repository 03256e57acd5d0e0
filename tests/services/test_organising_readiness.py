"""The readiness list: what is missing is named, and a ready market is not bothered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from kiosk.engine.plaza.findings import PlazaRule
from kiosk.services.organising import readiness as listing
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.readiness_ground import CODES
from kiosk.services.organising.views import Point, Severity
from kiosk.store import Database
from models.actor import Actor
from models.catalogue import Partner, Service
from models.enums import FixtureKind, MarketState, Role, ServiceKind
from models.market import Booth, Market, Shift, Slot, Station
from models.places import Community, Fixture
from models.tickets import Visit
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, MadeMarket, at, make_market, volunteer_of
from tests.services.organisers import add_fixture, change, planned, staff_member

BEFORE = at("08:00", DAY - timedelta(days=7))
PARTNER = ("第二康复医院", "Hospital")


@pytest.fixture
def ready(db: Database) -> tuple[MadeMarket, Actor]:
    """Two booths 7 m apart with partners, slots, stations and a volunteer each: nothing to say."""
    made, by = planned(
        db,
        BoothPlan("A", partner=PARTNER),
        BoothPlan("B", partner=PARTNER),
        state=MarketState.DRAFT,
        walk_in_share=0.4,
        expected_visitors=2,
    )
    volunteer_of(db, made, "A", "B")
    return made, by


def points(db: Database, ready: tuple[MadeMarket, Actor], *, now: datetime = BEFORE) -> tuple[Point, ...]:
    made, by = ready
    return readiness(db, by=by, now=now, market_id=made.id).points


def codes(db: Database, ready: tuple[MadeMarket, Actor], *, now: datetime = BEFORE) -> list[tuple[str, str]]:
    return [(point.code, point.letter) for point in points(db, ready, now=now)]


def ground(db: Database, ready: tuple[MadeMarket, Actor]) -> list[tuple[str, str, int | None, int | None]]:
    """Code, letter, what was measured, the limit; of points about where something stands."""
    found = [(point, point.data["finding"]) for point in points(db, ready) if "finding" in point.data]
    return [(point.code, point.letter, finding.measured, finding.limit) for point, finding in found]


def booth_of(ready: tuple[MadeMarket, Actor], letter: str = "A") -> int:
    return ready[0].booths[letter]


def test_a_ready_market_has_no_open_points(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    made, by = ready
    listed = readiness(db, by=by, now=BEFORE, market_id=made.id)
    assert (listed.points, listed.errors, listed.is_ready) == ((), 0, True)


def test_errors_come_first_and_then_the_booths_in_order(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    change(db, Booth, booth_of(ready, "A"), partner_id=None)
    change(db, Booth, booth_of(ready, "B"), x_cm=-10)

    found = points(db, ready)

    assert [(p.severity, p.code, p.letter) for p in found] == [
        (Severity.ERROR, "outside_plaza", "B"),
        (Severity.WARNING, "no_partner", "A"),
    ]


def test_hours_that_are_over_are_an_error(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    assert codes(db, ready, now=at("12:00")) == [("hours_in_past", "")]
    assert codes(db, ready, now=at("11:59")) == []


def test_a_market_without_booths_is_an_error(db: Database) -> None:
    assert codes(db, planned(db)) == [("no_booths", "")]


# ---------------------------------------------------------------- stations, slots, shifts


def test_a_booth_needs_a_station_that_is_open(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    with db.reading() as session:
        station = session.exec(select(Station).where(Station.booth_id == booth_of(ready))).one()
    change(db, Station, station.id or 0, opens_at=at("12:00"), closes_at=at("13:00"))

    assert codes(db, ready) == [("no_station", "A")]


def test_places_while_no_station_is_open_are_an_error(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    with db.reading() as session:
        station = session.exec(select(Station).where(Station.booth_id == booth_of(ready))).one()
    change(db, Station, station.id or 0, opens_at=at("09:20"))

    assert [(p.code, p.data) for p in points(db, ready)] == [("slots_without_station", {"count": 2})]


def test_a_service_with_bookings_needs_places(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    _empty_slots(db, booth_of(ready))

    assert codes(db, ready) == [("no_slots", "A")]


@pytest.mark.parametrize("without", ["bookings", "share"])
def test_control_no_places_are_needed_where_nobody_books(
    db: Database, ready: tuple[MadeMarket, Actor], without: str
) -> None:
    _empty_slots(db, booth_of(ready), *([booth_of(ready, "B")] if without == "share" else []))
    if without == "bookings":
        _change_service(db, "A", takes_bookings=False)
    else:
        change(db, Market, ready[0].id, walk_in_share=1)

    assert codes(db, ready) == []


def test_a_booth_that_takes_neither_bookings_nor_walk_ins_is_an_error(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    _change_service(db, "A", takes_bookings=False)
    change(db, Booth, booth_of(ready), takes_walk_ins=False)

    assert codes(db, ready) == [("takes_nobody", "A")]


def test_places_outside_the_hours_are_an_error(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    change(db, Market, ready[0].id, opens_at=at("09:10"))

    assert [(p.code, p.letter, p.data) for p in points(db, ready) if p.severity is Severity.ERROR] == [
        ("slots_outside_hours", "A", {"count": 1}),
        ("slots_outside_hours", "B", {"count": 1}),
    ]


def test_more_places_than_units_are_an_error(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    change(db, Booth, booth_of(ready), units=7)

    assert [(p.code, p.data) for p in points(db, ready)] == [("more_places_than_units", {"places": 8, "units": 7})]


def test_more_places_than_the_rules_plan_are_a_warning(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    _change_service(db, "A", mean_minutes=30)

    found = points(db, ready)

    assert [(p.code, p.severity, p.data["places"]) for p in found] == [("too_many_places", Severity.WARNING, 8)]
    assert 0 < found[0].data["planned"] < 8


def test_a_booth_without_anybody_is_an_error_and_people_who_left_do_not_count(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    made, _ = ready
    left = staff_member(db, made.community_id, name="已离开", role=Role.VOLUNTEER, is_active=False)
    with db.writing() as session:
        for shift in session.exec(select(Shift).where(Shift.booth_id == booth_of(ready))):
            shift.staff_id = left.staff_id or 0

    assert codes(db, ready) == [("nobody_assigned", "A")]


def test_a_gap_between_shifts_is_a_warning_with_its_minutes(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    with db.writing() as session:
        shift = session.exec(select(Shift).where(Shift.booth_id == booth_of(ready))).one()
        shift.starts_at, shift.ends_at = at("08:30"), at("10:00")
        session.add(Shift(booth_id=shift.booth_id, staff_id=shift.staff_id, starts_at=at("10:30"), ends_at=at("11:50")))

    found = points(db, ready)

    assert [(p.code, p.severity, p.data) for p in found] == [
        ("shift_gap", Severity.WARNING, {"minutes": 40, "starts_at": at("10:00"), "ends_at": at("10:30")})
    ]


def test_what_is_switched_off_in_the_catalogue_is_a_warning(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    _change_service(db, "B", is_active=False)
    with db.reading() as session:
        partner = session.exec(select(Partner)).one()
    change(db, Partner, partner.id or 0, is_active=False)

    assert codes(db, ready) == [("partner_inactive", "A"), ("service_inactive", "B"), ("partner_inactive", "B")]


# ---------------------------------------------------------------- ground, power, water, noise


def test_power_must_be_within_the_communitys_longest_lead(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    """Booth A's centre is at 550, 650; an outlet at 1550, 1650 is 20 m of lead away, along x and y."""
    _change_service(db, "A", needs_power=True)
    assert ground(db, ready) == [("no_power", "A", None, 2000)]

    add_fixture(db, FixtureKind.OUTLET, x_cm=1550, y_cm=1650)
    assert points(db, ready) == ()

    change(db, Community, ready[0].community_id, lead_max_cm=1999)
    assert ground(db, ready) == [("no_power", "A", 2000, 1999)]


def test_water_must_be_within_reach_of_a_tap_and_an_outlet_is_no_tap(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    _change_service(db, "A", needs_water=True)
    add_fixture(db, FixtureKind.OUTLET, x_cm=550, y_cm=650)
    assert ground(db, ready) == [("no_water", "A", None, 2000)]

    add_fixture(db, FixtureKind.TAP, x_cm=2550, y_cm=651)
    assert ground(db, ready) == [("no_water", "A", 2001, 2000)]

    add_fixture(db, FixtureKind.TAP, x_cm=2550, y_cm=650)
    assert points(db, ready) == ()


def test_the_limits_are_the_communitys_own(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    _change_service(db, "A", needs_water=True)
    add_fixture(db, FixtureKind.TAP, x_cm=2550, y_cm=650)
    change(db, Community, ready[0].community_id, layout_limits={"hose_max_cm": 1999, "booth_gap_cm": 401})

    assert ground(db, ready) == [("booths_too_close", "A", 400, 401), ("no_water", "A", 2000, 1999)]


def test_booths_are_apart_and_do_not_overlap(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    change(db, Booth, booth_of(ready, "B"), x_cm=800, y_cm=500)
    assert points(db, ready) == ()

    change(db, Booth, booth_of(ready, "B"), x_cm=799)
    assert ground(db, ready) == [("booths_too_close", "A", 99, 100)]

    change(db, Booth, booth_of(ready, "B"), x_cm=699)
    assert ground(db, ready) == [("booths_overlap", "A", None, None)]


def test_a_turned_booth_takes_the_ground_it_then_covers(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    change(db, Booth, booth_of(ready, "A"), width_cm=800, depth_cm=200, rotation_deg=0)
    assert codes(db, ready) == [("booths_overlap", "A")]

    change(db, Booth, booth_of(ready, "A"), rotation_deg=90)
    assert codes(db, ready) == []


@pytest.mark.parametrize(
    ("kind", "code", "severity"),
    [
        (FixtureKind.FIRE_LANE, "in_fire_lane", Severity.ERROR),
        (FixtureKind.NO_GO, "in_no_go", Severity.ERROR),
        (FixtureKind.TREE, "on_fixture", Severity.WARNING),
        (FixtureKind.HYDRANT, "on_fixture", Severity.ERROR),
        (FixtureKind.STEPS, "on_fixture", Severity.ERROR),
        (FixtureKind.SEATS, "on_fixture", Severity.WARNING),
    ],
)
def test_what_must_stay_free_is_named(
    db: Database, ready: tuple[MadeMarket, Actor], kind: FixtureKind, code: str, severity: Severity
) -> None:
    for letter in "AB":
        change(db, Booth, booth_of(ready, letter), rotation_deg=180)  # so that nothing lies between them and the gate
    add_fixture(db, kind, x_cm=0, y_cm=600, width_cm=4000, depth_cm=400 if kind is FixtureKind.FIRE_LANE else 1)
    add_fixture(db, kind, x_cm=0, y_cm=550, width_cm=4000, depth_cm=400 if kind is FixtureKind.FIRE_LANE else 1)

    found = [point for point in points(db, ready) if point.code == code]

    assert {point.severity for point in found} == {severity}
    once_or_twice = ["A", "A", "B", "B"] if severity is Severity.ERROR and code != "on_fixture" else ["A", "B"]
    assert [point.letter for point in found] == once_or_twice


@pytest.mark.parametrize("kind", [FixtureKind.OUTLET, FixtureKind.TAP, FixtureKind.SHADE, FixtureKind.PITCH])
def test_control_shade_pitches_and_supplies_are_no_obstacle(
    db: Database, ready: tuple[MadeMarket, Actor], kind: FixtureKind
) -> None:
    add_fixture(db, kind, x_cm=0, y_cm=700, width_cm=4000, depth_cm=1)

    assert points(db, ready) == ()


def test_a_point_fixture_is_an_obstacle_inside_and_not_on_the_edge(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    add_fixture(db, FixtureKind.HYDRANT, x_cm=400, y_cm=600)
    assert points(db, ready) == ()

    add_fixture(db, FixtureKind.HYDRANT, x_cm=401, y_cm=600)
    assert [(p.code, p.letter, p.data["finding"].detail) for p in points(db, ready)] == [("on_fixture", "A", "hydrant")]


def test_a_loud_booth_near_a_quiet_one_is_a_warning_up_to_ten_metres(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    _change_service(db, "A", is_noisy=True)
    _change_service(db, "B", needs_quiet=True)

    assert ground(db, ready) == [("too_loud", "A", 700, 1000)]

    change(db, Booth, booth_of(ready, "B"), x_cm=1400)
    assert points(db, ready) == ()


def test_a_booth_that_no_wheelchair_reaches_cannot_be_published(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    add_fixture(db, FixtureKind.WALL, x_cm=0, y_cm=300, width_cm=3881, depth_cm=20)

    found = points(db, ready)

    assert [(p.code, p.severity, p.letter) for p in found] == [
        ("no_way_in", Severity.ERROR, "A"),
        ("no_way_in", Severity.ERROR, "B"),
    ]


def test_a_plaza_without_an_entrance_is_a_warning(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    with db.writing() as session:
        session.exec(select(Fixture).where(Fixture.kind == FixtureKind.ENTRANCE)).one().kind = FixtureKind.SHADE

    assert [(p.code, p.severity, p.letter) for p in points(db, ready)] == [("no_entrance", Severity.WARNING, "")]


def test_two_trees_in_one_line_are_said_once_by_the_nearer_one(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    """Four people in a line, booth A's front looking south from 500; each takes 75."""
    _change_service(db, "B", kind=ServiceKind.DROP_OFF)
    change(db, Market, ready[0].id, expected_visitors=40)
    for y_cm in (150, 300):
        add_fixture(db, FixtureKind.TREE, x_cm=540, y_cm=y_cm, width_cm=20, depth_cm=20)

    found = [(letter, room) for code, letter, room, _people in ground(db, ready) if code == "no_room_for_line"]

    assert ("A", 2) in found
    assert [letter for letter, _room in found].count("A") == 1


# ---------------------------------------------------------------- how many come


@pytest.mark.parametrize(("visits", "warned"), [(999, False), (1000, True)])
def test_a_thousand_visitors_last_time_ask_for_a_licence(
    db: Database, ready: tuple[MadeMarket, Actor], visits: int, warned: bool
) -> None:
    month_before = make_market(db, day=DAY.replace(month=10), state=MarketState.CLOSED)
    _visits(db, month_before.id, visits)

    found = points(db, ready)

    assert [(p.code, p.data) for p in found] == (
        [("many_visitors", {"visitors": 1000, "least": 1000, "source": "last_market"})] if warned else []
    )


def test_a_thousand_who_hold_tickets_ask_for_a_licence(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    _visits(db, ready[0].id, 1001)

    assert [(p.code, p.data) for p in points(db, ready)] == [
        ("many_visitors", {"visitors": 1001, "least": 1000, "source": "bookings"})
    ]


def test_a_thousand_whom_the_organiser_expects_ask_for_a_licence_and_it_is_said_once(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    change(db, Market, ready[0].id, expected_visitors=1000)

    assert [p.data for p in points(db, ready) if p.code in ("many_visitors", "permit")] == [
        {"visitors": 1000, "least": 1000, "source": "expected"}
    ]


def test_a_cancelled_market_says_nothing_about_how_many_come(db: Database, ready: tuple[MadeMarket, Actor]) -> None:
    called_off = make_market(db, day=DAY.replace(month=10), state=MarketState.CANCELLED)
    _visits(db, called_off.id, 2000)

    assert points(db, ready) == ()


# ---------------------------------------------------------------- the list itself


def test_two_booths_on_each_other_are_said_once_and_not_of_their_lines_too(
    db: Database, ready: tuple[MadeMarket, Actor]
) -> None:
    change(db, Market, ready[0].id, expected_visitors=60)
    change(db, Booth, booth_of(ready, "B"), x_cm=500)

    found = [point for point in points(db, ready) if len(point.data["finding"].ids) > 1]

    assert [(point.code, point.letter) for point in found] == [("booths_overlap", "A")]
    change(db, Booth, booth_of(ready, "B"), x_cm=710)  # beside each other their lines are news again
    change(db, Booth, booth_of(ready, "B"), rotation_deg=270)
    assert "no_room_for_line" in {point.code for point in points(db, ready) if len(point.data["finding"].ids) > 1}


def test_every_code_is_explained_where_it_is_defined() -> None:
    explained = {line.split("`")[1] for line in (listing.__doc__ or "").splitlines() if line.startswith("| `")}
    folder = Path(listing.__file__).parent
    said = set()
    for file in folder.glob("readiness*.py"):
        said |= {part.split('"')[1] for part in file.read_text(encoding="utf-8").split("Point(")[1:] if part[0] == '"'}
    assert said | set(CODES.values()) == explained


def test_every_rule_of_the_plaza_has_its_code_and_the_licence_is_said_by_many_visitors() -> None:
    assert set(CODES) == set(PlazaRule) - {PlazaRule.PERMIT}
    assert len(set(CODES.values())) == len(CODES)


def test_the_number_of_queries_does_not_grow_with_the_booths(
    db: Database, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    small = planned(db, BoothPlan("A"), day=DAY)
    many = [BoothPlan(letter) for letter in "ABCDEFGHIJKLMNOPQRST"]
    large = make_market(db, *many, day=DAY + timedelta(days=1))
    sent = []
    for market_id in (small[0].id, large.id):
        with count_queries() as queries:
            readiness(db, by=small[1], now=BEFORE, market_id=market_id)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 14


def _empty_slots(db: Database, *booth_ids: int) -> None:
    with db.writing() as session:
        for slot in session.exec(select(Slot)):
            if slot.booth_id in booth_ids:
                slot.capacity = 0


def _change_service(db: Database, letter: str, **columns: Any) -> None:
    with db.reading() as session:
        service = session.exec(select(Service).where(Service.name == f"项目{letter}")).one()
    change(db, Service, service.id or 0, **columns)


def _visits(db: Database, market_id: int, count: int) -> None:
    with db.writing() as session:
        session.add_all(Visit(market_id=market_id, created_at=BEFORE) for _ in range(count))
