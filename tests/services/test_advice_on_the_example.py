"""The example's last market, put back to one of its minutes: what is foreseen there is what then came."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Any

import pytest
from sqlmodel import select

from kiosk.engine.advice import Outlook
from kiosk.services.organising import looking_ahead
from kiosk.services.organising.advising import standing_advice
from kiosk.store import Database
from kiosk.store.overview import Passage, passages
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState, Role
from models.market import Market
from models.people import Staff
from tests.factories import at
from tests.services.rewinding import rewind
from tests.services.test_example import example, full_example

__all__ = ["example", "full_example"]

MINUTE = timedelta(minutes=1)
CLOCK = "09:40"


def waited(found: list[Passage], outlook: Outlook, now: datetime) -> float | None:
    """Half of those whom the outlook is about waited at least so long that day; None where they were too few."""
    waits = [
        minutes
        for one in found
        if f"b{one.booth_id}" == outlook.booth
        and one.arrived_at is not None
        and (minutes := one.waited_minutes) is not None
        and _is_meant(one, max(one.arrived_at, one.slot_starts_at or one.arrived_at), outlook, now)
    ]
    return median(waits) if len(waits) >= 3 else None


def _is_meant(one: Passage, since: datetime, outlook: Outlook, now: datetime) -> bool:
    if outlook.is_line:
        return since < now < (one.called_at or now)
    begins = now + outlook.in_minutes * MINUTE
    return begins <= since < begins + 15 * MINUTE


def test_what_is_foreseen_on_the_recorded_morning_is_what_came(
    example: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with example.reading() as session:
        market = session.exec(select(Market).where(Market.state == MarketState.CLOSED)).one()
        staff = session.exec(select(Staff).where(Staff.role == Role.VOLUNTEER)).first()
        really = passages(session, id_of(market))
    now, answers = at(CLOCK, market.day), list[Any]()
    assert staff is not None
    who = Actor(Role.ORGANISER, staff_id=staff.id, name="孙主任", community_id=market.community_id)
    rewind(example, id_of(market), now)
    ask = looking_ahead._ask

    def listening(asked: str) -> Any:
        answers.append(ask(asked))
        return answers[-1]

    monkeypatch.setattr(looking_ahead, "_ask", listening)

    looking_ahead.look_ahead(example, by=who, now=now, market_id=id_of(market))

    foreseen = [(each.wait_minutes, came) for each in answers[0][0] if (came := waited(really, each, now)) is not None]
    advice = standing_advice(example, by=who, now=now, market_id=id_of(market))
    assert len(foreseen) >= 8
    assert median(abs(expected - came) for expected, came in foreseen) < 6
    assert {came > 30 for expected, came in foreseen if expected > 35} == {True}
    assert {came > 30 for expected, came in foreseen if expected < 15} == {False}
    assert 1 <= len(advice) <= 2
    for each in advice:
        assert each.expected_minutes > each.limit_minutes
        assert each.helped_minutes < each.expected_minutes
        came_there = [one.waited_minutes or 0 for one in really if one.booth_id == each.booth_id and one.called_at
                      and one.called_at > now]  # fmt: skip
        assert max(came_there) > each.limit_minutes
