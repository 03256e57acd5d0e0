"""Where the replay plays: one market with its booths and their volunteers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.services.example.script import BoothScript
from kiosk.store import Database
from models.actor import Actor


@dataclass(frozen=True, slots=True)
class Post:
    """A booth and who runs its queue."""

    booth_id: int
    script: BoothScript
    staff: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """`posts`: letter → booth. `keys`: a new idempotency key for each press."""

    db: Database
    market_id: int
    opens_at: datetime
    closes_at: datetime
    organiser: Actor
    posts: Mapping[str, Post]
    keys: Iterator[str]
