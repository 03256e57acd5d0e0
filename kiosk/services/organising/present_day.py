"""The rest of a market day from its present state: what live advice goes through, and what it takes for granted.

- Everybody claims one service. Whoever has drawn two numbers stands in two lines, as on the day.
- A service takes as long as the booth has taken from call to call by now (`kiosk.services.waits`); how much is left of
  one that is under way follows from how long it has lasted.
- Who still comes without a booking: as many as at the last market from this minute on, more or fewer as more or fewer
  have come to that booth today than had by then (`_busier`). Without a last market: as a rehearsal expects them.
- Bookings that are open come at their time, less the market's share that does not come.
- Tickets on hold come back or not; they are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kiosk.engine.calling import Lane, Tally, Waiting, lane_of
from kiosk.engine.fair_order import policy_of
from kiosk.engine.plaza.expecting import BOOTHS_EACH, RUSH_MINUTES, RUSH_SHARE
from kiosk.engine.rehearsal.day import Booking, Booth, Count, Day, Draw, InLine, Stations, UnderWay
from kiosk.engine.waiting.pace import Pace
from kiosk.services.organising.expected_day import Before, id_of_booth, priority_share_of
from kiosk.services.organising.planned import PlannedBooth, PlannedMarket, visitors_of
from kiosk.store.present import TicketNow
from kiosk.store.reading import is_station_open
from models.columns import id_of
from models.enums import Priority, TicketKind, TicketState
from models.moves import AT_STATION

MINUTE = timedelta(minutes=1)
BIN_MINUTES = 15.0
MARKET_COUNTS, BOOTH_COUNTS = 20.0, 8.0
"""People who behave as expected weigh so much against those who have come: a quarter of an hour proves little."""
LEAST_BUSY, MOST_BUSY = 1 / 3, 3.0


@dataclass(frozen=True, slots=True)
class Present:
    """What is known at `now` besides the plan. `paces` by booth id."""

    now: datetime
    tickets: Sequence[TicketNow]
    paces: Mapping[int, Pace]

    def minutes_until(self, instant: datetime) -> float:
        return (instant - self.now) / MINUTE


def rest_of_day(plan: PlannedMarket, before: Before | None, present: Present) -> Day:
    """The day from now on; its minute 0 is now."""
    minutes = max(1.0, present.minutes_until(plan.market.closes_at))
    coming = {each.booth.id: _coming(each, plan, before, present, minutes) for each in plan.booths}
    bins = _bins(coming.values(), minutes)
    return Day(
        minutes=minutes,
        booths=tuple(_booth(each, plan, present) for each in plan.booths),
        arrivals=Count(round(sum(people for _, _, people in bins)), bins or ((0.0, minutes, 1.0),)),
        visits=Draw({id_of_booth(each): sum(coming[each.booth.id].values()) for each in plan.booths}, 1),
        bookings=_bookings(present),
        no_show=plan.market.no_show_rate,
        priority_share=priority_share_of(before),
        policy=policy_of(plan.market.fair_order, plan.community.longest_wait_minutes),
        under_way=_under_way(plan, present),
    )


# The booths -------------------------------------------------------------------------------------------------


def _booth(planned: PlannedBooth, plan: PlannedMarket, present: Present) -> Booth:
    pace = present.paces[id_of(planned.booth)]
    return Booth(
        id=id_of_booth(planned),
        stations=_stations(planned, plan, present),
        mean_minutes=pace.mean_minutes,
        cv=pace.cv,
        units=_units(planned, present),
    )


def _stations(planned: PlannedBooth, plan: PlannedMarket, present: Present) -> Stations:
    """From now on. Whatever closes at the end of the market serves those who are still there."""
    opened_at = min(plan.market.opens_at, present.now)
    open_now = sum(is_station_open(station, opened_at, present.now) for station in planned.stations)
    changes: Counter[float] = Counter()
    for station in planned.stations:
        for instant, more in ((station.opens_at, 1), (station.closes_at, -1)):
            if instant is not None and present.now < instant < plan.market.closes_at:
                changes[present.minutes_until(instant)] += more
    found = [(0.0, open_now)]
    for minute in sorted(changes):
        found.append((minute, max(0, found[-1][1] + changes[minute])))
    return tuple(found)


def _units(planned: PlannedBooth, present: Present) -> int | None:
    """Whoever stands in line or is booked has one; in a rehearsal they take it when they join."""
    if planned.booth.units is None:
        return None
    holders = (TicketState.WAITING, TicketState.BOOKED)
    held = sum(t.booth_id == planned.booth.id and t.state in holders for t in present.tickets)
    return max(0, planned.booth.units - planned.booth.promised) + held


# Who is there -----------------------------------------------------------------------------------------------


def _under_way(plan: PlannedMarket, present: Present) -> UnderWay:
    names = {id_of(each.booth): id_of_booth(each) for each in plan.booths}
    busy = tuple(
        (names[t.booth_id], -present.minutes_until(t.called_at))
        for t in present.tickets
        if t.state in AT_STATION and t.called_at is not None
    )
    line = tuple(
        _in_line(t, names[t.booth_id], present)
        for t in present.tickets
        if t.state is TicketState.WAITING and t.queued_at is not None
    )
    return UnderWay(line, busy, tuple(_called(each, plan, present) for each in plan.booths))


def _in_line(ticket: TicketNow, booth: str, present: Present) -> InLine:
    """Who came back after a missed call stands where the new claim puts them, as far as lanes go by claims alone."""
    since = ticket.queued_at or ticket.created_at
    slot = ticket.slot_starts_at
    return InLine(
        booth,
        joined_minute=min(0.0, present.minutes_until(since)),
        is_first=ticket.priority is not Priority.NONE,
        slot_minute=None if slot is None else present.minutes_until(slot),
    )


def _called(planned: PlannedBooth, plan: PlannedMarket, present: Present) -> tuple[str, int, int, int]:
    policy = policy_of(plan.market.fair_order, plan.community.longest_wait_minutes)
    called = sorted(
        (ticket.called_at, ticket)
        for ticket in present.tickets
        if ticket.booth_id == planned.booth.id and ticket.called_at is not None
    )[-policy.round_calls :]
    lanes: list[Lane] = [lane_of(_waiting(ticket), policy=policy, now=at) for at, ticket in called]
    tally = Tally.after(lanes, policy)
    runs = tally.booked_in_a_row, tally.priority_since_ordinary, tally.ordinary_since_priority
    return id_of_booth(planned), *runs


def _waiting(ticket: TicketNow) -> Waiting:
    return Waiting(
        ticket_id=ticket.id,
        kind=ticket.kind,
        priority=ticket.priority,
        queued_at=ticket.queued_at or ticket.created_at,
        slot_starts_at=ticket.slot_starts_at,
        slot_ends_at=ticket.slot_ends_at,
        checked_in_at=ticket.checked_in_at,
    )


# Who is to come ---------------------------------------------------------------------------------------------


def _bookings(present: Present) -> tuple[Booking, ...]:
    """Whoever is late may come at any moment: now."""
    open_ = Counter(
        (f"b{t.booth_id}", max(0.0, present.minutes_until(t.slot_starts_at)))
        for t in present.tickets
        if t.state is TicketState.BOOKED and t.slot_starts_at is not None
    )
    return tuple(Booking(booth, minute, count) for (booth, minute), count in sorted(open_.items()))


def _coming(
    planned: PlannedBooth, plan: PlannedMarket, before: Before | None, present: Present, minutes: float
) -> dict[int, float]:
    """Bin from now on → people without a booking who are expected to come to the booth."""
    if not planned.booth.takes_walk_ins:
        return {}
    gone = -present.minutes_until(plan.market.opens_at)
    visitors = max(0, visitors_of(plan) - _visitors_booked(present))
    usual, usual_here = (_usual(plan, before, gone, visitors, which) for which in (None, planned))
    came = [t.booth_id for t in present.tickets if t.kind is TicketKind.WALK_IN]
    market = _busier(len(came), usual.by_now, 1.0, counts=MARKET_COUNTS)
    here = _busier(came.count(id_of(planned.booth)), usual_here.by_now, market, counts=BOOTH_COUNTS)
    return {place: here * people for place, people in usual_here.to_come.items() if place * BIN_MINUTES < minutes}


def _visitors_booked(present: Present) -> int:
    return len({t.visit_id for t in present.tickets if t.kind is TicketKind.BOOKED})


def _busier(came: float, expected: float, usual: float, *, counts: float) -> float:
    """How many times as many come today, from how many have come: what is usual weighs as much as `counts` people."""
    return min(max((came + counts * usual) / (expected + counts), LEAST_BUSY), MOST_BUSY)


@dataclass(frozen=True, slots=True)
class _Usual:
    """People without a booking at such a minute of a day: who have come, and who come by bin from then on."""

    by_now: float
    to_come: Mapping[int, float]


def _usual(
    plan: PlannedMarket, before: Before | None, gone: float, visitors: int, planned: PlannedBooth | None
) -> _Usual:
    """At a booth, or at all of them together. `visitors`: so many are expected without a booking, all day."""
    minutes = _minutes_before(plan, before)
    if not minutes:
        return _assumed(plan, gone, visitors, booths=1 if planned else len(plan.booths))
    if planned is None:
        found, times = [minute for each in minutes.values() for minute in each], 1.0
    else:
        service = planned.service.id
        same = sum(each.service.id == service for each in plan.booths)
        new = service not in minutes
        found = [minute for each in minutes.values() for minute in each] if new else minutes[service or 0]
        times = 1 / len(minutes) if new else 1 / same
    to_come: dict[int, float] = defaultdict(float)
    for minute in found:
        if minute >= gone:
            to_come[int((minute - gone) // BIN_MINUTES)] += times
    return _Usual(times * sum(minute < gone for minute in found), to_come)


def _minutes_before(plan: PlannedMarket, before: Before | None) -> dict[int, list[float]]:
    """Service of today → minutes after the opening at which somebody drew a number for it last time."""
    here = {planned.service.id for planned in plan.booths}
    found: dict[int, list[float]] = defaultdict(list)
    for ticket in before.tickets if before else ():
        if before is None or ticket.kind is not TicketKind.WALK_IN or ticket.service_id not in here:
            continue
        if ticket.arrived_at is not None:
            found[ticket.service_id].append((ticket.arrived_at - before.opened_at) / MINUTE)
    return found


def _assumed(plan: PlannedMarket, gone: float, visitors: int, *, booths: int) -> _Usual:
    """A rush at the opening, then evenly; everybody goes to as many booths as is usual."""
    whole = (plan.market.closes_at - plan.market.opens_at) / MINUTE
    rush = min(float(RUSH_MINUTES), whole)
    here = visitors * min(BOOTHS_EACH, len(plan.booths)) * booths / len(plan.booths)

    def share_by(minute: float) -> float:
        after = (minute - rush) / (whole - rush) if whole > rush else 0.0
        return RUSH_SHARE * min(max(minute / rush, 0.0), 1.0) + (1 - RUSH_SHARE) * min(max(after, 0.0), 1.0)

    ends = [gone + BIN_MINUTES * place for place in range(int((whole - gone) // BIN_MINUTES) + 2)]
    shares = [here * (share_by(end) - share_by(begin)) for begin, end in pairwise(ends)]
    return _Usual(here * share_by(gone), {place: people for place, people in enumerate(shares) if people > 0})


def _bins(coming: Iterable[Mapping[int, float]], minutes: float) -> tuple[tuple[float, float, float], ...]:
    """From minute, to minute, people at all booths."""
    people: defaultdict[int, float] = defaultdict(float)
    for each in coming:
        for place, count in each.items():
            people[place] += count
    return tuple(
        (place * BIN_MINUTES, min(minutes, (place + 1) * BIN_MINUTES), count)
        for place, count in sorted(people.items())
        if count > 0
    )
