"""Who may organise: a signed-in organiser, in the community they belong to."""

from models.actor import Actor
from models.enums import Role
from models.refusals import NotAllowed, NotSignedIn


def require_organiser(by: Actor) -> int:
    """The id of the organiser's community. Raises NotSignedIn, NotAllowed.

    The first organiser of an empty database has no community yet and may do one thing only: `create_community`.
    """
    require_organising_role(by)
    if by.community_id is None:
        raise NotAllowed
    return by.community_id


def require_organising_role(by: Actor) -> int:
    """The staff id of the organiser, who need not have a community yet. Raises NotSignedIn, NotAllowed."""
    if not by.is_staff:
        raise NotSignedIn
    if by.role is not Role.ORGANISER or by.staff_id is None:
        raise NotAllowed
    return by.staff_id
