"""Plazas for tests of their rules: by hand, where only what matters is said, and at random."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture
from models.enums import FixtureKind

GATE = SceneFixture("gate", FixtureKind.ENTRANCE, 0, 0, 2000, 10)
"""The whole southern edge of the plaza below."""


def booth(name: str, x_cm: int, y_cm: int, **more: Any) -> SceneBooth:
    """3 × 3 m unless it is said otherwise, front to the south."""
    return SceneBooth(
        **{"id": name, "letter": name, "x_cm": x_cm, "y_cm": y_cm, "width_cm": 300, "depth_cm": 300, **more}
    )


def thing(kind: FixtureKind, *box: int, name: str = "f") -> SceneFixture:
    """`box`: x, y and, where it is no point, width and depth."""
    return SceneFixture(name, kind, *box)


def plaza(*things: SceneBooth | SceneFixture, **more: Any) -> Scene:
    """20 × 20 m with a gate along the south; `more` are fields of the scene or limits."""
    return Scene(
        width_cm=more.pop("width_cm", 2000),
        depth_cm=more.pop("depth_cm", 2000),
        grid_cm=50,
        visitors=more.pop("visitors", 0),
        fixtures=(GATE, *(each for each in things if isinstance(each, SceneFixture))),
        booths=tuple(each for each in things if isinstance(each, SceneBooth)),
        limits=replace(Limits(), **more),
    )


def without_gate(scene: Scene) -> Scene:
    return replace(scene, fixtures=tuple(each for each in scene.fixtures if each is not GATE))


def found(scene: Scene, *rules: PlazaRule) -> list[Finding]:
    """What these rules find; all rules when none is named."""
    return [each for each in findings(scene) if not rules or each.rule in rules]


# ---------------------------------------------------------------- at random


def random_scene(
    seed: int, *, step_cm: int = 1, booths: int = 12, fixtures: int = 14, most_cm: int = 3000, is_full: bool = False
) -> Scene:
    """With every kind of fixture, things outside and on top of each other, and limits of its own; all lengths are
    multiples of `step_cm`. `booths` and `fixtures` are the most there are, and so many when it is full."""
    rng = Random(seed)
    within = _Within(rng, step_cm, most_cm)
    width_cm, depth_cm = within.width_cm, within.depth_cm
    return Scene(
        width_cm=width_cm,
        depth_cm=depth_cm,
        grid_cm=50,
        fixtures=tuple(_fixture(within, n) for n in range(fixtures if is_full else rng.randint(0, fixtures))),
        booths=tuple(_booth(within, n) for n in range(booths if is_full else rng.randint(0, booths))),
        visitors=rng.choice((0, 30, 300, 999, 1000, 5000)),
        limits=_limits(within),
    )


class _Within:
    """Numbers at random, multiples of a step."""

    def __init__(self, rng: Random, step_cm: int, most_cm: int) -> None:
        self.rng, self.step_cm = rng, step_cm
        self.width_cm, self.depth_cm = self.length(400, most_cm), self.length(400, most_cm)

    def length(self, least_cm: int, most_cm: int) -> int:
        return self.rng.randint(-(-least_cm // self.step_cm), most_cm // self.step_cm) * self.step_cm


def _fixture(within: _Within, number: int) -> SceneFixture:
    rng = within.rng
    kind = rng.choice((*FixtureKind, FixtureKind.ENTRANCE))
    is_point = rng.random() < 0.2
    size = (0, 0) if is_point else (within.length(10, 400), within.length(10, 400))
    return SceneFixture(f"f{number}", kind, within.length(0, within.width_cm), within.length(0, within.depth_cm), *size)


def _booth(within: _Within, number: int) -> SceneBooth:
    rng = within.rng
    return SceneBooth(
        id=f"b{number}",
        letter="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26],
        x_cm=within.length(-100, within.width_cm),
        y_cm=within.length(-100, within.depth_cm),
        width_cm=within.length(60, 600),
        depth_cm=within.length(60, 400),
        rotation_deg=rng.choice((0, 90, 180, 270)),
        needs_power=rng.random() < 0.4,
        needs_water=rng.random() < 0.3,
        needs_quiet=rng.random() < 0.4,
        is_noisy=rng.random() < 0.4,
        cooks=rng.random() < 0.4,
        burns_fuel=rng.random() < 0.3,
        for_elders=rng.random() < 0.6,
        queue_people=rng.choice((0, 0, 1, 2, 5, 9, 17)),
    )


def _limits(within: _Within) -> Limits:
    if within.rng.random() < 0.3 and 10 % within.step_cm == 0:
        return Limits()
    return Limits(
        fire_lane_cm=within.length(100, 500),
        fire_lane_from_wall_cm=within.length(0, 500),
        booth_gap_cm=within.length(0, 200),
        passage_cm=2 * within.length(40, 100),
        queue_person_cm=within.length(40, 120),
        queue_lane_cm=within.length(60, 150),
        queue_depth_cm=within.length(100, 700),
        lead_max_cm=within.length(100, 2000),
        hose_max_cm=within.length(100, 2000),
        quiet_apart_cm=within.length(0, 1500),
        fuel_apart_cm=within.length(0, 900),
        cooking_apart_cm=within.length(0, 500),
        elders_from_entrance_cm=within.length(100, 2500),
        elders_from_seats_cm=within.length(100, 1500),
        standing_room_dm2=within.rng.randint(20, 400),
        at_once_percent=within.rng.randint(5, 100),
    )
