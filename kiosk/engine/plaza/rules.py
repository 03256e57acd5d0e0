"""All rules of a plaza: what each of them finds in a scene. The table of them is docs/plaza-rules.md.

The same rules stand in JavaScript, in assets/js/studio, where they run while a booth is dragged; whole numbers only, so
that both find the same to the last centimetre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kiosk.engine.plaza.findings import Finding
from kiosk.engine.plaza.passage import passage_findings
from kiosk.engine.plaza.queueing import queue_findings
from kiosk.engine.plaza.room import crowd_findings
from kiosk.engine.plaza.rules_ground import ground_findings, lane_findings
from kiosk.engine.plaza.rules_needs import comfort_findings, neighbour_findings, supply_findings
from kiosk.engine.plaza.scene import Scene

_RULES: Final[tuple[Callable[[Scene], Iterator[Finding]], ...]] = (
    ground_findings,
    lane_findings,
    supply_findings,
    neighbour_findings,
    comfort_findings,
    queue_findings,
    passage_findings,
    crowd_findings,
)


def findings(scene: Scene) -> tuple[Finding, ...]:
    """Sorted by rule, by who is concerned, and by what it is; empty when nothing is to be said."""
    found = [each for rule in _RULES for each in rule(scene)]
    return tuple(sorted(found, key=lambda each: (each.rule.value, each.ids, each.detail)))
