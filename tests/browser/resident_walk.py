"""Walking through the resident's screens as people do: tapping, typing on the keypad, scanning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from kiosk.store import Database
from models.enums import MarketState, Pledge, ServiceKind, Zone
from tests.browser.conftest import Server, open_screen, run_over, still
from tests.factories import BoothPlan, MadeMarket, at, book, make_market
from tests.house.source import ROOT

MARKET_MORNING = "2026-11-19T09:30:00+08:00"
PHONE = "13800001234"
HOSPITAL = ("山东省第二康复医院", "Shandong Second Rehabilitation Hospital")
ROOMY = {f"{hour:02d}:{minute:02d}": 9 for hour in (9, 10, 11) for minute in (0, 15, 30, 45)}

BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", slots=ROOMY, stations=2, icon="blood_pressure", partner=HOSPITAL,
              bring=("请先坐下歇五分钟。袖子要能挽起来。", "Please rest for five minutes. The sleeve must roll up.")),
    BoothPlan("B", "测血糖", "Blood sugar", slots=ROOMY, icon="glucose", partner=HOSPITAL,
              bring=("空腹来最好。", "Best before breakfast.")),
    BoothPlan("C", "心电图", "ECG", slots=ROOMY, mean_minutes=8, icon="cardiology", partner=HOSPITAL),
    BoothPlan("D", "耳穴压豆、针灸", "Ear acupressure, acupuncture", slots=ROOMY, icon="hearing", partner=HOSPITAL),
    BoothPlan("E", "口腔检查", "Dental check", slots={"09:30": 1}, icon="dentistry"),
    BoothPlan("F", "磨剪子磨菜刀", "Scissors and knives", Zone.HANDY, ServiceKind.DROP_OFF, ROOMY, icon="content_cut",
              bring=("刀和剪子请用旧报纸包好。", "Wrap the blades in newspaper.")),
    BoothPlan("G", "检修电动车", "E-bike check", Zone.HANDY, ServiceKind.DROP_OFF, ROOMY, icon="electric_bike",
              partner=("技师学院", "Technician college"), pledge=Pledge.LOW_PRICE, price_note="只收零件费"),
    BoothPlan("H", "豆浆热饮", "Hot soy milk", Zone.FUN, slots={}, takes_bookings=False, icon="local_cafe"),
    BoothPlan("I", "蔬菜套圈", "Ring toss", Zone.FUN, slots=ROOMY, icon="sports_handball"),
)  # fmt: skip


def open_market(url: str) -> MadeMarket:
    """The nine booths of an ordinary market, E fully booked, written into the database at this address."""
    with closing(Database(url)) as db:
        made = make_market(db, *BOOTHS, state=MarketState.PUBLISHED)
        book(db, made, "E", "09:30", now=at("09:00"))
        return made


def market_server(folder: Path, template: Path) -> tuple[Server, MadeMarket]:
    """A process of the house on the market's morning, not started yet."""
    file = folder / "market.sqlite3"
    file.write_bytes(template.read_bytes())
    url = f"sqlite:///{file}"
    made = open_market(url)
    settings = {"DATABASE_URL": url, "KIOSK_NOW": MARKET_MORNING}
    return Server(ROOT / "streamlit_app.py", folder / "market.log", settings), made


def database_of(server: Server) -> Database:
    return Database(server.environment["DATABASE_URL"])


# ---------------------------------------------------------------- taps


def tap(page: Page, key: str) -> Page:
    """Press the button with this key and wait for what comes of it. Taps as a finger does: not twice at once."""
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    with run_over(page):
        page.locator(f"[class*='st-key-{key}'] button:enabled").first.click()
    return page


def tap_bar(page: Page, place: str) -> Page:
    """Press back, also or main, whatever the screen is."""
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    with run_over(page):
        page.locator(f"[class*='st-key-bar_{place}'] button").click()
    return page


def tap_card(page: Page, made: MadeMarket, letter: str) -> Page:
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    with run_over(page):
        page.locator(f".st-key-tile_{made.booths[letter]} label").click()
    expect(page.locator(f".st-key-tile_{made.booths[letter]} input")).to_be_checked()
    return page


