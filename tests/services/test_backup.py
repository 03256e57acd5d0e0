"""A copy is the whole database at one instant, and comes back whole on either kind of database, or not at all."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy import select as plain_select
from sqlmodel import col, select

from kiosk.services import staff
from kiosk.services.backup import restore_copy, write_copy
from kiosk.store import Database
from kiosk.store.archive import tables_of
from kiosk.store.migrate import newest, present, upgrade
from models.columns import id_of
from models.enums import FairOrder, TicketState
from models.market import Slot
from models.refusals import BadCopy, DatabaseGone, NotEmpty
from models.tables import Ticket, metadata
from tests.conftest import PostgresServer
from tests.factories import BoothPlan, MadeMarket, book, make_market, put_in_state, volunteer_of, walk_in

ODD_NAME = "张'桂\"芳\n😀\\"


def fill(db: Database, now: datetime) -> MadeMarket:
    """A little of everything: a past with events, JSON, days, instants, odd letters, a reference to itself."""
    made = make_market(db, BoothPlan("A", name=ODD_NAME, units=60), BoothPlan("B"))
    make_market(db, BoothPlan("A"), day=date(2026, 12, 19), copied_from_id=made.id, fair_order=FairOrder.ONE_IN_THREE)
    volunteer_of(db, made, "A")
    book(db, made, "A", "09:45", now=now, phone="13800001234")
    put_in_state(db, walk_in(db, made, "B", now=now).code, TicketState.DONE, ended_at=now)
    return made


def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    with db.reading() as session:
        return {
            table.name: [
                dict(row) for row in session.execute(plain_select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def filled(db: Database, now: datetime) -> Database:
    fill(db, now)
    return db


@pytest.fixture
def copy(filled: Database, tmp_path: Path, now: datetime) -> Path:
    file = tmp_path / "copy.zip"
    write_copy(filled, file, now=now)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second database without a single table, of each kind."""
    if request.param == "sqlite":
        db = Database(f"sqlite:///{tmp_path / 'other' / 'kiosk.sqlite3'}")
        yield db
        db.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database("template0") as url:
        db = Database(url)
        yield db
        db.close()


# ---------------------------------------------------------------- there and back


def test_a_copy_comes_back_the_same_on_either_kind_of_database(filled: Database, copy: Path, other: Database) -> None:
    manifest = restore_copy(other, copy, force=False)
    assert contents(other) == contents(filled)
    assert manifest.rows == sum(len(rows) for rows in contents(filled).values()) > 30
    assert present(other.url) == newest()


def test_life_goes_on_after_a_restore(copy: Path, other: Database, now: datetime) -> None:
    restore_copy(other, copy, force=False)
    with other.reading() as session:
        slot = session.exec(select(Slot).order_by(col(Slot.id)).limit(1)).one()
        last = session.exec(select(Ticket).order_by(col(Ticket.id).desc()).limit(1)).one()
    made = MadeMarket(id=1, community_id=1, booths={"A": slot.booth_id}, slots={})
    again = walk_in(other, made, "A", now=now)
    with other.reading() as session:
        ticket = session.exec(select(Ticket).where(Ticket.code == again.code)).one()
    assert id_of(ticket) > id_of(last)  # the counters behind the ids went along


def test_the_promises_of_the_schema_came_along(copy: Path, other: Database) -> None:
    restore_copy(other, copy, force=False)
    with pytest.raises(Exception, match="append-only"), other.writing() as session:
        session.execute(text("DELETE FROM ticket_event"))


def test_a_database_that_holds_something_is_kept_unless_forced(
    copy: Path, other: Database, now: datetime, filled: Database
) -> None:
    upgrade(other.url)
    make_market(other, BoothPlan("C"))
    before = contents(other)
    with pytest.raises(NotEmpty):
        restore_copy(other, copy, force=False)
    assert contents(other) == before
    restore_copy(other, copy, force=True)
    assert contents(other) == contents(filled)


