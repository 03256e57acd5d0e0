"""What stands on the screen when something cannot be done: one sentence, what to do next, no alarm.

`say_refusal` is for refusals a screen expects; `calm_errors` is the last resort of the whole house, given to
`st.App(on_script_error=...)`. Streamlit has logged the exception before it asks.
"""

from __future__ import annotations

import html

import streamlit as st

from kiosk.i18n import refusals
from kiosk.ui.components import retry
from kiosk.ui.words import _, lang
from models.refusals import DatabaseGone, Refusal


def say_refusal(refusal: Refusal) -> None:
    """Print what happened and what to do next, in this session's language."""
    notice(refusals.sentence(refusal, lang()), tone="stop", icon="info")


def calm_errors(error: Exception) -> bool:
    """Answer any exception that nobody caught; True keeps Streamlit's own red box away."""
    if isinstance(error, DatabaseGone):
        one_moment(again=True)
    elif isinstance(error, Refusal):
        say_refusal(error)
    else:
        notice(
            _("Something went wrong here. Please start again, or ask a volunteer for help."), tone="stop", icon="info"
        )
        way_on("/", _("Start again"))
    return True


def one_moment(*, again: bool) -> None:
    """The database is locked or does not answer. With `again` the screen tries by itself, more and more rarely."""
    notice(_("One moment, please. The screen goes on by itself."), tone="warm", icon="hourglass_top")
    if again:
        retry()


def shut_door(sentence: str, *, sign_in: str, sign_in_label: str) -> None:
    """A page that is not for this person."""
    with st.container(key="shut_door"):
        st.html('<span class="seal" aria-hidden="true"></span>')
        notice(sentence, tone="info", icon="lock")
        way_on(sign_in, sign_in_label)


def way_on(path: str, label: str) -> None:
    """A link to another page of the house as a button of paper. The page starts a new session."""
    st.html(f'<a class="plain-link" href="{html.escape(path)}" target="_self">{html.escape(label)}</a>')


def notice(sentence: str, *, tone: str = "info", icon: str = "info") -> None:
    """One sentence in a quiet frame. `tone`: info (indigo), good (jade), warm (amber), stop (vermilion)."""
    st.html(
        f'<div class="notice notice-{tone}" role="status"><span class="glyph" aria-hidden="true">{icon}</span>'
        f"<p>{html.escape(sentence)}</p></div>"
    )
