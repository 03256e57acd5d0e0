"""The JSON that comes in and goes out, as OpenAPI shows it. Times are RFC 3339 with offset, in the market's zone.

What goes out is written by `kiosk.api.telling`, not by these classes: validating our own answers again would cost
more than finding them in the database. A test holds the two together.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.enums import (
    FairOrder,
    FixtureKind,
    Language,
    MarketPhase,
    Pledge,
    Priority,
    Role,
    ServiceKind,
    TicketKind,
    TicketState,
    VisitAct,
    Zone,
)
from models.values import NAME_MAX

MORNING = "2026-11-19T09:00:00+08:00"
CODE = "MFRGGZDFMZTWQ2LKNNWG23TPOA"
CODE_PATTERN = "^[A-Z2-7]{26}$"


def _iso_date(value: Any) -> date:
    """Only YYYY-MM-DD: the library would also take seconds since 1970."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return date.fromisoformat(value)
    raise ValueError("not a date like 2026-11-19")


Day = Annotated[date, BeforeValidator(_iso_date)]
StrictId = Annotated[int, Field(strict=True, examples=[3])]


# In --------------------------------------------------------------------------------------------------------


class TicketWanted(BaseModel):
    """A ticket for a slot, or with `slot_id` null a number for now. Name and phone are optional and never shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"booth_id": 2, "slot_id": 31, "phone": "13800001234", "priority": "elder", "language": "zh-CN"},
                {"booth_id": 6, "slot_id": None},
            ]
        }
    )

    booth_id: StrictId
    slot_id: StrictId | None = None
    phone: Annotated[str, Field(max_length=64)] | None = None
    name: Annotated[str, Field(max_length=NAME_MAX)] | None = None
    priority: Priority = Priority.NONE
    language: Language = Language.CHINESE


class Pin(BaseModel):
    pin: str = Field(examples=["246810"])


class CallNext(BaseModel):
    """`station_id`: the station to call to; without it the first free one."""

    station_id: StrictId | None = None


class MoveWanted(BaseModel):
    """`to`: where the ticket should go. `was`: where you saw it; if it is not there any more, nothing happens."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "serving", "was": "called"}]})

    to: TicketState
    was: TicketState | None = None


# Out -------------------------------------------------------------------------------------------------------


