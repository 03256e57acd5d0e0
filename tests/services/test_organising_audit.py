"""The audit list: what the staff did, the newest first, page by page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from kiosk.services.organising.audit import audit_page
from kiosk.services.organising.life import cancel, close
from kiosk.services.organising.markets import delete_market
from kiosk.services.organising.people import add_staff, deactivate_staff
from kiosk.services.organising.views import AuditLine
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.staff import sign_in
from kiosk.store import Database
from kiosk.store.auditing import record
from models import refusals as no
from models.actor import Actor
from models.enums import MarketState, Role, TicketState
from tests.conftest import Queries
from tests.factories import DAY, BoothPlan, make_market, volunteer_of, walk_in
from tests.services.organisers import ON_ONE_DATABASE, make_hashing_cheap, organiser_of, other_community, planned


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def told(lines: tuple[AuditLine, ...]) -> list[tuple[str, str | None, str]]:
    return [(line.action, line.who, line.number) for line in lines]


def page(db: Database, by: Actor, now: datetime, **filters: Any) -> tuple[AuditLine, ...]:
    return audit_page(db, by=by, now=now, **filters).lines


def write(db: Database, by: Actor, *, at: datetime, action: str, market_id: int | None = None) -> None:
    with db.writing() as session:
        record(session, by=by, now=at, action=action, market_id=market_id)


def test_actions_and_moves_are_one_list_with_the_newest_first(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    helper = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    ticket = call_next(db, made.booths["A"], by=helper, now=now + timedelta(minutes=1))
    assert ticket is not None
    close(db, by=by, now=now + timedelta(minutes=2), market_id=made.id)
    move_ticket(db, ticket.code, TicketState.SERVING, by=helper, now=now + timedelta(minutes=3))

    lines = page(db, by, now)

    assert told(lines) == [("start", "小李", "A001"), ("close_market", "孙主任", ""), ("call", "小李", "A001")]
    assert [line.what for line in lines] == ["ticket", "staff", "ticket"]
    assert {line.market_id for line in lines} == {made.id}
    assert {line.day for line in lines} == {DAY}


def test_what_residents_do_is_not_in_the_list(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)

    assert page(db, by, now) == ()


def test_the_list_can_be_narrowed_to_a_market_and_a_person(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    other = make_market(db, BoothPlan("B"), day=DAY + timedelta(days=7))
    helper = volunteer_of(db, made, "A")
    walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=helper, now=now)
    cancel(db, by=by, now=now + timedelta(minutes=1), market_id=other.id, reason="有大雪")
    write(db, by, at=now, action="save_services")

    assert told(page(db, by, now, market_id=made.id)) == [("call", "小李", "A001")]
    assert told(page(db, by, now, market_id=other.id)) == [("cancel_market", "孙主任", "")]
    assert told(page(db, by, now, staff_id=helper.staff_id)) == [("call", "小李", "A001")]
    assert page(db, by, now, staff_id=helper.staff_id, market_id=other.id) == ()
    assert len(page(db, by, now)) == 3


def test_pages_follow_each_other_without_a_gap_or_a_repetition(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=3))
    for minute in range(6):
        walk_in(db, made, "A", now=now)
        moment = now + timedelta(minutes=minute)
        ticket = call_next(db, made.booths["A"], by=by, now=moment)
        assert ticket is not None
        move_ticket(db, ticket.code, TicketState.NO_SHOW, by=by, now=moment)  # the same instant as the call
        write(db, by, at=moment, action=f"action-{minute}", market_id=made.id)
    whole = page(db, by, now)

    pages, older = [], ""
    while True:
        one = audit_page(db, by=by, now=now, limit=4, older=older)
        pages.append(one.lines)
        older = one.older
        if not older:
            break

    assert [len(lines) for lines in pages] == [4, 4, 4, 4, 2]
    assert [line for lines in pages for line in lines] == list(whole)
    assert [line.at for line in whole] == sorted((line.at for line in whole), reverse=True)


def test_what_is_done_meanwhile_does_not_shift_the_next_page(db: Database, now: datetime) -> None:
    _, by = planned(db)
    for minute in range(4):
        write(db, by, at=now + timedelta(minutes=minute), action=f"action-{minute}")
    first = audit_page(db, by=by, now=now, limit=2)
    write(db, by, at=now + timedelta(minutes=9), action="action-9")

    second = audit_page(db, by=by, now=now, limit=2, older=first.older)

    assert [line.action for line in (*first.lines, *second.lines)] == [f"action-{n}" for n in (3, 2, 1, 0)]
    assert second.older == ""


@ON_ONE_DATABASE
@pytest.mark.parametrize("older", ["x", "1~2~3", "2026-11-19T09:00_1~", "2026-11-19T09:00+08:00_x~", "~_", "_~_"])
def test_a_bad_mark_is_refused(db: Database, now: datetime, older: str) -> None:
    _, by = planned(db)
    write(db, by, at=now, action="save_services")

    with pytest.raises(no.Invalid):
        audit_page(db, by=by, now=now, older=older)


def test_what_people_did_stays_told_after_they_and_the_market_are_gone(db: Database, now: datetime) -> None:
    draft, by = planned(db, state=MarketState.DRAFT)
    fresh = add_staff(db, by=by, now=now, name="小周", role=Role.VOLUNTEER)
    sign_in(db, fresh.pin, client="tablet", now=now)
    deactivate_staff(db, by=by, now=now, staff_id=fresh.staff_id)
    delete_market(db, by=by, now=now, market_id=draft.id)

    lines = page(db, by, now)

    assert {(line.action, line.who) for line in lines} == {
        ("add_staff", by.name), ("sign_in", "小周"), ("deactivate_staff", by.name), ("delete_market", by.name),
    }  # fmt: skip
    deleted = next(line for line in lines if line.action == "delete_market")
    assert (deleted.market, deleted.detail) == (None, {"name": "益路向阳", "day": "2026-11-19"})


def test_another_communitys_doings_are_not_shown_nor_asked_for(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    stranger = organiser_of(db, other_community(db), name="外人")
    write(db, stranger, at=now, action="save_services")

    assert page(db, by, now) == ()
    for asked in ({"staff_id": stranger.staff_id}, {"staff_id": 999}):
        with pytest.raises(no.NotAllowed):
            audit_page(db, by=by, now=now, **asked)
    with pytest.raises(no.NotAllowed):
        audit_page(db, by=stranger, now=now, market_id=made.id)


def test_the_number_of_queries_does_not_grow_with_what_was_done(
    db: Database, now: datetime, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    made, by = planned(db, BoothPlan("A", stations=9))
    sent = []
    for round_ in range(2):
        for number in range(4):
            walk_in(db, made, "A", now=now)
            call_next(db, made.booths["A"], by=by, now=now)
            write(db, by, at=now, action=f"action-{round_}-{number}", market_id=made.id)
        with count_queries() as queries:
            audit_page(db, by=by, now=now)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 9


@pytest.mark.parametrize(
    ("filters", "index"),
    [({}, "ix_ticket_event_staff_id_at"), ({"market_id": 1}, "ix_ticket_event_booth_id_at")],
)
@pytest.mark.parametrize("older", ["", "2026-11-19T12:00+08:00_9~2026-11-19T12:00+08:00_9"])
def test_a_page_reads_a_stretch_of_an_index_and_not_the_years_behind(
    db: Database, now: datetime, filters: dict[str, int], index: str, older: str
) -> None:
    made, by = planned(db, BoothPlan("A"))
    walk_in(db, made, "A", now=now)
    call_next(db, made.booths["A"], by=by, now=now)

    plans = _plans(db, lambda: audit_page(db, by=by, now=now, older=older, **filters))

    assert [plan for plan in plans if index in plan]
    assert not [plan for plan in plans if "SCAN ticket_event" in plan or "Seq Scan on ticket_event" in plan]


def _plans(db: Database, act: Callable[[], Any]) -> list[str]:
    """How the database runs the search for ticket events that `act` sends."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "FROM ticket_event" in statement and "LIMIT" in statement and "anon_1" in statement:
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "
    with Session(db.engine) as session:
        connection = session.connection()
        if not db.is_sqlite:  # so small a table PostgreSQL would read whole, and rightly so
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off")
        return [
            str(tuple(row)) for query, values in sent for row in connection.exec_driver_sql(explain + query, values)
        ]
