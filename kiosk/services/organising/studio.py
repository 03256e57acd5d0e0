"""The layout studio: booths and fixtures as they stand, and saving what somebody moved while others move things, too.

Every edit says what it saw. What a colleague changed meanwhile is not written over but told; all the rest is saved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from string import ascii_uppercase
from typing import Any

from kiosk.engine.plaza.scene import Scene, scene_as_json
from kiosk.services.organising.backdrops import BackdropView, backdrop_view, move_backdrop
from kiosk.services.organising.desk import PLANNED, Desk, looking, working
from kiosk.services.organising.edits import assign
from kiosk.services.organising.placing import PLACE_FIELDS, checked_place
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.plazas import checked_fixture
from kiosk.services.organising.rows import FixtureRow
from kiosk.services.organising.scenes import scene_of
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.planning import bump_markets_to_come, delete_booths, tickets_by
from models.actor import Actor
from models.columns import id_of
from models.enums import FixtureKind, Zone
from models.market import Booth, Market, Station
from models.places import Fixture
from models.refusals import Invalid
from models.tickets import Ticket

MOST_EDITS = 200
BOOTH_FIELDS = (*PLACE_FIELDS, "is_pinned")
FIXTURE_FIELDS = ("kind", "x_cm", "y_cm", "width_cm", "depth_cm", "amps")
BACKDROP = "backdrop"
FURTHEST = 10**7


@dataclass(frozen=True, slots=True)
class StudioView:
    """`revision` changes with everything that is drawn. `names` and `zones` by the ids of the scene."""

    market_id: int
    revision: str
    scene: Scene
    names: Mapping[str, Words]
    zones: Mapping[str, Zone]
    can_edit: bool
    backdrop: BackdropView | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody did to one thing. `was` None: it is new, `now` None: it is gone; `like`: the booth it copies."""

    id: str
    was: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    like: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit that was not saved. `why`: changed, gone, in_use, no_letter or invalid; `stored`: how it stands now."""

    id: str
    why: str
    stored: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """`made`: the ids that new things were given, by the ids they came with."""

    view: StudioView
    conflicts: tuple[Conflict, ...]
    made: Mapping[str, str]


def studio(db: Database, *, by: Actor, now: datetime, market_id: int) -> StudioView:
    """Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        return _view(desk, desk.market(market_id))


def save_layout(db: Database, *, by: Actor, now: datetime, market_id: int, edits: Sequence[Edit]) -> Saved:
    """Save what can be saved, and tell what cannot. The same edits twice change nothing the second time.

    Raises UnknownMarket, NotSignedIn, NotAllowed, WrongMarketState, Invalid(too_many).
    """
    if len(edits) > MOST_EDITS:
        raise Invalid(field="edits", problem="too_many", limit=MOST_EDITS)
    with working(db, by, now) as desk:
        market = desk.planned_market(market_id)
        plan = planned_market(desk, market)
        work = _Work(desk, market, plan)
        for edit in edits:
            work.do(edit)
        work.finish()
        return Saved(_view(desk, market), tuple(work.conflicts), dict(work.made))


def _view(desk: Desk, market: Market) -> StudioView:
    plan = planned_market(desk, market)
    scene = scene_of(plan)
    backdrop = backdrop_view(desk.session, market.plaza_id)
    names = {f"b{each.booth.id}": _name(each.booth, each.service) for each in plan.booths}
    names |= {f"f{each.id}": Words(each.name, each.name_en) for each in plan.fixtures}
    drawn = repr((scene_as_json(scene), sorted(names.items()), backdrop, market.state))
    return StudioView(
        market_id=id_of(market),
        revision=sha256(drawn.encode()).hexdigest()[:16],
        scene=scene,
        names=names,
        zones={f"b{each.booth.id}": each.service.zone for each in plan.booths},
        can_edit=market.state in PLANNED,
        backdrop=backdrop,
    )


def _name(booth: Booth, service: Any) -> Words:
    return Words(booth.name or service.name, booth.name_en or service.name_en)


