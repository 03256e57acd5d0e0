"""The cells of an organiser's table: how a value stands there, and how what is typed becomes a row again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final, Generic, Literal, TypeVar

from kiosk.services.organising import rows as services_rows
from kiosk.services.organising.typed import read_rows
from kiosk.ui.organiser.labels import clock
from models.refusals import Invalid

R = TypeVar(
    "R",
    services_rows.BoothRow,
    services_rows.FixtureRow,
    services_rows.PartnerRow,
    services_rows.ServiceRow,
    services_rows.ShiftRow,
    services_rows.SlotRow,
    services_rows.StationRow,
)
Cells = dict[str, Any]
"""Field → what stands in the grid: text, number, yes or no, or None. GONE is set in rows that are to be removed."""

GONE: Final = "gone"
BLANK: Final = "blank"
"""In a row that was added here: what it began with. As long as nothing else stands in it, it is no row at all."""

Kind = Literal["text", "whole", "number", "yes", "choice", "clock", "shown"]

_CLOCK = re.compile(r"(\d{1,2})\s*[:.点时]\s*(\d{1,2}|半|一刻|三刻)?\s*分?|(\d{1,2})(\d{2})|(\d{1,2})")
_QUARTERS: Final = {"半": 30, "一刻": 15, "三刻": 45}


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is already in the language of the session; `options` map the stored value to its word."""

    field: str
    label: str
    kind: Kind = "text"
    width_px: int = 120
    options: Mapping[Any, str] | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """What a table holds: its kind of row, its columns, and the day and zone in which its clocks are read."""

    row: type[R]
    columns: tuple[Column, ...]
    zone: str
    day: date | None = None

    def cells_of(self, row: R, *, gone: bool = False) -> Cells:
        clocks = {column.field for column in self.columns if column.kind == "clock"}
        made: Cells = {GONE: gone}
        for field in fields(row):
            value = getattr(row, field.name)
            if field.name in clocks and value is not None:
                value = clock(value, self.zone)
            made[field.name] = value.value if isinstance(value, Enum) else value
        return made

    def rows_of(self, cells: Sequence[Cells], *, shown: Sequence[R]) -> tuple[R, ...]:
        """The typed rows that stay, in order. Raises Invalid(row: its place among all cells, field)."""
        was = {row.id: row for row in shown}
        kept = kept_rows(cells)
        records = [self._record(index, each, was.get(each.get("id"))) for index, each in kept]
        try:
            return read_rows(self.row, records, zone=self.zone)
        except Invalid as refusal:
            if refusal.row is not None:
                refusal.row = kept[refusal.row][0]
            raise

    def _record(self, index: int, cells: Cells, was: R | None) -> Cells:
        record = {name: value for name, value in cells.items() if name not in _MARKS}
        for column in self.columns:
            if column.kind == "clock":
                record[column.field] = self._instant(index, column.field, record.get(column.field), was)
        return record

    def _instant(self, index: int, field: str, typed: Any, was: R | None) -> datetime | None:
        """What was not touched stays to the second, also where it is on another day."""
        stored: datetime | None = getattr(was, field) if was is not None else None
        if typed is None or not str(typed).strip():
            return None
        if stored is not None and clock(stored, self.zone) == str(typed).strip():
            return stored
        hour = clock_time(str(typed))
        if hour is None or self.day is None:
            raise Invalid(field=field, problem="not_a_clock", row=index)
        return datetime.combine(self.day, hour)


_MARKS: Final = frozenset({GONE, BLANK})


def clock_time(typed: str) -> time | None:
    """`9:30`, `9：30`, `0930`, `9点30分`, `9点半` or `9` as a time of the day; None for anything else."""
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", typed[:20]).strip())
    if found is None:
        return None
    hour = int(found[1] or found[3] or found[5])
    minute = _QUARTERS.get(found[2]) or int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def applied(cells: Sequence[Cells], edits: Mapping[Any, Mapping[str, Any]]) -> tuple[Cells, ...]:
    """The cells with what the grid says was typed since: place → column → value. Places it cannot know are left out."""
    made = [dict(each) for each in cells]
    for place, typed in edits.items():
        index = int(place)
        if 0 <= index < len(made):
            made[index].update({name: _tidy(value) for name, value in typed.items()})
    return tuple(made)


def _tidy(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def kept_rows(cells: Sequence[Cells]) -> list[tuple[int, Cells]]:
    """The rows that are to be stored, each with its place in the grid."""
    return [(place, each) for place, each in enumerate(cells) if not each.get(GONE) and not _is_blank(each)]


def same_cells(one: Cells, other: Cells) -> bool:
    """Whether nobody would see a difference: an empty text and no text are the same."""
    names = (one.keys() | other.keys()) - {BLANK}
    return all((one.get(name) or None) == (other.get(name) or None) for name in names)


def added_cells(cells: Cells) -> Cells:
    """A row that was added here and waits to be filled in."""
    return {**cells, BLANK: dict(cells)}


def counts_as_change(cells: Cells, untouched: Cells | None) -> bool:
    """Whether a row is not as it is stored. A new row that is empty or ticked to go is nothing yet."""
    if untouched is None:
        return not cells.get(GONE) and not _is_blank(cells)
    return not same_cells(cells, untouched)


def _is_blank(cells: Cells) -> bool:
    return BLANK in cells and same_cells(cells, cells[BLANK])
