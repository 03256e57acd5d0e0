"""When the people of a market day appear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from kiosk.services.example.ahead import Booked
from kiosk.services.example.script import CrowdScript
from kiosk.services.example.stage import Stage

AT_THE_DOOR = 0.35
"""Of those who come in the first minutes: so many wait before it opens."""

SECONDS_EACH = 6.0
"""At three kiosks and a desk the people who waited at the door take their first numbers one after the other."""

GRACE_MINUTES = 15


def booker_arrival(booked: Booked, stage: Stage, rng: Random) -> datetime:
    """A little before the first slot; who is late comes when the booking has already been given up."""
    first = min(ticket.slot_starts_at or stage.opens_at for ticket in booked.tickets)
    if booked.resident.is_late:
        late = first + timedelta(minutes=GRACE_MINUTES + rng.uniform(3, 14))
        return min(late, stage.closes_at - timedelta(minutes=rng.uniform(8, 15)))
    return max(first - timedelta(minutes=rng.uniform(3, 16)), stage.opens_at - timedelta(minutes=20))


def walk_in_arrivals(
    stage: Stage, people: CrowdScript, rng: Random, *, count: int, bookers: Sequence[datetime]
) -> list[datetime]:
    """So many instants in order, so that the first minutes see their share of everybody, bookers included."""
    rush_ends = stage.opens_at + timedelta(minutes=people.first_minutes)
    last = stage.closes_at - timedelta(minutes=people.last_arrival_minutes_before_close)
    early = round(people.first_share * (count + len(bookers))) - sum(at < rush_ends for at in bookers)
    early = min(max(early, 0), count)
    at_the_door = round(early * AT_THE_DOOR)
    door = [stage.opens_at + timedelta(seconds=SECONDS_EACH * place) for place in range(1, at_the_door + 1)]
    rush = [stage.opens_at + rng.random() * (rush_ends - stage.opens_at) for _ in range(early - at_the_door)]
    stream = [rush_ends + rng.triangular(0, 1, 0.15) * (last - rush_ends) for _ in range(count - early)]
    return sorted([*door, *rush, *stream])
