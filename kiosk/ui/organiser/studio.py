"""The editor of the layout studio: the plan goes to the browser, edits come back, those of colleagues appear.

The browser keeps what it has not been answered for and sends it again; so every edit may arrive twice, late, or from a
page that was loaded anew. What it sends is checked here by its shape and in the service by its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

import streamlit as st

from kiosk.i18n import refusals
from kiosk.services.organising.audit import audit_page
from kiosk.services.organising.studio import MOST_EDITS, Conflict, Edit, Saved, StudioView, save_layout, studio
from kiosk.services.organising.views import MarketPlan
from kiosk.ui.organiser.findings_words import sentences
from kiosk.ui.organiser.studio_rules import badges
from kiosk.ui.organiser.studio_words import words
from kiosk.ui.page import Opening, live
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang
from models.refusals import DatabaseGone, Refusal

LOOK_SECONDS: Final = 2
JUST_NOW: Final = timedelta(seconds=15)
"""Who wrote in the log within this time before a change appeared has made it."""
WHILE_DRAGGING: Final = timedelta(minutes=10)
"""The same before a conflict: the plan that was edited may be as old as a long drag."""
_LONGEST_ID: Final = 60
_LONGEST_TEXT: Final = 40

# The line break keeps Streamlit from taking the script for a file name.
_editor = st.components.v2.component(
    "house_studio", js="export default (component) => window.house.studio(component)\n", isolate_styles=False
)

MESSAGE: Key[object] = Key("studio_message", None)
"""What the browser has just sent, as it came."""
ANSWER: Key[dict[str, Any]] = Key("studio_answer", {})
"""What the last message of this session's browser was answered."""
SEEN: Key[tuple[int, str]] = Key("studio_seen", (0, ""))
"""Market and revision that the browser was last given, to tell whose hand changed it."""
WHO: Key[str] = Key("studio_who", "")
OWN_HAND: Key[bool] = Key("studio_own_hand", False)
"""Set by what this organiser changes beside the editor, so that it is not told as a colleague's doing."""


@live(every_seconds=LOOK_SECONDS)
def editor(opening: Opening, market: MarketPlan) -> None:
    """The plan of this market's plaza, to be looked at and, before the market is over, to be changed."""
    key = f"studio_{market.id}_{lang()}"

    def keep() -> None:
        MESSAGE.set(getattr(st.session_state.get(key), "edit", None))

    # Not in the callback: this run knows who is signed in now.
    message = read_message(MESSAGE.take())
    if message is not None:
        _save(opening, market.id, *message)
    view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    _editor(key=key, data=_data(opening, view), on_edit_change=keep)


# ---------------------------------------------------------------- to the browser


def _data(opening: Opening, view: StudioView) -> dict[str, Any]:
    return {
        "market": view.market_id,
        "revision": view.revision,
        "scene": asdict(view.scene),
        "names": {thing: name.say(lang()) for thing, name in view.names.items()},
        "zones": {thing: zone.value for thing, zone in view.zones.items()},
        "can_edit": view.can_edit,
        "backdrop": _backdrop(view),
        "words": words() | {"rules": sentences(), "badges": badges()},
        "answer": ANSWER.get(),
        "who": _whose_hand(opening, view),
    }


def _backdrop(view: StudioView) -> dict[str, Any] | None:
    found = view.backdrop
    if found is None:
        return None
    return asdict(found) | {"url": f"/staff/plazas/{found.plaza_id}/picture?revision={found.revision}"}


def _whose_hand(opening: Opening, view: StudioView) -> str:
    """Who changed the plan since this browser was last given it; asked only when it is another one."""
    market_id, revision = SEEN.get()
    if (market_id, revision) == (view.market_id, view.revision):
        return WHO.get()
    SEEN.set((view.market_id, view.revision))
    if OWN_HAND.take():
        WHO.set(_("You"))
    else:
        WHO.set(
            _last_hand(opening, view.market_id, within=JUST_NOW) if revision and market_id == view.market_id else ""
        )
    return WHO.get()


def _last_hand(opening: Opening, market_id: int, *, within: timedelta) -> str:
    """The colleague who last did something about this market; better nobody than somebody else's name."""
    page = audit_page(opening.db, by=opening.by, now=opening.now, market_id=market_id, limit=10)
    since = opening.now - within
    theirs = [line for line in page.lines if line.staff_id != opening.by.staff_id and line.at >= since]
    done = [line for line in theirs if line.what == "staff"]
    return (done[0].who or "") if done else ""


# ---------------------------------------------------------------- from the browser


def read_message(sent: object) -> tuple[str, list[Edit]] | None:
    """The number of the message and its edits, or None for what no editor of this house sends."""
    if not isinstance(sent, Mapping):
        return None
    seq, edits = sent.get("seq"), sent.get("edits")
    if not isinstance(seq, str) or len(seq) > _LONGEST_ID or not isinstance(edits, list) or len(edits) > MOST_EDITS:
        return None
    read = [_edit(each) for each in edits]
    return None if None in read else (seq, [each for each in read if each is not None])


def _edit(sent: object) -> Edit | None:
    if not isinstance(sent, Mapping):
        return None
    thing, like = sent.get("id"), sent.get("like", "")
    if not isinstance(thing, str) or not isinstance(like, str) or max(len(thing), len(like)) > _LONGEST_ID:
        return None
    was, now = sent.get("was"), sent.get("now")
    if not (_is_value(was) and _is_value(now)) or (was is None and now is None):
        return None
    return Edit(id=thing, was=was, now=now, like=like)


def _is_value(sent: object) -> bool:
    """Nothing, or a handful of plain named values."""
    if sent is None:
        return True
    if not isinstance(sent, Mapping) or len(sent) > 10:
        return False
    return all(isinstance(name, str) and _is_plain(value) for name, value in sent.items())


def _is_plain(value: object) -> bool:
    return (
        value is None
        or isinstance(value, bool | int | float)
        or (isinstance(value, str) and len(value) < _LONGEST_TEXT)
    )


def _save(opening: Opening, market_id: int, seq: str, edits: list[Edit]) -> None:
    try:
        saved = save_layout(opening.db, by=opening.by, now=opening.now, market_id=market_id, edits=edits)
    except DatabaseGone:
        return  # not answered: the browser sends it again
    except Refusal as refusal:
        ANSWER.set({"seq": seq, "refusal": refusals.sentence(refusal, lang()), "conflicts": [], "made": {}})
        return
    ANSWER.set(_answer(opening, seq, saved))


def _answer(opening: Opening, seq: str, saved: Saved) -> dict[str, Any]:
    who = _last_hand(opening, saved.view.market_id, within=WHILE_DRAGGING) if saved.conflicts else ""
    conflicts = [_conflict(each, who) for each in saved.conflicts]
    return {"seq": seq, "refusal": "", "conflicts": conflicts, "made": dict(saved.made)}


def _conflict(conflict: Conflict, who: str) -> dict[str, Any]:
    stored = None if conflict.stored is None else dict(conflict.stored)
    return {"id": conflict.id, "why": conflict.why, "stored": stored, "who": who}
