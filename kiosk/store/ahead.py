"""How many are called before each of some tickets, and what a wait depends on besides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from kiosk.engine.calling import Turn
from kiosk.store.facts import TicketFacts
from kiosk.store.line import calling_line, policy_of
from models.moves import AT_STATION
from models.tickets import Ticket


def lines_of(session: Session, tickets: Sequence[TicketFacts], now: datetime) -> dict[int, dict[int, int]]:
    """booth id → ticket id → people ahead, for every booth that one of the tickets waits at."""
    booths = {t.at.booth.id: t.at for t in tickets}
    found: dict[int, dict[int, int]] = {}
    for booth_id, at in booths.items():
        assert booth_id is not None
        found[booth_id] = positions(calling_line(session, booth_id, policy=policy_of(at.community), now=now))
    return found


def positions(line: Sequence[Turn]) -> dict[int, int]:
    return {turn.waiting.ticket_id: ahead for ahead, turn in enumerate(line)}


def busy_by_booth(session: Session, booth_ids: Sequence[int]) -> dict[int, int]:
    """How many stations of each booth have somebody called or being served."""
    query = (
        select(Ticket.booth_id, func.count())
        .where(col(Ticket.booth_id).in_(booth_ids), col(Ticket.state).in_(AT_STATION))
        .group_by(col(Ticket.booth_id))
    )
    return dict(session.exec(query).all())
