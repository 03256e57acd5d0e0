"""The plan of the plaza and the charts of the day, put on the screen with their words."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import streamlit as st

from kiosk.charts.flow import ArrivalsChart, BoothWait, Quarter, WaitsChart, arrivals_chart, waits_chart
from kiosk.charts.plaza import BoothLoad, PlanChart, plaza_chart
from kiosk.charts.report import BoothHeld, HeldChart, held_chart
from kiosk.i18n.names import FIXTURE_KINDS
from kiosk.services.organising import views
from kiosk.services.organising.rows import FixtureRow
from kiosk.services.organising.views import BoothNow, Flow, Load, Overview
from kiosk.services.plan import Plan, PlanBooth, PlanFixture, booth_at, fixture_at, plan_of_plaza
from kiosk.services.views import Words
from kiosk.ui.organiser import findings, labels
from kiosk.ui.organiser.cells import GONE, Cells
from kiosk.ui.organiser.choosing import RUNNING
from kiosk.ui.words import _, lang, ngettext
from models.enums import FixtureKind

PLAN_WIDTH_PX: Final = 760
"""As drawn. The style sheet lets it shrink with its column and never grow; a metre stays a metre in both directions."""

POINT_MARKS: Final = {
    FixtureKind.ENTRANCE: "▲",
    FixtureKind.OUTLET: "◆",
    FixtureKind.TAP: "●",
    FixtureKind.HYDRANT: "■",
}
"""What has no size on the plan is a mark there: the shapes of `kiosk.charts.plaza`, said in words below it."""

SIZES: Final = ("x_cm", "y_cm", "width_cm", "depth_cm")
_TONES: Final[dict[Load, Any]] = {Load.CALM: "calm", Load.BUSY: "busy", Load.CROWDED: "crowded"}


# ---------------------------------------------------------------- the plaza


def day_plan(found: Overview) -> None:
    """The plaza with the booths coloured by load while the market runs, else by zone."""
    runs = found.card.phase in RUNNING
    chart = PlanChart(
        plan=plan_of_plaza(found.plaza, tuple(_booth_now(booth) for booth in found.booths)),
        lang=lang(),
        title=findings.of_the_plaza(found),
        subtitle=_("The plaza to scale; each booth says how full it is") if runs else _("The plaza to scale"),
        metres=_("metres"),
        loads={booth.letter: _load(booth.load) for booth in found.booths} if runs else {},
    )
    _draw(chart, key="plan_of_the_day")


def _load(load: Load) -> BoothLoad:
    return BoothLoad(_TONES[load], labels.say(labels.LOADS[load][0]))


def _booth_now(booth: BoothNow) -> PlanBooth:
    return booth_at(
        booth.letter,
        booth.zone,
        x_cm=booth.x_cm,
        y_cm=booth.y_cm,
        width_cm=booth.width_cm,
        depth_cm=booth.depth_cm,
        rotation_deg=booth.rotation_deg,
        name=booth.name,
    )


def table_plan(plaza: views.PlazaPlan, booths: Sequence[PlanBooth]) -> None:
    """The booths as they stand in a table, saved or not."""
    words = ngettext("{count} booth", "{count} booths", len(booths)).format(count=len(booths))
    fixtures = [_saved_fixture(row) for row in plaza.fixtures if row.kind is not None]
    _draw(_chart(plaza, title=_in_metres(plaza, words), fixtures=fixtures, booths=booths), key="plan_of_booths")


def plaza_plan(plaza: views.PlazaPlan, cells: Sequence[Cells]) -> None:
    """What stands on the plaza as it is in the table, saved or not; half a row is not drawn yet."""
    drawn = [each for each in map(_typed_fixture, cells) if each is not None]
    words = ngettext("{count} thing stands there", "{count} things stand there", len(drawn)).format(count=len(drawn))
    _draw(_chart(plaza, title=_in_metres(plaza, words), fixtures=drawn, booths=()), key="plan_of_plaza")


def _in_metres(plaza: views.PlazaPlan, words: str) -> str:
    width, depth = labels.metres(plaza.form.width_cm), labels.metres(plaza.form.depth_cm)
    return _("{width} × {depth} m, {what}").format(width=width, depth=depth, what=words)


def _chart(
    plaza: views.PlazaPlan, *, title: str, fixtures: Sequence[PlanFixture], booths: Sequence[PlanBooth]
) -> PlanChart:
    return PlanChart(
        plan=Plan(plaza.form.width_cm, plaza.form.depth_cm, tuple(fixtures), tuple(booths)),
        lang=lang(),
        title=title,
        subtitle=_("As it stands in the table; north is at the top"),
        metres=_("metres"),
    )


def _saved_fixture(row: FixtureRow) -> PlanFixture:
    sizes = [getattr(row, each) or 0 for each in SIZES]
    return _fixture(row.kind or FixtureKind.NO_GO, Words(row.name, row.name_en), sizes)


def _fixture(kind: FixtureKind, name: Words, sizes: Sequence[int]) -> PlanFixture:
    """What has no name is called by its kind."""
    said = name.say(lang()) or labels.say(FIXTURE_KINDS[kind])
    x_cm, y_cm, width_cm, depth_cm = sizes
    return fixture_at(kind, x_cm=x_cm, y_cm=y_cm, width_cm=width_cm, depth_cm=depth_cm, name=Words(said))


def _typed_fixture(cells: Mapping[str, Any]) -> PlanFixture | None:
    known = {kind.value for kind in FixtureKind}
    if cells.get(GONE) or cells.get("kind") not in known or not has_numbers(cells, ("x_cm", "y_cm")):
        return None
    name = Words(str(cells.get("name") or ""), str(cells.get("name_en") or ""))
    sizes = [int(cells.get(each) or 0) for each in SIZES]
    return _fixture(FixtureKind(cells["kind"]), name, sizes)


def has_numbers(cells: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(isinstance(cells.get(name), int | float) for name in names)


def _draw(drawn: PlanChart, *, key: str) -> None:
    """The plan, and below it what the small marks on it stand for."""
    chart = plaza_chart(drawn, width_px=PLAN_WIDTH_PX)
    # "pad" keeps the size of the ground; by default Streamlit would squeeze it together with its axes into one box.
    show(chart.properties(autosize="pad"), width="content", key=key, said=drawn.title)
    there = {fixture.at.kind for fixture in drawn.plan.fixtures}
    marks = ((mark, labels.say(FIXTURE_KINDS[kind])) for kind, mark in POINT_MARKS.items() if kind in there)
    items = "".join(f'<li><span aria-hidden="true">{mark}</span> {html.escape(word)}</li>' for mark, word in marks)
    if items:
        st.html(f'<ul class="plan-key">{items}</ul>')


def show(chart: Any, *, width: Literal["content", "stretch"], key: str, said: str) -> None:
    """Streamlit's front end writes into the padding's sides, so a single number for all of them breaks the chart."""
    padding = {"left": 8, "right": 8, "top": 8, "bottom": 8}
    st.altair_chart(chart.properties(padding=padding), width=width, theme=None, key=key, alt=said)


# ---------------------------------------------------------------- the day


def arrivals(found: Flow) -> None:
    """Who joined a line in each quarter-hour."""
    zone = found.card.time_zone
    chart = ArrivalsChart(
        title=findings.of_arrivals(found),
        subtitle=_("Tickets that joined a line in each quarter-hour"),
        people=_("tickets"),
        booked=_("booked"),
        walk_in=_("on the spot"),
        quarters=[Quarter(labels.clock(each.starts_at, zone), each.booked, each.walk_in) for each in found.arrivals],
    )
    show(arrivals_chart(chart), width="stretch", key="chart_of_arrivals", said=chart.title)


def waits(found: Flow, *, limit_minutes: int) -> None:
    """How long people stood at each booth before their call."""
    chart = WaitsChart(
        title=findings.of_waits(found, limit_minutes=limit_minutes),
        subtitle=_("Minutes until the call: half waited no longer than the bar, nine in ten than the line"),
        minutes=_("minutes"),
        limit=_("longest wait: {minutes} min").format(minutes=limit_minutes),
        limit_minutes=limit_minutes,
        booths=[_wait(booth) for booth in found.booths if booth.median_minutes is not None],
    )
    if chart.booths:
        show(waits_chart(chart), width="stretch", key="chart_of_waits", said=chart.title)


def held(found: views.MarketReport) -> None:
    """For every booth in how many cases the range held that people were told."""
    chart = HeldChart(
        title=_("How often the range held at each booth"),
        subtitle=_("Share of waits within the range told; the diamond: by the catalogue's minutes alone"),
        axis=_("waits within the range told"),
        aim=0.8,
        aim_said=_("meant: {share}").format(share="80%"),
        catalogue=_("by the catalogue's minutes alone"),
        booths=[_held(booth, booth.told) for booth in found.booths if booth.told is not None],
    )
    if chart.booths:
        show(held_chart(chart), width="stretch", key="chart_of_ranges", said=chart.title)


def _held(booth: views.BoothScore, told: views.ToldScore) -> BoothHeld:
    said = _("{held} of {people}").format(held=told.held, people=told.people)
    by_catalogue = booth.catalogue.held_share if booth.catalogue else None
    return BoothHeld(f"{booth.letter} {booth.name.say(lang())}", booth.zone, told.held_share, by_catalogue, said)


def _wait(booth: views.BoothWaits) -> BoothWait:
    median, p90 = booth.median_minutes or 0.0, booth.p90_minutes or 0.0
    return BoothWait(f"{booth.letter} {booth.name.say(lang())}", booth.zone, median, p90, _range(median, p90))


def _range(median: float, p90: float) -> str:
    """A wait as people say it: "3–12 min"."""
    if round(median) == round(p90):
        return labels.minutes(p90)
    return _("{least}–{most} min").format(least=round(median), most=round(p90))
