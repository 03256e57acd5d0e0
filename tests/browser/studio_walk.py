"""An organiser in the layout studio: where things are on the screen, what is stored, hands that drag and tap."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from kiosk.services.organising.studio import StudioView, studio
from kiosk.store import Database
from kiosk.ui.registry import address
from models.actor import Actor
from tests.browser.conftest import PATIENCE_MS, Looker, Server, Size, open_screen
from tests.factories import MadeMarket, at, organiser_of, signed_in

NOW = "2026-11-19T08:00:00+08:00"
"""The market opens at nine; whoever plans has signed in at half past seven."""
Point = tuple[float, float]


@dataclass
class Studio:
    """A market of a running house with its organisers."""

    server: Server
    db: Database
    made: MadeMarket
    looker: Looker
    people: dict[str, Actor] = field(default_factory=dict)

    def organiser(self, name: str = "陈主任") -> Actor:
        if name not in self.people:
            self.people[name] = organiser_of(self.db, self.made, name=name)
        return self.people[name]

    def open(self, *, name: str = "陈主任", size: Size = "wide", lang: str = "", **options: Any) -> Page:
        """The page of this market's layout, drawn and checked."""
        page = self.looker.page(size, own_context=True, **options)
        page.on("pageerror", self.broken)
        token = signed_in(self.db, self.organiser(name), now=at("07:30"))
        page.context.add_cookies([{"name": "yiji_staff", "value": token, "url": self.server.url}])
        return self.again(page, lang=lang)

    def broken(self, error: object) -> None:
        raise AssertionError(f"an error in the page: {error}")

    def again(self, page: Page, *, lang: str = "") -> Page:
        language = f"&lang={lang}" if lang else ""
        open_screen(page, f"{self.server.url}{address('organiser-layout')}?market={self.made.id}{language}")
        expect(page.locator(".studio-booth")).to_have_count(len(self.made.booths))
        return page

    def id_of(self, letter: str) -> str:
        return f"b{self.made.booths[letter]}"

    def view(self) -> StudioView:
        return studio(self.db, by=self.organiser(), now=at("07:30"), market_id=self.made.id)

    def stored(self, letter: str) -> dict[str, Any]:
        """The place of a booth as the database has it."""
        booth = next(each for each in self.view().scene.booths if each.letter == letter)
        names = ("x_cm", "y_cm", "width_cm", "depth_cm", "rotation_deg", "is_pinned")
        return {name: getattr(booth, name) for name in names}

    def letters(self) -> str:
        return "".join(sorted(booth.letter for booth in self.view().scene.booths))

    def fixtures(self, kind: str) -> list[Any]:
        return [each for each in self.view().scene.fixtures if each.kind == kind]

    def move(self, letter: str, **place: int) -> None:
        """Written by a colleague elsewhere."""
        from models.market import Booth

        with self.db.writing() as session:
            booth = session.get_one(Booth, self.made.booths[letter])
            for column, value in place.items():
                setattr(booth, column, value)


def eventually(page: Page, look: Callable[[], Any], wanted: Any) -> None:
    """Wait until what is looked at is as wanted; says what it was at last."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while (seen := look()) != wanted:
        assert time.monotonic() < deadline, f"it is {seen}, not {wanted}"
        page.wait_for_timeout(30)


def booth_on(page: Page, letter: str) -> Locator:
    return page.locator(".studio-booth").filter(has=page.locator(".studio-letter", has_text=letter))


def centre(page: Page, letter: str) -> Point:
    """Of the booth itself, in pixels of the window."""
    box = booth_on(page, letter).locator(".studio-body").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def px_per_metre(page: Page) -> float:
    """How large a metre is drawn now."""
    ground = page.locator(".studio-ground").bounding_box()
    wide_cm = page.locator(".studio-ground").get_attribute("width")
    assert ground is not None
    return ground["width"] / float(wide_cm or "nan") * 100


def spot(page: Page, *, x_cm: float, y_cm: float) -> Point:
    """Where this point of the plaza is in the window."""
    ground = page.locator(".studio-ground").bounding_box()
    assert ground is not None
    scale = px_per_metre(page) / 100
    return ground["x"] + x_cm * scale, ground["y"] + ground["height"] - y_cm * scale


def hold(page: Page, start: Point, *ways: Point) -> None:
    """Press the mouse at `start` and go along; it stays pressed."""
    page.mouse.move(*start)
    page.mouse.down()
    for way in ways:
        page.mouse.move(*way, steps=6)


def drag(page: Page, start: Point, *ways: Point) -> None:
    hold(page, start, *ways)
    page.mouse.up()


def fingers(page: Page, *stages: Sequence[Point]) -> None:
    """Put these fingers down, move them from stage to stage, and lift them all."""
    session = page.context.new_cdp_session(page)
    for place, points in enumerate((*stages, ())):
        kind = "touchStart" if place == 0 else "touchMove" if points else "touchEnd"
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    session.detach()


def tool(page: Page, name: str) -> Locator:
    return page.locator(".studio").get_by_role("button", name=name, exact=True).first


def painted(page: Page) -> None:
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
