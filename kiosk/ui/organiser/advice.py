"""Advice on the live overview: a calm card for each, with two answers; no card while there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from kiosk.services.organising.advising import AdviceView, dismiss_advice, standing_advice, take_advice
from kiosk.services.organising.looking_ahead import begin_looking_ahead
from kiosk.ui.organiser import advice_words, saying
from kiosk.ui.organiser.steady import STANDS_AFTER
from kiosk.ui.page import Opening, live
from kiosk.ui.session import Key
from kiosk.ui.words import _
from models.refusals import Refusal

EVERY_SECONDS: Final = 10

SINCE: Key[tuple[tuple[int, ...], datetime] | None] = Key("organiser_advice_since", None)
"""Which cards stand on the screen, and since when: a card that comes or goes moves the others under the finger."""


def cards(opening: Opening, market_id: int) -> None:
    begin_looking_ahead(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    standing = standing_advice(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    ids = tuple(each.id for each in standing)
    known = SINCE.get()
    if known is None or known[0] != ids:
        SINCE.set((ids, opening.now))
    with st.container(key="advice"):
        for each in standing:
            _card(opening, each)


live_cards = live(every_seconds=EVERY_SECONDS)(cards)


def _card(opening: Opening, advice: AdviceView) -> None:
    with st.container(key=f"advice_card_{advice.id}"):
        st.html(advice_words.card(advice))
        with st.container(key=f"advice_ways_{advice.id}"):
            does = st.button(_("Do it"), key=f"advice_take_{advice.id}", type="primary", icon=":material/check:")
            not_now = st.button(_("No, thanks"), key=f"advice_dismiss_{advice.id}")
    if does:
        _decide(opening, advice, take_advice)
    elif not_now:
        _decide(opening, advice, dismiss_advice)


def _decide(opening: Opening, advice: AdviceView, decide: Callable[..., AdviceView]) -> None:
    known = SINCE.get()
    if known is None or opening.now - known[1] < STANDS_AFTER:
        return
    try:
        decided = decide(opening.db, by=opening.by, now=opening.now, advice_id=advice.id)
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        saying.say(advice_words.done(decided))
    st.rerun()
