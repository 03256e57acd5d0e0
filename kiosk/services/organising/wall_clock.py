"""Days and hours as the community's clock on the wall shows them; instants come back aware, in UTC.

An hour that the clock jumps over in spring means the same distance from midnight; one that it shows twice in autumn
means the first time.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant_at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def local_time(instant: datetime, zone: ZoneInfo) -> time:
    return instant.astimezone(zone).time()


def moved(instant: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """The same time on the wall, so many days later (or earlier)."""
    there = instant.astimezone(zone)
    return instant_at(there.date() + timedelta(days=days), there.time(), zone)


def moved_span(starts_at: datetime, ends_at: datetime, *, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both ends moved; when the clock jumps between them, a span that would be empty keeps its length."""
    start, end = moved(starts_at, days=days, zone=zone), moved(ends_at, days=days, zone=zone)
    return (start, end) if start < end else (start, start + (ends_at - starts_at))


def same_day_of_month(day: date, *, months_later: int, wanted: int) -> date:
    """The `wanted` day of the month so many months after `day`'s; the month's end where it has no such day."""
    months = day.year * 12 + day.month - 1 + months_later
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(wanted, calendar.monthrange(year, month)[1]))
