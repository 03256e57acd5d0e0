"""One copy of everything in one file, the same for SQLite and PostgreSQL: a zip of JSON lines, one entry per table.

`manifest.json` comes last and names for each table the rows and the SHA-256 of its lines, so a file that was cut off or
changed is recognised before anything is touched. Values are plain JSON: instants in UTC with Z, days as YYYY-MM-DD,
bytes in base64.
The tables are read as the database has them, not as the code would: an older database is copied as it is.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, MetaData, Table, func, insert, select

from models.refusals import BadCopy

FORMAT: Final = "yiji-backup-1"
MANIFEST: Final = "manifest.json"
_VERSIONS: Final = "alembic_version"
_AT_ONCE: Final = 1000

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""


def no_progress(_done: int, _all: int) -> None:
    """For callers who do not look."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision`: of the schema, None for a database without tables. `tables`: name → (rows, SHA-256)."""

    revision: str | None
    tables: Mapping[str, tuple[int, str]]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


class _Count:
    """Rows done, told about now and then."""

    def __init__(self, rows: int, progress: Progress) -> None:
        self.done, self._rows, self._progress = 0, rows, progress

    def add(self, rows: int) -> None:
        self.done += rows
        self._progress(self.done, self._rows)


# Writing ---------------------------------------------------------------------------------------------------


def write_archive(
    connection: Connection, file: IO[bytes], *, revision: str | None, made_at: datetime, progress: Progress
) -> Manifest:
    """Copy all rows that this transaction sees, table by table in an order in which they can be put back."""
    tables = tables_of(connection)
    rows = sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    count = _Count(rows, progress)
    written: dict[str, tuple[int, str]] = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(_entry(table.name), "w") as lines:
                written[table.name] = _write_rows(connection, table, lines, count)
        manifest = {
            "format": FORMAT,
            "revision": revision,
            "made_at": _plain(made_at),
            "tables": {name: {"rows": rows, "sha256": digest} for name, (rows, digest) in written.items()},
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Manifest(revision, written)


def tables_of(connection: Connection) -> list[Table]:
    """The tables as the database has them, each after the ones it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSIONS]


def _write_rows(connection: Connection, table: Table, lines: IO[bytes], count: _Count) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        line = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        lines.write(line)
        rows += 1
        if rows % _AT_ONCE == 0:
            count.add(_AT_ONCE)
    count.add(rows % _AT_ONCE)
    return rows, digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):  # SQLite keeps UTC without saying so
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _entry(table: str) -> str:
    return f"tables/{table}.jsonl"


# Reading ---------------------------------------------------------------------------------------------------


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """The file with its manifest. Raises BadCopy when it is no copy of ours, or not a whole one."""
    try:
        archive = ZipFile(path)
    except BadZipFile as error:
        raise BadCopy(why="damaged" if _begins_like_ours(path) else "not_a_copy") from error
    with archive:
        yield archive, _manifest(archive)


def _begins_like_ours(path: Path) -> bool:
    """A zip whose end is missing still begins with its first entry."""
    with path.open("rb") as file:
        return b"tables/" in file.read(100)


def _manifest(archive: ZipFile) -> Manifest:
    try:
        read = json.loads(archive.read(MANIFEST))
        if read["format"] != FORMAT:
            raise BadCopy(why="newer" if str(read["format"]).startswith("yiji-backup-") else "not_a_copy")
        tables = {str(name): (int(told["rows"]), str(told["sha256"])) for name, told in read["tables"].items()}
        return Manifest(read["revision"], tables)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadCopy(why="not_a_copy") from error
    except BadZipFile as error:
        raise BadCopy(why="damaged") from error


def load_archive(connection: Connection, archive: ZipFile, manifest: Manifest, *, progress: Progress) -> None:
    """Put all rows into empty tables of the same revision. Raises BadCopy(damaged) when anything is not as written."""
    there = {table.name: table for table in tables_of(connection)}
    if set(there) != set(manifest.tables):
        raise BadCopy(why="damaged")
    count = _Count(manifest.rows, progress)
    for name, table in there.items():
        _load_table(connection, archive, table, manifest.tables[name])
        count.add(manifest.tables[name][0])


def _load_table(connection: Connection, archive: ZipFile, table: Table, told: tuple[int, str]) -> None:
    digest, rows = hashlib.sha256(), 0
    batch: list[dict[str, Any]] = []
    for line in _lines(archive, table.name):
        digest.update(line)
        rows += 1
        batch.append(_typed(line, table))
        if len(batch) == _AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    if (rows, digest.hexdigest()) != told:
        raise BadCopy(why="damaged")


def _lines(archive: ZipFile, table: str) -> Iterator[bytes]:
    try:
        with archive.open(_entry(table)) as lines:
            yield from lines
    except (KeyError, BadZipFile, EOFError, OSError) as error:
        raise BadCopy(why="damaged") from error


def _typed(line: bytes, table: Table) -> dict[str, Any]:
    try:
        plain = json.loads(line)
        return {column.name: _value(plain[column.name], column.type) for column in table.columns}
    except (ValueError, KeyError, TypeError) as error:
        raise BadCopy(why="damaged") from error


def _value(plain: Any, kind: Any) -> Any:
    if plain is None or isinstance(kind, JSON):
        return plain
    if isinstance(kind, DateTime):  # SQLite keeps UTC without saying so
        return datetime.fromisoformat(plain).astimezone(UTC).replace(tzinfo=None)
    if isinstance(kind, LargeBinary):
        return b64decode(plain, validate=True)
    return date.fromisoformat(plain) if isinstance(kind, Date) else plain
