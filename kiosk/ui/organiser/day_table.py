"""The numbers of a market day: totals in large type, a line for every booth with its load in word, shape and colour."""

from __future__ import annotations

import html
from collections.abc import Callable

from kiosk.services.organising.views import BoothNow, Overview, Totals
from kiosk.ui.organiser import labels
from kiosk.ui.organiser.choosing import RUNNING
from kiosk.ui.organiser.plain_table import plain_table
from kiosk.ui.words import _, lang
from models.enums import MarketPhase

Column = tuple[Callable[[], str], Callable[[BoothNow], str]]
"""A heading in the language of the session, and the cell as HTML."""


def totals(counted: Totals, phase: MarketPhase) -> str:
    """The market in a few numbers, each with its word."""
    shown = _shown(counted, phase)
    items = "".join(f"<div><dt>{html.escape(word)}</dt><dd>{html.escape(number)}</dd></div>" for word, number in shown)
    return f'<dl class="totals">{items}</dl>'


def _shown(counted: Totals, phase: MarketPhase) -> list[tuple[str, str]]:
    if phase is MarketPhase.UPCOMING:
        return [(_("visitors expected"), str(counted.visits)), (_("bookings"), str(counted.bookings_to_come))]
    if phase not in RUNNING:
        return [
            (_("visitors"), str(counted.visits)),
            (_("served"), str(counted.served)),
            (_("missed"), str(counted.no_shows)),
            (_("cancelled"), str(counted.cancelled)),
        ]
    return [
        (_("waiting"), str(counted.waiting)),
        (_("being served"), str(counted.serving)),
        (_("served"), str(counted.served)),
        (_("longest wait now"), labels.minutes(counted.longest_wait_minutes)),
        (_("missed"), str(counted.no_shows)),
        (_("bookings to come"), str(counted.bookings_to_come)),
        (_("visitors so far"), str(counted.visits)),
    ]


def booths(found: Overview) -> str:
    """A line for every booth. An organiser may run each of them: its letter leads to its queue."""
    if not found.booths:
        return f'<p class="under">{html.escape(_none())}</p>'
    phase = found.card.phase
    columns = _upcoming() if phase is MarketPhase.UPCOMING else _running() if phase in RUNNING else _over()
    heads = [_booth(), *(name() for name, _cell_of in columns)]
    rows = "".join(_line(booth, columns, has_queue=phase in RUNNING) for booth in found.booths)
    return plain_table(_caption(phase), heads, rows, also="day-running" if phase in RUNNING else "")


def _none() -> str:
    return _("There is no booth yet.")


def _booth() -> str:
    return _("Booth")


def _caption(phase: MarketPhase) -> str:
    return _("The booths now") if phase in RUNNING else _("The booths")


def _line(booth: BoothNow, columns: tuple[Column, ...], *, has_queue: bool) -> str:
    name = f"<b>{html.escape(booth.letter)}</b> {html.escape(booth.name.say(lang()))}"
    if has_queue:
        address = html.escape(f"/volunteer?booth={booth.booth_id}&lang={lang()}", quote=True)
        name = f'<a href="{address}" target="_self">{name}</a>'
    cells = "".join(f"<td>{cell(booth)}</td>" for _name_of, cell in columns)
    return f'<tr class="zone-{booth.zone.value}"><th scope="row">{name}</th>{cells}</tr>'


def _load(booth: BoothNow) -> str:
    word, shape, tone = labels.LOADS[booth.load]
    return f'<span class="load load-{tone}"><i aria-hidden="true">{shape}</i>{html.escape(labels.say(word))}</span>'


def _number(value: int) -> str:
    """Nothing is a dot, so that the eye finds what is not nothing."""
    return str(value) if value else '<span class="none" aria-hidden="true">·</span><span class="unseen">0</span>'


def _units(booth: BoothNow) -> str:
    return "–" if booth.units_left is None else str(booth.units_left)


def _running() -> tuple[Column, ...]:
    return (
        (lambda: _("Load"), _load),
        (lambda: _("Waiting"), lambda b: _number(b.waiting)),
        (lambda: _("Called or served now"), lambda b: _number(b.called + b.serving)),
        (lambda: _("Longest wait"), lambda b: html.escape(labels.minutes(b.longest_wait_minutes))),
        (lambda: _("Served"), lambda b: _number(b.served)),
        (lambda: _("Missed"), lambda b: _number(b.no_shows)),
        (lambda: _("Bookings to come"), lambda b: _number(b.bookings_to_come)),
        (lambda: _("Supplies left"), _units),
        (lambda: _("Stations open"), lambda b: f"{b.stations_open} / {b.stations}"),
    )


def _upcoming() -> tuple[Column, ...]:
    return (
        (lambda: _("Bookings"), lambda b: _number(b.bookings_to_come)),
        (lambda: _("Cancelled"), lambda b: _number(b.cancelled)),
        (lambda: _("Supplies left"), _units),
        (lambda: _("Stations"), lambda b: str(b.stations)),
    )


def _over() -> tuple[Column, ...]:
    return (
        (lambda: _("Served"), lambda b: _number(b.served)),
        (lambda: _("Missed"), lambda b: _number(b.no_shows)),
        (lambda: _("Cancelled"), lambda b: _number(b.cancelled)),
        (lambda: _("Never called"), lambda b: _number(b.waiting + b.bookings_to_come + b.on_hold)),
        (lambda: _("Supplies left"), _units),
        (lambda: _("Stations"), lambda b: str(b.stations)),
    )
