"""The layout page without a browser: what the editor is given, what is taken from it, what it is answered."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services.organising.studio import MOST_EDITS, Edit, save_layout
from kiosk.ui.organiser import studio, studio_rules
from models.enums import MarketState
from models.market import Booth
from tests.factories import BoothPlan, organiser_of, walk_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office
from tests.services.organisers import change, make_hashing_cheap

PAGE = "organiser-layout"
BOOTHS = (BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "磨菜刀", "Knives"))
PLACE = {"x_cm": 400, "y_cm": 500, "width_cm": 300, "depth_cm": 300, "rotation_deg": 0, "is_pinned": False}


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def given(screen: AppTest) -> dict[str, Any]:
    """What the editor in the browser is given."""
    found = [each.proto for each in screen.get("bidi_component") if each.proto.component_name == "house_studio"]
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0].json)
    return data


def send(screen: AppTest, message: object) -> dict[str, Any]:
    """The editor's message, and what it is given afterwards."""
    screen.session_state["studio_message"] = message
    screen.run()
    assert not screen.exception, screen.exception
    return given(screen)


def moved(desk: Office, letter: str = "A", **now: Any) -> dict[str, Any]:
    return {"id": f"b{desk.made.booths[letter]}", "was": PLACE, "now": PLACE | now}


def stored(desk: Office, letter: str = "A") -> tuple[int, int]:
    with desk.db.reading() as session:
        booth = session.get_one(Booth, desk.made.booths[letter])
        return booth.x_cm, booth.y_cm


# ---------------------------------------------------------------- what the editor is given


def test_the_editor_is_given_the_plan_with_names_in_the_readers_language(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)

    data = given(desk.open(PAGE, lang="en"))

    assert [booth["letter"] for booth in data["scene"]["booths"]] == ["A", "B"]
    assert data["names"][f"b{desk.made.booths['B']}"] == "Knives"
    assert data["zones"] == {f"b{number}": "health" for number in desk.made.booths.values()}
    assert data["can_edit"] is True
    assert data["scene"]["limits"]["passage_cm"] == 120


def sayings(words: object) -> list[str]:
    if isinstance(words, str):
        return [words]
    inner = words.values() if isinstance(words, dict) else words
    assert isinstance(inner, type({}.values()) | list)
    return [said for each in inner for said in sayings(each)]


