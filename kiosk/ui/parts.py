"""The pieces screens are made of. Stock Streamlit underneath, so a test can press them; the look is in `house.css`.

Order on a resident's screen: `title` · pieces · `action_bar` last. Keys name both the widget and its css class, so
keep the prefixes. Names that people typed in go through `plain` before they stand in a label.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, Literal, NamedTuple

import streamlit as st

from kiosk.i18n import formats
from kiosk.ui.session import HIGH_CONTRAST, LARGER_TEXT
from kiosk.ui.words import _, lang, ngettext, other_lang, set_lang

Tone = Literal["vermilion", "jade", "indigo", "amber", "plain"]

ZONE_TONES: Final[dict[str, Tone]] = {"health": "jade", "handy": "indigo", "fun": "amber"}
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-!:~$<>|])")


def plain(text: str) -> str:
    """Text from the database, safe inside a Streamlit label: no markdown, no icon shortcodes, no line breaks."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def glyph(icon: str) -> str:
    """A Material Symbol inside HTML, by its name in snake case; silent for screen readers."""
    return f'<span class="glyph" aria-hidden="true" translate="no">{html.escape(icon)}</span>'


# ---------------------------------------------------------------- words on the paper


def title(text: str, *, under: str = "") -> None:
    """The screen's one heading and, if needed, one quieter line under it."""
    st.title(plain(text), anchor=False)
    if under:
        st.html(f'<p class="under">{html.escape(under)}</p>')


def section(text: str) -> None:
    """A heading inside the screen."""
    st.header(plain(text), anchor=False)


def steps(labels: Sequence[str], *, at: int) -> None:
    """Where one stands in a short row of steps; `at` counts from 0. Done steps carry a tick, the present one a bar."""
    items = "".join(_step(label, number, at) for number, label in enumerate(labels))
    said = html.escape(_("Step {number} of {count}").format(number=at + 1, count=len(labels)))
    st.html(f'<ol class="steps" aria-label="{said}">{items}</ol>')


def _step(label: str, number: int, at: int) -> str:
    state = "done" if number < at else "now" if number == at else "later"
    mark = glyph("check") if state == "done" else f"<b>{number + 1}</b>"
    here = ' aria-current="step"' if state == "now" else ""
    return f'<li class="step step-{state}"{here}>{mark}<span>{html.escape(label)}</span></li>'


def big_number(number: str, *, caption: str = "", is_over: bool = False) -> None:
    """A ticket's number in huge type, read out as people say it ("B 零一二号"); grey when it is over."""
    said = html.escape(formats.number_aloud(number, lang()))
    above = f'<span class="number-caption">{html.escape(caption)}</span>' if caption else ""
    st.html(
        f'<div class="number{" number-over" if is_over else ""}">{above}'
        f'<span class="number-digits" aria-hidden="true">{html.escape(number)}</span>'
        f'<span class="unseen">{said}</span></div>'
    )


def facts(rows: Sequence[tuple[str, str, str]]) -> None:
    """A short list of (icon, word, value): time, place, what to bring."""
    items = "".join(
        f"<div class='fact'>{glyph(icon)}<dt>{html.escape(word)}</dt><dd>{html.escape(value)}</dd></div>"
        for icon, word, value in rows
    )
    st.html(f'<dl class="facts">{items}</dl>')


def under(words: str) -> None:
    """A quiet line below a heading."""
    st.html(f'<p class="under">{html.escape(words)}</p>')


# ---------------------------------------------------------------- things to press


def door(key: str, label: str, *, icon: str, hint: str = "", tone: Tone = "plain", disabled: bool = False) -> bool:
    """A large door to somewhere: icon, a word or two, one line below. True in the run after it was pressed.

    A disabled door says in its hint why it is shut and when it opens.
    """
    words = f"**{plain(label)}**" + (f" {plain(hint)}" if hint else "")
    with st.container(key=f"door_{tone}_{key}"):
        return st.button(words, key=f"press_{key}", icon=f":material/{icon}:", disabled=disabled, width="stretch")


@dataclass(frozen=True, slots=True)
class Tile:
    """One service on a picture card. `state` is a word ("12 places left", "full"); `lines` are (icon, words)."""

    key: str
    name: str
    icon: str
    tone: Tone
    state: str
    lines: tuple[tuple[str, str], ...] = ()
    takes_more: bool = True