class _Work:
    """One save: edits go in one by one, what they met comes out. Writes nothing about an edit that it refuses."""

    def __init__(self, desk: Desk, market: Market, plan: PlannedMarket) -> None:
        self.desk, self.market, self.plan = desk, market, plan
        self.booths = {f"b{each.booth.id}": each.booth for each in plan.booths}
        self.stations = {f"b{each.booth.id}": len(each.stations) for each in plan.booths}
        self.fixtures = {f"f{each.id}": each for each in plan.fixtures}
        self.conflicts: list[Conflict] = []
        self.made: dict[str, str] = {}
        self.told: dict[str, list[str]] = {"moved": [], "added": [], "deleted": []}
        self.plaza_changed = False

    def do(self, edit: Edit) -> None:
        try:
            self._way(edit)(edit)
        except Invalid as error:
            detail = {"field": error.field, "problem": error.problem, "limit": error.limit}
            self.conflicts.append(Conflict(edit.id, "invalid", self._stored(edit.id), detail))

    def _way(self, edit: Edit) -> Callable[[Edit], None]:
        if edit.id == BACKDROP:
            return self._move_backdrop
        if edit.was is None:
            return self._copy_booth if edit.like else self._add_fixture
        if edit.id not in self.booths and edit.id not in self.fixtures:
            return self._gone
        return self._delete if edit.now is None else self._change

    def finish(self) -> None:
        session = self.desk.session
        session.flush()
        if not any(self.told.values()) and not self.plaza_changed:
            return
        detail = {what: names for what, names in self.told.items() if names}
        self.desk.record(
            "save_layout", kind="market", subject_id=self.market.id, market_id=self.market.id, detail=detail
        )
        if self.plaza_changed:
            bump_markets_to_come(session, self.desk.now, Market.plaza_id == self.market.plaza_id)
            session.flush()
            session.refresh(self.market)
        else:
            self.desk.market_changed(self.market)

    # What is there --------------------------------------------------------------------------------------

    def _stored(self, thing: str) -> dict[str, Any] | None:
        if thing in self.booths:
            return {name: getattr(self.booths[thing], name) for name in BOOTH_FIELDS}
        if thing in self.fixtures:
            return {name: getattr(self.fixtures[thing], name) for name in FIXTURE_FIELDS}
        return None

    def _gone(self, edit: Edit) -> None:
        if edit.now is not None:
            self.conflicts.append(Conflict(edit.id, "gone"))

    def _is_theirs(self, edit: Edit, stored: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
        """Whether a colleague changed it since it was shown; an edit that is stored already is nobody's."""
        was = edit.was or {}
        if wanted is not None and dict(stored) == dict(wanted):
            return False
        return any(stored[name] != was.get(name) for name in stored)

    # One thing ------------------------------------------------------------------------------------------

    def _change(self, edit: Edit) -> None:
        is_booth = edit.id in self.booths
        wanted = self._booth_values(edit.now) if is_booth else self._fixture_values(edit.now)
        stored = self._stored(edit.id) or {}
        if self._is_theirs(edit, stored, wanted):
            self.conflicts.append(Conflict(edit.id, "changed", stored))
        elif stored != wanted:
            self._write(edit.id, wanted)

    def _write(self, thing: str, wanted: Mapping[str, Any]) -> None:
        if thing in self.booths:
            booth = self.booths[thing]
            assign(booth, wanted)
            booth.revision += 1
            self.told["moved"].append(booth.letter)
        else:
            assign(self.fixtures[thing], wanted)
            self.told["moved"].append(self.fixtures[thing].kind.value)
            self.plaza_changed = True

    def _delete(self, edit: Edit) -> None:
        stored = self._stored(edit.id) or {}
        if self._is_theirs(edit, stored, None):
            self.conflicts.append(Conflict(edit.id, "changed", stored))
            return
        if edit.id in self.fixtures:
            fixture = self.fixtures.pop(edit.id)
            self.desk.session.delete(fixture)
            self.told["deleted"].append(fixture.kind.value)
            self.plaza_changed = True
            return
        booth_id = id_of(self.booths[edit.id])
        self.desk.booth(booth_id, lock=True)
        tickets = tickets_by(self.desk.session, Ticket.booth_id, Ticket.booth_id == booth_id).get(booth_id, 0)
        if tickets:
            self.conflicts.append(Conflict(edit.id, "in_use", stored, {"tickets": tickets}))
            return
        booth = self.booths.pop(edit.id)
        self.told["deleted"].append(booth.letter)
        delete_booths(self.desk.session, [booth_id])
        self.desk.session.expunge(booth)

    def _copy_booth(self, edit: Edit) -> None:
        """A booth with the same service. One that stands there already, with the same service, was this press."""
        model, wanted = self.booths.get(edit.like), self._booth_values(edit.now)
        if model is None:
            self.conflicts.append(Conflict(edit.id, "gone"))
            return
        twin = self._same_booth(model, wanted)
        if twin is not None:
            self.made[edit.id] = twin
            return
        letter = self._free_letter()
        if not letter:
            self.conflicts.append(Conflict(edit.id, "no_letter"))
            return
        booth = Booth(
            market_id=id_of(self.market),
            letter=letter,
            service_id=model.service_id,
            partner_id=model.partner_id,
            name=model.name,
            name_en=model.name_en,
            units=model.units,
            takes_walk_ins=model.takes_walk_ins,
            **wanted,
        )
        self._add_booth(edit, booth, stations=max(1, self.stations.get(edit.like, 1)))

    def _add_booth(self, edit: Edit, booth: Booth, *, stations: int) -> None:
        session = self.desk.session
        session.add(booth)
        session.flush()
        session.add_all(Station(booth_id=id_of(booth), ordinal=ordinal) for ordinal in range(1, stations + 1))
        self.made[edit.id] = f"b{booth.id}"
        self.booths[f"b{booth.id}"] = booth
        self.stations[f"b{booth.id}"] = stations
        self.told["added"].append(booth.letter)

    def _same_booth(self, model: Booth, wanted: Mapping[str, Any]) -> str | None:
        for name, booth in self.booths.items():
            is_alike = booth is not model and booth.service_id == model.service_id
            if is_alike and all(getattr(booth, each) == wanted[each] for each in PLACE_FIELDS):
                return name
        return None

    def _free_letter(self) -> str:
        used = {booth.letter for booth in self.booths.values()}
        return next((letter for letter in ascii_uppercase if letter not in used), "")

    def _add_fixture(self, edit: Edit) -> None:
        wanted = self._fixture_values(edit.now)
        for name in self.fixtures:
            if self._stored(name) == wanted:
                self.made[edit.id] = name
                return
        fixture = Fixture(plaza_id=self.market.plaza_id, **wanted)
        self.desk.session.add(fixture)
        self.desk.session.flush()
        self.made[edit.id] = f"f{fixture.id}"
        self.fixtures[f"f{fixture.id}"] = fixture
        self.told["added"].append(fixture.kind.value)
        self.plaza_changed = True

    def _move_backdrop(self, edit: Edit) -> None:
        session, plaza_id = self.desk.session, self.market.plaza_id
        before = backdrop_view(session, plaza_id)
        conflict = move_backdrop(session, plaza_id, was=edit.was or {}, now=edit.now or {})
        if conflict is not None:
            self.conflicts.append(Conflict(BACKDROP, *conflict))
        elif backdrop_view(session, plaza_id) != before:
            self.plaza_changed = True

    # What may come in -----------------------------------------------------------------------------------

    def _booth_values(self, typed: Mapping[str, Any] | None) -> dict[str, Any]:
        numbers = {name: _whole((typed or {}).get(name), field=name) for name in PLACE_FIELDS}
        place = checked_place(numbers, plaza_width_cm=self.plan.plaza.width_cm, plaza_depth_cm=self.plan.plaza.depth_cm)
        return {**place, "is_pinned": (typed or {}).get("is_pinned") is True}

    def _fixture_values(self, typed: Mapping[str, Any] | None) -> dict[str, Any]:
        said = typed or {}
        kinds = {kind.value: kind for kind in FixtureKind}
        kind = kinds.get(str(said.get("kind")))
        if kind is None:
            raise Invalid(field="kind", problem="not_in_the_list")
        row = FixtureRow(
            kind=kind,
            x_cm=_whole(said.get("x_cm"), field="x_cm"),
            y_cm=_whole(said.get("y_cm"), field="y_cm"),
            width_cm=_whole(said.get("width_cm"), field="width_cm"),
            depth_cm=_whole(said.get("depth_cm"), field="depth_cm"),
            amps=None if said.get("amps") is None else _whole(said.get("amps"), field="amps"),
        )
        values = checked_fixture(row, width_cm=self.plan.plaza.width_cm, depth_cm=self.plan.plaza.depth_cm)
        return {name: values[name] for name in FIXTURE_FIELDS}


def _whole(value: Any, *, field: str) -> int:
    """A number from the browser. Raises Invalid for anything that is not a whole one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= FURTHEST:  # nor NaN
        raise Invalid(field=field, problem="missing")
    return round(value)
