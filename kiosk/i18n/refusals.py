"""A refusal in words: what happened, and what to do next, as a kind volunteer would say it.

`sentence(refusal, lang)` is all that screens, the HTTP surface and the command line need. A new class of
`models.refusals` gets a sentence here: a plain one in `PLAIN`, one with data as a function marked `@says`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from kiosk.i18n import formats, translation
from kiosk.i18n.names import N_, field_name, market_state_name, thing_name, ticket_state_name
from models import refusals as r

OFFERED: Final = 2
"""Free times that a sentence names; a screen shows the others as buttons."""

NAMED: Final = 3
"""People that a sentence names."""

PLAIN: Final[dict[type[r.Refusal], str]] = {
    r.Refusal: N_("This is not possible right now. Please ask a volunteer."),
    r.Unknown: N_("We cannot find that. Please go back and choose again."),
    r.UnknownMarket: N_("We cannot find this market. Please choose one from the list."),
    r.UnknownBooth: N_("This market has no such booth. Please choose one from the list."),
    r.UnknownSlot: N_("This booth does not offer that time. Please choose another time."),
    r.UnknownTicket: N_("We cannot find this ticket. Please check the number, or ask a volunteer."),
    r.UnknownStation: N_("This booth has no such station. Please choose another one."),
    r.KeyReused: N_("This request was already made with other wishes. Please start again."),
    r.NothingToUndo: N_("There is nothing to take back. A move can be taken back within a minute."),
    r.NotSignedIn: N_("Please sign in first."),
    r.NotAllowed: N_("This is the business of another booth or of the organisers. Please ask an organiser."),
    r.AlreadySetUp: N_("The kiosk is set up already. Please sign in with a PIN."),
    r.NotEmpty: N_("The database already holds data. Please use an empty one."),
    r.DatabaseGone: N_("One moment, please: the records cannot be reached. Please try again in a minute."),
    r.KeyRequired: N_("The request needs a number of its own in Idempotency-Key. Please send it again with one."),
    r.UnknownPath: N_("There is nothing at this address. Please look it up in the description of the interface."),
    r.WrongMethod: N_("This address does not take such a request. Please look it up in the description."),
    r.WrongHost: N_("This kiosk does not answer under that name. Please use the address you were given."),
    r.WrongOrigin: N_("This form did not come from the kiosk's own page. Please open the page again."),
}

CLOSED: Final = {
    "not_yet": N_("It is too early. The market opens on {moment}; please come back then."),
    "over": N_("This market is over. Please look at the next one."),
    "cancelled": N_("This market was called off. Please look at the next one."),
    "paused": N_("The market pauses for a moment. Please try again a little later, or ask a volunteer."),
    "draft": N_("This market is still being planned. Please wait until it is published."),
}

PROBLEMS: Final = {
    "missing": N_("Please fill in {field}."),
    "too_long": N_("Please shorten {field}: at most {limit} characters."),
    "not_a_phone": N_("This is not a phone number. Please check the digits, or leave it empty."),
    "not_a_code": N_("This is not a ticket code. Please scan the code on the ticket once more."),
    "not_a_number": N_("A ticket number is one letter and three digits, for example {example}."),
    "not_a_pin": N_("A PIN has 6 to 12 digits. Please enter it again."),
    "pin_taken": N_("Somebody else signs in with this PIN. Please choose another one."),
    "taken": N_("Please choose another value for {field}: this one is taken."),
    "bad_key": N_("Please give {field} 8 to 64 visible characters without spaces."),
    "not_a_time_zone": N_("This is not a time zone. Please write one like {example}."),
    "out_of_range": N_("Please keep {field} within {limit}."),
    "ends_before_it_starts": N_("The end must come after the start. Please change {field}."),
    "outside_plaza": N_("That would stand outside the plaza, which ends at {limit} cm. Please change {field}."),
    "too_many": N_("At most {limit} at once. Please choose fewer."),
    "not_a_choice": N_("Please choose {field} from the list."),
    "not_one_of": N_("Please use one of these for {field}: {limit}."),
    "not_four_digits": N_("Please enter the last four digits of the phone number."),
    "in_the_past": N_("That has passed already. Please change {field}."),
    "too_far": N_("That is too far ahead. Please change {field}."),
    "not_a_whole_number": N_("Please give {field} as a whole number."),
    "not_text": N_("Please give {field} as text."),
    "not_a_date": N_("Please give {field} as a date like {example}."),
    "not_a_clock": N_("Please give {field} as a time like {example}."),
    "not_json": N_("The request cannot be read. Please send one JSON object."),
    "not_in_the_list": N_("Please choose {field} from the list."),
    "outside_hours": N_("That is outside the market's hours. Please change {field}."),
    "last_organiser": N_("This is the last organiser with a PIN. Please make somebody else an organiser first."),
    "not_a_picture": N_(
        "This file is no picture that can be used. Please choose a photo, or a scan that was saved as a picture."
    ),
    "too_large": N_("This file is too large. Please choose one of at most {limit} MB."),
    "too_many_pixels": N_("This picture has too many pixels. Please choose one of at most {limit} million."),
    "nothing_to_move": N_("There is no booth to move. Please add a booth, or release one that is pinned."),
    "no_booths": N_("There is no booth yet. Please add one first."),
    "too_few_pitches": N_("There are fewer marked pitches than booths. Please draw at least {limit} on the plan."),
    "not_active": N_("This person does not help at present. Please bring them back to the list first."),
    "": N_("Please check {field}."),
}

EXAMPLES: Final = {
    "not_a_number": "B012",
    "not_a_time_zone": "Asia/Shanghai",
    "not_a_date": "2026-11-19",
    "not_a_clock": "9:30",
}

BAD_COPIES: Final = {
    "not_a_copy": N_("This file is not a backup of the kiosk. Please choose another file."),
    "damaged": N_("This backup is damaged or cut off. Nothing was changed; please use another one."),
    "newer": N_("This backup was made by a newer version. Please update the kiosk first."),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, with what sentences about refusals are made of."""

    lang: str

    def _(self, message: str) -> str:
        return translation(self.lang).gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return translation(self.lang).ngettext(singular, plural, count)

    def clock(self, moment: datetime, zone: str) -> str:
        return formats.clock(moment, zone, self.lang)

    def one_of(self, zh: str, en: str) -> str:
        """A name that people gave, as far as they gave it in this language."""
        return (en if self.lang == "en" and en else zh) or thing_name("booth", self.lang)


