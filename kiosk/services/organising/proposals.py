"""Proposals for a layout: looked for in a process of their own, watched, stopped, and used.

A search belongs to its market: whoever opens the studio sees it. It is not kept: after a restart one asks again.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock, Thread
from typing import Any, Literal
from weakref import WeakKeyDictionary

from kiosk.engine.plaza.findings import Finding
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth, scene_as_json
from kiosk.engine.plaza.scoring import Score
from kiosk.engine.plaza.walking import Walking, walking_of
from kiosk.engine.plaza.wishes import Wish
from kiosk.services.organising import own_process
from kiosk.services.organising.desk import looking
from kiosk.services.organising.planned import PlannedMarket, planned_market
from kiosk.services.organising.scenes import scene_of
from kiosk.services.organising.studio import BOOTH_FIELDS, Edit, Saved, save_layout
from kiosk.store import Database
from models.actor import Actor
from models.enums import FixtureKind
from models.refusals import Invalid, SearchesBusy, UnknownRecord

__all__ = [
    "Proposals", "Proposed", "SceneBooth", "Score", "Wish",
    "proposals", "start_proposals", "stop_proposals", "use_proposal",
]  # fmt: skip

USUAL_SECONDS = 4.0
"""For each of the three wishes."""
MOST_AT_ONCE = 2
"""Searches in the whole house."""

State = Literal["none", "looking", "found", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """All booths of the market as they would stand, what that is worth, and the rules that could not be kept."""

    wish: Wish
    booths: tuple[SceneBooth, ...]
    score: Score
    broken: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """How far the search is: `share` of all of it. `scene`: the market as it was asked about; `now`: what that layout
    is worth; `preview`: the best so far of the wish that is looked at."""

    state: State
    share: float = 0.0
    scene: Scene | None = None
    now: Score | None = None
    preview: tuple[SceneBooth, ...] | None = None
    found: tuple[Proposed, ...] = ()
    asked_by: str = ""


NOTHING = Proposals("none")


@dataclass(slots=True)
class _Search:
    process: subprocess.Popen[str]
    steps: int
    view: Proposals
    lock: Lock = field(default_factory=Lock)


_SEARCHES: WeakKeyDictionary[Database, dict[int, _Search]] = WeakKeyDictionary()
_GUARD = Lock()


def start_proposals(
    db: Database,
    *,
    by: Actor,
    now: datetime,
    market_id: int,
    seconds: float | None = None,
    on_pitches: bool = False,
    seed: int = 0,
) -> Proposals:
    """Begin to look, so long for each wish; a search that is on already goes on. Pinned booths will stay.

    Raises UnknownMarket, NotSignedIn, NotAllowed, WrongMarketState, SearchesBusy, Invalid (nothing_to_move,
    too_few_pitches).
    """
    with looking(db, by, now) as desk:
        plan = planned_market(desk, desk.planned_market(market_id))
    scene = scene_of(plan)
    _refuse_impossible(scene, on_pitches=on_pitches)
    with _GUARD:
        there = _SEARCHES.setdefault(db, {})
        if market_id in there and there[market_id].view.state == "looking":
            return there[market_id].view
        if sum(each.view.state == "looking" for found in _SEARCHES.values() for each in found.values()) >= MOST_AT_ONCE:
            raise SearchesBusy
        search = _begin(
            scene, _walking(plan, scene), by=by, seconds=seconds or USUAL_SECONDS, on_pitches=on_pitches, seed=seed
        )
        there[market_id] = search
    return search.view


def proposals(db: Database, *, by: Actor, now: datetime, market_id: int) -> Proposals:
    """Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        desk.market(market_id)
    search = _SEARCHES.get(db, {}).get(market_id)
    return NOTHING if search is None else search.view


