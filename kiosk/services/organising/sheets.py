"""What the sheets of a market say: plan, signs and set-up list. For organisers only: the list names volunteers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import col, select

from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.scene import Scene
from kiosk.services.organising.desk import Desk, looking
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, planned_market
from kiosk.services.organising.scenes import scene_of
from kiosk.services.plan import Plan, PlanBooth, PlanFixture
from kiosk.services.showing import market_card
from kiosk.services.views import MarketCard, Words
from kiosk.store import Database
from kiosk.store.reading import MarketRow
from models.actor import Actor
from models.enums import Pledge
from models.people import Staff


@dataclass(frozen=True, slots=True)
class SheetBooth:
    """What stands on a booth's sign, and who works there. `volunteers` is for the set-up list and nothing else."""

    drawn: PlanBooth
    partner: Words | None
    pledge: Pledge | None
    price_note: str
    bring: Words
    stations: int
    volunteers: tuple[str, ...]

    @property
    def letter(self) -> str:
        return self.drawn.at.letter

    @property
    def name(self) -> Words:
        return self.drawn.name


@dataclass(frozen=True, slots=True)
class SheetData:
    """`mark`: four characters that are the same on two sheets exactly when they show the same layout."""

    card: MarketCard
    plaza: Words
    plan: Plan
    limits: Limits
    mark: str
    booths: tuple[SheetBooth, ...]


def sheet_data(db: Database, *, by: Actor, now: datetime, market_id: int) -> SheetData:
    """Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        planned = planned_market(desk, market)
        scene = scene_of(planned)
        plan = _plan(scene, planned)
        names = _names_of_staff(desk, planned)
        return SheetData(
            card=market_card(MarketRow(market, desk.community), now),
            plaza=Words(planned.plaza.name, planned.plaza.name_en),
            plan=plan,
            limits=scene.limits,
            mark=sha256(repr(plan).encode()).hexdigest()[:4].upper(),
            booths=tuple(_booth(drawn, each, names) for drawn, each in zip(plan.booths, planned.booths, strict=True)),
        )


def _plan(scene: Scene, planned: PlannedMarket) -> Plan:
    fixtures = tuple(
        PlanFixture(at, Words(row.name, row.name_en)) for at, row in zip(scene.fixtures, planned.fixtures, strict=True)
    )
    booths = tuple(
        PlanBooth(at, each.service.zone, _name(each)) for at, each in zip(scene.booths, planned.booths, strict=True)
    )
    return Plan(scene.width_cm, scene.depth_cm, fixtures, booths)


def _name(planned: PlannedBooth) -> Words:
    booth, service = planned.booth, planned.service
    return Words(booth.name or service.name, booth.name_en or service.name_en)


def _booth(drawn: PlanBooth, planned: PlannedBooth, names: dict[int, str]) -> SheetBooth:
    partner, service = planned.partner, planned.service
    return SheetBooth(
        drawn=drawn,
        partner=Words(partner.name, partner.name_en) if partner else None,
        pledge=partner.pledge if partner else None,
        price_note=partner.price_note if partner else "",
        bring=Words(service.bring, service.bring_en),
        stations=len(planned.stations),
        volunteers=tuple(_once(names[shift.staff_id] for shift in planned.shifts if shift.staff_id in names)),
    )


def _once(names: Iterable[str]) -> Iterable[str]:
    """In the order of the shifts, each name once."""
    return dict.fromkeys(names)


def _names_of_staff(desk: Desk, planned: PlannedMarket) -> dict[int, str]:
    ids = {shift.staff_id for booth in planned.booths for shift in booth.shifts}
    rows = desk.session.exec(select(Staff.id, Staff.name).where(col(Staff.id).in_(ids))).all()
    return {staff_id: name for staff_id, name in rows if staff_id is not None}
