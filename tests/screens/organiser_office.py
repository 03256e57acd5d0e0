"""An organiser at the screen, for tests: opens pages, presses, types into tables, lets time pass."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.store import Database
from kiosk.ui.organiser import cells, tables
from kiosk.ui.registry import PAGES
from models.actor import Actor
from models.market import Market
from models.people import Audit
from tests.factories import BoothPlan, MadeMarket, make_market, organiser_of, signed_in, volunteer_of
from tests.screens.conftest import Screens, words

READING_SECONDS = 3
"""How long a person looks at a screen before pressing something."""


@dataclass
class Office:
    """A community with one market, and its organiser."""

    screens: Screens
    made: MadeMarket
    who: Actor
    token: str

    @property
    def db(self) -> Database:
        return self.screens.db

    def open(self, name: str = "organiser", *, lang: str = "zh-CN", **query: object) -> AppTest:
        screen = self.screens.open(name, token=self.token, lang=lang)
        for key, value in query.items():
            screen.query_params[key] = str(value)
        screen.run()
        assert not screen.exception, screen.exception
        return screen

    def press(self, screen: AppTest, key: str, *, after_seconds: float = READING_SECONDS) -> AppTest:
        self.screens.now += timedelta(seconds=after_seconds)
        screen.button(key=key).click().run()
        assert not screen.exception, screen.exception
        return screen

    def follow(self, screen: AppTest, name: str) -> AppTest:
        """Say to which page the last press has led: AppTest would run the page again that it was opened with."""
        file = next(row.file for row in PAGES if row.name == name)
        return screen.switch_page(f"../../pages/{file}")

    def type_into(self, screen: AppTest, table: str, place: int, **typed: Any) -> AppTest:
        """What the browser's grid would send: a test cannot write into its canvas."""
        drafts = dict(screen.session_state["organiser_drafts"])
        draft = drafts[table]
        written = cells.applied(draft.typed, {place: typed})
        drafts[table] = replace(draft, typed=written, mount=draft.mount + 1)
        screen.session_state["organiser_drafts"] = drafts
        screen.run()
        assert not screen.exception, screen.exception
        return screen

    def unsaved(self, screen: AppTest, table: str) -> int:
        draft: tables.Draft = screen.session_state["organiser_drafts"][table]
        return draft.unsaved

    def market(self, market_id: int | None = None) -> Market:
        with self.db.reading() as session:
            return session.get_one(Market, market_id or self.made.id)

    def audited(self) -> list[str]:
        """What was written into the audit, without the signing in."""
        with self.db.reading() as session:
            actions = [row.action for row in session.exec(select(Audit).order_by(Audit.id))]  # type: ignore[arg-type]
        return [action for action in actions if action != "sign_in"]


def office(screens: Screens, *booths: BoothPlan, staffed: bool = True, **columns: Any) -> Office:
    """A market of these booths (one booth A if none is named), with volunteers at each, and its organiser signed in."""
    plans = booths or (BoothPlan("A", "量血压", "Blood pressure"),)
    made = make_market(screens.db, *plans, **columns)
    if staffed:
        volunteer_of(screens.db, made, *[plan.letter for plan in plans])
    who = organiser_of(screens.db, made)
    return Office(screens, made, who, signed_in(screens.db, who, now=screens.now))


def shown(screen: AppTest) -> str:
    """Everything written on the screen, labels of what is typed into included."""
    more = [each.label for each in (*screen.selectbox, *screen.number_input, *screen.text_area)]
    return html.unescape("\n".join([words(screen), *more]))
