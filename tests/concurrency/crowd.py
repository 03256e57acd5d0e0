"""Several real processes that do the same thing at the same instant.

They are made by a server process that has imported the kiosk and nothing else, so none of them shares a lock, a
connection or a cache with another. Everybody opens the database, runs one query and waits at one barrier; only then
does the race begin.
"""

from __future__ import annotations

import multiprocessing
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from kiosk.store import Database, database

Work = Callable[[Database, Any], Any]
"""What one process does in a race. It lives at the top of a module and answers with plain values."""

PATIENCE_SECONDS = 60
BUSY_SECONDS = 30.0  # a race is about who wins; on a busy machine the last of them waits long


def a_moment() -> None:
    """Between the look and the deed, in the controls: there is always one, and here it is long enough to be met."""
    time.sleep(0.01)


def processes() -> ForkServerContext:
    """How processes are made here."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "kiosk.services.bookings", "kiosk.services.queues"])
    return context


@dataclass(frozen=True)
class _Member:
    process: ForkServerProcess
    line: Connection


class Crowd:
    """So many processes, made once for the races of many tests."""

    def __init__(self, size: int) -> None:
        context = processes()
        self._barrier = context.Barrier(size)
        self._members = [self._hire(context) for _ in range(size)]

    def _hire(self, context: ForkServerContext) -> _Member:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._barrier), daemon=True)
        process.start()
        theirs.close()
        return _Member(process, ours)

    def __len__(self) -> int:
        return len(self._members)

    def race(self, url: str, work: Work, arguments: Sequence[Any]) -> list[Any]:
        """Everybody runs `work` with their own argument, all at once; the answers in the order of the arguments."""
        assert len(arguments) == len(self._members), "one argument for each process"
        for member, argument in zip(self._members, arguments, strict=True):
            member.line.send((url, work, argument))
        answers = [self._answer(member) for member in self._members]
        failures = [text for ok, text in answers if not ok]
        if failures:
            self._barrier.reset()  # everybody has answered, so nobody waits there
        assert not failures, "\n".join(failures)
        return [answer for _, answer in answers]

    def _answer(self, member: _Member) -> tuple[bool, Any]:
        if not member.line.poll(PATIENCE_SECONDS):
            return False, "a process did not answer in time"
        answer: tuple[bool, Any] = member.line.recv()
        return answer

    def close(self) -> None:
        for member in self._members:
            member.line.close()
        for member in self._members:
            member.process.join(timeout=5)
            if member.process.is_alive():
                member.process.kill()


def _serve(line: Connection, barrier: Any) -> None:
    database.BUSY_SECONDS = BUSY_SECONDS
    while True:
        try:
            url, work, argument = line.recv()
        except EOFError:
            return
        try:
            line.send((True, _race(url, work, argument, barrier)))
        except BaseException:  # noqa: BLE001 - whatever it is, the test shall read it
            barrier.abort()
            line.send((False, traceback.format_exc()))


def _race(url: str, work: Work, argument: Any, barrier: Any) -> Any:
    db = Database(url)
    try:
        assert db.answers()
        barrier.wait(timeout=PATIENCE_SECONDS)
        return work(db, argument)
    finally:
        db.close()
