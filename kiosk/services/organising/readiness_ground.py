"""What the readiness list says of where the booths stand. The codes are in `readiness`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from kiosk.engine.power import BoothRect, Outlet, nearest_outlet_cm
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket
from kiosk.services.organising.views import Point, Severity
from models.enums import FixtureKind
from models.places import Fixture, Plaza

ERROR, WARNING = Severity.ERROR, Severity.WARNING

HOSE_MAX_CM = 2000
"""How far a booth may be from a tap: a common garden hose of 20 m, like the power lead. An assumption."""

QUIET_APART_CM = 1000
"""A grinder of about 85 dB(A) at 1 m is still about 65 at 10 m, 6 dB less for each doubling of the distance."""

FORBIDDEN = {FixtureKind.FIRE_LANE: "in_fire_lane", FixtureKind.NO_GO: "in_no_go"}
IN_THE_WAY = frozenset(
    {FixtureKind.TREE, FixtureKind.HYDRANT, FixtureKind.WALL, FixtureKind.STEPS, FixtureKind.ENTRANCE}
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A rectangle of the plaza, in cm. A point has no width and depth."""

    left: int
    bottom: int
    right: int
    top: int

    def overlaps(self, other: "Ground") -> bool:
        """Booths may touch. A point on the edge is not inside."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


def ground_of_booth(rect: BoothRect) -> Ground:
    sideways = rect.rotation_deg in (90, 270)
    width_cm, depth_cm = (rect.depth_cm, rect.width_cm) if sideways else (rect.width_cm, rect.depth_cm)
    return Ground(rect.x_cm, rect.y_cm, rect.x_cm + width_cm, rect.y_cm + depth_cm)


def ground_of_fixture(fixture: Fixture) -> Ground:
    return Ground(fixture.x_cm, fixture.y_cm, fixture.x_cm + fixture.width_cm, fixture.y_cm + fixture.depth_cm)


def ground_points(plan: PlannedMarket) -> Iterator[Point]:
    for booth in plan.booths:
        yield from _place_points(booth, plan.plaza, plan.fixtures)
        yield from _supply_points(booth, plan)
    for one, other in combinations(plan.booths, 2):
        if ground_of_booth(one.rect).overlaps(ground_of_booth(other.rect)):
            yield Point("booths_overlap", ERROR, one.letter, {"other": other.letter})
        yield from _noise_points(one, other)


def _place_points(booth: PlannedBooth, plaza: Plaza, fixtures: Sequence[Fixture]) -> Iterator[Point]:
    ground = ground_of_booth(booth.rect)
    if ground.left < 0 or ground.bottom < 0 or ground.right > plaza.width_cm or ground.top > plaza.depth_cm:
        yield Point("outside_plaza", ERROR, booth.letter)
    under = [f.kind for f in fixtures if ground.overlaps(ground_of_fixture(f))]
    for kind in sorted(set(under) & FORBIDDEN.keys()):
        yield Point(FORBIDDEN[kind], ERROR, booth.letter)
    for kind in sorted(set(under) & IN_THE_WAY):
        yield Point("on_fixture", WARNING, booth.letter, {"kind": kind})


def _supply_points(booth: PlannedBooth, plan: PlannedMarket) -> Iterator[Point]:
    lead_max_cm = plan.community.lead_max_cm
    if booth.service.needs_power:
        far = _too_far(booth, plan.fixtures, FixtureKind.OUTLET, most_cm=lead_max_cm)
        if far:
            yield Point("no_power", ERROR, booth.letter, {"distance_cm": far[0], "lead_max_cm": lead_max_cm})
    if booth.service.needs_water:
        far = _too_far(booth, plan.fixtures, FixtureKind.TAP, most_cm=HOSE_MAX_CM)
        if far:
            yield Point("no_water", ERROR, booth.letter, {"distance_cm": far[0], "hose_max_cm": HOSE_MAX_CM})


def _too_far(
    booth: PlannedBooth, fixtures: Iterable[Fixture], kind: FixtureKind, *, most_cm: int
) -> tuple[int | None] | None:
    """None when one is near enough, else how far the nearest is (None: there is none)."""
    supplies = [Outlet(f.x_cm + f.width_cm // 2, f.y_cm + f.depth_cm // 2) for f in fixtures if f.kind is kind]
    distance_cm = nearest_outlet_cm(booth.rect, supplies)
    return None if distance_cm is not None and distance_cm <= most_cm else (distance_cm,)


def _noise_points(one: PlannedBooth, other: PlannedBooth) -> Iterator[Point]:
    for loud, quiet in ((one, other), (other, one)):
        if loud.service.is_noisy and quiet.service.needs_quiet:
            distance_cm = _apart_cm(loud.rect, quiet.rect)
            if distance_cm < QUIET_APART_CM:
                data = {"other": quiet.letter, "distance_cm": round(distance_cm), "apart_cm": QUIET_APART_CM}
                yield Point("too_loud", WARNING, loud.letter, data)


def _apart_cm(one: BoothRect, other: BoothRect) -> float:
    """Between the centres, as sound flies."""
    (x, y), (u, v) = one.doubled_centre_cm, other.doubled_centre_cm
    return hypot(x - u, y - v) / 2
