"""The day that a planned market is expected to be: what a rehearsal goes through, and what it takes for granted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import cycle
from random import Random

from kiosk.engine.fair_order import policy_of
from kiosk.engine.plaza.expecting import BOOTHS_EACH, ELDERS_CM_A_MINUTE, HAND_OVER_MINUTES, RUSH_MINUTES, RUSH_SHARE
from kiosk.engine.rehearsal.day import Booking, Booth, Count, Day, Draw, Plans, Stations
from kiosk.engine.waiting.pace import Pace
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, hours_of, visitors_of
from kiosk.store.habits import PastTicket
from models.columns import id_of
from models.enums import FairOrder, Priority, ServiceKind

QUARTER_MINUTES = 15.0
PRIORITY_SHARE = 0.6
"""Of the visitors, so many are over 60, disabled, pregnant or with a child where nobody has counted. An assumption."""
RAIN_KEEPS_AWAY = 0.4
"""Of the visitors without a booking; of bookings, so many more than usual. An assumption."""


@dataclass(frozen=True, slots=True)
class Before:
    """The market that is taken as an example: when it opened, and the tickets of its visits. `paces`: booth id → how
    long people take at that booth from one call to the next, where its service was seen at work."""

    opened_at: datetime
    tickets: Sequence[PastTicket]
    paces: Mapping[int, Pace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What may come differently. `people_percent`: of the visitors that are expected. `fewer`, `more`: the booth that
    has one station fewer or more all day. `order`: another calling order than the market's."""

    people_percent: int = 100
    rains: bool = False
    fewer: int | None = None
    more: int | None = None
    order: FairOrder | None = None


