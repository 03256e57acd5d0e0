"""`waits` as other programs use it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kiosk.engine.waiting.log import Visit
from tests.cli.test_commands import CHINESE, kiosk, new, one_sentence
from tests.rules.recorded_queues import BANK, MARKET, market_days

HEADER = ("day", "booth", "arrived_s", "started_s", "ended_s", "left_s", "priority", "stations")
NAMES = ["ours", "mean", "last to enter service", "head of line", "queue length"]
COLUMNS = ["MAE s", "RMSE s", "MSE/variance"]
RANGES = ["80 % coverage", "80 % width s", "90 % coverage", "90 % width s"]
GOOD = "1,A,100,160,200,,0,1"


def write(file: Path, visits: Sequence[Visit], columns: Sequence[str] = HEADER) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(columns)
        table.writerows([[getattr(visit, name) for name in columns] for visit in visits])
    return file


def text(file: Path, *rows: str) -> Path:
    file.write_text("\n".join([",".join(HEADER), *rows]) + "\n", encoding="utf-8")
    return file


def waits(folder: Path, train: Path, test: Path, *more: object, **environment: str) -> Any:
    return kiosk("waits", train, test, *more, DATABASE_URL=new(folder), **environment)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("market")
    train = write(folder / "train.csv", market_days(1, 3, stalls=MARKET[:3]))
    return train, write(folder / "test.csv", market_days(2, 3, first=50, stalls=MARKET[:3]))


def test_the_table_and_the_file_say_the_same(tmp_path: Path, market: tuple[Path, Path]) -> None:
    out = tmp_path / "result.json"
    answer = waits(tmp_path, *market, "--out", out)

    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    result = json.loads(out.read_text(encoding="utf-8"))
    _, header, *rows = answer.stdout.splitlines()
    assert header.split() == " ".join(COLUMNS + RANGES).split()
    assert list(result["predictors"]) == NAMES
    for name, row in zip(NAMES, rows, strict=True):
        wanted = COLUMNS + (RANGES if name == "ours" else [])
        assert list(result["predictors"][name]) == wanted
        printed = [float(cell) for cell in row.removeprefix(name).split()]
        assert printed == pytest.approx([result["predictors"][name][column] for column in wanted], abs=0.051)
    assert result["predictors"]["ours"]["MAE s"] < result["predictors"]["queue length"]["MAE s"]
    assert result["skipped"] == {"train": 0, "test": 0}
    assert not (tmp_path / "kiosk.sqlite3").exists()


def test_a_banks_recording_is_learnt_from_and_tested_on(tmp_path: Path) -> None:
    answer = waits(tmp_path, BANK, BANK)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[0] == "Learnt from 1007 waits, tested on 1007."


def test_the_answer_speaks_chinese(tmp_path: Path) -> None:
    file = text(tmp_path / "log.csv", GOOD, "1,A,,160,200,,0,1")
    answer = waits(tmp_path, file, file, **CHINESE)
    assert answer.stdout.splitlines()[0] == "从 1 次等候中学习，用 1 次等候检验。"
    assert answer.stderr.splitlines() == [f"{file}：跳过 1 行（第 3 行：缺少 arrived_s）"]


def test_priority_and_stations_need_not_be_there(tmp_path: Path) -> None:
    file = write(tmp_path / "log.csv", market_days(1, 2, stalls=MARKET[:2]), HEADER[:6])
    answer = waits(tmp_path, file, file)
    assert answer.returncode == 0, answer.stderr


# ---------------------------------------------------------------- rows that cannot be used


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,A,,160,200,,0,1", "arrived_s is missing"),
        (",A,100,160,200,,0,1", "day is missing"),
        ("1,A,100,60,200,,0,1", "started_s is too early"),
        ("1,A,100,160,150,,0,1", "ended_s is too early"),
        ("1,A,100,,,50,0,1", "left_s is too early"),
        ("1,A,100,160,,,0,1", "ended_s is missing"),
        ("1,A,100,,,,0,1", "neither served nor left"),
        ("1,A,100", "neither served nor left"),
        ("1,A,ten,160,200,,0,1", "arrived_s is not a number"),
        ("1,A,nan,160,200,,0,1", "arrived_s is no time of a day"),
        ("1,A,100,inf,200,,0,1", "started_s is no time of a day"),
        ("1,A,-5,160,200,,0,1", "arrived_s is no time of a day"),
        ("1,A,100,160,9e9,,0,1", "ended_s is no time of a day"),
        ("1,A,100,160,200,,high,1", "priority is not a number"),
        ("1,A,100,160,200,,0,1.5", "stations is not a whole number"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_skipped(tmp_path: Path, row: str, why: str) -> None:
    file, out = text(tmp_path / "log.csv", GOOD, row, "1,A,110,200,240,,0,1"), tmp_path / "result.json"
    answer = waits(tmp_path, file, file, "--out", out)

    assert answer.returncode == 0, answer.stderr
    assert answer.stderr.splitlines() == [f"{file}: rows that were skipped: 1 (line 3: {why})"]
    result = json.loads(out.read_text(encoding="utf-8"))
    assert (result["scored"], result["skipped"]) == (2, {"train": 1, "test": 1})


def test_the_same_row_twice_is_two_people(tmp_path: Path) -> None:
    file, out = text(tmp_path / "log.csv", GOOD, GOOD, "1,A,110,200,240,,0,1"), tmp_path / "result.json"
    answer = waits(tmp_path, file, file, "--out", out)

    assert answer.stderr == ""
    assert json.loads(out.read_text(encoding="utf-8"))["scored"] == 3


def test_many_bad_rows_are_all_counted_and_the_first_ones_named(tmp_path: Path) -> None:
    file = text(tmp_path / "log.csv", GOOD, *["1,A,ten,,,,,"] * 40)
    (said,) = waits(tmp_path, file, file).stderr.splitlines()
    assert "rows that were skipped: 40 (line 3: arrived_s is not a number; line 4: " in said
    assert said.endswith("; …)")


@pytest.mark.parametrize("row", ["1,A,86390,20,50,,0,1", "1,A,86390,86420,86450,,0,1", "1,A,86300,86330,10,,0,1"])
def test_a_clock_may_pass_midnight(tmp_path: Path, row: str) -> None:
    file, out = text(tmp_path / "log.csv", row), tmp_path / "result.json"
    assert waits(tmp_path, file, file, "--out", out).returncode == 0
    mean = json.loads(out.read_text(encoding="utf-8"))["predictors"]["mean"]
    assert mean == {"MAE s": 0.0, "RMSE s": 0.0}  # one wait of half a minute: it varies by nothing


def test_rows_in_any_order_are_replayed_in_time(tmp_path: Path, market: tuple[Path, Path]) -> None:
    train, test = market
    header, *rows = test.read_text(encoding="utf-8").splitlines()
    backwards = tmp_path / "backwards.csv"
    backwards.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    (told, _, ours, *_), (told_too, _, ours_too, *_) = (
        waits(tmp_path, train, file).stdout.splitlines() for file in (test, backwards)
    )  # fmt: skip
    assert told == told_too
    assert float(ours.split()[1]) == pytest.approx(float(ours_too.split()[1]), rel=0.01)


# ---------------------------------------------------------------- files that cannot be used


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column day, booth"),
        (b"day;booth;arrived_s;started_s;ended_s;left_s\n1;A;1;2;3;\n", "no column day, booth"),
        (b"day,booth,arrived_s,ended_s,left_s\n", "no column started_s"),
        (",".join(HEADER).encode("utf-16"), "not a CSV table in UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a CSV table in UTF-8"),
        (",".join(HEADER).encode() + b"\n" + b"x" * 200_000, "not a CSV table in UTF-8"),
    ],
    ids=["empty", "semicolons", "column missing", "UTF-16", "picture", "endless field"],
)
def test_what_is_no_such_table_is_2(tmp_path: Path, market: tuple[Path, Path], content: bytes, said: str) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(content)
    for files in ((wrong, market[1]), (market[0], wrong)):
        answer = waits(tmp_path, *files)
        assert answer.returncode == 2
        assert one_sentence(answer)
        assert f"{wrong}: {said}" in answer.stderr


@pytest.mark.parametrize("wrong", ["absent.csv", "."])
def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, market: tuple[Path, Path], wrong: str) -> None:
    answer = waits(tmp_path, market[0], tmp_path / wrong)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "rows", [[], ["1,A,100,100,150,,0,1"], ["1,A,100,,,160,0,1"], ["1,A,100,9000,9100,,0,1"], ["1,A,no,,,,,"]]
)
@pytest.mark.parametrize("is_train", [True, False])
def test_where_nobody_waited_there_is_nothing_to_compare(
    tmp_path: Path, market: tuple[Path, Path], rows: list[str], is_train: bool
) -> None:
    empty = text(tmp_path / "empty.csv", *rows)
    answer = waits(tmp_path, *((empty, market[1]) if is_train else (market[0], empty)))
    assert answer.returncode == 1
    assert one_sentence(answer)
    assert f"Nobody in {empty} waited" in answer.stderr


def test_an_answer_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = text(tmp_path / "log.csv", GOOD)
    answer = waits(tmp_path, file, file, "--out", tmp_path / "nowhere/result.json")
    assert answer.returncode == 1
    assert one_sentence(answer)
    assert "nowhere" in answer.stderr
    assert waits(tmp_path, file, file, "--out", tmp_path).returncode == 2
