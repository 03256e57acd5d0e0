"""The staff: who helps, a new PIN to write down, who is at which booth of the market."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from kiosk.services.organising import people
from kiosk.services.organising.booths import booths
from kiosk.services.organising.markets import market_plan
from kiosk.services.organising.rows import BoothRow
from kiosk.services.organising.views import FreshPin, MarketPlan, StaffLine
from kiosk.ui import calm, parts
from kiosk.ui.organiser import assignments, frame, labels, saying, where
from kiosk.ui.organiser.choosing import market_in_question
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang, ngettext
from models.enums import Role
from models.refusals import NotAllowed, Refusal, UnknownMarket
from models.values import NAME_MAX

FRESH: Key[FreshPin | None] = Key("organiser_fresh_pin", None)
"""A PIN that is on the screen until somebody says it is written down. It leaves with this session."""

ADDING: Key[bool] = Key("organiser_adding_staff", False)
MOUNT: Key[int] = Key("organiser_staff_mount", 0)
ROLES: Final = (Role.VOLUNTEER, Role.ORGANISER)


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.STAFF, _body)


def _body(opening: Opening) -> None:
    fresh = FRESH.get()
    if fresh is not None:
        _fresh_pin(fresh)
    elif ADDING.get():
        _add(opening)
    else:
        _list(opening)


# ---------------------------------------------------------------- a PIN, once


def _fresh_pin(fresh: FreshPin) -> None:
    """In huge type, spaced in threes to be written down; afterwards nobody can look it up."""
    spaced = " ".join(fresh.pin[at : at + 3] for at in range(0, len(fresh.pin), 3))
    parts.title(_("The new PIN for {name}").format(name=fresh.name))
    st.html(f'<p class="fresh-pin">{html.escape(spaced)}</p>')
    calm.notice(_("Please write it down now. It is shown only this once; a lost PIN is replaced by a new one."),
                tone="warm", icon="edit_note")  # fmt: skip
    if parts.action_bar(at="fresh_pin", main=_("It is written down"), main_icon="check").main:
        FRESH.forget()
        st.rerun()


# ---------------------------------------------------------------- somebody new


def _add(opening: Opening) -> None:
    parts.title(_("Somebody new"), under=_("The PIN is made by the kiosk and shown once."))
    key = MOUNT.get()
    with st.container(key="new_person"):
        name = st.text_input(_("Name"), key=f"new_name_{key}")
        role = st.segmented_control(
            _("Role"),
            options=[each.value for each in ROLES],
            format_func=lambda value: _(labels.ROLES[Role(value)]),
            default=Role.VOLUNTEER.value,
            required=True,
            key=f"new_role_{key}_{lang()}",
        )
    pressed = parts.action_bar(at="add_person", back=_("Back to the staff"), main=_("Add and show the PIN"),
                               main_icon="person_add")  # fmt: skip
    if pressed.back:
        _leave_form()
        st.rerun()
    if pressed.main:
        _try(lambda: _keep_pin(people.add_staff(opening.db, by=opening.by, now=opening.now, name=name or "",
                                                role=Role(role or Role.VOLUNTEER))))  # fmt: skip


def _keep_pin(fresh: FreshPin) -> None:
    FRESH.set(fresh)
    _leave_form()


def _leave_form() -> None:
    ADDING.forget()
    MOUNT.set(MOUNT.get() + 1)


def _try(do: Callable[[], object], told: str = "") -> None:
    try:
        do()
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        if told:
            saying.say(told)
    st.rerun()


# ---------------------------------------------------------------- everybody


def _list(opening: Opening) -> None:
    market = _market(opening)
    market_id = market.id if market is not None else None
    found = people.staff_list(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    there = _booths(opening, market_id)
    chosen = next((person for person in found if person.id == where.staff_id()), None)
    with st.container(key="staff"):
        with st.container(key="staff_list"):
            parts.title(_("Staff"))
            assignments.grid(opening, [p for p in found if p.is_active], market, there)
            _gone([person for person in found if not person.is_active])
        with st.container(key="staff_card"):
            if chosen is None:
                _under(_("Press a name to change a PIN, a role or a name."))
            else:
                person_card(opening, chosen)
    if parts.action_bar(at="staff", main=_("Add somebody"), main_icon="person_add").main:
        ADDING.set(True)
        st.rerun()


def _market(opening: Opening) -> MarketPlan | None:
    wanted = market_in_question(opening)
    if wanted is None:
        return None
    try:
        return market_plan(opening.db, by=opening.by, now=opening.now, market_id=wanted)
    except (UnknownMarket, NotAllowed):
        return None


def _booths(opening: Opening, market_id: int | None) -> tuple[BoothRow, ...]:
    return booths(opening.db, by=opening.by, now=opening.now, market_id=market_id) if market_id is not None else ()


def _gone(gone: Sequence[StaffLine]) -> None:
    if not gone:
        return
    parts.section(_("Help no more"))
    with st.container(key="staff_gone"):
        for person in gone:
            st.button(parts.plain(person.name), key=f"person_{person.id}", on_click=where.choose,
                      args=("staff", person.id))  # fmt: skip


# ---------------------------------------------------------------- one person


def person_card(opening: Opening, person: StaffLine) -> None:
    """Everything that can be done for one person; what gives a PIN shows it at once."""
    db, by, now = opening.db, opening.by, opening.now
    parts.section(person.name)
    parts.facts(_facts(person))
    if not person.is_active:
        if st.button(_("Helps again, with a new PIN"), key="reactivate", icon=":material/person_add:"):
            _try(lambda: _keep_pin(people.reactivate_staff(db, by=by, now=now, staff_id=person.id)))
        return
    if st.button(_("New PIN"), key="reset_pin", icon=":material/pin:"):
        _try(lambda: _keep_pin(people.reset_pin(db, by=by, now=now, staff_id=person.id)))
    if st.button(_("Sign out on all devices"), key="sign_out_everywhere", icon=":material/logout:"):
        _try(lambda: people.sign_out_everywhere(db, by=by, now=now, staff_id=person.id),
             _("{name} is signed out everywhere.").format(name=person.name))  # fmt: skip
    other = Role.VOLUNTEER if person.role is Role.ORGANISER else Role.ORGANISER
    label = _("Make a volunteer") if other is Role.VOLUNTEER else _("Make an organiser")
    if st.button(label, key="other_role", icon=":material/badge:"):
        _try(lambda: people.set_role(db, by=by, now=now, staff_id=person.id, role=other), _("Saved."))
    if st.button(_("Helps no more"), key="deactivate", icon=":material/person_off:"):
        told = _("{name} is signed out everywhere, and the PIN opens nothing any more.").format(name=person.name)
        _try(lambda: people.deactivate_staff(db, by=by, now=now, staff_id=person.id), told)
    _rename(opening, person)


def _rename(opening: Opening, person: StaffLine) -> None:
    name = st.text_input(_("Name"), value=person.name, key=f"rename_{person.id}_{person.name}", max_chars=4 * NAME_MAX)
    if st.button(_("Change the name"), key="rename", icon=":material/edit:"):
        _try(lambda: people.rename_staff(opening.db, by=opening.by, now=opening.now, staff_id=person.id,
                                         name=name or ""), _("Saved."))  # fmt: skip


def _facts(person: StaffLine) -> list[tuple[str, str, str]]:
    devices = ngettext("{count} device", "{count} devices", person.devices).format(count=person.devices)
    pin = _("has one") if person.has_pin else _("has none yet")
    return [("badge", _("Role"), _(labels.ROLES[person.role])), ("pin", _("PIN"), pin),
            ("devices", _("Signed in on"), devices)]  # fmt: skip


def _under(words: str) -> None:
    st.html(f'<p class="under">{html.escape(words)}</p>')
