"""What services there are, and which partners serve: two tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from kiosk.i18n.names import ZONES
from kiosk.services.organising import catalogue
from kiosk.services.organising.rows import PartnerRow, ServiceRow
from kiosk.ui import parts
from kiosk.ui.organiser import frame, labels, tables, where
from kiosk.ui.organiser.cells import Cells, Column, Sheet
from kiosk.ui.organiser.grid import grid
from kiosk.ui.organiser.tables import Table
from kiosk.ui.page import Opening
from kiosk.ui.words import N_, _

NO_DAY_ZONE: Final = "UTC"
"""These tables hold no clock; a sheet has a zone all the same."""

ICONS: Final = {
    "storefront": N_("stall"),
    "blood_pressure": N_("blood pressure"),
    "glucose": N_("blood sugar"),
    "ecg_heart": N_("heart"),
    "acupuncture": N_("acupuncture"),
    "dentistry": N_("tooth"),
    "visibility": N_("eye"),
    "hearing": N_("ear"),
    "stethoscope": N_("doctor"),
    "vaccines": N_("injection"),
    "local_pharmacy": N_("medicine"),
    "psychology": N_("a good talk"),
    "content_cut": N_("scissors"),
    "electric_bike": N_("electric bike"),
    "handyman": N_("repair"),
    "plumbing": N_("pipes"),
    "phone_iphone": N_("mobile phone"),
    "checkroom": N_("clothes"),
    "face": N_("haircut"),
    "gavel": N_("legal advice"),
    "work": N_("jobs"),
    "recycling": N_("swapping things"),
    "redeem": N_("present"),
    "coffee": N_("hot drink"),
    "soup_kitchen": N_("warm food"),
    "nutrition": N_("fruit and vegetables"),
    "celebration": N_("game"),
    "local_library": N_("books"),
    "potted_plant": N_("plants"),
    "brush": N_("calligraphy"),
}
"""Pictures of the font that comes with the kiosk."""

TABS: Final = (("services", N_("Our services")), ("partners", N_("Our partners")))


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.CATALOGUE, _body)


def _body(opening: Opening) -> None:
    wanted = st.query_params.get("tab", "")
    tab = wanted if wanted in dict(TABS) else TABS[0][0]
    parts.title(_("Services and partners"))
    _tabs(tab)
    table: Table[Any] = service_table(opening) if tab == "services" else partner_table(opening)
    grid(table)
    tables.bar(table, also=table, at=tab)


def _tabs(chosen: str) -> None:
    with st.container(key="choose_tab"):
        for name, label in TABS:
            if name == chosen:
                st.html(f'<p class="place-here" aria-current="true">{_shown(label)}</p>')
            else:
                st.button(_(label), key=f"tab_{name}", on_click=_choose_tab, args=(name,))


def _shown(label: str) -> str:
    return _(label)


def _choose_tab(name: str) -> None:
    st.query_params["tab"] = name


def service_table(opening: Opening) -> Table[ServiceRow]:
    db, by, now = opening.db, opening.by, opening.now

    def stored() -> tuple[ServiceRow, ...]:
        return catalogue.services(db, by=by, now=now)

    def save(shown: Sequence[ServiceRow], rows: Sequence[ServiceRow]) -> object:
        return catalogue.save_services(db, by=by, now=now, shown=shown, rows=rows)

    return Table(
        name="services",
        sheet=Sheet(ServiceRow, _service_columns({row.icon for row in stored()}), NO_DAY_ZONE),
        stored=stored,
        save=save,
        name_of=lambda row: row.name,
        about=_("Table of the services"),
        new_row=_new_service,
        add=_("Add a service"),
    )


def _new_service(_there: Sequence[Cells]) -> ServiceRow:
    return ServiceRow()


def _service_columns(icons_there: set[str]) -> tuple[Column, ...]:
    icons = {name: _(word) for name, word in ICONS.items()} | {n: n for n in sorted(icons_there) if n not in ICONS}
    return (
        Column("name", _("Name"), width_px=190),
        Column("name_en", _("Name in English"), width_px=190),
        Column("zone", _("Zone"), "choice", 140, options={k.value: _(w) for k, w in ZONES.items()}),
        Column("kind", _("Who stays"), "choice", 150, options={k.value: _(w) for k, w in labels.SERVICE_KINDS.items()}),
        Column("mean_minutes", _("Minutes each"), "number", 130),
        Column("cv", _("Variation"), "number", 110,
               help=_("Standard deviation of the minutes divided by their mean; 0.4 is usual.")),
        Column("takes_bookings", _("Bookings"), "yes", 100),
        Column("needs_power", _("Power"), "yes", 90),
        Column("needs_water", _("Water"), "yes", 90),
        Column("needs_quiet", _("Needs quiet"), "yes", 120),
        Column("is_noisy", _("Is noisy"), "yes", 100),
        Column("cooks", _("Cooks"), "yes", 90),
        Column("burns_fuel", _("Burns fuel"), "yes", 110, help=_("A generator, gas or an open flame.")),
        Column("for_elders", _("For elders"), "yes", 110, help=_("Mostly people over 60 come.")),
        Column("bring", _("What to bring"), width_px=220),
        Column("bring_en", _("What to bring, in English"), width_px=220),
        Column("icon", _("Picture"), "choice", 150, options=icons),
        Column("is_active", _("Offered"), "yes", 100),
    )  # fmt: skip


def partner_table(opening: Opening) -> Table[PartnerRow]:
    db, by, now = opening.db, opening.by, opening.now
    columns = (
        Column("name", _("Name"), width_px=240),
        Column("name_en", _("Name in English"), width_px=240),
        Column("kind", _("Kind"), "choice", 120, options={k.value: _(w) for k, w in labels.PARTNER_KINDS.items()}),
        Column("pledge", _("Pledge"), "choice", 120, options={k.value: _(w) for k, w in labels.PLEDGES.items()}),
        Column("price_note", _("Note about the price"), width_px=200),
        Column("contact_name", _("Contact"), width_px=140),
        Column("contact_phone", _("Phone of the contact"), width_px=180),
        Column("is_active", _("Takes part"), "yes", 110),
    )

    def save(shown: Sequence[PartnerRow], rows: Sequence[PartnerRow]) -> object:
        return catalogue.save_partners(db, by=by, now=now, shown=shown, rows=rows)

    return Table(
        name="partners",
        sheet=Sheet(PartnerRow, columns, NO_DAY_ZONE),
        stored=lambda: catalogue.partners(db, by=by, now=now),
        save=save,
        name_of=lambda row: row.name,
        about=_("Table of the partners"),
        new_row=_new_partner,
        add=_("Add a partner"),
    )


def _new_partner(_there: Sequence[Cells]) -> PartnerRow:
    return PartnerRow()
