"""A QR code as runs of dark modules."""

from __future__ import annotations

from itertools import groupby

import segno

QUIET_MODULES = 4
"""White around the code that scanners need (ISO/IEC 18004)."""


def dark_runs(content: str) -> tuple[int, list[tuple[int, int, int]]]:
    """How many modules a side has, with its white; and the dark stretches as row, first module and length."""
    rows = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=QUIET_MODULES)]
    runs = []
    for number, row in enumerate(rows):
        place = 0
        for is_dark, same in groupby(bool(module) for module in row):
            length = len(list(same))
            if is_dark:
                runs.append((number, place, length))
            place += length
    return len(rows), runs
