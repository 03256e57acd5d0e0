"""Organisers and their market for tests: who acts, and a booth that a readiness list has nothing to say about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, SQLModel, col, select

from kiosk.services import pins
from kiosk.store import Database
from models.actor import Actor
from models.columns import id_of
from models.enums import FixtureKind, Role
from models.market import Market
from models.people import Audit, Staff
from models.places import Community, Fixture, Plaza
from models.tables import metadata
from tests.factories import BoothPlan, MadeMarket, at, make_market

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For lists of bad values that are refused before the database is asked: its kind does not matter."""


def make_hashing_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with less work, for tests that are not about how slow guessing is."""
    monkeypatch.setattr(pins, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def organiser_of(db: Database, community_id: int | None, *, name: str = "孙主任", pin_hash: str | None = "x") -> Actor:
    return staff_member(db, community_id, name=name, role=Role.ORGANISER, pin_hash=pin_hash)


def staff_member(
    db: Database, community_id: int | None, *, name: str, role: Role, pin_hash: str | None = "x", is_active: bool = True
) -> Actor:
    with db.writing() as session:
        row = Staff(
            community_id=community_id,
            name=name,
            role=role,
            pin_hash=pin_hash,
            is_active=is_active,
            created_at=at("08:00"),
        )
        session.add(row)
        session.flush()
        return Actor(role, staff_id=id_of(row), name=name, community_id=community_id)


def planned(db: Database, *booths: BoothPlan, **columns: Any) -> tuple[MadeMarket, Actor]:
    """A market and the organiser of its community."""
    made = make_market(db, *booths, **columns)
    return made, organiser_of(db, made.community_id)


def plaza_of(db: Database) -> int:
    with db.reading() as session:
        return id_of(_plaza(session))


def _plaza(session: Session) -> Plaza:
    return session.exec(select(Plaza).order_by(col(Plaza.id)).limit(1)).one()


def add_fixture(db: Database, kind: FixtureKind, *, x_cm: int, y_cm: int, width_cm: int = 0, depth_cm: int = 0) -> None:
    with db.writing() as session:
        plaza_id = id_of(_plaza(session))
        session.add(Fixture(plaza_id=plaza_id, kind=kind, x_cm=x_cm, y_cm=y_cm, width_cm=width_cm, depth_cm=depth_cm))


def other_community(db: Database, *, name: str = "别的社区") -> int:
    with db.writing() as session:
        row = Community(name=name)
        session.add(row)
        session.flush()
        return id_of(row)


def market_row(db: Database, market_id: int) -> Market:
    with db.reading() as session:
        return session.get_one(Market, market_id)


def change(db: Database, table: type[SQLModel], row_id: int, **columns: Any) -> None:
    """Write columns past all rules, where a test is about what people then see."""
    with db.writing() as session:
        row = session.get_one(table, row_id)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)


def audits(db: Database) -> list[Audit]:
    with db.reading() as session:
        return list(session.exec(select(Audit).order_by(col(Audit.id))))


def actions(db: Database) -> list[str]:
    return [row.action for row in audits(db)]


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to see that nothing changed."""
    with db.reading() as session:
        connection = session.connection()
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
        }


@contextmanager
def nothing_changes(db: Database) -> Iterator[None]:
    before = everything(db)
    yield
    assert everything(db) == before
