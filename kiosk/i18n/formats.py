"""Dates, times, waits and numbers the way a kind volunteer says them, in the market's own time zone.

Moments are aware datetimes (UTC in the database); `zone` is an IANA name such as `Asia/Shanghai`.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from kiosk.i18n import translation

_LOCALES = {"zh-CN": "zh_CN", "en": "en_GB"}
_DAYS = {"zh-CN": "M 月 d 日(EEE)", "en": "EEE d MMMM"}
# B says 上午, 中午, 下午 as people do; English has am and pm.
_TIMES = {"zh-CN": "B h:mm", "en": "h:mm a"}
_CHINESE_DIGITS = "零一二三四五六七八九"
_ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def local(moment: datetime, zone: str) -> datetime:
    """The moment on the market's wall clock."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without time zone: {moment}")
    return moment.astimezone(ZoneInfo(zone))


def day(when: date, lang: str) -> str:
    """12 月 19 日(周六) / Sat 19 December. A market day is a date in the market's zone already."""
    return format_date(when, _DAYS[lang], locale=_LOCALES[lang])


def clock(moment: datetime, zone: str, lang: str) -> str:
    """上午 9:30 / 9:30 am."""
    return format_time(local(moment, zone).time(), _TIMES[lang], locale=_LOCALES[lang])


def bare_clock(moment: datetime, zone: str) -> str:
    """9:30, for places where the half of the day is said beside it."""
    there = local(moment, zone)
    return f"{there.hour % 12 or 12}:{there.minute:02d}"


def part_of_day(moment: datetime, zone: str, lang: str) -> str:
    """上午, 中午, 下午 / morning, noon hour, afternoon, evening: the heading of a group of times."""
    if lang == "zh-CN":
        return format_time(local(moment, zone).time(), "B", locale=_LOCALES[lang])
    hour = local(moment, zone).hour
    if hour < 12:
        return "morning"
    return "afternoon" if hour < 18 else "evening"


def moment_in_words(moment: datetime, zone: str, lang: str) -> str:
    """12 月 19 日(周六)上午 9:30 / Sat 19 December, 9:30 am."""
    there = local(moment, zone).date()
    joint = "" if lang == "zh-CN" else ", "
    return day(there, lang) + joint + clock(moment, zone, lang)


def hours(opens_at: datetime, closes_at: datetime, zone: str, lang: str) -> str:
    """上午 9:00 至 中午 12:00 / 9:00 am to 12:00 pm; the half of the day is said once when it is the same."""
    first, last = clock(opens_at, zone, lang), clock(closes_at, zone, lang)
    same = part_of_day(opens_at, zone, lang) == part_of_day(closes_at, zone, lang)
    if lang == "zh-CN":
        return f"{first}–{bare_clock(closes_at, zone)}" if same else f"{first}–{last}"
    return f"{bare_clock(opens_at, zone)}–{last}" if same else f"{first} – {last}"


def wait_range(low_minutes: float, high_minutes: float, lang: str) -> str:
    """约 10–18 分钟 / about 10–18 minutes. The range is rounded outwards to whole minutes."""
    sentences = translation(lang)
    _, ngettext = sentences.gettext, sentences.ngettext
    low, high = math.floor(low_minutes), math.ceil(high_minutes)
    if high <= 0:
        return _("no wait")
    if low <= 0:
        return ngettext("up to {minutes} minute", "up to {minutes} minutes", high).format(minutes=high)
    if low == high:
        return ngettext("about {minutes} minute", "about {minutes} minutes", high).format(minutes=high)
    return _("about {low}–{high} minutes").format(low=low, high=high)


def number_aloud(number: str, lang: str) -> str:
    """`B012` → "B 零一二号" / "B, zero one two": how a volunteer reads it out."""
    letter, digits = number[:1], number[1:]
    if lang == "zh-CN":
        return f"{letter} {''.join(_CHINESE_DIGITS[int(digit)] for digit in digits)}号"
    return f"{letter}, {' '.join(_ENGLISH_DIGITS[int(digit)] for digit in digits)}"
