"""The screens' way in and out: a cookie that no script reads, a form that no other site can send, a path that stays."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.api.sign_in import COOKIE, safe_path
from kiosk.services import staff
from kiosk.services.staff import SESSION_LASTS, new_set_up_code
from models.people import Staff
from tests.http.conftest import ORGANISER_PIN, VOLUNTEER_PIN, Surface


def post(surface: Surface, path: str, headers: dict[str, str] | None = None, **form: str) -> Any:
    return surface.http.post(path, data=form, headers=headers or {}, follow_redirects=False)


def cookie_of(answer: Any) -> Any:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE]


def told(answer: Any) -> tuple[str, dict[str, str]]:
    """The page that an answer leads to, and what it is told."""
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    return where.path, {name: values[0] for name, values in parse_qs(where.query).items()}


# ---------------------------------------------------------------- in


def test_a_right_pin_leads_on_with_a_cookie_that_only_the_house_gets(surface: Surface) -> None:
    answer = post(surface, "/staff/sign-in", pin=VOLUNTEER_PIN, next="/queue")
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    cookie = cookie_of(answer)
    assert (cookie["httponly"], cookie["samesite"].lower(), cookie["path"]) == (True, "strict", "/")
    assert int(cookie["max-age"]) == SESSION_LASTS.total_seconds()
    who = staff.who(surface.db, token=cookie.value, now=surface.clock())
    assert who is not None
    assert who.role == "volunteer"


@pytest.mark.parametrize(("scheme", "secure"), [("http", ""), ("https", True)])
def test_the_cookie_is_secure_where_the_connection_is(surface: Surface, scheme: str, secure: object) -> None:
    surface.http.base_url = surface.http.base_url.copy_with(scheme=scheme)
    assert cookie_of(post(surface, "/staff/sign-in", pin=VOLUNTEER_PIN))["secure"] == secure


def test_a_wrong_pin_leads_back_and_is_nowhere_in_the_address(surface: Surface) -> None:
    answer = post(surface, "/staff/sign-in", pin="987654", next="/queue")
    assert told(answer) == ("/sign-in", {"problem": "wrong_pin", "left": "4", "next": "/queue"})
    assert "987654" not in answer.headers["location"]
    assert "set-cookie" not in answer.headers


def test_the_sixth_try_is_told_how_long_to_wait(surface: Surface) -> None:
    for _ in range(5):
        post(surface, "/staff/sign-in", pin="000000")
    page, words = told(post(surface, "/staff/sign-in", pin=ORGANISER_PIN))
    assert (page, words["problem"]) == ("/sign-in", "locked_out")
    assert 0 < int(words["seconds"]) <= 300


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=\x00", b"pin=" + b"1" * 60_000, b"&" * 9_000, b"pin=%00%ff"])
def test_a_form_of_rubbish_is_a_wrong_pin(surface: Surface, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = surface.http.post("/staff/sign-in", content=body, headers=headers, follow_redirects=False)
    assert told(answer)[1]["problem"] == "wrong_pin"


# ---------------------------------------------------------------- from where


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/sign-out", "/staff/set-up"])
def test_a_form_from_another_site_is_refused(sqlite_surface: Surface, path: str, headers: dict[str, str]) -> None:
    answer = post(sqlite_surface, path, headers, pin=VOLUNTEER_PIN)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "HTTP://TESTSERVER"},
    ],
)
def test_control_a_form_of_the_house_is_taken(sqlite_surface: Surface, headers: dict[str, str]) -> None:
    assert "set-cookie" in post(sqlite_surface, "/staff/sign-in", headers, pin=VOLUNTEER_PIN).headers


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil",
        "/\tx", "/a\r\nSet-Cookie: x=y", "///evil.example", " //evil.example", "/é", "/" + "a" * 400, "", "/%0d%0a\x7f",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_house(path: str) -> None:
    assert safe_path(path) == "/"


@pytest.mark.parametrize("path", ["/", "/queue", "/queue?booth=2", "/a/b#c"])
def test_control_a_path_of_the_house_is_kept(path: str) -> None:
    assert safe_path(path) == path


@given(st.text(alphabet="/\\:.@?# \t\nevil%0d", max_size=30))
def test_a_safe_path_has_no_host_however_it_was_written(path: str) -> None:
    safe = safe_path(path)
    assert safe.startswith("/")
    assert not safe.startswith(("//", "/\\"))
    assert urlsplit(safe).netloc == ""


# ---------------------------------------------------------------- out


def test_who_signs_out_is_out_in_the_database_too(surface: Surface) -> None:
    token = cookie_of(post(surface, "/staff/sign-in", pin=VOLUNTEER_PIN)).value
    answer = post(surface, "/staff/sign-out", {"Cookie": f"{COOKIE}={token}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie_of(answer)["max-age"] == "0"
    assert staff.who(surface.db, token=token, now=surface.clock()) is None


def test_who_is_out_already_is_sent_the_same_way(surface: Surface) -> None:
    surface.http.cookies.clear()
    assert post(surface, "/staff/sign-out").status_code == 303


# ---------------------------------------------------------------- the first organiser


def fresh_code(surface: Surface) -> str:
    """The set-up code of an installation whose organisers are all gone."""
    with surface.db.writing() as session:
        from sqlmodel import select

        for person in session.exec(select(Staff)):
            person.is_active = False
        session.flush()
        code = new_set_up_code(session)
    assert code is not None
    return code


def test_the_set_up_code_makes_the_first_organiser_once(surface: Surface) -> None:
    code = fresh_code(surface)
    first = post(surface, "/staff/set-up", code=code.lower(), pin="112233", name="李主任", next="/organiser")
    assert (first.status_code, first.headers["location"]) == (303, "/organiser")
    who = staff.who(surface.db, token=cookie_of(first).value, now=surface.clock())
    assert who is not None
    assert (who.role, who.name) == ("organiser", "李主任")
    again = post(surface, "/staff/set-up", code=code, pin="445566", name="王主任")
    assert told(again) == ("/set-up", {"problem": "already_set_up"})


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"code": "WRONGCODE1", "pin": "112233", "name": "李"}, {"problem": "wrong_pin", "left": "4"}),
        ({"code": "", "pin": "12", "name": "李"}, {"problem": "invalid", "field": "pin", "what": "not_a_pin"}),
        ({"code": "", "pin": "112233", "name": " "}, {"problem": "invalid", "field": "name", "what": "missing"}),
    ],
)
def test_a_set_up_that_fails_leads_back_with_the_reason(
    surface: Surface, form: dict[str, str], problem: dict[str, str]
) -> None:
    fresh_code(surface)
    assert told(post(surface, "/staff/set-up", None, **form)) == ("/set-up", problem)


def test_the_screens_and_the_forms_mean_the_same_cookie() -> None:
    from kiosk.ui.page import COOKIE as READ_BY_SCREENS

    assert READ_BY_SCREENS == COOKIE
