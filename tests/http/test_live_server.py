"""The kiosk as a process: it starts by itself, keeps what it promised through a power cut, and ends when asked."""

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.services import Database
from tests.factories import BoothPlan, MadeMarket, make_market
from tests.house.source import ROOT
from tests.http.conftest import ORGANISER_PIN, organiser_of
from tests.http.live import MORNING, Live, free_port, live_kiosk

pytestmark = pytest.mark.timeout(240)


def prepared(database_url: str) -> MadeMarket:
    """A market with an organiser, in the database before the kiosk starts."""
    db = Database(database_url)
    made = make_market(db, BoothPlan("A"), BoothPlan("B"))
    organiser_of(db, made, ORGANISER_PIN)
    db.close()
    return made


# ---------------------------------------------------------------- beginning and end


@pytest.mark.parametrize("plain", [False, True], ids=["serve", "streamlit run"])
def test_an_empty_place_becomes_a_kiosk_that_tells_how_to_begin(tmp_path: Path, plain: bool) -> None:
    with live_kiosk(f"sqlite:///{tmp_path / 'new' / 'kiosk.sqlite3'}", tmp_path, plain=plain) as live:
        with live.client() as client:
            assert client.get("/api/v1/markets").json() == []
            assert client.get("/").headers["content-type"].startswith("text/html")
            form = {"code": live.set_up_code, "pin": "112233", "name": "李主任"}
            done = client.post("/staff/set-up", data=form)
            assert (done.status_code, "yiji_staff" in done.cookies) == (303, True)
        assert live.log.count("for one use") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_kiosk_that_is_asked_to_end_ends_cleanly(tmp_path: Path, sqlite_url: str, number: int) -> None:
    with live_kiosk(sqlite_url, tmp_path) as live, live.client() as client:
        client.get("/healthz")  # a connection that is still open must not hold the kiosk up
        assert live.stop(number) == 0
        assert "Traceback" not in live.log


def test_a_port_that_is_taken_is_one_sentence_and_no_traceback(tmp_path: Path, sqlite_url: str) -> None:
    with live_kiosk(sqlite_url, tmp_path) as live:
        port = live.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "kiosk", "serve", "--port", port]
        known = os.environ | {"DATABASE_URL": sqlite_url}
        second = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=120)
    assert second.returncode == 1
    assert port in second.stderr
    assert "Traceback" not in second.stderr


def test_the_clock_starts_where_it_is_told(tmp_path: Path, sqlite_url: str) -> None:
    made = prepared(sqlite_url)
    with live_kiosk(sqlite_url, tmp_path, KIOSK_NOW=MORNING) as live, live.client() as client:
        assert client.get(f"/api/v1/markets/{made.id}").json()["state"] == "open"
        created = datetime.fromisoformat(ask(client, made, "a-ticket").json()["created_at"])
    assert timedelta(0) <= created - datetime.fromisoformat(MORNING) < timedelta(minutes=2)


def test_an_organisers_pin_from_the_environment_signs_in(tmp_path: Path, sqlite_url: str) -> None:
    with live_kiosk(sqlite_url, tmp_path, KIOSK_ORGANISER_PIN="864209") as live, live.client() as client:
        answer = client.post("/api/v1/staff/sessions", json={"pin": "864209"})
        assert (answer.status_code, answer.json()["role"]) == (201, "organiser")
        assert "for one use" not in live.log


