"""The table of a market's booths: letter, service, partner, place on the plaza, consumables, how many stations."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from sqlmodel import Session, col

from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import Edits, assign, different, edits_of, given, in_row
from kiosk.services.organising.placing import checked_place
from kiosk.services.organising.rows import BoothRow
from kiosk.store import Database
from kiosk.store.planning import booths_of, delete_booths, ids_where, tickets_by
from kiosk.store.reading import stations_by_booth
from models.actor import Actor
from models.catalogue import Partner, Service
from models.columns import id_of
from models.market import Booth, Market, Station
from models.places import Plaza
from models.refusals import Changed, InUse, Invalid
from models.tickets import Ticket
from models.values import clean_text, within

MOST_STATIONS = 20
MOST_UNITS = 100_000


def booths(db: Database, *, by: Actor, now: datetime, market_id: int) -> tuple[BoothRow, ...]:
    """The booths of a market by letter. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        desk.market(market_id)
        return _rows(desk.session, market_id, booths_of(desk.session, market_id))


def save_booths(
    db: Database, *, by: Actor, now: datetime, market_id: int, shown: Sequence[BoothRow], rows: Sequence[BoothRow]
) -> tuple[BoothRow, ...]:
    """Save all booths of a market in one call.

    Raises UnknownMarket, NotAllowed, WrongMarketState, Changed, UnknownRecord, Invalid(row, field), and InUse: with
    tickets a booth keeps its letter and service and cannot be deleted, units never fall below what is promised, and a
    station at which people were served stays.
    """
    with working(db, by, now) as desk:
        market = desk.planned_market(market_id)
        there = {id_of(b): b for b in booths_of(desk.session, market_id, lock=True)}
        stored = {row.id or 0: row for row in _rows(desk.session, market_id, list(there.values()))}
        edits = edits_of(shown, rows, stored, kind="booth", name_of=lambda row: row.letter)
        _refuse_deletion(edits, stored)
        choices = _Choices.of(desk, market)
        planned = [(index, row, _checked(index, row, choices)) for index, row in edits.wanted]
        _refuse_in_use(planned, there, stored)
        _refuse_same_letter(planned, edits, stored)
        if edits:
            _write(desk.session, market_id, planned, edits, there)
            desk.record("save_booths", kind="booth", market_id=market_id, detail=_told(edits, stored))
            desk.market_changed(market)
        return _rows(desk.session, market_id, booths_of(desk.session, market_id))


@dataclass(frozen=True, slots=True)
class _Choices:
    """What a row may name, and the ground it may stand on."""

    services: frozenset[int]
    partners: frozenset[int]
    width_cm: int
    depth_cm: int

    @classmethod
    def of(cls, desk: Desk, market: Market) -> "_Choices":
        plaza = desk.session.get_one(Plaza, market.plaza_id)
        return cls(
            services=ids_where(desk.session, Service.id, Service.community_id == desk.community_id),
            partners=ids_where(desk.session, Partner.id, Partner.community_id == desk.community_id),
            width_cm=plaza.width_cm,
            depth_cm=plaza.depth_cm,
        )


_Planned = Sequence[tuple[int, BoothRow, dict[str, Any]]]


def _rows(session: Session, market_id: int, booths: Sequence[Booth]) -> tuple[BoothRow, ...]:
    stations = stations_by_booth(session, [id_of(b) for b in booths])
    tickets = tickets_by(session, col(Ticket.booth_id), col(Ticket.market_id) == market_id)
    return tuple(
        BoothRow(
            id=b.id,
            revision=b.revision,
            letter=b.letter,
            service_id=b.service_id,
            partner_id=b.partner_id,
            name=b.name,
            name_en=b.name_en,
            x_cm=b.x_cm,
            y_cm=b.y_cm,
            width_cm=b.width_cm,
            depth_cm=b.depth_cm,
            rotation_deg=b.rotation_deg,
            units=b.units,
            takes_walk_ins=b.takes_walk_ins,
            stations=len(stations.get(id_of(b), [])),
            tickets=tickets.get(id_of(b), 0),
        )
        for b in booths
    )


# What may stand in a row -----------------------------------------------------------------------------------


def _checked(index: int, row: BoothRow, choices: _Choices) -> dict[str, Any]:
    """The row's columns, and `stations`. Raises Invalid(row, field)."""
    with in_row(index):
        values = {
            "letter": _letter(row.letter),
            "service_id": _chosen(given(row.service_id, field="service_id"), choices.services, field="service_id"),
            "partner_id": _chosen(row.partner_id, choices.partners, field="partner_id"),
            "name": clean_text(row.name, field="name"),
            "name_en": clean_text(row.name_en, field="name_en"),
            "units": row.units,
            "takes_walk_ins": row.takes_walk_ins,
            "stations": given(row.stations, field="stations"),
            **checked_place(asdict(row), plaza_width_cm=choices.width_cm, plaza_depth_cm=choices.depth_cm),
        }
        within(values["stations"], field="stations", least=0 if row.id else 1, most=MOST_STATIONS)
        if row.units is not None:
            within(row.units, field="units", least=0, most=MOST_UNITS)
        return values


