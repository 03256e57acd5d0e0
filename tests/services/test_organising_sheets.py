"""What sheets are made of: the market as it is planned, for its organisers and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from kiosk.services.organising.sheets import SheetData, sheet_data
from kiosk.services.views import Words
from kiosk.store import Database
from models.actor import RESIDENT, Actor
from models.enums import FixtureKind, MarketState, Pledge
from models.market import Booth
from models.refusals import NotAllowed, NotSignedIn, UnknownMarket
from tests.conftest import Queries
from tests.factories import BoothPlan, MadeMarket, at, make_market, organiser_of, volunteer_of
from tests.services.organisers import add_fixture, change, nothing_changes, other_community, planned
from tests.services.organisers import organiser_of as organiser_elsewhere

NOW = at("08:00")
A = BoothPlan(
    "A", "量血压", "Blood pressure", stations=2, bring=("挽起袖子", "Roll up"), partner=("医院", "Hospital"),
    pledge=Pledge.LOW_PRICE, price_note="3 元",
)  # fmt: skip


def sheets(db: Database, made: MadeMarket, by: Actor) -> SheetData:
    return sheet_data(db, by=by, now=NOW, market_id=made.id)


def test_a_booth_brings_its_words_its_place_and_its_people(db: Database) -> None:
    made, by = planned(db, A)
    volunteer_of(db, made, "A", name="刘敏")

    data = sheets(db, made, by)

    (booth,) = data.booths
    assert (booth.letter, booth.name, booth.partner) == (
        "A", Words("量血压", "Blood pressure"), Words("医院", "Hospital"),
    )  # fmt: skip
    assert (booth.pledge, booth.price_note, booth.bring) == (Pledge.LOW_PRICE, "3 元", Words("挽起袖子", "Roll up"))
    assert (booth.stations, booth.volunteers) == (2, ("刘敏",))
    assert (booth.drawn.at.x_cm, booth.drawn.at.width_cm) == (400, 300)
    assert data.plan.booths == (booth.drawn,)


def test_the_plaza_comes_with_its_names(db: Database) -> None:
    made, by = planned(db, A)

    data = sheets(db, made, by)

    assert (data.plan.width_cm, data.plan.depth_cm, data.plaza) == (4000, 2500, Words("广场", "Plaza"))
    names = {fixture.at.kind: fixture.name for fixture in data.plan.fixtures}
    assert names == {FixtureKind.TREE: Words(""), FixtureKind.ENTRANCE: Words("南门", "South gate")}


def test_a_booths_own_name_stands_on_its_sign(db: Database) -> None:
    made, by = planned(db, A)
    change(db, Booth, made.booths["A"], name="量血压(二)")
    assert sheets(db, made, by).booths[0].name.zh == "量血压(二)"


def test_a_name_with_two_shifts_is_named_once(db: Database) -> None:
    made, by = planned(db, A, BoothPlan("B"))
    volunteer_of(db, made, "A", "B", name="刘敏")
    volunteer_of(db, made, "A", name="王雪")
    assert [booth.volunteers for booth in sheets(db, made, by).booths] == [("刘敏", "王雪"), ("刘敏",)]


def test_the_mark_stays_until_something_moves(db: Database) -> None:
    made, by = planned(db, A)
    before = sheets(db, made, by).mark
    assert sheets(db, made, by).mark == before
    change(db, Booth, made.booths["A"], x_cm=450)
    moved = sheets(db, made, by).mark
    add_fixture(db, FixtureKind.OUTLET, x_cm=0, y_cm=0)
    assert len({before, moved, sheets(db, made, by).mark}) == 3


@pytest.mark.parametrize("state", list(MarketState))
def test_sheets_can_be_printed_in_every_state_of_a_market(db: Database, state: MarketState) -> None:
    made, by = planned(db, A, state=state)
    assert sheets(db, made, by).card.state is state


def test_only_organisers_of_the_community_get_it_because_it_names_people(db: Database) -> None:
    made = make_market(db, A)
    with nothing_changes(db), pytest.raises(NotSignedIn):
        sheets(db, made, RESIDENT)
    with pytest.raises(NotAllowed):
        sheets(db, made, volunteer_of(db, made, "A"))
    with pytest.raises(NotAllowed):
        sheets(db, made, organiser_elsewhere(db, other_community(db)))
    assert sheets(db, made, organiser_of(db, made)).booths


def test_an_unknown_market_is_refused(db: Database) -> None:
    made, by = planned(db, A)
    with pytest.raises(UnknownMarket):
        sheet_data(db, by=by, now=NOW, market_id=made.id + 1)


def test_more_booths_take_no_more_queries(
    db: Database, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    made, by = planned(db, A)
    with count_queries() as one:
        sheets(db, made, by)
    many = make_market(db, *(BoothPlan(letter) for letter in "ABCDEFGH"), day=at("08:00").date().replace(day=25))
    with count_queries() as eight:
        sheets(db, many, by)
    assert len(eight.statements) <= len(one.statements)
