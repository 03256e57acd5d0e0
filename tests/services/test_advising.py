"""On a market day an organiser is told what would help before people wait too long, once, and what came of it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from kiosk.services.markets import market_view
from kiosk.services.organising import looking_ahead as module
from kiosk.services.organising.advising import (
    AdviceKind,
    AdviceState,
    AdviceView,
    advice_of_day,
    dismiss_advice,
    standing_advice,
    take_advice,
)
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.looking_ahead import begin_looking_ahead, look_ahead
from kiosk.services.organising.report import report
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.sweeping import end_pauses
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState, TicketState
from models.market import Advice, Booth, Station
from models.places import Community
from tests.factories import BoothPlan, MadeMarket, at, volunteer_of, walk_in
from tests.services.organisers import ON_ONE_DATABASE, actions, change, nothing_changes, planned

MINUTE = timedelta(minutes=1)
CROWDED = BoothPlan("A", mean_minutes=6, slots={})
CALM = BoothPlan("B", mean_minutes=2, slots={}, stations=2)


@pytest.fixture(autouse=True)
def nobody_has_looked() -> Iterator[None]:
    module._LOOKED.clear()
    yield
    module._LOOKED.clear()


def crowded_market(db: Database, *booths: BoothPlan, people: int = 9, **columns: Any) -> tuple[MadeMarket, Actor]:
    """Since 9:00 people have come to A one after the other; nobody has been called yet at half past nine."""
    made, who = planned(
        db, *(booths or (CROWDED, CALM)), **{"state": MarketState.OPEN, "expected_visitors": 40, **columns}
    )
    for number in range(people):
        walk_in(db, made, "A", now=at("09:10") + number * MINUTE)
    return made, who


def advised(db: Database, made: MadeMarket, who: Actor, now: datetime) -> tuple[AdviceView, ...]:
    look_ahead(db, by=who, now=now, market_id=made.id)
    return standing_advice(db, by=who, now=now, market_id=made.id)


def test_a_wait_that_will_pass_the_limit_is_told_with_what_helps_and_how_much(db: Database, now: datetime) -> None:
    made, who = crowded_market(db)

    (advice,) = advised(db, made, who, now)

    print(advice)
    assert (advice.letter, advice.state, advice.given_at) == ("A", AdviceState.GIVEN, now)
    assert advice.expected_minutes > advice.limit_minutes == 30
    assert advice.helped_minutes < advice.expected_minutes
    assert advice.saved_minutes >= 5
    assert advice.people >= 3
    assert advice.kind is AdviceKind.STATION
