"""The short words of the organiser's screens for everything that has a closed list, and numbers as people say them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kiosk.i18n import formats
from kiosk.services.organising.views import Load, MarketPlan
from kiosk.services.views import MarketCard
from kiosk.ui.words import N_, _, lang
from models.enums import MarketPhase, PartnerKind, Pledge, Role, ServiceKind

PHASES: Final = {
    MarketPhase.DRAFT: (N_("Draft"), "amber"),
    MarketPhase.UPCOMING: (N_("Published"), "indigo"),
    MarketPhase.OPEN: (N_("Open now"), "jade"),
    MarketPhase.PAUSED: (N_("Taking a short break"), "amber"),
    MarketPhase.OVER: (N_("Over"), "indigo"),
    MarketPhase.CANCELLED: (N_("Called off"), "vermilion"),
}
"""What a market is now, with the tone of its mark."""

LOADS: Final = {
    Load.CALM: (N_("calm"), "●", "jade"),
    Load.BUSY: (N_("busy"), "▲", "amber"),
    Load.CROWDED: (N_("crowded"), "■", "vermilion"),
}
"""Word, shape and colour: none of the three speaks alone."""

ROLES: Final = {Role.VOLUNTEER: N_("Volunteer"), Role.ORGANISER: N_("Organiser")}

SERVICE_KINDS: Final = {ServiceKind.PRESENCE: N_("the person stays"), ServiceKind.DROP_OFF: N_("the item stays")}
PLEDGES: Final = {Pledge.FREE: N_("free of charge"), Pledge.LOW_PRICE: N_("low price")}
PARTNER_KINDS: Final = {
    PartnerKind.HOSPITAL: N_("hospital"),
    PartnerKind.SCHOOL: N_("school"),
    PartnerKind.BANK: N_("bank"),
    PartnerKind.CRAFTSMAN: N_("craftsman"),
    PartnerKind.SHOP: N_("shop"),
    PartnerKind.OTHER: N_("other"),
}


def phase(now_is: MarketPhase) -> str:
    return _(PHASES[now_is][0])


def market_day(card: MarketCard) -> str:
    """12 月 19 日(周六)上午 9:00–12:00."""
    return _("{day}, {hours}").format(
        day=formats.day(card.day, lang()),
        hours=formats.hours(card.opens_at, card.closes_at, card.time_zone, lang()),
    )


def minutes(count: int | float | None) -> str:
    """A duration in whole minutes, short enough for a column; a dash where there is none."""
    if count is None:
        return "–"
    return _("{count} min").format(count=round(count)) if round(count) else _("under 1 min")


def clock(moment: datetime, zone: str) -> str:
    """9:30 or 14:05, as it stands in a table that is typed into: read and written by the twenty-four hour clock."""
    there = formats.local(moment, zone)
    return f"{there.hour}:{there.minute:02d}"


def metres(length_cm: int) -> str:
    """12.5, without the unit."""
    return f"{length_cm / 100:.1f}".removesuffix(".0")


def say(message: str) -> str:
    """A marked word of this module in the language of the session."""
    return _(message)


def plan_day(market: MarketPlan) -> str:
    """The same as `market_day`, of a market as it is planned."""
    return _("{day}, {hours}").format(
        day=formats.day(market.form.day, lang()),
        hours=formats.hours(market.opens_at, market.closes_at, market.time_zone, lang()),
    )


def plan_hours(market: MarketPlan) -> str:
    return formats.hours(market.opens_at, market.closes_at, market.time_zone, lang())
