"""Cells become rows, and two tables become edits: without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from kiosk.services.organising.edits import edits_of
from kiosk.services.organising.rows import BoothRow, PartnerRow, ServiceRow, ShiftRow, SlotRow
from kiosk.services.organising.typed import read_rows
from models import refusals as no
from models.enums import Zone

SHANGHAI = "Asia/Shanghai"
SHOWN = [SlotRow(id=1, capacity=2), SlotRow(id=2, capacity=3)]


def difference(shown: list[SlotRow], rows: list[SlotRow], stored: list[SlotRow]) -> tuple[Any, ...]:
    there = {row.id or 0: row for row in stored}
    found = edits_of(shown, rows, there, kind="slot", name_of=lambda row: f"slot {row.id}")
    return found.added, found.changed, found.deleted


def test_a_table_as_it_was_shown_has_no_edits() -> None:
    assert difference(SHOWN, SHOWN, SHOWN) == ((), (), ())


def test_an_edit_an_addition_and_a_deletion_are_told_apart() -> None:
    edited, new = replace(SHOWN[1], capacity=9), SlotRow(capacity=1)
    assert difference(SHOWN, [edited, new], SHOWN) == (((1, new),), ((0, edited),), (SHOWN[0],))


def test_an_empty_new_row_is_nothing() -> None:
    assert difference(SHOWN, [*SHOWN, SlotRow()], SHOWN) == ((), (), ())


def test_a_row_that_a_colleague_changed_and_i_did_not_is_left_alone() -> None:
    theirs = [replace(SHOWN[0], capacity=7), SHOWN[1]]
    assert difference(SHOWN, SHOWN, theirs) == ((), (), ())


def test_a_row_that_a_colleague_added_is_left_alone() -> None:
    assert difference(SHOWN, SHOWN, [*SHOWN, SlotRow(id=3, capacity=1)]) == ((), (), ())


def test_cells_that_are_only_shown_are_no_edits_and_no_conflicts() -> None:
    mine = [replace(SHOWN[0], capacity=5), SHOWN[1]]
    assert difference(SHOWN, mine, [replace(SHOWN[0], taken=1), SHOWN[1]]) == ((), ((0, mine[0]),), ())


def test_an_edit_that_is_stored_already_is_done() -> None:
    mine = [replace(SHOWN[0], capacity=5), SHOWN[1]]
    assert difference(SHOWN, mine, mine) == ((), (), ())


def test_an_edit_of_what_a_colleague_changed_is_refused_with_theirs() -> None:
    with pytest.raises(no.Changed) as refused:
        difference(SHOWN, [replace(SHOWN[0], capacity=5), SHOWN[1]], [replace(SHOWN[0], capacity=7), SHOWN[1]])
    assert (refused.value.name, refused.value.theirs) == ("slot 1", {"capacity": 7})


def test_deleting_what_a_colleague_changed_is_refused_and_what_they_deleted_is_done() -> None:
    with pytest.raises(no.Changed):
        difference(SHOWN, [SHOWN[1]], [replace(SHOWN[0], capacity=7), SHOWN[1]])
    assert difference(SHOWN, [SHOWN[1]], [SHOWN[1]]) == ((), (), ())


@pytest.mark.parametrize("rows", [[SlotRow(id=9, capacity=1)], [SHOWN[0], SlotRow(id=-1)]])
def test_a_row_that_was_never_shown_is_refused(rows: list[SlotRow]) -> None:
    with pytest.raises(no.UnknownRecord):
        difference(SHOWN, rows, [*SHOWN, SlotRow(id=9, capacity=1)])


def test_one_row_twice_is_refused() -> None:
    with pytest.raises(no.Invalid) as refused:
        difference(SHOWN, [SHOWN[0], SHOWN[0]], SHOWN)
    assert refused.value.row == 1


# ---------------------------------------------------------------- typed cells


def test_cells_of_a_data_frame_become_typed_rows() -> None:
    frame = pd.DataFrame(
        {
            "id": [1.0, None],
            "letter": ["A", None],
            "x_cm": [100.0, None],
            "units": [None, None],
            "takes_walk_ins": [True, None],
        }
    )

    first, second = read_rows(BoothRow, frame.to_dict("records"), zone=SHANGHAI)

    assert (first.id, first.letter, first.x_cm, first.units) == (1, "A", 100, None)
    assert type(first.x_cm) is int
    assert second == replace(BoothRow(), width_cm=300)


def test_a_time_on_the_wall_is_meant_in_the_markets_zone() -> None:
    cells = {"staff_id": 3, "starts_at": datetime(2026, 11, 19, 9), "ends_at": pd.Timestamp("2026-11-19 12:00")}  # noqa: DTZ001

    row = read_rows(ShiftRow, [cells], zone=SHANGHAI)[0]

    assert row.starts_at == datetime(2026, 11, 19, 1, tzinfo=UTC)
    assert row.ends_at == datetime(2026, 11, 19, 4, tzinfo=UTC)


def test_words_of_lists_and_missing_times_are_read() -> None:
    service = read_rows(ServiceRow, [{"zone": "fun", "name": "套圈", "kind": None}], zone=SHANGHAI)[0]
    slot = read_rows(SlotRow, [{"starts_at": pd.NaT, "capacity": float("nan")}], zone=SHANGHAI)[0]

    assert (service.zone, service.kind) == (Zone.FUN, None)
    assert (slot.starts_at, slot.capacity) == (None, None)


def test_unknown_columns_are_left_out_and_missing_ones_empty() -> None:
    assert read_rows(PartnerRow, [{"name": "银行", "password": "x"}], zone=SHANGHAI) == (PartnerRow(name="银行"),)


@pytest.mark.parametrize(
    ("kind", "cells", "field", "problem"),
    [
        (BoothRow, {"x_cm": "hundred"}, "x_cm", "not_a_whole_number"),
        (BoothRow, {"x_cm": 1.5}, "x_cm", "not_a_whole_number"),
        (BoothRow, {"x_cm": float("inf")}, "x_cm", "not_a_whole_number"),
        (BoothRow, {"letter": 7}, "letter", "not_text"),
        (ServiceRow, {"zone": "moon"}, "zone", "not_in_the_list"),
        (ServiceRow, {"is_noisy": "perhaps"}, "is_noisy", ""),
        (SlotRow, {"starts_at": "soon"}, "starts_at", ""),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(kind: Any, cells: dict[str, Any], field: str, problem: str) -> None:
    with pytest.raises(no.Invalid) as refused:
        read_rows(kind, [{}, cells], zone=SHANGHAI)
    assert (refused.value.row, refused.value.field, refused.value.problem) == (1, field, problem)
