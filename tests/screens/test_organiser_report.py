"""The organiser's report: how honest the waits were, in both languages, at every age of a market."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.i18n import LANGUAGES
from kiosk.services.queues import call_next, move_ticket
from models.enums import MarketState, TicketState
from models.market import Market
from tests.factories import BoothPlan, at, volunteer_of, walk_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

S = TicketState
BOOTHS = (BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar"))


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def a_morning(desk: Office, *, people: int) -> None:
    """So many come at once, and are served four minutes each."""
    by, clock = volunteer_of(desk.db, desk.made, "A", name="小王"), desk.screens.now
    for _ in range(people):
        walk_in(desk.db, desk.made, "A", now=clock)
    for _ in range(people):
        called = call_next(desk.db, desk.made.booths["A"], by=by, now=clock)
        assert called is not None
        move_ticket(desk.db, called.code, S.SERVING, by=by, now=clock)
        clock += timedelta(minutes=4)
        move_ticket(desk.db, called.code, S.DONE, by=by, now=clock)
    desk.screens.now = clock


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("zh-CN", ["每 10 人里有", "需要等候的人", "各摊位告知的等候", "量血压", "现场取号，优先", "只按目录"]),
        ("en", ["in 10 people the wait lay within", "had to wait", "Blood pressure", "On the spot, with priority"]),
    ],
)
def test_a_report_says_how_many_waits_lay_in_what_was_told(screens: Screens, lang: str, sentences: list[str]) -> None:
    desk = office(screens, *BOOTHS)
    a_morning(desk, people=15)

    screen = desk.open("organiser-report", lang=lang)

    text = shown(screen)
    missing = [sentence for sentence in sentences if sentence not in text]
    assert not missing, text
    assert "测血糖" not in text, "nobody waited there"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("state", [MarketState.PUBLISHED, MarketState.CLOSED, MarketState.CANCELLED])
def test_a_market_of_which_nothing_can_be_reported_says_so(screens: Screens, lang: str, state: MarketState) -> None:
    desk = office(screens, *BOOTHS, state=state)

    screen = desk.open("organiser-report", lang=lang)

    assert ("还没有叫过号" in shown(screen)) is (lang == "zh-CN")


def test_of_few_people_it_is_said_how_many_of_how_many(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    a_morning(desk, people=5)

    screen = desk.open("organiser-report", lang="en")

    assert "of 4 people the wait lay within" in shown(screen)


def test_an_organiser_finds_the_report_among_the_places_of_a_market(screens: Screens) -> None:
    desk = office(screens, *BOOTHS)
    a_morning(desk, people=12)
    with desk.db.writing() as session:
        market = session.get_one(Market, desk.made.id)
        market.state = MarketState.CLOSED
        session.add(market)
    screens.now = at("13:00")

    screen = desk.follow(desk.press(desk.open(), "to_market_organiser-report"), "organiser-report").run()

    assert "各摊位告知的等候" in shown(screen)
