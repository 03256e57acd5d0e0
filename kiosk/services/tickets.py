"""What the holder of a ticket can do: look, check in, come back, cancel."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from kiosk.engine.waiting.outlook import Place
from kiosk.services.lines import calling_line, seat_after_return
from kiosk.services.showing import ticket_view
from kiosk.services.views import TicketView
from kiosk.services.waits import places, wait_at
from kiosk.store import Database
from kiosk.store import facts as stored
from kiosk.store.facts import TicketFacts, tickets_where
from kiosk.store.moving import has_returned, move
from kiosk.store.stations import stations_of
from kiosk.store.tries import forget_tries, try_again
from models.actor import Actor
from models.enums import MarketPhase, TicketState
from models.market import Market
from models.moves import AT_STATION, RESIDENT_MOVES, move_between
from models.refusals import IllegalMove, Invalid, MarketClosed, UnknownTicket
from models.tickets import Ticket, Visit
from models.values import clean_code, clean_number

EARLIEST_CHECK_IN = timedelta(hours=3)
"""Before the market opens. Who comes earlier than that has the wrong day."""


def ticket_by_code(db: Database, code: str, *, now: datetime) -> TicketView:
    """Raises UnknownTicket, also for what cannot be a code."""
    with db.reading() as session:
        return shown(session, [one_ticket(session, code)], now)[0]


def tickets_of_visit(db: Database, code: str, *, now: datetime) -> list[TicketView]:
    """The ticket with this code and the others of the same person's day, oldest first. Raises UnknownTicket."""
    with db.reading() as session:
        visit_id = one_ticket(session, code).visit_id
        return shown(session, tickets_where(session, Ticket.visit_id == visit_id), now)


def find_ticket(db: Database, *, number: str, phone_tail: str, today: date, client: str, now: datetime) -> TicketView:
    """The ticket with this number on a market of today or later whose phone ends in these four digits.

    Raises UnknownTicket (also when only the digits differ), Invalid, and LockedOut after five wrong tries.
    """
    wanted = clean_number(number)
    if len(phone_tail) != 4 or not phone_tail.isascii() or not phone_tail.isdigit():
        raise Invalid(field="phone_tail", problem="not_four_digits")
    counter = f"ticket:{client}:{wanted}"
    with db.writing() as session:
        try_again(session, counter, now=now)
    with db.writing() as session:
        found = tickets_where(
            session,
            col(Ticket.market_id).in_(select(Market.id).where(Market.day >= today)),
            Ticket.number == wanted,
            Ticket.visit_id == Visit.id,
            col(Visit.phone).endswith(phone_tail),
        )
        if not found:
            raise UnknownTicket
        forget_tries(session, counter)
        return shown(session, found[:1], now)[0]


def check_in(db: Database, code: str, *, by: Actor, now: datetime) -> TicketView:
    """A booked person is here; or one who missed the call is back.

    Raises UnknownTicket, IllegalMove, MarketClosed; BoothFull and AlreadyBooked when somebody comes back too late.
    Pressing twice is answered twice with the same ticket.
    """
    with db.writing() as session:
        ticket = one_ticket(session, code, lock=True)
        _require_market_day(ticket, now)
        if ticket.state is not TicketState.WAITING:
            _require_resident_move(ticket, TicketState.WAITING)
            ticket = to_the_line(session, ticket, by=by, now=now)
        return shown(session, [ticket], now)[0]


def cancel(db: Database, code: str, *, by: Actor, now: datetime) -> TicketView:
    """Give the ticket back; again is the same answer. Raises UnknownTicket, IllegalMove."""
    with db.writing() as session:
        ticket = one_ticket(session, code, lock=True)
        if ticket.state is not TicketState.CANCELLED:
            _require_resident_move(ticket, TicketState.CANCELLED)
            ticket = move(session, ticket, TicketState.CANCELLED, by=by, now=now)
        return shown(session, [ticket], now)[0]


def to_the_line(session: Session, ticket: TicketFacts, *, by: Actor, now: datetime) -> TicketFacts:
    """Move a ticket to WAITING; one that comes back after a missed call gets a fair place.

    That is after a few others the first time, and at the end of its lane from then on: a ticket that misses and
    returns again and again would else keep others behind it for ever.
    """
    seat: datetime | None = None
    if ticket.state is TicketState.NO_SHOW and ticket.queued_at is not None:
        seat = now if has_returned(session, ticket.id) else seat_after_return(session, ticket, now=now)
    return move(session, ticket, TicketState.WAITING, by=by, now=now, queued_at=seat)


def one_ticket(session: Session, code: str, *, lock: bool = False) -> TicketFacts:
    """`lock`: other callers of its booth wait. Raises UnknownTicket, also for what cannot be a code."""
    try:
        found = stored.ticket_by_code(session, clean_code(code), lock=lock)
    except Invalid as error:
        raise UnknownTicket from error
    if found is None:
        raise UnknownTicket
    return found


def shown(session: Session, tickets: Sequence[TicketFacts], now: datetime) -> list[TicketView]:
    """Views with people ahead and the wait; a few queries for every booth that one of them waits at."""
    lines = {t.booth_id: t.at for t in tickets if t.state is TicketState.WAITING}
    stand: dict[int, Place] = {}
    for at in lines.values():
        stand |= places(calling_line(session, at, now=now))
    return [shown_one(session, ticket, place=stand.get(ticket.id), now=now) for ticket in tickets]


def shown_one(session: Session, ticket: TicketFacts, *, place: Place | None = None, now: datetime) -> TicketView:
    """The view of a ticket that stands at that place in the line, None when it does not."""
    if ticket.state in AT_STATION or ticket.state is TicketState.READY:
        return ticket_view(ticket, ahead=0, wait=None)
    if ticket.state is not TicketState.WAITING or place is None:
        return ticket_view(ticket, ahead=None, wait=None)
    stations = stations_of(session, ticket.booth_id)
    return ticket_view(ticket, ahead=place.ahead, wait=wait_at(session, ticket, place, stations=stations, now=now))


def _require_resident_move(ticket: TicketFacts, to: TicketState) -> None:
    """A resident without staff may check in, come back and cancel, nothing else. Raises IllegalMove."""
    if move_between(ticket.state, to, service=ticket.at.kind) not in RESIDENT_MOVES:
        raise IllegalMove(number=ticket.number, state=ticket.state, to=to)


_WHY_CLOSED = {MarketPhase.CANCELLED: "cancelled", MarketPhase.OVER: "over", MarketPhase.DRAFT: "draft"}


def _require_market_day(ticket: TicketFacts, now: datetime) -> None:
    at = ticket.at
    why = _WHY_CLOSED.get(at.phase(now))
    day = at.opens_at.astimezone(ZoneInfo(at.time_zone)).date()
    today = now.astimezone(ZoneInfo(at.time_zone)).date()
    if why is None and at.phase(now) is MarketPhase.UPCOMING:
        why = "not_yet" if today != day or now < at.opens_at - EARLIEST_CHECK_IN else None
    if why is not None:
        raise MarketClosed(why=why, opens_at=at.opens_at, time_zone=at.time_zone)
