"""The files of the repository, for tests that read code instead of running it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("kiosk", "models", "pages", "streamlit_app.py")


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control; relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(Path(name) for name in set(listing.split("\0")) if name and (ROOT / name).is_file()))


def python_files(*roots: str) -> list[Path]:
    """The Python files below these roots, relative to the repository."""
    return [path for path in kept_files() if path.suffix == ".py" and path.parts[0] in roots]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def calls(code: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name: ("datetime.now", node). The name is "" when it is not a plain path of names."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join(reversed([*parts, node.id]))