def test_all_words_of_the_editor_are_chinese_on_a_chinese_screen(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)

    words = sayings(given(desk.open(PAGE))["words"])

    keys = {"Shift", "Tab", "Delete", "Ctrl", "Alt"}
    foreign = [said for said in words if set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", said))) - keys]
    assert foreign == []
    assert len(words) > 100


def test_control_the_english_screen_is_english(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)

    words = sayings(given(desk.open(PAGE, lang="en"))["words"])

    assert [said for said in words if re.search(r"[\u4e00-\u9fff]", said)] == []


def test_every_rule_has_its_word_on_the_plan() -> None:
    from kiosk.services.organising.rules import PlazaRule

    about_the_whole_plaza = {PlazaRule.NO_ENTRANCE, PlazaRule.STANDING_ROOM, PlazaRule.PERMIT}
    assert set(studio_rules.badges()) == {rule.value for rule in PlazaRule} - about_the_whole_plaza


def test_a_market_that_is_over_is_only_shown(screens: Screens) -> None:
    desk = office(screens, *BOOTHS, state=MarketState.CLOSED)

    assert given(desk.open(PAGE))["can_edit"] is False


# ---------------------------------------------------------------- what it sends


def test_a_move_is_stored_and_answered(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)

    data = send(desk.open(PAGE), {"seq": "me-1", "edits": [moved(desk, x_cm=950)]})

    assert stored(desk) == (950, 500)
    assert data["answer"] == {"seq": "me-1", "refusal": "", "conflicts": [], "made": {}}
    assert data["scene"]["booths"][0]["x_cm"] == 950


def test_the_same_message_twice_is_one_move(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    screen = desk.open(PAGE)
    message = {"seq": "me-1", "edits": [moved(desk, x_cm=950)]}
    send(screen, message)
    audited = desk.audited()

    data = send(screen, message)

    assert data["answer"]["conflicts"] == []
    assert desk.audited() == audited


def test_a_colleagues_change_is_answered_with_how_it_stands(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    screen = desk.open(PAGE)
    change(desk.db, Booth, desk.made.booths["A"], x_cm=2000)

    answer = send(screen, {"seq": "me-1", "edits": [moved(desk, x_cm=950)]})["answer"]

    assert stored(desk) == (2000, 500)
    assert [(each["why"], each["stored"]["x_cm"]) for each in answer["conflicts"]] == [("changed", 2000)]


def test_a_booth_with_tickets_is_not_deleted(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    walk_in(desk.db, desk.made, "A", now=screens.now)

    edit = {"id": f"b{desk.made.booths['A']}", "was": PLACE, "now": None}
    answer = send(desk.open(PAGE), {"seq": "me-1", "edits": [edit]})["answer"]

    assert [each["why"] for each in answer["conflicts"]] == ["in_use"]
    assert stored(desk) == (400, 500)


def test_an_edit_of_a_market_that_was_closed_meanwhile_is_refused_in_words(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    screen = desk.open(PAGE)
    with desk.db.writing() as session:
        desk_market = session.get_one(type(desk.market()), desk.made.id)
        desk_market.state = MarketState.CLOSED

    answer = send(screen, {"seq": "me-1", "edits": [moved(desk, x_cm=950)]})["answer"]

    assert re.search(r"[\u4e00-\u9fff]", answer["refusal"])
    assert stored(desk) == (400, 500)


NO_MESSAGES: list[object] = [
    None,
    "edits",
    7,
    [],
    {},
    {"seq": 1, "edits": []},
    {"seq": "x" * 61, "edits": []},
    {"seq": "1", "edits": {}},
    {"seq": "1", "edits": [None]},
    {"seq": "1", "edits": [{"id": 3, "was": PLACE, "now": PLACE}]},
    {"seq": "1", "edits": [{"id": "b1", "was": None, "now": None}]},
    {"seq": "1", "edits": [{"id": "b1", "was": PLACE, "now": [1]}]},
    {"seq": "1", "edits": [{"id": "b1", "was": PLACE, "now": PLACE | {"x_cm": [1]}}]},
    {"seq": "1", "edits": [{"id": "b1", "was": PLACE, "now": PLACE | {"x_cm": "9" * 99}}]},
    {"seq": "1", "edits": [{"id": "b1", "was": PLACE, "now": dict.fromkeys("abcdefghijkl", 1)}]},
    {"seq": "1", "edits": [{"id": "b1", "like": "b" * 99, "was": None, "now": PLACE}]},
    {"seq": "1", "edits": [{"id": "b1", "was": PLACE, "now": None}] * (MOST_EDITS + 1)},
]


@pytest.mark.parametrize("sent", NO_MESSAGES, ids=range(len(NO_MESSAGES)))
def test_what_no_editor_sends_is_not_read(sent: object) -> None:
    assert studio.read_message(sent) is None


def test_control_what_an_editor_sends_is_read() -> None:
    copied = {"id": "new-1", "like": "b1", "was": None, "now": PLACE}
    read = studio.read_message({"seq": "1", "edits": [copied, {"id": "b2", "was": PLACE, "now": None}]})

    assert read is not None
    assert [(edit.id, edit.like, edit.now) for edit in read[1]] == [("new-1", "b1", PLACE), ("b2", "", None)]


@pytest.mark.parametrize(
    "place", [{"x_cm": -50}, {"x_cm": 1e300}, {"width_cm": 0}, {"rotation_deg": 45}, {"x_cm": None}]
)
def test_a_place_that_cannot_be_is_answered_and_not_stored(screens: Screens, place: dict[str, Any]) -> None:
    desk = office(screens, *BOOTHS)

    answer = send(desk.open(PAGE), {"seq": "me-1", "edits": [moved(desk, **place)]})["answer"]

    assert [each["why"] for each in answer["conflicts"]] == ["invalid"]
    assert stored(desk) == (400, 500)


def test_a_conflict_names_the_colleague_who_was_there(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    screen = desk.open(PAGE)
    li = organiser_of(desk.db, desk.made, name="李干事")
    edit = Edit(id=f"b{desk.made.booths['A']}", was=PLACE, now=PLACE | {"x_cm": 2000})
    save_layout(desk.db, by=li, now=screens.now, market_id=desk.made.id, edits=[edit])

    data = send(screen, {"seq": "me-1", "edits": [moved(desk, x_cm=950)]})

    assert [each["who"] for each in data["answer"]["conflicts"]] == ["李干事"]
    assert data["who"] == "李干事"


def test_control_nobody_is_named_for_what_was_done_long_ago(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    screen = desk.open(PAGE)
    li = organiser_of(desk.db, desk.made, name="李干事")
    edit = Edit(id=f"b{desk.made.booths['A']}", was=PLACE, now=PLACE | {"x_cm": 2000})
    save_layout(desk.db, by=li, now=screens.now - timedelta(hours=1), market_id=desk.made.id, edits=[edit])

    data = send(screen, {"seq": "me-1", "edits": [moved(desk, x_cm=950)]})

    assert [each["who"] for each in data["answer"]["conflicts"]] == [""]
    assert data["who"] == ""
