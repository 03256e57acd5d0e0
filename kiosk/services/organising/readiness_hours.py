"""What the readiness list says of one booth's people and hours. The codes are in `readiness`."""

from collections.abc import Iterator

from kiosk.services.organising.planned import PlannedBooth, gaps, hours_of, slots_as_planned
from kiosk.services.organising.views import Point, Severity
from models.market import Market, Slot

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def booth_points(booth: PlannedBooth, market: Market) -> Iterator[Point]:
    yield from _station_points(booth, market)
    yield from _slot_points(booth, market)
    yield from _shift_points(booth, market)
    yield from _name_points(booth)


def _station_points(booth: PlannedBooth, market: Market) -> Iterator[Point]:
    if all(hours_of(station, market) is None for station in booth.stations):
        yield Point("no_station", ERROR, booth.letter)
        return
    asleep = [slot for slot in booth.slots if _inside(slot, market) and not _served(slot, booth, market)]
    if asleep:
        yield Point("slots_without_station", ERROR, booth.letter, {"count": len(asleep)})


def _slot_points(booth: PlannedBooth, market: Market) -> Iterator[Point]:
    wants_slots = booth.service.takes_bookings and market.walk_in_share < 1
    if wants_slots and not booth.slots:
        yield Point("no_slots", ERROR, booth.letter)
    can_book = booth.service.takes_bookings and bool(booth.slots)
    if not can_book and not booth.booth.takes_walk_ins:
        yield Point("takes_nobody", ERROR, booth.letter)
    outside = [slot for slot in booth.slots if not _inside(slot, market)]
    if outside:
        yield Point("slots_outside_hours", ERROR, booth.letter, {"count": len(outside)})
    yield from _place_points(booth, market)


def _place_points(booth: PlannedBooth, market: Market) -> Iterator[Point]:
    units = booth.booth.units
    if units is not None and booth.places > units:
        yield Point("more_places_than_units", ERROR, booth.letter, {"places": booth.places, "units": units})
        return
    planned = sum(p.capacity for p in slots_as_planned(booth.booth, booth.service, booth.stations, market))
    if planned and booth.places > planned:
        yield Point("too_many_places", WARNING, booth.letter, {"places": booth.places, "planned": planned})


def _shift_points(booth: PlannedBooth, market: Market) -> Iterator[Point]:
    if not booth.shifts:
        yield Point("nobody_assigned", ERROR, booth.letter)
        return
    spans = [(shift.starts_at, shift.ends_at) for shift in booth.shifts]
    alone = gaps(spans, start=market.opens_at, end=market.closes_at)
    if alone:
        minutes = sum((end - start).total_seconds() for start, end in alone) / 60
        first = {"starts_at": alone[0][0], "ends_at": alone[0][1]}
        yield Point("shift_gap", WARNING, booth.letter, {"minutes": round(minutes), **first})


def _name_points(booth: PlannedBooth) -> Iterator[Point]:
    if not booth.service.is_active:
        names = {"name": booth.service.name, "name_en": booth.service.name_en}
        yield Point("service_inactive", WARNING, booth.letter, names)
    if booth.partner is None:
        yield Point("no_partner", WARNING, booth.letter)
    elif not booth.partner.is_active:
        names = {"name": booth.partner.name, "name_en": booth.partner.name_en}
        yield Point("partner_inactive", WARNING, booth.letter, names)


def _inside(slot: Slot, market: Market) -> bool:
    return market.opens_at <= slot.starts_at and slot.ends_at <= market.closes_at


def _served(slot: Slot, booth: PlannedBooth, market: Market) -> bool:
    hours = (hours_of(station, market) for station in booth.stations)
    return any(each is not None and each.opens_at <= slot.starts_at < each.closes_at for each in hours)
