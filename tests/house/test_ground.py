"""The ground under the tests holds: the fixtures of conftest do what their names say."""

import os
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, text

from kiosk.settings import settings
from kiosk.store import Database
from tests.conftest import Queries, is_this_machine


def test_the_suite_runs_in_a_zone_that_is_neither_utc_nor_the_markets() -> None:
    # A November noon in UTC is 7 o'clock in New York and 20 o'clock in Shanghai.
    assert time.localtime(datetime(2026, 11, 19, 12, tzinfo=UTC).timestamp()).tm_hour == 7


def test_the_frozen_now_is_a_market_morning_in_aware_utc(now: datetime) -> None:
    assert now == datetime(2026, 11, 19, 1, 30, tzinfo=UTC)


def test_a_test_that_names_no_database_cannot_open_one() -> None:
    url = settings.__wrapped__().database_url
    assert "a-test-forgot-its-database" in url
    with pytest.raises(OSError, match="nowhere"):
        Database(url)


def test_a_test_database_is_migrated_and_empty(db: Database) -> None:
    with db.reading() as session:
        names = inspect(session.connection()).get_table_names()
        rows = {
            name: session.connection().execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in names
            if name != "alembic_version"
        }
    assert "ticket" in rows
    assert set(rows.values()) == {0}


@pytest.mark.parametrize("round_", [1, 2])
def test_no_test_sees_what_another_wrote(db: Database, round_: int) -> None:
    with db.writing() as session:
        session.connection().execute(text("CREATE TABLE left_behind (a INTEGER)"))
        tables = inspect(session.connection()).get_table_names()
    assert "left_behind" in tables


def test_the_query_counter_counts_statements_and_not_transactions(
    db: Database, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    with count_queries() as queries, db.reading() as session:
        for _ in range(3):
            session.connection().execute(text("SELECT 1"))
    assert queries.statements == ["SELECT 1"] * 3


def test_a_test_that_reaches_for_the_network_fails_and_loopback_is_allowed() -> None:
    assert is_this_machine(("127.0.0.1", 80))
    assert is_this_machine(("::1", 80, 0, 0))
    assert is_this_machine("/tmp/.s.PGSQL.5432")
    with socket.socket() as outside, pytest.raises(AssertionError, match="tried to reach"):
        outside.connect(("192.0.2.1", 80))


def test_settings_of_the_developers_machine_do_not_leak_in() -> None:
    assert not [name for name in os.environ if name.startswith("KIOSK_")]
