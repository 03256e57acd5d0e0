"""Everything Yiji may refuse, as one tree of exceptions that carry data and no sentence.

`code` is the stable word of the HTTP surface. The sentences, in both languages and with the next step,
are in `kiosk.i18n.refusals`; a test finds none missing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from models.enums import TicketState


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The request was understood and is refused. Nothing was changed."""

    code: ClassVar[str] = "refused"

    def __post_init__(self) -> None:
        super().__init__(self.code)


# Not there -------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Unknown(Refusal):
    """What was asked for does not exist, or not for this person."""

    code: ClassVar[str] = "unknown"


@dataclass(eq=False)
class UnknownMarket(Unknown):
    code: ClassVar[str] = "unknown_market"


@dataclass(eq=False)
class UnknownBooth(Unknown):
    code: ClassVar[str] = "unknown_booth"


@dataclass(eq=False)
class UnknownSlot(Unknown):
    code: ClassVar[str] = "unknown_slot"


@dataclass(eq=False)
class UnknownTicket(Unknown):
    code: ClassVar[str] = "unknown_ticket"


@dataclass(eq=False)
class UnknownStation(Unknown):
    code: ClassVar[str] = "unknown_station"


@dataclass(eq=False)
class UnknownRecord(Unknown):
    """A row of the organiser's tables that is gone: `kind` is its table's name."""

    code: ClassVar[str] = "unknown_record"
    kind: str = ""


# Bad values ------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Invalid(Refusal):
    """A value cannot be used. `field` names it, `problem` is one of the words in `kiosk.i18n.refusals`."""

    code: ClassVar[str] = "invalid"
    field: str = ""
    problem: str = ""
    limit: int | str | None = None
    row: int | None = None


@dataclass(eq=False)
class KeyReused(Refusal):
    """The same idempotency key came with another body."""

    code: ClassVar[str] = "idempotency_key_reused"


# Places and time -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that is offered instead. Times are aware UTC."""

    slot_id: int
    starts_at: datetime
    left: int


@dataclass(eq=False)
class SlotFull(Refusal):
    """`nearest`: free slots of the same booth, nearest in time first. Times are aware UTC."""

    code: ClassVar[str] = "slot_full"
    booth_id: int
    slot_id: int
    starts_at: datetime
    time_zone: str
    nearest: tuple[FreeSlot, ...] = ()


@dataclass(eq=False)
class SlotOver(Refusal):
    """The slot's time has passed."""

    code: ClassVar[str] = "slot_over"
    starts_at: datetime
    time_zone: str


@dataclass(eq=False)
class BoothFull(Refusal):
    """The booth's consumables are all promised, or it takes no more people today."""

    code: ClassVar[str] = "booth_full"
    booth_id: int
    name: str
    name_en: str
    capacity: int | None = None


@dataclass(eq=False)
class AlreadyBooked(Refusal):
    """This phone number already holds a ticket at this booth, or two wishes name one booth."""

    code: ClassVar[str] = "already_booked"
    booth_id: int
    name: str
    name_en: str


@dataclass(eq=False)
class TimesCollide(Refusal):
    """Two chosen times of one visit overlap. Both starts are aware UTC."""

    code: ClassVar[str] = "times_collide"
    first: datetime
    second: datetime
    time_zone: str


@dataclass(eq=False)
class MarketClosed(Refusal):
    """The market does not take this now. `why`: not_yet, over, cancelled, paused, draft."""

    code: ClassVar[str] = "market_closed"
    why: str
    opens_at: datetime
    time_zone: str


# Moves -----------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class IllegalMove(Refusal):
    """The ticket cannot go there from where it is now (someone else may just have moved it)."""

    code: ClassVar[str] = "illegal_move"
    number: str
    state: TicketState
    to: TicketState


@dataclass(eq=False)
class NothingToUndo(Refusal):
    """The last move is older than a minute, cannot be undone, or somebody moved the ticket since."""

    code: ClassVar[str] = "nothing_to_undo"


@dataclass(eq=False)
class StationBusy(Refusal):
    """Every station of the booth (or the one asked for) already has somebody called or being served."""

    code: ClassVar[str] = "station_busy"
    booth_id: int
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtBooth:
    """Somebody who waits, by number, and the letter of the booth where they are now."""

    number: str
    letter: str


