"""The few things stock Streamlit cannot do, as components. Their JavaScript is `assets/js/`, loaded with the page.

Each component's own script is one line that hands over to `window.house`, so nothing is sent again when data changes.
All of them survive a test session without a browser: their values also live under plain session keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from kiosk.ui.session import Key
from kiosk.ui.words import _

_CODE: Final = re.compile(r"[A-Z2-7]{26}")


def _handing_over_to(name: str) -> Callable[..., Any]:
    # The line break keeps Streamlit from taking the script for a file name.
    return st.components.v2.component(
        f"house_{name}", js=f"export default (component) => window.house.{name}(component)\n", isolate_styles=False
    )


_page_state = _handing_over_to("page")
_retry = _handing_over_to("retry")
_scanner = _handing_over_to("scanner")
_keypad = _handing_over_to("keypad")
_printing = _handing_over_to("printing")


def page_state(data: dict[str, Any]) -> None:
    """Tell the browser about this page: language, sizes, contrast, watches. Mounted by `open_page` only."""
    _page_state(key="house_page", data=data)


def retry() -> None:
    """Run this page (or this fragment) again by itself, soon at first and then more and more rarely."""
    _retry(key="house_retry", data={"steps_ms": [1000, 2000, 4000, 8000, 15000]}, on_again_change=_nothing)


def _nothing() -> None:
    """A trigger needs somebody who listens; the rerun itself is all that is wanted."""


def scanned_code() -> str | None:
    """The ticket code that the barcode scanner has just typed, once; None otherwise.

    The scanner needs no focused field: it types the code, or an address that ends with it, and Enter.
    In a test: `at.session_state["scanned_code"] = code`.
    """
    kept: Key[str] = Key("scanned_code", "")

    def keep() -> None:
        kept.set(str(getattr(st.session_state.get("house_scanner"), "code", "") or ""))

    _scanner(key="house_scanner", on_code_change=keep)
    code = kept.take().strip().upper()
    return code if _CODE.fullmatch(code) else None


def keypad(key: str, *, label: str, max_digits: int, groups: tuple[int, ...] = ()) -> str:
    """A keypad for digits with a display; returns what stands there now.

    Keys draw themselves in the browser, so fast taps are never lost. `groups` is how the display is spaced,
    (3, 4, 4) for a mobile number. In a test: `at.session_state[f"{key}_digits"] = "13800001234"`.
    """
    digits: Key[str] = Key(f"{key}_digits", "")
    revision: Key[int] = Key(f"{key}_revision", 0)

    def keep() -> None:
        sent = getattr(st.session_state.get(key), "digits", "")
        digits.set("".join(each for each in str(sent) if each in "0123456789")[:max_digits])

    words = {"label": label, "delete": _("Delete the last digit"), "clear": _("Clear"), "empty": _("nothing entered")}
    data = {
        "value": digits.get(),
        "revision": revision.get(),
        "max": max_digits,
        "groups": list(groups),
        "words": words,
    }
    _keypad(key=key, data=data, on_digits_change=keep)
    return digits.get()


def clear_keypad(key: str) -> None:
    """Empty a keypad, in the browser too. Call it before `keypad` in a run, or in a callback."""
    Key(f"{key}_digits", "").forget()
    revision: Key[int] = Key(f"{key}_revision", 0)
    revision.set(revision.get() + 1)


def print_page(url: str, *, press: int) -> None:
    """Print an address of this house on the kiosk's printer, once per `press` (0: do not print yet)."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"only this house's own addresses are printed: {url!r}")
    _printing(key="house_printing", data={"url": url, "press": press})
