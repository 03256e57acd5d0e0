"""A language in the address: `?lang=en`. A wall display and a tablet keep theirs over a reload and a new session."""

from __future__ import annotations

import streamlit as st

from kiosk.i18n import LANGUAGES
from kiosk.ui.session import LANG
from kiosk.ui.words import lang, other_lang, set_lang


def speak_as_addressed() -> None:
    """Follow the address once in a new session; later it follows the person's own choice."""
    wanted = st.query_params.get("lang", "")
    if LANG.name in st.session_state:
        _write_into_address()
    elif wanted in LANGUAGES:
        set_lang(wanted)
        if wanted != LANG.default:
            st.rerun()


def _write_into_address() -> None:
    if st.query_params.get("lang", LANG.default) != lang():
        st.query_params["lang"] = lang()


def switch_language() -> None:
    """For a button's `on_click`."""
    set_lang(other_lang())
    _write_into_address()
