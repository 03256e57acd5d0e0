"""Layouts with a name are kept, compared and put back; what came later stays."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.services.organising import snapshots as module
from kiosk.services.organising.markets import delete_market
from kiosk.services.organising.snapshots import (
    compare,
    delete_snapshot,
    keep_snapshot,
    restore_snapshot,
    snapshots,
)
from kiosk.services.organising.studio import Edit, studio
from kiosk.store import Database
from models import refusals as no
from models.enums import MarketState
from tests.factories import BoothPlan
from tests.services.organisers import ON_ONE_DATABASE, actions, organiser_of, other_community, planned
from tests.services.test_studio import booth_id, market_with, moved, place_of, save


def test_a_kept_layout_is_compared_and_put_back(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    kept = keep_snapshot(db, by=by, now=now, market_id=made.id, name=" 第一稿 ")
    save(db, by, now, made, moved(seen, "A", x_cm=3000, y_cm=2000, is_pinned=True))

    found = compare(db, by=by, now=now, snapshot_id=kept.id)
    assert (found.moved, found.only_here, found.only_there) == (("A",), (), ())
    assert found.here_score != found.other_score
    saved = restore_snapshot(db, by=by, now=now, snapshot_id=kept.id)

    assert saved.conflicts == ()
    assert place_of(saved.view, booth_id(seen, "A")) == place_of(seen, booth_id(seen, "A"))
    assert compare(db, by=by, now=now, snapshot_id=kept.id).moved == ()
    assert [(line.name, line.who, line.booths) for line in snapshots(db, by=by, now=now, market_id=made.id)] == [
        ("第一稿", by.name, 2)
    ]
    assert actions(db) == ["keep_layout", "save_layout", "save_layout"]


def test_a_booth_that_came_later_stays_and_one_that_is_gone_is_told(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    kept = keep_snapshot(db, by=by, now=now, market_id=made.id, name="第一稿")
    new = {**place_of(seen, booth_id(seen, "A")), "x_cm": 3000, "y_cm": 2000}
    save(db, by, now, made, Edit("new-1", None, new, like=booth_id(seen, "A")))
    save(db, by, now, made, Edit(booth_id(seen, "B"), place_of(seen, booth_id(seen, "B")), None))

    found = compare(db, by=by, now=now, snapshot_id=kept.id)
    saved = restore_snapshot(db, by=by, now=now, snapshot_id=kept.id)

    # The new booth has taken the free letter C before B was deleted.
    assert (found.moved, found.only_here, found.only_there) == ((), ("C",), ("B",))
    assert [booth.letter for booth in saved.view.scene.booths] == ["A", "C"]


def test_two_kept_layouts_are_compared_with_each_other(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A", "B")
    seen = studio(db, by=by, now=now, market_id=made.id)
    first = keep_snapshot(db, by=by, now=now, market_id=made.id, name="第一稿")
    save(db, by, now, made, moved(seen, "B", x_cm=3000, y_cm=2000))
    second = keep_snapshot(db, by=by, now=now, market_id=made.id, name="第二稿")

    assert compare(db, by=by, now=now, snapshot_id=first.id, other_id=second.id).moved == ("B",)


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", ["", "   ", "长" * 10_000])
def test_a_name_that_cannot_be_is_refused(db: Database, now: datetime, name: str) -> None:
    made, by = market_with(db, "A")

    with pytest.raises(no.Invalid):
        keep_snapshot(db, by=by, now=now, market_id=made.id, name=name)

    assert snapshots(db, by=by, now=now, market_id=made.id) == ()


def test_a_name_is_taken_once_in_a_market_and_free_in_another(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    keep_snapshot(db, by=by, now=now, market_id=made.id, name="第一稿 🎪")

    with pytest.raises(no.Invalid) as taken:
        keep_snapshot(db, by=by, now=now, market_id=made.id, name="第一稿 🎪")

    assert (taken.value.field, taken.value.problem) == ("name", "taken")


@ON_ONE_DATABASE
def test_there_are_not_more_than_can_be_looked_through(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, by = market_with(db, "A")
    monkeypatch.setattr(module, "MOST_SNAPSHOTS", 1)
    keep_snapshot(db, by=by, now=now, market_id=made.id, name="一")

    with pytest.raises(no.Invalid):
        keep_snapshot(db, by=by, now=now, market_id=made.id, name="二")


@ON_ONE_DATABASE
def test_only_organisers_of_the_community_see_and_touch_them(db: Database, now: datetime) -> None:
    made, by = market_with(db, "A")
    kept = keep_snapshot(db, by=by, now=now, market_id=made.id, name="第一稿")
    stranger = organiser_of(db, other_community(db))

    with pytest.raises(no.NotAllowed):
        snapshots(db, by=stranger, now=now, market_id=made.id)
    for act in (compare, delete_snapshot, restore_snapshot):
        with pytest.raises(no.NotAllowed):
            act(db, by=stranger, now=now, snapshot_id=kept.id)


def test_a_deleted_one_is_gone_and_they_go_with_their_market(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"), state=MarketState.DRAFT)
    first = keep_snapshot(db, by=by, now=now, market_id=made.id, name="一")
    keep_snapshot(db, by=by, now=now, market_id=made.id, name="二")

    delete_snapshot(db, by=by, now=now, snapshot_id=first.id)

    assert [line.name for line in snapshots(db, by=by, now=now, market_id=made.id)] == ["二"]
    with pytest.raises(no.UnknownRecord):
        restore_snapshot(db, by=by, now=now, snapshot_id=first.id)
    delete_market(db, by=by, now=now, market_id=made.id)
