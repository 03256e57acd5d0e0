"""Market days: the list, a new one, its day, hours, name and rules, and deleting a draft."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from kiosk.engine.fair_order import policy_of
from kiosk.services.organising.communities import check_shares
from kiosk.services.organising.desk import Desk, looking, working
from kiosk.services.organising.edits import assign
from kiosk.services.organising.forms import MarketForm, changes, refuse_if_changed
from kiosk.services.organising.rescheduling import reschedule
from kiosk.services.organising.views import MarketLine, MarketPlan
from kiosk.services.organising.wall_clock import instant_at, local_day, local_time
from kiosk.services.showing import market_card
from kiosk.services.views import Words
from kiosk.store import Database
from kiosk.store.planning import booths_of, count_of, day_of_its_own, delete_booths, delete_market_row
from kiosk.store.reading import MarketRow
from models.actor import Actor
from models.columns import id_of
from models.enums import FairOrder, MarketState
from models.market import Booth, Market
from models.places import Plaza
from models.refusals import InUse, Invalid, WrongMarketState
from models.tickets import Ticket
from models.values import clean_text, ordered, required_text, within

FURTHEST = timedelta(days=2 * 366)
"""A market planned for later than in two years is a slip of the finger."""

_HOURS = frozenset({"day", "opens", "closes"})


def markets(db: Database, *, by: Actor, now: datetime, limit: int = 24) -> tuple[MarketLine, ...]:
    """The community's markets of every state, the latest day first. Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        query = (
            select(Market, func.count(col(Booth.id)))
            .outerjoin(Booth, col(Booth.market_id) == Market.id)
            .where(Market.community_id == desk.community_id)
            .group_by(col(Market.id))
            .order_by(col(Market.day).desc(), col(Market.id).desc())
            .limit(limit)
        )
        found = desk.session.exec(query).all()
        return tuple(MarketLine(market_card(MarketRow(m, desk.community), now), booths) for m, booths in found)


