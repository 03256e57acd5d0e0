"""What the readiness list says of where the booths stand: what the rules of the plaza find. The codes are in
`readiness`."""

from collections.abc import Iterable, Iterator

from kiosk.engine.plaza.findings import Finding, PlazaRule
from kiosk.engine.plaza.rules import findings
from kiosk.engine.plaza.scene import Scene
from kiosk.services.organising.views import Point, Severity

CODES = {
    PlazaRule.OUTSIDE: "outside_plaza",
    PlazaRule.ON_FIXTURE: "on_fixture",
    PlazaRule.FIRE_LANE: "in_fire_lane",
    PlazaRule.NO_GO: "in_no_go",
    PlazaRule.OVERLAP: "booths_overlap",
    PlazaRule.GAP: "booths_too_close",
    PlazaRule.PASSAGE: "no_way_in",
    PlazaRule.NO_ENTRANCE: "no_entrance",
    PlazaRule.QUEUE: "no_room_for_line",
    PlazaRule.QUEUE_PASSAGE: "behind_lines",
    PlazaRule.LEAD: "no_power",
    PlazaRule.HOSE: "no_water",
    PlazaRule.NOISE: "too_loud",
    PlazaRule.FUEL: "fuel_too_close",
    PlazaRule.COOKING: "cooking_too_close",
    PlazaRule.FAR_FROM_ENTRANCE: "far_from_entrance",
    PlazaRule.FAR_FROM_SEATS: "far_from_seats",
    PlazaRule.STANDING_ROOM: "too_crowded",
    PlazaRule.NARROW_LANE: "narrow_fire_lane",
    PlazaRule.LANE_AT_WALL: "fire_lane_at_wall",
}
"""Rule → code. The licence of the police is said by `many_visitors`."""


def ground_points(scene: Scene) -> Iterator[Point]:
    letters = {booth.id: booth.letter for booth in scene.booths}
    for finding in _once(findings(scene)):
        if finding.rule in CODES:
            severity = Severity.ERROR if finding.is_error else Severity.WARNING
            letter = letters.get(finding.ids[0], "") if finding.ids else ""
            yield Point(CODES[finding.rule], severity, letter, {"finding": finding, "letters": letters})


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Two trees under one booth or in the way of one line are said once, with the nearer one's room; two booths on each
    other are no news of their lines."""
    found = tuple(found)
    upon_each_other = {frozenset(each.ids) for each in found if each.rule is PlazaRule.OVERLAP}
    said: dict[tuple[str, ...], Finding] = {}
    for each in found:
        if each.rule is PlazaRule.QUEUE and frozenset(each.ids) in upon_each_other:
            continue
        who = each.ids[:1] if each.detail and not _is_about_booths(each) else each.ids
        key = (each.rule.value, each.detail, *who)
        if key not in said or (each.measured or 0) < (said[key].measured or 0):
            said[key] = each
    yield from said.values()


def _is_about_booths(finding: Finding) -> bool:
    return finding.detail in ("booth", "front", "queue")
