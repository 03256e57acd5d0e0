"""Who may run a booth's queue."""

from sqlmodel import Session, col, select

from kiosk.store.facts import BoothFacts
from models.actor import Actor
from models.columns import id_of
from models.enums import Role
from models.market import Shift
from models.refusals import NotAllowed, NotSignedIn


def require_booth(session: Session, by: Actor, facts: BoothFacts) -> None:
    """A volunteer with a shift at the booth, or an organiser of its community. Raises NotSignedIn, NotAllowed."""
    if not by.is_staff:
        raise NotSignedIn
    if by.community_id != facts.market.community_id:
        raise NotAllowed
    if by.role is Role.VOLUNTEER and not has_shift(session, by, id_of(facts.booth)):
        raise NotAllowed


def has_shift(session: Session, by: Actor, booth_id: int) -> bool:
    mine = select(col(Shift.id)).where(Shift.booth_id == booth_id, Shift.staff_id == by.staff_id)
    return session.exec(mine.limit(1)).first() is not None
