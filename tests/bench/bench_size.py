"""Whether anything slows as the years go by: 120 past markets of 3,000 tickets against one.

Two houses stand side by side, each with the same market going on. Everybody's screens are asked in turns, one time here
and one time there, so that whatever else slows the machine slows both; what counts is the ratio of the medians.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from kiosk.services.bookings import Person, Wish, get_tickets, propose
from kiosk.services.markets import board, market_view, next_market, public_markets
from kiosk.services.organising.audit import audit_page
from kiosk.services.organising.markets import markets
from kiosk.services.organising.overview import flow, overview
from kiosk.services.organising.readiness import readiness
from kiosk.services.queues import call_next, move_ticket, queue_of
from kiosk.services.staff import my_booths
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import find_ticket, tickets_of_visit
from kiosk.store import Database
from models.actor import RESIDENT, Actor
from models.enums import TicketState
from models.refusals import UnknownTicket
from tests.bench.past_markets import BOOTHS, add_past_markets
from tests.concurrency.lines import stand_in_line
from tests.factories import DAY, MadeMarket, at, make_market, organiser_of, volunteer_of

AIM = 1.2
TIMES = 40
PEOPLE_IN_LINE = 30


@dataclass
class House:
    db: Database
    made: MadeMarket
    volunteer: Actor
    organiser: Actor
    now: datetime = field(default_factory=lambda: at("09:30"))

    @property
    def booth(self) -> int:
        return self.made.booths["A"]


def house_with(months: int, folder: Path, template: Path) -> House:
    file = folder / f"after-{months}-markets.sqlite3"
    shutil.copyfile(template, file)
    db = Database(f"sqlite:///{file}")
    first = make_market(db, *BOOTHS, day=DAY - timedelta(days=20_000))
    add_past_markets(db, file, months=months, by=volunteer_of(db, first, *first.booths))
    made = make_market(db, *BOOTHS)
    for letter in made.booths:
        stand_in_line(db, made, letter, people=PEOPLE_IN_LINE, booked=PEOPLE_IN_LINE // 3, now=at("09:29"))
    return House(db, made, volunteer_of(db, made, *made.booths), organiser_of(db, made))


def get(h: House, slot: str | None) -> str:
    wish = Wish(h.booth, h.made.slots["A", slot] if slot else None)
    who: dict[str, Any] = {"person": Person(phone=f"138{uuid.uuid4().int % 10**8:08d}"), "by": RESIDENT, "now": h.now}
    return get_tickets(h.db, h.made.id, wishes=[wish], key=uuid.uuid4().hex, **who).tickets[0].code


def call_and_serve(h: House) -> None:
    called = call_next(h.db, h.booth, by=h.volunteer, now=h.now)
    assert called is not None
    for state in (TicketState.SERVING, TicketState.DONE):
        move_ticket(h.db, called.code, state, by=h.volunteer, now=h.now)


def find_by_number(h: House) -> None:
    who: dict[str, Any] = {"phone_tail": "0001", "today": DAY, "client": uuid.uuid4().hex, "now": h.now}
    with suppress(UnknownTicket):
        find_ticket(h.db, number="A011", **who)


SCREENS: dict[str, Callable[[House], object]] = {
    "welcome": lambda h: next_market(h.db, now=h.now),
    "market page": lambda h: market_view(h.db, h.made.id, now=h.now),
    "markets over HTTP": lambda h: public_markets(h.db, first_day=DAY, now=h.now),
    "times offered": lambda h: propose(h.db, h.made.id, list(h.made.booths.values()), now=h.now),
    "booking": lambda h: get(h, "10:30"),
    "number taken": lambda h: get(h, None),
    "number and its ticket": lambda h: tickets_of_visit(h.db, get(h, None), now=h.now),
    "looked for by number": find_by_number,
    "call, serve, done": call_and_serve,
    "desk": lambda h: queue_of(h.db, h.booth, by=h.volunteer, now=h.now),
    "booths of a volunteer": lambda h: my_booths(h.db, by=h.volunteer, now=h.now),
    "board": lambda h: board(h.db, h.made.id, now=h.now),
    "overview": lambda h: overview(h.db, by=h.organiser, now=h.now, market_id=h.made.id),
    "arrivals and waits": lambda h: flow(h.db, by=h.organiser, now=h.now, market_id=h.made.id),
    "readiness": lambda h: readiness(h.db, by=h.organiser, now=h.now, market_id=h.made.id),
    # As many lines here as there; people see 24 of them at most.
    "table of markets": lambda h: markets(h.db, by=h.organiser, now=h.now, limit=2),
    "what the staff did": lambda h: audit_page(h.db, by=h.organiser, now=h.now),
    "grace times": lambda h: sweep(h.db, now=h.now),
}


def seconds(act: Callable[[House], object], house: House) -> float:
    began = time.perf_counter()
    act(house)
    return time.perf_counter() - began


@pytest.mark.timeout(900)
def test_nothing_slows_with_the_years(tmp_path: Path, sqlite_template: Path) -> None:
    young, old = (house_with(months, tmp_path, sqlite_template) for months in (1, 120))
    size_mb = [(tmp_path / f"after-{n}-markets.sqlite3").stat().st_size / 1e6 for n in (1, 120)]
    print(f"\ndatabase files: {size_mb[0]:.0f} MB after 1 past market, {size_mb[1]:.0f} MB after 120")
    slower = {}
    for name, act in SCREENS.items():
        for house in (young, old):
            seconds(act, house)  # warm
        pairs = [(seconds(act, young), seconds(act, old)) for _ in range(TIMES)]
        of_young, of_old = (median(pair[place] for pair in pairs) * 1000 for place in (0, 1))
        slower[name] = of_old / of_young
        print(f"{name:24}{of_young:8.2f} ms → {of_old:8.2f} ms   × {slower[name]:.2f}")
    worst = max(slower, key=lambda name: slower[name])
    reached = "reached" if slower[worst] <= AIM else "not reached"
    print(f"slowest growth: {worst} × {slower[worst]:.2f} (aim × {AIM}, {reached})")
    for house in (young, old):
        house.db.close()
    assert set(slower) == set(SCREENS)
