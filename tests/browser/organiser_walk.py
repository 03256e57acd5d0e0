"""An organiser's desk in a browser: signed in, going from page to page, typing into the grid as hands do."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from kiosk.services.organising.booths import booths
from kiosk.services.organising.rows import BoothRow
from kiosk.store import Database
from kiosk.ui.registry import address
from models.actor import Actor
from models.market import Booth
from tests.browser.conftest import Looker, Server, Size, open_screen, run_over
from tests.factories import MadeMarket, at, organiser_of, signed_in

GRID_HEAD_PX, GRID_ROW_PX = 40, 42


@dataclass
class Desk:
    """A running house with its organisers and everybody else who comes."""

    server: Server
    db: Database
    made: MadeMarket
    looker: Looker
    people: dict[str, Actor] = field(default_factory=dict)

    def organiser(self, name: str = "陈主任") -> Actor:
        if name not in self.people:
            self.people[name] = organiser_of(self.db, self.made, name=name)
        return self.people[name]

    def page(self, screen: str = "organiser", *, name: str = "陈主任", size: Size = "wide") -> Page:
        """A screen of this organiser's own, signed in."""
        page = self.looker.page(size, own_context=True)
        token = signed_in(self.db, self.organiser(name), now=at("09:00"))
        page.context.add_cookies([{"name": "yiji_staff", "value": token, "url": self.server.url}])
        return open_screen(page, f"{self.server.url}{address(screen)}")

    def booth(self, letter: str, market_id: int | None = None) -> BoothRow:
        """As it is stored now."""
        wanted = market_id or self.made.id
        rows = booths(self.db, by=self.organiser(), now=at("09:00"), market_id=wanted)
        return next(row for row in rows if row.letter == letter)

    def booths_of(self, market_id: int) -> dict[str, int]:
        with self.db.reading() as session:
            return {b.letter: b.id or 0 for b in session.exec(select(Booth).where(Booth.market_id == market_id))}


def press(page: Page, key: str) -> Page:
    """Press the button with this key and wait for what comes of it. Not twice at once, and no glance too short."""
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    with run_over(page):
        page.locator(f".st-key-{key} button:enabled").first.click()
    return page


def cell(page: Page, *, row: int, column: int) -> Locator:
    """A cell of the first grid as those hear it who do not see it; rows and columns count from 1."""
    return page.locator(f"[data-testid='stDataFrame'] [role='grid'] [aria-rowindex='{row + 1}'] "
                        f"[aria-colindex='{column + 1}']").first  # fmt: skip


def type_into(page: Page, *, row: int, x_px: int, text: str) -> None:
    """Open a cell of the first grid, write into it, Enter. `x_px` from the grid's left edge."""
    grid = page.locator("[data-testid='stDataFrame']").first
    y_px = GRID_HEAD_PX + GRID_ROW_PX * (row - 1) + GRID_ROW_PX // 2
    grid.dblclick(position={"x": x_px, "y": y_px})
    page.locator(".gdg-input").fill(text)
    page.keyboard.press("Enter")
