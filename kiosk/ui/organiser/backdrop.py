"""A picture under the plan: a photo from above or a scan, put there, taken away."""

from __future__ import annotations

import streamlit as st

from kiosk.services.organising import backdrops
from kiosk.services.organising.studio import studio
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import parts
from kiosk.ui.organiser import saying
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _
from models.refusals import Refusal

TAKEN: Key[int] = Key("backdrop_taken", 0)
"""Grows with every picture that was taken in, so that the field is empty again."""


def panel(opening: Opening, market: MarketPlan) -> None:
    """For markets that can still be changed; the picture belongs to the plaza and lies under all its markets."""
    view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    if not view.can_edit:
        return
    parts.section(_("Picture under the plan"))
    words = _("A photo from above or a scan. Lay it to scale with the tools of the plan.")
    with st.container(key="backdrop"):
        _button_says(_("Choose a picture"))
        file = st.file_uploader(words, type=["png", "jpg", "jpeg", "webp"], key=f"backdrop_file_{TAKEN.get()}")
        if file is not None:
            _put(opening, market, file.getvalue())
        if view.backdrop is not None:
            st.button(
                _("Take the picture away"),
                key="remove_backdrop",
                icon=":material/hide_image:",
                on_click=_remove,
                args=(opening, view.backdrop.plaza_id),
            )


def _button_says(words: str) -> None:
    """The uploader speaks English only; the style sheet shows this on its button instead."""
    quoted = words.replace("\\", "").replace('"', "")
    st.html(f'<style>.st-key-backdrop {{ --choose: "{quoted}"; }}</style>')


def _put(opening: Opening, market: MarketPlan, file: bytes) -> None:
    TAKEN.set(TAKEN.get() + 1)
    try:
        backdrops.put_backdrop(opening.db, by=opening.by, now=opening.now, plaza_id=market.form.plaza_id, file=file)
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        saying.say(_("The picture lies under the plan. Say its scale with two points whose distance you know."))
    st.rerun()


def _remove(opening: Opening, plaza_id: int) -> None:
    try:
        backdrops.remove_backdrop(opening.db, by=opening.by, now=opening.now, plaza_id=plaza_id)
    except Refusal as refusal:
        saying.say_why_not(refusal)
