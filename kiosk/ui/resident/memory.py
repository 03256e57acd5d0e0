"""What the kiosk remembers of the person in front of it, between two taps: three small values, forgotten together."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import streamlit as st

from kiosk.ui.components import clear_keypad
from kiosk.ui.parts import Pressed
from kiosk.ui.resident.way import CHANGE
from kiosk.ui.session import Key
from models.enums import Priority
from models.refusals import Refusal

BookingStep = Literal[
    "services", "times", "change", "who", "priority", "phone", "check", "filled", "taken", "done"
]  # fmt: skip
NumberStep = Literal["booth", "priority", "done"]
SearchStep = Literal["scan", "number", "tail", "found", "which", "cancel"]

PHONE_PAD: Final = "pad_phone"
NUMBER_PAD: Final = "pad_number"
TAIL_PAD: Final = "pad_tail"


@dataclass(frozen=True, slots=True)
class Booking:
    """What has been chosen so far. `times`: booth → slot; `by_hand`: booths whose time the person chose.

    `key` belongs to one intention: whatever arrives twice under it is answered with the same tickets.
    """

    market_id: int | None = None
    step: BookingStep = "services"
    page: int = 0
    chosen: tuple[int, ...] = ()
    times: dict[int, int] = field(default_factory=dict)
    by_hand: frozenset[int] = frozenset()
    changing: int | None = None
    for_other: bool = False
    priority: Priority = Priority.NONE
    phone: str | None = None
    key: str = ""
    refusal: Refusal | None = None
    codes: tuple[str, ...] = ()

    def to(self, step: BookingStep, **changes: Any) -> Booking:
        """At another step. A refusal is said once: it goes unless it is given again."""
        return replace(self, step=step, **{"refusal": None, "page": 0, **changes})

    def to_check(self, **changes: Any) -> Booking:
        """At the last look, which is a new intention."""
        return self.to("check", key=new_key(), **changes)

    def without(self, booth_id: int) -> Booking:
        """The same wishes but one."""
        return replace(
            self,
            chosen=tuple(b for b in self.chosen if b != booth_id),
            times={b: s for b, s in self.times.items() if b != booth_id},
            by_hand=self.by_hand - {booth_id},
        )


@dataclass(frozen=True, slots=True)
class Number:
    """On the way to a number for now."""

    step: NumberStep = "booth"
    page: int = 0
    market_id: int | None = None
    booth_id: int | None = None
    key: str = ""
    refusal: Refusal | None = None
    codes: tuple[str, ...] = ()

    def to(self, step: NumberStep, **changes: Any) -> Number:
        return replace(self, step=step, **{"refusal": None, "page": 0, **changes})


@dataclass(frozen=True, slots=True)
class Search:
    """On the way to a ticket that exists already, and at it."""

    step: SearchStep = "scan"
    letter: str = ""
    number: str = ""
    code: str = ""
    refusal: Refusal | None = None

    def to(self, step: SearchStep, **changes: Any) -> Search:
        return replace(self, step=step, **{"refusal": None, **changes})


BOOKING: Key[Booking] = Key("booking", Booking())
NUMBER: Key[Number] = Key("number", Number())
SEARCH: Key[Search] = Key("search", Search())
PRINTS: Key[int] = Key("prints", 0)


def new_key() -> str:
    """A key for one intention."""
    return secrets.token_urlsafe(18)


def forget_person() -> None:
    """As if nobody had been here. Language, text size and contrast stay: whoever goes back to the start keeps them."""
    for key in (BOOKING, NUMBER, SEARCH, PRINTS, CHANGE):
        key.forget()
    for pad in (PHONE_PAD, NUMBER_PAD, TAIL_PAD):
        clear_keypad(pad)


def pressed(key: str) -> bool:
    """Whether this button began this run. Known before it is drawn, so that one run acts and shows what came of it."""
    return bool(st.session_state.get(key, False))


def bar_pressed(at: str) -> Pressed:
    """What was pressed in the action bar of the screen `at`."""
    return Pressed(back=pressed(f"bar_back_{at}"), also=pressed(f"bar_also_{at}"), main=pressed(f"bar_main_{at}"))
