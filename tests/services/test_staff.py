"""Signing in with nothing but a PIN."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from kiosk.services import pins
from kiosk.services.pins import new_pin, set_pin
from kiosk.services.staff import (
    SESSION_LASTS,
    my_booths,
    needs_set_up,
    new_set_up_code,
    set_up,
    sign_in,
    sign_out,
    who,
)
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT
from models.enums import Role
from models.people import Audit, Installation, SignInTry, Staff, StaffSession
from tests.factories import BoothPlan, make_market, volunteer_of, walk_in

PIN = "482915"


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with less work: the tests are about who is let in, not about how slow guessing is."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(pins, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def add_staff(db: Database, now: datetime, *, role: Role = Role.ORGANISER, pin: str = PIN) -> int:
    with db.writing() as session:
        staff = Staff(name="李主任", role=role, created_at=now)
        session.add(staff)
        session.flush()
        set_pin(session, staff, pin)
        assert staff.id is not None
        return staff.id


def test_the_right_pin_opens_a_session_that_lasts_over_the_night(db: Database, now: datetime) -> None:
    staff_id = add_staff(db, now)

    signed_in = sign_in(db, PIN, client="tablet", now=now)

    for later in (timedelta(0), timedelta(hours=24), SESSION_LASTS - timedelta(seconds=1)):
        actor = who(db, token=signed_in.token, now=now + later)
        assert actor is not None
        assert (actor.staff_id, actor.role) == (staff_id, Role.ORGANISER)
    assert who(db, token=signed_in.token, now=now + SESSION_LASTS) is None


def test_signing_out_ends_the_session_everywhere_at_once(db: Database, now: datetime) -> None:
    add_staff(db, now)
    token = sign_in(db, PIN, client="tablet", now=now).token

    sign_out(db, token=token, now=now)

    assert who(db, token=token, now=now) is None


@pytest.mark.parametrize("token", ["", "x", "é" * 100, "\x00", "A" * 100_000])
def test_nobody_is_behind_a_made_up_token(db: Database, now: datetime, token: str) -> None:
    assert who(db, token=token, now=now) is None


def test_a_deactivated_member_of_staff_is_out_at_once(db: Database, now: datetime) -> None:
    staff_id = add_staff(db, now)
    token = sign_in(db, PIN, client="tablet", now=now).token
    with db.writing() as session:
        staff = session.get_one(Staff, staff_id)
        staff.is_active = False
        session.add(staff)

    assert who(db, token=token, now=now) is None
    with pytest.raises(no.WrongPin):
        sign_in(db, PIN, client="tablet", now=now)


@pytest.mark.parametrize("pin", ["000000", "", "12345", "48291", "4829155", "四八二九一五", "4" * 10_000, "\x00" * 6])
def test_a_wrong_pin_says_how_many_tries_are_left(db: Database, now: datetime, pin: str) -> None:
    add_staff(db, now)

    with pytest.raises(no.WrongPin) as refused:
        sign_in(db, pin, client="tablet", now=now)

    assert refused.value.tries_left == 4


def test_full_width_digits_are_digits(db: Database, now: datetime) -> None:
    add_staff(db, now)

    assert sign_in(db, "４８２９１５", client="tablet", now=now).role is Role.ORGANISER


def wrong(db: Database, now: datetime, times: int, client: str = "tablet") -> None:
    for _ in range(times):
        with pytest.raises(no.WrongPin):
            sign_in(db, "000000", client=client, now=now)


def test_five_wrong_tries_lock_the_device_even_for_the_right_pin(db: Database, now: datetime) -> None:
    add_staff(db, now)
    wrong(db, now, 5)

    with pytest.raises(no.LockedOut) as refused:
        sign_in(db, PIN, client="tablet", now=now)

    assert refused.value.seconds == 300
    assert sign_in(db, PIN, client="another tablet", now=now).role is Role.ORGANISER


def test_the_lock_survives_a_restart_and_then_ends(db: Database, now: datetime) -> None:
    add_staff(db, now)
    wrong(db, now, 5)
    restarted = Database(db.url)

    with pytest.raises(no.LockedOut):
        sign_in(restarted, PIN, client="tablet", now=now + timedelta(minutes=4))
    assert sign_in(restarted, PIN, client="tablet", now=now + timedelta(minutes=5)).name
    restarted.close()


def test_each_further_wrong_try_locks_twice_as_long_up_to_an_hour(db: Database, now: datetime) -> None:
    add_staff(db, now)
    wrong(db, now, 5)
    locks = []
    for _ in range(6):
        with pytest.raises(no.LockedOut) as refused:
            sign_in(db, PIN, client="tablet", now=now)
        locks.append(refused.value.seconds // 60)
        now = refused.value.until
        wrong(db, now, 1)

    assert locks == [5, 10, 20, 40, 60, 60]


def test_the_right_pin_forgives_earlier_tries(db: Database, now: datetime) -> None:
    add_staff(db, now)
    wrong(db, now, 4)
    sign_in(db, PIN, client="tablet", now=now)

    wrong(db, now, 4)

    assert sign_in(db, PIN, client="tablet", now=now).role is Role.ORGANISER


def test_neither_pins_nor_tokens_nor_codes_are_stored(db: Database, now: datetime) -> None:
    with db.writing() as session:
        code = new_set_up_code(session)
    add_staff(db, now)
    token = sign_in(db, PIN, client="tablet", now=now).token

    with db.reading() as session:
        tables = (Staff, StaffSession, Installation, Audit, SignInTry)
        kept = " ".join(repr(row) for table in tables for row in session.exec(select(table)))
    assert code is not None
    assert not [secret for secret in (PIN, token, code) if secret in kept]
    assert "argon2id" in kept


def test_no_two_people_have_the_same_pin(db: Database, now: datetime) -> None:
    add_staff(db, now)

    with pytest.raises(no.Invalid) as refused:
        add_staff(db, now, role=Role.VOLUNTEER)

    assert refused.value.problem == "pin_taken"
    assert add_staff(db, now, role=Role.VOLUNTEER, pin="111222")


def test_a_new_pin_is_six_digits_that_nobody_has(db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    add_staff(db, now)
    offered = iter([int(PIN), 7])
    monkeypatch.setattr("kiosk.services.pins.secrets.randbelow", lambda _limit: next(offered))

    with db.writing() as session:
        assert new_pin(session) == "000007"


# ---------------------------------------------------------------- the first organiser


def test_the_set_up_code_makes_one_organiser_and_is_spent(db: Database, now: datetime) -> None:
    with db.writing() as session:
        code = new_set_up_code(session)
    assert code is not None
    assert needs_set_up(db)

    signed_in = set_up(db, f" {code.lower()} ", pin=PIN, name="李主任", client="office", now=now)

    assert signed_in.role is Role.ORGANISER
    assert not needs_set_up(db)
    with pytest.raises(no.AlreadySetUp):
        set_up(db, code, pin="999999", name="小偷", client="office", now=now)
    with db.writing() as session:
        assert new_set_up_code(session) is None


def test_a_wrong_set_up_code_counts_as_a_wrong_try(db: Database, now: datetime) -> None:
    with db.writing() as session:
        new_set_up_code(session)
    for _ in range(5):
        with pytest.raises(no.WrongPin):
            set_up(db, "WRONG", pin=PIN, name="小偷", client="office", now=now)

    with pytest.raises(no.LockedOut):
        set_up(db, "WRONG", pin=PIN, name="小偷", client="office", now=now)


def test_without_a_code_nobody_is_set_up(db: Database, now: datetime) -> None:
    with pytest.raises(no.WrongPin):
        set_up(db, "", pin=PIN, name="小偷", client="office", now=now)


# ---------------------------------------------------------------- booths


def test_a_volunteer_sees_the_booths_of_their_shifts(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A"), BoothPlan("B"), BoothPlan("C"))
    walk_in(db, made, "C", now=now)

    mine = my_booths(db, by=volunteer_of(db, made, "C", "A"), now=now)

    assert [(b.letter, b.waiting) for b in mine] == [("A", 0), ("C", 1)]
    with pytest.raises(no.NotSignedIn):
        my_booths(db, by=RESIDENT, now=now)
