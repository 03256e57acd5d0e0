"""My ticket: scan it, or type its number and the phone's last digits; then see it, check in, come back, cancel."""

from __future__ import annotations

import string
from datetime import date, timedelta
from typing import Any, Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services import markets, tickets
from kiosk.ui import calm, parts
from kiosk.ui.components import clear_keypad, keypad, scanned_code
from kiosk.ui.page import Opening
from kiosk.ui.resident import my_ticket
from kiosk.ui.resident.market_gate import leave_for_start
from kiosk.ui.resident.memory import NUMBER_PAD, SEARCH, TAIL_PAD, Search, bar_pressed, pressed
from kiosk.ui.resident.tabs import tabs, tapped_tab
from kiosk.ui.words import _
from models.refusals import DatabaseGone, Refusal

FIRST_LETTERS: Final = string.ascii_uppercase[:9]
"""Offered while no market says which booths there are."""

TAIL_DIGITS: Final = 4
AT_A_TICKET: Final = ("found", "which", "cancel")


def show(opening: Opening) -> None:
    search = SEARCH.get()
    code = scanned_code()
    if code is not None:
        search = opened(code, opening)
    elif search.step not in AT_A_TICKET:
        search = _after_tap(search, opening)
    SEARCH.set(search)
    if search.step in AT_A_TICKET:
        my_ticket.show(opening)
    else:
        _SCREENS[search.step](search, opening)


def opened(code: str, opening: Opening) -> Search:
    """At the ticket with this code, or where one can scan again."""
    try:
        tickets.ticket_by_code(opening.db, code, now=opening.now)
    except DatabaseGone:
        raise
    except Refusal as refusal:
        return Search(refusal=refusal)
    return Search(step="found", code=code)


# ---------------------------------------------------------------- what a tap does


def _after_tap(search: Search, opening: Opening) -> Search:
    if search.step == "number":
        return _after_number(search, opening)
    if search.step == "tail":
        return _after_tail(search, opening)
    if bar_pressed("scan").back:
        leave_for_start()
    return search.to("number") if pressed("press_by_number") else search


def _after_number(search: Search, opening: Opening) -> Search:
    bar, letters = bar_pressed("number"), _letters(opening)
    if bar.back:
        clear_keypad(NUMBER_PAD)
        return Search()
    at = tapped_tab("letters", otherwise=max(0, letters.find(search.letter)))
    letter, digits = letters[min(at, len(letters) - 1)], _typed(NUMBER_PAD)
    if bar.main and digits:
        return search.to("tail", letter=letter, number=f"{letter}{digits}")
    return search.to("number", letter=letter, refusal=search.refusal)


def _after_tail(search: Search, opening: Opening) -> Search:
    bar, tail = bar_pressed("tail"), _typed(TAIL_PAD)
    if bar.back:
        clear_keypad(TAIL_PAD)
        return search.to("number")
    if not bar.main:
        return search
    clear_keypad(TAIL_PAD)
    try:
        found = tickets.find_ticket(
            opening.db,
            number=search.number,
            phone_tail=tail,
            today=_today(opening),
            client=_client(),
            now=opening.now,
        )
    except DatabaseGone:
        raise
    except Refusal as refusal:
        return search.to("number", refusal=refusal)
    clear_keypad(NUMBER_PAD)
    return Search(step="found", code=found.code)


def _client() -> str:
    """Whose wrong tries are counted together: the browser's address; on the kiosk itself there is none."""
    address: Any = st.context.ip_address
    return address if isinstance(address, str) and address else "kiosk"


def _typed(pad: str) -> str:
    return str(st.session_state.get(f"{pad}_digits", ""))


def _today(opening: Opening) -> date:
    """The date at the market; while none is planned, the earliest date that it is anywhere."""
    card = markets.next_market(opening.db, now=opening.now)
    if card is None:
        return (opening.now - timedelta(hours=12)).date()
    return formats.local(opening.now, card.time_zone).date()


def _letters(opening: Opening) -> str:
    """The letters of the booths of the market that is on or comes next."""
    card = markets.next_market(opening.db, now=opening.now)
    if card is None:
        return FIRST_LETTERS
    booths = markets.market_view(opening.db, card.id, now=opening.now).booths
    return "".join(booth.letter for booth in booths) or FIRST_LETTERS


# ---------------------------------------------------------------- screens


def _scan(search: Search, _opening: Opening) -> None:
    parts.title(_("Please scan your ticket"), under=_("Hold the square code in front of the scanner."))
    if search.refusal is not None:
        calm.say_refusal(search.refusal)
    st.html(f'<div class="scan-here">{parts.glyph("qr_code_scanner")}</div>')
    with st.container(key="choices"):
        hint = _("If you left a phone number when you booked")
        parts.door("by_number", _("Type the number instead"), icon="dialpad", hint=hint, tone="indigo")
    parts.action_bar(at="scan", back=_("Back"))


def _number(search: Search, opening: Opening) -> None:
    letters = _letters(opening)
    with st.container(key="with_pad"):
        with st.container(key="pad_words"):
            parts.title(_("Which number is on the ticket?"), under=_("First the letter, then the digits."))
            if search.refusal is not None:
                calm.say_refusal(search.refusal)
            tabs("letters", label=_("Letter"), names=letters, at=max(0, letters.find(search.letter)))
        with st.container(key="pad_keys"):
            digits = keypad(NUMBER_PAD, label=_("Digits of the number"), max_digits=3)
    parts.action_bar(at="number", back=_("Back"), main=_("Next"), main_disabled=not digits)


def _tail(search: Search, _opening: Opening) -> None:
    with st.container(key="with_pad"):
        with st.container(key="pad_words"):
            under = _("Of the number that was left with ticket {number}.").format(number=search.number)
            parts.title(_("The last four digits of the phone number"), under=under)
        with st.container(key="pad_keys"):
            digits = keypad(TAIL_PAD, label=_("Last four digits"), max_digits=TAIL_DIGITS)
    parts.action_bar(
        at="tail", back=_("Back"), main=_("Find"), main_icon="search", main_disabled=len(digits) < TAIL_DIGITS
    )


_SCREENS: Final = {"scan": _scan, "number": _number, "tail": _tail}
