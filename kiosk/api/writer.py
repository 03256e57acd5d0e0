"""One thread that writes to SQLite for all requests: whoever waits together is made durable together.

SQLite has one writer at a time and waits for the disk at every commit. So the requests that have queued up during one
commit are done in the next one, each in its own savepoint, and all are answered after it. A lone request is done at
once; nobody waits for company.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from kiosk.services import Database, together
from models.refusals import DatabaseGone

T = TypeVar("T")
Work = Callable[[Database], T]
_Job = tuple["Future[Any]", Callable[[Database], Any]]

MOST_AT_ONCE: Final = 32


class Writer:
    """`submit` work that does all its writing through the handle it is given, and quickly."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="api-write", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """The result comes when it is durable. Raises what the work raises, and DatabaseGone."""
        job: Future[T] = Future()
        self._jobs.put((job, work))
        return job

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        going_on = True
        while going_on:
            jobs, going_on = self._next_jobs()
            if jobs:
                _answer(jobs, *_done(self._db, jobs))

    def _next_jobs(self) -> tuple[list[_Job], bool]:
        """Everybody who waits by now, at least one; and whether more may come."""
        jobs: list[_Job] = []
        found = self._jobs.get()
        try:
            while found is not None:
                if found[0].set_running_or_notify_cancel():
                    jobs.append(found)
                if len(jobs) == MOST_AT_ONCE:
                    return jobs, True
                found = self._jobs.get_nowait()
        except Empty:
            return jobs, True
        return jobs, False


_Outcome = tuple[Any, BaseException | None]
_Outcomes = tuple[list[_Outcome], BaseException | None]
"""What came of each job, and what went wrong for all of them, if anything."""


def _done(db: Database, jobs: list[_Job]) -> _Outcomes:
    try:
        if len(jobs) == 1:  # alone it needs no savepoint
            return [_outcome(db, jobs[0][1])], None
        with together(db) as handle:
            outcomes = [_outcome(handle, work) for _job, work in jobs]
    except Exception as error:  # noqa: BLE001 - it is handed on to the requests that wait for it
        return [], error
    return outcomes, None


def _outcome(handle: Database, work: Callable[[Database], Any]) -> _Outcome:
    """A refusal is its job's own. A database that is gone is gone for all: it ends the transaction."""
    try:
        return work(handle), None
    except DatabaseGone:
        raise
    except Exception as error:  # noqa: BLE001 - it is handed on to the request that waits for it
        return None, error


def _answer(jobs: list[_Job], outcomes: list[_Outcome], all_wrong: BaseException | None) -> None:
    for place, (job, _work) in enumerate(jobs):
        result, error = (None, all_wrong) if all_wrong is not None else outcomes[place]
        if error is None:
            job.set_result(result)
        else:
            job.set_exception(error)
