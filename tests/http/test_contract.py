"""Every row of the contract's table: what is answered when all is well."""

import re
from datetime import datetime

import pytest

from models.enums import FairOrder
from models.market import Market
from tests.http.conftest import ORGANISER_PIN, VOLUNTEER_PIN, Surface

TICKET = {
    "code", "number", "booth_id", "market_id", "slot_id", "state", "kind", "priority", "people_ahead", "wait_minutes",
    "created_at", "called_at", "started_at", "ended_at",
}  # fmt: skip
BOOTH = {
    "id", "letter", "name", "service", "stations", "x_cm", "y_cm", "width_cm", "depth_cm", "rotation_deg",
    "queue_length", "wait_minutes", "slots",
}  # fmt: skip


def test_health_is_three_words_and_no_secret(surface: Surface) -> None:
    answer = surface.http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "version": "0.1.0"}


def test_health_is_503_while_the_database_does_not_answer(
    sqlite_surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sqlite_surface.db), "answers", lambda _db: False)
    answer = sqlite_surface.http.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unavailable"


# ---------------------------------------------------------------- markets


def test_markets_from_a_day_on_are_listed(surface: Surface) -> None:
    market = surface.market.id
    assert [m["id"] for m in surface.http.get("/api/v1/markets?from=2026-11-19").json()] == [market]
    assert surface.http.get("/api/v1/markets?from=2026-11-20").json() == []


@pytest.mark.parametrize(("hours", "listed"), [(0, True), (14, True), (15, False)])
def test_without_a_day_the_list_begins_today_in_the_markets_own_zone(
    surface: Surface, hours: int, listed: bool
) -> None:
    # At half past nine plus 14 hours it is still the 19th in Shanghai, an hour later it is not.
    surface.clock.pass_by(hours=hours)
    assert bool(surface.http.get("/api/v1/markets").json()) is listed


def test_a_published_market_is_open_during_its_hours_without_a_press(surface: Surface) -> None:
    assert surface.http.get(f"/api/v1/markets/{surface.market.id}").json()["state"] == "open"
    surface.clock.pass_by(hours=3)
    assert surface.http.get(f"/api/v1/markets/{surface.market.id}").json()["state"] == "closed"


def test_a_market_has_its_booths_with_slots_and_queues_in_the_markets_time(surface: Surface) -> None:
    market = surface.http.get(f"/api/v1/markets/{surface.market.id}").json()
    first = market["booths"][0]
    assert set(first) >= BOOTH
    assert (first["letter"], first["stations"], first["queue_length"]) == ("A", 1, 0)
    assert set(first["slots"][0]) == {"id", "starts_at", "ends_at", "capacity", "left"}
    # 9:00 and 9:15 are over at half past nine.
    assert [slot["starts_at"] for slot in first["slots"]] == ["2026-11-19T09:30:00+08:00", "2026-11-19T09:45:00+08:00"]
    assert set(first["wait_minutes"]) == {"low", "likely", "high"}
    assert market["plaza"]["width_cm"] == 4000


def test_names_come_in_the_language_that_is_asked_for(surface: Surface) -> None:
    path = f"/api/v1/markets/{surface.market.id}"
    assert surface.http.get(path).json()["booths"][0]["name"] == "血压测量"
    english = surface.http.get(path, headers={"Accept-Language": "fr, en-GB;q=0.8"}).json()
    assert english["booths"][0]["name"] == "Blood pressure"


def test_a_market_says_in_which_order_it_calls_by_a_word_and_in_a_sentence(surface: Surface) -> None:
    path = f"/api/v1/markets/{surface.market.id}"
    with surface.db.writing() as session:
        session.get_one(Market, surface.market.id).fair_order = FairOrder.LONGEST_WAIT_CAP
    chinese, english = (surface.http.get(path, headers={"Accept-Language": each}).json() for each in ("zh-CN", "en"))
    assert chinese["fair_order"] == english["fair_order"] == "longest_wait_cap"
    assert chinese["calling_order"].startswith("等满 30 分钟的最先叫；")
    assert english["calling_order"].startswith("Whoever has waited 30 minutes first;")


# ---------------------------------------------------------------- tickets


def test_a_number_for_now_waits_and_knows_who_is_ahead(surface: Surface) -> None:
    first, second = surface.ask(booth="A", slot_id=None), surface.ask(booth="A")
    assert (first.status_code, second.status_code) == (201, 201)
    ticket = second.json()
    assert set(ticket) >= TICKET
    assert (ticket["number"], ticket["state"], ticket["kind"]) == ("A002", "waiting", "walk_in")
    assert ticket["people_ahead"] == 1
    assert ticket["wait_minutes"]["low"] <= ticket["wait_minutes"]["likely"] <= ticket["wait_minutes"]["high"]
    assert ticket["slot_id"] is None


def test_a_booking_takes_a_place_of_its_slot(surface: Surface) -> None:
    ticket = surface.ask(booth="A", slot="09:45", priority="elder", language="en").json()
    assert (ticket["state"], ticket["kind"], ticket["priority"]) == ("booked", "booked", "elder")
    assert ticket["slot_id"] == surface.market.slots["A", "09:45"]
    booth = surface.http.get(f"/api/v1/markets/{surface.market.id}").json()["booths"][0]
    assert [slot["left"] for slot in booth["slots"]] == [2, 1]


def test_the_code_is_at_least_a_hundred_random_bits_and_the_answer_says_where_the_ticket_is(surface: Surface) -> None:
    answer = surface.ask(booth="A")
    code = answer.json()["code"]
    assert re.fullmatch("[A-Z2-7]{26}", code)  # 5 bits each
    assert answer.headers["location"] == f"/api/v1/tickets/{code}"
    assert surface.http.get(answer.headers["location"]).json() == answer.json()


