"""Screens without a browser: the whole house by AppTest, on a database of its own, at an hour that the test names.

screen = screens.open("volunteer", token=token)
screen.button(key="bar_main").click().run()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from kiosk import clock
from kiosk.store import Database
from kiosk.ui import page as page_module
from kiosk.ui.registry import PAGES, START
from tests.house.source import ROOT

MAIN = ROOT / "kiosk/ui/main.py"
RUN_SECONDS = 30


@dataclass
class Screens:
    """Opens any page of the house as a person would who has just come. Later runs see the same hour and database."""

    db: Database
    now: datetime
    token: str | None = None

    def open(self, name: str = START, *, token: str | None = None, **session: Any) -> AppTest:
        """The page's first run. `token` is the sign-in cookie, `session` what the session remembers already."""
        self.token = token
        screen = AppTest.from_file(str(MAIN), default_timeout=RUN_SECONDS)
        for key, value in session.items():
            screen.session_state[key] = value
        screen.run()
        if name != START:
            file = next(row.file for row in PAGES if row.name == name)
            screen.switch_page(f"../../pages/{file}").run()
        return screen


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself when a test session begins: most of a test's time."""
    with patch.object(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)):
        yield


@pytest.fixture
def screens(sqlite_url: str, now: datetime) -> Iterator[Screens]:
    """All pages on a new, migrated, empty SQLite database, at half past nine on the market morning."""
    db = Database(sqlite_url)
    made = Screens(db, now)
    with (
        patch.object(page_module, "database", lambda: made.db),
        patch.object(page_module, "staff_token", lambda: made.token),
        patch.object(clock, "now", lambda: made.now),
    ):
        yield made
    db.close()


def words(screen: AppTest) -> str:
    """Everything written on the screen: headings, html, markdown, labels of what can be pressed."""
    said = [element.value for element in (*screen.title, *screen.header, *screen.markdown)]
    said += [element.proto.body for element in screen.get("html")]
    said += [element.label for element in (*screen.button, *screen.checkbox, *screen.text_input)]
    return "\n".join(str(each) for each in said)
