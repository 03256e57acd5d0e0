"""The organiser's community and the rules its markets start from."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from kiosk.engine.plaza.limits import RANGES, Limits, limits_with, own_limits
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import assign, unique
from kiosk.services.organising.forms import CommunityForm, changes, refuse_if_changed
from kiosk.services.organising.permission import require_organising_role
from kiosk.services.organising.views import CommunityPlan
from kiosk.store import Database
from kiosk.store.auditing import record
from kiosk.store.planning import bump_markets_to_come, count_of
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState
from models.market import Market
from models.people import Staff
from models.places import Community
from models.refusals import InUse, Invalid, NotAllowed
from models.values import clean_text, clean_zone, required_text, within


def create_community(db: Database, *, by: Actor, now: datetime, form: CommunityForm) -> CommunityPlan:
    """The first organiser's first act; they belong to it from then on. A second tap answers with the same community.

    Raises NotSignedIn, NotAllowed (they have one already), Invalid.
    """
    staff_id = require_organising_role(by)
    wanted = _checked(form)
    with db.writing() as session:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        if staff.community_id is not None:
            return _the_same_again(session, staff.community_id, wanted)
        community = Community(**_columns(asdict(wanted), wanted))
        with unique(session, Invalid(field="name", problem="taken")):
            session.add(community)
        staff.community_id = id_of(community)
        record(session, by=by, now=now, action="create_community", kind="community", subject_id=community.id)
        return plan_of(community)


def community(db: Database, *, by: Actor, now: datetime) -> CommunityPlan:
    """The organiser's own. Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        return plan_of(desk.community)


def edit_community(
    db: Database, *, by: Actor, now: datetime, shown: CommunityForm, wanted: CommunityForm
) -> CommunityPlan:
    """Raises Changed, Invalid, and InUse when the zone changes under markets that are still to come."""
    with working(db, by, now) as desk:
        wanted = _checked(wanted)
        row = desk.community
        stored = plan_of(row).form
        new = changes(stored, wanted)
        if not new:
            return plan_of(row)
        refuse_if_changed(shown, stored, kind="community", name=row.name)
        if "time_zone" in new:
            _refuse_moving_markets(desk)
        with unique(desk.session, Invalid(field="name", problem="taken")):
            assign(row, _columns(new, wanted))
        desk.record("edit_community", kind="community", subject_id=row.id, detail={"fields": sorted(new)})
        desk.session.flush()
        bump_markets_to_come(desk.session, now, Market.community_id == desk.community_id)
        return plan_of(row)


def plan_of(row: Community) -> CommunityPlan:
    form = CommunityForm(
        name=row.name,
        name_en=row.name_en,
        hall=row.hall,
        hall_en=row.hall_en,
        time_zone=row.time_zone,
        walk_in_share=row.walk_in_share,
        no_show_rate=row.no_show_rate,
        grace_minutes=row.grace_minutes,
        longest_wait_minutes=row.longest_wait_minutes,
        advice_wait_minutes=row.advice_wait_minutes,
        **asdict(limits_of(row)),
    )
    return CommunityPlan(id_of(row), form)


def limits_of(row: Community) -> Limits:
    """What the community's plazas are held to: the usual limits with its own in their place."""
    return limits_with({**row.layout_limits, "lead_max_cm": row.lead_max_cm})


def _columns(new: Mapping[str, Any], wanted: CommunityForm) -> dict[str, Any]:
    """Fields of the form → columns. Limits are kept where they differ from the usual, the lead always."""
    columns = {name: value for name, value in new.items() if name not in _IN_ONE_COLUMN}
    if any(name in new for name in _IN_ONE_COLUMN):
        own = own_limits(Limits(**{name: getattr(wanted, name) for name in RANGES}))
        columns["layout_limits"] = {name: value for name, value in own.items() if name in _IN_ONE_COLUMN}
    return columns


_IN_ONE_COLUMN = frozenset(RANGES) - {"lead_max_cm"}


def _checked(form: CommunityForm) -> CommunityForm:
    check_shares(form.walk_in_share, form.no_show_rate, form.grace_minutes)
    within(form.longest_wait_minutes, field="longest_wait_minutes", least=10, most=480)
    within(form.advice_wait_minutes, field="advice_wait_minutes", least=10, most=240)
    for name, (least, most) in RANGES.items():
        within(getattr(form, name), field=name, least=least, most=most)
    return replace(
        form,
        name=required_text(form.name, field="name"),
        name_en=clean_text(form.name_en, field="name_en"),
        hall=clean_text(form.hall, field="hall"),
        hall_en=clean_text(form.hall_en, field="hall_en"),
        time_zone=clean_zone(form.time_zone),
    )


def check_shares(walk_in_share: float, no_show_rate: float, grace_minutes: int) -> None:
    """Raises Invalid(out_of_range). Ninety-five no-shows of a hundred is a typing mistake, not a plan."""
    within(walk_in_share, field="walk_in_share", least=0, most=1)
    within(no_show_rate, field="no_show_rate", least=0, most=0.9)
    within(grace_minutes, field="grace_minutes", least=0, most=120)


def _the_same_again(session: Session, community_id: int, wanted: CommunityForm) -> CommunityPlan:
    plan = plan_of(session.get_one(Community, community_id))
    if plan.form != wanted:
        raise NotAllowed
    return plan


def _refuse_moving_markets(desk: Desk) -> None:
    """A market's day and hours were written for the old zone."""
    to_come = count_of(
        desk.session,
        Market,
        Market.community_id == desk.community_id,
        col(Market.closes_at) > desk.now,
        col(Market.state) != MarketState.CANCELLED,
    )
    if to_come:
        raise InUse(kind="market", count=to_come)
