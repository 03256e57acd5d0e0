"""The crowd that races. All tests of this folder run on one worker: two crowds would only wait for each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store import Database
from tests.concurrency.crowd import Crowd

PROCESSES = 8


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.race)
            item.add_marker(pytest.mark.xdist_group("race"))


@pytest.fixture(scope="session")
def crowd() -> Iterator[Crowd]:
    """Eight processes, for all races of the suite."""
    made = Crowd(PROCESSES)
    yield made
    made.close()


@pytest.fixture
def postgres_db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database on PostgreSQL only, where writers do not simply take turns."""
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    with server.database(template) as url:
        opened = Database(url)
        yield opened
        opened.close()
