"""A moment in numbers: what a straight line over them can make a wait of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.moments import Moment
from kiosk.engine.waiting.quantiles import Real

LONGEST_LINE_S = 1800.0
BENDS = (0.25, 0.5, 0.75, 0.9)
"""Shares of what was seen at which the effect of a number may change its slope."""
HOUR_S = 3600.0


def queue_length_s(moment: Moment) -> float:
    """QL = (Q + 1) · S / c, with the stations as they are known."""
    return (sum(moment.ahead) + 1) * moment.service_s / max(1, moment.stations)


def plain(moments: Sequence[Moment], levels: Sequence[int]) -> Real:
    """n × m: the numbers themselves, the queue length's own estimate first."""
    return np.array([_plain(moment, levels) for moment in moments], dtype=float)


def _plain(moment: Moment, levels: Sequence[int]) -> list[float]:
    own = levels.index(moment.visit.priority) if moment.visit.priority in levels else 0
    all_ahead, over, under = sum(moment.ahead), sum(moment.ahead[own:]), sum(moment.ahead[: own + 1])
    pace_s = moment.service_s / max(1, moment.busy)
    by_starts_s = (all_ahead + 1) * 600.0 / max(1, moment.starts_of_waiting)
    return [
        min(queue_length_s(moment), LONGEST_LINE_S),
        min((over + 1) * pace_s, LONGEST_LINE_S),
        min((under + 1) * pace_s, LONGEST_LINE_S),
        min(by_starts_s, LONGEST_LINE_S),
        moment.last_of_class_s, max(moment.head_s), over, moment.busy,
        all_ahead, moment.stations, moment.service_s, moment.last_wait_s, moment.last_five_s, moment.since_start_s,
        moment.in_service_s, moment.starts, moment.starts_of_waiting, moment.ends, moment.arrivals,
        moment.arrivals_just_now, moment.leaves, *moment.ahead, *moment.head_s,
    ]  # fmt: skip


OF_CLASS = 8
"""So many of the first numbers work differently for each class."""


@dataclass(frozen=True, slots=True)
class Signs:
    """How moments are told in numbers, learnt from those of the past. Columns: 1, the queue length's estimate, the
    rest. Only the first two are free; the others are held to zero unless many people speak for them."""

    levels: tuple[int, ...]
    booths: tuple[str, ...]
    hours: tuple[int, ...]
    scale: Real
    bends: tuple[tuple[float, ...], ...]

    def of(self, moments: Sequence[Moment]) -> Real:
        numbers = plain(moments, self.levels)
        columns = [np.ones(len(numbers)), numbers[:, 0]]
        for place, bends in enumerate(self.bends):
            column = numbers[:, place]
            columns.append(column / self.scale[place])
            columns += [np.maximum(0.0, column - bend) / self.scale[place] for bend in bends]
        columns += self._by_class(moments, numbers) + self._by_booth(moments, numbers) + self._by_hour(moments)
        return np.stack(columns, axis=1)

    def _by_class(self, moments: Sequence[Moment], numbers: Real) -> list[Real]:
        columns = []
        for level in self.levels if len(self.levels) > 1 else ():
            is_of = np.array([float(moment.visit.priority == level) for moment in moments])
            columns += [is_of, *(is_of * numbers[:, place] / self.scale[place] for place in range(OF_CLASS))]
        return columns

    def _by_booth(self, moments: Sequence[Moment], numbers: Real) -> list[Real]:
        columns = []
        for booth in self.booths if len(self.booths) > 1 else ():
            is_at = np.array([float(moment.visit.booth == booth) for moment in moments])
            columns += [is_at, is_at * numbers[:, 0] / self.scale[0]]
        return columns

    def _by_hour(self, moments: Sequence[Moment]) -> list[Real]:
        at = np.array([moment.visit.arrived_s / HOUR_S for moment in moments])
        return [np.maximum(0.0, 1 - np.abs(at - hour)) for hour in self.hours]


def learn_signs(moments: Sequence[Moment], levels: Sequence[int]) -> Signs:
    numbers = plain(moments, levels)
    hours = [moment.visit.arrived_s / HOUR_S for moment in moments]
    return Signs(
        levels=tuple(levels),
        booths=tuple(sorted({moment.visit.booth for moment in moments})),
        hours=tuple(range(int(min(hours)), int(max(hours)) + 2)),
        scale=np.maximum(numbers.std(axis=0), 1e-9),
        bends=tuple(tuple(np.unique(np.quantile(column, BENDS))) for column in numbers.T),
    )
