"""Looking ahead on a market day: the rest of it is gone through from its present state, and what would help is said.

Begun when an organiser looks at the day, at most every two minutes for a market and server, in a thread of its own; the
work is done in a process of its own, because the compiled engine is never loaded beside the screens. When that fails,
nothing is said. Two who look at once, or two servers, meet in one transaction: the rules of `kiosk.engine.advice` are
applied there to everything that was said before.
"""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread

from pydantic import TypeAdapter
from sqlalchemy.exc import SQLAlchemyError

from kiosk.engine.advice import AHEAD_MINUTES, Helping, Option, Outlook, Said, is_too_late, settle
from kiosk.engine.rehearsal.day import Day
from kiosk.services.organising import own_process
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.expected_day import Before, id_of_booth
from kiosk.services.organising.hours import MOST_STATIONS
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, planned_market
from kiosk.services.organising.present_day import Present, rest_of_day
from kiosk.services.views import Wait
from kiosk.services.waits import paces_of, waits_of_newcomers
from kiosk.store import Database
from kiosk.store.advice import advice_of, free_volunteers
from kiosk.store.habits import last_market_over, past_tickets
from kiosk.store.overview import oldest_in_line
from kiosk.store.present import tickets_now
from kiosk.store.reading import is_station_open
from models.actor import Actor
from models.columns import id_of
from models.enums import AdviceKind, AdviceState, MarketPhase
from models.market import Advice
from models.refusals import Refusal, RehearsalFailed

_log = logging.getLogger(__name__)

EVERY = timedelta(minutes=2)
AT_MOST_SECONDS = 240
"""The first time after an update the engine is compiled, which takes a slow machine a minute or two."""
SEED = 0
WORTH_A_LOOK = 1 / 3
"""Of the limit: while every newcomer waits less than that, and nobody has waited twice as long, nothing is rehearsed.
An assumption: a line that short seldom passes the limit within three quarters of an hour unseen."""
LEAD_MINUTES = 5.0
"""So long it takes until somebody has come to one more station. An assumption."""
STATION_MINUTES, PAUSE_MINUTES = (45.0, 90.0), (15.0, 30.0)

Answer = tuple[tuple[Outlook, ...], tuple[Helping, ...]]
NOTHING: Answer = ((), ())


@dataclass(frozen=True, slots=True)
class _Look:
    """Somebody looks at a market."""

    db: Database
    by: Actor
    now: datetime
    market_id: int

    @property
    def key(self) -> tuple[str, int]:
        return self.db.url, self.market_id

    def reading(self) -> AbstractContextManager[Desk]:
        return looking(self.db, self.by, self.now)


def begin_looking_ahead(db: Database, *, by: Actor, now: datetime, market_id: int) -> Thread | None:
    """See what would help, if it is time again; the page that asks goes on at once. Raises UnknownMarket, NotSignedIn,
    NotAllowed."""
    look = _Look(db, by, now, market_id)
    with look.reading() as desk:
        is_on = desk.market(market_id).phase(now) is MarketPhase.OPEN
        somebody_waits = bool(oldest_in_line(desk.session, market_id))
    if not (is_on and somebody_waits) or not _is_time(look):
        return None
    thread = Thread(target=_quietly, args=(look,), daemon=True)
    thread.start()
    return thread


def look_ahead(db: Database, *, by: Actor, now: datetime, market_id: int) -> None:
    """The same, to its end. Raises UnknownMarket, NotSignedIn, NotAllowed, RehearsalFailed."""
    look = _Look(db, by, now, market_id)
    asked = _question(look)
    _settled(look, NOTHING if asked is None else _ask(asked))


_GUARD = Lock()
_UNDER_WAY: set[tuple[str, int]] = set()
_LOOKED: dict[tuple[str, int], datetime] = {}


def _is_time(look: _Look) -> bool:
    """Whoever is told so must look."""
    with _GUARD:
        last = _LOOKED.get(look.key)
        if look.key in _UNDER_WAY or (last is not None and timedelta(0) <= look.now - last < EVERY):
            return False
        _UNDER_WAY.add(look.key)
        _LOOKED[look.key] = look.now
        return True


def _quietly(look: _Look) -> None:
    try:
        look_ahead(look.db, by=look.by, now=look.now, market_id=look.market_id)
    except (Refusal, SQLAlchemyError) as error:
        _log.info("Looking ahead was not possible this time: %s", type(error).__name__)
    finally:
        with _GUARD:
            _UNDER_WAY.discard(look.key)


