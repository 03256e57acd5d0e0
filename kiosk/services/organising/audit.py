"""What the staff did, actions and moves of tickets in one list, the newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from kiosk.services.organising.desk import Desk, looking
from kiosk.services.organising.views import AuditLine, AuditPage
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.auditing import Mark, audit_rows, event_rows, staff_ids
from models.actor import Actor
from models.columns import id_of
from models.market import Market
from models.people import Audit, Staff
from models.refusals import Invalid, NotAllowed
from models.tickets import Ticket, TicketEvent

MOST_LINES = 200


def audit_page(
    db: Database,
    *,
    by: Actor,
    now: datetime,
    market_id: int | None = None,
    staff_id: int | None = None,
    older: str = "",
    limit: int = 50,
) -> AuditPage:
    """One page. `older` is the same-named answer of the page before: what was done meanwhile shifts nothing.

    Raises UnknownMarket, NotSignedIn, NotAllowed (another community's market or person), Invalid (older).
    """
    with looking(db, by, now) as desk:
        staff = _staff(desk, staff_id)
        if market_id is not None:
            desk.market(market_id)
        marks = _marks(older)
        limit = max(1, min(limit, MOST_LINES))
        actions = audit_rows(desk.session, staff, market_id=market_id, before=marks[0], limit=limit + 1)
        moves = event_rows(desk.session, staff, market_id=market_id, before=marks[1], limit=limit + 1)
        merged: list[Audit | TicketEvent] = sorted([*actions, *moves], key=lambda row: row.at, reverse=True)
        page = merged[:limit]
        more = len(merged) > limit
        return AuditPage(_lines(desk.session, page), _next(marks, page) if more else "")


def _staff(desk: Desk, staff_id: int | None) -> list[int]:
    ours = staff_ids(desk.session, desk.community_id)
    if staff_id is None:
        return ours
    if staff_id not in ours:
        raise NotAllowed
    return [staff_id]


Marks = tuple[Mark | None, Mark | None]


def _next(marks: Marks, page: Sequence[Audit | TicketEvent]) -> str:
    """Where each of the two lists goes on: behind its last row on this page, or where it stood."""
    actions = [Mark(row.at, id_of(row)) for row in page if isinstance(row, Audit)]
    moves = [Mark(row.at, id_of(row)) for row in page if isinstance(row, TicketEvent)]
    return "~".join(_written(found[-1] if found else mark) for found, mark in zip((actions, moves), marks, strict=True))


def _written(mark: Mark | None) -> str:
    return "" if mark is None else f"{mark.at.isoformat()}_{mark.id}"


def _marks(older: str) -> Marks:
    if not older:
        return None, None
    try:
        first, second = older.split("~")
        return _read(first), _read(second)
    except ValueError as error:
        raise Invalid(field="", problem="") from error


def _read(written: str) -> Mark | None:
    if not written:
        return None
    at, row_id = written.split("_")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("a mark without time zone")
    return Mark(moment, int(row_id))


def _lines(session: Session, page: Sequence[Audit | TicketEvent]) -> tuple[AuditLine, ...]:
    events = [row for row in page if isinstance(row, TicketEvent)]
    tickets = {t.id: t for t in session.exec(select(Ticket).where(col(Ticket.id).in_({e.ticket_id for e in events})))}
    people = {s.id: s for s in session.exec(select(Staff).where(col(Staff.id).in_({row.staff_id for row in page})))}
    market_ids = {t.market_id for t in tickets.values()} | {row.market_id for row in page if isinstance(row, Audit)}
    markets = {m.id: m for m in session.exec(select(Market).where(col(Market.id).in_(market_ids - {None})))}
    lines = []
    for row in page:
        ticket = tickets[row.ticket_id] if isinstance(row, TicketEvent) else None
        market_id = ticket.market_id if ticket else getattr(row, "market_id", None)
        lines.append(_line(row, ticket, people.get(row.staff_id), markets.get(market_id)))
    return tuple(lines)


def _line(row: Audit | TicketEvent, ticket: Ticket | None, who: Staff | None, market: Market | None) -> AuditLine:
    is_action = isinstance(row, Audit)
    return AuditLine(
        at=row.at,
        what="staff" if is_action else "ticket",
        action=row.action if isinstance(row, Audit) else row.move,
        staff_id=row.staff_id,
        who=who.name if who else None,
        market_id=market.id if market else None,
        market=Words(market.name, market.name_en) if market else None,
        day=market.day if market else None,
        kind=row.kind if isinstance(row, Audit) else "ticket",
        subject_id=row.subject_id if isinstance(row, Audit) else row.ticket_id,
        number=ticket.number if ticket else "",
        detail=dict(row.detail) if isinstance(row, Audit) else {},
    )
