"""What is known of a line at the moment in which somebody joins it: nothing that happens later."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.engine.waiting.log import Visit

END, LEAVE, START, ARRIVE = range(4)
"""What happens in the same second happens in this order: nobody is served before coming."""
HALF_HOUR_S = 1800.0
LONGEST_S = 900.0
"""Of a wait as a sign of the next one: beyond a quarter of an hour it says no more."""
FEW = 50
"""So many services say how long one takes; before they are seen, the usual mean stands in."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A person joins a line in which nobody is free. Times in seconds; counts of people in the minutes before.

    `ahead`: people who wait, by class. `head_s`: how long the longest of each class has waited by now.
    """

    visit: Visit
    ahead: tuple[int, ...]
    head_s: tuple[float, ...]
    busy: int
    stations: int
    service_s: float
    last_wait_s: float
    last_of_class_s: float
    last_five_s: float
    since_start_s: float
    in_service_s: float
    starts: int
    starts_of_waiting: int
    ends: int
    arrivals: int
    arrivals_just_now: int
    leaves: int


@dataclass(slots=True)
class Recent:
    """When something happened in the last while."""

    span_s: float
    times: deque[float] = field(default_factory=deque)

    def add(self, now_s: float) -> None:
        self.times.append(now_s)

    def count(self, now_s: float) -> int:
        while self.times and self.times[0] < now_s - self.span_s:
            self.times.popleft()
        return len(self.times)


class Line:
    """One booth on one day, event by event."""

    def __init__(
        self, visits: Sequence[Visit], levels: Sequence[int], services: deque[float], usual_wait_s: float
    ) -> None:
        self.visits = visits
        self.level = {priority: place for place, priority in enumerate(levels)}
        self.waiting: dict[int, float] = {}
        self.serving: dict[int, float] = {}
        self.services = services
        self.waits = deque([usual_wait_s], maxlen=5)
        self.wait_of_class = [usual_wait_s] * len(levels)
        self.last_start_s = -HALF_HOUR_S
        self.busiest: deque[tuple[float, int]] = deque()
        self.starts, self.starts_of_waiting, self.ends = Recent(600), Recent(600), Recent(600)
        self.arrivals, self.arrivals_just_now, self.leaves = Recent(900), Recent(300), Recent(HALF_HOUR_S)

    def moments(self) -> Iterator[Moment]:
        for now_s, kind, number in events(self.visits):
            visit = self.visits[number]
            if kind == ARRIVE:
                if visit.is_scored:
                    yield self.moment(visit, now_s)
                self.arrive(number, now_s)
            elif kind == START:
                self.start(number, visit, now_s)
            elif kind == END:
                self.end(number, visit, now_s)
            else:
                self.waiting.pop(number, None)
                self.leaves.add(now_s)

    def arrive(self, number: int, now_s: float) -> None:
        self.arrivals.add(now_s)
        self.arrivals_just_now.add(now_s)
        if self.visits[number].left_s != now_s:
            self.waiting[number] = now_s

    def start(self, number: int, visit: Visit, now_s: float) -> None:
        self.waiting.pop(number, None)
        if visit.ended_s != now_s:
            self.serving[number] = now_s
        self.starts.add(now_s)
        self.busiest.append((now_s, len(self.serving)))
        waited_s = now_s - visit.arrived_s
        if waited_s > 0:
            self.waits.append(waited_s)
            self.wait_of_class[self.class_of(visit)] = waited_s
            self.starts_of_waiting.add(now_s)
            self.last_start_s = now_s

    def end(self, number: int, visit: Visit, now_s: float) -> None:
        began_s = self.serving.pop(number, None)
        self.ends.add(now_s)
        if began_s is not None:
            self.services.append(min(now_s - began_s, HALF_HOUR_S))

    def class_of(self, visit: Visit) -> int:
        return self.level.get(visit.priority, 0)

    def open_stations(self, visit: Visit, now_s: float) -> int:
        """As written down; else as many as were seen busy at once in the last twenty minutes."""
        while self.busiest and self.busiest[0][0] < now_s - 1200:
            self.busiest.popleft()
        seen = max((busy for _, busy in self.busiest), default=1)
        return visit.stations or max(1, seen, len(self.serving))

    def moment(self, visit: Visit, now_s: float) -> Moment:
        ahead, heads = [0] * len(self.level), [0.0] * len(self.level)
        for number, since_s in self.waiting.items():
            place = self.class_of(self.visits[number])
            ahead[place] += 1
            heads[place] = max(heads[place], min(now_s - since_s, LONGEST_S))
        begun = [min(now_s - since_s, LONGEST_S) for since_s in self.serving.values()]
        return Moment(
            visit=visit,
            ahead=tuple(ahead),
            head_s=tuple(heads),
            busy=len(self.serving),
            stations=self.open_stations(visit, now_s),
            service_s=sum(self.services) / len(self.services),
            last_wait_s=min(self.waits[-1], LONGEST_S),
            last_of_class_s=min(self.wait_of_class[self.class_of(visit)], LONGEST_S),
            last_five_s=min(sum(self.waits) / len(self.waits), LONGEST_S),
            since_start_s=min(now_s - self.last_start_s, LONGEST_S),
            in_service_s=sum(begun) / len(begun) if begun else 0.0,
            starts=self.starts.count(now_s),
            starts_of_waiting=self.starts_of_waiting.count(now_s),
            ends=self.ends.count(now_s),
            arrivals=self.arrivals.count(now_s),
            arrivals_just_now=self.arrivals_just_now.count(now_s),
            leaves=self.leaves.count(now_s),
        )


def events(visits: Sequence[Visit]) -> list[tuple[float, int, int]]:
    """When, what and which visit, in time order. A service without a wait begins after its own arrival."""
    found: list[tuple[float, int, int, int]] = []
    for number, visit in enumerate(visits):
        found.append((visit.arrived_s, ARRIVE, number, ARRIVE))
        if visit.started_s is not None:
            at_once = visit.started_s == visit.arrived_s
            found.append((visit.started_s, ARRIVE if at_once else START, number + at_once, START))
            if visit.ended_s is not None:
                found.append((visit.ended_s, END, number, END))
        elif visit.left_s is not None:
            found.append((visit.left_s, LEAVE, number, LEAVE))
    return [(now_s, kind, number - (kind == START and order == ARRIVE)) for now_s, order, number, kind in sorted(found)]
