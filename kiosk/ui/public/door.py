"""What the two ways through the staff's door share: the words beside the form, and what its route has answered.

A form posts to `/staff/...`, which answers with the cookie and the way on, or with this page's address and the
refusal in it: `/sign-in?problem=wrong_pin&left=3` (assets/js/staff_door.js sends it and follows).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from kiosk.ui import calm, parts
from kiosk.ui.words import _
from models.refusals import AlreadySetUp, DatabaseGone, Invalid, LockedOut, Refusal, WrongOrigin, WrongPin

PIN_LEAST: Final = 6
PIN_MOST: Final = 12
ARRIVED: Final = "/sign-in?arrived=1"
"""Where the cookie's route sends on to: that page knows the role and so the way."""

_TRIES_LEFT_UNKNOWN: Final = 1
_SECONDS_UNKNOWN: Final = 60


@contextmanager
def door_sheet(title: str, *, under: str, now: datetime) -> Iterator[None]:
    """The page's words with the last answer below them; the form is drawn inside the `with`."""
    with st.container(key="way_in"):
        with st.container(key="way_in_words"):
            parts.title(title, under=under)
            refusal = refusal_in_address(now)
            if refusal is not None:
                calm.say_refusal(refusal)
        yield


def refusal_in_address(now: datetime) -> Refusal | None:
    """The refusal that the address stands for. Anybody may write into an address, so only its shape is trusted;
    unknown words say nothing."""
    asked = st.query_params
    seconds = _number("seconds", _SECONDS_UNKNOWN)
    known: dict[str, Refusal] = {
        WrongPin.code: WrongPin(tries_left=_number("left", _TRIES_LEFT_UNKNOWN)),
        LockedOut.code: LockedOut(until=now + timedelta(seconds=seconds), seconds=seconds),
        Invalid.code: Invalid(field=asked.get("field", ""), problem=asked.get("what", "")),
        AlreadySetUp.code: AlreadySetUp(),
        DatabaseGone.code: DatabaseGone(),
        WrongOrigin.code: WrongOrigin(),
    }
    return known.get(asked.get("problem", ""))


def _number(name: str, otherwise: int) -> int:
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def form_words(*, submit: str, missing: str) -> dict[str, str]:
    """What the form says by itself, before and after it is sent."""
    return {
        "submit": submit,
        "missing": missing,
        "wait": _("One moment, please"),
        "failed": _("There was no answer. Please press once more."),
    }
