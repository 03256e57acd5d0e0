"""What is written on sheets, in Chinese, in English, or in both together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kiosk.i18n import translation
from kiosk.i18n.names import N_
from kiosk.services.views import Words

FRONTS: Final = {0: N_("south"), 90: N_("east"), 180: N_("north"), 270: N_("west")}
"""Where a booth's front looks, by its rotation."""


@dataclass(frozen=True, slots=True)
class Speech:
    """`langs`: one language, or Chinese before English."""

    langs: tuple[str, ...]

    @property
    def is_both(self) -> bool:
        return len(self.langs) > 1

    def sentence(self, message: str, **data: Any) -> tuple[str, ...]:
        """A message marked with `N_`, once in each language."""
        return self.each(lambda lang: translation(lang).gettext(message).format(**data))

    def each(self, say: Callable[[str], str]) -> tuple[str, ...]:
        """What is said in each language; the same words are not said twice, no words not at all."""
        return tuple(dict.fromkeys(said for lang in self.langs if (said := say(lang).strip())))

    def words(self, words: Words) -> tuple[str, ...]:
        return self.each(words.say)

    def line(self, message: str, **data: Any) -> str:
        """The sentence in one line: both languages beside each other."""
        return " ".join(self.sentence(message, **data))

    def named(self, words: Words, message: str) -> tuple[str, ...]:
        """A thing by its name, or by its kind where it has none."""
        return self.words(words) if words.zh else self.sentence(message)


def metres(length_cm: int) -> str:
    """12.5, without the unit; centimetres where they matter."""
    return f"{length_cm / 100:.2f}".rstrip("0").rstrip(".")
