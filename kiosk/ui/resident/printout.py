"""Printing tickets from the screen: one press, one receipt for each ticket of the day, by the browser."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.ui.components import print_page
from kiosk.ui.resident.memory import PRINTS
from kiosk.ui.words import _, lang


def print_once_more() -> None:
    """Note a press of "print"; `printing` acts on it at the end of the run."""
    PRINTS.set(PRINTS.get() + 1)


def printing_hint() -> str:
    """What to say after a press; empty before the first."""
    if not PRINTS.get():
        return ""
    return _("The ticket comes out of the printer. If not, please take a photo of this screen.")


def advice(words: str) -> None:
    """A quiet line below the plan."""
    if words:
        st.html(f'<p class="under">{html.escape(words)}</p>')


def printing(code: str) -> None:
    """Mount what prints, once per press: the ticket with this code and the others of the same day."""
    print_page(f"/print/visit/{code}?lang={lang()}", press=PRINTS.get())
