"""Which pages there are. To add one: a row here, and the file `pages/<wing>/<name>.py` that opens itself.

Rows appear in no menu; the table only fixes addresses. Who may see a page is decided by the page itself, in its
first statement (`open_page`), because a row proves nothing about who is asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st

from kiosk.ui.words import N_, _

_PAGES_DIR: Final = Path(__file__).parents[2] / "pages"


@dataclass(frozen=True, slots=True)
class PageRow:
    """`name` is the address (`/name`) and what `go` takes; `file` is below `pages/`; `title` a message id."""

    name: str
    file: str
    title: str

    @property
    def wing(self) -> str:
        return self.file.partition("/")[0]


SIZES: Final = {"resident": "kiosk", "public": "kiosk", "board": "board", "volunteer": "staff", "organiser": "staff"}
"""How large things are drawn, by wing or by kind of page: for a standing elder, a tablet in the hand, a wall."""

START: Final = "welcome"
PAGES: Final = (
    PageRow(START, "resident/welcome.py", N_("Welcome")),
    PageRow("book", "resident/book.py", N_("Book")),
    PageRow("number", "resident/number.py", N_("Take a number")),
    PageRow("ticket", "resident/ticket.py", N_("My ticket")),
    PageRow("volunteer", "volunteer/booth.py", N_("My booth")),
    PageRow("organiser", "organiser/overview.py", N_("Market day")),
    PageRow("organiser-markets", "organiser/markets.py", N_("All markets")),
    PageRow("organiser-market", "organiser/market.py", N_("Day and rules")),
    PageRow("organiser-booths", "organiser/booths.py", N_("Booths")),
    PageRow("organiser-layout", "organiser/layout.py", N_("Layout")),
    PageRow("organiser-hours", "organiser/hours.py", N_("Stations and shifts")),
    PageRow("organiser-slots", "organiser/slots.py", N_("Slots")),
    PageRow("organiser-rehearsal", "organiser/rehearsal.py", N_("Rehearsal")),
    PageRow("organiser-report", "organiser/report.py", N_("Report")),
    PageRow("organiser-catalogue", "organiser/catalogue.py", N_("Services and partners")),
    PageRow("organiser-plaza", "organiser/plaza.py", N_("Plaza")),
    PageRow("organiser-staff", "organiser/staff.py", N_("Staff")),
    PageRow("organiser-log", "organiser/log.py", N_("Log")),
    PageRow("organiser-community", "organiser/community.py", N_("Community")),
    PageRow("sign-in", "public/sign_in.py", N_("Sign in")),
    PageRow("set-up", "public/set_up.py", N_("First set-up")),
    PageRow("board", "public/board.py", N_("Board")),
)


def address(name: str) -> str:
    """The path a browser asks for: `/` for the start page, `/name` for the others."""
    return "/" if name == START else f"/{name}"


def page(name: str) -> Any:
    """The Streamlit page of a row. Raises KeyError for a name that is not in the table."""
    row = {each.name: each for each in PAGES}[name]
    return st.Page(_PAGES_DIR / row.file, title=_(row.title), url_path=row.name, default=row.name == START)


def go(name: str) -> None:
    """Leave for another page at once; the session keeps what it remembers."""
    st.switch_page(page(name))
