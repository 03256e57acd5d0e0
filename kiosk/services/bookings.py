"""Getting tickets: a booking for a slot, or a number for now; one or several at once, all or none."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlmodel import Session, col, select

from kiosk.engine.proposal import Choice, propose_times
from kiosk.services.permission import require_booth
from kiosk.services.showing import slot_views
from kiosk.services.tickets import shown
from kiosk.services.views import SlotView, TicketView
from kiosk.store import Database
from kiosk.store.counters import bump_market
from kiosk.store.facts import BoothFacts, booth_facts, ticket_facts
from kiosk.store.issuing import NewTicket, claim_intention, issue, visit_of
from kiosk.store.reading import booth_rows, market_row, slots_by_booth
from models.actor import Actor
from models.columns import id_of
from models.enums import Language, MarketPhase, MarketState, Priority, ServiceKind
from models.market import Slot
from models.refusals import (
    AlreadyBooked,
    BoothFull,
    FreeSlot,
    Invalid,
    MarketClosed,
    SlotFull,
    SlotOver,
    TimesCollide,
    UnknownBooth,
    UnknownMarket,
    UnknownSlot,
)
from models.tickets import Ticket
from models.values import IDEMPOTENCY_KEY, clean_name, clean_phone

MOST_WISHES = 9
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """One ticket that is wanted: for a slot, or with `slot_id` None for now."""

    booth_id: int
    slot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the tickets are for. Name and phone are optional and personal."""

    name: str | None = None
    phone: str | None = None
    priority: Priority = Priority.NONE
    language: Language = Language.CHINESE


@dataclass(frozen=True, slots=True)
class Given:
    """The tickets, in the order of the wishes; `again` when this key had been answered before."""

    tickets: tuple[TicketView, ...]
    again: bool


def get_tickets(
    db: Database, market_id: int, *, wishes: Sequence[Wish], person: Person, key: str, by: Actor, now: datetime
) -> Given:
    """Give out all tickets of one intention in one transaction, or refuse and give none.

    The same `key` (8 to 64 printable characters) with the same wishes and person answers with the same tickets.
    Raises UnknownMarket, UnknownBooth, UnknownSlot, MarketClosed, SlotFull with the nearest free slots, SlotOver,
    BoothFull, AlreadyBooked, TimesCollide, Invalid, KeyReused; NotAllowed when staff asks for another's booth.
    """
    person = replace(person, name=clean_name(person.name), phone=clean_phone(person.phone))
    _check_request(wishes, key)
    mark = _fingerprint(market_id, wishes, person)
    with db.writing() as session:
        known = claim_intention(session, key, fingerprint=mark, now=now)
        tickets = known or _issue_all(session, market_id, wishes, person=person, key=key, by=by, now=now)
        facts = ticket_facts(session, col(Ticket.id).in_([id_of(t) for t in tickets]))
        order = {wish.booth_id: place for place, wish in enumerate(wishes)}
        views = sorted(shown(session, facts, now), key=lambda view: order[view.booth_id])
    return Given(tickets=tuple(views), again=bool(known))


def propose(db: Database, market_id: int, booth_ids: Sequence[int], *, now: datetime) -> dict[int, SlotView | None]:
    """For each booth a free slot, so that nobody has to be in two places at once; None where nothing is left.

    Raises UnknownMarket, UnknownBooth.
    """
    with db.reading() as session:
        market_row(session, market_id)
        booths = {id_of(r.booth): r for r in booth_rows(session, market_id)}
        if unknown := set(booth_ids) - set(booths):
            raise UnknownBooth from KeyError(unknown)
        views = {b: slot_views(s, now) for b, s in slots_by_booth(session, list(booth_ids)).items()}
    free = {b: {s.starts_at: s for s in views.get(b, ()) if s.left > 0} for b in booth_ids}
    choices = [
        Choice(
            booth_id=b,
            starts=tuple(sorted(free[b])),
            person_stays=booths[b].service.kind is ServiceKind.PRESENCE,
        )
        for b in booth_ids
    ]
    return {b: free[b].get(start) if start else None for b, start in propose_times(choices).items()}


def _check_request(wishes: Sequence[Wish], key: str) -> None:
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Invalid(field="idempotency_key", problem="bad_key")
    if not wishes:
        raise Invalid(field="wishes", problem="missing")
    if len(wishes) > MOST_WISHES:
        raise Invalid(field="wishes", problem="too_many", limit=MOST_WISHES)


