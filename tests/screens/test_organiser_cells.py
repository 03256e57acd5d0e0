"""Cells of a table, what two people made of it, and sentences about points and pictures: no screen needed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from kiosk.charts.plaza import Tone
from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.i18n import names
from kiosk.services.organising import readiness as readiness_module
from kiosk.services.organising.readiness_ground import CODES
from kiosk.services.organising.rows import BoothRow, ShiftRow, StationRow
from kiosk.services.organising.views import Load, Point, Severity
from kiosk.ui.organiser import catalogue, labels, log_words, pictures, readiness_words, where
from kiosk.ui.organiser.cells import (
    BLANK,
    GONE,
    Column,
    Sheet,
    added_cells,
    applied,
    clock_time,
    counts_as_change,
    kept_rows,
)
from kiosk.ui.organiser.merging import Merged, changed_fields, clashes, merged
from kiosk.ui.registry import PAGES
from models import enums
from models.moves import Move
from models.refusals import Invalid
from tests.house.source import ROOT

ZONE, DAY = "Asia/Shanghai", date(2026, 11, 19)
SHIFTS = Sheet(
    ShiftRow,
    (Column("staff_id", "谁", "choice"), Column("starts_at", "开始", "clock"), Column("ends_at", "结束", "clock")),
    ZONE,
    DAY,
)
BOOTHS = Sheet(BoothRow, (Column("letter", "字母"), Column("x_cm", "距西", "whole")), ZONE)


def at(hour: int, minute: int = 0, *, day: int = 19) -> datetime:
    """An instant by the clock of Shanghai, aware UTC."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("9：30", time(9, 30)),
        (" 9.30 ", time(9, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9点30分", time(9, 30)),
        ("9点半", time(9, 30)),
        ("10 点 一刻", time(10, 15)),
        ("9点三刻", time(9, 45)),
        ("9点", time(9)),
        ("9", time(9)),
        ("９：３０", time(9, 30)),
        ("23:59", time(23, 59)),
        ("0:00", time(0)),
    ],
)
def test_a_time_may_be_typed_as_people_write_it(typed: str, meant: time) -> None:
    assert clock_time(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "24:00", "9:60", "halb zehn", "9:30:15", "-1", "99", "9:3:0", "半", "9点半半", "😀", "9" * 10_000]
)
def test_what_is_no_time_of_day_is_not_taken_for_one(typed: str) -> None:
    assert clock_time(typed) is None


@given(st.times())
def test_every_minute_of_the_day_comes_back_as_it_is_shown(hour: time) -> None:
    assert clock_time(f"{hour.hour}:{hour.minute:02d}") == hour.replace(second=0, microsecond=0, tzinfo=None)


# ---------------------------------------------------------------- rows


def test_a_row_comes_back_from_the_grid_as_it_was_stored() -> None:
    shown = ShiftRow(id=3, staff_id=7, starts_at=at(8, 30), ends_at=at(12, 30))

    assert SHIFTS.rows_of([SHIFTS.cells_of(shown)], shown=[shown]) == (shown,)


def test_a_typed_time_is_one_of_the_market_day_on_its_wall() -> None:
    shown = ShiftRow(id=3, staff_id=7, starts_at=at(8, 30), ends_at=at(12, 30))
    cells = applied([SHIFTS.cells_of(shown)], {0: {"starts_at": "9:45"}})

    assert SHIFTS.rows_of(cells, shown=[shown])[0].starts_at == at(9, 45)


def test_a_time_that_nobody_touched_stays_on_its_own_day_and_second() -> None:
    odd = datetime(2026, 11, 18, 23, 0, 17, tzinfo=UTC)
    shown = ShiftRow(id=3, staff_id=7, starts_at=odd, ends_at=at(12))

    assert SHIFTS.rows_of([SHIFTS.cells_of(shown)], shown=[shown])[0].starts_at == odd


