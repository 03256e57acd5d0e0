"""Machine code is kept for exactly the sources it was made of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.engine.compiled import forget_others, kept_in
from tests.house.source import ROOT


def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "engine"
    (folder / "layout").mkdir(parents=True)
    (folder / "layout" / "ground.py").write_text("@compiled\n1\n", encoding="utf-8")
    (folder / "anneal.py").write_text("@compiled\n3\n", encoding="utf-8")
    return folder


def test_a_change_in_any_file_of_the_engine_asks_for_new_machine_code(tmp_path: Path) -> None:
    folder, kept = sources(tmp_path), tmp_path / "kept"
    before = kept_in(folder, kept)
    assert kept_in(folder, kept) == before

    (folder / "layout" / "ground.py").write_text("@compiled\n2\n", encoding="utf-8")

    assert kept_in(folder, kept) != before


def test_a_file_that_moved_asks_for_new_machine_code(tmp_path: Path) -> None:
    folder, kept = sources(tmp_path), tmp_path / "kept"
    before = kept_in(folder, kept)

    (folder / "anneal.py").rename(folder / "layout" / "anneal.py")

    assert kept_in(folder, kept) != before


def test_a_change_in_a_file_without_machine_code_keeps_it(tmp_path: Path) -> None:
    folder, kept = sources(tmp_path), tmp_path / "kept"
    before = kept_in(folder, kept)

    (folder / "words.py").write_text("plain = 1\n", encoding="utf-8")

    assert kept_in(folder, kept) == before


def test_machine_code_of_older_sources_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("machine-old", "machine-new", "other"):
        (tmp_path / name).mkdir()

    forget_others(tmp_path / "machine-new")

    assert {each.name for each in tmp_path.iterdir()} == {"machine-new", "other"}


WITHOUT_A_COMPILER = """
import sys, logging
logging.disable()
import kiosk.ui.organiser.layout, kiosk.services.organising.proposals
assert "numba" not in sys.modules, "loading it holds up everybody's screens"
print("light")
"""


def test_the_layout_page_does_not_load_the_compiler_into_everybodys_process() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_COMPILER], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert answer.stdout == "light\n", answer.stderr
