"""The plan of the plaza and the charts of the day, put on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from kiosk.services.organising.views import Flow, Overview, PlazaPlan
from kiosk.services.views import FixtureView
from kiosk.ui.organiser.cells import Cells
from models.enums import Zone


@dataclass(frozen=True, slots=True)
class Booth:
    """A booth as it stands in a table, saved or not. Lengths in cm, the corner after rotation."""

    letter: str
    name: str
    zone: Zone
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation_deg: int


def day_plan(found: Overview) -> None:
    st.html("<p>plan</p>")


def table_plan(plaza: PlazaPlan, booths: Sequence[Booth]) -> None:
    st.html("<p>plan</p>")


def plaza_plan(plaza: PlazaPlan, fixtures: Sequence[FixtureView]) -> None:
    st.html("<p>plan</p>")


def fixtures_of(cells: Sequence[Cells]) -> tuple[FixtureView, ...]:
    return ()


def arrivals(found: Flow) -> None:
    st.html("<p>arrivals</p>")


def waits(found: Flow) -> None:
    st.html("<p>waits</p>")
