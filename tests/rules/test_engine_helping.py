"""What would help in the rest of a day is tried on the same people, and said only where it really helps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.engine.advice import LEAST_MINUTES, LEAST_PEOPLE, Helping, Option
from kiosk.engine.rehearsal.day import Booth, Count, Day, Draw, InLine, UnderWay
from kiosk.engine.rehearsal.helping import look_ahead
from models.enums import AdviceKind

STATION, PAUSE, ELSEWHERE = AdviceKind.STATION, AdviceKind.PAUSE, AdviceKind.ELSEWHERE
OPTIONS = (
    Option(STATION, "A", 5.0, 50.0),
    Option(STATION, "A", 5.0, 95.0),
    Option(PAUSE, "A", 0.0, 30.0),
    Option(ELSEWHERE, "A", 0.0, 45.0, "B", is_same_service=True),
    Option(STATION, "B", 5.0, 50.0),
)


def a_day(*, in_line: int = 6, people: int = 40, **changes: Any) -> Day:
    """Two hours are left; of four who come three want booth A, which takes six minutes for each."""
    booths = Booth("A", ((0.0, 1),), 6.0, 0.4), Booth("B", ((0.0, 1),), 4.0, 0.4)
    line = tuple(InLine("A", -2.0 * place - 1) for place in range(in_line))
    day = Day(
        minutes=120.0,
        booths=booths,
        arrivals=Count(people, ((0.0, 60.0, 0.7), (60.0, 120.0, 0.3))),
        visits=Draw({"A": 3.0, "B": 1.0}, 1),
        under_way=UnderWay(line, (("A", 3.0),)),
    )
    return replace(day, **changes)


def found(day: Day, *options: Option, limit: float = 30.0) -> list[Helping]:
    return look_ahead(day, options or OPTIONS, limit_minutes=limit, days=100)[1]


def test_a_booth_whose_line_grows_too_long_is_helped_and_its_neighbour_is_left_alone() -> None:
    outlooks, helping = look_ahead(a_day(), OPTIONS, limit_minutes=30.0, days=100)

    waits = {each.booth: each.wait_minutes for each in outlooks if not each.is_line}
    assert waits["A"] > 30 > waits["B"]
    assert {each.option.booth for each in helping} == {"A"}
    assert {each.option.kind for each in helping} == {STATION, PAUSE, ELSEWHERE}
    assert [each.worth for each in helping] == sorted((each.worth for each in helping), reverse=True)
    for each in helping:
        assert each.wait_minutes <= each.outlook.wait_minutes - LEAST_MINUTES
        assert each.minutes >= LEAST_MINUTES
        assert each.people >= LEAST_PEOPLE


def test_where_nobody_waits_too_long_nothing_is_said() -> None:
    assert found(a_day(in_line=1, people=6)) == []
    assert found(a_day(), limit=240) == []


def test_a_helper_who_is_missed_where_they_leave_is_worth_less() -> None:
    """Booth B has two stations and needs one of them in a calm day, both of them in a busy one."""
    both = replace(a_day().booths[1], stations=((0.0, 2),))
    calm, busy = (
        a_day(booths=(a_day().booths[0], both), visits=Draw({"A": 3.0, "B": weight}, 1), people=people)
        for weight, people in ((0.5, 40), (9.0, 130))
    )
    helper = Option(STATION, "A", 5.0, 95.0, "B")

    (at_calm,) = found(calm, helper)
    at_busy = found(busy, helper)

    assert at_calm.worth > max([each.worth for each in at_busy], default=0.0)


def test_once_nobody_comes_any_more_a_pause_helps_nobody_and_a_station_still_does() -> None:
    kinds = {each.option.kind for each in found(a_day(in_line=14, people=0))}

    assert kinds == {STATION}


def test_a_station_that_opens_when_all_is_over_is_not_proposed() -> None:
    assert found(a_day(in_line=8, people=0), Option(STATION, "A", 90.0, 118.0)) == []


def test_whoever_is_turned_away_is_counted() -> None:
    station, pause = (next(each for each in found(a_day()) if each.option.kind is kind) for kind in (STATION, PAUSE))

    assert station.turned_away == 0
    assert pause.turned_away > 3


def test_people_who_stand_there_already_may_be_those_who_wait_too_long() -> None:
    outlooks, _helping = look_ahead(a_day(in_line=14, people=0), OPTIONS, limit_minutes=30.0, days=50)

    (worst,) = [each for each in outlooks if each.booth == "A"]
    assert worst.is_line
    assert worst.in_minutes == 0


def test_a_pause_is_never_said_to_help_those_who_stand_there_already() -> None:
    pauses = [each for each in found(a_day(in_line=14)) if each.option.kind is PAUSE]

    assert pauses
    assert not any(each.outlook.is_line for each in pauses)


def test_a_booth_where_nobody_will_serve_waits_until_the_close() -> None:
    closed = Booth("A", ((0.0, 0),), 6.0, 0.4)
    day = a_day(booths=(closed, a_day().booths[1]), under_way=UnderWay(a_day().under_way.line))

    outlooks, helping = look_ahead(day, OPTIONS, limit_minutes=30.0, days=50)

    assert next(each for each in outlooks if each.booth == "A").wait_minutes > 100
    assert helping[0].option.kind is STATION


def test_the_same_question_has_the_same_answer() -> None:
    assert found(a_day()) == found(a_day())
