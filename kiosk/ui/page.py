"""Opening a page: the first statement of every file in `pages/`.

    opening = open_page(kind="volunteer", title=N_("My booth"))

decides who may be here, sets language, sizes and contrast, hides Streamlit's own furniture, and mounts the watches.
What comes back is all a screen needs to call services: `f(opening.db, by=opening.by, now=opening.now, ...)`.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, Final, Literal, NoReturn, ParamSpec

import streamlit as st

from kiosk import clock
from kiosk.services import Database, database, staff
from kiosk.ui import calm, session
from kiosk.ui.components import page_state
from kiosk.ui.parts import reading_row
from kiosk.ui.registry import SIZES, address
from kiosk.ui.words import _, lang
from models.actor import RESIDENT, Actor
from models.enums import Role
from models.refusals import DatabaseGone

Kind = Literal["resident", "public", "board", "volunteer", "organiser"]

COOKIE: Final = "yiji_staff"
IDLE_SECONDS: Final = 90
COUNTDOWN_SECONDS: Final = 30  # the last part of IDLE_SECONDS, in which the question stands on the screen

_MAY_ENTER: Final[dict[str, tuple[Role, ...]]] = {
    "volunteer": (Role.VOLUNTEER, Role.ORGANISER),
    "organiser": (Role.ORGANISER,),
}

P = ParamSpec("P")
Body = Callable[Concatenate["Opening", P], None]


@dataclass(frozen=True, slots=True)
class Opening:
    """Who is here, when (aware UTC), in which language, and the database to ask."""

    db: Database
    by: Actor
    now: datetime
    lang: str
    kind: Kind


def open_page(*, kind: Kind, title: str, keeps_nothing: bool = False) -> Opening:
    """Open a page or stop the run with one calm sentence. `title` is a message id, marked with `N_`.

    resident, public and board pages are for anyone; volunteer pages for signed-in staff, organiser pages for
    organisers. Resident pages return to the welcome page by themselves when nobody touches them, unless
    `keeps_nothing`: the welcome page as a new person finds it has nothing of anybody, and asks nobody anything.
    """
    name, house = _(title), _("Yiji")
    st.set_page_config(page_title=f"{name} · {house}", layout="wide", initial_sidebar_state="collapsed")
    _tell_browser(kind, idle=_idle_watch() if kind == "resident" and not _is_fresh(keeps_nothing) else None)
    if kind in ("resident", "public"):
        _masthead()
        reading_row()
    if session.LEAVING.get():
        st.stop()
    return _opened(kind)


def live(*, every_seconds: float | None = None) -> Callable[[Body[P]], Body[P]]:
    """A part of a page that runs again by itself: with a fresh clock, and asking each time who is signed in.

    @live(every_seconds=2)
    def waiting_list(opening: Opening, booth_id: int) -> None: ...
    """

    def decorate(body: Body[P]) -> Body[P]:
        def run(opening: Opening, /, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                body(_opened(opening.kind), *args, **kwargs)
            except DatabaseGone:
                # With a timer the next turn tries again; without one the notice does.
                calm.one_moment(again=every_seconds is None)

        functools.update_wrapper(run, body)
        return st.fragment(run, run_every=every_seconds)

    return decorate


def staff_token() -> str | None:
    """The sign-in cookie that came with this browser's connection. A test session without one has none."""
    value: Any = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) and value else None


def _opened(kind: Kind) -> Opening:
    now = clock.now()
    db = database()
    allowed = _MAY_ENTER.get(kind)
    by = RESIDENT if allowed is None else _member_of_staff(db, now=now, allowed=allowed)
    return Opening(db=db, by=by, now=now, lang=lang(), kind=kind)


def _member_of_staff(db: Database, *, now: datetime, allowed: tuple[Role, ...]) -> Actor:
    """Whoever holds a session that is still good in the database; the cookie alone proves nothing."""
    token = staff_token()
    actor = staff.who(db, token=token, now=now) if token else None
    if actor is None:
        _refuse_entry(_("This page is for the market's staff. Please sign in first."))
    if actor.role not in allowed:
        _refuse_entry(_("This page is for organisers. You are signed in as a volunteer."))
    return actor


def _refuse_entry(sentence: str) -> NoReturn:
    calm.shut_door(sentence, sign_in=address("sign-in"), sign_in_label=_("Sign in"))
    st.stop()


def _tell_browser(kind: Kind, *, idle: dict[str, Any] | None) -> None:
    page_state(
        {
            "lang": lang(),
            "sizes": SIZES[kind],
            "kind": kind,
            "larger": session.LARGER_TEXT.get(),
            "contrast": session.HIGH_CONTRAST.get(),
            "leave": session.LEAVING.get(),
            "idle": idle,
            "words": {
                "wait": _("One moment, please"),
                "reconnecting": _("We are connecting again. You need not do anything."),
                "skip": _("Skip to the content"),
                "more": _("More below"),
            },
        }
    )


def _masthead() -> None:
    words = html.escape(_("Community charity market"))
    st.html(f'<div class="masthead"><span class="seal" aria-hidden="true"></span><p>{words}</p></div>')


def _is_fresh(keeps_nothing: bool) -> bool:
    return keeps_nothing and session.reading_is_untouched()


def _idle_watch() -> dict[str, Any]:
    return {
        "seconds": IDLE_SECONDS,
        "countdown_seconds": COUNTDOWN_SECONDS,
        "words": {
            "question": _("Are you still there?"),
            "explanation": _("So that nobody else sees what is yours, this screen clears itself in a moment."),
            "stay": _("I need more time"),
        },
    }
