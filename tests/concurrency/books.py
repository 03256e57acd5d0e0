"""Whether what the database says in two places is the same in both.

Counters say how many places, units and numbers are taken; events say what happened to every ticket; the tickets say
where they are now. Whatever the tests do to the services, at whatever speed, these must agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import select

from kiosk.store import Database
from models.catalogue import Service
from models.enums import ServiceKind
from models.market import Booth, Slot
from models.moves import ACTIVE, AT_STATION, KEEPS_PLACE, KEEPS_UNIT, MOVES, Move
from models.tickets import Ticket, TicketEvent


@dataclass(frozen=True)
class Books:
    """All rows of one market that must agree with each other. Events are in the order in which they were written."""

    booths: Sequence[Booth]
    slots: Sequence[Slot]
    tickets: Sequence[Ticket]
    events: Sequence[TicketEvent]
    drop_offs: frozenset[int]
    """Ids of the booths where an item stays."""


def open_books(db: Database, market_id: int) -> Books:
    with db.reading() as session:
        booths = session.exec(select(Booth).where(Booth.market_id == market_id)).all()
        slots = session.exec(select(Slot)).all()
        tickets = session.exec(select(Ticket).where(Ticket.market_id == market_id)).all()
        events = session.exec(select(TicketEvent)).all()
        drop_offs = set(session.exec(select(Service.id).where(Service.kind == ServiceKind.DROP_OFF)))
    of_market = {booth.id for booth in booths}
    return Books(
        booths=booths,
        slots=[slot for slot in slots if slot.booth_id in of_market],
        tickets=sorted(tickets, key=lambda ticket: ticket.id or 0),
        events=sorted((e for e in events if e.booth_id in of_market), key=lambda event: event.id or 0),
        drop_offs=frozenset(booth.id or 0 for booth in booths if booth.service_id in drop_offs),
    )


def disagreements(books: Books) -> list[str]:
    """What does not fit together, in words; an empty list is what every test wants."""
    return [
        *_counters(books),
        *_numbers(books),
        *_one_each(books.tickets),
        *_histories(books),
        *_one_place(books),
    ]


def _counters(books: Books) -> Iterator[str]:
    units = Counter(ticket.booth_id for ticket in books.tickets if ticket.state in KEEPS_UNIT)
    given = Counter(ticket.booth_id for ticket in books.tickets)
    for booth in books.booths:
        if booth.promised != units[booth.id or 0]:
            yield f"booth {booth.letter} promised {booth.promised} units, {units[booth.id or 0]} tickets hold one"
        if booth.last_number != given[booth.id or 0]:
            yield f"booth {booth.letter} gave number {booth.last_number} last, and {given[booth.id or 0]} tickets"
    places = Counter(ticket.slot_id for ticket in books.tickets if ticket.state in KEEPS_PLACE)
    for slot in books.slots:
        if slot.taken != places[slot.id]:
            yield f"slot {slot.id} has {slot.taken} places taken and {places[slot.id]} tickets"


def _numbers(books: Books) -> Iterator[str]:
    """A booth's tickets, in the order in which they were made, are numbered 1, 2, 3 ..."""
    for booth in books.booths:
        numbers = [ticket.number for ticket in books.tickets if ticket.booth_id == booth.id]
        expected = [f"{booth.letter}{n + 1:03d}" for n in range(len(numbers))]
        if numbers != expected:
            yield f"booth {booth.letter} gave {numbers}"


def _one_each(tickets: Iterable[Ticket]) -> Iterator[str]:
    at_station = Counter(ticket.station_id for ticket in tickets if ticket.state in AT_STATION)
    yield from (f"station {station} has {count} people" for station, count in at_station.items() if count > 1)
    claims = Counter((ticket.visit_id, ticket.booth_id) for ticket in tickets if ticket.state in ACTIVE)
    yield from (f"{claim} holds {count} claims" for claim, count in claims.items() if count > 1)


def _one_place(books: Books) -> Iterator[str]:
    """Nobody is called or served at a booth while called or served at another one; beside an item nobody stands."""
    tickets = {ticket.id: ticket for ticket in books.tickets}
    there: dict[int, Ticket] = {}
    for event in books.events:
        ticket = tickets.get(event.ticket_id)
        if ticket is None:
            continue
        if event.became == "called" or (event.became == "serving" and ticket.booth_id not in books.drop_offs):
            other = there.setdefault(ticket.visit_id, ticket)
            if other is not ticket:
                yield f"{ticket.number} was {event.became} while the same person was with {other.number}"
        elif there.get(ticket.visit_id) is ticket:
            del there[ticket.visit_id]


def _histories(books: Books) -> Iterator[str]:
    events: dict[int, list[TicketEvent]] = defaultdict(list)
    for event in books.events:
        events[event.ticket_id].append(event)
    for ticket in books.tickets:
        history = events.pop(ticket.id or 0, [])
        yield from (f"{ticket.number}: {problem}" for problem in _history_problems(ticket, history))
    yield from (f"events of ticket {ticket_id}, which does not exist" for ticket_id in events)


def _history_problems(ticket: Ticket, history: Sequence[TicketEvent]) -> Iterator[str]:
    if not history or history[0].move is not Move.CREATE or history[0].was is not None:
        yield "its story does not begin with its making"
        return
    for before, event in pairwise(history):
        if event.was is not before.became:
            yield f"{event.move} from {event.was}, but it was {before.became}"
        if event.move is not Move.UNDO and (
            event.was is None or MOVES.get((event.was, event.became)) is not event.move
        ):
            yield f"{event.move} does not lead from {event.was} to {event.became}"
    if history[-1].became is not ticket.state:
        yield f"its story ends in {history[-1].became}, the ticket says {ticket.state}"
    if ticket.state in AT_STATION and history[-1].station_id != ticket.station_id:
        yield f"its story ends at station {history[-1].station_id}, the ticket says {ticket.station_id}"
