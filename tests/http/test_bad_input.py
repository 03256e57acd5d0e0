"""What nobody should send and somebody will: the answer is a problem below 500, and the kiosk goes on."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.api.problems import BODY_LIMIT_KB
from tests.http.conftest import ORGANISER_PIN, Surface

HUGE = 10**30
ODD_TEXTS = [
    "\x00",
    "a\x00b",
    "\ud800",
    "😀" * 30,
    "王" * 10_000,
    "\u202eevil",
    "'; DROP TABLE ticket; --",
    "\r\nSet-Cookie: a=b",
]


def send(surface: Surface, content: bytes, *, kind: str = "application/json") -> Any:
    path = f"/api/v1/markets/{surface.market.id}/tickets"
    headers = {"Idempotency-Key": "a-bad-request", "Content-Type": kind}
    return surface.http.post(path, content=content, headers=headers)


def still_works(surface: Surface) -> bool:
    return bool(surface.ask(booth="A").status_code == 201)


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("field", ["name", "phone", "priority", "language"])
def test_odd_texts_are_taken_or_refused_but_never_break_anything(surface: Surface, field: str, text: str) -> None:
    body = json.dumps({"booth_id": surface.market.booths["A"], field: text}).encode()
    answer = send(surface, body)
    assert answer.status_code in (201, 422)
    assert answer.status_code == 422 or field == "name"
    assert still_works(surface)


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1, 2**31, 2**63, 2**64, HUGE, -HUGE])
def test_ids_out_of_every_range_are_unknown(surface: Surface, number: int) -> None:
    get = surface.http.get
    codes = [
        surface.ask(booth_id=number).json()["code"],
        surface.ask(booth="A", slot_id=number).json()["code"],
        get(f"/api/v1/markets/{number}").json()["code"],
        get(f"/api/v1/markets/{number}/board").json()["code"],
        surface.http.post(f"/api/v1/booths/{number}/call-next", headers=surface.sign_in(ORGANISER_PIN)).json()["code"],
    ]
    assert codes == ["unknown_booth", "unknown_slot", "unknown_market", "unknown_market", "unknown_booth"]


@pytest.mark.parametrize("text", ["abc", "1.5", "%00", "1e3", "½", "0x1"])
def test_ids_that_are_no_numbers_are_unknown(sqlite_surface: Surface, text: str) -> None:
    assert sqlite_surface.http.get(f"/api/v1/markets/{text}").json()["code"] == "unknown_market"


@pytest.mark.parametrize("number", ["5e1", "1.5", "1e400", "NaN", "Infinity", "9" * 5000])
def test_numbers_that_are_no_ids_are_422_or_unknown(sqlite_surface: Surface, number: str) -> None:
    answer = send(sqlite_surface, f'{{"booth_id": {number}}}'.encode())
    assert answer.status_code in (404, 422)
    assert answer.json()["code"] in ("invalid", "unknown_booth")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b'{"booth_id": 1', b"[" * 50_000, b'{"a":' * 9_000],
)
def test_bodies_that_are_no_json_object_are_422(sqlite_surface: Surface, content: bytes) -> None:
    answer = send(sqlite_surface, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["field"] == "body"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_of_another_kind_is_422(sqlite_surface: Surface, kind: str) -> None:
    # Browsers send these across sites without asking first, JSON they do not.
    body = json.dumps({"booth_id": sqlite_surface.market.booths["A"]}).encode()
    assert send(sqlite_surface, body, kind=kind).status_code == 422


def test_a_body_of_a_megabyte_is_413_and_a_long_one_within_the_limit_is_read(sqlite_surface: Surface) -> None:
    too_long = send(sqlite_surface, b'{"name": "' + b"a" * 1_000_000 + b'"}')
    assert (too_long.status_code, too_long.json()["code"]) == (413, "too_large")
    read = send(sqlite_surface, b" " * (BODY_LIMIT_KB * 1024 - 10))
    assert read.status_code == 422


def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(sqlite_surface: Surface) -> None:
    def pieces() -> Any:
        for _ in range(100):
            yield b"a" * 10_000

    path = f"/api/v1/markets/{sqlite_surface.market.id}/tickets"
    headers = {"Idempotency-Key": "a-bad-request", "Content-Type": "application/json"}
    answer = sqlite_surface.http.post(path, content=pieces(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/markets", "/api/v1/markets/", "/api/v1/../etc"])
def test_unknown_addresses_are_404_problems_and_no_web_page(sqlite_surface: Surface, path: str) -> None:
    answer = sqlite_surface.http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_path")


@pytest.mark.parametrize(
    ("verb", "path"), [("PUT", "/api/v1/markets"), ("POST", "/healthz"), ("PATCH", "/api/v1/tickets/A")]
)
def test_a_wrong_method_is_405_and_says_which_are_right(sqlite_surface: Surface, verb: str, path: str) -> None:
    answer = sqlite_surface.http.request(verb, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "day",
    [
        "2026-13-01",
        "2026-02-30",
        "19-11-2026",
        "tomorrow",
        "",
        "0",
        "1763514000",
        "2026-11-19T00:00:00",
        "２０２６-11-19",
    ],
)
def test_a_day_that_is_none_is_422(sqlite_surface: Surface, day: str) -> None:
    answer = sqlite_surface.http.get("/api/v1/markets", params={"from": day})
    assert (answer.status_code, answer.json()["field"]) == (422, "from")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_are_days(surface: Surface, day: str) -> None:
    assert surface.http.get("/api/v1/markets", params={"from": day}).status_code == 200


@pytest.mark.parametrize("pin", ["", "1" * 10_000, "\x00" * 6, "１３５７９０", "13579O", "😀😀😀😀😀😀"])
def test_an_odd_pin_is_wrong_and_counted(surface: Surface, pin: str) -> None:
    answer = surface.http.post("/api/v1/staff/sessions", json={"pin": pin})
    if pin == "１３５７９０":  # full-width digits are what an input method may write
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["tries_left"]) == (401, 4)


def test_what_was_sent_is_never_said_back(sqlite_surface: Surface) -> None:
    answer = sqlite_surface.ask(booth="A", phone="my secret 4711", name="n" * 50)
    assert answer.status_code == 422
    assert "4711" not in answer.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["booth_id", "slot_id", "phone", "name", "priority", "language", "extra"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.dictionaries(FIELDS, JSON | st.integers(1, 3), max_size=7), key=st.text(max_size=70))
def test_no_body_and_no_key_is_ever_a_500(sqlite_surface: Surface, body: dict[str, Any], key: str) -> None:
    path = f"/api/v1/markets/{sqlite_surface.market.id}/tickets"
    headers = {"Idempotency-Key": key.encode("utf-8", "surrogatepass"), "Content-Type": "application/json"}
    answer = sqlite_surface.http.post(path, content=json.dumps(body).encode(), headers=headers)
    assert answer.status_code < 500
    assert answer.status_code in (200, 201) or answer.json()["code"]