def service_tile(tile: Tile, *, chosen: bool = False) -> bool:
    """A card that can be chosen together with others. Returns whether it is chosen now.

    It is a checkbox underneath: `at.checkbox(key=f"tile_{tile.key}").check()`.
    """
    lines = "".join(f"<li>{glyph(icon)}<span>{html.escape(words)}</span></li>" for icon, words in tile.lines)
    shape = "event_available" if tile.takes_more else "block"
    with st.container(key=f"card_{tile.tone}_{tile.key}"):
        st.html(
            f'<div class="tile {"" if tile.takes_more else "tile-full"}"><span class="tile-picture">{glyph(tile.icon)}'
            f'</span><span class="tile-name">{html.escape(tile.name)}</span>'
            f'<span class="tile-state">{glyph(shape)}{html.escape(tile.state)}</span><ul>{lines}</ul></div>'
        )
        return st.checkbox(
            plain(tile.name), value=chosen and tile.takes_more, key=f"tile_{tile.key}", disabled=not tile.takes_more
        )


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of an hour with places. `starts_at` is aware; `clashes` when another choice is at that time."""

    id: int
    starts_at: datetime
    left: int
    clashes: bool = False


def quarter_hours(quarters: Sequence[Quarter], *, chosen: int | None, zone: str, key: str = "quarter") -> int | None:
    """Quarter-hours to tap, grouped by the part of the day. Returns the id just tapped, or None.

    A test presses `at.button(key=f"{key}_{quarter.id}")`.
    """
    tapped: int | None = None
    for part, group in groupby(quarters, key=lambda each: formats.part_of_day(each.starts_at, zone, lang())):
        st.html(f'<h2 class="part-of-day">{html.escape(part)}</h2>')
        with st.container(key=f"quarters_{key}_{part}"):
            for quarter in group:
                if _quarter(quarter, chosen=chosen == quarter.id, zone=zone, key=key):
                    tapped = quarter.id
    return tapped


def _quarter(quarter: Quarter, *, chosen: bool, zone: str, key: str) -> bool:
    words = f"**{plain(formats.bare_clock(quarter.starts_at, zone))}** {plain(_places(quarter, chosen=chosen))}"
    return st.button(
        words,
        key=f"{key}_{quarter.id}",
        type="primary" if chosen else "secondary",
        icon=":material/check:" if chosen else None,
        disabled=(quarter.left <= 0 or quarter.clashes) and not chosen,
        width="stretch",
    )


def _places(quarter: Quarter, *, chosen: bool) -> str:
    if chosen:
        return _("yours")
    if quarter.clashes:
        return _("you are elsewhere")
    if quarter.left <= 0:
        return _("full")
    return ngettext("{count} place", "{count} places", quarter.left).format(count=quarter.left)


# ---------------------------------------------------------------- always at the same place


class Pressed(NamedTuple):
    """What was pressed in the action bar in this run."""

    back: bool = False
    also: bool = False
    main: bool = False


def action_bar(
    *,
    at: str = "",
    main: str | None = None,
    back: str | None = None,
    also: str | None = None,
    main_icon: str = "arrow_forward",
    main_disabled: bool = False,
) -> Pressed:
    """The bar at the bottom of the screen: back at the left, the one main action at the right.

    `also` is a second way on, as large as the main one ("skip"). Keys: `bar_back`, `bar_also`, `bar_main`, with
    `_{at}` behind them. Where one page shows several screens in turn `at` names the screen: buttons of one key are one
    button to Streamlit, and the second half of a double tap would press the next screen's.
    """
    end = f"_{at}" if at else ""
    with st.container(key="bar"):
        gone_back = back is not None and st.button(plain(back), key=f"bar_back{end}", icon=":material/arrow_back:")
        gone_also = also is not None and st.button(plain(also), key=f"bar_also{end}")
        gone_on = main is not None and st.button(
            plain(main), key=f"bar_main{end}", type="primary", icon=f":material/{main_icon}:", disabled=main_disabled
        )
    return Pressed(back=gone_back, also=gone_also, main=gone_on)


def reading_row() -> None:
    """Language, text size and contrast, one tap each. `open_page` puts it on every resident and public page."""
    with st.container(key="reading"):
        st.button(
            "English" if other_lang() == "en" else "中文",
            key="reading_lang",
            icon=":material/translate:",
            on_click=lambda: set_lang(other_lang()),
        )
        larger, contrast = LARGER_TEXT.get(), HIGH_CONTRAST.get()
        st.button(
            _("Smaller text") if larger else _("Larger text"),
            key="reading_larger",
            icon=":material/text_decrease:" if larger else ":material/text_increase:",
            on_click=lambda: LARGER_TEXT.set(not larger),
        )
        st.button(
            _("Paper colours") if contrast else _("Stronger contrast"),
            key="reading_contrast",
            icon=":material/contrast:",
            on_click=lambda: HIGH_CONTRAST.set(not contrast),
        )
