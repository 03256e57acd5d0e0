"""Views as the JSON of `kiosk.api.shapes`: plain dictionaries, written once, times in the market's zone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from kiosk.i18n.formats import local
from kiosk.i18n.orders import order_sentence
from kiosk.services.views import (
    Board,
    BoothView,
    MarketCard,
    MarketView,
    PlazaView,
    SignedIn,
    SlotView,
    TicketView,
    VisitPlan,
    VisitStop,
    Wait,
)
from models.enums import MarketPhase

_STATE_NOW: Final = {
    MarketPhase.UPCOMING: "published",
    MarketPhase.OPEN: "open",
    MarketPhase.PAUSED: "open",
    MarketPhase.OVER: "closed",
    MarketPhase.CANCELLED: "cancelled",
}


def json_bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Kept by nobody on the way: most answers hold a code or change with the queue."""
    all_headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"} | dict(headers or {})
    return Response(json_bytes(body), status_code=status, headers=all_headers, media_type="application/json")


def _time(moment: datetime | None, zone: str) -> str | None:
    return None if moment is None else local(moment, zone).isoformat()


def _wait(wait: Wait | None) -> dict[str, int] | None:
    return None if wait is None else {"low": wait.low, "likely": wait.likely, "high": wait.high}


def ticket_json(ticket: TicketView, lang: str) -> dict[str, Any]:
    zone = ticket.time_zone
    return {
        "code": ticket.code,
        "number": ticket.number,
        "booth_id": ticket.booth_id,
        "booth": ticket.booth.say(lang),
        "market_id": ticket.market_id,
        "slot_id": ticket.slot_id,
        "slot_starts_at": _time(ticket.slot_starts_at, zone),
        "slot_ends_at": _time(ticket.slot_ends_at, zone),
        "station": ticket.station,
        "state": ticket.state.value,
        "kind": ticket.kind.value,
        "priority": ticket.priority.value,
        "people_ahead": ticket.people_ahead,
        "wait_minutes": _wait(ticket.wait),
        "created_at": _time(ticket.created_at, zone),
        "called_at": _time(ticket.called_at, zone),
        "started_at": _time(ticket.started_at, zone),
        "ended_at": _time(ticket.ended_at, zone),
    }


def visit_json(plan: VisitPlan) -> dict[str, Any]:
    return {"stops": [_stop(stop) for stop in plan.stops], "home_at": _time(plan.home_at, plan.time_zone)}


def _stop(stop: VisitStop) -> dict[str, Any]:
    return {
        "number": stop.task.number,
        "booth": stop.letter,
        "act": stop.task.act.value,
        "is_now": stop.is_now,
        "minutes": _wait(stop.starts),
        "ready_minutes": stop.ready_minutes,
    }


def market_line_json(card: MarketCard, lang: str) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name.say(lang),
        "community": card.community.say(lang),
        "place": card.hall.say(lang),
        "day": card.day.isoformat(),
        "opens_at": _time(card.opens_at, card.time_zone),
        "closes_at": _time(card.closes_at, card.time_zone),
        "time_zone": card.time_zone,
        "state": _STATE_NOW[card.phase],
        "phase": card.phase.value,
        "revision": card.revision,
    }


def market_json(market: MarketView, lang: str) -> dict[str, Any]:
    card = market.card
    return market_line_json(card, lang) | {
        "cancel_reason": card.cancel_reason,
        "fair_order": card.fair_order.value,
        "calling_order": order_sentence(card.fair_order, longest_wait_minutes=card.longest_wait_minutes, lang=lang),
        "plaza": _plaza(market.plaza, lang),
        "booths": [_booth(booth, card.time_zone, lang) for booth in market.booths],
    }


def _plaza(plaza: PlazaView, lang: str) -> dict[str, Any]:
    fixtures = [
        {
            "kind": fixture.kind.value,
            "name": fixture.name.say(lang),
            "x_cm": fixture.x_cm,
            "y_cm": fixture.y_cm,
            "width_cm": fixture.width_cm,
            "depth_cm": fixture.depth_cm,
        }
        for fixture in plaza.fixtures
    ]
    return {
        "name": plaza.name.say(lang),
        "width_cm": plaza.width_cm,
        "depth_cm": plaza.depth_cm,
        "fixtures": fixtures,
    }


def _booth(booth: BoothView, zone: str, lang: str) -> dict[str, Any]:
    return {
        "id": booth.id,
        "letter": booth.letter,
        "name": booth.name.say(lang),
        "service": booth.service.say(lang),
        "kind": booth.kind.value,
        "zone": booth.zone.value,
        "icon": booth.icon,
        "bring": booth.bring.say(lang),
        "partner": booth.partner.say(lang) if booth.partner else None,
        "pledge": booth.pledge.value if booth.pledge else None,
        "price_note": booth.price_note,
        "mean_minutes": booth.mean_minutes,
        "stations": booth.stations,
        "x_cm": booth.x_cm,
        "y_cm": booth.y_cm,
        "width_cm": booth.width_cm,
        "depth_cm": booth.depth_cm,
        "rotation_deg": booth.rotation_deg,
        "takes_bookings": booth.takes_bookings,
        "takes_walk_ins": booth.takes_walk_ins,
        "units_left": booth.units_left,
        "queue_length": booth.queue_length,
        "wait_minutes": _wait(booth.wait),
        "slots": [_slot(slot, zone) for slot in booth.slots],
    }


def _slot(slot: SlotView, zone: str) -> dict[str, Any]:
    return {
        "id": slot.id,
        "starts_at": _time(slot.starts_at, zone),
        "ends_at": _time(slot.ends_at, zone),
        "capacity": slot.capacity,
        "left": slot.left,
    }


def board_json(board: Board, lang: str) -> dict[str, Any]:
    return {
        "market_id": board.market_id,
        "revision": board.revision,
        "booths": [
            {
                "letter": booth.letter,
                "name": booth.name.say(lang),
                "now_serving": list(booth.now_serving),
                "called": list(booth.called),
                "waiting": booth.waiting,
            }
            for booth in board.booths
        ],
    }


def session_json(signed_in: SignedIn) -> dict[str, Any]:
    return {"token": signed_in.token, "role": signed_in.role.value, "expires_at": signed_in.expires_at.isoformat()}
