"""Plazas at random: the rules find what a checker of squares finds, and nothing depends on where the plaza lies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture
from models.enums import FixtureKind
from tests.rules.plaza_scenes import random_scene
from tests.rules.plaza_squares import Complaint, complaints

SEEDS = st.integers(0, 2**32)
OF_THE_EDGE = {PlazaRule.OUTSIDE, PlazaRule.ON_FIXTURE, PlazaRule.QUEUE, PlazaRule.LANE_AT_WALL}
"""Where the edge became a wall, they speak of the wall."""


def coarse(seed: int) -> Scene:
    """All lengths are multiples of twenty."""
    return random_scene(seed, step_cm=20, booths=8, fixtures=10, most_cm=1600)


def as_complaints(scene: Scene) -> set[Complaint]:
    return {(each.rule.value, each.is_error, each.ids, each.measured, each.detail) for each in findings(scene)}


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_rules_find_what_the_checker_of_squares_finds(seed: int) -> None:
    scene = coarse(seed)
    assert as_complaints(scene) == complaints(scene)


def test_control_the_plazas_at_random_break_and_keep_every_rule() -> None:
    seen: Counter[PlazaRule] = Counter()
    for seed in range(100):
        seen.update({each.rule for each in findings(coarse(seed))})
    assert {rule for rule in PlazaRule if not 2 <= seen[rule] <= 98} == set()


def test_control_a_booth_that_was_moved_unseen_is_noticed() -> None:
    noticed = 0
    for seed in range(12):
        scene = coarse(seed)
        if scene.booths:
            moved = replace(scene.booths[0], x_cm=scene.booths[0].x_cm + 40, y_cm=scene.booths[0].y_cm + 40)
            noticed += as_complaints(replace(scene, booths=(moved, *scene.booths[1:]))) != complaints(scene)
    assert noticed >= 6


# ---------------------------------------------------------------- moved and turned


def moved(scene: Scene, east_cm: int, north_cm: int) -> Scene:
    """The same plaza further to the north-east in a larger one, with walls where its old edges were."""
    there = tuple(replace(each, x_cm=each.x_cm + east_cm, y_cm=each.y_cm + north_cm) for each in scene.fixtures)
    walls = (
        SceneFixture("west", FixtureKind.WALL, 0, 0, east_cm, scene.depth_cm + north_cm),
        SceneFixture("south", FixtureKind.WALL, 0, 0, scene.width_cm + east_cm, north_cm),
    )
    return replace(
        scene,
        width_cm=scene.width_cm + east_cm,
        depth_cm=scene.depth_cm + north_cm,
        fixtures=(*there, *walls),
        booths=tuple(replace(each, x_cm=each.x_cm + east_cm, y_cm=each.y_cm + north_cm) for each in scene.booths),
    )


def of_the_inside(scene: Scene) -> list[Finding]:
    return [each for each in findings(scene) if each.rule not in OF_THE_EDGE]


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(1, 3000), st.integers(1, 3000))
def test_moving_the_whole_plaza_with_its_edges_changes_nothing(seed: int, east_cm: int, north_cm: int) -> None:
    scene = random_scene(seed)
    assert of_the_inside(moved(scene, east_cm, north_cm)) == of_the_inside(scene)


def test_control_moving_it_without_its_edges_opens_new_ways() -> None:
    scenes = [random_scene(seed) for seed in range(60)]
    opened = [replace(moved(each, 300, 300), fixtures=moved(each, 300, 300).fixtures[:-2]) for each in scenes]
    assert sum(of_the_inside(one) != of_the_inside(other) for one, other in zip(scenes, opened, strict=True)) > 20


def turned(scene: Scene) -> Scene:
    """The whole plaza a quarter to the left."""

    def fixture(each: SceneFixture) -> SceneFixture:
        x_cm, y_cm = scene.depth_cm - each.y_cm - each.depth_cm, each.x_cm
        return replace(each, x_cm=x_cm, y_cm=y_cm, width_cm=each.depth_cm, depth_cm=each.width_cm)

    def booth(each: SceneBooth) -> SceneBooth:
        x_cm, y_cm = scene.depth_cm - each.y_cm - each.size_cm[1], each.x_cm
        return replace(each, x_cm=x_cm, y_cm=y_cm, rotation_deg=(each.rotation_deg + 90) % 360)

    return replace(
        scene,
        width_cm=scene.depth_cm,
        depth_cm=scene.width_cm,
        fixtures=tuple(fixture(each) for each in scene.fixtures),
        booths=tuple(booth(each) for each in scene.booths),
    )


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(1, 3))
def test_from_every_side_the_plaza_looks_the_same(seed: int, quarters: int) -> None:
    """Lengths are even, so that no half centimetre prefers the west."""
    scene = around = random_scene(seed, step_cm=2)
    for _ in range(quarters):
        around = turned(around)
    assert findings(around) == findings(scene)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_is_by_rule_and_by_who_is_concerned(seed: int) -> None:
    seen = [(each.rule.value, each.ids, each.detail) for each in findings(random_scene(seed))]
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen)
