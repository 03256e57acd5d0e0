"""How the resident's screens look and sound on every screen of the way: axe, nothing cut, large enough, in reach.

Walking through all screens takes the time, looking does not: each walk is made once and everything is noted on it.
The walks are chosen so that every two of size, language, text size and contrast meet in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.browser.conftest import SIZES, Looker, Server, Size, count_runs, open_screen, what_axe_finds
from tests.browser.resident_walk import every_screen, market_server, tap, tap_card
from tests.browser.test_foundation_kit import overflowing
from tests.factories import MadeMarket

LEAST_TEXT_PX = 24  # 18 dp on a kiosk's panel; body text is 30
LEAST_PRESS_PX = 76  # 20 mm on a 24-inch panel
REACH = 0.2  # of the height: from a wheelchair nothing above can be pressed in portrait


@dataclass(frozen=True, slots=True)
class Dress:
    """How a person has set the screen."""

    size: Size
    lang: str = "zh-CN"
    larger: bool = False
    contrast: bool = False

    def put_on(self, page: Page) -> None:
        """Choose language, contrast and size on a fresh welcome page."""
        wanted = {"reading_lang": self.lang == "en", "reading_larger": self.larger, "reading_contrast": self.contrast}
        for key in [key for key, is_wanted in wanted.items() if is_wanted]:
            button = page.locator(f".st-key-{key} button")
            offered = button.text_content() or ""
            tap(page, key)
            expect(button).not_to_have_text(offered)
        expect(page.locator("html")).to_have_attribute("lang", self.lang)
        expect(page.locator("html")).to_have_attribute("data-contrast", "high" if self.contrast else "paper")

    def __str__(self) -> str:
        return " ".join(
            (self.size, self.lang, "larger" if self.larger else "ordinary", "contrast" if self.contrast else "paper")
        )


DRESSES = (
    Dress("portrait"),
    Dress("portrait", lang="en", contrast=True),
    Dress("portrait", larger=True, contrast=True),
    Dress("portrait", lang="en", larger=True),
    Dress("wide", lang="en", larger=True, contrast=True),
    Dress("wide"),
    Dress("phone", lang="en"),
    Dress("phone", larger=True, contrast=True),
)
OF_THE_HALL = tuple(dress for dress in DRESSES if dress.size != "phone")
PLAIN = tuple(dress for dress in OF_THE_HALL if not dress.larger)


@dataclass
class Seen:
    """What was noted of one screen."""

    by_axe: list[str]
    cut: list[str]
    tiny: list[str]
    out_of_reach: list[str]
    bar: dict[str, tuple[int, int]]


Walk = dict[str, Seen]
"""The name of each screen → what was noted there."""


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Server, MadeMarket]]:
    """One market morning for all looks; each has a browser session of its own."""
    server, made = market_server(tmp_path_factory.mktemp("looks"), sqlite_template)
    yield server.start(), made
    server.stop()


@pytest.fixture(scope="module")
def walk(market: tuple[Server, MadeMarket], browser: Browser) -> Callable[[Dress], Walk]:
    """`walk(dress)`: all screens in this dress, walked through once."""
    server, made = market
    done: dict[Dress, Walk] = {}

    def go(dress: Dress) -> Walk:
        if dress not in done:
            width, height = SIZES[dress.size]
            with browser.new_context(viewport={"width": width, "height": height}) as context:
                page = count_runs(context.new_page())
                names = every_screen(page, server, made, dress=dress.put_on)
                done[dress] = {name: look(page) for name in names}
        return done[dress]

    return go


def look(page: Page) -> Seen:
    return Seen(what_axe_finds(page), overflowing(page), tiny(page), out_of_reach(page), bar_corners(page))


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_no_screen_has_a_finding_of_axe(walk: Callable[[Dress], Walk], dress: Dress) -> None:
    seen = walk(dress)

    assert len(seen) > 20
    assert {name: each.by_axe for name, each in seen.items() if each.by_axe} == {}


def test_control_a_finding_of_axe_is_seen(
    market: tuple[Server, MadeMarket], looker: Looker, violations: Callable[[Page], list[str]]
) -> None:
    page = open_screen(looker.page("portrait"), market[0].url)
    page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=x>')")

    assert any("image-alt" in each for each in violations(page))


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_nothing_is_cut_on_any_screen(walk: Callable[[Dress], Walk], dress: Dress) -> None:
    assert {name: each.cut for name, each in walk(dress).items() if each.cut} == {}


@pytest.mark.parametrize("dress", OF_THE_HALL, ids=str)
def test_every_word_is_large_and_every_button_is_a_fingers_size(walk: Callable[[Dress], Walk], dress: Dress) -> None:
    assert {name: each.tiny for name, each in walk(dress).items() if each.tiny} == {}


def tiny(page: Page) -> list[str]:
    """Words below the least size, and things to press below a finger's."""
    found: list[str] = page.evaluate(
        """([text, press]) => {
          const seen = (each) => each.getClientRects().length && !each.closest(".unseen, .glyph, svg");
          const said = [...document.querySelectorAll("main *")].filter((each) => seen(each)
            && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
            && parseFloat(getComputedStyle(each).fontSize) < text && each.getBoundingClientRect().width > 1);
          const pressed = [...document.querySelectorAll("main button, main [role=radio], .stCheckbox label")]
            .filter((each) => seen(each) && each.getBoundingClientRect().height < press);
          return [...said, ...pressed].map((each) => `${each.tagName}: ${each.textContent.trim().slice(0, 30)}`);
        }""",
        [LEAST_TEXT_PX, LEAST_PRESS_PX],
    )
    return found