def test_a_restore_reaches_a_kiosk_that_is_running(copy: Path, other: Database, filled: Database) -> None:
    upgrade(other.url)
    make_market(other, BoothPlan("C"))
    with other.reading() as session:  # connections of a running kiosk, idle in its pool
        session.exec(select(Ticket)).all()
    elsewhere = Database(other.url)
    restore_copy(elsewhere, copy, force=True)
    elsewhere.close()
    assert contents(other) == contents(filled)


# ---------------------------------------------------------------- one instant


def test_a_copy_of_a_running_market_is_one_instant(db: Database, tmp_path: Path, now: datetime) -> None:
    made = make_market(db, BoothPlan("A", slots={"09:45": 300}))
    stop = threading.Event()

    def people() -> None:
        while not stop.is_set():
            book(db, made, "A", "09:45", now=now)

    crowd = threading.Thread(target=people)
    crowd.start()
    try:
        copies = [write_copy(db, tmp_path / f"{n}.zip", now=now) for n in range(4)]
    finally:
        stop.set()
        crowd.join()
    assert copies[0].rows < copies[-1].rows
    for n in range(4):
        tables = read(tmp_path / f"{n}.zip")
        # A ticket, its event, its visit, its intention and its place in the slot were committed together.
        counts = {name: len(tables[name]) for name in ("ticket", "ticket_event", "visit", "intention")}
        assert set(counts.values()) == {tables["slot"][0]["taken"]}


def read(file: Path) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.startswith("tables/")]
        return {Path(n).stem: [json.loads(line) for line in archive.read(n).splitlines()] for n in names}


def test_a_copy_can_be_read_by_its_owner_only(copy: Path) -> None:
    assert copy.stat().st_mode & 0o077 == 0


def test_a_newer_copy_replaces_an_older_one_whole(filled: Database, copy: Path, now: datetime) -> None:
    before = copy.read_bytes()
    make_market(filled, BoothPlan("D"), day=datetime(2027, 1, 19, tzinfo=UTC).date())
    write_copy(filled, copy, now=now)
    assert copy.read_bytes() != before
    assert list(copy.parent.glob("*.partial")) == []


def test_a_copy_that_fails_leaves_the_older_one_and_no_rubbish(
    filled: Database, copy: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.read_bytes()

    def full_disk(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_copy(filled, copy, now=now)
    assert copy.read_bytes() == before
    assert list(copy.parent.glob("*.partial")) == []


def test_how_far_it_is_is_told_up_to_the_end(filled: Database, tmp_path: Path, now: datetime) -> None:
    told: list[tuple[int, int]] = []
    manifest = write_copy(filled, tmp_path / "copy.zip", now=now, progress=lambda *step: told.append(step))
    assert told[-1] == (manifest.rows, manifest.rows)
    assert told == sorted(told)


# ---------------------------------------------------------------- files that cannot be used


def refused(db: Database, file: Path) -> str:
    """Why the file was refused; the database is as it was."""
    before = contents(db)
    with pytest.raises(BadCopy) as found:
        restore_copy(db, file, force=True)
    assert contents(db) == before
    return found.value.why


@pytest.mark.parametrize("share", [0.0005, 0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(filled: Database, copy: Path, share: float) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[: int(len(whole) * share)])
    assert refused(filled, copy) == ("not_a_copy" if share < 0.01 else "damaged")


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"not a zip", b"SQLite format 3\0" + b"\0" * 100])
def test_a_file_of_something_else_is_refused(filled: Database, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.zip"
    file.write_bytes(content)
    assert refused(filled, file) == "not_a_copy"


def rewritten(copy: Path, change: Any) -> Path:
    """The copy with its entries (name → bytes) changed, as a valid zip."""
    with ZipFile(copy) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with ZipFile(copy, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return copy


def manifest_with(**changes: Any) -> Any:
    def change(entries: dict[str, bytes]) -> None:
        entries["manifest.json"] = json.dumps(json.loads(entries["manifest.json"]) | changes).encode()

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda e: e.update({"tables/ticket.jsonl": e["tables/ticket.jsonl"].replace(b"B001", b"B002")}), "damaged"),
        (lambda e: e.update({"tables/ticket.jsonl": b""}), "damaged"),
        (lambda e: e.update({"tables/ticket.jsonl": b"not json\n"}), "damaged"),
        (lambda e: e.pop("tables/ticket.jsonl"), "damaged"),
        (lambda e: e.pop("manifest.json"), "not_a_copy"),
        (lambda e: e.update({"manifest.json": b"[]"}), "not_a_copy"),
        (manifest_with(format="something else"), "not_a_copy"),
        (manifest_with(format="yiji-backup-2"), "newer"),
        (manifest_with(revision="9999"), "newer"),
        (manifest_with(tables={}), "damaged"),
    ],
)
def test_a_copy_that_was_changed_is_refused(
    sqlite_url: str, tmp_path: Path, now: datetime, change: Any, why: str
) -> None:
    db = Database(sqlite_url)
    fill(db, now)
    file = tmp_path / "copy.zip"
    write_copy(db, file, now=now)
    assert refused(db, rewritten(file, change)) == why
    db.close()


