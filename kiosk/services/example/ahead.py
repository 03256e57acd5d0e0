"""The weeks before a market: people book at the kiosk in the hall, some give their bookings back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kiosk.services.bookings import Wish, get_tickets
from kiosk.services.example.crowd import Resident
from kiosk.services.example.stage import Stage
from kiosk.services.markets import market_view
from kiosk.services.tickets import cancel
from kiosk.services.views import SlotView, TicketView
from models.actor import RESIDENT
from models.enums import ServiceKind

HALL_OPENS, HALL_CLOSES = time(8, 30), time(18, 0)
REGRET_AFTER = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class Booked:
    resident: Resident
    tickets: tuple[TicketView, ...]


def office_hours(rng: Random, count: int, *, start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """So many instants in order, from `start` to `end`, while the hall is open; at any hour if it hardly is."""
    tries = (start + rng.random() * (end - start) for _ in range(20 * count))
    open_ = [at for at in tries if HALL_OPENS <= at.astimezone(zone).time() < HALL_CLOSES][:count]
    missing = (start + rng.random() * (end - start) for _ in range(count - len(open_)))
    return sorted([*open_, *missing])


class Diary:
    """The market's free places as the kiosk shows them, without asking it anew for each person."""

    def __init__(self, stage: Stage, *, now: datetime, earliest: datetime) -> None:
        """Only slots from `earliest` on."""
        view = market_view(stage.db, stage.market_id, now=now)
        self._stage = stage
        self._slots = {b.letter: [s for s in b.slots if s.starts_at >= earliest] for b in view.booths}
        self._left = {slot.id: slot.left for free in self._slots.values() for slot in free}

    def book(self, resident: Resident, *, wished: datetime, now: datetime) -> Booked | None:
        """What they want to book, near the wished instant, one thing after the other; None when nothing is free."""
        chosen: list[tuple[Wish, SlotView]] = []
        for letter in resident.books:
            slot = self._nearest(letter, wished, [slot for _, slot in chosen])
            if slot is not None:
                chosen.append((Wish(self._stage.posts[letter].booth_id, slot.id), slot))
        if not chosen:
            return None
        for _, slot in chosen:
            self._left[slot.id] -= 1
        wishes = [wish for wish, _ in chosen]
        given = get_tickets(
            self._stage.db,
            self._stage.market_id,
            wishes=wishes,
            person=resident.person,
            key=next(self._stage.keys),
            by=RESIDENT,
            now=now,
        )
        return Booked(resident, given.tickets)

    def give_back(self, booked: Booked, *, now: datetime) -> None:
        for ticket in booked.tickets:
            cancel(self._stage.db, ticket.code, by=RESIDENT, now=now)
            self._left[ticket.slot_id or 0] += 1

    def _nearest(self, letter: str, wished: datetime, others: Sequence[SlotView]) -> SlotView | None:
        """A person cannot be in two places at once. A thing that is only handed in takes no time."""
        stays = self._stage.posts[letter].script.service.kind is ServiceKind.PRESENCE
        free = [
            slot
            for slot in self._slots[letter]
            if self._left[slot.id] > 0 and not (stays and any(_overlap(slot, other) for other in others))
        ]
        return min(free, key=lambda slot: abs(slot.starts_at - wished), default=None)


def _overlap(one: SlotView, other: SlotView) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def book_ahead(
    stage: Stage, residents: Iterable[Resident], rng: Random, *, moments: Sequence[datetime]
) -> Iterator[Booked]:
    """Everybody who books, in order, at one of the `moments` each; who gives back does so before the day.

    Yields what was booked and kept.
    """
    diary = Diary(stage, now=moments[0], earliest=stage.opens_at)
    regretting: list[tuple[datetime, Booked]] = []
    for resident, at in zip(residents, moments, strict=True):
        while regretting and regretting[0][0] <= at:
            diary.give_back(regretting[0][1], now=regretting.pop(0)[0])
        booked = diary.book(resident, wished=wished_hour(stage, rng), now=at)
        if booked is not None and resident.gives_back:
            regretting.append((at + REGRET_AFTER, booked))
        elif booked is not None:
            yield booked
    for at, booked in regretting:
        diary.give_back(booked, now=at)


def wished_hour(stage: Stage, rng: Random) -> datetime:
    """Most people want to come early, and nobody at lunch time."""
    hours = (stage.closes_at - stage.opens_at) / timedelta(hours=1)
    return stage.opens_at + timedelta(hours=rng.triangular(0, 0.9 * hours, 0.25 * hours))
