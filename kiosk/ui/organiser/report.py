"""The report of a market: how good the waits were that people were told, and how waits fell on those who came."""

from __future__ import annotations

import html
from typing import Final

import streamlit as st

from kiosk.services.organising.advising import advice_of_day
from kiosk.services.organising.report import report
from kiosk.services.organising.views import BoothScore, ClassWaits, MarketPlan, MarketReport, ToldScore, WaitClass
from kiosk.ui import calm, parts
from kiosk.ui.organiser import advice_words, frame, labels, pictures, where
from kiosk.ui.organiser.choosing import RUNNING
from kiosk.ui.organiser.plain_table import plain_table
from kiosk.ui.page import Opening, live
from kiosk.ui.words import N_, _, lang

FRESH_SECONDS: Final = 30

CLASSES: Final = {
    WaitClass.BOOKED: N_("With a booking"),
    WaitClass.PRIORITY: N_("On the spot, with priority"),
    WaitClass.ORDINARY: N_("On the spot"),
}


def show(opening: Opening) -> None:
    frame.market_screen(opening, where.REPORT, _body)


def _body(opening: Opening, market: MarketPlan) -> None:
    if market.phase in RUNNING:
        _live_figures(opening, market.id)
    else:
        figures(opening, market.id)


def figures(opening: Opening, market_id: int) -> None:
    """Everything there is to say by now."""
    found = report(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    advised = advice_of_day(opening.db, by=opening.by, now=opening.now, market_id=market_id)
    if not any(each.called for each in found.classes):
        parts.section(_("Report"))
        calm.notice(_("Nobody has been called yet. The report grows with the day."), icon="hourglass_empty")
        return
    parts.section(finding(found))
    with st.container(key="report"):
        with st.container(key="report_numbers"):
            st.html(_in_short(found) + _booths(found) + _classes(found))
        with st.container(key="report_picture"):
            pictures.held(found)
    if advised:
        parts.section(_("Advice on the day"))
        st.html(advice_words.table(advised))


_live_figures = live(every_seconds=FRESH_SECONDS)(figures)


def finding(found: MarketReport) -> str:
    """The one sentence: of ten people, for how many the wait lay within what they had been told."""
    if found.told is None:
        return _("Nobody had to wait")
    if found.told.people < 10:
        words = _("For {held} of {people} people the wait lay within what they had been told")
        return words.format(held=found.told.held, people=found.told.people)
    words = _("For {count} in 10 people the wait lay within what they had been told")
    return words.format(count=round(10 * found.told.held_share))


def _in_short(found: MarketReport) -> str:
    if found.told is None:
        nobody = html.escape(_("Nobody who had to wait has been called."))
        return f'<p class="under">{nobody}</p>'
    shown = [
        (_("had to wait"), str(found.told.people)),
        (_("waits within the range told"), share(found.told)),
        (_("mean error of the likely wait"), minutes(found.told.error_minutes)),
        (_("mean width of the ranges"), minutes(found.told.width_minutes)),
    ]
    items = "".join(f"<div><dt>{html.escape(word)}</dt><dd>{html.escape(number)}</dd></div>" for word, number in shown)
    under = html.escape(_("Ranges are meant to hold for 8 in 10 people: narrower would promise too much."))
    return f'<dl class="totals">{items}</dl><p class="under">{under}</p>'


def _booths(found: MarketReport) -> str:
    heads = (
        _("Booth"),
        _("Had to wait"),
        _("Within the range"),
        _("Mean error"),
        _("Mean width"),
        _("By the catalogue: within"),
        _("By the catalogue: error"),
    )
    rows = "".join(_booth(each) for each in found.booths if each.told is not None)
    return plain_table(_("What people were told, by booth"), heads, rows) if rows else ""


def _booth(booth: BoothScore) -> str:
    told, plain = booth.told, booth.catalogue
    name = f"<b>{html.escape(booth.letter)}</b> {html.escape(booth.name.say(lang()))}"
    cells = [
        str(told.people) if told else "–",
        share(told),
        minutes(told.error_minutes if told else None),
        minutes(told.width_minutes if told else None),
        share(plain),
        minutes(plain.error_minutes if plain else None),
    ]
    return _row(name, cells, zone=booth.zone.value)


def _classes(found: MarketReport) -> str:
    heads = (_("How they came"), _("Called"), _("Half waited up to"), _("Nine in ten up to"))
    rows = "".join(_class(each) for each in found.classes)
    under = html.escape(_("Who came before the time of a booking waits from that time on."))
    return plain_table(_("How waits fell on those who came"), heads, rows) + f'<p class="under">{under}</p>'


def _class(each: ClassWaits) -> str:
    cells = [str(each.called), labels.minutes(each.median_minutes), labels.minutes(each.p90_minutes)]
    return _row(html.escape(_(CLASSES[each.of])), cells)


def _row(name: str, cells: list[str], *, zone: str = "") -> str:
    tone = f' class="zone-{zone}"' if zone else ""
    return f'<tr{tone}><th scope="row">{name}</th>' + "".join(f"<td>{html.escape(c)}</td>" for c in cells) + "</tr>"


def share(score: ToldScore | None) -> str:
    return "–" if score is None else f"{score.held_share:.0%}"


def minutes(value: float | None) -> str:
    """To a tenth: an error of half a minute is not none."""
    return "–" if value is None else _("{minutes} min").format(minutes=f"{value:.1f}")
