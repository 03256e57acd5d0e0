"""From nothing to the first market: name the community, then a plaza, services, staff, and the day."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import streamlit as st

from kiosk.services.organising import catalogue, communities, people, plazas
from kiosk.services.organising.forms import CommunityForm
from kiosk.ui import parts
from kiosk.ui.organiser import forms, where
from kiosk.ui.organiser.community_form import community_form
from kiosk.ui.page import Opening
from kiosk.ui.words import _


@dataclass(frozen=True, slots=True)
class Step:
    """`is_done` steps carry a tick. `page` is where it is done."""

    label: str
    hint: str
    page: str
    is_done: bool


def found_community(opening: Opening) -> None:
    """The very first organiser names the community and belongs to it from then on."""

    def save(_shown: CommunityForm, wanted: CommunityForm) -> Any:
        return communities.create_community(opening.db, by=opening.by, now=opening.now, form=wanted)

    def done(_made: Any) -> None:
        where.go_to(where.OVERVIEW)

    parts.title(_("Welcome"), under=_("First, which community is this? Everything here can be changed later."))
    form = community_form(_blank, save, done=done, save_label=_("Found the community"))
    forms.show(form)
    forms.bar(form, at="found")


def _blank() -> CommunityForm:
    return CommunityForm(name="")


def no_market_yet(opening: Opening) -> None:
    """What there is to do before the first market, the next step as the one main press."""
    steps = first_steps(opening)
    todo = next((step for step in steps if not step.is_done), steps[-1])
    parts.title(_("Towards the first market"))
    items = "".join(_item(step, is_next=step is todo) for step in steps)
    st.html(f'<ol class="first-steps">{items}</ol>')
    pressed = parts.action_bar(at="first", main=todo.label)
    if pressed.main:
        where.go_to(todo.page)


def first_steps(opening: Opening) -> tuple[Step, ...]:
    """The way from an empty community to its first market."""
    db, by, now = opening.db, opening.by, opening.now
    has_plaza = bool(plazas.plazas(db, by=by, now=now))
    has_services = bool(catalogue.services(db, by=by, now=now))
    has_helpers = len(people.staff_list(db, by=by, now=now)) > 1
    return (
        Step(_("Draw the plaza"), _("Its size, and where trees, outlets and the fire lane are."),
             where.PLAZA, has_plaza),
        Step(_("Enter services and partners"), _("What is done, how long it takes, who does it."),
             where.CATALOGUE, has_services),
        Step(_("Add volunteers"), _("Everybody gets a PIN of their own."), where.STAFF, has_helpers),
        Step(_("Plan the first market"), _("Day, hours, booths, slots; then publish it."), where.MARKETS, False),
    )  # fmt: skip


def _item(step: Step, *, is_next: bool) -> str:
    state = "done" if step.is_done else "next" if is_next else "later"
    icons = {"done": "check_circle", "next": "arrow_circle_right", "later": "radio_button_unchecked"}
    mark = parts.glyph(icons[state])
    said = html.escape(_("done")) if step.is_done else html.escape(step.hint)
    return f'<li class="first-{state}">{mark}<b>{html.escape(step.label)}</b><span>{said}</span></li>'
