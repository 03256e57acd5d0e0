"""What the rules of the plaza found, in a word or two: for the mark on the thing itself."""

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


def badges() -> dict[str, str]:
    """Rule → a word or two for the thing itself on the plan."""
    return {rule: _(word) for rule, word in _BADGES.items()}
