"""The bookable slots of one booth: what the plan would give, in one sentence why, and a table to change it by hand."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from kiosk.services.organising import slots
from kiosk.services.organising.rows import SlotRow
from kiosk.services.organising.views import BoothSlots, MarketPlan
from kiosk.ui import calm, parts
from kiosk.ui.organiser import frame, labels, saying, tables, where
from kiosk.ui.organiser.booth_choice import Chosen, chosen_booth
from kiosk.ui.organiser.cells import Cells, Column, Sheet
from kiosk.ui.organiser.grid import grid
from kiosk.ui.organiser.market import is_editable
from kiosk.ui.organiser.tables import Table
from kiosk.ui.page import Opening
from kiosk.ui.words import _, ngettext
from models.refusals import Refusal


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.SLOTS, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    booth = chosen_booth(opening, market.id)
    if booth is None:
        return
    now_there = slots.slots(opening.db, by=opening.by, now=opening.now, booth_id=booth.id)
    plan = slots.preview_slots(opening.db, by=opening.by, now=opening.now, booth_id=booth.id)
    table = slot_table(opening, market, booth)
    with st.container(key="beside_slots"):
        with st.container(key="slots_table"):
            parts.section(_("Slots as they are"))
            _under(_as_they_are(now_there))
            grid(table)
        with st.container(key="slots_plan"):
            parts.section(_("What the plan gives"))
            _under(explained(plan, market, booth))
            _preview(opening, market, booth, now_there=now_there, plan=plan)
    tables.bar(table, also=table, at="slots")


def _as_they_are(there: BoothSlots) -> str:
    words = ngettext("{count} place, {taken} of them booked.", "{count} places, {taken} of them booked.", there.places)
    return words.format(count=there.places, taken=there.taken)


def explained(plan: BoothSlots, market: MarketPlan, booth: Chosen) -> str:
    """From which numbers the plan comes, as one sentence."""
    if not booth.service.takes_bookings:
        return _("This service takes no bookings: everybody comes without one.")
    numbers = {
        "places": plan.places,
        "stations": booth.row.stations or 0,
        "minutes": f"{booth.service.mean_minutes or 0:g}",
        "walk_ins": round(market.form.walk_in_share * 100),
        "no_shows": round(market.form.no_show_rate * 100),
        "hours": labels.plan_hours(market),
        "units": booth.row.units,
    }
    if booth.row.units is None:
        words = _("{places} places {hours}: {stations} stations, {minutes} minutes each, {walk_ins} % kept for people "
                  "without a booking, {no_shows} % expected not to come.")  # fmt: skip
    else:
        words = _("{places} places {hours}: {stations} stations, {minutes} minutes each, {walk_ins} % kept for people "
                  "without a booking, {no_shows} % expected not to come; enough for {units} people.")  # fmt: skip
    used = {name: value for name, value in numbers.items() if "{" + name + "}" in words}
    return words.format(**used)


def _under(words: str) -> None:
    st.html(f'<p class="under">{html.escape(words)}</p>')


# ---------------------------------------------------------------- the plan


def _preview(opening: Opening, market: MarketPlan, booth: Chosen, *, now_there: BoothSlots, plan: BoothSlots) -> None:
    if _same(now_there, plan):
        calm.notice(_("The slots are as the plan gives them."), tone="good", icon="check_circle")
    st.html(_as_bars(plan, now_there))
    if is_editable(market) and not _same(now_there, plan):
        _under(_("Booked slots stay, with at least the places that are booked."))
        label = _("Use this plan")
        if st.button(label, key=f"use_plan_{booth.id}", icon=":material/event_repeat:", type="secondary"):
            _use(opening, booth, plan)


def _same(one: BoothSlots, other: BoothSlots) -> bool:
    def told(rows: Sequence[SlotRow]) -> list[tuple[object, ...]]:
        return [(row.starts_at, row.ends_at, row.capacity) for row in rows]

    return told(one.rows) == told(other.rows)


def _use(opening: Opening, booth: Chosen, plan: BoothSlots) -> None:
    """What is typed into the table goes with the old slots: the press says "use the plan instead"."""
    try:
        slots.generate_slots(opening.db, by=opening.by, now=opening.now, booth_id=booth.id, revision=plan.revision)
    except Refusal as refusal:
        saying.say_why_not(refusal)
    else:
        tables.forget(f"slots_{booth.id}")
        saying.say(_("The slots are as the plan gives them."))
    st.rerun()


def _as_bars(plan: BoothSlots, there: BoothSlots) -> str:
    """Places for each time: planned, and what they are now where that differs."""
    now_is = {row.starts_at: row.capacity or 0 for row in there.rows}
    planned = {row.starts_at: row.capacity or 0 for row in plan.rows if row.starts_at is not None}
    most = max([*planned.values(), *now_is.values(), 1])
    times = sorted(planned.keys() | {at for at in now_is if at is not None})
    rows = "".join(_bar(labels.clock(at, plan.time_zone), planned.get(at, 0), now_is.get(at, 0), most) for at in times)
    heads = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in (_("Time"), _("Planned"), _("Now")))
    return f'<table class="plain-table slot-bars"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _bar(time: str, planned: int, now_is: int, most: int) -> str:
    width = round(100 * planned / most)
    differs = ' class="differs"' if planned != now_is else ""
    return (
        f'<tr{differs}><th scope="row">{time}</th><td><span class="slot-bar" style="inline-size:{width}%"></span>'
        f"<b>{planned}</b></td><td>{now_is}</td></tr>"
    )


# ---------------------------------------------------------------- the table


def slot_table(opening: Opening, market: MarketPlan, booth: Chosen) -> Table[SlotRow]:
    db, by, now = opening.db, opening.by, opening.now
    columns = (
        Column("starts_at", _("From"), "clock", 100, help=_("Like 9:30.")),
        Column("ends_at", _("Until"), "clock", 100, help=_("Like 9:45.")),
        Column("capacity", _("Places"), "whole", 110),
        Column("taken", _("Booked"), "shown", 100),
    )

    def save(shown: Sequence[SlotRow], rows: Sequence[SlotRow]) -> object:
        return slots.save_slots(db, by=by, now=now, booth_id=booth.id, shown=shown, rows=rows)

    return Table(
        name=f"slots_{booth.id}",
        sheet=Sheet(SlotRow, columns, market.time_zone, market.form.day),
        stored=lambda: slots.slots(db, by=by, now=now, booth_id=booth.id).rows,
        save=save,
        name_of=lambda row: labels.clock(row.starts_at, market.time_zone) if row.starts_at else "?",
        about=_("Table of the slots"),
        new_row=_next_slot,
        add=_("Add a slot"),
        read_only=not is_editable(market),
    )


def _next_slot(_there: Sequence[Cells]) -> SlotRow:
    return SlotRow()
