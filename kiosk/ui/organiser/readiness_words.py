"""The points of the readiness list in words, and the page on which each of them is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.i18n import formats
from kiosk.services.organising.views import Point
from kiosk.ui.organiser import where
from kiosk.ui.organiser.labels import FIXTURE_KINDS, metres
from kiosk.ui.words import N_, _, lang, ngettext
from models.enums import FixtureKind

PLAIN: Final = {
    "hours_in_past": (N_("The hours of this market are over. Please choose another day."), where.MARKET),
    "no_booths": (N_("There is no booth yet."), where.BOOTHS),
    "no_station": (N_("Booth {letter}: no station is open during the market."), where.HOURS),
    "no_slots": (N_("Booth {letter} takes bookings but has no slots."), where.SLOTS),
    "takes_nobody": (N_("Booth {letter} takes neither bookings nor people without a booking."), where.BOOTHS),
    "more_places_than_units": (N_("Booth {letter}: {places} places, but enough for {units} people only."), where.SLOTS),
    "nobody_assigned": (N_("Booth {letter}: nobody is assigned."), where.STAFF),
    "shift_gap": (N_("Booth {letter}: nobody is there {hours}."), where.HOURS),
    "too_many_places": (
        N_("Booth {letter}: {places} places, the plan says {planned}. People without a booking will wait longer."),
        where.SLOTS,
    ),
    "no_partner": (N_("Booth {letter}: nobody is named who serves."), where.BOOTHS),
    "service_inactive": (N_("Booth {letter}: the service “{thing}” is switched off."), where.CATALOGUE),
    "partner_inactive": (N_("Booth {letter}: the partner “{thing}” is switched off."), where.CATALOGUE),
    "no_outlet": (N_("Booth {letter} needs power, and the plaza has no outlet."), where.PLAZA),
    "no_power": (
        N_("Booth {letter} needs power: the outlet is {distance} m away, a lead reaches {most} m."),
        where.BOOTHS,
    ),
    "no_tap": (N_("Booth {letter} needs water, and the plaza has no tap."), where.PLAZA),
    "no_water": (
        N_("Booth {letter} needs water: the tap is {distance} m away, a hose reaches {most} m."),
        where.BOOTHS,
    ),
    "outside_plaza": (N_("Booth {letter} does not stand on the plaza."), where.BOOTHS),
    "booths_overlap": (N_("Booths {letter} and {other} stand on the same ground."), where.BOOTHS),
    "in_fire_lane": (N_("Booth {letter} stands in the fire lane."), where.BOOTHS),
    "in_no_go": (N_("Booth {letter} stands where nothing may stand."), where.BOOTHS),
    "on_fixture": (N_("Booth {letter} stands on: {thing}."), where.BOOTHS),
    "too_loud": (
        N_("Booth {letter} is noisy and only {distance} m from the quiet booth {other}; {most} m would be right."),
        where.BOOTHS,
    ),
    "many_visitors": (
        N_("{visitors} visitors are expected. From 1000 on the police must license the event."),
        where.OVERVIEW,
    ),
}
"""Code, or what the code becomes by its data → sentence and page."""

COUNTED: Final = {
    "slots_outside_hours": where.SLOTS,
    "slots_without_station": where.SLOTS,
}


def sentence(point: Point, *, zone: str) -> str:
    """What is missing, in the language of the session."""
    if point.code in COUNTED:
        return _counted(point)
    words, _page = PLAIN[_kind(point)]
    return _(words).format(letter=point.letter, **_values(point, zone))


def page_of(point: Point) -> str:
    """The page on which it is settled."""
    return COUNTED[point.code] if point.code in COUNTED else PLAIN[_kind(point)][1]


def _counted(point: Point) -> str:
    count = int(point.data["count"])
    if point.code == "slots_outside_hours":
        words = ngettext(
            "Booth {letter}: {count} slot lies outside the market's hours.",
            "Booth {letter}: {count} slots lie outside the market's hours.",
            count,
        )
    else:
        words = ngettext(
            "Booth {letter}: at the time of {count} slot no station is open.",
            "Booth {letter}: at the time of {count} slots no station is open.",
            count,
        )
    return words.format(letter=point.letter, count=count)


_NOTHING_NEAR: Final = {"no_power": "no_outlet", "no_water": "no_tap"}


def _kind(point: Point) -> str:
    missing = point.code in _NOTHING_NEAR and point.data.get("distance_cm") is None
    return _NOTHING_NEAR[point.code] if missing else point.code


def _values(point: Point, zone: str) -> dict[str, Any]:
    """The numbers and names of a point as its sentence says them."""
    data = point.data
    made: dict[str, Any] = {name: data[name] for name in _AS_THEY_ARE if name in data}
    for name, words in _FROM_DATA.items():
        made |= words(data, zone) if name in data else {}
    return made


_AS_THEY_ARE: Final = ("places", "planned", "units", "other", "visitors")
_FROM_DATA: Final[dict[str, Callable[[dict[str, Any], str], dict[str, str]]]] = {
    "distance_cm": lambda data, _zone: {"distance": metres(data["distance_cm"] or 0)},
    "lead_max_cm": lambda data, _zone: {"most": metres(data["lead_max_cm"])},
    "hose_max_cm": lambda data, _zone: {"most": metres(data["hose_max_cm"])},
    "apart_cm": lambda data, _zone: {"most": metres(data["apart_cm"])},
    "kind": lambda data, _zone: {"thing": _(FIXTURE_KINDS[FixtureKind(data["kind"])])},
    "name": lambda data, _zone: {"thing": data["name_en"] if lang() == "en" and data["name_en"] else data["name"]},
    "starts_at": lambda data, zone: {"hours": formats.hours(data["starts_at"], data["ends_at"], zone, lang())},
}
