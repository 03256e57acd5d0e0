"""The languages of the house: sentences from one plain catalogue, dates and numbers as people say them.

The English sentence is the message id, so English needs no catalogue. The Chinese one is
`assets/locale/zh_CN.po`, read by Babel at first use; there is no compiled file to forget.
"""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = ("zh-CN", "en")
DEFAULT: Final = "zh-CN"

_CATALOGUES: Final = {"zh-CN": Path(__file__).parents[2] / "assets" / "locale" / "zh_CN.po"}

_built: dict[str, gettext.NullTranslations] = {}
_lock = Lock()


def translation(lang: str) -> gettext.NullTranslations:
    """The sentences of one language, built once per process. An unknown language speaks the default one."""
    known = lang if lang in LANGUAGES else DEFAULT
    with _lock:
        if known not in _built:
            _built[known] = _build(known)
        return _built[known]


def _build(lang: str) -> gettext.NullTranslations:
    path = _CATALOGUES.get(lang)
    if path is None:
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.stem)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def best_language(accept_language: str | None) -> str:
    """The language an `Accept-Language` header asks for, as far as the house speaks it (RFC 9110, 12.5.4)."""
    wishes = [_wish(part) for part in (accept_language or "").split(",")]
    for _quality, tag in sorted(wishes, key=lambda wish: -wish[0]):
        spoken = _spoken(tag)
        if spoken:
            return spoken
    return DEFAULT


def _wish(part: str) -> tuple[float, str]:
    """`en-GB;q=0.8` → (0.8, "en-gb"); what cannot be read, or is not wanted, is no wish."""
    tag, _, parameters = part.strip().lower().partition(";")
    quality = parameters.strip().removeprefix("q=") if parameters else "1"
    try:
        weight = float(quality)
    except ValueError:
        return 0.0, ""
    return (weight, tag) if weight > 0 else (0.0, "")


def _spoken(tag: str) -> str:
    """Every Chinese is answered in zh-CN, every English in en."""
    primary = tag.partition("-")[0]
    return {"zh": "zh-CN", "en": "en"}.get(primary, "")
