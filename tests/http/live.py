"""A kiosk as it really runs: its own process, its own port, stopped or killed from outside."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.house.source import ROOT

MORNING = "2026-11-19T09:30:00+08:00"
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class Live:
    """`log`: what the process has said so far."""

    process: "subprocess.Popen[bytes]"
    url: str
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    @property
    def set_up_code(self) -> str:
        found = re.search(r"for one use: (\w+)", self.log)
        assert found is not None, self.log
        return found[1]

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, **options)

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; the answer is its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_kiosk(database_url: str, folder: Path, *, plain: bool = False, **environment: str) -> Iterator[Live]:
    """Started by `python -m kiosk serve`, or `plain` by `streamlit run`; gone at the end, however that comes."""
    port = free_port()
    command = [sys.executable, "-m", "kiosk", "serve", "--port", str(port)]
    if plain:
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    log_file = folder / f"kiosk-{port}.log"
    known = {name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "LANG", "LC_"))}
    more = {"DATABASE_URL": database_url, "KIOSK_TICKETS_PER_MINUTE": "0", **environment}
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=known | more, stdout=log, stderr=subprocess.STDOUT)
    live = Live(process, f"http://127.0.0.1:{port}", log_file)
    try:
        _wait_until_well(live)
        yield live
    finally:
        process.kill()
        process.wait(STOP_SECONDS)


def _wait_until_well(live: Live) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert live.process.poll() is None, live.log
        try:
            if httpx.get(f"{live.url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"not well after {START_SECONDS} s: {live.log}")
