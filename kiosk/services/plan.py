"""What is drawn of a plaza, whoever draws it: the things of the scene with the names that people gave them.

The kiosk's little map, the organiser's plan on the screen and the sheets on paper all start from a `Plan`.
"""

from dataclasses import dataclass

from kiosk.engine.plaza.scene import SceneBooth, SceneFixture
from kiosk.services.views import MarketView, PlazaView, Words
from models.enums import FixtureKind, Zone

NAMELESS = Words("")


@dataclass(frozen=True, slots=True)
class PlanFixture:
    at: SceneFixture
    name: Words = NAMELESS


@dataclass(frozen=True, slots=True)
class PlanBooth:
    at: SceneBooth
    zone: Zone
    name: Words = NAMELESS


@dataclass(frozen=True, slots=True)
class Plan:
    """Whole centimetres, origin at the south-west corner, x east, y north, as in `kiosk.engine.plaza.scene`."""

    width_cm: int
    depth_cm: int
    fixtures: tuple[PlanFixture, ...] = ()
    booths: tuple[PlanBooth, ...] = ()


def fixture_at(
    kind: FixtureKind,
    *,
    x_cm: int,
    y_cm: int,
    width_cm: int = 0,
    depth_cm: int = 0,
    amps: int | None = None,
    name: Words = NAMELESS,
    id: str = "",  # noqa: A002 (the scene's own word)
) -> PlanFixture:
    return PlanFixture(SceneFixture(id, kind, x_cm, y_cm, width_cm, depth_cm, amps), name)


def booth_at(
    letter: str,
    zone: Zone,
    *,
    x_cm: int,
    y_cm: int,
    width_cm: int,
    depth_cm: int,
    rotation_deg: int = 0,
    name: Words = NAMELESS,
    id: str = "",  # noqa: A002 (the scene's own word)
) -> PlanBooth:
    """Width and depth before rotation, the corner after it."""
    return PlanBooth(SceneBooth(id or letter, letter, x_cm, y_cm, width_cm, depth_cm, rotation_deg), zone, name)


def plan_of_plaza(plaza: PlazaView, booths: tuple[PlanBooth, ...] = ()) -> Plan:
    fixtures = tuple(
        fixture_at(f.kind, x_cm=f.x_cm, y_cm=f.y_cm, width_cm=f.width_cm, depth_cm=f.depth_cm, name=f.name, id=f"f{n}")
        for n, f in enumerate(plaza.fixtures)
    )
    return Plan(plaza.width_cm, plaza.depth_cm, fixtures, booths)


def plan_of_market(market: MarketView) -> Plan:
    """The market as residents may see it."""
    booths = tuple(
        booth_at(
            b.letter,
            b.zone,
            x_cm=b.x_cm,
            y_cm=b.y_cm,
            width_cm=b.width_cm,
            depth_cm=b.depth_cm,
            rotation_deg=b.rotation_deg,
            name=b.name,
            id=f"b{b.id}",
        )
        for b in market.booths
    )
    return plan_of_plaza(market.plaza, booths)
