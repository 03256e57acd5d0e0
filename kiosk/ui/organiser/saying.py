"""What came of the last press, said once at the head of the screen."""

from __future__ import annotations

import streamlit as st

from kiosk.i18n import refusals
from kiosk.ui import calm
from kiosk.ui.session import Key
from kiosk.ui.words import lang, together
from models.refusals import Refusal

SAID: Key[tuple[str, str] | None] = Key("organiser_said", None)


def say(words: str, *, tone: str = "good") -> None:
    """To be read after the next run has begun: for presses that end with a new run."""
    SAID.set((words, tone))


def say_why_not(refusal: Refusal, *, about: str = "") -> None:
    """`about` follows the refusal: what it concerns, where it does not say so itself."""
    say(sentences(refusal, about), tone="warm")


def sentences(refusal: Refusal, about: str = "") -> str:
    """A refusal and what it is about, joined as the language joins sentences."""
    return together(refusals.sentence(refusal, lang()), about)


def said_last() -> None:
    """Print what was said, and forget it. The place stays when there is nothing to say (it then shows nothing), so
    that what stands below keeps its own place in the run and is never for a moment there twice."""
    words = SAID.take()
    with st.container(key="organiser_said"):
        if words is not None:
            calm.notice(words[0], tone=words[1], icon="check_circle" if words[1] == "good" else "info")
