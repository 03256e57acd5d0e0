"""The order that brings somebody home soonest, held against a walk through the market minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.plaza.expecting import ELDERS_CM_A_MINUTE
from kiosk.engine.visit_plan import (
    MOST_TRIED,
    WORTH_A_CHANGE_MINUTES,
    Name,
    Range,
    Task,
    VisitPlan,
    plan_visit,
)
from models.enums import VisitAct

MINUTE_CM = ELDERS_CM_A_MINUTE
"""So far apart, two booths are a minute's walk from each other."""


def exactly(minutes: float) -> Range:
    return Range(minutes, minutes, minutes)


def stay(ticket: str, *, turn: float, minutes: float, at: int = 0) -> list[Task]:
    return [Task(Name(ticket, VisitAct.STAY), at * MINUTE_CM, 0, exactly(turn), minutes)]


def item(ticket: str, *, turn: float, ready: float, at: int = 0, hand_over: float = 1) -> list[Task]:
    left = Task(Name(ticket, VisitAct.LEAVE), at * MINUTE_CM, 0, exactly(turn), hand_over, ready_minutes=ready)
    return [left, Task(Name(ticket, VisitAct.COLLECT), at * MINUTE_CM, 0, exactly(0), hand_over)]


def said(plan: VisitPlan) -> list[str]:
    return [f"{name.act.value} {name.ticket}" for name in plan.order]


# ---------------------------------------------------------------- a walk, minute by minute


def walked_home(order: Sequence[Task]) -> int:
    """At which minute somebody is home who does these tasks in this order, whole minutes everywhere."""
    minute, place = 0, None
    ready: dict[str, int] = {}
    for task in order:
        if place is not None:
            minute += round((abs(task.x_cm - place[0]) + abs(task.y_cm - place[1])) / MINUTE_CM)
        place = task.x_cm, task.y_cm
        while minute < task.turn.likely or minute < ready.get(task.name.ticket, 0):
            minute += 1
        minute += round(task.minutes)
        if task.name.act is VisitAct.LEAVE:
            ready[task.name.ticket] = minute + round(task.ready_minutes)
    return minute


def possible_orders(tasks: Sequence[Task]) -> Iterator[tuple[Task, ...]]:
    for order in permutations(tasks):
        names = [task.name for task in order]
        left_late = [
            name
            for name in names
            if name.act is VisitAct.COLLECT and Name(name.ticket, VisitAct.LEAVE) in names[names.index(name) :]
        ]
        if not left_late:
            yield order


def soonest(tasks: Sequence[Task]) -> int:
    return min(walked_home(order) for order in possible_orders(tasks))


_MINUTES = st.integers(0, 40)


@st.composite
def visits(draw: st.DrawFn, most: int = 4) -> list[Task]:
    """Up to six tasks: services where the person stays, and up to two items."""
    tasks: list[Task] = []
    for number in range(draw(st.integers(1, most))):
        turn, at = draw(_MINUTES), draw(st.integers(0, 3))
        if draw(st.booleans()) and number < 2:
            tasks += item(f"K{number}", turn=turn, ready=draw(_MINUTES), at=at)
        else:
            tasks += stay(f"B{number}", turn=turn, minutes=draw(st.integers(1, 30)), at=at)
    return tasks


@given(visits())
@settings(max_examples=150, deadline=None)
def test_no_order_brings_anybody_home_sooner_than_the_plan(tasks: list[Task]) -> None:
    plan = plan_visit(tasks)

    assert sorted(plan.order) == sorted(task.name for task in tasks)
    assert plan.home.likely == pytest.approx(soonest(tasks))
    assert plan.home.likely == pytest.approx(walked_home([step.task for step in plan.steps]))


def test_control_going_by_turns_alone_brings_some_home_later() -> None:
    tasks = [*stay("B001", turn=0, minutes=20), *item("K001", turn=1, ready=35)]

    by_turn = sorted(tasks, key=lambda task: (task.name.act is VisitAct.COLLECT, task.turn.likely))

    assert walked_home(by_turn) > soonest(tasks)


