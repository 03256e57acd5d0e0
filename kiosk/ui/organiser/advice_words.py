"""Advice in words: what is about to happen, what helps and how much, what that takes for granted, what came of it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from kiosk.i18n import formats
from kiosk.services.organising.advising import AdviceKind, AdviceState, AdviceView
from kiosk.ui.organiser import labels
from kiosk.ui.organiser.rehearsal_words import wait_less
from kiosk.ui.words import N_, _, lang, ngettext, together

SOON_MINUTES: Final = 5
"""Whoever comes within so many minutes comes now."""

STATES: Final = {
    AdviceState.GIVEN: N_("nobody decided"),
    AdviceState.TAKEN: N_("followed"),
    AdviceState.DISMISSED: N_("not followed"),
    AdviceState.WITHDRAWN: N_("the wait got shorter by itself"),
}


def card(advice: AdviceView) -> str:
    lines = "".join(f"<span>{html.escape(line)}</span>" for line in (what_helps(advice), effect(advice)))
    return (
        f'<p class="advised"><b>{html.escape(outlook(advice))}</b>{lines}'
        f'<span class="advised-assumes">{html.escape(assumes(advice))}</span></p>'
    )


def outlook(advice: AdviceView) -> str:
    """What is about to happen."""
    booth, minutes = booth_name(advice), round(advice.expected_minutes)
    if advice.is_line:
        words = _("{booth}: those who stand in line now wait about {minutes} min until they are called.")
        return words.format(booth=booth, minutes=minutes)
    if advice.in_minutes < SOON_MINUTES:
        return _("{booth}: whoever comes now waits about {minutes} min.").format(booth=booth, minutes=minutes)
    words = _("{booth}: whoever comes at about {time} waits about {minutes} min.")
    when = advice.given_at + timedelta(minutes=advice.in_minutes)
    return words.format(booth=booth, minutes=minutes, time=clock(advice, when))


def what_helps(advice: AdviceView) -> str:
    return _("What helps: {what}.").format(what=measure(advice))


def measure(advice: AdviceView) -> str:
    """What is to be done, as part of a sentence."""
    end, other = clock(advice, advice.until_at), other_booth(advice)
    if advice.kind is AdviceKind.STATION and advice.to_letter:
        return _("one more station until {end}, with somebody from {other}").format(end=end, other=other)
    if advice.kind is AdviceKind.STATION:
        return _("one more station until {end}").format(end=end)
    if advice.kind is AdviceKind.PAUSE:
        words = _("no new numbers at this booth for {count} minutes, while bookings stay as they are")
        return words.format(count=round((advice.until_at - advice.from_at) / timedelta(minutes=1)))
    if advice.is_same_service:
        return _("send newcomers to {other}, which does the same").format(other=other)
    return _("tell newcomers that hardly anybody waits at {other}").format(other=other)


def effect(advice: AdviceView) -> str:
    """The rehearsal's words for what a change does, and whom it costs something."""
    then = _("Then it is about {minutes} min.").format(minutes=round(advice.helped_minutes))
    said = [then, wait_less(advice.people, round(advice.saved_minutes))]
    if advice.turned_away > 0:
        words = ngettext(
            "About {count} person goes without a number.", "About {count} people go without a number.",
            advice.turned_away,
        )  # fmt: skip
        said.append(words.format(count=advice.turned_away))
    return together(*said)


def assumes(advice: AdviceView) -> str:
    if advice.kind is AdviceKind.STATION:
        own = _("Assumed: somebody can begin there in five minutes and is as quick as the others.")
    elif advice.kind is AdviceKind.PAUSE:
        own = _("Assumed: whoever comes meanwhile does without.")
    elif advice.is_same_service:
        own = _("Assumed: every second newcomer goes there.")
    else:
        own = _("Assumed: every third newcomer goes there instead.")
    return together(own, _("Others come as last time, more or fewer of them as today so far."))


def done(advice: AdviceView) -> str:
    """What has been done, and what is left to people."""
    if advice.state is AdviceState.DISMISSED:
        words = _("All right. Nothing more will be said about {booth} for half an hour.")
        return words.format(booth=booth_name(advice))
    if advice.kind is AdviceKind.STATION:
        words = _("Station {number} of {booth} is open now. Please send somebody there.")
        if advice.to_letter:
            words = _("Station {number} of {booth} is open now. Please send somebody there from {other}.")
        return words.format(booth=booth_name(advice), number=advice.station, other=other_booth(advice))
    if advice.kind is AdviceKind.PAUSE:
        words = _("{booth} gives out no new numbers until {end}, then goes on by itself.")
        return words.format(booth=booth_name(advice), end=clock(advice, advice.until_at))
    words = _("Noted. Please let the volunteers at {booth} send people to {other}.")
    return words.format(booth=booth_name(advice), other=other_booth(advice))


def booth_name(advice: AdviceView) -> str:
    return _("{letter} {name}").format(letter=advice.letter, name=advice.name.say(lang()))


def other_booth(advice: AdviceView) -> str:
    name = advice.to_name.say(lang()) if advice.to_name is not None else ""
    return _("{letter} {name}").format(letter=advice.to_letter, name=name)


def clock(advice: AdviceView, moment: datetime) -> str:
    return formats.clock(moment, advice.time_zone, lang())


# ---------------------------------------------------------------- afterwards


def table(advised: Sequence[AdviceView]) -> str:
    heads = (_("Time"), _("Booth"), _("What was advised"), _("What was expected"), _("Decision"), _("What came of it"))
    head = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in heads)
    rows = "".join(_row(each) for each in advised)
    return (
        f'<table class="plain-table day-table advice-table"><caption>{html.escape(_caption())}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _caption() -> str:
    return _("Waits afterwards are those of people who were called in the 45 minutes after the decision.")


def _row(advice: AdviceView) -> str:
    cells = booth_name(advice), measure(advice), _expected(advice), _decision(advice), _came(advice)
    return (
        f'<tr><th scope="row">{html.escape(labels.clock(advice.given_at, advice.time_zone))}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )


def _expected(advice: AdviceView) -> str:
    words = _("{without} min without it, {with_it} min with it")
    return words.format(without=round(advice.expected_minutes), with_it=round(advice.helped_minutes))


def _decision(advice: AdviceView) -> str:
    decided = _(STATES[advice.state])
    if not advice.who or advice.decided_at is None:
        return decided
    words = _("{decision}, {who}, {time}")
    return words.format(decision=decided, who=advice.who, time=labels.clock(advice.decided_at, advice.time_zone))


def _came(advice: AdviceView) -> str:
    if advice.came is None:
        return _("nobody was called")
    words = ngettext(
        "{count} person called, {minutes} min", "{count} people called, {minutes} min on average", advice.came.people
    )
    return words.format(count=advice.came.people, minutes=round(advice.came.wait_minutes))
