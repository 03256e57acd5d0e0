"""What lies in the repository: rooms that were agreed on, and nothing that belongs to one machine."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, kept_files

ROOMS = {".ci", ".streamlit", "assets", "docs", "kiosk", "models", "pages", "tests"}
PICTURES = {".png", ".jpg", ".webp", ".woff2", ".otf", ".wav", ".ico"}

# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"(?:work|root|home)/\w",
            r"/tmp/" + r"(?:brief|bash_jobs)",
            r"/opt/" + r"(?:pypi|wheels)",
            r"pypi" + r"\.org|python" + r"hosted|deb\.debian" + r"\.org|registry\.npm" + r"js|conda" + r"-forge",
            r"[Ii]ssue " + r"#?\d",
        ]
    )
)


def strange_rooms(files: Iterable[Path]) -> set[str]:
    return {path.parts[0] for path in files if len(path.parts) > 1} - ROOMS


def machine_traces(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if MACHINE.search(line):
            yield f"line {number}: {line.strip()[:100]}"


def test_the_top_level_holds_only_the_agreed_rooms() -> None:
    assert strange_rooms(kept_files()) == set()


def test_control_a_new_top_level_folder_is_found() -> None:
    assert strange_rooms([Path("kiosk/a.py"), Path("README.md"), Path("scripts/a.py")]) == {"scripts"}


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    written = {path: (ROOT / path).read_text(encoding="utf-8") for path in kept_files() if path.suffix not in PICTURES}
    found = {str(path): list(machine_traces(text)) for path, text in written.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "cd /" + "work/main",
        'open("/' + 'home/someone/x")',
        "--index-url https://pypi" + ".org/simple",
        "see iss" + "ue 12",
    ],
)
def test_control_a_trace_of_a_machine_is_found(line: str) -> None:
    assert list(machine_traces(line)) != []


@pytest.mark.parametrize(
    "line", ["/usr/bin/env bash", "the network/work/load", "https://keepachangelog.com", "#9E1B14"]
)
def test_control_an_ordinary_line_passes(line: str) -> None:
    assert list(machine_traces(line)) == []


def test_no_database_secret_or_compiled_catalogue_is_kept() -> None:
    unwanted = {".sqlite3", ".db", ".mo", ".pot", ".pyc", ".log"}
    assert [path for path in kept_files() if path.suffix in unwanted or path.name in ("secrets.toml", ".env")] == []


def test_ci_runs_the_readmes_test_command_and_nothing_weaker() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "make test"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