def test_an_unreadable_time_is_refused_at_its_row_and_column() -> None:
    shown = [ShiftRow(id=n, staff_id=n, starts_at=at(9), ends_at=at(12)) for n in (1, 2, 3)]
    cells = applied([SHIFTS.cells_of(row) for row in shown], {2: {"ends_at": "half past"}})

    with pytest.raises(Invalid) as caught:
        SHIFTS.rows_of(cells, shown=shown)

    assert (caught.value.row, caught.value.field) == (2, "ends_at")


def test_a_refusal_counts_rows_as_the_grid_does_also_below_a_removed_one() -> None:
    rows = [BoothRow(id=n, letter=letter, x_cm=0) for n, letter in enumerate("ABC", 1)]
    cells = list(applied([BOOTHS.cells_of(row) for row in rows], {2: {"x_cm": "far"}}))
    cells[0][GONE] = True

    with pytest.raises(Invalid) as caught:
        BOOTHS.rows_of(cells, shown=rows)

    assert (caught.value.row, caught.value.field) == (2, "x_cm")


def test_rows_ticked_to_go_are_left_out() -> None:
    rows = [BoothRow(id=n, letter=letter) for n, letter in enumerate("AB", 1)]
    cells = [BOOTHS.cells_of(rows[0], gone=True), BOOTHS.cells_of(rows[1])]

    assert [row.letter for row in BOOTHS.rows_of(cells, shown=rows)] == ["B"]


def test_a_new_row_in_which_nothing_was_typed_is_no_row() -> None:
    blank = added_cells(BOOTHS.cells_of(BoothRow(letter="C")))

    assert kept_rows([blank]) == []
    assert not counts_as_change(blank, None)


def test_a_new_row_counts_as_soon_as_one_cell_is_filled_and_no_more_once_it_is_empty_again() -> None:
    blank = added_cells(BOOTHS.cells_of(BoothRow(letter="C")))

    started = applied([blank], {0: {"x_cm": 300}})
    emptied = applied(started, {0: {"x_cm": None}})

    assert counts_as_change(started[0], None)
    assert [place for place, _cells in kept_rows(started)] == [0]
    assert not counts_as_change(emptied[0], None)


def test_a_new_row_that_is_ticked_to_go_is_nothing() -> None:
    started = applied([added_cells(BOOTHS.cells_of(BoothRow()))], {0: {"letter": "Q", GONE: True}})

    assert kept_rows(started) == []
    assert not counts_as_change(started[0], None)


def test_what_the_grid_says_about_rows_that_are_not_there_is_left_out() -> None:
    cells = [BOOTHS.cells_of(BoothRow(id=1, letter="A"))]

    assert applied(cells, {"7": {"letter": "Z"}, -1: {"letter": "Y"}}) == tuple(cells)


def test_spaces_are_an_empty_cell() -> None:
    assert applied([{"name": "x"}], {0: {"name": "   "}})[0]["name"] is None


def test_marks_of_the_screen_never_reach_a_service() -> None:
    cells = added_cells(BOOTHS.cells_of(BoothRow(letter="A")))
    assert BLANK in cells

    row = BOOTHS.rows_of(applied([cells], {0: {"x_cm": 5}}), shown=[])[0]

    assert row == BoothRow(letter="A", x_cm=5)


# ---------------------------------------------------------------- two people


A, B, C = (BoothRow(id=n, letter=letter, revision=1, x_cm=100, y_cm=100) for n, letter in enumerate("ABC", 1))


def test_rows_that_only_one_of_two_changed_do_not_clash() -> None:
    mine, theirs = [replace(A, x_cm=200), B], [A, replace(B, x_cm=300)]

    assert clashes([A, B], mine, theirs) == ()
    assert merged([A, B], mine, theirs, mine_wins=True) == (Merged(mine[0]), Merged(theirs[1]))


