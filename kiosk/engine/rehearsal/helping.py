"""What would help in the rest of a day: every option tried on the same people with the same luck.

Here everybody claims one service: whoever wants two is two people, because on the day both numbers are drawn at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import sqrt
from os import cpu_count

import numpy as np

from kiosk.engine.advice import AHEAD_MINUTES, LEAST_MINUTES, LEAST_PEOPLE, Helping, Option, Outlook
from kiosk.engine.rehearsal.agenda import Real, Whole
from kiosk.engine.rehearsal.changes import FELT_MINUTES, STATION_COSTS, UNSERVED_COSTS, changed, stations_at
from kiosk.engine.rehearsal.day import Booth, Day, Stations
from kiosk.engine.rehearsal.draws import Luck, luck_of
from kiosk.engine.rehearsal.forecast import Truth
from kiosk.engine.rehearsal.lines import NOBODY, WALK_IN
from kiosk.engine.rehearsal.one_day import BEGAN, JOINED
from kiosk.engine.rehearsal.outlook import Change, Kind
from kiosk.engine.rehearsal.run import DAYS_AT_ONCE, go_through
from models.enums import AdviceKind

BIN_MINUTES, BIN_STEP = 15.0, 5.0
LEAST_IN_LINE = 3
"""Of fewer people nothing is said: one of them alone may have been passed over for a reason."""
GO_WHERE_IT_IS_THE_SAME, GO_ELSEWHERE = 2, 3
"""One in so many goes to the other booth when told of it. Assumptions."""
SURE = 2.0
"""Standard errors by which what is saved on an average day must lie above nothing."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Days (d) × people (p). `waits` are NaN for who does not join; who is not served waits until the close. Of
    somebody booked from the slot's start on. `plans`: the booth that each of them goes to."""

    since: Real
    waits: Real
    plans: Whole

    def at(self, place: int) -> Truth:
        found: Truth = (self.plans == place) & ~np.isnan(self.waits)
        return found


