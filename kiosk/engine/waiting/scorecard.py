"""How good what people were told was, beside what the catalogue alone would have told them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from kiosk.engine.wait import WaitEstimate, estimate_wait
from kiosk.engine.waiting.booth_day import Outcome, Told

Case = tuple[WaitEstimate, float]
"""What was told, and how many minutes it was."""


@dataclass(frozen=True, slots=True)
class Score:
    """`held`: how many of the people waited as long as the range said. Errors are of the likely wait, in minutes."""

    people: int
    held: int
    mean_error_minutes: float
    mean_width_minutes: float

    @property
    def held_share(self) -> float:
        return self.held / self.people


def score(cases: Sequence[Case]) -> Score | None:
    """None for nobody."""
    if not cases:
        return None
    return Score(
        people=len(cases),
        held=sum(told.low_minutes <= waited <= told.high_minutes for told, waited in cases),
        mean_error_minutes=fmean(abs(told.likely_minutes - waited) for told, waited in cases),
        mean_width_minutes=fmean(told.high_minutes - told.low_minutes for told, _waited in cases),
    )


def told_cases(outcomes: Iterable[Outcome]) -> list[Case]:
    return [(outcome.told.said, outcome.waited_minutes) for outcome in outcomes]


def plain_cases(outcomes: Iterable[Outcome], *, mean_minutes: float, cv: float) -> list[Case]:
    """What the plain estimate would have told the same people; where it has none, it told them nothing at all."""
    cases = []
    for outcome in outcomes:
        said = _plain(outcome.told, mean_minutes, cv)
        if said is not None:
            cases.append((said, outcome.waited_minutes))
    return cases


def _plain(told: Told, mean_minutes: float, cv: float) -> WaitEstimate | None:
    return estimate_wait(
        people_ahead=told.place.ahead,
        stations=max(told.stations, told.busy),
        mean_minutes=mean_minutes,
        cv=cv,
        busy_stations=told.busy,
    )