def test_a_cell_that_both_changed_clashes_and_goes_to_whom_one_says() -> None:
    mine, theirs = replace(A, x_cm=200, y_cm=50), replace(A, x_cm=300, units=9)

    found = clashes([A], [mine], [theirs])

    assert [line for clash in found for line in clash.lines] == [("x_cm", 100, 300, 200), ("units", None, 9, None)]
    assert merged([A], [mine], [theirs], mine_wins=True) == (Merged(replace(A, x_cm=200, y_cm=50, units=9)),)
    assert merged([A], [mine], [theirs], mine_wins=False) == (Merged(replace(A, x_cm=300, y_cm=50, units=9)),)


def test_two_who_typed_the_same_do_not_clash() -> None:
    same = replace(A, x_cm=200)

    assert clashes([A], [same], [same]) == ()


def test_a_row_that_they_removed_and_i_edited_comes_back_as_a_new_one_if_mine_wins() -> None:
    mine = replace(A, x_cm=200, tickets=0)

    assert [clash.they_removed for clash in clashes([A, B], [mine, B], [B])] == [True]
    assert merged([A, B], [mine, B], [B], mine_wins=True)[1].row == replace(mine, id=None, revision=None)
    assert merged([A, B], [mine, B], [B], mine_wins=False) == (Merged(B),)


def test_a_row_that_they_removed_and_i_left_alone_is_gone() -> None:
    assert merged([A, B], [A, B], [B], mine_wins=True) == (Merged(B),)


def test_a_row_that_i_removed_and_they_worked_on_stays_unless_mine_wins() -> None:
    worked_on = replace(A, revision=2)

    assert [clash.i_removed for clash in clashes([A], [], [worked_on])] == [True]
    assert merged([A], [], [worked_on], mine_wins=True) == (Merged(worked_on, gone=True),)
    assert merged([A], [], [worked_on], mine_wins=False) == (Merged(worked_on),)


def test_new_rows_of_both_are_kept() -> None:
    mine = BoothRow(letter="X")

    assert merged([A], [A, mine], [A, C], mine_wins=False) == (Merged(A), Merged(C), Merged(mine))


booth_rows = st.builds(
    BoothRow,
    id=st.sampled_from([1, 2, 3]),
    letter=st.sampled_from("ABC"),
    x_cm=st.integers(0, 3),
    y_cm=st.integers(0, 3),
)
tables = st.lists(booth_rows, unique_by=lambda row: row.id, max_size=3)


@given(shown=tables, theirs=tables)
def test_whoever_changed_nothing_gets_what_is_stored(shown: list[BoothRow], theirs: list[BoothRow]) -> None:
    for mine_wins in (True, False):
        assert [each.row for each in merged(shown, shown, theirs, mine_wins=mine_wins)] == theirs


@given(shown=tables, mine=tables)
def test_alone_everything_typed_is_kept(shown: list[BoothRow], mine: list[BoothRow]) -> None:
    known = {row.id for row in shown}
    typed = [row for row in mine if row.id in known]

    table = merged(shown, typed, shown, mine_wins=False)

    kept = {each.row.id: each.row for each in table if not each.gone}
    assert kept == {row.id: row for row in typed}


@given(shown=tables, mine=tables, theirs=tables)
def test_if_mine_wins_every_cell_that_i_changed_is_mine(
    shown: list[BoothRow], mine: list[BoothRow], theirs: list[BoothRow]
) -> None:
    was = {row.id: row for row in shown}
    typed = [row for row in mine if row.id in was]

    after = {each.row.id: each.row for each in merged(shown, typed, theirs, mine_wins=True) if not each.gone}

    for row in typed:
        for name in changed_fields(was[row.id], row) if row.id in after else ():
            assert getattr(after[row.id], name) == getattr(row, name)


# ---------------------------------------------------------------- words


def documented_codes() -> list[str]:
    return re.findall(r"^\| `(\w+)` \| (?:error|warning) \|", readiness_module.__doc__ or "", flags=re.MULTILINE)


