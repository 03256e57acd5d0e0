"""What is the same on every screen of an organiser: where one is, where one can go, calm when something is refused.

Places are buttons, not links, on purpose: a press sends along what was typed a moment ago, a link leaves it behind.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from kiosk.services import staff
from kiosk.services.organising.markets import market_plan
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, page, parts
from kiosk.ui.organiser import first_steps, forms, fresh_pin, labels, tables, where
from kiosk.ui.organiser.choosing import market_in_question
from kiosk.ui.organiser.saying import said_last
from kiosk.ui.page import Opening
from kiosk.ui.public.language import speak_as_addressed, switch_language
from kiosk.ui.registry import go
from kiosk.ui.session import Key
from kiosk.ui.words import N_, _, lang, other_lang
from models.refusals import DatabaseGone, NotAllowed, Refusal, UnknownMarket

LEAVING: Key[bool] = Key("organiser_asked_to_sign_out", False)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: an address and the word on its button. `drafts` begin the names of tables typed into there."""

    name: str
    label: str
    icon: str
    drafts: tuple[str, ...] = ()


MARKET_PLACES: Final = (
    Place(where.OVERVIEW, N_("Overview"), "visibility"),
    Place(where.MARKET, N_("Day and rules"), "edit_calendar", ("market_",)),
    Place(where.BOOTHS, N_("Booths"), "storefront", ("booths_",)),
    Place(where.LAYOUT, N_("Layout"), "space_dashboard"),
    Place(where.HOURS, N_("Stations and shifts"), "groups", ("stations_", "shifts_")),
    Place(where.SLOTS, N_("Slots"), "schedule", ("slots_",)),
    Place(where.REHEARSAL, N_("Rehearsal"), "fast_forward"),
    Place(where.REPORT, N_("Report"), "assessment"),
)
HOUSE_PLACES: Final = (
    Place(where.OVERVIEW, N_("Market day"), "event"),
    Place(where.MARKETS, N_("All markets"), "calendar_month"),
    Place(where.CATALOGUE, N_("Services and partners"), "volunteer_activism", ("services", "partners")),
    Place(where.PLAZA, N_("Plaza"), "map", ("plaza_", "fixtures_")),
    Place(where.STAFF, N_("Staff"), "badge"),
    Place(where.LOG, N_("Log"), "history"),
    Place(where.COMMUNITY, N_("Community"), "home", ("community",)),
)


def house_screen(opening: Opening, name: str, body: Callable[[Opening], None]) -> None:
    """A screen about the community, not about one market."""
    if _begin(opening, name):
        _calmly(lambda: body(opening))


def market_screen(opening: Opening, name: str, body: Callable[[Opening, MarketPlan], None]) -> None:
    """A screen about one market: the one in the address, else the one that matters now.

    Without any market there is only the overview, which says what to do first.
    """
    if _begin(opening, where.OVERVIEW):
        _calmly(lambda: _about_market(opening, name, body))


def _begin(opening: Opening, name: str) -> bool:
    """Draw the head. False when nothing may follow: somebody without a community starts by naming it."""
    speak_as_addressed()
    if name != where.STAFF:
        fresh_pin.FRESH.forget()
    tables.keep_typed()
    forms.keep_typed()
    with st.container(key="organiser_head"):
        if opening.by.community_id is None:
            _ways_out(opening)
        elif LEAVING.get():
            _really_leave(opening)
        else:
            _places(HOUSE_PLACES, here=name, ids={})
            _ways_out(opening)
    said_last()
    if opening.by.community_id is None:
        _calmly(lambda: first_steps.found_community(opening))
        return False
    return True


def _about_market(opening: Opening, name: str, body: Callable[[Opening, MarketPlan], None]) -> None:
    wanted = market_in_question(opening)
    if wanted is None:
        first_steps.no_market_yet(opening)
        return
    try:
        market = market_plan(opening.db, by=opening.by, now=opening.now, market_id=wanted)
    except (UnknownMarket, NotAllowed) as refusal:
        calm.say_refusal(refusal)
        if st.button(_("All markets"), key="to_all_markets", icon=":material/calendar_month:"):
            where.go_to(where.MARKETS)
        return
    with st.container(key="market_head"):
        _market_name(market)
        _places(MARKET_PLACES, here=name, ids={"market": market.id})
    body(opening, market)


def _market_name(market: MarketPlan) -> None:
    name = html.escape(market.form.name_en if lang() == "en" and market.form.name_en else market.form.name)
    word, tone = labels.PHASES[market.phase]
    st.html(
        f'<div class="market-name"><h1>{name}</h1><p>{html.escape(labels.plan_day(market))}</p>'
        f'<span class="phase phase-{tone}">{html.escape(labels.say(word))}</span></div>'
    )


def _places(places: tuple[Place, ...], *, here: str, ids: dict[str, int | None]) -> None:
    kind = "market" if places is MARKET_PLACES else "house"
    with st.container(key=f"places_{kind}"):
        for place in places:
            _place(place, is_here=place.name == here, kind=kind, ids=ids)


def _place(place: Place, *, is_here: bool, kind: str, ids: dict[str, int | None]) -> None:
    unsaved = tables.has_unsaved(place.drafts) or forms.has_unsaved(place.drafts)
    label = _("{place} (not saved)").format(place=_(place.label)) if unsaved else _(place.label)
    if is_here:
        st.html(f'<p class="place-here" aria-current="page">{parts.glyph(place.icon)}{html.escape(label)}</p>')
    elif st.button(parts.plain(label), key=f"to_{kind}_{place.name}", icon=f":material/{place.icon}:"):
        where.go_to(place.name, **ids)


def _ways_out(opening: Opening) -> None:
    with st.container(key="ways_out"):
        st.html(f'<p class="who-is-here">{html.escape(opening.by.name)}</p>')
        st.button("English" if other_lang() == "en" else "中文", key="organiser_lang", on_click=switch_language)
        st.button(_("Sign out"), key="sign_out", icon=":material/logout:", on_click=LEAVING.set, args=(True,))


def _really_leave(opening: Opening) -> None:
    with st.container(key="ways_out"):
        if st.button(_("Yes, sign out"), key="really_sign_out", type="primary"):
            LEAVING.forget()
            token = page.staff_token()
            if token:
                staff.sign_out(opening.db, token=token, now=opening.now)
            go("sign-in")
        st.button(_("No, stay"), key="stay", on_click=LEAVING.forget)


def _calmly(body: Callable[[], None]) -> None:
    """A refusal that a screen did not expect is said in its place, and the way on stays on the screen."""
    try:
        body()
    except DatabaseGone:
        calm.one_moment(again=True)
    except Refusal as refusal:
        calm.say_refusal(refusal)
