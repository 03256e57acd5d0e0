"""Every refusal has its sentence in both languages, with the next step, and nothing left unfilled."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kiosk.i18n import LANGUAGES
from kiosk.i18n.names import FIELDS, MARKET_STATES, THINGS, TICKET_STATES, field_name
from kiosk.i18n.refusals import BAD_COPIES, CLOSED, PROBLEMS, sentence, without_words
from models import refusals as r
from models.enums import MarketPhase, MarketState, TicketState
from models.refusals import Refusal
from tests.house.source import calls, python_files, tree

HALF_PAST_NINE = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
QUARTER_TO_TEN = datetime(2026, 11, 19, 1, 45, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"
EXAMPLES: dict[str, Any] = {
    "booth_id": 3,
    "slot_id": 4,
    "market_id": 1,
    "starts_at": HALF_PAST_NINE,
    "opens_at": HALF_PAST_NINE,
    "until": HALF_PAST_NINE,
    "first": HALF_PAST_NINE,
    "second": QUARTER_TO_TEN,
    "day": date(2026, 11, 19),
    "time_zone": SHANGHAI,
    "nearest": (r.FreeSlot(5, QUARTER_TO_TEN, 2),),
    "numbers": ("B011", "B012"),
    "people": (r.AtBooth("B012", "D"), r.AtBooth("B013", "E")),
    "number": "B012",
    "state": TicketState.DONE,
    "to": TicketState.CALLED,
    "name": "磨剪子磨菜刀",
    "name_en": "Knife sharpening",
    "capacity": 60,
    "tries_left": 3,
    "seconds": 290,
    "limit_kb": 64,
    "errors": 2,
    "count": 4,
    "field": "width_cm",
    "problem": "out_of_range",
    "limit": "100–900",
    "row": 1,
    "kind": "booth",
    "theirs": {"x_cm": 100},
    "why": "over",
}
OTHER_VALUES: dict[type[Refusal], dict[str, Any]] = {
    r.WrongMarketState: {"state": "closed"},
    r.BadCopy: {"why": "damaged"},
}


def tree_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree_of(child)


def of_the_house() -> list[type[Refusal]]:
    return [kind for kind in tree_of(Refusal) if kind.__module__ == "models.refusals"]


def example(kind: type[Refusal]) -> Refusal:
    known = EXAMPLES | OTHER_VALUES.get(kind, {})
    return kind(**{field.name: known[field.name] for field in fields(kind)})


# ---------------------------------------------------------------- the tree


def test_no_refusal_is_without_words() -> None:
    assert [kind for kind in without_words() if kind.__module__ == "models.refusals"] == []


def test_control_a_refusal_without_words_is_found() -> None:
    class Forgotten(r.MarketClosed):
        pass

    assert Forgotten in without_words()


def test_every_code_is_a_word_of_its_own() -> None:
    codes = [kind.code for kind in of_the_house()]
    assert len(codes) > 30
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", of_the_house(), ids=lambda kind: kind.__name__)
def test_both_languages_say_it_differently_and_leave_nothing_open(kind: type[Refusal]) -> None:
    chinese, english = sentence(example(kind), "zh-CN"), sentence(example(kind), "en")
    assert chinese != english
    for said in (chinese, english):
        assert not re.search(r"[{}]|None|\bTrue\b|datetime", said)
        assert said.endswith((".", "。"))
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english.replace("磨剪子磨菜刀", ""))


def test_control_an_unfilled_placeholder_would_be_found() -> None:
    assert re.search(r"[{}]", PROBLEMS["missing"])


def test_a_class_of_tomorrow_speaks_with_its_parents_words() -> None:
    class UnknownBench(r.UnknownBooth):
        pass

    assert sentence(UnknownBench(), "en") == sentence(r.UnknownBooth(), "en")


# ---------------------------------------------------------------- what they say


def full(nearest: tuple[r.FreeSlot, ...]) -> r.SlotFull:
    return r.SlotFull(booth_id=3, slot_id=4, starts_at=HALF_PAST_NINE, time_zone=SHANGHAI, nearest=nearest)


def test_a_full_slot_offers_the_nearest_free_ones_in_the_markets_time() -> None:
    refusal = full((r.FreeSlot(5, QUARTER_TO_TEN, 2),))
    assert sentence(refusal, "zh-CN") == "上午 9:30 刚刚约满。上午 9:45 还有 2 个名额。"
    assert sentence(refusal, "en") == "9:30 am has just filled up. 9:45 am has 2 places left."


def test_a_full_slot_with_nothing_free_beside_it_names_another_way() -> None:
    assert "请选别的服务" in sentence(full(()), "zh-CN")
    assert "another service" in sentence(full(()), "en")


def test_one_place_is_not_called_places() -> None:
    assert "1 place left" in sentence(full((r.FreeSlot(5, QUARTER_TO_TEN, 1),)), "en")


def test_a_bad_row_is_counted_as_people_count() -> None:
    refusal = r.Invalid(field="letter", problem="missing", row=0)
    assert sentence(refusal, "en") == "Row 1: Please fill in the letter."
    assert sentence(refusal, "zh-CN") == "第 1 行：请填写摊位字母。"


def test_a_booth_without_an_english_name_keeps_its_chinese_one() -> None:
    assert "心电图" in sentence(r.BoothFull(booth_id=1, name="心电图", name_en=""), "en")


def test_a_booth_without_any_name_is_still_a_booth() -> None:
    assert sentence(r.BoothFull(booth_id=1, name="", name_en=""), "zh-CN").startswith("这个摊位今天")


def test_the_last_wrong_try_says_to_wait_and_not_zero_tries() -> None:
    assert "0" not in sentence(r.WrongPin(tries_left=0), "en") + sentence(r.WrongPin(tries_left=0), "zh-CN")


def test_a_lock_is_told_in_whole_minutes_rounded_up() -> None:
    locked = r.LockedOut(until=HALF_PAST_NINE, seconds=241)
    assert "5 minutes" in sentence(locked, "en")
    assert "5 分钟" in sentence(locked, "zh-CN")


# ---------------------------------------------------------------- the words that code uses


def literals(name: str) -> set[str]:
    """Every literal text that is given as the argument `name` anywhere in the product."""
    found = set()
    for path in python_files("kiosk", "models", "pages"):
        for _called, node in calls(tree(path)):
            for given in node.keywords:
                if given.arg == name and isinstance(given.value, ast.Constant) and isinstance(given.value.value, str):
                    found.add(given.value.value)
    return found


def test_every_problem_that_code_names_has_words() -> None:
    assert literals("problem") - set(PROBLEMS) == set()


def test_every_field_that_code_names_has_words() -> None:
    assert literals("field") - set(FIELDS) - {""} == set()


def test_control_a_problem_without_words_is_found() -> None:
    assert {"missing", "too_long", "no_such_word"} - set(PROBLEMS) == {"no_such_word"}
    assert {"missing", "too_long"} <= literals("problem")


def test_every_cell_of_the_organisers_tables_has_a_name() -> None:
    from kiosk.services.organising import forms, rows

    tables = [thing for module in (rows, forms) for thing in vars(module).values() if isinstance(thing, type)]
    ours = [table for table in tables if "organising" in table.__module__ and hasattr(table, "__dataclass_fields__")]
    cells = {field.name for table in ours for field in fields(table)}
    assert len(cells) > 20
    assert cells - set(FIELDS) - {"revision", "tickets", "taken"} == set()


def test_every_state_has_a_name() -> None:
    assert set(TICKET_STATES) == {state.value for state in TicketState}
    assert {state.value for state in (*MarketState, *MarketPhase)} <= set(MARKET_STATES)
    assert {"not_yet", "over", "cancelled", "paused", "draft"} == set(CLOSED)
    assert {"not_a_copy", "damaged", "newer"} == set(BAD_COPIES)
    assert {"booth", "slot", "market", "staff"} <= set(THINGS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_field_nobody_named_is_still_spoken_of(lang: str) -> None:
    said = sentence(r.Invalid(field="no_such_field", problem="no_such_problem"), lang)
    assert field_name("no_such_field", lang) in said
    assert "no_such" not in said
