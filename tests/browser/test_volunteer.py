"""The volunteer's tablet in a browser: from the PIN through a morning's work to signing out.

One house serves the module. Each test has a market, volunteers and PINs of its own in it; the market is called off
when the test ends, because a community has one market a day. Tests that stop or lock something have a house alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kiosk.services import queues
from kiosk.store import Database
from models.actor import Actor
from models.enums import MarketState, ServiceKind, TicketState
from models.market import Market
from tests.browser.conftest import SIZES, Looker, Server, Size, count_runs, open_screen, run_over, still
from tests.factories import (
    BoothPlan,
    MadeMarket,
    at,
    book,
    make_market,
    organiser_of,
    pin_of,
    put_in_state,
    signed_in,
    volunteer_of,
    walk_in,
)
from tests.house.source import ROOT

NOW = "2026-11-19T09:30:00+08:00"
BOOTHS = (
    BoothPlan("A", "血压测量", "Blood pressure"),
    BoothPlan("B", "耳穴压豆、针灸", "Ear acupressure, acupuncture", stations=2),
    BoothPlan("C", "免费磨剪子磨菜刀", "Scissors and knife sharpening", kind=ServiceKind.DROP_OFF),
)


@dataclass
class Plaza:
    """A running house at half past nine, with volunteers who have tablets."""

    server: Server
    db: Database
    made: MadeMarket
    looker: Looker
    people: dict[str, Actor] = field(default_factory=dict)

    def tablet(self, letters: str, *, size: Size = "tablet", **query: str) -> Page:
        """A tablet on which the volunteer of these booths is signed in."""
        page = self.looker.page(size)
        token = signed_in(self.db, self.volunteer(letters), now=at("09:29"))
        page.context.add_cookies([{"name": "yiji_staff", "value": token, "url": self.server.url}])
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return open_screen(page, f"{self.server.url}/volunteer?{asked}")

    def volunteer(self, letters: str) -> Actor:
        if letters not in self.people:
            self.people[letters] = volunteer_of(self.db, self.made, *letters, name=f"志愿者{letters}")
        return self.people[letters]

    def walk_ins(self, letter: str, count: int) -> None:
        for place in range(count):
            walk_in(self.db, self.made, letter, now=at("09:10") + timedelta(seconds=place))

    def states(self, letter: str) -> dict[str, TicketState]:
        organiser = self.people["organiser"]
        queue = queues.queue_of(self.db, self.made.booths[letter], by=organiser, now=at("09:31"))
        people = (*queue.line, *queue.bookings, *queue.on_hold, *queue.ready, *queue.missed)
        at_stations = [station.ticket for station in queue.stations if station.ticket]
        return {ticket.number: ticket.state for ticket in (*people, *at_stations)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """A house at half past nine for all tests; its clock runs on."""
    folder = tmp_path_factory.mktemp("volunteer")
    database = folder / "house.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    settings = {"DATABASE_URL": f"sqlite:///{database}", "KIOSK_NOW": NOW}
    server = Server(ROOT / "streamlit_app.py", folder / "house.log", settings)
    yield server.start()
    server.stop()


@contextmanager
def market_morning(server: Server, looker: Looker) -> Iterator[Plaza]:
    """A market of this house that is called off afterwards, so that the next one can stand on the same day."""
    with closing(Database(server.environment["DATABASE_URL"])) as db:
        made = make_market(db, *BOOTHS)
        yield Plaza(server, db, made, looker, {"organiser": organiser_of(db, made)})
        with db.writing() as session:
            session.get_one(Market, made.id).state = MarketState.CANCELLED


@pytest.fixture
def plaza(house: Server, looker: Looker) -> Iterator[Plaza]:
    with market_morning(house, looker) as morning:
        yield morning


@pytest.fixture
def lone_plaza(start_kiosk: Callable[..., Server], looker: Looker) -> Iterator[Plaza]:
    """For a test that would disturb the others: a house and a database of its own."""
    with market_morning(start_kiosk(KIOSK_NOW=NOW), looker) as morning:
        yield morning


def next_button(page: Page) -> Locator:
    return page.locator(".st-key-next button")


def station_number(page: Page) -> Locator:
    return page.locator(".station-number [aria-hidden]")


def act(page: Page, name: str) -> Locator:
    return page.locator("[class*=st-key-desk_acts_]").get_by_role("button", name=name, exact=True)


def rested(button: Locator) -> Locator:
    """This button when it takes a finger and the last touch is over. A trial click would be a touch of its own."""
    expect(button).to_have_css("pointer-events", "auto")
    expect(button.page.locator("html[data-just-pressed]")).to_have_count(0)
    return button


def press(button: Locator) -> None:
    """As a person presses one thing after another: not twice at once, and seeing what came of it."""
    with run_over(rested(button).page):
        button.click()


# ---------------------------------------------------------------- the way in and out


def test_a_volunteer_signs_in_with_a_pin_and_stays_in_over_a_reload(plaza: Plaza) -> None:
    pin = pin_of(plaza.db, plaza.volunteer("A"))
    page = open_screen(plaza.looker.page("tablet"), f"{plaza.server.url}/sign-in")

    type_pin(page, "000000")
    expect(page.locator(".notice")).to_contain_text("还可以再试 4 次")
    still(page)
    type_pin(page, pin)
    expect(page.get_by_role("heading", name="血压测量")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="血压测量")).to_be_visible()
    cookie = next(each for each in page.context.cookies() if each["name"] == "yiji_staff")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.locator(".keypad-key", has_text=digit).click()
    expect(page.locator(".keypad-display")).to_have_text("●" * len(pin))
    page.get_by_role("button", name="登录", exact=True).click()


def test_after_five_wrong_pins_the_door_says_when_it_opens_again(lone_plaza: Plaza) -> None:
    page = open_screen(lone_plaza.looker.page("phone"), f"{lone_plaza.server.url}/sign-in")

    for said in ("还可以再试 4 次", "还可以再试 3 次", "还可以再试 2 次", "还可以再试 1 次", "请"):
        type_pin(page, "000000")
        expect(page.locator(".notice")).to_contain_text(said)
        still(page)
    type_pin(page, "000000")

    expect(page.locator(".notice")).to_contain_text("分钟")


def test_the_pin_never_stands_on_the_screen_or_in_the_address(plaza: Plaza) -> None:
    page = open_screen(plaza.looker.page("tablet"), f"{plaza.server.url}/sign-in")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(str(frame))))

    type_pin(page, "918273")
    expect(page.locator(".notice")).to_be_visible()
    shown = page.content()
    still(page)
    type_pin(page, pin_of(plaza.db, plaza.volunteer("A")))  # so that no wrong try stays counted against this address
    expect(page.get_by_role("heading", name="血压测量")).to_be_visible()

    assert "918273" not in shown
    assert [each for each in asked if "918273" in each] == []


def test_an_empty_house_is_set_up_with_the_code_from_the_console(
    start_kiosk: Callable[..., Server], looker: Looker
) -> None:
    server = start_kiosk(KIOSK_NOW=NOW)
    page = open_screen(looker.page("tablet"), f"{server.url}/sign-in")
    expect(page).to_have_url(f"{server.url}/set-up")
    code = next(word for word in server.log.read_text().split() if is_code(word))

    for label, value in (("设置码", code), ("您的姓名", "陈主任"), ("设一个", "271828"), ("再输一遍", "271829")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="完成设置并登录").click()
    expect(page.get_by_role("alert")).to_have_text("两次输入的 PIN 码不一样。")
    page.get_by_label("再输一遍").fill("271828")
    page.get_by_role("button", name="完成设置并登录").click()

    expect(page).not_to_have_url(f"{server.url}/set-up")
    still(page)
    assert "yiji_staff" in {each["name"] for each in page.context.cookies()}


def is_code(word: str) -> bool:
    return len(word) == 10 and set(word) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")


def test_signing_out_in_one_tab_locks_the_other(plaza: Plaza) -> None:
    plaza.walk_ins("A", 1)
    here = plaza.tablet("A")
    there = open_screen(count_runs(here.context.new_page()), f"{plaza.server.url}/volunteer")
    expect(there.get_by_text("A001")).to_be_visible()

    press(here.get_by_role("button", name="退出登录"))
    press(here.get_by_role("button", name="确定退出"))

    expect(here).to_have_url(f"{plaza.server.url}/sign-in")
    expect(there.get_by_text("请先登录")).to_be_visible()
    expect(there.get_by_text("A001")).to_have_count(0)


# ---------------------------------------------------------------- the main loop


def test_a_person_is_called_started_done_and_taken_back(plaza: Plaza) -> None:
    plaza.walk_ins("A", 2)
    page = plaza.tablet("A")

    press(next_button(page))
    expect(station_number(page)).to_have_text("A001")
    press(act(page, "开始服务"))
    press(act(page, "完成"))
    expect(page.locator(".station-number")).to_have_count(0)
    assert "A001" not in plaza.states("A")
    press(page.locator(".st-key-undo button"))

    expect(station_number(page)).to_have_text("A001")
    expect(page.locator(".said")).to_contain_text("A001 回到了原来的位置")
    assert plaza.states("A")["A001"] is TicketState.SERVING


def test_two_tablets_that_press_next_at_once_call_two_people(plaza: Plaza) -> None:
    plaza.walk_ins("B", 4)
    left, right = plaza.tablet("B", station="1"), plaza.tablet("B", station="2")

    for page in (left, right):
        expect(next_button(page)).to_be_visible()
    for page in (left, right):
        page.evaluate("document.querySelector('.st-key-next button').click()")

    expect(left.locator("[class*=_own_] .station-number [aria-hidden]")).to_be_visible()
    expect(right.locator("[class*=_own_] .station-number [aria-hidden]")).to_be_visible()
    called = sorted(number for number, state in plaza.states("B").items() if state is TicketState.CALLED)
    assert called == ["B001", "B002"]
    for page in (left, right):
        expect(station_number(page)).to_have_count(2)


def test_a_tablet_shows_by_itself_what_the_other_one_did(plaza: Plaza) -> None:
    plaza.walk_ins("B", 1)
    left, right = plaza.tablet("B", station="1"), plaza.tablet("B", station="2")

    press(next_button(left))

    expect(station_number(right)).to_have_text("B001")
    expect(act(right, "开始服务")).to_have_count(0)


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_double_tap_on_next_calls_one_person(plaza: Plaza, letter: str) -> None:
    plaza.walk_ins(letter, 3)
    page = plaza.tablet(letter, station="all")

    next_button(page).dblclick()

    expect(page.locator(".said")).to_contain_text(f"{letter}001")
    expect(station_number(page).first).to_have_text(f"{letter}001")
    still(page)
    assert sorted(plaza.states(letter).values()).count(TicketState.CALLED) == 1


def tap_twice(page: Page, first: Locator, then: str) -> None:
    """A double tap as a hand makes it: the second touch falls on whatever has come to stand there."""
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_function(
        "name => [...document.querySelectorAll('button')].some((b) => b.innerText.includes(name))", arg=then
    )
    page.mouse.click(x, y)


def test_a_double_tap_on_start_does_not_finish(plaza: Plaza) -> None:
    plaza.walk_ins("A", 1)
    page = plaza.tablet("A", size="phone")
    press(next_button(page))

    tap_twice(page, rested(act(page, "开始服务")), then="完成")

    expect(act(page, "完成")).to_be_visible()
    still(page)
    assert plaza.states("A")["A001"] is TicketState.SERVING


def let_every_touch_through(page: Page) -> None:
    page.add_style_tag(content="html .stApp [class*=st-key-desk_acts_][class] { animation: none !important; }")
    page.evaluate("document.documentElement.dataset.kind = 'nobody'")


def test_control_without_the_moment_of_rest_the_second_touch_finishes(plaza: Plaza) -> None:
    plaza.walk_ins("A", 1)
    page = plaza.tablet("A", size="phone")
    press(next_button(page))
    expect(act(page, "开始服务")).to_be_visible()
    let_every_touch_through(page)

    tap_twice(page, act(page, "开始服务"), then="完成")

    expect(page.locator(".station-number")).to_have_count(0)
    assert "A001" not in plaza.states("A")


def test_a_double_tap_in_a_list_moves_one_person(plaza: Plaza) -> None:
    for clock in ("09:30", "09:45"):
        book(plaza.db, plaza.made, "A", clock, now=at("08:00"))
    page = plaza.tablet("A")
    press(page.get_by_role("button", name="预约"))

    page.locator(".st-key-row_booked_A001 button").dblclick()

    expect(page.locator(".st-key-undo button")).to_contain_text("A001 到了")
    still(page)
    assert plaza.states("A") == {"A001": TicketState.WAITING, "A002": TicketState.BOOKED}


def test_a_drop_off_goes_from_the_bench_to_its_owner(plaza: Plaza) -> None:
    plaza.walk_ins("C", 2)
    page = plaza.tablet("C")

    press(next_button(page))
    press(act(page, "开始服务"))
    press(act(page, "做好了"))
    press(next_button(page))
    expect(station_number(page)).to_have_text("C002")
    press(page.get_by_role("button", name="待取"))
    press(page.locator(".st-key-row_ready_C001 button"))

    expect(page.locator(".st-key-undo button")).to_contain_text("C001 已取走")
    assert plaza.states("C") == {"C002": TicketState.CALLED}


def test_a_number_for_somebody_without_a_screen(plaza: Plaza) -> None:
    page = plaza.tablet("A")

    press(page.locator(".st-key-add button"))
    press(page.get_by_role("radio", name="60 岁以上"))
    page.get_by_label("怎么称呼").fill("王秀英")
    page.get_by_role("button", name="取号").dblclick()

    expect(page.locator(".number-digits")).to_have_text("A001")
    expect(page.locator(".read-aloud")).to_have_text("A 零零一号")
    assert (page.locator(".number-digits").bounding_box() or {"height": 0})["height"] > 160
    press(page.get_by_role("button", name="回到叫号"))
    expect(page.locator(".row-number")).to_contain_text("王秀英")
    assert plaza.states("A") == {"A001": TicketState.WAITING}


def test_a_booking_is_checked_in_by_hand(plaza: Plaza) -> None:
    book(plaza.db, plaza.made, "A", "09:45", now=at("08:00"))
    page = plaza.tablet("A")

    press(page.get_by_role("button", name="预约"))
    press(page.locator(".st-key-row_booked_A001 button"))
    press(page.get_by_role("button", name="排队"))

    expect(page.locator(".row-about")).to_contain_text("预约 9:45")


def test_a_database_that_is_locked_for_a_while_loses_no_press(lone_plaza: Plaza, sqlite_url: str) -> None:
    lone_plaza.walk_ins("A", 1)
    page = lone_plaza.tablet("A")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    press(next_button(page))
    expect(page.locator(".said")).to_contain_text("请再按一次")
    other.execute("ROLLBACK")
    other.close()
    press(next_button(page))

    expect(station_number(page)).to_have_text("A001")


# ---------------------------------------------------------------- how it looks to a first-time volunteer


def boxes_of(page: Page, selector: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = page.evaluate(
        """(selector) => Object.fromEntries([...document.querySelectorAll(selector)]
          .filter((each) => each.getClientRects().length)
          .map((each, n) => [`${n} ${each.innerText.trim()}`, each.getBoundingClientRect().toJSON()]))""",
        selector,
    )
    return found


def busy_plaza(plaza: Plaza) -> None:
    """Everything a screen can show: somebody called, being served, waiting, booked, away, missed, ready."""
    for letter in "ABC":
        plaza.walk_ins(letter, 12)
        book(plaza.db, plaza.made, letter, "09:45", now=at("08:00"))
        organiser = plaza.people["organiser"]
        queue = queues.queue_of(plaza.db, plaza.made.booths[letter], by=organiser, now=at("09:20"))
        for ticket, state in zip(queue.line[-3:], ("on_hold", "no_show", "ready"), strict=True):
            put_in_state(plaza.db, ticket.code, TicketState(state), ended_at=at("09:20"))
        for _ in queue.stations:
            queues.call_next(plaza.db, plaza.made.booths[letter], by=organiser, now=at("09:26"))


# Lines of words that reach out of what holds them. A line's box is taller than its letters, so its middle counts,
# half a letter up and down.
CUT = """() => {
  const holders = "button, .row, .station-person, .station-head, .said, .desk-head h1, .desk-head p";
  const visible = (each) => each.getClientRects().length && !each.closest(".unseen, .said-undoable, .glyph");
  const sticksOut = (holder) => {
    const box = holder.getBoundingClientRect();
    const words = document.createRange();
    words.selectNodeContents(holder);
    const letter = parseFloat(getComputedStyle(holder).fontSize) / 2;
    return [...words.getClientRects()].some((line) => {
      const middle = (line.top + line.bottom) / 2;
      return line.width > 1 && (middle - letter < box.top - 1 || middle + letter > box.bottom + 1
        || line.left < box.left - 1 || line.right > box.right + 1 || line.right > innerWidth);
    });
  };
  return [...document.querySelectorAll(holders)].filter(visible).filter(sticksOut)
    .map((each) => `${each.tagName}.${each.className}: ${each.innerText}`);
}"""

TINY = """() => [...document.querySelectorAll(".stMain p, .stMain h1, .stMain h2, .stMain span, .stMain b")]
  .filter((each) => each.getClientRects().length && !each.closest(".unseen") && each.innerText.trim())
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 20)
  .map((each) => [each.innerText, getComputedStyle(each).fontSize])"""

SCROLLING = """() => [document.documentElement, document.querySelector('.stMain')]
  .filter((each) => each.scrollHeight > innerHeight).map((each) => [each.tagName, each.scrollHeight])"""


@dataclass
class Seen:
    """What was noted of a busy desk: with a station of its own, for all stations, and after a press it refused."""

    low: dict[str, float]
    tiny: list[list[str]]
    scrolling: list[list[Any]]
    loop: dict[str, dict[str, float]]
    cut: list[str]
    breadth: float


Look = tuple[Size, str]
SEEN_ON: tuple[Size, ...] = ("tablet", "phone")
LOOKS: tuple[Look, ...] = tuple((size, language) for size in SEEN_ON for language in ("zh-CN", "en"))


@pytest.fixture(scope="module")
def busy_desks(house: Server, browser: Browser, shared_contexts: dict[Size, BrowserContext]) -> dict[Look, Seen]:
    """One busy morning seen on every size in both languages; looking changes nothing."""
    looker, seen = Looker(browser, shared_contexts), dict[Look, Seen]()
    with market_morning(house, looker) as plaza:
        busy_plaza(plaza)
        for size in SEEN_ON:
            page = plaza.tablet("B", size=size, station="1")
            seen[size, "zh-CN"] = look(page, refused="再叫下一位")
            press(page.locator(".st-key-desk_lang button"))
            expect(page.locator("html")).to_have_attribute("lang", "en")
            move_to_station(page, "1")
            seen[size, "en"] = look(page, refused="then call the next person")
    looker.leave()
    return seen


def move_to_station(page: Page, station: str) -> None:
    press(page.locator(".st-key-other_station button"))
    press(page.locator(f".st-key-press_station_{station} button"))


def look(page: Page, *, refused: str) -> Seen:
    """At a station of one's own first, then for all stations, where the next person cannot be called yet."""
    expect(act(page, "Start").or_(act(page, "开始服务"))).to_have_count(1)
    expect(station_number(page)).to_have_count(2)
    low = {name: box["height"] for name, box in boxes_of(page, "button").items() if box["height"] < 60}
    tiny = page.evaluate(TINY)
    move_to_station(page, "all")
    expect(act(page, "Start").or_(act(page, "开始服务"))).to_have_count(2)
    scrolling = page.evaluate(SCROLLING)
    loop = boxes_of(page, "[class*=st-key-desk_acts_] button, .st-key-desk_foot button")
    press(next_button(page))
    expect(page.locator(".said-warm")).to_contain_text(refused)
    breadth = page.evaluate("document.querySelector('.stMain').scrollWidth")
    return Seen(low, tiny, scrolling, loop, page.evaluate(CUT), breadth)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_on_a_tablet_the_main_loop_needs_no_scrolling(busy_desks: dict[Look, Seen], language: str) -> None:
    seen = busy_desks["tablet", language]

    assert seen.scrolling == []
    assert len(seen.loop) > 10
    assert {name: box for name, box in seen.loop.items() if box["bottom"] > 820 or box["right"] > 1180} == {}


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_everything_pressed_is_60_pixels_tall_and_every_word_20(
    busy_desks: dict[Look, Seen], size: Size, language: str
) -> None:
    seen = busy_desks[size, language]

    assert seen.low == {}
    assert seen.tiny == []


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_no_word_is_cut_and_nothing_scrolls_sideways(busy_desks: dict[Look, Seen], size: Size, language: str) -> None:
    seen = busy_desks[size, language]

    assert seen.cut == []
    assert seen.breadth <= SIZES[size][0]


