"""A form for one thing: its fields, the error under its field, one press to save, a colleague's save told and settled.

Like a table, a form keeps what is typed until it is saved or taken back: over other pages, refusals and colleagues.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import groupby
from typing import Any, Final, Generic, Literal, TypeVar

import streamlit as st

from kiosk.i18n import LANGUAGES, refusals
from kiosk.services.organising.forms import CommunityForm, MarketForm, PlazaForm
from kiosk.ui import calm, parts
from kiosk.ui.organiser import saying
from kiosk.ui.organiser.merging import changed_fields
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang
from models.refusals import Changed, DatabaseGone, Invalid, Refusal

F = TypeVar("F", CommunityForm, MarketForm, PlazaForm)
Kind = Literal["text", "day", "clock", "percent", "whole", "choice", "explained"]


@dataclass(frozen=True, slots=True)
class Field:
    """`label` is already in the language of the session. A percent is a share from 0 to 1 in the form.

    A choice is a list that opens; an explained one shows all its `options` with a sentence (`captions`) under each.

    `note` stands under the field, `group` above the first of those that share it; both in the session's language.
    """

    name: str
    label: str
    kind: Kind = "text"
    options: Mapping[Any, str] | None = None
    captions: tuple[str, ...] = ()
    help: str = ""
    step: int = 1
    note: str = ""
    group: str = ""
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Form(Generic[F]):
    """`name` is its own in the whole house. `save` takes (shown, wanted); what it answers goes to `done`."""

    name: str
    fields: tuple[Field, ...]
    stored: Callable[[], F]
    save: Callable[[F, F], Any]
    done: Callable[[Any], None] | None = None
    save_label: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`typed` maps field → what stands in its widget. `problem` is what the last save was refused for."""

    shown: Any
    typed: dict[str, Any]
    mount: int = 0
    problem: tuple[str, str, Any] | None = None
    clashes: bool = False


EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)
"""What the calendar lets one turn to; which days are possible is for the service to say."""

DRAFTS: Key[dict[str, Draft]] = Key("organiser_forms", {})


# ---------------------------------------------------------------- what is typed


def keep_typed() -> None:
    """Note what stands in every form of this session. Called first in every run."""
    for name, draft in DRAFTS.get().items():
        keys = [(each, key) for each in draft.typed for key in _keys(name, draft, each)]
        there = {each: st.session_state[key] for each, key in keys if key in st.session_state}
        if there:
            _put(name, replace(draft, typed={**draft.typed, **there}))


def has_unsaved(beginnings: tuple[str, ...]) -> bool:
    """Whether a form whose name begins with one of these holds something that is not saved."""
    drafts = {name: draft for name, draft in DRAFTS.get().items() if beginnings and name.startswith(beginnings)}
    return any(draft.typed != _typed(draft.shown, tuple(draft.typed)) for draft in drafts.values())


def is_unsaved(form: Form[F]) -> bool:
    return has_unsaved((form.name,))


def opened(form: Form[F]) -> Draft:
    """The draft of this form: a new one, the one that was left behind, or the present one."""
    fresh, draft = form.stored(), DRAFTS.get().get(form.name)
    names = tuple(field.name for field in form.fields)
    if draft is None or draft.typed.keys() != set(names):  # a community is founded with fewer fields
        draft = Draft(fresh, _typed(fresh, names))
    elif draft.typed == _typed(draft.shown, names) and fresh != draft.shown:
        draft = Draft(fresh, _typed(fresh, names), mount=draft.mount + 1)
    _put(form.name, draft)
    return draft


