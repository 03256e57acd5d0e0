"""Wheelchairs on tiny plazas, where every place of a wheelchair can be tried: odd sizes, odd passages, bollards.

A passage is a few centimetres wide here; the rules do not mind. All edges of where its middle may be lie on half
centimetres, so that quarters of a centimetre find every way between two of them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.plaza.findings import PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene, SceneBooth, SceneFixture
from models.enums import FixtureKind

QUARTER = Fraction(1, 4)
LOOKS = {0: (0, -1), 90: (1, 0), 180: (0, 1), 270: (-1, 0)}
Place = tuple[Fraction, Fraction]

small = st.integers(0, 12)
sizes = st.integers(0, 5)


@st.composite
def tiny_plazas(draw: st.DrawFn) -> Scene:
    width_cm, depth_cm = draw(st.integers(4, 14)), draw(st.integers(4, 14))
    kinds = st.sampled_from(
        [FixtureKind.ENTRANCE, FixtureKind.TREE, FixtureKind.HYDRANT, FixtureKind.WALL, FixtureKind.NO_GO]
    )
    gate = SceneFixture("gate", FixtureKind.ENTRANCE, draw(small), 0, draw(sizes), 0)
    more = [
        SceneFixture(f"f{n}", draw(kinds), draw(small), draw(small), draw(sizes), draw(sizes))
        for n in range(draw(st.integers(0, 3)))
    ]
    booths = [
        SceneBooth(
            id=f"b{n}",
            letter="A",
            x_cm=draw(small),
            y_cm=draw(small),
            width_cm=draw(st.integers(1, 6)),
            depth_cm=draw(st.integers(1, 4)),
            rotation_deg=draw(st.sampled_from([0, 90, 180, 270])),
        )
        for n in range(draw(st.integers(1, 3)))
    ]
    limits = replace(Limits(), passage_cm=draw(st.integers(1, 5)))
    return Scene(width_cm, depth_cm, 1, (gate, *more), tuple(booths), limits=limits)


def cut_off(scene: Scene) -> set[str]:
    reached = pushed(scene)
    return {booth.id for booth in scene.booths if not reached & set(fronts(booth, scene.limits.passage_cm))}


def pushed(scene: Scene) -> set[Place]:
    """Every quarter centimetre where the middle of a wheelchair gets to."""
    reached = {place for place in all_places(scene) if is_free(place, scene) and is_at_an_entrance(place, scene)}
    waiting = deque(reached)
    while waiting:
        x, y = waiting.popleft()
        for place in ((x + QUARTER, y), (x - QUARTER, y), (x, y + QUARTER), (x, y - QUARTER)):
            if place not in reached and is_free(place, scene):
                reached.add(place)
                waiting.append(place)
    return reached


def all_places(scene: Scene) -> set[Place]:
    xs, ys = (range(4 * size + 1) for size in (scene.width_cm, scene.depth_cm))
    return {(Fraction(x, 4), Fraction(y, 4)) for x, y in product(xs, ys)}


def is_free(place: Place, scene: Scene) -> bool:
    (x, y), half = place, Fraction(scene.limits.passage_cm, 2)
    if not (half <= x <= scene.width_cm - half and half <= y <= scene.depth_cm - half):
        return False
    solid = [each for each in scene.fixtures if each.kind not in (FixtureKind.ENTRANCE, FixtureKind.NO_GO)]
    boxes = [(each.x_cm, each.y_cm, each.width_cm, each.depth_cm) for each in solid]
    boxes += [(each.x_cm, each.y_cm, *each.size_cm) for each in scene.booths]
    return not any(
        left < x + half and x - half < left + wide and low < y + half and y - half < low + deep
        for left, low, wide, deep in boxes
    )


def is_at_an_entrance(place: Place, scene: Scene) -> bool:
    (x, y), half = place, Fraction(scene.limits.passage_cm, 2)
    return any(
        each.x_cm <= x + half
        and x - half <= each.x_cm + each.width_cm
        and each.y_cm <= y + half
        and y - half <= each.y_cm + each.depth_cm
        for each in scene.fixtures
        if each.kind is FixtureKind.ENTRANCE
    )


def fronts(booth: SceneBooth, passage_cm: int) -> list[Place]:
    """Places of a wheelchair before a front: from the booth's middle half its depth and half a passage ahead, and
    as far to the sides as the front is wider than the wheelchair."""
    (wide, deep), (dx, dy) = booth.size_cm, LOOKS[booth.rotation_deg]
    ahead = Fraction(booth.depth_cm + passage_cm, 2)
    x, y = booth.x_cm + Fraction(wide, 2) + dx * ahead, booth.y_cm + Fraction(deep, 2) + dy * ahead
    spare = max(booth.width_cm - passage_cm, 0)
    sides = [Fraction(step, 4) - Fraction(spare, 2) for step in range(4 * spare + 1)]
    return [(x + abs(dy) * side, y + abs(dx) * side) for side in sides]


@settings(max_examples=60, deadline=None)
@given(tiny_plazas())
def test_a_front_is_cut_off_exactly_when_no_wheelchair_can_be_pushed_there(scene: Scene) -> None:
    found = {each.ids[0] for each in findings(scene) if each.rule is PlazaRule.PASSAGE}
    assert found == cut_off(scene)


def test_control_a_wheelchair_pushed_through_gets_there_and_one_that_is_too_wide_does_not() -> None:
    walls = (SceneFixture("w1", FixtureKind.WALL, 0, 5, 4, 1), SceneFixture("w2", FixtureKind.WALL, 7, 5, 5, 1))
    gate = SceneFixture("gate", FixtureKind.ENTRANCE, 0, 0, 12, 0)
    booth = SceneBooth("b", "A", 1, 10, 3, 2)
    fits = Scene(12, 12, 1, (gate, *walls), (booth,), limits=replace(Limits(), passage_cm=3))

    assert cut_off(fits) == set()
    assert cut_off(replace(fits, limits=replace(Limits(), passage_cm=4))) == {"b"}
