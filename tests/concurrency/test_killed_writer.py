"""kill -9 while people are being served: what was answered is kept, what was not answered is whole or not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from sqlalchemy import text

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.views import TicketView
from kiosk.store import Database, database
from kiosk.store.facts import booth_facts
from kiosk.store.issuing import NewTicket, claim_intention, issue, visit_of
from models.actor import RESIDENT, Actor
from models.enums import Language, MarketState, Priority, TicketState
from tests.concurrency.books import Books, disagreements, open_books
from tests.concurrency.crowd import PATIENCE_SECONDS, processes
from tests.factories import BoothPlan, make_market, volunteer_of

S = TicketState
LETTERS = "ABCD"
ANSWERS_BEFORE_EACH_KILL = 25


@dataclass(frozen=True)
class Post:
    """A booth with its own volunteer, where one process gives out numbers and calls."""

    url: str
    market_id: int
    booth_id: int
    letter: str
    by: Actor
    now: datetime


@dataclass(frozen=True)
class Answered:
    """Somebody was told that this ticket exists and is in this state."""

    number: str
    state: TicketState


@dataclass
class Writer:
    process: ForkServerProcess
    line: Connection


def give_number(db: Database, post: Post, key: str) -> TicketView:
    key = f"{post.letter}-{key}"
    given = get_tickets(
        db, post.market_id, wishes=[Wish(post.booth_id)], person=Person(), key=key, by=RESIDENT, now=post.now
    )
    return given.tickets[0]


def serve_people(post: Post, line: Connection) -> None:
    """Number after number; every second person is called and served. Tells each answer the moment it has it."""
    db = Database(post.url)
    for n in count():
        line.send(Answered(give_number(db, post, f"writer-{n:06d}").number, S.WAITING))
        if n % 2:
            called = call_next(db, post.booth_id, by=post.by, now=post.now)
            assert called is not None
            line.send(Answered(called.number, S.CALLED))
            for to in (S.SERVING, S.DONE):
                moved = move_ticket(db, called.code, to, by=post.by, now=post.now)
                line.send(Answered(moved.number, to))


def promise_too_early(post: Post, line: Connection) -> None:
    """The obvious mistake: say it while the transaction is still open. Then the process waits, for ever."""
    db = Database(post.url)
    with db.writing() as session:
        key = f"{post.letter}-writer"
        claim_intention(session, key, fingerprint="", now=post.now)
        visit = visit_of(session, post.market_id, name=None, phone=None, language=Language.CHINESE, now=post.now)
        new = NewTicket(slot=None, visit_id=visit, intention_key=key, priority=Priority.NONE)
        ticket = issue(session, booth_facts(session, post.booth_id), new, by=RESIDENT, now=post.now)
        line.send(Answered(ticket.number, S.WAITING))
        line.recv()


@contextmanager
def writers(work: Callable[[Post, Connection], None], posts: list[Post]) -> Iterator[list[Writer]]:
    context = processes()
    made = []
    for post in posts:
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(post, theirs), daemon=True)
        process.start()
        theirs.close()
        made.append(Writer(process, ours))
    yield made
    for writer in made:
        writer.process.kill()
        writer.process.join()
        writer.line.close()


def kill_one_after_the_other(working: list[Writer]) -> list[Answered]:
    """Each in the middle of its work, while the others go on; all answers that anybody got."""
    heard: list[Answered] = []
    for writer in working:
        alive = [one.line for one in working if one.process.is_alive()]
        heard_before = len(heard)
        while len(heard) - heard_before < ANSWERS_BEFORE_EACH_KILL:
            ready: list[Any] = wait(alive, timeout=PATIENCE_SECONDS)
            assert ready, "the writers went silent"
            heard.extend(line.recv() for line in ready)
        writer.process.kill()
        writer.process.join()
        heard.extend(_last_words(writer.line))
    return heard


def _last_words(line: Connection) -> Iterator[Answered]:
    while True:
        try:
            yield line.recv()
        except (EOFError, OSError):
            return


def forgotten(books: Books, heard: list[Answered]) -> list[Answered]:
    """What somebody was told and the database does not know."""
    numbers = {ticket.id: ticket.number for ticket in books.tickets}
    known = {Answered(numbers[event.ticket_id], event.became) for event in books.events}
    return [answer for answer in heard if answer not in known]


def posts_of(db: Database, now: datetime) -> list[Post]:
    made = make_market(db, *(BoothPlan(letter, units=500) for letter in LETTERS), state=MarketState.OPEN)
    by = volunteer_of(db, made, *LETTERS)
    return [Post(db.url, made.id, booth_id, letter, by, now) for letter, booth_id in made.booths.items()]


def test_nothing_answered_is_lost_nothing_is_half_written_and_no_lock_is_left(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = posts_of(db, now)
    with writers(serve_people, posts) as working:
        heard = kill_one_after_the_other(working)
    monkeypatch.setattr(database, "BUSY_SECONDS", 1.0)
    reopened = Database(db.url)

    books = open_books(reopened, posts[0].market_id)

    assert len(heard) >= ANSWERS_BEFORE_EACH_KILL * len(posts)
    assert forgotten(books, heard) == []
    assert len(books.events) - len(heard) <= len(posts), "each had at most one action under way"
    assert disagreements(books) == []
    assert [give_number(reopened, post, "after-the-kill").state for post in posts] == [S.WAITING] * len(posts)
    reopened.close()


def test_control_an_answer_before_the_commit_is_lost(db: Database, now: datetime) -> None:
    posts = posts_of(db, now)[:1]
    with writers(promise_too_early, posts) as (writer,):
        heard = [writer.line.recv()]
        writer.process.kill()
        writer.process.join()

    assert forgotten(open_books(db, posts[0].market_id), heard) == heard


def test_what_is_promised_survives_a_power_cut_too(db: Database) -> None:
    """No test can cut the power; these are the settings that SQLite and PostgreSQL promise it for."""
    if not db.is_sqlite:
        with db.writing() as session:
            assert session.connection().execute(text("SHOW synchronous_commit")).scalar() == "on"
        return
    for opened in (db.reading, db.writing):
        with opened() as session:
            pragmas = ("journal_mode", "synchronous", "foreign_keys")
            values = [session.connection().execute(text(f"PRAGMA {name}")).scalar() for name in pragmas]
        assert values == ["wal", 2, 1], "2 is FULL"
