"""Advice on a market day: what stands on the screen, what an organiser decides about it, and what came of it.

How it is found is in `looking_ahead`. What came of an advice is worked out from the tickets when somebody asks, so that
it can never be out of date: waits of those who were called at its booth in the 45 minutes after the decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kiosk.engine.advice import MOST_AT_ONCE, is_too_late
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.hours import MOST_STATIONS
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.advice import advice_of
from kiosk.store.overview import Passage, passages
from kiosk.store.reading import BoothRow, booth_rows, is_station_open, stations_by_booth
from models.actor import Actor
from models.columns import id_of
from models.enums import AdviceKind, AdviceState, MarketPhase
from models.market import Advice, Booth, Market, Station
from models.people import Staff
from models.refusals import UnknownRecord, WrongMarketState

__all__ = ["AdviceKind", "AdviceState", "AdviceView", "Came"]

SEEN_FOR = timedelta(minutes=45)
"""What is called in this time after the decision is what came of it."""


@dataclass(frozen=True, slots=True)
class Came:
    """So many were called at the booth afterwards, and how long they had waited on average."""

    people: int
    wait_minutes: float


@dataclass(frozen=True, slots=True)
class AdviceView:
    """See `models.market.Advice`. `is_same_service`: at the other booth they do the same. `station`: the one that was
    opened. `came`: None as long as nobody has been called since.
    """

    id: int
    kind: AdviceKind
    state: AdviceState
    booth_id: int
    letter: str
    name: Words
    to_letter: str
    to_name: Words | None
    is_same_service: bool
    given_at: datetime
    from_at: datetime
    until_at: datetime
    time_zone: str
    limit_minutes: int
    in_minutes: float
    is_line: bool
    expected_minutes: float
    helped_minutes: float
    people: int
    saved_minutes: float
    turned_away: int
    decided_at: datetime | None
    who: str
    station: int | None
    came: Came | None


def standing_advice(db: Database, *, by: Actor, now: datetime, market_id: int) -> tuple[AdviceView, ...]:
    """What stands on the screen now. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        if market.phase(now) is not MarketPhase.OPEN or is_too_late(now, market.closes_at):
            return ()
        rows = [row for row in advice_of(desk.session, market_id) if row.state is AdviceState.GIVEN]
        return _views(desk, market_id, rows[:MOST_AT_ONCE]) if rows else ()


