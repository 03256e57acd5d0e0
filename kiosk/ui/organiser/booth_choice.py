"""Which booth of a market a screen is about: a row of letters, the chosen one marked, kept in the address."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from kiosk.services.organising.booths import booths
from kiosk.services.organising.catalogue import services
from kiosk.services.organising.rows import BoothRow, ServiceRow
from kiosk.ui import calm, parts
from kiosk.ui.organiser import where
from kiosk.ui.page import Opening
from kiosk.ui.words import _, lang


@dataclass(frozen=True, slots=True)
class Chosen:
    """A booth with its service. `id` is known: only stored booths are chosen."""

    id: int
    row: BoothRow
    service: ServiceRow

    @property
    def name(self) -> str:
        return booth_name(self.row, self.service)


def booth_name(row: BoothRow, service: ServiceRow | None) -> str:
    """What the booth is called on screens: its own name, else the service's."""
    if lang() == "en":
        return row.name_en or row.name or (service.name_en or service.name if service else "")
    return row.name or (service.name if service else "")


def chosen_booth(opening: Opening, market_id: int) -> Chosen | None:
    """Draw the row of booths; the one in the address, else the first. None when the market has none."""
    rows = booths(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    if not rows:
        calm.notice(_("There is no booth yet."), icon="storefront")
        if st.button(_("To the booths"), key="to_the_booths", icon=":material/storefront:"):
            where.go_to(where.BOOTHS, market=market_id)
        return None
    known = {each.id: each for each in services(opening.db, by=opening.by, now=opening.now)}
    wanted = where.booth_id()
    chosen = next((row for row in rows if row.id == wanted), rows[0])
    _row_of_booths(rows, known, chosen)
    assert chosen.id is not None
    return Chosen(chosen.id, chosen, known[chosen.service_id])


def _row_of_booths(rows: tuple[BoothRow, ...], known: Mapping[int | None, ServiceRow], chosen: BoothRow) -> None:
    with st.container(key="choose_booth"):
        for row in rows:
            label = f"{row.letter} {booth_name(row, known.get(row.service_id))}"
            if row is chosen:
                st.html(f'<p class="place-here" aria-current="true">{html.escape(label)}</p>')
            else:
                st.button(parts.plain(label), key=f"booth_{row.id}", on_click=where.choose, args=("booth", row.id))


def booth_id_of(opening: Opening, market_id: int, letter: str) -> int | None:
    """The booth with this letter; None when there is none."""
    if not letter:
        return None
    rows = booths(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    return next((row.id for row in rows if row.letter == letter), None)
