"""The grid itself, and what stands above it when a colleague has saved the same rows."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from kiosk.ui import calm
from kiosk.ui.organiser import saying, tables
from kiosk.ui.organiser.cells import GONE, Cells, Column, R
from kiosk.ui.organiser.merging import Clash, clashes
from kiosk.ui.organiser.tables import Draft, Table
from kiosk.ui.words import _
from models.refusals import Invalid

_DTYPES: Final = {"text": "object", "clock": "object", "whole": "Int64", "number": "Float64", "yes": "bool"}


def grid(table: Table[R]) -> None:
    """The table to type into, with the conflict above it if there is one."""
    draft = tables.opened(table)
    if tables.CONFLICT.get() == table.name:
        _conflict(table, draft)
    if not draft.typed:
        calm.notice(_("Nothing stands here yet."), icon="info")
        return
    columns = (*table.sheet.columns, *_removal(table))
    st.data_editor(
        _frame(draft.start, columns),
        key=tables.grid_key(table.name, draft.mount),
        height="content",
        row_height=table.row_height_px,
        column_config={"_index": st.column_config.Column(_("Row"), width=56)} | {c.field: _config(c) for c in columns},
        column_order=[column.field for column in columns],
        disabled=table.read_only,
        num_rows="fixed",
        on_change="ignore",
        placeholder="",
        alt=table.about,
    )


def _removal(table: Table[Any]) -> tuple[Column, ...]:
    if not table.can_remove or table.read_only:
        return ()
    return (Column(GONE, _("Remove"), "yes", 116, help=_("Tick the rows to remove, then save.")),)


def _frame(cells: tuple[Cells, ...], columns: tuple[Column, ...]) -> pd.DataFrame:
    made: dict[str, Any] = {}
    for column in columns:
        values = [_typed(column, each.get(column.field)) for each in cells]
        made[column.field] = pd.Series(values, dtype=_dtype(column))
    frame = pd.DataFrame(made)
    frame.index = pd.Index(range(1, len(cells) + 1))
    return frame


def _dtype(column: Column) -> str:
    if column.kind == "choice" and column.options and all(isinstance(key, int) for key in column.options):
        return "Int64"
    return _DTYPES.get(column.kind, "object")


def _typed(column: Column, value: Any) -> Any:
    if column.kind == "yes":
        return bool(value)
    if column.kind == "shown":
        return "" if value is None else str(value)
    return value


def _config(column: Column) -> Any:
    common: dict[str, Any] = {"label": column.label, "width": column.width_px, "help": column.help or None}
    if column.kind == "whole":
        return st.column_config.NumberColumn(**common, step=1, format="%d")
    if column.kind == "number":
        return st.column_config.NumberColumn(**common, format="%g")
    if column.kind == "yes":
        return st.column_config.CheckboxColumn(**common)
    if column.kind == "choice":
        words: Mapping[Any, str] = column.options or {}
        return st.column_config.SelectboxColumn(
            **common, options=list(words), format_func=lambda value: words.get(value, str(value))
        )
    if column.kind == "shown":
        return st.column_config.TextColumn(**common, disabled=True, alignment="right")
    return st.column_config.TextColumn(**common)


# ---------------------------------------------------------------- two people at one table


def _conflict(table: Table[R], draft: Draft) -> None:
    """What a colleague changed in rows that I changed, too, and the two ways on.

    A cell that cannot be read has to be corrected before rows can be compared: the grid must stay on the screen.
    """
    with st.container(key="conflict"):
        calm.notice(_("A colleague has saved the same rows meanwhile. Nothing of yours is lost."), tone="warm")
        try:
            rows = table.sheet.rows_of(draft.typed, shown=draft.shown)
        except Invalid as refusal:
            calm.notice(saying.sentences(refusal, tables.column_of(table, refusal.field)), tone="stop")
            return
        st.html(_differences(table, clashes(draft.shown, rows, tuple(table.stored()))))
        with st.container(key="conflict_ways"):
            theirs = st.button(_("Take theirs"), key="take_theirs", icon=":material/group:")
            mine = st.button(_("Keep mine"), key="keep_mine", icon=":material/person:")
    if theirs or mine:
        tables.settle(table, mine_wins=mine)


def _differences(table: Table[R], found: tuple[Clash, ...]) -> str:
    heads = (_("Row"), _("What"), _("It was"), _("Theirs"), _("Mine"))
    head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in heads)
    body = "".join(_clash_lines(table, clash) for clash in found)
    about = html.escape(_("What a colleague changed"))
    return f'<table class="plain-table"><caption>{about}</caption><tr>{head}</tr>{body}</table>'


def _clash_lines(table: Table[R], clash: Clash) -> str:
    name = html.escape(table.name_of(clash.row))
    if clash.they_removed:
        return _whole_line(name, _("They removed this row."))
    if clash.i_removed and not clash.lines:
        return _whole_line(name, _("They worked on its stations, shifts or slots; you wanted to remove it."))
    return "".join(_line(table, name, clash, line) for line in clash.lines)


def _whole_line(name: str, words: str) -> str:
    return f'<tr><th scope="row">{name}</th><td colspan="4">{html.escape(words)}</td></tr>'


def _line(table: Table[R], name: str, clash: Clash, line: tuple[str, Any, Any, Any]) -> str:
    field, was, theirs, mine = line
    column = next((c for c in table.sheet.columns if c.field == field), Column(field, field))
    own = _("removed") if clash.i_removed else in_words(column, mine, table.sheet.zone)
    words = (column.label, in_words(column, was, table.sheet.zone), in_words(column, theirs, table.sheet.zone), own)
    return f'<tr><th scope="row">{name}</th>' + "".join(f"<td>{html.escape(word)}</td>" for word in words) + "</tr>"


def in_words(column: Column, value: Any, zone: str) -> str:
    """A stored value as the grid shows it."""
    from kiosk.ui.organiser.labels import clock

    if column.kind == "yes":
        return _("yes") if value else _("no")
    if value is None or value == "":
        return _("empty")
    if column.kind == "clock":
        return clock(value, zone)
    if column.kind == "choice" and column.options:
        return column.options.get(value, str(value))
    return shortened(str(value))


def shortened(text: str) -> str:
    """Long texts in a comparison are shortened: what differs is usually seen at the beginning."""
    return text if len(text) <= 60 else text[:59] + "…"
