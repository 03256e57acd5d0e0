"""From any database to a running kiosk."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError

from kiosk.services.staff import first_organiser, new_set_up_code
from kiosk.services.state import is_empty
from kiosk.settings import Settings
from kiosk.store import Database
from kiosk.store.migrate import upgrade
from models.refusals import AlreadySetUp, DatabaseGone, NotEmpty


def start(db: Database, settings: Settings, *, now: datetime) -> str | None:
    """Migrate, fill an empty database with the example if asked to, and make sure somebody can organise.

    The answer is the one-time set-up code to show on the console, None when there is an organiser.
    """
    migrate(db)
    if settings.example and is_empty(db):
        from kiosk.services.example import fill_example  # its story is needed once, and loading it takes a while

        with suppress(NotEmpty):  # another process was faster
            fill_example(db, now=now)
    if settings.organiser_pin is not None:
        _first_organiser(db, settings.organiser_pin, now)
    with db.writing() as session:
        return new_set_up_code(session)


def migrate(db: Database) -> None:
    """Bring the database to the newest schema. Raises DatabaseGone."""
    try:
        upgrade(db.url)
    except (OperationalError, InterfaceError) as error:
        raise DatabaseGone from error


def _first_organiser(db: Database, pin: str, now: datetime) -> None:
    try:
        with db.writing() as session:
            first_organiser(session, name="组织者", pin=pin, now=now)
    except AlreadySetUp:
        return
