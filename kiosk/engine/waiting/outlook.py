"""What somebody in a line can be told: how long until the call, likely and in eight of ten cases.

Everything is a function of one number, the minutes until the call as the line stands, and that number never falls when
somebody more stands ahead: so neither does what is told. It moves with time only as services grow older.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, inf

from kiosk.engine.calling import CallingPolicy, Lane, Turn, seniority_of
from kiosk.engine.wait import WaitEstimate, gamma_quantile, said
from kiosk.engine.waiting.capacity import Overtaking, StationAhead, minutes_to_call
from kiosk.engine.waiting.leeway import Trust
from kiosk.engine.waiting.pace import Pace

_TENTH_FROM_EACH_END = 1.2816
"""Standard normal quantile of .9: an 80 % range leaves a tenth on either side."""

USUAL_CV, DOUBTFUL_CV = 0.1, 0.2
"""Assumed: what a day's pace does that no cycle shows beforehand, and how far a pace may be off that rests on the
catalogue alone; the latter fades as cycles are seen. Both are corrected by `Trust`."""

BOOKINGS_CV = 0.2
"""On top where there are bookings: who of them comes, and when, is not known. In replays of whole days ranges without
it held in 75 of 100 cases at booths with bookings and in 85 at those without."""

WIDEST_VARIANCE = 0.9
"""Of a wait relative to its square: a wait of a minute behind two stations says little more."""

ARRIVES_WITHIN = 10.0
"""Minutes, from the opening of a slot's window on, in which those arrive who keep their booking."""

SOON = 0.05
"""Minutes: nobody is told that a busy station is free."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the calling order.

    For one with a booking also when the slot starts, how many bookings with an older claim stand in line, and how many
    of these are for the same slot.
    """

    ahead: int
    lane: Lane
    slot_starts_at: datetime | None = None
    booked_before: int = 0
    same_slot_before: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """A station now. `opens_at` None: it is open already; `closes_at` None: it serves until nobody is left.

    `called_at`: since when somebody is there, None when nobody is.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_busy: bool = False
    called_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """People who have booked a time and may still come: `people` of them, not whole when some will not."""

    starts_at: datetime
    ends_at: datetime
    people: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A booth at `now`. `expected`: bookings not checked in; `early`: in line, but called only when their time comes.

    `comes_share`: of the bookings, those that are usually kept. `has_bookings`: somebody has booked for the day.
    """

    now: datetime
    pace: Pace
    posts: Sequence[Post]
    policy: CallingPolicy
    comes_share: float = 1.0
    expected: Sequence[Slot] = ()
    early: Mapping[datetime, int] | None = None
    has_bookings: bool = False

    def tell(self, place: Place, trust: Trust) -> WaitEstimate | None:
        """What somebody at that place is told; None if no station will be open by then."""
        stations = self.stations()
        minutes = self.minutes_until_call(place, stations)
        if minutes is None:
            return None
        by_day = USUAL_CV**2 + DOUBTFUL_CV**2 * self.pace.doubt + BOOKINGS_CV**2 * self.has_bookings
        return tell(minutes, stations=len(stations), pace=self.pace, by_day=by_day, trust=trust)

    def minutes_until_call(self, place: Place, stations: Sequence[StationAhead]) -> float | None:
        """As the line stands and the booked people come."""
        last = self._call(place.ahead, stations, self._overtaking(place))
        if place.lane is not Lane.EARLY or place.slot_starts_at is None or last is None:
            return last
        own = self._opens_in(place.slot_starts_at)
        before = [self._coming(slot) for slot in self.expected if slot.starts_at < place.slot_starts_at]
        by_claim = self._call(place.booked_before, stations, before)
        cycle, open_stations = self.pace.mean_minutes, max(1, len(stations))
        in_window = own + cycle / (open_stations + 1) + place.same_slot_before * cycle / open_stations
        return last if by_claim is None else min(last, max(by_claim, in_window))

    def stations(self) -> list[StationAhead]:
        found = []
        for post in self.posts:
            closes = inf if post.closes_at is None else self._in(post.closes_at)
            free = 0.0 if post.opens_at is None else max(0.0, self._in(post.opens_at))
            if post.is_busy:
                age = 0.0 if post.called_at is None else -self._in(post.called_at)
                free = max(SOON, free, self.pace.left_minutes(age))
            if closes > free:
                found.append(StationAhead(free, closes))
        return found

    def _call(self, ahead: int, stations: Sequence[StationAhead], first: Iterable[Overtaking]) -> float | None:
        """Of the calls while booked people are there, the calling order leaves one in so many to the others."""
        in_a_row = self.policy.bookings_in_a_row
        return minutes_to_call(
            ahead,
            stations,
            cycle_minutes=self.pace.mean_minutes,
            overtaking=first,
            overtakers_share=in_a_row / (in_a_row + 1),
        )

    def _overtaking(self, place: Place) -> Iterator[Overtaking]:
        """Booked people who are not ahead yet and will be called before."""
        if place.lane is Lane.EARLY:
            return
        for slot in self.expected:
            if self._goes_before(slot.starts_at, place):
                yield self._coming(slot)
        for starts_at, people in (self.early or {}).items():
            if self._goes_before(starts_at, place):
                opens = self._opens_in(starts_at)
                yield Overtaking(opens, opens, people)

    def _goes_before(self, starts_at: datetime, place: Place) -> bool:
        """Whether somebody with a booking for that time is called before somebody at that place."""
        if self.policy.goes_by_seniority and starts_at > self.now:
            return False  # a booking's claim counts from its slot: younger than that of whoever stands there now
        return place.lane is not Lane.BOOKED or place.slot_starts_at is None or starts_at < place.slot_starts_at

    def _coming(self, slot: Slot) -> Overtaking:
        """From its start on it grows less likely that they come; after the late minutes nobody is expected."""
        over = self._in(slot.ends_at) + self.policy.late_minutes
        left = over / (over - self._in(slot.starts_at))
        share = self.comes_share * min(max(left, 0.0), 1.0)
        opens = self._opens_in(slot.starts_at)
        return Overtaking(opens, opens + ARRIVES_WITHIN, share * slot.people)

    def _opens_in(self, starts_at: datetime) -> float:
        return self._in(starts_at) - self.policy.early_minutes

    def _in(self, instant: datetime) -> float:
        return (instant - self.now) / timedelta(minutes=1)


