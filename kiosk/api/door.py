"""What stands in front of every request: which host was asked for, and whose business the path is.

The HTTP surface shares a process with the screens. Its requests go past Streamlit's own layers (a session cookie,
compression, a plain-text refusal of odd paths): those serve a browser's screen, cost time, and answer errors in a form
that a program could not read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.api.application import create_api
from kiosk.api.problems import problem_response
from kiosk.i18n import best_language
from kiosk.settings import settings
from models.refusals import WrongHost

OURS: Final = ("/api/", "/staff/", "/print/")
OURS_EXACTLY: Final = ("/api", "/healthz")


@cache
def api() -> FastAPI:
    """The app of this process, made at the first request, when the settings are known to be good."""
    return create_api()


class Door:
    """Pure ASGI, because every request of the house passes here."""

    def __init__(self, app: ASGIApp, *, surface: Callable[[], ASGIApp] = api) -> None:
        self.app = app
        self._surface = surface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not is_our_host(Headers(scope=scope).get("host", ""), settings().allowed_hosts):
            await _refuse_host(scope, receive, send)
        elif scope["type"] == "http" and is_ours(scope["path"]):
            await self._surface()(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_ours(path: str) -> bool:
    return path.startswith(OURS) or path in OURS_EXACTLY


def is_our_host(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether the Host header names one of the allowed hosts. `*.example.org` allows every host below it."""
    if "*" in allowed:
        return True
    name = host.lower() if host.endswith("]") else host.lower().rsplit(":", 1)[0]
    return any(name == one.lower() or (one.startswith("*.") and name.endswith(one[1:].lower())) for one in allowed)


async def _refuse_host(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "wrong host"})
        return
    answer = problem_response(WrongHost(), best_language(Headers(scope=scope).get("accept-language")))
    await answer(scope, receive, send)