def _settled(look: _Look, answer: Answer) -> None:
    """Writes only where there is something to say or to take back: organisers of a community take turns in writing."""
    with look.reading() as desk:
        stands = any(row.state is AdviceState.GIVEN for row in advice_of(desk.session, look.market_id))
    if stands or answer[1]:
        with working(look.db, look.by, look.now) as desk:
            _settle(desk, look.market_id, answer)


# What is asked ----------------------------------------------------------------------------------------------


def _question(look: _Look) -> str | None:
    """As JSON. None when there is nothing to look for: the market is not open or closes soon, or nobody waits long."""
    with look.reading() as desk:
        market = desk.market(look.market_id)
        if market.phase(look.now) is not MarketPhase.OPEN or is_too_late(look.now, market.closes_at):
            return None
        plan = planned_market(desk, market)
        waits = _newcomers(desk, plan)
        if not _is_worth_a_look(desk, plan, waits):
            return None
        day = rest_of_day(plan, _before(desk, look.market_id), _present(desk, look.market_id))
        told = {
            "day": TypeAdapter(Day).dump_python(day, mode="json"),
            "options": [asdict(option) for option in _options(desk, plan, waits, day)],
            "limit_minutes": desk.community.advice_wait_minutes,
            "seed": SEED,
        }
        return json.dumps(told)


def _newcomers(desk: Desk, plan: PlannedMarket) -> dict[int, Wait | None]:
    stations = {id_of(each.booth): each.stations for each in plan.booths}
    return waits_of_newcomers(desk.session, id_of(plan.market), stations=stations, now=desk.now)


def _is_worth_a_look(desk: Desk, plan: PlannedMarket, waits: Mapping[int, Wait | None]) -> bool:
    limit = desk.community.advice_wait_minutes
    oldest = oldest_in_line(desk.session, id_of(plan.market)).values()
    return any(wait is not None and wait.likely >= WORTH_A_LOOK * limit for wait in waits.values()) or any(
        desk.now - since >= timedelta(minutes=2 * WORTH_A_LOOK * limit) for since in oldest
    )


def _before(desk: Desk, market_id: int) -> Before | None:
    last = last_market_over(desk.session, desk.community_id, desk.now, but=market_id)
    tickets = past_tickets(desk.session, id_of(last)) if last is not None else []
    return Before(last.opens_at, tickets) if last is not None and tickets else None


def _present(desk: Desk, market_id: int) -> Present:
    return Present(desk.now, tickets_now(desk.session, market_id), paces_of(desk.session, market_id))


# What may be done -------------------------------------------------------------------------------------------


def _options(desk: Desk, plan: PlannedMarket, waits: Mapping[int, Wait | None], day: Day) -> Iterator[Option]:
    helpers = _helpers(desk, plan, waits)
    for each in plan.booths:
        yield from _stations(each, plan, desk.now, day.minutes, helpers)
        if each.booth.takes_walk_ins:
            yield from _pauses(each, day.minutes)
            yield from _elsewhere(each, plan, waits, day.minutes, desk)


def _helpers(desk: Desk, plan: PlannedMarket, waits: Mapping[int, Wait | None]) -> list[str | None]:
    """From where somebody could come: None stands for a volunteer who is at no booth; else booths that could spare
    one, because two stations are open there and one hardly waits. What each of them can do the organiser knows."""
    if free_volunteers(desk.session, desk.community_id, now=desk.now):
        return [None]
    return [id_of_booth(each) for each in plan.booths if _open_stations(each, plan, desk.now) > 1
            and _is_calm(each, plan, waits, desk)]  # fmt: skip


def _stations(
    each: PlannedBooth, plan: PlannedMarket, now: datetime, minutes: float, helpers: Sequence[str | None]
) -> Iterator[Option]:
    """A station that is planned for later may open earlier; else one more, for a while or to the end."""
    later = [s.opens_at for s in each.stations if s.opens_at is not None and now < s.opens_at < plan.market.closes_at]
    ends = [*STATION_MINUTES, minutes - LEAD_MINUTES]
    if later:
        ends, helpers = [(min(later) - now) / timedelta(minutes=1) - LEAD_MINUTES], [None]
    elif len(each.stations) >= MOST_STATIONS:
        return
    here = id_of_booth(each)
    for lasts in sorted({min(end, minutes - LEAD_MINUTES) for end in ends}):
        for helper in helpers:
            if lasts >= min(PAUSE_MINUTES) and helper != here:
                yield Option(AdviceKind.STATION, here, LEAD_MINUTES, LEAD_MINUTES + lasts, helper)


