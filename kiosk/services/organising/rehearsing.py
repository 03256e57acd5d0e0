"""A planned market rehearsed: what to expect by booth and quarter-hour, and what would help most.

The days are gone through in a process of their own. What was found is kept in memory for the very same day, so that
looking again, and a colleague's look, cost nothing.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from threading import BoundedSemaphore, Lock
from typing import Any

from pydantic import TypeAdapter

from kiosk.engine.rehearsal.day import Day
from kiosk.engine.rehearsal.outlook import BoothForecast, Change, ClassForecast, Forecast, Kind, Quarter
from kiosk.services.organising import own_process
from kiosk.services.organising.communities import limits_of
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.expected_day import AS_PLANNED, Assumed, Before, WhatIf, day_of, id_of_booth, mark_of
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, planned_market
from kiosk.services.views import Words
from kiosk.services.waits import learnt_before
from kiosk.store import Database
from kiosk.store.habits import last_market_over, past_tickets
from models.actor import Actor
from models.columns import id_of
from models.enums import Zone
from models.refusals import Invalid, RehearsalFailed, SearchesBusy

__all__ = [
    "AS_PLANNED",
    "Assumed",
    "BoothOutlook",
    "Change",
    "ClassForecast",
    "Kind",
    "Outlook",
    "Quarter",
    "WhatIf",
    "rehearse_market",
]

DAYS = 200
SEED = 0
MOST_AT_ONCE = 2
"""Rehearsals in the whole house."""
KEPT = 64

Watch = Callable[[float], None]
"""Told how far the rehearsal is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class BoothOutlook:
    """`line_cm`: how long the line stands at its longest, nine days in ten at most."""

    booth_id: int
    letter: str
    name: Words
    zone: Zone
    line_cm: int
    seen: BoothForecast


@dataclass(frozen=True, slots=True)
class Outlook:
    """`changes` name booths by the `id` in `seen`; they are looked for only where all is as planned."""

    what_if: WhatIf
    opens_at: datetime
    time_zone: str
    assumed: Assumed
    forecast: Forecast
    booths: tuple[BoothOutlook, ...]
    changes: tuple[Change, ...]


def rehearse_market(
    db: Database, *, by: Actor, now: datetime, market_id: int, what_if: WhatIf = AS_PLANNED, watch: Watch | None = None
) -> Outlook:
    """Takes a second or two the first time. Raises UnknownMarket, NotSignedIn, NotAllowed, WrongMarketState,
    SearchesBusy, RehearsalFailed, Invalid (no_booths)."""
    with looking(db, by, now) as desk:
        plan = planned_market(desk, desk.planned_market(market_id))
        before = _before(desk, market_id)
    if not plan.booths:
        raise Invalid(field="booths", problem="no_booths")
    day, assumed = day_of(plan, before, what_if)
    forecast, changes = _gone_through(day, advise=what_if == AS_PLANNED, watch=watch)
    if what_if == AS_PLANNED:
        _keep(db, by, now, market_id, {"plan": mark_of(plan), "lines": _lines(plan, forecast)})
    return Outlook(
        what_if=what_if,
        opens_at=plan.market.opens_at,
        time_zone=plan.community.time_zone,
        assumed=assumed,
        forecast=forecast,
        booths=tuple(_outlook(each, plan, seen) for each, seen in zip(plan.booths, forecast.booths, strict=True)),
        changes=changes,
    )


def _lines(plan: PlannedMarket, forecast: Forecast) -> dict[str, int]:
    seen = zip(plan.booths, forecast.booths, strict=True)
    return {str(planned.booth.id): ceil(booth.longest_p90) for planned, booth in seen}


def _keep(db: Database, by: Actor, now: datetime, market_id: int, rehearsed: dict[str, Any]) -> None:
    """The lines that the plan is then drawn and checked with. Nothing that residents see."""
    with looking(db, by, now) as desk:
        if desk.market(market_id).rehearsed == rehearsed:
            return
    with working(db, by, now) as desk:
        market = desk.planned_market(market_id)
        market.rehearsed = rehearsed
        desk.record("rehearse", kind="market", subject_id=market_id, market_id=market_id)


def _before(desk: Desk, market_id: int) -> Before | None:
    last = last_market_over(desk.session, desk.community_id, desk.now, but=market_id)
    tickets = past_tickets(desk.session, id_of(last)) if last is not None else []
    if last is None or not tickets:
        return None
    return Before(last.opens_at, tickets, learnt_before(desk.session, market_id))


def _outlook(planned: PlannedBooth, plan: PlannedMarket, seen: BoothForecast) -> BoothOutlook:
    booth, service = planned.booth, planned.service
    assert seen.id == id_of_booth(planned)
    return BoothOutlook(
        booth_id=id_of(booth),
        letter=booth.letter,
        name=Words(booth.name or service.name, booth.name_en or service.name_en),
        zone=service.zone,
        line_cm=ceil(seen.longest_p90) * limits_of(plan.community).queue_person_cm,
        seen=seen,
    )


# The process ------------------------------------------------------------------------------------------------

Found = tuple[Forecast, tuple[Change, ...]]
_FOUND: OrderedDict[str, Found] = OrderedDict()
_GUARD = Lock()
_ROOM = BoundedSemaphore(MOST_AT_ONCE)


def _gone_through(day: Day, *, advise: bool, watch: Watch | None) -> Found:
    told = {"day": TypeAdapter(Day).dump_python(day, mode="json"), "days": DAYS, "seed": SEED, "advise": advise}
    asked = json.dumps(told)
    with _GUARD:
        if asked in _FOUND:
            _FOUND.move_to_end(asked)
            return _FOUND[asked]
    with _a_place():
        found = _ask(asked, watch)
    with _GUARD:
        _FOUND[asked] = found
        while len(_FOUND) > KEPT:
            _FOUND.popitem(last=False)
    return found


@contextmanager
def _a_place() -> Iterator[None]:
    if not _ROOM.acquire(blocking=False):
        raise SearchesBusy
    try:
        yield
    finally:
        _ROOM.release()


def _ask(asked: str, watch: Watch | None) -> Found:
    """Raises RehearsalFailed."""
    told: dict[str, Any] = {}
    process = own_process.begin("forecast")
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as question:
                question.write(asked)
            for line in process.stdout:
                told |= json.loads(line)
                if watch is not None:
                    watch(told.get("share", 0.0))
        except (OSError, ValueError) as error:
            raise RehearsalFailed from error
        finally:
            process.kill()
    return _found(told)


def _found(told: Mapping[str, Any]) -> Found:
    if "changes" not in told:
        raise RehearsalFailed
    changes = TypeAdapter(tuple[Change, ...]).validate_python(told["changes"])
    return TypeAdapter(Forecast).validate_python(told["forecast"]), changes
