"""Learning waits from past days, and telling them: likely, and the range that holds in eight or nine of ten cases."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.engine.waiting.fitting import HALF, STEPS, Table, days_of, fit_all, folds_of
from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.moments import Moment, moments_of
from kiosk.engine.waiting.quantiles import Real
from kiosk.engine.waiting.ranges import Told, held_to, stretch_of, told_of
from kiosk.engine.waiting.signs import Signs, learn_signs
from kiosk.engine.waiting.trust import plain_is_nearer
from kiosk.engine.waiting.usual import Usual, usual_of

LEVELS = 4
MOST = 20_000
"""So many of the newest waits are learnt from."""
AT_ONCE = 5_000
"""So many waits are told in one piece: the table of all their signs would be large."""
RANGES = {0.8: (0.05, 0.85), 0.9: (0.03, 0.93)}
"""Shares of waits below either end. Few waits are very long: with more of the misses above, a range is shorter."""

Watch = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


@dataclass(frozen=True, slots=True)
class Estimator:
    """`lines`: coefficients by share of waits that are shorter. `stretch`: by range, how many times wider it must be
    than learnt."""

    levels: tuple[int, ...]
    usual: Usual
    signs: Signs
    lines: dict[float, Real]
    stretch: dict[float, float]

    def moments(self, visits: Sequence[Visit]) -> list[Moment]:
        """Everybody who is scored, with what was known at the arrival."""
        return list(moments_of(visits, self.levels, self.usual))

    def tell(self, moments: Sequence[Moment]) -> dict[float, Told]:
        """By range. As waits end, it is seen whether what was learnt holds, and how wide the ranges must be."""
        visits = [moment.visit for moment in moments]
        raw = self._raw(moments)
        plain = np.array([moment.until_open_s + moment.queue_length_s for moment in moments])
        told = {nominal: told_of(raw[HALF], raw[low], raw[high]) for nominal, (low, high) in RANGES.items()}
        likely = told[min(told)].likely
        doubted = plain_is_nearer(visits, likely, plain, self.usual.elsewhere.wait_s)
        times = np.where(doubted, plain / likely, 1.0)
        return {
            nominal: held_to(visits, each.times(times), nominal, self.stretch[nominal])
            for nominal, each in told.items()
        }

    def _raw(self, moments: Sequence[Moment]) -> dict[float, Real]:
        """By share of waits that are shorter."""
        told = [{share: part @ line for share, line in self.lines.items()} for part in self._parts(moments)]
        return {share: np.concatenate([part[share] for part in told]) for share in self.lines}

    def _parts(self, moments: Sequence[Moment]) -> Iterator[Real]:
        for first in range(0, len(moments), AT_ONCE):
            yield self.signs.of(moments[first : first + AT_ONCE])


def learn(visits: Sequence[Visit], watch: Watch | None = None) -> Estimator:
    """From the visits of past days. Raises ValueError where nobody waited and was served."""
    levels, usual = levels_of(visits), usual_of(visits)
    moments = list(deque(moments_of(visits, levels, usual), maxlen=MOST))
    if not moments:
        raise ValueError("nobody waited")
    signs = learn_signs(moments, levels)
    waits_s = np.array([moment.visit.waited_s for moment in moments], dtype=float)
    days = days_of(moments)
    fitted = fit_all(Table(signs.of(moments), waits_s, days, folds_of(moments)), _steps(watch))
    stretch = dict.fromkeys(RANGES, 1.0)
    if fitted.left_out:
        for nominal, (low, high) in RANGES.items():
            told = told_of(*(fitted.left_out[share] for share in (HALF, low, high)))
            stretch[nominal] = stretch_of(told, waits_s, nominal, days=int(days[-1]) + 1)
    return Estimator(levels, usual, signs, fitted.lines, stretch)


def levels_of(visits: Sequence[Visit]) -> tuple[int, ...]:
    """The classes of priority, the rarest left out where there are more than four."""
    values, counts = np.unique([visit.priority for visit in visits], return_counts=True)
    kept = sorted(zip(counts, values, strict=True), reverse=True)[:LEVELS]
    return tuple(sorted(int(value) for _, value in kept))


def _steps(watch: Watch | None) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if watch is not None:
            watch(done, STEPS)

    return step
