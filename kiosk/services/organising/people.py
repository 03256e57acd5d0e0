"""The staff list: who helps, with which PIN, at which booths, on how many devices."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.views import FreshPin, StaffLine
from kiosk.services.pins import new_pin, set_pin
from kiosk.store import Database
from kiosk.store.planning import booths_of, count_of, shifts_by_booth
from models.actor import Actor
from models.columns import id_of
from models.enums import Role
from models.market import Booth, Shift
from models.people import Staff, StaffSession
from models.refusals import Invalid, NotAllowed, UnknownBooth, UnknownRecord
from models.values import NAME_MAX, required_text

ROLES = (Role.VOLUNTEER, Role.ORGANISER)


def staff_list(db: Database, *, by: Actor, now: datetime, market_id: int | None = None) -> tuple[StaffLine, ...]:
    """Everybody of the community, active people first, by name; `market_id` tells whose booths to show.

    Raises UnknownMarket, NotSignedIn, NotAllowed.
    """
    with looking(db, by, now) as desk:
        letters = _letters(desk, market_id) if market_id is not None else {}
        devices = _devices(desk)
        query = select(Staff).where(Staff.community_id == desk.community_id)
        rows = desk.session.exec(query.order_by(col(Staff.is_active).desc(), col(Staff.name), col(Staff.id)))
        return tuple(_line(row, devices.get(id_of(row), 0), letters.get(id_of(row), ())) for row in rows)


def add_staff(db: Database, *, by: Actor, now: datetime, name: str, role: Role) -> FreshPin:
    """A new member of staff with a PIN, which is told this once.

    Raises NotSignedIn, NotAllowed, and Invalid, also for the name of somebody who is here: a second tap adds nobody,
    and two people of one name could not be told apart.
    """
    with working(db, by, now) as desk:
        if role not in ROLES:
            raise Invalid(field="role", problem="not_in_the_list")
        person = Staff(community_id=desk.community_id, name="", role=role, created_at=now)
        person.name = _free_name(desk, name)
        desk.session.add(person)
        desk.session.flush()
        desk.record("add_staff", kind="staff", subject_id=person.id, detail={"role": role})
        return _fresh_pin(desk.session, person)


def rename_staff(db: Database, *, by: Actor, now: datetime, staff_id: int, name: str) -> StaffLine:
    """Raises UnknownRecord, NotAllowed, Invalid."""
    with working(db, by, now) as desk:
        person = _person(desk, staff_id)
        name = _free_name(desk, name, but=person)
        if name != person.name:
            person.name = name
            desk.record("rename_staff", kind="staff", subject_id=staff_id)
        return _line_of(desk, person)


def set_role(db: Database, *, by: Actor, now: datetime, staff_id: int, role: Role) -> StaffLine:
    """Make a volunteer an organiser, or the other way. Raises UnknownRecord, NotAllowed, Invalid(last_organiser)."""
    with working(db, by, now) as desk:
        person = _person(desk, staff_id)
        if role not in ROLES:
            raise Invalid(field="role", problem="not_in_the_list")
        if role is not person.role:
            _refuse_last_organiser(desk, person, field="role")
            person.role = role
            desk.record("set_role", kind="staff", subject_id=staff_id, detail={"role": role})
        return _line_of(desk, person)


def deactivate_staff(db: Database, *, by: Actor, now: datetime, staff_id: int) -> StaffLine:
    """Somebody helps no more: all devices are signed out and the PIN is free. What they did stays told.

    Raises UnknownRecord, NotAllowed, Invalid(last_organiser).
    """
    with working(db, by, now) as desk:
        person = _person(desk, staff_id)
        if person.is_active:
            _refuse_last_organiser(desk, person, field="is_active")
            person.is_active = False
            person.pin_hash, person.pin_bucket = None, None
            _revoke(desk, staff_id)
            desk.record("deactivate_staff", kind="staff", subject_id=staff_id)
        return _line_of(desk, person)


def reactivate_staff(db: Database, *, by: Actor, now: datetime, staff_id: int) -> FreshPin:
    """Somebody helps again, with a new PIN: the old one may be another's by now.

    Raises UnknownRecord, NotAllowed, Invalid (somebody of this name is here).
    """
    with working(db, by, now) as desk:
        person = _person(desk, staff_id)
        person.name = _free_name(desk, person.name, but=person)
        person.is_active = True
        desk.record("reactivate_staff", kind="staff", subject_id=staff_id)
        return _fresh_pin(desk.session, person)


def reset_pin(db: Database, *, by: Actor, now: datetime, staff_id: int) -> FreshPin:
    """A new random PIN, told this once. Devices stay signed in: see `sign_out_everywhere`.

    Raises UnknownRecord, NotAllowed, Invalid (not active).
    """
    with working(db, by, now) as desk:
        person = _active(_person(desk, staff_id))
        desk.record("reset_pin", kind="staff", subject_id=staff_id)
        return _fresh_pin(desk.session, person)


def sign_out_everywhere(db: Database, *, by: Actor, now: datetime, staff_id: int) -> StaffLine:
    """End this person's sessions on all devices (a lost tablet). Raises UnknownRecord, NotAllowed."""
    with working(db, by, now) as desk:
        person = _person(desk, staff_id)
        if _revoke(desk, staff_id):
            desk.record("sign_out_everywhere", kind="staff", subject_id=staff_id)
        return _line_of(desk, person)


