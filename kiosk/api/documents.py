"""What OpenAPI says about refusals: for each call, every code it may answer with, with an example."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from kiosk.api.problems import MEDIA_TYPE, Broken, problem, status_of
from models import refusals as r
from models.enums import TicketState

_HALF_PAST_NINE: Final = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
_QUARTER_TO_TEN: Final = datetime(2026, 11, 19, 1, 45, tzinfo=UTC)
_ZONE: Final = "Asia/Shanghai"
_BOOTH: Final = {"booth_id": 2, "name": "心电图", "name_en": "ECG"}

_WITH_DATA: Final[tuple[r.Refusal, ...]] = (
    r.Invalid(field="phone", problem="not_a_phone"),
    r.SlotFull(
        booth_id=2,
        slot_id=31,
        starts_at=_HALF_PAST_NINE,
        time_zone=_ZONE,
        nearest=(r.FreeSlot(32, _QUARTER_TO_TEN, 2),),
    ),
    r.SlotOver(starts_at=_HALF_PAST_NINE, time_zone=_ZONE),
    r.BoothFull(**_BOOTH, capacity=60),  # type: ignore[arg-type]
    r.AlreadyBooked(**_BOOTH),  # type: ignore[arg-type]
    r.MarketClosed(why="not_yet", opens_at=_HALF_PAST_NINE, time_zone=_ZONE),
    r.IllegalMove(number="B012", state=TicketState.DONE, to=TicketState.CALLED),
    r.StationBusy(booth_id=2, numbers=("B011",)),
    r.PersonElsewhere(people=(r.AtBooth("B012", "D"),)),
    r.WrongPin(tries_left=3),
    r.LockedOut(until=_QUARTER_TO_TEN, seconds=300),
    r.TooMany(seconds=12),
    r.TooLarge(limit_kb=64),
)
_EXAMPLES: Final = {type(refusal): refusal for refusal in _WITH_DATA}

EVERYWHERE: Final = (r.DatabaseGone, Broken)
WITH_BODY: Final = (r.Invalid, r.TooLarge)


def refuses(*kinds: type[r.Refusal]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: what it may refuse, besides what every route may."""
    by_status: dict[int, list[type[r.Refusal]]] = defaultdict(list)
    for kind in (*kinds, *EVERYWHERE):
        by_status[status_of(kind)].append(kind)
    return {status: _response(status, some) for status, some in sorted(by_status.items())}


def _response(status: int, kinds: list[type[r.Refusal]]) -> dict[str, Any]:
    codes = ", ".join(f"`{kind.code}`" for kind in kinds)
    said = {
        "description": f"{HTTPStatus(status).phrase}: {codes}",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.code: {"value": problem(_example(kind), "en")} for kind in kinds},
            }
        },
    }
    headers = {name: _HEADERS[name] for kind in kinds for name in _HEADERS_OF.get(kind, ())}
    return said | ({"headers": headers} if headers else {})


def _example(kind: type[r.Refusal]) -> r.Refusal:
    return _EXAMPLES.get(kind) or kind()


_HEADERS: Final[dict[str, Any]] = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}},
}
_HEADERS_OF: Final = {
    r.LockedOut: ("Retry-After",),
    r.TooMany: ("Retry-After",),
    r.DatabaseGone: ("Retry-After",),
    r.NotSignedIn: ("WWW-Authenticate",),
    r.WrongPin: ("WWW-Authenticate",),
}
