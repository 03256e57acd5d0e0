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

    `tally` has counted the last calls and then the overdue people, who all go first. Of them the lanes of the last few
    decide: the booked ones behind the last walk-in, and `policy.most_walk_ins_in_a_row` walk-ins.
    """
    if policy.goes_by_seniority:
        return overdue  # the newcomer is overdue at once, as the youngest
    walk_ins = _walk_ins_before(lane, sizes, tally, policy)
    booked_first = max(0, policy.bookings_in_a_row - tally.booked_in_a_row)
    booked = min(sizes.booked, booked_first + policy.bookings_in_a_row * walk_ins)
    return overdue + walk_ins + booked


def _walk_ins_before(lane: Lane, sizes: LaneSizes, tally: Tally, policy: CallingPolicy) -> int:
    """All of the newcomer's own lane, and of the other one a row for each row of the own lane that ends meanwhile."""
    has_priority = lane is Lane.PRIORITY
    own, others = (sizes.priority, sizes.ordinary) if has_priority else (sizes.ordinary, sizes.priority)
    rows = (policy.priority_in_a_row, policy.ordinary_in_a_row)
    own_row, other_row = rows if has_priority else rows[::-1]
    if tally.ordinarys_turn is has_priority:  # the other lane's turn: the rest of its row comes at once
        at_once, first_row = tally.calls_left_in_row, own_row
    else:
        at_once, first_row = 0, tally.calls_left_in_row
    rows_ended = (own - first_row) // own_row + 1
    return own + min(others, at_once + other_row * rows_ended)
