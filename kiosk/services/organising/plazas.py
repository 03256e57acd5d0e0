"""Plazas to scale, and what stands on them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import assign, edits_of, given, unique, write_rows
from kiosk.services.organising.forms import PlazaForm, changes, refuse_if_changed
from kiosk.services.organising.rows import FixtureRow
from kiosk.services.organising.views import PlazaPlan
from kiosk.store import Database
from kiosk.store.planning import bump_markets_to_come, count_of
from models.actor import Actor
from models.columns import id_of
from models.enums import FixtureKind
from models.market import Market
from models.places import Backdrop, Fixture, Plaza
from models.refusals import InUse, Invalid, NotAllowed, UnknownRecord
from models.values import clean_text, required_text, within

LONGEST_CM = 100_000


def plazas(db: Database, *, by: Actor, now: datetime) -> tuple[PlazaPlan, ...]:
    """Every plaza of the community with its fixtures, by name. Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        ours = select(Plaza).where(Plaza.community_id == desk.community_id).order_by(col(Plaza.name))
        rows = list(desk.session.exec(ours))
        found = select(Fixture).where(col(Fixture.plaza_id).in_([id_of(p) for p in rows])).order_by(col(Fixture.id))
        fixtures = list(desk.session.exec(found))
        return tuple(_plan(p, [f for f in fixtures if f.plaza_id == p.id]) for p in rows)


def create_plaza(db: Database, *, by: Actor, now: datetime, form: PlazaForm) -> PlazaPlan:
    """Raises Invalid, also for a name that the community has already."""
    with working(db, by, now) as desk:
        wanted = _checked(form)
        plaza = Plaza(community_id=desk.community_id, **asdict(wanted))
        with unique(desk.session, Invalid(field="name", problem="taken")):
            desk.session.add(plaza)
        desk.record("create_plaza", kind="plaza", subject_id=plaza.id)
        return _plan(plaza, [])


def edit_plaza(
    db: Database, *, by: Actor, now: datetime, plaza_id: int, shown: PlazaForm, wanted: PlazaForm
) -> PlazaPlan:
    """Raises UnknownRecord, NotAllowed, Changed, Invalid, and InUse when fixtures would stand outside."""
    with working(db, by, now) as desk:
        wanted = _checked(wanted)
        plaza = plaza_of(desk, plaza_id)
        stored = _form(plaza)
        fixtures = _fixtures(desk.session, plaza_id)
        new = changes(stored, wanted)
        if not new:
            return _plan(plaza, fixtures)
        refuse_if_changed(shown, stored, kind="plaza", name=plaza.name)
        outside = sum(not _fits(_row(f), wanted) for f in fixtures)
        if outside:
            raise InUse(kind="fixture", count=outside)
        with unique(desk.session, Invalid(field="name", problem="taken")):
            assign(plaza, new)
        _finish(desk, plaza, "edit_plaza", {"fields": sorted(new)})
        return _plan(plaza, fixtures)


def delete_plaza(db: Database, *, by: Actor, now: datetime, plaza_id: int) -> None:
    """Raises UnknownRecord, NotAllowed, and InUse when markets were or will be there."""
    with working(db, by, now) as desk:
        plaza = plaza_of(desk, plaza_id)
        markets = count_of(desk.session, Market, Market.plaza_id == plaza_id)
        if markets:
            raise InUse(kind="plaza", count=markets)
        desk.session.execute(delete(Backdrop).where(col(Backdrop.plaza_id) == plaza_id))
        for fixture in _fixtures(desk.session, plaza_id):
            desk.session.delete(fixture)
        desk.session.flush()
        desk.session.delete(plaza)
        desk.record("delete_plaza", kind="plaza", subject_id=plaza_id, detail={"name": plaza.name})


