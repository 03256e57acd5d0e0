"""Who walks where on a day: between which booths, and from an entrance straight to which one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from kiosk.engine.plaza.expecting import Habits


@dataclass(frozen=True, slots=True)
class Walking:
    """People of the whole day, by the booths' ids: `flows` between two of them, `arrivals` from outside."""

    flows: Mapping[tuple[str, str], float]
    arrivals: Mapping[str, float]


def walking_of(services: Mapping[str, int], habits: Habits, visitors: int) -> Walking:
    """`services`: booth → service. Booths with the same service share its people alike."""
    alike: dict[int, list[str]] = defaultdict(list)
    for booth, service in services.items():
        alike[service].append(booth)
    arrivals = {
        booth: visitors * habits.firsts.get(service, 0.0) / len(alike[service]) for booth, service in services.items()
    }
    flows: dict[tuple[str, str], float] = {}
    for one, other in combinations(services, 2):
        pair = (min(services[one], services[other]), max(services[one], services[other]))
        people = visitors * habits.walks.get(pair, 0.0) / (len(alike[pair[0]]) * len(alike[pair[1]]))
        if people > 0:
            flows[one, other] = people
    return Walking(flows, arrivals)
