"""A real process, a real browser.

`kiosk` is the whole house on a new database; `kit` is one screen with every piece and no service behind it. Both are
started for one test alone unless the name says `shared`. `open_screen(page, url)` waits until a screen stands still.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests import chromium
from tests.house.source import ROOT

SIZES = {"portrait": (1080, 1920), "wide": (1920, 1080), "tablet": (1180, 820), "phone": (390, 844)}
Size = Literal["portrait", "wide", "tablet", "phone"]
START_SECONDS = 120  # a busy machine fills the example slowly; this is no promise, see tests/bench
MOST_BYTES_OF_AN_END = 100  # of the server's message that a run is over
AXE = Path(axe_playwright_python.__path__[0]) / "axe.min.js"
PATIENCE_MS = 45_000  # for everything a screen should come to show; a busy machine is slow, not wrong
STILL = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'


# ---------------------------------------------------------------- the process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A process of the house that can be stopped and started again at the same address."""

    script: Path
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start it and wait until it answers. Raises AssertionError with its last words if it does not."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, env=os.environ | self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.1)
        return self

    def command(self) -> list[str]:
        """The house starts as its users start it; the kit is a script of its own."""
        if self.script == ROOT / "streamlit_app.py":
            return [sys.executable, "-m", "kiosk", "serve", "--port", str(self.port)]
        return [sys.executable, "-m", "streamlit", "run", str(self.script), "--server.port", str(self.port)]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=10)
        self.process = None


@pytest.fixture
def start_kiosk(tmp_path: Path, sqlite_url: str) -> Iterator[Callable[..., Server]]:
    """`start_kiosk(KIOSK_NOW="2026-11-19T09:30:00+08:00")`: the whole house on this test's own SQLite database."""
    servers: list[Server] = []

    def start(**environment: str) -> Server:
        log = tmp_path / f"kiosk-{len(servers)}.log"
        settings = {"DATABASE_URL": sqlite_url, **environment}
        servers.append(Server(ROOT / "streamlit_app.py", log, settings))
        return servers[-1].start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def kiosk(start_kiosk: Callable[..., Server]) -> Server:
    """The whole house on a market morning, with an empty database."""
    return start_kiosk(KIOSK_NOW="2026-11-19T09:30:00+08:00")


def kit_server(folder: Path, template: Path) -> Server:
    database = folder / "kit.sqlite3"
    shutil.copyfile(template, database)
    script = ROOT / "tests/browser/kit/app.py"
    return Server(script, folder / "kit.log", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture(scope="module")
def shared_kit(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """The kit's screen for all tests of a module; each test has a browser session of its own."""
    server = kit_server(tmp_path_factory.mktemp("kit"), sqlite_template)
    yield server.start()
    server.stop()


@pytest.fixture
def kit(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """The kit's screen for a test that stops the server."""
    server = kit_server(tmp_path, sqlite_template)
    yield server.start()
    server.stop()


# ---------------------------------------------------------------- the browser

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Gone when the last browser test is: while it stands, its event loop counts as running in every test."""
    with chromium.launched() as launched:
        yield launched


@dataclass
class Looker:
    """Opens pages as different people would. Those of one size share the browser's file cache, nothing else."""

    browser: Browser
    shared: dict[Size, BrowserContext]
    pages: list[Page] = field(default_factory=list)
    own: list[BrowserContext] = field(default_factory=list)

    def page(self, size: Size = "portrait", *, own_context: bool = False, **options: Any) -> Page:
        """A page; with options, or `own_context` (for a clock of its own), in a context that nobody shares."""
        alone = own_context or bool(options)
        if alone or size not in self.shared:
            width, height = SIZES[size]
            context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
            if alone:
                self.own.append(context)
            else:
                self.shared[size] = context
        opened = (self.own[-1] if alone else self.shared[size]).new_page()
        self.pages.append(count_runs(opened))
        return opened

    def leave(self) -> None:
        for page in self.pages:
            page.close()
        for context in self.own:
            context.close()
        for context in self.shared.values():
            context.clear_cookies()


@pytest.fixture(scope="package")
def shared_contexts() -> dict[Size, BrowserContext]:
    return {}


@pytest.fixture
def looker(browser: Browser, shared_contexts: dict[Size, BrowserContext]) -> Iterator[Looker]:
    made = Looker(browser, shared_contexts)
    yield made
    made.leave()


def open_screen(page: Page, url: str) -> Page:
    """Go there and wait until the screen stands still."""
    page.goto(url, wait_until="commit")  # some Chromiums hold "load" back until the last font is there
    still(page)
    return page


def still(page: Page) -> None:
    """Wait until the script has run and the page knows its own language and sizes."""
    # In this order: before its first run Streamlit says "not running" too.
    expect(page.locator("html[data-kind]")).to_be_attached()
    expect(page.locator(STILL)).to_be_attached()


_runs: WeakKeyDictionary[Page, int] = WeakKeyDictionary()
_PAINTED = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


def count_runs(page: Page) -> Page:
    """Hear from now on when the server says that a run is over; the screen itself does not show every short one."""

    def hear(frame: str | bytes) -> None:
        if len(frame) > MOST_BYTES_OF_AN_END or isinstance(frame, str):
            return
        said = ForwardMsg.FromString(frame)
        if said.WhichOneof("type") == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            _runs[page] += 1

    _runs[page] = 0
    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return page


@contextmanager
def run_over(page: Page) -> Iterator[None]:
    """Around a press: goes on when the run that it causes is over and painted, and the screen stands still again."""
    before, deadline = _runs[page], time.monotonic() + PATIENCE_MS / 1000
    yield
    while _runs[page] == before:
        assert time.monotonic() < deadline, "nothing came of the press"
        page.wait_for_timeout(20)
    page.evaluate(_PAINTED)
    still(page)


# ---------------------------------------------------------------- accessibility


def what_axe_finds(page: Page, within: str = "html") -> list[str]:
    """As sentences; a contrast of 7:1 is asked for where the rules ask for 4.5:1."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """(within) => axe.run(within, {
          resultTypes: ["violations"], rules: { "color-contrast-enhanced": { enabled: true } }
        })""",
        within,
    )
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes']]}"
        for each in found["violations"]
    ]


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    return what_axe_finds
