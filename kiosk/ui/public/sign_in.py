"""The staff's door at `/sign-in`: a PIN on large keys. Whoever is in already is shown the ways on."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from kiosk.services import staff
from kiosk.ui import calm, page, parts
from kiosk.ui.page import Opening
from kiosk.ui.public.door import ARRIVED, PIN_LEAST, PIN_MOST, door_sheet, form_words
from kiosk.ui.public.language import speak_as_addressed
from kiosk.ui.registry import PAGES, address, go
from kiosk.ui.words import _
from models.actor import Actor
from models.enums import Role

_pin_pad = st.components.v2.component(
    "house_sign_in", js="export default (component) => window.house.signIn(component)\n", isolate_styles=False
)
_ORGANISERS_START: Final = "organiser"


def show(opening: Opening) -> None:
    speak_as_addressed()
    token = page.staff_token()
    actor = staff.who(opening.db, token=token, now=opening.now) if token else None
    if actor is not None and token is not None:
        _inside(opening, actor, token)
    elif staff.needs_set_up(opening.db):
        go("set-up")
    else:
        _outside(opening)


def _outside(opening: Opening) -> None:
    words: dict[str, Any] = form_words(submit=_("Sign in"), missing=_("Please type your PIN."))
    words |= {"too_short": _("A PIN has at least six digits."), "keypad": _keypad_words()}
    data = {"action": "/staff/sign-in", "next": ARRIVED, "least": PIN_LEAST, "max": PIN_MOST, "words": words}
    with door_sheet(_("Staff sign in"), under=_("Type your PIN, then press “Sign in”."), now=opening.now):
        _pin_pad(key="sign_in", data=data)


def _keypad_words() -> dict[str, str]:
    return {
        "label": _("PIN"),
        "delete": _("Delete the last digit"),
        "clear": _("Clear"),
        "empty": _("nothing entered"),
    }


def _inside(opening: Opening, actor: Actor, token: str) -> None:
    has_start = any(row.name == _ORGANISERS_START for row in PAGES)
    if "arrived" in st.query_params:
        go(_ORGANISERS_START if actor.role is Role.ORGANISER and has_start else "volunteer")
    parts.title(_("You are signed in"), under=actor.name)
    if parts.door("to_booth", _("My booth"), icon="campaign", hint=_("Call the next person"), tone="vermilion"):
        go("volunteer")
    if actor.role is Role.ORGANISER and has_start:
        calm.way_on(address(_ORGANISERS_START), _("To the organisers' pages"))
    if st.button(_("Sign out"), key="sign_out", icon=":material/logout:"):
        staff.sign_out(opening.db, token=token, now=opening.now)
        st.rerun()
