"""Visits, tickets, what happened to them, and the intentions behind them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import enum_field, json_field
from models.enums import Language, Priority, Role, TicketKind, TicketState
from models.moves import ACTIVE, AT_STATION, Move


def _states(states: frozenset[TicketState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


IS_ACTIVE = text(f"state IN ({_states(ACTIVE)})")
IS_AT_STATION = text(f"state IN ({_states(AT_STATION)})")
BY_STAFF = text("staff_id IS NOT NULL")
HAS_SLOT = text("slot_id IS NOT NULL")
WAS_CALLED = text("called_at IS NOT NULL")
HAS_PHONE = text("phone IS NOT NULL")


class Visit(SQLModel, table=True):
    """One resident's market day (行程). Name and phone are personal data: staff of the market only."""

    __table_args__ = (
        Index(
            "uq_visit_market_id_phone",
            "market_id",
            "phone",
            unique=True,
            sqlite_where=HAS_PHONE,
            postgresql_where=HAS_PHONE,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    market_id: int = Field(foreign_key="market.id", index=True)
    name: str | None = None
    phone: str | None = None
    language: Language = enum_field(Language, default=Language.CHINESE)
    created_at: datetime


class Intention(SQLModel, table=True):
    """One press that may arrive twice: its key, and a fingerprint of what was asked."""

    key: str = Field(primary_key=True)
    fingerprint: str
    created_at: datetime


class Ticket(SQLModel, table=True):
    """One claim at one booth (号票). `state` is the only truth about where it is; `kiosk.store.moving` moves it.

    `queued_at` is its seniority in the line (None until checked in). `station_id` stays after the end, to tell where
    it was served. All times aware UTC.
    """

    __table_args__ = (
        UniqueConstraint("market_id", "number"),
        CheckConstraint("(kind = 'booked') = (slot_id IS NOT NULL)", name="slot_of_booking"),
        CheckConstraint("state NOT IN ('called', 'serving') OR station_id IS NOT NULL", name="station_when_called"),
        Index(
            "uq_ticket_visit_id_booth_id_active",
            "visit_id",
            "booth_id",
            unique=True,
            sqlite_where=IS_ACTIVE,
            postgresql_where=IS_ACTIVE,
        ),
        Index(
            "uq_ticket_station_id_active",
            "station_id",
            unique=True,
            sqlite_where=IS_AT_STATION,
            postgresql_where=IS_AT_STATION,
        ),
        Index("ix_ticket_line", "booth_id", "state", "kind", "priority", "queued_at"),
        Index(
            "ix_ticket_booth_id_called_at",
            "booth_id",
            "called_at",
            sqlite_where=WAS_CALLED,
            postgresql_where=WAS_CALLED,
        ),
        Index("ix_ticket_slot_id", "slot_id", sqlite_where=HAS_SLOT, postgresql_where=HAS_SLOT),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    number: str
    market_id: int = Field(foreign_key="market.id")
    booth_id: int = Field(foreign_key="booth.id")
    visit_id: int = Field(foreign_key="visit.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id")
    station_id: int | None = Field(default=None, foreign_key="station.id")
    intention_key: str | None = Field(default=None, foreign_key="intention.key", index=True)
    kind: TicketKind = enum_field(TicketKind)
    priority: Priority = enum_field(Priority, default=Priority.NONE)
    state: TicketState = enum_field(TicketState)
    created_at: datetime
    checked_in_at: datetime | None = None
    queued_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


class TicketEvent(SQLModel, table=True):
    """One thing that happened to a ticket. Append-only: triggers refuse UPDATE and DELETE.

    `before` holds the columns as they were, so that a move can be taken back. `passed_over`, of a call: the tickets
    whose turn had come before, but whose people were at other booths.
    """

    __tablename__ = "ticket_event"
    __table_args__ = (
        Index("ix_ticket_event_booth_id_at", "booth_id", "at"),
        Index("ix_ticket_event_staff_id_at", "staff_id", "at", sqlite_where=BY_STAFF, postgresql_where=BY_STAFF),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    booth_id: int = Field(foreign_key="booth.id")
    at: datetime
    move: Move = enum_field(Move)
    was: TicketState | None = enum_field(TicketState, check="was", default=None, nullable=True)
    became: TicketState = enum_field(TicketState, check="became")
    role: Role = enum_field(Role)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    station_id: int | None = Field(default=None, foreign_key="station.id")
    before: dict[str, Any] = json_field(default_factory=dict)
    passed_over: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
