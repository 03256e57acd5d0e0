"""Takes the pictures of all screens: `make screenshots`.

A kiosk is started on a new database with the example, on the coming market's morning; some people take numbers and
some are called, through the HTTP surface. Every page is then photographed in both languages, at the sizes of its
wing, into `var/screenshots`, and so is every step of a resident's way, on the market of the browser tests. The few that
the README shows go to `docs/screenshots`, in colours enough for a screen.
"""

from __future__ import annotations

import json
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from kiosk.store.migrate import upgrade
from kiosk.ui.registry import PAGES, PageRow, address
from tests import chromium
from tests.browser.conftest import SIZES, Server, Size, count_runs, open_screen, still
from tests.browser.resident_walk import every_screen, market_server, tap
from tests.house.source import ROOT

PIN = "246813"
FIRST_REHEARSAL_MS = 180_000
"""On a new machine the first one compiles."""
NOW = "2026-12-19T09:20:00+08:00"
EVERY = ROOT / "var" / "screenshots"
BEST = ROOT / "docs" / "screenshots"
SIZES_OF: dict[str, tuple[Size, ...]] = {
    "resident": ("portrait", "wide", "phone"),
    "public": ("wide", "tablet"),
    "volunteer": ("tablet", "phone"),
    "organiser": ("wide", "tablet"),
}
SHOWN = {
    "welcome-zh-portrait": "welcome-zh-portrait",
    "number-zh-portrait": "number-zh-portrait",
    "volunteer-zh-tablet": "volunteer-zh-tablet",
    "board-zh-wide": "board-zh-landscape",
    "organiser-zh-wide": "organiser-zh-landscape",
    "organiser-layout-zh-wide": "layout-zh-landscape",
    "organiser-rehearsal-zh-wide": "rehearsal-zh-landscape",
}
"""What the README shows: picture → its name there."""


@contextmanager
def market_morning() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/kiosk.sqlite3",
            "KIOSK_EXAMPLE": "1",
            "KIOSK_ORGANISER_PIN": PIN,
            "KIOSK_NOW": NOW,
        }
        server = Server(ROOT / "streamlit_app.py", Path(folder) / "log", environment)
        try:
            yield server.start()
        finally:
            server.stop()


def ask(url: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=20) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def fill_the_morning(api: str) -> None:
    """Forty people take numbers, and at each booth somebody is served and somebody called."""
    market = ask(f"{api}/markets")[0]
    booths = ask(f"{api}/markets/{market['id']}")["booths"]
    token = ask(f"{api}/staff/sessions", {"pin": PIN})["token"]
    staff = {"Authorization": f"Bearer {token}"}
    for turn in range(45):
        booth = booths[turn * 7 % len(booths)]
        wish = {"booth_id": booth["id"], "priority": ("elder", "none", "elder", "child", "disabled")[turn % 5]}
        key = {"Idempotency-Key": uuid.uuid4().hex}
        ask(f"{api}/markets/{market['id']}/tickets", wish, **key)
    for booth in booths:
        called = ask(f"{api}/booths/{booth['id']}/call-next", {}, **staff)
        if called is None:
            continue
        ask(f"{api}/tickets/{called['code']}/moves", {"to": "serving"}, **staff)
        if booth["stations"] > 1:
            ask(f"{api}/booths/{booth['id']}/call-next", {}, **staff)


def sign_in(page: Page, server: Server) -> None:
    """Through the screen, as a person would."""
    open_screen(page, f"{server.url}/sign-in")
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/organiser*")
    still(page)


def speak(page: Page, language: str) -> None:
    """Chinese is spoken unless somebody has tapped English."""
    button = page.get_by_role("button", name="English").first
    if language == "en" and button.is_visible():
        button.click()
        page.wait_for_selector("html[lang='en']", state="attached")
        still(page)


def rehearse(page: Page) -> None:
    page.locator(".st-key-rehearse button:enabled").click()
    page.wait_for_selector(".st-key-rehearsal_charts .stVegaLiteChart svg", timeout=FIRST_REHEARSAL_MS)


def photograph(browser: Browser, server: Server, row: PageRow) -> None:
    for size in SIZES_OF[row.wing]:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = count_runs(context.new_page())
        if row.wing in ("volunteer", "organiser"):
            sign_in(page, server)
        for language in ("zh", "en"):
            open_screen(page, f"{server.url}{address(row.name)}")
            speak(page, language)
            if row.name == "volunteer":
                take(page, f"volunteer-booths-{language}-{size}")
                tap(page, "press_booth_")
                take(page, f"volunteer-stations-{language}-{size}")
                tap(page, "press_station_all")
            if row.name == "organiser-rehearsal":
                rehearse(page)
            take(page, f"{row.name}-{language}-{size}")
        context.close()


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(1000)  # fonts and pictures
    page.screenshot(path=EVERY / f"{name}.png")


def photograph_a_residents_way(browser: Browser) -> None:
    """Every step of booking, of a number for now and of a ticket, on a market with room."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.sqlite3"
        upgrade(f"sqlite:///{template}")
        server, made = market_server(Path(folder), template)
        server.start()
        try:
            for size, language in product(SIZES_OF["resident"], ("zh", "en")):
                width, height = SIZES[size]
                with browser.new_context(
                    viewport={"width": width, "height": height}, reduced_motion="reduce"
                ) as context:
                    page = count_runs(context.new_page())
                    names = every_screen(page, server, made, dress=partial(speak, language=language))
                    for place, name in enumerate(names):
                        take(page, f"way-{place:02d}-{name.replace(' ', '-').rstrip('?')}-{language}-{size}")
        finally:
            server.stop()


def keep_the_best() -> None:
    BEST.mkdir(parents=True, exist_ok=True)
    for picture, name in SHOWN.items():
        image = Image.open(EVERY / f"{picture}.png").convert("RGB")
        image.thumbnail((960, 960))
        image.quantize(128).save(BEST / f"{name}.png", optimize=True)


def main() -> None:
    EVERY.mkdir(parents=True, exist_ok=True)
    with market_morning() as server, chromium.launched() as browser:
        fill_the_morning(f"{server.url}/api/v1")
        for row in PAGES:
            photograph(browser, server, row)
            print(row.name)
        photograph_a_residents_way(browser)
    keep_the_best()


if __name__ == "__main__":
    main()