def assign_booths(
    db: Database,
    *,
    by: Actor,
    now: datetime,
    staff_id: int,
    market_id: int,
    shown: Collection[int],
    booth_ids: Collection[int],
) -> StaffLine:
    """Put a person at booths of a market for all its hours, and take them away from others.

    `shown` are the booths they had on the screen, `booth_ids` those wanted: only the difference is acted on. Raises
    UnknownRecord, UnknownMarket, UnknownBooth, NotAllowed, WrongMarketState, Invalid (not active).
    """
    with working(db, by, now) as desk:
        person = _active(_person(desk, staff_id))
        market = desk.planned_market(market_id)
        there = {id_of(b): b for b in booths_of(desk.session, market_id, lock=True)}
        if not there.keys() >= set(booth_ids):
            raise UnknownBooth
        shifts = shifts_by_booth(desk.session, list(there))
        mine = {key: [s for s in found if s.staff_id == staff_id] for key, found in shifts.items()}
        added = [key for key in sorted(set(booth_ids) - set(shown)) if not mine.get(key)]
        removed = [key for key in sorted(set(shown) - set(booth_ids)) if mine.get(key)]
        for key in added:
            shift = Shift(booth_id=key, staff_id=staff_id, starts_at=market.opens_at, ends_at=market.closes_at)
            desk.session.add(shift)
        for shift in (shift for key in removed for shift in mine[key]):
            desk.session.delete(shift)
        if added or removed:
            _finish_assignment(desk, market_id, staff_id, [there[k] for k in added], [there[k] for k in removed])
            desk.market_changed(market)
        return _line(person, _devices(desk).get(staff_id, 0), _letters(desk, market_id).get(staff_id, ()))


def _finish_assignment(
    desk: Desk, market_id: int, staff_id: int, added: Sequence[Booth], removed: Sequence[Booth]
) -> None:
    for booth in (*added, *removed):
        booth.revision += 1
    detail = {"added": [b.letter for b in added], "removed": [b.letter for b in removed]}
    desk.record("assign_booths", kind="staff", subject_id=staff_id, market_id=market_id, detail=detail)


def _person(desk: Desk, staff_id: int) -> Staff:
    person = desk.session.get(Staff, staff_id)
    if person is None:
        raise UnknownRecord(kind="staff")
    if person.community_id != desk.community_id:
        raise NotAllowed
    return person


def _active(person: Staff) -> Staff:
    if not person.is_active:
        raise Invalid(field="is_active", problem="not_active")
    return person


def _free_name(desk: Desk, typed: str, *, but: Staff | None = None) -> str:
    name = required_text(typed, field="name", longest=NAME_MAX)
    query = select(Staff).where(Staff.community_id == desk.community_id, Staff.name == name, col(Staff.is_active))
    if any(but is None or other.id != but.id for other in desk.session.exec(query)):
        raise Invalid(field="name", problem="taken")
    return name


def _fresh_pin(session: Session, person: Staff) -> FreshPin:
    pin = new_pin(session)
    set_pin(session, person, pin)
    return FreshPin(staff_id=id_of(person), name=person.name, pin=pin)


def _refuse_last_organiser(desk: Desk, person: Staff, *, field: str) -> None:
    """Somebody who can sign in must be left to organise."""
    others = count_of(
        desk.session,
        Staff,
        Staff.community_id == desk.community_id,
        Staff.role == Role.ORGANISER,
        col(Staff.is_active),
        col(Staff.pin_hash).is_not(None),
        col(Staff.id) != person.id,
    )
    if person.role is Role.ORGANISER and not others:
        raise Invalid(field=field, problem="last_organiser")


def _revoke(desk: Desk, staff_id: int) -> bool:
    """Whether any session was open."""
    query = (
        update(StaffSession)
        .where(col(StaffSession.staff_id) == staff_id, col(StaffSession.revoked_at).is_(None))
        .values(revoked_at=desk.now)
    )
    done: Any = desk.session.execute(query, execution_options={"synchronize_session": False})
    return bool(done.rowcount)


def _devices(desk: Desk) -> dict[int, int]:
    query: Any = (
        select(StaffSession.staff_id, func.count())
        .join(Staff, col(StaffSession.staff_id) == Staff.id)
        .where(
            Staff.community_id == desk.community_id,
            col(StaffSession.revoked_at).is_(None),
            col(StaffSession.expires_at) > desk.now,
        )
        .group_by(col(StaffSession.staff_id))
    )
    return {int(staff_id): int(count) for staff_id, count in desk.session.exec(query)}


def _letters(desk: Desk, market_id: int) -> dict[int, tuple[str, ...]]:
    """staff id → letters of the booths at which they have a shift."""
    booths = {id_of(b): b.letter for b in booths_of(desk.session, id_of(desk.market(market_id)))}
    found: dict[int, set[str]] = defaultdict(set)
    for booth_id, shifts in shifts_by_booth(desk.session, list(booths)).items():
        for shift in shifts:
            found[shift.staff_id].add(booths[booth_id])
    return {staff_id: tuple(sorted(letters)) for staff_id, letters in found.items()}


def _line_of(desk: Desk, person: Staff) -> StaffLine:
    desk.session.flush()
    return _line(person, _devices(desk).get(id_of(person), 0), ())


def _line(person: Staff, devices: int, booths: tuple[str, ...]) -> StaffLine:
    return StaffLine(
        id=id_of(person),
        name=person.name,
        role=person.role,
        is_active=person.is_active,
        has_pin=person.pin_hash is not None,
        devices=devices,
        booths=booths,
    )
