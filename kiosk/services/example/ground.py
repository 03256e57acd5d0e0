"""Building the ground with the organiser's own services: community, plaza, catalogue, staff, markets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from kiosk.services.example.script import Script
from kiosk.services.example.stage import Post, Stage
from kiosk.services.organising import booths, catalogue, communities, copying, hours, life, markets, plazas, slots
from kiosk.services.organising.forms import MarketForm
from kiosk.services.organising.rows import BoothRow, ShiftRow
from kiosk.services.organising.views import MarketPlan
from kiosk.services.organising.wall_clock import instant_at
from kiosk.store import Database
from models.actor import Actor
from models.columns import id_of
from models.enums import Role
from models.people import Staff

SET_UP_DAYS_BEFORE = 21
PUBLISHED_DAYS_BEFORE = 14
OFFICE_OPENS = time(9, 0)
HELPERS_STAY = timedelta(minutes=30)
"""Volunteers are there so long before the opening and after the close."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A community ready for its markets. `volunteers`: name → actor."""

    script: Script
    zone: ZoneInfo
    organiser: Actor
    plaza_id: int
    volunteers: Mapping[str, Actor]

    def instant(self, day: date, hour: time = OFFICE_OPENS, *, days_before: int = 0) -> datetime:
        return instant_at(day - timedelta(days=days_before), hour, self.zone)


def lay_ground(db: Database, script: Script, *, first_day: date) -> Ground:
    """Everything that is there before the first market is planned, three weeks before its day."""
    zone = ZoneInfo(script.community.time_zone)
    now = instant_at(first_day - timedelta(days=SET_UP_DAYS_BEFORE), OFFICE_OPENS, zone)
    founder = _office(db, script, now)
    made = communities.create_community(db, by=founder, now=now, form=script.community)
    organiser = replace(founder, community_id=made.id)
    plaza = plazas.create_plaza(db, by=organiser, now=now, form=script.plaza)
    plazas.save_fixtures(db, by=organiser, now=now, plaza_id=plaza.id, shown=(), rows=script.fixtures)
    catalogue.save_partners(db, by=organiser, now=now, shown=(), rows=tuple(script.partners.values()))
    catalogue.save_services(db, by=organiser, now=now, shown=(), rows=[booth.service for booth in script.booths])
    return Ground(
        script=script,
        zone=zone,
        organiser=organiser,
        plaza_id=plaza.id,
        volunteers=_volunteers(db, organiser, script, now),
    )


def first_market(db: Database, ground: Ground, day: date) -> Stage:
    """A published market on `day`, set up three weeks before and published two weeks before."""
    by, now = ground.organiser, ground.instant(day, days_before=SET_UP_DAYS_BEFORE)
    wanted = ground.script.market
    form = MarketForm(
        name=wanted.name,
        name_en=wanted.name_en,
        day=day,
        opens=wanted.opens,
        closes=wanted.closes,
        plaza_id=ground.plaza_id,
        walk_in_share=ground.script.community.walk_in_share,
        no_show_rate=ground.script.community.no_show_rate,
        grace_minutes=ground.script.community.grace_minutes,
    )
    market = markets.create_market(db, by=by, now=now, form=form)
    rows = booths.save_booths(db, by=by, now=now, market_id=market.id, shown=(), rows=_booth_rows(db, ground, now))
    for row in rows:
        _staff_and_slots(db, ground, row, market=market, now=now)
    published_at = ground.instant(day, days_before=PUBLISHED_DAYS_BEFORE)
    life.publish(db, by=by, now=published_at, market_id=market.id)
    return _stage(db, ground, market, rows)


def next_market(db: Database, ground: Ground, day: date, *, now: datetime) -> Stage:
    """A copy of the last market, published."""
    by = ground.organiser
    market = copying.copy_market(db, by=by, now=now, day=day)
    life.publish(db, by=by, now=now, market_id=market.id)
    return _stage(db, ground, market, booths.booths(db, by=by, now=now, market_id=market.id))


def _office(db: Database, script: Script, now: datetime) -> Actor:
    """Who set the example up. Inactive, so that the installation still asks for its first organiser."""
    with db.writing() as session:
        staff = Staff(name=script.organiser, role=Role.ORGANISER, is_active=False, created_at=now)
        session.add(staff)
        session.flush()
        return Actor(Role.ORGANISER, staff_id=id_of(staff), name=staff.name)


def _volunteers(db: Database, organiser: Actor, script: Script, now: datetime) -> dict[str, Actor]:
    """Without a PIN: the organiser hands one to whoever turns up."""
    with db.writing() as session:
        staff = [
            Staff(name=one.name, role=Role.VOLUNTEER, community_id=organiser.community_id, created_at=now)
            for one in script.volunteers
        ]
        session.add_all(staff)
        session.flush()
        return {
            one.name: Actor(Role.VOLUNTEER, staff_id=one.id, name=one.name, community_id=organiser.community_id)
            for one in staff
        }


def _booth_rows(db: Database, ground: Ground, now: datetime) -> list[BoothRow]:
    by, script = ground.organiser, ground.script
    service_ids = {row.name: row.id for row in catalogue.services(db, by=by, now=now)}
    partner_ids = {row.name: row.id for row in catalogue.partners(db, by=by, now=now)}
    return [
        BoothRow(
            letter=booth.letter,
            service_id=service_ids[booth.service.name],
            partner_id=partner_ids[script.partners[booth.partner].name],
            x_cm=booth.x_cm,
            y_cm=booth.y_cm,
            width_cm=booth.width_cm,
            depth_cm=booth.depth_cm,
            rotation_deg=booth.rotation_deg,
            units=booth.units,
            stations=booth.stations,
        )
        for booth in script.booths
    ]


def _staff_and_slots(db: Database, ground: Ground, row: BoothRow, *, market: MarketPlan, now: datetime) -> None:
    by, booth_id = ground.organiser, row.id or 0
    starts_at, ends_at = market.opens_at - HELPERS_STAY, market.closes_at + HELPERS_STAY
    shifts = [ShiftRow(staff_id=one.staff_id, starts_at=starts_at, ends_at=ends_at) for one in _helpers(ground, row)]
    hours.save_shifts(db, by=by, now=now, booth_id=booth_id, shown=(), rows=shifts)
    planned = slots.preview_slots(db, by=by, now=now, booth_id=booth_id)
    slots.generate_slots(db, by=by, now=now, booth_id=booth_id, revision=planned.revision)


def _helpers(ground: Ground, row: BoothRow) -> list[Actor]:
    return [ground.volunteers[one.name] for one in ground.script.volunteers if row.letter in one.booths]


def _stage(db: Database, ground: Ground, market: MarketPlan, rows: Sequence[BoothRow]) -> Stage:
    scripts = {booth.letter: booth for booth in ground.script.booths}
    posts = {row.letter: Post(row.id or 0, scripts[row.letter], tuple(_helpers(ground, row))) for row in rows}
    keys = (f"example-{market.form.day:%Y%m%d}-{press:05d}" for press in count(1))
    return Stage(db, market.id, market.opens_at, market.closes_at, ground.organiser, posts, keys)
