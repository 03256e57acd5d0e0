"""Opening a page, and the pieces of the kit as a test can press them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import staff
from kiosk.store import Database
from kiosk.ui import calm
from kiosk.ui import page as page_module
from kiosk.ui.page import staff_token
from kiosk.ui.parts import plain
from kiosk.ui.registry import PAGES, address
from kiosk.ui.session import LANG
from models.enums import Role
from models.people import Staff, StaffSession
from models.refusals import DatabaseGone, NotSignedIn
from tests.house.source import ROOT
from tests.screens.conftest import RUN_SECONDS, Screens, words

PIN = "135790"
STAFF_WINGS = {"volunteer": "volunteer", "organiser": "organiser"}


def opened(kind: str) -> None:
    """A page that says who was let in, for AppTest.from_function."""
    import streamlit as st

    from kiosk.ui.page import open_page

    opening = open_page(kind=kind, title="Welcome")  # type: ignore[arg-type]
    st.title(f"in as {opening.by.role} {opening.by.name}", anchor=False)


def a_page(kind: str) -> AppTest:
    return AppTest.from_function(opened, args=(kind,), default_timeout=RUN_SECONDS).run()


def signed_in(db: Database, role: Role, *, now: datetime) -> str:
    """The cookie of a member of staff who has signed in."""
    with db.writing() as session:
        member = Staff(name="小李", role=role, created_at=now)
        session.add(member)
        session.flush()
        assert member.id is not None
        session.add(
            StaffSession(
                token_digest=staff._digest(PIN), staff_id=member.id, created_at=now, expires_at=now + timedelta(hours=1)
            )
        )
    return PIN


# ---------------------------------------------------------------- who may enter


@pytest.mark.parametrize("kind", ["resident", "public", "board"])
def test_anybody_may_open_a_page_for_residents(screens: Screens, kind: str) -> None:
    assert a_page(kind).title[0].value == "in as resident"


@pytest.mark.parametrize(
    ("role", "kind", "enters"),
    [
        (Role.VOLUNTEER, "volunteer", True),
        (Role.VOLUNTEER, "organiser", False),
        (Role.ORGANISER, "volunteer", True),
        (Role.ORGANISER, "organiser", True),
    ],
)
def test_staff_enter_the_pages_of_their_role(screens: Screens, role: Role, kind: str, enters: bool) -> None:
    screens.token = signed_in(screens.db, role, now=screens.now)

    page = a_page(kind)

    assert [each.value for each in page.title] == ([f"in as {role} 小李"] if enters else [])
    assert ("您现在是以志愿者身份登录的" in words(page)) is not enters


@pytest.mark.parametrize("kind", ["volunteer", "organiser"])
def test_a_staff_page_stops_an_anonymous_visitor_with_one_sentence(screens: Screens, kind: str) -> None:
    page = a_page(kind)

    assert not page.title
    assert "请先登录" in words(page)
    assert 'href="/sign-in"' in words(page)


def test_a_signed_out_session_is_refused_in_the_very_next_run(screens: Screens) -> None:
    token = signed_in(screens.db, Role.VOLUNTEER, now=screens.now)
    screens.token = token
    page = a_page("volunteer")
    assert page.title

    staff.sign_out(screens.db, token=token, now=screens.now)
    page.run()

    assert not page.title
    assert "请先登录" in words(page)


def test_a_session_that_has_run_out_is_refused(screens: Screens) -> None:
    screens.token = signed_in(screens.db, Role.VOLUNTEER, now=screens.now)
    screens.now += timedelta(hours=2)
    assert not a_page("volunteer").title


def test_a_forged_cookie_opens_nothing(screens: Screens) -> None:
    signed_in(screens.db, Role.ORGANISER, now=screens.now)
    screens.token = "not-" + PIN
    assert not a_page("organiser").title


@pytest.mark.parametrize("value", [MagicMock(), None, "", b"bytes"])
def test_only_a_real_string_is_a_cookie(value: Any) -> None:
    with patch("streamlit.context", MagicMock(cookies={"yiji_staff": value})):
        assert staff_token() is None


def test_control_a_real_string_is_taken() -> None:
    with patch("streamlit.context", MagicMock(cookies={"yiji_staff": "token"})):
        assert staff_token() == "token"


def test_every_page_of_the_staff_wings_is_shut_for_an_anonymous_visitor(screens: Screens) -> None:
    rows = [row for row in PAGES if row.wing in STAFF_WINGS]
    assert rows
    for row in rows:
        screen = screens.open(row.name)
        assert not screen.exception
        assert "请先登录" in words(screen), row.name
        assert not screen.button, row.name


def test_every_page_opens_itself_for_the_people_of_its_wing() -> None:
    for row in PAGES:
        source = (ROOT / "pages" / row.file).read_text(encoding="utf-8")
        kind = STAFF_WINGS.get(row.wing, "")
        assert "open_page(" in source, row.file
        assert f'kind="{kind}"' in source if kind else 'kind="organiser"' not in source, row.file


def test_every_page_has_an_address_of_its_own() -> None:
    assert len({address(row.name) for row in PAGES}) == len(PAGES)
    assert address("welcome") == "/"


# ---------------------------------------------------------------- language, text and contrast


def test_one_tap_changes_the_language_and_one_brings_it_back(screens: Screens) -> None:
    screen = screens.open()
    assert screen.button(key="reading_larger").label == "字大一点"

    screen.button(key="reading_lang").click().run()
    assert screen.button(key="reading_larger").label == "Larger text"
    screen.button(key="reading_lang").click().run()

    assert screen.button(key="reading_larger").label == "字大一点"


def test_larger_text_and_contrast_are_told_to_the_browser(screens: Screens) -> None:
    told: list[dict[str, Any]] = []
    with patch.object(page_module, "page_state", told.append):
        screen = screens.open()
        screen.button(key="reading_larger").click().run()
        screen.button(key="reading_contrast").click().run()

    assert [(each["larger"], each["contrast"]) for each in told] == [(False, False), (True, False), (True, True)]


def test_two_people_at_two_screens_speak_their_own_language(screens: Screens) -> None:
    one, other = screens.open(), screens.open(lang="en")
    one.run()
    assert one.button(key="reading_larger").label == "字大一点"
    assert other.button(key="reading_larger").label == "Larger text"


def test_an_untouched_welcome_asks_nobody_whether_they_are_there(screens: Screens) -> None:
    told: list[dict[str, Any]] = []
    with patch.object(page_module, "page_state", told.append):
        screen = screens.open()
        screen.button(key="reading_lang").click().run()

    assert told[0]["idle"] is None
    assert told[1]["idle"]["seconds"] == 90
    assert told[1]["idle"]["countdown_seconds"] == 30


def test_a_session_that_is_reset_shows_nothing_and_sends_the_browser_home(screens: Screens) -> None:
    told: list[dict[str, Any]] = []
    with patch.object(page_module, "page_state", told.append):
        screen = screens.open(leaving=True)

    assert told[0]["leave"] is True
    assert not screen.title


# ---------------------------------------------------------------- when something cannot be done


def saying(error: Exception) -> AppTest:
    def body(error: Exception) -> None:
        from kiosk.ui.calm import calm_errors

        calm_errors(error)

    return AppTest.from_function(body, args=(error,), default_timeout=RUN_SECONDS).run()


def test_a_database_that_is_gone_asks_for_a_moment() -> None:
    assert "请稍等" in words(saying(DatabaseGone()))


def test_a_refusal_that_no_screen_caught_is_still_said() -> None:
    assert "请先登录" in words(saying(NotSignedIn()))


def test_a_mistake_in_the_code_keeps_its_details_to_itself() -> None:
    said = words(saying(RuntimeError("secret detail")))
    assert "请重新开始" in said
    assert "secret detail" not in said


def test_the_last_resort_takes_every_exception() -> None:
    with patch.object(calm, "notice"), patch.object(calm, "retry"), patch.object(calm, "way_on"):
        assert all(calm.calm_errors(error) for error in (DatabaseGone(), NotSignedIn(), KeyError("x")))


# ---------------------------------------------------------------- the pieces


def kit_of_parts() -> None:
    """Every piece that can be pressed, for AppTest.from_function."""
    from datetime import UTC, datetime, timedelta

    import streamlit as st

    from kiosk.ui import components, parts

    start = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    quarters = [parts.Quarter(n, start + timedelta(minutes=15 * n), left=n - 1, clashes=n == 3) for n in range(1, 5)]
    door = parts.door("go", "a *bold* [name]", icon="home", hint="50% off_now")
    tile = parts.service_tile(parts.Tile("knife", "磨刀 :material/home:", "content_cut", "indigo", "还有 3 个名额"))
    full = parts.service_tile(
        parts.Tile("milk", "豆浆", "local_cafe", "amber", "已约满", takes_more=False), chosen=True
    )
    slot = parts.quarter_hours(quarters, chosen=4, zone="Asia/Shanghai")
    digits = components.keypad("phone", label="手机号", max_digits=11)
    code = components.scanned_code()
    pressed = parts.action_bar(back="返回", also="跳过", main="下一步")
    st.session_state["seen"] = (door, tile, full, slot, digits, code, tuple(pressed))


def the_parts(**session: Any) -> AppTest:
    at = AppTest.from_function(kit_of_parts, default_timeout=RUN_SECONDS)
    for key, value in session.items():
        at.session_state[key] = value
    return at.run()


def test_nothing_is_pressed_at_first() -> None:
    assert the_parts().session_state["seen"] == (False, False, False, None, "", None, (False, False, False))


def test_each_piece_says_what_was_pressed() -> None:
    at = the_parts()
    assert at.button(key="press_go").click().run().session_state["seen"][0] is True
    assert at.checkbox(key="tile_knife").check().run().session_state["seen"][1] is True
    assert at.button(key="quarter_2").click().run().session_state["seen"][3] == 2
    assert at.button(key="bar_also").click().run().session_state["seen"][6] == (False, True, False)
    assert at.button(key="bar_main").click().run().session_state["seen"][6] == (False, False, True)


def test_a_full_service_cannot_be_chosen_and_a_full_or_clashing_quarter_not_tapped() -> None:
    at = the_parts()
    assert at.checkbox(key="tile_milk").disabled
    assert at.session_state["seen"][2] is False
    assert [at.button(key=f"quarter_{n}").disabled for n in (1, 2, 3, 4)] == [True, False, True, False]


def test_the_state_of_a_quarter_is_a_word_and_not_only_a_colour() -> None:
    at = the_parts()
    labels = [at.button(key=f"quarter_{n}").label for n in (1, 2, 3, 4)]
    assert labels == [
        "**9\\:15** 已约满",
        "**9\\:30** 剩 1 个名额",
        "**9\\:45** 这时您有别的项目",
        "**10\\:00** 您选的",
    ]


def test_digits_and_a_scanned_code_can_be_put_in_by_a_test() -> None:
    at = the_parts(phone_digits="13800001234", scanned_code="abcdefghijklmnopqrstuvwx27")
    assert at.session_state["seen"][4:6] == ("13800001234", "ABCDEFGHIJKLMNOPQRSTUVWX27")
    assert at.run().session_state["seen"][5] is None, "a scan acts once"


@pytest.mark.parametrize("code", ["ABC", "ABCDEFGHIJKLMNOPQRSTUVWX21", "ABCDEFGHIJKLMNOPQRSTUVWX27X", "<b>"])
def test_what_is_no_ticket_code_is_not_a_scan(code: str) -> None:
    assert the_parts(scanned_code=code).session_state["seen"][5] is None


def test_names_from_the_database_stay_plain_inside_labels() -> None:
    assert (
        plain("磨刀 :material/home: [x](y) **b**\n#1") == "磨刀 \\:material/home\\: \\[x\\]\\(y\\) \\*\\*b\\*\\* \\#1"
    )


def test_a_key_gives_its_default_keeps_its_value_and_can_be_taken_once() -> None:
    def body() -> None:
        import streamlit as st

        from kiosk.ui.session import LANG

        before = LANG.get()
        LANG.set("en")
        st.session_state["seen"] = (before, LANG.take(), LANG.get())

    seen = AppTest.from_function(body, default_timeout=RUN_SECONDS).run().session_state["seen"]
    assert seen == (LANG.default, "en", LANG.default)
