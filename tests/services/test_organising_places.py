"""Communities, plazas and what stands on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from kiosk.services.organising.communities import community, create_community, edit_community
from kiosk.services.organising.forms import CommunityForm, PlazaForm
from kiosk.services.organising.plazas import create_plaza, delete_plaza, edit_plaza, plazas, save_fixtures
from kiosk.services.organising.rows import FixtureRow
from kiosk.store import Database
from models import refusals as no
from models.enums import FixtureKind, MarketState
from models.people import Staff
from models.places import Community
from tests.factories import make_market
from tests.services.organisers import (
    ON_ONE_DATABASE,
    actions,
    market_row,
    nothing_changes,
    organiser_of,
    planned,
    plaza_of,
)

FORM = CommunityForm("银河社区", "Yinhe community")


def test_the_first_organiser_makes_the_community_and_belongs_to_it(db: Database, now: datetime) -> None:
    by = organiser_of(db, None)

    made = create_community(db, by=by, now=now, form=FORM)

    assert made.form == FORM
    with db.reading() as session:
        assert session.get_one(Staff, by.staff_id).community_id == made.id
    assert actions(db) == ["create_community"]


def test_a_second_tap_makes_no_second_community(db: Database, now: datetime) -> None:
    by = organiser_of(db, None)
    first = create_community(db, by=by, now=now, form=FORM)

    again = create_community(db, by=by, now=now, form=FORM)

    assert again == first
    with db.reading() as session:
        assert len(session.exec(select(Community)).all()) == 1


def test_an_organiser_with_a_community_makes_no_other(db: Database, now: datetime) -> None:
    by = organiser_of(db, None)
    create_community(db, by=by, now=now, form=FORM)

    with nothing_changes(db), pytest.raises(no.NotAllowed):
        create_community(db, by=by, now=now, form=replace(FORM, name="另一个社区"))


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", " ", "missing"),
        ("name", "社" * 10_000, "too_long"),
        ("time_zone", "Mars/Olympus", "not_a_time_zone"),
        ("walk_in_share", 1.01, "out_of_range"),
        ("no_show_rate", float("nan"), "out_of_range"),
        ("grace_minutes", -1, "out_of_range"),
        ("longest_wait_minutes", 0, "out_of_range"),
        ("lead_max_cm", 0, "out_of_range"),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_made(
    db: Database, now: datetime, field: str, value: Any, problem: str
) -> None:
    by = organiser_of(db, None)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        create_community(db, by=by, now=now, form=replace(FORM, **{field: value}))

    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_name_with_emoji_and_stray_blanks_is_kept_tidy(db: Database, now: datetime) -> None:
    made = create_community(db, by=organiser_of(db, None), now=now, form=replace(FORM, name="  向阳\t社区 🌞 "))

    assert made.form.name == "向阳 社区 🌞"


def test_two_communities_have_two_names(db: Database, now: datetime) -> None:
    create_community(db, by=organiser_of(db, None), now=now, form=FORM)
    second = organiser_of(db, None, name="二号")

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        create_community(db, by=second, now=now, form=FORM)

    assert refused.value.problem == "taken"


def test_an_edit_is_stored_and_people_see_that_something_changed(db: Database, now: datetime) -> None:
    made, by = planned(db)
    shown = community(db, by=by, now=now).form

    edited = edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, hall="东门口", walk_in_share=0.5))

    assert (edited.form.hall, edited.form.walk_in_share) == ("东门口", 0.5)
    assert community(db, by=by, now=now) == edited
    assert market_row(db, made.id).revision == 2


def test_of_two_who_edit_the_community_the_second_sees_what_changed(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = community(db, by=by, now=now).form
    edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, hall="东门口"))

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, grace_minutes=30))

    assert refused.value.theirs == {"hall": "东门口"}


def test_the_same_edit_twice_is_one_edit(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = community(db, by=by, now=now).form
    wanted = replace(shown, hall="东门口")
    edit_community(db, by=by, now=now, shown=shown, wanted=wanted)

    edit_community(db, by=by, now=now, shown=shown, wanted=wanted)

    assert actions(db) == ["edit_community"]


def test_the_zone_stays_while_markets_are_to_come(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = community(db, by=by, now=now).form

    with nothing_changes(db), pytest.raises(no.InUse):
        edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, time_zone="Asia/Urumqi"))


def test_control_the_zone_can_change_when_no_market_is_to_come(db: Database, now: datetime) -> None:
    _, by = planned(db, state=MarketState.CANCELLED)
    shown = community(db, by=by, now=now).form

    edited = edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, time_zone="Asia/Urumqi"))

    assert edited.form.time_zone == "Asia/Urumqi"


# ---------------------------------------------------------------- plazas


def test_a_plaza_is_made_and_edited(db: Database, now: datetime) -> None:
    made = make_market(db)
    by = organiser_of(db, made.community_id)
    form = PlazaForm("东广场", "East plaza", width_cm=3000, depth_cm=2000)
    plan = create_plaza(db, by=by, now=now, form=form)

    edited = edit_plaza(db, by=by, now=now, plaza_id=plan.id, shown=form, wanted=replace(form, width_cm=3500))

    assert edited.form.width_cm == 3500
    assert [p.form.name for p in plazas(db, by=by, now=now)] == ["东广场", "广场"]


def test_two_plazas_have_two_names(db: Database, now: datetime) -> None:
    _, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        create_plaza(db, by=by, now=now, form=PlazaForm("广场"))

    assert (refused.value.field, refused.value.problem) == ("name", "taken")


def test_a_plaza_does_not_shrink_past_what_stands_on_it(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = plazas(db, by=by, now=now)[0]

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        edit_plaza(db, by=by, now=now, plaza_id=shown.id, shown=shown.form, wanted=replace(shown.form, width_cm=2900))

    assert (refused.value.kind, refused.value.count) == ("fixture", 1)


def test_only_a_plaza_that_no_market_used_can_be_deleted(db: Database, now: datetime) -> None:
    _, by = planned(db)
    spare = create_plaza(db, by=by, now=now, form=PlazaForm("东广场"))
    save_fixtures(
        db, by=by, now=now, plaza_id=spare.id, shown=[], rows=[FixtureRow(kind=FixtureKind.TAP, x_cm=0, y_cm=0)]
    )

    delete_plaza(db, by=by, now=now, plaza_id=spare.id)

    assert [p.id for p in plazas(db, by=by, now=now)] == [plaza_of(db)]
    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        delete_plaza(db, by=by, now=now, plaza_id=plaza_of(db))
    assert refused.value.count == 1


def test_fixtures_are_added_changed_and_deleted_in_one_call(db: Database, now: datetime) -> None:
    made, by = planned(db)
    shown = plazas(db, by=by, now=now)[0].fixtures
    outlet = FixtureRow(kind=FixtureKind.OUTLET, x_cm=100, y_cm=200, amps=16)

    saved = save_fixtures(
        db, by=by, now=now, plaza_id=plaza_of(db), shown=shown, rows=[replace(shown[0], x_cm=2500), outlet]
    )

    kinds = [(f.kind, f.x_cm, f.amps) for f in saved.fixtures]
    assert kinds == [(FixtureKind.TREE, 2500, None), (FixtureKind.OUTLET, 100, 16)]
    assert market_row(db, made.id).revision == 2


def test_saving_fixtures_as_they_are_changes_nothing(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = plazas(db, by=by, now=now)[0].fixtures

    with nothing_changes(db):
        save_fixtures(db, by=by, now=now, plaza_id=plaza_of(db), shown=shown, rows=[*shown, FixtureRow()])


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        (FixtureRow(kind=FixtureKind.TREE, x_cm=1), "y_cm", "missing"),
        (FixtureRow(x_cm=1, y_cm=1), "kind", "missing"),
        (FixtureRow(kind=FixtureKind.WALL, x_cm=3900, y_cm=0, width_cm=101), "x_cm", "outside_plaza"),
        (FixtureRow(kind=FixtureKind.WALL, x_cm=0, y_cm=2500, depth_cm=1), "y_cm", "outside_plaza"),
        (FixtureRow(kind=FixtureKind.TREE, x_cm=-1, y_cm=0), "x_cm", "out_of_range"),
        (FixtureRow(kind=FixtureKind.OUTLET, x_cm=0, y_cm=0, amps=0), "amps", "out_of_range"),
        (FixtureRow(kind=FixtureKind.TREE, x_cm=0, y_cm=0, name="树" * 10_000), "name", "too_long"),
    ],
)
def test_a_bad_fixture_is_named_by_row_and_field_and_nothing_is_saved(
    db: Database, now: datetime, row: FixtureRow, field: str, problem: str
) -> None:
    _, by = planned(db)
    good = FixtureRow(kind=FixtureKind.TREE, x_cm=0, y_cm=0)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_fixtures(db, by=by, now=now, plaza_id=plaza_of(db), shown=[], rows=[good, row])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)


def test_of_two_who_move_one_tree_the_second_sees_where_it_stands(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = plazas(db, by=by, now=now)[0].fixtures
    mine, theirs = replace(shown[0], y_cm=0), replace(shown[0], x_cm=0)
    save_fixtures(db, by=by, now=now, plaza_id=plaza_of(db), shown=shown, rows=[theirs, shown[1]])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        save_fixtures(db, by=by, now=now, plaza_id=plaza_of(db), shown=shown, rows=[mine, shown[1]])

    assert refused.value.theirs == {"x_cm": 0}
