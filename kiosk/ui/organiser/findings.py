"""What a picture of the day shows, as the one sentence above it."""

from __future__ import annotations

from datetime import timedelta

from kiosk.services.organising.views import BoothNow, Flow, Load, Overview
from kiosk.ui.organiser.choosing import RUNNING
from kiosk.ui.organiser.labels import clock
from kiosk.ui.words import _, lang, ngettext
from models.enums import MarketPhase

QUARTER = timedelta(minutes=15)


def of_the_plaza(found: Overview) -> str:
    """Where it is fullest now; before and after the day where most people go or went."""
    if not found.booths:
        return _("There is no booth yet.")
    phase = found.card.phase
    if phase in RUNNING:
        return _fullest(max(found.booths, key=lambda booth: booth.work_minutes))
    if phase is MarketPhase.UPCOMING:
        return _most_booked(max(found.booths, key=lambda booth: booth.bookings_to_come))
    most = max(found.booths, key=lambda booth: booth.served)
    words = ngettext("{booth} served the most: {count} person", "{booth} served the most: {count} people", most.served)
    return words.format(booth=name_of(most), count=most.served) if most.served else _("Nobody was served")


def _fullest(booth: BoothNow) -> str:
    if booth.load is Load.CALM:
        return _("It is calm everywhere")
    words = _("{booth} is the fullest: {count} waiting, about {minutes} min")
    return words.format(booth=name_of(booth), count=booth.waiting, minutes=round(booth.work_minutes))


def _most_booked(booth: BoothNow) -> str:
    if not booth.bookings_to_come:
        return _("Nobody has booked yet")
    words = ngettext(
        "{booth} is booked the most: {count} person",
        "{booth} is booked the most: {count} people",
        booth.bookings_to_come,
    )
    return words.format(booth=name_of(booth), count=booth.bookings_to_come)


def of_arrivals(found: Flow) -> str:
    """The quarter-hour in which most people came."""
    peak = max(found.arrivals, key=lambda each: each.booked + each.walk_in, default=None)
    if peak is None or not peak.booked + peak.walk_in:
        return _("Nobody has come yet")
    count = peak.booked + peak.walk_in
    words = ngettext(
        "Most came from {start} to {end}: {count} ticket", "Most came from {start} to {end}: {count} tickets", count
    )
    zone = found.card.time_zone
    return words.format(start=clock(peak.starts_at, zone), end=clock(peak.starts_at + QUARTER, zone), count=count)


def of_waits(found: Flow, *, limit_minutes: int) -> str:
    """Where people waited longest, and whether that was too long."""
    called = [booth for booth in found.booths if booth.p90_minutes is not None]
    if not called:
        return _("Nobody has been called yet")
    worst = max(called, key=lambda booth: booth.p90_minutes or 0)
    minutes = round(worst.p90_minutes or 0)
    if minutes < 1:
        return _("Nobody waited long anywhere")
    words = (
        _("{booth}: one in ten waited over {minutes} min")
        if minutes > limit_minutes
        else _("{booth} waited longest: nine in ten within {minutes} min")
    )
    return words.format(booth=f"{worst.letter} {worst.name.say(lang())}", minutes=minutes)


def name_of(booth: BoothNow) -> str:
    return f"{booth.letter} {booth.name.say(lang())}"
