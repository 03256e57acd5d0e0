"""The document of the plaza's rules says what the code does: which rules, how grave, which limits and usual values."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache

import pytest

from kiosk.engine.plaza.findings import PlazaRule
from kiosk.engine.plaza.limits import RANGES, Limits
from kiosk.engine.plaza.rules import findings
from tests.house.source import ROOT
from tests.rules.plaza_scenes import random_scene

DOCUMENT = "docs/plaza-rules.md"


def rows_of(document: str) -> dict[str, list[str]]:
    """Rule → the other cells of its row."""
    lines = re.findall(r"^\| `(\w+)` \|(.*)\|$", document, flags=re.MULTILINE)
    return {rule: [cell.strip() for cell in cells.split("|")] for rule, cells in lines}


@cache
def rows() -> dict[str, list[str]]:
    return rows_of((ROOT / DOCUMENT).read_text(encoding="utf-8"))


@cache
def how_grave() -> dict[str, str]:
    """Rule → what the code says of it on plazas at random."""
    seen: dict[str, set[bool]] = {}
    for seed in range(200):
        for each in findings(random_scene(seed)):
            seen.setdefault(each.rule.value, set()).add(each.is_error)
    words = {frozenset({True}): "error", frozenset({False}): "warning", frozenset({True, False}): "error or warning"}
    return {rule: words[frozenset(grave)] for rule, grave in seen.items()}


def usual_of(cells: list[str]) -> dict[str, int]:
    names, values = re.findall(r"`(\w+)`", cells[1]), re.findall(r"\d+", cells[2])
    return dict(zip(names, map(int, values), strict=True))


def test_the_document_has_a_row_for_every_rule_and_no_other() -> None:
    assert set(rows()) == set(PlazaRule)


@pytest.mark.parametrize("rule", PlazaRule)
def test_a_rule_is_as_grave_as_the_document_says(rule: PlazaRule) -> None:
    assert rows()[rule][0] == how_grave()[rule]


def test_every_limit_stands_there_with_its_usual_value() -> None:
    written: dict[str, int] = {}
    for cells in rows().values():
        written |= usual_of(cells)
    assert written == asdict(Limits())


def test_every_limit_has_a_range_that_its_usual_value_lies_in() -> None:
    usual = asdict(Limits())
    assert set(RANGES) == set(usual)
    assert {name for name, (least, most) in RANGES.items() if not least <= usual[name] <= most} == set()


def test_control_another_value_in_the_document_is_noticed() -> None:
    row = rows_of("| `gap` | error | `booth_gap_cm` | 90 | too near | somebody |")
    assert usual_of(row["gap"]) == {"booth_gap_cm": 90} != {"booth_gap_cm": Limits().booth_gap_cm}
