"""One handle for one database, SQLite file or PostgreSQL.

A write on SQLite begins with BEGIN IMMEDIATE, behind a lock of this process: waiting for a thread costs less than
SQLite's busy handler, which sleeps. Other processes wait at SQLite's own lock; nobody waits longer than `BUSY_SECONDS`.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from kiosk.clock import monotonic_seconds
from kiosk.store.prepared import runs_on
from models.refusals import DatabaseGone

BUSY_SECONDS = 5.0
_ASK_AGAIN_MS = 20
_WRITES = "yiji_writes"


class _Turn:
    """One writer of this process at a time. Whoever waits for it does not wait for the other processes once more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over_at = 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises DatabaseGone."""
        over_at = monotonic_seconds() + BUSY_SECONDS
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise DatabaseGone
        try:
            self._over_at = over_at
            yield
        finally:
            self._lock.release()

    def begin(self, driver: sqlite3.Connection) -> None:
        """Take SQLite's write lock. Raises DatabaseGone.

        SQLite's busy handler asks ever more rarely, every 100 ms in the end, so with several busy processes somebody
        had to wait five seconds for a lock that was free in between. Starting it anew keeps it asking.
        """
        driver.execute(f"PRAGMA busy_timeout={_ASK_AGAIN_MS}")
        try:
            while not _write_lock_taken(driver):
                if monotonic_seconds() >= self._over_at:
                    raise DatabaseGone
        finally:
            driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def _write_lock_taken(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise DatabaseGone from error
        return False
    return True


def _prepare_sqlite(engine: Engine, turn: _Turn) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions: `_begin` does
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        driver = connection.connection.driver_connection
        if connection.get_execution_options().get(_WRITES, False):
            turn.begin(driver)
        else:
            driver.execute("BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.commit()


def session_on(connection: Connection) -> Session:
    """A session in the transaction of a connection. It joins with the first query of its own.

    `Prepared` statements need nothing of what a session does, and a transaction of only such statements costs a third.
    """
    return Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only", info=runs_on(connection))


class Database:
    """`reading()` and `writing()` open a session with one transaction.

    Both raise `DatabaseGone` when the database is locked for too long or does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        options: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "pool_timeout": BUSY_SECONDS}
        if self.is_sqlite:
            path = Path(make_url(url).database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = {"connect_timeout": int(BUSY_SECONDS)}
        self.engine = create_engine(url, **options)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._turn = _Turn()
        if self.is_sqlite:
            _prepare_sqlite(self.engine, self._turn)
        else:
            _prepare_postgresql(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and leaves nothing behind."""
        with translated_errors(), self.engine.connect() as connection:
            connection.begin()
            with session_on(connection) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction is committed at the end, or rolled back if anything was raised."""
        with self.connection_to_write() as connection, session_on(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def connection_to_write(self) -> Iterator[Connection]:
        """The bare connection of one transaction of writes, for `kiosk.store.together`."""
        with (
            translated_errors(),
            self._turn.taken() if self.is_sqlite else nullcontext(),
            self._writer.begin() as connection,
        ):
            yield connection

    def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            with self.reading() as session:
                session.connection().execute(text("SELECT 1 FROM market LIMIT 1"))
        except (DatabaseGone, DBAPIError):
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def translated_errors() -> Iterator[None]:
    """A database that is locked for too long, or away, is DatabaseGone."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseGone from error
