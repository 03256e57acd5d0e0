"""What would help most on a day: one change after the other tried on the same people with the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import cpu_count

import numpy as np

from kiosk.engine.rehearsal.agenda import Real
from kiosk.engine.rehearsal.day import Booth, Day
from kiosk.engine.rehearsal.draws import Luck, luck_of
from kiosk.engine.rehearsal.figures import waits_of
from kiosk.engine.rehearsal.outlook import Change, Kind
from kiosk.engine.rehearsal.run import DAYS_AT_ONCE, Seen, Watch, go_through

BEST = 3
SPANS_MINUTES = (60.0, 120.0)
STEP_MINUTES = 30.0
BUSIEST = 4
"""Booths at which changes are tried: those whose people wait longest altogether."""
STATION_COSTS = 2.0
"""A minute of one more station must save more than so many minutes of waiting. An assumption."""
UNSERVED_COSTS = 30.0
"""Going home unserved counts like so many minutes of waiting. An assumption."""
FELT_MINUTES = 2.0
"""Whoever waits less long by this much notices it."""
MORE_UNITS = 10


def best_changes(day: Day, *, seed: int = 0, days: int = 2 * DAYS_AT_ONCE, watch: Watch | None = None) -> list[Change]:
    """Up to three, at different booths, the best first; none where nothing is worth its minutes."""
    lucks = [luck_of(day, days=DAYS_AT_ONCE, seed=seed, chunk=chunk) for chunk in range(max(1, days // DAYS_AT_ONCE))]
    before = [go_through(day, luck) for luck in lucks]
    tried = _candidates(day, before)
    found: dict[str, tuple[float, Change]] = {}
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        for done, (worth, change) in enumerate(pool.map(lambda each: _worth(day, lucks, before, each), tried), 1):
            if worth > max(0.0, found.get(change.booth, (0.0, change))[0]):
                found[change.booth] = worth, change
            if watch is not None:
                watch(done, len(tried))
    return [change for _, change in sorted(found.values(), key=lambda each: -each[0])[:BEST]]


def changed(day: Day, change: Change) -> Day:
    """The day with this change made."""
    booths = tuple(_changed(booth, change, day) if booth.id == change.booth else booth for booth in day.booths)
    return replace(day, booths=booths)


def _changed(booth: Booth, change: Change, day: Day) -> Booth:
    if change.kind is Kind.UNITS:
        return replace(booth, units=(booth.units or 0) + change.units)
    ends = change.to_minute if change.to_minute < day.minutes else np.inf
    starts = sorted({*(minute for minute, _ in booth.stations), change.from_minute, ends} - {np.inf})
    return replace(
        booth,
        stations=tuple(
            (minute, stations_at(booth, minute) + int(change.from_minute <= minute < ends)) for minute in starts
        ),
    )


def stations_at(booth: Booth, minute: float) -> int:
    return next((stations for begin, stations in reversed(booth.stations) if begin <= minute), 0)


def _candidates(day: Day, before: Sequence[Seen]) -> list[Change]:
    waiting = np.zeros(len(day.booths))
    unserved = np.zeros(len(day.booths))
    for seen in before:
        comes = np.isfinite(seen.luck.arrivals)[..., None]
        waits = waits_of(seen)
        for place in range(len(day.booths)):
            here = (seen.luck.plans == place) & comes
            waiting[place] += np.nansum(waits[here])
            unserved[place] += np.isnan(waits[here]).sum()
    worst = np.argsort(-(waiting + UNSERVED_COSTS * unserved))[:BUSIEST]
    return [change for place in worst for change in _for_booth(day.booths[place], day, bool(unserved[place]))]


def _for_booth(booth: Booth, day: Day, is_anybody_unserved: bool) -> list[Change]:
    changes = [
        Change(Kind.STATION, booth.id, begin, begin + span)
        for span in SPANS_MINUTES
        for begin in np.arange(0.0, day.minutes - span + 1, STEP_MINUTES).tolist()
    ]
    if booth.units is not None and is_anybody_unserved:
        changes += [Change(Kind.UNITS, booth.id, units=MORE_UNITS * times) for times in (1, 2, 4)]
    return [*changes, Change(Kind.STATION, booth.id, 0.0, day.minutes)]


def _worth(day: Day, lucks: Sequence[Luck], before: Sequence[Seen], change: Change) -> tuple[float, Change]:
    """How many minutes of waiting it saves on an average day, less what it costs; and the change with its effect."""
    other = changed(day, change)
    after = [go_through(other, luck) for luck in lucks]
    old, new = _waits(before), _waits(after)
    comes = np.concatenate([np.isfinite(luck.arrivals) for luck in lucks])[..., None]
    plans = np.concatenate([luck.plans for luck in lucks])
    wanted = (plans >= 0) & comes
    gone = float((np.isnan(old) & wanted).sum() - (np.isnan(new) & wanted).sum()) / len(old)
    saved = np.where(wanted, old - new, np.nan)
    place = next(place for place, booth in enumerate(day.booths) if booth.id == change.booth)
    felt = saved[(plans == place) & (saved >= FELT_MINUTES)]
    cost = STATION_COSTS * (change.to_minute - change.from_minute)
    worth = float(np.nansum(saved)) / len(old) + UNSERVED_COSTS * gone - cost
    minutes = float(felt.mean()) if len(felt) else 0.0
    return worth, replace(change, people=len(felt) / len(old), minutes=minutes, unserved=gone)


def _waits(seen: Sequence[Seen]) -> Real:
    return np.concatenate([waits_of(part) for part in seen])