def _pauses(each: PlannedBooth, minutes: float) -> Iterator[Option]:
    for lasts in sorted({min(minutes, span) for span in PAUSE_MINUTES}):
        yield Option(AdviceKind.PAUSE, id_of_booth(each), 0.0, lasts)


def _elsewhere(
    each: PlannedBooth, plan: PlannedMarket, waits: Mapping[int, Wait | None], minutes: float, desk: Desk
) -> Iterator[Option]:
    """Booths with the same service, else of the same zone, where one hardly waits."""
    calm = [
        other
        for other in plan.booths
        if other is not each and other.booth.takes_walk_ins and _is_calm(other, plan, waits, desk)
    ]
    same = [other for other in calm if other.service.id == each.service.id]
    for other in same or [other for other in calm if other.service.zone is each.service.zone]:
        to = id_of_booth(other)
        yield Option(
            AdviceKind.ELSEWHERE, id_of_booth(each), 0.0, min(minutes, AHEAD_MINUTES), to, is_same_service=bool(same)
        )


def _is_calm(other: PlannedBooth, plan: PlannedMarket, waits: Mapping[int, Wait | None], desk: Desk) -> bool:
    wait = waits.get(id_of(other.booth))
    limit = WORTH_A_LOOK * desk.community.advice_wait_minutes
    return _open_stations(other, plan, desk.now) > 0 and wait is not None and wait.likely < limit


def _open_stations(each: PlannedBooth, plan: PlannedMarket, now: datetime) -> int:
    return sum(is_station_open(station, min(plan.market.opens_at, now), now) for station in each.stations)


# What is answered, and what is said -------------------------------------------------------------------------


def _ask(asked: str) -> Answer:
    """Raises RehearsalFailed."""
    process = own_process.begin("advise")
    with process:
        try:
            told = json.loads(process.communicate(asked, timeout=AT_MOST_SECONDS)[0])
            outlooks = TypeAdapter(tuple[Outlook, ...]).validate_python(told["outlooks"])
            return outlooks, TypeAdapter(tuple[Helping, ...]).validate_python(told["found"])
        except (OSError, ValueError, KeyError, TypeError, subprocess.TimeoutExpired) as error:
            raise RehearsalFailed from error
        finally:
            process.kill()


def _settle(desk: Desk, market_id: int, answer: Answer) -> None:
    market, limit = desk.market(market_id), desk.community.advice_wait_minutes
    rows = advice_of(desk.session, market_id)
    booths = {id_of_booth(each): id_of(each.booth) for each in planned_market(desk, market).booths}
    verdict = settle(
        [_said(row) for row in rows], *answer, limit_minutes=limit, now=desk.now, closes_at=market.closes_at
    )
    for row in rows:
        if row.id in verdict.withdraw:
            row.state, row.decided_at = AdviceState.WITHDRAWN, desk.now
    desk.session.flush()
    if market.phase(desk.now) is MarketPhase.OPEN:
        desk.session.add_all(_rows(verdict.give, booths, market_id, desk.now, limit))


def _said(row: Advice) -> Said:
    other = None if row.to_booth_id is None else f"b{row.to_booth_id}"
    return Said(id_of(row), f"b{row.booth_id}", row.kind, row.state, row.decided_at, other)


def _rows(
    give: Sequence[Helping], booths: Mapping[str, int], market_id: int, now: datetime, limit: int
) -> Iterable[Advice]:
    for each in give:
        option, outlook = each.option, each.outlook
        if option.booth in booths and (option.other is None or option.other in booths):
            yield Advice(
                market_id=market_id,
                booth_id=booths[option.booth],
                to_booth_id=None if option.other is None else booths[option.other],
                kind=option.kind,
                given_at=now,
                from_at=now + timedelta(minutes=option.from_minute),
                until_at=now + timedelta(minutes=option.to_minute),
                limit_minutes=limit,
                in_minutes=outlook.in_minutes,
                is_line=outlook.is_line,
                expected_minutes=round(outlook.wait_minutes, 1),
                helped_minutes=round(each.wait_minutes, 1),
                people=round(each.people, 1),
                saved_minutes=round(each.minutes, 1),
                turned_away=round(each.turned_away, 1),
            )
