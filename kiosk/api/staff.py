"""What signed-in staff do from other programs: call the next, move a ticket."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPBearer
from starlette.responses import Response

from kiosk.api.documents import WITH_BODY, refuses
from kiosk.api.house import bearer_token, client_address, house_of, known_id, signed_in
from kiosk.api.problems import language_of
from kiosk.api.shapes import CallNext, MoveWanted, Pin, StaffSessionOut, TicketOut
from kiosk.api.telling import json_response, session_json, ticket_json
from kiosk.api.tickets import Code
from kiosk.services import Database, queues, staff
from models import refusals as r

router = APIRouter(prefix="/api/v1", tags=["staff"])

# For the OpenAPI document; `bearer_token` reads the header, because its refusal is ours.
_BEARER: Any = Depends(HTTPBearer(auto_error=False, description="The token of POST /staff/sessions."))
Token = Annotated[str, Depends(bearer_token)]
NOT_STAFF = (r.NotSignedIn, r.NotAllowed)


@router.post(
    "/staff/sessions",
    summary="Sign in with a PIN",
    status_code=201,
    response_model=StaffSessionOut,
    responses=refuses(r.WrongPin, r.LockedOut, *WITH_BODY),
)
async def open_session(request: Request, pin: Pin) -> Response:
    house, client = house_of(request), client_address(request)
    found = await house.write_alone(lambda: staff.sign_in(house.db, pin.pin, client=client, now=house.now()))
    return json_response(session_json(found), status=201)


@router.post(
    "/booths/{booth_id}/call-next",
    summary="Call whoever is next to a free station",
    response_model=TicketOut,
    dependencies=[_BEARER],
    responses={
        204: {"description": "Nobody waits."},
        **refuses(
            *NOT_STAFF, r.UnknownBooth, r.UnknownStation, r.StationBusy, r.PersonElsewhere, r.MarketClosed, *WITH_BODY
        ),
    },
)
async def call_next(
    request: Request,
    token: Token,
    booth_id: Annotated[int, Path(examples=[2])],
    wanted: CallNext | None = None,
) -> Response:
    house, lang = house_of(request), language_of(request)
    station_id = None if wanted is None or wanted.station_id is None else known_id(wanted.station_id)

    def work(db: Database) -> Any:
        by = signed_in(house.db, token, house.now())
        return queues.call_next(db, known_id(booth_id), by=by, now=house.now(), station_id=station_id)

    ticket = await house.write(work)
    return Response(status_code=204) if ticket is None else json_response(ticket_json(ticket, lang))


@router.post(
    "/tickets/{code}/moves",
    summary="Move a ticket to another state",
    response_model=TicketOut,
    dependencies=[_BEARER],
    responses=refuses(
        *NOT_STAFF,
        r.UnknownTicket,
        r.IllegalMove,
        r.StationBusy,
        r.PersonElsewhere,
        r.BoothFull,
        r.MarketClosed,
        *WITH_BODY,
    ),
)
async def move_ticket(request: Request, token: Token, code: Code, wanted: MoveWanted) -> Response:
    house, lang = house_of(request), language_of(request)

    def work(db: Database) -> Any:
        by = signed_in(house.db, token, house.now())
        return queues.move_ticket(db, code, wanted.to, by=by, now=house.now(), was=wanted.was)

    return json_response(ticket_json(await house.write(work), lang))
