"""The panels below the plan without a browser: proposals, kept layouts, the picture under the plan."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from threading import Event

import pytest
from PIL import Image
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services.organising import proposals as service
from kiosk.services.organising.proposals import Wish
from kiosk.services.organising.snapshots import snapshots
from kiosk.services.organising.studio import studio
from models.enums import MarketState
from models.places import Plaza
from tests.factories import BoothPlan
from tests.screens.conftest import Screens, words
from tests.screens.organiser_office import Office, office
from tests.services.organisers import make_hashing_cheap
from tests.services.test_proposals import LONGEST_WAIT_SECONDS

PAGE = "organiser-layout"
BOOTHS = (BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "磨菜刀", "Knives"))


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


@pytest.fixture(autouse=True)
def short_searches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(service, "USUAL_SECONDS", 0.3)
    yield
    for there in service._SEARCHES.values():
        for search in there.values():
            search.process.kill()
            search.process.wait()


@pytest.fixture
def desk(screens: Screens) -> Office:
    return office(screens, *BOOTHS, expected_visitors=60)


def search_over(desk: Office) -> None:
    pause = Event()
    for _turn in range(LONGEST_WAIT_SECONDS * 20):
        found = service.proposals(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id)
        if found.state != "looking":
            return
        pause.wait(0.05)
    raise AssertionError("the search did not end")


@pytest.mark.parametrize(
    ("lang", "heads"), [("zh-CN", ["少走路", "排队宽敞", "电线短、安静"]), ("en", ["Short ways", "Room for lines"])]
)
def test_three_proposals_are_shown_and_one_is_used_and_taken_back(desk: Office, lang: str, heads: list[str]) -> None:
    screen = desk.open(PAGE, lang=lang, market=desk.made.id)
    before = studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).scene.booths

    desk.press(screen, "propose")
    search_over(desk)
    screen.run()

    assert set(heads) <= {each.value for each in screen.subheader}
    found = service.proposals(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).found
    desk.press(screen, f"use_{Wish.SHORT_WALKS.value}")
    assert studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).scene.booths == found[0].booths

    kept = next(str(each.key) for each in screen.button if str(each.key).startswith("compare_"))
    desk.press(screen, kept)
    desk.press(screen, "restore")
    assert studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).scene.booths == before
    assert desk.audited() == ["keep_layout", "save_layout", "save_layout"]


def test_a_plaza_that_is_too_small_names_the_rules_that_cannot_be_kept(screens: Screens) -> None:
    desk = office(screens, *(BoothPlan(letter) for letter in "ABCDEF"), expected_visitors=60)
    with desk.db.writing() as session:
        plaza = session.exec(select(Plaza)).one()
        plaza.width_cm = plaza.depth_cm = 900
    screen = desk.open(PAGE, market=desk.made.id)

    desk.press(screen, "propose")
    search_over(desk)
    screen.run()

    said = words(screen)
    assert "下面这些规则无法同时符合" in said
    assert "重叠" in said or "外" in said or "轮椅" in said


def test_two_kept_layouts_are_laid_side_by_side(desk: Office) -> None:
    screen = desk.open(PAGE, market=desk.made.id)
    keep(screen, "第一稿")
    keep(screen, "第二稿")
    compare = next(str(each.key) for each in screen.button if str(each.key).startswith("compare_"))
    desk.press(screen, compare)

    box = next(each for each in screen.selectbox if str(each.key).startswith("compare_with_"))
    box.set_value(_other(desk, "第一稿")).run()

    assert not screen.exception, screen.exception
    assert {"第一稿", "第二稿"} <= {each.value for each in screen.subheader}
    assert "两边的摊位摆法一样" in words(screen)


def _other(desk: Office, name: str) -> int:
    lines = snapshots(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id)
    return next(line.id for line in lines if line.name == name)


def test_a_running_search_shows_its_bar_and_is_stopped(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "USUAL_SECONDS", 1000.0)
    screen = desk.open(PAGE, market=desk.made.id)
    desk.press(screen, "propose")
    assert [str(each.key) for each in screen.button if str(each.key) in ("propose", "stop_proposals")] == [
        "stop_proposals"
    ]

    desk.press(screen, "stop_proposals")

    assert [str(each.key) for each in screen.button if str(each.key) in ("propose", "stop_proposals")] == ["propose"]


def test_a_layout_is_kept_under_a_name_once_and_deleted_after_a_question(desk: Office) -> None:
    screen = desk.open(PAGE, market=desk.made.id)
    keep(screen, "第一稿 🎪")
    assert "第一稿 🎪" in words(screen)
    keep(screen, "第一稿 🎪")
    assert "第一稿 🎪" in words(screen)
    keep(screen, "   ")

    (compare,) = [str(each.key) for each in screen.button if str(each.key).startswith("compare_")]
    number = compare.removeprefix("compare_")
    desk.press(screen, f"delete_{number}")
    desk.press(screen, f"keep_{number}")
    assert "第一稿 🎪" in words(screen)
    desk.press(screen, f"delete_{number}")
    desk.press(screen, f"really_{number}")
    assert not [each for each in screen.button if str(each.key).startswith("compare_")]
    assert desk.audited() == ["keep_layout", "delete_layout"]


def keep(screen: AppTest, name: str) -> None:
    field = next(each for each in screen.text_input if str(each.key).startswith("snapshot_name_"))
    field.set_value(name)
    next(each for each in screen.button if each.label in ("留存", "Keep")).click().run()
    assert not screen.exception, screen.exception


def test_a_market_that_is_over_offers_no_proposals_and_no_picture(screens: Screens) -> None:
    desk = office(screens, *BOOTHS, state=MarketState.CLOSED)

    screen = desk.open(PAGE, market=desk.made.id)

    assert not [each for each in screen.button if str(each.key) in ("propose", "remove_backdrop")]
    assert not [each for each in screen.get("bidi_component") if each.proto.component_name == "house_picture"]


def send(screen: AppTest, sent: object) -> None:
    """What the browser's half of the panel would send."""
    screen.session_state["backdrop_sent"] = sent
    screen.run()
    assert not screen.exception, screen.exception


def test_a_picture_is_put_under_the_plan_and_taken_away(desk: Office) -> None:
    screen = desk.open(PAGE, market=desk.made.id)
    out = BytesIO()
    Image.new("RGB", (40, 25), "#88aa66").save(out, "PNG")

    send(screen, {"content": b64encode(out.getvalue()).decode()})
    assert studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).backdrop is not None

    desk.press(screen, "remove_backdrop")
    assert studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).backdrop is None


def test_a_file_that_only_calls_itself_a_picture_is_refused_in_words(desk: Office) -> None:
    screen = desk.open(PAGE, market=desk.made.id)

    for sent in ({"content": b64encode(b"<svg onload=alert(1)>").decode()}, {"content": "?!"}, {"content": 7}, "what"):
        send(screen, sent)
        assert "这个文件不是可用的图片" in words(screen)
    assert studio(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id).backdrop is None
