"""What the holder of a ticket can do: look, check in, come back, cancel."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from kiosk.services.showing import ticket_view, wait_for
from kiosk.services.views import TicketView
from kiosk.store import Database
from kiosk.store.ahead import busy_by_booth, lines_of
from kiosk.store.facts import TicketFacts, locked_booth_of, ticket_facts
from kiosk.store.line import policy_of, seat_after_return
from kiosk.store.moving import move
from kiosk.store.reading import stations_by_booth
from kiosk.store.tries import forget_tries, try_again
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketPhase, TicketState
from models.market import Market, Station
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
        visit_id = one_ticket(session, code).ticket.visit_id
        return shown(session, ticket_facts(session, Ticket.visit_id == visit_id), now)


def find_ticket(db: Database, *, number: str, phone_tail: str, today: date, client: str, now: datetime) -> TicketView:
    """The ticket with this number on a market of today or later whose phone ends in these four digits.

    Raises UnknownTicket (also when only the digits differ), Invalid, and LockedOut after five wrong tries.
    """
    wanted = clean_number(number)
    counter = f"ticket:{client}:{wanted}"
    with db.writing() as session:
        try_again(session, counter, now=now)
    with db.writing() as session:
        query = (
            Ticket.number == wanted,
            Ticket.visit_id == Visit.id,
            Market.day >= today,
            len(phone_tail) == 4 and col(Visit.phone).endswith(phone_tail, autoescape=True),
        )
        found = ticket_facts(session, *query)
        if not found:
            raise UnknownTicket
        forget_tries(session, counter)
        return shown(session, found[:1], now)[0]


def check_in(db: Database, code: str, *, by: Actor, now: datetime) -> TicketView:
    """A booked person is here; or one who missed the call is back. Raises UnknownTicket, IllegalMove, MarketClosed.

    Pressing twice is answered twice with the same ticket.
    """
    with db.writing() as session:
        facts = locked_ticket(session, code)
        _require_market_day(facts, now)
        if facts.ticket.state is not TicketState.WAITING:
            hold_to_resident_moves(facts, TicketState.WAITING)
            to_the_line(session, facts, by=by, now=now)
        return shown(session, [facts], now)[0]


def cancel(db: Database, code: str, *, by: Actor, now: datetime) -> TicketView:
    """Give the ticket back; again is the same answer. Raises UnknownTicket, IllegalMove."""
    with db.writing() as session:
        facts = locked_ticket(session, code)
        if facts.ticket.state is not TicketState.CANCELLED:
            hold_to_resident_moves(facts, TicketState.CANCELLED)
            move(session, facts.ticket, TicketState.CANCELLED, service=facts.at.service.kind, by=by, now=now)
        return shown(session, [facts], now)[0]


def to_the_line(session: Session, facts: TicketFacts, *, by: Actor, now: datetime) -> None:
    """Move a ticket to WAITING; one that comes back after a no-show gets a fair place."""
    seat: datetime | None = None
    if facts.ticket.state is TicketState.NO_SHOW and facts.ticket.queued_at is not None:
        seat = seat_after_return(session, facts.ticket, policy=policy_of(facts.at.community), now=now)
    move(session, facts.ticket, TicketState.WAITING, service=facts.at.service.kind, by=by, now=now, queued_at=seat)


def one_ticket(session: Session, code: str) -> TicketFacts:
    """Raises UnknownTicket."""
    found = ticket_facts(session, Ticket.code == _as_code(code))
    if not found:
        raise UnknownTicket
    return found[0]


def locked_ticket(session: Session, code: str) -> TicketFacts:
    """The ticket, with its booth locked against other callers. Raises UnknownTicket."""
    if locked_booth_of(session, _as_code(code)) is None:
        raise UnknownTicket
    return one_ticket(session, code)


def shown(session: Session, tickets: Sequence[TicketFacts], now: datetime) -> list[TicketView]:
    """Views with people ahead and the wait, in as many queries as there are booths with a line, plus two."""
    waiting = [t for t in tickets if t.ticket.state is TicketState.WAITING]
    booth_ids = [id_of(t.at.booth) for t in waiting]
    ahead_in = lines_of(session, waiting, now)
    busy = busy_by_booth(session, booth_ids) if booth_ids else {}
    stations = stations_by_booth(session, booth_ids) if booth_ids else {}
    return [_shown_one(facts, ahead_in, stations=stations, busy=busy, now=now) for facts in tickets]


def _shown_one(
    facts: TicketFacts,
    ahead_in: dict[int, dict[int, int]],
    *,
    stations: dict[int, list[Station]],
    busy: dict[int, int],
    now: datetime,
) -> TicketView:
    booth_id = id_of(facts.at.booth)
    ahead = _ahead(facts.ticket, ahead_in.get(booth_id, {}))
    wait = None
    if facts.ticket.state is TicketState.WAITING and ahead is not None:
        wait = wait_for(
            facts.at.service,
            market=facts.at.market,
            stations=stations.get(booth_id, []),
            busy=busy.get(booth_id, 0),
            ahead=ahead,
            now=now,
        )
    return ticket_view(facts.ticket, facts.at, slot=facts.slot, station=facts.station, ahead=ahead, wait=wait)


def _ahead(ticket: Ticket, line: dict[int, int]) -> int | None:
    if ticket.state in AT_STATION or ticket.state is TicketState.READY:
        return 0
    return line.get(id_of(ticket))


def _as_code(code: str) -> str:
    try:
        return clean_code(code)
    except Invalid as error:
        raise UnknownTicket from error


def hold_to_resident_moves(facts: TicketFacts, to: TicketState) -> None:
    """A resident without staff may check in, come back and cancel, nothing else. Raises IllegalMove."""
    name = move_between(facts.ticket.state, to, service=facts.at.service.kind)
    if name not in RESIDENT_MOVES:
        raise IllegalMove(number=facts.ticket.number, state=facts.ticket.state, to=to)


def _require_market_day(facts: TicketFacts, now: datetime) -> None:
    market, zone = facts.at.market, facts.at.community.time_zone
    phase = market.phase(now)
    why: dict[Any, str] = {
        MarketPhase.CANCELLED: "cancelled",
        MarketPhase.OVER: "over",
        MarketPhase.DRAFT: "draft",
    }
    too_early = phase is MarketPhase.UPCOMING and (
        now < market.opens_at - EARLIEST_CHECK_IN or now.astimezone(ZoneInfo(zone)).date() != market.day
    )
    if phase in why or too_early:
        raise MarketClosed(why=why.get(phase, "not_yet"), opens_at=market.opens_at, time_zone=zone)
