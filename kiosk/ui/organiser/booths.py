"""The booths of a market in one table, with the plan beside it to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

import streamlit as st

from kiosk.services.organising import booths, catalogue, plazas
from kiosk.services.organising.rows import BoothRow, PartnerRow, ServiceRow
from kiosk.services.organising.views import MarketPlan, PlazaPlan
from kiosk.services.plan import PlanBooth, booth_at
from kiosk.services.views import Words
from kiosk.ui.organiser import frame, pictures, tables, where
from kiosk.ui.organiser.booth_choice import booth_name
from kiosk.ui.organiser.cells import GONE, Cells, Column, Sheet
from kiosk.ui.organiser.grid import grid
from kiosk.ui.organiser.market import is_editable
from kiosk.ui.organiser.tables import Table
from kiosk.ui.page import Opening, live
from kiosk.ui.words import _, lang, ngettext
from models.enums import Zone

PLAN_SECONDS: Final = 2
PLACE: Final = ("x_cm", "y_cm", "width_cm", "depth_cm")
ROTATIONS: Final = {each: f"{each}°" for each in (0, 90, 180, 270)}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a booth's row may name."""

    services: tuple[ServiceRow, ...]
    partners: tuple[PartnerRow, ...]

    def service(self, service_id: object) -> ServiceRow | None:
        return next((each for each in self.services if each.id == service_id), None)


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.BOOTHS, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    choices = Choices(
        catalogue.services(opening.db, by=opening.by, now=opening.now),
        catalogue.partners(opening.db, by=opening.by, now=opening.now),
    )
    table = booth_table(opening, market, choices)
    with st.container(key="beside_booths"):
        with st.container(key="beside_table"):
            grid(table)
        with st.container(key="beside_plan"):
            _plan(opening, market, choices)
    tables.bar(table, also=table, at="booths")


def booth_table(opening: Opening, market: MarketPlan, choices: Choices) -> Table[BoothRow]:
    db, by, now = opening.db, opening.by, opening.now
    sheet = Sheet(BoothRow, _columns(choices), market.time_zone)

    def save(shown: Sequence[BoothRow], rows: Sequence[BoothRow]) -> object:
        return booths.save_booths(db, by=by, now=now, market_id=market.id, shown=shown, rows=rows)

    return Table(
        name=f"booths_{market.id}",
        sheet=sheet,
        stored=lambda: booths.booths(db, by=by, now=now, market_id=market.id),
        save=save,
        name_of=lambda row: row.letter or "?",
        about=_("Table of the booths"),
        new_row=new_booth,
        add=_("Add a booth"),
        read_only=not is_editable(market),
        blame=blamed,
    )


def blamed(shown: Sequence[BoothRow], rows: Sequence[BoothRow]) -> str:
    """The booths with tickets that were to lose their letter, service, supplies or stations, or to go."""
    typed = {row.id: row for row in rows}
    letters = [was.letter for was in shown if was.tickets and _takes_away(was, typed.get(was.id))]
    return _("This is about booth {letters}.").format(letters=_(", ").join(letters)) if letters else ""


def _takes_away(was: BoothRow, row: BoothRow | None) -> bool:
    if row is None or (row.letter, row.service_id) != (was.letter, was.service_id):
        return True
    return (row.stations or 0) < (was.stations or 0) or (row.units is not None and row.units != was.units)


def _columns(choices: Choices) -> tuple[Column, ...]:
    services = {each.id: _name(each) for each in choices.services}
    partners = {each.id: _name(each) for each in choices.partners}
    return (
        Column("letter", _("Letter"), width_px=92),
        Column("service_id", _("Service"), "choice", 150, options=services),
        Column("partner_id", _("Partner"), "choice", 150, options=partners),
        Column("stations", _("Stations"), "whole", 108, help=_("How many are served side by side.")),
        Column("units", _("Supplies"), "whole", 108, help=_("For how many people there is enough; empty: no limit.")),
        Column("takes_walk_ins", _("Walk-ins"), "yes", 108, help=_("Whether numbers are given out on the spot.")),
        Column("x_cm", _("West"), "whole", 86, help=_("Distance from the west edge, in cm.")),
        Column("y_cm", _("South"), "whole", 90, help=_("Distance from the south edge, in cm.")),
        Column("width_cm", _("Width"), "whole", 90, help=_("In cm.")),
        Column("depth_cm", _("Depth"), "whole", 92, help=_("In cm.")),
        Column("rotation_deg", _("Turned"), "choice", 100, options=ROTATIONS),
        Column("name", _("Own name"), width_px=160, help=_("Empty: the name of the service.")),
        Column("name_en", _("Own name in English"), width_px=180),
        Column("tickets", _("Tickets"), "shown", 90),
    )


def _name(thing: ServiceRow | PartnerRow) -> str:
    return thing.name_en if lang() == "en" and thing.name_en else thing.name


def new_booth(there: Sequence[Cells]) -> BoothRow:
    """The next free letter. What it does and where it stands is for a person to say."""
    used = {str(cells.get("letter") or "").upper() for cells in there}
    letter = next((each for each in ascii_uppercase if each not in used), "")
    return BoothRow(letter=letter)


# ---------------------------------------------------------------- the plan beside


@live(every_seconds=PLAN_SECONDS)
def _plan(opening: Opening, market: MarketPlan, choices: Choices) -> None:
    """The booths as they stand in the table now, saved or not."""
    tables.keep_typed()
    draft = tables.DRAFTS.get().get(f"booths_{market.id}")
    cells = draft.typed if draft is not None else ()
    unsaved = draft.unsaved if draft is not None else 0
    pictures.table_plan(_plaza(opening, market), drawn(cells, choices))
    words = ngettext("{count} row is not saved yet.", "{count} rows are not saved yet.", unsaved)
    st.html(f'<p class="unsaved" role="status">{words.format(count=unsaved) if unsaved else ""}</p>')


def _plaza(opening: Opening, market: MarketPlan) -> PlazaPlan:
    found = plazas.plazas(opening.db, by=opening.by, now=opening.now)
    return next(each for each in found if each.id == market.form.plaza_id)


def drawn(cells: Sequence[Cells], choices: Choices) -> tuple[PlanBooth, ...]:
    """The rows that say where they stand; half a row is not drawn yet."""
    return tuple(_drawn(each, choices) for each in cells if not each.get(GONE) and pictures.has_numbers(each, PLACE))


def _drawn(cells: Cells, choices: Choices) -> PlanBooth:
    service = choices.service(cells.get("service_id"))
    row = BoothRow(name=str(cells.get("name") or ""), name_en=str(cells.get("name_en") or ""))
    return booth_at(
        str(cells.get("letter") or "?")[:2],
        (service.zone if service else None) or Zone.HANDY,
        x_cm=int(cells["x_cm"]),
        y_cm=int(cells["y_cm"]),
        width_cm=int(cells["width_cm"]),
        depth_cm=int(cells["depth_cm"]),
        rotation_deg=int(cells.get("rotation_deg") or 0),
        name=Words(booth_name(row, service)),
    )