def test_control_a_copy_that_was_only_packed_anew_is_taken(filled: Database, copy: Path) -> None:
    before = contents(filled)
    restore_copy(filled, rewritten(copy, lambda _entries: None), force=True)
    assert contents(filled) == before


def as_of_old(db: Database) -> None:
    """A market as the first schema has it: the models of today know columns that it does not."""
    with create_engine(db.url).begin() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for name, row in (
            ("community", {"name": "向阳社区", "name_en": "", "hall": "", "hall_en": "", "time_zone": "Asia/Shanghai",
                           "walk_in_share": 0.4, "no_show_rate": 0.2, "grace_minutes": 15, "longest_wait_minutes": 60,
                           "lead_max_cm": 2000}),
            ("plaza", {"community_id": 1, "name": "广场", "name_en": "", "width_cm": 4000, "depth_cm": 2500,
                       "grid_cm": 50}),
            ("fixture", {"plaza_id": 1, "kind": "tree", "x_cm": 0, "y_cm": 0, "width_cm": 100, "depth_cm": 100,
                         "name": "", "name_en": ""}),
            ("market", {"community_id": 1, "plaza_id": 1, "name": "益路向阳", "name_en": "", "day": date(2026, 11, 19),
                        "opens_at": datetime(2026, 11, 19, 1, tzinfo=UTC),
                        "closes_at": datetime(2026, 11, 19, 4, tzinfo=UTC),
                        "state": "published", "is_paused": False, "cancel_reason": "", "walk_in_share": 0.4,
                        "no_show_rate": 0.2, "grace_minutes": 15, "revision": 1}),
        ):  # fmt: skip
            connection.execute(tables[name].insert(), row)


def test_a_copy_of_an_older_schema_is_brought_to_the_newest(tmp_path: Path, now: datetime) -> None:
    old, new = (Database(f"sqlite:///{tmp_path / name}.sqlite3") for name in ("old", "new"))
    upgrade(old.url, "0001")
    as_of_old(old)
    write_copy(old, tmp_path / "copy.zip", now=now)
    restore_copy(new, tmp_path / "copy.zip", force=False)
    assert (present(old.url), present(new.url)) == ("0001", newest())
    (market,) = contents(new)["market"]
    assert (market["name"], market["day"], market["expected_visitors"]) == ("益路向阳", date(2026, 11, 19), None)
    assert market["fair_order"] is FairOrder.BOOKED_FIRST
    assert [fixture["kind"] for fixture in contents(new)["fixture"]] == ["tree"]
    old.close()
    new.close()


def test_an_empty_place_can_be_copied_and_put_back(tmp_path: Path, now: datetime) -> None:
    nothing, other = (Database(f"sqlite:///{tmp_path / name}.sqlite3") for name in ("nothing", "other"))
    assert write_copy(nothing, tmp_path / "copy.zip", now=now).rows == 0
    restore_copy(other, tmp_path / "copy.zip", force=False)
    assert present(other.url) == newest()
    assert staff.needs_set_up(other)


def test_a_database_that_does_not_answer_is_said_so(tmp_path: Path, now: datetime) -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    with pytest.raises(DatabaseGone):
        write_copy(gone, tmp_path / "copy.zip", now=now)
    assert list(tmp_path.iterdir()) == []
