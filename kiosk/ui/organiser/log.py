"""What the staff did, actions and moves of tickets in one list, a page at a time."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from kiosk.i18n import formats
from kiosk.services.organising import communities, markets, people
from kiosk.services.organising.audit import audit_page
from kiosk.services.organising.views import AuditLine
from kiosk.ui import calm, parts
from kiosk.ui.organiser import frame, log_words, where
from kiosk.ui.page import Opening
from kiosk.ui.session import Key
from kiosk.ui.words import _, lang

LINES: Final = 40
PAGES: Key[tuple[str, ...]] = Key("organiser_log_pages", ("",))
"""The marks of the pages that were turned to; the last one is shown. "" is the newest."""


def show(opening: Opening) -> None:
    frame.house_screen(opening, where.LOG, _body)


def _body(opening: Opening) -> None:
    parts.title(_("Log"), under=_("What the staff did, the newest first. It cannot be changed."))
    market_id, staff_id = _filters(opening)
    pages = PAGES.get()
    found = audit_page(
        opening.db, by=opening.by, now=opening.now, market_id=market_id, staff_id=staff_id, older=pages[-1], limit=LINES
    )
    zone = communities.community(opening.db, by=opening.by, now=opening.now).form.time_zone
    if found.lines:
        st.html(_table(found.lines, zone))
    else:
        calm.notice(_("Nothing stands here yet."), icon="info")
    pressed = parts.action_bar(
        at="log",
        back=_("Newer") if len(pages) > 1 else None,
        also=_("Older") if found.older else None,
    )
    if pressed.back:
        PAGES.set(pages[:-1])
        st.rerun()
    if pressed.also:
        PAGES.set((*pages, found.older))
        st.rerun()


# ---------------------------------------------------------------- filters


def _filters(opening: Opening) -> tuple[int | None, int | None]:
    """One market, one person, or all; another choice begins at the newest again."""
    db, by, now = opening.db, opening.by, opening.now
    cards = [line.card for line in markets.markets(db, by=by, now=now, limit=60)]
    days = {card.id: f"{formats.day(card.day, lang())} {card.name.say(lang())}" for card in cards}
    names = {person.id: person.name for person in people.staff_list(db, by=by, now=now)}
    with st.container(key="log_filters"):
        market_id = _filter("market", _("Market"), _("All markets"), days, where.market_id())
        staff_id = _filter("staff", _("Person"), _("Everybody"), names, where.staff_id())
    return market_id, staff_id


def _filter(name: str, label: str, everything: str, words: Mapping[int, str], chosen: int | None) -> int | None:
    options = [0, *words]
    index = options.index(chosen) if chosen is not None and chosen in words else 0
    key = f"log_{name}_{lang()}"
    found: int = st.selectbox(
        label,
        options=options,
        index=index,
        format_func=lambda value: words.get(value, everything),
        key=key,
        on_change=_turn_back,
        args=(name, key),
    )
    return found or None


def _turn_back(name: str, key: str) -> None:
    where.choose(name, st.session_state[key] or None)
    PAGES.forget()


# ---------------------------------------------------------------- the table


def _table(lines: Sequence[AuditLine], zone: str) -> str:
    heads = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in
                    (_("When"), _("Who"), _("What"), _("Market")))  # fmt: skip
    rows = "".join(_line(line, zone) for line in lines)
    caption = html.escape(_("What the staff did"))
    return (
        f'<table class="plain-table log-table"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _line(line: AuditLine, zone: str) -> str:
    at = formats.local(line.at, zone)
    when = f"{formats.day(at.date(), lang())} {at.hour}:{at.minute:02d}"
    who = line.who or log_words.the_kiosk()
    market = formats.day(line.day, lang()) if line.day is not None else ""
    cells: tuple[Any, ...] = (when, who, log_words.told(line), market)
    return "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>"