AS_PLANNED = WhatIf()


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a rehearsal takes for granted. `is_counted`: people behave as at the last market. `learnt`: booths at which
    services last as they did at earlier markets; at the others as the catalogue says."""

    visitors: int
    booked: int
    is_counted: bool
    learnt: int
    no_show: float
    priority_share: float


def day_of(plan: PlannedMarket, before: Before | None, what_if: WhatIf = AS_PLANNED) -> tuple[Day, Assumed]:
    market = plan.market
    minutes = (market.closes_at - market.opens_at).total_seconds() / 60
    bookings = _bookings(plan)
    visitors = round(visitors_of(plan) * what_if.people_percent / 100)
    walk_ins = max(0, visitors - plan.visitors_booked)
    no_show = market.no_show_rate
    if what_if.rains:
        walk_ins = round(walk_ins * (1 - RAIN_KEEPS_AWAY))
        no_show = no_show + (1 - no_show) * RAIN_KEEPS_AWAY
    day = Day(
        minutes=minutes,
        booths=tuple(_booth(each, plan, before, what_if) for each in plan.booths),
        arrivals=Count(walk_ins, _profile(before, minutes)),
        visits=_visits(plan, before),
        bookings=bookings,
        no_show=no_show,
        priority_share=priority_share_of(before),
        walks=_walks(plan.booths),
        policy=policy_of(what_if.order or market.fair_order, plan.community.longest_wait_minutes),
    )
    assumed = Assumed(
        visitors=walk_ins + plan.visitors_booked,
        booked=sum(booking.count for booking in bookings),
        is_counted=before is not None,
        learnt=len(before.paces) if before else 0,
        no_show=no_show,
        priority_share=day.priority_share,
    )
    return day, assumed


def mark_of(plan: PlannedMarket) -> str:
    """Another one when the plan would be rehearsed otherwise: not where its booths stand, and not who books."""
    day, _assumed = day_of(plan, None)
    told = (day.minutes, day.booths, day.no_show, day.policy, visitors_of(plan), plan.visitors_before)
    return sha256(repr(told).encode()).hexdigest()[:32]


def rehearsed_lines(plan: PlannedMarket) -> dict[int, int]:
    """booth id → people in its longest line, as this plan was rehearsed; nothing where it has changed since."""
    kept = plan.market.rehearsed
    if not kept or kept.get("plan") != mark_of(plan):
        return {}
    return {int(booth_id): people for booth_id, people in kept["lines"].items()}


def id_of_booth(planned: PlannedBooth) -> str:
    return f"b{planned.booth.id}"


def _booth(planned: PlannedBooth, plan: PlannedMarket, before: Before | None, what_if: WhatIf) -> Booth:
    service, booth_id = planned.service, id_of(planned.booth)
    pace = before.paces.get(booth_id) if before else None
    more = int(what_if.more == booth_id) - int(what_if.fewer == booth_id)
    return Booth(
        id=id_of_booth(planned),
        stations=tuple((minute, max(0, count + more)) for minute, count in _stations(planned, plan)),
        mean_minutes=round(pace.mean_minutes, 2) if pace else service.mean_minutes,
        cv=round(pace.cv, 2) if pace else service.cv,
        units=planned.booth.units,
        needed_minutes=HAND_OVER_MINUTES if service.kind is ServiceKind.DROP_OFF else None,
    )


def _stations(planned: PlannedBooth, plan: PlannedMarket) -> Stations:
    """How many are open from when on, from the hours of each."""
    market = plan.market
    changes: Counter[float] = Counter()
    for station in planned.stations:
        hours = hours_of(station, market)
        if hours is not None:
            changes[(hours.opens_at - market.opens_at).total_seconds() / 60] += 1
            changes[(hours.closes_at - market.opens_at).total_seconds() / 60] -= 1
    found, open_now = [], 0
    for minute in sorted(changes):
        open_now += changes[minute]
        found.append((minute, open_now))
    return tuple(found)


def _bookings(plan: PlannedMarket) -> tuple[Booking, ...]:
    """What is booked by now. Whoever has not booked yet is expected to come without."""
    opens_at = plan.market.opens_at
    return tuple(
        Booking(id_of_booth(planned), max(0.0, (slot.starts_at - opens_at).total_seconds() / 60), slot.taken)
        for planned in plan.booths
        for slot in planned.slots
        if slot.taken
    )


def _walks(booths: Sequence[PlannedBooth]) -> tuple[tuple[str, str, float], ...]:
    """Along x and y from corner to corner, which is about as far as from front to front."""
    return tuple(
        (
            id_of_booth(one),
            id_of_booth(other),
            (abs(one.booth.x_cm - other.booth.x_cm) + abs(one.booth.y_cm - other.booth.y_cm)) / ELDERS_CM_A_MINUTE,
        )
        for one in booths
        for other in booths
        if one is not other
    )


# As last time -----------------------------------------------------------------------------------------------


def _profile(before: Before | None, minutes: float) -> tuple[tuple[float, float, float], ...]:
    """When people come, by quarter-hour. Who came before the opening stands there when it opens."""
    firsts: dict[int, float] = {}
    for ticket in before.tickets if before else ():
        if before is not None and ticket.arrived_at is not None:
            minute = max(0.0, (ticket.arrived_at - before.opened_at).total_seconds() / 60)
            firsts[ticket.visit_id] = min(minute, firsts.get(ticket.visit_id, minute))
    came = Counter(int(minute // QUARTER_MINUTES) for minute in firsts.values() if minute < minutes)
    if not came:
        rush = min(float(RUSH_MINUTES), minutes)
        return ((0.0, rush, RUSH_SHARE), (rush, minutes, 1 - RUSH_SHARE)) if rush < minutes else ((0.0, rush, 1.0),)
    return tuple(
        (quarter * QUARTER_MINUTES, min(minutes, (quarter + 1) * QUARTER_MINUTES), float(people))
        for quarter, people in sorted(came.items())
    )


def _visits(plan: PlannedMarket, before: Before | None) -> Draw | Plans:
    """The booths of last time's visitors where they are there again, in any order."""
    by_service: dict[int, list[str]] = defaultdict(list)
    for planned in plan.booths:
        by_service[planned.booth.service_id].append(id_of_booth(planned))
    visits: dict[int, set[int]] = defaultdict(set)
    for ticket in before.tickets if before else ():
        visits[ticket.visit_id].add(ticket.service_id)
    if not visits:
        return Draw({id_of_booth(planned): 1.0 for planned in plan.booths}, min(BOOTHS_EACH, len(plan.booths)))
    return Plans(_plans(list(visits.values()), by_service))


def _plans(visits: Sequence[set[int]], by_service: Mapping[int, list[str]]) -> tuple[tuple[str, ...], ...]:
    """A service that nobody could try last time draws as many as the others did on average."""
    shares = Counter(service for visit in visits for service in visit)
    usual = sum(shares.values()) / max(1, len(shares)) / len(visits)
    turns = {service: cycle(booths) for service, booths in by_service.items()}
    rng = Random(0)  # noqa: S311 (the same plans each time)
    plans = []
    for visit in visits:
        wanted = [
            service for service in by_service if service in visit or (not shares[service] and rng.random() < usual)
        ]
        rng.shuffle(wanted)
        plans.append(tuple(next(turns[service]) for service in wanted))
    return tuple(plan for plan in plans if plan) or ((),)


def priority_share_of(before: Before | None) -> float:
    priorities = {ticket.visit_id: ticket.priority for ticket in before.tickets} if before else {}
    if not priorities:
        return PRIORITY_SHARE
    return round(sum(each is not Priority.NONE for each in priorities.values()) / len(priorities), 3)
