"""One day of one booth, event by event: what is known at each moment, and what people were told.

The very same object serves the day itself (it is fed with what has happened since it was last asked) and the report
afterwards (it is fed with everything, in the same order). It sees one event at a time, so that nothing it says can rest
on what happened later. What it does not hear of are changes of the plan: stations' hours are taken as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk.engine.calling import CallingPolicy, Lane, Waiting
from kiosk.engine.wait import WaitEstimate
from kiosk.engine.waiting.booth_line import BoothLine
from kiosk.engine.waiting.leeway import Trust
from kiosk.engine.waiting.outlook import Outlook, Place, Post, Slot
from kiosk.engine.waiting.pace import Pace
from models.enums import Priority, TicketKind, TicketState
from models.moves import AT_STATION, Move

S = TicketState
_MINUTE = timedelta(minutes=1)


class Happening(NamedTuple):
    """One event of a ticket, with what never changes about the ticket. Ids are unique, times aware UTC.

    `passed_over`, of a call: tickets whose turn had come before, but whose people were at other booths.
    """

    id: int
    at: datetime
    ticket_id: int
    move: Move
    became: TicketState
    station_id: int | None
    kind: TicketKind
    priority: Priority
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    passed_over: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class StationPlan:
    """A station and its own hours; None: the market's."""

    id: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the plan says about a booth. `no_show_rate`: of its bookings."""

    opens_at: datetime
    policy: CallingPolicy
    no_show_rate: float = 0.2


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a service before the day, or after it."""

    pace: Pace
    trust: Mapping[Lane, Trust] = field(default_factory=dict)

    def next_day(self) -> Knowledge:
        return Knowledge(self.pace.next_day(), self.trust)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told when they joined the line, and what the plain estimate needs to know of that moment."""

    ticket_id: int
    kind: TicketKind
    priority: Priority
    at: datetime
    place: Place
    stations: int
    busy: int
    said: WaitEstimate


@dataclass(frozen=True, slots=True)
class Outcome:
    """Somebody's turn came: what they had been told, and how long it was. Whoever was at another booth then waited no
    longer for this one, and is called here as soon as they are free."""

    told: Told
    waited_minutes: float

    @property
    def is_scored(self) -> bool:
        """Who finds a station free is called at once; to be right about that is no art."""
        return self.told.said.likely_minutes > 0

    @property
    def held(self) -> bool:
        return self.told.said.low_minutes <= self.waited_minutes <= self.told.said.high_minutes


@dataclass(slots=True)
class _Seat:
    """A station: who is there, since when, and since when nobody is."""

    ticket_id: int | None = None
    called_at: datetime | None = None
    left_at: datetime | None = None


class BoothDay:
    """A booth from its first event on. `see` each event once, in order; ask `outlook` at any time."""

    def __init__(self, terms: Terms, stations: Sequence[StationPlan], knows: Knowledge) -> None:
        self.terms, self.stations = terms, stations
        self.pace, self.trust = knows.pace, dict(knows.trust)
        self.line = BoothLine(terms.policy)
        self.outcomes: dict[int, Outcome] = {}
        self._seats: dict[int, _Seat] = {}
        self._people: dict[int, Waiting] = {}
        self._joined: dict[int, datetime] = {}
        self._told: dict[int, Told] = {}
        self._slots: dict[tuple[datetime, datetime], int] = {}
        self._expected: dict[int, tuple[datetime, datetime]] = {}
        self._returned: set[int] = set()
        self._opened_at = terms.opens_at
        self._has_bookings = False

    @property
    def knows(self) -> Knowledge:
        return Knowledge(self.pace, self.trust)

    # What is known ----------------------------------------------------------------------------------------------

    def outlook(self, now: datetime) -> Outlook:
        slots = [Slot(starts, ends, people) for (starts, ends), people in self._slots.items()]
        return Outlook(
            now=now,
            pace=self.pace,
            posts=[self._post(station, now) for station in self.stations],
            policy=self.terms.policy,
            comes_share=1 - self.terms.no_show_rate,
            expected=slots,
            early=self.line.early(now),
            has_bookings=self._has_bookings,
        )

    def told_at(self, ticket_id: int, place: Place, now: datetime) -> WaitEstimate | None:
        """What this ticket has been told at this very instant and place, so that it need not be worked out twice."""
        told = self._told.get(ticket_id)
        return told.said if told and told.at == now and told.place == place else None

    def tell(self, place: Place, now: datetime) -> WaitEstimate | None:
        """What somebody at that place is told; None if nobody will serve them as things stand."""
        return self.outlook(now).tell(place, self.trust.get(place.lane, Trust()))

    def _post(self, station: StationPlan, now: datetime) -> Post:
        seat = self._seats.get(station.id, _Seat())
        opens_at = station.opens_at or self._opened_at
        return Post(
            opens_at=opens_at if opens_at > now else None,
            closes_at=station.closes_at,
            is_busy=seat.ticket_id is not None,
            called_at=seat.called_at,
        )

    # What happens -----------------------------------------------------------------------------------------------

    def see(self, event: Happening) -> None:
        self._leave(event)
        if event.became is S.BOOKED:
            self._expect(event)
        elif event.became is S.WAITING:
            self._join(event)
        elif event.move is Move.CALL:
            self._call(event)
        elif event.became in AT_STATION:
            self._at_station(event)
        else:
            self._told.pop(event.ticket_id, None)

    def _leave(self, event: Happening) -> None:
        """From where the ticket was: its slot, its station, the line."""
        slot = self._expected.pop(event.ticket_id, None)
        if slot is not None:
            self._slots[slot] -= 1
            if not self._slots[slot]:
                del self._slots[slot]
        if event.became not in AT_STATION:
            for seat in self._seats.values():
                if seat.ticket_id == event.ticket_id:
                    seat.ticket_id, seat.left_at = None, event.at
        if event.became in (S.WAITING, S.ON_HOLD):
            self.line.uncall(event.ticket_id)
        if event.became is not S.WAITING:
            self.line.remove(event.ticket_id)

    def _expect(self, event: Happening) -> None:
        if event.slot_starts_at is not None and event.slot_ends_at is not None:
            self._has_bookings = True
            slot = (event.slot_starts_at, event.slot_ends_at)
            self._expected[event.ticket_id] = slot
            self._slots[slot] = self._slots.get(slot, 0) + 1

    def _join(self, event: Happening) -> None:
        known = self._people.get(event.ticket_id)
        is_new = known is None or event.move is Move.CHECK_IN
        one = self._fresh(event) if is_new or known is None else self._again(known, event)
        if event.move is Move.UNDO:
            self._untell(event)
        elif is_new:
            self._tell(one, event)
        self.line.add(one)
        self._people[event.ticket_id], self._joined[event.ticket_id] = one, event.at

    def _fresh(self, event: Happening) -> Waiting:
        is_booked = event.kind is TicketKind.BOOKED
        if not is_booked:
            self._opened_at = min(self._opened_at, event.at)  # nobody takes a number before somebody opened
        return Waiting(
            ticket_id=event.ticket_id,
            kind=event.kind,
            priority=event.priority,
            queued_at=event.at,
            slot_starts_at=event.slot_starts_at,
            slot_ends_at=event.slot_ends_at,
            checked_in_at=event.at if is_booked else None,
        )

    def _again(self, known: Waiting, event: Happening) -> Waiting:
        """Somebody who was in line before keeps the claim, but after a missed call it is a new one."""
        if event.move is not Move.RETURN:
            return known
        is_first = event.ticket_id not in self._returned
        self._returned.add(event.ticket_id)
        seat = self.line.seat_after_return(known, event.at) if is_first else event.at
        return replace(known, queued_at=seat)

    def _tell(self, one: Waiting, event: Happening) -> None:
        if event.at < self._opened_at:
            return
        place = self.line.place_of(one, event.at)
        said = self.tell(place, event.at)
        if said is not None:
            self._told[event.ticket_id] = Told(
                ticket_id=event.ticket_id,
                kind=event.kind,
                priority=event.priority,
                at=event.at,
                place=place,
                stations=sum(self._is_open(station, event.at) for station in self.stations),
                busy=sum(seat.ticket_id is not None for seat in self._seats.values()),
                said=said,
            )

    def _untell(self, event: Happening) -> None:
        """The call was a mistake: that wait has not ended."""
        outcome = self.outcomes.pop(event.ticket_id, None)
        if outcome is not None:
            self._told[event.ticket_id] = outcome.told
        for seat in self._seats.values():
            if seat.left_at == event.at and seat.ticket_id is None:
                seat.called_at = None

    def _is_open(self, station: StationPlan, now: datetime) -> bool:
        return now >= (station.opens_at or self._opened_at) and (station.closes_at is None or now < station.closes_at)

    def _call(self, event: Happening) -> None:
        if event.station_id is None:
            return
        one = self._people.get(event.ticket_id)
        if one is not None:
            self.line.call(one, event.at)
        seat = self._seats.setdefault(event.station_id, _Seat())
        self._learn_cycle(seat, event)
        seat.ticket_id, seat.called_at, seat.left_at = event.ticket_id, event.at, None
        for ticket_id in (event.ticket_id, *(event.passed_over or ())):
            told = self._told.pop(ticket_id, None)
            if told is not None:
                self._learn_wait(Outcome(told, (event.at - told.at) / _MINUTE))

    def _learn_cycle(self, seat: _Seat, event: Happening) -> None:
        """From the last call here to this one, without the time in which nobody was there to be called."""
        if seat.called_at is None or seat.left_at is None:
            return
        served = seat.left_at - seat.called_at
        could_call_at = max(seat.left_at, self._joined.get(event.ticket_id, seat.left_at))
        between = event.at - could_call_at
        if served >= timedelta(0) and between >= timedelta(0):
            self.pace = self.pace.after((served + between) / _MINUTE)

    def _learn_wait(self, outcome: Outcome) -> None:
        self.outcomes[outcome.told.ticket_id] = outcome
        if outcome.is_scored and outcome.waited_minutes >= 0:
            told, lane = outcome.told.said, outcome.told.place.lane
            self.trust[lane] = self.trust.get(lane, Trust()).after(
                outcome.waited_minutes, low=told.low_minutes, likely=told.likely_minutes, high=told.high_minutes
            )

    def _at_station(self, event: Happening) -> None:
        """Served, called again, or back there because a press was taken back."""
        if event.station_id is not None:
            seat = self._seats.setdefault(event.station_id, _Seat())
            if seat.ticket_id != event.ticket_id:
                seat.ticket_id, seat.left_at = event.ticket_id, None
