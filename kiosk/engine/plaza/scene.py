"""A plaza with its fixtures and booths, as the rules, the editor, the proposals and the drawings see it.

Whole centimetres, origin at the south-west corner of the plaza, x east, y north. A corner is the smallest one after
rotation, a booth's width and depth are before it. A booth that is not turned has its front, where people queue, to the
south; 90, 180 and 270 degrees turn it counter-clockwise: the front looks east, north, west.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from kiosk.engine.plaza.limits import Limits
from models.enums import FixtureKind

FRONTS = {0: (0, -1), 90: (1, 0), 180: (0, 1), 270: (-1, 0)}
"""Where the front looks, by rotation: along x and y."""


class Box(NamedTuple):
    """A rectangle along x and y. Without width and depth it is a point, which lies in no other box by its edge."""

    west: int
    south: int
    east: int
    north: int

    def overlaps(self, other: Box) -> bool:
        """Boxes may touch."""
        return (
            self.west < other.east and other.west < self.east and self.south < other.north and other.south < self.north
        )


@dataclass(frozen=True, slots=True)
class SceneFixture:
    """`id` is "f" and the number of its row, or anything else unique while it has none."""

    id: str
    kind: FixtureKind
    x_cm: int
    y_cm: int
    width_cm: int = 0
    depth_cm: int = 0
    amps: int | None = None

    @property
    def box(self) -> Box:
        return Box(self.x_cm, self.y_cm, self.x_cm + self.width_cm, self.y_cm + self.depth_cm)


@dataclass(frozen=True, slots=True)
class SceneBooth:
    """`id` is "b" and the number of its row. `queue_people`: how many are expected to stand in line when it is longest.

    `for_elders`: mostly people over 60 come here.
    """

    id: str
    letter: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int = 0
    is_pinned: bool = False
    needs_power: bool = False
    needs_water: bool = False
    needs_quiet: bool = False
    is_noisy: bool = False
    cooks: bool = False
    burns_fuel: bool = False
    for_elders: bool = False
    queue_people: int = 0

    @property
    def size_cm(self) -> tuple[int, int]:
        """Along x and y as it stands."""
        turned = self.rotation_deg in (90, 270)
        return (self.depth_cm, self.width_cm) if turned else (self.width_cm, self.depth_cm)

    @property
    def box(self) -> Box:
        wide, deep = self.size_cm
        return Box(self.x_cm, self.y_cm, self.x_cm + wide, self.y_cm + deep)

    @property
    def doubled_centre_cm(self) -> tuple[int, int]:
        """Whole numbers even where the centre lies on half a centimetre."""
        wide, deep = self.size_cm
        return 2 * self.x_cm + wide, 2 * self.y_cm + deep


@dataclass(frozen=True, slots=True)
class Scene:
    """`visitors`: how many people are expected on the day."""

    width_cm: int
    depth_cm: int
    grid_cm: int
    fixtures: tuple[SceneFixture, ...] = ()
    booths: tuple[SceneBooth, ...] = ()
    visitors: int = 0
    limits: Limits = field(default_factory=Limits)


def scene_as_json(scene: Scene) -> dict[str, Any]:
    """What the editor in the browser is given: the fields of the scene by their names."""
    return asdict(scene)


def scene_from_json(told: Mapping[str, Any]) -> Scene:
    """The scene that `scene_as_json` told of. Raises TypeError or ValueError for anything else."""
    fixtures = tuple(SceneFixture(**each | {"kind": FixtureKind(each["kind"])}) for each in told["fixtures"])
    booths = tuple(SceneBooth(**each) for each in told["booths"])
    return Scene(**{**told, "fixtures": fixtures, "booths": booths, "limits": Limits(**told["limits"])})
