"""A new PIN: on the screen until somebody says that it is written down, or leaves the page. Then it is gone."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.services.organising.views import FreshPin
from kiosk.ui import calm, parts
from kiosk.ui.session import Key
from kiosk.ui.words import _

FRESH: Key[FreshPin | None] = Key("organiser_fresh_pin", None)


def show(fresh: FreshPin) -> None:
    """In huge type, in threes. The answer stands below it, not at the foot: there the second half of a double tap on
    "add" would say "written down" before anybody has seen the PIN."""
    spaced = " ".join(fresh.pin[at : at + 3] for at in range(0, len(fresh.pin), 3))
    parts.title(_("The new PIN for {name}").format(name=fresh.name))
    st.html(f'<p class="fresh-pin">{html.escape(spaced)}</p>')
    words = _("Please write it down now. It is shown only this once; a lost PIN is replaced by a new one.")
    calm.notice(words, tone="warm", icon="edit_note")
    with st.container(key="pin_is_written"):
        st.button(_("It is written down"), key="written_down", type="primary", on_click=FRESH.forget)
