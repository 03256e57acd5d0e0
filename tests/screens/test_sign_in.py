"""The staff's door without a browser: what it says, what its form is told, where it leads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import staff
from tests.factories import BoothPlan, MadeMarket, make_market, organiser_of, pin_of, signed_in, volunteer_of
from tests.screens.conftest import Screens, words


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    """A market with an organiser, so nothing has to be set up."""
    market = make_market(screens.db, BoothPlan("A", "血压测量"))
    pin_of(screens.db, organiser_of(screens.db, market))
    return market


def open_door(screens: Screens, name: str = "sign-in", *, lang: str = "zh-CN", **query: str) -> AppTest:
    screen = screens.open(name, token=screens.token, lang=lang)
    for key, value in query.items():
        screen.query_params[key] = value
    if query:
        screen.run()
    assert not screen.exception
    return screen


def form(screen: AppTest, name: str) -> dict[str, Any]:
    """What the component was given."""
    found = [each.proto for each in screen.get("bidi_component") if each.proto.component_name == name]
    assert len(found) == 1
    told: dict[str, Any] = json.loads(found[0].json)
    return told


@pytest.mark.parametrize(
    ("lang", "title", "button"), [("zh-CN", "工作人员登录", "登录"), ("en", "Staff sign in", "Sign in")]
)
def test_the_pin_pad_speaks_both_languages_and_posts_to_the_route(
    screens: Screens, made: MadeMarket, lang: str, title: str, button: str
) -> None:
    screen = open_door(screens, lang=lang)

    told = form(screen, "house_sign_in")
    assert title in words(screen)
    assert told["words"]["submit"] == button
    assert (told["action"], told["least"], told["max"]) == ("/staff/sign-in", 6, 12)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"problem": "wrong_pin", "left": "3"}, "还可以再试 3 次"),
        ({"problem": "locked_out", "seconds": "290"}, "5 分钟"),
        ({"problem": "wrong_origin"}, "重新打开"),
        ({"problem": "invalid", "field": "pin", "what": "not_a_pin"}, "6 到 12 位"),
    ],
)
def test_a_failure_says_what_happened_and_what_to_do(
    screens: Screens, made: MadeMarket, query: dict[str, str], said: str
) -> None:
    assert said in words(open_door(screens, **query))


@pytest.mark.parametrize(
    "query",
    [
        {"problem": "<script>"},
        {"problem": "wrong_pin", "left": "many"},
        {"problem": "locked_out", "seconds": "9" * 40},
        {"problem": "invalid", "field": "<b>", "what": "<b>"},
        {"lang": "xx"},
    ],
)
def test_whatever_is_written_into_the_address_the_door_stands(
    screens: Screens, made: MadeMarket, query: dict[str, str]
) -> None:
    screen = open_door(screens, **query)

    assert "工作人员登录" in words(screen)
    assert "<script>" not in words(screen)
    assert "<b>" not in words(screen)


def test_an_empty_installation_asks_for_its_first_organiser(screens: Screens) -> None:
    screen = open_door(screens)

    told = form(screen, "house_set_up")
    assert "首次设置" in words(screen)
    assert [field["name"] for field in told["fields"]] == ["code", "name", "pin", "pin_again"]
    assert told["action"] == "/staff/set-up"


def test_the_set_up_page_is_shut_once_there_is_an_organiser(screens: Screens, made: MadeMarket) -> None:
    screen = open_door(screens, "set-up")

    assert "工作人员登录" in words(screen)
    assert "首次设置" not in words(screen)


def test_a_volunteer_who_has_arrived_goes_to_the_booth(screens: Screens, made: MadeMarket) -> None:
    screens.token = signed_in(screens.db, volunteer_of(screens.db, made, "A"), now=screens.now)

    screen = open_door(screens, arrived="1")

    assert "<h1>血压测量</h1>" in words(screen)


def test_whoever_is_in_already_is_shown_the_way_on_and_out(screens: Screens, made: MadeMarket) -> None:
    screens.token = signed_in(screens.db, volunteer_of(screens.db, made, "A", name="小李"), now=screens.now)
    screen = open_door(screens)
    assert "您已登录" in words(screen)
    assert "小李" in words(screen)

    screen.button(key="sign_out").click().run()

    assert staff.who(screens.db, token=screens.token, now=screens.now) is None
    assert "工作人员登录" in words(screen)


def test_a_session_that_is_over_meets_the_pin_pad(screens: Screens, made: MadeMarket) -> None:
    token = signed_in(screens.db, volunteer_of(screens.db, made, "A"), now=screens.now)
    staff.sign_out(screens.db, token=token, now=screens.now)
    screens.token = token

    assert "工作人员登录" in words(open_door(screens))
