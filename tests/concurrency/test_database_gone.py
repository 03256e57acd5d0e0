"""The database is locked, cut off or not there: everybody gets an answer in time, and afterwards all works again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from kiosk.services import bookings
from kiosk.services.queues import call_next
from kiosk.services.tickets import ticket_by_code
from kiosk.store import Database, counters, database
from models.enums import MarketState
from models.refusals import DatabaseGone, NotAllowed
from tests.concurrency.books import disagreements, open_books
from tests.concurrency.crowd import processes
from tests.factories import BoothPlan, MadeMarket, make_market, volunteer_of, walk_in

BUSY_SECONDS = 0.4
THREADS = 8


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for five seconds here."""
    monkeypatch.setattr(database, "BUSY_SECONDS", BUSY_SECONDS)


@pytest.fixture
def hasty(impatient: None, database_url: str) -> Iterator[Database]:
    """A database whose users wait for less than half a second."""
    opened = Database(database_url)
    yield opened
    opened.close()


def open_market(db: Database) -> MadeMarket:
    return make_market(db, BoothPlan("A"), state=MarketState.OPEN)


# ---------------------------------------------------------------- locked by somebody else


def hold(url: str, booth_id: int, line: Connection) -> None:
    """Another program holds SQLite's write lock, or a booth's row, until it is told to let go."""
    db = Database(url)
    with db.writing() as session:
        session.connection().execute(text(f"UPDATE booth SET promised = promised WHERE id = {booth_id}"))
        line.send("held")
        line.recv()
    line.send("let go")


@contextmanager
def held_by_another_process(db: Database, made: MadeMarket) -> Iterator[None]:
    context = processes()
    ours, theirs = context.Pipe()
    process = context.Process(target=hold, args=(db.url, made.booths["A"], theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == "held"
    try:
        yield
    finally:
        ours.send("let go")
        assert ours.recv() == "let go"
        process.join()


def test_a_writer_is_refused_while_another_program_holds_the_lock_and_served_afterwards(
    hasty: Database, now: datetime
) -> None:
    made = open_market(hasty)
    waiting = walk_in(hasty, made, "A", now=now)
    by = volunteer_of(hasty, made, "A")

    with held_by_another_process(hasty, made):
        with pytest.raises(DatabaseGone):
            call_next(hasty, made.booths["A"], by=by, now=now)
        assert ticket_by_code(hasty, waiting.code, now=now).number == "A001", "looking goes on"

    called = call_next(hasty, made.booths["A"], by=by, now=now)
    assert called is not None
    assert called.number == "A001"
    assert disagreements(open_books(hasty, made.id)) == []


def test_everybody_who_waits_is_refused_together_not_one_after_the_other(hasty: Database, now: datetime) -> None:
    made = open_market(hasty)
    by = volunteer_of(hasty, made, "A")

    def refused(_: int) -> bool:
        try:
            call_next(hasty, made.booths["A"], by=by, now=now)
        except DatabaseGone:
            return True
        return False

    with held_by_another_process(hasty, made), ThreadPoolExecutor(THREADS) as threads:
        started = monotonic()
        answers = list(threads.map(refused, range(THREADS)))
        waited = monotonic() - started

    assert all(answers)
    assert waited < BUSY_SECONDS * THREADS * 0.75, "in turns they would have waited for all turns together"


def test_control_a_lock_that_is_let_go_in_time_refuses_nobody(db: Database, now: datetime) -> None:
    made = open_market(db)
    by = volunteer_of(db, made, "A")

    with ThreadPoolExecutor(1) as threads:
        with held_by_another_process(db, made):
            waiting = threads.submit(call_next, db, made.booths["A"], by=by, now=now)
        answer = waiting.result()

    assert answer is None, "nobody waits, and that was said without a refusal"


# ---------------------------------------------------------------- cut off


def cut_all_connections(db: Database) -> None:
    """As a restart of the server does it."""
    import psycopg

    url = make_url(db.url)
    where = f"host={url.query['host']} user={url.username} dbname={url.database}"
    with psycopg.connect(where, autocommit=True) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        admin.execute(cut, (url.database,))


def test_connections_that_were_cut_while_nobody_used_them_are_replaced_unseen(
    postgres_db: Database, now: datetime
) -> None:
    made = open_market(postgres_db)
    with ExitStack() as all_at_once:
        for _ in range(THREADS):
            all_at_once.enter_context(postgres_db.reading()).connection()
    cut_all_connections(postgres_db)

    numbers = [walk_in(postgres_db, made, "A", now=now).number for _ in range(THREADS)]

    assert numbers == [f"A{n:03d}" for n in range(1, THREADS + 1)]


def test_a_connection_cut_in_the_middle_of_an_action_refuses_it_whole_and_once(
    postgres_db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_market(postgres_db)

    def cut_first(session: Session, market_id: int) -> object:
        monkeypatch.undo()
        cut_all_connections(postgres_db)
        return counters.bump_market(session, market_id)

    monkeypatch.setattr(bookings, "bump_market", cut_first)
    with pytest.raises(DatabaseGone):
        walk_in(postgres_db, made, "A", now=now)

    assert open_books(postgres_db, made.id).tickets == []
    assert walk_in(postgres_db, made, "A", now=now).number == "A001"
    assert disagreements(open_books(postgres_db, made.id)) == []


# ---------------------------------------------------------------- not there, or all in use


def test_a_database_that_is_not_there_does_not_answer(impatient: None, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("这不是数据库。" * 100, encoding="utf-8")
    not_there = (
        f"postgresql+psycopg://nobody@/nothing?host={tmp_path}",
        f"sqlite:///{tmp_path / 'letter.txt'}",
        f"sqlite:///{tmp_path / 'new.sqlite3'}",
    )
    for url in not_there:
        db = Database(url)
        assert not db.answers()
        db.close()


def test_a_file_that_vanishes_is_a_refusal_and_comes_back(impatient: None, sqlite_url: str, now: datetime) -> None:
    db = Database(sqlite_url)
    made = open_market(db)
    db.close()
    file = Path(make_url(sqlite_url).database or "")
    away = file.parent.rename(file.parent.with_name("unplugged"))

    with pytest.raises(DatabaseGone):
        walk_in(db, made, "A", now=now)

    away.rename(file.parent)
    assert walk_in(db, made, "A", now=now).number == "A001"
    db.close()


def test_more_people_than_connections_get_an_answer_in_time(hasty: Database, now: datetime) -> None:
    made = open_market(hasty)
    with ExitStack() as everybody:
        for _ in range(40):
            everybody.enter_context(hasty.reading()).connection()
        with pytest.raises(DatabaseGone):
            walk_in(hasty, made, "A", now=now)

    assert walk_in(hasty, made, "A", now=now).number == "A001"


def _change_and_refuse(db: Database) -> None:
    with db.writing() as session:
        session.connection().execute(text("UPDATE booth SET units = 7"))
        raise NotAllowed


def test_sqlite_is_not_left_locked_by_a_refused_writer(impatient: None, sqlite_url: str, now: datetime) -> None:
    db = Database(sqlite_url)
    made = open_market(db)
    with pytest.raises(NotAllowed):
        _change_and_refuse(db)

    with sqlite3.connect(make_url(sqlite_url).database or "", timeout=0) as other:
        assert other.execute("SELECT units FROM booth").fetchall() == [(None,)]
        other.execute("UPDATE booth SET units = 8")
    assert open_books(db, made.id).booths[0].units == 8
    db.close()
