"""Rows into views."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from kiosk.engine.fair_order import policy_of
from kiosk.services.views import BoothView, FixtureView, MarketCard, PlazaView, SlotView, TicketView, Wait, Words
from kiosk.store.facts import TicketFacts
from kiosk.store.reading import BoothRow, MarketRow
from models.columns import id_of
from models.enums import MarketPhase
from models.market import Market, Slot, Station
from models.places import Fixture, Plaza


def market_card(row: MarketRow, now: datetime) -> MarketCard:
    market, community = row.market, row.community
    return MarketCard(
        id=id_of(market),
        name=Words(market.name, market.name_en),
        community=Words(community.name, community.name_en),
        hall=Words(community.hall, community.hall_en),
        day=market.day,
        opens_at=market.opens_at,
        closes_at=market.closes_at,
        time_zone=community.time_zone,
        state=market.state,
        phase=market.phase(now),
        cancel_reason=market.cancel_reason,
        revision=market.revision,
        fair_order=market.fair_order,
        longest_wait_minutes=policy_of(market.fair_order, community.longest_wait_minutes).longest_wait_minutes,
    )


def plaza_view(plaza: Plaza, fixtures: Sequence[Fixture]) -> PlazaView:
    shown = tuple(
        FixtureView(f.kind, f.x_cm, f.y_cm, f.width_cm, f.depth_cm, Words(f.name, f.name_en)) for f in fixtures
    )
    return PlazaView(Words(plaza.name, plaza.name_en), plaza.width_cm, plaza.depth_cm, shown)


def slot_views(slots: Sequence[Slot], now: datetime) -> tuple[SlotView, ...]:
    """The slots that are not over yet. One without places was closed by an organiser and is not full, but gone."""
    return tuple(
        SlotView(id_of(s), s.starts_at, s.ends_at, s.capacity, s.capacity - s.taken)
        for s in slots
        if s.ends_at > now and s.capacity
    )


def booth_view(
    row: BoothRow,
    *,
    market: Market,
    stations: Sequence[Station],
    slots: Sequence[Slot],
    waiting: int,
    wait: Wait | None,
    paused_until: datetime | None,
    now: datetime,
) -> BoothView:
    booth, service, partner = row.booth, row.service, row.partner
    takes_bookings = service.takes_bookings and market.phase(now) in (MarketPhase.UPCOMING, MarketPhase.OPEN)
    return BoothView(
        id=id_of(booth),
        letter=booth.letter,
        name=Words(booth.name or service.name, booth.name_en or service.name_en),
        service=Words(service.name, service.name_en),
        partner=Words(partner.name, partner.name_en) if partner else None,
        pledge=partner.pledge if partner else None,
        price_note=partner.price_note if partner else "",
        zone=service.zone,
        kind=service.kind,
        icon=service.icon,
        bring=Words(service.bring, service.bring_en),
        mean_minutes=service.mean_minutes,
        stations=len(stations),
        x_cm=booth.x_cm,
        y_cm=booth.y_cm,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm,
        rotation_deg=booth.rotation_deg,
        queue_length=waiting,
        wait=wait,
        takes_bookings=takes_bookings and bool(slots),
        takes_walk_ins=booth.takes_walk_ins and market.phase(now) is MarketPhase.OPEN,
        units_left=None if booth.units is None else max(0, booth.units - booth.promised),
        slots=slot_views(slots, now),
        pause_minutes=None if booth.takes_walk_ins else _minutes_until(paused_until, now),
    )


def _minutes_until(instant: datetime | None, now: datetime) -> int | None:
    return None if instant is None else max(1, ceil((instant - now).total_seconds() / 60))


def ticket_view(ticket: TicketFacts, *, ahead: int | None, wait: Wait | None) -> TicketView:
    at = ticket.at
    return TicketView(
        code=ticket.code,
        number=ticket.number,
        market_id=ticket.market_id,
        booth_id=ticket.booth_id,
        letter=at.letter,
        booth=Words(at.name, at.name_en),
        service=Words(at.service_name, at.service_name_en),
        service_kind=at.kind,
        icon=at.icon,
        bring=Words(at.bring, at.bring_en),
        slot_id=ticket.slot_id,
        slot_starts_at=ticket.slot_starts_at,
        slot_ends_at=ticket.slot_ends_at,
        station=ticket.station,
        state=ticket.state,
        kind=ticket.kind,
        priority=ticket.priority,
        people_ahead=ahead,
        wait=wait,
        created_at=ticket.created_at,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        ended_at=ticket.ended_at,
        time_zone=at.time_zone,
    )
