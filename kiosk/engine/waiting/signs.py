"""A moment in numbers: what a straight line over them can make a wait of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.log import LONGEST_SCORED_S
from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real

BENDS = (0.5, 0.9)
"""Shares of what was seen at which the effect of a number may change its slope."""
OF_CLASS = 8
"""So many of the first numbers work differently for each class."""
FREE = 3
"""Columns that every wait is made of: 1, the queue length's estimate, the one by the intervals between calls."""
BY_LENGTH, BY_INTERVALS = 0, 1
HOUR_S = 3600.0
UNCHANGED = 1e-9


def plain(moments: Sequence[Moment]) -> Real:
    """n × m: the numbers themselves. No time counts as longer than what is scored."""
    times = np.array([_times_s(moment) for moment in moments], dtype=float)
    counts = np.array([_counts(moment) for moment in moments], dtype=float)
    firm = OF_CLASS - 2
    return np.hstack(
        [np.minimum(times[:, :firm], LONGEST_SCORED_S), counts, np.minimum(times[:, firm:], LONGEST_SCORED_S)]
    )


def _times_s(moment: Moment) -> list[float]:
    before, after = moment.ahead[: moment.own_class + 1], moment.ahead[moment.own_class :]
    pace_s = moment.service_s / max(1, moment.busy)
    return [
        moment.until_open_s + moment.queue_length_s,
        moment.until_open_s + (sum(moment.ahead) + 1) * moment.interval_s,
        (sum(after) + 1) * pace_s,
        (sum(before) + 1) * pace_s,
        moment.last_of_class_s, max(moment.head_s), moment.last_long_s, moment.last_five_s, moment.since_start_s,
        moment.in_service_s, moment.service_s, moment.interval_s, moment.until_open_s, *moment.head_s,
    ]  # fmt: skip


def _counts(moment: Moment) -> list[float]:
    return [
        sum(moment.ahead[moment.own_class :]), moment.busy, sum(moment.ahead), moment.stations, moment.starts,
        moment.starts_of_waiting, moment.ends, moment.arrivals, moment.arrivals_just_now, moment.leaves, *moment.ahead,
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signs:
    """How moments are told in numbers, learnt from those of the past: the free columns in seconds, then each number
    that ever changed, in units of its spread and no further out than it was seen, with its bends; then class, booth
    and hour."""

    levels: tuple[int, ...]
    booths: tuple[str, ...]
    first_hour: float
    last_hour: float
    middle: Real
    spread: Real
    least: Real
    most: Real
    bends: tuple[tuple[float, ...] | None, ...]

    def of(self, moments: Sequence[Moment]) -> Real:
        numbers = plain(moments)
        even = np.clip((numbers - self.middle) / self.spread, self.least, self.most)
        columns = [np.ones(len(numbers)), numbers[:, BY_LENGTH], numbers[:, BY_INTERVALS]]
        for column, bends in zip(even.T, self.bends, strict=True):
            if bends is not None:
                columns += [column, *(np.maximum(0.0, column - bend) for bend in bends)]
        columns += self._by_class(moments, even) + self._by_booth(moments, even) + self._by_hour(moments)
        return np.stack(columns, axis=1)

    def _by_class(self, moments: Sequence[Moment], even: Real) -> list[Real]:
        own = np.array([moment.visit.priority for moment in moments])
        columns: list[Real] = []
        for level in self.levels if len(self.levels) > 1 else ():
            is_of = (own == level).astype(float)
            columns += [is_of, *(is_of * even[:, place] for place in range(OF_CLASS))]
        return columns

    def _by_booth(self, moments: Sequence[Moment], even: Real) -> list[Real]:
        booths = np.array([moment.visit.booth for moment in moments])
        columns: list[Real] = []
        for booth in self.booths if len(self.booths) > 1 else ():
            is_at = (booths == booth).astype(float)
            columns += [is_at, is_at * even[:, BY_LENGTH]]
        return columns

    def _by_hour(self, moments: Sequence[Moment]) -> list[Real]:
        """Before and after the hours that were seen it is as at the first and the last moment of them."""
        at = np.clip([moment.visit.arrived_s / HOUR_S for moment in moments], self.first_hour, self.last_hour)
        hours = range(int(self.first_hour), int(self.last_hour) + 2)
        return [np.maximum(0.0, 1 - np.abs(at - hour)) for hour in hours]


def learn_signs(moments: Sequence[Moment], levels: Sequence[int]) -> Signs:
    numbers = plain(moments)
    hours = [moment.visit.arrived_s / HOUR_S for moment in moments]
    middle, spread = numbers.mean(axis=0), numbers.std(axis=0)
    changed = spread > UNCHANGED
    spread = np.maximum(spread, UNCHANGED)
    even = (numbers - middle) / spread
    return Signs(
        levels=tuple(levels),
        booths=tuple(sorted({moment.visit.booth for moment in moments})),
        first_hour=min(hours),
        last_hour=max(hours),
        middle=middle,
        spread=spread,
        least=even.min(axis=0),
        most=even.max(axis=0),
        bends=tuple(_bends(column) if moves else None for column, moves in zip(even.T, changed, strict=True)),
    )


def _bends(column: Real) -> tuple[float, ...]:
    """Where every value but a few lies on one side, there is no bend."""
    found = np.unique(np.quantile(column, BENDS))
    return tuple(float(bend) for bend in found if column.min() < bend < column.max())
