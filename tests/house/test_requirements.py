"""What is installed is what is imported, within bounds."""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import PRODUCT, ROOT, python_files, tree

OWN = {"kiosk", "models", "pages", "tests", "streamlit_app"}
# Needed without being imported, and why.
UNIMPORTED = {
    "psycopg": "SQLAlchemy loads it when DATABASE_URL names PostgreSQL",
    "httptools": "uvicorn reads requests with it, at a third less cost than without",
    "uvicorn": "Streamlit serves the kiosk with it",
    "uvloop": "uvicorn runs on it where it exists",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}
CALENDAR_VERSIONS = {"tzdata"}  # 2026.1 breaks nothing that 2025.1 did: there is no next version to stop at


def requirements(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-r"))]


def unbounded(wanted: Iterable[Requirement]) -> Iterator[str]:
    for requirement in wanted:
        operators = {specifier.operator for specifier in requirement.specifier}
        if not operators >= ({">="} if requirement.name in CALENDAR_VERSIONS else {">=", "<"}):
            yield str(requirement)


def imported(code: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
    return names - sys.stdlib_module_names - OWN


def distributions_of(paths: Iterable[Path]) -> set[str]:
    """The canonical names of the packages that these files import."""
    owners = packages_distributions()
    modules = {name for path in paths for name in imported(tree(path))}
    return {canonicalize_name(owner) for module in modules for owner in set(owners.get(module, [module]))}


def declared(name: str) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements(name)}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_lower_and_an_upper_bound(name: str) -> None:
    assert list(unbounded(requirements(name))) == []


@pytest.mark.parametrize("line", ["segno", "segno>=1.6", "segno<2", "segno==1.6.6"])
def test_control_an_open_requirement_is_found(line: str) -> None:
    assert list(unbounded([Requirement(line)])) == [str(Requirement(line))]


def test_the_product_imports_only_what_it_declares() -> None:
    assert distributions_of(python_files(*PRODUCT)) - declared("requirements.txt") == set()


def test_the_tests_import_only_what_they_declare() -> None:
    known = declared("requirements.txt") | declared("requirements-dev.txt")
    # packaging comes with pytest, pandas and numpy with Streamlit
    assert distributions_of(python_files("tests")) - known - {"packaging"} == set()


def test_what_the_product_declares_it_uses() -> None:
    unused = declared("requirements.txt") - distributions_of(python_files(*PRODUCT)) - set(UNIMPORTED)
    assert unused == set()


def test_control_an_import_is_found_wherever_it_stands() -> None:
    code = ast.parse("import os\ndef f():\n    from segno.encoder import x\n    import kiosk.ui, numpy.random as r")
    assert imported(code) == {"segno", "numpy"}


def test_this_python_is_new_enough() -> None:
    assert sys.version_info >= (3, 11)
