"""Getting tickets: a booking for a slot, or a number for now; one or several at once, all or none."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from kiosk.engine.proposal import Choice, propose_times
from kiosk.engine.waiting.outlook import Place
from kiosk.services.permission import require_booth
from kiosk.services.showing import slot_views
from kiosk.services.tickets import shown, shown_one
from kiosk.services.views import SlotView, TicketView
from kiosk.services.waits import newcomers_place
from kiosk.store import Database
from kiosk.store.counters import bump_market
from kiosk.store.facts import BoothFacts, TicketFacts, booth_facts, tickets_by_key
from kiosk.store.issuing import NewTicket, claim_intention, issue, visit_of
from kiosk.store.prepared import Prepared
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
from models.values import IDEMPOTENCY_KEY, clean_name, clean_phone

_SLOT = Prepared(
    select(Slot.id, Slot.booth_id, Slot.starts_at, Slot.ends_at).where(
        Slot.id == bindparam("slot_id"), Slot.booth_id == bindparam("booth_id")
    )
)

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
        if not claim_intention(session, key, fingerprint=mark, now=now):
            order = {wish.booth_id: place for place, wish in enumerate(wishes)}
            tickets = sorted(tickets_by_key(session, key), key=lambda ticket: order[ticket.booth_id])
            return Given(tickets=tuple(shown(session, tickets, now)), again=True)
        issued = _issue_all(session, market_id, wishes, person=person, key=key, by=by, now=now)
        views = [shown_one(session, ticket, place=place, now=now) for ticket, place in issued]
    return Given(tickets=tuple(views), again=False)


def propose(
    db: Database, market_id: int, booth_ids: Sequence[int], *, now: datetime, elsewhere: Collection[datetime] = ()
) -> dict[int, SlotView | None]:
    """For each booth a free slot, so that nobody has to be in two places at once; None where nothing is left.

    `elsewhere`: starts of quarter-hours that the person has already chosen at other booths and keeps.
    Raises UnknownMarket, UnknownBooth.
    """
    with db.reading() as session:
        market_row(session, market_id)
        booths = {id_of(r.booth): r for r in booth_rows(session, market_id)}
        if unknown := set(booth_ids) - set(booths):
            raise UnknownBooth from KeyError(unknown)
        views = {b: slot_views(s, now) for b, s in slots_by_booth(session, list(booth_ids)).items()}
    stays = {b: booths[b].service.kind is ServiceKind.PRESENCE for b in booth_ids}
    free = {
        b: {s.starts_at: s for s in views.get(b, ()) if s.left > 0 and not (stays[b] and s.starts_at in elsewhere)}
        for b in booth_ids
    }
    choices = [Choice(booth_id=b, starts=tuple(sorted(free[b])), person_stays=stays[b]) for b in booth_ids]
    return {b: free[b].get(start) if start else None for b, start in propose_times(choices).items()}


def _check_request(wishes: Sequence[Wish], key: str) -> None:
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Invalid(field="idempotency_key", problem="bad_key")
    if not wishes:
        raise Invalid(field="wishes", problem="missing")
    if len(wishes) > MOST_WISHES:
        raise Invalid(field="wishes", problem="too_many", limit=MOST_WISHES)


def _fingerprint(market_id: int, wishes: Sequence[Wish], person: Person) -> str:
    who = (person.name, person.phone, person.priority, person.language)
    asked = (market_id, [(wish.booth_id, wish.slot_id) for wish in wishes], who)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _issue_all(
    session: Session,
    market_id: int,
    wishes: Sequence[Wish],
    *,
    person: Person,
    key: str,
    by: Actor,
    now: datetime,
) -> list[tuple[TicketFacts, Place | None]]:
    """The tickets in the order of the wishes, each with its place in the line.

    They are given out in the order of the booths' ids, so that two people who want the same two never wait for each
    other.
    """
    planned = [(_booth_of(session, market_id, wish, by), wish) for wish in wishes]
    slots = {at.booth_id: _slot_of(session, at, wish) for at, wish in planned}
    for at, _ in planned:
        _require_open(at, slots[at.booth_id], now)
    _refuse_collisions([at for at, _ in planned], slots)
    visit_id = visit_of(session, market_id, name=person.name, phone=person.phone, language=person.language, now=now)
    issued: dict[int, tuple[TicketFacts, Place | None]] = {}
    for at, wish in sorted(planned, key=lambda plan: plan[0].booth_id):
        new = NewTicket(slot=slots[at.booth_id], visit_id=visit_id, intention_key=key, priority=person.priority)
        place = None if wish.slot_id else newcomers_place(session, at, person.priority, now=now)
        issued[at.booth_id] = _issue_one(session, at, new, by=by, now=now), place
    state, is_paused = bump_market(session, market_id)
    for at, _ in planned:  # an organiser may have closed the market since it was looked at
        _require_open(at._replace(state=state, is_paused=is_paused), slots[at.booth_id], now)
    return [issued[wish.booth_id] for wish in wishes]


def _booth_of(session: Session, market_id: int, wish: Wish, by: Actor) -> BoothFacts:
    try:
        at = booth_facts(session, wish.booth_id)
    except UnknownBooth:
        market_row(session, market_id)
        raise
    if at.market_id != market_id:
        market_row(session, market_id)
        raise UnknownBooth
    if at.state is MarketState.DRAFT:
        raise UnknownMarket
    if by.is_staff:
        require_booth(session, by, at)
    return at


def _slot_of(session: Session, at: BoothFacts, wish: Wish) -> Slot | None:
    if wish.slot_id is None:
        return None
    slot: Slot | None = _SLOT.first(session, slot_id=wish.slot_id, booth_id=at.booth_id)
    if slot is None:
        raise UnknownSlot
    return slot


def _require_open(at: BoothFacts, slot: Slot | None, now: datetime) -> None:
    why = {
        MarketPhase.OVER: "over",
        MarketPhase.CANCELLED: "cancelled",
        MarketPhase.PAUSED: "paused",
        MarketPhase.UPCOMING: "" if slot else "not_yet",
        MarketPhase.OPEN: "",
    }[at.phase(now)]
    if why:
        raise MarketClosed(why=why, opens_at=at.opens_at, time_zone=at.time_zone)
    if slot is not None and slot.ends_at <= now:
        raise SlotOver(starts_at=slot.starts_at, time_zone=at.time_zone)
    if slot is None and not at.takes_walk_ins:
        raise BoothFull(booth_id=at.booth_id, name=at.name, name_en=at.name_en)


def _refuse_collisions(booths: Sequence[BoothFacts], slots: dict[int, Slot | None]) -> None:
    """One booth once; and where the person must stay, no two slots at the same time."""
    for one, other in pairwise(sorted(booths)):
        if one.booth_id == other.booth_id:
            raise AlreadyBooked(booth_id=one.booth_id, name=one.name, name_en=one.name_en)
    wanted = [slots[at.booth_id] for at in booths if at.kind is ServiceKind.PRESENCE]
    stays = sorted((slot.starts_at, slot.ends_at) for slot in wanted if slot is not None)
    for (first, ends_at), (second, _) in pairwise(stays):
        if second < ends_at:
            raise TimesCollide(first=first, second=second, time_zone=booths[0].time_zone)


def _issue_one(session: Session, at: BoothFacts, new: NewTicket, *, by: Actor, now: datetime) -> TicketFacts:
    try:
        return issue(session, at, new, by=by, now=now)
    except SlotFull as full:
        full.nearest = _nearest_free(session, full, now)
        raise


def _nearest_free(session: Session, full: SlotFull, now: datetime) -> tuple[FreeSlot, ...]:
    query = select(Slot).where(
        Slot.booth_id == full.booth_id, col(Slot.taken) < col(Slot.capacity), col(Slot.ends_at) > now
    )
    nearest = sorted(session.exec(query), key=lambda s: (abs(s.starts_at - full.starts_at), s.starts_at))
    return tuple(FreeSlot(id_of(s), s.starts_at, s.capacity - s.taken) for s in nearest[:NEAREST])