R = TypeVar("R", bound=r.Refusal)
TOLD: Final[dict[type[r.Refusal], Callable[[Any, Voice], str]]] = {}


def says(kind: type[R]) -> Callable[[Callable[[R, Voice], str]], Callable[[R, Voice], str]]:
    """Marks the function that puts this class of refusal into words."""

    def keep(tell: Callable[[R, Voice], str]) -> Callable[[R, Voice], str]:
        TOLD[kind] = tell
        return tell

    return keep


def sentence(refusal: r.Refusal, lang: str) -> str:
    """What happened and what to do next, for people. A class without its own words speaks with its parent's."""
    voice = Voice(lang)
    for kind in type(refusal).__mro__:
        if kind in TOLD:
            return TOLD[kind](refusal, voice)
        if kind in PLAIN:
            return voice._(PLAIN[kind])
    raise TypeError(f"not a refusal: {refusal!r}")


def without_words() -> list[type[r.Refusal]]:
    """Classes of the tree that nobody has put into words yet."""
    return [kind for kind in _tree(r.Refusal) if kind not in PLAIN and kind not in TOLD]


def _tree(kind: type[r.Refusal]) -> list[type[r.Refusal]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


# Values ----------------------------------------------------------------------------------------------------


@says(r.Invalid)
def _invalid(refusal: r.Invalid, voice: Voice) -> str:
    said = voice._(PROBLEMS.get(refusal.problem, PROBLEMS[""])).format(
        field=field_name(refusal.field, voice.lang),
        limit="" if refusal.limit is None else refusal.limit,
        example=EXAMPLES.get(refusal.problem, ""),
    )
    if refusal.row is None:
        return said
    return voice._("Row {row}: {sentence}").format(row=refusal.row + 1, sentence=said)


@says(r.UnknownRecord)
def _unknown_record(refusal: r.UnknownRecord, voice: Voice) -> str:
    thing = thing_name(refusal.kind, voice.lang)
    return voice._("Sorry, {thing} is not there any more. Please open the table again.").format(thing=thing)


# Places and time -------------------------------------------------------------------------------------------


@says(r.SlotFull)
def _slot_full(refusal: r.SlotFull, voice: Voice) -> str:
    full = voice._("{time} has just filled up.").format(time=voice.clock(refusal.starts_at, refusal.time_zone))
    offers = [_offer(free, refusal.time_zone, voice) for free in refusal.nearest[:OFFERED]]
    if not offers:
        offers = [voice._("This booth has no free times left; please choose another service or ask a volunteer.")]
    return ("" if voice.lang == "zh-CN" else " ").join([full, *offers])


def _offer(free: r.FreeSlot, zone: str, voice: Voice) -> str:
    said = voice.ngettext("{time} has {count} place left.", "{time} has {count} places left.", free.left)
    return said.format(time=voice.clock(free.starts_at, zone), count=free.left)


@says(r.SlotOver)
def _slot_over(refusal: r.SlotOver, voice: Voice) -> str:
    time = voice.clock(refusal.starts_at, refusal.time_zone)
    return voice._("{time} is over. Please choose a later time.").format(time=time)


@says(r.BoothFull)
def _booth_full(refusal: r.BoothFull, voice: Voice) -> str:
    booth = voice.one_of(refusal.name, refusal.name_en)
    if refusal.capacity is None:
        return voice._("{booth} takes no more people today. Please choose another booth.").format(booth=booth)
    said = voice._("All {count} places of {booth} are given out. Please choose another booth.")
    return said.format(count=refusal.capacity, booth=booth)


@says(r.AlreadyBooked)
def _already_booked(refusal: r.AlreadyBooked, voice: Voice) -> str:
    booth = voice.one_of(refusal.name, refusal.name_en)
    said = voice._("You already have a ticket at {booth}. You can see or cancel it under “My ticket”.")
    return said.format(booth=booth)


@says(r.TimesCollide)
def _times_collide(refusal: r.TimesCollide, voice: Voice) -> str:
    first, second = (voice.clock(t, refusal.time_zone) for t in (refusal.first, refusal.second))
    said = voice._("{first} and {second} are too close together. Please change one of the two.")
    return said.format(first=first, second=second)


@says(r.MarketClosed)
def _market_closed(refusal: r.MarketClosed, voice: Voice) -> str:
    moment = formats.moment_in_words(refusal.opens_at, refusal.time_zone, voice.lang)
    return voice._(CLOSED[refusal.why]).format(moment=moment)


# Moves -----------------------------------------------------------------------------------------------------


@says(r.IllegalMove)
def _illegal_move(refusal: r.IllegalMove, voice: Voice) -> str:
    state = ticket_state_name(refusal.state, voice.lang)
    said = voice._("{number} is “{state}” now, so this cannot be done. Please look at the ticket again.")
    return said.format(number=refusal.number, state=state)


@says(r.StationBusy)
def _station_busy(refusal: r.StationBusy, voice: Voice) -> str:
    if not refusal.numbers:
        return voice._("Every station is busy. Please finish with one person before calling the next.")
    numbers = ("、" if voice.lang == "zh-CN" else ", ").join(refusal.numbers)
    said = voice._("{numbers} is still at the station. Please finish there before calling the next.")
    return said.format(numbers=numbers)


@says(r.PersonElsewhere)
def _person_elsewhere(refusal: r.PersonElsewhere, voice: Voice) -> str:
    if len(refusal.people) == 1:
        said = voice._("{number} is at booth {letter} just now: the place here is kept. Please call again in a moment.")
        return said.format(number=refusal.people[0].number, letter=refusal.people[0].letter)
    each = [voice._("{number} at booth {letter}").format(number=p.number, letter=p.letter) for p in refusal.people]
    said = voice._("All who wait are at other booths just now: {where}. Please call again in a moment.")
    return said.format(where=("、" if voice.lang == "zh-CN" else ", ").join(each[:NAMED]))


# Staff -----------------------------------------------------------------------------------------------------


@says(r.WrongPin)
def _wrong_pin(refusal: r.WrongPin, voice: Voice) -> str:
    if refusal.tries_left < 1:
        return voice._("That is not right. Please wait a while before the next try, or ask an organiser.")
    said = voice.ngettext(
        "That is not right. You can try {count} more time.",
        "That is not right. You can try {count} more times.",
        refusal.tries_left,
    )
    return said.format(count=refusal.tries_left)


@says(r.LockedOut)
def _locked_out(refusal: r.LockedOut, voice: Voice) -> str:
    minutes = max(1, math.ceil(refusal.seconds / 60))
    said = voice.ngettext(
        "Too many wrong tries. Please try again in {minutes} minute, or ask for help.",
        "Too many wrong tries. Please try again in {minutes} minutes, or ask for help.",
        minutes,
    )
    return said.format(minutes=minutes)


# Organising ------------------------------------------------------------------------------------------------


@says(r.Changed)
def _changed(refusal: r.Changed, voice: Voice) -> str:
    thing = refusal.name or thing_name(refusal.kind, voice.lang)
    said = voice._("A colleague has just changed {thing}. Please look at the new values, then save again.")
    return said.format(thing=thing)


@says(r.SearchesBusy)
def _searches_busy(_refusal: r.SearchesBusy, voice: Voice) -> str:
    return voice._("The machine is working out other plans just now. Please try again in a minute.")


@says(r.RehearsalFailed)
def _rehearsal_failed(_refusal: r.RehearsalFailed, voice: Voice) -> str:
    return voice._("The rehearsal ended before its time. Please try once more.")


@says(r.DayTaken)
def _day_taken(refusal: r.DayTaken, voice: Voice) -> str:
    day = formats.day(refusal.day, voice.lang)
    return voice._("There is a market on {day} already. Please choose another day, or edit that one.").format(day=day)


@says(r.NotReady)
def _not_ready(refusal: r.NotReady, voice: Voice) -> str:
    said = voice.ngettext(
        "{count} point of the list is still open. Please settle it, then publish.",
        "{count} points of the list are still open. Please settle them, then publish.",
        refusal.errors,
    )
    return said.format(count=refusal.errors)


@says(r.WrongMarketState)
def _wrong_market_state(refusal: r.WrongMarketState, voice: Voice) -> str:
    state = market_state_name(refusal.state, voice.lang)
    return voice._("This market is {state}, so this cannot be done. Please look at it again.").format(state=state)


@says(r.InUse)
def _in_use(refusal: r.InUse, voice: Voice) -> str:
    thing = thing_name(refusal.kind, voice.lang)
    if not refusal.count:
        return voice._("Sorry, {thing} is in use. Please free it first.").format(thing=thing)
    said = voice.ngettext(
        "Sorry, {thing} is in use: {count} entry depends on it. Please change that first.",
        "Sorry, {thing} is in use: {count} entries depend on it. Please change those first.",
        refusal.count,
    )
    return said.format(thing=thing, count=refusal.count)


# Over HTTP and on the command line -------------------------------------------------------------------------


@says(r.TooMany)
def _too_many(refusal: r.TooMany, voice: Voice) -> str:
    said = voice.ngettext(
        "Too many tickets at once from here. Please try again in {seconds} second.",
        "Too many tickets at once from here. Please try again in {seconds} seconds.",
        refusal.seconds,
    )
    return said.format(seconds=refusal.seconds)


@says(r.TooLarge)
def _too_large(refusal: r.TooLarge, voice: Voice) -> str:
    return voice._("The request is too long: at most {limit} kB. Please shorten it.").format(limit=refusal.limit_kb)


@says(r.BadCopy)
def _bad_copy(refusal: r.BadCopy, voice: Voice) -> str:
    return voice._(BAD_COPIES[refusal.why])
