"""What the browser gets besides Streamlit's own files: the house's css, scripts, icons, font, and the first HTML.

Streamlit's index.html is English, shows its own name and knows nothing of the house's style. It is read once and
served with the house's language, font and style in its head, so that the first paint is already right.
"""

from __future__ import annotations

import hashlib
import html
import re
import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
import streamlit
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.ui.registry import PAGES, SIZES, PageRow, address

ASSETS: Final = Path(__file__).parents[2] / "assets"
FOLDERS: Final = ("css", "js", "icons")
BOOT_ID: Final = secrets.token_hex(8)
"""New with every start of the process: an open screen that meets another one reloads itself."""

_ASSET_NAME: Final = re.compile(r"(?:[a-z_]+/)?[A-Za-z0-9_-]+(?:\.[a-z0-9]+)+")
_YEAR: Final = "public, max-age=31536000, immutable"


# ---------------------------------------------------------------- files


@cache
def version() -> str:
    """A short name for the present content of the assets: it is in their address, so they can be kept for ever."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((ASSETS / folder).rglob("*.*")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


async def _asset(request: Request) -> Response:
    folder, name = request.path_params["folder"], request.path_params["name"]
    path = ASSETS / folder / name
    # A screen's own scripts lie in one folder of theirs; nothing lies deeper, and nothing is reached by going up.
    if folder not in FOLDERS or not _ASSET_NAME.fullmatch(name) or not path.is_file():
        return Response(status_code=404)
    return FileResponse(path, headers={"Cache-Control": _YEAR})


async def _font(_request: Request) -> Response:
    # Already declared as coded: compressing 8 MB again for every kiosk would cost more than it saves.
    headers = {"Cache-Control": _YEAR, "Content-Encoding": "identity"}
    return FileResponse(pylopdf_fonts_zh_cn.sans_path(), media_type="font/otf", headers=headers)


# ---------------------------------------------------------------- the first HTML


@cache
def _streamlit_index() -> str:
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


def _styles() -> list[str]:
    """The house's style sheet, then those of single screens: a new file in `assets/css` needs no other line."""
    return sorted((path.name for path in (ASSETS / "css").glob("*.css")), key=lambda name: (name != "house.css", name))


@cache
def first_html(wing: str) -> str:
    """Streamlit's index.html in the house's language and style; `wing` decides the sizes of the first paint."""
    base = f"/house/{version()}"
    styles = "".join(f'<link rel="stylesheet" href="{base}/css/{name}">' for name in _styles())
    head = (
        f'<meta name="house-boot" content="{BOOT_ID}">'
        '<meta name="theme-color" content="#F4E8D4">'
        f'<link rel="icon" href="{base}/icons/seal.svg" type="image/svg+xml">'
        f'{styles}<script type="module" src="{base}/js/house.js"></script>'
    )
    page = _streamlit_index()
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r'<link\s+rel="(?:preload|service-desc|shortcut icon)"[^>]*?/?>', "", page)
    page = page.replace('<html lang="en">', f'<html lang="zh-CN" data-sizes="{SIZES[wing]}">')
    page = page.replace("<title>Streamlit</title>", "<title>益集</title>" + head)
    noscript = f"<noscript><p>{html.escape('这个屏幕需要 JavaScript。请找志愿者帮忙。')}</p></noscript>"
    return re.sub(r"<noscript>.*?</noscript>", noscript, page, flags=re.DOTALL)


class _PageName(Convertor[str]):
    """One plain word, so that /favicon.png and the like stay Streamlit's."""

    regex = "[A-Za-z0-9_-]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", _PageName())


async def _page(request: Request) -> Response:
    """The first HTML of a page of the table; a calm 404 for any other word."""
    row = _rows().get(request.url.path)
    if row is None:
        return HTMLResponse(_nowhere(), status_code=404)
    return HTMLResponse(first_html(row.wing), headers={"Cache-Control": "no-store"})


@cache
def _rows() -> dict[str, PageRow]:
    return {address(row.name): row for row in PAGES}


def _nowhere() -> str:
    return (
        '<!DOCTYPE html><html lang="zh-CN" data-sizes="kiosk"><head><meta charset="utf-8"><title>益集</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/house/{version()}/css/house.css"></head>'
        '<body><main class="nowhere"><h1>这里没有页面</h1>'
        '<p><a class="plain-link" href="/">回到首页</a></p>'
        '<p lang="en">There is no page here. <a href="/">Back to the start</a></p></main></body></html>'
    )


def routes() -> list[BaseRoute]:
    """The house's files and the first HTML of every page. Put them last: /{word} answers every single word."""
    return [
        Route("/house/{version}/{folder}/{name:path}", _asset),
        Route("/house/font/NotoSansSC-Regular.otf", _font),
        Route("/", _page),
        Route("/{word:page_name}", _page),
    ]


# ---------------------------------------------------------------- headers

# Streamlit needs inline styles and evaluates its chart runtime; nothing may come from or go to another host.
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' ws: wss: data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not no-referrer: browsers would then send the house's own forms with "Origin: null", like a stranger's.
    (b"referrer-policy", b"same-origin"),
    (b"x-kiosk-boot", BOOT_ID.encode()),
)


class HouseHeaders:
    """Adds the house's safety headers to every answer that does not set its own, and the boot id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in _HEADERS if each[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def middleware() -> Sequence[Middleware]:
    """What wraps every answer of the process."""
    return [Middleware(HouseHeaders)]
