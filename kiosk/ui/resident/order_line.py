"""In which order people are called, in one quiet sentence below what matters more."""

from __future__ import annotations

import html

import streamlit as st

from kiosk.i18n import DEFAULT
from kiosk.i18n.orders import order_sentence
from kiosk.services.views import MarketCard
from kiosk.ui.words import _, lang


def order_line(card: MarketCard) -> None:
    sentence = order_sentence(card.fair_order, longest_wait_minutes=card.longest_wait_minutes, lang=lang())
    words = _("Calling order: {sentence}").format(sentence=sentence)
    if lang() == DEFAULT:  # a line ends where a sentence rests, not beside a number
        words = words.replace(" ", "\u00a0")
    st.html(f'<p class="order-line">{html.escape(words)}</p>')
