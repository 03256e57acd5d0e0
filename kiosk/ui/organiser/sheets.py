"""What goes on paper: the plan, a sign for each booth, the set-up list. Drawn when it is asked for, never before."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from typing import Any, Final, cast, get_args
from urllib.parse import urlsplit

import streamlit as st

from kiosk import clock
from kiosk.i18n import LANGUAGES, formats
from kiosk.printing.sheets.files import KINDS, MEDIA_TYPES, Kind, Order, What, file_name, file_of, pages_of
from kiosk.printing.sheets.page import Paper, preview_of
from kiosk.services import staff
from kiosk.services.organising.sheets import SheetData, sheet_data
from kiosk.services.organising.views import MarketPlan
from kiosk.ui import calm, page, parts
from kiosk.ui.page import Opening, live
from kiosk.ui.session import Key
from kiosk.ui.words import N_, _, lang
from models.refusals import NotSignedIn

WHATS: Final[dict[What, str]] = {"plan": N_("Plan"), "signs": N_("Booth signs"), "list": N_("Set-up list")}
KIND_WORDS: Final[dict[Kind, str]] = {"pdf": "PDF", "png": "PNG", "svg": "SVG", "csv": N_("Spreadsheet")}
NAMES: Final = {"zh-CN": "中文", "en": "English"}
BOTH: Final = "both"
PREVIEW_WIDTH_PX: Final = 1100
LONGEST_ADDRESS: Final = 200

Shown = tuple[Order, int, str, str]
"""What was ordered, for which market, the picture as an address, and when it was drawn."""

FIRST_PAGE: Key[Shown | None] = Key("sheet_first_page", None)


@live()
def panel(opening: Opening, market: MarketPlan) -> None:
    """Choose, look at the first page, take the file."""
    parts.section(_("On paper"))
    with st.container(key="sheets"):
        with st.container(key="sheet_choice"):
            order = _order()
        if order.what == "list":
            calm.notice(_("The list names the volunteers: please do not hang it up."), icon="visibility_off")
        if not _is_address(order.address):
            calm.notice(_("Please write the whole address, from http on, without spaces."), tone="warm", icon="error")
            return
        with st.container(key="sheet_bar"):
            if order.kind != "csv" and st.button(_("Show the first page"), key="sheet_look", icon=":material/preview:"):
                _draw_first_page(opening, market, order)
            _download(opening, market, order)
        _first_page(market, order)


# ---------------------------------------------------------------- the choice


def _order() -> Order:
    what = cast(What, _one_of(_("What"), "what", {key: _(word) for key, word in WHATS.items()}))
    kinds = {kind: _(KIND_WORDS[kind]) for kind in KINDS[what]}
    kind = cast(Kind, _one_of(_("File"), f"kind_{what}", kinds))
    papers = {size: size for size in get_args(Paper)}
    paper = cast(Paper, "A4" if kind == "csv" else _one_of(_("Paper"), "paper", papers))
    tongues = {**NAMES, BOTH: _("both")}
    spoken = _one_of(_("Language on paper"), "langs", tongues, first=lang())
    langs = tuple(LANGUAGES) if spoken == BOTH else (spoken,)
    return Order(what, paper, langs, kind, _address() if what == "signs" else "")


def _one_of(label: str, name: str, options: dict[Any, str], *, first: str = "") -> str:
    """One of a few words; the last choice stays when somebody taps it again."""
    kept: Key[str] = Key(f"sheet_chosen_{name}", first or next(iter(options)))
    before = kept.get() if kept.get() in options else next(iter(options))
    chosen = st.segmented_control(
        label, list(options), format_func=lambda each: options[each], default=before, key=f"sheet_{name}", required=True
    )
    kept.set(chosen or before)
    return chosen or before


def _address() -> str:
    words = _("Address for phones, on the signs' square code; empty: no code")
    return st.text_input(words, value=own_address(), key="sheet_address", max_chars=LONGEST_ADDRESS).strip()


def own_address() -> str:
    """How this browser reached the kiosk; nothing where no phone could follow."""
    here: Any = st.context.url
    parted = urlsplit(here) if isinstance(here, str) else None
    if parted is None or not parted.hostname or parted.hostname in ("localhost", "127.0.0.1", "::1"):
        return ""
    return f"{parted.scheme}://{parted.netloc}/"


def _is_address(address: str) -> bool:
    if not address:
        return True
    try:
        parted = urlsplit(address)
    except ValueError:
        return False
    return parted.scheme in ("http", "https") and bool(parted.hostname) and address.isprintable() and " " not in address


# ---------------------------------------------------------------- the file and its first page


def _download(opening: Opening, market: MarketPlan, order: Order) -> None:
    st.download_button(
        _("Download"),
        data=_maker(opening, market.id, order),
        file_name=file_name(market.form.day, order),
        mime=MEDIA_TYPES[order.kind],
        key="sheet_download",
        icon=":material/download:",
        on_click="ignore",
    )


def _maker(opening: Opening, market_id: int, order: Order) -> Callable[[], bytes]:
    """Draws when the press comes, which may be long after this run: it asks again who is signed in."""
    db, token = opening.db, page.staff_token()

    def make() -> bytes:
        now = clock.now()
        by = staff.who(db, token=token, now=now) if token else None
        if by is None:
            raise NotSignedIn
        return file_of(sheet_data(db, by=by, now=now, market_id=market_id), order, now=now)

    return make


def _draw_first_page(opening: Opening, market: MarketPlan, order: Order) -> None:
    data: SheetData = sheet_data(opening.db, by=opening.by, now=opening.now, market_id=market.id)
    pages = pages_of(data, order, now=opening.now)
    drawn = base64.b64encode(preview_of(pages[0], width_px=PREVIEW_WIDTH_PX)).decode() if pages else ""
    FIRST_PAGE.set((order, market.id, drawn, formats.clock(opening.now, market.time_zone, lang())))


def _first_page(market: MarketPlan, order: Order) -> None:
    shown = FIRST_PAGE.get()
    if shown is None or shown[:2] != (order, market.id):
        return
    drawn, when = shown[2:]
    if not drawn:
        calm.notice(_("There are no booths yet."), icon="info")
        return
    words = _("First page as of {when}. After a change, show it again.").format(when=when)
    name = html.escape(_("First page: {what}").format(what=_(WHATS[order.what])))
    st.html(
        f'<figure class="first-page"><img src="data:image/png;base64,{drawn}" alt="{name}">'
        f"<figcaption>{html.escape(words)}</figcaption></figure>"
    )
