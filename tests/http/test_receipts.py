"""Tickets on receipt paper: the right ones, in the right language, scannable, with nothing personal."""

import base64
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.api.paper import ticket_paper
from kiosk.services import markets, tickets
from tests.http.conftest import Surface


def scanned(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(png)))]


def pictures(html: str) -> list[bytes]:
    return [base64.b64decode(found) for found in re.findall(r'src="data:image/png;base64,([^"]+)"', html)]


def test_a_ticket_is_one_picture_as_wide_as_the_paper_prints(surface: Surface) -> None:
    code = surface.ask(booth="A", slot="09:45").json()["code"]
    answer = surface.http.get(f"/print/ticket/{code}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(BytesIO(answer.content)).width == 576
    assert scanned(answer.content) == [code]


def test_the_page_holds_its_picture_and_fits_80_mm(surface: Surface) -> None:
    code = surface.ask(booth="A", slot="09:45").json()["code"]
    page = surface.http.get(f"/print/ticket/{code}")
    assert page.headers["content-type"].startswith("text/html")
    assert "x-frame-options" not in page.headers
    assert page.headers["cache-control"] == "no-store"
    (picture,) = pictures(page.text)
    assert scanned(picture) == [code]
    size = re.search(r"size: 80mm (\d+)mm", page.text)
    assert size is not None
    assert int(size[1]) * 8 >= Image.open(BytesIO(picture)).height


def test_a_visit_prints_every_ticket_that_is_still_good(surface: Surface) -> None:
    kept = surface.ask(booth="A", phone="13800001234", slot="09:30").json()["code"]
    given_back = surface.ask(booth="B", phone="13800001234", slot="09:30").json()["code"]
    surface.http.delete(f"/api/v1/tickets/{given_back}")
    again = surface.ask(booth="B", phone="13800001234", slot="09:45").json()["code"]
    somebody_else = surface.ask(booth="B", phone="13900001234", slot="09:45").json()["code"]
    printed = [scanned(picture)[0] for picture in pictures(surface.http.get(f"/print/visit/{kept}").text)]
    assert sorted(printed) == sorted([kept, again])
    assert somebody_else not in printed


def test_the_tickets_of_a_visit_are_printed_in_the_order_of_the_way_and_each_says_its_stop(surface: Surface) -> None:
    surface.ask(booth="A")  # somebody else, so that the other booth comes first
    codes = [surface.ask(booth=letter, phone="13800001234").json()["code"] for letter in "AB"]
    stops = surface.http.get(f"/api/v1/tickets/{codes[0]}/visit").json()["stops"]
    way = list(dict.fromkeys(stop["number"] for stop in stops))

    page = surface.http.get(f"/print/visit/{codes[0]}").text

    assert re.findall(r'img alt="([^"]+)"', page) == way == ["B001", "A002"]
    assert [scanned(picture)[0] for picture in pictures(page)] == codes[::-1]
    lines = paper(surface, codes[0], "zh-CN", way=way).lines
    assert lines[:2] == ("第 2 站，共 2 站", "B001 → A002")


def test_a_ticket_alone_says_nothing_of_stops(surface: Surface) -> None:
    code = surface.ask(booth="A").json()["code"]
    assert paper(surface, code, "zh-CN", way=["A001"]).lines == paper(surface, code, "zh-CN").lines


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "血压测量"), ("en", "Blood pressure"), ("xx", "血压测量")])
def test_the_page_speaks_the_language_it_is_asked_for(surface: Surface, lang: str, word: str) -> None:
    code = surface.ask(booth="A").json()["code"]
    page = surface.http.get(f"/print/ticket/{code}?lang={lang}").text
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in page
    assert word in paper(surface, code, "en" if lang == "en" else "zh-CN").headline


def paper(surface: Surface, code: str, lang: str, *, way: Sequence[str] = ()) -> Any:
    ticket = tickets.ticket_by_code(surface.db, code, now=surface.clock())
    market = markets.market_view(surface.db, ticket.market_id, now=surface.clock())
    return ticket_paper(ticket, market, lang, way=way)


def test_a_booking_says_its_day_and_time_and_a_number_for_now_how_many_are_ahead(surface: Surface) -> None:
    booked = paper(surface, surface.ask(booth="A", slot="09:45").json()["code"], "zh-CN")
    assert (booked.day, booked.time, booked.bring) == ("11 月 19 日(周四)", "上午 9:45", "医保卡")
    surface.ask(booth="A")
    second = paper(surface, surface.ask(booth="A").json()["code"], "en")
    assert second.time == ""
    assert second.lines[0].startswith("1 ahead, ")


def test_nothing_personal_is_on_paper(surface: Surface) -> None:
    code = surface.ask(booth="A", phone="13800001234", name="张桂芳").json()["code"]
    said = repr(paper(surface, code, "zh-CN"))
    assert "13800001234" not in said
    assert "张桂芳" not in said


def test_an_unknown_ticket_is_a_calm_page_and_not_a_problem_document(surface: Surface) -> None:
    answer = surface.http.get(f"/print/ticket/{'A' * 26}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "没有找到这张号票" in answer.text
    assert surface.http.get(f"/print/ticket/{'A' * 26}.png").status_code == 404
