"""The whole example in the order of time: a ground is laid, a market held, the next one announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from kiosk.services.example.ahead import Booked, Diary, book_ahead, office_hours, wished_hour
from kiosk.services.example.crowd import Resident, bookings_only, crowd
from kiosk.services.example.dates import market_days
from kiosk.services.example.day import Day
from kiosk.services.example.ground import Ground, first_market, lay_ground, next_market
from kiosk.services.example.script import Script
from kiosk.services.example.stage import Stage
from kiosk.store import Database

Progress = Callable[[int, int], None]
"""How many people have been dealt with, and how many there are."""

FIRST_BOOKINGS_DAYS_BEFORE = 13
LAST_BOOKINGS = time(15, 0)
ANNOUNCED = time(10, 0)


@dataclass(frozen=True, slots=True)
class Story:
    """What the example is told from. `now`: nothing of it lies later."""

    db: Database
    script: Script
    rng: Random
    now: datetime
    visitors: int | None = None
    progress: Progress | None = None

    @property
    def share(self) -> float:
        """How large this example is; 1 is the script's."""
        usual = self.script.crowd.visitors
        return (usual if self.visitors is None else self.visitors) / usual


def tell(story: Story) -> None:
    """Write the story into its database, through the services."""
    people = crowd(story.script, story.rng, visitors=round(story.script.crowd.visitors * story.share))
    bookings = max(1, round(story.script.crowd.coming_bookings * story.share))
    newcomers = _enough(bookings_only(story.script, story.rng, regulars=people), bookings)
    step = _steps(len(people) + len(newcomers), story.progress)
    days = market_days(story.now, market=story.script.market, zone=ZoneInfo(story.script.community.time_zone))
    ground = lay_ground(story.db, story.script, first_day=days.recorded)
    _hold(story, ground, people, day=days.recorded, step=step)
    announced_at = min(ground.instant(days.recorded + timedelta(days=1), ANNOUNCED), story.now)
    stage = next_market(story.db, ground, days.coming, now=announced_at)
    _take_bookings(story, stage, newcomers, zone=ground.zone, announced_at=announced_at, step=step)


def _hold(story: Story, ground: Ground, people: Sequence[Resident], *, day: date, step: Callable[[], None]) -> None:
    """The market that was: set up, published, booked, held, closed."""
    stage = first_market(story.db, ground, day)
    bookers = [one for one in people if one.books]
    moments = office_hours(
        story.rng,
        len(bookers),
        start=ground.instant(day, days_before=FIRST_BOOKINGS_DAYS_BEFORE),
        end=ground.instant(day, LAST_BOOKINGS, days_before=1),
        zone=ground.zone,
    )
    booked = list(book_ahead(stage, bookers, story.rng, moments=moments))
    walk_ins = [one for one in people if one.comes and not _has_booked(one, booked)]
    for one in people:
        if not one.comes:
            step()
    Day(stage, story.script.crowd, story.rng, arrived=step).play(booked, walk_ins)


def _take_bookings(
    story: Story,
    stage: Stage,
    residents: Sequence[Resident],
    *,
    zone: ZoneInfo,
    announced_at: datetime,
    step: Callable[[], None],
) -> None:
    """The market to come. While it is on, only what is still to come is booked: nobody here would check in."""
    last = min(story.now, stage.opens_at)
    moments = office_hours(story.rng, len(residents), start=announced_at, end=last, zone=zone)
    diary = Diary(stage, now=announced_at, earliest=story.now)
    for at, resident in zip(moments, residents, strict=True):
        diary.book(resident, wished=wished_hour(stage, story.rng), now=at)
        step()


def _has_booked(one: Resident, booked: Sequence[Booked]) -> bool:
    return any(each.resident is one for each in booked)


def _enough(residents: Iterator[Resident], bookings: int) -> list[Resident]:
    """People until they want so many bookings; the last one may want one more."""
    found: list[Resident] = []
    while sum(len(one.books) for one in found) < bookings:
        found.extend(islice(residents, 1))
    return found


def _steps(total: int, progress: Progress | None) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return step