def test_control_a_word_that_sticks_out_is_found(plaza: Plaza) -> None:
    plaza.walk_ins("A", 1)
    page = plaza.tablet("A")
    expect(page.locator(".row")).to_be_visible()
    assert page.evaluate(CUT) == []

    page.add_style_tag(content=".st-key-row_line_A001 button p { white-space: nowrap; font-size: 120px !important; }")

    assert page.evaluate(CUT) != []


@pytest.mark.parametrize("size", ["tablet", "phone"])
def test_next_is_120_pixels_tall_and_always_at_the_same_place(plaza: Plaza, size: Size) -> None:
    plaza.walk_ins("A", 2)
    page = plaza.tablet("A", size=size)
    places = []

    for name, done in (("", "已叫"), ("开始服务", "开始服务"), ("完成", "已完成")):
        if name:
            press(act(page, name))
        else:
            press(next_button(page))
        expect(page.locator(".st-key-undo button")).to_contain_text(done)
        places.append(next(iter(boxes_of(page, ".st-key-next button").values())))

    assert places[0] == places[1] == places[2]
    assert places[0]["height"] >= 120
    width, height = (1180, 820) if size == "tablet" else (390, 844)
    assert places[0]["x"] + places[0]["width"] > width - 40
    assert places[0]["y"] + places[0]["height"] > height - 40


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_screen_of_the_volunteer_passes_axe(
    plaza: Plaza, violations: Callable[[Page], list[str]], language: str
) -> None:
    busy_plaza(plaza)
    page = plaza.tablet("BC", lang=language)
    found = {"booths": violations(page)}
    press(page.locator("[class*=st-key-press_booth_] button").first)
    expect(page.locator("[class*=st-key-press_station_]")).to_have_count(3)
    found["stations"] = violations(page)
    press(page.locator(".st-key-press_station_all button"))
    expect(station_number(page)).to_have_count(2)
    for tab in ("line", "booked", "away", "missed"):
        press(page.locator(f".st-key-tab_{tab} button"))
        expect(page.locator(f".st-key-desk_rows_{tab}")).to_be_attached()
        found[tab] = violations(page)
    press(page.locator(".st-key-add button"))
    expect(page.locator(".st-key-walk_in")).to_be_visible()
    found["form"] = violations(page)
    press(page.locator(".st-key-bar_main_form button"))
    expect(page.locator(".number-digits")).to_be_visible()
    found["given"] = violations(page)

    assert {screen: each for screen, each in found.items() if each} == {}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", ["tablet", "phone"])
def test_the_door_passes_axe_and_its_keys_are_large(
    plaza: Plaza, violations: Callable[[Page], list[str]], size: Size, language: str
) -> None:
    page = open_screen(plaza.looker.page(size), f"{plaza.server.url}/sign-in?lang={language}")
    expect(page.locator(".keypad-key")).to_have_count(12)

    assert violations(page) == []
    keys = boxes_of(page, ".keypad-key, .staff-door-submit")
    assert len(keys) == 13
    assert {name: box for name, box in keys.items() if min(box["height"], box["width"]) < 60} == {}


def test_control_axe_finds_pale_words_on_the_desk(plaza: Plaza, violations: Callable[[Page], list[str]]) -> None:
    plaza.walk_ins("A", 1)
    page = plaza.tablet("A")
    page.add_style_tag(content="html .stApp .row-about { color: #bbb !important; }")

    assert any("contrast" in each for each in violations(page))
