"""Every refusal of the contract, as a problem with its status and code, in the language that was asked for."""

from typing import Any

import pytest
from sqlmodel import select

from models.enums import MarketState
from models.market import Market, Station
from models.refusals import DatabaseGone
from tests.factories import BoothPlan, make_market
from tests.http.conftest import ORGANISER_PIN, VOLUNTEER_PIN, Surface

NOBODY = "A" * 26


def is_problem(answer: Any, status: int, code: str) -> bool:
    """Whether the answer is an RFC 9457 problem with everything the house promises of one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == answer.status_code
    assert body["type"].endswith(body["code"])
    return (answer.status_code, body["code"]) == (status, code)


def change_market(surface: Surface, **columns: Any) -> None:
    with surface.db.writing() as session:
        market = session.get_one(Market, surface.market.id)
        for name, value in columns.items():
            setattr(market, name, value)
        session.add(market)


# ---------------------------------------------------------------- asking for a ticket


def test_an_unknown_market_is_404(surface: Surface) -> None:
    assert is_problem(surface.ask(market=999, booth="A"), 404, "unknown_market")
    assert is_problem(surface.http.get("/api/v1/markets/999"), 404, "unknown_market")
    assert is_problem(surface.http.get("/api/v1/markets/999/board"), 404, "unknown_market")


def test_a_draft_is_as_unknown_as_no_market(surface: Surface) -> None:
    change_market(surface, state=MarketState.DRAFT)
    assert is_problem(surface.http.get(f"/api/v1/markets/{surface.market.id}"), 404, "unknown_market")
    assert is_problem(surface.ask(booth="A"), 404, "unknown_market")
    assert surface.http.get("/api/v1/markets?from=2026-11-01").json() == []


def test_an_unknown_booth_is_404_and_so_is_another_markets(surface: Surface) -> None:
    import datetime as dt

    other = make_market(surface.db, BoothPlan("A"), day=dt.date(2026, 12, 19))
    assert is_problem(surface.ask(booth_id=999), 404, "unknown_booth")
    assert is_problem(surface.ask(booth_id=other.booths["A"]), 404, "unknown_booth")


def test_an_unknown_slot_is_404_and_so_is_another_booths(surface: Surface) -> None:
    assert is_problem(surface.ask(booth="A", slot_id=999), 404, "unknown_slot")
    assert is_problem(surface.ask(booth="A", slot_id=surface.market.slots["B", "09:45"]), 404, "unknown_slot")


def test_a_full_slot_is_409_and_the_nearest_free_one_is_offered(surface: Surface) -> None:
    for _ in range(2):
        surface.ask(booth="A", slot="09:45")
    full = surface.ask(booth="A", slot="09:45")
    assert is_problem(full, 409, "slot_full")
    assert full.json()["nearest"] == [
        {"slot_id": surface.market.slots["A", "09:30"], "starts_at": "2026-11-19T09:30:00+08:00", "left": 2}
    ]
    assert full.json()["detail"] == "上午 9:45 刚刚约满。上午 9:30 还有 2 个名额。"


def test_a_slot_that_is_over_is_409(surface: Surface) -> None:
    assert is_problem(surface.ask(booth="A", slot="09:00"), 409, "slot_over")


def test_a_booth_without_strips_left_is_409(db: Any, rules: Any, now: Any) -> None:
    from tests.http.conftest import open_surface

    for surface in open_surface(db, rules, now):
        with db.writing() as session:
            from models.market import Booth

            booth = session.get_one(Booth, surface.market.booths["A"])
            booth.units = 1
            session.add(booth)
        assert surface.ask(booth="A").status_code == 201
        assert is_problem(surface.ask(booth="A"), 409, "booth_full")


def test_the_same_phone_twice_at_one_booth_is_409(surface: Surface) -> None:
    surface.ask(booth="A", phone="138 0000 1234")
    again = surface.ask(booth="A", phone="+86 138-0000-1234")
    assert is_problem(again, 409, "already_booked")
    assert surface.ask(booth="B", phone="13800001234").status_code == 201


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"state": MarketState.CANCELLED}, "cancelled"),
        ({"state": MarketState.CLOSED}, "over"),
        ({"is_paused": True}, "paused"),
    ],
)
def test_a_market_that_does_not_run_is_409_and_says_why(surface: Surface, columns: dict[str, Any], why: str) -> None:
    change_market(surface, **columns)
    closed = surface.ask(booth="A")
    assert is_problem(closed, 409, "market_closed")
    assert closed.json()["why"] == why


def test_a_number_before_the_market_opens_is_409_but_a_booking_is_not(surface: Surface) -> None:
    surface.clock.pass_by(hours=-2)
    early = surface.ask(booth="A")
    assert is_problem(early, 409, "market_closed")
    assert early.json()["why"] == "not_yet"
    assert surface.ask(booth="A", slot="09:45").status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"name": "王" * 41}, "name"),
        ({"priority": "vip"}, "priority"),
        ({"language": "fr"}, "language"),
        ({"slot_id": "5"}, "slot_id"),
        ({"slot_id": True}, "slot_id"),
        ({"phone": 13800001234}, "phone"),
    ],
)
def test_a_value_that_cannot_be_used_is_422_and_named(
    sqlite_surface: Surface, body: dict[str, Any], field: str
) -> None:
    bad = sqlite_surface.ask(booth="A", **body)
    assert is_problem(bad, 422, "invalid")
    assert bad.json()["field"] == field


def test_a_body_without_a_booth_is_422(sqlite_surface: Surface) -> None:
    bad = sqlite_surface.ask(slot_id=None)
    assert is_problem(bad, 422, "invalid")
    assert (bad.json()["field"], bad.json()["problem"]) == ("booth_id", "missing")


def test_a_request_without_a_key_is_428(sqlite_surface: Surface) -> None:
    path = f"/api/v1/markets/{sqlite_surface.market.id}/tickets"
    body = {"booth_id": sqlite_surface.market.booths["A"]}
    assert is_problem(sqlite_surface.http.post(path, json=body), 428, "idempotency_key_required")


@pytest.mark.parametrize("key", ["short", "with space", "k" * 65])
def test_a_key_of_the_wrong_form_is_422(sqlite_surface: Surface, key: str) -> None:
    assert is_problem(sqlite_surface.ask(key=key, booth="A"), 422, "invalid")


@pytest.mark.parametrize(
    "other", [{"booth": "B"}, {"booth": "A", "phone": "13800001234"}, {"booth": "A", "slot": "09:45"}]
)
def test_the_same_key_with_another_body_is_422(surface: Surface, other: dict[str, Any]) -> None:
    assert surface.ask(key="one-intention", booth="A").status_code == 201
    assert is_problem(surface.ask(key="one-intention", **other), 422, "idempotency_key_reused")


# ---------------------------------------------------------------- holding a ticket


@pytest.mark.parametrize("code", [NOBODY, "short", "%00", "..%2f..%2fetc", "😀" * 26, "a" * 3000])
def test_an_unknown_code_is_404_however_it_looks(sqlite_surface: Surface, code: str) -> None:
    assert is_problem(sqlite_surface.http.get(f"/api/v1/tickets/{code}"), 404, _code_for(code))
    assert is_problem(sqlite_surface.http.delete(f"/api/v1/tickets/{code}"), 404, _code_for(code))


def _code_for(code: str) -> str:
    return "unknown_path" if "%2f" in code else "unknown_ticket"


def test_a_ticket_that_is_served_cannot_be_given_back(surface: Surface) -> None:
    code, who = surface.ask(booth="A").json()["code"], surface.sign_in(ORGANISER_PIN)
    surface.call_next("A", who)
    surface.move(code, "serving", who)
    refused = surface.http.delete(f"/api/v1/tickets/{code}")
    assert is_problem(refused, 409, "illegal_move")
    assert refused.json()["state"] == "serving"


# ---------------------------------------------------------------- staff


def test_a_wrong_pin_is_401_and_the_fifth_locks(surface: Surface) -> None:
    path, wrong = "/api/v1/staff/sessions", {"pin": "000000"}
    answers = [surface.http.post(path, json=wrong) for _ in range(5)]
    assert all(is_problem(answer, 401, "wrong_pin") for answer in answers)
    assert [answer.json()["tries_left"] for answer in answers] == [4, 3, 2, 1, 0]
    locked = surface.http.post(path, json={"pin": ORGANISER_PIN})
    assert is_problem(locked, 429, "locked_out")
    assert 0 < int(locked.headers["retry-after"]) <= 300
    surface.clock.pass_by(minutes=6)
    assert surface.http.post(path, json={"pin": ORGANISER_PIN}).status_code == 201


def test_another_address_is_not_locked_out_by_claiming_to_be_somebody_else(surface: Surface) -> None:
    path = "/api/v1/staff/sessions"
    for last in range(5):
        surface.http.post(path, json={"pin": "000000"}, headers={"X-Forwarded-For": f"10.0.0.{last}"})
    locked = surface.http.post(path, json={"pin": ORGANISER_PIN}, headers={"X-Forwarded-For": "10.0.0.99"})
    assert is_problem(locked, 429, "locked_out")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic dTpw"}],
)
def test_staff_calls_without_a_good_token_are_401(surface: Surface, headers: dict[str, str]) -> None:
    code = surface.ask(booth="A").json()["code"]
    for answer in (surface.call_next("A", headers), surface.move(code, "called", headers)):
        assert is_problem(answer, 401, "not_signed_in")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_who_is_not_signed_in_learns_nothing_from_a_bad_body(surface: Surface) -> None:
    answer = surface.http.post(f"/api/v1/tickets/{NOBODY}/moves", json={"to": "nowhere"})
    assert is_problem(answer, 401, "not_signed_in")


def test_a_token_is_good_for_its_life_and_not_longer(surface: Surface) -> None:
    who = surface.sign_in(ORGANISER_PIN)
    surface.clock.pass_by(hours=35)
    assert surface.call_next("A", who).status_code == 204
    surface.clock.pass_by(hours=2)
    assert is_problem(surface.call_next("A", who), 401, "not_signed_in")


def test_a_volunteer_of_another_booth_is_403(surface: Surface) -> None:
    code, who = surface.ask(booth="B").json()["code"], surface.sign_in(VOLUNTEER_PIN)
    assert is_problem(surface.call_next("B", who), 403, "not_allowed")
    assert is_problem(surface.move(code, "called", who), 403, "not_allowed")


def test_staff_calls_about_what_does_not_exist_are_404(surface: Surface) -> None:
    who = surface.sign_in(ORGANISER_PIN)
    assert is_problem(surface.http.post("/api/v1/booths/999/call-next", headers=who), 404, "unknown_booth")
    assert is_problem(surface.move(NOBODY, "called", who), 404, "unknown_ticket")
    surface.ask(booth="A")
    assert is_problem(surface.call_next("A", who, station_id=999), 404, "unknown_station")


def test_a_busy_station_is_409_with_the_numbers_that_are_there(surface: Surface) -> None:
    who = surface.sign_in(VOLUNTEER_PIN)
    for _ in range(2):
        surface.ask(booth="A")
    surface.call_next("A", who)
    busy = surface.call_next("A", who)
    assert is_problem(busy, 409, "station_busy")
    assert busy.json()["numbers"] == ["A001"]


def test_a_move_that_the_table_does_not_have_is_409(surface: Surface) -> None:
    code, who = surface.ask(booth="A").json()["code"], surface.sign_in(VOLUNTEER_PIN)
    refused = surface.move(code, "done", who)
    assert is_problem(refused, 409, "illegal_move")
    assert refused.json()["state"] == "waiting"


def test_a_double_tap_that_says_what_it_saw_moves_once(surface: Surface) -> None:
    code, who = surface.ask(booth="A").json()["code"], surface.sign_in(VOLUNTEER_PIN)
    assert surface.move(code, "called", who, was="waiting").status_code == 200
    assert is_problem(surface.move(code, "called", who, was="waiting"), 409, "illegal_move")


@pytest.mark.parametrize("body", [{}, {"to": "nowhere"}, {"to": 3}, {"to": "called", "was": "x"}])
def test_a_move_to_no_state_is_422(sqlite_surface: Surface, body: dict[str, Any]) -> None:
    who = sqlite_surface.sign_in(ORGANISER_PIN)
    answer = sqlite_surface.http.post(f"/api/v1/tickets/{NOBODY}/moves", headers=who, json=body)
    assert is_problem(answer, 422, "invalid")


def test_a_booth_without_stations_is_busy_rather_than_broken(surface: Surface) -> None:
    with surface.db.writing() as session:
        for station in session.exec(select(Station).where(Station.booth_id == surface.market.booths["A"])):
            session.delete(station)
    surface.ask(booth="A")
    assert is_problem(surface.call_next("A", surface.sign_in(ORGANISER_PIN)), 409, "station_busy")


# ---------------------------------------------------------------- the house itself


def test_a_database_that_is_gone_is_503_and_says_when_to_come_back(
    sqlite_surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_self: object) -> object:
        raise DatabaseGone

    monkeypatch.setattr(type(sqlite_surface.db), "reading", gone)
    answer = sqlite_surface.http.get(f"/api/v1/markets/{sqlite_surface.market.id}")
    assert is_problem(answer, 503, "database_gone")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_mistake_of_ours_is_a_calm_500_without_its_innards(
    sqlite_surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.services import markets

    def broken(*_args: object, **_more: object) -> object:
        raise RuntimeError("secret innards")

    monkeypatch.setattr(markets, "board", broken)
    answer = sqlite_surface.http.get(f"/api/v1/markets/{sqlite_surface.market.id}/board")
    assert is_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("asked", "spoken"), [(None, "zh-CN"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("de", "zh-CN")]
)
def test_a_problem_speaks_the_language_that_was_asked_for(
    sqlite_surface: Surface, asked: str | None, spoken: str
) -> None:
    headers = {"Accept-Language": asked} if asked else {}
    answer = sqlite_surface.http.get("/api/v1/markets/999", headers=headers)
    sentence = {
        "zh-CN": "没有找到这场市集，请从列表里重新选择。",
        "en": "We cannot find this market. Please choose one from the list.",
    }
    assert answer.json()["detail"] == sentence[spoken]
    assert answer.headers["content-language"] == spoken
    assert (answer.json()["title"] == "Unknown market") is (spoken == "en")
