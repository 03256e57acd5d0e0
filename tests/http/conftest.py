"""The HTTP surface as one app, on a database of its own and a clock that stands still until it is moved."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI

from kiosk.api.application import create_api
from kiosk.services import Database
from kiosk.services.pins import set_pin
from kiosk.settings import Settings, settings
from models.enums import Role, ServiceKind
from models.people import Staff
from tests.factories import BoothPlan, MadeMarket, make_market, volunteer_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP client than the one the suite uses
    from starlette.testclient import TestClient

ORGANISER_PIN = "246810"
VOLUNTEER_PIN = "135790"
_keys = count(1)


@dataclass
class StoppedClock:
    """Called like the clock; `pass_by` lets time pass."""

    instant: datetime

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, **much: float) -> None:
        self.instant += timedelta(**much)


@dataclass
class Surface:
    """A client of the app, with the market it serves and short words for the calls that tests make most."""

    http: TestClient
    app: FastAPI
    db: Database
    clock: StoppedClock
    market: MadeMarket

    def ask(self, *, key: str | None = None, market: int | None = None, **body: Any) -> Any:
        """POST for a ticket. Without a key a new one; booths by letter, slots by the market's clock."""
        if isinstance(body.get("booth"), str):
            letter = body.pop("booth")
            body["booth_id"] = self.market.booths[letter]
            if isinstance(body.get("slot"), str):
                body["slot_id"] = self.market.slots[letter, body.pop("slot")]
        headers = {"Idempotency-Key": key or f"a-test-{next(_keys):06d}"}
        return self.http.post(f"/api/v1/markets/{market or self.market.id}/tickets", json=body, headers=headers)

    def sign_in(self, pin: str) -> dict[str, str]:
        """The headers of somebody who is signed in."""
        token = self.http.post("/api/v1/staff/sessions", json={"pin": pin}).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    def call_next(self, letter: str, who: dict[str, str], **body: Any) -> Any:
        path = f"/api/v1/booths/{self.market.booths[letter]}/call-next"
        return self.http.post(path, headers=who, json=body or None)

    def move(self, code: str, to: str, who: dict[str, str], **body: Any) -> Any:
        return self.http.post(f"/api/v1/tickets/{code}/moves", headers=who, json={"to": to, **body})


def organiser_of(db: Database, made: MadeMarket, pin: str) -> None:
    with db.writing() as session:
        person = Staff(community_id=made.community_id, name="王主任", role=Role.ORGANISER, created_at=_any_time())
        session.add(person)
        session.flush()
        set_pin(session, person, pin)


def volunteer_with_pin(db: Database, made: MadeMarket, *letters: str, pin: str) -> None:
    actor = volunteer_of(db, made, *letters)
    with db.writing() as session:
        set_pin(session, session.get_one(Staff, actor.staff_id), pin)


def _any_time() -> datetime:
    return datetime.fromisoformat("2026-11-01T08:00:00+08:00")


@pytest.fixture
def rules() -> Settings:
    """The settings of a test: no limit of tickets."""
    return replace(settings.__wrapped__(), tickets_per_minute=0)


@pytest.fixture
def surface(db: Database, rules: Settings, now: datetime) -> Iterator[Surface]:
    """A market with two booths at half past nine: A one station, 60 test strips; B drop-off, two stations."""
    yield from open_surface(db, rules, now)


@pytest.fixture
def sqlite_surface(sqlite_url: str, rules: Settings, now: datetime) -> Iterator[Surface]:
    """The same on SQLite alone, for tests to which the database does not matter."""
    db = Database(sqlite_url)
    yield from open_surface(db, rules, now)
    db.close()


def open_surface(db: Database, rules: Settings, now: datetime) -> Iterator[Surface]:
    made = make_market(
        db,
        BoothPlan("A", "血压测量", "Blood pressure", units=60, bring=("医保卡", "Your insurance card")),
        BoothPlan("B", "磨剪子磨菜刀", "Knife sharpening", kind=ServiceKind.DROP_OFF, stations=2),
    )
    organiser_of(db, made, ORGANISER_PIN)
    volunteer_with_pin(db, made, "A", pin=VOLUNTEER_PIN)
    clock = StoppedClock(now)
    app = create_api(db, rules, now=clock)
    with TestClient(app, raise_server_exceptions=False) as http:
        yield Surface(http, app, db, clock, made)
    app.state.house.close()


@pytest.fixture(autouse=True)
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests of PINs are slow by design; here they need not be."""
    from argon2 import PasswordHasher

    from kiosk.services import pins

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(pins, "_hasher", quick)
    nobody = quick.hash("nobody")
    monkeypatch.setattr(pins, "_nobody", lambda: nobody)
