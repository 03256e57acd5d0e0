"""The market at a glance: every booth now, and how the day goes. Works for past markets, too, to compare with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

from kiosk.services.organising.desk import Desk, looking
from kiosk.services.organising.load import load_of, work_minutes
from kiosk.services.organising.views import (
    Arrivals,
    BoothNow,
    BoothWaits,
    Flow,
    Overview,
    Totals,
    WaitPoint,
)
from kiosk.services.organising.wall_clock import local_day
from kiosk.services.showing import market_card, plaza_view
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.overview import Passage, oldest_in_line, passages
from kiosk.store.planning import count_of
from kiosk.store.reading import (
    BoothRow,
    MarketRow,
    booth_rows,
    counts_by_booth,
    is_station_open,
    plaza_with_fixtures,
    stations_by_booth,
)
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketPhase, TicketKind, TicketState
from models.market import Market, Station
from models.tickets import Visit

S = TicketState
QUARTER = timedelta(minutes=15)
RUNNING = (MarketPhase.OPEN, MarketPhase.PAUSED)


def overview(db: Database, *, by: Actor, now: datetime, market_id: int) -> Overview:
    """Every booth of a market as it is now. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        plaza, fixtures = plaza_with_fixtures(desk.session, market.plaza_id)
        rows = booth_rows(desk.session, market_id)
        stations = stations_by_booth(desk.session, [id_of(row.booth) for row in rows])
        counts = counts_by_booth(desk.session, market_id)
        oldest = oldest_in_line(desk.session, market_id)
        booths = tuple(
            _booth_now(
                row,
                desk=desk,
                market=market,
                stations=stations.get(id_of(row.booth), []),
                counts=counts.get(id_of(row.booth), {}),
                since=oldest.get(id_of(row.booth)),
            )
            for row in rows
        )
        visits = count_of(desk.session, Visit, Visit.market_id == market_id)
        tickets = sum(sum(states.values()) for states in counts.values())
        card = market_card(MarketRow(market, desk.community), now)
        return Overview(card, plaza_view(plaza, fixtures), booths, _totals(booths, visits=visits, tickets=tickets))


def flow(db: Database, *, by: Actor, now: datetime, market_id: int) -> Flow:
    """Arrivals by quarter-hour and waits of a market day. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        rows = booth_rows(desk.session, market_id)
        found = passages(desk.session, market_id)
        letters = {id_of(row.booth): row.booth.letter for row in rows}
        points = tuple(_wait_points(found, letters))
        return Flow(
            card=market_card(MarketRow(market, desk.community), now),
            arrivals=_arrivals(found, market),
            waits=points,
            booths=tuple(_booth_waits(row, [p.minutes for p in points if p.booth_id == row.booth.id]) for row in rows),
        )


def _booth_now(
    row: BoothRow,
    *,
    desk: Desk,
    market: Market,
    stations: Sequence[Station],
    counts: dict[TicketState, int],
    since: datetime | None,
) -> BoothNow:
    booth, service, waiting = row.booth, row.service, counts.get(S.WAITING, 0)
    on = market.phase(desk.now) in RUNNING
    opened_at = min(market.opens_at, desk.now)  # it may have been opened early
    is_open = sum(on and is_station_open(station, opened_at, desk.now) for station in stations)
    minutes = work_minutes(waiting=waiting, mean_minutes=service.mean_minutes, stations_open=is_open)
    return BoothNow(
        booth_id=id_of(booth),
        letter=booth.letter,
        name=Words(booth.name or service.name, booth.name_en or service.name_en),
        zone=service.zone,
        waiting=waiting,
        called=counts.get(S.CALLED, 0),
        serving=counts.get(S.SERVING, 0),
        ready=counts.get(S.READY, 0),
        on_hold=counts.get(S.ON_HOLD, 0),
        served=counts.get(S.DONE, 0) + counts.get(S.READY, 0),
        no_shows=counts.get(S.NO_SHOW, 0),
        cancelled=counts.get(S.CANCELLED, 0),
        bookings_to_come=counts.get(S.BOOKED, 0),
        longest_wait_minutes=_longest(desk, market, since),
        units_left=None if booth.units is None else max(0, booth.units - booth.promised),
        stations=len(stations),
        stations_open=is_open,
        work_minutes=round(minutes, 1),
        load=load_of(minutes),
        x_cm=booth.x_cm,
        y_cm=booth.y_cm,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm,
        rotation_deg=booth.rotation_deg,
    )


def _longest(desk: Desk, market: Market, since: datetime | None) -> int | None:
    """None on a later day: nobody stands there any more, whatever the tickets say."""
    if since is None or local_day(desk.now, desk.zone) > market.day:
        return None
    return max(0, int((desk.now - since).total_seconds() // 60))


def _totals(booths: Sequence[BoothNow], *, visits: int, tickets: int) -> Totals:
    waits = [b.longest_wait_minutes for b in booths if b.longest_wait_minutes is not None]
    return Totals(
        visits=visits,
        tickets=tickets,
        waiting=sum(b.waiting for b in booths),
        serving=sum(b.serving for b in booths),
        served=sum(b.served for b in booths),
        no_shows=sum(b.no_shows for b in booths),
        cancelled=sum(b.cancelled for b in booths),
        bookings_to_come=sum(b.bookings_to_come for b in booths),
        longest_wait_minutes=max(waits, default=None),
    )


def _arrivals(found: Iterable[Passage], market: Market) -> tuple[Arrivals, ...]:
    """Every quarter-hour of the market, empty ones too, and those before and after in which somebody came."""
    came = Counter((_quarter(p.arrived_at), p.kind) for p in found if p.arrived_at is not None)
    quarters = {start for start, _ in came}
    start = _quarter(market.opens_at)
    while start < market.closes_at:
        quarters.add(start)
        start += QUARTER
    return tuple(
        Arrivals(q, booked=came[q, TicketKind.BOOKED], walk_in=came[q, TicketKind.WALK_IN]) for q in sorted(quarters)
    )


def _quarter(instant: datetime) -> datetime:
    """The beginning of its quarter-hour; every zone's quarter-hours are those of UTC."""
    there = instant.astimezone(UTC)
    return there.replace(minute=there.minute - there.minute % 15, second=0, microsecond=0)


def _wait_points(found: Iterable[Passage], letters: dict[int, str]) -> Iterable[WaitPoint]:
    for p in found:
        if p.queued_at is not None and p.called_at is not None:
            minutes = max(0.0, (p.called_at - p.queued_at).total_seconds() / 60)
            yield WaitPoint(p.booth_id, letters[p.booth_id], p.queued_at, round(minutes, 1))


def _booth_waits(row: BoothRow, minutes: Sequence[float]) -> BoothWaits:
    return BoothWaits(
        booth_id=id_of(row.booth),
        letter=row.booth.letter,
        name=Words(row.booth.name or row.service.name, row.booth.name_en or row.service.name_en),
        zone=row.service.zone,
        called=len(minutes),
        median_minutes=round(median(minutes), 1) if minutes else None,
        p90_minutes=p90(minutes),
        longest_minutes=max(minutes, default=None),
    )


def p90(minutes: Sequence[float]) -> float | None:
    """Up to how many minutes nine in ten waited; None for nobody."""
    if len(minutes) < 2:
        return max(minutes, default=None)
    return round(quantiles(minutes, n=10, method="inclusive")[-1], 1)
