"""A market day: the market, its booths, their stations, shifts and slots."""

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import enum_field, json_field
from models.enums import AdviceKind, AdviceState, FairOrder, MarketPhase, MarketState


class MarketHours(Protocol):
    """What `phase_of` looks at."""

    @property
    def state(self) -> MarketState: ...
    @property
    def is_paused(self) -> bool: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...


_FIXED_PHASES = {
    MarketState.DRAFT: MarketPhase.DRAFT,
    MarketState.CANCELLED: MarketPhase.CANCELLED,
    MarketState.CLOSED: MarketPhase.OVER,
}


def phase_of(market: MarketHours, now: datetime) -> MarketPhase:
    """What the market is to people at `now` (aware UTC): hours open it and end it without a press."""
    if market.state in _FIXED_PHASES:
        return _FIXED_PHASES[market.state]
    if now >= market.closes_at:
        return MarketPhase.OVER
    if market.is_paused:
        return MarketPhase.PAUSED
    opened = market.state is MarketState.OPEN or now >= market.opens_at
    return MarketPhase.OPEN if opened else MarketPhase.UPCOMING


class Market(SQLModel, table=True):
    """One market day. `day` is a date in the community's zone; hours are aware UTC.

    A published market is open during its hours without anyone pressing a button; OPEN means that the organiser
    opened it early. `revision` grows with everything that people can see change.
    `expected_visitors`: as the organiser expects, None: as last time. `rehearsed`: the longest lines of the last
    rehearsal, by booth, and a mark of the plan they were found for.
    """

    __table_args__ = (
        Index(
            "uq_market_community_id_day",
            "community_id",
            "day",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        CheckConstraint("opens_at < closes_at", name="hours"),
        CheckConstraint("walk_in_share BETWEEN 0 AND 1", name="walk_in_share"),
        CheckConstraint("no_show_rate >= 0 AND no_show_rate < 1", name="no_show_rate"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 120", name="grace_minutes"),
        CheckConstraint("expected_visitors BETWEEN 0 AND 1000000", name="expected_visitors"),
        Index("ix_market_state_opens_at", "state", "opens_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    plaza_id: int = Field(foreign_key="plaza.id")
    name: str
    name_en: str = ""
    day: date
    opens_at: datetime
    closes_at: datetime
    state: MarketState = enum_field(MarketState, default=MarketState.DRAFT)
    is_paused: bool = False
    cancel_reason: str = ""
    walk_in_share: float = 0.4
    no_show_rate: float = 0.2
    grace_minutes: int = 15
    fair_order: FairOrder = enum_field(FairOrder, default=FairOrder.BOOKED_FIRST)
    expected_visitors: int | None = None
    copied_from_id: int | None = Field(default=None, foreign_key="market.id")
    rehearsed: dict[str, Any] = json_field(default_factory=dict)
    revision: int = 1

    def phase(self, now: datetime) -> MarketPhase:
        """See `phase_of`."""
        return phase_of(self, now)


class Booth(SQLModel, table=True):
    """One queue at one place. The rectangle's corner is its smallest after rotation; size is before rotation.

    `last_number` and `promised` are counters that only guarded UPDATEs touch: the number given last, and the tickets
    that stand against `units` (consumables: "60 test strips"; None: no limit). `revision` grows with each organiser's
    edit and guards against two editors. `is_pinned`: proposals for the layout leave it where it stands.
    """

    __table_args__ = (
        UniqueConstraint("market_id", "letter"),
        CheckConstraint("letter BETWEEN 'A' AND 'Z' AND length(letter) = 1", name="letter"),
        CheckConstraint("last_number BETWEEN 0 AND 999", name="last_number"),
        CheckConstraint("units IS NULL OR units >= 0", name="units"),
        CheckConstraint("promised >= 0", name="promised"),
        CheckConstraint("width_cm > 0 AND depth_cm > 0", name="size"),
        CheckConstraint("rotation_deg IN (0, 90, 180, 270)", name="rotation_deg"),
    )

    id: int | None = Field(default=None, primary_key=True)
    market_id: int = Field(foreign_key="market.id", index=True)
    letter: str
    service_id: int = Field(foreign_key="service.id")
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    name: str = ""
    name_en: str = ""
    x_cm: int = 0
    y_cm: int = 0
    width_cm: int = 300
    depth_cm: int = 300
    rotation_deg: int = 0
    is_pinned: bool = False
    units: int | None = None
    promised: int = 0
    last_number: int = 0
    takes_walk_ins: bool = True
    revision: int = 1


class Station(SQLModel, table=True):
    """One place of service at a booth (工位). None hours: the market's."""

    __table_args__ = (UniqueConstraint("booth_id", "ordinal"),)

    id: int | None = Field(default=None, primary_key=True)
    booth_id: int = Field(foreign_key="booth.id", index=True)
    ordinal: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Shift(SQLModel, table=True):
    """A member of staff at a booth (班次): who may run its queue."""

    __table_args__ = (
        UniqueConstraint("booth_id", "staff_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booth_id: int = Field(foreign_key="booth.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    starts_at: datetime
    ends_at: datetime


class Slot(SQLModel, table=True):
    """A bookable quarter-hour with places (时段). `taken` is only touched by guarded UPDATEs."""

    __table_args__ = (
        UniqueConstraint("booth_id", "starts_at"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
        CheckConstraint("capacity BETWEEN 0 AND 500", name="capacity"),
        CheckConstraint("starts_at < ends_at", name="hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booth_id: int = Field(foreign_key="booth.id", index=True)
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int = 0


class LayoutSnapshot(SQLModel, table=True):
    """How the booths of a market stood when somebody gave it a name: a list of places by letter."""

    __tablename__ = "layout_snapshot"
    __table_args__ = (UniqueConstraint("market_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    market_id: int = Field(foreign_key="market.id", index=True)
    name: str
    made_at: datetime
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    places: list[dict[str, Any]] = json_field(default_factory=list)


IS_GIVEN = text("state = 'given'")


class Advice(SQLModel, table=True):
    """What an organiser was told on a market day against a wait that grew too long, and what they decided.

    Waits are minutes: `expected_minutes` for half of those the advice is about (they come `in_minutes` after it was
    given, or stand there already: `is_line`), `helped_minutes` the same with what is proposed, from `from_at` until
    `until_at`. `people` were expected to wait `saved_minutes` less on average, and `turned_away` to go without.
    `to_booth_id`: where people are sent, or from where somebody comes to help. `detail`: what was done when it was
    taken. `ended_at`: when a pause ended by itself. At most one stands for a booth.
    """

    __table_args__ = (
        Index(
            "uq_advice_booth_id_given",
            "booth_id",
            unique=True,
            sqlite_where=IS_GIVEN,
            postgresql_where=IS_GIVEN,
        ),
        CheckConstraint("from_at < until_at", name="hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    market_id: int = Field(foreign_key="market.id", index=True)
    booth_id: int = Field(foreign_key="booth.id")
    to_booth_id: int | None = Field(default=None, foreign_key="booth.id")
    kind: AdviceKind = enum_field(AdviceKind)
    state: AdviceState = enum_field(AdviceState, default=AdviceState.GIVEN)
    given_at: datetime
    from_at: datetime
    until_at: datetime
    limit_minutes: int
    in_minutes: float
    is_line: bool = False
    expected_minutes: float
    helped_minutes: float
    people: float
    saved_minutes: float
    turned_away: float
    decided_at: datetime | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    ended_at: datetime | None = None
    detail: dict[str, Any] = json_field(default_factory=dict)
