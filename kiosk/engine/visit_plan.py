"""The order in which somebody with several services is home soonest.

The person stands in all lines at once. A turn that comes while they are elsewhere is not lost: the booth passes them
over and calls them as soon as they are free, so a task begins at the later of "its turn has come" and "the person has
walked there". An item that was left at a booth is ready some time later and is fetched whenever it suits. Not in the
model: that a booth which has passed somebody over first finishes with whom it called instead, a few minutes at most.

Pure. Minutes count from now; lengths in cm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kiosk.engine.plaza.expecting import ELDERS_CM_A_MINUTE
from models.enums import VisitAct

WORTH_A_CHANGE_MINUTES: Final = 3.0
"""A plan that people have seen is kept unless another one saves them so much: waits are not known better than that, and
nobody follows a plan that jumps."""

_TINY: Final = 1e-9
"""Minutes that are no difference: sums of the same numbers in another order."""

MOST_TRIED: Final = 7
"""So many tasks are tried in every order, 5040 at most. Four services with an item at two of them are six tasks."""


class Range(NamedTuple):
    low: float
    likely: float
    high: float


class Name(NamedTuple):
    """A task of a visit: the ticket, and what is done with it."""

    ticket: str
    act: VisitAct


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do at a booth. `turn`: minutes until it can begin; `minutes`: how long the person is needed.

    `ready_minutes`: with LEAVE, how long after it the item can be collected; the COLLECT of the same ticket then
    begins no sooner, whatever its own `turn` says.
    """

    name: Name
    x_cm: float
    y_cm: float
    turn: Range
    minutes: float
    ready_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    task: Task
    starts: Range
    ends: Range


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """Steps in order. `home`: minutes until the last of them is over, 0 without any."""

    steps: tuple[Step, ...]

    @property
    def home(self) -> Range:
        return self.steps[-1].ends if self.steps else Range(0, 0, 0)

    @property
    def order(self) -> tuple[Name, ...]:
        return tuple(step.task.name for step in self.steps)


def plan_visit(tasks: Collection[Task], *, first: Name | None = None, before: Sequence[Name] = ()) -> VisitPlan:
    """The order that brings the person home soonest by the likely minutes; among equals the one that goes by turns.

    `first`: where the person is, or is called to, now. `before`: the order that the person was told; it is kept, as far
    as its tasks are still there, unless the change is worth `WORTH_A_CHANGE_MINUTES`. Up to `MOST_TRIED` tasks all
    orders are compared; with more of them one task after the other is put where it helps most, until nothing helps.
    """
    by_turn = sorted(tasks, key=lambda task: (task.name != first, _earliest(task, tasks), task.name))
    search = _Search(by_turn, pinned=int(any(task.name == first for task in by_turn)))
    best = search.exhaustive() if len(by_turn) <= MOST_TRIED else search.improved()
    told = _told_before(by_turn, before, pinned=search.pinned)
    if told and not _is_worth_a_change(_steps(told), _steps(best)):
        best = told
    return VisitPlan(_steps(best))


def _is_worth_a_change(told: Sequence[Step], best: Sequence[Step]) -> bool:
    """Home that much sooner; or as soon, without standing about for that long before the first stop."""
    gained = told[-1].ends.likely - best[-1].ends.likely
    waited = told[0].starts.likely - best[0].starts.likely
    return gained >= WORTH_A_CHANGE_MINUTES - _TINY or (gained >= -_TINY and waited >= WORTH_A_CHANGE_MINUTES - _TINY)


def _earliest(task: Task, tasks: Collection[Task]) -> float:
    """A thing cannot be collected before it was left."""
    left = next((t for t in tasks if t.name == Name(task.name.ticket, VisitAct.LEAVE)), None)
    if task.name.act is not VisitAct.COLLECT or left is None:
        return task.turn.likely
    return max(task.turn.likely, left.turn.likely + left.minutes + left.ready_minutes)


def _told_before(tasks: Sequence[Task], before: Sequence[Name], *, pinned: int) -> list[Task]:
    """The tasks in the order that was told; nothing when it does not name each of them once."""
    by_name = {task.name: task for task in tasks[pinned:]}
    told = [by_name[name] for name in dict.fromkeys(before) if name in by_name]
    order = [*tasks[:pinned], *told]
    return order if len(order) == len(tasks) and _is_possible(order) else []


