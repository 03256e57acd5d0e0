"""What the documents promise exists: make targets, commands, variables, links."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from tests.house.source import ROOT, python_files

README = Path("README.md")
DOCUMENTS = (README, Path("README.zh-CN.md"), Path("CONTRIBUTING.md"))
VARIABLE = re.compile(r"KIOSK_[A-Z_]+|DATABASE_URL")


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):", text_of(Path("Makefile")), flags=re.MULTILINE))


def unknown_targets(document: str) -> set[str]:
    """Targets named as commands: at the start of a line or of a piece of code."""
    return set(re.findall(r"(?:^|`|\$ |&& )make ([a-z0-9-]+)", document, flags=re.MULTILINE)) - make_targets()


def kiosk_commands() -> set[str]:
    from kiosk.__main__ import main

    assert isinstance(main, click.Group)
    return set(main.commands)


def named_commands(document: str) -> set[str]:
    return set(re.findall(r"python -m kiosk ([a-z]+)", document))


def variables_of_the_code() -> set[str]:
    """Every whole string of the code that is a variable's name; a docstring is not."""
    quoted = re.compile(rf"[\"']({VARIABLE.pattern})[\"']")
    return {name for path in python_files("kiosk", "streamlit_app.py") for name in quoted.findall(text_of(path))}


def variables_of_the_table(document: str) -> set[str]:
    """Names in the first column of a table."""
    rows = re.findall(r"^\|([^|]+)\|", document, flags=re.MULTILINE)
    return {name for cell in rows for name in VARIABLE.findall(cell)}


def dead_links(document: str, folder: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", document):
        link = (target[0] or target[1]).split("#")[0]
        if link and "://" not in link and not link.startswith("mailto:") and not (ROOT / folder / link).exists():
            yield link


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_make_target_that_a_document_names_exists(path: Path) -> None:
    assert unknown_targets(text_of(path)) == set()


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "migrate", "i18n", "screenshots"])
def test_the_readme_names_the_targets_people_need(target: str) -> None:
    assert target in make_targets()
    assert f"make {target}" in text_of(README)


def test_control_a_target_that_does_not_exist_is_found() -> None:
    assert unknown_targets("```\nmake run\nmake lunch\n```\nor `make tea`, which does make sense") == {"lunch", "tea"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_kiosk_command_that_a_document_names_exists(path: Path) -> None:
    assert named_commands(text_of(path)) - kiosk_commands() == set()


def test_control_a_named_command_is_found() -> None:
    assert named_commands("`python -m kiosk backup FILE`, python -m kiosk lunch") == {"backup", "lunch"}


def test_the_readmes_table_lists_exactly_the_variables_that_the_code_reads() -> None:
    assert variables_of_the_table(text_of(README)) == variables_of_the_code()


def test_control_a_variable_is_read_from_the_first_column_only() -> None:
    table = "| `KIOSK_PORT`, `KIOSK_HOST` | where |\n| DATABASE_URL | not KIOSK_NOTHING |\nKIOSK_ELSEWHERE"
    assert variables_of_the_table(table) == {"KIOSK_PORT", "KIOSK_HOST", "DATABASE_URL"}


@pytest.mark.parametrize("path", [*DOCUMENTS, Path("CHANGELOG.md")], ids=str)
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    assert list(dead_links(text_of(path), path.parent)) == []


def test_control_a_dead_link_is_found() -> None:
    document = '[a](nowhere.md) ![b](assets/none.png) [c](https://x.example) [d](Makefile#run) <img src="gone.png">'
    assert list(dead_links(document, Path())) == ["nowhere.md", "assets/none.png", "gone.png"]
