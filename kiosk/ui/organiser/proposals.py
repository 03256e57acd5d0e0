"""Proposals for the layout: ask, watch, stop, compare three good ones, and use one."""

from __future__ import annotations

import html
from typing import Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import proposals as service
from kiosk.services.organising import snapshots
from kiosk.services.organising.proposals import Proposals, Proposed, Wish
from kiosk.services.organising.studio import StudioView, studio
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import findings_words, little_plans, saying
from kiosk.ui.organiser.studio import OWN_HAND
from kiosk.ui.page import Opening, live
from kiosk.ui.words import N_, _, lang, ngettext, together
from models.enums import FixtureKind
from models.refusals import Refusal

WATCH_SECONDS: Final = 0.6
MOST_SENTENCES: Final = 4
WISHES: Final = {
    Wish.SHORT_WALKS: (N_("Short ways"), N_("Booths that people visit together stand together, near the entrance.")),
    Wish.ROOM_IN_LINE: (N_("Room for lines"), N_("Wider passages and a quarter more room in front of each booth.")),
    Wish.SHORT_LEADS: (N_("Short leads, quiet"), N_("Near the outlets, and noise farther from where quiet is needed.")),
}


def panel(opening: Opening, market: MarketPlan) -> None:
    """For markets that can still be changed."""
    view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    if not view.can_edit:
        return
    parts.section(_("Proposals"))
    parts.under(_("Pinned booths stay where they are. Nothing changes before you use a proposal."))
    found = service.proposals(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    with st.container(key="proposals"):
        if found.state == "looking":
            _watching(opening, market)
        else:
            _ask(opening, market, view)
            _said(found)
            _found(opening, market, view, found)


# ---------------------------------------------------------------- asking


def _ask(opening: Opening, market: MarketPlan, view: StudioView) -> None:
    with st.container(key="proposal_bar"):
        if st.button(_("Look for proposals"), key="propose", icon=":material/auto_awesome_mosaic:"):
            _start(opening, market, on_pitches=False)
        is_marked = any(each.kind is FixtureKind.PITCH for each in view.scene.fixtures)
        if is_marked and st.button(_("Use the marked pitches"), key="propose_pitches", icon=":material/grid_on:"):
            _start(opening, market, on_pitches=True)


def _start(opening: Opening, market: MarketPlan, *, on_pitches: bool) -> None:
    try:
        service.start_proposals(opening.db, by=opening.by, now=opening.now, market_id=market.id, on_pitches=on_pitches)
    except Refusal as refusal:
        saying.say_why_not(refusal)
    st.rerun()


@live(every_seconds=WATCH_SECONDS)
def _watching(opening: Opening, market: MarketPlan) -> None:
    found = service.proposals(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    if found.state != "looking":
        st.rerun(scope="app")
    done = len(found.found)
    words = _("Proposal {number} of 3 is being looked for").format(number=min(3, done + 1))
    with st.container(key="proposal_watch"):
        st.progress(found.share, text=words)
        if st.button(_("Stop"), key="stop_proposals", icon=":material/stop:"):
            service.stop_proposals(opening.db, by=opening.by, now=opening.now, market_id=market.id)
            st.rerun(scope="app")
    if found.preview is not None:
        view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
        with st.container(key="proposal_preview"):
            little_plans.draw(view, found.preview, title=_("The best so far"))


def _said(found: Proposals) -> None:
    if found.state == "failed":
        calm.notice(_("The search ended before its time. Please look once more."), tone="warm", icon="error")
    elif found.state == "stopped" and not found.found:
        calm.notice(_("Stopped. Nothing was found yet."), icon="info")


# ---------------------------------------------------------------- choosing


def _found(opening: Opening, market: MarketPlan, view: StudioView, found: Proposals) -> None:
    if not found.found:
        return
    with st.container(key="proposal_cards"):
        for number, each in enumerate(found.found, 1):
            with st.container(key=f"proposal_{number}"):
                _card(opening, market, view, found, each)


def _card(opening: Opening, market: MarketPlan, view: StudioView, found: Proposals, each: Proposed) -> None:
    name, about = WISHES[each.wish]
    st.subheader(_(name), anchor=False)
    parts.under(_(about))
    little_plans.draw(view, each.booths, title=_("Proposal: {name}").format(name=_(name)))
    little_plans.worth(each.score, found.now)
    if each.broken:
        _broken(view, each)
    if st.button(_("Use this one"), key=f"use_{each.wish.value}", icon=":material/check:", width="stretch"):
        _use(opening, market, each.wish)


def _broken(view: StudioView, each: Proposed) -> None:
    """Which rules could not be kept together, the first few as sentences."""
    calm.notice(_("These rules could not all be kept together:"), tone="warm", icon="error")
    names = {thing: name.say(lang()) for thing, name in view.names.items()}
    names |= {booth.id: _("Booth {letter}").format(letter=booth.letter) for booth in each.booths}
    sentences = [findings_words.say(found, names) for found in each.broken[:MOST_SENTENCES]]
    more = len(each.broken) - len(sentences)
    if more > 0:
        sentences.append(ngettext("And {count} more.", "And {count} more.", more).format(count=more))
    items = "".join(f"<li>{html.escape(said)}</li>" for said in sentences)
    st.html(f'<ul class="broken">{items}</ul>')


def _use(opening: Opening, market: MarketPlan, wish: Wish) -> None:
    """The layout as it stood is kept first, so that one press brings it back."""
    when = formats.clock(opening.now, market.time_zone, lang())
    before = _("Before the proposal, {when}").format(when=when)
    try:
        try:
            snapshots.keep_snapshot(opening.db, by=opening.by, now=opening.now, market_id=market.id, name=before)
        except Refusal:
            before = ""  # kept a moment ago, or there are too many: the proposal does not wait for that
        saved = service.use_proposal(opening.db, by=opening.by, now=opening.now, market_id=market.id, wish=wish)
    except Refusal as refusal:
        saying.say_why_not(refusal)
        st.rerun()
    OWN_HAND.set(True)
    saying.say(_used(len(saved.conflicts), before))
    st.rerun()


def _used(left: int, before: str) -> str:
    said = [_("The booths stand as proposed.")]
    if left:
        words = ngettext(
            "{count} booth was moved meanwhile and stays.", "{count} booths were moved meanwhile and stay.", left
        )
        said.append(words.format(count=left))
    if before:
        said.append(_("How they stood is kept below as “{name}”.").format(name=before))
    return together(*said)
