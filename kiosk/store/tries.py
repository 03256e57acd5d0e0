"""Wrong tries in a row, kept in the database so that a restart forgives nothing.

A try is counted *before* it is judged: twenty guesses sent at once are twenty counted tries, not one.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from kiosk.store.prepared import InsertUnlessThere
from models.people import SignInTry
from models.refusals import LockedOut

TRIES = 5
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=2)

_FIRST_TRY = InsertUnlessThere(SignInTry, "client", "failures", "last_at")


def try_again(session: Session, client: str, *, now: datetime) -> int:
    """Count one try of this client; the answer is how many are left if it fails. Raises LockedOut.

    The fifth wrong try locks for five minutes, each further one twice as long, up to an hour.
    """
    _FIRST_TRY.run(session, client=client, failures=0, last_at=now)
    row = session.get_one(SignInTry, client, populate_existing=True, with_for_update=True)
    if row.locked_until is not None and now < row.locked_until:
        raise LockedOut(until=row.locked_until, seconds=max(1, round((row.locked_until - now).total_seconds())))
    row.failures = 1 if now - row.last_at > FORGOTTEN_AFTER else row.failures + 1
    row.last_at = now
    row.locked_until = now + _lock(row.failures) if row.failures >= TRIES else None
    session.add(row)
    return max(0, TRIES - row.failures)


def forget_tries(session: Session, client: str) -> None:
    """The try was right."""
    row = session.get(SignInTry, client)
    if row is not None:
        session.delete(row)


def _lock(failures: int) -> timedelta:
    doublings: int = 2 ** min(failures - TRIES, 10)
    return min(LONGEST_LOCK, FIRST_LOCK * doublings)
