"""A busy quarter of an hour in which everybody does something at once, and nobody has rehearsed it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import select

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.organising import life
from kiosk.services.queues import call_next, move_ticket, queue_of, undo
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, check_in
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Role, ServiceKind
from models.moves import Move, moves_from
from models.tickets import Ticket
from tests.concurrency.books import disagreements, open_books
from tests.concurrency.crowd import Crowd
from tests.factories import BoothPlan, at, make_market, volunteer_of

DEEDS = 60
LETTERS = "ABC"


@dataclass(frozen=True)
class Part:
    """What one process plays. Everybody's clock runs from 9:15 to 9:45."""

    role: str
    seed: int
    market_id: int
    booths: tuple[int, ...]
    slots: tuple[tuple[int, int], ...]
    by: Actor

    def now(self, deed: int) -> datetime:
        return at("09:15") + timedelta(minutes=30) * deed / DEEDS


def play(db: Database, part: Part) -> Counter[str]:
    """Answers and refusals, counted."""
    rng = Random(part.seed)
    heard: Counter[str] = Counter()
    deed_of = {"resident": _resident, "volunteer": _volunteer, "sweeper": _sweeper, "organiser": _organiser}
    for n in range(DEEDS):
        try:
            deed_of[part.role](db, part, rng, n)
            heard["answered"] += 1
        except no.Refusal as refusal:
            heard[refusal.code] += 1
    return heard


def _resident(db: Database, part: Part, rng: Random, n: int) -> None:
    code = _some_code(db, part, rng)
    deed = rng.choice(["book", "book", "number", "check_in", "check_in", "cancel"]) if code else "number"
    if deed == "check_in":
        check_in(db, code, by=RESIDENT, now=part.now(n))
    elif deed == "cancel":
        cancel(db, code, by=RESIDENT, now=part.now(n))
    else:
        slots = dict(rng.sample(part.slots, k=2)) if deed == "book" else {}
        wishes = [Wish(b, slots.get(b)) for b in rng.sample(part.booths, k=2) if deed == "number" or b in slots]
        person = Person(phone=f"1380538{rng.randrange(9):04d}")
        get_tickets(
            db, part.market_id, wishes=wishes, person=person, key=f"part-{part.seed}-{n}", by=RESIDENT, now=part.now(n)
        )


def _volunteer(db: Database, part: Part, rng: Random, n: int) -> None:
    booth_id, now = rng.choice(part.booths), part.now(n)
    queue = queue_of(db, booth_id, by=part.by, now=now)
    served = [station.ticket for station in queue.stations if station.ticket is not None]
    everybody = [*served, *queue.line, *queue.on_hold, *queue.missed, *queue.ready]
    deed = rng.choice(["next", "next", "slip", "move", "move", "move", "undo"])
    if deed in ("next", "slip") or not everybody:
        called = call_next(db, booth_id, by=part.by, now=now)
        if deed == "slip" and called is not None:  # the wrong button, and at once the right one
            undo(db, booth_id, by=part.by, now=now)
    elif deed == "undo":
        undo(db, booth_id, by=part.by, now=now)
    else:
        ticket = rng.choice(served or everybody)
        to = rng.choice(list(moves_from(ticket.state, service=ServiceKind.PRESENCE)) or [ticket.state])
        move_ticket(db, ticket.code, to, by=part.by, now=now, was=ticket.state)


def _sweeper(db: Database, part: Part, rng: Random, n: int) -> None:
    sweep(db, now=part.now(n))


def _organiser(db: Database, part: Part, rng: Random, n: int) -> None:
    """Short breaks, most of the time the market runs."""
    pause_or_resume = life.pause if n % 6 == 0 else life.resume
    pause_or_resume(db, by=part.by, now=part.now(n), market_id=part.market_id)


def _some_code(db: Database, part: Part, rng: Random) -> str:
    with db.reading() as session:
        codes = session.exec(select(Ticket.code).where(Ticket.market_id == part.market_id)).all()
    return rng.choice(sorted(codes)) if codes else ""


ROLES = ("resident", "resident", "resident", "volunteer", "volunteer", "volunteer", "sweeper", "organiser")


def test_a_day_of_everything_at_once_leaves_the_books_in_order(db: Database, crowd: Crowd) -> None:
    slots = {"09:00": 3, "09:15": 3, "09:30": 3, "09:45": 3}
    made = make_market(
        db,
        *(BoothPlan(letter, slots=slots, units=12, stations=2) for letter in LETTERS),
        state=MarketState.OPEN,
        grace_minutes=10,
    )
    organiser = Actor(Role.ORGANISER, staff_id=volunteer_of(db, made).staff_id, community_id=made.community_id)
    volunteers = [volunteer_of(db, made, *LETTERS, name=f"志愿者{n}") for n in range(3)]
    actors = {n: volunteers[n % 3] for n, role in enumerate(ROLES) if role == "volunteer"}
    parts = [
        Part(
            role=role,
            seed=n,
            market_id=made.id,
            booths=tuple(made.booths.values()),
            slots=tuple((made.booths[letter], slot_id) for (letter, _), slot_id in made.slots.items()),
            by=actors.get(n, organiser),
        )
        for n, role in enumerate(ROLES)
    ]

    heard = sum(crowd.race(db.url, play, parts), Counter[str]())

    books = open_books(db, made.id)
    moves = Counter(event.move for event in books.events)
    assert disagreements(books) == []
    assert heard[no.DatabaseGone.code] == 0, "nobody waited in a ring"
    assert heard["answered"] > len(ROLES) * DEEDS / 4
    played = {Move.CREATE, Move.CHECK_IN, Move.CALL, Move.CANCEL, Move.NO_SHOW, Move.UNDO}
    assert played - moves.keys() == set()


def test_control_one_row_changed_behind_the_services_back_is_a_disagreement(db: Database, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", units=5, slots={"09:30": 2}), state=MarketState.OPEN)
    wish = Wish(made.booths["A"], made.slots["A", "09:30"])
    get_tickets(db, made.id, wishes=[wish], person=Person(), key="only-one-key", by=RESIDENT, now=now)
    found = []
    for table, change in (
        ("booth", {"promised": 0}),
        ("booth", {"last_number": 2}),
        ("slot", {"taken": 2}),
        ("ticket", {"state": "waiting"}),
        ("ticket", {"number": "A007"}),
    ):
        books = open_books(db, made.id)
        row = {"booth": books.booths, "slot": books.slots, "ticket": books.tickets}[table][0]
        for name, value in change.items():
            setattr(row, name, value)
        found.append(len(disagreements(books)))

    assert all(found), found
    assert disagreements(open_books(db, made.id)) == []
