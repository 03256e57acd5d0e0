"""A community's own limits for the rules of a plaza: kept where they differ, checked one by one, used by the rules."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.engine.plaza.limits import RANGES, Limits
from kiosk.services.organising.communities import community, create_community, edit_community
from kiosk.services.organising.forms import CommunityForm
from kiosk.services.organising.studio import studio
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.places import Community
from tests.factories import BoothPlan, MadeMarket
from tests.services.organisers import ON_ONE_DATABASE, nothing_changes, organiser_of, planned

OWN: dict[str, Any] = {"passage_cm": 150, "lead_max_cm": 1500, "permit_visitors": 800}


def edited(db: Database, by: Actor, now: datetime, **changes: Any) -> CommunityForm:
    shown = community(db, by=by, now=now).form
    return edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, **changes)).form


def kept(db: Database, made: MadeMarket) -> tuple[dict[str, int], int]:
    with db.reading() as session:
        row = session.get_one(Community, made.community_id)
        return dict(row.layout_limits), row.lead_max_cm


def test_the_form_starts_with_the_usual_value_of_every_limit() -> None:
    blank = CommunityForm(name="")
    assert {name: getattr(blank, name) for name in RANGES} == asdict(Limits())
    assert {field.name for field in fields(Limits)} == set(RANGES)


def test_own_limits_are_kept_shown_again_and_used_by_the_rules(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))

    form = edited(db, by, now, **OWN)

    assert kept(db, made) == ({"passage_cm": 150, "permit_visitors": 800}, 1500)
    assert {name: getattr(form, name) for name in RANGES} == asdict(Limits()) | OWN
    assert studio(db, by=by, now=now, market_id=made.id).scene.limits == replace(Limits(), **OWN)


def test_the_usual_value_is_not_kept_as_an_own_one(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    edited(db, by, now, **OWN)

    edited(db, by, now, passage_cm=Limits().passage_cm)

    assert kept(db, made) == ({"permit_visitors": 800}, 1500)


def test_an_edit_of_something_else_leaves_own_limits_alone(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    edited(db, by, now, **OWN)

    edited(db, by, now, hall="东门口")

    assert kept(db, made) == ({"passage_cm": 150, "permit_visitors": 800}, 1500)


def test_the_first_organiser_may_bring_own_limits(db: Database, now: datetime) -> None:
    by = organiser_of(db, None)

    made = create_community(db, by=by, now=now, form=CommunityForm("银河社区", **OWN))

    assert {name: getattr(made.form, name) for name in OWN} == OWN


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", RANGES)
def test_a_limit_beyond_its_range_is_refused_by_name_and_the_ends_of_the_range_are_not(
    db: Database, now: datetime, name: str
) -> None:
    _, by = planned(db)
    least, most = RANGES[name]

    for wrong in (least - 1, most + 1):
        with nothing_changes(db), pytest.raises(no.Invalid) as refused:
            edited(db, by, now, **{name: wrong})
        assert (refused.value.field, refused.value.problem) == (name, "out_of_range")
    for right in (least, most):
        assert getattr(edited(db, by, now, **{name: right}), name) == right


def test_of_two_who_change_limits_the_second_sees_which(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = community(db, by=by, now=now).form
    edited(db, by, now, passage_cm=180)

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        edit_community(db, by=by, now=now, shown=shown, wanted=replace(shown, booth_gap_cm=50))

    assert refused.value.theirs == {"passage_cm": 180}
