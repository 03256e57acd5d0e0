"""Tickets: whoever asks gets one, whoever holds the code may look at it and give it back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from kiosk.api import shapes
from kiosk.api.documents import WITH_BODY, refuses
from kiosk.api.house import client_address, house_of, known_id
from kiosk.api.markets import MarketId
from kiosk.api.problems import language_of
from kiosk.api.shapes import TicketOut, TicketWanted, VisitPlanOut
from kiosk.api.telling import json_response, ticket_json, visit_json
from kiosk.services import Database, bookings, tickets, visit_plan
from models import refusals as r
from models.actor import RESIDENT

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Code = Annotated[str, Path(description="The ticket's secret code.", examples=[shapes.CODE])]
KEY_DESCRIPTION = "One for each intention, 8 to 64 visible characters: the same key is answered with the same ticket."

SAME_AGAIN = {"model": TicketOut, "description": "The same key came before: this is its ticket."}


@router.post(
    "/markets/{market_id}/tickets",
    summary="Book a slot, or take a number",
    status_code=201,
    response_model=TicketOut,
    responses={
        200: SAME_AGAIN,
        201: {"headers": {"Location": {"description": "The ticket's address.", "schema": {"type": "string"}}}},
        **refuses(
            r.UnknownMarket,
            r.UnknownBooth,
            r.UnknownSlot,
            r.SlotFull,
            r.SlotOver,
            r.BoothFull,
            r.AlreadyBooked,
            r.MarketClosed,
            r.KeyReused,
            r.KeyRequired,
            r.TooMany,
            *WITH_BODY,
        ),
    },
)
async def create_ticket(
    request: Request,
    market_id: MarketId,
    wanted: TicketWanted,
    idempotency_key: Annotated[str | None, Header(description=KEY_DESCRIPTION, examples=["4f9c2b1e-0001"])] = None,
) -> Response:
    house, lang = house_of(request), language_of(request)
    if not idempotency_key:
        raise r.KeyRequired
    house.share.take(client_address(request), idempotency_key)
    try:
        given = await house.write(lambda db: _give(db, house.now(), known_id(market_id), wanted, idempotency_key))
    except BaseException:
        house.share.forget(idempotency_key)
        raise
    ticket = given.tickets[0]
    headers = {"Location": f"/api/v1/tickets/{ticket.code}"}
    return json_response(ticket_json(ticket, lang), status=200 if given.again else 201, headers=headers)


def _give(db: Database, now: datetime, market_id: int, wanted: TicketWanted, key: str) -> bookings.Given:
    slot_id = None if wanted.slot_id is None else known_id(wanted.slot_id)
    return bookings.get_tickets(
        db,
        market_id,
        wishes=[bookings.Wish(known_id(wanted.booth_id), slot_id)],
        person=bookings.Person(
            name=wanted.name, phone=wanted.phone, priority=wanted.priority, language=wanted.language
        ),
        key=key,
        by=RESIDENT,
        now=now,
    )


@router.get(
    "/tickets/{code}",
    summary="A ticket, with the people ahead",
    response_model=TicketOut,
    responses=refuses(r.UnknownTicket),
)
async def show_ticket(request: Request, code: Code) -> Response:
    house, lang = house_of(request), language_of(request)
    ticket = await house.read(lambda: tickets.ticket_by_code(house.db, code, now=house.now()))
    return json_response(ticket_json(ticket, lang))


@router.get(
    "/tickets/{code}/visit",
    summary="In which order to go to all booths of the same person's day",
    response_model=VisitPlanOut,
    responses=refuses(r.UnknownTicket),
)
async def show_visit(request: Request, code: Code) -> Response:
    house = house_of(request)
    plan = await house.read(lambda: visit_plan.visit_plan(house.db, code, now=house.now()))
    return json_response(visit_json(plan))


@router.delete(
    "/tickets/{code}",
    summary="Give a ticket back; again is the same answer",
    response_model=TicketOut,
    responses=refuses(r.UnknownTicket, r.IllegalMove),
)
async def cancel_ticket(request: Request, code: Code) -> Response:
    house, lang = house_of(request), language_of(request)
    ticket = await house.write(lambda db: tickets.cancel(db, code, by=RESIDENT, now=house.now()))
    return json_response(ticket_json(ticket, lang))
