"""Everything a screen remembers between two taps, one typed key per thing.

Only small plain values live here: no database rows, no open sessions. A new key is one line:
`CHOSEN_BOOTHS: Key[tuple[int, ...]] = Key("chosen_booths", ())`. It must not be the key of a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from kiosk.i18n import DEFAULT

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One remembered value of one person's session."""

    name: str
    default: T

    def get(self) -> T:
        value: T = st.session_state.get(self.name, self.default)
        return value

    def set(self, value: T) -> None:
        st.session_state[self.name] = value

    def take(self) -> T:
        """The value, forgotten in the same breath: for things that may act only once."""
        value = self.get()
        self.forget()
        return value

    def forget(self) -> None:
        st.session_state.pop(self.name, None)


LANG: Key[str] = Key("lang", DEFAULT)
LARGER_TEXT: Key[bool] = Key("larger_text", False)
HIGH_CONTRAST: Key[bool] = Key("high_contrast", False)
LEAVING: Key[bool] = Key("leaving", False)


def reading_is_untouched() -> bool:
    """Whether language, text size and contrast are as a new person finds them."""
    return not LARGER_TEXT.get() and not HIGH_CONTRAST.get() and LANG.get() == DEFAULT


def reset_session() -> None:
    """Send this person's screen back to the welcome page as a new person's; then `st.rerun()`, or end a callback.

    Emptying `st.session_state` would leave typed text in the browser's inputs, so the next run only tells the browser
    to `location.replace("/")`: a new session in a new document, and nothing behind the back button.
    """
    LEAVING.set(True)