def test_every_answer_carries_the_houses_safety_headers(tmp_path: Path, sqlite_url: str) -> None:
    with live_kiosk(sqlite_url, tmp_path) as live, live.client() as client:
        for path in ("/healthz", "/api/v1/markets", "/api/nothing", "/", f"/print/ticket/{'A' * 26}"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'self'" in headers["content-security-policy"]
            assert headers["x-kiosk-boot"]


def test_nobody_on_the_same_machine_can_claim_to_be_somebody_else(tmp_path: Path, sqlite_url: str) -> None:
    prepared(sqlite_url)
    with live_kiosk(sqlite_url, tmp_path) as live, live.client() as client:
        answers = [
            client.post("/api/v1/staff/sessions", json={"pin": "000000"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
            for n in range(6)
        ]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_a_small_answer_does_not_wait_for_the_readers_acknowledgement(tmp_path: Path, sqlite_url: str) -> None:
    with live_kiosk(sqlite_url, tmp_path) as live, live.client() as client:
        client.get("/api/nothing")
        times = sorted(client.get("/api/nothing").elapsed.total_seconds() for _ in range(40))
    # With Nagle's algorithm every answer after the first few takes 40 ms; a busy machine makes some slow, not most.
    assert times[10] < 0.035


# ---------------------------------------------------------------- what survives


def test_a_lock_after_wrong_pins_survives_a_restart(tmp_path: Path, database_url: str) -> None:
    prepared(database_url)
    with live_kiosk(database_url, tmp_path) as live, live.client() as client:
        wrong = [client.post("/api/v1/staff/sessions", json={"pin": "000000"}).status_code for _ in range(5)]
        live.kill()
    with live_kiosk(database_url, tmp_path) as live, live.client() as client:
        locked = client.post("/api/v1/staff/sessions", json={"pin": ORGANISER_PIN})
    assert wrong == [401] * 5
    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")


def test_a_session_survives_a_restart(tmp_path: Path, database_url: str) -> None:
    made = prepared(database_url)
    with live_kiosk(database_url, tmp_path, KIOSK_NOW=MORNING) as live, live.client() as client:
        token = client.post("/api/v1/staff/sessions", json={"pin": ORGANISER_PIN}).json()["token"]
    with live_kiosk(database_url, tmp_path, KIOSK_NOW=MORNING) as live, live.client() as client:
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post(f"/api/v1/booths/{made.booths['A']}/call-next", headers=headers).status_code == 204


CLIENTS = 4
ENOUGH = 40


@pytest.mark.race
def test_what_was_acknowledged_before_a_power_cut_is_there_afterwards(tmp_path: Path, database_url: str) -> None:
    made = prepared(database_url)
    with live_kiosk(database_url, tmp_path, KIOSK_NOW=MORNING) as live:
        acknowledged, asked = kill_while_people_ask(live, made)
    assert len(acknowledged) >= ENOUGH
    with live_kiosk(database_url, tmp_path, KIOSK_NOW=MORNING) as live, live.client() as client:
        found = {code: client.get(f"/api/v1/tickets/{code}").json().get("number") for code in acknowledged}
        assert found == acknowledged
        assert len(set(found.values())) == len(found)
        # Whoever got no answer asks again under the same key and holds one ticket, not two.
        again = [ask(client, made, key).json()["number"] for key in asked]
        assert len(set(again)) == len(asked)
        assert set(acknowledged.values()) <= set(again)


def test_control_a_ticket_that_was_never_given_is_not_found(tmp_path: Path, sqlite_url: str) -> None:
    prepared(sqlite_url)
    with live_kiosk(sqlite_url, tmp_path, KIOSK_NOW=MORNING) as live, live.client() as client:
        assert client.get(f"/api/v1/tickets/{'A' * 26}").status_code == 404


def kill_while_people_ask(live: Live, made: MadeMarket) -> tuple[dict[str, str], list[str]]:
    """Code → number of every 201 that came before the end, and every key that was sent."""
    acknowledged: dict[str, str] = {}
    asked: list[str] = []
    enough = threading.Event()

    def person(name: int) -> None:
        with live.client() as client:
            for turn in range(10_000):
                key = f"person-{name}-{turn}"
                asked.append(key)
                try:
                    ticket = ask(client, made, key).json()
                except httpx.TransportError:
                    return
                acknowledged[ticket["code"]] = ticket["number"]
                if len(acknowledged) >= ENOUGH:
                    enough.set()

    people = [threading.Thread(target=person, args=(name,)) for name in range(CLIENTS)]
    for one in people:
        one.start()
    assert enough.wait(60)
    live.kill()
    for one in people:
        one.join(30)
    return acknowledged, asked


def ask(client: httpx.Client, made: MadeMarket, key: str) -> Any:
    body = {"booth_id": made.booths["A" if len(key) % 2 else "B"]}
    answer = client.post(f"/api/v1/markets/{made.id}/tickets", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code in (200, 201), answer.text
    return answer


def test_the_port_of_a_test_is_free() -> None:
    assert free_port() > 1024
