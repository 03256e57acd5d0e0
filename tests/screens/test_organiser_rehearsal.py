"""The rehearsal page: one press, and what is to be expected stands there in the reader's language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services.organising import rehearsing
from kiosk.ui.organiser.rehearsal import PEOPLE
from models.enums import MarketState
from tests.factories import BoothPlan, make_market, organiser_of, signed_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

PAGE = "organiser-rehearsal"
BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", mean_minutes=2, slots={}),
    BoothPlan("B", "磨菜刀", "Knives", mean_minutes=8, slots={}),
)
SAID = {
    "zh-CN": (
        "最有用的改动", "B 磨菜刀：", "多开一个工位", "平均少等", "来 40 人", "十人中九人最多等", "队伍最多",
        "按原计划", "多 20%",
    ),
    "en": (
        "What would help most", "B Knives: one more station from", "min less on average", "40 visitors come",
        "Nine in ten wait at most", "people in line", "As planned", "20 % more",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)
    monkeypatch.setattr(rehearsing, "DAYS", 50)


def a_desk(screens: Screens, **columns: Any) -> Office:
    return office(screens, *BOOTHS, expected_visitors=40, **columns)


def all_shown(screen: AppTest) -> str:
    specs = [json.loads(each.proto.spec) for each in screen.get("vega_lite_chart")]
    charts = json.dumps(specs, ensure_ascii=False)
    return shown(screen) + "\n" + charts


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_one_press_tells_what_to_expect_and_what_would_help(screens: Screens, lang: str) -> None:
    desk = a_desk(screens)
    screen = desk.open(PAGE, lang=lang, market=desk.made.id)
    assert SAID[lang][0] not in all_shown(screen)

    desk.press(screen, "rehearse")
    screen.selectbox(key="what_if_people").select_index(PEOPLE.index(120)).run()
    desk.press(screen, "rehearse_too")

    text = all_shown(screen)
    for said in SAID[lang]:
        assert said in text, said
    assert not screen.exception


def test_what_was_rehearsed_already_is_not_asked_twice_and_can_be_put_away(screens: Screens) -> None:
    desk = a_desk(screens)
    screen = desk.open(PAGE, market=desk.made.id)
    desk.press(screen, "rehearse")

    desk.press(screen, "rehearse_too")
    assert "表里已经有这种情况了" in shown(screen)
    screen.toggle(key="what_if_rain").set_value(True).run()
    desk.press(screen, "rehearse_too")
    assert "下雨" in shown(screen)
    desk.press(screen, "rehearsal_clear")

    assert "同样的人" not in shown(screen)
    assert "最有用的改动" in shown(screen)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh-CN", ("叫号顺序：先到先叫", "预约", "其他人")), ("en", ("calling order: First come", "Without either"))],
)
def test_the_four_calling_orders_stand_side_by_side_before_one_is_chosen(
    screens: Screens, lang: str, said: tuple[str, ...]
) -> None:
    desk = a_desk(screens)
    screen = desk.open(PAGE, lang=lang, market=desk.made.id)
    desk.press(screen, "rehearse")

    desk.press(screen, "rehearse_orders")

    assert all(each in shown(screen) for each in said)
    assert len(screen.session_state["rehearsal_asked"][1]) == 4


def test_at_most_four_stand_side_by_side(screens: Screens) -> None:
    desk = a_desk(screens)
    screen = desk.open(PAGE, market=desk.made.id)
    desk.press(screen, "rehearse")
    for percent in (70, 120, 150):
        screen.selectbox(key="what_if_people").select_index(PEOPLE.index(percent)).run()
        desk.press(screen, "rehearse_too")

    assert "rehearse_too" not in [each.key for each in screen.button]
    assert shown(screen).count("多 50%") == 2


@pytest.mark.parametrize("state", [MarketState.CLOSED, MarketState.CANCELLED])
def test_a_market_that_is_over_cannot_be_rehearsed(screens: Screens, state: MarketState) -> None:
    desk = a_desk(screens, state=state)

    screen = desk.open(PAGE, market=desk.made.id)

    assert "只有还没办完的市集才能预演" in shown(screen)
    assert "rehearse" not in [each.key for each in screen.button]


def test_a_market_without_booths_says_what_to_do(screens: Screens) -> None:
    made = make_market(screens.db)
    who = organiser_of(screens.db, made)
    desk = Office(screens, made, who, signed_in(screens.db, who, now=screens.now))
    screen = desk.open(PAGE, market=desk.made.id)

    desk.press(screen, "rehearse")

    assert "还没有摊位" in shown(screen)