def _typed(shown: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Field → value as its widget holds it."""
    return {name: _in_widget(getattr(shown, name)) for name in names}


def _in_widget(value: Any) -> Any:
    return round(value * 100) if isinstance(value, float) else value


def wanted(form: Form[F], draft: Draft) -> F:
    """The form as it is typed. Raises Invalid for a required field that was emptied."""
    made: dict[str, Any] = {}
    for field in form.fields:
        value = draft.typed[field.name]
        if value is None and not field.may_be_empty:
            raise Invalid(field=field.name, problem="missing")
        if value != _in_widget(getattr(draft.shown, field.name)):  # looking at one third does not make it 33 %
            made[field.name] = value / 100 if field.kind == "percent" else value
    found: F = replace(draft.shown, **made)
    return found


def _put(name: str, draft: Draft) -> None:
    DRAFTS.set({**DRAFTS.get(), name: draft})


def forget(name: str) -> None:
    """The form shows what is stored again."""
    drafts = dict(DRAFTS.get())
    draft = drafts.get(name)
    if draft is not None:
        _put(name, Draft(draft.shown, _typed(draft.shown, tuple(draft.typed)), mount=draft.mount + 1))


def _key(name: str, draft: Draft, field: str) -> str:
    return f"form_{name}_{draft.mount}_{field}"


def _in_words(key: str, language: str) -> str:
    """The key of a widget that shows its choices in words: kept over a change of the language, a radio would lose its
    dot and a list its words."""
    return f"{key}-in-{language}"


def _keys(name: str, draft: Draft, field: str) -> tuple[str, ...]:
    """Under which a field may stand: when the language has just been changed, still under the other one's."""
    key = _key(name, draft, field)
    return key, *(_in_words(key, language) for language in LANGUAGES)


# ---------------------------------------------------------------- drawing


def show(form: Form[F]) -> None:
    """The fields, with the error under its field and the colleague's changes above them."""
    draft = opened(form)
    if draft.clashes:
        _conflict(form, draft)
    for place, (group, fields) in enumerate(groupby(form.fields, key=lambda field: field.group)):
        if group:
            parts.section(group)
        with st.container(key=f"fields_{form.name}_{place}" if place else f"fields_{form.name}"):
            for field in fields:
                _field(form.name, field, draft)


def _field(form: str, field: Field, draft: Draft) -> None:
    with st.container(key=f"field_{form}_{field.name}"):
        _widget(field, draft.typed[field.name], key=_key(form, draft, field.name))
        if draft.problem is not None and draft.problem[0] == field.name:
            _error(field, draft.problem)
        if field.note:
            st.html(f'<p class="field-note">{html.escape(field.note)}</p>')


def _widget(field: Field, value: Any, *, key: str) -> None:
    key = _in_words(key, lang()) if field.options else key
    common: dict[str, Any] = {"label": parts.plain(field.label), "key": key, "help": field.help or None}
    if field.kind == "day":
        st.date_input(value=value, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD", **common)
    elif field.kind == "clock":
        st.time_input(value=value, step=900, **common)
    elif field.kind in ("percent", "whole"):
        st.number_input(value=value, step=field.step, format="%d", **common)
    elif field.kind == "choice":
        st.selectbox(placeholder=_("Please choose"), **_options(field, value), **common)
    elif field.kind == "explained":
        captions = [parts.plain(each) for each in field.captions]
        st.radio(captions=captions, **_options(field, value), **common)
    else:
        st.text_input(value=value, **common)


def _options(field: Field, value: Any) -> dict[str, Any]:
    words = field.options or {}
    places = list(words)
    index = places.index(value) if value in places else None
    return {"options": places, "index": index, "format_func": lambda each: words.get(each, str(each))}


def _error(field: Field, problem: tuple[str, str, Any]) -> None:
    refusal = Invalid(field=problem[0], problem=problem[1], limit=problem[2])
    if field.kind == "percent" and refusal.problem == "out_of_range":
        refusal.limit = _as_percent(str(refusal.limit))
    words = html.escape(refusals.sentence(refusal, lang()))
    st.html(f'<p class="field-error" role="alert">{parts.glyph("error")}<span>{words}</span></p>')


def _as_percent(limit: str) -> str:
    """`0–0.9` → `0–90 %`."""
    return "–".join(f"{float(each) * 100:g}" for each in limit.split("–")) + " %"


# ---------------------------------------------------------------- pressing


def bar(form: Form[F], *, at: str) -> None:
    pressed = parts.action_bar(
        at=at, back=_("Take back my changes"), main=form.save_label or _("Save"), main_icon="save"
    )
    if pressed.back:
        forget(form.name)
        saying.say(_("Your changes were taken back. This is what is stored."), tone="info")
        st.rerun()
    if pressed.main:
        save(form)


def save(form: Form[F]) -> None:
    """Save it, or note at which field it was refused, and begin a new run."""
    if try_to_save(form):
        saying.say(_("Saved."))
    st.rerun()


def try_to_save(form: Form[F]) -> bool:
    """True when it is stored. Else it is noted why not, to be said in the next run."""
    keep_typed()
    draft = DRAFTS.get()[form.name]
    try:
        answer = form.save(draft.shown, wanted(form, draft))
    except Changed:
        _put(form.name, replace(draft, clashes=True, problem=None))
    except Invalid as refusal:
        _put(form.name, replace(draft, problem=(refusal.field, refusal.problem, refusal.limit)))
        saying.say_why_not(refusal)
    except DatabaseGone:
        saying.say(_("That could not be saved just now. Please press once more."), tone="warm")
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        forget(form.name)
        if form.done is not None:
            form.done(answer)
        return True
    return False


# ---------------------------------------------------------------- two people at one form


def _conflict(form: Form[F], draft: Draft) -> None:
    fresh = form.stored()
    theirs = [name for name in changed_fields(draft.shown, fresh) if name in draft.typed]
    with st.container(key="conflict"):
        calm.notice(_("A colleague has saved the same form meanwhile. Nothing of yours is lost."), tone="warm")
        st.html(_differences(form, draft, fresh, theirs))
        with st.container(key="conflict_ways"):
            take = st.button(_("Take theirs"), key="take_theirs", icon=":material/group:")
            keep = st.button(_("Keep mine"), key="keep_mine", icon=":material/person:")
    if take or keep:
        _settle(form, draft, fresh, mine_wins=keep)


def _settle(form: Form[F], draft: Draft, fresh: F, *, mine_wins: bool) -> None:
    names = tuple(draft.typed)
    was, stored = _typed(draft.shown, names), _typed(fresh, names)
    mine = {name for name in names if draft.typed[name] != was[name] and (mine_wins or stored[name] == was[name])}
    typed = {name: draft.typed[name] if name in mine else stored[name] for name in names}
    _put(form.name, Draft(fresh, typed, mount=draft.mount + 1))
    if mine_wins:
        save(form)
    saying.say(_("Theirs is kept."), tone="info")
    st.rerun()


def _differences(form: Form[F], draft: Draft, fresh: F, names: list[str]) -> str:
    by_name = {field.name: field for field in form.fields}
    heads = (_("What"), _("It was"), _("Theirs"), _("Mine"))
    head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in heads)
    body = ""
    for name in names:
        field = by_name[name]
        cells = (_in_widget(getattr(draft.shown, name)), _in_widget(getattr(fresh, name)), draft.typed[name])
        words = "".join(f"<td>{html.escape(in_words(field, each))}</td>" for each in cells)
        body += f'<tr><th scope="row">{html.escape(field.label)}</th>{words}</tr>'
    about = html.escape(_("What a colleague changed"))
    return f'<table class="plain-table"><caption>{about}</caption><tr>{head}</tr>{body}</table>'


_LONGEST: Final = 60


def in_words(field: Field, value: Any) -> str:
    """What stands in a widget, as text."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if field.options:
        return field.options.get(value, str(value))
    words = f"{value} %" if field.kind == "percent" else str(value)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
