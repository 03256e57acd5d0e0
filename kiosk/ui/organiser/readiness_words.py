"""The points of the readiness list in words, and the page on which each of them is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.i18n import formats
from kiosk.services.organising.views import Point
from kiosk.ui.organiser import findings_words, where
from kiosk.ui.words import N_, _, lang, ngettext

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
    "many_visitors": (
        N_("{visitors} visitors are expected. From {least} on the police must license the event."),
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
    finding = point.data.get("finding")
    if finding is not None:
        names = {each: _("Booth {letter}").format(letter=letter) for each, letter in point.data["letters"].items()}
        return findings_words.say(finding, names)
    words, _page = PLAIN[point.code]
    return _(words).format(letter=point.letter, **_values(point, zone))


def page_of(point: Point) -> str:
    """The page on which it is settled: where something stands, in the layout; what is not drawn yet, on the plaza."""
    if point.code in COUNTED:
        return COUNTED[point.code]
    finding = point.data.get("finding")
    if finding is None:
        return PLAIN[point.code][1]
    return where.PLAZA if findings_words.asks_for_a_fixture(finding) else where.LAYOUT


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


def _values(point: Point, zone: str) -> dict[str, Any]:
    """The numbers and names of a point as its sentence says them."""
    data = point.data
    made: dict[str, Any] = {name: data[name] for name in _AS_THEY_ARE if name in data}
    for name, words in _FROM_DATA.items():
        made |= words(data, zone) if name in data else {}
    return made


_AS_THEY_ARE: Final = ("places", "planned", "units", "visitors", "least")
_FROM_DATA: Final[dict[str, Callable[[dict[str, Any], str], dict[str, str]]]] = {
    "name": lambda data, _zone: {"thing": data["name_en"] if lang() == "en" and data["name_en"] else data["name"]},
    "starts_at": lambda data, zone: {"hours": formats.hours(data["starts_at"], data["ends_at"], zone, lang())},
}
