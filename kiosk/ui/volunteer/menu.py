"""The few seldom things at the top right: another booth or station, the language, signing out after a question."""

from __future__ import annotations

import streamlit as st

from kiosk.services import staff
from kiosk.ui import page
from kiosk.ui.page import Opening
from kiosk.ui.public.language import switch_language
from kiosk.ui.registry import go
from kiosk.ui.volunteer import memory
from kiosk.ui.words import _, other_lang


def menu(opening: Opening, *, stations: int, has_other_booths: bool) -> None:
    with st.container(key="desk_menu"):
        if memory.ASKED_TO_SIGN_OUT.get():
            _really(opening)
            return
        if has_other_booths:
            st.button(_("Other booth"), key="other_booth", on_click=memory.choose_other_booth)
        if stations > 1:
            st.button(_("Other station"), key="other_station", on_click=memory.choose_station, args=("",))
        st.button("English" if other_lang() == "en" else "中文", key="desk_lang", on_click=switch_language)
        st.button(_("Sign out"), key="sign_out", on_click=memory.ASKED_TO_SIGN_OUT.set, args=(True,))


def _really(opening: Opening) -> None:
    """A glove may touch "sign out" by mistake, and the PIN is not always at hand."""
    if st.button(_("Yes, sign out"), key="really_sign_out", type="primary"):
        memory.ASKED_TO_SIGN_OUT.forget()
        token = page.staff_token()
        if token:
            staff.sign_out(opening.db, token=token, now=opening.now)
        go("sign-in")
    st.button(_("No, stay"), key="stay", on_click=memory.ASKED_TO_SIGN_OUT.forget)
