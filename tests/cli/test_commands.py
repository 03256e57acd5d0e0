"""The command line as people type it: in a process of its own, judged by its exit code and what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.services import Database
from kiosk.store.migrate import newest, present
from tests.house.source import ROOT

CHINESE = {"LANG": "zh_CN.UTF-8"}


def kiosk(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    known = {k: v for k, v in os.environ.items() if not k.startswith(("KIOSK_", "LANG", "LC_"))}
    command = [sys.executable, "-m", "kiosk", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=known | environment, capture_output=True, text=True, check=False, timeout=200
    )


def new(folder: Path, name: str = "kiosk") -> str:
    return f"sqlite:///{folder / name}.sqlite3"


def one_sentence(answer: "subprocess.CompletedProcess[str]") -> bool:
    return len(answer.stderr.strip().splitlines()) == 1 and "Traceback" not in answer.stderr


# ---------------------------------------------------------------- help and wrong usage


@pytest.mark.parametrize(
    "command", ["", "serve", "migrate", "example", "layout", "assign", "rehearse", "waits", "backup", "restore"]
)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    answer = kiosk(*command.split(), "--help", DATABASE_URL=new(tmp_path))
    assert answer.returncode == 0
    assert "Usage:" in answer.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["backup"], ["restore"], ["restore", "no-such-file"], ["serve", "--port", "0"], ["migrate", "--now"]],
)
def test_wrong_usage_is_2(tmp_path: Path, arguments: list[str]) -> None:
    answer = kiosk(*arguments, DATABASE_URL=new(tmp_path))
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KIOSK_PORT", "eighty"),
        ("KIOSK_PORT", "70000"),
        ("KIOSK_TICKETS_PER_MINUTE", "-1"),
        ("KIOSK_ORGANISER_PIN", "12"),
        ("KIOSK_NOW", "tomorrow"),
        ("KIOSK_NOW", "2026-11-19T09:30:00"),
        ("DATABASE_URL", "mysql://x"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_setting_that_cannot_be_used_is_2_and_named(tmp_path: Path, command: str, name: str, value: str) -> None:
    answer = kiosk(command, **{"DATABASE_URL": new(tmp_path), name: value})
    assert answer.returncode == 2
    assert one_sentence(answer)
    assert name in answer.stderr
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- migrate and example


def test_migrate_brings_any_database_to_the_newest_schema(empty_database_url: str) -> None:
    for _ in range(2):
        assert kiosk("migrate", DATABASE_URL=empty_database_url).returncode == 0
    assert present(empty_database_url) == newest()


def test_the_example_fills_an_empty_database_and_refuses_another(tmp_path: Path) -> None:
    url = new(tmp_path)
    first, second = kiosk("example", DATABASE_URL=url), kiosk("example", DATABASE_URL=url, **CHINESE)
    assert first.returncode == 0, first.stderr
    assert second.returncode == 1
    assert second.stderr.strip() == "数据库里已有数据，请换一个空的数据库。"


# ---------------------------------------------------------------- backup and restore


@pytest.fixture
def backed_up(database_url: str, tmp_path: Path) -> Path:
    from tests.factories import BoothPlan, make_market

    db = Database(database_url)
    make_market(db, BoothPlan("A"), BoothPlan("B"))
    db.close()
    file = tmp_path / "copy.zip"
    answer = kiosk("backup", file, DATABASE_URL=database_url)
    assert answer.returncode == 0, answer.stderr
    assert re.fullmatch(rf"\d+ rows are in {re.escape(str(file))}\.\n", answer.stdout)
    return file


def test_a_backup_is_restored_elsewhere_and_not_over_something(backed_up: Path, tmp_path: Path) -> None:
    url = new(tmp_path, "elsewhere")
    first = kiosk("restore", backed_up, DATABASE_URL=url)
    second = kiosk("restore", backed_up, DATABASE_URL=url)
    forced = kiosk("restore", backed_up, "--force", DATABASE_URL=url)
    assert (first.returncode, second.returncode, forced.returncode) == (0, 1, 0)
    assert one_sentence(second)
    assert "already holds data" in second.stderr


def test_a_wrong_file_is_1_with_one_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_text("nothing of ours")
    answer = kiosk("restore", wrong, DATABASE_URL=new(tmp_path))
    assert answer.returncode == 1
    assert one_sentence(answer)
    assert "not a backup" in answer.stderr


@pytest.mark.parametrize("command", ["migrate", "example", "backup", "serve"])
def test_a_database_out_of_reach_is_1_with_one_sentence(tmp_path: Path, command: str) -> None:
    arguments = [tmp_path / "copy.zip"] if command == "backup" else []
    answer = kiosk(command, *arguments, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere")
    assert answer.returncode == 1
    assert one_sentence(answer), answer.stderr


@pytest.mark.parametrize("place", ["/proc/nowhere/copy.zip", "/"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, place: str) -> None:
    answer = kiosk("backup", place, DATABASE_URL=new(tmp_path))
    assert answer.returncode in (1, 2)
    assert "Traceback" not in answer.stderr
    assert answer.stderr.strip()


def test_whoever_looks_for_a_mistake_can_have_the_traceback(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_text("nothing of ours")
    answer = kiosk("--traceback", "restore", wrong, DATABASE_URL=new(tmp_path))
    assert answer.returncode == 1
    assert "Traceback" in answer.stderr


def test_the_version_is_the_projects() -> None:
    import tomllib

    from kiosk import VERSION

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    assert VERSION in kiosk("--version").stdout
