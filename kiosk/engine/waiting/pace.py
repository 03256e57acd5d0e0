"""How fast one booth works: the minutes from one call at a station to its next, learnt while people wait.

Such a *cycle* holds everything that makes a line slow: walking up, the service, saying goodbye, people who do not come
when called, a chat, a pause. It is learnt as it ends, from three sources of growing weight: the catalogue, the
community's earlier markets with the same service, and the day itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, isfinite, log, sqrt

CATALOGUE_COUNTS = 4.0
"""The catalogue's word weighs as much as so many cycles: enough that the first service of the day, which may be the
one of five hours, does not decide; few enough that five real ones outweigh it."""

EARLIER_COUNTS = 12.0
"""All earlier markets together weigh at most so much: another day has other hands, so after a dozen cycles the day
itself says more."""

TODAY_COUNTS = 40.0
"""The memory of the day: each cycle moves the mean by at least a fortieth, so that it follows a helper who comes or
tires."""

SHORTEST_SHARE, LONGEST_SHARE = 0.1, 4.0
"""A cycle counts as at least a tenth and at most four times what was expected. A press by mistake (0 minutes) or a
lunch in between (5 hours) is one odd cycle, not the booth's pace; a lognormal service with a cv of .8 lasts longer
than that once in a hundred times."""

BETWEEN_MINUTES, BETWEEN_SHARE = 0.5, 0.25
"""Assumed between two services before anything was seen: half a minute, but at most a quarter of a service. The
catalogue says how long a service takes, not how long people take to walk up and sit down."""

LEAST_CV, MOST_CV = 0.2, 1.5

_FARTHEST = 3.5
"""Standard deviations. How much is left of a cycle older than that is not known any better by its age."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Mean and coefficient of variation of a cycle at one station, and how many cycles this knowledge is worth."""

    mean_minutes: float
    cv: float
    weight: float = CATALOGUE_COUNTS

    def after(self, cycle_minutes: float) -> Pace:
        """With one more cycle seen; one that ended before it began (a clock was set back) is none."""
        if not isfinite(cycle_minutes) or cycle_minutes < 0:
            return self
        least, most = SHORTEST_SHARE * self.mean_minutes, LONGEST_SHARE * self.mean_minutes
        counted = min(max(cycle_minutes, least), most)
        share = 1 / (self.weight + 1)
        mean = self.mean_minutes + share * (counted - self.mean_minutes)
        spread = ((counted - self.mean_minutes) / self.mean_minutes) ** 2
        cv = sqrt((1 - share) * (self.cv**2 + share * spread))
        return Pace(mean, min(max(cv, LEAST_CV), MOST_CV), min(self.weight + 1, TODAY_COUNTS))

    @property
    def doubt(self) -> float:
        """1 for what only the catalogue says, less the more cycles were seen."""
        return CATALOGUE_COUNTS / max(self.weight, CATALOGUE_COUNTS)

    def next_day(self) -> Pace:
        """What is kept of it for another market."""
        return Pace(self.mean_minutes, self.cv, min(self.weight, EARLIER_COUNTS))

    def left_minutes(self, age_minutes: float) -> float:
        """What is to be expected of a cycle that began so long ago: of a lognormal one, given that it lasts.

        At most one mean: who has been there for an hour may be gone in a minute.
        """
        variance = log(1 + self.cv**2)
        sigma, middle = sqrt(variance), log(self.mean_minutes) - variance / 2
        age = min(max(age_minutes, 0.0), exp(middle + _FARTHEST * sigma))
        if age == 0:
            return self.mean_minutes
        deviations = (log(age) - middle) / sigma
        lasting = erfc(deviations / sqrt(2))
        mean_of_lasting = self.mean_minutes * erfc((deviations - sigma) / sqrt(2)) / lasting
        return min(max(mean_of_lasting - age, 0.0), self.mean_minutes)


def pace_of_catalogue(mean_minutes: float, cv: float) -> Pace:
    """What is taken for granted of a service that nobody has seen yet."""
    between = min(BETWEEN_MINUTES, BETWEEN_SHARE * mean_minutes)
    return Pace(mean_minutes + between, min(max(cv, LEAST_CV), MOST_CV))
