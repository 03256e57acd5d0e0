"""Services, priorities, people ahead and states of tickets, as a volunteer would say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.i18n import formats
from kiosk.services.views import BoothView, MarketCard, TicketView
from kiosk.ui.parts import ZONE_TONES, Tile
from kiosk.ui.words import N_, _, lang, ngettext
from models.enums import Pledge, Priority, ServiceKind, TicketState

ZONES: Final = {"health": N_("Health checks"), "handy": N_("Handy services"), "fun": N_("Fun and warmth")}
ZONE_ICONS: Final = {"health": "health_and_safety", "handy": "handyman", "fun": "celebration"}

PRIORITIES: Final[tuple[tuple[Priority, str, str], ...]] = (
    (Priority.ELDER, N_("60 years or older"), "elderly"),
    (Priority.DISABLED, N_("With a disability"), "accessible"),
    (Priority.PREGNANT, N_("Expecting a child"), "pregnant_woman"),
    (Priority.CHILD, N_("With a small child"), "child_care"),
    (Priority.NONE, N_("None of these"), "person"),
)


def zone_name(zone: str) -> str:
    return _(ZONES[zone])


def priority_name(priority: Priority) -> str:
    return next(_(words) for each, words, _icon in PRIORITIES if each is priority)


# ---------------------------------------------------------------- services


def tile_of(booth: BoothView) -> Tile:
    """The booth's picture card: places left, what to bring, roughly how long, who serves and for how much."""
    state, takes_more = places(booth)
    return Tile(
        key=str(booth.id),
        name=booth.name.say(lang()),
        icon=booth.icon,
        tone=ZONE_TONES[booth.zone],
        state=state,
        lines=tuple(_lines(booth)),
        takes_more=takes_more,
    )


def places(booth: BoothView) -> tuple[str, bool]:
    """How many can still book, in words, and whether anybody can."""
    if not booth.takes_bookings:
        return _("No booking needed, just come"), False
    left = sum(slot.left for slot in booth.slots if slot.left > 0)
    if booth.units_left is not None:
        left = min(left, booth.units_left)
    if left <= 0:
        return _("Fully booked"), False
    return ngettext("{count} place left", "{count} places left", left).format(count=left), True


def _lines(booth: BoothView) -> list[tuple[str, str]]:
    lines = [("schedule", " · ".join(filter(None, (duration(booth), price(booth)))))]
    bring = booth.bring.say(lang())
    if bring:
        lines.append(("backpack", bring))
    if booth.partner is not None:
        lines.append(("handshake", booth.partner.say(lang())))
    return lines


def duration(booth: BoothView) -> str:
    """Roughly how long one person takes; where an item stays, that nobody has to wait beside it."""
    minutes = formats.wait_range(booth.mean_minutes, booth.mean_minutes, lang())
    if booth.kind is ServiceKind.DROP_OFF:
        return _("{minutes}, you may leave it there").format(minutes=minutes)
    return minutes


def price(booth: BoothView) -> str:
    """What the partner promised: free, or a low price with its note."""
    if booth.pledge is None:
        return ""
    if booth.pledge is Pledge.FREE:
        return _("Free")
    return _("Low price: {note}").format(note=booth.price_note) if booth.price_note else _("Low price")


def line_now(booth: BoothView) -> tuple[str, bool]:
    """How long the line is, in words, and whether a number can be had."""
    if booth.units_left == 0:
        return _("All numbers are given out"), False
    if booth.pause_minutes is not None:
        words = ngettext("Numbers again in {count} minute", "Numbers again in {count} minutes", booth.pause_minutes)
        return words.format(count=booth.pause_minutes), False
    if not booth.takes_walk_ins:
        return _("With a booking only"), False
    people = _("{count} waiting").format(count=booth.queue_length)
    said = people if booth.queue_length else _("Nobody is waiting")
    if booth.wait is None or booth.wait.high <= 1:
        return said, True
    return f"{said} · {formats.wait_range(booth.wait.low, booth.wait.high, lang())}", True


# ---------------------------------------------------------------- tickets


def when(ticket: TicketView) -> str:
    """The booked moment; empty for a number for now."""
    if ticket.slot_starts_at is None:
        return ""
    return formats.moment_in_words(ticket.slot_starts_at, ticket.time_zone, lang())


def where(letter: str, card: MarketCard) -> str:
    place = card.hall.say(lang())
    return _("Booth {letter}, {place}").format(letter=letter, place=place) if place else booth_name(letter)


def booth_name(letter: str) -> str:
    return _("Booth {letter}").format(letter=letter)


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence about a ticket, with the tone and picture of its frame."""

    words: str
    tone: str
    icon: str


_STATES: Final = {
    TicketState.SERVING: (N_("You are being served at booth {letter}."), "good", "front_hand"),
    TicketState.READY: (N_("It is ready. Please collect it at booth {letter}."), "good", "inventory_2"),
    TicketState.ON_HOLD: (
        N_("Your place is kept. When you are back, please tell the volunteer at booth {letter}."),
        "warm",
        "pause_circle",
    ),
    TicketState.DONE: (N_("This is done. Thank you for coming."), "good", "check_circle"),
    TicketState.NO_SHOW: (
        N_("We called you and did not find you. If you are here now, please join the line again."),
        "warm",
        "history",
    ),
    TicketState.CANCELLED: (N_("This ticket was cancelled."), "stop", "event_busy"),
}


def state_of(ticket: TicketView, card: MarketCard, *, is_market_day: bool) -> Saying:
    """Where the ticket is now and what its holder does next."""
    if ticket.state in _STATES:
        words, tone, icon = _STATES[ticket.state]
        return Saying(_(words).format(letter=ticket.letter), tone, icon)
    if ticket.state is TicketState.CALLED:
        return _called(ticket)
    if ticket.state is TicketState.WAITING:
        return Saying(_ahead(ticket), "info", "groups")
    return _booked(card, is_market_day=is_market_day)


def _called(ticket: TicketView) -> Saying:
    words = _("It is your turn. Please go to booth {letter}.").format(letter=ticket.letter)
    if ticket.station is not None:
        at_station = _("It is your turn. Please go to booth {letter}, station {station}.")
        words = at_station.format(letter=ticket.letter, station=ticket.station)
    return Saying(words, "stop", "campaign")


def _ahead(ticket: TicketView) -> str:
    if not ticket.people_ahead:
        return _("You are next. Please stay near the booth.")
    said = ngettext("{count} person is before you", "{count} people are before you", ticket.people_ahead)
    ahead = said.format(count=ticket.people_ahead)
    if ticket.wait is None:
        return _("{ahead}.").format(ahead=ahead)
    wait = formats.wait_range(ticket.wait.low, ticket.wait.high, lang())
    return _("{ahead}, the wait is {wait}.").format(ahead=ahead, wait=wait)


def _booked(card: MarketCard, *, is_market_day: bool) -> Saying:
    if is_market_day:
        return Saying(_("You have a booking. Please check in now that you are here."), "info", "how_to_reg")
    day = formats.day(card.day, lang())
    words = _("You have a booking. Please check in here on {day}, when you come.").format(day=day)
    return Saying(words, "info", "event_available")
