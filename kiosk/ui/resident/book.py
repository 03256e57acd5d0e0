"""Booking: services, times, for whom, a phone number or none, a last look, tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.views import BoothView, MarketView, SlotView
from kiosk.ui import calm, parts
from kiosk.ui.components import keypad
from kiosk.ui.page import Opening
from kiosk.ui.parts import ZONE_TONES, Quarter
from kiosk.ui.resident import given
from kiosk.ui.resident.booking_taps import after_tap, busy_starts, slot_of, stays
from kiosk.ui.resident.market_gate import market_for, nothing_here, why_no_booking
from kiosk.ui.resident.memory import BOOKING, PHONE_PAD, Booking, BookingStep
from kiosk.ui.resident.priorities import priority_doors
from kiosk.ui.resident.saying import priority_name, tile_of
from kiosk.ui.resident.shelves import shelves
from kiosk.ui.resident.tabs import MOST_ON_A_SCREEN, tabs
from kiosk.ui.words import N_, _, lang, ngettext
from models.refusals import BoothFull

Draw = Callable[[Booking, MarketView, Opening], None]

_STEPS: Final = (N_("Services"), N_("Times"), N_("About you"), N_("Confirm"))


def show(opening: Opening) -> None:
    """One step of a booking. What was tapped is done first, then the step that follows is drawn."""
    draft = BOOKING.get()
    if draft.step == "done":
        given.show(opening, draft.codes)
        return
    market = market_for(opening, draft.market_id)
    sentence = why_no_booking(market)
    if market is None or sentence:
        nothing_here(_("Booking is not possible right now"), sentence)
        return
    draft = after_tap(draft, market, opening)
    BOOKING.set(draft)
    if draft.step == "done":
        given.show(opening, draft.codes)
    else:
        _SCREENS[draft.step](draft, market, opening)


def _steps(at: int) -> None:
    parts.steps([_(label) for label in _STEPS], at=at)


def _head(title: str, *, under: str = "", draft: Booking) -> None:
    parts.title(title, under=under)
    if draft.refusal is not None:
        calm.say_refusal(draft.refusal)


# ---------------------------------------------------------------- services


def _services(draft: Booking, market: MarketView, _opening: Opening) -> None:
    _steps(0)
    portions = shelves(market.booths)
    at = min(draft.page, len(portions) - 1)
    with st.container(key="head_with_tabs"):
        with st.container(key="head_words"):
            under = _("You may choose several. The times are arranged for you.")
            _head(_("What would you like?"), under=under, draft=draft)
        if len(portions) > 1:
            names = [_with_count(shelf.name, shelf.booths, draft) for shelf in portions]
            tabs("zones", label=_("Kinds of services"), names=names, at=at)
    with st.container(key="services"):
        for booth in portions[at].booths:
            parts.service_tile(tile_of(booth), chosen=booth.id in draft.chosen)
    parts.action_bar(
        at="services", back=_("Back"), main=_chosen_label(len(draft.chosen)), main_disabled=not draft.chosen
    )


def _with_count(name: str, booths: tuple[BoothView, ...], draft: Booking) -> str:
    """The name of a tab, with how many of its services are chosen; its line breaks at the blank only."""
    count = sum(booth.id in draft.chosen for booth in booths)
    if not count:
        return name
    said = _("{count} chosen").format(count=count).replace(" ", "\u00a0")
    return f"{name} {said}"


def _chosen_label(count: int) -> str:
    if not count:
        return _("Please choose")
    return ngettext("On with {count} service", "On with {count} services", count).format(count=count)


# ---------------------------------------------------------------- times


def _times(draft: Booking, market: MarketView, _opening: Opening) -> None:
    _steps(1)
    _head(_("These are your times"), under=_("Another time? Tap the line."), draft=draft)
    chosen = [booth for booth in market.booths if booth.id in draft.chosen]
    with_slots = [(booth, slot_of(market, booth.id, draft.times.get(booth.id))) for booth in chosen]
    with st.container(key="times"):
        for booth, slot in sorted(with_slots, key=lambda pair: _by_time(pair[1], market)):
            _time_door(booth, slot, market)
    if any(slot is None for _booth, slot in with_slots):
        calm.notice(_("For one service no free time fits. Tap it to choose, or leave it out."), tone="warm")
    complete = all(slot is not None for _booth, slot in with_slots)
    parts.action_bar(at="times", back=_("Back"), main=_("Next"), main_disabled=not complete)


def _by_time(slot: SlotView | None, market: MarketView) -> float:
    return (slot.starts_at if slot else market.card.closes_at).timestamp()


def _time_door(booth: BoothView, slot: SlotView | None, market: MarketView) -> None:
    time = formats.clock(slot.starts_at, market.card.time_zone, lang()) if slot else _("No free time")
    parts.door(
        f"time_{booth.id}", time, icon=booth.icon, hint=booth.name.say(lang()), tone=ZONE_TONES[booth.zone]
    )  # fmt: skip


def _change(draft: Booking, market: MarketView, _opening: Opening) -> None:
    booth = market.booth(draft.changing or 0)
    if booth is None:
        return
    _steps(1)
    pages = [booth.slots[n : n + MOST_ON_A_SCREEN] for n in range(0, len(booth.slots), MOST_ON_A_SCREEN)]
    at = min(draft.page, len(pages) - 1)
    with st.container(key="head_with_tabs"):
        with st.container(key="head_words"):
            _head(booth.name.say(lang()), under=_("Tap the time that suits you."), draft=draft)
        if len(pages) > 1:
            names = [_from_time(page[0], market) for page in pages]
            tabs("quarters", label=_("Parts of the day"), names=names, at=at)
    if pages:
        _quarters(pages[at], booth, draft=draft, market=market)
    parts.action_bar(at="change", back=_("Back"), also=_("Leave this out"))


def _from_time(slot: SlotView, market: MarketView) -> str:
    return _("From {time}").format(time=formats.clock(slot.starts_at, market.card.time_zone, lang()))


def _quarters(slots: tuple[SlotView, ...], booth: BoothView, *, draft: Booking, market: MarketView) -> None:
    taken = busy_starts(draft.times, market, besides=booth.id) if stays(market, booth.id) else set()
    quarters = [Quarter(s.id, s.starts_at, s.left, clashes=s.starts_at in taken) for s in slots]
    parts.quarter_hours(quarters, chosen=draft.times.get(booth.id), zone=market.card.time_zone)


# ---------------------------------------------------------------- the person


def _who(draft: Booking, _market: MarketView, _opening: Opening) -> None:
    _steps(2)
    _head(_("Whom is it for?"), draft=draft)
    with st.container(key="choices"):
        parts.door("for_me", _("For me"), icon="person", tone="jade")
        parts.door(
            "for_other", _("For a parent or neighbour"), icon="group",
            hint=_("You get the ticket and hand it on"), tone="indigo",
        )  # fmt: skip
    parts.action_bar(at="who", back=_("Back"))


def _priority(draft: Booking, _market: MarketView, _opening: Opening) -> None:
    question = (
        _("Does one of these apply to whoever comes?") if draft.for_other else _("Does one of these apply to you?")
    )
    _steps(2)
    _head(question, under=_("Then the wait is shorter."), draft=draft)
    priority_doors()
    parts.action_bar(at="priority", back=_("Back"))


def _phone(draft: Booking, _market: MarketView, _opening: Opening) -> None:
    _steps(2)
    with st.container(key="with_pad"):
        with st.container(key="pad_words"):
            under = _("With its last four digits the ticket can be found here again. You may skip this.")
            if draft.for_other:
                under = _("Yours, or that of whoever comes. With its last four digits the ticket can be found again.")
            _head(_("Leave a phone number?"), under=under, draft=draft)
        with st.container(key="pad_keys"):
            digits = keypad(PHONE_PAD, label=_("Phone number"), max_digits=12, groups=(3, 4, 4))
    parts.action_bar(
        at="phone", back=_("Back"), also=_("Skip"), main=_("Next"), main_disabled=not digits
    )  # fmt: skip


# ---------------------------------------------------------------- the last look


def _check(draft: Booking, market: MarketView, _opening: Opening) -> None:
    _steps(3)
    _head(_("Is everything right?"), under=formats.day(market.card.day, lang()), draft=draft)
    with st.container(key="last_look"):
        parts.facts([(b.icon, _time_of(slot, market), b.name.say(lang())) for b, slot in _plan(draft, market)])
        person = _("For a parent or neighbour") if draft.for_other else _("For me")
        phone = _grouped(draft.phone) if draft.phone else _("not given")
        parts.facts(
            [
                ("person", _("For whom"), person),
                ("elderly", _("Priority"), priority_name(draft.priority)),
                ("call", _("Phone"), phone),
            ]
        )
    parts.action_bar(at="check", back=_("Back"), main=_("Confirm"), main_icon="check")


def _plan(draft: Booking, market: MarketView) -> list[tuple[BoothView, SlotView]]:
    """What was chosen, in the order of the day."""
    found = [(b, slot_of(market, b.id, draft.times.get(b.id))) for b in market.booths if b.id in draft.chosen]
    return sorted(((b, slot) for b, slot in found if slot is not None), key=lambda pair: pair[1].starts_at)


def _time_of(slot: SlotView, market: MarketView) -> str:
    return formats.clock(slot.starts_at, market.card.time_zone, lang())


def _grouped(phone: str) -> str:
    """138 0000 1234, the way people check it."""
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}".strip()


# ---------------------------------------------------------------- when something came in between


def _filled(draft: Booking, market: MarketView, _opening: Opening) -> None:
    booth = market.booth(draft.changing or 0)
    if booth is None:
        return
    _steps(1)
    _head(booth.name.say(lang()), under=_("Everything else you chose is kept."), draft=draft)
    offered = _nearest(booth, draft, market)
    if offered:
        _quarters(offered, booth, draft=draft, market=market)
    parts.action_bar(at="filled", back=_("Back"), also=_("Leave this out"))


def _nearest(booth: BoothView, draft: Booking, market: MarketView) -> tuple[SlotView, ...]:
    """Free quarter-hours that do not collide, the nearest to the one that is gone, in order of time."""
    wanted = slot_of(market, booth.id, draft.times.get(booth.id))
    taken = busy_starts(draft.times, market, besides=booth.id) if stays(market, booth.id) else set()
    free = [s for s in booth.slots if s.left > 0 and s.starts_at not in taken]
    if wanted is not None:
        free.sort(key=lambda slot: abs(slot.starts_at - wanted.starts_at))
    return tuple(sorted(free[:MOST_ON_A_SCREEN], key=lambda slot: slot.starts_at))


def _taken(draft: Booking, market: MarketView, _opening: Opening) -> None:
    booth = market.booth(draft.changing or 0)
    if booth is None:
        return
    name = booth.name.say(lang())
    _steps(3)
    _head(name, under=_("Everything else you chose is kept."), draft=draft)
    with st.container(key="choices"):
        if not isinstance(draft.refusal, BoothFull):
            parts.door("other_phone", _("Use another phone number"), icon="call", tone="jade")
            parts.door("no_phone", _("Book without a phone number"), icon="phone_disabled", tone="indigo")
            parts.door("my_ticket", _("See my ticket"), icon="confirmation_number", tone="indigo")
        if len(draft.chosen) > 1:
            parts.door("leave_out", _("Leave out {service}").format(service=name), icon="remove_circle", tone="amber")
    parts.action_bar(at="taken", back=_("Other services"))


_SCREENS: Final[dict[BookingStep, Draw]] = {
    "services": _services,
    "times": _times,
    "change": _change,
    "who": _who,
    "priority": _priority,
    "phone": _phone,
    "check": _check,
    "filled": _filled,
    "taken": _taken,
}
