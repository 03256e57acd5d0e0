"""What is known of a line at the moment in which somebody joins it: nothing that happens later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.engine.waiting.events import Event, Kind, events
from kiosk.engine.waiting.log import DAY_S, Visit, lines
from kiosk.engine.waiting.queue import Queue
from kiosk.engine.waiting.recent import Pace, Peak, Recent, Waits
from kiosk.engine.waiting.usual import LONGEST_INTERVAL_S, Habits, Usual

LONGEST_SERVICE_S = 7200.0
LONG_AGO_S = 1800.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A person joins a line in which nobody is free. Times in seconds; counts of people in the minutes before.

    `ahead`: people who wait, by class. `head_s`: how long the first of each class has waited by now.
    `service_s`: how long one took of late; `usual_service_s`: on all days that were learnt from.
    `until_open_s`: until the usual hour of the first service, 0 once somebody was served.
    """

    visit: Visit
    own_class: int
    ahead: tuple[int, ...]
    head_s: tuple[float, ...]
    busy: int
    stations: float
    service_s: float
    usual_service_s: float
    interval_s: float
    in_service_s: float
    last_wait_s: float
    last_long_s: float
    last_of_class_s: float
    last_five_s: float
    since_start_s: float
    until_open_s: float
    starts: int
    starts_of_waiting: int
    ends: int
    arrivals: int
    arrivals_just_now: int
    leaves: int

    @property
    def queue_length_s(self) -> float:
        """QL = (Q + 1) · S / c. Asked only where nobody is free, whatever the count of stations says."""
        return (sum(self.ahead) + 1) * self.usual_service_s / self.stations


class Line:
    """One booth on one day, event by event."""

    def __init__(self, visits: Sequence[Visit], levels: Sequence[int], habits: Habits, services: Pace) -> None:
        self.visits = visits
        self.level = {priority: place for place, priority in enumerate(levels)}
        self.habits = habits
        self.next_day, self.services = services, services.copy()
        self.intervals = Pace(habits.interval_s, is_known=habits.is_known)
        self.queues = [Queue() for _ in levels]
        self.waits = Waits(habits.wait_s, len(levels))
        self.serving: dict[int, float] = {}
        self.is_open = False
        self.last_start_s: float | None = None
        self.busiest = Peak(1200)
        self.starts, self.starts_of_waiting, self.ends = Recent(600), Recent(600), Recent(600)
        self.arrivals, self.arrivals_just_now, self.leaves = Recent(900), Recent(300), Recent(1800)

    def moments(self) -> Iterator[Moment]:
        """Of everybody who is scored."""
        for event in events(self.visits):
            visit = self.visits[event.number]
            if event.kind == Kind.ARRIVE and visit.is_scored:
                yield self.moment(visit, event.now_s)
            self.happen(event, visit)

    def happen(self, event: Event, visit: Visit) -> None:
        if event.kind == Kind.ARRIVE:
            self.arrive(event.number, visit, event.now_s)
        elif event.kind == Kind.LEAVE:
            self.queues[self.class_of(visit)].leave(event.number)
            self.leaves.add(event.now_s)
        elif event.kind == Kind.END:
            self.end(event.number, event.now_s)
        else:
            self.start(event.number, visit, event.now_s)

    def arrive(self, number: int, visit: Visit, now_s: float) -> None:
        self.arrivals.add(now_s)
        self.arrivals_just_now.add(now_s)
        if visit.left_s != now_s:  # else gone already, in the same second
            self.queues[self.class_of(visit)].join(number, now_s)

    def start(self, number: int, visit: Visit, now_s: float) -> None:
        self.queues[self.class_of(visit)].call(number)
        if visit.ended_s != now_s:  # else over already, in the same second
            self.serving[number] = now_s
            self.is_open = True
        self.starts.add(now_s)
        self.busiest.add(now_s, len(self.serving))
        self.waits.add(now_s - visit.arrived_s, self.class_of(visit))
        if visit.arrived_s < now_s:
            self.starts_of_waiting.add(now_s)
        if self.last_start_s is not None and visit.arrived_s <= self.last_start_s:
            self.intervals.add(min(now_s - self.last_start_s, LONGEST_INTERVAL_S))
        self.last_start_s = now_s

    def end(self, number: int, now_s: float) -> None:
        self.ends.add(now_s)
        if number not in self.serving:
            return
        service_s = min(now_s - self.serving.pop(number), LONGEST_SERVICE_S)
        self.services.add(service_s)
        if now_s <= DAY_S:  # what ends past midnight is not known when the next day begins
            self.next_day.add(service_s)

    def class_of(self, visit: Visit) -> int:
        return self.level.get(visit.priority, 0)

    def stations(self, visit: Visit, now_s: float) -> float:
        """As written down; else as many as were seen busy at once in the last twenty minutes; else as usual."""
        if visit.stations:
            return float(visit.stations)
        return max(1.0, self.busiest.at(now_s) or self.habits.stations, len(self.serving))

    def moment(self, visit: Visit, now_s: float) -> Moment:
        return Moment(
            visit=visit,
            own_class=self.class_of(visit),
            ahead=tuple(len(queue) for queue in self.queues),
            head_s=tuple(queue.head_s(now_s) for queue in self.queues),
            busy=len(self.serving),
            stations=self.stations(visit, now_s),
            service_s=self.services.mean_s,
            usual_service_s=self.habits.service_s if self.habits.is_known else self.services.mean_s,
            interval_s=self.intervals.mean_s,
            in_service_s=self._in_service_s(now_s),
            last_wait_s=self.waits.last_s,
            last_long_s=self.waits.long_s[-1],
            last_of_class_s=self.waits.of_class_s[self.class_of(visit)],
            last_five_s=sum(self.waits.long_s) / len(self.waits.long_s),
            since_start_s=LONG_AGO_S if self.last_start_s is None else min(now_s - self.last_start_s, LONG_AGO_S),
            until_open_s=0.0 if self.is_open else max(0.0, (self.habits.opens_s or 0.0) - now_s),
            starts=self.starts.count(now_s),
            starts_of_waiting=self.starts_of_waiting.count(now_s),
            ends=self.ends.count(now_s),
            arrivals=self.arrivals.count(now_s),
            arrivals_just_now=self.arrivals_just_now.count(now_s),
            leaves=self.leaves.count(now_s),
        )

    def _in_service_s(self, now_s: float) -> float:
        begun = [min(now_s - since_s, LONG_AGO_S) for since_s in self.serving.values()]
        return sum(begun) / len(begun) if begun else 0.0


def moments_of(visits: Sequence[Visit], levels: Sequence[int], usual: Usual) -> Iterator[Moment]:
    """Everybody who is scored, with what was known at the arrival. How long services took is remembered from day to
    day."""
    services: dict[str, Pace] = {}
    for line in lines(visits):
        booth = line[0].booth
        habits = usual.of(booth)
        pace = services.setdefault(booth, Pace(habits.service_s, is_known=habits.is_known))
        yield from Line(line, levels, habits, pace).moments()
