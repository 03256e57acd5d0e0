"""Waits as people are told them: learnt from earlier markets and from the day, kept in the memory of the process.

Earlier markets are read once for each market and process. The day's own events are read as they come: whoever shows
a wait asks for those that are newer than what this process has seen, which is one small query. What was seen inside a
transaction that was then undone is noticed by its last event, which is not there any more, and read anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

from sqlmodel import Session

from kiosk.engine.calling import Lane, Turn
from kiosk.engine.wait import WaitEstimate
from kiosk.engine.waiting.booth_day import BoothDay, Happening, Knowledge, Outcome, StationPlan, Terms
from kiosk.engine.waiting.outlook import Place, place_in
from kiosk.engine.waiting.pace import Pace, pace_of_catalogue
from kiosk.services.lines import ahead_of_new_walk_in, policy_of
from kiosk.services.views import Wait
from kiosk.store import happenings
from kiosk.store.facts import BoothFacts, TicketFacts, facts_of_market, facts_of_markets
from models.enums import MarketPhase, Priority

EARLIER_MARKETS: Final = 3
"""A season. What was usual half a year ago says less than the first cycles of the day."""

MARKETS_KEPT: Final = 8
LOOK_BACK: Final = 200
"""Events of different booths become visible in another order than that of their ids; those under way at one moment are
far fewer than so many."""

_RUNNING: Final = (MarketPhase.OPEN, MarketPhase.PAUSED)


class StationHours(Protocol):
    """A station's own hours; None: the market's."""

    @property
    def id(self) -> Any: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...


@dataclass(slots=True)
class _Kept:
    """A booth's day as far as it was seen. `knew`: before its first event. `has_news`: seen at the last look."""

    terms: Terms
    knew: Knowledge
    day: BoothDay
    last: Happening | None = None
    has_news: bool = False

    def see(self, events: Iterable[Happening]) -> None:
        self.has_news = False
        for event in events:
            self.day.see(event)
            self.last, self.has_news = event, True

    def begin_again(self, terms: Terms) -> None:
        self.terms, self.last = terms, None
        self.day = BoothDay(terms, self.day.stations, self.knew)


