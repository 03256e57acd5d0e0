"""Who serves at a booth, and when: its stations and its shifts."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from kiosk.services.organising import hours, people
from kiosk.services.organising.rows import ShiftRow, StationRow
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import parts
from kiosk.ui.organiser import frame, tables, where
from kiosk.ui.organiser.booth_choice import Chosen, chosen_booth
from kiosk.ui.organiser.cells import Cells, Column, Sheet
from kiosk.ui.organiser.grid import grid
from kiosk.ui.organiser.market import is_editable
from kiosk.ui.organiser.tables import Table
from kiosk.ui.page import Opening
from kiosk.ui.words import _


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.HOURS, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    booth = chosen_booth(opening, market.id)
    if booth is None:
        return
    stations, shifts = station_table(opening, market, booth), shift_table(opening, market, booth)
    with st.container(key="two_tables"):
        with st.container(key="table_stations"):
            parts.section(_("Stations"))
            _under(_("Empty hours are those of the market."))
            grid(stations)
            _add(stations)
        with st.container(key="table_shifts"):
            parts.section(_("Shifts"))
            _under(_("Whoever has a shift here may call people at this booth."))
            grid(shifts)
            _add(shifts)
    tables.bar(stations, shifts, at="hours")


def _under(words: str) -> None:
    st.html(f'<p class="under">{html.escape(words)}</p>')


def _add(table: Table[Any]) -> None:
    if not table.read_only and st.button(table.add, key=f"add_{table.name}", icon=":material/add:"):
        tables.add_row(table)


def station_table(opening: Opening, market: MarketPlan, booth: Chosen) -> Table[StationRow]:
    db, by, now = opening.db, opening.by, opening.now
    columns = (
        Column("ordinal", _("Number"), "whole", 90),
        Column("opens_at", _("From"), "clock", 100, help=_("Like 9:30. Empty: as the market.")),
        Column("closes_at", _("Until"), "clock", 100, help=_("Like 11:30. Empty: as the market.")),
    )

    def save(shown: Sequence[StationRow], rows: Sequence[StationRow]) -> object:
        return hours.save_stations(db, by=by, now=now, booth_id=booth.id, shown=shown, rows=rows)

    return Table(
        name=f"stations_{booth.id}",
        sheet=Sheet(StationRow, columns, market.time_zone, market.form.day),
        stored=lambda: hours.booth_hours(db, by=by, now=now, booth_id=booth.id).stations,
        save=save,
        name_of=lambda row: _("Station {number}").format(number=row.ordinal),
        about=_("Table of the stations"),
        new_row=_next_station,
        add=_("Add a station"),
        read_only=not is_editable(market),
        heading=_("Stations"),
    )


def _next_station(there: Sequence[Cells]) -> StationRow:
    numbers = [cells.get("ordinal") or 0 for cells in there]
    return StationRow(ordinal=max(numbers, default=0) + 1)


def shift_table(opening: Opening, market: MarketPlan, booth: Chosen) -> Table[ShiftRow]:
    db, by, now = opening.db, opening.by, opening.now
    staff = people.staff_list(db, by=by, now=now)
    names = {person.id: person.name for person in staff}
    columns = (
        Column("staff_id", _("Person"), "choice", 180, options=names),
        Column("starts_at", _("From"), "clock", 100, help=_("Like 9:30.")),
        Column("ends_at", _("Until"), "clock", 100, help=_("Like 11:30.")),
    )

    def save(shown: Sequence[ShiftRow], rows: Sequence[ShiftRow]) -> object:
        return hours.save_shifts(db, by=by, now=now, booth_id=booth.id, shown=shown, rows=rows)

    return Table(
        name=f"shifts_{booth.id}",
        sheet=Sheet(ShiftRow, columns, market.time_zone, market.form.day),
        stored=lambda: hours.booth_hours(db, by=by, now=now, booth_id=booth.id).shifts,
        save=save,
        name_of=lambda row: names.get(row.staff_id or 0, "?"),
        about=_("Table of the shifts"),
        new_row=lambda _there: ShiftRow(starts_at=market.opens_at, ends_at=market.closes_at),
        add=_("Add a shift"),
        read_only=not is_editable(market),
        heading=_("Shifts"),
    )
