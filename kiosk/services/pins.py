"""PINs: argon2 digests, a few keyed bits to find whom to verify, and PINs that nobody else has.

People sign in with a PIN and nothing else, so every digest would have to be tried. `bucket` cuts that to one in 256:
eight bits of a keyed hash, with the installation's own secret, which tell nothing useful without the digest.
"""

import hashlib
import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import Session, col, select

from models.people import Installation, Staff
from models.refusals import Invalid
from models.values import clean_pin

_hasher = PasswordHasher()
NEW_PIN_DIGITS = 6


def installation(session: Session) -> Installation:
    """The installation's row, made on first use."""
    row = session.get(Installation, 1)
    if row is None:
        row = Installation(id=1, secret=secrets.token_hex(32))
        session.add(row)
        session.flush()
    return row


def set_pin(session: Session, staff: Staff, pin: str) -> None:
    """Raises Invalid(not_a_pin, or pin_taken when another member of staff signs in with it)."""
    pin = clean_pin(pin)
    bucket = _bucket(session, pin)
    if any(one.id != staff.id for one in matching(candidates(session, bucket), pin)):
        raise Invalid(field="pin", problem="pin_taken")
    staff.pin_hash = _hasher.hash(pin)
    staff.pin_bucket = bucket
    session.add(staff)


def new_pin(session: Session) -> str:
    """A random PIN that nobody signs in with."""
    while True:
        pin = f"{secrets.randbelow(10**NEW_PIN_DIGITS):0{NEW_PIN_DIGITS}d}"
        if not matching(candidates(session, _bucket(session, pin)), pin):
            return pin


def staff_with(session: Session, pin: str) -> list[Staff]:
    """Who might sign in with this PIN: still to be verified by `matching`, which is slow by design."""
    return candidates(session, _bucket(session, pin))


def candidates(session: Session, bucket: int) -> list[Staff]:
    return list(session.exec(select(Staff).where(Staff.pin_bucket == bucket, col(Staff.is_active))))


def matching(staff: Sequence[Staff], pin: str) -> list[Staff]:
    """Those whose PIN it is. Takes as long when nobody could match as when one could."""
    if not staff:
        _matches(_nobody(), pin)
    return [one for one in staff if one.pin_hash is not None and _matches(one.pin_hash, pin)]


@cache
def _nobody() -> str:
    """Made with the first wrong PIN, not with every start: it is slow by design."""
    return _hasher.hash(secrets.token_hex(8))


def _matches(digest: str, pin: str) -> bool:
    try:
        return _hasher.verify(digest, pin)
    except VerifyMismatchError:
        return False


def _bucket(session: Session, pin: str) -> int:
    key = bytes.fromhex(installation(session).secret)
    return hashlib.blake2b(pin.encode(), key=key, digest_size=1).digest()[0]
