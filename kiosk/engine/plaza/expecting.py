"""What to expect of a day before it is there: which booths people go to, between which they walk, how long lines get.

Learnt from the visits of the last market where there was one, else assumed from the zones of the services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from models.enums import Zone

USUAL_VISITORS = 300
BOOTHS_EACH = 3
"""Booths that one visitor goes to where nobody has counted: two to four. An assumption."""
SAME_ZONE = 2.0
"""How much likelier the next booth is one of the same zone. An assumption."""
RUSH_SHARE, RUSH_MINUTES = 0.3, 20
"""So many of the day's people come in the first minutes: they wait before it opens."""
HAND_OVER_MINUTES = 1.0
"""How long somebody stands at a booth where the item stays. An assumption."""
ELDERS_CM_A_MINUTE = 4800.0
"""0.8 m/s: how fast elders walk. An assumption."""

Pair = tuple[int, int]
"""Ids of two services, the smaller first."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Of one visitor, by services' ids: the chance to go there, to begin there, to walk between two of them."""

    shares: Mapping[int, float]
    firsts: Mapping[int, float]
    walks: Mapping[Pair, float]
    is_counted: bool


def habits_of_visits(visits: Sequence[Collection[int]]) -> Habits:
    """From the services that each visitor of a market went to.

    In which order is not known: of k booths each is the first one time in k, and each two follow each other two
    times in k.
    """
    shares: dict[int, float] = defaultdict(float)
    firsts: dict[int, float] = defaultdict(float)
    walks: dict[Pair, float] = defaultdict(float)
    for visit in visits:
        there = sorted(set(visit))
        for service in there:
            shares[service] += 1 / len(visits)
            firsts[service] += 1 / len(there) / len(visits)
        for pair in combinations(there, 2):
            walks[pair] += 2 / len(there) / len(visits)
    return Habits(dict(shares), dict(firsts), dict(walks), is_counted=True)


def habits_of_groups(zones: Mapping[int, Zone]) -> Habits:
    """Where nobody has counted: every service alike, and the next one rather in the same zone."""
    each = min(BOOTHS_EACH, len(zones))
    pairs = {(one, two): SAME_ZONE if zones[one] is zones[two] else 1.0 for one, two in combinations(sorted(zones), 2)}
    whole = sum(pairs.values())
    return Habits(
        shares={service: each / len(zones) for service in zones},
        firsts={service: 1 / len(zones) for service in zones},
        walks={pair: (each - 1) * weight / whole for pair, weight in pairs.items()},
        is_counted=False,
    )


def longest_line(
    *, people: float, minutes: float, stations: int, mean_minutes: float, is_drop_off: bool, units: int | None = None
) -> int:
    """How many stand at a booth when its line is longest, if people flowed like water.

    `people` come over a day of `minutes`, three in ten of them in the first twenty; each takes `mean_minutes` at one of
    the stations. Nobody stays who could not be served before the close, nor, with `units`, who would get none.
    """
    if people <= 0 or minutes <= 0:
        return 0
    each = min(mean_minutes, HAND_OVER_MINUTES) if is_drop_off else mean_minutes
    served_a_minute = stations / each
    rush = min(RUSH_MINUTES, minutes)
    left = minutes - rush
    after_rush = max(0.0, people * RUSH_SHARE - served_a_minute * rush)
    can_be_served = served_a_minute * left
    rest_a_minute = people * (1 - RUSH_SHARE) / left if left else 0.0
    if rest_a_minute > served_a_minute and after_rush < can_be_served:
        # The line grows until it is as long as the time that is left.
        most = can_be_served - served_a_minute * (can_be_served - after_rush) / rest_a_minute
    else:
        most = min(after_rush, can_be_served) if left else after_rush
    longest = ceil(most)
    return longest if units is None else min(longest, units)
