"""What an organiser does to a market as a whole. What cannot be taken back is asked once, and the question says what
will happen to how many people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import copying, life
from kiosk.services.organising.markets import delete_market
from kiosk.services.organising.overview import overview
from kiosk.services.organising.views import MarketPlan, Totals
from kiosk.ui import calm, parts
from kiosk.ui.organiser import saying, steady, where
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import N_, _, lang, ngettext
from models.refusals import DayTaken, Invalid, Refusal

ASKED: Key[tuple[str, int] | None] = Key("organiser_asked", None)
"""The act and the market that the question on the screen is about."""

Say = Callable[[Totals], str]


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do after a question. `do` takes (db, by=, now=, market_id=); `told` is said when it is done."""

    name: str
    question: str
    yes: str
    no: str
    icon: str
    told: str
    consequence: Say
    do: Callable[..., Any]
    needs_reason: bool = False


def _people(count: int) -> str:
    return ngettext("{count} person", "{count} people", count).format(count=count)


def _on_opening(_totals: Totals) -> str:
    return _("From now on numbers are given out, and people can be called.")


def _on_pause(totals: Totals) -> str:
    words = _("No new numbers until you go on. {people} in line keep their places and can be called.")
    return words.format(people=_people(totals.waiting))


def _on_close(totals: Totals) -> str:
    words = _("No new numbers today. {people} in line can still be served; {bookings} booked people have not come yet.")
    return words.format(people=_people(totals.waiting), bookings=totals.bookings_to_come)


def _on_cancel(totals: Totals) -> str:
    words = ngettext(
        "{count} ticket will be cancelled and its holder will read your reason. Whoever is being served is served.",
        "{count} tickets will be cancelled and their holders will read your reason. Whoever is being served is served.",
        tickets_to_cancel(totals),
    )
    return words.format(count=tickets_to_cancel(totals))


def tickets_to_cancel(totals: Totals) -> int:
    """Booked, in line, called or away for a while: see `life.CANCELLABLE`."""
    ended = totals.served + totals.no_shows + totals.cancelled + totals.serving
    return max(0, totals.tickets - ended)


def _on_delete(_totals: Totals) -> str:
    return _("The draft goes with its booths, slots and shifts. Nobody has seen it yet.")


ACTS: Final = {
    act.name: act
    for act in (
        Act("open", N_("Open the market early?"), N_("Yes, open now"), N_("No, wait"), "storefront",
            N_("The market is open."), _on_opening, life.open_early),
        Act("pause", N_("Take a short break?"), N_("Yes, take a break"), N_("No, go on"), "pause",
            N_("The market takes a short break."), _on_pause, life.pause),
        Act("close", N_("Close the market for today?"), N_("Yes, close it"), N_("No, stay open"), "door_front",
            N_("The market is closed."), _on_close, life.close),
        Act("cancel", N_("Call the market off?"), N_("Yes, call it off"), N_("No, keep the market"), "event_busy",
            N_("The market is called off."), _on_cancel, life.cancel, needs_reason=True),
        Act("delete", N_("Delete this draft?"), N_("Yes, delete it"), N_("No, keep the draft"), "delete",
            N_("The draft is deleted."), _on_delete, delete_market),
    )
}  # fmt: skip


def ask(name: str, market_id: int) -> None:
    """For a button's `on_click`: the next run shows the question."""
    ASKED.set((name, market_id))


def is_asked(market: MarketPlan) -> bool:
    asked = ASKED.get()
    return asked is not None and asked[1] == market.id and asked[0] in ACTS


def question(opening: Opening, market: MarketPlan) -> None:
    """The question, what follows, and the two answers at the places where back and on always are."""
    asked = ASKED.get()
    assert asked is not None
    act = ACTS[asked[0]]
    totals = overview(opening.db, by=opening.by, now=opening.now, market_id=market.id).totals
    with st.container(key="question"):
        parts.section(_(act.question))
        calm.notice(act.consequence(totals), tone="warm", icon=act.icon)
        reason = st.text_area(_("The reason, as residents will read it"), key="reason") if act.needs_reason else None
    pressed = parts.action_bar(at=f"ask_{act.name}", back=_(act.no), main=_(act.yes), main_icon=act.icon)
    if pressed.back:
        ASKED.forget()
        st.rerun()
    if pressed.main and (reason or steady.is_meant(opening)):  # whoever gave a reason has read the question
        _do(opening, market, act, reason)


def _do(opening: Opening, market: MarketPlan, act: Act, reason: str | None) -> None:
    more = {} if reason is None else {"reason": reason}
    try:
        act.do(opening.db, by=opening.by, now=opening.now, market_id=market.id, **more)
    except Invalid as refusal:
        saying.say_why_not(refusal)
        st.rerun()
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        saying.say(_(act.told))
    ASKED.forget()
    if act.name == "delete":
        where.go_to(where.MARKETS)
    st.rerun()


# ---------------------------------------------------------------- what needs no question


def resume(opening: Opening, market: MarketPlan) -> None:
    _at_once(lambda: life.resume(opening.db, by=opening.by, now=opening.now, market_id=market.id),
             _("The market goes on."))  # fmt: skip


def publish(opening: Opening, market: MarketPlan) -> None:
    _at_once(lambda: life.publish(opening.db, by=opening.by, now=opening.now, market_id=market.id),
             _("Published. Residents see the market now and can book."))  # fmt: skip


def _at_once(do: Callable[[], Any], told: str) -> None:
    try:
        do()
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        saying.say(told)
    st.rerun()


def copy(opening: Opening, source_id: int | None = None) -> None:
    """Next month's market like this one, or like the last. The second tap of two meets the first one's market."""
    try:
        made = copying.copy_market(opening.db, by=opening.by, now=opening.now, source_id=source_id)
    except DayTaken as refusal:
        saying.say_why_not(refusal)
        where.go_to(where.OVERVIEW, market=refusal.market_id)
    except Refusal as refusal:
        saying.say_why_not(refusal)
        st.rerun()
    words = _("A draft for {day} is there, like the last market. Look it through, then publish it.")
    saying.say(words.format(day=formats.day(made.form.day, lang())))
    where.go_to(where.OVERVIEW, market=made.id)
