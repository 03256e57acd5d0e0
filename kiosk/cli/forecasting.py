"""The command that the house runs for itself: a market day rehearsed, in a process of its own.

A day comes in on stdin as JSON, progress and what is to be expected go out line by line as JSON. The compiled engine
is never loaded into the process that serves the screens.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

import click

GIVES_WAY = 5
SHARE_OF_FORECAST = 0.3
"""Of the whole work; the rest is looking for what would help."""


@click.command(hidden=True)
def forecast() -> None:
    """What to expect of the day on stdin, as JSON lines."""
    from pydantic import TypeAdapter

    from kiosk.engine.rehearsal.changes import best_changes
    from kiosk.engine.rehearsal.day import Day
    from kiosk.engine.rehearsal.forecast import forecast_of
    from kiosk.engine.rehearsal.run import rehearse

    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    asked = json.load(sys.stdin)
    day, days, seed = TypeAdapter(Day).validate_python(asked["day"]), asked["days"], asked["seed"]
    first = SHARE_OF_FORECAST if asked["advise"] else 1.0
    parts = rehearse(day, days=days, seed=seed, watch=lambda done, of: _share(first * done / of))
    _tell({"forecast": asdict(forecast_of(day, parts))})
    changes = []
    if asked["advise"]:
        changes = best_changes(day, seed=seed, watch=lambda done, of: _share(first + (1 - first) * done / of))
    _tell({"changes": [asdict(change) for change in changes]})


def _share(share: float) -> None:
    _tell({"share": round(share, 3)})


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
