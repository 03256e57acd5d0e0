"""Small market days to rehearse, and what was seen of them put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from kiosk.engine.calling import CallingPolicy
from kiosk.engine.rehearsal.agenda import Real
from kiosk.engine.rehearsal.day import Booth, Count, Day, Draw, Lasting, Poisson
from kiosk.engine.rehearsal.figures import Counting, Figures
from kiosk.engine.rehearsal.run import Seen, rehearse

PATIENT = CallingPolicy(longest_wait_minutes=10**6)
"""Nobody is called first for having waited long: the plain rules alone."""


def one_booth(
    stations: int, load: float, *, lasting: Lasting = Lasting.EXPONENTIAL, cv: float = 0.0, minutes: float = 3000.0
) -> Day:
    """People come at any time alike and are served for a minute on average; the first sixth is not counted."""
    booth = Booth("A", ((0.0, stations),), 1.0, cv, lasting)
    return Day(
        minutes=minutes,
        booths=(booth,),
        arrivals=Poisson(60 * load * stations),
        visits=Draw({"A": 1.0}, 1),
        warm_up_minutes=minutes / 6,
        policy=PATIENT,
    )


def market(*, people: int = 120, each: int = 3, booths: int = 6, **changes: Any) -> Day:
    """Booths with one or two stations each, an opening burst, and four hours of time."""
    ids = [chr(ord("A") + place) for place in range(booths)]
    day = Day(
        minutes=240.0,
        booths=tuple(Booth(name, ((0.0, 1 + place % 2),), 3.0 + place, 0.5) for place, name in enumerate(ids)),
        arrivals=Count(people, ((0.0, 20.0, 0.3), (20.0, 240.0, 0.7))),
        visits=Draw(dict.fromkeys(ids, 1.0), each),
    )
    return replace(day, **changes)


def seen_of(day: Day, *, days: int = 3, seed: int = 0) -> Seen:
    """Of days that are drawn together."""
    (seen,) = rehearse(day, days=days, seed=seed)
    return seen


def figures_of(day: Day, *, days: int, seed: int = 0) -> Figures:
    counting = Counting(day)
    for seen in rehearse(day, days=days, seed=seed):
        counting.add(seen)
    return counting.figures()


def waited(seen: Seen, booth: int) -> Real:
    """Day by day, person by person, step by step: minutes, nothing for who was not served there."""
    waits = seen.claims[..., 1] - seen.claims[..., 0]
    return np.where(seen.luck.plans == booth, np.nan_to_num(waits), 0.0)
