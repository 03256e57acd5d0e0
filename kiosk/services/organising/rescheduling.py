"""Another day or other hours for a market, and what hangs on them.

Slots, shifts and hours of stations keep their time on the wall when the day changes. A shift or station that ran from
the very opening, or to the very close, follows it. A free slot outside the new hours goes; a booked one forbids them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from kiosk.services.organising.desk import Desk
from kiosk.services.organising.wall_clock import moved, moved_span
from kiosk.store.planning import booths_of, count_of, locked_slots, retire_slots, shifts_by_booth
from kiosk.store.reading import stations_by_booth
from models.columns import id_of
from models.market import Market, Shift, Slot, Station
from models.moves import ACTIVE
from models.refusals import InUse
from models.tickets import Ticket


class _Clock:
    """Where an instant of the old day lies on the new one."""

    def __init__(self, market: Market, *, day: date, opens_at: datetime, closes_at: datetime, zone: ZoneInfo) -> None:
        self.old = (market.opens_at, market.closes_at)
        self.new = (opens_at, closes_at)
        self.days = (day - market.day).days
        self.zone = zone

    def moved(self, instant: datetime) -> datetime:
        return moved(instant, days=self.days, zone=self.zone)

    def following(self, instant: datetime, edge: int) -> datetime:
        """`edge` 0: the opening, 1: the close."""
        return self.new[edge] if instant == self.old[edge] else self.moved(instant)

    def keeps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.new[0] <= starts_at and ends_at <= self.new[1]


def reschedule(desk: Desk, market: Market, *, day: date, opens_at: datetime, closes_at: datetime) -> None:
    """Move what hangs on the market; the market itself is still as it was. Raises InUse."""
    clock = _Clock(market, day=day, opens_at=opens_at, closes_at=closes_at, zone=desk.zone)
    booth_ids = [id_of(booth) for booth in booths_of(desk.session, id_of(market), lock=True)]
    if clock.days:
        _refuse_tickets(desk.session, id_of(market))
    _move_slots(desk.session, locked_slots(desk.session, booth_ids), clock)
    for stations in stations_by_booth(desk.session, booth_ids).values():
        _move_stations(stations, clock)
    for shifts in shifts_by_booth(desk.session, booth_ids).values():
        _move_shifts(shifts, clock)
    desk.session.flush()


def _refuse_tickets(session: Session, market_id: int) -> None:
    """People wrote the day into their calendars."""
    tickets = count_of(session, Ticket, Ticket.market_id == market_id, col(Ticket.state).in_(ACTIVE))
    if tickets:
        raise InUse(kind="market", count=tickets)


def _move_slots(session: Session, slots: Sequence[Slot], clock: _Clock) -> None:
    spans = [moved_span(s.starts_at, s.ends_at, days=clock.days, zone=clock.zone) for s in slots]
    outside = [slot for slot, span in zip(slots, spans, strict=True) if not clock.keeps(*span)]
    booked = sum(slot.taken for slot in outside)
    if booked:
        raise InUse(kind="market", count=booked)
    gone = {slot.id for slot in outside}
    starts: set[tuple[int, datetime]] = set()
    for slot, span in zip(slots, spans, strict=True):
        if slot.id in gone:
            continue
        if (slot.booth_id, span[0]) in starts:  # two times on the wall became one instant
            outside.append(slot)
            continue
        starts.add((slot.booth_id, span[0]))
        slot.starts_at, slot.ends_at = span
    retire_slots(session, outside)


def _move_stations(stations: Sequence[Station], clock: _Clock) -> None:
    for station in stations:
        if station.opens_at is not None:
            station.opens_at = clock.following(station.opens_at, 0)
        if station.closes_at is not None:
            station.closes_at = clock.following(station.closes_at, 1)


def _move_shifts(shifts: Sequence[Shift], clock: _Clock) -> None:
    starts: set[tuple[int, datetime]] = {(s.staff_id, clock.moved(s.starts_at)) for s in shifts}
    for shift in shifts:
        start, end = clock.following(shift.starts_at, 0), clock.following(shift.ends_at, 1)
        plain = moved_span(shift.starts_at, shift.ends_at, days=clock.days, zone=clock.zone)
        if start >= end or (start != plain[0] and (shift.staff_id, start) in starts):
            start, end = plain
        shift.starts_at, shift.ends_at = start, end