@dataclass(eq=False)
class PersonElsewhere(Refusal):
    """Everybody who could be called (or the one who was asked for) is called or served at another booth now."""

    code: ClassVar[str] = "person_elsewhere"
    people: tuple[AtBooth, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(person.number for person in self.people)


# Staff -----------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class NotSignedIn(Refusal):
    code: ClassVar[str] = "not_signed_in"


@dataclass(eq=False)
class NotAllowed(Refusal):
    """Signed in, but this is another booth's or an organiser's business."""

    code: ClassVar[str] = "not_allowed"


@dataclass(eq=False)
class WrongPin(Refusal):
    code: ClassVar[str] = "wrong_pin"
    tries_left: int


@dataclass(eq=False)
class LockedOut(Refusal):
    code: ClassVar[str] = "locked_out"
    until: datetime
    seconds: int


@dataclass(eq=False)
class AlreadySetUp(Refusal):
    """The database already has staff: the one-time set-up code is spent."""

    code: ClassVar[str] = "already_set_up"


# Organising ------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Changed(Refusal):
    """Somebody saved the same thing meanwhile. `theirs` maps field → the value now stored."""

    code: ClassVar[str] = "changed"
    kind: str = ""
    name: str = ""
    theirs: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class SearchesBusy(Refusal):
    """As many proposals and rehearsals are under way as the machine can bear beside its screens."""

    code: ClassVar[str] = "searches_busy"


@dataclass(eq=False)
class RehearsalFailed(Refusal):
    """The process that rehearses ended before it had told everything."""

    code: ClassVar[str] = "rehearsal_failed"


@dataclass(eq=False)
class DayTaken(Refusal):
    """The community already has a market on that day."""

    code: ClassVar[str] = "day_taken"
    day: date
    market_id: int


@dataclass(eq=False)
class NotReady(Refusal):
    """The market cannot be published: `errors` counts the open points of its readiness list."""

    code: ClassVar[str] = "not_ready"
    errors: int


@dataclass(eq=False)
class WrongMarketState(Refusal):
    """What was asked does not fit the market's state (editing a closed one, opening a draft …)."""

    code: ClassVar[str] = "wrong_market_state"
    state: str


@dataclass(eq=False)
class InUse(Refusal):
    """A thing that tickets hang on cannot be deleted, or a slot not made smaller than what is booked."""

    code: ClassVar[str] = "in_use"
    kind: str = ""
    count: int = 0


@dataclass(eq=False)
class NotEmpty(Refusal):
    """The command needs an empty database."""

    code: ClassVar[str] = "not_empty"


@dataclass(eq=False)
class DatabaseGone(Refusal):
    """The database is locked or does not answer. Trying again later helps."""

    code: ClassVar[str] = "database_gone"


# Over HTTP and on the command line -------------------------------------------------------------------------


@dataclass(eq=False)
class KeyRequired(Refusal):
    """A request for tickets came without an idempotency key."""

    code: ClassVar[str] = "idempotency_key_required"


@dataclass(eq=False)
class TooMany(Refusal):
    """One client address asked for more new tickets than its share; `seconds` until it may ask again."""

    code: ClassVar[str] = "too_many"
    seconds: int


@dataclass(eq=False)
class UnknownPath(Unknown):
    code: ClassVar[str] = "unknown_path"


@dataclass(eq=False)
class WrongMethod(Refusal):
    """The address exists, but not for this HTTP method."""

    code: ClassVar[str] = "method_not_allowed"


@dataclass(eq=False)
class TooLarge(Refusal):
    """The request is longer than anything that is needed here."""

    code: ClassVar[str] = "too_large"
    limit_kb: int


@dataclass(eq=False)
class WrongHost(Refusal):
    """The request names a host that this kiosk does not answer for (KIOSK_ALLOWED_HOSTS)."""

    code: ClassVar[str] = "wrong_host"


@dataclass(eq=False)
class WrongOrigin(Refusal):
    """A form was sent from a page that is not this kiosk's."""

    code: ClassVar[str] = "wrong_origin"


@dataclass(eq=False)
class BadCopy(Refusal):
    """A file cannot be restored. `why`: not_a_copy, damaged, newer (made by a later version of the kiosk)."""

    code: ClassVar[str] = "bad_copy"
    why: str
