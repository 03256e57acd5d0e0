"""Which market an organiser means who names none."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.i18n import formats
from kiosk.services.organising.markets import markets
from kiosk.services.views import MarketCard
from kiosk.ui.organiser import where
from kiosk.ui.page import Opening
from models.enums import MarketPhase

RUNNING = (MarketPhase.OPEN, MarketPhase.PAUSED)


def market_in_question(opening: Opening) -> int | None:
    """The id in the address, else that of the market that matters now; None when there is none at all."""
    wanted = where.market_id()
    if wanted is not None:
        return wanted
    found = markets(opening.db, by=opening.by, now=opening.now)
    card = that_matters_now([line.card for line in found], opening)
    return None if card is None else card.id


def that_matters_now(cards: Sequence[MarketCard], opening: Opening) -> MarketCard | None:
    """The one that runs, else today's, else the next one that is published, else the next draft, else the last."""
    earliest_first = sorted(cards, key=lambda card: (card.opens_at, card.id))
    for fits in (_runs, _is_today, _is_published, _is_planned):
        for card in earliest_first:
            if fits(card, opening):
                return card
    past = [card for card in earliest_first if card.phase is not MarketPhase.CANCELLED]
    return next(reversed(past or earliest_first), None)


def _runs(card: MarketCard, _opening: Opening) -> bool:
    return card.phase in RUNNING


def _is_today(card: MarketCard, opening: Opening) -> bool:
    today = formats.local(opening.now, card.time_zone).date()
    return card.day == today and card.phase in (MarketPhase.UPCOMING, MarketPhase.OVER)


def _is_published(card: MarketCard, _opening: Opening) -> bool:
    return card.phase is MarketPhase.UPCOMING


def _is_planned(card: MarketCard, opening: Opening) -> bool:
    return card.phase is MarketPhase.DRAFT and card.closes_at > opening.now
