"""Who may run a booth's queue."""

from sqlalchemy import bindparam
from sqlmodel import Session, select

from kiosk.store.facts import BoothFacts
from kiosk.store.prepared import Prepared
from models.actor import Actor
from models.enums import Role
from models.market import Shift
from models.refusals import NotAllowed, NotSignedIn

_MY_SHIFT = Prepared(
    select(Shift.id).where(Shift.booth_id == bindparam("booth_id"), Shift.staff_id == bindparam("staff_id")).limit(1)
)


def require_booth(session: Session, by: Actor, at: BoothFacts) -> None:
    """A volunteer with a shift at the booth, or an organiser of its community. Raises NotSignedIn, NotAllowed."""
    if not by.is_staff:
        raise NotSignedIn
    if by.community_id != at.community_id:
        raise NotAllowed
    if by.role is Role.VOLUNTEER and not has_shift(session, by, at.booth_id):
        raise NotAllowed


def has_shift(session: Session, by: Actor, booth_id: int) -> bool:
    return _MY_SHIFT.first(session, booth_id=booth_id, staff_id=by.staff_id) is not None