class _Memory:
    """What this process knows of the markets of one database."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.markets: OrderedDict[int, dict[int, _Kept]] = OrderedDict()

    def market(self, session: Session, market_id: int) -> dict[int, _Kept]:
        """booth id → its day, with everything that has happened by now when it is asked for the first time."""
        if market_id not in self.markets:
            self.markets[market_id] = _loaded(session, market_id)
            while len(self.markets) > MARKETS_KEPT:
                self.markets.popitem(last=False)
        self.markets.move_to_end(market_id)
        return self.markets[market_id]

    def booth(self, session: Session, at: BoothFacts, stations: Sequence[StationHours]) -> _Kept:
        """With everything that has happened at the booth."""
        booths = self.market(session, at.market_id)
        if at.booth_id not in booths:
            booths.update(_loaded(session, at.market_id, but=booths))
        kept = booths[at.booth_id]
        kept.day.stations = _plans(stations)
        from_id = kept.last.id if kept.last else 0
        rows = happenings.at_booth(session, at.booth_id, from_id=from_id)
        _catch_up(session, kept, at, rows, from_id=from_id)
        return kept


_memories: WeakKeyDictionary[Any, _Memory] = WeakKeyDictionary()
_memories_lock = threading.Lock()


def wait_at(
    session: Session, ticket: TicketFacts, place: Place, *, stations: Sequence[StationHours], now: datetime
) -> Wait | None:
    """How long a ticket at that place waits; None while the market is not running or nobody will serve."""
    at = ticket.at
    if at.phase(now) not in _RUNNING:
        return None
    memory = _memory_of(session)
    with memory.lock:
        kept = memory.booth(session, at, stations)
        told = kept.day.told_at(ticket.id, place, now) if kept.has_news else None
        return _wait(told or kept.day.tell(place, now))


def waits_of_newcomers(
    session: Session, market_id: int, *, stations: Mapping[int, Sequence[StationHours]], now: datetime
) -> dict[int, Wait | None]:
    """booth id → the wait of somebody who would take a number now, without priority."""
    found: dict[int, Wait | None] = {}
    memory = _memory_of(session)
    with memory.lock:
        for booth_id, day in _days(session, memory, market_id).items():
            day.stations = _plans(stations.get(booth_id, ()))
            found[booth_id] = _wait(day.tell(day.line.newcomer(Lane.ORDINARY, now), now))
    return found


def outcomes_of(session: Session, market_id: int) -> dict[int, list[Outcome]]:
    """booth id → everybody who was told a wait and has been called, in the order of their calls."""
    memory = _memory_of(session)
    with memory.lock:
        return {booth_id: list(day.outcomes.values()) for booth_id, day in _days(session, memory, market_id).items()}


def paces_of(session: Session, market_id: int) -> dict[int, Pace]:
    """booth id → the minutes from one call to the next, as they are known by now."""
    memory = _memory_of(session)
    with memory.lock:
        return {booth_id: day.pace for booth_id, day in _days(session, memory, market_id).items()}


def learnt_before(session: Session, market_id: int) -> dict[int, Pace]:
    """booth id → pace, of the market's booths whose service was seen at work at the community's earlier markets.

    Read anew each time: between planning a market and opening it another one may end.
    """
    paces = {booth_id: kept.knew.pace for booth_id, kept in _loaded(session, market_id).items()}
    return {booth_id: pace for booth_id, pace in paces.items() if pace.doubt < 1}


def newcomers_place(session: Session, at: BoothFacts, priority: Priority, *, now: datetime) -> Place:
    """Where somebody will stand who takes a number at `now` and is not in the line yet."""
    lane = Lane.ORDINARY if priority is Priority.NONE else Lane.PRIORITY
    return Place(ahead_of_new_walk_in(session, at, priority, now=now), lane)


def places(order: Sequence[Turn]) -> dict[int, Place]:
    """ticket id → place, for everybody in a calling order."""
    return {turn.waiting.ticket_id: place_in(order, number) for number, turn in enumerate(order)}


def _wait(told: WaitEstimate | None) -> Wait | None:
    return None if told is None else Wait(told.low_minutes, told.likely_minutes, told.high_minutes)


def _memory_of(session: Session) -> _Memory:
    """One for each pool of connections: a handle on a database, and those that write together with it."""
    bind: Any = session.get_bind()
    pool = bind.engine.pool
    with _memories_lock:
        if pool not in _memories:
            _memories[pool] = _Memory()
        return _memories[pool]


# ---------------------------------------------------------------- keeping up


def _days(session: Session, memory: _Memory, market_id: int) -> dict[int, BoothDay]:
    booths = memory.market(session, market_id)
    newest = max((kept.last.id for kept in booths.values() if kept.last), default=0)
    from_id = newest - LOOK_BACK
    rows = _by_booth(happenings.at_market(session, market_id, from_id=from_id))
    facts = facts_of_market(session, market_id)
    if missing := {at.booth_id for at in facts} - set(booths):
        booths.update(_loaded(session, market_id, but=booths))
    for at in facts:
        if at.booth_id not in missing:
            _catch_up(session, booths[at.booth_id], at, rows[at.booth_id], from_id=from_id)
    return {at.booth_id: booths[at.booth_id].day for at in facts}


def _catch_up(session: Session, kept: _Kept, at: BoothFacts, rows: Sequence[Any], *, from_id: int) -> None:
    """See what is new among the booth's events from `from_id` on; all anew when the plan has changed, or when what was
    seen last is not there any more although something newer is."""
    terms, last = _terms(at), kept.last
    events = [_happening(row) for row in rows if last is None or row.id >= last.id]
    is_undone = last is not None and bool(events) and last.id >= from_id and events[0] != last
    if kept.terms != terms or is_undone:
        kept.begin_again(terms)
        events = [_happening(row) for row in happenings.at_booth(session, at.booth_id, from_id=0)]
    kept.see(event for event in events if event != last or kept.last is None)


def _happening(row: Any) -> Happening:
    return Happening._make(row[: len(Happening._fields)])


def _by_booth(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.booth_id].append(row)
    return found


def _plans(stations: Iterable[StationHours]) -> list[StationPlan]:
    return [StationPlan(station.id, station.opens_at, station.closes_at) for station in stations]


def _terms(at: BoothFacts) -> Terms:
    return Terms(at.opens_at, policy_of(at), at.no_show_rate)


# ---------------------------------------------------------------- the first time


def _loaded(session: Session, market_id: int, *, but: Mapping[int, _Kept] | None = None) -> dict[int, _Kept]:
    """The market's booths (`but` those that are known), after the community's earlier markets were gone through."""
    here = facts_of_market(session, market_id)
    if not here:
        return {}
    first = here[0]
    earlier = happenings.markets_before(session, first.community_id, first.opens_at, most=EARLIER_MARKETS)
    ids = [market_id, *(known for known in earlier if known != market_id)]
    facts = facts_of_markets(session, ids)
    stations = _by_booth(happenings.stations_at(session, ids))
    rows = _by_booth(happenings.at_markets(session, ids))
    knowledge: dict[int, Knowledge] = {}
    kept: dict[int, _Kept] = {}
    for each in [*reversed(ids[1:]), market_id]:
        booths = [at for at in facts if at.market_id == each]
        kept = {at.booth_id: _began(at, stations[at.booth_id], knowledge) for at in booths}
        for booth_id, booth in kept.items():
            if booth_id not in (but or {}):
                booth.see(map(_happening, rows[booth_id]))
        knowledge = knowledge | {at.service_id: kept[at.booth_id].day.knows for at in booths}
    return {booth_id: booth for booth_id, booth in kept.items() if booth_id not in (but or {})}


def _began(at: BoothFacts, stations: Iterable[Any], knowledge: Mapping[int, Knowledge]) -> _Kept:
    known = knowledge.get(at.service_id)
    knew = known.next_day() if known else Knowledge(pace_of_catalogue(at.mean_minutes, at.cv))
    terms = _terms(at)
    return _Kept(terms, knew, BoothDay(terms, _plans(stations), knew))