@given(visits(most=3), st.integers(0, 5), st.integers(1, 20), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_booth_that_slips_never_brings_anybody_home_sooner(
    tasks: list[Task], which: int, more: int, in_its_turn: bool
) -> None:
    slow = list(tasks)
    task = slow[which % len(slow)]
    slower = replace(task, turn=exactly(task.turn.likely + more)) if in_its_turn else replace(task, minutes=99)
    slow[which % len(slow)] = slower

    assert plan_visit(slow).home.likely >= plan_visit(tasks).home.likely - 1e-6


@given(visits(most=3), st.integers(1, 500))
@settings(max_examples=100, deadline=None)
def test_when_every_turn_comes_later_the_order_stays_and_home_is_so_much_later(tasks: list[Task], later: int) -> None:
    """Somebody who can begin nowhere before minute `later` is in the same place then as somebody else now."""
    begun = [*stay("A000", turn=0, minutes=later), *tasks]
    waited = [*stay("A000", turn=later, minutes=0), *(replace(t, turn=exactly(t.turn.likely)) for t in tasks)]

    now, then = (
        plan_visit(begun, first=Name("A000", VisitAct.STAY)),
        plan_visit(waited, first=Name("A000", VisitAct.STAY)),
    )

    assert now.order == then.order
    assert now.home == then.home


@given(visits(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_in_which_order_tasks_are_named_changes_nothing(tasks: list[Task], rng: object) -> None:
    shuffled = list(tasks)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    assert plan_visit(shuffled) == plan_visit(tasks)


# ---------------------------------------------------------------- what people would say


def test_the_knife_is_left_first_when_it_takes_long() -> None:
    tasks = [*stay("B001", turn=0, minutes=10), *stay("C001", turn=0, minutes=8), *item("K001", turn=0, ready=35)]

    plan = plan_visit(tasks)

    assert said(plan) == ["leave K001", "stay B001", "stay C001", "collect K001"]
    assert plan.home.likely == 1 + 35 + 1


def test_the_knife_is_left_later_when_its_line_is_long_and_the_other_is_free() -> None:
    plan = plan_visit([*stay("B001", turn=0, minutes=10), *item("K001", turn=15, ready=35)])

    assert said(plan) == ["stay B001", "leave K001", "collect K001"]


def test_an_item_that_is_ready_is_fetched_while_another_turn_is_far() -> None:
    ready = [Task(Name("K001", VisitAct.COLLECT), 0, 0, exactly(5), 1)]

    assert said(plan_visit([*stay("B001", turn=30, minutes=3), *ready])) == ["collect K001", "stay B001"]


def test_walking_counts_between_booths_that_are_equally_soon() -> None:
    tasks = [*stay("A001", turn=0, minutes=5), *stay("B001", turn=0, minutes=5, at=9), *stay("C001", turn=0, minutes=5)]

    assert said(plan_visit(tasks)) == ["stay A001", "stay C001", "stay B001"]


def test_who_is_called_goes_there_first_whatever_else_is_sooner() -> None:
    tasks = [*stay("B001", turn=0, minutes=10), *item("K001", turn=0, ready=35)]

    plan = plan_visit(tasks, first=Name("B001", VisitAct.STAY))

    assert said(plan) == ["stay B001", "leave K001", "collect K001"]


def test_nothing_to_do_is_home_at_once() -> None:
    assert plan_visit([]).home == Range(0, 0, 0)


def test_the_range_follows_the_turns_of_the_one_order() -> None:
    tasks = [
        Task(Name("B001", VisitAct.STAY), 0, 0, Range(4, 6, 9), 3),
        Task(Name("C001", VisitAct.STAY), 0, 0, Range(5, 12, 20), 3),
    ]

    plan = plan_visit(tasks)

    assert plan.steps[1].starts == Range(7, 12, 20)
    assert plan.home == Range(10, 15, 23)


# ---------------------------------------------------------------- what was told


TOLD = [Name("A001", VisitAct.STAY), Name("B001", VisitAct.STAY)]


def two_lines(turn: float) -> list[Task]:
    """As told, home at `turn` + 10; the other way round at minute 10, if that turn has come by minute 5."""
    return [*stay("A001", turn=turn, minutes=5), *stay("B001", turn=0, minutes=5)]


def test_a_told_order_is_kept_while_another_gains_less_than_three_minutes() -> None:
    a_little = WORTH_A_CHANGE_MINUTES - 0.5

    assert said(plan_visit(two_lines(a_little))) == ["stay B001", "stay A001"]
    assert list(plan_visit(two_lines(a_little), before=TOLD).order) == TOLD


def test_a_told_order_is_given_up_once_a_booth_has_slipped_so_far() -> None:
    slipped = plan_visit(two_lines(WORTH_A_CHANGE_MINUTES), before=TOLD)

    assert said(slipped) == ["stay B001", "stay A001"]


def test_nobody_is_kept_waiting_for_the_knife_while_another_booth_is_free_and_home_is_no_sooner() -> None:
    """The knife takes so long that everything else fits in meanwhile, whenever it is left; but its turn is far now."""
    told = [Name("K001", VisitAct.LEAVE), Name("B001", VisitAct.STAY), Name("K001", VisitAct.COLLECT)]
    tasks = [*stay("B001", turn=0, minutes=10), *item("K001", turn=40, ready=35)]

    plan = plan_visit(tasks, before=told)

    assert said(plan) == ["stay B001", "leave K001", "collect K001"]
    assert plan.home.likely == walked_home([tasks[1], tasks[0], tasks[2]])


def knife_and_one() -> list[Task]:
    return [*stay("B001", turn=0, minutes=10), *item("K001", turn=0, ready=5)]


def test_what_is_done_drops_out_of_a_told_order_and_the_rest_of_it_is_kept() -> None:
    told = [Name("K001", VisitAct.LEAVE), Name("B001", VisitAct.STAY), Name("K001", VisitAct.COLLECT)]
    left = [task for task in knife_and_one() if task.name.act is not VisitAct.LEAVE]

    assert plan_visit(left, before=told).order == tuple(told[1:])


@pytest.mark.parametrize(
    "before",
    [
        [Name("K001", VisitAct.COLLECT), Name("B001", VisitAct.STAY), Name("K001", VisitAct.LEAVE)],
        [Name("K001", VisitAct.LEAVE), Name("Z009", VisitAct.STAY)],
    ],
)
def test_a_told_order_that_makes_no_sense_any_more_is_forgotten(before: list[Name]) -> None:
    assert plan_visit(knife_and_one(), before=before) == plan_visit(knife_and_one())


# ---------------------------------------------------------------- many


def many() -> list[Task]:
    booths = [stay(f"B{n:03d}", turn=5 * n, minutes=4, at=n % 3) for n in range(MOST_TRIED)]
    return [task for booth in (*booths, item("K001", turn=2, ready=60)) for task in booth]


def test_with_many_services_the_plan_is_at_least_as_good_as_going_by_turns_and_leaves_the_knife_first() -> None:
    tasks = many()
    by_turn = sorted(tasks, key=lambda task: (task.name.act is VisitAct.COLLECT, task.turn.likely))

    plan = plan_visit(tasks)

    assert len(tasks) > MOST_TRIED
    assert sorted(plan.order) == sorted(task.name for task in tasks)
    assert plan.home.likely <= walked_home(by_turn)
    assert plan.order.index(Name("K001", VisitAct.LEAVE)) <= 1