DATA: dict[str, Any] = {
    "closes_at": at(12),
    "count": 2,
    "places": 30,
    "units": 20,
    "planned": 24,
    "minutes": 45,
    "starts_at": at(9),
    "ends_at": at(9, 45),
    "name": "心电图",
    "name_en": "ECG",
    "visitors": 1200,
    "least": 1000,
    "source": "bookings",
    "finding": None,
    "letters": {"b3": "C", "b4": "D"},
}


def test_the_readiness_list_documents_its_codes() -> None:
    assert len(documented_codes()) > 20


@pytest.mark.parametrize("code", documented_codes())
def test_every_point_of_the_readiness_list_has_a_sentence_and_a_page(code: str) -> None:
    point = Point(code, Severity.ERROR, "C", _documented_data(code))

    said = readiness_words.sentence(point, zone=ZONE)

    assert said
    assert "{" not in said
    assert readiness_words.page_of(point) in {row.name for row in PAGES}


def _documented_data(code: str) -> dict[str, Any]:
    row = re.search(rf"^\| `{code}` .*\| ([^|]*)\|$", readiness_module.__doc__ or "", flags=re.MULTILINE)
    assert row is not None
    data = {name: DATA[name] for name in re.findall(r"`(\w+)`", row[1])}
    return data | ({"finding": _finding(code)} if "finding" in data else {})


def _finding(code: str, **changes: Any) -> Finding:
    rule = next(rule for rule, each in CODES.items() if each == code)
    detail = "tree" if rule in (PlazaRule.QUEUE, PlazaRule.ON_FIXTURE) else ""
    return replace(Finding(rule, True, ("b3", "b4"), 90, 120, detail), **changes)


@pytest.mark.parametrize("code", ["no_power", "no_water"])
def test_a_plaza_without_any_outlet_or_tap_is_another_matter_than_a_far_one(code: str) -> None:
    far = Point(code, Severity.ERROR, "C", _documented_data(code))
    none = Point(code, Severity.ERROR, "C", {**far.data, "finding": _finding(code, measured=None)})

    assert readiness_words.sentence(far, zone=ZONE) != readiness_words.sentence(none, zone=ZONE)
    assert readiness_words.page_of(far) == where.LAYOUT
    assert readiness_words.page_of(none) == where.PLAZA


def test_every_closed_list_has_its_words() -> None:
    assert set(labels.PHASES) == set(enums.MarketPhase)
    assert set(labels.LOADS) == set(Load)
    assert set(names.ZONES) == set(enums.Zone)
    assert set(labels.SERVICE_KINDS) == set(enums.ServiceKind)
    assert set(labels.PLEDGES) == set(enums.Pledge)
    assert set(labels.PARTNER_KINDS) == set(enums.PartnerKind)
    assert set(names.FIXTURE_KINDS) == set(enums.FixtureKind)
    assert set(log_words.MOVES) == {move.value for move in Move}


def test_every_load_has_a_word_a_shape_and_a_colour_of_its_own() -> None:
    for part in zip(*labels.LOADS.values(), strict=True):
        assert len(set(part)) == len(Load)
    assert {pictures._TONES[load] for load in Load} == set(get_args(Tone))


def test_every_action_of_the_services_has_its_words_in_the_log() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in Path(ROOT / "kiosk/services").rglob("*.py"))
    plain = re.findall(r'(?:record\(\s*|action=|_done\(desk, market, )"(\w+)"', written)
    made = {f"save_{kind}s" for kind in ("service", "partner")} | {"resume_market"}

    assert len(set(plain)) > 20
    assert (set(plain) | made) - set(log_words.ACTIONS) == set()


def test_every_picture_that_can_be_chosen_is_in_the_font() -> None:
    assert set(catalogue.ICONS) - set(ALL_MATERIAL_ICONS) == set()


def test_a_station_without_hours_stays_without() -> None:
    sheet = Sheet(StationRow, (Column("opens_at", "开始", "clock"),), ZONE, DAY)
    shown = StationRow(id=1, ordinal=1)

    assert sheet.rows_of([sheet.cells_of(shown)], shown=[shown]) == (shown,)
