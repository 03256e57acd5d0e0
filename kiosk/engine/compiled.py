"""`compiled`: machine code for the inner loops of a search where numba is installed, the same Python where it is not.

The machine code is kept between starts, and runs without holding up other threads. Numba looks only at the file of a
function itself to see whether its machine code is still right, not at what it calls in other files: so it is kept in a
folder of its own for every state of the engine's sources.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])

_ENGINE: Final = Path(__file__).parent
_KEPT: Final = _ENGINE / "__pycache__"
_BEGINS: Final = "machine-"


def kept_in(sources: Path, kept: Path) -> Path:
    """The folder for the machine code of these sources as they are now; files without any do not matter."""
    digest = sha256()
    for file in sorted(sources.rglob("*.py")):
        source = file.read_bytes()
        if b"@compiled" in source:
            digest.update(str(file.relative_to(sources)).encode() + b"\0" + source + b"\0")
    return kept / f"{_BEGINS}{digest.hexdigest()[:16]}"


def forget_others(folder: Path) -> None:
    """Remove the machine code of sources that are no more."""
    for other in folder.parent.glob(f"{_BEGINS}*"):
        if other != folder:
            rmtree(other, ignore_errors=True)


try:
    from numba import config, njit
except ImportError:

    def compiled(function: F) -> F:
        return function

    compiled_within = compiled

else:
    if not getattr(config, "CACHE_DIR", ""):
        folder = kept_in(_ENGINE, _KEPT)
        vars(config)["CACHE_DIR"] = str(folder)
        forget_others(folder)

    # Sums may be taken in another order, so that loops over booths use the processor's wide registers.
    _HOW: Final[dict[str, Any]] = {
        "nogil": True,
        "error_model": "numpy",
        "fastmath": {"reassoc", "nsz", "contract"},
    }

    machine_code: Any = njit

    def compiled(function: F) -> F:
        return _compiled(function, _HOW)

    def compiled_within(function: F) -> F:
        """For what only compiled functions call, and what makes no arrays of its own: it borrows those it is given.

        Counting who holds each of a dozen arrays takes longer than what such a function does.
        """
        return _compiled(function, _HOW | {"_nrt": False})

    def _compiled(function: F, how: dict[str, Any]) -> F:
        try:
            return cast("F", machine_code(cache=True, **how)(function))
        except RuntimeError:  # no folder to keep it in: compiled anew with every start
            return cast("F", machine_code(**how)(function))
