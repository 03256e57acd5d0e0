"""Recorded queues as CSV: what can be read, and which rows cannot."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from kiosk.cli.plan_file import BadFileError
from kiosk.engine.waiting.log import Visit

COLUMNS = ("day", "booth", "arrived_s", "started_s", "ended_s", "left_s", "priority", "stations")
DAY_S = 86_400.0
LONGEST_S = 7 * DAY_S


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that cannot be used: its line in the file, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Log:
    visits: tuple[Visit, ...]
    skipped: tuple[Skipped, ...]


class _OddRowError(ValueError):
    """Why a row is skipped."""


def read_log(file: Path) -> Log:
    """Raises BadFileError when it is no such table at all; single rows are skipped and told."""
    visits: list[Visit] = []
    skipped: list[Skipped] = []
    for line, row in _rows(file):
        try:
            visits.append(_visit(row))
        except _OddRowError as error:
            skipped.append(Skipped(line, str(error)))
    return Log(tuple(visits), tuple(skipped))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadFileError("no column " + ", ".join(missing))
            for row in reader:
                yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFileError(f"not a CSV table in UTF-8: {error}") from error


def _visit(row: dict[str, str]) -> Visit:
    if not row["day"]:
        raise _OddRowError("day is missing")
    arrived_s = _seconds(row, "arrived_s")
    if arrived_s is None:
        raise _OddRowError("arrived_s is missing")
    started_s, ended_s, left_s = (_later(row, name, arrived_s) for name in ("started_s", "ended_s", "left_s"))
    if started_s is None and left_s is None:
        raise _OddRowError("neither started_s nor left_s")
    if started_s is not None and ended_s is None:
        raise _OddRowError("ended_s is missing")
    if started_s is not None and ended_s is not None and ended_s < started_s:
        raise _OddRowError("ended_s is before started_s")
    priority, stations = _whole(row, "priority"), _whole(row, "stations")
    return Visit(
        row["day"], row["booth"], arrived_s, started_s, ended_s, None if started_s is not None else left_s,
        priority or 0, stations if stations and stations > 0 else None,
    )  # fmt: skip


def _seconds(row: dict[str, str], name: str) -> float | None:
    if not row[name]:
        return None
    try:
        value = float(row[name])
    except ValueError:
        raise _OddRowError(f"{name} is not a number") from None
    if not isfinite(value) or not 0 <= value <= LONGEST_S:
        raise _OddRowError(f"{name} is no time of a day")
    return value


def _later(row: dict[str, str], name: str, arrived_s: float) -> float | None:
    """After the arrival; more than half a day before it is past midnight."""
    value = _seconds(row, name)
    if value is None or value >= arrived_s:
        return value
    if value + DAY_S / 2 < arrived_s:
        return value + DAY_S
    raise _OddRowError(f"{name} is before arrived_s")


def _whole(row: dict[str, str], name: str) -> int | None:
    value = _seconds(row, name)
    return None if value is None else int(value)
