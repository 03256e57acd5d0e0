"""Who serves at a booth and when: its stations and its shifts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col

from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import Edits, edits_of, given, write_rows
from kiosk.services.organising.rows import ShiftRow, StationRow
from kiosk.services.organising.views import BoothHours
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.planning import ids_where, shifts_by_booth, tickets_by
from kiosk.store.reading import stations_by_booth
from models.actor import Actor
from models.catalogue import Service
from models.columns import id_of
from models.market import Booth, Market, Shift, Station
from models.people import Staff
from models.refusals import InUse, Invalid
from models.tickets import Ticket
from models.values import ordered, within

MOST_STATIONS = 20
AROUND_THE_MARKET = timedelta(hours=6)
"""Volunteers come before the opening to set up and stay to clear away, but not on another day."""


def booth_hours(db: Database, *, by: Actor, now: datetime, booth_id: int) -> BoothHours:
    """The stations and shifts of a booth. Raises UnknownBooth, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        booth, market = desk.booth(booth_id)
        return _hours(desk, booth, market)


def save_stations(
    db: Database, *, by: Actor, now: datetime, booth_id: int, shown: Sequence[StationRow], rows: Sequence[StationRow]
) -> BoothHours:
    """Save the stations of one booth; empty hours are the market's.

    Raises UnknownBooth, NotAllowed, WrongMarketState, Changed, UnknownRecord, Invalid(row, field), and InUse for a
    station at which people were served.
    """
    with working(db, by, now) as desk:
        booth, market = desk.planned_booth(booth_id)
        there = {id_of(s): s for s in stations_by_booth(desk.session, [booth_id]).get(booth_id, [])}
        stored = {key: _station_row(s) for key, s in there.items()}
        name = f"{booth.letter} "
        edits = edits_of(shown, rows, stored, kind="station", name_of=lambda row: name + str(row.ordinal))
        _refuse_used_stations(desk.session, edits, booth_id)
        write_rows(
            desk.session,
            edits,
            there,
            values_of=lambda row: _station_values(row, market),
            make=lambda: Station(booth_id=booth_id, ordinal=0),
            unique_field="ordinal",
        )
        if edits:
            desk.booth_changed(booth, market, action="save_stations", detail=edits.counts())
        return _hours(desk, booth, market)


def save_shifts(
    db: Database, *, by: Actor, now: datetime, booth_id: int, shown: Sequence[ShiftRow], rows: Sequence[ShiftRow]
) -> BoothHours:
    """Save who is at a booth and when. Whoever has a shift may run its queue.

    Raises UnknownBooth, NotAllowed, WrongMarketState, Changed, UnknownRecord, Invalid(row, field).
    """
    with working(db, by, now) as desk:
        booth, market = desk.planned_booth(booth_id)
        there = {id_of(s): s for s in shifts_by_booth(desk.session, [booth_id]).get(booth_id, [])}
        stored = {key: _shift_row(s) for key, s in there.items()}
        edits = edits_of(shown, rows, stored, kind="shift", name_of=lambda _row: booth.letter)
        here = ids_where(desk.session, Staff.id, Staff.community_id == desk.community_id, col(Staff.is_active))
        write_rows(
            desk.session,
            edits,
            there,
            values_of=lambda row: _shift_values(row, market, here),
            make=lambda: Shift(booth_id=booth_id, staff_id=0, starts_at=now, ends_at=now),
            unique_field="staff_id",
        )
        if edits:
            desk.booth_changed(booth, market, action="save_shifts", detail=edits.counts())
        return _hours(desk, booth, market)


def _hours(desk: Desk, booth: Booth, market: Market) -> BoothHours:
    booth_id, service = id_of(booth), desk.session.get_one(Service, booth.service_id)
    stations = stations_by_booth(desk.session, [booth_id]).get(booth_id, [])
    shifts = shifts_by_booth(desk.session, [booth_id]).get(booth_id, [])
    return BoothHours(
        booth_id=booth_id,
        letter=booth.letter,
        name=Words(booth.name or service.name, booth.name_en or service.name_en),
        opens_at=market.opens_at,
        closes_at=market.closes_at,
        time_zone=desk.community.time_zone,
        stations=tuple(_station_row(s) for s in stations),
        shifts=tuple(_shift_row(s) for s in shifts),
    )


def _station_row(station: Station) -> StationRow:
    return StationRow(id=station.id, ordinal=station.ordinal, opens_at=station.opens_at, closes_at=station.closes_at)


def _shift_row(shift: Shift) -> ShiftRow:
    return ShiftRow(id=shift.id, staff_id=shift.staff_id, starts_at=shift.starts_at, ends_at=shift.ends_at)


def _station_values(row: StationRow, market: Market) -> dict[str, Any]:
    ordinal: int = given(row.ordinal, field="ordinal")
    within(ordinal, field="ordinal", least=1, most=MOST_STATIONS)
    ordered(row.opens_at or market.opens_at, row.closes_at or market.closes_at, field="closes_at")
    for field in ("opens_at", "closes_at"):
        instant = getattr(row, field)
        if instant is not None and not market.opens_at <= instant <= market.closes_at:
            raise Invalid(field=field, problem="outside_hours")
    return {"ordinal": ordinal, "opens_at": row.opens_at, "closes_at": row.closes_at}


def _shift_values(row: ShiftRow, market: Market, here: frozenset[int]) -> dict[str, Any]:
    if given(row.staff_id, field="staff_id") not in here:
        raise Invalid(field="staff_id", problem="not_in_the_list")
    starts_at: datetime = given(row.starts_at, field="starts_at")
    ends_at: datetime = given(row.ends_at, field="ends_at")
    ordered(starts_at, ends_at, field="ends_at")
    if starts_at < market.opens_at - AROUND_THE_MARKET or starts_at >= market.closes_at:
        raise Invalid(field="starts_at", problem="outside_hours")
    if ends_at > market.closes_at + AROUND_THE_MARKET or ends_at <= market.opens_at:
        raise Invalid(field="ends_at", problem="outside_hours")
    return {"staff_id": row.staff_id, "starts_at": starts_at, "ends_at": ends_at}


def _refuse_used_stations(session: Session, edits: Edits[StationRow], booth_id: int) -> None:
    used = tickets_by(session, col(Ticket.station_id), col(Ticket.booth_id) == booth_id) if edits.deleted else {}
    tickets = sum(used.get(row.id or 0, 0) for row in edits.deleted)
    if tickets:
        raise InUse(kind="station", count=tickets)
