"""On a market day an organiser is told what would help before people wait too long, and what came of it is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from kiosk.engine.advice import Helping, Option, Outlook
from kiosk.services.markets import market_view
from kiosk.services.organising import looking_ahead as module
from kiosk.services.organising import own_process
from kiosk.services.organising.advising import (
    AdviceKind,
    AdviceState,
    AdviceView,
    advice_of_day,
    dismiss_advice,
    standing_advice,
    take_advice,
)
from kiosk.services.organising.copying import copy_market
from kiosk.services.organising.looking_ahead import begin_looking_ahead, look_ahead
from kiosk.services.queues import call_next, move_ticket
from kiosk.services.sweeping import end_pauses
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState, TicketState
from models.market import Advice, Booth, Market, Station
from models.places import Community
from tests.factories import BoothPlan, MadeMarket, at, volunteer_of, walk_in
from tests.services.organisers import ON_ONE_DATABASE, actions, audits, change, nothing_changes, organiser_of, planned

MINUTE = timedelta(minutes=1)
CROWDED = BoothPlan("A", mean_minutes=6, slots={})
CALM = BoothPlan("B", mean_minutes=2, slots={}, stations=2)
STATION, PAUSE, ELSEWHERE = AdviceKind.STATION, AdviceKind.PAUSE, AdviceKind.ELSEWHERE


@pytest.fixture(autouse=True)
def nobody_has_looked() -> Iterator[None]:
    module._LOOKED.clear()
    yield
    module._LOOKED.clear()


def crowded_market(db: Database, *booths: BoothPlan, people: int = 9, **columns: Any) -> tuple[MadeMarket, Actor]:
    """From ten past nine on people have come to A one after the other; by half past nobody has been called."""
    usual = {"state": MarketState.OPEN, "expected_visitors": 40}
    made, who = planned(db, *(booths or (CROWDED, CALM)), **{**usual, **columns})
    for number in range(people):
        walk_in(db, made, "A", now=at("09:10") + number * MINUTE)
    return made, who


def answering(
    monkeypatch: pytest.MonkeyPatch,
    made: MadeMarket,
    kind: AdviceKind = STATION,
    *,
    wait: float = 40.0,
    letter: str = "A",
) -> list[str]:
    """The process answers with one advice about a booth, or with none where the wait is short; what it was asked."""
    booth, other = f"b{made.booths[letter]}", f"b{made.booths['B']}"
    option = Option(kind, booth, 5.0, 50.0, other if kind is ELSEWHERE else None)
    outlook = Outlook(booth, 20.0, wait)
    found = (Helping(option, outlook, 18.0, 12.4, 14.2, 3.0 if kind is PAUSE else 0.0, 100.0),) if wait > 30 else ()
    asked: list[str] = []

    def ask(question: str) -> Any:
        asked.append(question)
        return (outlook,), found

    monkeypatch.setattr(module, "_ask", ask)
    return asked


def advised(db: Database, made: MadeMarket, who: Actor, now: datetime) -> tuple[AdviceView, ...]:
    look_ahead(db, by=who, now=now, market_id=made.id)
    return standing_advice(db, by=who, now=now, market_id=made.id)


def stations_of(db: Database, booth_id: int) -> list[tuple[int, datetime | None, datetime | None]]:
    with db.reading() as session:
        rows = session.exec(select(Station).where(Station.booth_id == booth_id)).all()
    return sorted((row.ordinal, row.opens_at, row.closes_at) for row in rows)


def booth_of(db: Database, booth_id: int) -> Booth:
    with db.reading() as session:
        return session.get_one(Booth, booth_id)


def shown_pause(db: Database, made: MadeMarket, now: datetime) -> dict[str, int | None]:
    """What residents see of the booths."""
    return {booth.letter: booth.pause_minutes for booth in market_view(db, made.id, now=now).booths}


# What is said -----------------------------------------------------------------------------------------------


def test_a_wait_that_will_pass_the_limit_is_told_with_what_helps_and_how_much(db: Database, now: datetime) -> None:
    made, who = crowded_market(db)

    (advice,) = advised(db, made, who, now)

    assert (advice.letter, advice.state, advice.given_at) == ("A", AdviceState.GIVEN, now)
    assert advice.expected_minutes > advice.limit_minutes == 30
    assert advice.helped_minutes < advice.expected_minutes
    assert advice.saved_minutes >= 5
    assert advice.people >= 3
    assert advice.kind is STATION
    assert advice.came is None


def test_where_the_line_is_short_nothing_is_asked_and_nothing_said(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db, people=1)
    asked = answering(monkeypatch, made)

    assert advised(db, made, who, at("09:15")) == ()
    assert asked == []


def test_the_limit_is_the_communitys_own(db: Database, now: datetime) -> None:
    made, who = crowded_market(db)
    change(db, Community, made.community_id, advice_wait_minutes=240)

    assert advised(db, made, who, now) == ()


def test_where_nobody_is_free_no_station_is_proposed(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db, CROWDED, BoothPlan("B", mean_minutes=2, slots={}))
    asked = answering(monkeypatch, made)
    advised(db, made, who, now)
    volunteer_of(db, made)
    look_ahead(db, by=who, now=now, market_id=made.id)

    nobody, somebody = ('"kind": "station"' in question for question in asked)
    assert not nobody
    assert somebody


def test_a_market_that_pauses_or_is_about_to_close_is_left_alone(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)
    asked = answering(monkeypatch, made)

    assert advised(db, made, who, at("11:41")) == ()
    change(db, Market, made.id, is_paused=True)
    assert advised(db, made, who, now) == ()
    assert asked == []
    change(db, Market, made.id, is_paused=False)
    assert len(advised(db, made, who, now)) == 1


def test_an_advice_whose_trouble_is_over_is_taken_back_silently(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)
    answering(monkeypatch, made)
    assert advised(db, made, who, now)

    answering(monkeypatch, made, wait=10.0)

    assert advised(db, made, who, now + 4 * MINUTE) == ()
    (row,) = advice_of_day(db, by=who, now=now, market_id=made.id)
    assert row.state is AdviceState.WITHDRAWN
    assert "advice" not in " ".join(actions(db))


def test_what_stands_stays_as_it_was_said_however_often_somebody_looks(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)
    answering(monkeypatch, made)
    first = advised(db, made, who, now)

    answering(monkeypatch, made, PAUSE, wait=55.0)

    assert advised(db, made, who, now + 2 * MINUTE) == first


# Who looks, and when ----------------------------------------------------------------------------------------


def test_the_page_that_looks_goes_on_and_a_second_look_within_two_minutes_begins_nothing(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)
    asked = answering(monkeypatch, made)
    looks = [begin_looking_ahead(db, by=who, now=now + each * MINUTE, market_id=made.id) for each in (0, 1)]
    _join(looks)
    looks.append(begin_looking_ahead(db, by=who, now=now + 2 * MINUTE, market_id=made.id))
    _join(looks)

    assert [look is not None for look in looks] == [True, False, True]
    assert len(asked) == 2
    assert len(standing_advice(db, by=who, now=now, market_id=made.id)) == 1


def _join(looks: list[Any]) -> None:
    for look in looks:
        if look is not None:
            look.join()


def test_a_process_that_fails_leaves_the_page_working_and_says_nothing(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)

    def broken(_command: str) -> Any:
        code = "import sys; sys.stdin.read(); print('{')"
        return subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True)

    monkeypatch.setattr(own_process, "begin", broken)
    _join([begin_looking_ahead(db, by=who, now=now, market_id=made.id)])

    assert standing_advice(db, by=who, now=now, market_id=made.id) == ()
    assert begin_looking_ahead(db, by=who, now=now + MINUTE, market_id=made.id) is None
    with pytest.raises(no.RehearsalFailed):
        look_ahead(db, by=who, now=now, market_id=made.id)


@pytest.mark.race
def test_two_servers_that_look_at_once_say_it_once(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db)
    answering(monkeypatch, made)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: look_ahead(db, by=who, now=now, market_id=made.id), range(4)))

    assert len(advice_of_day(db, by=who, now=now, market_id=made.id)) == 1


def test_numba_is_never_loaded_beside_the_screens() -> None:
    code = (
        "import sys, kiosk.services.organising.looking_ahead, kiosk.services.organising.advising;"
        "sys.exit('numba' in sys.modules or 'numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# What is decided --------------------------------------------------------------------------------------------


def given(
    db: Database, monkeypatch: pytest.MonkeyPatch, now: datetime, kind: AdviceKind = STATION, **columns: Any
) -> tuple[MadeMarket, Actor, AdviceView]:
    made, who = crowded_market(db, **columns)
    answering(monkeypatch, made, kind)
    (advice,) = advised(db, made, who, now)
    return made, who, advice


def test_one_more_station_is_open_from_now_until_the_time_that_was_said(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)

    done = take_advice(db, by=who, now=now + MINUTE, advice_id=advice.id)

    assert stations_of(db, made.booths["A"]) == [(1, None, None), (2, now + MINUTE, advice.until_at)]
    assert (done.state, done.station, done.who) == (AdviceState.TAKEN, 2, who.name)
    assert [(row.action, row.detail) for row in audits(db)] == [("take_advice", {"letter": "A", "advice": "station"})]
    assert standing_advice(db, by=who, now=now + MINUTE, market_id=made.id) == ()


def test_a_station_that_was_planned_for_later_opens_now_instead(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)
    with db.writing() as session:
        session.add(Station(booth_id=made.booths["A"], ordinal=4, opens_at=at("10:30")))

    take_advice(db, by=who, now=now, advice_id=advice.id)

    assert stations_of(db, made.booths["A"]) == [(1, None, None), (4, now, None)]


def test_a_helper_leaves_one_station_fewer_behind_until_it_is_over(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)
    change(db, Advice, advice.id, to_booth_id=made.booths["B"])

    take_advice(db, by=who, now=now, advice_id=advice.id)

    assert stations_of(db, made.booths["A"])[-1] == (2, now, advice.until_at)
    assert stations_of(db, made.booths["B"]) == [(1, None, None), (2, advice.until_at, None)]


def test_a_helper_who_cannot_be_spared_any_more_is_not_sent(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)
    change(db, Advice, advice.id, to_booth_id=made.booths["B"])
    with db.writing() as session:
        second = session.exec(select(Station).where(Station.ordinal == 2)).one()
        second.closes_at = now
        session.add(second)

    with nothing_changes(db), pytest.raises(no.UnknownRecord):
        take_advice(db, by=who, now=now, advice_id=advice.id)


def test_a_calm_booth_with_two_stations_is_asked_for_a_helper_and_a_busy_one_is_not(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = crowded_market(db, CROWDED, CALM, BoothPlan("C", mean_minutes=9, slots={}, stations=2))
    for number in range(12):
        walk_in(db, made, "C", now=at("09:20") + number * MINUTE / 2)
    asked = answering(monkeypatch, made)

    advised(db, made, who, now)

    options = json.loads(asked[0])["options"]
    assert {each["other"] for each in options if each["kind"] == "station"} == {f"b{made.booths['B']}"}


def test_numbers_are_paused_at_the_booth_and_given_out_again_by_themselves(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now, PAUSE)
    lasts = advice.until_at - advice.from_at

    done = take_advice(db, by=who, now=now + MINUTE, advice_id=advice.id)

    assert done.until_at == now + MINUTE + lasts
    assert shown_pause(db, made, now + 2 * MINUTE) == {"A": 44, "B": None}
    with pytest.raises(no.BoothFull):
        walk_in(db, made, "A", now=now + 2 * MINUTE)
    assert end_pauses(db, now=done.until_at - MINUTE) == 0
    assert end_pauses(db, now=done.until_at) == 1
    assert shown_pause(db, made, done.until_at) == {"A": None, "B": None}
    walk_in(db, made, "A", now=done.until_at)
    change(db, Booth, made.booths["A"], takes_walk_ins=False)
    assert end_pauses(db, now=done.until_at + MINUTE) == 0  # what somebody has shut since stays shut
    assert not booth_of(db, made.booths["A"]).takes_walk_ins


def test_a_market_copied_while_a_booth_pauses_gives_out_numbers_there(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now, PAUSE)
    take_advice(db, by=who, now=now, advice_id=advice.id)

    copy = copy_market(db, by=who, now=now, source_id=made.id)

    with db.reading() as session:
        twins = session.exec(select(Booth).where(Booth.market_id == copy.id)).all()
    assert all(twin.takes_walk_ins for twin in twins)
    assert advice_of_day(db, by=who, now=now, market_id=copy.id) == ()


def test_sending_people_elsewhere_is_noted_and_changes_nothing_else(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now, ELSEWHERE)

    done = take_advice(db, by=who, now=now, advice_id=advice.id)

    assert (done.state, done.to_letter, done.is_same_service) == (AdviceState.TAKEN, "B", False)
    assert booth_of(db, made.booths["A"]).takes_walk_ins
    assert len(stations_of(db, made.booths["A"])) == 1
    assert actions(db) == ["take_advice"]


def test_who_wants_nothing_of_it_is_left_alone_for_half_an_hour(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)

    dismiss_advice(db, by=who, now=now, advice_id=advice.id)

    assert actions(db) == ["dismiss_advice"]
    assert advised(db, made, who, now + 29 * MINUTE) == ()
    assert len(advised(db, made, who, now + 30 * MINUTE)) == 1


def test_a_second_tap_does_nothing_and_a_colleagues_other_answer_is_too_late(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)
    first = take_advice(db, by=who, now=now, advice_id=advice.id)
    colleague = organiser_of(db, made.community_id, name="钱主任")

    with nothing_changes(db):
        assert take_advice(db, by=who, now=now + MINUTE, advice_id=advice.id) == first
        with pytest.raises(no.UnknownRecord):
            dismiss_advice(db, by=colleague, now=now + MINUTE, advice_id=advice.id)


@ON_ONE_DATABASE
def test_only_the_communitys_organisers_decide(db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made, who, advice = given(db, monkeypatch, now)
    volunteer = volunteer_of(db, made, "A")

    with nothing_changes(db):
        for act in (take_advice, dismiss_advice):
            with pytest.raises(no.NotAllowed):
                act(db, by=volunteer, now=now, advice_id=advice.id)
            with pytest.raises(no.UnknownRecord):
                act(db, by=who, now=now, advice_id=999)


def test_after_the_close_nothing_can_be_decided(db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made, who, advice = given(db, monkeypatch, now)

    with nothing_changes(db), pytest.raises(no.WrongMarketState):
        take_advice(db, by=who, now=at("12:01"), advice_id=advice.id)
    assert standing_advice(db, by=who, now=at("11:41"), market_id=made.id) == ()


# What came of it --------------------------------------------------------------------------------------------


def test_what_came_of_it_are_the_waits_of_those_who_were_called_in_the_time_after(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who, advice = given(db, monkeypatch, now)
    take_advice(db, by=who, now=now, advice_id=advice.id)
    volunteer = volunteer_of(db, made, "A")

    for minutes in (10, 20, 50):  # they came at 9:10, 9:11 and 9:12
        called = call_next(db, made.booths["A"], by=volunteer, now=now + minutes * MINUTE)
        assert called is not None
        for state in (TicketState.SERVING, TicketState.DONE):
            move_ticket(db, called.code, state, by=volunteer, now=now + (minutes + 1) * MINUTE)

    (row,) = advice_of_day(db, by=who, now=now + 60 * MINUTE, market_id=made.id)
    assert row.came is not None
    assert (row.came.people, row.came.wait_minutes) == (2, (30 + 39) / 2)


def test_a_booth_may_be_advised_about_twice_but_one_advice_stands(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database itself holds it, too, whatever two servers think."""
    _made, who, advice = given(db, monkeypatch, now)
    with db.reading() as session:
        columns = session.get_one(Advice, advice.id).model_dump(exclude={"id"})
    with pytest.raises(Exception, match=r"(?i)unique"), db.writing() as session:
        session.add(Advice(**columns))

    dismiss_advice(db, by=who, now=now, advice_id=advice.id)
    with db.writing() as session:
        again = Advice(**columns)
        session.add(again)
        session.flush()
        assert id_of(again) != advice.id
