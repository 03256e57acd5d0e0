"""Who plays in the replay of a market day: guests with their tickets, and desks with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.services.example.crowd import Resident
from kiosk.services.example.stage import Post
from models.actor import Actor
from models.enums import ServiceKind, TicketState, Zone

CHANGEOVER_SECONDS = 25
FUN_PATIENCE, DROP_OFF_PATIENCE = 0.3, 2.0
"""Nobody waits half an hour for a cup of soy milk; and a knife may lie there while its owner is elsewhere."""


@dataclass(eq=False)
class Desk:
    """A booth as people see it. `waiting` is how long its line looks; `is_used_up`: nothing is left to give out."""

    letter: str
    post: Post
    free_stations: int
    waiting: int = 0
    calls: int = 0
    is_used_up: bool = False
    will_look: bool = False

    @property
    def mean_minutes(self) -> float:
        return self.post.script.service.mean_minutes or 0

    @property
    def is_drop_off(self) -> bool:
        return self.post.script.service.kind is ServiceKind.DROP_OFF

    @property
    def wait_minutes(self) -> float:
        """What a person expects who looks at the line and knows how slowly lines move."""
        each = self.mean_minutes + CHANGEOVER_SECONDS / 60
        return (self.waiting + (self.free_stations == 0)) * each / self.post.script.stations

    def volunteer(self) -> Actor:
        """Where two stand, they call in turn."""
        return self.post.staff[self.calls % len(self.post.staff)]


@dataclass(eq=False)
class Claim:
    """A ticket in somebody's hand.

    `by`: the volunteer who called it. `is_coming`: the person is on the way to the booth. `is_given_up`: the person
    went home without a word.
    """

    guest: Guest
    desk: Desk
    code: str
    state: TicketState
    slot_starts_at: datetime | None = None
    by: Actor | None = None
    is_coming: bool = False
    is_given_up: bool = False


@dataclass(eq=False)
class Guest:
    """A resident on the day. `is_busy`: walking to a booth, being served, or fetching something."""

    resident: Resident
    claims: list[Claim] = field(default_factory=list)
    is_busy: bool = False
    strolls: int = 0

    @property
    def room(self) -> int:
        """How many more booths they want to see."""
        return len(self.resident.wants) - len(self.claims)

    @property
    def has_phone(self) -> bool:
        return self.resident.person.phone is not None

    def has_been_at(self, desk: Desk) -> bool:
        return any(claim.desk is desk for claim in self.claims)

    def tolerates(self, desk: Desk) -> bool:
        patience = DROP_OFF_PATIENCE if desk.is_drop_off else 1.0
        if desk.post.script.service.zone is Zone.FUN:
            patience = FUN_PATIENCE
        return not desk.is_used_up and desk.wait_minutes <= patience * self.resident.patience_minutes

    def in_state(self, state: TicketState) -> Iterator[Claim]:
        """Tickets of that state that they still care for."""
        return (claim for claim in self.claims if claim.state is state and not claim.is_given_up)
