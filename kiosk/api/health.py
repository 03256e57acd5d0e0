"""Whether the kiosk is well, for monitoring probes and for screens that wait for it to come back."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

import kiosk
from kiosk import clock
from kiosk.api.house import House, house_of
from kiosk.api.shapes import Health
from kiosk.api.telling import json_response

router = APIRouter(tags=["health"])

FRESH_SECONDS = 1.0


class Pulse:
    """One look at the database for everybody who asks within a second.

    Fifty screens that wait for a database to come back must not each hold a thread until it does.
    """

    def __init__(self) -> None:
        self._look: asyncio.Future[bool] | None = None
        self._since = 0.0

    async def answers(self, house: House) -> bool:
        now = clock.monotonic_seconds()
        stale = self._look is None or (self._look.done() and now - self._since > FRESH_SECONDS)
        if self._look is None or stale:
            self._look = asyncio.ensure_future(house.read(house.db.answers))
            self._since = now
        return await asyncio.shield(self._look)


@router.get(
    "/healthz",
    summary="Whether the kiosk and its database answer",
    response_model=Health,
    responses={503: {"model": Health, "description": "The database does not answer."}},
)
async def healthz(request: Request) -> Response:
    pulse: Pulse = request.app.state.pulse
    answers = await pulse.answers(house_of(request))
    word = "ok" if answers else "unavailable"
    body = {"status": word, "database": word, "version": kiosk.VERSION}
    return json_response(body, status=200 if answers else 503)
