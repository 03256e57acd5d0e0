"""The suite finds a Chromium wherever it runs, and knows how to get one where there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import chromium


def fake_program(folder: Path, name: str) -> str:
    program = folder / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    noted: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        noted.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return noted


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine whose only programs are those the test puts into this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "playwrights_own", lambda: None)
    return tmp_path


def test_the_variable_wins_over_what_is_installed(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(bare_machine, "chromium")
    wanted = fake_program(bare_machine, "my-browser")
    monkeypatch.setenv("CHROMIUM", wanted)
    assert chromium.find() == wanted


def test_a_variable_that_names_no_program_is_said_and_not_ignored(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_program(bare_machine, "chromium")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(FileNotFoundError, match="/nowhere/chromium"):
        chromium.find()


@pytest.mark.parametrize("name", chromium.INSTALLED_NAMES)
def test_an_installed_browser_is_found(bare_machine: Path, name: str) -> None:
    assert chromium.find() is None
    assert fake_program(bare_machine, name) == chromium.find()


def test_root_on_debian_installs_the_package(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    fake_program(bare_machine, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chromium.install()
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert commands[1][-1] == "chromium-headless-shell"


@pytest.mark.parametrize(("user", "programs"), [(0, []), (1000, ["apt-get"])])
def test_everyone_else_takes_playwrights(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, commands: list[list[str]], user: int, programs: list[str]
) -> None:
    for name in programs:
        fake_program(bare_machine, name)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    chromium.install()
    assert commands == [[sys.executable, "-m", "playwright", "install", "chromium"]]


def test_no_browser_after_installing_is_a_failure(bare_machine: Path, commands: list[list[str]]) -> None:
    assert chromium.main() == 1
    fake_program(bare_machine, "chromium")
    assert chromium.main() == 0
