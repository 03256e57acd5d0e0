"""Advice on the overview: a calm card that says what helps and how much, in the reader's language, and two answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.services.organising import looking_ahead
from kiosk.services.queues import call_next
from kiosk.store import Database
from models.columns import id_of
from models.enums import AdviceKind, AdviceState, MarketState
from models.market import Advice, Booth
from tests.factories import BoothPlan, MadeMarket, at, walk_in
from tests.screens.conftest import Screens, words
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

BOOTHS = (BoothPlan("A", "量血压", "Blood pressure", slots={}), BoothPlan("B", "磨菜刀", "Knives", slots={}))
CARD = {
    "zh-CN": ("B 磨菜刀：上午 9:50 左右来的人大约要等 38 分钟。", "多开一个工位，到上午 10:20", "12 人平均少等 14 分钟",
              "那样大约等 18 分钟", "前提：五分钟内有人能到岗", "照办", "不用"),
    "en": ("B Knives: whoever comes at about 9:50 am waits about 38 min.", "one more station until 10:20 am",
           "12 people wait 14 min less on average.", "Then it is about 18 min.",
           "Assumed: somebody can begin there", "Do it", "No, thanks"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_looks_ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What stands there is written by the tests themselves."""
    make_hashing_cheap(monkeypatch)
    monkeypatch.setattr(looking_ahead, "_ask", lambda _asked: looking_ahead.NOTHING)
    looking_ahead._LOOKED.clear()
    yield
    looking_ahead._LOOKED.clear()


def advice(db: Database, made: MadeMarket, letter: str = "B", **columns: Any) -> int:
    """An advice of half past nine."""
    given_at = at("09:30")
    usual = {
        "kind": AdviceKind.STATION, "given_at": given_at, "from_at": given_at + timedelta(minutes=5),
        "until_at": given_at + timedelta(minutes=50), "limit_minutes": 30, "in_minutes": 20.0,
        "expected_minutes": 38.2, "helped_minutes": 17.9, "people": 12.2, "saved_minutes": 14.4, "turned_away": 0.0,
    }  # fmt: skip
    with db.writing() as session:
        row = Advice(market_id=made.id, booth_id=made.booths[letter], **{**usual, **columns})
        session.add(row)
        session.flush()
        return id_of(row)


def a_desk(screens: Screens) -> Office:
    return office(screens, *BOOTHS, state=MarketState.OPEN)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_card_says_what_comes_what_helps_how_much_and_what_it_assumes(screens: Screens, lang: str) -> None:
    desk = a_desk(screens)
    number = advice(desk.db, desk.made)

    screen = desk.open(lang=lang)

    for said in CARD[lang]:
        assert said in shown(screen), said
    assert f"advice_take_{number}" in [each.key for each in screen.button]


@pytest.mark.parametrize(
    ("lang", "columns", "said"),
    [
        ("zh-CN", {"kind": AdviceKind.PAUSE, "turned_away": 4.2}, ("暂停现场取号 45 分钟", "约有 4 人取不到号")),
        ("en", {"kind": AdviceKind.PAUSE, "turned_away": 1.0}, ("no new numbers", "About 1 person goes without")),
        ("zh-CN", {"kind": AdviceKind.ELSEWHERE}, ("告诉新来的人，A 量血压 几乎不用等", "三分之一")),
        ("en", {"kind": AdviceKind.ELSEWHERE}, ("hardly anybody waits at A Blood pressure", "every third")),
        ("zh-CN", {"is_line": True, "in_minutes": 0.0}, ("现在排队的人，到叫号大约要等 38 分钟",)),
        ("en", {"in_minutes": 0.0}, ("whoever comes now waits about 38 min",)),
    ],
)
def test_every_kind_of_advice_has_its_own_words(
    screens: Screens, lang: str, columns: dict[str, Any], said: tuple[str, ...]
) -> None:
    desk = a_desk(screens)
    is_elsewhere = columns.get("kind") is AdviceKind.ELSEWHERE
    advice(desk.db, desk.made, to_booth_id=desk.made.booths["A"] if is_elsewhere else None, **columns)

    text = shown(desk.open(lang=lang))

    assert all(each in text for each in said)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-CN", "B 磨菜刀 的 2 号工位已经打开"), ("en", "Station 2 of B Knives is open now")]
)
def test_one_press_opens_the_station_and_the_card_is_gone(screens: Screens, lang: str, said: str) -> None:
    desk = a_desk(screens)
    number = advice(desk.db, desk.made)
    screen = desk.open(lang=lang)

    desk.press(screen, f"advice_take_{number}")

    assert said in shown(screen)
    assert "advice_take" not in str([each.key for each in screen.button])
    assert desk.audited() == ["take_advice"]


def test_a_pause_says_until_when_it_lasts_and_the_log_tells_of_it(screens: Screens) -> None:
    desk = a_desk(screens)
    number = advice(desk.db, desk.made, kind=AdviceKind.PAUSE)
    screen = desk.open()

    desk.press(screen, f"advice_take_{number}", after_seconds=60)

    assert "B 磨菜刀 暂停现场取号，到上午 10:16 自动恢复" in shown(screen)
    with desk.db.reading() as session:
        assert not session.get_one(Booth, desk.made.booths["B"]).takes_walk_ins
    assert "采纳了 B 摊的建议" in shown(desk.open("organiser-log"))
    assert "45 分钟后再取号" in words(screens.open("number"))


def test_no_thanks_is_heard_and_the_second_half_of_a_double_tap_is_not(screens: Screens) -> None:
    desk = a_desk(screens)
    first, second = advice(desk.db, desk.made, "A"), advice(desk.db, desk.made, "B")
    screen = desk.open()

    desk.press(screen, f"advice_dismiss_{first}")
    desk.press(screen, f"advice_dismiss_{second}", after_seconds=0.3)

    assert f"advice_take_{second}" in [each.key for each in screen.button]
    with desk.db.reading() as session:
        states = [session.get_one(Advice, each).state for each in (first, second)]
    assert states == [AdviceState.DISMISSED, AdviceState.GIVEN]


def test_a_day_without_advice_shows_no_card_and_no_table(screens: Screens) -> None:
    desk = a_desk(screens)

    assert "照办" not in shown(desk.open())
    assert "当天的建议" not in shown(desk.open("organiser-report", market=desk.made.id))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh-CN", ("当天的建议", "多开一个工位", "不做等 38 分钟，做了等 18 分钟", "没有照办",
                   "叫到 1 人，平均等 10 分钟")),
        ("en", ("Advice on the day", "one more station", "38 min without it, 18 min with it", "not followed",
                "1 person called, 10 min")),
    ],
)  # fmt: skip
def test_the_report_says_what_was_expected_and_what_came_of_it(
    screens: Screens, now: datetime, lang: str, said: tuple[str, ...]
) -> None:
    desk = a_desk(screens)
    walk_in(desk.db, desk.made, "B", now=now - timedelta(minutes=5))
    advice(desk.db, desk.made, state=AdviceState.DISMISSED, decided_at=now, staff_id=desk.who.staff_id)
    call_next(desk.db, desk.made.booths["B"], by=desk.who, now=now + timedelta(minutes=5))
    screens.now = now + timedelta(minutes=30)

    text = shown(desk.open("organiser-report", lang=lang, market=desk.made.id))

    for each in said:
        assert each in text, each
