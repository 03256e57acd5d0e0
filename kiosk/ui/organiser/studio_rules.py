"""What the rules of the plaza found, as patterns that the editor fills in while a hand still moves.

`{a}` and `{b}` are the things concerned, the one at fault first; `{thing}` what a line runs into or a booth stands on.
"""

from __future__ import annotations

from typing import Final

from kiosk.ui.words import N_, _

_BADGES: Final = {
    "outside": N_("outside"),
    "on_fixture": N_("in the way"),
    "fire_lane": N_("in the fire lane"),
    "no_go": N_("keep clear"),
    "overlap": N_("overlaps"),
    "gap": N_("too close"),
    "passage": N_("no way in"),
    "queue": N_("queue"),
    "queue_passage": N_("behind queues"),
    "lead": N_("power"),
    "hose": N_("water"),
    "noise": N_("noise"),
    "fuel": N_("fire"),
    "cooking": N_("cooking"),
    "far_from_entrance": N_("far"),
    "far_from_seats": N_("no seats near"),
    "narrow_lane": N_("too narrow"),
    "lane_at_wall": N_("close to a wall"),
}
_SENTENCES: Final = {
    "outside": N_("{a} stands {measured} m outside the plaza. Move it inside."),
    "on_fixture": N_("{a} stands where there is: {thing}. Move it away."),
    "fire_lane": N_("{a} stands in the fire lane. Keep the lane free."),
    "no_go": N_("{a} stands where the ground must stay clear. Move it away."),
    "overlap": N_("{a} and {b} stand on each other. Move one of them."),
    "gap": N_("Between {a} and {b} are {measured} m. Leave at least {limit} m."),
    "passage": N_("A wheelchair does not get to the front of {a}. Leave a way {limit} m wide."),
    "no_entrance": N_("No entrance is drawn, so ways cannot be checked. Draw one on the plaza."),
    "queue": N_("The queue of {a} runs into: {thing}. There is room for {measured} of {limit} people."),
    "queue.booth": N_("The queue of {a} runs into {b}. There is room for {measured} of {limit} people."),
    "queue.front": N_("The queue of {a} stands before {b}. There is room for {measured} of {limit} people."),
    "queue.queue": N_("The queues of {a} and {b} meet. There is room for {measured} of {limit} people."),
    "queue.edge": N_("The queue of {a} leaves the plaza. There is room for {measured} of {limit} people."),
    "queue_passage": N_("When all queues are long, nobody gets to {a}. Turn or move a booth."),
    "lead": N_("{a} is {measured} m of cable away from power. At most {limit} m."),
    "lead.none": N_("{a} needs power, and no outlet is drawn."),
    "hose": N_("{a} is {measured} m of hose away from water. At most {limit} m."),
    "hose.none": N_("{a} needs water, and no tap is drawn."),
    "noise": N_("{a} is loud, {b} needs quiet: {measured} m apart. Better {limit} m."),
    "fuel": N_("{a} burns fuel {measured} m from {b}. Leave at least {limit} m."),
    "cooking": N_("{a} and {b} cook {measured} m apart. Leave at least {limit} m."),
    "far_from_entrance": N_("Elders walk {measured} m from the entrance to {a}. Better at most {limit} m."),
    "far_from_seats": N_("The nearest seats are {measured} m from {a}. Better at most {limit} m."),
    "standing_room": N_("At the fullest, one person has {measured} m². Better {limit} m²."),
    "permit": N_("{measured} visitors are expected. From {limit} on the police must license the event."),
    "narrow_lane": N_("The fire lane is {measured} m wide. It needs {limit} m."),
    "lane_at_wall": N_("The fire lane is {measured} m from a wall. It needs {limit} m."),
}


def badges() -> dict[str, str]:
    """Rule → a word or two for the thing itself on the plan."""
    return {rule: _(word) for rule, word in _BADGES.items()}


def sentences() -> dict[str, str]:
    """Rule, or rule and detail → its sentence with places to fill in. `.none`: nothing could be measured."""
    return {rule: _(sentence) for rule, sentence in _SENTENCES.items()}
