"""A picture under the plan: a photo from above or a scan, put there, taken away."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Final

import streamlit as st

from kiosk.i18n import refusals
from kiosk.services.organising import backdrops
from kiosk.services.organising.backdrops import LONGEST_SIDE_PX, MOST_BYTES
from kiosk.services.organising.studio import studio
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import parts
from kiosk.ui.organiser import saying
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang
from models.refusals import Invalid, Refusal

KEY: Final = "backdrop_file"
SENT: Key[object] = Key("backdrop_sent", None)
"""What the browser has just sent, as it came: {"content": base64}."""

# The line break keeps Streamlit from taking the script for a file name.
_picture = st.components.v2.component(
    "house_picture", js="export default (component) => window.house.picture(component)\n", isolate_styles=False
)


def panel(opening: Opening, market: MarketPlan) -> None:
    """For markets that can still be changed; the picture belongs to the plaza and lies under all its markets."""
    view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    if not view.can_edit:
        return
    sent = SENT.take()
    if sent is not None:
        _put(opening, market, sent)
    parts.section(_("Picture under the plan"))
    with st.container(key="backdrop"):
        _picture(key=KEY, data=_data(), on_file_change=_keep)
        if view.backdrop is not None:
            st.button(
                _("Take the picture away"),
                key="remove_backdrop",
                icon=":material/hide_image:",
                on_click=_remove,
                args=(opening, view.backdrop.plaza_id),
            )


def _keep() -> None:
    SENT.set(getattr(st.session_state.get(KEY), "file", None))


def _data() -> dict[str, object]:
    too_large = Invalid(field="picture", problem="too_large", limit=MOST_BYTES // 1_000_000)
    return {
        "longest_px": LONGEST_SIDE_PX,
        "most_bytes": MOST_BYTES,
        "words": {
            "choose": _("Choose a picture"),
            "wait": _("One moment, please"),
            "about": _("A photo from above or a scan. Lay it to scale with the tools of the plan."),
            "too_large": refusals.sentence(too_large, lang()),
        },
    }


def _put(opening: Opening, market: MarketPlan, sent: object) -> None:
    try:
        backdrops.put_backdrop(
            opening.db, by=opening.by, now=opening.now, plaza_id=market.form.plaza_id, file=_content(sent)
        )
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        saying.say(_("The picture lies under the plan. Say its scale with two points whose distance you know."))
    st.rerun()


def _content(sent: object) -> bytes:
    """The bytes of a message; none for what is no message of this house."""
    content = sent.get("content") if isinstance(sent, Mapping) else None
    if not isinstance(content, str) or len(content) > 2 * MOST_BYTES:
        return b""
    try:
        return b64decode(content, validate=True)
    except binascii.Error:
        return b""


def _remove(opening: Opening, plaza_id: int) -> None:
    try:
        backdrops.remove_backdrop(opening.db, by=opening.by, now=opening.now, plaza_id=plaza_id)
    except Refusal as refusal:
        saying.say_why_not(refusal)
