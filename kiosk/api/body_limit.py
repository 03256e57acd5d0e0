"""Nothing here needs a long request: one that says it is long is refused unread, one that hides it is cut off."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.api.problems import BODY_LIMIT_KB, problem_response
from kiosk.i18n import best_language
from models.refusals import TooLarge

LIMIT_BYTES: Final = BODY_LIMIT_KB * 1024


class BodyLimit:
    """Pure ASGI. The framework's own limit would answer in plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told[:20]) > LIMIT_BYTES:
            refusal = TooLarge(limit_kb=BODY_LIMIT_KB)
            await problem_response(refusal, best_language(headers.get("accept-language")))(scope, receive, send)
            return
        await self.app(scope, _counted(receive), send)


def _counted(receive: Receive) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LIMIT_BYTES:
            raise HTTPException(413)
        return message

    return counted
