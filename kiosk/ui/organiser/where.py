"""Where an organiser is: market and booth stand in the address, so a reload and a sent link find them again."""

from __future__ import annotations

from typing import Final, NoReturn

import streamlit as st

from kiosk.i18n import DEFAULT
from kiosk.ui.registry import page
from kiosk.ui.words import lang

OVERVIEW: Final = "organiser"
MARKETS: Final = "organiser-markets"
MARKET: Final = "organiser-market"
BOOTHS: Final = "organiser-booths"
LAYOUT: Final = "organiser-layout"
HOURS: Final = "organiser-hours"
SLOTS: Final = "organiser-slots"
REHEARSAL: Final = "organiser-rehearsal"
REPORT: Final = "organiser-report"
CATALOGUE: Final = "organiser-catalogue"
PLAZA: Final = "organiser-plaza"
STAFF: Final = "organiser-staff"
LOG: Final = "organiser-log"
COMMUNITY: Final = "organiser-community"

_LARGEST_ID: Final = 2**31 - 1


def market_id() -> int | None:
    """The market in the address; None when there is none or it cannot be one."""
    return _id("market")


def booth_id() -> int | None:
    return _id("booth")


def plaza_id() -> int | None:
    return _id("plaza")


def staff_id() -> int | None:
    return _id("staff")


def choose(name: str, chosen: int | None) -> None:
    """Write a choice into the address of this page, or take it out. For a button's `on_click`, too."""
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def go_to(name: str, **ids: int | None) -> NoReturn:
    """Leave for another page with these ids in its address; the language goes along."""
    wanted = {key: str(value) for key, value in ids.items() if value is not None}
    if lang() != DEFAULT:
        wanted["lang"] = lang()
    st.switch_page(page(name), query_params=wanted)


def _id(name: str) -> int | None:
    wanted = st.query_params.get(name, "")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= 10
    return int(wanted) if is_number and 0 < int(wanted) <= _LARGEST_ID else None
