"""What the rules of the plaza found, in words: what is wrong, the measured value, and what to do next.

The sentences are patterns, because the editor fills them in while a booth is still in the hand: `{a}` and `{b}` are the
names of who is concerned, the one at fault first; `{thing}` a kind of fixture; `{measured}` and `{limit}` are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.services.organising.rules import Finding, PlazaRule
from kiosk.ui.words import N_, _
from models.enums import FixtureKind

SENTENCES: Final = {
    "outside": N_("{a} reaches {measured} m beyond the edge of the plaza. Move it inside."),
    "on_fixture": N_("{a} stands on: {thing}. Move it a little away."),
    "fire_lane": N_("{a} stands in the fire lane, which must stay free. Move it out."),
    "no_go": N_("{a} stands where nothing may stand. Move it away."),
    "overlap": N_("{a} and {b} stand on the same ground. Move one of them."),
    "gap": N_("Between {a} and {b} are only {measured} m. Move them {limit} m apart."),
    "passage": N_("A wheelchair cannot get from an entrance to the front of {a}. Keep a way of {limit} m free."),
    "no_entrance": N_("No entrance is drawn on the plaza: nobody can tell whether wheelchairs get through. Draw it."),
    "queue": N_("The line of {a} has room for {measured} of {limit} people, then comes: {thing}. Move or turn it."),
    "queue.booth": N_("The line of {a} has room for {measured} of {limit} people, then {b} stands there. Move one."),
    "queue.front": N_("The line of {a} has room for {measured} of {limit} people, then it blocks {b}. Move one."),
    "queue.queue": N_("The lines of {a} and {b} meet after {measured} of {limit} people. Move or turn one of them."),
    "queue.edge": N_("The line of {a} has room for {measured} of {limit} people, then the plaza ends. Move it."),
    "queue_passage": N_("When all lines are long, no wheelchair gets to {a}. Leave {limit} m beside the lines."),
    "lead": N_("{a} needs a lead of {measured} m to the nearest outlet. {limit} m are allowed: move it nearer."),
    "lead.none": N_("{a} needs power, and the plaza has no outlet. Arrange for one and draw it on the plaza."),
    "hose": N_("{a} needs a hose of {measured} m to the nearest tap. {limit} m are allowed: move it nearer."),
    "hose.none": N_("{a} needs water, and the plaza has no tap. Arrange for one and draw it on the plaza."),
    "noise": N_("{a} is noisy and only {measured} m from {b}, which needs quiet. {limit} m would be right."),
    "fuel": N_("{a} burns fuel only {measured} m from {b}. Keep {limit} m between them."),
    "cooking": N_("{a} and {b} both cook, with only {measured} m between them. Keep {limit} m."),
    "far_from_entrance": N_("To {a} elders walk {measured} m from the nearest entrance. Better at most {limit} m."),
    "far_from_seats": N_("From {a} it is {measured} m to the nearest seat. Better at most {limit} m: add seats."),
    "standing_room": N_("When it is fullest each person has {measured} m². Better {limit} m²: spread the bookings."),
    "permit": N_("{measured} visitors are expected. From {limit} on the police must license the event: apply in time."),
    "narrow_lane": N_("The fire lane is only {measured} m wide. A fire engine needs {limit} m: draw it wider."),
    "lane_at_wall": N_("The fire lane runs {measured} m from a wall. It should be {limit} m: move it away."),
}  # fmt: skip
"""Rule, rule and detail, or rule and "none" where nothing can be measured → sentence."""

_PEOPLE: Final = frozenset({PlazaRule.QUEUE, PlazaRule.PERMIT})


def say(finding: Finding, names: Mapping[str, str]) -> str:
    """In the language of the session. `names`: of booths and fixtures by their ids, as the sentence says them."""
    concerned = [names.get(each, each) for each in finding.ids]
    return _(SENTENCES[key_of(finding)]).format(
        a=concerned[0] if concerned else "",
        b=concerned[1] if len(concerned) > 1 else "",
        thing=_(FIXTURE_KINDS[FixtureKind(finding.detail)]) if finding.detail in set(FixtureKind) else "",
        measured=number(finding.rule, finding.measured),
        limit=number(finding.rule, finding.limit),
    )


def sentences() -> dict[str, str]:
    """All patterns in the language of the session, for the browser."""
    return {key: _(pattern) for key, pattern in SENTENCES.items()}


def key_of(finding: Finding) -> str:
    """The most particular sentence there is."""
    particular = f"{finding.rule.value}.{finding.detail}"
    nothing = f"{finding.rule.value}.none"
    if particular in SENTENCES:
        return particular
    return nothing if finding.measured is None and nothing in SENTENCES else finding.rule.value


def asks_for_a_fixture(finding: Finding) -> bool:
    """Whether it is settled by drawing something on the plaza that is not there yet."""
    no_supply = finding.rule in (PlazaRule.LEAD, PlazaRule.HOSE) and finding.measured is None
    return no_supply or finding.rule is PlazaRule.NO_ENTRANCE


def number(rule: PlazaRule, value: int | None) -> str:
    """Centimetres as metres and square decimetres as square metres, to the second decimal; people as they are."""
    if value is None:
        return ""
    return str(value) if rule in _PEOPLE else f"{value / 100:.2f}".rstrip("0").rstrip(".")