def _fingerprint(market_id: int, wishes: Sequence[Wish], person: Person) -> str:
    asked = {"market": market_id, "wishes": [asdict(w) for w in wishes], "person": asdict(person)}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _issue_all(
    session: Session,
    market_id: int,
    wishes: Sequence[Wish],
    *,
    person: Person,
    key: str,
    by: Actor,
    now: datetime,
) -> list[Ticket]:
    """Booths in the order of their ids, so that two people who want the same two never wait for each other."""
    asked = [(_facts_of(session, market_id, wish, by), wish) for wish in wishes]
    planned = [(facts, _slot_of(session, facts, wish)) for facts, wish in asked]
    for facts, slot in planned:
        _require_open(facts, slot, now)
    _refuse_collisions(planned)
    visit_id = visit_of(session, market_id, name=person.name, phone=person.phone, language=person.language, now=now)
    tickets = []
    for facts, slot in sorted(planned, key=lambda plan: id_of(plan[0].booth)):
        new = NewTicket(slot=slot, visit_id=visit_id, intention_key=key, priority=person.priority)
        tickets.append(_issue_one(session, facts, new, by=by, now=now))
    bump_market(session, market_id)
    return tickets


def _facts_of(session: Session, market_id: int, wish: Wish, by: Actor) -> BoothFacts:
    try:
        facts = booth_facts(session, wish.booth_id)
    except UnknownBooth:
        market_row(session, market_id)
        raise
    if facts.market.id != market_id:
        market_row(session, market_id)
        raise UnknownBooth
    if facts.market.state is MarketState.DRAFT:
        raise UnknownMarket
    if by.is_staff:
        require_booth(session, by, facts)
    return facts


def _slot_of(session: Session, facts: BoothFacts, wish: Wish) -> Slot | None:
    if wish.slot_id is None:
        return None
    slot = session.get(Slot, wish.slot_id)
    if slot is None or slot.booth_id != facts.booth.id:
        raise UnknownSlot
    return slot


def _require_open(facts: BoothFacts, slot: Slot | None, now: datetime) -> None:
    phase = facts.market.phase(now)
    why = {
        MarketPhase.OVER: "over",
        MarketPhase.CANCELLED: "cancelled",
        MarketPhase.PAUSED: "paused",
        MarketPhase.UPCOMING: "" if slot else "not_yet",
        MarketPhase.OPEN: "",
    }[phase]
    zone = facts.community.time_zone
    if why:
        raise MarketClosed(why=why, opens_at=facts.market.opens_at, time_zone=zone)
    if slot is not None and slot.ends_at <= now:
        raise SlotOver(starts_at=slot.starts_at, time_zone=zone)
    if slot is None and not facts.booth.takes_walk_ins:
        raise BoothFull(booth_id=id_of(facts.booth), name=facts.name, name_en=facts.name_en)


def _refuse_collisions(planned: Sequence[tuple[BoothFacts, Slot | None]]) -> None:
    """One booth once; and where the person must stay, no two slots at the same time."""
    seen: set[int] = set()
    for facts, _ in planned:
        if id_of(facts.booth) in seen:
            raise AlreadyBooked(booth_id=id_of(facts.booth), name=facts.name, name_en=facts.name_en)
        seen.add(id_of(facts.booth))
    stays = [(f, s) for f, s in planned if s is not None and f.service.kind is ServiceKind.PRESENCE]
    stays.sort(key=lambda plan: plan[1].starts_at)
    for (first, one), (_, two) in pairwise(stays):
        if two.starts_at < one.ends_at:
            raise TimesCollide(first=one.starts_at, second=two.starts_at, time_zone=first.community.time_zone)


def _issue_one(session: Session, facts: BoothFacts, new: NewTicket, *, by: Actor, now: datetime) -> Ticket:
    try:
        return issue(session, facts, new, by=by, now=now)
    except SlotFull as full:
        full.time_zone = facts.community.time_zone
        full.nearest = _nearest_free(session, full, now)
        raise


def _nearest_free(session: Session, full: SlotFull, now: datetime) -> tuple[FreeSlot, ...]:
    query = select(Slot).where(
        Slot.booth_id == full.booth_id, col(Slot.taken) < col(Slot.capacity), col(Slot.ends_at) > now
    )
    nearest = sorted(session.exec(query), key=lambda s: (abs(s.starts_at - full.starts_at), s.starts_at))
    return tuple(FreeSlot(id_of(s), s.starts_at, s.capacity - s.taken) for s in nearest[:NEAREST])
