"""The sentences of a screen, in the language of the person in front of it.

`from kiosk.ui.words import N_, _, ngettext`. English sentence = message id:
`_("{count} places left").format(count=left)`, never an f-string inside `_()`.
"""

from __future__ import annotations

from kiosk.i18n import DEFAULT, LANGUAGES, translation
from kiosk.ui.session import LANG


def lang() -> str:
    """`zh-CN` or `en`: the language of this session."""
    chosen = LANG.get()
    return chosen if chosen in LANGUAGES else DEFAULT


def set_lang(chosen: str) -> None:
    """Speak another language from the next run on. Raises ValueError for a language the house does not know."""
    if chosen not in LANGUAGES:
        raise ValueError(f"not one of {LANGUAGES}: {chosen!r}")
    LANG.set(chosen)


def other_lang() -> str:
    """The language that is one tap away."""
    return next(each for each in LANGUAGES if each != lang())


def _(message: str) -> str:
    """The sentence in this session's language."""
    return translation(lang()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The sentence for `count` things in this session's language."""
    return translation(lang()).ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name, which the extractor looks for)
    """Marks a sentence for the catalogue where no session exists yet (tables at import); `_` it when it is shown."""
    return message


def together(*sentences: str) -> str:
    """Sentences one after another, as the language joins them; empty ones are left out."""
    return ("" if lang() == DEFAULT else " ").join(each for each in sentences if each)
