"""The short words of the volunteer's screen: who somebody is, why they stand where they stand, what was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from kiosk.i18n import formats
from kiosk.services.views import StaffTicket
from kiosk.ui.words import N_, _, lang, ngettext
from models.enums import MarketPhase, Priority
from models.moves import Move

_PRIORITIES: Final = {
    Priority.NONE: N_("No priority"),
    Priority.ELDER: N_("60 or older"),
    Priority.DISABLED: N_("Disability"),
    Priority.PREGNANT: N_("Pregnant"),
    Priority.CHILD: N_("With a small child"),
}

_PHASES: Final = {
    MarketPhase.DRAFT: N_("The market is in preparation"),
    MarketPhase.UPCOMING: N_("Not open yet"),
    MarketPhase.OPEN: N_("Open"),
    MarketPhase.PAUSED: N_("Short break: no new numbers"),
    MarketPhase.OVER: N_("Over: no new numbers"),
    MarketPhase.CANCELLED: N_("The market is cancelled"),
}

_DONE: Final = {
    Move.CHECK_IN: N_("{number} is here and stands in the line."),
    Move.CALL: N_("{number} is called."),
    Move.RECALL: N_("{number} is called again."),
    Move.START: N_("{number}: service has begun."),
    Move.FINISH: N_("{number} is done."),
    Move.READY: N_("{number} is ready to be collected."),
    Move.COLLECT: N_("{number} was collected."),
    Move.HOLD: N_("{number} is away for a while."),
    Move.RESUME: N_("{number} is back in the line."),
    Move.BACK: N_("{number} was put back into the line."),
    Move.NO_SHOW: N_("{number} was marked “not here”."),
    Move.RETURN: N_("{number} has come back into the line."),
    Move.CANCEL: N_("{number} is cancelled."),
}


def priority(who: Priority) -> str:
    return _(_PRIORITIES[who])


def phase(now_is: MarketPhase) -> str:
    return _(_PHASES[now_is])


def done(move: Move, number: str) -> str:
    """What has happened to a ticket, as one short sentence."""
    return _(_DONE[move]).format(number=number)


def person(ticket: StaffTicket) -> str:
    """How to address whoever holds the ticket: the name, else the end of the phone number, else nothing."""
    if ticket.name:
        return ticket.name
    return _("phone …{digits}").format(digits=ticket.phone_tail) if ticket.phone_tail else ""


def reason(ticket: StaffTicket, *, zone: str) -> str:
    """Why somebody in the line stands where they stand."""
    if ticket.reason == "overdue":
        return _("has waited longest")
    if ticket.reason == "seniority":
        return _("in order of coming")
    if ticket.slot_starts_at is not None and ticket.reason in ("booked", "early"):
        time = clock(ticket.slot_starts_at, zone)
        sentence = _("booked {time}, came early") if ticket.reason == "early" else _("booked {time}")
        return sentence.format(time=time)
    return "" if ticket.priority is Priority.NONE else priority(ticket.priority)


def clock(moment: datetime, zone: str) -> str:
    """9:30, as it stands in the line of a list; the half of the day is plain from the market."""
    return formats.bare_clock(moment, zone)


def minutes_since(moment: datetime | None, now: datetime) -> int:
    return 0 if moment is None else max(0, (now - moment) // timedelta(minutes=1))


def for_minutes(count: int) -> str:
    """How long something has lasted; never seconds."""
    if count < 1:
        return _("just now")
    return ngettext("{count} minute", "{count} minutes", count).format(count=count)


def aloud(number: str) -> str:
    """The number as it is called out across the plaza."""
    return formats.number_aloud(number, lang())
