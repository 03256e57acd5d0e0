"""All words of the layout studio's editor, said in Python for the browser: it has no catalogue of its own."""

from __future__ import annotations

from typing import Any, Final

from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.ui.words import N_, _

_TOOLS: Final = {
    "stage": N_("Plan of the plaza. Arrow keys move what is chosen."),
    "tools": N_("Tools"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "zoom_in": N_("Larger"),
    "zoom_out": N_("Smaller"),
    "fit": N_("Show the whole plaza"),
    "several": N_("Select several"),
    "place": N_("Place by tapping"),
    "measure": N_("Measure"),
    "queues": N_("Queues"),
    "fixtures": N_("Edit fixtures"),
    "picture": N_("Picture below"),
    "large": N_("Whole screen"),
    "help": N_("Help"),
    "north": N_("north"),
    "metres": N_("{metres} m"),
    "people": N_("{count} people"),
    "amps_short": N_("{amps} A"),
    "booth": N_("Booth {letter}"),
    "thing": N_("this thing"),
    "and": N_(", "),
}
_CHOSEN: Final = {
    "nothing_chosen": N_("Nothing chosen"),
    "chosen_count": N_("{count} things chosen"),
    "choose_hint": N_("Tap a booth to choose it, or drag it to where it shall stand."),
    "read_only": N_("This plan can only be looked at."),
    "name_and_service": N_("{name} · {service}"),
    "from_west": N_("From west, m"),
    "from_south": N_("From south, m"),
    "width": N_("Width, m"),
    "depth": N_("Depth, m"),
    "amps": N_("Amperes"),
    "front": N_("Front looks"),
    "turn_left": N_("Turn left"),
    "turn_right": N_("Turn right"),
    "pin": N_("Pin"),
    "unpin": N_("Release"),
    "copy": N_("Copy"),
    "remove": N_("Delete"),
    "align": N_("Put in line"),
    "between": N_("Between them: {x} m along east–west, {y} m along north–south, {straight} m straight."),
    "new_fixture": N_("New fixture"),
    "add": N_("Put it on the plan"),
}
_ALIGNS: Final = {
    "left": N_("West edges in line"),
    "middle_x": N_("Middles in line, north to south"),
    "right": N_("East edges in line"),
    "top": N_("North edges in line"),
    "middle_y": N_("Middles in line, west to east"),
    "bottom": N_("South edges in line"),
    "spread_x": N_("Spread evenly, west to east"),
    "spread_y": N_("Spread evenly, north to south"),
}
_SIDES: Final = {"south": N_("south"), "east": N_("east"), "north": N_("north"), "west": N_("west")}
_NOTES: Final = {
    "tap_where": N_("Tap the spot where it shall stand."),
    "choose_first": N_("Tap a booth first, then the spot where it shall stand."),
    "tap_first": N_("Tap the first point."),
    "tap_second": N_("Tap the second point."),
    "measured": N_("East–west {x} m, north–south {y} m, straight {straight} m."),
    "type_metres": N_("Type how many metres lie between the two points in truth."),
    "drag_picture": N_("Drag the picture to where it belongs."),
    "is_pinned": N_("{thing} is pinned. Release it first."),
    "taken_away": N_("{things} taken off the plan."),
    "cannot_undo": N_("This cannot be undone any more: it has been saved or changed since."),
    "moved_count": N_("{count} things moved."),
    "saved": N_("Everything is saved."),
    "saving": N_("Not saved yet. This happens by itself."),
}
_COLLEAGUES: Final = {
    "somebody": N_("A colleague"),
    "conflict": N_("{who} changed {thing} meanwhile."),
    "keep_mine": N_("Keep mine"),
    "take_theirs": N_("Take theirs"),
    "was_changed": N_("{who} changed {things}."),
    "was_removed": N_("{who} took {things} off the plan."),
}
_NOT_SAVED: Final = {
    "gone": N_("{thing} is no longer there: a colleague took it off the plan."),
    "in_use": N_("{thing} already has tickets and has to stay."),
    "no_letter": N_("All letters are taken, so there cannot be another booth."),
    "invalid": N_("{thing} cannot stand or be sized like that. It is back where it was."),
}
_ALOUD: Final = {
    "booth_aloud": N_("{name}, {service}, {x} m from west, {y} m from south, front looks {front}{pinned}, {problems}"),
    "fixture_aloud": N_("{name}, {x} m from west, {y} m from south, {problems}"),
    "pinned_aloud": N_(", pinned"),
    "no_problem": N_("no problem"),
    "one_problem": N_("1 problem"),
    "problems": N_("{count} problems"),
    "found": N_("To solve: {errors} · hints: {hints}"),
    "nothing_found": N_("The plan keeps all rules."),
    "not_checked": N_("The plan is not checked here."),
    "error": N_("To solve:"),
    "hint": N_("Hint:"),
}
_PICTURE: Final = {
    "opacity": N_("How strong"),
    "show_picture": N_("Show"),
    "move_picture": N_("Move the picture"),
    "scale_picture": N_("Scale the picture"),
    "real_metres": N_("Metres in truth"),
    "apply": N_("Apply"),
}
_HELP: Final = (
    N_("Drag a booth, or choose it, press “Place by tapping” and tap the spot."),
    N_("Arrow keys: one step of the grid. With Shift: one centimetre."),
    N_("Tab goes to the next booth. Space or Enter chooses it."),
    N_("R turns, P pins, Delete takes away, Ctrl+D copies."),
    N_("Ctrl+Z undoes, Ctrl+Y redoes."),
    N_("Drag empty ground or use two fingers to move the sheet. Space and drag works everywhere."),
    N_("Wheel, two fingers, or + and − make it larger and smaller. 0 shows the whole plaza."),
    N_("Alt while dragging: no snapping."),
    N_("The thick edge is the front. The dashed box is the queue that is expected at the fullest."),
)


def words() -> dict[str, Any]:
    """By the names that the editor's modules use."""
    flat = _TOOLS | _CHOSEN | _NOTES | _COLLEAGUES | _ALOUD | _PICTURE
    return {
        **_said(flat),
        "aligns": _said(_ALIGNS),
        "sides": _said(_SIDES),
        "not_saved": _said(_NOT_SAVED),
        "help_lines": [_(line) for line in _HELP],
        "kinds": {kind.value: _(word) for kind, word in FIXTURE_KINDS.items()},
    }


def _said(marked: dict[str, str]) -> dict[str, str]:
    return {name: _(sentence) for name, sentence in marked.items()}
