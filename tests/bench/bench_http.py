"""How many tickets a second the HTTP surface gives out, beside what the service layer alone and an address that does
nothing reach in the same run on the same machine: the ratios say more than the numbers do.
"""

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.services import Database
from kiosk.services.bookings import Person, Wish, get_tickets
from models.actor import RESIDENT
from tests.factories import BoothPlan, MadeMarket, at, make_market
from tests.house.source import ROOT
from tests.http.live import MORNING, Live, live_kiosk

CLIENTS = 8
TICKETS = 2400
GOAL_PER_SECOND = 300


def market_of_nine(database_url: str) -> MadeMarket:
    db = Database(database_url)
    made = make_market(db, *(BoothPlan(letter) for letter in "ABCDEFGHI"))
    db.close()
    return made


def over_http(live: Live, made: MadeMarket, tickets: int) -> dict[str, Any]:
    port, booths = live.url.rsplit(":", 1)[1], ",".join(map(str, made.booths.values()))
    arguments = [port, str(made.id), booths, str(CLIENTS), str(tickets)]
    command = [sys.executable, "-m", "tests.bench.http_clients", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    measured: dict[str, Any] = json.loads(answer.stdout)
    return measured


def in_the_service_layer(database_url: str, made: MadeMarket, tickets: int) -> float:
    """Tickets a second from one thread, without HTTP."""
    db, booths = Database(database_url), list(made.booths.values())
    began = time.perf_counter()
    for number in range(tickets):
        wish = Wish(booths[number % len(booths)])
        get_tickets(db, made.id, wishes=[wish], person=Person(), key=uuid.uuid4().hex, by=RESIDENT, now=at("09:30"))
    took = time.perf_counter() - began
    db.close()
    return tickets / took


def doing_nothing(live: Live, requests: int) -> float:
    """Requests a second for an address that is unknown: what HTTP alone costs, with a comfortable client."""
    with live.client() as client:
        began = time.perf_counter()
        for _ in range(requests):
            client.get("/api/nothing")
        return requests / (time.perf_counter() - began)


@pytest.mark.timeout(600)
def test_tickets_over_http(tmp_path: Path, sqlite_url: str) -> None:
    made = market_of_nine(sqlite_url)
    with live_kiosk(sqlite_url, tmp_path, KIOSK_NOW=MORNING) as live:
        over_http(live, made, 200)  # warm
        measured = over_http(live, made, TICKETS)
        nothing = doing_nothing(live, 400)
        asked = {"from": "2026-01-01"}
        assert httpx.get(f"{live.url}/api/v1/markets", params=asked).status_code == 200
    alone = in_the_service_layer(sqlite_url, made, 600)
    rate = measured["per_second"]
    reached = "reached" if rate >= GOAL_PER_SECOND else "not reached"
    print(
        f"\ntickets over HTTP, {CLIENTS} clients: {rate:.0f}/s (p50 {measured['p50_ms']:.1f} ms, "
        f"p95 {measured['p95_ms']:.1f} ms), {measured['duplicates']} duplicates "
        f"(aim {GOAL_PER_SECOND}/s, {reached})"
        f"\nservice layer alone, one thread: {alone:.0f}/s; HTTP reaches {rate / alone:.0%} of it"
        f"\nunknown address, one client: {nothing:.0f}/s"
    )
    assert measured["statuses"] == {"201": TICKETS}
    assert measured["duplicates"] == 0
