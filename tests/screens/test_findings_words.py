"""What the rules of the plaza found is said in both languages, with its numbers and with what to do."""

from __future__ import annotations

import re

import pytest

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene
from kiosk.i18n import LANGUAGES
from kiosk.ui import words
from kiosk.ui.organiser import findings_words
from kiosk.ui.organiser.studio_rules import badges
from tests.rules.plaza_scenes import random_scene

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TURNED_ON_THE_THING = {PlazaRule.NO_ENTRANCE, PlazaRule.STANDING_ROOM, PlazaRule.PERMIT}
"""They concern the whole plaza, so nothing on it is marked."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "lang", lambda: request.param)
    return str(request.param)


def names_of(scene: Scene, language: str) -> dict[str, str]:
    pattern = "{} 摊位" if language == "zh-CN" else "Booth {}"
    return {booth.id: pattern.format(booth.letter) for booth in scene.booths}


def test_everything_that_the_rules_can_find_has_its_sentence(language: str) -> None:
    """The booths at random are named by their letters; a fixture is never named, only its kind."""
    said: dict[str, str] = {}
    for seed in range(300):
        scene = random_scene(seed)
        for finding in findings(scene):
            said[findings_words.key_of(finding)] = findings_words.say(finding, names_of(scene, language))

    assert set(said) == set(findings_words.SENTENCES)
    unclear = r"[{}]|None|\bb\d|\bf\d|  " if language == "en" else r"[{}]|None|[a-z]{2}|\bb\d|  "
    assert {key: text for key, text in said.items() if re.search(unclear, text) or not text.endswith((".", "。"))} == {}


def test_measured_and_limit_are_said_as_people_say_them(language: str) -> None:
    gap = Finding(PlazaRule.GAP, True, ("b1", "b2"), 99, 100)
    said = findings_words.say(gap, {"b1": "C", "b2": "D"})

    assert [each in said for each in ("C", "D", "0.99", "1 ", "100")] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (PlazaRule.GAP, 90, "0.9"),
        (PlazaRule.GAP, 1000, "10"),
        (PlazaRule.GAP, 0, "0"),
        (PlazaRule.GAP, 1005, "10.05"),
        (PlazaRule.STANDING_ROOM, 85, "0.85"),
        (PlazaRule.QUEUE, 12, "12"),
        (PlazaRule.PERMIT, 1000, "1000"),
        (PlazaRule.LEAD, None, ""),
    ],
)
def test_lengths_are_metres_rooms_square_metres_and_people_are_people(
    rule: PlazaRule, value: int | None, said: str
) -> None:
    assert findings_words.number(rule, value) == said


@pytest.mark.parametrize(
    ("detail", "key"), [("tree", "queue"), ("edge", "queue.edge"), ("booth", "queue.booth"), ("front", "queue.front")]
)
def test_what_a_line_runs_into_has_its_own_sentence(detail: str, key: str) -> None:
    assert findings_words.key_of(Finding(PlazaRule.QUEUE, True, ("b1", "b2"), 0, 4, detail)) == key


def test_the_editor_gets_every_pattern_with_its_places_to_fill_in(language: str) -> None:
    patterns = findings_words.sentences()

    places = {key: set(re.findall(r"{(\w+)}", pattern)) for key, pattern in patterns.items()}
    assert places == {key: set(re.findall(r"{(\w+)}", pattern)) for key, pattern in findings_words.SENTENCES.items()}
    assert set.union(*places.values()) == {"a", "b", "thing", "measured", "limit"}


def test_every_rule_about_a_thing_has_a_word_for_its_mark(language: str) -> None:
    marked = set(badges())
    assert marked == {rule.value for rule in set(PlazaRule) - TURNED_ON_THE_THING}
