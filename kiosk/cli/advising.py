"""The command that the house runs for itself on a market day: the rest of the day, and what would help.

A day that is under way comes in on stdin as JSON with what may be done, what was found goes out as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

import click

GIVES_WAY = 10


@click.command(hidden=True)
def advise() -> None:
    """What would help in the rest of the day on stdin."""
    from pydantic import TypeAdapter

    from kiosk.engine.advice import Option
    from kiosk.engine.rehearsal.day import Day
    from kiosk.engine.rehearsal.helping import look_ahead

    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    asked = json.load(sys.stdin)
    day = TypeAdapter(Day).validate_python(asked["day"])
    options = TypeAdapter(tuple[Option, ...]).validate_python(asked["options"])
    outlooks, found = look_ahead(day, options, limit_minutes=asked["limit_minutes"], seed=asked["seed"])
    sys.stdout.write(json.dumps({"outlooks": [asdict(each) for each in outlooks], "found": [asdict(f) for f in found]}))