def advice_of_day(db: Database, *, by: Actor, now: datetime, market_id: int) -> tuple[AdviceView, ...]:
    """Everything that was advised, with what came of it. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        desk.market(market_id)
        rows = advice_of(desk.session, market_id)
        return _views(desk, market_id, rows, passages(desk.session, market_id)) if rows else ()


def take_advice(db: Database, *, by: Actor, now: datetime, advice_id: int) -> AdviceView:
    """Do what was advised, as far as the kiosk can: open the station, pause the numbers. People send people elsewhere.

    A second tap is answered with the same. Raises UnknownRecord (nobody advises it any more), NotSignedIn, NotAllowed,
    WrongMarketState.
    """
    return _decide(db, AdviceState.TAKEN, by=by, now=now, advice_id=advice_id)


def dismiss_advice(db: Database, *, by: Actor, now: datetime, advice_id: int) -> AdviceView:
    """Nothing is done, and nothing more is said about this booth for a while. A second tap is answered with the same.

    Raises UnknownRecord, NotSignedIn, NotAllowed, WrongMarketState.
    """
    return _decide(db, AdviceState.DISMISSED, by=by, now=now, advice_id=advice_id)


# Deciding ---------------------------------------------------------------------------------------------------


def _decide(db: Database, wanted: AdviceState, *, by: Actor, now: datetime, advice_id: int) -> AdviceView:
    with working(db, by, now) as desk:
        row = desk.session.get(Advice, advice_id)
        if row is None:
            raise UnknownRecord(kind="advice")
        booth, market = desk.booth(row.booth_id, lock=True)
        if row.state is not wanted:
            _require_standing(row, market, now)
            row.state, row.decided_at, row.staff_id = wanted, now, by.staff_id
            _done(desk, row, booth, market)
        return _views(desk, id_of(market), [row])[0]


def _require_standing(row: Advice, market: Market, now: datetime) -> None:
    if market.phase(now) is not MarketPhase.OPEN:
        raise WrongMarketState(state=market.phase(now))
    if row.state is not AdviceState.GIVEN:
        raise UnknownRecord(kind="advice")


def _done(desk: Desk, row: Advice, booth: Booth, market: Market) -> None:
    """What a decision does, and its line in the log."""
    told: dict[str, Any] = {"advice": row.kind.value}
    if row.state is AdviceState.DISMISSED:
        _record(desk, "dismiss_advice", row, booth, told)
        return
    lasts = row.until_at - row.from_at
    row.from_at = desk.now
    if row.kind is AdviceKind.PAUSE:
        row.until_at = min(desk.now + lasts, market.closes_at)
        booth.takes_walk_ins = False
    elif row.kind is AdviceKind.STATION:
        row.detail = _one_more_station(desk, row, market)
    if row.kind is AdviceKind.ELSEWHERE:
        row.until_at = desk.now + lasts
        _record(desk, "take_advice", row, booth, told)
    else:
        desk.booth_changed(booth, market, action="take_advice", detail=told)


def _record(desk: Desk, action: str, row: Advice, booth: Booth, told: Mapping[str, Any]) -> None:
    detail = {"letter": booth.letter, **told}
    desk.record(action, kind="booth", subject_id=booth.id, market_id=row.market_id, detail=detail)


def _one_more_station(desk: Desk, row: Advice, market: Market) -> dict[str, Any]:
    """One that is planned for later opens now; else one that was closed opens again; else there is a new one."""
    stations = stations_by_booth(desk.session, [row.booth_id]).get(row.booth_id, [])
    from_at = max(desk.now, market.opens_at)
    until_at = row.until_at if from_at < row.until_at < market.closes_at else None
    closed = [s for s in stations if not is_station_open(s, min(market.opens_at, desk.now), desk.now)]
    later = [s for s in closed if s.opens_at is not None and s.opens_at > desk.now]
    if later:
        station, how = min(later, key=lambda s: s.opens_at or market.closes_at), "earlier"
    elif closed:
        station, how = closed[0], "again"
        station.closes_at = until_at
    elif len(stations) < MOST_STATIONS:
        ordinal = max((s.ordinal for s in stations), default=0) + 1
        station, how = Station(booth_id=row.booth_id, ordinal=ordinal, closes_at=until_at), "new"
    else:
        raise UnknownRecord(kind="advice")
    station.opens_at = from_at
    desk.session.add(station)
    _lend(desk, row, market)
    return {"ordinal": station.ordinal, "how": how}


def _lend(desk: Desk, row: Advice, market: Market) -> None:
    """The station that somebody leaves, the last one that is open there, opens again when it is over. Where there is
    only one by now nobody can be spared."""
    if row.to_booth_id is None:
        return
    opened_at = min(market.opens_at, desk.now)
    stations = stations_by_booth(desk.session, [row.to_booth_id]).get(row.to_booth_id, [])
    open_now = [station for station in stations if is_station_open(station, opened_at, desk.now)]
    if len(open_now) <= 1:
        raise UnknownRecord(kind="advice")
    if row.until_at < (open_now[-1].closes_at or market.closes_at):
        open_now[-1].opens_at = row.until_at
    else:
        open_now[-1].closes_at = desk.now


# Views ------------------------------------------------------------------------------------------------------


def _views(desk: Desk, market_id: int, rows: Sequence[Advice], found: Sequence[Passage] = ()) -> tuple[AdviceView, ...]:
    booths = {id_of(row.booth): row for row in booth_rows(desk.session, market_id)}
    people = {row.staff_id or 0: desk.session.get_one(Staff, row.staff_id).name for row in rows if row.staff_id}
    return tuple(_view(row, desk, booths, people.get(row.staff_id or 0, ""), found) for row in rows)


def _view(row: Advice, desk: Desk, booths: Mapping[int, BoothRow], who: str, found: Sequence[Passage]) -> AdviceView:
    here, there = booths[row.booth_id], booths.get(row.to_booth_id or 0)
    return AdviceView(
        id=id_of(row),
        kind=row.kind,
        state=row.state,
        booth_id=row.booth_id,
        letter=here.booth.letter,
        name=_name(here),
        to_letter=there.booth.letter if there else "",
        to_name=_name(there) if there else None,
        is_same_service=there is not None and there.booth.service_id == here.booth.service_id,
        given_at=row.given_at,
        from_at=row.from_at,
        until_at=row.until_at,
        time_zone=desk.community.time_zone,
        limit_minutes=row.limit_minutes,
        in_minutes=row.in_minutes,
        is_line=row.is_line,
        expected_minutes=row.expected_minutes,
        helped_minutes=row.helped_minutes,
        people=round(row.people),
        saved_minutes=row.saved_minutes,
        turned_away=round(row.turned_away),
        decided_at=row.decided_at,
        who=who,
        station=row.detail.get("ordinal"),
        came=_came(row, found),
    )


def _name(row: BoothRow) -> Words:
    return Words(row.booth.name or row.service.name, row.booth.name_en or row.service.name_en)


def _came(row: Advice, found: Sequence[Passage]) -> Came | None:
    since = row.decided_at or row.given_at
    waits = [
        minutes
        for one in found
        if one.booth_id == row.booth_id
        and one.called_at is not None
        and since < one.called_at <= since + SEEN_FOR
        and (minutes := one.waited_minutes) is not None
    ]
    return Came(len(waits), sum(waits) / len(waits)) if waits else None
