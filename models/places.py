"""Who holds markets and where: communities, plazas and what stands on them."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import enum_field, json_field
from models.enums import FixtureKind


class Community(SQLModel, table=True):
    """A neighbourhood community (社区) and the rules its markets start from.

    `advice_wait_minutes`: organisers are told what would help before people wait longer than that. `layout_limits`:
    its own numbers for the rules of a plaza, by their names, where they differ from the usual.
    """

    __table_args__ = (
        CheckConstraint("walk_in_share BETWEEN 0 AND 1", name="walk_in_share"),
        CheckConstraint("no_show_rate >= 0 AND no_show_rate < 1", name="no_show_rate"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 120", name="grace_minutes"),
        CheckConstraint("advice_wait_minutes BETWEEN 10 AND 240", name="advice_wait_minutes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    name_en: str = ""
    hall: str = ""
    hall_en: str = ""
    time_zone: str = "Asia/Shanghai"
    walk_in_share: float = 0.4
    no_show_rate: float = 0.2
    grace_minutes: int = 15
    longest_wait_minutes: int = 60
    advice_wait_minutes: int = 30
    lead_max_cm: int = 2000
    layout_limits: dict[str, int] = json_field(default_factory=dict)


class Plaza(SQLModel, table=True):
    """A place to scale: whole centimetres, origin at the south-west corner, x east, y north."""

    __table_args__ = (
        UniqueConstraint("community_id", "name"),
        CheckConstraint("width_cm BETWEEN 100 AND 100000", name="width_cm"),
        CheckConstraint("depth_cm BETWEEN 100 AND 100000", name="depth_cm"),
    )

    id: int | None = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    name: str
    name_en: str = ""
    width_cm: int
    depth_cm: int
    grid_cm: int = 50


class Fixture(SQLModel, table=True):
    """Something that stands on a plaza. A point (outlet, tap, hydrant) has width and depth 0."""

    __table_args__ = (
        CheckConstraint("width_cm >= 0 AND depth_cm >= 0", name="size"),
        CheckConstraint("x_cm >= 0 AND y_cm >= 0", name="corner"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plaza_id: int = Field(foreign_key="plaza.id", index=True)
    kind: FixtureKind = enum_field(FixtureKind)
    x_cm: int
    y_cm: int
    width_cm: int = 0
    depth_cm: int = 0
    amps: int | None = None
    name: str = ""
    name_en: str = ""


class Backdrop(SQLModel, table=True):
    """A picture to draw a plaza on: a photo from above or a scan. Its south-west corner lies at `x_cm`, `y_cm`.

    `picture` was decoded and encoded again here; `media_type` says as what. `revision` grows with each new picture.
    """

    __table_args__ = (
        CheckConstraint("cm_per_px > 0", name="cm_per_px"),
        CheckConstraint("width_px > 0 AND height_px > 0", name="size"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plaza_id: int = Field(foreign_key="plaza.id", unique=True)
    picture: bytes
    media_type: str
    width_px: int
    height_px: int
    x_cm: int = 0
    y_cm: int = 0
    cm_per_px: float
    revision: int = 1
