"""What services answer with: frozen, without rows of the database. Times are aware UTC unless said otherwise."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from models.enums import (
    FairOrder,
    FixtureKind,
    MarketPhase,
    MarketState,
    Pledge,
    Priority,
    Role,
    ServiceKind,
    TicketKind,
    TicketState,
    VisitAct,
    Zone,
)
from models.moves import Move


@dataclass(frozen=True, slots=True)
class Words:
    """A name that people gave, in Chinese and perhaps in English."""

    zh: str
    en: str = ""

    def say(self, lang: str) -> str:
        """The English words if English is asked for and there are any, else the Chinese ones."""
        return self.en if lang == "en" and self.en else self.zh


@dataclass(frozen=True, slots=True)
class Wait:
    """Minutes until called: with 80 % probability between low and high."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class MarketCard:
    """A market on the welcome screen and in lists. `day` is a date in `time_zone`.

    `longest_wait_minutes`: who has waited so long is called before all others; 0 where claims alone decide.
    """

    id: int
    name: Words
    community: Words
    hall: Words
    day: date
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    state: MarketState
    phase: MarketPhase
    cancel_reason: str
    revision: int
    fair_order: FairOrder
    longest_wait_minutes: int


@dataclass(frozen=True, slots=True)
class SlotView:
    id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int


@dataclass(frozen=True, slots=True)
class BoothView:
    """A booth as residents see it. Lengths in cm; the corner is the smallest one after rotation.

    `units_left`: consumables not yet promised, None when unlimited. `pause_minutes`: until numbers are given out again,
    where an organiser has paused them.
    """

    id: int
    letter: str
    name: Words
    service: Words
    partner: Words | None
    pledge: Pledge | None
    price_note: str
    zone: Zone
    kind: ServiceKind
    icon: str
    bring: Words
    mean_minutes: float
    stations: int
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int
    queue_length: int
    wait: Wait | None
    takes_bookings: bool
    takes_walk_ins: bool
    units_left: int | None
    slots: tuple[SlotView, ...]
    pause_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class FixtureView:
    kind: FixtureKind
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    name: Words


@dataclass(frozen=True, slots=True)
class PlazaView:
    name: Words
    width_cm: int
    depth_cm: int
    fixtures: tuple[FixtureView, ...]


@dataclass(frozen=True, slots=True)
class MarketView:
    card: MarketCard
    plaza: PlazaView
    booths: tuple[BoothView, ...]

    def booth(self, booth_id: int) -> BoothView | None:
        return next((b for b in self.booths if b.id == booth_id), None)


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket for whoever holds its code: no personal data.

    `people_ahead`: how many are called before this one as things stand; 0 once called; None while not in the line.
    """

    code: str
    number: str
    market_id: int
    booth_id: int
    letter: str
    booth: Words
    service: Words
    service_kind: ServiceKind
    icon: str
    bring: Words
    slot_id: int | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    station: int | None
    state: TicketState
    kind: TicketKind
    priority: Priority
    people_ahead: int | None
    wait: Wait | None
    created_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    time_zone: str


class VisitTask(NamedTuple):
    """One thing to do on a visit: the number, and what is done there."""

    number: str
    act: VisitAct


@dataclass(frozen=True, slots=True)
class VisitStop:
    """A step of somebody's way over the market.

    `is_now`: called or served there. `starts`: minutes until it begins, the later of "its turn has come" and "the
    person is free"; None while nobody knows (the market does not run). `ready_minutes`: until an item that is left
    there can be collected, from handing it over.
    """

    task: VisitTask
    code: str
    booth_id: int
    letter: str
    booth: Words
    is_now: bool
    starts: Wait | None
    ready_minutes: int | None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The steps of a visit in the order that brings its person home soonest. `home_at`: when all is likely done."""

    stops: tuple[VisitStop, ...]
    home_at: datetime | None
    time_zone: str

    @property
    def order(self) -> tuple[VisitTask, ...]:
        return tuple(stop.task for stop in self.stops)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Each ticket once, in the order in which it is first needed."""
        return tuple(dict.fromkeys(stop.task.number for stop in self.stops))


@dataclass(frozen=True, slots=True)
class StaffTicket:
    """A ticket for the volunteers of its booth: with the name, so that a person can be called aloud."""

    code: str
    number: str
    state: TicketState
    kind: TicketKind
    priority: Priority
    name: str | None
    phone_tail: str | None
    slot_starts_at: datetime | None
    queued_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    station: int | None
    reason: str = ""
    """Why it stands where it stands: booked, priority, ordinary, early, overdue, seniority (the booth calls in the
    order of coming), or "" when not in the line."""
    elsewhere: str = ""
    """Letter of the booth where the person is called or served now; NEXT passes over them until they are free."""


@dataclass(frozen=True, slots=True)
class StationView:
    id: int
    ordinal: int
    is_open: bool
    ticket: StaffTicket | None


@dataclass(frozen=True, slots=True)
class LastMove:
    """What `undo` would take back."""

    number: str
    move: Move
    at: datetime


@dataclass(frozen=True, slots=True)
class BoothQueue:
    """Everything on the volunteer's screen. `line` is in calling order."""

    booth_id: int
    market_id: int
    letter: str
    name: Words
    service: Words
    kind: ServiceKind
    phase: MarketPhase
    takes_walk_ins: bool
    units_left: int | None
    time_zone: str
    stations: tuple[StationView, ...]
    line: tuple[StaffTicket, ...]
    bookings: tuple[StaffTicket, ...]
    on_hold: tuple[StaffTicket, ...]
    ready: tuple[StaffTicket, ...]
    missed: tuple[StaffTicket, ...]
    served: int
    undo: LastMove | None
    revision: int


@dataclass(frozen=True, slots=True)
class BoothChoice:
    """A booth that a volunteer may run."""

    booth_id: int
    market_id: int
    letter: str
    name: Words
    day: date
    opens_at: datetime
    time_zone: str
    waiting: int


@dataclass(frozen=True, slots=True)
class BoardBooth:
    letter: str
    name: Words
    zone: Zone
    now_serving: tuple[str, ...]
    called: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Board:
    """Numbers only. `revision` grows with every change of the market."""

    market_id: int
    revision: int
    name: Words
    phase: MarketPhase
    booths: tuple[BoardBooth, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session. The token is shown this once and stored only as a digest."""

    token: str
    role: Role
    name: str
    expires_at: datetime
