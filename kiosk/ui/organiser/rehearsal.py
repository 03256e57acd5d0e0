"""The rehearsal of a market: one press, then what to expect, what would help, and what if it comes differently."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from kiosk.services.organising.rehearsing import AS_PLANNED, DAYS, Outlook, WhatIf, rehearse_market
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import frame, rehearsal_pictures, rehearsal_words, where
from kiosk.ui.organiser.day import AHEAD
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, ngettext
from models.enums import FairOrder

Asked = tuple[int, tuple[WhatIf, ...]]
"""For which market, and what may come differently each time."""
ASKED: Key[Asked | None] = Key("rehearsal_asked", None)
MOST_SCENARIOS: Final = 4
PEOPLE: Final = (70, 100, 120, 150)
NOWHERE: Final = 0


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.REHEARSAL, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    parts.section(_("Rehearse the day"))
    if market.phase not in AHEAD:
        parts.under(_("Only a market that is still to come can be rehearsed."))
        return
    words = ngettext(
        "The day as it is planned is gone through {count} time, with other luck each time.",
        "The day as it is planned is gone through {count} times, with other luck each time.",
        DAYS,
    )
    parts.under(words.format(count=DAYS))
    scenarios = _asked_for(market)
    if not scenarios:
        _ask(market)
        return
    outlooks = [_rehearsed(opening, market, what_if) for what_if in scenarios]
    _shown(outlooks[0])
    _compared(market, outlooks)
    rehearsal_words.assumptions(outlooks[0])


def _asked_for(market: MarketPlan) -> tuple[WhatIf, ...]:
    asked = ASKED.get()
    return asked[1] if asked is not None and asked[0] == market.id else ()


def _ask(market: MarketPlan) -> None:
    if st.button(_("Rehearse"), key="rehearse", type="primary", icon=":material/fast_forward:"):
        ASKED.set((market.id, (AS_PLANNED,)))
        st.rerun()


def _rehearsed(opening: Opening, market: MarketPlan, what_if: WhatIf) -> Outlook:
    """From memory where it is known; else with a bar that fills."""
    bar, words = st.empty(), _("The day is being gone through")
    found = rehearse_market(
        opening.db,
        by=opening.by,
        now=opening.now,
        market_id=market.id,
        what_if=what_if,
        watch=lambda share: _fill(bar, share, words),
    )
    bar.empty()
    return found


def _fill(bar: Any, share: float, words: str) -> None:
    bar.progress(min(1.0, share), text=words)


# ---------------------------------------------------------------- what to expect


def _shown(outlook: Outlook) -> None:
    with st.container(key="rehearsal_numbers"):
        st.html(rehearsal_words.totals(outlook))
    parts.section(_("What would help most"))
    st.html(rehearsal_words.changes(outlook))
    parts.section(_("Booth by booth"))
    with st.container(key="rehearsal_charts"):
        with st.container(key="rehearsal_map"):
            rehearsal_pictures.waits(outlook)
        with st.container(key="rehearsal_one"):
            chosen = _chosen(outlook)
            rehearsal_pictures.line(outlook, chosen)
    st.html(rehearsal_words.booths(outlook))


def _chosen(outlook: Outlook) -> int:
    """Whose line is drawn: at first the longest."""
    names = {booth.booth_id: rehearsal_words.booth_name(booth) for booth in outlook.booths}
    longest = max(outlook.booths, key=lambda booth: booth.seen.longest_p90).booth_id
    ids = list(names)
    return st.selectbox(
        _("Line at"), ids, index=ids.index(longest), format_func=lambda each: names[each], key="rehearsal_booth"
    )


# ---------------------------------------------------------------- what if


def _compared(market: MarketPlan, outlooks: list[Outlook]) -> None:
    parts.section(_("What if"))
    if len(outlooks) > 1:
        with st.container(key="rehearsal_table"):
            st.html(rehearsal_words.side_by_side(outlooks) + rehearsal_words.by_class(outlooks))
        st.button(
            _("Only the plan again"), key="rehearsal_clear", icon=":material/undo:", on_click=ASKED.set,
            args=((market.id, (AS_PLANNED,)),),
        )  # fmt: skip
    if len(outlooks) == 1:
        others = tuple(WhatIf(order=order) for order in FairOrder if order is not market.form.fair_order)
        st.button(
            _("Compare the calling orders"), key="rehearse_orders", icon=":material/format_list_numbered:",
            on_click=ASKED.set, args=((market.id, (AS_PLANNED, *others)),),
        )  # fmt: skip
    if len(outlooks) >= MOST_SCENARIOS:
        return
    with st.container(key="rehearsal_what_if"):
        wanted = _what_if(outlooks[0])
    if st.button(_("Rehearse this, too"), key="rehearse_too", icon=":material/add:"):
        scenarios = tuple(outlook.what_if for outlook in outlooks)
        if wanted in scenarios:
            calm.notice(_("This is in the table already."), icon="info")
            return
        ASKED.set((market.id, (*scenarios, wanted)))
        st.rerun()


def _what_if(outlook: Outlook) -> WhatIf:
    names = {NOWHERE: _("nowhere")} | {booth.booth_id: rehearsal_words.booth_name(booth) for booth in outlook.booths}
    crowds = {percent: rehearsal_words.people(percent) for percent in PEOPLE}
    people = st.selectbox(
        _("Visitors"), PEOPLE, index=PEOPLE.index(100), format_func=lambda each: crowds[each], key="what_if_people"
    )
    fewer = st.selectbox(_("One station fewer"), list(names), format_func=lambda each: names[each], key="what_if_fewer")
    more = st.selectbox(_("One station more"), list(names), format_func=lambda each: names[each], key="what_if_more")
    rains = st.toggle(_("It rains"), key="what_if_rain")
    return WhatIf(people, rains, fewer or None, more or None)
