"""What this tablet remembers. The booth, the station and the language stand in the address, so that a reload in the
middle of the market, or the next morning, finds them again; the rest is gone with the session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from kiosk.ui.session import Key
from models.enums import TicketState

ANY_STATION: Final = "all"
"""In the address: one tablet calls for all stations of the booth."""

_CHOOSE: Final = "choose"
SAID_FOR: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed, to be done at the start of the next run with a fresh clock and a fresh look at who is here.

    `was` is the state that the person saw: a second tap, or a move after somebody else's, is then refused.
    """

    kind: str
    code: str = ""
    was: TicketState | None = None
    to: TicketState | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to the last press. `at` is aware UTC; `number` is the ticket that was moved, if one was."""

    words: str
    at: datetime
    tone: str = "good"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """The last call from this tablet, to know a double tap by."""

    number: str
    at: datetime


PRESSED: Key[Press | None] = Key("desk_pressed", None)
SAID: Key[Said | None] = Key("desk_said", None)
CALLED: Key[Called | None] = Key("desk_called", None)
ADDING: Key[bool] = Key("desk_adding", False)
ASKED_TO_SIGN_OUT: Key[bool] = Key("desk_asked_to_sign_out", False)


def booth_id() -> int | None:
    """The booth in the address; None when there is none or it cannot be one."""
    wanted = st.query_params.get("booth", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None


def wants_to_choose() -> bool:
    """Whether somebody with a booth of their own has asked for another one."""
    return st.query_params.get("booth") == _CHOOSE


def choose_booth(chosen: int) -> None:
    st.query_params["booth"] = str(chosen)


def choose_other_booth() -> None:
    st.query_params.pop("station", None)
    st.query_params["booth"] = _CHOOSE
    SAID.forget()
    CALLED.forget()


def station() -> str:
    """ "1", "2" … or ANY_STATION; "" when nothing was chosen yet."""
    return st.query_params.get("station", "")


def choose_station(chosen: str) -> None:
    if chosen:
        st.query_params["station"] = chosen
    else:
        st.query_params.pop("station", None)


def press(wanted: Press) -> None:
    PRESSED.set(wanted)


def still_said(now: datetime) -> Said | None:
    """The last answer, as long as it is fresh."""
    said = SAID.get()
    return said if said is not None and now - said.at < SAID_FOR else None
