"""Before a screen offers anything: which market it is about, and a calm sentence when there is nothing to offer."""

from __future__ import annotations

from kiosk.i18n import formats
from kiosk.services import markets
from kiosk.services.views import MarketCard, MarketView
from kiosk.ui import calm, parts
from kiosk.ui.page import Opening
from kiosk.ui.registry import go
from kiosk.ui.resident.memory import bar_pressed, forget_person
from kiosk.ui.words import _
from models.enums import MarketPhase

BOOKABLE = (MarketPhase.UPCOMING, MarketPhase.OPEN)


def market_for(opening: Opening, market_id: int | None) -> MarketView | None:
    """The market a person began with, else the one that is on or comes next; None when nothing is planned."""
    if market_id is None:
        card = markets.next_market(opening.db, now=opening.now)
        if card is None:
            return None
        market_id = card.id
    return markets.market_view(opening.db, market_id, now=opening.now)


def why_no_booking(market: MarketView | None) -> str:
    """Why nothing can be booked, in one sentence with the next step; empty when something can."""
    if market is None:
        return _("The next market is not announced yet. Please look at the community's notice board.")
    if market.card.phase not in BOOKABLE:
        return why_not_on(market.card)
    if not any(booth.takes_bookings for booth in market.booths):
        return _("This market takes no bookings. Please just come, or ask at the desk.")
    return ""


def why_no_number(market: MarketView | None, lang: str) -> str:
    """Why no number is given out now; empty when one can be had."""
    if market is None:
        return _("The next market is not announced yet. Please look at the community's notice board.")
    card = market.card
    if card.phase is MarketPhase.UPCOMING:
        opens = formats.moment_in_words(card.opens_at, card.time_zone, lang)
        return _("Numbers are given out when the market is open. It opens on {moment}.").format(moment=opens)
    if card.phase is not MarketPhase.OPEN:
        return why_not_on(card)
    if not market.booths:
        return _("No booth has been set up yet. Please ask at the desk.")
    return ""


def why_not_on(card: MarketCard) -> str:
    """What has become of a market that is neither coming nor open, as a sentence."""
    if card.phase is MarketPhase.CANCELLED:
        reason = card.cancel_reason
        return (
            _("This market was cancelled: {reason}").format(reason=reason)
            if reason
            else _("This market was cancelled.")
        )
    if card.phase is MarketPhase.PAUSED:
        return _("The market takes a short break. Please try again a little later; what you chose is kept.")
    return _("This market is over. Thank you for coming.")


def nothing_here(title: str, sentence: str) -> None:
    """The whole screen when there is nothing to offer: why, who helps, and the way back."""
    if bar_pressed("shut").main:
        leave_for_start()
    parts.title(title)
    calm.notice(sentence, tone="warm", icon="info")
    calm.notice(_("The staff at the desk is glad to help you."), icon="front_hand")
    parts.action_bar(at="shut", main=_("Back to the start"), main_icon="home")


def leave_for_start() -> None:
    """Back to the welcome page; what was chosen is forgotten there."""
    forget_person()
    go("welcome")
