"""Several people's writes in one transaction, each in its own savepoint: they wait for the disk once.

On SQLite every commit waits for the disk, one after the other, and often for longer than the work took. When several
requests are waiting anyway, they can wait for it together: nobody is answered before the one commit is done, and what
is refused or goes wrong for one is undone for that one alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlmodel import Session

from kiosk.store.database import Database, session_on, translated_errors


class Joined(Database):
    """A handle whose `writing()` joins a transaction that somebody else commits. For one thread."""

    def __init__(self, db: Database, connection: Connection) -> None:
        self.url, self.is_sqlite, self.engine = db.url, db.is_sqlite, db.engine
        self._connection = connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Undone alone if anything was raised; durable when the transaction around it is."""
        with translated_errors(), self._connection.begin_nested(), session_on(self._connection) as session:
            yield session
            session.flush()


@contextmanager
def together(db: Database) -> Iterator[Database]:
    """A handle for several writes that are committed at the end, or none of them. Raises DatabaseGone."""
    with db.connection_to_write() as connection:
        yield Joined(db, connection)
