"""The one thread that writes to SQLite: whoever waits together is made durable together, and each is refused alone."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from kiosk.api.writer import MOST_AT_ONCE, Writer
from kiosk.services import Database
from models.places import Community
from models.refusals import AlreadyBooked, DatabaseGone

Work = Callable[[Database], Any]


@dataclass
class Desk:
    """A writer that can be held up, so that others queue behind it."""

    db: Database
    writer: Writer
    held: threading.Event = field(default_factory=threading.Event)

    def all_at_once(self, *work: Work) -> list[Future[Any]]:
        """Submit everything while the writer is busy with something else."""
        begun = threading.Event()

        def hold(_db: Database) -> None:
            begun.set()
            self.held.wait(10)

        first = self.writer.submit(hold)
        assert begun.wait(10)
        waiting = [self.writer.submit(one) for one in work]
        self.held.set()
        first.result(10)
        return waiting

    @property
    def names(self) -> list[str]:
        with self.db.reading() as session:
            return sorted(session.exec(select(Community.name)))


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    db = Database(sqlite_url)
    writer = Writer(db)
    yield Desk(db, writer)
    writer.close()
    db.close()


@pytest.fixture
def commits() -> Iterator[list[str]]:
    """One entry for each commit of the test's database."""
    seen: list[str] = []

    def note(_connection: object) -> None:
        seen.append("commit")

    event.listen(Engine, "commit", note)
    yield seen
    event.remove(Engine, "commit", note)


def add(name: str) -> Work:
    def work(db: Database) -> str:
        with db.writing() as session:
            session.add(Community(name=name))
        return name

    return work


def add_and_fail(name: str, error: Exception) -> Work:
    def work(db: Database) -> None:
        with db.writing() as session:
            session.add(Community(name=name))
            session.flush()
            raise error

    return work


def test_a_lone_request_is_done_at_once(desk: Desk) -> None:
    assert desk.writer.submit(add("one")).result(10) == "one"
    assert desk.names == ["one"]


def test_those_who_wait_together_are_committed_once_and_answered_each(desk: Desk, commits: list[str]) -> None:
    waiting = desk.all_at_once(*(add(f"{n:02d}") for n in range(8)))
    assert [one.result(10) for one in waiting] == [f"{n:02d}" for n in range(8)]
    assert commits == ["commit"]
    assert len(desk.names) == 8


def test_control_one_after_the_other_they_are_committed_eight_times(desk: Desk, commits: list[str]) -> None:
    for n in range(8):
        desk.writer.submit(add(f"{n}")).result(10)
    assert len(commits) == 8


def test_a_refusal_is_undone_alone(desk: Desk) -> None:
    refusal = AlreadyBooked(booth_id=1, name="", name_en="")
    before, refused, after = desk.all_at_once(add("before"), add_and_fail("refused", refusal), add("after"))
    assert (before.result(10), after.result(10)) == ("before", "after")
    assert refused.exception(10) is refusal
    assert desk.names == ["after", "before"]


def test_a_mistake_in_one_request_is_undone_alone(desk: Desk) -> None:
    one, wrong = desk.all_at_once(add("one"), add_and_fail("wrong", RuntimeError("a mistake")))
    assert one.result(10) == "one"
    assert isinstance(wrong.exception(10), RuntimeError)
    assert desk.names == ["one"]


def test_a_row_that_is_there_already_does_not_take_the_others_with_it(desk: Desk) -> None:
    waiting = desk.all_at_once(add("one"), add("one"), add("two"))
    assert [one.exception(10) is None for one in waiting] == [True, False, True]
    assert desk.names == ["one", "two"]


def test_nobody_is_told_yes_when_the_commit_fails(desk: Desk) -> None:
    def fail(_connection: object) -> None:
        raise DatabaseGone

    event.listen(desk.db.engine, "commit", fail)
    waiting = desk.all_at_once(add("one"), add("two"))
    assert [type(one.exception(10)) for one in waiting] == [DatabaseGone, DatabaseGone]
    event.remove(desk.db.engine, "commit", fail)
    assert desk.names == []


def test_a_database_that_goes_away_in_the_middle_is_gone_for_all_who_waited(desk: Desk) -> None:
    waiting = desk.all_at_once(add("one"), add_and_fail("gone", DatabaseGone()), add("two"))
    assert [type(one.exception(10)) for one in waiting] == [DatabaseGone] * 3
    assert desk.names == []
    assert desk.writer.submit(add("later")).result(10) == "later"


def test_a_request_that_was_given_up_is_not_done(desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(_db: Database) -> None:
        begun.set()
        go_on.wait(10)

    first = desk.writer.submit(hold)
    assert begun.wait(10)
    given_up = desk.writer.submit(add("nobody waits for this"))
    assert given_up.cancel()
    go_on.set()
    first.result(10)
    desk.writer.submit(add("one")).result(10)
    assert desk.names == ["one"]


def test_a_long_queue_is_done_in_pieces(desk: Desk, commits: list[str]) -> None:
    waiting = desk.all_at_once(*(add(f"{n:03d}") for n in range(MOST_AT_ONCE + 5)))
    assert len([one.result(10) for one in waiting]) == MOST_AT_ONCE + 5
    assert len(commits) == 2


def test_closing_finishes_what_is_queued(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    writer = Writer(db)
    waiting = [writer.submit(add(f"{n}")) for n in range(5)]
    writer.close()
    assert all(one.done() for one in waiting)
    db.close()
