"""Staff, their sessions, failed tries, the audit, and the installation's own secrets."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.columns import enum_field, json_field
from models.enums import Role


class Staff(SQLModel, table=True):
    """A volunteer or organiser.

    `pin_bucket` is a few keyed bits of the PIN, enough to find whom to verify; both are None until a PIN was given.
    """

    __table_args__ = (CheckConstraint("role IN ('volunteer', 'organiser')", name="staff_role"),)

    id: int | None = Field(default=None, primary_key=True)
    community_id: int | None = Field(default=None, foreign_key="community.id", index=True)
    name: str
    role: Role = enum_field(Role)
    pin_hash: str | None = None
    pin_bucket: int | None = Field(default=None, index=True)
    is_active: bool = True
    created_at: datetime


class StaffSession(SQLModel, table=True):
    """A signed-in device. Only a digest of the token is stored."""

    __tablename__ = "staff_session"

    id: int | None = Field(default=None, primary_key=True)
    token_digest: str = Field(unique=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class SignInTry(SQLModel, table=True):
    """Wrong PINs in a row from one client address. Survives a restart."""

    __tablename__ = "sign_in_try"

    client: str = Field(primary_key=True)
    failures: int
    last_at: datetime
    locked_until: datetime | None = None


class Installation(SQLModel, table=True):
    """The one row of what this installation knows about itself (id 1)."""

    id: int = Field(default=1, primary_key=True)
    secret: str
    setup_code_hash: str | None = None


class Audit(SQLModel, table=True):
    """What a member of staff did, other than moving tickets (that is in `ticket_event`). No personal data."""

    __table_args__ = (Index("ix_audit_market_id_at", "market_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    action: str
    kind: str = ""
    subject_id: int | None = None
    market_id: int | None = Field(default=None, foreign_key="market.id")
    detail: dict[str, Any] = json_field(default_factory=dict)