def stop_proposals(db: Database, *, by: Actor, now: datetime, market_id: int) -> Proposals:
    """What was found so far stays. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    shown = proposals(db, by=by, now=now, market_id=market_id)
    search = _SEARCHES.get(db, {}).get(market_id)
    if search is None or shown.state != "looking":
        return shown
    with search.lock:
        search.view = replace(search.view, state="stopped", preview=None)
    search.process.terminate()
    return search.view


def use_proposal(db: Database, *, by: Actor, now: datetime, market_id: int, wish: Wish) -> Saved:
    """Put the booths where a proposal puts them. A booth that somebody moved since it was asked for stays and is told.

    Raises UnknownMarket, NotSignedIn, NotAllowed, WrongMarketState, UnknownRecord.
    """
    shown = proposals(db, by=by, now=now, market_id=market_id)
    chosen = next((each for each in shown.found if each.wish is wish), None)
    if chosen is None or shown.scene is None:
        raise UnknownRecord(kind="proposal")
    before = {booth.id: booth for booth in shown.scene.booths}
    moved = [booth for booth in chosen.booths if booth != before[booth.id]]
    edits = [Edit(booth.id, _place(before[booth.id]), _place(booth)) for booth in moved]
    return save_layout(db, by=by, now=now, market_id=market_id, edits=edits)


def _place(booth: SceneBooth) -> dict[str, Any]:
    return {name: getattr(booth, name) for name in BOOTH_FIELDS}


def _refuse_impossible(scene: Scene, *, on_pitches: bool) -> None:
    movable = [booth for booth in scene.booths if not booth.is_pinned]
    if not movable:
        raise Invalid(field="booths", problem="nothing_to_move")
    pitches = sum(each.kind is FixtureKind.PITCH for each in scene.fixtures)
    if on_pitches and pitches < len(movable):
        raise Invalid(field="pitches", problem="too_few_pitches", limit=len(movable))


def _walking(plan: PlannedMarket, scene: Scene) -> Walking:
    services = {f"b{each.booth.id}": each.booth.service_id for each in plan.booths}
    return walking_of(services, plan.habits, scene.visitors)


# The process ------------------------------------------------------------------------------------------------


def _begin(scene: Scene, walking: Walking, *, by: Actor, seconds: float, on_pitches: bool, seed: int) -> _Search:
    process = own_process.begin("propose")
    asked = {
        "scene": scene_as_json(scene),
        "flows": [[one, other, people] for (one, other), people in walking.flows.items()],
        "arrivals": dict(walking.arrivals),
        "seconds": seconds,
        "seed": seed,
        "on_pitches": on_pitches,
    }
    view = Proposals("looking", scene=scene, asked_by=by.name)
    search = _Search(process, 1 if on_pitches else len(Wish), view)
    Thread(target=_listen, args=(search, json.dumps(asked)), daemon=True).start()
    return search


def _listen(search: _Search, asked: str) -> None:
    """Ask, then take in line by line what is found, until the process ends."""
    with search.process as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as question:
                question.write(asked)
            for line in process.stdout:
                _hear(search, json.loads(line))
        except (OSError, ValueError):
            process.kill()
    with search.lock:
        if search.view.state == "looking":
            state: State = "found" if process.returncode == 0 else "failed"
            search.view = replace(search.view, state=state, share=1.0, preview=None)


def _hear(search: _Search, line: Mapping[str, Any]) -> None:
    with search.lock:
        view = search.view
        assert view.scene is not None
        if "now" in line:
            search.view = replace(view, now=Score(**line["now"]))
        elif "found" in line:
            booths = _stood(view.scene, line["booths"])
            broken = tuple(each for each in findings(replace(view.scene, booths=booths)) if each.is_error)
            found = Proposed(Wish(line["found"]), booths, Score(**line["score"]), broken)
            share = (len(view.found) + 1) / search.steps
            search.view = replace(view, found=(*view.found, found), share=share, preview=None)
        elif "wish" in line:
            preview = view.preview if line["booths"] is None else _stood(view.scene, line["booths"])
            share = (len(view.found) + line["share"]) / search.steps
            search.view = replace(view, share=share, preview=preview)


def _stood(scene: Scene, places: Sequence[Sequence[Any]]) -> tuple[SceneBooth, ...]:
    at = {name: (x, y, way) for name, x, y, way in places}
    return tuple(
        replace(booth, x_cm=at[booth.id][0], y_cm=at[booth.id][1], rotation_deg=at[booth.id][2])
        for booth in scene.booths
    )
