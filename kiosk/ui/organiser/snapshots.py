"""Layouts with a name: keep the present one, compare, put one back."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import snapshots as service
from kiosk.services.organising.snapshots import Compared, SnapshotLine
from kiosk.services.organising.studio import studio
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import little_plans, saying
from kiosk.ui.organiser.studio import OWN_HAND
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang, ngettext, together
from models.refusals import Refusal
from models.values import NAME_MAX

OPEN: Key[int | None] = Key("snapshot_open", None)
"""The kept layout that is looked at."""
ASKED: Key[int | None] = Key("snapshot_asked", None)
"""The kept layout that is about to be deleted."""
NAMED: Key[int] = Key("snapshot_named", 0)
"""Grows with every name that was used, so that the field is empty again."""


def panel(opening: Opening, market: MarketPlan) -> None:
    parts.section(_("Kept layouts"))
    with st.container(key="snapshots"):
        _keep(opening, market)
        lines = service.snapshots(opening.db, by=opening.by, now=opening.now, market_id=market.id)
        names = {line.id: line.name for line in lines}
        for line in lines:
            with st.container(key=f"snapshot_{line.id}"):
                _line(opening, market, line, {key: name for key, name in names.items() if key != line.id})
        if not lines:
            parts.under(_("Give the layout a name before you try something: it can be put back."))


def _keep(opening: Opening, market: MarketPlan) -> None:
    with st.form(key=f"snapshot_form_{NAMED.get()}", border=False), st.container(key="snapshot_new"):
        words = _("Name for the layout as it stands")
        name = st.text_input(words, key=f"snapshot_name_{NAMED.get()}", max_chars=NAME_MAX)
        pressed = st.form_submit_button(_("Keep"), icon=":material/bookmark_add:")
    if not pressed:
        return
    try:
        line = service.keep_snapshot(opening.db, by=opening.by, now=opening.now, market_id=market.id, name=name)
    except Refusal as refusal:
        saying.say_why_not(refusal)
        st.rerun()
    NAMED.set(NAMED.get() + 1)
    saying.say(_("Kept as “{name}”.").format(name=line.name))
    st.rerun()


def _line(opening: Opening, market: MarketPlan, line: SnapshotLine, others: Mapping[int, str]) -> None:
    when = formats.clock(line.made_at, market.time_zone, lang())
    day = formats.day(formats.local(line.made_at, market.time_zone).date(), lang())
    booths = ngettext("{count} booth", "{count} booths", line.booths).format(count=line.booths)
    about = _(", ").join(each for each in (f"{day} {when}", line.who, booths) if each)
    is_open = OPEN.get() == line.id
    with st.container(key=f"snapshot_head_{line.id}"):
        st.html(f'<p class="snapshot-name"><b>{html.escape(line.name)}</b> <span>{html.escape(about)}</span></p>')
        label = _("Close") if is_open else _("Compare")
        st.button(
            label,
            key=f"compare_{line.id}",
            icon=":material/compare:",
            on_click=OPEN.set,
            args=(None if is_open else line.id,),
        )
        st.button(_("Delete"), key=f"delete_{line.id}", icon=":material/delete:", on_click=ASKED.set, args=(line.id,))
    if ASKED.get() == line.id:
        _really_delete(opening, line)
    if is_open:
        _compare(opening, market, line, others)


def _really_delete(opening: Opening, line: SnapshotLine) -> None:
    with st.container(key=f"snapshot_question_{line.id}"):
        calm.notice(_("Delete “{name}”? The booths stay as they are.").format(name=line.name), tone="warm", icon="help")
        st.button(_("No, keep it"), key=f"keep_{line.id}", on_click=ASKED.forget)
        if st.button(_("Yes, delete it"), key=f"really_{line.id}"):
            ASKED.forget()
            _try(lambda: service.delete_snapshot(opening.db, by=opening.by, now=opening.now, snapshot_id=line.id))


def _compare(opening: Opening, market: MarketPlan, line: SnapshotLine, others: Mapping[int, str]) -> None:
    view = studio(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    other_id = _beside(line, others)
    found = service.compare(opening.db, by=opening.by, now=opening.now, snapshot_id=line.id, other_id=other_id)
    beside = _("Now") if other_id is None else others[other_id]
    st.html(f'<p class="under" role="status">{html.escape(_differs(found, line.name, beside))}</p>')
    with st.container(key="snapshot_beside"):
        with st.container(key="snapshot_kept"):
            st.subheader(parts.plain(line.name), anchor=False)
            little_plans.draw(view, found.other.booths, title=line.name)
            little_plans.worth(found.other_score, found.here_score, beside_name=beside)
        with st.container(key="snapshot_now"):
            st.subheader(parts.plain(beside), anchor=False)
            little_plans.draw(view, found.here.booths, title=beside)
    may_restore = view.can_edit and other_id is None and found.moved
    words = _("Put the booths back like this")
    if may_restore and st.button(words, key="restore", icon=":material/restore:", type="primary"):
        _restore(opening, line)


def _beside(line: SnapshotLine, others: Mapping[int, str]) -> int | None:
    """What to compare with: how the booths stand now (None), or another kept layout."""
    if not others:
        return None
    key = f"compare_with_{line.id}_{lang()}"
    options: list[int | None] = [None, *others]
    chosen: int | None = st.selectbox(
        _("Compare with"), options, format_func=lambda each: _("Now") if each is None else others[each], key=key
    )
    return chosen


def _differs(found: Compared, name: str, beside: str) -> str:
    if not (found.moved or found.only_here or found.only_there):
        return _("The booths stand alike in both.")
    said = []
    for words, letters, where in (
        (_("Elsewhere: {letters}."), found.moved, ""),
        (_("Only in “{name}”: {letters}."), found.only_there, name),
        (_("Only in “{name}”: {letters}."), found.only_here, beside),
    ):
        if letters:
            said.append(words.format(letters=_(", ").join(letters), name=where))
    return together(*said)


def _restore(opening: Opening, line: SnapshotLine) -> None:
    def put_back() -> None:
        saved = service.restore_snapshot(opening.db, by=opening.by, now=opening.now, snapshot_id=line.id)
        OPEN.forget()
        OWN_HAND.set(True)
        left = len(saved.conflicts)
        words = ngettext("{count} booth could not go back.", "{count} booths could not go back.", left)
        done = _("The booths stand as in “{name}”.").format(name=line.name)
        saying.say(together(done, words.format(count=left) if left else ""), tone="warm" if left else "good")

    _try(put_back)


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal as refusal:
        saying.say_why_not(refusal)
    st.rerun()
