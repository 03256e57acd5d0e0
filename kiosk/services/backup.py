"""A consistent copy of the whole database while the kiosk runs, and the way back, also onto the other kind of database.

A copy holds names, phone numbers and digests of PINs: the file is readable by its owner only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, Table, create_engine, func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from kiosk.services.state import is_empty
from kiosk.store import Database
from kiosk.store.archive import Manifest, Progress, load_archive, no_progress, open_archive, write_archive
from kiosk.store.migrate import present, revisions, upgrade
from models.refusals import BadCopy, DatabaseGone, NotEmpty
from models.tables import metadata

_WAIT_SECONDS: Final = 30.0


def write_copy(db: Database, path: Path, *, now: datetime, progress: Progress = no_progress) -> Manifest:
    """Write everything that is committed at this instant. The file appears when it is whole, replacing an older one."""
    partial = path.with_name(path.name + ".partial")
    try:
        with _calm(), os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            revision = present(db.url)
            with _snapshot(db) as connection:
                manifest = write_archive(connection, file, revision=revision, made_at=now, progress=progress)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


@contextmanager
def _snapshot(db: Database) -> Iterator[Connection]:
    """One state of the whole database, while others go on writing."""
    with db.engine.connect() as connection:
        if not db.is_sqlite:  # where a transaction sees one state from its first read on
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def restore_copy(db: Database, path: Path, *, force: bool, progress: Progress = no_progress) -> Manifest:
    """Put a copy in the place of what the database holds: all of it, or nothing when anything is wrong.

    The copy is first built and checked beside, at its own revision, then brought to the newest one. Raises BadCopy, and
    NotEmpty unless `force` when the database holds anything.
    """
    with open_archive(path) as (archive, manifest), TemporaryDirectory(prefix="kiosk-restore-") as folder:
        if manifest.revision is not None and manifest.revision not in revisions():
            raise BadCopy(why="newer")
        built = f"sqlite:///{Path(folder) / 'built.sqlite3'}"
        with _calm():
            if not force and present(db.url) is not None and not is_empty(db):
                raise NotEmpty
            if manifest.revision is not None:
                upgrade(built, manifest.revision)
                _load(built, lambda to: load_archive(to, archive, manifest, progress=progress))
            upgrade(built)
            _put_in_place(built, db)
    return manifest


@contextmanager
def _calm() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, sqlite3.OperationalError) as error:
        raise DatabaseGone from error


def _load(url: str, work: Callable[[Connection], None]) -> None:
    """Rows in any order of reference within one table; what refers to nothing is damage."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            work(connection)
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise BadCopy(why="damaged")
            connection.commit()
    except IntegrityError as error:
        raise BadCopy(why="damaged") from error
    finally:
        engine.dispose()


def _put_in_place(built: str, db: Database) -> None:
    if db.is_sqlite:
        _overwrite_sqlite(Path(make_url(built).database or ""), Path(make_url(db.url).database or ""))
    else:
        upgrade(db.url)
        _overwrite_postgresql(built, db)


def _overwrite_sqlite(built: Path, live: Path) -> None:
    """SQLite's own backup, in one step: who reads meanwhile sees the old database or the new one."""
    with (
        closing(sqlite3.connect(built)) as source,
        closing(sqlite3.connect(live, timeout=_WAIT_SECONDS)) as target,
    ):
        source.backup(target)


def _overwrite_postgresql(built: str, db: Database) -> None:
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    source = create_engine(built)
    try:
        with source.connect() as found, db.writing() as session:
            target = session.connection()
            # TRUNCATE, because the events are append-only: their trigger refuses DELETE.
            target.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            for table in metadata.sorted_tables:
                _copy_table(found, target, table)
    finally:
        source.dispose()


def _copy_table(found: Connection, target: Connection, table: Table) -> None:
    rows = [dict(row) for row in found.execute(select(table).order_by(*table.primary_key)).mappings()]
    if not rows:
        return
    target.execute(insert(table), rows)
    if "id" in table.c and table.c.id.type.python_type is int:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        last = select(func.max(table.c.id)).scalar_subquery()
        target.execute(select(func.setval(sequence, last)).where(sequence.is_not(None)))
