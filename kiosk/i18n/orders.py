"""The calling order of a market in words: its short name, and the one sentence that residents read."""

from __future__ import annotations

from typing import Final

from kiosk.i18n import translation
from kiosk.i18n.names import N_
from models.enums import FairOrder

NAMES: Final = {
    FairOrder.FIRST_COME: N_("First come, first called"),
    FairOrder.BOOKED_FIRST: N_("Booked first"),
    FairOrder.ONE_IN_THREE: N_("One in three for priority"),
    FairOrder.LONGEST_WAIT_CAP: N_("Long waits first"),
}

SENTENCES: Final = {
    FairOrder.FIRST_COME: N_("First come, first called; a booking counts from its booked time."),
    FairOrder.BOOKED_FIRST: N_(
        "Booked first; then two with priority (such as 60+) to one without; "
        "whoever has waited {minutes} minutes before all."
    ),
    FairOrder.ONE_IN_THREE: N_(
        "Booked first; then one with priority (such as 60+) to two without; "
        "whoever has waited {minutes} minutes before all."
    ),
    FairOrder.LONGEST_WAIT_CAP: N_(
        "Whoever has waited {minutes} minutes first; then booked; then two with priority (such as 60+) to one without."
    ),
}
"""`{minutes}`: what `MarketCard.longest_wait_minutes` says."""


def order_name(order: FairOrder, lang: str) -> str:
    return translation(lang).gettext(NAMES[order])


def order_sentence(order: FairOrder, *, longest_wait_minutes: int, lang: str) -> str:
    return translation(lang).gettext(SENTENCES[order]).format(minutes=longest_wait_minutes)
