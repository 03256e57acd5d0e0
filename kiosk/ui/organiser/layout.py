"""The layout studio of a market: the plan to draw on, proposals, prints and snapshots, each a panel of its own."""

from __future__ import annotations

from kiosk.services.organising.views import MarketPlan
from kiosk.ui.organiser import backdrop, frame, proposals, sheets, snapshots, where
from kiosk.ui.organiser.studio import editor
from kiosk.ui.page import Opening


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.LAYOUT, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    editor(opening, market)
    proposals.panel(opening, market)
    sheets.panel(opening, market)
    snapshots.panel(opening, market)
    backdrop.panel(opening, market)
