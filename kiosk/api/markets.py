"""Markets and the board, for anyone."""

import hashlib
from datetime import timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.responses import Response

from kiosk.api import shapes
from kiosk.api.documents import refuses
from kiosk.api.house import House, house_of, known_id
from kiosk.api.problems import language_of
from kiosk.api.telling import board_json, json_bytes, json_response, market_json, market_line_json
from kiosk.services import markets
from kiosk.services.views import MarketCard
from models import refusals as r

router = APIRouter(prefix="/api/v1", tags=["markets"])

MarketId = Annotated[int, Path(examples=[2])]

_ASK_AGAIN: Final = {"Cache-Control": "no-cache"}
"""May be kept, but must be asked for again before each use."""


@router.get(
    "/markets",
    summary="Published markets, the earliest first",
    response_model=list[shapes.MarketLine],
    responses=refuses(r.Invalid),
)
async def list_markets(
    request: Request,
    first_day: Annotated[
        shapes.Day | None, Query(alias="from", description="The first day; without it: today, where the market is.")
    ] = None,
) -> Response:
    house, lang = house_of(request), language_of(request)
    today = house.now().date()
    wanted = first_day or today - timedelta(days=1)
    cards = await house.read(lambda: markets.public_markets(house.db, first_day=wanted, now=house.now()))
    shown = [card for card in cards if first_day is not None or _is_to_come(card, house)]
    return json_response([market_line_json(card, lang) for card in shown], headers=_ASK_AGAIN)


def _is_to_come(card: MarketCard, house: House) -> bool:
    """Whether its day is today or later on the wall clock of its own zone."""
    return card.day >= house.now().astimezone(ZoneInfo(card.time_zone)).date()


@router.get(
    "/markets/{market_id}",
    summary="A market with its plaza, booths, free times and queues",
    response_model=shapes.MarketOut,
    responses=refuses(r.UnknownMarket),
)
async def show_market(request: Request, market_id: MarketId) -> Response:
    house, lang = house_of(request), language_of(request)
    view = await house.read(lambda: markets.market_view(house.db, known_id(market_id), now=house.now()))
    return json_response(market_json(view, lang), headers=_ASK_AGAIN)


@router.get(
    "/markets/{market_id}/board",
    summary="Who is called and served: numbers only",
    response_model=shapes.BoardOut,
    responses={
        200: {"headers": {"ETag": {"description": "Changes with the board.", "schema": {"type": "string"}}}},
        304: {"description": "Nothing has changed since the `If-None-Match` that was sent."},
        **refuses(r.UnknownMarket),
    },
)
async def show_board(
    request: Request,
    market_id: MarketId,
    if_none_match: Annotated[str | None, Header(description="The `ETag` of the board you have.")] = None,
) -> Response:
    house, lang = house_of(request), language_of(request)
    view = await house.read(lambda: markets.board(house.db, known_id(market_id), now=house.now()))
    content = json_bytes(board_json(view, lang))
    headers = _ASK_AGAIN | {"ETag": f'"{hashlib.sha256(content).hexdigest()[:24]}"', "Vary": "Accept-Language"}
    if _is_among(headers["ETag"], if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def _is_among(etag: str, if_none_match: str | None) -> bool:
    """The weak comparison of RFC 9110, 13.1.2."""
    sent = [part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")]
    return etag in sent or "*" in sent
