"""The crowd that races. All tests of this folder run on one worker: two crowds would only wait for each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
