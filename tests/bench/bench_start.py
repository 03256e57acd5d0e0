"""How long a start takes: from typing the command to the first answer.

The first start meets an empty machine: it migrates, replays the example's 300 visitors and comes up. `make bench` runs
this; it needs a machine that does nothing else.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlmodel import select

from kiosk.services.example import fill_example
from kiosk.store import Database
from kiosk.store.migrate import upgrade
from models.tickets import Visit
from tests.house.source import ROOT

FIRST_START_SECONDS = 10.0
LATER_START_SECONDS = 3.0
GIVE_UP_SECONDS = 120.0
A_SUNDAY = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def started(database: Path) -> Iterator[float]:
    """A kiosk on this database; yields the seconds until it was healthy and showed its first page."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "KIOSK_EXAMPLE": "1",
        "KIOSK_NOW": A_SUNDAY.isoformat(),
    }
    begun = time.perf_counter()
    command = [sys.executable, "-m", "kiosk", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as kiosk:
        try:
            while not answers(f"http://127.0.0.1:{port}/healthz"):
                assert kiosk.poll() is None, "the kiosk ended"
                assert time.perf_counter() - begun < GIVE_UP_SECONDS, "the kiosk does not come up"
                time.sleep(0.02)
            assert answers(f"http://127.0.0.1:{port}/")
            yield time.perf_counter() - begun
        finally:
            kiosk.send_signal(signal.SIGTERM)
            kiosk.wait(timeout=30)


def test_the_first_start_with_the_example_and_a_later_start(tmp_path: Path) -> None:
    database = tmp_path / "kiosk.sqlite3"
    with started(database) as first_seconds:
        pass
    laters = []
    for _ in range(3):
        with started(database) as seconds:
            laters.append(seconds)

    yardstick = seconds_to_import()
    for what, seconds, aim in (
        ("first start with the example", first_seconds, FIRST_START_SECONDS),
        ("later start, the median of three", median(laters), LATER_START_SECONDS),
    ):
        reached = "reached" if seconds <= aim else "not reached"
        print(
            f"\n{what}: {seconds:.1f} s (aim {aim:.0f} s, {reached}), "
            f"{seconds / yardstick:.1f} times an interpreter that only imports the app ({yardstick:.1f} s)"
        )
    assert database.exists()


def seconds_to_import() -> float:
    """The yardstick: Python starts, reads the app with all its libraries, and ends."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import streamlit_app"], cwd=ROOT, check=True)
    return time.perf_counter() - begun


def test_the_parts_of_a_first_start(tmp_path: Path) -> None:
    """Where the first start's time goes."""
    import_seconds = seconds_to_import()
    imported = time.perf_counter()
    url = f"sqlite:///{tmp_path / 'parts.sqlite3'}"
    upgrade(url)
    migrated = time.perf_counter()
    db = Database(url)
    busy = time.process_time()
    fill_example(db, now=A_SUNDAY)
    busy_seconds = time.process_time() - busy
    filled = time.perf_counter()
    with db.reading() as session:
        visitors = len(session.exec(select(Visit.id)).all())
    db.close()

    print(
        f"\nimports {import_seconds:.1f} s, migrations {migrated - imported:.1f} s, "
        f"the example {filled - migrated:.1f} s ({busy_seconds:.1f} s of processor time)"
    )
    assert visitors >= 300
