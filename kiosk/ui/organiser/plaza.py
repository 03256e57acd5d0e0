"""The plaza to scale, and what stands on it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.services.organising import plazas
from kiosk.services.organising.forms import PlazaForm
from kiosk.services.organising.rows import FixtureRow
from kiosk.services.organising.views import PlazaPlan
from kiosk.ui import parts
from kiosk.ui.organiser import forms, frame, pictures, saying, tables, where
from kiosk.ui.organiser.catalogue import NO_DAY_ZONE
from kiosk.ui.organiser.cells import Cells, Column, Sheet
from kiosk.ui.organiser.forms import Field, Form
from kiosk.ui.organiser.grid import grid
from kiosk.ui.organiser.tables import Table
from kiosk.ui.page import Opening, live
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang, ngettext
from models.refusals import Refusal

NEW: Key[bool] = Key("organiser_new_plaza", False)
PLAN_SECONDS = 2


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.PLAZA, _body)


def _body(opening: Opening) -> None:
    found = plazas.plazas(opening.db, by=opening.by, now=opening.now)
    parts.title(_("Plaza"))
    if NEW.get() or not found:
        _new(opening, has_plazas=bool(found))
        return
    chosen = next((each for each in found if each.id == where.plaza_id()), found[0])
    _choose(found, chosen)
    form, table = plaza_form(opening, chosen), fixture_table(opening, chosen)
    with st.container(key="beside_plaza"):
        with st.container(key="plaza_left"):
            forms.show(form)
            parts.section(_("What stands there"))
            grid(table)
        with st.container(key="plaza_right"):
            _plan(opening, chosen)
            _seldom(opening, chosen)
    _bar(form, table)


def _bar(form: Form[PlazaForm], table: Table[FixtureRow]) -> None:
    """One press saves the size and what stands there; the size first, because things may stand outside the old one."""
    pressed = parts.action_bar(
        at="plaza", back=_("Take back my changes"), also=table.add, main=_("Save"), main_icon="save"
    )
    if pressed.back:
        forms.forget(form.name)
        tables.discard(table)
    if pressed.also:
        tables.add_row(table)
    if pressed.main:
        if not forms.is_unsaved(form) or forms.try_to_save(form):
            tables.save(table)
        st.rerun()


def _choose(found: Sequence[PlazaPlan], chosen: PlazaPlan) -> None:
    with st.container(key="choose_plaza"):
        for each in found:
            if each.id == chosen.id:
                st.html(f'<p class="place-here" aria-current="true">{html.escape(name_of(each.form))}</p>')
            else:
                label = parts.plain(name_of(each.form))
                st.button(label, key=f"plaza_{each.id}", on_click=where.choose, args=("plaza", each.id))
        st.button(_("A new plaza"), key="new_plaza", icon=":material/add:", on_click=NEW.set, args=(True,))


def name_of(form: PlazaForm) -> str:
    return form.name_en if lang() == "en" and form.name_en else form.name


def _fields() -> tuple[Field, ...]:
    return (
        Field("name", _("Name of the plaza")),
        Field("name_en", _("Name in English, if there is one")),
        Field("width_cm", _("Width from west to east, in cm"), "whole", step=50),
        Field("depth_cm", _("Depth from south to north, in cm"), "whole", step=50),
        Field("grid_cm", _("Booths stand on a grid of, in cm"), "whole", step=10),
    )


def plaza_form(opening: Opening, plaza: PlazaPlan) -> Form[PlazaForm]:
    def stored() -> PlazaForm:
        found = plazas.plazas(opening.db, by=opening.by, now=opening.now)
        return next((each.form for each in found if each.id == plaza.id), plaza.form)

    def save(shown: PlazaForm, wanted: PlazaForm) -> Any:
        return plazas.edit_plaza(
            opening.db, by=opening.by, now=opening.now, plaza_id=plaza.id, shown=shown, wanted=wanted
        )

    return Form(f"plaza_{plaza.id}", _fields(), stored, save)


def _seldom(opening: Opening, plaza: PlazaPlan) -> None:
    with st.container(key="plaza_acts"):
        if st.button(_("Delete this plaza"), key="delete_plaza", icon=":material/delete:"):
            _delete(opening, plaza)


def _delete(opening: Opening, plaza: PlazaPlan) -> None:
    """A plaza that a market was ever planned on is refused; what goes is only a drawing."""
    try:
        plazas.delete_plaza(opening.db, by=opening.by, now=opening.now, plaza_id=plaza.id)
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        where.choose("plaza", None)
        saying.say(_("The plaza is deleted."))
    st.rerun()


def _new(opening: Opening, *, has_plazas: bool) -> None:
    def save(_shown: PlazaForm, wanted: PlazaForm) -> Any:
        return plazas.create_plaza(opening.db, by=opening.by, now=opening.now, form=wanted)

    def done(made: Any) -> None:
        NEW.forget()
        where.choose("plaza", made.id)

    form = Form("new_plaza", _fields(), lambda: PlazaForm(name=""), save, done=done)
    forms.show(form)
    back = _("Back to the plaza") if has_plazas else None
    pressed = parts.action_bar(at="new_plaza", back=back, main=_("Draw the plaza"), main_icon="add")
    if pressed.back:
        NEW.forget()
        forms.forget(form.name)
        st.rerun()
    if pressed.main:
        forms.save(form)


# ---------------------------------------------------------------- what stands there


def fixture_table(opening: Opening, plaza: PlazaPlan) -> Table[FixtureRow]:
    db, by, now = opening.db, opening.by, opening.now
    kinds = {kind.value: _(word) for kind, word in FIXTURE_KINDS.items()}
    columns = (
        Column("kind", _("What"), "choice", 120, options=kinds),
        Column("x_cm", _("West"), "whole", 84, help=_("Distance from the west edge, in cm.")),
        Column("y_cm", _("South"), "whole", 90, help=_("Distance from the south edge, in cm.")),
        Column("width_cm", _("Width"), "whole", 90, help=_("In cm.")),
        Column("depth_cm", _("Depth"), "whole", 92, help=_("In cm.")),
        Column("name", _("Name"), width_px=150),
        Column("name_en", _("Name in English"), width_px=150),
        Column("amps", _("Amperes"), "whole", 126),
    )

    def stored() -> tuple[FixtureRow, ...]:
        found = plazas.plazas(db, by=by, now=now)
        return next((each.fixtures for each in found if each.id == plaza.id), ())

    def save(shown: Sequence[FixtureRow], rows: Sequence[FixtureRow]) -> object:
        return plazas.save_fixtures(db, by=by, now=now, plaza_id=plaza.id, shown=shown, rows=rows)

    return Table(
        name=f"fixtures_{plaza.id}",
        sheet=Sheet(FixtureRow, columns, NO_DAY_ZONE),
        stored=stored,
        save=save,
        name_of=lambda row: row.name or (_(FIXTURE_KINDS[row.kind]) if row.kind else "?"),
        about=_("Table of what stands on the plaza"),
        new_row=_new_fixture,
        add=_("Add something"),
        row_height_px=38,
    )


def _new_fixture(_there: Sequence[Cells]) -> FixtureRow:
    return FixtureRow()


@live(every_seconds=PLAN_SECONDS)
def _plan(_opening: Opening, plaza: PlazaPlan) -> None:
    """The plaza as it stands in the table now, saved or not."""
    tables.keep_typed()
    draft = tables.DRAFTS.get().get(f"fixtures_{plaza.id}")
    unsaved = draft.unsaved if draft is not None else 0
    pictures.plaza_plan(plaza, draft.typed if draft is not None else ())
    words = ngettext("{count} row is not saved yet.", "{count} rows are not saved yet.", unsaved)
    st.html(f'<p class="unsaved" role="status">{words.format(count=unsaved) if unsaved else ""}</p>')
