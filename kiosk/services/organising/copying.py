"""Next month's market in one tap: a draft that is like the last one, on the same day of the next month."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlmodel import Session, col

from kiosk.services.organising.desk import Desk, working
from kiosk.services.organising.markets import plan_of, refuse_day
from kiosk.services.organising.views import MarketPlan
from kiosk.services.organising.wall_clock import moved, moved_span, same_day_of_month
from kiosk.store import Database
from kiosk.store.advice import paused_booths
from kiosk.store.planning import booths_of, day_of_its_own, ids_where, newest_market, shifts_by_booth
from kiosk.store.reading import slots_by_booth, stations_by_booth
from models.actor import Actor
from models.columns import id_of
from models.market import Booth, Market, Shift, Slot, Station
from models.people import Staff
from models.refusals import UnknownMarket

Span = tuple[datetime, datetime]


def copy_market(
    db: Database, *, by: Actor, now: datetime, source_id: int | None = None, day: date | None = None
) -> MarketPlan:
    """A draft like `source_id` (None: the last market), on `day` (None: its day of the month, in the next month in
    which that is still to come; a 31st becomes the month's end).

    The rules stay, the calling order among them, and so do times on the wall, also over a change of the clock. Booths
    keep letters, places, partners, services, units and stations; the shifts keep who is still on the staff; slots keep
    their places, all free.
    Raises UnknownMarket, NotAllowed, Invalid, and DayTaken, which is also the answer to a second tap.
    """
    with working(db, by, now) as desk:
        source = desk.market(source_id) if source_id is not None else newest_market(desk.session, desk.community_id)
        if source is None:
            raise UnknownMarket
        market = _market_like(desk, source, day or _next_day(desk, source))
        refuse_day(desk, market.day, closes_at=market.closes_at, field="day")
        with day_of_its_own(desk.session, desk.community_id, market.day):
            desk.session.add(market)
        _copy_booths(desk, source, market)
        desk.record(
            "copy_market", kind="market", subject_id=market.id, market_id=market.id, detail={"source_id": source.id}
        )
        desk.session.flush()
        return plan_of(desk, market)


def _next_day(desk: Desk, source: Market) -> date:
    """The next such day of a month on which the market would not be over yet."""
    wanted = _day_of_month(desk.session, source)
    for months in count(1):
        day = same_day_of_month(source.day, months_later=months, wanted=wanted)
        if moved(source.closes_at, days=(day - source.day).days, zone=desk.zone) > desk.now:
            return day
    raise AssertionError("months do not end")


def _day_of_month(session: Session, source: Market) -> int:
    """28 February after 31 January goes on to 31 March: the month was short, the habit is not."""
    before = session.get(Market, source.copied_from_id) if source.copied_from_id is not None else None
    was_clamped = before is not None and source.day == same_day_of_month(
        source.day, months_later=0, wanted=before.day.day
    )
    return before.day.day if before is not None and was_clamped else source.day.day


def _market_like(desk: Desk, source: Market, day: date) -> Market:
    days = (day - source.day).days
    opens_at, closes_at = moved_span(source.opens_at, source.closes_at, days=days, zone=desk.zone)
    return Market(
        community_id=source.community_id,
        plaza_id=source.plaza_id,
        name=source.name,
        name_en=source.name_en,
        day=day,
        opens_at=opens_at,
        closes_at=closes_at,
        walk_in_share=source.walk_in_share,
        no_show_rate=source.no_show_rate,
        grace_minutes=source.grace_minutes,
        fair_order=source.fair_order,
        expected_visitors=source.expected_visitors,
        copied_from_id=source.id,
    )


def _copy_booths(desk: Desk, source: Market, market: Market) -> None:
    session, days = desk.session, (market.day - source.day).days
    originals = booths_of(session, id_of(source))
    paused = paused_booths(session, id_of(source))
    twins = [_booth_like(booth, id_of(market), is_paused=booth.id in paused) for booth in originals]
    session.add_all(twins)
    session.flush()
    twin_of = {id_of(booth): id_of(twin) for booth, twin in zip(originals, twins, strict=True)}

    def later(starts_at: datetime, ends_at: datetime) -> Span:
        return moved_span(starts_at, ends_at, days=days, zone=desk.zone)

    def hour_later(instant: datetime | None) -> datetime | None:
        return None if instant is None else moved(instant, days=days, zone=desk.zone)

    session.add_all(_stations(session, twin_of, hour_later))
    session.add_all(_shifts(session, twin_of, later))
    session.add_all(_slots(session, twin_of, later))
    session.flush()


def _booth_like(booth: Booth, market_id: int, *, is_paused: bool) -> Booth:
    """`is_paused`: it gives out no numbers for a while today, which is nothing to be planned."""
    return Booth(
        market_id=market_id,
        letter=booth.letter,
        service_id=booth.service_id,
        partner_id=booth.partner_id,
        name=booth.name,
        name_en=booth.name_en,
        x_cm=booth.x_cm,
        y_cm=booth.y_cm,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm,
        rotation_deg=booth.rotation_deg,
        is_pinned=booth.is_pinned,
        units=booth.units,
        takes_walk_ins=booth.takes_walk_ins or is_paused,
    )


def _stations(
    session: Session, twin_of: dict[int, int], later: Callable[[datetime | None], datetime | None]
) -> Iterable[Station]:
    for station in _all(stations_by_booth(session, list(twin_of))):
        yield Station(
            booth_id=twin_of[station.booth_id],
            ordinal=station.ordinal,
            opens_at=later(station.opens_at),
            closes_at=later(station.closes_at),
        )


def _shifts(session: Session, twin_of: dict[int, int], later: Callable[[datetime, datetime], Span]) -> Iterable[Shift]:
    shifts = _all(shifts_by_booth(session, list(twin_of)))
    still_here = ids_where(session, Staff.id, col(Staff.id).in_({s.staff_id for s in shifts}), col(Staff.is_active))
    for shift in shifts:
        if shift.staff_id in still_here:
            starts_at, ends_at = later(shift.starts_at, shift.ends_at)
            yield Shift(booth_id=twin_of[shift.booth_id], staff_id=shift.staff_id, starts_at=starts_at, ends_at=ends_at)


def _slots(session: Session, twin_of: dict[int, int], later: Callable[[datetime, datetime], Span]) -> Iterable[Slot]:
    """Without those that were closed (no places), and once where the clock makes two times one."""
    seen: set[tuple[int, datetime]] = set()
    for slot in _all(slots_by_booth(session, list(twin_of))):
        starts_at, ends_at = later(slot.starts_at, slot.ends_at)
        if slot.capacity and (slot.booth_id, starts_at) not in seen:
            seen.add((slot.booth_id, starts_at))
            yield Slot(booth_id=twin_of[slot.booth_id], starts_at=starts_at, ends_at=ends_at, capacity=slot.capacity)


def _all(groups: dict[int, Sequence[Any]] | dict[int, list[Any]]) -> list[Any]:
    return [row for rows in groups.values() for row in rows]
