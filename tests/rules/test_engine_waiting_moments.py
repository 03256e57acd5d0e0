"""What a newcomer's estimate may know: the line as it stands, and nothing that happens later."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.waiting.log import DAY_S, Visit
from kiosk.engine.waiting.moments import Line, Moment, moments_of
from kiosk.engine.waiting.queue import Queue
from kiosk.engine.waiting.signs import learn_signs
from kiosk.engine.waiting.usual import Habits, Usual, usual_of

LEVELS = (0, 1, 2)
SERVICE_S = 100.0
HABITS = Habits(service_s=SERVICE_S, wait_s=77.0, is_known=True)
USUAL = Usual({"A": HABITS, "B": HABITS}, replace(HABITS, is_known=False))


def served(arrived_s: float, started_s: float, ended_s: float, **more: Any) -> Visit:
    return Visit("1", "A", arrived_s, started_s, ended_s, **more)


def moments(*visits: Visit) -> list[Moment]:
    return list(moments_of(visits, LEVELS, USUAL))


def last(*visits: Visit) -> Moment:
    return moments(*visits)[-1]


# ---------------------------------------------------------------- the plain predictors, on lines made by hand


def test_queue_length_is_one_more_than_the_people_ahead_times_the_service_by_the_stations() -> None:
    ahead = [served(0, 0, 300), served(1, 1, 300), served(10, 300, 400), served(20, 300, 400)]
    moment = last(*ahead, served(30, 400, 500, stations=2))
    assert sum(moment.ahead) == 2
    assert moment.queue_length_s == (2 + 1) * SERVICE_S / 2


def test_without_a_record_there_are_as_many_stations_as_were_busy_at_once() -> None:
    assert last(served(0, 0, 300), served(1, 1, 300), served(2, 2, 300), served(30, 300, 500)).stations == 3


def test_stations_that_were_busy_a_while_ago_still_count() -> None:
    line = [served(0, 0, 100), served(1, 1, 100), served(2, 2, 100), served(200, 200, 400), served(210, 400, 500)]
    assert last(*line).stations == 3


def test_stations_that_were_busy_long_ago_are_not_counted() -> None:
    line = [served(0, 0, 300), served(1, 1, 300), served(1000, 1000, 3000), served(1290, 3000, 3100)]
    assert [last(*line[:2], served(1201, 1300, 1400)).stations, last(*line).stations] == [2, 1]


def test_at_an_unknown_booth_a_service_takes_as_long_as_was_seen_there() -> None:
    line = [replace(served(1000.0 * n, 1000.0 * n, 1000.0 * n + 400), booth="Z") for n in range(20)]
    early, late = (replace(served(now_s, now_s + 1, now_s + 2), booth="Z") for now_s in (20, 19_500))
    assert last(*line[:1], early).queue_length_s == SERVICE_S
    assert last(*line, late).queue_length_s == pytest.approx((2 * SERVICE_S + 20 * 400) / 22)


def test_calls_follow_each_other_at_intervals_that_count_only_while_people_wait() -> None:
    line = [served(0, 0, 50), served(10, 60, 100), served(20, 100, 150)]
    usual_s = HABITS.interval_s
    assert last(*line, served(101, 150, 160)).interval_s == (10 * usual_s + 40) / 11
    assert last(*line, served(500, 500, 600), served(501, 600, 700)).interval_s == (10 * usual_s + 40) / 11


def test_last_to_enter_service_counts_also_who_had_not_to_wait() -> None:
    waited = [served(0, 0, 50), served(10, 50, 60)]
    assert last(*waited, served(55, 60, 80)).last_wait_s == 40
    assert last(*waited, served(70, 70, 90), served(75, 90, 100)).last_wait_s == 0


def test_before_anybody_was_served_the_usual_wait_stands_in() -> None:
    assert last(served(0, 50, 60)).last_wait_s == HABITS.wait_s


def test_head_of_line_is_the_longest_wait_so_far_of_those_who_still_wait() -> None:
    line = [served(0, 0, 100), served(5, 100, 120), served(30, 120, 140)]
    assert max(last(*line, served(90, 140, 150)).head_s) == 85
    assert max(last(*line, served(105, 140, 150)).head_s) == 75
    assert max(last(served(0, 0, 100), served(90, 100, 110)).head_s) == 0


def test_people_ahead_are_counted_by_class() -> None:
    line = [served(0, 0, 100, priority=2), served(5, 150, 160, priority=1), served(6, 100, 150, priority=2)]
    moment = last(*line, Visit("1", "A", 7, left_s=90, priority=0), served(10, 160, 170, priority=1))
    assert moment.ahead == (1, 1, 1)
    assert moment.own_class == 1


def test_who_left_is_not_ahead_any_more() -> None:
    line = [served(0, 0, 100), Visit("1", "A", 5, left_s=20)]
    assert [sum(last(*line, served(now_s, 100, 110)).ahead) for now_s in (19, 20)] == [1, 0]


def test_who_left_or_was_done_in_the_second_of_coming_neither_waits_nor_is_served() -> None:
    moment = last(served(0, 0, 100), Visit("1", "A", 5, left_s=5), served(6, 6, 6), served(10, 100, 110))
    assert (sum(moment.ahead), moment.busy) == (0, 1)


def test_services_are_remembered_from_day_to_day_and_one_past_midnight_is_not() -> None:
    today = [served(0, 0, 500), served(10, 500, 900)]
    late = [served(0, 0, 500), served(10, DAY_S - 5, DAY_S + 395)]
    seen = [moments(*day, replace(served(50, 60, 70), day="2"))[-1].service_s for day in (today, late)]
    assert seen == [(10 * SERVICE_S + 500 + 400) / 12, (10 * SERVICE_S + 500) / 11]


def test_days_follow_each_other_as_people_count_them() -> None:
    days = [replace(served(10, 50, 60), day=day) for day in ("10", "2", "1")]
    assert [moment.visit.day for moment in moments(*days)] == ["1", "2", "10"]


# ---------------------------------------------------------------- records that nobody closed


def _after_a_forgotten_one(overtaking: int) -> Moment:
    forgotten = Visit("1", "A", 0, left_s=80_000)
    others = [served(100.0 * n, 100.0 * n + 10, 100.0 * n + 90) for n in range(1, overtaking + 1)]
    return last(forgotten, *others, served(70_000, 70_010, 70_020))


def test_who_was_overtaken_again_and_again_is_not_there_any_more() -> None:
    assert sum(_after_a_forgotten_one(30).ahead) == 0


def test_control_a_few_who_go_first_make_nobody_disappear() -> None:
    assert sum(_after_a_forgotten_one(5).ahead) == 1


def test_being_overtaken_is_counted_anew_for_whoever_is_first_next() -> None:
    line = Queue()
    for number in range(3):
        line.join(number, now_s=number)
    for number in range(10, 10 + 9):
        line.join(number, now_s=number)
        line.call(number)
    line.leave(0)
    line.join(30, now_s=30)
    line.call(30)
    assert len(line) == 2


# ---------------------------------------------------------------- what is taken for granted


def test_habits_are_those_of_the_booth_and_an_unknown_one_is_like_the_middle_of_all() -> None:
    days = [
        Visit(day, booth, *times)
        for day in ("1", "2")
        for booth, times in (
            ("A", (0, 20, 60)),
            ("A", (5, 60, 120)),
            ("A", (500, 500, 550)),
            ("B", (0, 10, 210)),
            ("B", (0, 210, 410)),
        )
    ]
    usual = usual_of(days)
    assert usual.of("A") == Habits(service_s=50, interval_s=40, wait_s=37.5, stations=1, opens_s=20, is_known=True)
    assert usual.of("B").service_s == 200
    assert usual.of("Z").service_s == 125
    assert not usual.of("Z").is_known


def test_until_the_usual_opening_it_is_known_how_long_there_is_to_wait() -> None:
    usual = Usual({"A": replace(HABITS, opens_s=1000)}, HABITS)
    early, later = moments_of([served(400, 1000, 1100), served(1050, 1100, 1200)], LEVELS, usual)
    assert (early.until_open_s, later.until_open_s) == (600, 0)


# ---------------------------------------------------------------- moments in numbers


def test_beyond_what_was_seen_only_the_line_itself_counts_more() -> None:
    """The free columns go on with the line; hours of the night and crowds that were never seen add nothing."""
    seen = [served(30_000.0 + 100 * n, 30_150.0 + 100 * n, 30_200.0 + 100 * n) for n in range(200)]
    signs = learn_signs(moments(*seen), LEVELS)
    crowd = [served(3600.0 + n, 5000.0 + n, 5100.0 + n) for n in range(60)]
    known, new = signs.of(moments(*seen)), signs.of(moments(*crowd))
    assert new[-1, 1] > known[:, 1].max()
    assert (new[:, 3:] <= known[:, 3:].max(axis=0) + 1e-9).all()
    assert (new[:, 3:] >= known[:, 3:].min(axis=0) - 1e-9).all()
    assert new[:, -7:].sum(axis=1) == pytest.approx(1)  # the hours from eight to two


# ---------------------------------------------------------------- nothing from the future

Seconds = st.integers(0, 300)


@st.composite
def recorded(draw: st.DrawFn) -> Visit:
    arrived_s = float(draw(Seconds) + draw(st.sampled_from([0, 0, 0, int(DAY_S) - 200])))
    day, booth = draw(st.sampled_from("12")), draw(st.sampled_from("AB"))
    priority, stations = draw(st.sampled_from(LEVELS)), draw(st.sampled_from([None, 1, 3]))
    if draw(st.booleans()) and draw(st.booleans()):
        return Visit(day, booth, arrived_s, left_s=arrived_s + draw(Seconds), priority=priority, stations=stations)
    started_s = arrived_s + draw(Seconds)
    return Visit(
        day, booth, arrived_s, started_s, started_s + draw(Seconds), priority=priority, stations=stations
    )  # fmt: skip


def another_future(visits: Sequence[Visit], day: str, now_s: float, rng: random.Random) -> list[Visit]:
    """The same until then; whatever comes later comes otherwise, or not at all. Who is scored is scored in both."""
    changed = []
    for visit in visits:
        limit_s = _limit_s(visit, day, now_s)
        if visit.arrived_s <= limit_s:
            changed.append(_another_end(visit, limit_s, rng))
        elif rng.random() < 0.5:
            changed.append(replace(visit, priority=rng.choice(LEVELS)))
    return changed


def _limit_s(visit: Visit, day: str, now_s: float) -> float:
    """Up to when things happen before the given moment. What ends past midnight may end after it."""
    return now_s if visit.day == day else DAY_S if visit.day < day else -1.0


def _another_end(visit: Visit, limit_s: float, rng: random.Random) -> Visit:
    if visit.left_s is not None:
        return replace(visit, left_s=visit.left_s if visit.left_s <= limit_s else limit_s + rng.randint(1, 300))
    assert visit.started_s is not None
    assert visit.ended_s is not None
    if visit.ended_s <= limit_s:
        return visit
    started_s = visit.started_s
    if started_s > limit_s and visit.is_scored:
        started_s = limit_s + (visit.arrived_s + 1800 - limit_s) * rng.uniform(0.01, 0.99)
    elif started_s > limit_s:
        started_s += rng.randint(0, 300)
    return replace(visit, started_s=started_s, ended_s=max(limit_s, started_s) + rng.randint(1, 300))


def known(visits: Sequence[Visit], day: str, now_s: float) -> list[dict[str, Any]]:
    """All moments until then, without the visit itself: it holds its own future."""
    found = moments_of(visits, LEVELS, USUAL)
    early = [moment for moment in found if moment.visit.arrived_s <= _limit_s(moment.visit, day, now_s)]
    return [asdict(moment) | {"visit": (moment.visit.booth, moment.visit.arrived_s)} for moment in early]


@given(st.lists(recorded(), max_size=30), st.sampled_from("12"), st.integers(0, 500), st.randoms(use_true_random=False))
def test_whatever_happens_later_changes_nothing_that_was_known(
    visits: list[Visit], day: str, now_s: int, rng: random.Random
) -> None:
    assert known(another_future(visits, day, now_s, rng), day, now_s) == known(visits, day, now_s)


def test_control_a_line_that_knows_a_service_before_its_end_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Line.start

    def peeking(self: Line, number: int, visit: Visit, now_s: float) -> None:
        honest(self, number, visit, now_s)
        self.services.add((visit.ended_s or now_s) - now_s)

    monkeypatch.setattr(Line, "start", peeking)
    visits = [served(0, 0, 150), served(10, 150, 200), served(20, 200, 300)]
    assert known(another_future(visits, "1", 50, random.Random(1)), "1", 50) != known(visits, "1", 50)
