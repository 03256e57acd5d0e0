"""The audit: what members of staff did. Moves of tickets are in `ticket_event`; this is for everything else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from models.actor import Actor
from models.market import Booth
from models.people import Audit, Staff
from models.tickets import TicketEvent

_COMPOUND = 200
"""Queries in one: SQLite takes up to 500."""


class Mark(NamedTuple):
    """A place in a list that runs from the newest to the oldest."""

    at: datetime
    id: int


def record(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    action: str,
    kind: str = "",
    subject_id: int | None = None,
    market_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line, in the transaction of what it tells about.

    `kind` is the table of `subject_id`. `detail` is small, plain JSON; never personal data of a resident, never a PIN.
    """
    session.add(
        Audit(
            at=now,
            staff_id=by.staff_id,
            action=action,
            kind=kind,
            subject_id=subject_id,
            market_id=market_id,
            detail=dict(detail or {}),
        )
    )


def staff_ids(session: Session, community_id: int) -> list[int]:
    """Everybody who is or was on the staff of the community."""
    found: Any = session.exec(select(col(Staff.id)).where(Staff.community_id == community_id).order_by(col(Staff.id)))
    return list(found)


def audit_rows(
    session: Session, staff: Sequence[int], *, market_id: int | None, before: Mark | None, limit: int
) -> list[Audit]:
    """What these people did, the newest first."""
    query = select(Audit).where(col(Audit.staff_id).in_(staff))
    if market_id is not None:
        query = query.where(Audit.market_id == market_id)
    if before is not None:
        query = query.where(_older(Audit, before))
    return list(session.exec(query.order_by(col(Audit.at).desc(), col(Audit.id).desc()).limit(limit)))


def event_rows(
    session: Session, staff: Sequence[int], *, market_id: int | None, before: Mark | None, limit: int
) -> list[TicketEvent]:
    """The moves of tickets that these people made, the newest first.

    Of one market: the newest of each booth, of all markets: the newest of each person, merged. Each is a stretch of one
    index, so that the years behind cost nothing.
    """
    if market_id is not None:
        # The sum keeps the planner from the index of persons, in which a market of long ago lies deep.
        theirs = (col(TicketEvent.staff_id) + 0).in_(staff)
        booths = session.exec(select(col(Booth.id)).where(Booth.market_id == market_id))
        found = [_newest(before, limit, col(TicketEvent.booth_id) == booth_id, theirs) for booth_id in booths]
    else:
        found = [_newest(before, limit, col(TicketEvent.staff_id) == one) for one in staff]
    ids: list[int] = []
    for first in range(0, len(found), _COMPOUND):
        rows = union_all(*(sql(each.subquery()) for each in found[first : first + _COMPOUND])).subquery()
        newest = sql(rows.c.id).order_by(rows.c.at.desc(), rows.c.id.desc()).limit(limit)
        ids.extend(session.execute(newest).scalars())
    query = select(TicketEvent).where(col(TicketEvent.id).in_(ids))
    return list(session.exec(query.order_by(col(TicketEvent.at).desc(), col(TicketEvent.id).desc()).limit(limit)))


def _newest(before: Mark | None, limit: int, *conditions: Any) -> Any:
    query: Any = sql(col(TicketEvent.id), col(TicketEvent.at)).where(*conditions)
    if before is not None:
        query = query.where(_older(TicketEvent, before))
    return query.order_by(col(TicketEvent.at).desc(), col(TicketEvent.id).desc()).limit(limit)


def _older(table: Any, mark: Mark) -> Any:
    """The first condition says nothing new: it is the one that an index can use."""
    return and_(table.at <= mark.at, or_(table.at < mark.at, table.id < mark.id))