def test_times_are_rfc_3339_with_the_markets_offset(surface: Surface) -> None:
    created = surface.ask(booth="A").json()["created_at"]
    assert created.endswith("+08:00")
    assert datetime.fromisoformat(created) == surface.clock()


def test_the_same_key_and_body_are_the_same_ticket(surface: Surface) -> None:
    first = surface.ask(key="one-intention", booth="A", phone="13800001234")
    again = surface.ask(key="one-intention", booth="A", phone="13800001234")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_a_ticket_is_given_back_once_and_the_answer_is_the_same_again(surface: Surface) -> None:
    code = surface.ask(booth="A", slot="09:45").json()["code"]
    first, again = (surface.http.delete(f"/api/v1/tickets/{code}") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["state"] == again.json()["state"] == "cancelled"
    assert first.json() == again.json()


def test_any_ticket_of_a_visit_tells_the_way_to_all_of_them_and_nothing_about_the_person(surface: Surface) -> None:
    phone = "13800001234"
    codes = [surface.ask(booth=letter, phone=phone).json()["code"] for letter in "AB"]
    first, second = (surface.http.get(f"/api/v1/tickets/{code}/visit") for code in codes)
    assert (first.status_code, first.json()) == (200, second.json())
    stops = first.json()["stops"]
    assert {stop["number"] for stop in stops} == {"A001", "B001"}
    assert set(stops[0]) == {"number", "booth", "act", "is_now", "minutes", "ready_minutes"}
    assert datetime.fromisoformat(first.json()["home_at"]) > surface.clock()
    assert phone[-4:] not in first.text
    assert all(code not in first.text for code in codes)
    assert surface.http.get(f"/api/v1/tickets/{'A' * 26}/visit").status_code == 404


# ---------------------------------------------------------------- staff


def test_a_session_is_a_token_a_role_and_an_end(surface: Surface) -> None:
    answer = surface.http.post("/api/v1/staff/sessions", json={"pin": VOLUNTEER_PIN})
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "role", "expires_at"}
    assert answer.json()["role"] == "volunteer"
    assert datetime.fromisoformat(answer.json()["expires_at"]) > surface.clock()
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("pin", [VOLUNTEER_PIN, ORGANISER_PIN])
def test_the_next_one_is_called_and_then_nobody(surface: Surface, pin: str) -> None:
    waiting = surface.ask(booth="A").json()
    who = surface.sign_in(pin)
    called = surface.call_next("A", who)
    assert called.status_code == 200
    assert (called.json()["number"], called.json()["state"]) == (waiting["number"], "called")
    surface.move(waiting["code"], "serving", who)
    surface.move(waiting["code"], "done", who)
    nobody = surface.call_next("A", who)
    assert (nobody.status_code, nobody.content) == (204, b"")


def test_a_ticket_goes_through_its_states_at_a_drop_off_booth(surface: Surface) -> None:
    code, who = surface.ask(booth="B").json()["code"], surface.sign_in(ORGANISER_PIN)
    surface.call_next("B", who)
    states = [surface.move(code, to, who).json()["state"] for to in ("serving", "ready", "done")]
    assert states == ["serving", "ready", "done"]
    ended = surface.http.get(f"/api/v1/tickets/{code}").json()
    assert None not in (ended["called_at"], ended["started_at"], ended["ended_at"])


def test_a_call_can_name_its_station(surface: Surface) -> None:
    from sqlmodel import select

    from models.market import Station

    with surface.db.reading() as session:
        second = session.exec(
            select(Station.id).where(Station.booth_id == surface.market.booths["B"], Station.ordinal == 2)
        ).one()
    surface.ask(booth="B")
    called = surface.call_next("B", surface.sign_in(ORGANISER_PIN), station_id=second)
    assert called.json()["station"] == 2


# ---------------------------------------------------------------- the board


def test_the_board_shows_numbers_and_how_many_wait(surface: Surface) -> None:
    numbers = [surface.ask(booth="B").json() for _ in range(4)]
    who = surface.sign_in(ORGANISER_PIN)
    surface.call_next("B", who)
    surface.move(numbers[0]["code"], "serving", who)
    surface.call_next("B", who)
    board = surface.http.get(f"/api/v1/markets/{surface.market.id}/board").json()
    assert set(board) >= {"revision", "booths"}
    assert board["booths"][1] == {
        "letter": "B",
        "name": "磨剪子磨菜刀",
        "now_serving": ["B001"],
        "called": ["B002"],
        "waiting": 2,
    }


def test_a_board_that_has_not_changed_is_not_sent_again(surface: Surface) -> None:
    path = f"/api/v1/markets/{surface.market.id}/board"
    etag = surface.http.get(path).headers["etag"]
    for sent in (etag, f"W/{etag}", f'"another", {etag}', "*"):
        same = surface.http.get(path, headers={"If-None-Match": sent})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)


def test_control_a_board_that_changed_is_sent(surface: Surface) -> None:
    path = f"/api/v1/markets/{surface.market.id}/board"
    etag = surface.http.get(path).headers["etag"]
    surface.ask(booth="A")
    changed = surface.http.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_somebody_who_is_called_at_one_booth_is_not_called_at_another_and_the_answer_says_who(
    surface: Surface,
) -> None:
    for letter in "AB":
        surface.ask(booth=letter, phone="13800001234")
    who = surface.sign_in(ORGANISER_PIN)
    assert surface.call_next("A", who).status_code == 200
    elsewhere = surface.call_next("B", who)
    assert elsewhere.status_code == 409
    assert (elsewhere.json()["code"], elsewhere.json()["numbers"]) == ("person_elsewhere", ["B001"])
    assert elsewhere.json()["detail"] == "B001 在 A 摊位，这里的位置留着。请过一会儿再叫。"
