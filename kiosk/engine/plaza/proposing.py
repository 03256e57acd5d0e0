"""Proposals for a plaza: the same search with different wishes, and what each is worth by the rules of the plaza."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from kiosk.engine.layout.plan import Place
from kiosk.engine.layout.search import Looked, propose
from kiosk.engine.plaza.blocks import Weights, booths_of, other_way, plan_of, room_cm
from kiosk.engine.plaza.findings import Finding
from kiosk.engine.plaza.pitches import on_pitches
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth
from kiosk.engine.plaza.scoring import Score, score_of
from kiosk.engine.plaza.walking import Walking
from kiosk.engine.plaza.wishes import Wish

WISHES: Final[Mapping[Wish, Weights]] = {
    Wish.SHORT_WALKS: Weights(),
    Wish.ROOM_IN_LINE: Weights(line=1.25, passage=1.5),
    Wish.SHORT_LEADS: Weights(lead_m=40.0, quiet=1.3),
}
LESS_ROOM: Final = (1.0, 0.5, 0.0)
"""Where the plaza is too small for whole lines, half of them, then only a wheelchair's room in front of each booth."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`booths`: all of them as they would stand, pinned ones where they are."""

    wish: Wish
    booths: tuple[SceneBooth, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Step:
    """How far the search is with one wish: `share` of its time, and the booths as they stand best so far, if legal."""

    wish: Wish
    share: float
    booths: tuple[SceneBooth, ...] | None


Watch = Callable[[Step], None]


def suggest(
    scene: Scene,
    walking: Walking,
    wish: Wish,
    *,
    seconds: float,
    clock: Callable[[], float],
    seed: int = 0,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Suggestion:
    """The best that was found for a wish in about these seconds; `score.errors` says whether all rules are kept."""
    began = clock()
    best: Suggestion | None = None
    for number, less in enumerate(LESS_ROOM):
        weights = replace(WISHES[wish], line=WISHES[wish].line * less)
        left = seconds - (clock() - began)
        last = number == len(LESS_ROOM) - 1
        found = _look(
            scene, walking, wish, weights,
            seconds=max(0.1, left if last else left / 2), clock=clock, seed=seed, workers=workers, watch=watch,
        )  # fmt: skip
        if best is None or _rank(found) < _rank(best):
            best = found
        if not found.score.errors:
            break
    assert best is not None
    return best


def _rank(found: Suggestion) -> tuple[int, int, float]:
    return found.score.errors, found.score.warnings, found.score.walk_m


def _look(
    scene: Scene, walking: Walking, wish: Wish, weights: Weights, *, seconds: float, clock: Callable[[], float],
    seed: int, workers: int | None, watch: Watch | None,
) -> Suggestion:  # fmt: skip
    plan = plan_of(scene, walking, weights)
    rooms = {booth.id: room_cm(booth, scene, weights) for booth in scene.booths}

    def stood(places: tuple[Place, ...]) -> tuple[SceneBooth, ...]:
        return booths_of(scene, places, rooms)

    def tell(see: Watch, looked: Looked) -> None:
        see(Step(wish, looked.share, None if looked.places is None else stood(looked.places)))

    told = None if watch is None else partial(tell, watch)
    found = propose(plan, seconds=seconds, clock=clock, seed=seed, workers=workers, watch=told)
    booths = _turned_right(replace(scene, booths=stood(found.places)), rooms)
    return Suggestion(wish, booths, score_of(replace(scene, booths=booths), walking))


def _turned_right(scene: Scene, rooms: Mapping[str, int]) -> tuple[SceneBooth, ...]:
    """Booths that still break a rule look out of the other side of their block where that breaks fewer."""
    booths, found = list(scene.booths), findings(scene)
    for number, booth in enumerate(scene.booths):
        if booth.is_pinned or not any(booth.id in each.ids for each in found):
            continue
        other = other_way(booth, rooms[booth.id])
        tried = findings(replace(scene, booths=(*booths[:number], other, *booths[number + 1 :])))
        if _weight(tried) < _weight(found):
            booths[number], found = other, tried
    return tuple(booths)


def _weight(found: Sequence[Finding]) -> int:
    return sum(10 if each.is_error else 1 for each in found)


def suggest_on_pitches(
    scene: Scene, walking: Walking, *, seconds: float, clock: Callable[[], float], seed: int = 0
) -> Suggestion | None:
    """Every booth that is not pinned onto a painted pitch; None where there are fewer pitches than booths."""
    booths = on_pitches(scene, walking, seconds=seconds, clock=clock, seed=seed)
    if booths is None:
        return None
    booths = _turned_right(replace(scene, booths=booths), {booth.id: 0 for booth in booths})
    return Suggestion(Wish.SHORT_WALKS, booths, score_of(replace(scene, booths=booths), walking))
