"""The staff: who helps, a new PIN to write down, who is at which booth of the market."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from kiosk.services.organising import people
from kiosk.services.organising.booths import booths
from kiosk.services.organising.markets import market_plan
from kiosk.services.organising.rows import BoothRow
from kiosk.services.organising.views import FreshPin, MarketPlan, StaffLine
from kiosk.ui import calm, parts
from kiosk.ui.organiser import assignments, frame, fresh_pin, labels, saying, where
from kiosk.ui.organiser.choosing import market_in_question
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import N_, _, lang, ngettext
from models.enums import Role
from models.refusals import NotAllowed, Refusal, UnknownMarket
from models.values import NAME_MAX

ASKED: Key[tuple[int, str] | None] = Key("organiser_asked_person", None)
ADDING: Key[bool] = Key("organiser_adding_staff", False)
MOUNT: Key[int] = Key("organiser_staff_mount", 0)
ROLES: Final = (Role.VOLUNTEER, Role.ORGANISER)


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.STAFF, _body)


def _body(opening: Opening) -> None:
    fresh = fresh_pin.FRESH.get()
    if fresh is not None:
        fresh_pin.show(fresh)
    elif ADDING.get():
        _add(opening)
    else:
        _list(opening)


# ---------------------------------------------------------------- somebody new


def _add(opening: Opening) -> None:
    parts.title(_("Somebody new"), under=_("The PIN is made by the kiosk and shown once."))
    key = MOUNT.get()
    with st.container(key="new_person"):
        name = st.text_input(_("Name of the person"), key=f"new_name_{key}")
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
    fresh_pin.FRESH.set(fresh)
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
    """Everything that can be done for one person; what shuts somebody out is asked once."""
    parts.section(person.name)
    parts.facts(_facts(person))
    offered = acts_for(person)
    asked = ASKED.get()
    act = next((each for each in offered if asked == (person.id, each.name)), None)
    if act is not None:
        _question(opening, person, act)
        return
    for each in offered:
        st.button(_(each.label), key=each.name, icon=f":material/{each.icon}:", on_click=ASKED.set,
                  args=((person.id, each.name),))  # fmt: skip
    if person.is_active:
        _rename(opening, person)


@dataclass(frozen=True, slots=True)
class Act:
    """`consequence` is what the question says. `gives_pin`: the answer is a new PIN, to be shown."""

    name: str
    label: str
    icon: str
    consequence: str
    do: Callable[..., object]
    gives_pin: bool = False


NEW_PIN: Final = Act(
    "reset_pin",
    N_("New PIN"),
    "pin",
    N_("The old PIN opens nothing any more."),
    people.reset_pin,
    gives_pin=True,
)
OUT: Final = Act(
    "sign_out_everywhere",
    N_("Sign out on all devices"),
    "logout",
    N_("Every device has to be signed in again."),
    people.sign_out_everywhere,
)
GOES: Final = Act(
    "deactivate",
    N_("Helps no more"),
    "person_off",
    N_("All devices are signed out, and the PIN opens nothing any more."),
    people.deactivate_staff,
)
COMES_BACK: Final = Act(
    "reactivate",
    N_("Helps again"),
    "person_add",
    N_("There will be a new PIN."),
    people.reactivate_staff,
    gives_pin=True,
)
TO_ORGANISER: Final = Act(
    "make_organiser",
    N_("Make an organiser"),
    "badge",
    N_("An organiser can change everything here, this list included."),
    partial(people.set_role, role=Role.ORGANISER),
)
TO_VOLUNTEER: Final = Act(
    "make_volunteer",
    N_("Make a volunteer"),
    "badge",
    N_("A volunteer sees only the booths with a shift of their own."),
    partial(people.set_role, role=Role.VOLUNTEER),
)


def acts_for(person: StaffLine) -> tuple[Act, ...]:
    """What can be done for this person now."""
    if not person.is_active:
        return (COMES_BACK,)
    return (NEW_PIN, OUT, TO_VOLUNTEER if person.role is Role.ORGANISER else TO_ORGANISER, GOES)


def _question(opening: Opening, person: StaffLine, act: Act) -> None:
    calm.notice(_(act.consequence), tone="warm", icon=act.icon)
    st.button(_("No, leave it"), key="leave_it", on_click=ASKED.forget)
    if st.button(_(act.label), key=f"really_{act.name}", type="primary", icon=f":material/{act.icon}:"):
        ASKED.forget()
        _try(lambda: _done(act, act.do(opening.db, by=opening.by, now=opening.now, staff_id=person.id)))


def _done(act: Act, answer: object) -> None:
    if act.gives_pin and isinstance(answer, FreshPin):
        _keep_pin(answer)
    else:
        saying.say(_("Done: {what}.").format(what=_(act.label)))


def _rename(opening: Opening, person: StaffLine) -> None:
    name = st.text_input(
        _("Name of the person"), value=person.name, key=f"rename_{person.id}_{person.name}", max_chars=4 * NAME_MAX
    )
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
