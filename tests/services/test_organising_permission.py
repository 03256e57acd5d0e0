"""Every action of an organiser is refused to everybody else: found by reflection, so a new action is covered, too."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import pytest

from kiosk.services import organising
from kiosk.services.organising import forms, rows
from kiosk.services.organising.proposals import Wish
from kiosk.store import Database
from models.actor import RESIDENT, SYSTEM, Actor
from models.columns import id_of
from models.enums import AdviceKind, FixtureKind, MarketState, Role, Zone
from models.market import Advice, LayoutSnapshot
from models.refusals import Refusal
from tests.factories import DAY, BoothPlan, MadeMarket, at, make_market, volunteer_of
from tests.services.organisers import (
    everything,
    make_hashing_cheap,
    organiser_of,
    other_community,
    plaza_of,
    staff_member,
)
from tests.services.test_backdrops import picture

SECRET = "向阳的秘密"
"""Stands in every name of the world, so that an answer which tells anything of it is found."""


def public_functions() -> dict[str, Callable[..., Any]]:
    """Every public function of the package whose first argument is the database."""
    found = {}
    for module in pkgutil.iter_modules(organising.__path__):
        loaded = importlib.import_module(f"{organising.__name__}.{module.name}")
        for name, thing in vars(loaded).items():
            is_ours = inspect.isfunction(thing) and thing.__module__ == loaded.__name__
            if is_ours and not name.startswith("_") and next(iter(inspect.signature(thing).parameters), "") == "db":
                found[f"{module.name}.{name}"] = thing
    # The two context managers through which all of them go are functions of the database, too.
    return {name: thing for name, thing in found.items() if name not in ("desk.looking", "desk.working")}


ACTIONS = public_functions()
OF_NOBODYS_COMMUNITY = {"communities.create_community"}
"""What the first organiser of an empty database may do, who has no community yet."""


@dataclass(frozen=True)
class World:
    """A community whose every name is secret."""

    db: Database
    now: datetime
    made: MadeMarket
    staff_id: int
    snapshot_id: int
    advice_id: int
    outsiders: dict[str, Actor]

    def arguments(self, action: Callable[..., Any]) -> dict[str, Any]:
        """Good values for what the action asks besides `db`, `by` and `now`, by the name of the parameter."""
        parameters = inspect.signature(action).parameters
        wanted = [p for p in parameters.values() if p.name not in ("db", "by", "now") and p.default is p.empty]
        return {p.name: self._value(action, p) for p in wanted}

    def _value(self, action: Callable[..., Any], parameter: inspect.Parameter) -> Any:
        booth_id = self.made.booths["A"]
        known: dict[str, Any] = {
            "market_id": self.made.id, "booth_id": booth_id, "staff_id": self.staff_id, "plaza_id": plaza_of(self.db),
            "booth_ids": [booth_id], "revision": 1, "reason": "下雨", "name": "小王", "role": Role.VOLUNTEER,
            "snapshot_id": self.snapshot_id, "advice_id": self.advice_id, "edits": [], "wish": Wish.SHORT_WALKS,
            "file": picture(),
        }  # fmt: skip
        if parameter.name in known:
            return known[parameter.name]
        annotation = str(parameter.annotation)
        for kind, value in self._typed().items():
            if kind in annotation:
                return (
                    [value] if "Sequence" in annotation and parameter.name == "rows" else self._shown(annotation, value)
                )
        if parameter.name == "shown":
            return []
        pytest.fail(f"{action.__name__}: tell this test what a good {parameter.name} is ({annotation})")

    def _shown(self, annotation: str, value: Any) -> Any:
        return [] if "Sequence" in annotation else value

    def _typed(self) -> dict[str, Any]:
        return {
            "CommunityForm": forms.CommunityForm("新社区"),
            "PlazaForm": forms.PlazaForm("新广场"),
            "MarketForm": forms.MarketForm("新市集", DAY.replace(day=26), time(9), time(12), plaza_of(self.db)),
            "FixtureRow": rows.FixtureRow(kind=FixtureKind.TREE, x_cm=0, y_cm=0),
            "ServiceRow": rows.ServiceRow(name="新项目", zone=Zone.FUN, mean_minutes=3),
            "PartnerRow": rows.PartnerRow(name="新合伙人"),
            "BoothRow": rows.BoothRow(letter="Z", service_id=1, x_cm=0, y_cm=0),
            "StationRow": rows.StationRow(ordinal=2),
            "ShiftRow": rows.ShiftRow(staff_id=self.staff_id, starts_at=at("09:00"), ends_at=at("10:00")),
            "SlotRow": rows.SlotRow(starts_at=at("11:00"), ends_at=at("11:15"), capacity=1),
        }


@pytest.fixture
def world(db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> World:
    make_hashing_cheap(monkeypatch)
    plan = BoothPlan("A", name=SECRET, partner=(SECRET, SECRET))
    made = make_market(db, plan, name=SECRET, name_en=SECRET, state=MarketState.OPEN)
    staff = staff_member(db, made.community_id, name=SECRET, role=Role.VOLUNTEER)
    elsewhere = other_community(db)
    outsiders = {
        "resident": RESIDENT,
        "system": SYSTEM,
        "volunteer": volunteer_of(db, made, "A"),
        "volunteer of another community": staff_member(db, elsewhere, name="外人", role=Role.VOLUNTEER),
        "organiser of another community": organiser_of(db, elsewhere, name="外来主任"),
        "organiser without community": organiser_of(db, None, name="新主任"),
    }
    assert staff.staff_id is not None
    return World(db, now, made, staff.staff_id, kept_layout(db, made), standing_advice(db, made, now), outsiders)


def kept_layout(db: Database, made: MadeMarket) -> int:
    with db.writing() as session:
        row = LayoutSnapshot(market_id=made.id, name=SECRET, made_at=at("08:00"))
        session.add(row)
        session.flush()
        return id_of(row)


def standing_advice(db: Database, made: MadeMarket, now: datetime) -> int:
    with db.writing() as session:
        row = Advice(
            market_id=made.id, booth_id=made.booths["A"], kind=AdviceKind.PAUSE, given_at=now, from_at=now,
            until_at=at("10:00"), limit_minutes=30, in_minutes=10, expected_minutes=40, helped_minutes=20, people=9,
            saved_minutes=12, turned_away=3,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return id_of(row)


def test_the_reflection_finds_the_actions_of_every_part() -> None:
    assert len(ACTIONS) >= 40
    parts = {name.split(".")[0] for name in ACTIONS}
    assert parts >= {
        "audit", "booths", "catalogue", "communities", "copying", "hours", "life", "markets", "overview", "people",
        "plazas", "readiness", "slots",
    }  # fmt: skip


def test_every_action_says_who_acts_and_when_by_name() -> None:
    for name, action in ACTIONS.items():
        parameters = inspect.signature(action).parameters
        assert {"by", "now"} <= parameters.keys(), name
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters.values() if p.name != "db"), name


def answer(world: World, name: str, by: Actor) -> str:
    """The name of the refusal, or "" when the action was done."""
    action = ACTIONS[name]
    try:
        action(world.db, by=by, now=world.now, **world.arguments(action))
    except Refusal as refusal:
        return type(refusal).__name__
    return ""


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("resident", "NotSignedIn"),
        ("system", "NotSignedIn"),
        ("volunteer", "NotAllowed"),
        ("volunteer of another community", "NotAllowed"),
    ],
)
def test_residents_and_volunteers_are_refused_and_change_nothing(who: str, refusal: str, world: World) -> None:
    before = everything(world.db)
    answers = {name: answer(world, name, world.outsiders[who]) for name in ACTIONS}
    assert answers == dict.fromkeys(ACTIONS, refusal)
    assert everything(world.db) == before


def test_an_organiser_without_community_may_do_one_thing_only(world: World) -> None:
    before = everything(world.db)
    by = world.outsiders["organiser without community"]
    answers = {name: answer(world, name, by) for name in ACTIONS.keys() - OF_NOBODYS_COMMUNITY}
    assert set(answers.values()) == {"NotAllowed"}
    assert everything(world.db) == before
    assert {answer(world, name, by) for name in OF_NOBODYS_COMMUNITY} == {""}


def test_an_organiser_elsewhere_learns_nothing(world: World) -> None:
    by = world.outsiders["organiser of another community"]
    told = {}
    for name, action in ACTIONS.items():
        try:
            told[name] = repr(action(world.db, by=by, now=world.now, **world.arguments(action)))
        except Refusal as refusal:
            told[name] = repr(refusal.__dict__)
    assert [name for name, said in told.items() if SECRET in said] == []


def test_an_organiser_elsewhere_changes_nothing_here_and_is_told_that_it_is_not_theirs(world: World) -> None:
    before = everything(world.db)
    by = world.outsiders["organiser of another community"]
    answers = {name: answer(world, name, by) for name in ACTIONS}
    assert {name for name, refusal in answers.items() if refusal != "NotAllowed"} <= WITHOUT_A_THING
    after = everything(world.db)
    changed = {table: [row for row in rows if row not in after[table]] for table, rows in before.items()}
    assert not any(changed.values())


WITHOUT_A_THING = {
    name
    for name, action in ACTIONS.items()
    if not {"market_id", "booth_id", "staff_id", "plaza_id", "snapshot_id", "advice_id"}
    & {p.name for p in inspect.signature(action).parameters.values() if p.default is p.empty}
}
"""Actions that name nothing of anybody: whoever organises does them in their own community."""


def test_control_the_communitys_own_organiser_is_never_refused_permission(world: World) -> None:
    """Without this the tests above would also pass for actions that refuse everybody."""
    by = organiser_of(world.db, world.made.community_id)
    answers = {name: answer(world, name, by) for name in sorted(ACTIONS)}
    assert {name for name, refusal in answers.items() if refusal == "NotAllowed"} == OF_NOBODYS_COMMUNITY
    assert sum(refusal == "" for refusal in answers.values()) > len(ACTIONS) // 2
