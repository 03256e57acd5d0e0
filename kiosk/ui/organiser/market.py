"""Day, hours, place and rules of one market."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.i18n.orders import order_name, order_sentence
from kiosk.services.organising import markets, plazas
from kiosk.services.organising.forms import MarketForm
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import forms, frame, where
from kiosk.ui.organiser.community_form import rule_fields
from kiosk.ui.organiser.forms import Field, Form
from kiosk.ui.page import Opening
from kiosk.ui.words import _, lang, ngettext
from models.enums import MarketState

EDITABLE = (MarketState.DRAFT, MarketState.PUBLISHED, MarketState.OPEN)


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.MARKET, _body)


def is_editable(market: MarketPlan) -> bool:
    return market.state in EDITABLE


def _body(opening: Opening, market: MarketPlan) -> None:
    parts.section(_("Day and rules"))
    if not is_editable(market):
        calm.notice(_("This market can no longer be changed."), icon="lock")
        parts.facts(_facts(market))
        return
    if market.tickets:
        words = ngettext(
            "{count} ticket is given out: the day can no longer change, and hours only where nobody has booked.",
            "{count} tickets are given out: the day can no longer change, and hours only where nobody has booked.",
            market.tickets,
        )
        calm.notice(words.format(count=market.tickets), icon="info")

    def stored() -> MarketForm:
        return markets.market_plan(opening.db, by=opening.by, now=opening.now, market_id=market.id).form

    def save(shown: MarketForm, wanted: MarketForm) -> Any:
        return markets.edit_market(
            opening.db, by=opening.by, now=opening.now, market_id=market.id, shown=shown, wanted=wanted
        )

    form = market_form(opening, f"market_{market.id}", stored, save)
    forms.show(form)
    forms.bar(form, at="market")


def market_form(
    opening: Opening,
    name: str,
    stored: Callable[[], MarketForm],
    save: Callable[[MarketForm, MarketForm], Any],
    *,
    done: Callable[[Any], None] | None = None,
    save_label: str = "",
) -> Form[MarketForm]:
    """The form of a market, for one that is there and for a new one."""
    found = plazas.plazas(opening.db, by=opening.by, now=opening.now)
    names = {each.id: each.form.name_en if lang() == "en" and each.form.name_en else each.form.name for each in found}
    fields = (
        Field("name", _("Name of the market")),
        Field("name_en", _("Name in English, if there is one")),
        Field("day", _("Day"), "day"),
        Field("plaza_id", _("Plaza"), "choice", options=names),
        Field("opens", _("Opens at"), "clock"),
        Field("closes", _("Closes at"), "clock"),
        *rule_fields(),
        Field("expected_visitors", _("Visitors you expect"), "whole", step=50, may_be_empty=True,
              help=_("Empty: as many as last time.")),
        _order_field(opening),
    )  # fmt: skip
    return Form(name, fields, stored, save, done=done, save_label=save_label)


def _order_field(opening: Opening) -> Field:
    """Each order with the sentence that residents will read when it is chosen."""
    orders = markets.fair_orders(opening.db, by=opening.by, now=opening.now)
    return Field(
        "fair_order",
        _("Calling order"),
        "explained",
        options={order: order_name(order, lang()) for order in orders},
        captions=tuple(
            order_sentence(order, longest_wait_minutes=minutes, lang=lang()) for order, minutes in orders.items()
        ),
        note=_("Residents read this sentence on the screen. You can change it until the market is over."),
    )


def _facts(market: MarketPlan) -> list[tuple[str, str, str]]:
    from kiosk.ui.organiser import labels

    return [
        ("calendar_month", _("Day"), labels.plan_day(market)),
        ("location_on", _("Plaza"), market.plaza.say(lang())),
        ("directions_walk", _("Kept for people without a booking"), f"{market.form.walk_in_share:.0%}"),
        ("person_off", _("Expected not to come"), f"{market.form.no_show_rate:.0%}"),
        ("timer", _("Minutes to be late"), str(market.form.grace_minutes)),
        ("format_list_numbered", _("Calling order"), order_name(market.form.fair_order, lang())),
    ]
