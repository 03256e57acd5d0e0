"""A private database to replay a month in, and the one transaction that moves its rows to where they belong.

Nothing that happens while the example is made was promised to anybody, so the private database need not survive a power
cut: without waiting for the disk at each of some thousand commits the replay takes seconds instead of minutes. Moving
the rows is all or nothing: whoever looks meanwhile sees an empty database or the whole example.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, event, func, insert, select, text
from sqlmodel import Session

from kiosk.services.state import holds_nothing
from kiosk.store import Database
from models.refusals import NotEmpty
from models.tables import Installation, SignInTry, StaffSession, metadata

_NOT_MOVED = {Installation.__tablename__, SignInTry.__tablename__, StaffSession.__tablename__}
"""What an installation knows about itself and its devices is its own."""


@contextmanager
def scratch() -> Iterator[Database]:
    """An empty SQLite database at the newest schema, gone afterwards."""
    with TemporaryDirectory(prefix="kiosk-example-") as folder:
        db = Database(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        event.listen(db.engine, "connect", _hurry)
        try:
            metadata.create_all(db.engine)
            yield db
        finally:
            db.close()


def _hurry(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


def move_rows(source: Database, target: Database) -> None:
    """Copy every row with its id. Raises NotEmpty when somebody filled the target meanwhile."""
    with source.reading() as found, target.writing() as session:
        if session.get_bind().dialect.name == "postgresql":  # on SQLite writers take turns anyway
            session.execute(text("LOCK TABLE community, staff IN SHARE ROW EXCLUSIVE MODE"))
        if not holds_nothing(session):
            raise NotEmpty
        for table in metadata.sorted_tables:
            if table.name not in _NOT_MOVED:
                _move_table(found, session, table)


def _move_table(found: Session, session: Session, table: Table) -> None:
    """As SQLite stores them, or through the types where another database stores them differently."""
    target = session.connection()
    if target.dialect.name == "sqlite":
        names, places = ", ".join(f'"{c.name}"' for c in table.c), ", ".join("?" for _ in table.c)
        source = f'SELECT {names} FROM "{table.name}" ORDER BY rowid'  # noqa: S608 - names of our own tables
        rows = [tuple(row) for row in found.connection().exec_driver_sql(source)]
        if rows:
            target.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608
        return
    mappings = [dict(row) for row in found.execute(select(table).order_by(*table.primary_key)).mappings()]
    if mappings:
        target.execute(insert(table), mappings)
    if mappings and "id" in table.c:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        target.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
