"""The rules of the plaza in the browser find exactly what they find in Python: same order, same centimetres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kiosk.engine.plaza.findings import PlazaRule
from kiosk.engine.plaza.limits import Limits
from kiosk.engine.plaza.queueing import front_zone, queue_box
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Box, Scene, scene_as_json
from kiosk.i18n import LANGUAGES
from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.ui import words
from kiosk.ui.organiser import findings_words
from tests.browser.plaza_rules_page import as_json, rules_page
from tests.rules.plaza_scenes import booth, plaza, random_scene

SCENES = 400
ODD = [
    Scene(0, 0, 50),
    Scene(100, 100, 50),
    plaza(),
    plaza(booth("A", 0, 0, width_cm=1, depth_cm=1, queue_people=3)),
    plaza(booth("A", 10**6, -(10**6), queue_people=500), booth("B", 10**6, 0, needs_quiet=True, is_noisy=True)),
    plaza(*(booth(f"b{n}", 0, 0, queue_people=n) for n in range(12))),
    plaza(booth("A", 500, 500, queue_people=2), passage_cm=121, queue_lane_cm=91),
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = rules_page(browser)
    yield opened
    opened.close()


def in_the_browser(page: Page, scenes: list[Scene]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = page.evaluate(
        "(scenes) => scenes.map(window.rules.findings)", [scene_as_json(each) for each in scenes]
    )
    return found


def in_python(scenes: list[Scene]) -> list[list[dict[str, Any]]]:
    return [[as_json(each) for each in findings(scene)] for scene in scenes]


def test_both_find_the_same_on_hundreds_of_plazas(page: Page) -> None:
    scenes = [random_scene(seed) for seed in range(SCENES)]

    seen = {rule for scene in scenes for rule in {each.rule for each in findings(scene)}}

    assert in_the_browser(page, scenes) == in_python(scenes)
    assert seen == set(PlazaRule)


def test_both_find_the_same_on_crowded_and_on_odd_plazas(page: Page) -> None:
    crowded = [random_scene(seed, booths=40, fixtures=40, most_cm=6000, is_full=True) for seed in range(20)]

    assert in_the_browser(page, crowded) == in_python(crowded)
    assert in_the_browser(page, ODD) == in_python(ODD)


def test_control_a_centimetre_is_noticed(page: Page) -> None:
    scenes = [each for each in (random_scene(seed) for seed in range(40)) if each.booths]
    shifted = [replace(each, booths=tuple(replace(b, x_cm=b.x_cm + 1) for b in each.booths)) for each in scenes]

    pairs = zip(in_the_browser(page, shifted), in_python(scenes), strict=True)
    assert sum(one != other for one, other in pairs) > len(scenes) / 2


def test_fronts_and_lines_are_drawn_where_the_rules_see_them(page: Page) -> None:
    scenes = [random_scene(seed) for seed in range(60)]
    drawn = page.evaluate(
        """(scenes) => {
          const { boxOf, frontZone, queueBox } = window.rules;
          const drawn = (booth, limits) => [boxOf(booth), frontZone(booth, limits), queueBox(booth, limits)];
          return scenes.flatMap(({ booths, limits }) => booths.map((booth) => drawn(booth, limits)));
        }""",
        [scene_as_json(each) for each in scenes],
    )

    def boxes(limits: Limits, *seen: Box | None) -> list[dict[str, int] | None]:
        return [None if box is None else box._asdict() for box in seen]

    assert drawn == [
        boxes(scene.limits, each.box, front_zone(each, scene.limits), queue_box(each, scene.limits))
        for scene in scenes
        for each in scene.booths
    ]
    assert any(line is None for _box, _front, line in drawn)
    assert any(line is not None for _box, _front, line in drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editor_says_what_the_readiness_list_says(
    page: Page, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor fills in the same patterns; its own names of booths and kinds come from Python, too."""
    monkeypatch.setattr(words, "lang", lambda: language)
    found = [(each, scene) for scene in map(random_scene, range(60)) for each in findings(scene)]
    names = [{booth.id: f"“{booth.letter}”" for booth in scene.booths} for _finding, scene in found]
    given = {
        "rules": findings_words.sentences(),
        "kinds": {kind: words._(word) for kind, word in FIXTURE_KINDS.items()},
    }

    said = page.evaluate(
        """async ([found, names, words]) => {
          const { sentence } = await import("/sentences.js");
          return found.map((finding, place) => {
            const known = (id) => (id in names[place] ? { name: names[place][id] } : undefined);
            return sentence(finding, { words, speaker: { name: (thing) => thing.name }, plan: { thing: known } });
          });
        }""",
        [[as_json(finding) for finding, _scene in found], names, given],
    )

    assert said == [findings_words.say(finding, known) for (finding, _), known in zip(found, names, strict=True)]
