"""What can be asked for on paper, and the file that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from kiosk.printing.sheets.page import SIZES_MM, Paper, Sheet, pdf_of, png_of, svg_of
from kiosk.printing.sheets.plan_sheet import plan_sheet
from kiosk.printing.sheets.setup_list import setup_csv, setup_pages
from kiosk.printing.sheets.signs import booth_signs
from kiosk.services.organising.sheets import SheetData

What = Literal["plan", "signs", "list"]
Kind = Literal["pdf", "png", "svg", "csv"]

KINDS: Final[dict[What, tuple[Kind, ...]]] = {"plan": ("pdf", "png", "svg"), "signs": ("pdf",), "list": ("pdf", "csv")}
"""Several pages fit into a PDF only."""
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Order:
    """`address`: where the square on the signs leads; empty: no square."""

    what: What
    paper: Paper
    langs: tuple[str, ...]
    kind: Kind
    address: str = ""


def pages_of(data: SheetData, order: Order, *, now: datetime) -> list[Sheet]:
    """No page only for signs of a market without booths."""
    if order.what == "plan":
        return [plan_sheet(data, paper=order.paper, langs=order.langs, now=now)]
    if order.what == "signs":
        return booth_signs(data, paper=order.paper, langs=order.langs, address=order.address)
    return setup_pages(data, paper=order.paper, langs=order.langs, now=now)


def file_of(data: SheetData, order: Order, *, now: datetime) -> bytes:
    """Raises ValueError for a kind of file that this sheet does not come as."""
    if order.kind not in KINDS[order.what]:
        raise ValueError(f"{order.what} does not come as {order.kind}")
    if order.kind == "csv":
        return setup_csv(data, langs=order.langs)
    pages = pages_of(data, order, now=now)
    if order.kind == "pdf":
        return pdf_of(pages or [Sheet(*SIZES_MM[order.paper])], title=pages[0].title if pages else "")
    return png_of(pages[0]) if order.kind == "png" else svg_of(pages[0])


def file_name(day: date, order: Order) -> str:
    """Plain letters only, so that every browser and folder keeps it as it is."""
    tongues = "-".join(lang[:2] for lang in order.langs)
    paper = "" if order.kind == "csv" else f"-{order.paper}"
    return f"yiji-{order.what}-{day.isoformat()}{paper}-{tongues}.{order.kind}"
