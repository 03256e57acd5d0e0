"""The report of a market: how long people waited, and how good the waits were that they were told.

The market's own events are gone through with the estimator that people were told by, one event after the other, so it
says again what it said then. A market that is over is gone through once for each process.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from kiosk.engine.waiting.booth_day import Outcome
from kiosk.engine.waiting.scorecard import Case, plain_cases, score, told_cases
from kiosk.services.organising.desk import looking
from kiosk.services.organising.overview import p90
from kiosk.services.organising.views import BoothScore, ClassWaits, MarketReport, ToldPoint, ToldScore, WaitClass
from kiosk.services.showing import market_card
from kiosk.services.views import Words
from kiosk.services.waits import outcomes_of
from kiosk.store import Database
from kiosk.store.overview import Passage, passages
from kiosk.store.reading import BoothRow, MarketRow, booth_rows
from models.actor import Actor
from models.columns import id_of
from models.enums import Priority, TicketKind


def report(db: Database, *, by: Actor, now: datetime, market_id: int) -> MarketReport:
    """As far as the market has got. Raises UnknownMarket, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        market = desk.market(market_id)
        rows = booth_rows(desk.session, market_id)
        found = passages(desk.session, market_id)
        scored = _scored(outcomes_of(desk.session, market_id))
        card = market_card(MarketRow(market, desk.community), now)
    told = {id_of(row.booth): told_cases(scored.get(id_of(row.booth), ())) for row in rows}
    plain = {id_of(row.booth): _plain(row, scored) for row in rows}
    return MarketReport(
        card=card,
        told=_score(case for cases in told.values() for case in cases),
        catalogue=_score(case for cases in plain.values() for case in cases),
        booths=tuple(_booth(row, told[id_of(row.booth)], plain[id_of(row.booth)]) for row in rows),
        classes=tuple(_class(each, found) for each in WaitClass),
        points=tuple(_points(rows, scored)),
    )


def _scored(outcomes: Mapping[int, Sequence[Outcome]]) -> dict[int, list[Outcome]]:
    return {booth_id: [one for one in here if one.is_scored] for booth_id, here in outcomes.items()}


def _plain(row: BoothRow, scored: Mapping[int, Sequence[Outcome]]) -> list[Case]:
    here = scored.get(id_of(row.booth), ())
    return plain_cases(here, mean_minutes=row.service.mean_minutes, cv=row.service.cv)


def _score(cases: Iterable[Case]) -> ToldScore | None:
    found = score(list(cases))
    if found is None:
        return None
    error, width = round(found.mean_error_minutes, 1), round(found.mean_width_minutes, 1)
    return ToldScore(found.people, found.held, error, width)


def _booth(row: BoothRow, told: Iterable[Case], plain: Iterable[Case]) -> BoothScore:
    return BoothScore(
        booth_id=id_of(row.booth),
        letter=row.booth.letter,
        name=Words(row.booth.name or row.service.name, row.booth.name_en or row.service.name_en),
        zone=row.service.zone,
        told=_score(told),
        catalogue=_score(plain),
    )


def _points(rows: Iterable[BoothRow], scored: Mapping[int, Sequence[Outcome]]) -> Iterable[ToldPoint]:
    for row in rows:
        for one in scored.get(id_of(row.booth), ()):
            yield ToldPoint(row.booth.letter, one.told.said.likely_minutes, round(one.waited_minutes, 1), one.held)


def _class(wanted: WaitClass, found: Iterable[Passage]) -> ClassWaits:
    waits = [minutes for one in found if _class_of(one) is wanted and (minutes := one.waited_minutes) is not None]
    middle = round(median(waits), 1) if waits else None
    return ClassWaits(wanted, called=len(waits), median_minutes=middle, p90_minutes=p90(waits))


def _class_of(one: Passage) -> WaitClass:
    if one.kind is TicketKind.BOOKED:
        return WaitClass.BOOKED
    return WaitClass.ORDINARY if one.priority is Priority.NONE else WaitClass.PRIORITY
