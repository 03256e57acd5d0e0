"""Layouts side by side: a little plan of each, and below it what it is worth."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Final

import streamlit as st

from kiosk.printing.plan import PlanMark, draw_plan
from kiosk.services.organising.proposals import SceneBooth, Score
from kiosk.services.organising.studio import StudioView
from kiosk.services.plan import Plan, PlanBooth, PlanFixture
from kiosk.services.views import Words
from kiosk.ui.organiser import labels
from kiosk.ui.words import _, lang, ngettext
from models.enums import Zone

WIDTH_PX: Final = 720


def draw(view: StudioView, booths: Sequence[SceneBooth], *, title: str) -> None:
    """The market's plaza with its booths where this layout has them; `title` is read instead of the picture."""
    plan = Plan(
        view.scene.width_cm,
        view.scene.depth_cm,
        tuple(PlanFixture(each, view.names.get(each.id, Words(""))) for each in view.scene.fixtures),
        tuple(PlanBooth(each, view.zones.get(each.id, Zone.HANDY)) for each in booths),
    )
    picture = _picture(PlanMark(plan, title, lang()))
    st.html(f'<figure class="layout-plan"><img src="{picture}" alt="{html.escape(title)}"></figure>')


@lru_cache(maxsize=64)
def _picture(mark: PlanMark) -> str:
    """As an address. The same layouts are shown run after run."""
    out = BytesIO()
    draw_plan(mark, WIDTH_PX).save(out, "PNG")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"


def worth(score: Score, beside: Score | None = None, *, beside_name: str = "") -> None:
    """What a layout is worth, each number with the one of the layout `beside` it: the present one, or a named one."""
    rows = [
        (_("Walking, each visitor"), _metres(score.walk_m), beside and _metres(beside.walk_m)),
        (_("Power leads together"), _metres(score.leads_m), beside and _metres(beside.leads_m)),
        (_("Room in the lines"), _line(score), beside and _line(beside)),
        (_("Noise from quiet"), _quiet(score), beside and _quiet(beside)),
        (_("Rules"), _rules(score), beside and _rules(beside)),
    ]
    body = "".join(
        f"<tr><th scope='row'>{html.escape(name)}</th><td><b>{html.escape(value)}</b></td>"
        + (f"<td>{html.escape(other)}</td>" if other else "")
        + "</tr>"
        for name, value, other in rows
    )
    so, now = _("So"), html.escape(beside_name) or _("Now")
    heads = f"<td></td><th scope='col'>{so}</th>" + (f"<th scope='col'>{now}</th>" if beside else "")
    st.html(f'<table class="plain-table worth"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')


def _metres(value: float) -> str:
    return _("{metres} m").format(metres=labels.metres(round(value) * 100))


def _line(score: Score) -> str:
    if not score.in_line:
        return _("no lines are expected")
    return _("{room} of {people} people").format(room=score.room_in_line, people=score.in_line)


def _quiet(score: Score) -> str:
    return _("nothing is noisy") if score.quiet_m is None else _metres(score.quiet_m)


def _rules(score: Score) -> str:
    if not score.errors and not score.warnings:
        return _("all kept")
    errors = ngettext("{count} broken", "{count} broken", score.errors).format(count=score.errors)
    hints = ngettext("{count} hint", "{count} hints", score.warnings).format(count=score.warnings)
    return _(", ").join(each for each, count in ((errors, score.errors), (hints, score.warnings)) if count)