def look_ahead(
    day: Day, options: Sequence[Option], *, limit_minutes: float, seed: int = 0, days: int = 8 * DAYS_AT_ONCE
) -> tuple[list[Outlook], list[Helping]]:
    """Every booth where it is worst, for newcomers and in the line, and what helps where the limit is passed, the best
    first."""
    lucks = [luck_of(day, days=DAYS_AT_ONCE, seed=seed, chunk=chunk) for chunk in range(max(1, days // DAYS_AT_ONCE))]
    before = _gone_through(day, lucks)
    outlooks = [worst for place in range(len(day.booths)) for worst in _worst(day, before, place)]
    passing = defaultdict(list)
    for outlook in outlooks:
        if outlook.wait_minutes > limit_minutes:
            passing[outlook.booth].append(outlook)
    tried = [option for option in options if option.booth in passing]
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        found = pool.map(lambda option: _helping(day, lucks, before, option, passing[option.booth]), tried)
        helping = [each for each in found if each is not None]
    return outlooks, sorted(helping, key=lambda each: -each.worth)


def _gone_through(day: Day, lucks: Sequence[Luck]) -> _Seen:
    parts = [_seen(day, luck) for luck in lucks]
    return _Seen(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("since", "waits", "plans")))


def _seen(day: Day, luck: Luck) -> _Seen:
    seen = go_through(day, luck)
    joined, began = seen.claims[:, :, 0, JOINED], seen.claims[:, :, 0, BEGAN]
    since = np.maximum(joined, luck.slots)
    ends = np.where(np.isnan(began), np.maximum(since, day.minutes), began)
    return _Seen(since, np.maximum(ends - since, 0.0), luck.plans[:, :, 0])


# Where it is worst ------------------------------------------------------------------------------------------


def _worst(day: Day, seen: _Seen, place: int) -> list[Outlook]:
    """For whoever comes, and for whoever stands there."""
    name, here = day.booths[place].id, seen.at(place)
    coming = [
        Outlook(name, begin, wait)
        for begin in np.arange(0.0, AHEAD_MINUTES - BIN_MINUTES + 1, BIN_STEP).tolist()
        if (wait := _half(seen, here & _within(seen, begin))) is not None
    ]
    found = sorted(coming, key=lambda each: -each.wait_minutes)[:1]
    in_line = here & (seen.since < 0)
    if in_line.sum() >= LEAST_IN_LINE * len(here) and (wait := _half(seen, in_line)) is not None:
        found.append(Outlook(name, 0.0, wait, is_line=True))
    return found


def _within(seen: _Seen, begin: float) -> Truth:
    found: Truth = (seen.since >= begin) & (seen.since < begin + BIN_MINUTES)
    return found


def _half(seen: _Seen, who: Truth) -> float | None:
    """None where nobody is on most days."""
    return float(np.median(seen.waits[who])) if who.sum() > len(who) / 2 else None


# What an option does ----------------------------------------------------------------------------------------


def _helping(
    day: Day, lucks: Sequence[Luck], before: _Seen, option: Option, passing: Sequence[Outlook]
) -> Helping | None:
    place = _place(day, option.booth)
    after = _gone_through(_day_with(day, option), [_luck_with(day, luck, option) for luck in lucks])
    saved = before.waits - after.waits
    by_day = np.nansum(saved, axis=1)
    felt = saved[(before.plans == place) & (saved >= FELT_MINUTES)]
    people, minutes = len(felt) / len(saved), float(felt.mean()) if len(felt) else 0.0
    away = float((~np.isnan(before.waits) & np.isnan(after.waits)).sum()) / len(saved)
    worth = float(by_day.mean()) - _costs(before, after, option, away)
    is_sure = by_day.mean() > SURE * by_day.std() / sqrt(len(by_day))
    if worth <= 0 or not is_sure or minutes < LEAST_MINUTES or people < LEAST_PEOPLE:
        return None
    then = {each.is_line: each.wait_minutes for each in _worst(day, after, place)}
    better = [(each.wait_minutes - then[each.is_line], each) for each in passing if each.is_line in then]
    gain, outlook = max(better, key=lambda each: each[0], default=(0.0, passing[0]))
    if gain < LEAST_MINUTES:
        return None
    return Helping(option, outlook, then[outlook.is_line], people, minutes, away, worth)


def _costs(before: _Seen, after: _Seen, option: Option, away: float) -> float:
    if option.kind is AdviceKind.STATION and option.other is not None:
        return 0.0  # nobody works more than before: what the other booth loses is in its waits
    if option.kind is AdviceKind.STATION:
        return STATION_COSTS * (option.to_minute - option.from_minute)
    if option.kind is AdviceKind.PAUSE or option.is_same_service:
        return UNSERVED_COSTS * away
    return UNSERVED_COSTS * float((before.plans != after.plans).sum()) / len(before.plans)


def _day_with(day: Day, option: Option) -> Day:
    if option.kind is not AdviceKind.STATION:
        return day
    more = Change(Kind.STATION, option.booth, option.from_minute, option.to_minute)
    return changed(_with_one_fewer(day, option), more)


def _with_one_fewer(day: Day, option: Option) -> Day:
    """Whoever comes to help leaves at once and is back when it is over."""
    booths = [
        replace(booth, stations=_one_fewer(booth, option.to_minute)) if booth.id == option.other else booth
        for booth in day.booths
    ]
    return replace(day, booths=tuple(booths))


def _one_fewer(booth: Booth, until_minute: float) -> Stations:
    minutes = sorted({0.0, until_minute, *(minute for minute, _ in booth.stations)})
    return tuple((minute, max(0, stations_at(booth, minute) - (minute < until_minute))) for minute in minutes)


def _luck_with(day: Day, luck: Luck, option: Option) -> Luck:
    """Newcomers without a booking go somewhere else, or home; everybody else is the same."""
    if option.kind is AdviceKind.STATION:
        return luck
    place = _place(day, option.booth)
    comes = (luck.arrivals >= option.from_minute) & (luck.arrivals < option.to_minute)
    whom = (luck.plans[:, :, 0] == place) & comes & (luck.slots == WALK_IN)
    to, times = NOBODY, 1.0
    if option.other is not None:
        to = _place(day, option.other)
        times = day.booths[to].mean_minutes / day.booths[place].mean_minutes
        whom &= np.arange(whom.shape[1]) % (GO_WHERE_IT_IS_THE_SAME if option.is_same_service else GO_ELSEWHERE) == 0
    plans, lasts = luck.plans.copy(), luck.lasts.copy()
    plans[whom], lasts[whom] = to, lasts[whom] * times
    return replace(luck, plans=plans, lasts=lasts)


def _place(day: Day, name: str) -> int:
    return next(place for place, booth in enumerate(day.booths) if booth.id == name)
