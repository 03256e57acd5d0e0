"""The import contracts hold, and each of them can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

BREACHES = {
    "floors": ("models/enums.py", "import kiosk.clock"),
    "rooms": ("kiosk/store/__init__.py", "import kiosk.services"),
    "streamlit": ("kiosk/services/__init__.py", "import streamlit"),
    "screens-ask-services": ("pages/resident/__init__.py", "import sqlmodel"),
    "pure-engine": ("kiosk/engine/__init__.py", "import sqlalchemy"),
    "wings": ("pages/public/__init__.py", "import pages.organiser"),
}


def contracts() -> dict[str, str]:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract["name"] for contract in written["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("kiosk", "models", "pages"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    command = [str(linter), "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_contracts_hold() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout


def test_every_contract_has_a_control() -> None:
    assert set(BREACHES) == set(contracts())


@pytest.mark.parametrize("contract", BREACHES)
def test_control_a_breach_of_each_contract_is_found(copy: Path, contract: str) -> None:
    file, line = BREACHES[contract]
    with (copy / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    answer = lint(copy, "--contract", contract)
    assert answer.returncode != 0
    assert f"{contracts()[contract]} BROKEN" in answer.stdout


def test_control_a_new_module_without_a_layer_is_found(copy: Path) -> None:
    (copy / "kiosk/helpers.py").write_text("")
    answer = lint(copy, "--contract", "rooms")
    assert answer.returncode != 0
    assert "kiosk.helpers" in answer.stdout
