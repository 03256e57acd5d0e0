"""What each tap on the booking screens does: a booking before, a booking after. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import streamlit as st

from kiosk.services import bookings
from kiosk.services.bookings import Person, Wish
from kiosk.services.views import BoothView, MarketView, SlotView
from kiosk.ui.components import clear_keypad
from kiosk.ui.page import Opening
from kiosk.ui.registry import go
from kiosk.ui.resident.market_gate import leave_for_start
from kiosk.ui.resident.memory import PHONE_PAD, SEARCH, Booking, BookingStep, Search, bar_pressed, pressed
from kiosk.ui.resident.saying import PRIORITIES
from kiosk.ui.resident.shelves import shelves
from kiosk.ui.resident.tabs import MOST_ON_A_SCREEN, tapped_tab
from kiosk.ui.words import lang
from models.enums import Language, ServiceKind
from models.refusals import (
    AlreadyBooked,
    BoothFull,
    DatabaseGone,
    Invalid,
    Refusal,
    SlotFull,
    SlotOver,
    TimesCollide,
    UnknownSlot,
)
from models.values import clean_phone

Tap = Callable[[Booking, MarketView, Opening], Booking]


def after_tap(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    """The booking after whatever was pressed to start this run."""
    draft = _still_there(draft, market)
    return _TAPS[draft.step](draft, market, opening)


def _still_there(draft: Booking, market: MarketView) -> Booking:
    """Without booths that the organiser has taken away meanwhile."""
    gone = [booth_id for booth_id in draft.chosen if market.booth(booth_id) is None]
    for booth_id in gone:
        draft = draft.without(booth_id)
    return draft.to("services") if gone and draft.step != "done" else draft


# ---------------------------------------------------------------- services and times


def _services(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    draft = replace(draft, market_id=market.card.id, page=tapped_tab("zones", otherwise=draft.page))
    for shelf in shelves(market.booths):
        for booth in shelf.booths:
            draft = _chosen(draft, booth)
    bar = bar_pressed("services")
    if bar.back:
        leave_for_start()
    if bar.main and draft.chosen:
        return with_times(draft, market, opening).to("times")
    return draft


def _chosen(draft: Booking, booth: BoothView) -> Booking:
    """As the card on the screen says; a card that is not on the screen says nothing."""
    ticked = st.session_state.get(f"tile_{booth.id}")
    if ticked is None or ticked == (booth.id in draft.chosen):
        return draft
    return replace(draft, chosen=(*draft.chosen, booth.id)) if ticked else draft.without(booth.id)


def with_times(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    """A time for every chosen service: those the person chose stay, as long as they are free; the rest is proposed."""
    kept = {b: draft.times[b] for b in draft.by_hand if _is_free(slot_of(market, b, draft.times.get(b)))}
    others = [b for b in draft.chosen if b not in kept]
    found = bookings.propose(
        opening.db, market.card.id, others, now=opening.now, elsewhere=busy_starts(kept, market, besides=None)
    )
    times = kept | {b: slot.id for b, slot in found.items() if slot is not None}
    return replace(draft, times=times, by_hand=frozenset(kept))


def slot_of(market: MarketView, booth_id: int, slot_id: int | None) -> SlotView | None:
    booth = market.booth(booth_id)
    return next((s for s in booth.slots if s.id == slot_id), None) if booth else None


def _is_free(slot: SlotView | None) -> bool:
    return slot is not None and slot.left > 0


def busy_starts(times: dict[int, int], market: MarketView, *, besides: int | None) -> set[datetime]:
    """Starts of the quarter-hours in which the person has to be at some booth other than `besides`."""
    slots = {b: slot_of(market, b, slot_id) for b, slot_id in times.items() if b != besides and stays(market, b)}
    return {slot.starts_at for slot in slots.values() if slot is not None}


def stays(market: MarketView, booth_id: int) -> bool:
    booth = market.booth(booth_id)
    return booth is not None and booth.kind is ServiceKind.PRESENCE


def _times(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    if draft.times.keys() != set(draft.chosen):
        draft = with_times(draft, market, opening)
    for booth_id in draft.chosen:
        if pressed(f"press_time_{booth_id}"):
            return draft.to("change", changing=booth_id, page=page_of_slot(market, booth_id, draft.times.get(booth_id)))
    bar = bar_pressed("times")
    if bar.back:
        return draft.to("services")
    if bar.main and draft.times.keys() == set(draft.chosen):
        return draft.to("who")
    return draft


def page_of_slot(market: MarketView, booth_id: int, slot_id: int | None) -> int:
    booth = market.booth(booth_id)
    ids = [slot.id for slot in booth.slots] if booth else []
    return ids.index(slot_id) // MOST_ON_A_SCREEN if slot_id in ids else 0


def _change(draft: Booking, market: MarketView, _opening: Opening) -> Booking:
    draft = replace(draft, page=tapped_tab("quarters", otherwise=draft.page))
    booth_id = draft.changing
    if booth_id is None or bar_pressed("change").back:
        return draft.to("times")
    if bar_pressed("change").also:
        return draft.without(booth_id).to("times" if len(draft.chosen) > 1 else "services")
    slot_id = _tapped_slot(market, booth_id)
    return draft if slot_id is None else _moved(draft, booth_id, slot_id).to("times")


def _tapped_slot(market: MarketView, booth_id: int) -> int | None:
    booth = market.booth(booth_id)
    return next((s.id for s in booth.slots if pressed(f"quarter_{s.id}")), None) if booth else None


def _moved(draft: Booking, booth_id: int, slot_id: int) -> Booking:
    return replace(draft, times=draft.times | {booth_id: slot_id}, by_hand=draft.by_hand | {booth_id})


# ---------------------------------------------------------------- the person


def _who(draft: Booking, _market: MarketView, _opening: Opening) -> Booking:
    if bar_pressed("who").back:
        return draft.to("times")
    if pressed("press_for_me") or pressed("press_for_other"):
        return draft.to("priority", for_other=pressed("press_for_other"))
    return draft


def _priority(draft: Booking, _market: MarketView, _opening: Opening) -> Booking:
    if bar_pressed("priority").back:
        return draft.to("who")
    tapped = next((each for each, _words, _icon in PRIORITIES if pressed(f"press_priority_{each}")), None)
    return draft if tapped is None else draft.to("phone", priority=tapped)


def _phone(draft: Booking, _market: MarketView, _opening: Opening) -> Booking:
    bar = bar_pressed("phone")
    if bar.back:
        return draft.to("priority")
    if bar.also:
        return _without_phone(draft)
    if not bar.main:
        return draft
    try:
        return draft.to_check(phone=clean_phone(st.session_state.get(f"{PHONE_PAD}_digits")))
    except Invalid as refusal:
        return draft.to("phone", refusal=refusal)


def _without_phone(draft: Booking) -> Booking:
    clear_keypad(PHONE_PAD)
    return draft.to_check(phone=None)


# ---------------------------------------------------------------- the last look, and what may come in between


def _check(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    bar = bar_pressed("check")
    if bar.back:
        return draft.to("phone")
    return _confirmed(draft, market, opening) if bar.main else draft


def _confirmed(draft: Booking, market: MarketView, opening: Opening) -> Booking:
    wishes = [Wish(booth_id, draft.times[booth_id]) for booth_id in draft.chosen]
    person = Person(phone=draft.phone, priority=draft.priority, language=Language(lang()))
    try:
        given = bookings.get_tickets(
            opening.db, market.card.id, wishes=wishes, person=person, key=draft.key, by=opening.by, now=opening.now
        )
    except (SlotOver, TimesCollide, UnknownSlot) as refusal:
        anew = replace(draft, times={}, by_hand=frozenset())
        return with_times(anew, market, opening).to("times", refusal=refusal)
    except Refusal as refusal:
        return _refused(draft, refusal)
    return draft.to("done", codes=tuple(ticket.code for ticket in given.tickets))


def _refused(draft: Booking, refusal: Refusal) -> Booking:
    """At the screen where the person can do something about it; all other choices stay."""
    match refusal:
        case SlotFull():
            return draft.to("filled", changing=refusal.booth_id, refusal=refusal)
        case BoothFull() | AlreadyBooked():
            return draft.to("taken", changing=refusal.booth_id, refusal=refusal)
        case Invalid(field="phone"):
            return draft.to("phone", refusal=refusal)
        case DatabaseGone():
            raise refusal
        case _:
            return draft.to("services", refusal=refusal)


def _filled(draft: Booking, market: MarketView, _opening: Opening) -> Booking:
    booth_id, bar = draft.changing, bar_pressed("filled")
    if booth_id is None or bar.back:
        return draft.to("times")
    if bar.also:
        return _left_out(draft, booth_id)
    slot_id = _tapped_slot(market, booth_id)
    return draft if slot_id is None else _moved(draft, booth_id, slot_id).to_check()


def _taken(draft: Booking, _market: MarketView, _opening: Opening) -> Booking:
    if bar_pressed("taken").back or draft.changing is None:
        return draft.to("services")
    if pressed("press_other_phone"):
        clear_keypad(PHONE_PAD)
        return draft.to("phone", phone=None)
    if pressed("press_no_phone"):
        return _without_phone(draft)
    if pressed("press_leave_out"):
        return _left_out(draft, draft.changing)
    if pressed("press_my_ticket"):
        SEARCH.set(Search(step="number"))
        go("ticket")
    return draft


def _left_out(draft: Booking, booth_id: int) -> Booking:
    smaller = draft.without(booth_id)
    return smaller.to_check() if smaller.chosen else smaller.to("services")


def _done(draft: Booking, _market: MarketView, _opening: Opening) -> Booking:
    return draft


_TAPS: Final[dict[BookingStep, Tap]] = {
    "services": _services,
    "times": _times,
    "change": _change,
    "who": _who,
    "priority": _priority,
    "phone": _phone,
    "check": _check,
    "filled": _filled,
    "taken": _taken,
    "done": _done,
}
