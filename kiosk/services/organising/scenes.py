"""A planned market as the rules of the plaza, the editor and the proposals see it."""

from collections import Counter

from kiosk.engine.plaza.expecting import Habits, longest_line
from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture
from kiosk.services.organising.communities import limits_of
from kiosk.services.organising.expected_day import rehearsed_lines
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, visitors_of
from models.columns import id_of
from models.enums import ServiceKind
from models.places import Fixture


def scene_of(plan: PlannedMarket) -> Scene:
    """Ids are "b" and "f" with the numbers of the rows."""
    visitors = visitors_of(plan)
    alike = Counter(booth.booth.service_id for booth in plan.booths)
    lines = rehearsed_lines(plan)
    return Scene(
        width_cm=plan.plaza.width_cm,
        depth_cm=plan.plaza.depth_cm,
        grid_cm=plan.plaza.grid_cm,
        fixtures=tuple(_fixture(each) for each in plan.fixtures),
        booths=tuple(
            _booth(each, plan, visitors / alike[each.booth.service_id], lines.get(id_of(each.booth)))
            for each in plan.booths
        ),
        visitors=visitors,
        limits=limits_of(plan.community),
    )


def _fixture(fixture: Fixture) -> SceneFixture:
    return SceneFixture(
        id=f"f{fixture.id}",
        kind=fixture.kind,
        x_cm=fixture.x_cm,
        y_cm=fixture.y_cm,
        width_cm=fixture.width_cm,
        depth_cm=fixture.depth_cm,
        amps=fixture.amps,
    )


def _booth(planned: PlannedBooth, plan: PlannedMarket, visitors: float, rehearsed: int | None) -> SceneBooth:
    """`rehearsed`: how long its line was in the rehearsal of this very plan; else it is estimated."""
    booth, service = planned.booth, planned.service
    people = visitors * plan.habits.shares.get(id_of(service), _like_others(plan.habits))
    return SceneBooth(
        id=f"b{booth.id}",
        letter=booth.letter,
        x_cm=booth.x_cm,
        y_cm=booth.y_cm,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm,
        rotation_deg=booth.rotation_deg,
        is_pinned=booth.is_pinned,
        needs_power=service.needs_power,
        needs_water=service.needs_water,
        needs_quiet=service.needs_quiet,
        is_noisy=service.is_noisy,
        cooks=service.cooks,
        burns_fuel=service.burns_fuel,
        for_elders=service.for_elders,
        queue_people=_line(planned, plan, people) if rehearsed is None else rehearsed,
    )


def _like_others(habits: Habits) -> float:
    """A service that nobody could try last time is expected to draw as the others did."""
    return sum(habits.shares.values()) / len(habits.shares) if habits.shares else 0.0


def _line(planned: PlannedBooth, plan: PlannedMarket, people: float) -> int:
    market, service = plan.market, planned.service
    return longest_line(
        people=people,
        minutes=(market.closes_at - market.opens_at).total_seconds() / 60,
        stations=max(1, len(planned.stations)),
        mean_minutes=service.mean_minutes,
        is_drop_off=service.kind is ServiceKind.DROP_OFF,
        units=planned.booth.units,
    )