@pytest.mark.parametrize("dress", [dress for dress in PLAIN if dress.size == "portrait"], ids=str)
def test_in_portrait_nothing_to_press_is_in_the_top_fifth(walk: Callable[[Dress], Walk], dress: Dress) -> None:
    assert {name: each.out_of_reach for name, each in walk(dress).items() if each.out_of_reach} == {}


def out_of_reach(page: Page) -> list[str]:
    """What is pressed above the line that a hand reaches from a wheelchair, before anybody scrolls."""
    found: list[str] = page.evaluate(
        """(share) => {
          document.querySelector("[data-testid=stMain]").scrollTop = 0;
          return [...document.querySelectorAll("main button, main [role=radio], .stCheckbox label")]
            .filter((each) => each.getClientRects().length && each.getBoundingClientRect().top < innerHeight * share)
            .map((each) => each.textContent.trim().slice(0, 30));
        }""",
        REACH,
    )
    return found


@pytest.mark.parametrize("dress", PLAIN, ids=str)
def test_the_bar_is_always_at_the_same_place(walk: Callable[[Dress], Walk], dress: Dress) -> None:
    bars = [each.bar for each in walk(dress).values()]

    assert len({bar["back"] for bar in bars if "back" in bar}) == 1
    assert len({bar["main"] for bar in bars if "main" in bar}) == 1


def bar_corners(page: Page) -> dict[str, tuple[int, int]]:
    """Where back begins (left, bottom) and the main action ends (right, bottom), in whole pixels."""
    found: dict[str, list[int]] = page.evaluate(
        """() => Object.fromEntries([["back", "left"], ["main", "right"]].flatMap(([place, side]) => {
          const button = document.querySelector(`[class*="st-key-bar_${place}"] button`);
          if (!button) return [];
          const box = button.getBoundingClientRect();
          return [[place, [Math.round(box[side]), Math.round(box.bottom)]]];
        }))"""
    )
    return {place: (corner[0], corner[1]) for place, corner in found.items()}


@pytest.mark.parametrize("size", ["portrait", "wide"])
def test_what_does_not_fit_says_so_and_a_tap_goes_on_downwards(
    market: tuple[Server, MadeMarket], looker: Looker, size: Size
) -> None:
    page = tap(open_screen(looker.page(size), market[0].url), "reading_larger")
    tap(page, "press_book")
    more = page.get_by_role("button", name="下面还有")
    expect(more).to_be_visible()

    for _tap in range(9):
        expect(page.locator("html[data-just-pressed]")).to_have_count(0)
        with suppress(NotInTime):  # it goes by itself when the last of the page comes into sight
            more.click(timeout=2000)

    expect(more).to_be_hidden()
    expect(page.locator(".st-key-services > *").last).to_be_in_viewport()


def test_control_where_everything_fits_no_button_hides_anything(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    page = open_screen(looker.page("portrait"), market[0].url)

    expect(page.get_by_role("button", name="下面还有")).to_be_hidden()


# ---------------------------------------------------------------- where a screen begins

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def scrolled_to_the_end(page: Page) -> float:
    return float(page.evaluate(f"{SCROLLED} = 99999, {SCROLLED}"))


def test_the_next_screen_begins_at_its_top_so_that_the_number_is_in_sight(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    page = tap(open_screen(looker.page("phone"), server.url), "press_number")
    tap(page, f"press_line_{made.booths['C']}")
    assert scrolled_to_the_end(page) > 0

    tap(page, "press_priority_none")

    expect(page.locator(".number-digits")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SCROLLED) == 0


def test_control_a_screen_that_only_changes_stays_where_one_has_scrolled_to(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    page = tap(open_screen(looker.page("phone"), market[0].url), "press_book")
    tap_card(page, market[1], "A")
    below = scrolled_to_the_end(page)
    assert below > 0

    tap_card(page, market[1], "C")

    assert page.evaluate(SCROLLED) > 0
