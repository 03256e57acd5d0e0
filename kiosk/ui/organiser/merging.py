"""Two people saved the same rows: what each of them changed, and one table out of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

Row = Any
"""A frozen dataclass with `id`, and `shown_only` naming the fields that nobody edits."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One row that two people changed. `lines`: field, what it was, theirs, mine.

    `they_removed`: it is not there any more. `i_removed`: it was to go, and somebody has worked on it meanwhile.
    """

    row: Row
    lines: tuple[tuple[str, Any, Any, Any], ...] = ()
    they_removed: bool = False
    i_removed: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A row of the table of both; `gone` when it is still to be removed."""

    row: Row
    gone: bool = False


def clashes(shown: Sequence[Row], mine: Sequence[Row], fresh: Sequence[Row]) -> tuple[Clash, ...]:
    """Rows that I edited or removed, and a colleague did, too, in the order in which they were shown."""
    typed, stored = _by_id(mine), _by_id(fresh)
    found = (_clash(was, typed.get(was.id), stored.get(was.id)) for was in shown)
    return tuple(each for each in found if each is not None)


def merged(shown: Sequence[Row], mine: Sequence[Row], fresh: Sequence[Row], *, mine_wins: bool) -> tuple[Merged, ...]:
    """Everybody's changes in one table: theirs and mine, and where both changed one cell, mine or theirs.

    A row that they removed and I edited comes back as a new one if mine wins. My new rows follow at the end.
    """
    was, typed = _by_id(shown), _by_id(mine)
    table = [_both(was.get(row.id), typed.get(row.id), row, mine_wins=mine_wins) for row in fresh]
    there = _by_id(fresh)
    lost = [row for row in mine if row.id is not None and row.id not in there]
    if mine_wins:
        table += [Merged(_as_new(row)) for row in lost if changed_fields(was[row.id], row)]
    return (*table, *(Merged(row) for row in mine if row.id is None))


def changed_fields(one: Row, other: Row) -> tuple[str, ...]:
    return tuple(name for name in _edited(one) if getattr(one, name) != getattr(other, name))


def _clash(was: Row, mine: Row | None, theirs: Row | None) -> Clash | None:
    if theirs is None:
        return Clash(was, they_removed=True) if mine is not None and changed_fields(was, mine) else None
    if mine is None:
        lines = tuple((name, getattr(was, name), getattr(theirs, name), None) for name in changed_fields(was, theirs))
        touched = lines or getattr(was, "revision", None) != getattr(theirs, "revision", None)
        return Clash(was, lines, i_removed=True) if touched else None
    both = [name for name in changed_fields(was, theirs) if changed_fields(was, mine)]
    lines = tuple((name, getattr(was, name), getattr(theirs, name), getattr(mine, name)) for name in both)
    return Clash(was, lines) if lines and not _agree(mine, theirs) else None


def _agree(mine: Row, theirs: Row) -> bool:
    return not changed_fields(mine, theirs)


def _both(was: Row | None, mine: Row | None, theirs: Row, *, mine_wins: bool) -> Merged:
    if was is None:
        return Merged(theirs)
    if mine is None:
        untouched = not changed_fields(was, theirs) and getattr(was, "revision", 0) == getattr(theirs, "revision", 0)
        return Merged(theirs, gone=mine_wins or untouched)
    only_mine = set(changed_fields(was, mine)) - (set() if mine_wins else set(changed_fields(was, theirs)))
    return Merged(replace(theirs, **{name: getattr(mine, name) for name in only_mine}))


def _as_new(row: Row) -> Row:
    return replace(row, **{name: None for name in ("id", "revision") if hasattr(row, name)})


def _edited(row: Row) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row) if field.name not in getattr(row, "shown_only", ()))


def _by_id(rows: Sequence[Row]) -> Mapping[int | None, Row]:
    return {row.id: row for row in rows if row.id is not None}
