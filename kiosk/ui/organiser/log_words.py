"""The lines of the log in words."""

from __future__ import annotations

from typing import Any, Final

from kiosk.i18n.orders import order_name
from kiosk.services.organising.views import AuditLine
from kiosk.ui.organiser.labels import ROLES
from kiosk.ui.words import N_, _, lang
from models.enums import FairOrder, Role

ACTIONS: Final = {
    "sign_in": N_("signed in"),
    "sign_out": N_("signed out"),
    "create_community": N_("founded the community"),
    "edit_community": N_("changed the community's rules"),
    "create_plaza": N_("drew a new plaza"),
    "edit_plaza": N_("changed a plaza's name or size"),
    "delete_plaza": N_("deleted the plaza “{name}”"),
    "save_fixtures": N_("changed what stands on a plaza ({rows})"),
    "save_services": N_("changed the services ({rows})"),
    "save_partners": N_("changed the partners ({rows})"),
    "create_market": N_("made a new market"),
    "copy_market": N_("made a market like the last one"),
    "edit_market": N_("changed a market's day or rules"),
    "set_calling_order": N_("changed a market's rules; its calling order is now “{fair_order}”"),
    "rehearse": N_("rehearsed the market"),
    "delete_market": N_("deleted the draft “{name}”"),
    "publish_market": N_("published the market"),
    "open_market": N_("opened the market early"),
    "pause_market": N_("let the market take a break"),
    "resume_market": N_("let the market go on"),
    "close_market": N_("closed the market"),
    "cancel_market": N_("called the market off: {reason}"),
    "save_booths": N_("changed the booths ({letters})"),
    "save_layout": N_("moved things in the layout"),
    "keep_layout": N_("kept the layout as “{name}”"),
    "delete_layout": N_("deleted the kept layout “{name}”"),
    "put_backdrop": N_("laid a picture under a plaza"),
    "remove_backdrop": N_("took the picture under a plaza away"),
    "save_stations": N_("changed the stations of booth {letter}"),
    "save_shifts": N_("changed the shifts of booth {letter}"),
    "generate_slots": N_("planned the slots of booth {letter} anew"),
    "save_slots": N_("changed the slots of booth {letter}"),
    "add_staff": N_("added a member of staff ({role})"),
    "rename_staff": N_("changed a name on the staff list"),
    "set_role": N_("changed a role ({role})"),
    "deactivate_staff": N_("noted that somebody helps no more"),
    "reactivate_staff": N_("noted that somebody helps again"),
    "reset_pin": N_("gave somebody a new PIN"),
    "sign_out_everywhere": N_("signed somebody out on all devices"),
    "take_advice": N_("followed the advice about booth {letter}"),
    "dismiss_advice": N_("did without the advice about booth {letter}"),
    "assign_booths": N_("changed who is at which booth ({letters})"),
}

MOVES: Final = {
    "create": N_("{number} was given"),
    "check_in": N_("{number} is here"),
    "call": N_("{number} was called"),
    "recall": N_("{number} was called again"),
    "start": N_("{number}: service began"),
    "finish": N_("{number} is done"),
    "ready": N_("{number} is ready to be collected"),
    "collect": N_("{number} was collected"),
    "hold": N_("{number} is away for a while"),
    "resume": N_("{number} is back in line"),
    "back": N_("{number} was put back into the line"),
    "no_show": N_("{number} did not come"),
    "return": N_("{number} came back into the line"),
    "cancel": N_("{number} was cancelled"),
    "undo": N_("{number}: the last move was taken back"),
}


def the_kiosk() -> str:
    """Who did what nobody did."""
    return _("the kiosk")


def told(line: AuditLine) -> str:
    """What was done; an action that is newer than these words is shown by its name."""
    if line.what == "ticket":
        return _(MOVES[line.action]).format(number=line.number) if line.action in MOVES else line.action
    if line.action not in ACTIONS:
        return line.action
    action = "set_calling_order" if "fair_order" in line.detail else line.action
    return _(ACTIONS[action]).format_map(_Detail(line.detail))


class _Detail(dict[str, str]):
    """The details of a line as words; what a line from an older version lacks is left empty."""

    def __init__(self, detail: dict[str, Any]) -> None:
        super().__init__({name: str(value) for name, value in detail.items()})
        self["rows"] = str(sum(_count(detail.get(name)) for name in ("added", "changed", "deleted")))
        self["letters"] = " ".join(sorted({each for value in detail.values() for each in _letters(value)}))
        if detail.get("fair_order") in tuple(FairOrder):
            self["fair_order"] = order_name(FairOrder(detail["fair_order"]), lang())
        if detail.get("role") in {role.value for role in ROLES}:
            self["role"] = _(ROLES[Role(detail["role"])])

    def __missing__(self, _name: str) -> str:
        return ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _letters(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | dict) else []
