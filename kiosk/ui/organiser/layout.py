"""The layout studio of a market: the plan to draw on, proposals, prints and snapshots, each a panel of its own."""

from __future__ import annotations

from kiosk.services.organising.views import MarketPlan
from kiosk.ui import parts
from kiosk.ui.organiser import frame, where
from kiosk.ui.organiser.studio import editor
from kiosk.ui.page import Opening
from kiosk.ui.words import _


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.LAYOUT, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    parts.section(_("Layout"))
    editor(opening, market)
