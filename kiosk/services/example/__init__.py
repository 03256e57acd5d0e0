"""The example market: the Xiangyang community with last month's market and the coming one.

What is written down is in `assets/example/xiangyang.toml`. What happened on the recorded market day is made by replaying
it: residents, volunteers and the kiosk itself act through the same services as on any day, in simulated time, with a
seeded generator (`day`). The same seed and the same `now` give the same example, apart from the ticket codes, which are
secrets and never repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kiosk.services.example.ahead import Diary, book_ahead, office_hours, wished_hour
from kiosk.services.example.crowd import Resident, bookings_only, crowd
from kiosk.services.example.dates import MarketDays, market_days
from kiosk.services.example.day import Day
from kiosk.services.example.ground import PUBLISHED_DAYS_BEFORE, Ground, first_market, lay_ground, next_market
from kiosk.services.example.scratch import move_rows, scratch
from kiosk.services.example.script import Script, script
from kiosk.services.state import is_empty
from kiosk.store import Database
from models.refusals import NotEmpty

Progress = Callable[[int, int], None]

SEED = 9


def fill_example(
    db: Database,
    *,
    now: datetime,
    seed: int = SEED,
    visitors: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill an empty database with the example. Raises NotEmpty on any other.

    `visitors`: how many come to the recorded market, None for the script's 300. `progress` is told how many people of
    how many have been dealt with. All or nothing: the rows arrive in one transaction at the end.
    """
    if not is_empty(db):
        raise NotEmpty
    wanted = visitors if visitors is not None else script().crowd.visitors
    with scratch() as private:
        _tell(private, script(), now=now, rng=Random(seed), visitors=wanted, progress=progress)  # noqa: S311 - a story
        move_rows(private, db)


def _tell(
    db: Database, story: Script, *, now: datetime, rng: Random, visitors: int, progress: Progress | None
) -> None:
    days = market_days(now, market=story.market, zone=ZoneInfo(story.community.time_zone))
    people = crowd(story, rng, visitors=visitors)
    bookings = max(1, round(story.crowd.coming_bookings * visitors / story.crowd.visitors))
    step = _counter(len(people) + bookings, progress)
    ground = lay_ground(db, story, first_day=days.recorded)
    _record(db, ground, people, rng, day=days.recorded, step=step)
    _announce(db, ground, people, rng, days=days, bookings=bookings, now=now, step=step)


def _record(
    db: Database, ground: Ground, people: Sequence[Resident], rng: Random, *, day: date, step: Callable[[], None]
) -> None:
    """The market that was: set up, published, booked, held, closed."""
    stage = first_market(db, ground, day)
    bookers = [one for one in people if one.books]
    start = ground.instant(day, days_before=PUBLISHED_DAYS_BEFORE) + timedelta(hours=1)
    end = ground.instant(day, time(15), days_before=1)
    moments = office_hours(rng, len(bookers), start=start, end=end, zone=ground.zone)
    booked = []
    for one in book_ahead(stage, bookers, rng, moments=moments):
        booked.append(one)
        if not one.resident.comes:
            step()
    Day(stage, ground.script.crowd, rng, arrived=step).play(booked, [one for one in people if not one.books])


def _announce(
    db: Database,
    ground: Ground,
    people: Sequence[Resident],
    rng: Random,
    *,
    days: MarketDays,
    bookings: int,
    now: datetime,
    step: Callable[[], None],
) -> None:
    """The market to come: copied from the last one, published, booked by some. Nothing of it lies after `now`."""
    published_at = min(ground.instant(days.recorded, time(10), days_before=-1), now)
    stage = next_market(db, ground, days.coming, now=published_at)
    residents = _enough(bookings_only(ground.script, rng, regulars=people), bookings)
    last = min(now, stage.opens_at)
    moments = office_hours(rng, len(residents), start=published_at, end=last, zone=ground.zone)
    diary = Diary(stage, now=published_at, earliest=now)
    for at, resident in zip(moments, residents, strict=True):
        diary.book(resident, wished=wished_hour(stage, rng), now=at)
        for _ in resident.books:
            step()


def _enough(residents: Iterator[Resident], bookings: int) -> list[Resident]:
    """People until they want so many bookings; the last one may want one more."""
    found: list[Resident] = []
    while sum(len(one.books) for one in found) < bookings:
        found.append(next(residents))
    return found


def _counter(total: int, progress: Progress | None) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done = min(done + 1, total)
        if progress is not None:
            progress(done, total)

    return step
