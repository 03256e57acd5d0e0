"""The staff list: PINs told once, devices signed out, and always somebody left to organise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from sqlmodel import select

from kiosk.services.organising.people import (
    add_staff,
    assign_booths,
    deactivate_staff,
    reactivate_staff,
    rename_staff,
    reset_pin,
    set_role,
    sign_out_everywhere,
    staff_list,
)
from kiosk.services.staff import my_booths, sign_in, who
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState, Role
from models.market import Shift
from models.people import Staff
from tests.conftest import Queries
from tests.factories import BoothPlan, at, make_market, volunteer_of
from tests.services.organisers import (
    ON_ONE_DATABASE,
    actions,
    audits,
    everything,
    make_hashing_cheap,
    nothing_changes,
    organiser_of,
    planned,
    staff_member,
)


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


@pytest.fixture
def by(db: Database) -> Actor:
    return planned(db)[1]


def names(db: Database, by: Actor, now: datetime) -> list[str]:
    return [line.name for line in staff_list(db, by=by, now=now)]


# ---------------------------------------------------------------- adding and PINs


def test_a_new_volunteer_signs_in_with_the_pin_that_was_told_once(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="  小周 ", role=Role.VOLUNTEER)

    session = sign_in(db, fresh.pin, client="tablet", now=now)

    assert (session.name, session.role) == ("小周", Role.VOLUNTEER)
    assert len(fresh.pin) == 6
    assert fresh.pin.isdigit()
    actor = who(db, token=session.token, now=now)
    assert actor is not None
    assert (actor.staff_id, actor.community_id) == (fresh.staff_id, by.community_id)


def test_a_pin_is_nowhere_in_the_database_or_the_audit(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)

    kept = everything(db)

    assert fresh.pin not in repr(kept)
    assert str(fresh.staff_id) in repr(kept["audit"])  # control: the audit was looked at


def test_a_second_tap_adds_nobody(db: Database, now: datetime, by: Actor) -> None:
    add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)

    assert (refused.value.field, refused.value.problem) == ("name", "taken")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("name", "role", "field", "problem"),
    [
        ("", Role.VOLUNTEER, "name", "missing"),
        ("周" * 10_000, Role.VOLUNTEER, "name", "too_long"),
        ("小周", Role.SYSTEM, "role", "not_in_the_list"),
        ("小周", Role.RESIDENT, "role", "not_in_the_list"),
    ],
)
def test_a_bad_member_of_staff_is_refused(  # noqa: PLR0917 - fixtures
    db: Database, now: datetime, by: Actor, name: str, role: Role, field: str, problem: str
) -> None:
    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        add_staff(db, by=by, now=now, name=name, role=role)

    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_reset_pin_replaces_the_old_one_and_leaves_devices_signed_in(db: Database, now: datetime, by: Actor) -> None:
    first = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    device = sign_in(db, first.pin, client="tablet", now=now)

    second = reset_pin(db, by=by, now=now, staff_id=first.staff_id)

    assert second.pin != first.pin
    with pytest.raises(no.WrongPin):
        sign_in(db, first.pin, client="another", now=now)
    assert sign_in(db, second.pin, client="another", now=now).name == "小周"
    assert who(db, token=device.token, now=now) is not None
    assert [action for action in actions(db) if action != "sign_in"] == ["add_staff", "reset_pin"]


def test_who_was_renamed_keeps_pin_and_booths(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)

    line = rename_staff(db, by=by, now=now, staff_id=fresh.staff_id, name="周医生")

    assert line.name == "周医生"
    assert sign_in(db, fresh.pin, client="tablet", now=now).name == "周医生"


def test_two_active_people_have_two_names(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    add_staff(db, by=by, now=now, name="小吴", role=Role.VOLUNTEER)

    with nothing_changes(db), pytest.raises(no.Invalid):
        rename_staff(db, by=by, now=now, staff_id=fresh.staff_id, name="小吴")
    with nothing_changes(db):
        assert rename_staff(db, by=by, now=now, staff_id=fresh.staff_id, name="小周").name == "小周"


# ---------------------------------------------------------------- leaving


def test_who_leaves_is_signed_out_everywhere_and_the_pin_is_dead(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    devices = [sign_in(db, fresh.pin, client=client, now=now) for client in ("tablet", "phone")]

    line = deactivate_staff(db, by=by, now=now, staff_id=fresh.staff_id)

    assert (line.is_active, line.has_pin, line.devices) == (False, False, 0)
    assert [who(db, token=device.token, now=now) for device in devices] == [None, None]
    with pytest.raises(no.WrongPin):
        sign_in(db, fresh.pin, client="tablet", now=now)


def test_leaving_twice_is_leaving_once(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    first = deactivate_staff(db, by=by, now=now, staff_id=fresh.staff_id)

    with nothing_changes(db):
        assert deactivate_staff(db, by=by, now=now, staff_id=fresh.staff_id) == first


def test_who_comes_back_gets_a_new_pin(db: Database, now: datetime, by: Actor) -> None:
    old = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    deactivate_staff(db, by=by, now=now, staff_id=old.staff_id)
    with pytest.raises(no.Invalid) as refused:
        reset_pin(db, by=by, now=now, staff_id=old.staff_id)

    fresh = reactivate_staff(db, by=by, now=now, staff_id=old.staff_id)

    assert refused.value.problem == "not_active"
    assert sign_in(db, fresh.pin, client="tablet", now=now).name == "小周"


def test_the_name_of_somebody_who_left_is_free_until_they_come_back(db: Database, now: datetime, by: Actor) -> None:
    old = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    deactivate_staff(db, by=by, now=now, staff_id=old.staff_id)
    add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)

    with nothing_changes(db), pytest.raises(no.Invalid):
        reactivate_staff(db, by=by, now=now, staff_id=old.staff_id)


def test_a_lost_tablet_is_signed_out_and_the_person_may_sign_in_again(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    lost = sign_in(db, fresh.pin, client="tablet", now=now)
    assert {line.name: line.devices for line in staff_list(db, by=by, now=now)}["小周"] == 1

    assert sign_out_everywhere(db, by=by, now=now, staff_id=fresh.staff_id).devices == 0

    assert who(db, token=lost.token, now=now) is None
    assert who(db, token=sign_in(db, fresh.pin, client="phone", now=now).token, now=now) is not None


# ---------------------------------------------------------------- the last organiser


def test_the_last_organiser_is_neither_deactivated_nor_demoted(db: Database, now: datetime, by: Actor) -> None:
    me = by.staff_id or 0
    staff_member(db, by.community_id, name="没有口令", role=Role.ORGANISER, pin_hash=None)
    staff_member(db, by.community_id, name="已离开", role=Role.ORGANISER, is_active=False)
    staff_member(db, by.community_id, name="志愿者", role=Role.VOLUNTEER)

    with nothing_changes(db), pytest.raises(no.Invalid) as leaving:
        deactivate_staff(db, by=by, now=now, staff_id=me)
    with nothing_changes(db), pytest.raises(no.Invalid) as demoted:
        set_role(db, by=by, now=now, staff_id=me, role=Role.VOLUNTEER)

    assert (leaving.value.field, leaving.value.problem) == ("is_active", "last_organiser")
    assert (demoted.value.field, demoted.value.problem) == ("role", "last_organiser")


def test_control_with_a_second_organiser_the_first_may_go(db: Database, now: datetime, by: Actor) -> None:
    organiser_of(db, by.community_id, name="副主任")

    assert not deactivate_staff(db, by=by, now=now, staff_id=by.staff_id or 0).is_active


def test_an_organiser_elsewhere_does_not_count(db: Database, now: datetime, by: Actor) -> None:
    organiser_of(db, None, name="别处")

    with pytest.raises(no.Invalid):
        set_role(db, by=by, now=now, staff_id=by.staff_id or 0, role=Role.VOLUNTEER)


def test_a_volunteer_becomes_an_organiser_at_once(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    device = sign_in(db, fresh.pin, client="tablet", now=now)

    assert set_role(db, by=by, now=now, staff_id=fresh.staff_id, role=Role.ORGANISER).role is Role.ORGANISER

    actor = who(db, token=device.token, now=now)
    assert actor is not None
    assert actor.role is Role.ORGANISER


# ---------------------------------------------------------------- booths


def test_a_person_is_put_at_booths_and_taken_away_again(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    helper = staff_member(db, made.community_id, name="小周", role=Role.VOLUNTEER)
    a, b, c = (made.booths[letter] for letter in "ABC")

    line = assign_booths(
        db, by=by, now=now, staff_id=helper.staff_id or 0, market_id=made.id, shown=[], booth_ids=[a, b]
    )
    assert line.booths == ("A", "B")
    line = assign_booths(
        db, by=by, now=now, staff_id=helper.staff_id or 0, market_id=made.id, shown=[a, b], booth_ids=[b, c]
    )

    assert line.booths == ("B", "C")
    assert [choice.letter for choice in my_booths(db, by=helper, now=now)] == ["B", "C"]
    assert audits(db)[-1].detail == {"added": ["C"], "removed": ["A"]}
    with db.reading() as session:
        hours = {(s.starts_at, s.ends_at) for s in session.exec(select(Shift))}
    assert hours == {(at("09:00"), at("12:00"))}


def test_two_organisers_who_assign_one_person_both_count(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    helper = volunteer_of(db, made, "A").staff_id or 0
    a, b, c = (made.booths[letter] for letter in "ABC")
    assign_booths(db, by=by, now=now, staff_id=helper, market_id=made.id, shown=[a], booth_ids=[a, b])

    line = assign_booths(db, by=by, now=now, staff_id=helper, market_id=made.id, shown=[a], booth_ids=[c])

    assert line.booths == ("B", "C")


def test_assigning_twice_is_assigning_once(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    helper = staff_member(db, made.community_id, name="小周", role=Role.VOLUNTEER).staff_id or 0
    wanted = list(made.booths.values())
    assign_booths(db, by=by, now=now, staff_id=helper, market_id=made.id, shown=[], booth_ids=wanted)

    with nothing_changes(db):
        assign_booths(db, by=by, now=now, staff_id=helper, market_id=made.id, shown=[], booth_ids=wanted)


def test_booths_of_another_market_people_who_left_and_closed_markets_are_refused(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    other = make_market(db, BoothPlan("B"), day=now.date().replace(month=10), state=MarketState.CLOSED)
    helper = staff_member(db, made.community_id, name="小周", role=Role.VOLUNTEER).staff_id or 0
    left = staff_member(db, made.community_id, name="已离开", role=Role.VOLUNTEER, is_active=False).staff_id or 0
    b = other.booths["B"]

    for staff_id, market_id, refusal in (
        (helper, made.id, no.UnknownBooth),
        (left, other.id, no.Invalid),
        (helper, other.id, no.WrongMarketState),
        (999, made.id, no.UnknownRecord),
        (helper, 999, no.UnknownMarket),
    ):
        with nothing_changes(db), pytest.raises(refusal):
            assign_booths(db, by=by, now=now, staff_id=staff_id, market_id=market_id, shown=[], booth_ids=[b])


# ---------------------------------------------------------------- the list


def test_active_people_come_first_and_booths_are_those_of_the_market(
    db: Database, now: datetime, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    made, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    volunteer_of(db, made, "B", "A", name="一号")
    staff_member(db, made.community_id, name="〇号已离开", role=Role.VOLUNTEER, is_active=False)

    with count_queries() as queries:
        lines = staff_list(db, by=by, now=now, market_id=made.id)

    assert [(line.is_active, line.booths) for line in lines if line.name != by.name] == [
        (True, ("A", "B")),
        (False, ()),
    ]
    assert lines[-1].name == "〇号已离开"
    assert len(queries) <= 6


def test_a_session_that_is_over_is_no_device(db: Database, now: datetime, by: Actor) -> None:
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    session = sign_in(db, fresh.pin, client="tablet", now=now)

    lines = staff_list(db, by=by, now=session.expires_at)

    assert {line.name: line.devices for line in lines}["小周"] == 0
    assert names(db, by, now) == [line.name for line in lines]
    with db.reading() as session_:
        assert session_.get_one(Staff, fresh.staff_id).pin_hash is not None
