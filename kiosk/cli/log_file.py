"""Recorded queues as CSV: what can be read, and which rows cannot."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from kiosk.cli.plan_file import BadFileError
from kiosk.engine.waiting.log import DAY_S, Visit
from kiosk.i18n.names import N_

NEEDED = ("day", "booth", "arrived_s", "started_s", "ended_s", "left_s")
COLUMNS = (*NEEDED, "priority", "stations")
LONGEST_S = 7 * DAY_S
MOST = 10**6

MISSING = N_("{column} is missing")
NO_NUMBER = N_("{column} is not a number")
NO_TIME = N_("{column} is no time of a day")
NO_COUNT = N_("{column} is not a whole number")
TOO_EARLY = N_("{column} is too early")
NO_END = N_("neither served nor left")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that cannot be used: its line in the file, and why, one of the sentences above."""

    line: int
    why: str
    column: str


@dataclass(frozen=True, slots=True)
class Log:
    visits: tuple[Visit, ...]
    skipped: tuple[Skipped, ...]


class _OddRowError(ValueError):
    """Why a row is skipped."""

    def __init__(self, why: str, column: str = "") -> None:
        super().__init__(why)
        self.why, self.column = why, column


def read_log(file: Path) -> Log:
    """Raises BadFileError when it is no such table at all; single rows are skipped and told.

    The same row twice is two people: where times are whole minutes they often come, begin and end together.
    """
    visits: list[Visit] = []
    skipped: list[Skipped] = []
    for line, row in _rows(file):
        try:
            visits.append(_visit(row))
        except _OddRowError as error:
            skipped.append(Skipped(line, error.why, error.column))
    return Log(tuple(visits), tuple(skipped))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and texts by column; an empty text where a column is not there."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            header = reader.fieldnames or ()
            if missing := [name for name in NEEDED if name not in header]:
                raise BadFileError("no column " + ", ".join(missing))
            for row in reader:
                yield reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFileError(f"not a CSV table in UTF-8: {error}") from error


def _visit(row: dict[str, str]) -> Visit:
    if not row["day"]:
        raise _OddRowError(MISSING, "day")
    arrived_s = _seconds(row, "arrived_s")
    if arrived_s is None:
        raise _OddRowError(MISSING, "arrived_s")
    started_s = _later(row, "started_s", arrived_s)
    ended_s = left_s = None
    if started_s is None:
        left_s = _later(row, "left_s", arrived_s)
        if left_s is None:
            raise _OddRowError(NO_END)
    else:
        ended_s = _later(row, "ended_s", started_s)
        if ended_s is None:
            raise _OddRowError(MISSING, "ended_s")
    return Visit(
        row["day"], row["booth"], arrived_s, started_s, ended_s, left_s,
        priority=_whole(row, "priority") or 0, stations=_whole(row, "stations") or None,
    )  # fmt: skip


def _number(row: dict[str, str], name: str) -> float | None:
    if not row[name]:
        return None
    try:
        return float(row[name])
    except ValueError:
        raise _OddRowError(NO_NUMBER, name) from None


def _seconds(row: dict[str, str], name: str) -> float | None:
    value = _number(row, name)
    if value is not None and not 0 <= value <= LONGEST_S:
        raise _OddRowError(NO_TIME, name)
    return value


def _later(row: dict[str, str], name: str, after_s: float) -> float | None:
    """Not before `after_s`; what seems more than half a day before it is past midnight."""
    value = _seconds(row, name)
    if value is None or value >= after_s:
        return value
    if value + DAY_S / 2 < after_s:
        return value + DAY_S
    raise _OddRowError(TOO_EARLY, name)


def _whole(row: dict[str, str], name: str) -> int | None:
    value = _number(row, name)
    if value is None:
        return None
    if not (isfinite(value) and value == int(value) and 0 <= value <= MOST):
        raise _OddRowError(NO_COUNT, name)
    return int(value)
