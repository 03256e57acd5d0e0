"""What a rehearsal says in words and tables."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from kiosk.i18n import formats
from kiosk.i18n.orders import order_name
from kiosk.services.organising.rehearsing import BoothOutlook, Change, ClassForecast, Kind, Outlook, WhatIf
from kiosk.ui import parts
from kiosk.ui.organiser import labels
from kiosk.ui.organiser.plain_table import plain_table
from kiosk.ui.words import _, lang, ngettext, together


def booth_name(booth: BoothOutlook) -> str:
    return _("{letter} {name}").format(letter=booth.letter, name=booth.name.say(lang()))


def minutes(value: float | None) -> str:
    return _("nobody") if value is None else labels.minutes(round(value))


def totals(outlook: Outlook) -> str:
    seen = outlook.forecast
    shown = [
        (_("visitors expected"), str(outlook.assumed.visitors)),
        (_("half wait at most"), minutes(seen.everybody.wait_p50)),
        (_("nine in ten wait at most"), minutes(seen.everybody.wait_p90)),
        (_("half are done after"), minutes(seen.visit_p50)),
        (_("left unserved"), str(_unserved(outlook))),
    ]
    items = "".join(f"<div><dt>{html.escape(word)}</dt><dd>{html.escape(number)}</dd></div>" for word, number in shown)
    return f'<dl class="totals">{items}</dl>'


def _unserved(outlook: Outlook) -> int:
    return round(sum(booth.seen.unserved for booth in outlook.booths))


def longest(booth: BoothOutlook) -> str:
    people = round(booth.seen.longest_p90)
    said = ngettext(
        "{booth}: up to {count} person in line, {metres} m",
        "{booth}: up to {count} people in line, {metres} m",
        people,
    )
    return said.format(booth=booth_name(booth), count=people, metres=labels.metres(booth.line_cm))


# ---------------------------------------------------------------- what would help


def changes(outlook: Outlook) -> str:
    if not outlook.changes:
        nothing = html.escape(_("Nothing stands out: no single station would save much waiting."))
        return f'<p class="under">{nothing}</p>'
    items = "".join(f"<li>{html.escape(_change(outlook, change))}</li>" for change in outlook.changes)
    return f'<ol class="advice">{items}</ol>'


def _change(outlook: Outlook, change: Change) -> str:
    booth = next(each for each in outlook.booths if each.seen.id == change.booth)
    if change.kind is Kind.UNITS:
        what = _("{booth}: supplies for {count} more people.").format(booth=booth_name(booth), count=change.units)
    else:
        what = _("{booth}: one more station from {start} to {end}.").format(
            booth=booth_name(booth), start=_clock(outlook, change.from_minute), end=_clock(outlook, change.to_minute)
        )
    return together(what, *_effects(change))


def _effects(change: Change) -> list[str]:
    said = []
    if round(change.people) and round(change.minutes):
        said.append(wait_less(round(change.people), round(change.minutes)))
    if round(change.unserved) > 0:
        words = ngettext("{count} person more is served.", "{count} people more are served.", round(change.unserved))
        said.append(words.format(count=round(change.unserved)))
    return said


def wait_less(count: int, minutes_less: int) -> str:
    words = ngettext(
        "{count} person waits {minutes} min less.", "{count} people wait {minutes} min less on average.", count
    )
    return words.format(count=count, minutes=minutes_less)


def _clock(outlook: Outlook, minute: float) -> str:
    return formats.bare_clock(outlook.opens_at + timedelta(minutes=minute), outlook.time_zone)


# ---------------------------------------------------------------- tables


def booths(outlook: Outlook) -> str:
    heads = (
        _("Booth"), _("Half wait at most"), _("Nine in ten wait at most"), _("Longest line"), _("Served"),
        _("Left unserved"),
    )  # fmt: skip
    rows = [
        (
            booth_name(booth),
            minutes(booth.seen.wait_p50),
            minutes(booth.seen.wait_p90),
            _("{count} people, {metres} m").format(
                count=round(booth.seen.longest_p90), metres=labels.metres(booth.line_cm)
            ),
            str(round(booth.seen.served)),
            str(round(booth.seen.unserved)),
        )
        for booth in outlook.booths
    ]
    return _table(heads, rows, _("The booths on a rehearsed day"))


def side_by_side(outlooks: Sequence[Outlook]) -> str:
    heads = (
        _("What if"), _("Visitors"), _("Half wait at most"), _("Nine in ten wait at most"), _("Half are done after"),
        _("Left unserved"),
    )  # fmt: skip
    rows = [
        (
            scenario(outlook, outlook.what_if),
            str(outlook.assumed.visitors),
            minutes(outlook.forecast.everybody.wait_p50),
            minutes(outlook.forecast.everybody.wait_p90),
            minutes(outlook.forecast.visit_p50),
            str(_unserved(outlook)),
        )
        for outlook in outlooks
    ]
    return _table(heads, rows, _("The same people with the same luck, if it comes differently"))


def by_class(outlooks: Sequence[Outlook]) -> str:
    """Who pays for whom."""
    heads = _("What if"), _("With a booking"), _("With priority"), _("Without either")
    rows = [
        (scenario(outlook, outlook.what_if), *(_waits(each) for each in (seen.booked, seen.priority, seen.ordinary)))
        for outlook in outlooks
        for seen in (outlook.forecast,)
    ]
    return _table(heads, rows, _("How long each kind of visitor waits: half at most, nine in ten at most"))


def _waits(seen: ClassForecast) -> str:
    if seen.wait_p50 is None:
        return _("nobody")
    return _("{half}, {most}").format(half=minutes(seen.wait_p50), most=minutes(seen.wait_p90))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    body = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>' + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )  # fmt: skip
    return plain_table(caption, heads, body)


# ---------------------------------------------------------------- scenarios and assumptions


def people(percent: int) -> str:
    if percent == 100:
        return _("as expected")
    if percent > 100:
        return _("{percent} % more").format(percent=percent - 100)
    return _("{percent} % fewer").format(percent=100 - percent)


def scenario(outlook: Outlook, what_if: WhatIf) -> str:
    names = {booth.booth_id: booth_name(booth) for booth in outlook.booths}
    said = []
    if what_if.people_percent != 100:
        said.append(_("visitors: {people}").format(people=people(what_if.people_percent)))
    if what_if.rains:
        said.append(_("rain"))
    if what_if.fewer in names:
        said.append(_("one station fewer at {booth}").format(booth=names[what_if.fewer]))
    if what_if.more in names:
        said.append(_("one station more at {booth}").format(booth=names[what_if.more]))
    if what_if.order is not None:
        said.append(_("calling order: {order}").format(order=order_name(what_if.order, lang())))
    return _(", ").join(said) or _("As planned")


def assumptions(outlook: Outlook) -> None:
    """Every figure says what it takes for granted."""
    assumed = outlook.assumed
    said = [
        _("{count} visitors come; {booked} bookings were made by now, and whoever has none draws a number.").format(
            count=assumed.visitors, booked=assumed.booked
        ),
        _("People come when they came last time, and go to the booths they went to then.")
        if assumed.is_counted
        else _("Nobody has counted yet: three in ten come in the first twenty minutes, everybody to three booths."),
        _("{percent} % of the bookings do not come.").format(percent=round(assumed.no_show * 100)),
        _("{percent} % of the visitors have priority.").format(percent=round(assumed.priority_share * 100)),
        _lasts(outlook),
        _("People are called in the order of the day."),
        _("They go to one booth after the other. Where an item stays, they go on after a minute."),
        _("The longest lines now count for the layout, too, until the plan changes."),
        _("Whoever waits when the market closes is still served; whoever comes to a booth later is not."),
        _("Rain keeps away four in ten of those without a booking, and as many of the others."),
    ]
    parts.section(_("What this takes for granted"))
    items = "".join(f"<li>{html.escape(each)}</li>" for each in said)
    st.html(f'<ul class="broken">{items}</ul>')


def _lasts(outlook: Outlook) -> str:
    learnt, booths = outlook.assumed.learnt, len(outlook.booths)
    if not learnt:
        return _("Services last as the catalogue says.")
    if learnt == booths:
        return _("Services last as they did at earlier markets, from one call to the next.")
    return _(
        "At {count} of {booths} booths services last as they did at earlier markets, elsewhere as the catalogue says."
    ).format(count=learnt, booths=booths)
