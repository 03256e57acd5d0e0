"""Layouts of a market that were given a name: kept, compared with how it stands now, and put back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from kiosk.engine.plaza.scene import Scene, SceneBooth
from kiosk.engine.plaza.scoring import Score, score_of
from kiosk.engine.plaza.walking import walking_of
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import unique
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.scenes import scene_of
from kiosk.services.organising.studio import BOOTH_FIELDS, Edit, Saved, save_layout
from kiosk.store import Database
from models.actor import Actor
from models.columns import id_of
from models.market import LayoutSnapshot, Market
from models.people import Staff
from models.refusals import Invalid, UnknownRecord
from models.values import NAME_MAX, required_text

MOST_SNAPSHOTS = 50


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    id: int
    name: str
    made_at: datetime
    who: str
    booths: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Two layouts of one market. `moved`: letters of booths that stand elsewhere in `other`; `only_here`, `only_there`:
    letters that the other one does not have. A layout is worth its score with what is known now."""

    here: Scene
    other: Scene
    here_score: Score
    other_score: Score
    moved: tuple[str, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def snapshots(db: Database, *, by: Actor, now: datetime, market_id: int) -> tuple[SnapshotLine, ...]:
    """The newest first. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        desk.market(market_id)
        query = (
            select(LayoutSnapshot, Staff.name)
            .outerjoin(Staff, col(LayoutSnapshot.staff_id) == Staff.id)
            .where(LayoutSnapshot.market_id == market_id)
            .order_by(col(LayoutSnapshot.made_at).desc(), col(LayoutSnapshot.id).desc())
        )
        return tuple(
            SnapshotLine(id_of(row), row.name, row.made_at, who or "", len(row.places))
            for row, who in desk.session.exec(query)
        )


def keep_snapshot(db: Database, *, by: Actor, now: datetime, market_id: int, name: str) -> SnapshotLine:
    """Give the layout as it stands a name. Raises UnknownMarket, NotSignedIn, NotAllowed, Invalid(name)."""
    tidy = required_text(name, field="name", longest=NAME_MAX)
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        kept = desk.session.exec(select(LayoutSnapshot.id).where(LayoutSnapshot.market_id == market_id)).all()
        if len(kept) >= MOST_SNAPSHOTS:
            raise Invalid(field="name", problem="too_many", limit=MOST_SNAPSHOTS)
        places = [_kept(booth) for booth in scene_of(planned_market(desk, market)).booths]
        row = LayoutSnapshot(market_id=market_id, name=tidy, made_at=now, staff_id=by.staff_id, places=places)
        with unique(desk.session, Invalid(field="name", problem="taken")):
            desk.session.add(row)
        desk.record("keep_layout", kind="market", subject_id=market_id, market_id=market_id, detail={"name": tidy})
        return SnapshotLine(id_of(row), tidy, now, by.name, len(places))


def delete_snapshot(db: Database, *, by: Actor, now: datetime, snapshot_id: int) -> None:
    """Raises UnknownRecord, NotSignedIn, NotAllowed."""
    with working(db, by, now) as desk:
        row, market = _snapshot(desk, snapshot_id)
        desk.session.delete(row)
        told = {"name": row.name}
        desk.record("delete_layout", kind="market", subject_id=market.id, market_id=market.id, detail=told)


def compare(db: Database, *, by: Actor, now: datetime, snapshot_id: int, other_id: int | None = None) -> Compared:
    """A kept layout with how the market stands now, or with another kept one of the same market.

    Raises UnknownRecord, NotSignedIn, NotAllowed.
    """
    with looking(db, by, now) as desk:
        row, market = _snapshot(desk, snapshot_id)
        plan = planned_market(desk, market)
        stands = scene_of(plan)
        here = stands
        if other_id is not None:
            second, _market = _snapshot(desk, other_id)
            if second.market_id != row.market_id:
                raise UnknownRecord(kind="snapshot")
            here = _scene(stands, second.places)
        return _compared(plan, here, _scene(stands, row.places))


def restore_snapshot(db: Database, *, by: Actor, now: datetime, snapshot_id: int) -> Saved:
    """Put every booth back that is still there and stands elsewhere now. Booths that came later stay where they are.

    Raises UnknownRecord, NotSignedIn, NotAllowed, WrongMarketState.
    """
    with looking(db, by, now) as desk:
        row, market = _snapshot(desk, snapshot_id)
        stands = scene_of(planned_market(desk, market))
        kept = {each["letter"]: each for each in row.places}
        market_id = id_of(market)
    edits = [
        Edit(booth.id, _place(booth), {name: kept[booth.letter][name] for name in BOOTH_FIELDS})
        for booth in stands.booths
        if booth.letter in kept and not _stands_so(booth, kept[booth.letter])
    ]
    return save_layout(db, by=by, now=now, market_id=market_id, edits=edits)


def _snapshot(desk: Desk, snapshot_id: int) -> tuple[LayoutSnapshot, Market]:
    row = desk.session.get(LayoutSnapshot, snapshot_id)
    if row is None:
        raise UnknownRecord(kind="snapshot")
    return row, desk.market(row.market_id)


def _place(booth: SceneBooth) -> dict[str, Any]:
    return {name: getattr(booth, name) for name in BOOTH_FIELDS}


def _kept(booth: SceneBooth) -> dict[str, Any]:
    return {"letter": booth.letter, **_place(booth)}


def _stands_so(booth: SceneBooth, kept: Mapping[str, Any]) -> bool:
    return all(getattr(booth, name) == kept[name] for name in BOOTH_FIELDS)


def _scene(stands: Scene, places: Sequence[Mapping[str, Any]]) -> Scene:
    """The market with its booths as they were kept; a letter that is gone is drawn without its needs."""
    now = {booth.letter: booth for booth in stands.booths}
    booths = tuple(_as_kept(now.get(each["letter"]), each) for each in places)
    return replace(stands, booths=booths)


def _as_kept(booth: SceneBooth | None, kept: Mapping[str, Any]) -> SceneBooth:
    place = {name: kept[name] for name in BOOTH_FIELDS}
    if booth is None:
        return SceneBooth(id=f"gone-{kept['letter']}", letter=kept["letter"], **place)
    return replace(booth, **place)


def _compared(plan: PlannedMarket, here: Scene, other: Scene) -> Compared:
    walking = walking_of(
        {f"b{each.booth.id}": each.booth.service_id for each in plan.booths}, plan.habits, here.visitors
    )
    one = {booth.letter: booth for booth in here.booths}
    two = {booth.letter: booth for booth in other.booths}
    return Compared(
        here=here,
        other=other,
        here_score=score_of(here, walking),
        other_score=score_of(other, walking),
        moved=tuple(sorted(each for each in one.keys() & two.keys() if _place(one[each]) != _place(two[each]))),
        only_here=tuple(sorted(one.keys() - two.keys())),
        only_there=tuple(sorted(two.keys() - one.keys())),
    )
