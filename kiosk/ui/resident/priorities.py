"""The five answers to "does one of these apply?", for bookings and for numbers alike."""

from __future__ import annotations

import streamlit as st

from kiosk.ui import parts
from kiosk.ui.resident.memory import pressed
from kiosk.ui.resident.saying import PRIORITIES
from kiosk.ui.words import _
from models.enums import Priority


def priority_doors() -> None:
    """Five large doors; one tap answers. A test presses `press_priority_elder`."""
    with st.container(key="choices"):
        for each, words, icon in PRIORITIES:
            parts.door(f"priority_{each}", _(words), icon=icon, tone="plain" if each is Priority.NONE else "jade")


def tapped_priority() -> Priority | None:
    return next((each for each, _words, _icon in PRIORITIES if pressed(f"press_priority_{each}")), None)
