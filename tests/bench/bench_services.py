"""Giving out a ticket and calling the next person through the services, beside bare transactions of the same weight.

The yardstick is what the disk and SQLite alone allow: a transaction of two inserts (a ticket and its event) and one
update (the booth's counter) into the same tables with the same indexes and triggers, written with `sqlite3` by hand and
committed with the same durability (WAL, synchronous=FULL). Both take turns on the same disk, a hundred at a time, so
that whatever else slows the machine slows both.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.queues import call_next, move_ticket
from kiosk.store import Database
from models.actor import RESIDENT, Actor
from models.enums import TicketState
from tests.factories import BoothPlan, MadeMarket, at, make_market, volunteer_of

ROUNDS, EACH = 15, 100
AIM = 0.5
NOON = "2026-11-19 01:30:00.000000"
_TICKET = """INSERT INTO ticket
    (code, number, market_id, booth_id, visit_id, kind, priority, state, created_at, queued_at)
    VALUES (?, ?, ?, ?, ?, 'walk_in', 'none', 'waiting', ?, ?)"""
_EVENT = """INSERT INTO ticket_event (ticket_id, booth_id, at, move, became, role, before)
    VALUES (?, ?, ?, 'create', 'waiting', 'resident', '{}')"""
_COUNT = "UPDATE booth SET promised = promised + 1 WHERE id = ?"


@contextmanager
def bare(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


class Bare:
    """One person's visit, made once, and the same kind of ticket for it again and again."""

    def __init__(self, connection: sqlite3.Connection, market_id: int, booth_id: int) -> None:
        self._connection, self._market, self._booth = connection, market_id, booth_id
        self._numbers = count(1)
        connection.execute("BEGIN")
        self._visits = [self._visit() for _ in range((ROUNDS + 1) * EACH)]
        connection.execute("COMMIT")

    def _visit(self) -> int:
        made = "INSERT INTO visit (market_id, language, created_at) VALUES (?, 'zh-CN', ?)"
        return int(self._connection.execute(made, (self._market, NOON)).lastrowid or 0)

    def commit_one(self) -> None:
        run, number = self._connection.execute, next(self._numbers)
        run("BEGIN IMMEDIATE")
        own = (uuid.uuid4().hex[:26], f"Z{number:05d}", self._market, self._booth, self._visits.pop(), NOON, NOON)
        ticket_id = run(_TICKET, own).lastrowid
        run(_EVENT, (ticket_id, self._booth, NOON))
        run(_COUNT, (self._booth,))
        run("COMMIT")


class Services:
    """The same through the front door. People are served between the rounds, outside the measured time."""

    def __init__(self, db: Database, made: MadeMarket, by: Actor) -> None:
        self._db, self._made, self._by = db, made, by
        self._booths = list(made.booths.values())
        self._turn, self._now = count(), at("09:30")

    def give(self) -> None:
        wish = Wish(self._booths[next(self._turn) % len(self._booths)])
        who: dict[str, Any] = {"person": Person(), "by": RESIDENT, "now": self._now}
        get_tickets(self._db, self._made.id, wishes=[wish], key=uuid.uuid4().hex, **who)

    def call(self) -> str:
        booth_id = self._booths[next(self._turn) % len(self._booths)]
        called = call_next(self._db, booth_id, by=self._by, now=self._now)
        assert called is not None
        return called.code

    def finish(self, codes: list[str]) -> None:
        self._now += timedelta(seconds=1)
        for code in codes:
            for state in (TicketState.SERVING, TicketState.DONE):
                move_ticket(self._db, code, state, by=self._by, now=self._now)


def rate(act: Callable[[], object], times: int) -> tuple[float, list[Any]]:
    """How often in a second, and what came back."""
    began = time.perf_counter()
    answers = [act() for _ in range(times)]
    return times / (time.perf_counter() - began), answers


def say(what: str, ours: list[float], yardstick: list[float]) -> None:
    share = median(mine / theirs for mine, theirs in zip(ours, yardstick, strict=True))
    reached = "reached" if share >= AIM else "not reached"
    print(
        f"\n{what}: {median(ours):.0f}/s, bare transactions {median(yardstick):.0f}/s: "
        f"{share:.0%} (aim {AIM:.0%}, {reached}; rounds from {min(ours):.0f} to {max(ours):.0f}/s)"
    )


@pytest.mark.timeout(900)
def test_the_service_layer_beside_bare_transactions(tmp_path: Path, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    letters = "ABCDEFGHIJ"
    made = make_market(db, *(BoothPlan(letter, stations=EACH // len(letters)) for letter in letters))
    spare = make_market(db, BoothPlan("Z"), day=at("09:00").date() + timedelta(days=30))
    ours = Services(db, made, volunteer_of(db, made, *letters))
    rates: dict[str, list[float]] = {"given": [], "called": [], "bare": []}
    with bare(Path(sqlite_url.removeprefix("sqlite:///"))) as connection:
        theirs = Bare(connection, spare.id, spare.booths["Z"])
        for act in (ours.give, theirs.commit_one):
            rate(act, EACH)  # warm
        for _ in range(ROUNDS):
            rates["bare"].append(rate(theirs.commit_one, EACH)[0])
            rates["given"].append(rate(ours.give, EACH)[0])
            called, codes = rate(ours.call, EACH)
            rates["called"].append(called)
            ours.finish(codes)
    db.close()

    say("a ticket given out", rates["given"], rates["bare"])
    say("the next person called", rates["called"], rates["bare"])
    assert len(rates["given"]) == ROUNDS
