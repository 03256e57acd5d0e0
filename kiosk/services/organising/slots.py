"""The bookable slots of a booth: what the rules would plan, replacing them, and editing them by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from kiosk.engine.slots import SlotPlan
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import Edits, assign, edits_of, given, in_row, write_rows
from kiosk.services.organising.planned import MOST_PLACES, slots_as_planned
from kiosk.services.organising.rows import SlotRow
from kiosk.services.organising.views import BoothSlots
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.planning import locked_slots, retire_slots
from kiosk.store.reading import stations_by_booth
from models.actor import Actor
from models.catalogue import Service
from models.columns import id_of
from models.market import Booth, Market, Slot
from models.refusals import Changed, InUse, Invalid
from models.values import ordered, within


def slots(db: Database, *, by: Actor, now: datetime, booth_id: int) -> BoothSlots:
    """The slots of a booth as they are. Raises UnknownBooth, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        booth, _ = desk.booth(booth_id)
        return _view(desk, booth, _stored(desk.session, booth_id))


def preview_slots(db: Database, *, by: Actor, now: datetime, booth_id: int) -> BoothSlots:
    """The slots that `generate_slots` would leave: planned from hours, stations, mean duration, no-shows, the share
    for walk-ins and consumables; booked ones keep their places. Raises UnknownBooth, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        booth, market = desk.booth(booth_id)
        return _view(desk, booth, _planned(desk.session, booth, market, _stored(desk.session, booth_id)))


def generate_slots(db: Database, *, by: Actor, now: datetime, booth_id: int, revision: int) -> BoothSlots:
    """Replace the slots of a booth by the planned ones. `revision` is the booth's as shown with the preview.

    A booked slot stays, and never gets fewer places than are taken. Planning again changes nothing, so a second tap
    is no harm. Raises UnknownBooth, NotAllowed, WrongMarketState, Changed.
    """
    with working(db, by, now) as desk:
        booth, market = desk.planned_booth(booth_id)
        there = locked_slots(desk.session, [booth_id])
        stored = [_row(slot) for slot in there]
        planned = _planned(desk.session, booth, market, stored)
        if planned == stored:
            return _view(desk, booth, stored)
        if booth.revision != revision:
            raise Changed(kind="booth", name=booth.letter, theirs={"revision": booth.revision})
        _replace(desk.session, booth_id, there, planned)
        places = sum(row.capacity or 0 for row in planned)
        desk.booth_changed(booth, market, action="generate_slots", detail={"places": places})
        return _view(desk, booth, _stored(desk.session, booth_id))


def save_slots(
    db: Database, *, by: Actor, now: datetime, booth_id: int, shown: Sequence[SlotRow], rows: Sequence[SlotRow]
) -> BoothSlots:
    """Save the table of slots: places, new ones, deleted ones.

    Raises UnknownBooth, NotAllowed, WrongMarketState, Changed, UnknownRecord, Invalid(row, field), and InUse when a
    slot would have fewer places than are booked, move while booked, or go while booked.
    """
    with working(db, by, now) as desk:
        booth, market = desk.planned_booth(booth_id)
        there = {id_of(slot): slot for slot in locked_slots(desk.session, [booth_id])}
        stored = {key: _row(slot) for key, slot in there.items()}
        edits = edits_of(shown, rows, stored, kind="slot", name_of=lambda _row: booth.letter)
        _check(edits, market)
        _refuse_booked(edits, stored)
        _refuse_overlap(edits, stored)
        retire_slots(desk.session, [there[row.id or 0] for row in edits.deleted])
        write_rows(
            desk.session,
            Edits(edits.added, edits.changed, ()),
            there,
            values_of=_values,
            make=lambda: Slot(booth_id=booth_id, starts_at=now, ends_at=now, capacity=0),
            unique_field="starts_at",
        )
        if edits:
            desk.booth_changed(booth, market, action="save_slots", detail=edits.counts())
        return _view(desk, booth, _stored(desk.session, booth_id))


# Rows ------------------------------------------------------------------------------------------------------


def _stored(session: Session, booth_id: int) -> list[SlotRow]:
    found = select(Slot).where(Slot.booth_id == booth_id).order_by(col(Slot.starts_at), col(Slot.id))
    return [_row(slot) for slot in session.exec(found)]


def _row(slot: Slot) -> SlotRow:
    return SlotRow(slot.id, slot.starts_at, slot.ends_at, slot.capacity, slot.taken)


def _view(desk: Desk, booth: Booth, rows: Sequence[SlotRow]) -> BoothSlots:
    service = desk.session.get_one(Service, booth.service_id)
    return BoothSlots(
        booth_id=id_of(booth),
        letter=booth.letter,
        name=Words(booth.name or service.name, booth.name_en or service.name_en),
        revision=booth.revision,
        time_zone=desk.community.time_zone,
        rows=tuple(rows),
    )


def _planned(session: Session, booth: Booth, market: Market, stored: Sequence[SlotRow]) -> list[SlotRow]:
    """The planned slots, with the ids of those that are there.

    A booked slot keeps its time, has as many places as are planned then but never fewer than are taken, and stays
    without further places when nothing is planned then: no plan may lie across it.
    """
    service = session.get_one(Service, booth.service_id)
    stations = stations_by_booth(session, [id_of(booth)]).get(id_of(booth), [])
    plans = slots_as_planned(booth, service, stations, market) if service.takes_bookings else []
    at = {row.starts_at: row for row in stored}
    starts = {plan.starts_at for plan in plans}
    left = [replace(r, capacity=r.taken) for r in stored if r.starts_at not in starts and (r.taken or not r.capacity)]
    booked = [_span(row) for row in left if row.taken]
    rows = [
        _merged(plan, at.get(plan.starts_at, SlotRow()))
        for plan in plans
        if not any(first < plan.ends_at and plan.starts_at < last for first, last in booked)
    ]
    return sorted([*rows, *left], key=_span)


def _merged(plan: SlotPlan, now_there: SlotRow) -> SlotRow:
    ends_at = now_there.ends_at if now_there.taken else plan.ends_at
    return replace(now_there, starts_at=plan.starts_at, ends_at=ends_at, capacity=max(plan.capacity, now_there.taken))


def _replace(session: Session, booth_id: int, there: Sequence[Slot], planned: Sequence[SlotRow]) -> None:
    kept = {row.id: row for row in planned if row.id is not None}
    retire_slots(session, [slot for slot in there if slot.id not in kept])
    for slot in there:
        if slot.id in kept:
            assign(slot, _values(kept[slot.id]))
    session.add_all(Slot(booth_id=booth_id, **_values(row)) for row in planned if row.id is None)
    session.flush()


# Checks ----------------------------------------------------------------------------------------------------


def _check(edits: Edits[SlotRow], market: Market) -> None:
    for index, row in edits.wanted:
        with in_row(index):
            values = _values(row)
            ordered(values["starts_at"], values["ends_at"], field="ends_at")
            within(values["capacity"], field="capacity", least=0, most=MOST_PLACES)
            if values["starts_at"] < market.opens_at:
                raise Invalid(field="starts_at", problem="outside_hours")
            if values["ends_at"] > market.closes_at:
                raise Invalid(field="ends_at", problem="outside_hours")


def _values(row: SlotRow) -> dict[str, Any]:
    return {name: given(getattr(row, name), field=name) for name in ("starts_at", "ends_at", "capacity")}


def _refuse_booked(edits: Edits[SlotRow], stored: dict[int, SlotRow]) -> None:
    booked = sum(stored[row.id or 0].taken for row in edits.deleted)
    for _, row in edits.changed:
        was = stored[row.id or 0]
        moved = (row.starts_at, row.ends_at) != (was.starts_at, was.ends_at)
        if was.taken and (moved or (row.capacity or 0) < was.taken):
            booked += was.taken
    if booked:
        raise InUse(kind="slot", count=booked)


def _refuse_overlap(edits: Edits[SlotRow], stored: dict[int, SlotRow]) -> None:
    """Two slots of one booth at the same time would count its stations twice."""
    touched = {row.id for row in edits.deleted} | {row.id for _, row in edits.changed}
    others = [_span(row) for key, row in stored.items() if key not in touched and row.capacity]
    for index, row in edits.wanted:
        start, end = _span(row)
        if any(first < end and start < last for first, last in others):
            raise Invalid(field="starts_at", problem="taken", row=index)
        others.append((start, end))


def _span(row: SlotRow) -> tuple[datetime, datetime]:
    return given(row.starts_at, field="starts_at"), given(row.ends_at, field="ends_at")
