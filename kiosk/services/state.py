"""Whether a database holds anything."""

from sqlmodel import Session, col, select

from kiosk.store import Database
from models.people import Staff
from models.places import Community


def is_empty(db: Database) -> bool:
    """No community and no staff."""
    with db.reading() as session:
        return holds_nothing(session)


def holds_nothing(session: Session) -> bool:
    """The same, as this transaction sees it."""
    communities = session.exec(select(col(Community.id)).limit(1)).first()
    return communities is None and session.exec(select(col(Staff.id)).limit(1)).first() is None
