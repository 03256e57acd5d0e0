"""Going through many days, some at a time in every thread, and what was seen of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from kiosk.engine.calling import CallingPolicy
from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.day import Day, claims_of
from kiosk.engine.rehearsal.days import run_days
from kiosk.engine.rehearsal.draws import Luck, luck_of
from kiosk.engine.rehearsal.lines import WALK_IN
from kiosk.engine.rehearsal.outlook import QUARTER_MINUTES

DAYS_AT_ONCE = 25
"""Days that are drawn together. Not by how many threads there are: the luck must not depend on the machine."""
CLAIMS_AT_ONCE = 500_000
"""Fewer days at once where a day is long: what they need fits into the memory of a small computer."""

Watch = Callable[[int, int], None]
"""Told how many days are done, of how many."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Of days (d), everybody (p) and the steps of their plans (k), booths (b) and quarter-hours (q). In minutes.

    `luck`: what befell them. `claims` d × p × k × (joined, called, lasts), NaN where it did not come to that. `left`
    d × p, NaN for who did not come. `longest` d × b × q people. `sums` d × b × 5: see `days`.
    """

    luck: Luck
    claims: Real
    left: Real
    longest: Whole
    sums: Real

    @property
    def is_booked(self) -> NDArray[np.bool_]:
        """By person."""
        return self.luck.slots > WALK_IN


def rehearse(day: Day, *, days: int, seed: int = 0, watch: Watch | None = None) -> Iterator[Seen]:
    """Some days after the other. The same days for the same seed, whatever the machine."""
    at_once = min(DAYS_AT_ONCE, max(1, CLAIMS_AT_ONCE // max(1, claims_of(day))))
    sizes = [min(at_once, days - begin) for begin in range(0, days, at_once)]
    with ThreadPoolExecutor(min(len(sizes), cpu_count() or 1)) as pool:
        parts = pool.map(
            lambda chunk: go_through(day, luck_of(day, days=sizes[chunk], seed=seed, chunk=chunk)), range(len(sizes))
        )
        done = 0
        for size, part in zip(sizes, parts, strict=True):
            done += size
            if watch is not None:
                watch(done, days)
            yield part


def go_through(day: Day, luck: Luck) -> Seen:
    """The days that have this luck."""
    days, quarters = len(luck.arrivals), max(1, ceil(day.minutes / QUARTER_MINUTES))
    seen = Seen(
        luck=luck,
        claims=np.full((*luck.plans.shape, 3), np.nan),
        left=np.empty(luck.arrivals.shape),
        longest=np.zeros((days, len(day.booths), quarters), np.int64),
        sums=np.empty((days, len(day.booths), 5)),
    )
    run_days(
        luck.arrivals, np.argsort(luck.arrivals, axis=1, kind="stable"), luck.slots, luck.is_first, luck.plans,
        luck.lasts, _walks(day), _changes(day), _rules(day.policy),
        np.array([day.warm_up_minutes, day.minutes, float(day.finishes)]),
        np.array([-1 if booth.units is None else booth.units for booth in day.booths]),
        np.array([np.inf if booth.needed_minutes is None else booth.needed_minutes for booth in day.booths]),
        np.empty((days, 0)) if luck.rests is None else luck.rests, *_under_way(day),
        seen.claims, seen.left, seen.longest, seen.sums,
    )  # fmt: skip
    return seen


# A day in arrays --------------------------------------------------------------------------------------------


def _walks(day: Day) -> Real:
    """b × b minutes."""
    ids = [booth.id for booth in day.booths]
    told = {(one, other): minutes for one, other, minutes in day.walks}
    return np.array([[told.get((one, other), day.walk_minutes) for other in ids] for one in ids])


def _changes(day: Day) -> Real:
    """m × (minute, booth, stations). What would change after the close does not."""
    found = [
        (max(0.0, minute), place, stations)
        for place, booth in enumerate(day.booths)
        for minute, stations in sorted(booth.stations)
        if minute < day.minutes
    ]
    return np.array(found, dtype=float).reshape(len(found), 3)


def _under_way(day: Day) -> tuple[Whole, Whole]:
    """The booths of stations that are busy at first, and b × 3 what was called in a row before."""
    number = {booth.id: place for place, booth in enumerate(day.booths)}
    busy_at = np.array([number[booth] for booth, _age in day.under_way.busy], np.int64)
    begun = np.zeros((len(day.booths), 3), np.int64)
    for booth, *runs in day.under_way.called:
        begun[number[booth]] = runs
    return busy_at, begun


def _rules(policy: CallingPolicy) -> Real:
    numbers = ("early_minutes", "late_minutes", "bookings_in_a_row", "priority_in_a_row", "ordinary_in_a_row")
    return np.array([float(getattr(policy, name)) for name in (*numbers, "longest_wait_minutes")])
