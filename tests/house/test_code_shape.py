"""The shape of the code: short functions, one clock, whole sentences for translators, names that say something."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, ROOT, calls, kept_files, python_files, tree

LONGEST_FUNCTION_LINES = 40
LONGEST_SCREEN_LINES = 60
CLOCK = Path("kiosk/clock.py")
CLOCK_READS = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.monotonic_ns", "time.localtime", "time.gmtime", "time.strftime", "time.perf_counter",
)  # fmt: skip
MARKERS = ("_", "N_", "ngettext")
EMPTY_NAMES = ("utils", "util", "helpers", "helper", "manager", "managers", "misc", "common")


def long_functions(code: ast.AST) -> Iterator[str]:
    """Functions over the limit, not counting their docstring: an argued judgement is no complexity."""
    for node in ast.walk(code):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if ast.get_docstring(node) is not None:
            lines -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
        if lines > LONGEST_FUNCTION_LINES:
            yield f"{node.name} has {lines} lines"


def clock_reads(code: ast.AST) -> Iterator[str]:
    for name, node in calls(code):
        # `dt.datetime.now()` and `datetime.now()` are the same read; `clock.now()` is the way to do it.
        if any(name == read or name.endswith("." + read) for read in CLOCK_READS):
            yield f"line {node.lineno}: {name}()"
    for part in ast.walk(code):
        if isinstance(part, ast.ImportFrom) and part.module == "time":
            yield f"line {part.lineno}: from time import ..."


def broken_sentences(code: ast.AST) -> Iterator[str]:
    """Calls of `_` and its kin that no translator will ever see whole."""
    for name, node in calls(code):
        if name.split(".")[-1] not in MARKERS:
            continue
        for argument in node.args:
            if isinstance(argument, ast.JoinedStr | ast.BinOp) or _is_formatted(argument):
                yield f"line {node.lineno}: the sentence is put together before it is translated"
    for part in ast.walk(code):
        if isinstance(part, ast.JoinedStr):
            for name, inner in calls(part):
                if name.split(".")[-1] in MARKERS:
                    yield f"line {inner.lineno}: pybabel does not look inside f-strings"


def _is_formatted(argument: ast.expr) -> bool:
    return (
        isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute) and argument.func.attr == "format"
    )


def findings(check: Callable[[ast.AST], Iterable[str]], paths: Iterable[Path]) -> dict[str, list[str]]:
    """File → what the check says of it; files it says nothing of are left out."""
    said = {str(path): list(check(tree(path))) for path in paths}
    return {path: found for path, found in said.items() if found}


def test_no_function_is_longer_than_forty_lines() -> None:
    # A migration is a list of statements and has no other shape.
    paths = [path for path in python_files(*PRODUCT, "tests") if "versions" not in path.parts]
    assert findings(long_functions, paths) == {}


def test_control_a_long_function_is_found_and_its_docstring_does_not_count() -> None:
    body = "    x = 1\n" * LONGEST_FUNCTION_LINES
    assert list(long_functions(ast.parse(f"def f():\n{body}"))) == ["f has 41 lines"]
    explained = '    """Why.\n\n    Because.\n    """\n' + "    x = 1\n" * (LONGEST_FUNCTION_LINES - 1)
    assert list(long_functions(ast.parse(f"def f():\n{explained}"))) == []


def test_a_screen_is_at_most_sixty_lines() -> None:
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in python_files("pages")}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_SCREEN_LINES} == {}


def test_only_the_clock_reads_the_clock() -> None:
    assert findings(clock_reads, [path for path in python_files(*PRODUCT) if path != CLOCK]) == {}


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "datetime.date.today()",
        "time.time()",
        "from time import time",
        "f(when=datetime.now(tz=zone))",
    ],
)
def test_control_a_read_of_the_clock_is_found(line: str) -> None:
    assert list(clock_reads(ast.parse(line))) != []


@pytest.mark.parametrize("line", ["clock.now()", "kiosk.clock.now()", "time.sleep(1)", "now()", "datetime.time(9, 30)"])
def test_control_asking_the_clock_module_is_no_read(line: str) -> None:
    assert list(clock_reads(ast.parse(line))) == []


def test_the_clock_itself_reads_the_clock() -> None:
    assert list(clock_reads(tree(CLOCK))) != []


def test_sentences_reach_the_translator_whole() -> None:
    assert findings(broken_sentences, python_files(*PRODUCT)) == {}


@pytest.mark.parametrize(
    "line",
    [
        '_(f"Booth {letter}")',
        '_("Booth " + letter)',
        '_("Booth %s" % letter)',
        '_("Booth {letter}".format(letter=letter))',
        'words.ngettext(f"{n} person", "{n} people", n)',
        "f\"<b>{_('Booth')}</b>\"",
    ],
)
def test_control_a_broken_sentence_is_found(line: str) -> None:
    assert list(broken_sentences(ast.parse(line))) != []


def test_control_a_whole_sentence_passes() -> None:
    line = '_("Booth {letter}").format(letter=letter), _("One " "sentence"), _(SENTENCES[kind])'
    assert list(broken_sentences(ast.parse(line))) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {path: path.stem for path in python_files(*PRODUCT, "tests")}
    assert {path for path, name in names.items() if name in EMPTY_NAMES} == set()
    folders = {part for path in kept_files() for part in path.parts[:-1]}
    assert folders.isdisjoint(EMPTY_NAMES)


def packages_without_init(files: list[Path]) -> set[Path]:
    """Folders below a package root that hold Python files but no __init__.py: import-linter does not see into them."""
    folders = {parent for path in files for parent in path.parents if parent != Path()}
    return {folder for folder in folders if folder / "__init__.py" not in files}


def test_every_package_has_an_init() -> None:
    assert packages_without_init(python_files("kiosk", "models", "pages", "tests")) == set()


def test_control_a_package_without_init_is_found() -> None:
    files = [Path("kiosk/__init__.py"), Path("kiosk/ui/deep/page.py"), Path("kiosk/ui/__init__.py")]
    assert packages_without_init(files) == {Path("kiosk/ui/deep")}


def test_nothing_but_the_package_lies_directly_in_pages() -> None:
    # Streamlit serves files beside a main script without running the main script first.
    assert [path for path in python_files("pages") if len(path.parts) == 2] == [Path("pages/__init__.py")]
