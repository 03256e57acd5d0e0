"""Organisers and residents at the same moment. Each race has a control with the guard off, which must fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from kiosk.services import bookings
from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.organising import desk, edits, people
from kiosk.services.organising.booths import booths, save_booths
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.life import cancel, close, pause
from kiosk.services.organising.markets import edit_market, market_plan
from kiosk.services.organising.people import set_role
from kiosk.services.organising.slots import save_slots, slots
from kiosk.store import Database
from kiosk.store.planning import community_row
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Role
from models.market import Booth, Market, Slot
from models.moves import ACTIVE
from models.people import Staff
from models.refusals import Refusal
from models.tickets import Ticket
from tests.factories import BoothPlan, MadeMarket
from tests.services.organisers import market_row, organiser_of, planned

pytestmark = pytest.mark.race
HELD_BACK_SECONDS = 1.0
"""How long one party waits for another that a lock is expected to hold back."""
MEET_SECONDS = 20.0
"""How long it waits where nothing should hold the other back."""


def at_once(*actions: Callable[[], Any]) -> Counter[str]:
    """What came of each: "done" or the name of the refusal."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> str:
        start.wait(timeout=10)
        try:
            action()
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(actions)) as pool:
        return Counter(pool.map(run, actions))


class Meeting:
    """Lets two parties meet at one point of the code, and lets one go on alone when the other is held back."""

    def __init__(self, *, seconds: float) -> None:
        self._barrier, self._seconds = threading.Barrier(2), seconds

    def wait(self) -> None:
        try:
            self._barrier.wait(timeout=self._seconds)
        except threading.BrokenBarrierError:
            return


def drop_day_index(db: Database) -> None:
    with db.writing() as session:
        session.connection().execute(text("DROP INDEX uq_market_community_id_day"))


# ---------------------------------------------------------------- copying


def drafts(db: Database) -> int:
    with db.reading() as session:
        return len(session.exec(select(Market).where(Market.state == MarketState.DRAFT)).all())


def test_eight_taps_make_one_draft(db: Database, now: datetime) -> None:
    _, by = planned(db, BoothPlan("A"))

    came = at_once(*[lambda: copy_market(db, by=by, now=now)] * 8)

    assert came == {"done": 1, "DayTaken": 7}
    assert drafts(db) == 1


def test_control_without_the_unique_index_eight_taps_make_eight(db: Database, now: datetime) -> None:
    _, by = planned(db, BoothPlan("A"))
    drop_day_index(db)

    at_once(*[lambda: copy_market(db, by=by, now=now)] * 8)

    assert drafts(db) == 8


# ---------------------------------------------------------------- two organisers at one booth


def two_moves(db: Database, now: datetime) -> tuple[Counter[str], Booth]:
    made, by = planned(db, BoothPlan("A"))
    other = organiser_of(db, made.community_id, name="副主任")
    shown = booths(db, by=by, now=now, market_id=made.id)

    def move(who: Actor, **cells: Any) -> Callable[[], Any]:
        row = replace(shown[0], **cells)
        return lambda: save_booths(db, by=who, now=now, market_id=made.id, shown=shown, rows=[row])

    came = at_once(move(by, x_cm=1000, y_cm=1000), move(other, x_cm=2000, y_cm=2000))
    with db.reading() as session:
        return came, session.get_one(Booth, made.booths["A"])


def test_of_two_who_save_one_booth_at_once_one_is_told_what_changed(db: Database, now: datetime) -> None:
    came, booth = two_moves(db, now)

    assert came == {"done": 1, "Changed": 1}
    assert (booth.x_cm, booth.y_cm) in {(1000, 1000), (2000, 2000)}
    assert booth.revision == 2


def test_control_without_the_comparison_the_second_writes_over_the_first(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "refuse_if_changed", lambda *_rows, **_names: None)

    came, booth = two_moves(db, now)

    assert came == {"done": 2}
    assert booth.revision == 3


# ---------------------------------------------------------------- the last organiser


def two_demotions(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, *, seconds: float
) -> tuple[Counter[str], int]:
    """Two organisers make each other volunteers; both may have looked before either wrote."""
    made, first = planned(db)
    second = organiser_of(db, made.community_id, name="副主任")
    meeting, look = Meeting(seconds=seconds), people._refuse_last_organiser

    def looks_and_waits(*things: Any, **names: Any) -> None:
        look(*things, **names)
        meeting.wait()

    monkeypatch.setattr(people, "_refuse_last_organiser", looks_and_waits)
    came = at_once(
        lambda: set_role(db, by=first, now=now, staff_id=second.staff_id or 0, role=Role.VOLUNTEER),
        lambda: set_role(db, by=second, now=now, staff_id=first.staff_id or 0, role=Role.VOLUNTEER),
    )
    with db.reading() as session:
        return came, len(session.exec(select(Staff).where(Staff.role == Role.ORGANISER)).all())


