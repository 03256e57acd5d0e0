"""Saving what somebody moved in the studio: what a colleague moved meanwhile is told and never written over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.services.organising.booths import booths
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.plazas import plazas
from kiosk.services.organising.studio import Conflict, Edit, StudioView, save_layout, studio
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.enums import FixtureKind, MarketState, Role
from tests.factories import DAY, BoothPlan, MadeMarket, at, walk_in
from tests.services.organisers import (
    ON_ONE_DATABASE,
    actions,
    add_fixture,
    organiser_of,
    other_community,
    planned,
    staff_member,
)


def market_with(db: Database, *letters: str, **columns: Any) -> tuple[MadeMarket, Actor]:
    return planned(db, *(BoothPlan(letter) for letter in letters), **columns)


def place_of(view: StudioView, thing: str) -> dict[str, Any]:
    booth = next(each for each in view.scene.booths if each.id == thing)
    names = ("x_cm", "y_cm", "width_cm", "depth_cm", "rotation_deg", "is_pinned")
    return {name: getattr(booth, name) for name in names}


def fixture_of(view: StudioView, thing: str) -> dict[str, Any]:
    fixture = next(each for each in view.scene.fixtures if each.id == thing)
    names = ("kind", "x_cm", "y_cm", "width_cm", "depth_cm", "amps")
    return {name: getattr(fixture, name) for name in names}


def booth_id(view: StudioView, letter: str) -> str:
    return next(each.id for each in view.scene.booths if each.letter == letter)


def moved(view: StudioView, letter: str, **to: Any) -> Edit:
    was = place_of(view, booth_id(view, letter))
    return Edit(booth_id(view, letter), was, {**was, **to})


def save(db: Database, by: Actor, now: datetime, made: MadeMarket, *edits: Edit) -> Any:
    return save_layout(db, by=by, now=now, market_id=made.id, edits=edits)


def test_a_moved_and_pinned_booth_is_saved_and_told_to_everybody(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    before = studio(db, by=by, now=now, market_id=made.id)

    saved = save(db, by, now, made, moved(before, "B", x_cm=1000, y_cm=1500, rotation_deg=90, is_pinned=True))

    assert saved.conflicts == ()
    assert place_of(saved.view, booth_id(before, "B")) == {
        "x_cm": 1000, "y_cm": 1500, "width_cm": 300, "depth_cm": 300, "rotation_deg": 90, "is_pinned": True,
    }  # fmt: skip
    assert saved.view.revision != before.revision
    assert saved.view == studio(db, by=by, now=now, market_id=made.id)
    assert actions(db) == ["save_layout"]


def test_the_same_edit_twice_changes_nothing_the_second_time(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    edit = moved(studio(db, by=by, now=now, market_id=made.id), "A", x_cm=2000)
    first = save(db, by, now, made, edit)

    second = save(db, by, now, made, edit)

    assert second == first
    assert actions(db) == ["save_layout"]


def test_two_organisers_who_move_different_booths_both_keep_their_work(db: Database, now: datetime) -> None:
    made, one = market_with(db, "A", "B")
    two = organiser_of(db, made.community_id, name="李主任")
    seen = studio(db, by=one, now=now, market_id=made.id)
    save(db, one, now, made, moved(seen, "A", x_cm=2500))

    saved = save(db, two, now, made, moved(seen, "B", x_cm=3000))

    assert saved.conflicts == ()
    assert [place_of(saved.view, booth_id(seen, letter))["x_cm"] for letter in "AB"] == [2500, 3000]


def test_what_a_colleague_moved_meanwhile_is_told_and_all_the_rest_is_saved(db: Database, now: datetime) -> None:
    made, one = market_with(db, "A", "B")
    two = organiser_of(db, made.community_id, name="李主任")
    seen = studio(db, by=one, now=now, market_id=made.id)
    save(db, one, now, made, moved(seen, "A", x_cm=2500))

    saved = save(db, two, now, made, moved(seen, "A", x_cm=50), moved(seen, "B", y_cm=2000))

    assert [(each.id, each.why, each.stored["x_cm"]) for each in saved.conflicts] == [
        (booth_id(seen, "A"), "changed", 2500)
    ]
    assert place_of(saved.view, booth_id(seen, "A"))["x_cm"] == 2500
    assert place_of(saved.view, booth_id(seen, "B"))["y_cm"] == 2000


def test_control_whoever_saw_the_colleagues_move_may_move_it_on(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    seen = studio(db, by=by, now=now, market_id=made.id)
    after = save(db, by, now, made, moved(seen, "A", x_cm=2500)).view

    assert save(db, by, now, made, moved(after, "A", x_cm=50)).conflicts == ()


def test_a_booth_that_a_colleague_deleted_is_told_as_gone(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    thing = booth_id(seen, "A")
    save(db, by, now, made, Edit(thing, place_of(seen, thing), None))

    saved = save(db, by, now, made, moved(seen, "A", x_cm=50))

    assert saved.conflicts == (Conflict(thing, "gone"),)
    assert [each.letter for each in saved.view.scene.booths] == ["B"]


def test_deleting_what_is_deleted_already_is_done(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    delete = Edit(booth_id(seen, "A"), place_of(seen, booth_id(seen, "A")), None)
    save(db, by, now, made, delete)

    assert save(db, by, now, made, delete).conflicts == ()


def test_a_booth_with_tickets_is_not_deleted(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    walk_in(db, made, "A", now=at("09:10"))
    seen = studio(db, by=by, now=now, market_id=made.id)
    thing = booth_id(seen, "A")

    saved = save(db, by, now, made, Edit(thing, place_of(seen, thing), None))

    assert [(each.why, each.detail) for each in saved.conflicts] == [("in_use", {"tickets": 1})]
    assert len(saved.view.scene.booths) == 1


def test_a_copied_booth_has_the_next_letter_the_service_and_the_stations(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", stations=3), BoothPlan("C"))
    seen = studio(db, by=by, now=now, market_id=made.id)
    wanted = {**place_of(seen, booth_id(seen, "A")), "x_cm": 2000, "y_cm": 2000}
    edit = Edit("new-1", None, wanted, like=booth_id(seen, "A"))

    first, second = save(db, by, now, made, edit), save(db, by, now, made, edit)

    assert [each.letter for each in second.view.scene.booths] == ["A", "B", "C"]
    assert first.made == second.made == {"new-1": booth_id(second.view, "B")}
    rows = {row.letter: row for row in booths(db, by=by, now=now, market_id=made.id)}
    assert (rows["B"].service_id, rows["B"].stations) == (rows["A"].service_id, 3)


def test_with_26_booths_there_is_no_letter_for_another(db: Database, now: datetime) -> None:
    made, by = market_with(db, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    seen = studio(db, by=by, now=now, market_id=made.id)
    wanted = {**place_of(seen, booth_id(seen, "A")), "x_cm": 2000, "y_cm": 2000}

    saved = save(db, by, now, made, Edit("new-1", None, wanted, like=booth_id(seen, "A")))

    assert [each.why for each in saved.conflicts] == ["no_letter"]


def test_fixtures_are_added_moved_and_deleted(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    new = {"kind": "outlet", "x_cm": 100, "y_cm": 200, "width_cm": 0, "depth_cm": 0, "amps": 16}
    added = save(db, by, now, made, Edit("new-9", None, new))
    thing = added.made["new-9"]
    assert fixture_of(added.view, thing) == new
    assert save(db, by, now, made, Edit("new-9", None, new)).made == {"new-9": thing}

    shifted = save(db, by, now, made, Edit(thing, new, {**new, "x_cm": 500, "amps": 32}))
    assert fixture_of(shifted.view, thing)["x_cm"] == 500
    stale = save(db, by, now, made, Edit(thing, new, None))
    assert [each.why for each in stale.conflicts] == ["changed"]

    gone = save(db, by, now, made, Edit(thing, {**new, "x_cm": 500, "amps": 32}, None))
    assert gone.conflicts == ()
    assert thing not in {each.id for each in gone.view.scene.fixtures}
    assert FixtureKind.OUTLET not in {row.kind for row in plazas(db, by=by, now=now)[0].fixtures}


def test_a_fixture_keeps_its_name_when_it_is_moved(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    add_fixture(db, FixtureKind.TREE, x_cm=100, y_cm=100, width_cm=100, depth_cm=100)
    seen = studio(db, by=by, now=now, market_id=made.id)
    thing = seen.scene.fixtures[-1].id
    was = fixture_of(seen, thing)

    saved = save(db, by, now, made, Edit(thing, was, {**was, "x_cm": 700}))

    assert saved.view.names[thing] == seen.names[thing]


BAD = [
    {"x_cm": -50}, {"x_cm": 3900}, {"y_cm": 10**9}, {"width_cm": 0}, {"depth_cm": -300}, {"rotation_deg": 45},
    {"x_cm": "100"}, {"x_cm": None}, {"y_cm": float("nan")}, {"width_cm": True}, {"depth_cm": [300]},
]  # fmt: skip


@ON_ONE_DATABASE
@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_place_that_cannot_be_is_refused_alone_and_named(db: Database, now: datetime, bad: dict[str, Any]) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)

    saved = save(db, by, now, made, moved(seen, "A", **bad), moved(seen, "B", y_cm=2100))

    assert [(each.id, each.why) for each in saved.conflicts] == [(booth_id(seen, "A"), "invalid")]
    assert saved.conflicts[0].detail["field"] in (*bad, "x_cm")
    assert place_of(saved.view, booth_id(seen, "A")) == place_of(seen, booth_id(seen, "A"))
    assert place_of(saved.view, booth_id(seen, "B"))["y_cm"] == 2100


@ON_ONE_DATABASE
def test_an_unknown_kind_of_fixture_is_refused(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    new = {"kind": "volcano", "x_cm": 100, "y_cm": 200, "width_cm": 0, "depth_cm": 0, "amps": None}

    saved = save(db, by, now, made, Edit("new-1", None, new))

    assert [each.why for each in saved.conflicts] == ["invalid"]
    assert {each.kind for each in saved.view.scene.fixtures} == {FixtureKind.TREE, FixtureKind.ENTRANCE}


@ON_ONE_DATABASE
def test_too_many_edits_at_once_are_refused(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    edit = moved(studio(db, by=by, now=now, market_id=made.id), "A", x_cm=50)

    with pytest.raises(no.Invalid):
        save(db, by, now, made, *[edit] * 201)


def test_a_market_that_is_over_shows_its_layout_and_keeps_it(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", state=MarketState.CLOSED)
    seen = studio(db, by=by, now=now, market_id=made.id)
    assert not seen.can_edit

    with pytest.raises(no.WrongMarketState):
        save(db, by, now, made, moved(seen, "A", x_cm=50))


@ON_ONE_DATABASE
def test_only_organisers_of_this_community_see_and_save(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    edit = moved(studio(db, by=by, now=now, market_id=made.id), "A", x_cm=50)
    stranger = organiser_of(db, other_community(db))
    helper = staff_member(db, made.community_id, name="小王", role=Role.VOLUNTEER)

    for other in (stranger, helper):
        with pytest.raises(no.NotAllowed):
            studio(db, by=other, now=now, market_id=made.id)
        with pytest.raises(no.NotAllowed):
            save(db, other, now, made, edit)


def test_copying_a_market_brings_its_layout_and_pins_along(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    save(db, by, now, made, moved(seen, "A", x_cm=1234, y_cm=777, rotation_deg=270, is_pinned=True))
    place = place_of(studio(db, by=by, now=now, market_id=made.id), booth_id(seen, "A"))

    copied = copy_market(db, by=by, now=now, day=replace_month(12))

    view = studio(db, by=by, now=now, market_id=copied.id)
    assert place_of(view, booth_id(view, "A")) == place


def replace_month(month: int) -> Any:
    return DAY.replace(month=month)


def test_the_scene_says_who_is_expected_and_what_booths_need(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", expected_visitors=600)

    view = studio(db, by=by, now=now, market_id=made.id)

    assert view.scene.visitors == 600
    # All come here, 180 of them in the first twenty minutes; in the 160 minutes after that one station serves 54.
    assert view.scene.booths[0].queue_people == 54
    assert replace(view.scene.booths[0], queue_people=0).needs_power is False
