"""The form of a community: its names, its zone, and the rules its markets start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.services.organising.forms import CommunityForm
from kiosk.ui.organiser.forms import Field, Form
from kiosk.ui.organiser.limits_form import limit_fields
from kiosk.ui.words import N_, _

ZONES: Final = {
    "Asia/Shanghai": N_("Beijing time"),
    "Asia/Urumqi": N_("Urumqi time"),
    "Asia/Hong_Kong": N_("Hong Kong time"),
    "Asia/Macau": N_("Macau time"),
    "Asia/Taipei": N_("Taipei time"),
    "Asia/Singapore": N_("Singapore time"),
}


def community_form(
    stored: Callable[[], CommunityForm],
    save: Callable[[CommunityForm, CommunityForm], Any],
    *,
    done: Callable[[Any], None] | None = None,
    save_label: str = "",
    with_limits: bool = False,
) -> Form[CommunityForm]:
    """The form of the community, for an existing one and for the first one, which starts with the usual limits."""
    zone = stored().time_zone
    zones = {name: _(word) for name, word in ZONES.items()} | ({} if zone in ZONES else {zone: zone})
    fields = (
        Field("name", _("Name of the community")),
        Field("name_en", _("Name in English, if there is one")),
        Field("hall", _("Where the market is held")),
        Field("hall_en", _("The place in English")),
        Field("time_zone", _("Time zone"), "choice", options=zones),
        *rule_fields(),
        Field("longest_wait_minutes", _("Longest wait, in minutes"), "whole", step=5,
              help=_("Whoever has waited longer is called before all others.")),
        Field("advice_wait_minutes", _("Advice before a wait passes, in minutes"), "whole", step=5,
              help=_("On market day the overview says what would help before people wait longer than this.")),
        *(limit_fields() if with_limits else ()),
    )  # fmt: skip
    return Form("community", fields, stored, save, done=done, save_label=save_label)


def rule_fields() -> tuple[Field, ...]:
    """The three rules that a community and each of its markets have."""
    return (
        Field("walk_in_share", _("Kept for people without a booking, in %"), "percent", step=5),
        Field("no_show_rate", _("Bookings that are expected not to come, in %"), "percent", step=5),
        Field("grace_minutes", _("Minutes to be late before a booking counts as missed"), "whole", step=5),
    )