def tap_tab(page: Page, key: str, at_place: int) -> Page:
    expect(page.locator("html[data-just-pressed]")).to_have_count(0)
    tab = page.locator(f".st-key-tabs_of_{key} [role=radio]").nth(at_place)
    with run_over(page):
        tab.click()
    expect(tab).to_have_attribute("aria-checked", "true")
    return page


def type_digits(page: Page, digits: str) -> Page:
    """On the screen's keypad, as fast as one can."""
    for digit in digits:
        page.locator(".keypad-keys").get_by_role("button", name=digit, exact=True).click()
    expect(page.locator(".keypad-display")).to_have_text(" ".join(_groups(digits)))
    still(page)
    return page


def _groups(digits: str) -> list[str]:
    return [digits[:3], digits[3:7], digits[7:]] if len(digits) == 11 else [digits]


def scan(page: Page, code: str) -> Page:
    """What a barcode scanner does: type the code faster than anybody could, then Enter."""
    expect(page.locator("html[data-scanner]")).to_be_attached()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    return page


# ---------------------------------------------------------------- all screens one after another


def every_screen(page: Page, server: Server, made: MadeMarket, *, dress: Callable[[Page], None]) -> Iterator[str]:
    """Goes through all screens of a resident, from one to the next; yields each one's name while it stands there.

    `dress` is called on the fresh welcome page: it chooses language, size and contrast.
    """
    yield from _booking(page, server, made, dress)
    yield from _number_and_ticket(page, server, made, dress)


def _fresh(page: Page, server: Server, dress: Callable[[Page], None]) -> None:
    open_screen(page, server.url)
    dress(page)
    still(page)


def _booking(page: Page, server: Server, made: MadeMarket, dress: Callable[[Page], None]) -> Iterator[str]:
    _fresh(page, server, dress)
    yield "welcome"
    tap(page, "press_book")
    yield "services"
    for letter in "AC":
        tap_card(page, made, letter)
    yield "services chosen"
    tap_tab(page, "zones", 1)
    tap_card(page, made, "F")
    yield "handy services"
    tap_tab(page, "zones", 2)
    yield "services without booking"
    tap(page, "bar_main_services")
    yield "times"
    tap(page, f"press_time_{made.booths['A']}")
    yield "another time"
    tap_tab(page, "quarters", 1)
    yield "a later time"
    tap(tap(page, "bar_back_change"), "bar_main_times")
    yield "for whom"
    tap(page, "press_for_other")
    yield "priority"
    tap(page, "press_priority_elder")
    yield "phone"
    type_digits(page, "123")
    tap(page, "bar_main_phone")
    yield "phone refused"
    tap(page, "bar_also_phone")
    yield "last look"
    tap(page, "bar_main_check")
    yield "tickets given"


def _number_and_ticket(page: Page, server: Server, made: MadeMarket, dress: Callable[[Page], None]) -> Iterator[str]:
    _fresh(page, server, dress)
    tap(page, "press_number")
    yield "lines"
    tap(page, f"press_line_{made.booths['B']}")
    yield "question"
    tap(page, "press_priority_none")
    yield "number given"
    _fresh(page, server, dress)
    tap(page, "press_ticket")
    yield "scan"
    scan(page, "A" * 26)
    expect(page.locator(".notice-stop")).to_be_visible()
    yield "unknown code"
    tap(page, "press_by_number")
    yield "number"
    type_digits(page, "001")
    tap(page, "bar_main_number")
    yield "last four digits"
    with closing(database_of(server)) as db:
        phone = f"139{abs(hash(page)) % 10**8:08d}"
        ours = [book(db, made, letter, "11:00", now=at("09:00"), phone=phone) for letter in "AF"]
    scan(page, ours[0].code)
    expect(page.locator(".number-digits").first).to_be_visible()
    yield "my tickets"
    tap_bar(page, "also")
    yield "which to cancel"
    tap(page, f"press_which_{ours[1].number}")
    yield "cancel?"
    tap(page, "bar_main_cancel")
    yield "one ticket"
