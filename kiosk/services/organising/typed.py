"""What an editor on a screen sends back, as rows: the border where cells get their types."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from kiosk.services.organising.rows import (
    BoothRow,
    FixtureRow,
    PartnerRow,
    ServiceRow,
    ShiftRow,
    SlotRow,
    StationRow,
)
from models.refusals import Invalid

_KINDS: tuple[Any, ...] = (BoothRow, FixtureRow, PartnerRow, ServiceRow, ShiftRow, SlotRow, StationRow)
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in _KINDS}

R = TypeVar("R", BoothRow, FixtureRow, PartnerRow, ServiceRow, ShiftRow, SlotRow, StationRow)

PROBLEMS = {
    "int": "not_a_whole_number",
    "finite": "not_a_whole_number",
    "string": "not_text",
    "enum": "not_in_the_list",
}
"""The first word of pydantic's kind of error → the word of the refusal; all others are "" (please check)."""


def read_rows(kind: type[R], records: Sequence[Mapping[Any, Any]], *, zone: str) -> tuple[R, ...]:
    """Rows from cells by name; unknown names are left out, missing ones are empty.

    Empty cells come as None, as a missing number (NaN) or as "". A time without zone is one on the wall of `zone`.
    Raises Invalid(row, field).
    """
    return tuple(_row(kind, index, record, ZoneInfo(zone)) for index, record in enumerate(records))


def _row(kind: type[R], index: int, record: Mapping[Any, Any], zone: ZoneInfo) -> R:
    cells = {}
    for field in fields(kind):
        if field.name in record:
            value = _plain(record[field.name], zone)
            cells[field.name] = _empty(field.default) if value is None else value
    try:
        row: R = _ADAPTERS[kind].validate_python(cells)
    except ValidationError as error:
        first = error.errors()[0]
        problem = PROBLEMS.get(first["type"].partition("_")[0], "")
        raise Invalid(field=str(first["loc"][0]), problem=problem, row=index) from error
    return row


def _empty(default: Any) -> Any:
    """An empty text is "", an empty yes-or-no what a new row has; any other empty cell is None."""
    if isinstance(default, bool):
        return default
    return "" if type(default) is str else None


def _plain(value: Any, zone: ZoneInfo) -> Any:
    if value is None or value == "" or value != value:  # noqa: PLR0124 - NaN and NaT are the missing cells of tables
        return None
    if isinstance(value, datetime):
        there = value if value.tzinfo is not None else value.replace(tzinfo=zone)
        return there.astimezone(UTC)
    return value
