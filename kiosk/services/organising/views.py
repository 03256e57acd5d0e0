"""What the organiser's services answer with: frozen, times aware UTC unless said otherwise."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kiosk.services.organising.forms import CommunityForm, MarketForm, PlazaForm
from kiosk.services.organising.rows import FixtureRow, ShiftRow, SlotRow, StationRow
from kiosk.services.views import MarketCard, PlazaView, Words
from models.enums import MarketPhase, MarketState, Role, Zone


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    id: int
    form: CommunityForm


@dataclass(frozen=True, slots=True)
class PlazaPlan:
    id: int
    form: PlazaForm
    fixtures: tuple[FixtureRow, ...]


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A market in the organiser's list."""

    card: MarketCard
    booths: int


@dataclass(frozen=True, slots=True)
class MarketPlan:
    """A market with what can be edited about it. `tickets`: all that were ever given out."""

    id: int
    state: MarketState
    phase: MarketPhase
    revision: int
    form: MarketForm
    plaza: Words
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    cancel_reason: str
    copied_from_id: int | None
    booths: int
    tickets: int


@dataclass(frozen=True, slots=True)
class BoothHours:
    """Stations or shifts of one booth."""

    booth_id: int
    letter: str
    name: Words
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    stations: tuple[StationRow, ...]
    shifts: tuple[ShiftRow, ...]


@dataclass(frozen=True, slots=True)
class BoothSlots:
    """The slots of one booth. `revision` is the booth's: `generate_slots` takes it to see that nothing moved."""

    booth_id: int
    letter: str
    name: Words
    revision: int
    time_zone: str
    rows: tuple[SlotRow, ...]

    @property
    def places(self) -> int:
        return sum(row.capacity or 0 for row in self.rows)

    @property
    def taken(self) -> int:
        return sum(row.taken for row in self.rows)


class Severity(StrEnum):
    """An error keeps a market from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Point:
    """One open point of the readiness list. `letter` names the booth it is about, `data` the numbers to say."""

    code: str
    severity: Severity
    letter: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readiness:
    market_id: int
    points: tuple[Point, ...]

    @property
    def errors(self) -> int:
        return sum(point.severity is Severity.ERROR for point in self.points)

    @property
    def is_ready(self) -> bool:
        return self.errors == 0


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff. `devices`: signed in now. `booths`: letters on the market that was asked about."""

    id: int
    name: str
    role: Role
    is_active: bool
    has_pin: bool
    devices: int
    booths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreshPin:
    """A new PIN, told this once: only its digest is stored."""

    staff_id: int
    name: str
    pin: str


class Load(StrEnum):
    """How full a booth is; see `kiosk.services.organising.load`."""

    CALM = "calm"
    BUSY = "busy"
    CROWDED = "crowded"


@dataclass(frozen=True, slots=True)
class BoothNow:
    """One booth of the live overview.

    `served` counts the jobs that are done, those waiting for their owner (`ready`) included. `longest_wait_minutes`:
    of those who wait now, None when nobody does or the day is past. `work_minutes`: work ahead of a newcomer at each
    open station. `units_left`: None where nothing runs out. Lengths in cm, the corner after rotation.
    """

    booth_id: int
    letter: str
    name: Words
    zone: Zone
    waiting: int
    called: int
    serving: int
    ready: int
    on_hold: int
    served: int
    no_shows: int
    cancelled: int
    bookings_to_come: int
    longest_wait_minutes: int | None
    units_left: int | None
    stations: int
    stations_open: int
    work_minutes: float
    load: Load
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int


@dataclass(frozen=True, slots=True)
class Totals:
    """`visits`: intentions to come, one for each person as far as the kiosk can tell."""

    visits: int
    tickets: int
    waiting: int
    serving: int
    served: int
    no_shows: int
    cancelled: int
    bookings_to_come: int
    longest_wait_minutes: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    card: MarketCard
    plaza: PlazaView
    booths: tuple[BoothNow, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Tickets that joined a line in the quarter-hour from `starts_at`."""

    starts_at: datetime
    booked: int
    walk_in: int


@dataclass(frozen=True, slots=True)
class WaitPoint:
    """How long one ticket stood in line before its call."""

    booth_id: int
    letter: str
    queued_at: datetime
    minutes: float


@dataclass(frozen=True, slots=True)
class BoothWaits:
    """Waits of everyone called at a booth so far; the three are None when nobody was."""

    booth_id: int
    letter: str
    name: Words
    zone: Zone
    called: int
    median_minutes: float | None
    p90_minutes: float | None
    longest_minutes: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """How a market day went, or goes: arrivals by quarter-hour over its hours, and waits."""

    card: MarketCard
    arrivals: tuple[Arrivals, ...]
    waits: tuple[WaitPoint, ...]
    booths: tuple[BoothWaits, ...]


@dataclass(frozen=True, slots=True)
class ToldScore:
    """How good the waits were that people were told. `held`: of the people, those whose wait lay within the range.

    The error is that of the likely wait; `width_minutes`: how far the ends of the ranges lie apart on average.
    """

    people: int
    held: int
    error_minutes: float
    width_minutes: float

    @property
    def held_share(self) -> float:
        return self.held / self.people


@dataclass(frozen=True, slots=True)
class BoothScore:
    """A booth's score, and what the catalogue's numbers alone would have got; None where nobody had to wait."""

    booth_id: int
    letter: str
    name: Words
    zone: Zone
    told: ToldScore | None
    catalogue: ToldScore | None


class WaitClass(StrEnum):
    """Who is called in which lane: with a booking, with priority, everybody else who comes."""

    BOOKED = "booked"
    PRIORITY = "priority"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class ClassWaits:
    """Waits of everybody of a class who was called; the two are None when nobody was.

    Of somebody with a booking from the start of the slot on, if they came before.
    """

    of: WaitClass
    called: int
    median_minutes: float | None
    p90_minutes: float | None


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """One person: what was said to be likely, how long it was, and whether that lay within the range."""

    letter: str
    likely_minutes: int
    waited_minutes: float
    held: bool


@dataclass(frozen=True, slots=True)
class MarketReport:
    """How honest the waits of a market were, and how they fell on those who came."""

    card: MarketCard
    told: ToldScore | None
    catalogue: ToldScore | None
    booths: tuple[BoothScore, ...]
    classes: tuple[ClassWaits, ...]
    points: tuple[ToldPoint, ...]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One thing that a member of staff did. `what` is "staff" for actions and "ticket" for moves.

    `action` is the word of the audit or the name of the move; `number` a ticket's number. `who` is None for the kiosk
    itself.
    """

    at: datetime
    what: str
    action: str
    staff_id: int | None
    who: str | None
    market_id: int | None
    market: Words | None
    day: date | None
    kind: str
    subject_id: int | None
    number: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The newest first. `older` is what to ask with for the next page, "" when there is none."""

    lines: tuple[AuditLine, ...]
    older: str
