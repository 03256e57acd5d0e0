"""All pages of the organiser in every state of a market, in both languages: nothing breaks, nothing is foreign."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services.organising import desk
from kiosk.ui.registry import PAGES
from models.catalogue import Service
from models.enums import MarketState
from models.market import Booth, Market
from models.people import Staff
from models.refusals import DatabaseGone
from tests.factories import BoothPlan, at, book, walk_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import change, make_hashing_cheap

ORGANISERS = [row.name for row in PAGES if row.wing == "organiser"]
BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure", partner=("康复医院", "Hospital"), icon="blood_pressure"),
    BoothPlan("B", "测血糖", "Blood sugar", units=60, icon="glucose"),
)
LONG, EMOJI = "很" * 200, "🎈磨刀👨‍👩‍👧<b>&amp;*_[x](y)"


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


# ---------------------------------------------------------------- states


def draft(screens: Screens) -> Office:
    screens.now = at("10:00") - timedelta(days=10)
    return office(screens, *BOOTHS, state=MarketState.DRAFT, staffed=False)


def draft_without_booths(screens: Screens) -> Office:
    made = draft(screens)
    with screens.db.writing() as session:
        for table in ("slot", "station", "booth"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    return made


def published(screens: Screens) -> Office:
    screens.now = at("10:00") - timedelta(days=2)
    made = office(screens, *BOOTHS)
    book(screens.db, made.made, "A", "09:30", now=screens.now)
    return made


def open_now(screens: Screens) -> Office:
    made = office(screens, *BOOTHS)
    for _ in range(3):
        walk_in(screens.db, made.made, "A", now=screens.now)
    return made


def paused(screens: Screens) -> Office:
    return office(screens, *BOOTHS, is_paused=True)


def closed(screens: Screens) -> Office:
    return office(screens, *BOOTHS, state=MarketState.CLOSED)


def cancelled(screens: Screens) -> Office:
    return office(screens, *BOOTHS, state=MarketState.CANCELLED, cancel_reason="大风")


def named(name: str) -> Callable[[Screens], Office]:
    """Every name that people can give is this one, as it may stand in the database."""

    def made(screens: Screens) -> Office:
        it = office(screens, BOOTHS[0])
        change(screens.db, Market, it.made.id, name=name, name_en="")
        change(screens.db, Booth, it.made.booths["A"], name=name, name_en="")
        change(screens.db, Service, 1, name=name, name_en="", bring=name)
        change(screens.db, Staff, 1, name=name[:40])
        return it

    return made


STATES: dict[str, Callable[[Screens], Office]] = {
    "draft": draft,
    "draft without booths": draft_without_booths,
    "published": published,
    "open": open_now,
    "paused": paused,
    "closed": closed,
    "cancelled": cancelled,
    "long names": named(LONG),
    "emoji": named(EMOJI),
}


def every_page(made: Office, *, lang: str) -> Iterator[tuple[str, AppTest]]:
    """One session that goes through all pages, as a person does."""
    screen = made.screens.open(token=made.token, lang=lang)
    for row in PAGES:
        if row.wing == "organiser":
            screen.switch_page(f"../../pages/{row.file}")
            screen.query_params["market"] = str(made.made.id)
            screen.run()
            yield row.name, screen


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_page_stands_in_every_state(screens: Screens, state: str, lang: str) -> None:
    made = STATES[state](screens)

    seen = []
    for name, screen in every_page(made, lang=lang):
        seen.append(name)
        assert not screen.exception, (name, screen.exception)
        assert "notice-stop" not in shown(screen) or state == "cancelled", (name, shown(screen))
        assert not re.search(r"\{[a-z_]+\}", in_sight(screen)), name

    assert seen == ORGANISERS


# ---------------------------------------------------------------- one language at a time

WORD_IN_LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"English", "PIN"}
HAN = re.compile(r"[\u4e00-\u9fff]+")


def in_sight(screen: AppTest) -> str:
    """What one reads: words without tags and pictures' names, headings of tables, and what charts say."""
    said = re.sub(r'<span class="glyph[^>]*>.*?</span>', " ", shown(screen))
    said = re.sub(r"<[^>]+>", " ", said)
    return "\n".join([said, *table_headings(screen), *chart_words(screen)])


def latin_words(screen: AppTest) -> set[str]:
    return set(WORD_IN_LATIN.findall(in_sight(screen))) - ALLOWED


def table_headings(screen: AppTest) -> Iterator[str]:
    for frame in screen.dataframe:
        for column in json.loads(frame.proto.columns).values():
            yield str(column.get("label") or "")
            yield str(column.get("help") or "")


def chart_words(screen: AppTest) -> Iterator[str]:
    for chart in screen.get("vega_lite_chart"):
        title = json.loads(chart.proto.spec)["title"]
        yield f"{title['text']} {title['subtitle']}"


def test_no_english_word_stands_in_a_chinese_screen(screens: Screens) -> None:
    made = open_now(screens)

    found = {name: latin_words(screen) for name, screen in every_page(made, lang="zh-CN")}

    assert {name: words for name, words in found.items() if words} == {}


def test_no_chinese_word_stands_in_an_english_screen(screens: Screens) -> None:
    made = open_now(screens)
    change(screens.db, Staff, 1, name="Li")
    change(screens.db, Staff, 2, name="Chen")

    found = {name: set(HAN.findall(in_sight(screen))) - {"中文"} for name, screen in every_page(made, lang="en")}

    # Names that have no English form are shown as they were given.
    own = {"小李", "陈主任", "向阳社区", "党群服务中心门口", "益路向阳", "广场", "南门"}
    assert {name: words - own for name, words in found.items() if words - own} == {}


def test_control_a_foreign_word_would_be_found(screens: Screens) -> None:
    made = office(screens, BoothPlan("A", "ECG check"))

    found = {name: latin_words(screen) for name, screen in every_page(made, lang="zh-CN")}

    assert found["organiser"] >= {"ECG", "check"}


# ---------------------------------------------------------------- the database is gone

MOMENT = {"zh-CN": "请稍等", "en": "One moment, please"}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_database_that_is_gone_is_a_calm_sentence_on_every_page_until_it_is_back(screens: Screens, lang: str) -> None:
    made = open_now(screens)

    for name, screen in every_page(made, lang=lang):
        assert MOMENT[lang] not in shown(screen), name
        with patch.object(desk, "community_row", side_effect=DatabaseGone):
            screen.run()
        assert not screen.exception, (name, screen.exception)
        assert MOMENT[lang] in shown(screen), name
        assert "sign_out" in {button.key for button in screen.button}, name
        screen.run()
        assert MOMENT[lang] not in shown(screen), name
