"""Signing in and out, and who somebody is. The staff list itself is the organiser's business."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from kiosk.services.pins import installation, matching, set_pin, staff_with
from kiosk.services.views import BoothChoice, SignedIn, Words
from kiosk.store import Database
from kiosk.store.auditing import record
from kiosk.store.reading import counts_by_booth
from kiosk.store.tries import forget_tries, try_again
from models.actor import Actor
from models.catalogue import Service
from models.columns import id_of
from models.enums import MarketState, Role, TicketState
from models.market import Booth, Market, Shift
from models.people import Installation, Staff, StaffSession
from models.places import Community
from models.refusals import AlreadySetUp, Invalid, NotSignedIn, WrongPin
from models.values import NAME_MAX, clean_pin, required_text

SESSION_LASTS = timedelta(hours=36)
"""Over a night and the whole next day."""


def sign_in(db: Database, pin: str, *, client: str, now: datetime) -> SignedIn:
    """A session for whoever has this PIN. `client` is the device's address, whose wrong tries are counted.

    Raises WrongPin, LockedOut.
    """
    with db.writing() as session:
        left = try_again(session, client, now=now)
        installation(session)
    with db.reading() as session:
        try:
            found = matching(staff_with(session, clean_pin(pin)), clean_pin(pin))
        except Invalid:
            found = []
    if not found:
        raise WrongPin(tries_left=left)
    with db.writing() as session:
        forget_tries(session, client)
        return _open_session(session, session.get_one(Staff, found[0].id), now)


def set_up(db: Database, code: str, *, pin: str, name: str, client: str, now: datetime) -> SignedIn:
    """The first organiser of an empty installation, with the one-time code from the console.

    Raises AlreadySetUp, WrongPin (the code), LockedOut, Invalid.
    """
    pin, name = clean_pin(pin), required_text(name, field="name", longest=NAME_MAX)
    with db.writing() as session:
        if has_organiser(session):
            raise AlreadySetUp
        left = try_again(session, client, now=now)
        right = secrets.compare_digest(installation(session).setup_code_hash or "", _digest(code.strip().upper()))
    if not right:
        raise WrongPin(tries_left=left)
    with db.writing() as session:
        forget_tries(session, client)
        return _open_session(session, first_organiser(session, name=name, pin=pin, now=now), now)


def first_organiser(session: Session, *, name: str, pin: str, now: datetime) -> Staff:
    """Raises AlreadySetUp, Invalid. The set-up code is spent."""
    if has_organiser(session):
        raise AlreadySetUp
    community = session.exec(select(Community).order_by(col(Community.id)).limit(1)).first()
    staff = Staff(name=name, role=Role.ORGANISER, community_id=community.id if community else None, created_at=now)
    session.add(staff)
    session.flush()
    set_pin(session, staff, pin)
    row = installation(session)
    row.setup_code_hash = None
    session.add(row)
    return staff


def has_organiser(session: Session) -> bool:
    query = select(col(Staff.id)).where(Staff.role == Role.ORGANISER, col(Staff.is_active))
    return session.exec(query.limit(1)).first() is not None


def needs_set_up(db: Database) -> bool:
    """Whether nobody can organise yet."""
    with db.reading() as session:
        return not has_organiser(session)


def new_set_up_code(session: Session) -> str | None:
    """A fresh one-time code for the console, or None when there is an organiser. Only its digest is kept."""
    if has_organiser(session):
        return None
    code = "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))
    row: Installation = installation(session)
    row.setup_code_hash = _digest(code)
    session.add(row)
    return code


def who(db: Database, *, token: str, now: datetime) -> Actor | None:
    """The member of staff behind a token, or None when it is unknown, over, or was signed out."""
    with db.reading() as session:
        query = (
            select(Staff)
            .join(StaffSession, col(StaffSession.staff_id) == Staff.id)
            .where(
                StaffSession.token_digest == _digest(token),
                col(StaffSession.revoked_at).is_(None),
                col(StaffSession.expires_at) > now,
                col(Staff.is_active),
            )
        )
        staff = session.exec(query).first()
        if staff is None:
            return None
        return Actor(staff.role, staff_id=staff.id, name=staff.name, community_id=staff.community_id)


def sign_out(db: Database, *, token: str, now: datetime) -> None:
    """End the session. An unknown token is no error: the person wanted to be out."""
    with db.writing() as session:
        found = session.exec(select(StaffSession).where(StaffSession.token_digest == _digest(token))).first()
        if found is None or found.revoked_at is not None:
            return
        found.revoked_at = now
        session.add(found)
        by = Actor(session.get_one(Staff, found.staff_id).role, staff_id=found.staff_id)
        record(session, by=by, now=now, action="sign_out", kind="staff", subject_id=found.staff_id)


def my_booths(db: Database, *, by: Actor, now: datetime) -> list[BoothChoice]:
    """The booths this person may run on markets that are not over: with a shift, or all for an organiser.

    The earliest market first. Raises NotSignedIn.
    """
    if not by.is_staff:
        raise NotSignedIn
    with db.reading() as session:
        query = (
            select(Booth, Service, Market, Community)
            .join(Service, col(Booth.service_id) == Service.id)
            .join(Market, col(Booth.market_id) == Market.id)
            .join(Community, col(Market.community_id) == Community.id)
            .where(
                col(Market.state).in_((MarketState.PUBLISHED, MarketState.OPEN)),
                col(Market.closes_at) > now - timedelta(hours=12),
                Market.community_id == by.community_id,
            )
            .order_by(col(Market.opens_at), col(Booth.letter))
        )
        if by.role is Role.VOLUNTEER:
            mine = select(col(Shift.booth_id)).where(Shift.staff_id == by.staff_id)
            query = query.where(col(Booth.id).in_(mine))
        rows = list(session.exec(query))
        counts = counts_by_booth(session, *{id_of(market) for _, _, market, _ in rows})
        return [
            BoothChoice(
                booth_id=id_of(booth),
                market_id=id_of(market),
                letter=booth.letter,
                name=Words(booth.name or service.name, booth.name_en or service.name_en),
                day=market.day,
                opens_at=market.opens_at,
                time_zone=community.time_zone,
                waiting=counts.get(id_of(booth), {}).get(TicketState.WAITING, 0),
            )
            for booth, service, market, community in rows
        ]


def _open_session(session: Session, staff: Staff, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_LASTS
    session.add(StaffSession(token_digest=_digest(token), staff_id=id_of(staff), created_at=now, expires_at=expires_at))
    by = Actor(staff.role, staff_id=staff.id)
    record(session, by=by, now=now, action="sign_in", kind="staff", subject_id=staff.id)
    return SignedIn(token=token, role=staff.role, name=staff.name, expires_at=expires_at)


def _digest(secret: str) -> str:
    """The secret is long and random, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