def test_two_organisers_who_demote_each_other_leave_one(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, left = two_demotions(db, now, monkeypatch, seconds=HELD_BACK_SECONDS)

    assert came == {"done": 1, "Invalid": 1}
    assert left == 1


# SQLite lets nobody write who has looked before another wrote, so only PostgreSQL can show what the turn is for.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_control_without_turns_they_leave_none(db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "community_row", lambda session, key, **_lock: community_row(session, key))

    came, left = two_demotions(db, now, monkeypatch, seconds=MEET_SECONDS)

    assert came == {"done": 2}
    assert left == 0


# ---------------------------------------------------------------- slots and bookings


def book_all(db: Database, made: MadeMarket, now: datetime, *, people_: int) -> list[Callable[[], Any]]:
    def one(number: int) -> Callable[[], Any]:
        wish = Wish(made.booths["A"], made.slots["A", "11:00"])
        return lambda: get_tickets(
            db, made.id, wishes=[wish], person=Person(), key=f"press-number-{number}", by=RESIDENT, now=now
        )

    return [one(number) for number in range(people_)]


def test_a_slot_made_smaller_while_people_book_never_holds_more_than_its_places(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 12}))
    shown = slots(db, by=by, now=now, booth_id=made.booths["A"]).rows

    def shrink(capacity: int) -> Callable[[], Any]:
        row = replace(shown[0], capacity=capacity)
        return lambda: save_slots(db, by=by, now=now, booth_id=made.booths["A"], shown=shown, rows=[row])

    at_once(*book_all(db, made, now, people_=14), shrink(6), shrink(3))

    with db.reading() as session:
        slot = session.get_one(Slot, made.slots["A", "11:00"])
        tickets = len(session.exec(select(Ticket)).all())
    assert tickets == slot.taken <= slot.capacity


def test_new_hours_and_bookings_never_leave_a_booking_outside(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 20}))
    shown = market_plan(db, by=by, now=now, market_id=made.id).form
    early = replace(shown, closes=time(10, 30))

    came = at_once(
        *book_all(db, made, now, people_=6),
        lambda: edit_market(db, by=by, now=now, market_id=made.id, shown=shown, wanted=early),
    )

    with db.reading() as session:
        outside = session.exec(select(Slot).where(col(Slot.ends_at) > session.get_one(Market, made.id).closes_at)).all()
    assert sum(slot.taken for slot in outside) == 0
    assert came["done"] in (1, 6)  # the new hours alone, or everybody's booking


# ---------------------------------------------------------------- closing while somebody books


def book_while(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, act: Callable[[MadeMarket, Actor], Any]
) -> tuple[Counter[str], MadeMarket]:
    """A resident's request has looked at the market, then an organiser acts, then the ticket is written."""
    made, by = planned(db, BoothPlan("A", slots={"11:00": 9}))
    looked, acted = threading.Event(), threading.Event()
    issue = bookings._issue_one

    def waits_and_issues(*things: Any, **names: Any) -> Any:
        looked.set()
        # On SQLite the organiser waits for this transaction, so waiting for the organiser is waiting for nothing.
        acted.wait(timeout=HELD_BACK_SECONDS if db.is_sqlite else MEET_SECONDS)
        return issue(*things, **names)

    def organiser() -> None:
        looked.wait(timeout=10)
        act(made, by)
        acted.set()

    monkeypatch.setattr(bookings, "_issue_one", waits_and_issues)
    return at_once(*book_all(db, made, now, people_=1), organiser), made


def active(db: Database) -> int:
    with db.reading() as session:
        return len(session.exec(select(Ticket).where(col(Ticket.state).in_(ACTIVE))).all())


def test_nobody_holds_a_ticket_for_a_market_that_was_called_off_meanwhile(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, made = book_while(
        db, now, monkeypatch, lambda made, by: cancel(db, by=by, now=now, market_id=made.id, reason="有大雪")
    )

    assert market_row(db, made.id).state is MarketState.CANCELLED
    assert active(db) == 0
    assert came in (Counter({"done": 2}), Counter({"done": 1, "MarketClosed": 1}))


@pytest.mark.parametrize("act", [close, pause])
def test_no_ticket_is_written_after_the_market_was_closed_or_paused(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, act: Callable[..., Any]
) -> None:
    came, _ = book_while(db, now, monkeypatch, lambda made, by: act(db, by=by, now=now, market_id=made.id))

    # On SQLite the booking came first and holds; on PostgreSQL the organiser did, and the booking is refused.
    assert (came, active(db)) == (
        (Counter({"done": 2}), 1) if db.is_sqlite else (Counter({"done": 1, "MarketClosed": 1}), 0)
    )


def test_calling_off_under_load_leaves_nobody_waiting(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", slots={"11:00": 30}))
    tickets: Sequence[Callable[[], Any]] = book_all(db, made, now, people_=12)

    at_once(*tickets, lambda: cancel(db, by=by, now=now, market_id=made.id, reason="有大雪"))

    assert active(db) == 0
    with db.reading() as session:
        assert session.get_one(Slot, made.slots["A", "11:00"]).taken == 0
        assert session.get_one(Booth, made.booths["A"]).promised == 0
