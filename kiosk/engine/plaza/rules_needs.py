"""What a booth needs near it, and from what it must be away: power, water, quiet, fire, the way of elders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.nearness import Doubled, edge_distance_cm, straight_cm, walk_to_edge_cm, walk_to_middle_cm
from kiosk.engine.plaza.scene import Box, Scene, SceneBooth
from models.enums import FixtureKind


def supply_findings(scene: Scene) -> Iterator[Finding]:
    outlets, taps = _boxes(scene, FixtureKind.OUTLET), _boxes(scene, FixtureKind.TAP)
    for booth in scene.booths:
        if booth.needs_power:
            yield from _too_far(PlazaRule.LEAD, booth, outlets, most_cm=scene.limits.lead_max_cm)
        if booth.needs_water:
            yield from _too_far(PlazaRule.HOSE, booth, taps, most_cm=scene.limits.hose_max_cm)


def comfort_findings(scene: Scene) -> Iterator[Finding]:
    """How far elders walk to the booths that are mostly theirs. Where a plaza has no seats, none are asked for."""
    entrances, seats = _boxes(scene, FixtureKind.ENTRANCE), _boxes(scene, FixtureKind.SEATS)
    limits = scene.limits
    for booth in scene.booths:
        if not booth.for_elders:
            continue
        for rule, there, most_cm in (
            (PlazaRule.FAR_FROM_ENTRANCE, entrances, limits.elders_from_entrance_cm),
            (PlazaRule.FAR_FROM_SEATS, seats, limits.elders_from_seats_cm),
        ):
            way_cm = _nearest_cm(booth.doubled_centre_cm, there, walk_to_edge_cm)
            if way_cm is not None and way_cm > most_cm:
                yield Finding(rule, False, (booth.id,), way_cm, most_cm)


def neighbour_findings(scene: Scene) -> Iterator[Finding]:
    for one, other in combinations(scene.booths, 2):
        yield from _noise(one, other, least_cm=scene.limits.quiet_apart_cm)
        yield from _noise(other, one, least_cm=scene.limits.quiet_apart_cm)
        yield from _fire(one, other, scene)


def _noise(loud: SceneBooth, quiet: SceneBooth, *, least_cm: int) -> Iterator[Finding]:
    if loud.is_noisy and quiet.needs_quiet:
        away_cm = straight_cm(loud, quiet)
        if away_cm < least_cm:
            yield Finding(PlazaRule.NOISE, False, (loud.id, quiet.id), away_cm, least_cm)


def _fire(one: SceneBooth, other: SceneBooth, scene: Scene) -> Iterator[Finding]:
    limits = scene.limits
    if not (one.burns_fuel or other.burns_fuel or (one.cooks and other.cooks)):
        return
    away_cm = edge_distance_cm(one.box, other.box)
    burning, beside = (one, other) if one.burns_fuel else (other, one)
    if burning.burns_fuel and away_cm < limits.fuel_apart_cm:
        yield Finding(PlazaRule.FUEL, True, (burning.id, beside.id), away_cm, limits.fuel_apart_cm)
    if one.cooks and other.cooks and away_cm < limits.cooking_apart_cm:
        yield Finding(PlazaRule.COOKING, True, (one.id, other.id), away_cm, limits.cooking_apart_cm)


def _too_far(rule: PlazaRule, booth: SceneBooth, supplies: Sequence[Box], *, most_cm: int) -> Iterator[Finding]:
    length_cm = _nearest_cm(booth.doubled_centre_cm, supplies, walk_to_middle_cm)
    if length_cm is None or length_cm > most_cm:
        yield Finding(rule, True, (booth.id,), length_cm, most_cm)


def _nearest_cm(start: Doubled, there: Sequence[Box], walk: Callable[[Doubled, Box], int]) -> int | None:
    return min((walk(start, box) for box in there), default=None)


def _boxes(scene: Scene, kind: FixtureKind) -> list[Box]:
    return [fixture.box for fixture in scene.fixtures if fixture.kind is kind]
