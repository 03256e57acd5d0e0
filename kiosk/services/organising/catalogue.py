"""The catalogue: what services there are, and which partners serve."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import Edits, edits_of, given, write_rows
from kiosk.services.organising.rows import PartnerRow, ServiceRow
from kiosk.store import Database
from kiosk.store.planning import bump_markets_to_come, count_of
from models.actor import Actor
from models.catalogue import Partner, Service
from models.columns import id_of
from models.enums import PartnerKind, Pledge, Zone
from models.market import Booth, Market
from models.moves import ACTIVE
from models.refusals import InUse, Invalid
from models.tickets import Ticket
from models.values import clean_phone, clean_text, required_text, within

ICON = re.compile(r"[a-z0-9_]{1,40}")
SHORTEST_SERVICE_MINUTES = 0.2
LONGEST_SERVICE_MINUTES = 480


def services(db: Database, *, by: Actor, now: datetime) -> tuple[ServiceRow, ...]:
    """Every service of the community, also those no longer offered. Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        return tuple(service_row(s) for s in _services(desk))


def partners(db: Database, *, by: Actor, now: datetime) -> tuple[PartnerRow, ...]:
    """Every partner of the community, with its contact. Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        return tuple(partner_row(p) for p in _partners(desk))


def save_services(
    db: Database, *, by: Actor, now: datetime, shown: Sequence[ServiceRow], rows: Sequence[ServiceRow]
) -> tuple[ServiceRow, ...]:
    """Save the table of services; what booths use can be switched off (`is_active`) but not deleted.

    Raises Invalid(row, field), Changed, UnknownRecord, and InUse when booths hang on a deleted service or people stand
    in line for one whose kind would change.
    """
    with working(db, by, now) as desk:
        there = {id_of(s): s for s in _services(desk)}
        stored = {key: service_row(s) for key, s in there.items()}
        edits = edits_of(shown, rows, stored, kind="service", name_of=lambda row: row.name)
        _refuse_used(desk, edits, kind="service", column=Booth.service_id)
        _refuse_other_kind(desk, edits, stored)
        write_rows(
            desk.session,
            edits,
            there,
            values_of=_service_values,
            make=lambda: Service(community_id=desk.community_id, name="", zone=Zone.HANDY, mean_minutes=1),
            unique_field="name",
        )
        _finish(desk, edits, there, kind="service", column=Booth.service_id)
        return tuple(service_row(s) for s in _services(desk))


def save_partners(
    db: Database, *, by: Actor, now: datetime, shown: Sequence[PartnerRow], rows: Sequence[PartnerRow]
) -> tuple[PartnerRow, ...]:
    """Save the table of partners. Raises Invalid(row, field), Changed, UnknownRecord, and InUse when booths hang on a
    deleted one."""
    with working(db, by, now) as desk:
        there = {id_of(p): p for p in _partners(desk)}
        stored = {key: partner_row(p) for key, p in there.items()}
        edits = edits_of(shown, rows, stored, kind="partner", name_of=lambda row: row.name)
        _refuse_used(desk, edits, kind="partner", column=Booth.partner_id)
        write_rows(
            desk.session,
            edits,
            there,
            values_of=_partner_values,
            make=lambda: Partner(community_id=desk.community_id, name=""),
            unique_field="name",
        )
        _finish(desk, edits, there, kind="partner", column=Booth.partner_id)
        return tuple(partner_row(p) for p in _partners(desk))


def service_row(service: Service) -> ServiceRow:
    return ServiceRow(
        id=service.id,
        revision=service.revision,
        name=service.name,
        name_en=service.name_en,
        zone=service.zone,
        kind=service.kind,
        mean_minutes=service.mean_minutes,
        cv=service.cv,
        icon=service.icon,
        bring=service.bring,
        bring_en=service.bring_en,
        needs_power=service.needs_power,
        needs_water=service.needs_water,
        needs_quiet=service.needs_quiet,
        is_noisy=service.is_noisy,
        cooks=service.cooks,
        burns_fuel=service.burns_fuel,
        for_elders=service.for_elders,
        takes_bookings=service.takes_bookings,
        is_active=service.is_active,
    )


def partner_row(partner: Partner) -> PartnerRow:
    return PartnerRow(
        id=partner.id,
        revision=partner.revision,
        name=partner.name,
        name_en=partner.name_en,
        kind=partner.kind,
        pledge=partner.pledge,
        price_note=partner.price_note,
        contact_name=partner.contact_name,
        contact_phone=partner.contact_phone,
        is_active=partner.is_active,
    )


def _services(desk: Desk) -> list[Service]:
    query = select(Service).where(Service.community_id == desk.community_id).order_by(col(Service.id))
    return list(desk.session.exec(query))


def _partners(desk: Desk) -> list[Partner]:
    query = select(Partner).where(Partner.community_id == desk.community_id).order_by(col(Partner.id))
    return list(desk.session.exec(query))


def _service_values(row: ServiceRow) -> dict[str, Any]:
    mean_minutes, cv = given(row.mean_minutes, field="mean_minutes"), given(row.cv, field="cv")
    within(mean_minutes, field="mean_minutes", least=SHORTEST_SERVICE_MINUTES, most=LONGEST_SERVICE_MINUTES)
    within(cv, field="cv", least=0, most=5)
    if not ICON.fullmatch(row.icon):
        raise Invalid(field="icon", problem="not_in_the_list")
    return {
        "name": required_text(row.name, field="name"),
        "name_en": clean_text(row.name_en, field="name_en"),
        "zone": given(row.zone, field="zone"),
        "kind": given(row.kind, field="kind"),
        "mean_minutes": float(mean_minutes),
        "cv": float(cv),
        "icon": row.icon,
        "bring": clean_text(row.bring, field="bring"),
        "bring_en": clean_text(row.bring_en, field="bring_en"),
        "needs_power": row.needs_power,
        "needs_water": row.needs_water,
        "needs_quiet": row.needs_quiet,
        "is_noisy": row.is_noisy,
        "cooks": row.cooks,
        "burns_fuel": row.burns_fuel,
        "for_elders": row.for_elders,
        "takes_bookings": row.takes_bookings,
        "is_active": row.is_active,
    }


def _partner_values(row: PartnerRow) -> dict[str, Any]:
    kind: PartnerKind = given(row.kind, field="kind")
    pledge: Pledge = given(row.pledge, field="pledge")
    return {
        "name": required_text(row.name, field="name"),
        "name_en": clean_text(row.name_en, field="name_en"),
        "kind": kind,
        "pledge": pledge,
        "price_note": clean_text(row.price_note, field="price_note"),
        "contact_name": clean_text(row.contact_name, field="contact_name"),
        "contact_phone": _phone(row.contact_phone),
        "is_active": row.is_active,
    }


def _phone(typed: str) -> str:
    try:
        return clean_phone(typed) or ""
    except Invalid as error:
        error.field = "contact_phone"
        raise


def _refuse_used(desk: Desk, edits: Edits[Any], *, kind: str, column: Any) -> None:
    gone = [row.id for row in edits.deleted]
    booths = count_of(desk.session, Booth, column.in_(gone)) if gone else 0
    if booths:
        raise InUse(kind=kind, count=booths)


def _refuse_other_kind(desk: Desk, edits: Edits[ServiceRow], stored: dict[int, ServiceRow]) -> None:
    """A ticket that is `ready` has no way on at a service where the person stays, and who stands there was told so."""
    other = [row.id for _, row in edits.changed if row.kind not in (None, stored[row.id or 0].kind)]
    if not other:
        return
    booths = select(col(Booth.id)).where(col(Booth.service_id).in_(other))
    tickets = count_of(desk.session, Ticket, col(Ticket.booth_id).in_(booths), col(Ticket.state).in_(ACTIVE))
    if tickets:
        raise InUse(kind="service", count=tickets)


def _finish(desk: Desk, edits: Edits[Any], there: dict[int, Any], *, kind: str, column: Any) -> None:
    if not edits:
        return
    for _, row in edits.changed:
        there[row.id].revision += 1
    desk.session.flush()
    desk.record(f"save_{kind}s", kind=kind, detail=edits.counts())
    desk.session.flush()
    users = select(Booth.market_id).where(column.in_([row.id for _, row in edits.changed]))
    bump_markets_to_come(desk.session, desk.now, col(Market.id).in_(users))
