"""The second half of a double tap. Where one press changes the screen and the next main press stands at the same place,
whatever is pressed at once was meant for the screen before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from kiosk.ui.page import Opening
from kiosk.ui.session import Key

STANDS_AFTER: Final = timedelta(seconds=1)

SINCE: Key[tuple[Any, datetime] | None] = Key("organiser_screen_since", None)


def note(opening: Opening, screen: Any) -> None:
    """Say which screen stands here now; `screen` is anything that differs between two screens."""
    known = SINCE.get()
    if known is None or known[0] != screen:
        SINCE.set((screen, opening.now))


def is_meant(opening: Opening) -> bool:
    """Whether the screen has stood long enough for somebody to have read it."""
    known = SINCE.get()
    return known is not None and opening.now - known[1] >= STANDS_AFTER
