"""How the resident's screens look and sound on every screen of the way: axe, nothing cut, large enough, in reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Looker, Server, Size, open_screen
from tests.browser.resident_walk import every_screen, market_server, tap
from tests.browser.test_foundation_kit import overflowing
from tests.factories import MadeMarket

LEAST_TEXT_PX = 24  # 18 dp on a kiosk's panel; body text is 30
LEAST_PRESS_PX = 76  # 20 mm on a 24-inch panel
REACH = 0.2  # of the height: from a wheelchair nothing above can be pressed in portrait


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Server, MadeMarket]]:
    """One market morning for all looks; each has a browser session of its own."""
    server, made = market_server(tmp_path_factory.mktemp("looks"), sqlite_template)
    yield server.start(), made
    server.stop()


def dressed(*, lang: str = "zh-CN", contrast: bool = False, larger: bool = False) -> Callable[[Page], None]:
    """Chooses language, contrast and size on a fresh welcome page."""

    def dress(page: Page) -> None:
        wanted = {"reading_lang": lang == "en", "reading_larger": larger, "reading_contrast": contrast}
        for key in [key for key, is_wanted in wanted.items() if is_wanted]:
            tap(page, key)
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("html")).to_have_attribute("data-contrast", "high" if contrast else "paper")

    return dress


@pytest.mark.parametrize("contrast", [False, True], ids=["paper", "high contrast"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_screen_has_a_finding_of_axe(
    market: tuple[Server, MadeMarket],
    looker: Looker,
    violations: Callable[[Page], list[str]],
    lang: str,
    contrast: bool,
) -> None:
    server, made = market
    page = looker.page("portrait")

    found = {
        name: violations(page) for name in every_screen(page, server, made, dress=dressed(lang=lang, contrast=contrast))
    }

    assert len(found) > 20
    assert {name: what for name, what in found.items() if what} == {}


def test_control_a_finding_of_axe_is_seen(
    market: tuple[Server, MadeMarket], looker: Looker, violations: Callable[[Page], list[str]]
) -> None:
    page = open_screen(looker.page("portrait"), market[0].url)
    page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=x>')")

    assert any("image-alt" in each for each in violations(page))


@pytest.mark.parametrize("larger", [False, True], ids=["ordinary text", "larger text"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", ["portrait", "wide", "phone"])
def test_nothing_is_cut_on_any_screen(
    market: tuple[Server, MadeMarket], looker: Looker, size: Size, lang: str, larger: bool
) -> None:
    server, made = market
    page = looker.page(size)
    walk = every_screen(page, server, made, dress=dressed(lang=lang, larger=larger))

    cut = {name: overflowing(page) for name in walk}

    assert {name: what for name, what in cut.items() if what} == {}


@pytest.mark.parametrize("size", ["portrait", "wide"])
def test_every_word_is_large_and_every_button_is_a_fingers_size(
    market: tuple[Server, MadeMarket], looker: Looker, size: Size
) -> None:
    server, made = market
    page = looker.page(size)

    small = {name: tiny(page) for name in every_screen(page, server, made, dress=dressed())}

    assert {name: what for name, what in small.items() if what} == {}


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


def test_in_portrait_nothing_to_press_is_in_the_top_fifth(market: tuple[Server, MadeMarket], looker: Looker) -> None:
    server, made = market
    page = looker.page("portrait")

    high = {name: out_of_reach(page) for name in every_screen(page, server, made, dress=dressed())}

    assert {name: what for name, what in high.items() if what} == {}


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


def test_in_portrait_and_landscape_the_bar_is_always_at_the_same_place(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    server, made = market
    for size in ("portrait", "wide"):
        page = looker.page(size)
        places = [bar_corners(page) for _name in every_screen(page, server, made, dress=dressed())]

        backs = {place["back"] for place in places if "back" in place}
        mains = {place["main"] for place in places if "main" in place}
        assert len(backs) == 1
        assert len(mains) == 1


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
        if more.is_visible():
            expect(page.locator("html[data-just-pressed]")).to_have_count(0)
            more.click()
            page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => done(true)))")

    expect(more).to_be_hidden()
    expect(page.locator(".st-key-services > *").last).to_be_in_viewport()


def test_control_where_everything_fits_no_button_hides_anything(
    market: tuple[Server, MadeMarket], looker: Looker
) -> None:
    page = open_screen(looker.page("portrait"), market[0].url)

    expect(page.get_by_role("button", name="下面还有")).to_be_hidden()
