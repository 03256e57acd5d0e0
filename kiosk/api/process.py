"""What runs while the process lives: start-up work, in this one place, and the ticker that lets time pass.

Streamlit calls `lifespan` however the kiosk was started: by `python -m kiosk serve` or by plain `streamlit run`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

from kiosk import clock
from kiosk.api.door import api
from kiosk.api.sockets import send_small_answers_at_once
from kiosk.i18n import DEFAULT, translation
from kiosk.services import Database, database, startup, sweeping
from kiosk.settings import settings
from models.refusals import DatabaseGone

SWEEP_SECONDS: Final = 15.0

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Make the database ready, tell the console how to begin, and sweep until the process ends."""
    send_small_answers_at_once()
    code = await asyncio.to_thread(make_ready)
    if code is not None:
        _tell_set_up_code(code)
    stop = asyncio.Event()
    ticker = asyncio.create_task(_tick(stop), name="sweeping")
    try:
        yield
    finally:
        stop.set()
        await ticker
        api().state.house.close()
        database().close()


@cache
def make_ready() -> str | None:
    """Migrate, fill, and see that somebody can organise: once per process. The answer is the set-up code, if needed."""
    return startup.start(database(), settings(), now=clock.now())


async def _tick(stop: asyncio.Event) -> None:
    """Every quarter of a minute, whatever happens to the one before."""
    while not stop.is_set():
        await asyncio.to_thread(sweep_calmly, database())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)


def sweep_calmly(db: Database) -> None:
    """A database that is away for a while is one line in the log, not the end of the ticker."""
    try:
        sweeping.sweep(db, now=clock.now())
        sweeping.end_pauses(db, now=clock.now())
    except DatabaseGone:
        _log.warning("The database does not answer; bookings that were missed are looked at again in a moment.")
    except Exception:  # noqa: BLE001 - a mistake in one sweep must not be the last sweep of the day
        _log.exception("Looking for missed bookings failed; it is tried again in a moment.")


def _tell_set_up_code(code: str) -> None:
    """On the console of whoever started the kiosk; in both languages, because no screen has been chosen yet."""
    for lang in (DEFAULT, "en"):
        _ = translation(lang).gettext
        said = _("Nobody can organise yet. Set-up code, for one use: {code}").format(code=code)
        print(said, file=sys.stderr, flush=True)