def _letter(typed: str) -> str:
    letter = unicodedata.normalize("NFKC", given(typed, field="letter")).strip().upper()
    if letter not in tuple(ascii_uppercase):
        raise Invalid(field="letter", problem="not_a_choice", limit="A–Z")
    return letter


def _chosen(value: int | None, choices: frozenset[int], *, field: str) -> int | None:
    if value is not None and value not in choices:
        raise Invalid(field=field, problem="not_in_the_list")
    return value


# What tickets forbid ---------------------------------------------------------------------------------------


def _refuse_deletion(edits: Edits[BoothRow], stored: Mapping[int, BoothRow]) -> None:
    """Slots, stations and shifts go with a booth, so a colleague's work on them forbids it, too."""
    for row in edits.deleted:
        now_stored = stored[row.id or 0]
        if now_stored.tickets:
            raise InUse(kind="booth", count=now_stored.tickets)
        if now_stored.revision != row.revision:
            raise Changed(kind="booth", name=now_stored.letter, theirs={"revision": now_stored.revision})


def _refuse_in_use(planned: _Planned, there: Mapping[int, Booth], stored: Mapping[int, BoothRow]) -> None:
    for _, row, values in planned:
        if row.id is None:
            continue
        tickets = stored[row.id].tickets
        if tickets and any(values[name] != getattr(stored[row.id], name) for name in ("letter", "service_id")):
            raise InUse(kind="booth", count=tickets)
        promised = there[row.id].promised
        if values["units"] is not None and values["units"] < promised:
            raise InUse(kind="booth", count=promised)


def _refuse_same_letter(planned: _Planned, edits: Edits[BoothRow], stored: Mapping[int, BoothRow]) -> None:
    gone = {row.id for row in edits.deleted} | {row.id for _, row, _ in planned}
    taken = {row.letter for row in stored.values() if row.id not in gone}
    for index, _, values in planned:
        if values["letter"] in taken:
            raise Invalid(field="letter", problem="taken", row=index)
        taken.add(values["letter"])


# Writing ---------------------------------------------------------------------------------------------------


def _write(
    session: Session, market_id: int, planned: _Planned, edits: Edits[BoothRow], there: Mapping[int, Booth]
) -> None:
    gone = [row.id or 0 for row in edits.deleted]
    delete_booths(session, gone)
    held_by = [booth for booth_id, booth in there.items() if booth_id not in gone]
    old = [(there[row.id], values) for _, row, values in planned if row.id is not None]
    _pass_letters_on(session, {id_of(booth): (booth, values["letter"]) for booth, values in old}, held_by)
    stations = stations_by_booth(session, [id_of(booth) for booth, _ in old])
    for booth, values in old:
        assign(booth, {name: value for name, value in values.items() if name != "stations"})
        booth.revision += 1
        _set_stations(session, booth, stations.get(id_of(booth), []), values["stations"])
    for _, row, values in planned:
        if row.id is None:
            booth = Booth(market_id=market_id, **{n: v for n, v in values.items() if n != "stations"})
            session.add(booth)
            session.flush()
            _set_stations(session, booth, [], values["stations"])
    session.flush()


def _pass_letters_on(session: Session, wanted: Mapping[int, tuple[Booth, str]], booths: Sequence[Booth]) -> None:
    """Give changed letters one after another, each to a booth when nobody holds it any more.

    In a ring (A to B, B to A) one booth waits at a free letter. With 26 booths in rings there is none.
    """
    moves = {booth_id: (booth, letter) for booth_id, (booth, letter) in wanted.items() if booth.letter != letter}
    while moves:
        held = {booth.letter for booth in booths}
        ready = next((key for key, (_, letter) in moves.items() if letter not in held), None)
        if ready is not None:
            booth, booth.letter = moves[ready][0], moves[ready][1]
            del moves[ready]
        else:
            spare = next((letter for letter in ascii_uppercase if letter not in held), None)
            if spare is None:
                raise Invalid(field="letter", problem="taken")
            next(iter(moves.values()))[0].letter = spare
        session.flush()


def _set_stations(session: Session, booth: Booth, stations: Sequence[Station], wanted: int) -> None:
    """Add stations behind the last, or take the last ones away. Raises InUse for one that tickets name."""
    surplus = stations[wanted:]
    if surplus:
        used = tickets_by(session, col(Ticket.station_id), col(Ticket.booth_id) == booth.id)
        tickets = sum(used.get(id_of(station), 0) for station in surplus)
        if tickets:
            raise InUse(kind="station", count=tickets)
    for station in surplus:
        session.delete(station)
    last = max((station.ordinal for station in stations), default=0)
    for ordinal in range(last + 1, last + 1 + wanted - len(stations)):
        session.add(Station(booth_id=id_of(booth), ordinal=ordinal))


def _told(edits: Edits[BoothRow], stored: Mapping[int, BoothRow]) -> dict[str, Any]:
    """For the audit: which booths, and which of their cells."""
    return {
        "added": [row.letter for _, row in edits.added],
        "changed": {
            stored[row.id or 0].letter: sorted(different(stored[row.id or 0], row)) for _, row in edits.changed
        },
        "deleted": [row.letter for row in edits.deleted],
    }