def tell(minutes: float, *, stations: int, pace: Pace, by_day: float, trust: Trust) -> WaitEstimate:
    """As people say it. The range: of a gamma distribution whose relative variance has a part for the cycles until
    then, and one that is the same for everybody, `by_day`.

    The relative variance falls with the wait no faster than one over it, and raises an upper quantile of at most
    2.5 × 1.28 deviations by less than in proportion: so both ends rise with the wait.
    """
    if minutes <= 0:
        return WaitEstimate(0, 0, 1)
    likely = minutes * trust.lean
    by_cycles = pace.cv**2 * pace.mean_minutes / max(1, stations) / likely
    variance = min(by_cycles + by_day, WIDEST_VARIANCE)
    low = likely * gamma_quantile(variance, -_TENTH_FROM_EACH_END * trust.low)
    high = likely * gamma_quantile(variance, _TENTH_FROM_EACH_END * trust.high)
    likely_said = max(1, said(likely, round_to=round))
    return WaitEstimate(
        low_minutes=min(said(low, round_to=floor), likely_said),
        likely_minutes=likely_said,
        high_minutes=max(said(max(high, likely), round_to=ceil), likely_said),
    )


def place_in(order: Sequence[Turn], number: int) -> Place:
    """The place of the person `number` (from 0) of a calling order."""
    turn = order[number]
    starts_at = turn.waiting.slot_starts_at
    if turn.lane not in (Lane.BOOKED, Lane.EARLY) or starts_at is None:
        return Place(number, turn.lane)
    claim = seniority_of(turn.waiting, lane=turn.lane)
    older = [
        other.waiting.slot_starts_at
        for other in order
        if other.lane in (Lane.BOOKED, Lane.EARLY) and seniority_of(other.waiting, lane=other.lane) < claim
    ]
    return Place(number, turn.lane, starts_at, len(older), older.count(starts_at))
