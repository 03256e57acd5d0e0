"""The calling orders that an organiser can choose for a market, as parameters of one policy.

To compare them, simulate `policy_of(order, …)` for each of `FairOrder`: nothing else tells them apart. None of them
changes which lane somebody stands in, so a market may change its order while people wait: the rows that were called
before count on.
"""

from __future__ import annotations

from kiosk.engine.calling import CallingPolicy
from models.enums import FairOrder

CAP_MINUTES = 30
"""The longest wait under LONGEST_WAIT_CAP, where the community has no shorter one: half the usual hour, and the limit
from which an organiser is asked to act."""


def policy_of(order: FairOrder, longest_wait_minutes: int) -> CallingPolicy:
    """What a booth calls by. `longest_wait_minutes` is the community's own.

    FIRST_COME: by seniority alone; a booking's claim counts from its slot, as always (`seniority_of`).
    BOOKED_FIRST: three bookings, then a walk-in; among walk-ins two with priority, then an ordinary one.
    ONE_IN_THREE: bookings alike; among walk-ins one with priority, then two ordinary ones.
    LONGEST_WAIT_CAP: as BOOKED_FIRST, but whoever has waited `CAP_MINUTES` is called before all others.
    """
    if order is FairOrder.FIRST_COME:
        return CallingPolicy(longest_wait_minutes=0)
    if order is FairOrder.ONE_IN_THREE:
        return CallingPolicy(priority_in_a_row=1, ordinary_in_a_row=2, longest_wait_minutes=longest_wait_minutes)
    if order is FairOrder.LONGEST_WAIT_CAP:
        return CallingPolicy(longest_wait_minutes=min(CAP_MINUTES, longest_wait_minutes))
    return CallingPolicy(longest_wait_minutes=longest_wait_minutes)
