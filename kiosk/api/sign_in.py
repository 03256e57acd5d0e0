"""The screens' way in and out: plain forms that set and clear a cookie which no script can read.

A form that fails goes back to its page with a word for what happened, never with what was typed.
"""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kiosk.api.house import House, client_address, house_of
from kiosk.services import staff
from kiosk.services.views import SignedIn
from models import refusals as r

router = APIRouter(prefix="/staff", include_in_schema=False)

COOKIE: Final = "yiji_staff"
SIGN_IN_PAGE: Final = "/sign-in"
SET_UP_PAGE: Final = "/set-up"
START: Final = "/"
LONGEST_PATH: Final = 300
LONGEST_FORM: Final = 4000


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Form fields: pin, next."""
    _require_own_page(request)
    form = await _form(request)
    house, client = house_of(request), client_address(request)
    return await _enter(
        request,
        form,
        page=SIGN_IN_PAGE,
        open_session=lambda: staff.sign_in(house.db, form.get("pin", ""), client=client, now=house.now()),
    )


@router.post("/set-up")
async def set_up(request: Request) -> Response:
    """Form fields: code, pin, name, next."""
    _require_own_page(request)
    form = await _form(request)
    house, client = house_of(request), client_address(request)
    return await _enter(
        request,
        form,
        page=SET_UP_PAGE,
        open_session=lambda: staff.set_up(
            house.db,
            form.get("code", ""),
            pin=form.get("pin", ""),
            name=form.get("name", ""),
            client=client,
            now=house.now(),
        ),
    )


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Form field: next. Somebody who is out already is sent the same way."""
    _require_own_page(request)
    form = await _form(request)
    house, token = house_of(request), request.cookies.get(COOKIE)
    if token:
        await house.write_alone(lambda: staff.sign_out(house.db, token=token, now=house.now()))
    answer = _see_other(safe_path(form.get("next")))
    answer.delete_cookie(COOKIE, path="/", secure=_is_https(request), httponly=True, samesite="strict")
    return answer


async def _enter(
    request: Request, form: Mapping[str, str], *, page: str, open_session: Callable[[], SignedIn]
) -> Response:
    house, onward = house_of(request), safe_path(form.get("next"))
    try:
        found = await house.write_alone(open_session)
    except r.Refusal as refusal:
        told = problem_query(refusal) | ({"next": onward} if onward != START else {})
        return _see_other(f"{page}?{urlencode(told)}")
    answer = _see_other(onward)
    _set_cookie(answer, found, request=request, house=house)
    return answer


def problem_query(refusal: r.Refusal) -> dict[str, str]:
    """What the page is told: the refusal's code and the little data its sentence needs."""
    told = {"problem": refusal.code}
    match refusal:
        case r.WrongPin():
            told["left"] = str(refusal.tries_left)
        case r.LockedOut():
            told["seconds"] = str(refusal.seconds)
        case r.Invalid():
            told |= {"field": refusal.field, "what": refusal.problem}
    return told


def _set_cookie(answer: Response, found: SignedIn, *, request: Request, house: House) -> None:
    lasts_seconds = max(0, int((found.expires_at - house.now()).total_seconds()))
    answer.set_cookie(
        COOKIE,
        found.token,
        max_age=lasts_seconds,
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="strict",
    )


def _see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"


async def _form(request: Request) -> dict[str, str]:
    """The fields of a plain form. Bytes that are no UTF-8 become replacement characters, which no PIN has."""
    body = (await request.body()).decode("ascii", errors="replace")
    return dict(parse_qsl(body[:LONGEST_FORM], errors="replace", keep_blank_values=True))


def _require_own_page(request: Request) -> None:
    """Refuse a form that another site made a browser send. Raises WrongOrigin.

    Browsers say where a form comes from: in Sec-Fetch-Site over https and on this machine, in Origin always.
    Who sends neither is no browser, and has no cookie that could be abused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise r.WrongOrigin
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != request.headers.get("host", "").lower():
        raise r.WrongOrigin


def safe_path(wanted: str | None) -> str:
    """A path of this house to go on to, or the start: never another host, however it is written."""
    path = (wanted or "").strip()
    plain = path.isascii() and path.isprintable() and "\\" not in path and len(path) <= LONGEST_PATH
    if not plain or not path.startswith("/") or path.startswith("//"):
        return START
    parts = urlsplit(path)
    return START if parts.scheme or parts.netloc else path
