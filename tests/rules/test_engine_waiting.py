"""Learnt waits: nearer than the queue length, ranges that hold as often as they say, and nothing known too early."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kiosk.engine.waiting import ranges, trust
from kiosk.engine.waiting.estimator import Estimator, learn
from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.ranges import Told, held_to, stretch_of, told_of
from kiosk.engine.waiting.replay import Turn, turns
from kiosk.engine.waiting.scores import Scores, scores
from kiosk.engine.waiting.trust import plain_is_nearer
from tests.rules.recorded_queues import MARKET, Stall, bank_mornings, market_days
from tests.rules.test_engine_waiting_moments import another_future


def mae(found: Scores) -> dict[str, float]:
    return {each.name: each.mae_s for each in found.predictors}


def coverage(found: Scores) -> dict[float, float]:
    return {held.nominal: held.coverage for held in found.predictors[0].ranges}


@cache
def market(days: int, seed: int) -> Scores:
    return scores(market_days(seed, days), market_days(seed + 100, 6, first=50))


# ---------------------------------------------------------------- how good


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("days", [1, 3, 10])
def test_at_walk_up_booths_what_was_learnt_is_nearer_than_the_queue_length(days: int, seed: int) -> None:
    errors = mae(market(days, seed))
    assert errors["ours"] < 0.7 * errors["queue length"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_nobody_pauses_or_comes_early_it_is_no_worse_either(seed: int) -> None:
    stalls = (Stall("A", 2, 0.5, 1, 108), Stall("B", 4, 0.4, 2, 108), Stall("C", 1, 1.0, 1, 200))
    train, test = (market_days(at, 3, first=at, stalls=stalls, is_calm=True) for at in (seed, seed + 100))
    errors = mae(scores(train, test))
    assert errors["ours"] <= errors["queue length"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ranges_hold_as_often_as_they_say(seed: int) -> None:
    held = coverage(market(10, seed))
    assert 0.78 <= held[0.8] <= 0.82
    assert 0.88 <= held[0.9] <= 0.92


def test_control_ranges_that_never_learn_do_not_hold_at_other_booths() -> None:
    told, waits = _told_of_strangers(stretch=1.0, step=0.0)
    assert not 0.78 <= np.mean((told.low <= waits) & (waits <= told.high)) <= 0.82


def test_ranges_hold_at_other_booths_too_because_they_learn_on() -> None:
    told, waits = _told_of_strangers(stretch=1.0, step=ranges.STEP)
    assert 0.78 <= np.mean((told.low <= waits) & (waits <= told.high)) <= 0.82


def _told_of_strangers(*, stretch: float, step: float) -> tuple[Told, Real]:
    """Ranges that are half as wide as they should be, of 3,000 waits one after the other."""
    waits = np.random.default_rng(1).normal(300, 50, 3_000).clip(1)
    visits = [Visit("1", "A", 1000.0 * n, 1000.0 * n + wait, 1000.0 * n + 999) for n, wait in enumerate(waits)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "STEP", step)
        patch.setattr(ranges, "FIRST_STEP", step)
        likely = np.full(len(waits), 300.0)
        return held_to(visits, told_of(likely, likely - 32, likely + 32), 0.8, stretch), waits


def test_on_a_banks_recording_it_is_nearer_than_mean_and_queue_length() -> None:
    found = scores(*bank_mornings())
    errors = mae(found)
    assert errors["ours"] < 0.9 * min(errors["mean"], errors["queue length"])
    assert coverage(found)[0.8] == pytest.approx(0.8, abs=0.04)


def test_the_mean_is_that_of_the_days_learnt_from() -> None:
    train, test = bank_mornings()
    waits = [[visit.waited_s or 0.0 for visit in visits if visit.is_scored] for visits in (train, test)]
    errors = np.abs(np.array(waits[1]) - np.mean(waits[0]))
    assert mae(scores(train, test))["mean"] == pytest.approx(np.mean(errors))


# ---------------------------------------------------------------- other recordings than those it was made with


def test_booths_that_were_never_seen_are_told_from_their_line() -> None:
    test = [replace(visit, booth="new " + visit.booth) for visit in market_days(101, 6, first=50)]
    errors = mae(scores(market_days(1, 3), test))
    assert errors["ours"] < errors["queue length"]


def test_without_recorded_stations_it_is_nearly_as_good() -> None:
    blind = scores(
        market_days(1, 3, are_stations_known=False), market_days(101, 6, first=50, are_stations_known=False)
    )  # fmt: skip
    assert mae(blind)["ours"] < 1.1 * mae(market(3, 1))["ours"]


def test_what_never_changed_may_change_later() -> None:
    train = [replace(visit, priority=1, stations=1) for visit in market_days(1, 3, stalls=MARKET[:1])]
    test = [replace(visit, priority=7, stations=2) for visit in market_days(2, 3, stalls=MARKET[:1])]
    assert mae(scores(train, test))["ours"] < 1800


@pytest.mark.parametrize("people", [1, 2, 5, 20])
def test_from_a_handful_of_waits_it_stays_near_the_queue_length(people: int) -> None:
    waited = [visit for visit in market_days(1, 1, stalls=MARKET[:1]) if visit.is_scored]
    errors = mae(scores(waited[:people], market_days(101, 3, first=50, stalls=MARKET[:1])))
    assert errors["ours"] < 1.25 * errors["queue length"]


def test_the_order_of_the_rows_does_not_matter() -> None:
    train, test = market_days(1, 3), market_days(101, 3, first=50)
    mixed = random.Random(1).sample(test, len(test))
    assert _without_ties(scores(train, mixed)) == pytest.approx(_without_ties(scores(train, test)), rel=0.01)


def _without_ties(found: Scores) -> list[float]:
    """Two who come in the same second stand in the order of the rows: the rest is the same."""
    return [each.mae_s for each in found.predictors] + list(coverage(found).values())


def test_a_recording_can_be_held_against_itself() -> None:
    days = market_days(1, 3)
    found = scores(days, days)
    assert found.learnt_from == found.scored
    assert mae(found)["ours"] < mae(found)["queue length"]


def test_nobody_who_waited_is_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="nobody waited"):
        learn([Visit("1", "A", 5, 5, 9)])


def test_the_work_is_told_step_by_step_to_the_end() -> None:
    steps: list[tuple[int, int]] = []
    learn(market_days(1, 1), lambda done, whole: steps.append((done, whole)))
    whole = steps[0][1]
    assert steps == [(done, whole) for done in range(1, whole + 1)]


# ---------------------------------------------------------------- doubt


def test_where_the_queue_length_was_nearer_of_late_it_is_told_instead() -> None:
    train = [_hurried(visit) for visit in market_days(1, 3, stalls=MARKET[:2])]
    errors = mae(scores(train, market_days(101, 6, first=50, stalls=MARKET[:2])))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trust, "NEARER", float("inf"))
        unguarded = mae(scores(train, market_days(101, 6, first=50, stalls=MARKET[:2])))
    assert errors["ours"] < 1.3 * errors["queue length"] < unguarded["ours"]


def _hurried(visit: Visit) -> Visit:
    """Called after a tenth of the wait, served as long as ever: what is learnt here holds nowhere else."""
    assert visit.started_s is not None
    assert visit.ended_s is not None
    started_s = visit.arrived_s + (visit.started_s - visit.arrived_s) / 10
    return replace(visit, started_s=started_s, ended_s=started_s + visit.ended_s - visit.started_s)


def test_one_booths_doubt_is_not_anothers() -> None:
    visits = [Visit("1", booth, 100.0 * n, 100.0 * n + 50, 100.0 * n + 60) for n in range(50) for booth in "AB"]
    learnt = np.array([500.0 if visit.booth == "A" else 50.0 for visit in visits])
    doubted = plain_is_nearer(visits, learnt, np.full(len(visits), 60.0), usual_s=60.0)
    assert {visit.booth for visit, is_doubted in zip(visits, doubted, strict=True) if is_doubted} == {"A"}
    assert not doubted[:2].any()


# ---------------------------------------------------------------- ranges


def test_a_range_never_turns_round_and_stays_within_what_is_scored() -> None:
    told = told_of(np.array([-50.0, 100, 5000]), np.array([10.0, 400, -3]), np.array([5.0, 20, 9000]))
    visits = [Visit("1", "A", n, n + 1, n + 2) for n in range(3)]
    held = held_to(visits, told, 0.8, 2.0)
    assert (held.low < held.likely).all()
    assert (held.likely <= held.high).all()
    assert held.low.min() >= 0
    assert held.high.max() <= 1800


def test_ranges_are_stretched_to_what_days_left_out_showed_and_more_where_there_were_few() -> None:
    waits = np.random.default_rng(1).normal(300, 50, 5_000)
    told = told_of(np.full(5_000, 300.0), np.full(5_000, 250.0), np.full(5_000, 350.0))
    assert stretch_of(told, waits, 0.8, days=10_000) == pytest.approx(1.28, abs=0.05)
    assert stretch_of(told, waits, 0.8, days=3) == pytest.approx(1.44, abs=0.05)


# ---------------------------------------------------------------- nothing from the future


@cache
def estimator() -> Estimator:
    return learn(market_days(1, 3))


def said(visits: Sequence[Visit], day: str, now_s: float) -> list[tuple[float, ...]]:
    """Everything told until then, by booth and time of arrival."""
    moments = estimator().moments(visits)
    told = estimator().tell(moments)
    return [
        tuple(float(part[n]) for each in told.values() for part in (each.likely, each.low, each.high))
        for n, moment in enumerate(moments)
        if moment.visit.day < day or (moment.visit.day == day and moment.visit.arrived_s <= now_s)
    ]


@pytest.mark.parametrize("now_s", [33_000, 36_000, 40_000, 46_000])
@pytest.mark.parametrize("day", ["50", "51"])
def test_another_future_changes_nothing_that_was_said(day: str, now_s: float) -> None:
    visits = market_days(101, 2, first=50)
    before = said(visits, day, now_s)
    assert len(before) > 10
    assert said(another_future(visits, day, now_s, random.Random(now_s)), day, now_s) == before


def _at_once(visits: Sequence[Visit]) -> Iterator[Turn]:
    """Turns of somebody who knows of every wait as soon as it begins."""
    before: tuple[int, ...] = ()
    for turn in turns(visits):
        yield Turn(turn.number, before)
        before = (turn.number,)


@pytest.mark.parametrize("module", [ranges, trust], ids=["ranges", "trust"])
def test_control_a_wait_that_counts_before_its_end_is_caught(module: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "turns", _at_once)
    monkeypatch.setattr(trust, "LEAD", 0.0)
    monkeypatch.setattr(trust, "NEARER", 0.5)
    visits = market_days(101, 1, first=50)
    before = said(visits, "50", 34_000)
    futures = [another_future(visits, "50", 34_000, random.Random(seed)) for seed in range(5)]
    assert any(said(future, "50", 34_000) != before for future in futures)


def test_a_wait_that_ends_past_midnight_is_not_known_when_the_next_day_begins() -> None:
    visits = [Visit("1", "A", 86_000, 86_500, 86_600), Visit("2", "A", 10, 20, 30), Visit("2", "A", 20, 40, 50)]
    assert list(turns(visits)) == [Turn(0, ()), Turn(1, ()), Turn(2, (1,))]
