"""Who comes to which booth's screen: own booths only, asked once, and out at once after signing out."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import staff
from models.actor import Actor
from models.enums import MarketState
from models.market import Booth, Market, Shift
from tests.factories import BoothPlan, MadeMarket, make_market, organiser_of, signed_in, volunteer_of, walk_in
from tests.screens.conftest import Screens, words

NEXT_MONTH = date(2026, 12, 19)


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    return make_market(
        screens.db,
        BoothPlan("A", "血压测量", "Blood pressure"),
        BoothPlan("B", "心电图", "ECG", stations=2),
        BoothPlan("C", "磨刀", "Knives"),
    )


def open_as(screens: Screens, who: Actor, *, lang: str = "zh-CN", **query: str) -> AppTest:
    screen = screens.open("volunteer", token=signed_in(screens.db, who, now=screens.now), lang=lang)
    for name, value in query.items():
        screen.query_params[name] = value
    if query:
        screen.run()
    assert not screen.exception
    return screen


def add_shift(screens: Screens, who: Actor, booth_id: int) -> None:
    with screens.db.writing() as session:
        market = session.get_one(Market, session.get_one(Booth, booth_id).market_id)
        assert who.staff_id is not None
        session.add(
            Shift(booth_id=booth_id, staff_id=who.staff_id, starts_at=market.opens_at, ends_at=market.closes_at)
        )


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def shows_desk_of(screen: AppTest, name: str) -> bool:
    return f"<h1>{name}</h1>" in words(screen)


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "请先登录"), ("en", "Please sign in first")])
def test_somebody_who_is_not_signed_in_sees_nothing_of_the_line(
    screens: Screens, made: MadeMarket, lang: str, said: str
) -> None:
    screen = screens.open("volunteer", lang=lang)

    assert said in words(screen)
    assert [button.key for button in screen.button] == []


def test_a_token_that_nobody_gave_out_opens_nothing(screens: Screens, made: MadeMarket) -> None:
    screen = screens.open("volunteer", token="made-up")

    assert "请先登录" in words(screen)


def test_whoever_has_one_booth_is_not_asked(screens: Screens, made: MadeMarket) -> None:
    assert shows_desk_of(open_as(screens, volunteer_of(screens.db, made, "A")), "血压测量")


def test_the_market_of_today_comes_before_the_next_months(screens: Screens, made: MadeMarket) -> None:
    later = make_market(screens.db, BoothPlan("A", "血压测量"), day=NEXT_MONTH)
    who = volunteer_of(screens.db, made, "A")
    add_shift(screens, who, later.booths["A"])

    assert shows_desk_of(open_as(screens, who), "血压测量")


def test_whoever_has_several_booths_is_asked_once_and_the_address_remembers(screens: Screens, made: MadeMarket) -> None:
    screen = open_as(screens, volunteer_of(screens.db, made, "A", "C"))
    assert "您在哪个摊位" in words(screen)

    press(screen, f"press_booth_{made.booths['C']}")

    assert shows_desk_of(screen, "磨刀")
    assert screen.query_params["booth"] == str(made.booths["C"])
    assert shows_desk_of(press(press(screen, "other_booth"), f"press_booth_{made.booths['A']}"), "血压测量")


def test_a_booth_with_several_stations_asks_which_one(screens: Screens, made: MadeMarket) -> None:
    screen = open_as(screens, volunteer_of(screens.db, made, "B"))
    assert "您在哪个工位" in words(screen)

    press(screen, "press_station_2")

    assert "2 号工位 · 我的" in words(screen)
    assert screen.query_params["station"] == "2"


def test_a_station_that_is_not_there_is_asked_again(screens: Screens, made: MadeMarket) -> None:
    screen = open_as(screens, volunteer_of(screens.db, made, "B"), station="7")

    assert "您在哪个工位" in words(screen)


@pytest.mark.parametrize("wanted", ["C", "nothing", "-1", "999999", "１", "99999999999999999999"])
def test_another_booth_in_the_address_opens_nothing(screens: Screens, made: MadeMarket, wanted: str) -> None:
    booth = str(made.booths.get(wanted, wanted))

    screen = open_as(screens, volunteer_of(screens.db, made, "A", "B"), booth=booth)

    assert not shows_desk_of(screen, "磨刀")
    assert "您在哪个摊位" in words(screen)


def test_control_an_organiser_opens_every_booth(screens: Screens, made: MadeMarket) -> None:
    screen = open_as(screens, organiser_of(screens.db, made), booth=str(made.booths["C"]))

    assert shows_desk_of(screen, "磨刀")


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "您还没有分到摊位"), ("en", "You have no booth yet")])
def test_whoever_has_no_booth_is_told_whom_to_ask(screens: Screens, made: MadeMarket, lang: str, said: str) -> None:
    screen = open_as(screens, volunteer_of(screens.db, made), lang=lang)

    assert said in words(screen)
    assert "look_again" in {button.key for button in screen.button}


def test_a_shift_given_meanwhile_is_found_by_looking_again(screens: Screens, made: MadeMarket) -> None:
    who = volunteer_of(screens.db, made)
    screen = open_as(screens, who)
    add_shift(screens, who, made.booths["A"])

    press(screen, "look_again")

    assert shows_desk_of(screen, "血压测量")


def close(screens: Screens, made: MadeMarket) -> None:
    with screens.db.writing() as session:
        market = session.get_one(Market, made.id)
        market.state = MarketState.CLOSED
        session.add(market)


def test_the_desk_stays_when_the_market_closes_before_the_line_is_empty(screens: Screens, made: MadeMarket) -> None:
    walk_in(screens.db, made, "A", now=screens.now)
    screen = open_as(screens, volunteer_of(screens.db, made, "A"))

    close(screens, made)
    screen.run()

    assert shows_desk_of(screen, "血压测量")
    assert "A001" in words(screen)


def test_last_months_booth_in_the_address_gives_way_to_todays(screens: Screens, made: MadeMarket) -> None:
    later = make_market(screens.db, BoothPlan("A", "义诊"), day=NEXT_MONTH)
    who = volunteer_of(screens.db, made, "A")
    add_shift(screens, who, later.booths["A"])
    close(screens, made)

    screen = open_as(screens, who, booth=str(made.booths["A"]))

    assert shows_desk_of(screen, "义诊")


# ---------------------------------------------------------------- the language of the tablet


def test_the_address_keeps_the_language(screens: Screens, made: MadeMarket) -> None:
    screen = open_as(screens, volunteer_of(screens.db, made, "A"))

    press(screen, "desk_lang")

    assert "Next person" in screen.button(key="next").label
    assert screen.query_params["lang"] == "en"


def test_a_new_session_speaks_the_language_of_its_address(screens: Screens, made: MadeMarket) -> None:
    screens.token = signed_in(screens.db, volunteer_of(screens.db, made, "A"), now=screens.now)
    screen = screens.open("volunteer", token=screens.token)
    assert "下一位" in screen.button(key="next").label

    screen.query_params["lang"] = "en"
    screen.run()

    assert "Next person" in screen.button(key="next").label


# ---------------------------------------------------------------- signing out


def test_signing_out_asks_first(screens: Screens, made: MadeMarket) -> None:
    screen = press(open_as(screens, volunteer_of(screens.db, made, "A")), "sign_out")

    press(screen, "stay")

    assert shows_desk_of(screen, "血压测量")


def test_signing_out_ends_the_session_in_every_open_tab(screens: Screens, made: MadeMarket) -> None:
    who = volunteer_of(screens.db, made, "A")
    here = open_as(screens, who)
    assert screens.token is not None
    there = screens.open("volunteer", token=screens.token)
    assert shows_desk_of(there, "血压测量")

    press(press(here, "sign_out"), "really_sign_out")
    there.run()

    assert staff.who(screens.db, token=screens.token, now=screens.now) is None
    assert "请先登录" in words(there)
    assert not shows_desk_of(there, "血压测量")