def _is_possible(order: Sequence[Task]) -> bool:
    places = {task.name: place for place, task in enumerate(order)}
    return all(
        place > places.get(Name(name.ticket, VisitAct.LEAVE), -1)
        for name, place in places.items()
        if name.act is VisitAct.COLLECT
    )


class _Clock(NamedTuple):
    """Where the person is after some tasks, and when, in one of the three cases of a range."""

    minute: float
    at: Task | None
    ready: tuple[tuple[str, float], ...] = ()
    """When the items that were left are ready."""

    def does(self, task: Task, case: int = 1) -> tuple[float, _Clock]:
        """When the task begins, and the clock after it."""
        walk = walk_minutes(self.at, task) if self.at else 0.0
        ready = next((minute for ticket, minute in self.ready if ticket == task.name.ticket), 0.0)
        begins = max(self.minute + walk, task.turn[case], ready)
        ends = begins + task.minutes
        if task.name.act is not VisitAct.LEAVE:
            return begins, _Clock(ends, task, self.ready)
        return begins, _Clock(ends, task, (*self.ready, (task.name.ticket, ends + task.ready_minutes)))


def walk_minutes(one: Task, other: Task) -> float:
    """Along x and y, as slowly as elders walk."""
    return (abs(one.x_cm - other.x_cm) + abs(one.y_cm - other.y_cm)) / ELDERS_CM_A_MINUTE


def _home(order: Sequence[Task]) -> float:
    clock = _Clock(0.0, None)
    for task in order:
        _, clock = clock.does(task)
    return clock.minute


def _steps(order: Sequence[Task]) -> tuple[Step, ...]:
    clocks = [_Clock(0.0, None)] * len(Range._fields)
    steps = []
    for task in order:
        done = [clock.does(task, case) for case, clock in enumerate(clocks)]
        clocks = [clock for _, clock in done]
        steps.append(Step(task, Range(*(begins for begins, _ in done)), Range(*(clock.minute for clock in clocks))))
    return tuple(steps)


class _Search:
    """Orders of tasks that are given by turn; the first `pinned` of them stay in front."""

    def __init__(self, by_turn: Sequence[Task], *, pinned: int) -> None:
        self.by_turn, self.pinned = by_turn, pinned
        self._best = list(by_turn)
        self._home = _home(by_turn)

    def exhaustive(self) -> list[Task]:
        clock = _Clock(0.0, None)
        for task in self.by_turn[: self.pinned]:
            _, clock = clock.does(task)
        self._extend(list(self.by_turn[: self.pinned]), list(self.by_turn[self.pinned :]), clock)
        return self._best

    def _extend(self, done: list[Task], left: list[Task], clock: _Clock) -> None:
        """Go on with each task that is possible now, as long as that may still become the best order."""
        if not left:
            self._best, self._home = done, clock.minute
            return
        waiting_for = {task.name for task in left}
        for task in left:
            if task.name.act is VisitAct.COLLECT and Name(task.name.ticket, VisitAct.LEAVE) in waiting_for:
                continue
            _, after = clock.does(task)
            rest = [other for other in left if other is not task]
            if self._at_best(rest, after) < self._home - _TINY:
                self._extend([*done, task], rest, after)

    @staticmethod
    def _at_best(rest: Sequence[Task], clock: _Clock) -> float:
        """No order of the rest ends sooner."""
        one_by_one = clock.minute + sum(task.minutes for task in rest)
        return max([one_by_one, *(task.turn.likely + task.minutes for task in rest)])

    def improved(self) -> list[Task]:
        """Move one task to where it helps most, again and again. Each time the person is home sooner, so this ends."""
        while (found := min(self._moved(), key=_home, default=None)) is not None and _home(found) < self._home - _TINY:
            self._best, self._home = found, _home(found)
        return self._best

    def _moved(self) -> list[list[Task]]:
        orders = []
        for task in self._best[self.pinned :]:
            rest = [other for other in self._best if other is not task]
            orders += [[*rest[:at], task, *rest[at:]] for at in range(self.pinned, len(self._best))]
        return [order for order in orders if _is_possible(order)]
