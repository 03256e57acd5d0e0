"""The prints on the layout page: nothing is drawn before somebody asks, and then it is what was asked for."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kiosk.printing.sheets.files import KINDS, Order
from kiosk.services import staff
from kiosk.store.planning import delete_booths
from kiosk.ui.organiser import sheets, where
from kiosk.ui.page import Opening
from models.refusals import NotSignedIn
from tests.factories import BoothPlan
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

A = BoothPlan("A", "量血压", "Blood pressure")


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def choose(screen: AppTest, name: str, value: str) -> AppTest:
    control: Any = next(each for each in screen.get("button_group") if each.key == f"sheet_{name}")
    control.set_value(value).run()
    assert not screen.exception, screen.exception
    return screen


def download(screen: AppTest) -> dict[str, Any]:
    (button,) = screen.get("download_button")
    return {"label": button.proto.label, "id": button.proto.id}


def pictures(screen: AppTest) -> list[str]:
    return [element.proto.body for element in screen.get("html") if "first-page" in element.proto.body]


def test_nothing_is_drawn_before_it_is_asked_for(screens: Screens) -> None:
    desk = office(screens, A)
    with patch.object(sheets, "sheet_data", side_effect=AssertionError("drawn without being asked")):
        screen = desk.open(where.LAYOUT)
        choose(screen, "what", "signs")
    assert download(screen)["label"] == "下载"
    assert pictures(screen) == []


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("what", list(KINDS))
def test_the_first_page_is_shown_on_a_press(screens: Screens, what: str, lang: str) -> None:
    desk = office(screens, A)
    screen = choose(desk.open(where.LAYOUT, lang=lang), "what", what)

    desk.press(screen, "sheet_look")

    (picture,) = pictures(screen)
    assert "data:image/png;base64," in picture
    assert ("第一页" if lang == "zh-CN" else "First page") in picture


def test_another_choice_puts_the_old_picture_away(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open(where.LAYOUT), "sheet_look")
    assert len(pictures(screen)) == 1

    choose(screen, "paper", "A3")

    assert pictures(screen) == []


def test_a_list_is_said_to_be_for_organisers_only(screens: Screens) -> None:
    screen = choose(office(screens, A).open(where.LAYOUT), "what", "list")
    assert "清单上有志愿者的姓名，请不要张贴。" in shown(screen)


def test_a_spreadsheet_has_no_paper_and_no_picture(screens: Screens) -> None:
    screen = choose(choose(office(screens, A).open(where.LAYOUT), "what", "list"), "kind_list", "csv")
    assert "sheet_paper" not in {each.key for each in screen.get("button_group")}
    assert "sheet_look" not in {each.key for each in screen.button}


@pytest.mark.parametrize("typed", ["ftp://kiosk", "kiosk.example", "http://", "http://a b/", "javascript:alert(1)"])
def test_what_is_no_address_is_not_printed(screens: Screens, typed: str) -> None:
    screen = choose(office(screens, A).open(where.LAYOUT), "what", "signs")
    screen.text_input(key="sheet_address").set_value(typed).run()
    assert "请写完整的网址，中间不要有空格。" in shown(screen)
    assert screen.get("download_button") == []


@pytest.mark.parametrize("typed", ["", "http://192.168.1.20:8501/", "https://market.example/?a=1"])
def test_control_an_address_or_none_is_printed(screens: Screens, typed: str) -> None:
    screen = choose(office(screens, A).open(where.LAYOUT), "what", "signs")
    screen.text_input(key="sheet_address").set_value(typed).run()
    assert len(screen.get("download_button")) == 1


def test_a_market_without_booths_has_no_sign_to_show(screens: Screens) -> None:
    desk = office(screens, A)
    with desk.db.writing() as session:
        delete_booths(session, list(desk.made.booths.values()))
    screen = choose(desk.open(where.LAYOUT), "what", "signs")
    desk.press(screen, "sheet_look")
    assert "还没有摊位。" in shown(screen)


def opening_of(desk: Office) -> Opening:
    return Opening(desk.db, desk.who, desk.screens.now, "zh-CN", "organiser")


def test_the_file_is_drawn_for_whoever_is_signed_in_when_it_is_fetched(screens: Screens) -> None:
    desk = office(screens, A)
    screens.token = desk.token
    make = sheets._maker(opening_of(desk), desk.made.id, Order("list", "A4", ("zh-CN",), "csv"))
    assert "量血压" in make().decode("utf-8-sig")

    staff.sign_out(desk.db, token=desk.token, now=screens.now)

    with pytest.raises(NotSignedIn):
        make()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://192.168.1.20:8501/organiser-layout?market=1", "http://192.168.1.20:8501/"),
        ("https://market.example/organiser-layout", "https://market.example/"),
        ("http://localhost:8501/organiser-layout", ""),
        ("http://127.0.0.1:8501/organiser-layout", ""),
        (None, ""),
    ],
)
def test_phones_are_led_to_where_the_organiser_came_in(url: str | None, address: str) -> None:
    with patch.object(st, "context") as context:
        context.url = url
        assert sheets.own_address() == address
