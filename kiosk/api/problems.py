"""Refusals as RFC 9457 problems: a status, a stable code, a title, and a sentence in the reader's language."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kiosk.api.validation import refusal_of
from kiosk.i18n import best_language, formats, translation
from kiosk.i18n.names import N_
from kiosk.i18n.refusals import sentence
from models import refusals as r

MEDIA_TYPE: Final = "application/problem+json"
BODY_LIMIT_KB: Final = 64
RETRY_SECONDS: Final = 5
"""After this long it makes sense to ask a database again that did not answer."""


class Broken(r.Refusal):
    """Something went wrong here, not at the caller's: a mistake of the kiosk, which is in its log."""

    code = "internal_error"


STATUS: Final[dict[type[r.Refusal], int]] = {
    r.Invalid: 422,
    r.KeyReused: 422,
    r.Unknown: 404,
    r.NotSignedIn: 401,
    r.WrongPin: 401,
    r.NotAllowed: 403,
    r.WrongOrigin: 403,
    r.WrongMethod: 405,
    r.TooLarge: 413,
    r.WrongHost: 421,
    r.KeyRequired: 428,
    r.TooMany: 429,
    r.LockedOut: 429,
    r.DatabaseGone: 503,
    Broken: 500,
    r.Refusal: 409,
}

TITLES: Final[dict[type[r.Refusal], str]] = {
    r.Unknown: N_("Not found"),
    r.UnknownMarket: N_("Unknown market"),
    r.UnknownBooth: N_("Unknown booth"),
    r.UnknownSlot: N_("Unknown time"),
    r.UnknownTicket: N_("Unknown ticket"),
    r.UnknownStation: N_("Unknown station"),
    r.UnknownPath: N_("Unknown address"),
    r.Invalid: N_("A value cannot be used"),
    r.KeyReused: N_("Same request number, other wishes"),
    r.KeyRequired: N_("Request number missing"),
    r.SlotFull: N_("Time is full"),
    r.SlotOver: N_("Time is over"),
    r.BoothFull: N_("Booth is full"),
    r.AlreadyBooked: N_("Already booked"),
    r.TimesCollide: N_("Times collide"),
    r.MarketClosed: N_("Market is not open"),
    r.IllegalMove: N_("Not possible from here"),
    r.StationBusy: N_("Station is busy"),
    r.PersonElsewhere: N_("At another booth now"),
    r.NotSignedIn: N_("Not signed in"),
    r.NotAllowed: N_("Not allowed"),
    r.WrongPin: N_("Wrong PIN"),
    r.LockedOut: N_("Locked for a while"),
    r.WrongMethod: N_("Wrong method"),
    r.WrongHost: N_("Wrong address"),
    r.WrongOrigin: N_("Wrong page"),
    r.TooLarge: N_("Request too long"),
    r.TooMany: N_("Too many requests"),
    r.DatabaseGone: N_("Records out of reach"),
    Broken: N_("Something went wrong here"),
    r.Refusal: N_("Not possible right now"),
}


def _nearest_kin(table: dict[type[r.Refusal], Any], kind: type[r.Refusal]) -> Any:
    return next(table[parent] for parent in kind.__mro__ if parent in table)


def status_of(kind: type[r.Refusal]) -> int:
    status: int = _nearest_kin(STATUS, kind)
    return status


def problem(refusal: r.Refusal, lang: str) -> dict[str, Any]:
    """The members of the problem document: the five of every problem, then this one's own data."""
    kind = type(refusal)
    return {
        "type": f"urn:yiji:problem:{kind.code}",
        "title": translation(lang).gettext(_nearest_kin(TITLES, kind)),
        "status": status_of(kind),
        "detail": sentence(refusal, lang),
        "code": kind.code,
        **_own_data(refusal),
    }


def _own_data(refusal: r.Refusal) -> dict[str, Any]:
    match refusal:
        case r.Invalid():
            return {"field": refusal.field, "problem": refusal.problem}
        case r.SlotFull():
            return {"nearest": [_free(slot, refusal.time_zone) for slot in refusal.nearest]}
        case r.MarketClosed():
            return {"why": refusal.why}
        case r.IllegalMove():
            return {"state": refusal.state.value}
        case r.StationBusy() | r.PersonElsewhere():
            return {"numbers": list(refusal.numbers)}
        case r.WrongPin():
            return {"tries_left": refusal.tries_left}
        case r.LockedOut() | r.TooMany():
            return {"retry_after_seconds": refusal.seconds}
    return {}


def _free(slot: r.FreeSlot, zone: str) -> dict[str, Any]:
    return {
        "slot_id": slot.slot_id,
        "starts_at": formats.local(slot.starts_at, zone).isoformat(),
        "left": slot.left,
    }


def problem_response(refusal: r.Refusal, lang: str) -> Response:
    body = problem(refusal, lang)
    headers = {"Content-Language": lang, "Cache-Control": "no-store", "Vary": "Accept-Language"} | _headers(refusal)
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status_code=body["status"], headers=headers, media_type=MEDIA_TYPE)


def _headers(refusal: r.Refusal) -> dict[str, str]:
    match refusal:
        case r.NotSignedIn() | r.WrongPin():
            return {"WWW-Authenticate": 'Bearer realm="yiji"'}
        case r.LockedOut() | r.TooMany():
            return {"Retry-After": str(refusal.seconds)}
        case r.DatabaseGone():
            return {"Retry-After": str(RETRY_SECONDS)}
    return {}


# ---------------------------------------------------------------- every way to fail ends here


def answer_with_problems(app: FastAPI) -> None:
    """Whatever goes wrong below the app is answered as a problem."""
    app.add_exception_handler(r.Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _broken)


def language_of(request: Request) -> str:
    return best_language(request.headers.get("accept-language"))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, r.Refusal)
    return problem_response(error, language_of(request))


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(refusal_of(error.errors()), language_of(request))


async def _http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: addresses, methods, bodies that are no JSON or too long."""
    assert isinstance(error, HTTPException)
    by_status: dict[int, r.Refusal] = {
        404: r.UnknownPath(),
        405: r.WrongMethod(),
        413: r.TooLarge(limit_kb=BODY_LIMIT_KB),
    }
    refusal = by_status.get(error.status_code, r.Invalid(field="body", problem="not_json"))
    answer = problem_response(refusal, language_of(request))
    if error.status_code == 405 and error.headers:
        answer.headers["Allow"] = error.headers["Allow"]
    return answer


async def _broken(request: Request, _error: Exception) -> Response:
    """The server logs the error itself, after this answer."""
    return problem_response(Broken(), language_of(request))
