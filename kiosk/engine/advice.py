"""Advice on a market day: what may be done against a wait that grows too long, and when to say so.

What screens and services need to know of it; the search itself (`kiosk.engine.rehearsal.helping`) is compiled. The
rules by which nobody is nagged are here, pure: `settle` looks at what was said before and at what was found anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.enums import AdviceKind, AdviceState

AHEAD_MINUTES = 45.0
"""How far is looked ahead for a wait that passes the limit."""
LEAST_MINUTES, LEAST_PEOPLE = 5.0, 3.0
"""Whoever is helped waits at least so much less on average, and they are at least so many; where it is worst, it gets
better by so many minutes, too. Else nothing is said."""

MOST_AT_ONCE = 2
QUIET_AFTER_DECISION = timedelta(minutes=30)
"""A booth about which an organiser has just decided is left alone for so long, whatever was decided."""
QUIET_AFTER_WITHDRAWAL = timedelta(minutes=10)
"""So that nothing comes and goes at the border of the limit."""
TOO_LATE = timedelta(minutes=20)
"""Before the close nothing is begun any more."""
CLEARLY_BELOW_MINUTES = 5.0
"""An advice that stands is withdrawn only when the wait is that much below the limit again."""


@dataclass(frozen=True, slots=True)
class Option:
    """What may be done at a booth, in minutes from now. `other`: where some are sent instead (`is_same_service`: what
    they came for is done there, too), or from where somebody comes to the new station, which leaves one fewer there."""

    kind: AdviceKind
    booth: str
    from_minute: float
    to_minute: float
    other: str | None = None
    is_same_service: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where it is worst at a booth within `AHEAD_MINUTES`: of those who come there `in_minutes` from now half wait at
    least `wait_minutes`; of those who stand there already, where `is_line`."""

    booth: str
    in_minutes: float
    wait_minutes: float
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Helping:
    """An option with its effect on an average rest of the day: `people` wait `minutes` less, and where it is worst
    then, it is `wait_minutes` (for newcomers, or for those who stand there, as in the outlook). `turned_away`: so many
    go without. `worth`: minutes of waiting it saves altogether, less what it costs."""

    option: Option
    outlook: Outlook
    wait_minutes: float
    people: float
    minutes: float
    turned_away: float
    worth: float


@dataclass(frozen=True, slots=True)
class Said:
    """An advice that was given before. `booth`, `other` as in an option; `decided_at`: taken, dismissed or withdrawn
    then."""

    id: int
    booth: str
    kind: AdviceKind
    state: AdviceState
    decided_at: datetime | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    withdraw: tuple[int, ...]
    give: tuple[Helping, ...]


def settle(
    said: Sequence[Said],
    outlooks: Iterable[Outlook],
    found: Sequence[Helping],
    *,
    limit_minutes: float,
    now: datetime,
    closes_at: datetime,
) -> Verdict:
    """What is withdrawn and what is said now, the best first: see the constants above."""
    standing = [each for each in said if each.state is AdviceState.GIVEN]
    if is_too_late(now, closes_at):
        return Verdict(tuple(each.id for each in standing), ())
    crowded = {each.booth for each in outlooks if each.wait_minutes > limit_minutes - CLEARLY_BELOW_MINUTES}
    gone = tuple(each.id for each in standing if each.booth not in crowded)
    left = [each for each in standing if each.id not in gone]
    silent = {each.booth for each in left} | {each.booth for each in said if _is_quiet(each, now)}
    lending = {each.other for each in left if each.kind is AdviceKind.STATION}
    return Verdict(gone, _best(found, silent, lending, most=MOST_AT_ONCE - len(left)))


def is_too_late(now: datetime, closes_at: datetime) -> bool:
    return now >= closes_at - TOO_LATE


def _is_quiet(each: Said, now: datetime) -> bool:
    if each.decided_at is None:
        return False
    quiet = QUIET_AFTER_WITHDRAWAL if each.state is AdviceState.WITHDRAWN else QUIET_AFTER_DECISION
    return now < each.decided_at + quiet


def _best(
    found: Sequence[Helping], silent: Collection[str], lending: Collection[str | None], *, most: int
) -> tuple[Helping, ...]:
    """One for each booth; and a booth that is asked for a helper is asked once, and not helped at the same time."""
    best: dict[str, Helping] = {}
    asked = set(lending) - {None}
    for each in sorted(found, key=lambda one: -one.worth):
        option = each.option
        helper = option.other if option.kind is AdviceKind.STATION else None
        is_taken = option.booth in asked or helper in asked or helper in best
        if option.booth in silent or option.booth in best or is_taken or len(best) >= most:
            continue
        best[option.booth] = each
        asked |= {helper} - {None}
    return tuple(best.values())
