"""Nobody is nagged: what is said when, and what is taken back, is a matter of a few rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.engine.advice import (
    QUIET_AFTER_DECISION,
    QUIET_AFTER_WITHDRAWAL,
    TOO_LATE,
    Helping,
    Option,
    Outlook,
    Said,
    Verdict,
    settle,
)
from models.enums import AdviceKind, AdviceState

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def helping(
    booth: str = "A", *, worth: float = 100.0, kind: AdviceKind = AdviceKind.STATION, other: str | None = None
) -> Helping:
    return Helping(
        Option(kind, booth, 5.0, 50.0, other), Outlook(booth, 20.0, 40.0), 20.0, people=10.0, minutes=12.0,
        turned_away=0.0, worth=worth,
    )  # fmt: skip


def said(booth: str = "A", state: AdviceState = AdviceState.GIVEN, *, ago: timedelta | None = None) -> Said:
    return Said(ord(booth), booth, AdviceKind.STATION, state, None if ago is None else NOW - ago)


def settled(
    before: Sequence[Said] = (), found: Sequence[Helping] = (), *, waits: dict[str, float] | None = None, **more: Any
) -> Verdict:
    outlooks = [
        Outlook(booth, 0.0, wait) for booth, wait in (waits or {each.option.booth: 40.0 for each in found}).items()
    ]
    return settle(before, outlooks, found, **{"limit_minutes": 30, "now": NOW, "closes_at": NOW + 90 * MINUTE, **more})


def booths(verdict: Verdict) -> list[str]:
    return [each.option.booth for each in verdict.give]


def test_of_what_helps_a_booth_only_the_best_is_said() -> None:
    station, pause = helping(worth=80), helping(worth=120, kind=AdviceKind.PAUSE)

    assert settled(found=[station, pause]).give == (pause,)


def test_at_most_two_stand_on_the_screen_and_the_best_come_first() -> None:
    found = [helping("A", worth=1), helping("B", worth=3), helping("C", worth=2)]

    assert booths(settled(found=found)) == ["B", "C"]
    assert booths(settled([said("D")], found, waits={"D": 40.0})) == ["B"]
    assert booths(settled([said("D"), said("E")], found, waits={"D": 40.0, "E": 40.0})) == []


def test_a_booth_is_asked_for_one_helper_at_a_time_and_is_not_helped_itself_meanwhile() -> None:
    first, second, third = helping("A", worth=3, other="C"), helping("B", worth=2, other="C"), helping("C", worth=1)
    standing = replace(said("D"), other="C")

    assert booths(settled(found=[first, second, third])) == ["A"]
    assert booths(settled([standing], [second, third], waits={"B": 40.0, "C": 40.0, "D": 40.0})) == []
    elsewhere = [helping(each, kind=AdviceKind.ELSEWHERE, other="C") for each in "AB"]
    assert booths(settled(found=elsewhere)) == ["A", "B"]


def test_what_stands_is_not_said_again() -> None:
    assert settled([said()], [helping()]) == Verdict((), ())


@pytest.mark.parametrize("state", [AdviceState.TAKEN, AdviceState.DISMISSED])
def test_a_booth_that_was_decided_about_is_left_alone_for_half_an_hour(state: AdviceState) -> None:
    just_before, then = (said(state=state, ago=QUIET_AFTER_DECISION - each) for each in (MINUTE, 0 * MINUTE))

    assert booths(settled([just_before], [helping()])) == []
    assert booths(settled([then], [helping()])) == ["A"]
    assert booths(settled([just_before], [helping("B")])) == ["B"]


def test_what_was_taken_back_does_not_come_again_at_once() -> None:
    early, later = (
        said(state=AdviceState.WITHDRAWN, ago=QUIET_AFTER_WITHDRAWAL - each) for each in (MINUTE, 0 * MINUTE)
    )

    assert booths(settled([early], [helping()])) == []
    assert booths(settled([later], [helping()])) == ["A"]


def test_an_advice_is_withdrawn_when_the_trouble_is_clearly_over_and_not_before() -> None:
    at_the_border, below = (settled([said()], waits={"A": wait}) for wait in (26.0, 24.0))

    assert at_the_border.withdraw == ()
    assert below.withdraw == (ord("A"),)
    assert settled([said()], waits={"B": 90.0}).withdraw == (ord("A"),)


def test_in_the_last_minutes_before_the_close_nothing_is_said_and_nothing_stands() -> None:
    late, in_time = (settled([said("B")], [helping()], waits={"A": 40.0, "B": 40.0}, closes_at=NOW + TOO_LATE + each)
                     for each in (0 * MINUTE, MINUTE))  # fmt: skip

    assert late == Verdict((ord("B"),), ())
    assert booths(in_time) == ["A"]


def test_what_is_decided_is_never_withdrawn() -> None:
    decided = replace(said(state=AdviceState.TAKEN), decided_at=NOW)

    assert settled([decided], waits={"A": 1.0}).withdraw == ()
