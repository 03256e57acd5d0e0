"""The way past all booths: each once, from the entrance, and never longer than the way from nearest to nearest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.plaza.rounds import walking_order
from kiosk.engine.plaza.scene import SceneBooth, SceneFixture
from models.enums import FixtureKind

GATE = SceneFixture("f1", FixtureKind.ENTRANCE, 0, 0)
PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=0, max_size=6, unique=True)


def booths_at(places: Sequence[tuple[int, int]]) -> list[SceneBooth]:
    return [SceneBooth(f"b{n}", chr(65 + n), 100 * x, 100 * y, 100, 100) for n, (x, y) in enumerate(places)]


def length_cm(way: Sequence[SceneBooth]) -> int:
    middles = [(0, 0), *(booth.doubled_centre_cm for booth in way)]
    return sum(abs(x - u) + abs(y - v) for (x, y), (u, v) in pairwise(middles)) // 2


@given(PLACES)
def test_every_booth_comes_once_in_whatever_order_they_are_given(places: list[tuple[int, int]]) -> None:
    booths = booths_at(places)
    way = walking_order(booths, [GATE])
    assert sorted(booth.letter for booth in way) == sorted(booth.letter for booth in booths)
    assert walking_order(booths[::-1], [GATE]) == way


@settings(max_examples=30)
@given(PLACES)
def test_the_way_is_hardly_longer_than_the_shortest(places: list[tuple[int, int]]) -> None:
    booths = booths_at(places)
    shortest = min(length_cm(way) for way in permutations(booths)) if booths else 0
    assert shortest <= length_cm(walking_order(booths, [GATE])) <= 1.4 * shortest


def test_the_way_from_nearest_to_nearest_is_straightened() -> None:
    # From the gate at 40.5 m the nearest is 38.5, then 43.5, then all the way back to 32.5.
    gate = SceneFixture("f1", FixtureKind.ENTRANCE, 4050, 50)
    near, other_side, far = booths_at([(38, 0), (43, 0), (32, 0)])
    assert walking_order([near, other_side, far], [gate]) == (other_side, near, far)


def test_it_begins_at_the_entrance_wherever_that_is() -> None:
    booths = booths_at([(1, 1), (20, 1), (38, 1)])
    east = SceneFixture("f1", FixtureKind.ENTRANCE, 4000, 0)
    assert [booth.letter for booth in walking_order(booths, [GATE])] == ["A", "B", "C"]
    assert [booth.letter for booth in walking_order(booths, [east])] == ["C", "B", "A"]
    assert [booth.letter for booth in walking_order(booths, [])] == ["A", "B", "C"]