def market_plan(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketPlan:
    """Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        return plan_of(desk, desk.market(market_id))


def fair_orders(db: Database, *, by: Actor, now: datetime) -> dict[FairOrder, int]:
    """The calling orders to choose from, each with the minutes after which it calls somebody before all others (0:
    claims alone decide). Raises NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        own = desk.community.longest_wait_minutes
        return {order: policy_of(order, own).longest_wait_minutes for order in FairOrder}


def create_market(db: Database, *, by: Actor, now: datetime, form: MarketForm) -> MarketPlan:
    """A draft without booths. Raises Invalid, and DayTaken, which is also the answer to a second tap."""
    with working(db, by, now) as desk:
        columns = _columns(desk, _checked(desk, form))
        refuse_day(desk, columns["day"], closes_at=columns["closes_at"], field="day")
        market = Market(community_id=desk.community_id, **columns)
        with day_of_its_own(desk.session, desk.community_id, market.day):
            desk.session.add(market)
        desk.record("create_market", kind="market", subject_id=market.id, market_id=market.id)
        return plan_of(desk, market)


def edit_market(
    db: Database, *, by: Actor, now: datetime, market_id: int, shown: MarketForm, wanted: MarketForm
) -> MarketPlan:
    """Change day, hours, name, plaza or rules. What hangs on day and hours moves along, see `rescheduling`.

    The calling order may change while people wait, until the market is over: what is told of it afterwards must be how
    it was. Raises UnknownMarket, NotAllowed, WrongMarketState, Changed, Invalid, DayTaken, and InUse when bookings
    would fall outside the new hours.
    """
    with working(db, by, now) as desk:
        market = desk.planned_market(market_id)
        wanted, stored = _checked(desk, wanted), form_of(desk, market)
        new = changes(stored, wanted)
        if not new:
            return plan_of(desk, market)
        refuse_if_changed(shown, stored, kind="market", name=market.name)
        columns = _columns(desk, wanted)
        if "fair_order" in new and columns["closes_at"] <= desk.now:
            raise WrongMarketState(state=MarketState.CLOSED)
        if new.keys() & _HOURS:
            refuse_day(desk, columns["day"], closes_at=columns["closes_at"], field="day" if "day" in new else "closes")
            reschedule(desk, market, day=columns["day"], opens_at=columns["opens_at"], closes_at=columns["closes_at"])
        with day_of_its_own(desk.session, desk.community_id, columns["day"]):
            assign(market, columns)
        told = {"fields": sorted(new)} | ({"fair_order": wanted.fair_order.value} if "fair_order" in new else {})
        desk.record("edit_market", kind="market", subject_id=market.id, market_id=market.id, detail=told)
        desk.market_changed(market)
        return plan_of(desk, market)


def delete_market(db: Database, *, by: Actor, now: datetime, market_id: int) -> None:
    """Delete a draft with its booths. Raises UnknownMarket, NotAllowed, WrongMarketState, InUse.

    Its lines in the audit stay, without naming the market.
    """
    with working(db, by, now) as desk:
        market = desk.market(market_id)
        if market.state is not MarketState.DRAFT:
            raise WrongMarketState(state=market.state)
        tickets = count_of(desk.session, Ticket, Ticket.market_id == market_id)
        if tickets:
            raise InUse(kind="market", count=tickets)
        told = {"name": market.name, "day": market.day.isoformat()}
        desk.record("delete_market", kind="market", subject_id=market_id, detail=told)
        delete_booths(desk.session, [id_of(booth) for booth in booths_of(desk.session, market_id)])
        delete_market_row(desk.session, market)


def plan_of(desk: Desk, market: Market) -> MarketPlan:
    plaza = desk.session.get_one(Plaza, market.plaza_id)
    return MarketPlan(
        id=id_of(market),
        state=market.state,
        phase=market.phase(desk.now),
        revision=market.revision,
        form=form_of(desk, market),
        plaza=Words(plaza.name, plaza.name_en),
        opens_at=market.opens_at,
        closes_at=market.closes_at,
        time_zone=desk.community.time_zone,
        cancel_reason=market.cancel_reason,
        copied_from_id=market.copied_from_id,
        booths=count_of(desk.session, Booth, Booth.market_id == market.id),
        tickets=count_of(desk.session, Ticket, Ticket.market_id == market.id),
    )


def form_of(desk: Desk, market: Market) -> MarketForm:
    return MarketForm(
        name=market.name,
        name_en=market.name_en,
        day=market.day,
        opens=local_time(market.opens_at, desk.zone),
        closes=local_time(market.closes_at, desk.zone),
        plaza_id=market.plaza_id,
        walk_in_share=market.walk_in_share,
        no_show_rate=market.no_show_rate,
        grace_minutes=market.grace_minutes,
        expected_visitors=market.expected_visitors,
        fair_order=market.fair_order,
    )


def refuse_day(desk: Desk, day: Any, *, closes_at: datetime, field: str) -> None:
    """Raises Invalid at `field` for hours that are over, or a day too far away."""
    if closes_at <= desk.now:
        raise Invalid(field=field, problem="in_the_past")
    if day > local_day(desk.now, desk.zone) + FURTHEST:
        raise Invalid(field=field, problem="too_far")


def _checked(desk: Desk, form: MarketForm) -> MarketForm:
    check_shares(form.walk_in_share, form.no_show_rate, form.grace_minutes)
    if form.expected_visitors is not None:
        within(form.expected_visitors, field="expected_visitors", least=0, most=1_000_000)
    if form.fair_order not in tuple(FairOrder):
        raise Invalid(field="fair_order", problem="not_in_the_list")
    plaza = desk.session.get(Plaza, form.plaza_id)
    if plaza is None or plaza.community_id != desk.community_id:
        raise Invalid(field="plaza_id", problem="not_in_the_list")
    opens, closes = (hour.replace(second=0, microsecond=0) for hour in (form.opens, form.closes))
    ordered(instant_at(form.day, opens, desk.zone), instant_at(form.day, closes, desk.zone), field="closes")
    return replace(
        form,
        name=required_text(form.name, field="name"),
        name_en=clean_text(form.name_en, field="name_en"),
        opens=opens,
        closes=closes,
        fair_order=FairOrder(form.fair_order),
    )


def _columns(desk: Desk, form: MarketForm) -> dict[str, Any]:
    """The form as the table holds it: instants instead of a clock on the wall."""
    return {
        "name": form.name,
        "name_en": form.name_en,
        "plaza_id": form.plaza_id,
        "day": form.day,
        "opens_at": instant_at(form.day, form.opens, desk.zone),
        "closes_at": instant_at(form.day, form.closes, desk.zone),
        "walk_in_share": form.walk_in_share,
        "no_show_rate": form.no_show_rate,
        "grace_minutes": form.grace_minutes,
        "expected_visitors": form.expected_visitors,
        "fair_order": form.fair_order,
    }
