"""A booth's events for tests, by the minute: `Script().walk_in(0, 1).call(2, 1).done(5, 1)` and so on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.engine.calling import CallingPolicy
from kiosk.engine.waiting.booth_day import BoothDay, Happening, Knowledge, StationPlan, Terms
from kiosk.engine.waiting.pace import pace_of_catalogue
from models.enums import Priority, TicketKind, TicketState
from models.moves import Move

S = TicketState
OPENS = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
POLICY = CallingPolicy()


def minute(minutes: float) -> datetime:
    return OPENS + timedelta(minutes=minutes)


class Script:
    """Events of one booth in the order in which they are written; `at` need not be in order."""

    def __init__(self) -> None:
        self.events: list[Happening] = []
        self._people: dict[int, tuple[TicketKind, Priority, datetime | None, datetime | None]] = {}

    def walk_in(self, at: float, ticket: int, priority: Priority = Priority.NONE) -> Script:
        self._people[ticket] = (TicketKind.WALK_IN, priority, None, None)
        return self._add(at, ticket, Move.CREATE, S.WAITING)

    def book(self, at: float, ticket: int, *, slot: float) -> Script:
        self._people[ticket] = (TicketKind.BOOKED, Priority.NONE, minute(slot), minute(slot + 15))
        return self._add(at, ticket, Move.CREATE, S.BOOKED)

    def check_in(self, at: float, ticket: int) -> Script:
        return self._add(at, ticket, Move.CHECK_IN, S.WAITING)

    def call(self, at: float, ticket: int, station: int = 1, *, passing_over: tuple[int, ...] = ()) -> Script:
        self._add(at, ticket, Move.CALL, S.CALLED, station)
        self.events[-1] = self.events[-1]._replace(passed_over=passing_over)
        return self

    def start(self, at: float, ticket: int, station: int = 1) -> Script:
        return self._add(at, ticket, Move.START, S.SERVING, station)

    def done(self, at: float, ticket: int, station: int = 1) -> Script:
        return self._add(at, ticket, Move.FINISH, S.DONE, station)

    def served(self, at: float, ticket: int, *, until: float, station: int = 1) -> Script:
        return self.call(at, ticket, station).start(at, ticket, station).done(until, ticket, station)

    def move(self, at: float, ticket: int, move: Move, became: TicketState, station: int | None = None) -> Script:
        return self._add(at, ticket, move, became, station)

    def _add(self, at: float, ticket: int, move: Move, became: TicketState, station: int | None = None) -> Script:
        kind, priority, starts, ends = self._people[ticket]
        number = len(self.events) + 1
        self.events.append(Happening(number, minute(at), ticket, move, became, station, kind, priority, starts, ends))
        return self

    def day(
        self, *, mean_minutes: float = 3, cv: float = 0.35, stations: int = 1, plans: list[StationPlan] | None = None
    ) -> BoothDay:
        day = new_day(mean_minutes=mean_minutes, cv=cv, stations=stations, plans=plans)
        for event in self.events:
            day.see(event)
        return day


def new_day(
    *, mean_minutes: float = 3, cv: float = 0.35, stations: int = 1, plans: list[StationPlan] | None = None
) -> BoothDay:
    knows = Knowledge(pace_of_catalogue(mean_minutes, cv))
    return BoothDay(Terms(OPENS, POLICY), plans or [StationPlan(n + 1) for n in range(stations)], knows)
