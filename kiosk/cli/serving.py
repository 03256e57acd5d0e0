"""The command `serve`: the same process that `make run` starts."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn

import click

from kiosk.cli import language
from kiosk.i18n import translation


@click.command()
@click.option("--host", help="Where to listen; KIOSK_HOST, or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Where to listen; KIOSK_PORT, or 8501.")
def serve(host: str | None, port: int | None) -> None:
    """Start the kiosk: screens and HTTP surface. Ctrl-C ends it."""
    from kiosk.settings import ROOT, settings

    for name, value in (("KIOSK_HOST", host), ("KIOSK_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    settings.cache_clear()
    # Whoever stands behind a proxy says which one in FORWARDED_ALLOW_IPS. Else nobody may say who they are: the server
    # would believe everything on this machine.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end_cleanly)
    sys.argv = [str(ROOT / "streamlit_app.py")]  # where Streamlit looks for its settings
    sys.path.insert(0, str(ROOT))
    _run()


def _run() -> None:
    from kiosk.api.process import make_ready
    from kiosk.settings import settings

    make_ready()
    import streamlit_app

    _ = translation(language()).gettext
    shown = "localhost" if settings().host in ("0.0.0.0", "::") else settings().host  # noqa: S104 - compared, not bound
    click.echo(_("The kiosk is at {address}").format(address=f"http://{shown}:{settings().port}"))
    config = {
        "server.address": settings().host,
        "server.port": settings().port,
        "logger.hideWelcomeMessage": True,
    }
    streamlit_app.app.run(config=config)


def _end_cleanly(_number: int, _frame: Any) -> NoReturn:
    """The server first closes what is open and then raises the signal once more: to here."""
    sys.exit(0)
