"""The first set-up at `/set-up`: the one-time code from the console makes the first organiser."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kiosk.services import staff
from kiosk.ui.page import Opening
from kiosk.ui.public.door import ARRIVED, PIN_MOST, door_sheet, form_words
from kiosk.ui.public.language import speak_as_addressed
from kiosk.ui.registry import go
from kiosk.ui.words import _
from models.values import NAME_MAX

CODE_MOST: Final = 20

_form = st.components.v2.component(
    "house_set_up", js="export default (component) => window.house.setUp(component)\n", isolate_styles=False
)


def show(opening: Opening) -> None:
    speak_as_addressed()
    if not staff.needs_set_up(opening.db):
        go("sign-in")
    fields = [
        {"name": "code", "kind": "code", "max": CODE_MOST, "label": _("Code from the console")},
        {"name": "name", "kind": "name", "max": NAME_MAX, "label": _("Your name")},
        {"name": "pin", "kind": "pin", "max": PIN_MOST, "label": _("A PIN of 6 to 12 digits")},
        {"name": "pin_again", "kind": "pin", "max": PIN_MOST, "label": _("The PIN once more")},
    ]
    words = form_words(submit=_("Set up and sign in"), missing=_("Please fill in all four lines."))
    words["not_the_same"] = _("The two PINs are not the same.")
    where = _("The code stands on the console where the kiosk was started.")
    with door_sheet(_("First set-up"), under=where, now=opening.now):
        _form(key="set_up", data={"action": "/staff/set-up", "next": ARRIVED, "fields": fields, "words": words})
