"""Proposals are looked for in a process of their own, watched, stopped and used; nothing changes before that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from threading import Event

import pytest

from kiosk.services.organising import proposals as module
from kiosk.services.organising.proposals import (
    Proposals,
    Wish,
    proposals,
    start_proposals,
    stop_proposals,
    use_proposal,
)
from kiosk.services.organising.studio import Edit, save_layout, studio
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import FixtureKind, MarketState, Role
from tests.factories import DAY, BoothPlan, MadeMarket
from tests.services.organisers import (
    ON_ONE_DATABASE,
    add_fixture,
    nothing_changes,
    organiser_of,
    other_community,
    planned,
    staff_member,
)
from tests.services.test_studio import booth_id, place_of

pytestmark = ON_ONE_DATABASE

LONGEST_WAIT_SECONDS = 240
"""The first search on a machine compiles."""


@pytest.fixture(autouse=True)
def no_search_is_left() -> Iterator[None]:
    yield
    for there in module._SEARCHES.values():
        for search in there.values():
            search.process.kill()
            search.process.wait()


def market(db: Database, *letters: str, state: MarketState = MarketState.DRAFT) -> tuple[MadeMarket, Actor]:
    """Small booths on a large plaza; a tree and a gate stand there."""
    return planned(db, *(BoothPlan(letter) for letter in letters), state=state, expected_visitors=60)


def ended(db: Database, by: Actor, now: datetime, made: MadeMarket) -> Proposals:
    """The search when its process has ended."""
    pause = Event()
    for _turn in range(LONGEST_WAIT_SECONDS * 20):
        found = proposals(db, by=by, now=now, market_id=made.id)
        if found.state != "looking":
            return found
        pause.wait(0.05)
    raise AssertionError("the search did not end")


def looked_for(db: Database, by: Actor, now: datetime, made: MadeMarket, **how: bool) -> Proposals:
    start_proposals(db, by=by, now=now, market_id=made.id, seconds=0.5, **how)
    return ended(db, by, now, made)


def test_three_proposals_come_with_what_they_are_worth_and_change_nothing(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B", "C")

    with nothing_changes(db):
        found = looked_for(db, by, now, made)

    assert (found.state, found.share, found.asked_by) == ("found", 1.0, by.name)
    assert [each.wish for each in found.found] == list(Wish)
    assert found.now is not None
    assert all(each.score.errors == 0 for each in found.found)
    assert min(each.score.walk_m for each in found.found) < found.now.walk_m


def test_a_used_proposal_stands_as_it_was_shown(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B", "C")
    found = looked_for(db, by, now, made)

    saved = use_proposal(db, by=by, now=now, market_id=made.id, wish=Wish.SHORT_WALKS)

    assert saved.conflicts == ()
    assert saved.view.scene.booths == found.found[0].booths


def test_a_pinned_booth_stays_and_one_that_was_moved_meanwhile_is_told(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B", "C")
    seen = studio(db, by=by, now=now, market_id=made.id)
    pinned = {**place_of(seen, booth_id(seen, "A")), "is_pinned": True}
    save_layout(
        db, by=by, now=now, market_id=made.id, edits=[Edit(booth_id(seen, "A"), {**pinned, "is_pinned": False}, pinned)]
    )
    looked_for(db, by, now, made)
    was = place_of(seen, booth_id(seen, "B"))
    elsewhere = {**was, "x_cm": 3500, "y_cm": 2100}
    save_layout(db, by=by, now=now, market_id=made.id, edits=[Edit(booth_id(seen, "B"), was, elsewhere)])

    saved = use_proposal(db, by=by, now=now, market_id=made.id, wish=Wish.SHORT_WALKS)

    assert place_of(saved.view, booth_id(seen, "A")) == pinned
    assert place_of(saved.view, booth_id(seen, "B")) == elsewhere
    assert [(each.id, each.why) for each in saved.conflicts] == [(booth_id(seen, "B"), "changed")]


def test_a_stopped_search_ends_at_once_and_another_can_begin(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B")
    start_proposals(db, by=by, now=now, market_id=made.id, seconds=1000)

    stopped = stop_proposals(db, by=by, now=now, market_id=made.id)

    assert stopped.state == "stopped"
    assert module._SEARCHES[db][made.id].process.wait(timeout=30) != 0
    assert proposals(db, by=by, now=now, market_id=made.id).state == "stopped"
    assert looked_for(db, by, now, made).state == "found"


def test_a_second_press_watches_the_same_search_and_a_third_market_waits(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B")
    start_proposals(db, by=by, now=now, market_id=made.id, seconds=1000)
    process = module._SEARCHES[db][made.id].process

    start_proposals(db, by=by, now=now, market_id=made.id, seconds=1000)
    assert module._SEARCHES[db][made.id].process is process

    second, third = (planned(db, BoothPlan("A"), day=made_day(number), state=MarketState.DRAFT)[0] for number in (1, 2))
    start_proposals(db, by=by, now=now, market_id=second.id, seconds=1000)
    with pytest.raises(no.SearchesBusy):
        start_proposals(db, by=by, now=now, market_id=third.id, seconds=1000)


def made_day(number: int) -> date:
    return DAY + timedelta(days=number)


def test_on_marked_pitches_there_is_one_proposal_and_too_few_are_said(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B")
    add_fixture(db, FixtureKind.PITCH, x_cm=500, y_cm=1500, width_cm=300, depth_cm=300)
    with pytest.raises(no.Invalid) as few:
        start_proposals(db, by=by, now=now, market_id=made.id, on_pitches=True)
    assert (few.value.problem, few.value.limit) == ("too_few_pitches", 2)
    add_fixture(db, FixtureKind.PITCH, x_cm=1500, y_cm=1500, width_cm=300, depth_cm=300)

    found = looked_for(db, by, now, made, on_pitches=True)

    assert [sorted((each.x_cm, each.y_cm) for each in one.booths) for one in found.found] == [
        [(500, 1500), (1500, 1500)]
    ]


def test_without_a_booth_to_move_or_after_the_market_nothing_is_looked_for(db: Database, now: datetime) -> None:
    made, by = market(db)
    with pytest.raises(no.Invalid) as nothing:
        start_proposals(db, by=by, now=now, market_id=made.id)
    assert nothing.value.problem == "nothing_to_move"

    over, by = planned(db, BoothPlan("A"), day=made_day(1), state=MarketState.CLOSED)
    with pytest.raises(no.WrongMarketState):
        start_proposals(db, by=by, now=now, market_id=over.id)


def test_only_organisers_of_the_community_ask_watch_stop_and_use(db: Database, now: datetime) -> None:
    made, _by = market(db, "A")
    others = (
        organiser_of(db, other_community(db)),
        staff_member(db, made.community_id, name="小王", role=Role.VOLUNTEER),
    )
    for who in others:
        for act in (start_proposals, proposals, stop_proposals):
            with pytest.raises(no.NotAllowed):
                act(db, by=who, now=now, market_id=made.id)
        with pytest.raises(no.NotAllowed):
            use_proposal(db, by=who, now=now, market_id=made.id, wish=Wish.SHORT_WALKS)


def test_a_proposal_that_is_not_there_cannot_be_used(db: Database, now: datetime) -> None:
    made, by = market(db, "A")

    with pytest.raises(no.UnknownRecord):
        use_proposal(db, by=by, now=now, market_id=made.id, wish=Wish.SHORT_LEADS)


def test_a_search_whose_process_dies_is_said_to_have_failed(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B")
    start_proposals(db, by=by, now=now, market_id=made.id, seconds=1000)

    module._SEARCHES[db][made.id].process.kill()

    assert ended(db, by, now, made).state == "failed"


def test_the_search_gives_way_to_everybodys_screens(db: Database, now: datetime) -> None:
    made, by = market(db, "A", "B")
    pause, own = Event(), os.getpriority(os.PRIO_PROCESS, 0)

    start_proposals(db, by=by, now=now, market_id=made.id, seconds=1000)
    process = module._SEARCHES[db][made.id].process

    for _turn in range(LONGEST_WAIT_SECONDS * 20):
        if os.getpriority(os.PRIO_PROCESS, process.pid) > own:
            return
        pause.wait(0.05)
    raise AssertionError("it is as important as the kiosk itself")
