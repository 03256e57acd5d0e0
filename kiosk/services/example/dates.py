"""On which days the example's two markets are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kiosk.services.example.script import MarketScript
from kiosk.services.organising.wall_clock import instant_at, local_day, same_day_of_month

STORY_ENDS = time(17, 0)
"""By then the last knife of a market day has been fetched: before it the day is not past, its story not yet true."""


@dataclass(frozen=True, slots=True)
class MarketDays:
    """Dates in the community's zone."""

    recorded: date
    coming: date


def market_days(now: datetime, *, market: MarketScript, zone: ZoneInfo) -> MarketDays:
    """The next market day that is not over at `now`, today included, and the last one whose story has ended.

    Between them lies one month, or two while the day of a market is not quite over.
    """
    today = local_day(now, zone)
    around = [same_day_of_month(today, months_later=months, wanted=market.day_of_month) for months in (-2, -1, 0, 1, 2)]
    return MarketDays(
        recorded=max(day for day in around if instant_at(day, STORY_ENDS, zone) <= now),
        coming=min(day for day in around if instant_at(day, market.closes, zone) > now),
    )
