"""The door: which host, and whose business a path is."""

import asyncio
import socket
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from kiosk.api import door
from kiosk.api.door import Door, is_our_host, is_ours
from kiosk.api.sockets import listening_sockets, send_small_answers_at_once
from kiosk.settings import Settings


async def screens(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("screen")(scope, receive, send)


async def surface(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"surface {scope['path']}")(scope, receive, send)


def visit(path: str, *, host: str = "testserver") -> httpx.Response:
    async def one() -> httpx.Response:
        transport = httpx.ASGITransport(app=Door(screens, surface=lambda: surface))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get(path, headers={"Host": host})

    return asyncio.run(one())


@pytest.fixture
def only_kiosk_example(monkeypatch: pytest.MonkeyPatch, rules: Settings) -> None:
    monkeypatch.setattr(door, "settings", lambda: replace(rules, allowed_hosts=("kiosk.example", "*.hall.example")))


@pytest.fixture(autouse=True)
def settings_of_a_test(monkeypatch: pytest.MonkeyPatch, rules: Settings) -> None:
    monkeypatch.setattr(door, "settings", lambda: rules)


@pytest.mark.parametrize("path", ["/api", "/api/v1/x", "/healthz", "/staff/sign-in", "/print/ticket/A"])
def test_programs_are_let_in_to_the_surface_with_their_path_as_it_is(path: str) -> None:
    assert visit(path).text.startswith("surface /")


@pytest.mark.parametrize("path", ["/", "/welcome", "/apiary", "/staff", "/healthzz", "/_stcore/health", "/static/x.js"])
def test_everything_else_is_the_screens(path: str) -> None:
    assert visit(path).text == "screen"
    assert not is_ours(path)


@pytest.mark.usefixtures("only_kiosk_example")
@pytest.mark.parametrize("host", ["kiosk.example", "KIOSK.example:8501", "east.hall.example"])
def test_the_hosts_that_are_allowed_are_answered(host: str) -> None:
    assert visit("/", host=host).text == "screen"


@pytest.mark.usefixtures("only_kiosk_example")
@pytest.mark.parametrize(
    "host", ["evil.example", "kiosk.example.evil", "127.0.0.1", "hall.example", "", "xhall.example"]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/markets"])
def test_other_hosts_are_refused_on_screens_and_surface(host: str, path: str) -> None:
    refused = visit(path, host=host)
    assert (refused.status_code, refused.json()["code"]) == (421, "wrong_host")


@pytest.mark.usefixtures("only_kiosk_example")
def test_a_websocket_to_another_host_is_closed() -> None:
    sent: list[Any] = []

    async def one() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"evil.example")]}
        await Door(screens, surface=lambda: surface)(scope, receive, send)

    asyncio.run(one())
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_an_ipv6_host_is_compared_with_its_brackets() -> None:
    assert is_our_host("[::1]:8501", ("[::1]",))
    assert is_our_host("[::1]", ("[::1]",))
    assert not is_our_host("[::2]:8501", ("[::1]",))


def test_a_socket_that_listens_sends_small_answers_at_once() -> None:
    with socket.socket() as listening, socket.socket() as idle:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert listening in listening_sockets()
        assert idle not in listening_sockets()
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        send_small_answers_at_once()
        with socket.create_connection(listening.getsockname()):
            accepted, _address = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
