"""A ticket as it goes on receipt paper, in the reader's language: from views to `kiosk.printing.ticket.TicketPaper`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.i18n import formats, translation
from kiosk.i18n.names import N_
from kiosk.printing.plan import PlanMark
from kiosk.printing.ticket import TicketPaper
from kiosk.services.plan import plan_of_market
from kiosk.services.views import MarketView, TicketView
from models.enums import Pledge, TicketState

_TO_DO: Final = {
    TicketState.BOOKED: N_("Please check in when you arrive."),
    TicketState.WAITING: N_("Please stay near the booth. We call your number."),
    TicketState.CALLED: N_("It is your turn. Please go to booth {letter}."),
    TicketState.READY: N_("It is ready. Please collect it at booth {letter}."),
    TicketState.CANCELLED: N_("This ticket was cancelled."),
}


def ticket_paper(ticket: TicketView, market: MarketView, lang: str, *, way: Sequence[str] = ()) -> TicketPaper:
    """Nothing personal stands on paper that may be left lying. `way`: all numbers of the visit in their order."""
    _ = translation(lang).gettext
    card = market.card
    return TicketPaper(
        market=card.name.say(lang),
        place=card.hall.say(lang),
        number=ticket.number,
        headline=" · ".join((_("Booth {letter}").format(letter=ticket.letter), ticket.booth.say(lang))),
        code=ticket.code,
        day=formats.day(card.day, lang),
        time="" if ticket.slot_starts_at is None else formats.clock(ticket.slot_starts_at, ticket.time_zone, lang),
        lines=(*_stop(ticket, way, lang), *_lines(ticket, lang)),
        bring_label=_("Please bring"),
        bring=ticket.bring.say(lang),
        scan_label=_("To look, check in or cancel: scan this at the kiosk."),
        plan_label=_("Booth {letter} is here").format(letter=ticket.letter),
        plan=_plan(ticket, market, lang),
        footer=_price(ticket, market, lang),
    )


def _stop(ticket: TicketView, way: Sequence[str], lang: str) -> tuple[str, ...]:
    """Which stop of the way it is, while there is more than one."""
    if len(way) < 2 or ticket.number not in way:
        return ()
    _ = translation(lang).gettext
    said = _("Stop {step} of {count}").format(step=way.index(ticket.number) + 1, count=len(way))
    return (said, " → ".join(way))


def _lines(ticket: TicketView, lang: str) -> tuple[str, ...]:
    _ = translation(lang).gettext
    lines = []
    if ticket.people_ahead and ticket.wait is not None:
        lines.append(
            _("{count} ahead, {wait}").format(
                count=ticket.people_ahead, wait=formats.wait_range(ticket.wait.low, ticket.wait.high, lang)
            )
        )
    if ticket.state in _TO_DO:
        lines.append(_(_TO_DO[ticket.state]).format(letter=ticket.letter))
    return tuple(lines)


def _price(ticket: TicketView, market: MarketView, lang: str) -> str:
    booth = market.booth(ticket.booth_id)
    if booth is None or booth.pledge is None:
        return ""
    _ = translation(lang).gettext
    return _("Free of charge") if booth.pledge is Pledge.FREE else booth.price_note or _("Low price")


def _plan(ticket: TicketView, market: MarketView, lang: str) -> PlanMark:
    _ = translation(lang).gettext
    title = _("Plan of the market: booth {letter} is marked").format(letter=ticket.letter)
    return PlanMark(plan_of_market(market), title, lang, marked=ticket.letter)
