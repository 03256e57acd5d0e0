"""What every route needs: the database, the clock, the settings, and threads to wait in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from starlette.requests import Request

from kiosk import clock
from kiosk.api.share import Share
from kiosk.api.writer import Writer
from kiosk.services import Database, staff
from kiosk.settings import Settings
from models import refusals as r
from models.actor import Actor

T = TypeVar("T")

READERS = 4
POSTGRESQL_WRITERS = 8


@dataclass(frozen=True)
class House:
    """One per app. `now` is the clock, so that tests can stop it."""

    db: Database
    settings: Settings
    share: Share
    now: Callable[[], datetime]
    readers: ThreadPoolExecutor
    writers: ThreadPoolExecutor
    writer: Writer | None

    async def read(self, work: Callable[[], T]) -> T:
        """Look something up in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, work)

    async def write(self, work: Callable[[Database], T]) -> T:
        """Write, quickly, through the handle that the work is given; the answer comes when it is durable."""
        if self.writer is not None:
            return await asyncio.wrap_future(self.writer.submit(work))
        return await self.write_alone(lambda: work(self.db))

    async def write_alone(self, work: Callable[[], T]) -> T:
        """Work with transactions of its own, or that takes its time, such as telling PINs apart."""
        return await asyncio.get_running_loop().run_in_executor(self.writers, work)

    def close(self) -> None:
        self.readers.shutdown(wait=True)
        self.writers.shutdown(wait=True)
        if self.writer is not None:
            self.writer.close()


def open_house(db: Database, settings: Settings, *, now: Callable[[], datetime] = clock.now) -> House:
    return House(
        db=db,
        settings=settings,
        share=Share(settings.tickets_per_minute),
        now=now,
        readers=ThreadPoolExecutor(READERS, "api-read"),
        writers=ThreadPoolExecutor(2 if db.is_sqlite else POSTGRESQL_WRITERS, "api-alone"),
        writer=Writer(db) if db.is_sqlite else None,
    )


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def client_address(request: Request) -> str:
    """Whose wrong tries and new tickets are counted.

    The server puts the address of `X-Forwarded-For` there only for proxies that FORWARDED_ALLOW_IPS names.
    """
    return request.client.host if request.client else "unknown"


def bearer_token(request: Request) -> str:
    """The token of `Authorization: Bearer …`. Raises NotSignedIn."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise r.NotSignedIn
    return token.strip()


def signed_in(db: Database, token: str, now: datetime) -> Actor:
    """Raises NotSignedIn for a token that is unknown, over or signed out."""
    actor = staff.who(db, token=token, now=now)
    if actor is None:
        raise r.NotSignedIn
    return actor


LARGEST_ID = 2**31 - 1


def known_id(number: int) -> int:
    """An id that a database may be asked for: what is out of its range is the id of nothing."""
    return number if 0 < number <= LARGEST_ID else 0
