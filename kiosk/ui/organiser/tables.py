"""An editable table: what was shown, what is typed, one press to save all of it, and nothing typed is ever lost.

The grid reports no single key stroke. What stands in it comes along with the next press on anything, and every two
seconds with the part beside it that runs by itself; `keep_typed` then notes it, so that another page, a refused save
or a colleague's save finds it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Generic

import streamlit as st

from kiosk.ui import parts
from kiosk.ui.organiser import saying
from kiosk.ui.organiser.cells import Cells, R, Sheet, added_cells, applied, counts_as_change, kept_rows
from kiosk.ui.organiser.merging import merged
from kiosk.ui.session import Key
from kiosk.ui.words import _, ngettext
from models.refusals import Changed, DatabaseGone, Invalid, Refusal, UnknownRecord


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """`name` is its own in the whole house. `stored` reads what is stored now, `save` takes (shown, rows).

    `name_of` is how a row is called in a sentence. `new_row` makes a row to fill in from what stands there already;
    without it none can be added. `blame` names the rows (shown, typed) that a refusal without a row may be about.
    `about` describes the grid to whoever hears it instead of seeing it.
    """

    name: str
    sheet: Sheet[R]
    stored: Callable[[], Sequence[R]]
    save: Callable[[Sequence[R], Sequence[R]], object]
    name_of: Callable[[R], str]
    about: str
    new_row: Callable[[Sequence[Cells]], R] | None = None
    add: str = ""
    can_remove: bool = True
    read_only: bool = False
    blame: Callable[[Sequence[R], Sequence[R]], str] | None = None
    row_height_px: int = 42
    heading: str = ""
    """What stands above the table, where a screen has several."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One table in one person's hands. `shown` are the rows as they were stored; `start` is what the grid was put up
    with and `typed` what stands there now. A new `mount` puts up a new grid."""

    shown: tuple[Any, ...]
    untouched: tuple[Cells, ...]
    start: tuple[Cells, ...]
    typed: tuple[Cells, ...]
    mount: int = 0

    @property
    def unsaved(self) -> int:
        """How many rows are not as they are stored."""
        return sum(counts_as_change(*pair) for pair in zip_longest(self.typed, self.untouched))


DRAFTS: Key[dict[str, Draft]] = Key("organiser_drafts", {})
CONFLICT: Key[str] = Key("organiser_conflict", "")
"""The name of the table that a colleague saved meanwhile."""


def grid_key(name: str, mount: int) -> str:
    return f"grid_{name}_{mount}"


# ---------------------------------------------------------------- what is typed


def keep_typed() -> None:
    """Note what stands in every grid of this session. Called first in every run."""
    for name, draft in DRAFTS.get().items():
        state: Any = st.session_state.get(grid_key(name, draft.mount))
        if state is not None:
            _put(name, replace(draft, typed=applied(draft.start, state["edited_rows"])))


def has_unsaved(beginnings: tuple[str, ...]) -> bool:
    """Whether a table whose name begins with one of these holds something that is not saved."""
    return any(draft.unsaved for name, draft in DRAFTS.get().items() if beginnings and name.startswith(beginnings))


def opened(table: Table[R]) -> Draft:
    """The draft of this table: a new one, the one that was left behind, or the present one."""
    fresh, draft = tuple(table.stored()), DRAFTS.get().get(table.name)
    if draft is None:
        draft = _draft(table, fresh, mount=0)
    elif not draft.unsaved and fresh != draft.shown:
        draft = _draft(table, fresh, mount=draft.mount + _holds_edits(table.name, draft))
    elif grid_key(table.name, draft.mount) not in st.session_state and draft.typed != draft.start:
        draft = replace(draft, start=draft.typed, mount=draft.mount + 1)
    _put(table.name, draft)
    return draft


def present(table: Table[R]) -> Draft:
    """The draft as it stands after `opened`."""
    return DRAFTS.get()[table.name]


def forget(name: str) -> None:
    """The grid shows what is stored again. The mount goes on: an old grid's late answer must not come back."""
    draft = DRAFTS.get().get(name)
    if draft is not None:
        empty = Draft(shown=(), untouched=(), start=(), typed=(), mount=draft.mount + 1)
        _put(name, empty)
    if CONFLICT.get() == name:
        CONFLICT.forget()


def _draft(table: Table[R], rows: Sequence[R], *, mount: int) -> Draft:
    cells = tuple(table.sheet.cells_of(row) for row in rows)
    return Draft(shown=tuple(rows), untouched=cells, start=cells, typed=cells, mount=mount)