def save_fixtures(
    db: Database,
    *,
    by: Actor,
    now: datetime,
    plaza_id: int,
    shown: Sequence[FixtureRow],
    rows: Sequence[FixtureRow],
) -> PlazaPlan:
    """Save the fixtures of one plaza. Raises UnknownRecord, NotAllowed, Changed, Invalid(row, field)."""
    with working(db, by, now) as desk:
        plaza = plaza_of(desk, plaza_id)
        there = {id_of(f): f for f in _fixtures(desk.session, plaza_id)}
        stored = {key: _row(f) for key, f in there.items()}
        edits = edits_of(shown, rows, stored, kind="fixture", name_of=_name)
        form = _form(plaza)
        write_rows(
            desk.session,
            edits,
            there,
            values_of=lambda row: checked_fixture(row, width_cm=form.width_cm, depth_cm=form.depth_cm),
            make=lambda: Fixture(plaza_id=plaza_id, kind=FixtureKind.NO_GO, x_cm=0, y_cm=0),
        )
        if edits:
            _finish(desk, plaza, "save_fixtures", edits.counts())
        return _plan(plaza, _fixtures(desk.session, plaza_id))


def plaza_of(desk: Desk, plaza_id: int) -> Plaza:
    """Raises UnknownRecord, NotAllowed."""
    plaza = desk.session.get(Plaza, plaza_id)
    if plaza is None:
        raise UnknownRecord(kind="plaza")
    if plaza.community_id != desk.community_id:
        raise NotAllowed
    return plaza


def _finish(desk: Desk, plaza: Plaza, action: str, detail: dict[str, Any]) -> None:
    desk.record(action, kind="plaza", subject_id=plaza.id, detail=detail)
    desk.session.flush()
    bump_markets_to_come(desk.session, desk.now, Market.plaza_id == plaza.id)


def checked_fixture(row: FixtureRow, *, width_cm: int, depth_cm: int) -> dict[str, Any]:
    """The columns of a fixture on a plaza of this size. Raises Invalid(field)."""
    values = {
        "kind": given(row.kind, field="kind"),
        "x_cm": given(row.x_cm, field="x_cm"),
        "y_cm": given(row.y_cm, field="y_cm"),
        "width_cm": row.width_cm or 0,
        "depth_cm": row.depth_cm or 0,
        "amps": row.amps,
        "name": clean_text(row.name, field="name"),
        "name_en": clean_text(row.name_en, field="name_en"),
    }
    for field in ("x_cm", "y_cm", "width_cm", "depth_cm"):
        within(values[field], field=field, least=0, most=LONGEST_CM)
    if row.amps is not None:
        within(row.amps, field="amps", least=1, most=1000)
    if values["x_cm"] + values["width_cm"] > width_cm:
        raise Invalid(field="x_cm", problem="outside_plaza", limit=width_cm)
    if values["y_cm"] + values["depth_cm"] > depth_cm:
        raise Invalid(field="y_cm", problem="outside_plaza", limit=depth_cm)
    return values


def _fits(row: FixtureRow, plaza: PlazaForm) -> bool:
    right, top = (row.x_cm or 0) + (row.width_cm or 0), (row.y_cm or 0) + (row.depth_cm or 0)
    return right <= plaza.width_cm and top <= plaza.depth_cm


def _checked(form: PlazaForm) -> PlazaForm:
    for field in ("width_cm", "depth_cm"):
        within(getattr(form, field), field=field, least=100, most=LONGEST_CM)
    within(form.grid_cm, field="grid_cm", least=1, most=1000)
    return PlazaForm(
        name=required_text(form.name, field="name"),
        name_en=clean_text(form.name_en, field="name_en"),
        width_cm=form.width_cm,
        depth_cm=form.depth_cm,
        grid_cm=form.grid_cm,
    )


def _fixtures(session: Session, plaza_id: int) -> list[Fixture]:
    return list(session.exec(select(Fixture).where(Fixture.plaza_id == plaza_id).order_by(col(Fixture.id))))


def _form(plaza: Plaza) -> PlazaForm:
    return PlazaForm(plaza.name, plaza.name_en, plaza.width_cm, plaza.depth_cm, plaza.grid_cm)


def _plan(plaza: Plaza, fixtures: Sequence[Fixture]) -> PlazaPlan:
    return PlazaPlan(id_of(plaza), _form(plaza), tuple(_row(f) for f in fixtures))


def _row(fixture: Fixture) -> FixtureRow:
    return FixtureRow(
        id=fixture.id,
        kind=fixture.kind,
        x_cm=fixture.x_cm,
        y_cm=fixture.y_cm,
        width_cm=fixture.width_cm,
        depth_cm=fixture.depth_cm,
        amps=fixture.amps,
        name=fixture.name,
        name_en=fixture.name_en,
    )


def _name(row: FixtureRow) -> str:
    return row.name or (row.kind.value if row.kind else "")
