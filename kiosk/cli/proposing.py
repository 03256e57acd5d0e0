"""The command that the house runs for itself: proposals for a plaza, in a process of their own.

A scene comes in on stdin as JSON, what was found goes out line by line as JSON. It gives way to everybody else on the
machine, so screens stay quick while it looks.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kiosk.engine.plaza.proposing import Step, Suggestion
    from kiosk.engine.plaza.scene import SceneBooth

GIVES_WAY = 10


@click.command(hidden=True)
def propose() -> None:
    """Proposals for the scene on stdin, as JSON lines."""
    from kiosk import clock
    from kiosk.engine.plaza.proposing import suggest, suggest_on_pitches
    from kiosk.engine.plaza.scene import scene_from_json
    from kiosk.engine.plaza.scoring import score_of
    from kiosk.engine.plaza.wishes import Wish

    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    asked = json.load(sys.stdin)
    scene, walking = scene_from_json(asked["scene"]), _walking(asked)
    timed: dict[str, Any] = {"seconds": asked["seconds"], "seed": asked["seed"], "clock": clock.monotonic_seconds}
    _tell({"now": asdict(score_of(scene, walking))})
    if asked["on_pitches"]:
        found = suggest_on_pitches(scene, walking, **timed)
        _tell({"no_pitches": True} if found is None else _found(found))
        return
    for wish in Wish:
        _tell(_found(suggest(scene, walking, wish, watch=_tell_step, workers=_workers(), **timed)))


def _walking(asked: dict[str, Any]) -> Any:
    from kiosk.engine.plaza.walking import Walking

    return Walking({(one, other): people for one, other, people in asked["flows"]}, asked["arrivals"])


def _workers() -> int:
    """One core stays free."""
    return max(1, (os.cpu_count() or 1) - 1)


def _tell_step(step: Step) -> None:
    booths = None if step.booths is None else _places(step.booths)
    _tell({"wish": step.wish.value, "share": step.share, "booths": booths})


def _found(found: Suggestion) -> dict[str, Any]:
    return {"found": found.wish.value, "booths": _places(found.booths), "score": asdict(found.score)}


def _places(booths: Sequence[SceneBooth]) -> list[list[Any]]:
    return [[booth.id, booth.x_cm, booth.y_cm, booth.rotation_deg] for booth in booths]


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
