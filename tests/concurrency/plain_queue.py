"""The queue of a booth as a plain list of people: what the documents say, in as few lines as possible.

Nothing of it comes from the engine, the store or the table of moves, and it need not be fast: whoever is called next is
looked for in the whole list, and the order of the line is found by calling one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise

MINUTE, INSTANT = timedelta(minutes=1), timedelta(microseconds=1)
DAY = timedelta(days=1)
SLOT, GRACE = 15 * MINUTE, 15 * MINUTE
UNDO_WITHIN = MINUTE

NEXT_STATES = {
    "booked": {"waiting", "no_show", "cancelled"},
    "waiting": {"called", "on_hold", "cancelled"},
    "called": {"called", "serving", "waiting", "on_hold", "no_show", "cancelled"},
    "serving": {"done", "ready"},
    "ready": {"done"},
    "on_hold": {"waiting", "cancelled"},
    "no_show": {"waiting"},
    "done": set(),
    "cancelled": set(),
}
HOLDERS_MAY = {("booked", "waiting"), ("no_show", "waiting")}
HAS_CLAIM = {"booked", "waiting", "called", "serving", "ready", "on_hold"}
AT_STATION = {"called", "serving"}

ORDERS = {
    "first_come": (1, 1, 0),
    "booked_first": (2, 1, 60),
    "one_in_three": (1, 2, 60),
    "longest_wait_cap": (2, 1, 30),
}
"""Priority people in a row, ordinary ones in a row, and the minutes after which somebody goes before all others."""


@dataclass
class Someone:
    """One ticket. `slot`: when the booked quarter-hour begins; `place`: the seniority given after a missed call;
    `visit`: the same for all tickets of one person."""

    number: str
    code: str
    has_priority: bool
    phone: str | None
    slot: datetime | None
    state: str
    visit: str = ""
    came_at: datetime | None = None
    place: datetime | None = None
    called_at: datetime | None = None
    called_from: str = ""
    station: int | None = None
    missed_at: datetime | None = None
    has_returned: bool = False

    def lane(self, now: datetime) -> str:
        if self.slot is not None and self.came_at is not None and self.came_at <= self.slot + SLOT + 15 * MINUTE:
            return "booked" if now >= self.slot - 5 * MINUTE else "early"
        return "priority" if self.has_priority else "ordinary"

    def claim(self, now: datetime) -> datetime:
        """Walk-ins: since they came. Bookings: the slot, within a minute by check-in; later after a missed call."""
        assert self.came_at is not None
        if self.slot is None or self.lane(now) in ("priority", "ordinary"):
            return self.place or self.came_at
        of_slot = self.slot + (self.came_at - self.slot + DAY) / 2880
        return max(of_slot, self.place or of_slot)


@dataclass
class Pressed:
    """What a member of staff did; `before` is the person as they were."""

    by: int
    at: datetime
    who: str
    what: str
    before: Someone | None


@dataclass
class Queue:
    """A booth. `stations`: ordinal → (opens, closes); `order`: one of `ORDERS`."""

    letter: str
    keeps_items: bool
    units: int | None
    places: dict[datetime, int]
    stations: dict[int, tuple[datetime, datetime | None]]
    order: str = "booked_first"
    other_booths: list[Queue] = field(default_factory=list)
    people: list[Someone] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)

    def of_state(self, *states: str) -> list[Someone]:
        return [one for one in self.people if one.state in states]

    def person(self, number: str) -> Someone:
        return next(one for one in self.people if one.number == number)

    def units_left(self) -> int | None:
        gone = len(self.people) - len(self.of_state("cancelled", "no_show"))
        return None if self.units is None else self.units - gone

    def places_left(self, slot: datetime) -> int:
        return self.places[slot] - sum(one.slot == slot and one.state != "cancelled" for one in self.people)

    def has_ticket(self, phone: str | None, *, besides: Someone | None = None) -> bool:
        held = [one for one in self.of_state(*HAS_CLAIM) if one is not besides]
        return phone is not None and any(one.phone == phone for one in held)

    def needs(self, state: str) -> bool:
        """Whether somebody in this state must be here: not who left something."""
        return state == "called" or (state == "serving" and not self.keeps_items)

    def is_elsewhere(self, one: Someone) -> bool:
        """Whether the same person is called or served at another booth."""
        others = [(booth, other) for booth in self.other_booths for other in booth.people]
        return any(booth.needs(other.state) and other.visit == one.visit for booth, other in others)

    def first_who_is_free(self, now: datetime) -> Someone | None:
        """Who is called next: whoever is elsewhere might as well not stand here."""
        free = [one for one in self.of_state("waiting") if not self.is_elsewhere(one)]
        return self.next_one(free, self.lanes_called(), now)

    def occupied(self) -> dict[int | None, Someone]:
        return {one.station: one for one in self.of_state(*AT_STATION)}

    def free_station(self, now: datetime) -> int | None:
        is_open = [n for n, (opens, closes) in self.stations.items() if opens <= now and (not closes or now < closes)]
        return next((n for n in is_open or self.stations if n not in self.occupied()), None)

    def next_one(self, line: Iterable[Someone], lanes: list[str], now: datetime) -> Someone | None:
        """Who is called when these were the lanes of the last calls."""
        line = sorted(line, key=lambda one: (one.claim(now), one.place or one.came_at, one.number))
        priority_row, ordinary_row, too_long = ORDERS[self.order]
        waits_too_long = [one for one in line if now - one.claim(now) >= too_long * MINUTE]
        if waits_too_long:
            return waits_too_long[0]
        lanes = [lane for lane in lanes if lane != "early"]
        in_a_row = next((n for n, lane in enumerate(reversed(lanes)) if lane != "booked"), len(lanes))
        row = next((list(same) for _, same in groupby(lane for lane in reversed(lanes) if lane != "booked")), [])
        goes_on = len(row) < (ordinary_row if "ordinary" in row else priority_row)
        walk_in = ["ordinary", "priority"] if row and ("ordinary" in row) == goes_on else ["priority", "ordinary"]
        order = [*walk_in, "booked", "early"] if in_a_row >= 3 else ["booked", *walk_in, "early"]
        return next((one for lane in order for one in line if one.lane(now) == lane), None)

    def line(self, now: datetime) -> list[Someone]:
        """Everybody who waits, called one after the other."""
        waiting, lanes, order = self.of_state("waiting"), self.lanes_called(), list[Someone]()
        while (one := self.next_one(waiting, lanes, now)) is not None:
            waiting.remove(one)
            order.append(one)
            lanes.append(one.lane(now))
        return order

    def lanes_called(self) -> list[str]:
        called = [one for one in self.people if one.called_at is not None]
        return [one.called_from for one in sorted(called, key=lambda one: (one.called_at, one.number))][-12:]

    def seat_for(self, back: Someone, now: datetime) -> datetime:
        """Behind three of the lane the first time, and those whom nothing parts from them; else at its end. First come
        knows one lane only: those whose claim counts by now."""
        lane = [one for one in self.of_state("waiting") if one.lane(now) == back.lane(now)]
        if self.order == "first_come":
            lane = [one for one in self.of_state("waiting") if one.claim(now) <= now]
        claims = sorted(one.claim(now) for one in lane)
        if back.has_returned or not claims:
            return now
        if len(claims) < 3:
            return max(now, claims[-1] + INSTANT)
        for before, after in pairwise(claims[2:]):
            if after - before > INSTANT:
                return before + INSTANT
        return claims[-1] + INSTANT if len(claims) == 3 else max(now, claims[-1] + INSTANT)

    # ------------------------------------------------------------ what happens

    def refusal(self, one: Someone, to: str) -> set[str]:
        """Why the person may not be put there, by names of refusals; nothing when they may."""
        why = set()
        if one.state in ("cancelled", "no_show") and to not in ("cancelled", "no_show") and self.units_left() == 0:
            why.add("BoothFull")
        if one.slot is not None and one.state == "cancelled" and not self.places_left(one.slot):
            why.add("SlotFull")
        if one.state not in HAS_CLAIM and to in HAS_CLAIM and self.has_ticket(one.phone, besides=one):
            why.add("AlreadyBooked")
        return why

    def is_legal(self, was: str, to: str) -> bool:
        return to in NEXT_STATES[was] and (self.keeps_items or to != "ready")

    def put(self, one: Someone, to: str, *, now: datetime, station: int | None = None) -> None:
        """Move somebody who may be moved."""
        was, one.state = one.state, to
        if was == "booked" and to == "waiting":
            one.came_at = now
        elif was == "no_show":
            self._return(one, now)
        elif was == "waiting" and to == "called":
            one.called_at, one.called_from, one.station = now, one.lane(now), station
        elif was == "called" and to in ("waiting", "on_hold"):
            one.called_at = one.station = None
        elif to == "no_show":
            one.missed_at = now

    def _return(self, one: Someone, now: datetime) -> None:
        one.called_at = one.station = one.missed_at = None
        if one.came_at is None:
            one.came_at = now
            one.has_returned = True
            return
        one.state = "no_show"
        one.place = self.seat_for(one, now)
        one.state, one.has_returned = "waiting", True

    def note(self, by: int, who: Someone, what: str, *, now: datetime, before: Someone | None = None) -> None:
        self.pressed.append(Pressed(by, now, who.number, what, replace(before) if before else None))

    def undoable(self, by: int, now: datetime) -> Pressed | None:
        """The last press of this person, if nothing happened to that ticket since, and not long ago."""
        mine = [p for p in self.pressed if p.by == by and p.what != "recall"]
        if not mine or mine[-1].what in ("undo", "create") or now - mine[-1].at > UNDO_WITHIN:
            return None
        of_ticket = [p for p in self.pressed if p.who == mine[-1].who]
        return mine[-1] if of_ticket[-1] is mine[-1] else None

    def put_back(self, one: Someone, before: Someone) -> None:
        self.people[self.people.index(one)] = replace(before)
