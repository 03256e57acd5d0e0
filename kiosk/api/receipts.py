"""Tickets on receipt paper: a page of 80 mm that the kiosk prints from a hidden frame, and the plain pictures.

The pictures are inside the page, so that a print started when the frame has loaded never finds them missing.
"""

import base64
from collections.abc import Callable, Sequence
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from kiosk.api.house import House, house_of
from kiosk.api.paper import ticket_paper
from kiosk.api.problems import language_of, status_of
from kiosk.i18n import LANGUAGES
from kiosk.i18n.refusals import sentence
from kiosk.printing.ticket import draw_ticket, png_bytes
from kiosk.services import markets, tickets, visit_plan
from kiosk.services.views import TicketView
from models import refusals as r
from models.moves import ACTIVE

router = APIRouter(prefix="/print", include_in_schema=False)

Code = Annotated[str, Path()]
Lang = Annotated[str, Query()]

PAPER_MM: Final = 80
DOTS_PER_MM: Final = 8
_KEPT_BY_NOBODY: Final = {"Cache-Control": "no-store"}


@router.get("/ticket/{code}.png")
async def ticket_picture(request: Request, code: Code, lang: Lang = "") -> Response:
    """One ticket, 576 dots wide: the printable width of most 80 mm printers."""
    house, spoken = house_of(request), _language(request, lang)

    def draw() -> bytes:
        ticket = tickets.ticket_by_code(house.db, code, now=house.now())
        return _pictures(house, [ticket], spoken)[ticket.number][0]

    return Response(await house.read(draw), media_type="image/png", headers=_KEPT_BY_NOBODY)


@router.get("/ticket/{code}")
async def ticket_page(request: Request, code: Code, lang: Lang = "") -> Response:
    """One ticket."""
    house = house_of(request)
    return await _page(request, lang, lambda: [tickets.ticket_by_code(house.db, code, now=house.now())])


@router.get("/visit/{code}")
async def visit_page(request: Request, code: Code, lang: Lang = "") -> Response:
    """The ticket with this code and the others of the same person's day that are still good."""
    house = house_of(request)

    def still_good() -> list[TicketView]:
        found = tickets.tickets_of_visit(house.db, code, now=house.now())
        return [t for t in found if t.state in ACTIVE] or [t for t in found if t.code == code.upper()]

    return await _page(request, lang, still_good)


async def _page(request: Request, lang: str, find: Callable[[], list[TicketView]]) -> Response:
    house, spoken = house_of(request), _language(request, lang)
    try:
        html = await house.read(lambda: _html(house, find(), spoken))
    except r.Refusal as refusal:
        said = f'<!DOCTYPE html><html lang="{spoken}"><meta charset="utf-8"><p>{escape(sentence(refusal, spoken))}</p>'
        return HTMLResponse(said, status_code=status_of(type(refusal)), headers=_KEPT_BY_NOBODY)
    return HTMLResponse(html, headers=_KEPT_BY_NOBODY)


def _language(request: Request, lang: str) -> str:
    return lang if lang in LANGUAGES else language_of(request)


def _pictures(house: House, wanted: Sequence[TicketView], lang: str) -> dict[str, tuple[bytes, int]]:
    """Each ticket as a PNG with its height in dots, by number: in the order in which their holder goes to them."""
    market = markets.market_view(house.db, wanted[0].market_id, now=house.now())
    way = visit_plan.plan_of(wanted, market, now=house.now(), before=visit_plan.told_before(wanted)).numbers
    ordered = sorted(wanted, key=lambda each: way.index(each.number) if each.number in way else len(way))
    drawn = {ticket.number: draw_ticket(ticket_paper(ticket, market, lang, way=way)) for ticket in ordered}
    return {number: (png_bytes(image), image.height) for number, image in drawn.items()}


def _html(house: House, wanted: Sequence[TicketView], lang: str) -> str:
    pictures = _pictures(house, wanted, lang)
    longest_mm = max(-(-height // DOTS_PER_MM) for _, height in pictures.values())
    images = "".join(
        f'<img alt="{escape(number)}" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        for number, (picture, _) in pictures.items()
    )
    numbers = escape(" ".join(pictures))
    # One page for each ticket, as long as the longest; the printer cuts between pages.
    style = (
        f"@page {{ size: {PAPER_MM}mm {longest_mm + 1}mm; margin: 0 }} html, body {{ margin: 0 }} "
        "img { display: block; width: 72mm; margin: 0 auto; break-after: page } img:last-child { break-after: auto }"
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{numbers}</title>'
        f"<style>{style}</style></head><body>{images}</body></html>"
    )
