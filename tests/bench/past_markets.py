"""Years of past markets, written into a database as rows, because the services would take hours for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from kiosk.store import Database
from models.actor import Actor
from models.enums import MarketState
from tests.factories import DAY, BoothPlan, MadeMarket, make_market

TICKETS_OF_A_MARKET = 3_000
LETTERS = "ABCDEFGHI"
ROOMY = {f"{hour:02d}:{minute:02d}": 400 for hour in (9, 10, 11) for minute in (0, 15, 30, 45)}
BOOTHS = tuple(BoothPlan(letter, slots=ROOMY, stations=2) for letter in LETTERS)
SECOND = timedelta(seconds=1)
_ENDS = ("done",) * 17 + ("no_show", "cancelled", "waiting")
"""How tickets stand when a market is long over; a few were still waiting when everybody went home."""

_TABLES = {
    "visit": ("id", "market_id", "phone", "language", "created_at"),
    "intention": ("key", "fingerprint", "created_at"),
    "ticket": (
        "id", "code", "number", "market_id", "booth_id", "visit_id", "slot_id", "station_id", "intention_key", "kind",
        "priority", "state", "created_at", "checked_in_at", "queued_at", "called_at", "started_at", "ended_at",
    ),
    "ticket_event": (
        "ticket_id", "booth_id", "at", "move", "was", "became", "role", "staff_id", "station_id", "before",
    ),
}  # fmt: skip
_Row = tuple[object, ...]


def months_before(day: date, months: int) -> date:
    """The 19th of an earlier month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, day.day)


def add_past_markets(db: Database, file: Path, *, months: int, by: Actor) -> None:
    """One market a month with 3,000 tickets each, the oldest first, each moved by the same member of staff."""
    made = [
        make_market(db, *BOOTHS, day=months_before(DAY, back), state=MarketState.PUBLISHED)
        for back in range(months, 0, -1)
    ]
    ids = count(1)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        stations = dict(connection.execute("SELECT booth_id, min(id) FROM station GROUP BY booth_id"))
        for back, market in zip(range(months, 0, -1), made, strict=True):
            past = _Past(market, months_before(DAY, back), stations, by.staff_id or 0)
            for n in range(TICKETS_OF_A_MARKET):
                past.somebody_came(n, next(ids))
            past.write(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass
class _Past:
    market: MadeMarket
    day: date
    stations: dict[int, int]
    staff_id: int
    rows: dict[str, list[_Row]] = field(default_factory=lambda: {name: [] for name in _TABLES})

    def somebody_came(self, n: int, ticket_id: int) -> None:
        """One person, one ticket, and what happened to it."""
        letter, end = LETTERS[n % len(LETTERS)], _ENDS[n // len(LETTERS) % len(_ENDS)]
        came = datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC) + 3 * n * SECOND
        at = [_written(came + 300 * step * SECOND) for step in range(4)]
        phone, key = f"139{ticket_id:08d}" if n % 3 == 0 else None, f"past-{ticket_id:07d}"
        self.rows["visit"].append((ticket_id, self.market.id, phone, "zh-CN", at[0]))
        self.rows["intention"].append((key, "", at[0]))
        own = (ticket_id, f"{ticket_id:026d}", f"{letter}{n // len(LETTERS) + 1:03d}", self.market.id)
        self.rows["ticket"].append(
            (*own, self.market.booths[letter], ticket_id, *self._course(n, letter, end, key, at))
        )
        for step, move, was, became in _history(end):
            station = self.stations[self.market.booths[letter]]
            who = ("volunteer", self.staff_id, station) if step else ("resident", None, None)
            booth_id = self.market.booths[letter]
            self.rows["ticket_event"].append((ticket_id, booth_id, at[step], move, was, became, *who, "{}"))

    def _course(self, n: int, letter: str, end: str, key: str, at: Sequence[str]) -> _Row:
        """The columns of a ticket from its slot to its end."""
        is_booked, was_called = n % 5 < 2, end in {"done", "no_show"}
        clock = list(ROOMY)[n * len(ROOMY) // TICKETS_OF_A_MARKET]
        slot_id = self.market.slots[letter, clock] if is_booked else None
        station_id = self.stations[self.market.booths[letter]] if was_called else None
        called, started, ended = was_called, end == "done", end != "waiting"
        kind, priority = "booked" if is_booked else "walk_in", "elder" if n % 2 else "none"
        times = [is_booked, True, called, started, ended]
        steps = zip(times, (0, 0, 1, 2, 3), strict=True)
        written = (at[step] if happened else None for happened, step in steps)
        return (slot_id, station_id, key, kind, priority, end, at[0], *written)

    def write(self, connection: sqlite3.Connection) -> None:
        for name, columns in _TABLES.items():
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", self.rows[name])
        connection.commit()


def _history(end: str) -> Iterator[tuple[int, str, str | None, str]]:
    yield 0, "create", None, "waiting"
    if end == "cancelled":
        yield 3, "cancel", "waiting", "cancelled"
    if end in ("done", "no_show"):
        yield 1, "call", "waiting", "called"
    if end == "no_show":
        yield 3, "no_show", "called", "no_show"
    if end == "done":
        yield 2, "start", "called", "serving"
        yield 3, "finish", "serving", "done"


def _written(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}"
