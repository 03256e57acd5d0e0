"""How many are called before somebody who takes a number now, from counts alone.

Giving out a number must not cost more the longer the line is. A newcomer stands behind everybody of their own lane, so
only the sizes of the lanes and the tally of the last calls matter, not who stands there.
"""

from dataclasses import dataclass

from kiosk.engine.calling import CallingPolicy, Lane, Tally


@dataclass(frozen=True, slots=True)
class LaneSizes:
    """How many wait in each lane, without those who are called first because they have waited too long."""

    booked: int
    priority: int
    ordinary: int


def ahead_of_newcomer(lane: Lane, sizes: LaneSizes, *, overdue: int, tally: Tally, policy: CallingPolicy) -> int:
    """People called before a newcomer of this walk-in lane: the same as `calling_order` would say.

    `tally` has counted the last calls and then the overdue people, who all go first.
    """
    if lane is Lane.PRIORITY:
        walk_ins = sizes.priority + _ordinary_between(sizes, tally, policy)
    else:
        walk_ins = sizes.ordinary + _priority_between(sizes, tally, policy)
    booked_first = max(0, policy.bookings_in_a_row - tally.booked_in_a_row)
    booked = min(sizes.booked, booked_first + policy.bookings_in_a_row * walk_ins)
    return overdue + walk_ins + booked


def _ordinary_between(sizes: LaneSizes, tally: Tally, policy: CallingPolicy) -> int:
    """Ordinary people called while the priority lane is worked off up to the newcomer at its end."""
    since = tally.priority_since_ordinary
    if since >= policy.priority_in_a_row:
        turns = 1 + sizes.priority // policy.priority_in_a_row
    else:
        turns = (since + sizes.priority) // policy.priority_in_a_row
    return min(sizes.ordinary, turns)


def _priority_between(sizes: LaneSizes, tally: Tally, policy: CallingPolicy) -> int:
    """Priority people called while the ordinary lane is worked off up to the newcomer at its end."""
    first = max(0, policy.priority_in_a_row - tally.priority_since_ordinary)
    return min(sizes.priority, first + policy.priority_in_a_row * sizes.ordinary)
