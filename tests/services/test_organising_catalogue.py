"""The tables of services and partners."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.services.organising.catalogue import partners, save_partners, save_services, services
from kiosk.services.organising.rows import PartnerRow, ServiceRow
from kiosk.store import Database
from models import refusals as no
from models.enums import MarketState, PartnerKind, Pledge, ServiceKind, Zone
from tests.factories import BoothPlan, walk_in
from tests.services.organisers import ON_ONE_DATABASE, audits, market_row, nothing_changes, planned

KNIVES = ServiceRow(
    name="磨剪子磨菜刀", name_en="Knives", zone=Zone.HANDY, kind=ServiceKind.DROP_OFF, mean_minutes=4, cv=0.5,
    icon="content_cut", bring="刀具请包好", is_noisy=True,
)  # fmt: skip
BANK = PartnerRow(
    name="济宁银行",
    kind=PartnerKind.BANK,
    pledge=Pledge.LOW_PRICE,
    contact_name="刘经理",
    contact_phone="138 0000 1234",
)


def test_services_are_added_changed_and_deleted_in_one_call(db: Database, now: datetime) -> None:
    _, by = planned(db)
    first = save_services(db, by=by, now=now, shown=[], rows=[KNIVES, replace(KNIVES, name="修伞", icon="umbrella")])

    saved = save_services(
        db, by=by, now=now, shown=first, rows=[replace(first[0], mean_minutes=5.0), replace(KNIVES, name="补鞋")]
    )

    assert [(s.name, s.mean_minutes, s.revision) for s in saved] == [("磨剪子磨菜刀", 5.0, 2), ("补鞋", 4.0, 1)]
    assert saved == services(db, by=by, now=now)
    assert audits(db)[-1].detail == {"added": 1, "changed": 1, "deleted": 1}


def test_a_partner_keeps_pledge_and_contact(db: Database, now: datetime) -> None:
    _, by = planned(db)

    saved = save_partners(db, by=by, now=now, shown=[], rows=[BANK])[0]

    assert (saved.name, saved.pledge, saved.contact_name, saved.contact_phone) == (
        "济宁银行", Pledge.LOW_PRICE, "刘经理", "13800001234",
    )  # fmt: skip
    assert partners(db, by=by, now=now) == (saved,)


def test_the_audit_of_partners_holds_no_personal_data(db: Database, now: datetime) -> None:
    _, by = planned(db)

    save_partners(db, by=by, now=now, shown=[], rows=[BANK])

    assert audits(db)[-1].detail == {"added": 1, "changed": 0, "deleted": 0}


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": "刀" * 10_000}, "name", "too_long"),
        ({"zone": None}, "zone", "missing"),
        ({"kind": None}, "kind", "missing"),
        ({"mean_minutes": None}, "mean_minutes", "missing"),
        ({"mean_minutes": 0}, "mean_minutes", "out_of_range"),
        ({"mean_minutes": float("nan")}, "mean_minutes", "out_of_range"),
        ({"mean_minutes": float("inf")}, "mean_minutes", "out_of_range"),
        ({"cv": -0.1}, "cv", "out_of_range"),
        ({"icon": "<script>"}, "icon", "not_in_the_list"),
        ({"icon": ""}, "icon", "not_in_the_list"),
        ({"bring": "带" * 201}, "bring", "too_long"),
    ],
)
def test_a_bad_service_is_named_by_row_and_field(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    _, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_services(db, by=by, now=now, shown=[], rows=[KNIVES, replace(KNIVES, **{"name": "修伞"} | change)])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"contact_phone": "12"}, "contact_phone", "not_a_phone"),
        ({"pledge": None}, "pledge", "missing"),
        ({"name": " \n\t"}, "name", "missing"),
    ],
)
def test_a_bad_partner_is_named_by_row_and_field(
    db: Database, now: datetime, change: dict[str, Any], field: str, problem: str
) -> None:
    _, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_partners(db, by=by, now=now, shown=[], rows=[replace(BANK, **change)])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (0, field, problem)


def test_two_services_have_two_names(db: Database, now: datetime) -> None:
    _, by = planned(db)

    with nothing_changes(db), pytest.raises(no.Invalid) as refused:
        save_services(db, by=by, now=now, shown=[], rows=[KNIVES, KNIVES])

    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, "name", "taken")


def test_a_service_in_use_is_switched_off_but_not_deleted(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", partner=("医院", "Hospital")))
    shown = services(db, by=by, now=now)
    hospital = partners(db, by=by, now=now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save_services(db, by=by, now=now, shown=shown, rows=[])
    with nothing_changes(db), pytest.raises(no.InUse):
        save_partners(db, by=by, now=now, shown=hospital, rows=[])
    saved = save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], is_active=False)])

    assert (refused.value.kind, refused.value.count) == ("service", 1)
    assert not saved[0].is_active
    assert market_row(db, made.id).revision == 2


def test_of_two_who_edit_one_service_the_second_sees_what_changed_and_nothing_is_lost(
    db: Database, now: datetime
) -> None:
    _, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    shown = services(db, by=by, now=now)
    save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], bring="身份证"), shown[1]])

    with nothing_changes(db), pytest.raises(no.Changed) as refused:
        save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], mean_minutes=9), shown[1]])

    assert (refused.value.name, refused.value.theirs) == ("项目A", {"bring": "身份证"})


def test_two_who_edit_two_services_do_not_disturb_each_other(db: Database, now: datetime) -> None:
    _, by = planned(db, BoothPlan("A"), BoothPlan("B"))
    shown = services(db, by=by, now=now)
    save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], bring="身份证"), shown[1]])

    saved = save_services(db, by=by, now=now, shown=shown, rows=[shown[0], replace(shown[1], mean_minutes=9)])

    assert (saved[0].bring, saved[1].mean_minutes) == ("身份证", 9)


def test_an_edit_of_a_row_that_a_colleague_deleted_says_that_it_is_gone(db: Database, now: datetime) -> None:
    _, by = planned(db)
    shown = save_services(db, by=by, now=now, shown=[], rows=[KNIVES])
    save_services(db, by=by, now=now, shown=shown, rows=[])

    with nothing_changes(db), pytest.raises(no.UnknownRecord):
        save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], mean_minutes=9)])


def test_a_service_with_people_in_line_keeps_its_kind(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A", kind=ServiceKind.DROP_OFF))
    walk_in(db, made, "A", now=now)
    shown = services(db, by=by, now=now)

    with nothing_changes(db), pytest.raises(no.InUse) as refused:
        save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], kind=ServiceKind.PRESENCE)])

    assert (refused.value.kind, refused.value.count) == ("service", 1)


def test_control_a_service_without_a_line_can_change_its_kind(db: Database, now: datetime) -> None:
    _, by = planned(db, BoothPlan("A", kind=ServiceKind.DROP_OFF))
    shown = services(db, by=by, now=now)

    saved = save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], kind=ServiceKind.PRESENCE)])

    assert saved[0].kind is ServiceKind.PRESENCE


def test_only_markets_to_come_that_use_a_service_are_said_to_change(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    past, _ = planned(db, BoothPlan("A"), day=now.date().replace(month=10), state=MarketState.CLOSED)
    other, _ = planned(db, BoothPlan("B"), day=now.date().replace(month=12))
    shown = services(db, by=by, now=now)

    save_services(db, by=by, now=now, shown=shown, rows=[replace(shown[0], bring="身份证"), shown[1]])

    assert [market_row(db, m.id).revision for m in (made, past, other)] == [2, 1, 1]
