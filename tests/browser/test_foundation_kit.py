"""The ground of all screens, in a browser: the watches, the scanner, the keypad, calm when something breaks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Looker, Server, Size, open_screen, run_over, still

CODE = "ABCDEFGHIJKLMNOPQRSTUVWX27"
IDLE_QUESTION = ".veil-idle"


def with_clock(page: Page, url: str) -> Page:
    """The same screen with the browser's clock in the test's hand; it runs on by itself until it is moved."""
    page.clock.install()
    return open_screen(page, url)


def leave_something_personal(page: Page) -> None:
    page.get_by_label("称呼").fill("王秀英")
    for digit in "13800001234":
        page.locator(".keypad-key", has_text=digit).first.click()
    expect(page.locator("#told")).to_have_text("13800001234")


# ---------------------------------------------------------------- nobody is there


def test_an_idle_screen_asks_and_then_leaves_nothing_behind(shared_kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(own_context=True), f"{shared_kit.url}/?kind=resident")
    leave_something_personal(page)

    page.clock.fast_forward(61_000)
    expect(page.get_by_role("alertdialog")).to_contain_text("您还在吗")
    expect(page.locator(".veil-countdown")).to_have_text("29")
    page.clock.fast_forward(30_000)

    expect(page).to_have_url(f"{shared_kit.url}/")
    still(page)
    expect(page.get_by_label("称呼")).to_have_value("")
    expect(page.locator(".keypad-display")).to_have_text("还没有输入")
    assert "13800001234" not in page.content().replace(" ", "")


def test_the_back_button_does_not_bring_the_last_person_back(shared_kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(own_context=True), f"{shared_kit.url}/?kind=resident")
    leave_something_personal(page)
    page.clock.fast_forward(61_000)
    expect(page.locator(IDLE_QUESTION)).to_be_visible()
    page.clock.fast_forward(30_000)
    expect(page).to_have_url(f"{shared_kit.url}/")
    still(page)

    page.go_back()

    assert "王秀英" not in page.content()
    assert page.get_by_label("称呼").count() == 0 or page.get_by_label("称呼").input_value() == ""


def test_control_without_the_watch_the_text_is_still_there(shared_kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(own_context=True), f"{shared_kit.url}/?kind=public")
    leave_something_personal(page)

    page.clock.fast_forward(61_000)
    page.clock.fast_forward(60_000)

    expect(page.locator(IDLE_QUESTION)).to_have_count(0)
    expect(page.get_by_label("称呼")).to_have_value("王秀英")
    expect(page.locator("#told")).to_have_text("13800001234")


def test_whoever_needs_more_time_keeps_everything(shared_kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(own_context=True), f"{shared_kit.url}/?kind=resident")
    leave_something_personal(page)
    page.clock.fast_forward(75_000)

    page.get_by_role("button", name="我还需要时间").click()
    expect(page.locator(IDLE_QUESTION)).to_have_count(0)
    page.clock.fast_forward(55_000)

    expect(page.locator(IDLE_QUESTION)).to_have_count(0)
    expect(page.locator("#told")).to_have_text("13800001234")
    page.clock.fast_forward(10_000)
    expect(page.locator(IDLE_QUESTION)).to_be_visible()


def test_a_tap_on_the_question_presses_nothing_below_it(shared_kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(has_touch=True), f"{shared_kit.url}/?kind=resident")
    main_action = page.get_by_role("button", name="下一步").bounding_box()
    assert main_action is not None
    page.clock.fast_forward(61_000)
    expect(page.locator(IDLE_QUESTION)).to_be_visible()

    page.touchscreen.tap(main_action["x"] + 40, main_action["y"] + 40)

    expect(page.locator(IDLE_QUESTION)).to_have_count(0)
    expect(page.locator("#pressed")).to_have_text("False False False")


# ---------------------------------------------------------------- the barcode scanner


# What a scanner causes, at its own speed however busy the machine of the test is: places of keys, and characters.
SCAN = """(text) => {
  const place = (each) => /[0-9]/.test(each) ? `Digit${each}`
    : /[A-Za-z]/.test(each) ? `Key${each.toUpperCase()}` : "Slash";
  const press = (key, code) => (document.activeElement ?? document.body)
    .dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
  for (const each of text) press(each, place(each));
  press("Enter", "Enter");
}"""
# While an input method is on, Chromium tells no character, only the place of the key.
SCAN_THROUGH_INPUT_METHOD = SCAN.replace("press(each, place(each))", "press('Process', place(each))")


def test_a_scanned_code_arrives_without_a_focused_field(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)

    page.evaluate(SCAN, CODE.lower())

    expect(page.locator("#scanned")).to_have_text(CODE)
    expect(page.locator(".keypad-display")).to_have_text("还没有输入")


def test_a_scanned_address_that_ends_with_the_code_is_understood(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)

    page.evaluate(SCAN, f"http://kiosk:8501/t/{CODE}")

    expect(page.locator("#scanned")).to_have_text(CODE)
    expect(page.locator("#told")).to_have_text("")


def test_a_chinese_input_method_does_not_disturb_the_scanner(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)

    page.evaluate(SCAN_THROUGH_INPUT_METHOD, CODE)

    expect(page.locator("#scanned")).to_have_text(CODE)


def test_a_scan_leaves_no_trace_in_a_field_that_was_being_filled(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    page.get_by_label("称呼").fill("Li")

    page.keyboard.type(CODE)
    page.keyboard.press("Enter")

    expect(page.locator("#scanned")).to_have_text(CODE)
    expect(page.get_by_label("称呼")).to_have_value("Li")


def test_control_what_a_person_writes_slowly_into_a_field_is_no_scan(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    field = page.get_by_label("称呼")

    field.press_sequentially(CODE, delay=110)
    field.press("Enter")

    expect(field).to_have_value(CODE)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#pressed")).to_have_text("False False True")
    expect(page.locator("#scanned")).to_have_text("")


def test_digits_tapped_before_a_scan_stay_and_digits_of_the_scan_go(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    page.locator(".keypad-key", has_text="9").click()
    expect(page.locator("#told")).to_have_text("9")

    page.evaluate(SCAN, f"8501/{CODE}")

    expect(page.locator("#scanned")).to_have_text(CODE)
    expect(page.locator("#told")).to_have_text("9")


# ---------------------------------------------------------------- the keypad

TAP_ALL = """(selectors) => { for (const each of selectors) document.querySelector(each).click(); }"""


def test_every_tap_on_the_keypad_counts_however_fast(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    number = "13900000042"

    page.evaluate(TAP_ALL, [f".keypad-key:nth-child({'11' if each == '0' else each})" for each in number])

    expect(page.locator(".keypad-display")).to_have_text("139 0000 0042")
    expect(page.locator("#told")).to_have_text(number)


def test_control_stock_buttons_lose_fast_taps(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    expect(page.locator(".st-key-again button")).to_be_visible()

    page.evaluate(TAP_ALL, [".st-key-again button"] * 11)

    expect(page.locator("#presses")).not_to_have_text("0")
    still(page)
    assert int(page.locator("#presses").inner_text()) < 11


def test_the_keypad_takes_a_keyboard_corrects_and_never_overflows(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)

    page.keyboard.type("138000012345")
    page.get_by_role("button", name="删掉最后一位").click()
    expect(page.locator("#told")).to_have_text("1380000123")
    page.get_by_role("button", name="清空").click()

    expect(page.locator("#told")).to_have_text("")
    expect(page.locator(".keypad-display")).to_have_text("还没有输入")


def test_the_keypad_keeps_its_digits_while_the_page_runs_again(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    page.keyboard.type("138")
    expect(page.locator("#told")).to_have_text("138")

    page.get_by_role("button", name="English").click()

    expect(page.locator(".keypad-display")).to_have_text("138")
    expect(page.get_by_role("button", name="Delete the last digit")).to_be_visible()


# ---------------------------------------------------------------- the server is gone for a while


@pytest.mark.parametrize(("language", "words"), [("zh", "正在重新连接"), ("en", "connecting again")])
def test_a_restarted_server_finds_its_screens_again(kit: Server, looker: Looker, language: str, words: str) -> None:
    page = open_screen(looker.page(), kit.url)
    if language == "en":
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    before = page.locator("meta[name=house-boot]").get_attribute("content")

    kit.stop()
    expect(page.locator(".veil-connection")).to_contain_text(words)
    page.screenshot(path=str(kit.log.parent / f"veil-{language}.png"))
    expect(page.get_by_text("Connection error")).to_be_hidden()
    kit.start()

    expect(page.locator(".veil-connection")).to_have_count(0)
    still(page)
    assert page.locator("meta[name=house-boot]").get_attribute("content") != before
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#pressed")).to_have_text("False False True")


def test_an_idle_screen_waits_covered_until_the_server_is_back(kit: Server, looker: Looker) -> None:
    page = with_clock(looker.page(own_context=True), f"{kit.url}/?kind=resident")
    leave_something_personal(page)
    kit.stop()
    page.clock.fast_forward(61_000)
    expect(page.locator(IDLE_QUESTION)).to_be_visible()
    page.clock.fast_forward(31_000)

    expect(page.locator(".veil-leaving")).to_be_visible()
    expect(page.get_by_label("称呼")).to_be_hidden()
    kit.start()

    expect(page.locator(".veil-leaving")).to_have_count(0)
    still(page)
    expect(page.get_by_label("称呼")).to_have_value("")


# ---------------------------------------------------------------- something breaks


def test_a_locked_database_is_waited_for_and_the_screen_goes_on_by_itself(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), f"{shared_kit.url}/?broken=locked")

    expect(page.get_by_text("屏幕会自己继续")).to_be_visible()
    expect(page.get_by_role("button", name="下一步")).to_be_visible()
    expect(page.get_by_text("屏幕会自己继续")).to_have_count(0)


def test_a_mistake_in_the_code_shows_one_calm_sentence(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), f"{shared_kit.url}/?broken=bug")

    expect(page.get_by_role("status").first).to_contain_text("请重新开始")
    assert "RuntimeError" not in page.content()
    assert "Traceback" not in page.content()
    expect(page.get_by_role("link", name="重新开始")).to_have_attribute("href", "/")


# ---------------------------------------------------------------- printing


def test_a_press_prints_one_small_page_once(shared_kit: Server, looker: Looker) -> None:
    page = looker.page()
    page.add_init_script("window.print = () => console.log(`printed ${location.pathname}`)")
    printed: list[str] = []
    page.on("console", lambda message: printed.append(message.text) if message.text.startswith("printed") else None)
    open_screen(page, shared_kit.url)

    with page.expect_console_message(lambda message: message.text.startswith("printed")):
        page.get_by_role("button", name="跳过").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#pressed")).to_have_text("False False True")

    assert printed == ["printed /house/0/icons/seal.svg"]


# ---------------------------------------------------------------- how it looks


def test_nothing_is_fetched_from_another_host(shared_kit: Server, looker: Looker) -> None:
    page = looker.page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    open_screen(page, shared_kit.url)

    elsewhere = {
        url for url in asked if urlsplit(url).scheme in ("http", "https") and not url.startswith(shared_kit.url)
    }
    assert len(asked) > 10
    assert elsewhere == set()


def test_words_are_painted_before_the_heavy_font_has_come(shared_kit: Server, looker: Looker) -> None:
    page = looker.page(own_context=True)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/NotoSansSC-Regular.otf", hold)

    open_screen(page, shared_kit.url)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(held) == 1
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint').length") == 1
    held[0].continue_()


@pytest.mark.parametrize("size", ["portrait", "wide", "tablet", "phone"])
def test_nothing_is_cut_and_nothing_scrolls_sideways(shared_kit: Server, looker: Looker, size: Size) -> None:
    page = open_screen(looker.page(size), shared_kit.url)
    assert overflowing(page) == []

    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Larger text").click()
    expect(page.get_by_role("button", name="Smaller text")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-larger", "yes")

    assert overflowing(page) == []


def test_a_button_looks_pressed_with_the_tap_until_the_answer_is_there(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page(), shared_kit.url)
    button = page.get_by_role("button", name="下一步")
    at_rest = button.evaluate("(button) => getComputedStyle(button).filter")

    with run_over(page):
        look = button.evaluate("(button) => { button.click(); return getComputedStyle(button).filter; }")

    assert look != at_rest
    expect(page.locator("button[data-pressed]")).to_have_count(0)
    expect(button).to_have_css("filter", at_rest)


@pytest.mark.parametrize(("name", "wanted"), [("larger", "yes"), ("contrast", "high")])
def test_text_and_contrast_change_with_the_tap_and_stay(
    shared_kit: Server, looker: Looker, name: str, wanted: str
) -> None:
    page = open_screen(looker.page("portrait"), shared_kit.url)
    button = page.locator(f".st-key-reading_{name} button")
    offered = button.text_content() or ""

    at_once = page.evaluate(
        "(name) => { document.querySelector(`.st-key-reading_${name} button`).click();"
        " return document.documentElement.dataset[name]; }",
        name,
    )

    assert at_once == wanted
    expect(button).not_to_have_text(offered)
    expect(page.locator("html")).to_have_attribute(f"data-{name}", wanted)


def test_control_a_cut_label_is_found(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page("phone"), shared_kit.url)
    page.evaluate("document.querySelector('.tile-name').style.cssText = 'white-space: nowrap; width: 900px'")
    assert overflowing(page) != []


def overflowing(page: Page) -> list[str]:
    """Elements with words that are wider than the room they have, or that reach out of the window."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main, button, h1, p, .tile, .tile-name, .tile-state, .notice, .step")]
          .filter((each) => each.getClientRects().length && !each.closest(".unseen, .stCheckbox"))
          .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline"
            || each.getBoundingClientRect().right > innerWidth + 1)
          .map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`)"""
    )
    return found


@pytest.mark.parametrize("size", ["portrait", "wide"])
def test_everything_a_resident_presses_is_at_least_96_pixels_tall(
    shared_kit: Server, looker: Looker, size: Size
) -> None:
    page = open_screen(looker.page(size), shared_kit.url)

    heights: dict[str, float] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("main button, .stCheckbox label")]
          .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height]))"""
    )

    assert len(heights) > 20
    assert {name: height for name, height in heights.items() if height < 96} == {}


def test_in_portrait_nothing_in_the_top_fifth_is_pressed(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page("portrait"), shared_kit.url)

    highest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("main button, main input")]
          .map((each) => each.getBoundingClientRect().top))"""
    )

    assert highest >= 1920 / 5


def test_the_furniture_of_streamlit_is_not_seen(shared_kit: Server, looker: Looker) -> None:
    page = open_screen(looker.page("wide"), shared_kit.url)

    for furniture in ("stHeader", "stToolbar", "stDecoration", "stStatusWidget", "stHeaderActionElements"):
        expect(page.get_by_test_id(furniture).locator("visible=true")).to_have_count(0)
    expect(page.get_by_text("Streamlit")).to_have_count(0)
    assert "Streamlit" not in page.title()


@pytest.mark.parametrize("contrast", ["paper", "high"])
def test_every_piece_of_the_kit_passes_axe_in_both_languages(
    shared_kit: Server, looker: Looker, violations: Callable[[Page], list[str]], contrast: str
) -> None:
    page = open_screen(looker.page("portrait"), shared_kit.url)
    if contrast == "high":
        page.get_by_role("button", name="黑白分明").click()
        expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    assert violations(page) == []

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    assert violations(page) == []


def test_control_axe_finds_pale_grey_words(
    shared_kit: Server, looker: Looker, violations: Callable[[Page], list[str]]
) -> None:
    page = open_screen(looker.page("portrait"), shared_kit.url)
    page.evaluate("document.querySelector('.under').style.setProperty('color', '#999', 'important')")
    assert any("contrast" in each for each in violations(page))
