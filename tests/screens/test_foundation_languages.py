"""Both languages: sentences from the catalogue, dates, waits and numbers as people say them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations

import pytest

from kiosk import i18n
from kiosk.i18n import best_language, formats, translation

ZONE = "Asia/Shanghai"
HALF_PAST_NINE = datetime(2026, 12, 19, 1, 30, tzinfo=UTC)


def test_an_english_sentence_is_its_own_message_id() -> None:
    assert translation("en").gettext("Take a number") == "Take a number"
    assert translation("zh-CN").gettext("Take a number") == "现场取号"


def test_a_plural_in_chinese_needs_one_form() -> None:
    say = translation("zh-CN").ngettext
    assert [say("{count} place", "{count} places", n).format(count=n) for n in (1, 5)] == ["剩 1 个名额", "剩 5 个名额"]


def test_an_unknown_sentence_and_an_unknown_language_do_not_break_a_screen() -> None:
    assert translation("zh-CN").gettext("never written down") == "never written down"
    assert translation("fr") is translation(i18n.DEFAULT)


def test_a_catalogue_is_built_once_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    builds: list[str] = []
    build = i18n._build
    monkeypatch.setattr(i18n, "_built", {})

    def counted(lang: str) -> NullTranslations:
        builds.append(lang)
        return build(lang)

    monkeypatch.setattr(i18n, "_build", counted)

    with ThreadPoolExecutor(8) as people:
        got = list(people.map(lambda _: translation("zh-CN"), range(16)))

    assert builds == ["zh-CN"]
    assert len(set(map(id, got))) == 1


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-TW, en;q=0.5", "zh-CN"),
        ("fr-FR, en;q=0.3, zh;q=0.2", "en"),
        ("fr, de", "zh-CN"),
        ("zh;q=0, en;q=0.1", "en"),
        ("en;q=0.2, zh;q=0.7", "zh-CN"),
        (";;q=,,en;q=much", "zh-CN"),
    ],
)
def test_the_best_language_follows_the_wishes_of_the_header(header: str | None, spoken: str) -> None:
    assert best_language(header) == spoken


def test_a_moment_is_said_on_the_markets_wall_clock() -> None:
    assert formats.moment_in_words(HALF_PAST_NINE, ZONE, "zh-CN") == "12 月 19 日(周六)上午 9:30"
    assert formats.moment_in_words(HALF_PAST_NINE, ZONE, "en") == "Sat 19 December, 9:30 am"


def test_the_day_can_differ_from_the_day_in_utc() -> None:
    late = datetime(2026, 12, 18, 23, 15, tzinfo=UTC)
    assert formats.moment_in_words(late, ZONE, "zh-CN") == "12 月 19 日(周六)早上 7:15"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        formats.clock(HALF_PAST_NINE.replace(tzinfo=None), ZONE, "zh-CN")


def test_a_market_day_is_a_plain_date() -> None:
    assert formats.day(date(2026, 12, 19), "zh-CN") == "12 月 19 日(周六)"
    assert formats.day(date(2026, 12, 19), "en") == "Sat 19 December"


@pytest.mark.parametrize(
    ("hours_long", "chinese", "english"),
    [(2, "上午 9:30–11:30", "9:30–11:30 am"), (5, "上午 9:30–下午 2:30", "9:30 am – 2:30 pm")],
)
def test_the_half_of_the_day_is_said_once_when_it_is_the_same(hours_long: int, chinese: str, english: str) -> None:
    closes_at = HALF_PAST_NINE + timedelta(hours=hours_long)
    assert formats.hours(HALF_PAST_NINE, closes_at, ZONE, "zh-CN") == chinese
    assert formats.hours(HALF_PAST_NINE, closes_at, ZONE, "en") == english


@pytest.mark.parametrize(
    ("low", "high", "chinese", "english"),
    [
        (10, 18, "约 10–18 分钟", "about 10–18 minutes"),
        (10.7, 17.2, "约 10–18 分钟", "about 10–18 minutes"),
        (0, 5, "5 分钟以内", "up to 5 minutes"),
        (0.4, 0.9, "1 分钟以内", "up to 1 minute"),
        (7, 7, "约 7 分钟", "about 7 minutes"),
        (0, 0, "不用等", "no wait"),
    ],
)
def test_a_wait_is_a_range_of_whole_minutes(low: float, high: float, chinese: str, english: str) -> None:
    assert formats.wait_range(low, high, "zh-CN") == chinese
    assert formats.wait_range(low, high, "en") == english


def test_a_number_is_read_digit_by_digit() -> None:
    assert formats.number_aloud("B012", "zh-CN") == "B 零一二号"
    assert formats.number_aloud("B012", "en") == "B, zero one two"