def _holds_edits(name: str, draft: Draft) -> bool:
    """Whether somebody typed and took it back: the grid still holds those edits, and would lay them over new rows."""
    state: Any = st.session_state.get(grid_key(name, draft.mount))
    return state is not None and bool(state["edited_rows"])


def _put(name: str, draft: Draft) -> None:
    DRAFTS.set({**DRAFTS.get(), name: draft})


# ---------------------------------------------------------------- what is pressed


def save(*tables: Table[Any]) -> None:
    """Save tables in turn up to the first that is refused, and begin a new run that says what came of it."""
    if all(try_to_save(table) for table in tables):
        saying.say(_("Saved."))
    st.rerun()


def discard(*tables: Table[Any]) -> None:
    for table in tables:
        forget(table.name)
    saying.say(_("Your changes were taken back. This is what is stored."), tone="info")
    st.rerun()


def add_row(table: Table[R]) -> None:
    draft: Draft = present(table)
    assert table.new_row is not None
    cells = (*draft.typed, added_cells(table.sheet.cells_of(table.new_row(draft.typed))))
    _put(table.name, replace(draft, start=cells, typed=cells, mount=draft.mount + 1))
    st.rerun()


def settle(table: Table[R], *, mine_wins: bool) -> None:
    """Make one table out of mine and theirs. If mine win it is saved at once, else it waits for the next press."""
    draft = present(table)
    fresh = tuple(table.stored())
    rows = table.sheet.rows_of(draft.typed, shown=draft.shown)
    both = merged(draft.shown, rows, fresh, mine_wins=mine_wins)
    cells = tuple(table.sheet.cells_of(each.row, gone=each.gone) for each in both)
    untouched = tuple(table.sheet.cells_of(row) for row in fresh)
    CONFLICT.forget()
    settled = Draft(shown=fresh, untouched=untouched, start=cells, typed=cells, mount=draft.mount + 1)
    _put(table.name, settled)
    if mine_wins:
        save(table)
    left = settled.unsaved
    words = ngettext("Theirs is kept. {count} row of yours is not saved yet.",
                     "Theirs is kept. {count} rows of yours are not saved yet.", left)  # fmt: skip
    saying.say(words.format(count=left) if left else _("Theirs is kept."), tone="info")
    st.rerun()


def try_to_save(table: Table[R]) -> bool:
    """True when all of it is stored. Else it is noted why not, to be said in the next run."""
    draft = present(table)
    if not draft.unsaved:
        return True
    rows: Sequence[R] = ()
    try:
        rows = table.sheet.rows_of(draft.typed, shown=draft.shown)
        _send(table, draft, rows)
    except (Changed, UnknownRecord):
        CONFLICT.set(table.name)
    except DatabaseGone:
        saying.say(_("That could not be saved just now. Please press once more."), tone="warm")
    except Refusal as refusal:
        saying.say_why_not(refusal, about=_blamed(table, draft, rows, refusal))
    else:
        forget(table.name)
        return True
    return False


def _blamed(table: Table[R], draft: Draft, rows: Sequence[R], refusal: Refusal) -> str:
    """Which column the refusal is about, by its heading, or which rows, where it does not say so itself."""
    if isinstance(refusal, Invalid) and refusal.row is not None:
        return column_of(table, refusal.field)
    return table.blame(draft.shown, rows) if table.blame is not None else ""


def column_of(table: Table[Any], field: str) -> str:
    """Where to look, as a sentence; empty for what is no column."""
    column = next((each.label for each in table.sheet.columns if each.field == field), "")
    if not column:
        return ""
    if table.heading:
        return _("It is in the table “{table}”, in the column “{column}”.").format(table=table.heading, column=column)
    return _("It is in the column “{column}”.").format(column=column)


def _send(table: Table[R], draft: Draft, rows: Sequence[R]) -> None:
    try:
        table.save(draft.shown, rows)
    except Invalid as refusal:
        kept = [place for place, _cells in kept_rows(draft.typed)]
        if refusal.row is not None and refusal.row < len(kept):
            refusal.row = kept[refusal.row]
        raise


def bar(*tables: Table[Any], also: Table[Any] | None = None, at: str) -> None:
    """The foot of a screen with tables: take back at the left, add in the middle, save at the right."""
    if all(table.read_only for table in tables):
        return
    pressed = parts.action_bar(
        at=at,
        back=_("Take back my changes"),
        also=also.add if also is not None and also.new_row is not None else None,
        main=_("Save"),
        main_icon="save",
    )
    if pressed.back:
        discard(*tables)
    if pressed.also and also is not None:
        add_row(also)
    if pressed.main:
        save(*tables)
