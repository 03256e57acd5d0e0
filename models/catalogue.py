"""What can be offered, and who offers it."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import enum_field
from models.enums import PartnerKind, Pledge, ServiceKind, Zone


class Service(SQLModel, table=True):
    """A service of the catalogue (服务项目). `mean_minutes` and `cv` are the prior of its duration.

    `burns_fuel`: a generator or an open flame. `for_elders`: mostly people over 60 come.
    """

    __table_args__ = (
        UniqueConstraint("community_id", "name"),
        CheckConstraint("mean_minutes > 0 AND mean_minutes <= 480", name="mean_minutes"),
        CheckConstraint("cv >= 0 AND cv <= 5", name="cv"),
    )

    id: int | None = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    name: str
    name_en: str = ""
    zone: Zone = enum_field(Zone)
    kind: ServiceKind = enum_field(ServiceKind, default=ServiceKind.PRESENCE)
    mean_minutes: float
    cv: float = 0.4
    icon: str = "storefront"
    bring: str = ""
    bring_en: str = ""
    needs_power: bool = False
    needs_water: bool = False
    needs_quiet: bool = False
    is_noisy: bool = False
    cooks: bool = False
    burns_fuel: bool = False
    for_elders: bool = False
    takes_bookings: bool = True
    is_active: bool = True
    revision: int = 1


class Partner(SQLModel, table=True):
    """A partner (合伙人) with its pledge. The contact is for staff only."""

    __table_args__ = (UniqueConstraint("community_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    name: str
    name_en: str = ""
    kind: PartnerKind = enum_field(PartnerKind, default=PartnerKind.OTHER)
    pledge: Pledge = enum_field(Pledge, default=Pledge.FREE)
    price_note: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    is_active: bool = True
    revision: int = 1
