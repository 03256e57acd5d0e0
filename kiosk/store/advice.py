"""Advice of a market day."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.enums import AdviceKind, AdviceState, Role
from models.market import Advice, Market, Shift
from models.people import Staff


def advice_of(session: Session, market_id: int) -> list[Advice]:
    """Everything that was ever said on a market's day, in that order."""
    return list(session.exec(select(Advice).where(Advice.market_id == market_id).order_by(col(Advice.id))))


def paused_booths(session: Session, market_id: int) -> dict[int, datetime]:
    """booth id → when numbers are given out again, where none are for a while because an advice was followed."""
    query: Any = select(Advice.booth_id, Advice.until_at).where(
        Advice.market_id == market_id,
        Advice.kind == AdviceKind.PAUSE,
        Advice.state == AdviceState.TAKEN,
        col(Advice.ended_at).is_(None),
    )
    return dict(session.exec(query).all())


def free_volunteers(session: Session, community_id: int, *, now: datetime) -> int:
    """Who could go and help: volunteers of the community who are at no booth now."""
    busy = select(Shift.staff_id).where(col(Shift.starts_at) <= now, col(Shift.ends_at) > now)
    free = select(Staff.id).where(
        Staff.community_id == community_id,
        Staff.role == Role.VOLUNTEER,
        col(Staff.is_active),
        col(Staff.id).not_in(busy),
    )
    return len(session.exec(free).all())


def pauses_over(session: Session, now: datetime) -> list[int]:
    """Advice by which numbers are paused at a booth until a time that has come, or at a market that is over."""
    query = (
        select(Advice.id)
        .join(Market, col(Advice.market_id) == Market.id)
        .where(
            Advice.kind == AdviceKind.PAUSE,
            Advice.state == AdviceState.TAKEN,
            col(Advice.ended_at).is_(None),
            or_(col(Advice.until_at) <= now, col(Market.closes_at) <= now),
        )
        .order_by(col(Advice.id))
    )
    return [each for each in session.exec(query) if each is not None]