class Out(BaseModel):
    """Every field is always there, if only as null."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class WaitMinutes(Out):
    """With 80 % probability the wait is between `low` and `high`."""

    low: int
    likely: int
    high: int


class TicketOut(Out):
    """A ticket without personal data. `people_ahead` is null while the ticket is not in the line."""

    code: str = Field(pattern=CODE_PATTERN, examples=[CODE])
    number: str = Field(pattern=r"^[A-Z]\d{3}$", examples=["B012"])
    booth_id: int
    booth: str = Field(examples=["血压、血糖测量"])
    market_id: int
    slot_id: int | None
    slot_starts_at: datetime | None = Field(examples=["2026-11-19T09:30:00+08:00"])
    slot_ends_at: datetime | None = Field(examples=["2026-11-19T09:45:00+08:00"])
    station: int | None = Field(description="The station's number at its booth, once called.")
    state: TicketState
    kind: TicketKind
    priority: Priority
    people_ahead: int | None
    wait_minutes: WaitMinutes | None
    created_at: datetime = Field(examples=["2026-11-18T20:05:11+08:00"])
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class VisitStopOut(Out):
    """A step of a visit. `minutes`: until it begins, the later of its turn and the end of what comes before it."""

    number: str = Field(pattern=r"^[A-Z]\d{3}$", examples=["B012"])
    booth: str = Field(pattern="^[A-Z]$", examples=["B"], description="The booth's letter.")
    act: VisitAct = Field(description="Stay until served, leave an item, or collect it.")
    is_now: bool = Field(description="Called or served there right now.")
    minutes: WaitMinutes | None = Field(description="Null while nobody knows.")
    ready_minutes: int | None = Field(description="leave: how long until it can be collected.")


class VisitPlanOut(Out):
    """The steps that remain, in the order that brings the person home soonest."""

    stops: list[VisitStopOut]
    home_at: datetime | None = Field(examples=["2026-11-19T10:40:00+08:00"])


class SlotOut(Out):
    id: int
    starts_at: datetime = Field(examples=[MORNING])
    ends_at: datetime = Field(examples=["2026-11-19T09:15:00+08:00"])
    capacity: int
    left: int


class BoothOut(Out):
    """Lengths in cm; `x_cm`, `y_cm` is the smallest corner after rotation, `width_cm`, `depth_cm` before it."""

    id: int
    letter: str = Field(pattern="^[A-Z]$", examples=["B"])
    name: str
    service: str
    kind: ServiceKind
    zone: Zone
    icon: str
    bring: str = Field(description="What to bring, or empty.")
    partner: str | None
    pledge: Pledge | None
    price_note: str
    mean_minutes: float
    stations: int
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: Literal[0, 90, 180, 270]
    takes_bookings: bool
    takes_walk_ins: bool
    units_left: int | None = Field(description="How many more can be served at all; null: no limit.")
    queue_length: int
    wait_minutes: WaitMinutes | None
    slots: list[SlotOut] = Field(description="Those that are not over yet.")


class FixtureOut(Out):
    kind: FixtureKind
    name: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int


class PlazaOut(Out):
    """To scale in whole cm: origin at the south-west corner, x east, y north."""

    name: str
    width_cm: int
    depth_cm: int
    fixtures: list[FixtureOut]


class MarketLine(Out):
    """A market day. `state` is what it is right now: a published market is `open` during its hours."""

    id: int
    name: str
    community: str
    place: str
    day: date
    opens_at: datetime = Field(examples=[MORNING])
    closes_at: datetime = Field(examples=["2026-11-19T12:00:00+08:00"])
    time_zone: str = Field(examples=["Asia/Shanghai"])
    state: Literal["published", "open", "closed", "cancelled"]
    phase: MarketPhase
    revision: int = Field(description="Grows with every visible change.")


class MarketOut(MarketLine):
    cancel_reason: str
    fair_order: FairOrder = Field(description="In which order the booths call.")
    calling_order: str = Field(description="The same for residents: one sentence in the language of the answer.")
    plaza: PlazaOut
    booths: list[BoothOut]


class BoardBoothOut(Out):
    letter: str = Field(pattern="^[A-Z]$", examples=["B"])
    name: str
    now_serving: list[str] = Field(examples=[["B011"]])
    called: list[str] = Field(examples=[["B012"]])
    waiting: int


class BoardOut(Out):
    """Numbers only: nothing about people."""

    market_id: int
    revision: int
    booths: list[BoardBoothOut]


class StaffSessionOut(Out):
    """`token` goes into `Authorization: Bearer …`. It is told this once."""

    token: str
    role: Literal[Role.VOLUNTEER, Role.ORGANISER]
    expires_at: datetime


class Health(Out):
    status: Literal["ok", "unavailable"]
    database: Literal["ok", "unavailable"]
    version: str = Field(examples=["0.1.0"])


class FreeSlotOut(Out):
    slot_id: int
    starts_at: datetime
    left: int


class Problem(BaseModel):
    """RFC 9457. `code` is stable, `title` and `detail` are for people. Some codes bring data of their own."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:yiji:problem:slot_full"])
    title: str
    status: int
    detail: str
    code: str
    field: str | None = Field(default=None, description="invalid: which value")
    problem: str | None = Field(default=None, description="invalid: what is wrong with it")
    nearest: list[FreeSlotOut] | None = Field(default=None, description="slot_full: free times of the same booth")
    why: str | None = Field(default=None, description="market_closed: not_yet, over, cancelled, paused or draft")
    state: TicketState | None = Field(default=None, description="illegal_move: where the ticket is now")
    numbers: list[str] | None = Field(
        default=None, description="station_busy: who is at the stations; person_elsewhere: who is at other booths"
    )
    tries_left: int | None = Field(default=None, description="wrong_pin: how many more tries there are")
    retry_after_seconds: int | None = Field(default=None, description="locked_out, too_many: when to come back")
