"""How long sheets take to draw, and how long they hold up the interpreter, which everybody's screens share."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import pytest

from kiosk.printing.sheets.files import Kind, Order, What, file_of
from kiosk.printing.sheets.page import Paper
from tests.rules.market_on_paper import NOW, STRANGE, USUAL

BOTH = ("zh-CN", "en")
SLEEP_S = 0.002
ORDERS: tuple[tuple[What, Paper, Kind], ...] = (
    ("plan", "A4", "pdf"), ("plan", "A3", "pdf"), ("plan", "A3", "png"), ("plan", "A3", "svg"), ("signs", "A4", "pdf"),
    ("list", "A4", "pdf"), ("list", "A4", "csv"),
)  # fmt: skip


@contextmanager
def held_up() -> Iterator[list[float]]:
    """How much later than it wanted another thread woke up, in ms."""
    late_ms: list[float] = []
    over = threading.Event()

    def wake() -> None:
        before = time.perf_counter()
        while not over.is_set():
            time.sleep(SLEEP_S)
            now = time.perf_counter()
            late_ms.append((now - before - SLEEP_S) * 1000)
            before = now

    waking = threading.Thread(target=wake)
    waking.start()
    try:
        yield late_ms
    finally:
        over.set()
        waking.join()


@pytest.mark.parametrize("name", ["usual", "English names only"])
@pytest.mark.parametrize(("what", "paper", "kind"), ORDERS)
def test_drawing(name: str, what: What, paper: Paper, kind: Kind) -> None:
    data = USUAL if name == "usual" else STRANGE[name]
    order = Order(what, paper, BOTH, kind, "http://192.168.1.20:8501/")
    file_of(data, order, now=NOW)
    seconds = []
    with held_up() as late_ms:
        for _turn in range(3):
            start = time.perf_counter()
            made = file_of(data, order, now=NOW)
            seconds.append(time.perf_counter() - start)
    late = sorted(late_ms)
    print(
        f"\n{what} {paper} {kind}, {len(data.booths)} booths: {median(seconds):.2f} s, {len(made) // 1024} kB; "
        f"others woke {late[len(late) * 95 // 100]:.0f} ms late at p95, {late[-1]:.0f} ms at most"
    )
    assert median(seconds) < 15
