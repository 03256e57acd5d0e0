"""The example market: what it holds, that it happened by the rules, and that it is made safely."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, select
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from kiosk.services.bookings import Person, Wish, get_tickets
from kiosk.services.example import fill_example
from kiosk.services.example.dates import STORY_ENDS, market_days
from kiosk.services.example.script import script
from kiosk.services.markets import market_view, next_market
from kiosk.services.organising.overview import flow
from kiosk.services.organising.readiness import readiness
from kiosk.services.organising.report import report
from kiosk.services.pins import installation
from kiosk.services.queues import call_next
from kiosk.services.staff import needs_set_up
from kiosk.services.state import is_empty
from kiosk.services.views import MarketView
from kiosk.store import Database
from models import refusals as no
from models.actor import RESIDENT, Actor
from models.enums import MarketState, Priority, Role, ServiceKind, TicketKind, TicketState, Zone
from models.market import Booth, Market, Shift
from models.moves import AT_STATION, ENDED, MOVES, Move
from models.people import Audit, Staff
from models.places import Community
from models.tables import metadata
from models.tickets import Ticket, TicketEvent, Visit
from models.values import PHONE
from tests.conftest import one_at_a_time

S = TicketState
ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
A_SUNDAY = datetime(2026, 11, 22, 10, 40, tzinfo=ZONE)
FEW = 30


def shanghai(clock: str) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=ZONE)


# ---------------------------------------------------------------- the example, made once


@pytest.fixture(scope="session")
def full_example(sqlite_template: Path, shared_folder: Path) -> Path:
    """A SQLite database with the example of 300 visitors, made once for all workers. Nobody writes into it."""
    file = shared_folder / "example.sqlite3"
    with one_at_a_time(shared_folder / "example.sqlite3.lock"):
        if not file.exists():
            fresh = shared_folder / "example-in-work.sqlite3"
            shutil.copyfile(sqlite_template, fresh)
            db = Database(f"sqlite:///{fresh}")
            fill_example(db, now=A_SUNDAY)
            with db.reading() as session:
                session.connection().execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.close()
            fresh.rename(file)
    return file


@pytest.fixture
def example(full_example: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of the full example for one test."""
    shutil.copyfile(full_example, tmp_path / "example.sqlite3")
    db = Database(f"sqlite:///{tmp_path / 'example.sqlite3'}")
    yield db
    db.close()


@dataclass(frozen=True)
class Recorded:
    """Everything about one market day. `events` in the order in which they were written."""

    market: Market
    booths: dict[int, Booth]
    tickets: dict[int, Ticket]
    events: list[TicketEvent]
    visits: list[Visit]
    shifts: list[Shift]

    def of_visit(self, visit_id: int | None) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.visit_id == visit_id]

    @property
    def came(self) -> list[Visit]:
        """Those of whom a ticket joined a line."""
        return [visit for visit in self.visits if any(t.queued_at for t in self.of_visit(visit.id))]

    def first_seen(self, visit: Visit) -> datetime:
        instants = [t.checked_in_at or t.queued_at for t in self.of_visit(visit.id)]
        return min(instant for instant in instants if instant is not None)

    def booth(self, letter: str) -> Booth:
        return next(booth for booth in self.booths.values() if booth.letter == letter)


@pytest.fixture
def recorded(example: Database) -> Recorded:
    return record_of(example, MarketState.CLOSED)


@pytest.fixture
def coming(example: Database) -> Recorded:
    return record_of(example, MarketState.PUBLISHED)


def record_of(db: Database, state: MarketState) -> Recorded:
    with db.reading() as session:
        market = session.exec(select(Market).where(Market.state == state)).one()
        booths = {b.id or 0: b for b in session.exec(select(Booth).where(Booth.market_id == market.id))}
        tickets = {t.id or 0: t for t in session.exec(select(Ticket).where(Ticket.market_id == market.id))}
        return Recorded(
            market,
            booths,
            tickets,
            [e for e in _all(session, TicketEvent) if e.ticket_id in tickets],
            [v for v in _all(session, Visit) if v.market_id == market.id],
            [s for s in _all(session, Shift) if s.booth_id in booths],
        )


def _all(session: Session, table: Any) -> list[Any]:
    """Every row in the order in which it was written."""
    return list(session.exec(select(table).order_by(table.id)))


def organiser(db: Database) -> Actor:
    """Somebody of the community's office, who can see everything."""
    with db.reading() as session:
        community = session.exec(select(Community)).one()
        return Actor(Role.ORGANISER, staff_id=1, community_id=community.id)


# ---------------------------------------------------------------- the crowd


def test_three_hundred_people_came_and_everybody_saw_two_to_four_booths(recorded: Recorded) -> None:
    booths_seen = Counter(len(recorded.of_visit(visit.id)) for visit in recorded.came)

    assert len(recorded.came) == 300
    assert set(booths_seen) == {2, 3, 4}


def test_nearly_a_third_came_in_the_first_twenty_minutes(recorded: Recorded) -> None:
    early = [v for v in recorded.came if recorded.first_seen(v) < recorded.market.opens_at + 20 * MINUTE]

    assert 0.27 <= len(early) / 300 <= 0.33


def test_three_in_five_are_over_sixty(recorded: Recorded) -> None:
    elders = [v for v in recorded.came if recorded.of_visit(v.id)[0].priority is Priority.ELDER]

    assert 0.55 <= len(elders) / 300 <= 0.7


def test_a_fifth_of_the_bookings_were_not_kept(recorded: Recorded) -> None:
    kept_or_not = [t for t in recorded.tickets.values() if t.kind is TicketKind.BOOKED and t.state is not S.CANCELLED]
    missed = [t for t in kept_or_not if t.state is S.NO_SHOW]

    assert len(kept_or_not) > 80
    assert 0.15 <= len(missed) / len(kept_or_not) <= 0.25


def test_names_and_phones_are_plausible_and_nobodys(recorded: Recorded, coming: Recorded) -> None:
    visits = recorded.visits + coming.visits
    phones = [visit.phone for visit in visits if visit.phone is not None]

    assert all(PHONE.fullmatch(phone) and phone.startswith("1600000") for phone in phones)
    assert all(re.fullmatch(r"\w(先生|女士|奶奶|爷爷)", visit.name) for visit in visits if visit.name is not None)
    assert len({visit.phone for visit in recorded.visits} - {None}) == sum(v.phone is not None for v in recorded.visits)
    assert {v.phone for v in recorded.visits} & {v.phone for v in coming.visits} - {None}, "no regular comes again"


# ---------------------------------------------------------------- the day happened by the rules


def test_every_ticket_of_the_recorded_day_has_ended(recorded: Recorded, coming: Recorded) -> None:
    assert {t.state for t in recorded.tickets.values()} <= ENDED
    assert {t.state for t in coming.tickets.values()} == {S.BOOKED}, "the control: these have not"


def test_numbers_were_given_once_and_in_order(recorded: Recorded) -> None:
    numbers: dict[int, list[str]] = defaultdict(list)
    for ticket in recorded.tickets.values():
        numbers[ticket.booth_id].append(ticket.number)

    for booth_id, given_out in numbers.items():
        letter = recorded.booths[booth_id].letter
        assert sorted(given_out) == [f"{letter}{place:03d}" for place in range(1, len(given_out) + 1)]


def broken_chains(events: Iterable[TicketEvent]) -> list[TicketEvent]:
    """Events that do not begin where the ticket was, or are no move of the table."""
    states: dict[int, TicketState | None] = {}
    broken = []
    for event in events:
        known = event.move in (Move.CREATE, Move.UNDO) or MOVES.get((event.was or S.DONE, event.became)) is event.move
        if states.get(event.ticket_id) is not event.was or not known:
            broken.append(event)
        states[event.ticket_id] = event.became
    return broken


def test_every_tickets_events_lead_by_legal_moves_to_where_it_is(recorded: Recorded) -> None:
    last = {event.ticket_id: event.became for event in recorded.events}

    assert broken_chains(recorded.events) == []
    assert last == {key: ticket.state for key, ticket in recorded.tickets.items()}


def test_control_a_lost_event_breaks_a_tickets_chain(recorded: Recorded) -> None:
    starts = [place for place, event in enumerate(recorded.events) if event.move is Move.START]
    without_one = [event for place, event in enumerate(recorded.events) if place != starts[5]]

    assert len(broken_chains(without_one)) == 1


def crowded_stations(events: Iterable[TicketEvent]) -> list[tuple[int | None, int]]:
    """(station, ticket) wherever a ticket came to a station at which another one was."""
    at_station: dict[int | None, int] = {}
    where: dict[int, int | None] = {}
    found = []
    for event in events:
        if event.became in AT_STATION and where.get(event.ticket_id) is None:
            if event.station_id in at_station:
                found.append((event.station_id, event.ticket_id))
            at_station[event.station_id] = event.ticket_id
            where[event.ticket_id] = event.station_id
        elif event.became not in AT_STATION and where.get(event.ticket_id) is not None:
            at_station.pop(where.pop(event.ticket_id), None)
    return found


def test_no_two_people_were_at_one_station_at_a_time(recorded: Recorded) -> None:
    assert crowded_stations(recorded.events) == []


def test_control_a_finish_that_comes_too_late_crowds_its_station(recorded: Recorded) -> None:
    events = list(recorded.events)
    finished = next(place for place, event in enumerate(events) if event.move is Move.FINISH)
    station = events[finished].station_id
    again = next(
        p for p in range(finished, len(events)) if events[p].move is Move.CALL and events[p].station_id == station
    )
    called = events[again].ticket_id
    events.insert(again, events.pop(finished))

    assert crowded_stations(events) == [(station, called)]


def test_only_those_with_a_shift_ran_a_booths_queue(recorded: Recorded) -> None:
    on_duty = {(shift.booth_id, shift.staff_id) for shift in recorded.shifts}
    by_staff = [event for event in recorded.events if event.role is Role.VOLUNTEER]

    assert {event.role for event in recorded.events} == {Role.RESIDENT, Role.VOLUNTEER, Role.SYSTEM}
    assert len(by_staff) > 1500
    assert {(event.booth_id, event.staff_id) for event in by_staff} <= on_duty


def test_the_day_had_everything_that_a_market_day_has(recorded: Recorded) -> None:
    moves = Counter(event.move for event in recorded.events)
    called_by = {(event.move, event.role) for event in recorded.events}

    assert set(moves) == set(Move) - {Move.BACK}
    assert moves[Move.UNDO] == 2
    assert min(moves[move] for move in (Move.HOLD, Move.RESUME, Move.RETURN, Move.RECALL, Move.CANCEL)) >= 3
    assert (Move.NO_SHOW, Role.SYSTEM) in called_by, "nobody was swept"
    assert (Move.NO_SHOW, Role.VOLUNTEER) in called_by, "nobody missed a call"
    assert (Move.CREATE, Role.VOLUNTEER) in called_by, "nobody was helped by a volunteer"


def test_knives_and_bikes_were_ready_first_and_fetched_later(recorded: Recorded) -> None:
    ready = {event.ticket_id: event.at for event in recorded.events if event.move is Move.READY}
    fetched = {event.ticket_id: event.at for event in recorded.events if event.move is Move.COLLECT}

    assert {recorded.booths[recorded.tickets[key].booth_id].letter for key in ready} == {"F", "G"}
    assert ready.keys() == fetched.keys()
    assert median((fetched[key] - ready[key]) / MINUTE for key in ready) > 1


def test_who_waited_at_closing_time_was_still_served_and_nobody_new_came(recorded: Recorded) -> None:
    closes_at = recorded.market.closes_at
    started_late = [t for t in recorded.tickets.values() if t.started_at is not None and t.started_at > closes_at]

    assert len(started_late) >= 3
    assert max(ticket.created_at for ticket in recorded.tickets.values()) < closes_at
    assert max(event.at for event in recorded.events) < datetime.combine(recorded.market.day, STORY_ENDS, ZONE)


def test_somebody_moved_from_booth_to_booth_and_was_at_one_at_a_time(recorded: Recorded) -> None:
    stays = {booth_id for booth_id, booth in recorded.booths.items() if booth.letter not in "FG"}
    spans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for ticket in recorded.tickets.values():
        if ticket.booth_id in stays and ticket.started_at is not None and ticket.ended_at is not None:
            spans[ticket.visit_id].append((ticket.started_at, ticket.ended_at))

    days = [sorted(day) for day in spans.values() if len(day) > 1]
    assert len(days) > 150
    assert all(first[1] <= second[0] for day in days for first, second in pairwise(day))


# ---------------------------------------------------------------- how long people waited


@dataclass(frozen=True)
class Stay:
    """One ticket's time in a line, from an event that led there to the one that led away."""

    ticket_id: int
    joined: datetime
    left: datetime

    @property
    def minutes(self) -> float:
        return (self.left - self.joined) / MINUTE


def stays_in_line(events: Iterable[TicketEvent]) -> list[Stay]:
    joined: dict[int, datetime] = {}
    stays = []
    for event in events:
        if event.became is S.WAITING:
            joined[event.ticket_id] = event.at
        elif event.was is S.WAITING:
            stays.append(Stay(event.ticket_id, joined.pop(event.ticket_id), event.at))
    assert not joined, "somebody waits for ever"
    return stays


def person_minutes_in_line(events: Iterable[TicketEvent]) -> float:
    """The area under the curve of how many wait, by adding up steps of time."""
    steps = sorted((e.at, (e.became is S.WAITING) - (e.was is S.WAITING)) for e in events)
    area, waiting, since = 0.0, 0, steps[0][0]
    for instant, change in steps:
        area += waiting * ((instant - since) / MINUTE)
        waiting, since = waiting + change, instant
    assert waiting == 0
    return area


def test_littles_law_holds_at_every_booth(recorded: Recorded) -> None:
    for booth_id in recorded.booths:
        events = [event for event in recorded.events if event.booth_id == booth_id]
        stays = stays_in_line(events)
        hours = (max(s.left for s in stays) - min(s.joined for s in stays)) / timedelta(hours=1)
        mean_in_line = person_minutes_in_line(events) / (60 * hours)
        arrivals_an_hour = len(stays) / hours
        mean_wait_hours = sum(stay.minutes for stay in stays) / len(stays) / 60

        assert mean_in_line == pytest.approx(arrivals_an_hour * mean_wait_hours)
        assert mean_in_line > 0.1


def test_control_a_wait_told_wrong_breaks_littles_law(recorded: Recorded) -> None:
    events = [event for event in recorded.events if event.booth_id == recorded.booth("A").id]
    calls = [place for place, event in enumerate(events) if event.move is Move.CALL]
    moved = events[calls[9]]
    told_wrong = TicketEvent(**moved.model_dump() | {"at": moved.at + 5 * MINUTE})
    wrong = [*events[: calls[9]], told_wrong, *events[calls[9] + 1 :]]

    assert person_minutes_in_line(events) == pytest.approx(sum(stay.minutes for stay in stays_in_line(events)))
    assert person_minutes_in_line(wrong) != pytest.approx(sum(stay.minutes for stay in stays_in_line(events)))


def test_the_tickets_own_times_tell_the_same_waits_as_the_events(recorded: Recorded) -> None:
    once = Counter(stay.ticket_id for stay in stays_in_line(recorded.events))
    stays = [stay for stay in stays_in_line(recorded.events) if once[stay.ticket_id] == 1]
    called = [stay for stay in stays if recorded.tickets[stay.ticket_id].called_at == stay.left]

    assert len(called) > 500
    assert all(recorded.tickets[stay.ticket_id].queued_at == stay.joined for stay in called)


def test_people_waited_longest_where_a_service_takes_long(example: Database, recorded: Recorded) -> None:
    waits = flow(example, by=organiser(example), now=A_SUNDAY, market_id=recorded.market.id or 0).booths
    medians = {each.letter: each.median_minutes or 0 for each in waits}

    assert medians["H"] < 10 < medians["D"]
    assert medians["D"] > 1.5 * medians["H"]
    assert max(each.longest_minutes or 0 for each in waits) < 90


def test_services_took_about_as_long_as_the_catalogue_says(recorded: Recorded) -> None:
    for booth in script().booths:
        ours = [t for t in recorded.tickets.values() if t.booth_id == recorded.booth(booth.letter).id]
        served = [t for t in ours if t.state is S.DONE and t.started_at is not None and t.ended_at is not None]
        minutes = [(t.ended_at - t.started_at) / MINUTE for t in served if t.ended_at and t.started_at]
        mean_minutes, cv = booth.service.mean_minutes or 0, booth.service.cv or 0
        four_standard_errors = 4 * cv * mean_minutes / len(minutes) ** 0.5

        assert sum(minutes) / len(minutes) == pytest.approx(mean_minutes, abs=four_standard_errors)


# ---------------------------------------------------------------- the coming market


def instants() -> st.SearchStrategy[datetime]:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return st.integers(0, 11 * 365 * 24 * 3600).map(lambda seconds: start + timedelta(seconds=seconds))


@given(now=instants())
def test_the_coming_market_is_on_a_19th_that_is_not_over(now: datetime) -> None:
    days = market_days(now, market=script().market, zone=ZONE)
    closes_at = datetime.combine(days.coming, script().market.closes, ZONE)

    assert (days.recorded.day, days.coming.day) == (19, 19)
    assert timedelta(0) < closes_at - now <= timedelta(days=31)
    assert timedelta(0) <= now - datetime.combine(days.recorded, STORY_ENDS, ZONE) <= timedelta(days=32)


@pytest.mark.parametrize(
    ("now", "recorded_day", "coming_day"),
    [
        ("2026-11-18T23:59:59", "2026-10-19", "2026-11-19"),
        ("2026-11-19T00:00:00", "2026-10-19", "2026-11-19"),
        ("2026-11-19T11:59:59", "2026-10-19", "2026-11-19"),
        ("2026-11-19T12:00:00", "2026-10-19", "2026-12-19"),
        ("2026-11-19T17:00:00", "2026-11-19", "2026-12-19"),
        ("2026-12-31T08:00:00", "2026-12-19", "2027-01-19"),
        ("2027-01-31T08:00:00", "2027-01-19", "2027-02-19"),
        ("2028-02-29T08:00:00", "2028-02-19", "2028-03-19"),
    ],
)
def test_the_markets_are_on_the_last_and_the_next_19th(now: str, recorded_day: str, coming_day: str) -> None:
    days = market_days(shanghai(now), market=script().market, zone=ZONE)

    assert (days.recorded.isoformat(), days.coming.isoformat()) == (recorded_day, coming_day)


def test_the_day_is_the_communitys_and_not_the_servers() -> None:
    still_the_18th_in_london = datetime(2026, 11, 18, 20, tzinfo=UTC)

    assert market_days(still_the_18th_in_london, market=script().market, zone=ZONE).coming == date(2026, 11, 19)


def test_the_coming_market_can_be_booked_now(example: Database) -> None:
    card = next_market(example, now=A_SUNDAY)
    assert card is not None
    market = market_view(example, card.id, now=A_SUNDAY)

    assert (card.state, card.day, card.opens_at.astimezone(ZONE).time()) == (
        MarketState.PUBLISHED,
        date(2026, 12, 19),
        time(9),
    )
    assert [booth.letter for booth in market.booths] == list("ABCDEFGHI")
    assert [booth.letter for booth in market.booths if booth.takes_bookings] == list("ABCDEFG")
    assert all(sum(slot.left for slot in booth.slots) >= 5 for booth in market.booths if booth.takes_bookings)


def test_about_sixty_places_of_the_coming_market_are_booked(coming: Recorded) -> None:
    assert 58 <= len(coming.tickets) <= 62
    assert len({ticket.booth_id for ticket in coming.tickets.values()}) == 7
    assert all(ticket.created_at <= A_SUNDAY for ticket in coming.tickets.values())


def test_the_readiness_list_has_nothing_to_say(example: Database, coming: Recorded) -> None:
    found = readiness(example, by=organiser(example), now=A_SUNDAY, market_id=coming.market.id or 0)

    assert found.points == ()


def test_control_a_grinder_beside_the_ecg_is_on_the_readiness_list(example: Database, coming: Recorded) -> None:
    with example.writing() as session:
        grinder = session.get_one(Booth, coming.booth("F").id)
        grinder.x_cm, grinder.y_cm = 1900, 1500
        session.add(grinder)
    found = readiness(example, by=organiser(example), now=A_SUNDAY, market_id=coming.market.id or 0)

    assert {(point.code, point.letter) for point in found.points} == {("too_loud", "F")}


def test_bookings_of_a_market_that_is_on_are_all_still_to_come(sqlite_url: str) -> None:
    now = shanghai("2026-11-19T10:10:00")
    db = Database(sqlite_url)
    fill_example(db, now=now, visitors=FEW)
    booths = market_view(db, record_of(db, MarketState.PUBLISHED).market.id or 0, now=now).booths

    booked = [slot for booth in booths for slot in booth.slots if slot.left < slot.capacity]
    assert booked
    assert all(slot.starts_at >= now for slot in booked)
    db.close()


# ---------------------------------------------------------------- what is written down


def test_the_nine_booths_are_those_of_the_market(example: Database, coming: Recorded) -> None:
    booths = market_view(example, coming.market.id or 0, now=A_SUNDAY).booths

    assert [(b.letter, b.name.zh, b.mean_minutes, b.stations, b.zone, b.units_left is None) for b in booths] == [
        ("A", "量血压", 3.0, 2, Zone.HEALTH, True),
        ("B", "测血糖", 3.0, 1, Zone.HEALTH, False),
        ("C", "心电图", 8.0, 1, Zone.HEALTH, True),
        ("D", "耳穴压豆、针灸", 8.0, 2, Zone.HEALTH, True),
        ("E", "口腔检查", 5.0, 1, Zone.HEALTH, True),
        ("F", "磨剪子磨菜刀", 4.4, 1, Zone.HANDY, True),
        ("G", "检修电动车", 12.0, 2, Zone.HANDY, True),
        ("H", "豆浆热饮", 0.5, 1, Zone.FUN, True),
        ("I", "蔬菜套圈", 1.5, 1, Zone.FUN, True),
    ]
    assert [b.letter for b in booths if b.kind is ServiceKind.DROP_OFF] == ["F", "G"]
    assert coming.booth("B").units == 60


def words_of(market: MarketView) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of everything that was named."""
    yield from [(w.zh, w.en) for w in (market.card.name, market.card.community, market.card.hall, market.plaza.name)]
    yield from ((fixture.name.zh, fixture.name.en) for fixture in market.plaza.fixtures)
    for booth in market.booths:
        assert booth.partner is not None
        yield from [(w.zh, w.en) for w in (booth.name, booth.bring, booth.partner)]


def test_everything_is_named_in_both_languages_without_exclamation_marks(example: Database, coming: Recorded) -> None:
    words = list(words_of(market_view(example, coming.market.id or 0, now=A_SUNDAY)))

    assert len(words) > 40
    for chinese, english in words:
        assert re.search(r"[\u4e00-\u9fff]", chinese)
        assert not re.search(r"[A-Za-z!!]", chinese)
        assert english
        assert not re.search(r"[\u4e00-\u9fff!!]", english)


def test_every_picture_is_one_that_the_screens_have() -> None:
    icons = {booth.service.icon for booth in script().booths}

    assert len(icons) == 9
    assert icons <= set(ALL_MATERIAL_ICONS)


def test_nobody_can_sign_in_yet_and_the_installation_asks_for_its_first_organiser(example: Database) -> None:
    with example.reading() as session:
        staff = session.exec(select(Staff)).all()

    assert len([one for one in staff if one.role is Role.VOLUNTEER and one.is_active]) == 12
    assert all(one.pin_hash is None and one.pin_bucket is None for one in staff)
    assert needs_set_up(example)


# ---------------------------------------------------------------- filling a database


def dump(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the tickets' codes, which are secrets and never repeat."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with db.reading() as session:
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if column.name != "code"]
            rows = session.connection().execute(select(*columns).order_by(*table.primary_key))
            found[table.name] = [tuple(repr(value) for value in row) for row in rows]
    return found


@pytest.fixture
def new_db(sqlite_template: Path, tmp_path: Path) -> Iterator[Any]:
    """Makes as many empty SQLite databases as a test asks for."""
    made: list[Database] = []

    def make() -> Database:
        file = tmp_path / f"{len(made)}.sqlite3"
        shutil.copyfile(sqlite_template, file)
        made.append(Database(f"sqlite:///{file}"))
        return made[-1]

    yield make
    for db in made:
        db.close()


def test_the_same_seed_and_instant_give_the_same_example(new_db: Any) -> None:
    one, same, other = new_db(), new_db(), new_db()
    fill_example(one, now=A_SUNDAY, visitors=FEW, seed=4)
    fill_example(same, now=A_SUNDAY, visitors=FEW, seed=4)
    fill_example(other, now=A_SUNDAY, visitors=FEW, seed=5)

    assert dump(one) == dump(same)
    assert dump(one) != dump(other), "the control: another seed tells another story"


@pytest.mark.parametrize(
    "clock", ["2026-11-19T17:00:00", "2026-11-20T03:00:00", "2026-12-19T08:30:00", "2026-12-19T13:00:00"]
)
def test_nothing_of_the_example_lies_in_the_future(new_db: Any, clock: str) -> None:
    db, now = new_db(), shanghai(clock)
    fill_example(db, now=now, visitors=FEW)

    with db.reading() as session:
        instants_told = [event.at for event in _all(session, TicketEvent)]
        instants_told += [line.at for line in _all(session, Audit)]
        instants_told += [ticket.created_at for ticket in _all(session, Ticket)]
        instants_told += [one.created_at for one in session.exec(select(Staff))]
    assert len(instants_told) > 100
    assert max(instants_told) <= now


def test_a_small_example_works_on_every_database(db: Database) -> None:
    fill_example(db, now=A_SUNDAY, visitors=FEW)
    recorded, coming = record_of(db, MarketState.CLOSED), record_of(db, MarketState.PUBLISHED)

    assert len(recorded.came) == FEW
    assert {t.state for t in recorded.tickets.values()} <= ENDED
    assert broken_chains(recorded.events) == []
    assert crowded_stations(recorded.events) == []
    assert len(coming.tickets) >= 5


def test_the_filled_database_goes_on_working(db: Database) -> None:
    fill_example(db, now=A_SUNDAY, visitors=FEW)
    coming = record_of(db, MarketState.PUBLISHED)
    on_the_day = coming.market.opens_at + MINUTE
    booth = coming.booth("H")
    staff_id = next(shift.staff_id for shift in coming.shifts if shift.booth_id == booth.id)
    volunteer = Actor(Role.VOLUNTEER, staff_id=staff_id, community_id=coming.market.community_id)

    given_out = get_tickets(
        db,
        coming.market.id or 0,
        wishes=[Wish(booth.id or 0)],
        person=Person(),
        key="a-press-of-today",
        by=RESIDENT,
        now=on_the_day,
    )
    called = call_next(db, booth.id or 0, by=volunteer, now=on_the_day)

    assert called is not None
    assert called.number == given_out.tickets[0].number == "H001"


def test_progress_is_told_step_by_step_to_the_end(new_db: Any) -> None:
    told: list[tuple[int, int]] = []
    fill_example(new_db(), now=A_SUNDAY, visitors=FEW, progress=lambda done, total: told.append((done, total)))

    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert len({total for _, total in told}) == 1


def test_a_database_with_a_community_is_refused_and_left_alone(db: Database) -> None:
    with db.writing() as session:
        session.add(Community(name="别的社区"))
    before = dump(db)

    with pytest.raises(no.NotEmpty):
        fill_example(db, now=A_SUNDAY, visitors=FEW)
    assert dump(db) == before


def test_a_database_with_staff_only_is_refused(db: Database) -> None:
    with db.writing() as session:
        session.add(Staff(name="孙主任", role=Role.ORGANISER, created_at=A_SUNDAY))

    with pytest.raises(no.NotEmpty):
        fill_example(db, now=A_SUNDAY, visitors=FEW)


def test_filling_twice_is_refused(db: Database) -> None:
    fill_example(db, now=A_SUNDAY, visitors=FEW)
    before = dump(db)

    with pytest.raises(no.NotEmpty):
        fill_example(db, now=A_SUNDAY, visitors=FEW)
    assert dump(db) == before


def test_who_fills_the_database_meanwhile_wins_and_nothing_is_mixed(db: Database) -> None:
    def somebody_else_is_faster(done: int, _total: int) -> None:
        if done == 1:
            with db.writing() as session:
                session.add(Community(name="别的社区"))

    with pytest.raises(no.NotEmpty):
        fill_example(db, now=A_SUNDAY, visitors=FEW, progress=somebody_else_is_faster)
    assert sum(len(rows) for rows in dump(db).values()) == 1


def test_a_filling_that_is_interrupted_leaves_nothing_behind(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", os.fspath(tmp_path))
    before = sorted(tmp_path.iterdir())

    def pull_the_plug(done: int, _total: int) -> None:
        assert any(path.name.startswith("kiosk-example-") for path in tmp_path.iterdir())
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_example(db, now=A_SUNDAY, visitors=FEW, progress=pull_the_plug)
    assert is_empty(db)
    assert [path for path in sorted(tmp_path.iterdir()) if path.is_dir()] == [p for p in before if p.is_dir()]


def test_an_installations_own_secret_is_kept(db: Database) -> None:
    with db.writing() as session:
        secret = installation(session).secret
    fill_example(db, now=A_SUNDAY, visitors=FEW)

    with db.writing() as session:
        assert installation(session).secret == secret


# ---------------------------------------------------------------- how honest its waits were


def test_what_people_were_told_at_the_last_market_held_for_eight_in_ten(example: Database) -> None:
    """Nothing was known of these services before. The plain estimate has ranges of the same width."""
    market = held(example)
    by = Actor(Role.ORGANISER, staff_id=1, name="", community_id=market.community_id)

    found = report(example, by=by, now=A_SUNDAY, market_id=market.id or 0)

    assert found.told is not None
    assert found.catalogue is not None
    assert found.told.people > 500
    assert 0.75 <= found.told.held_share <= 0.85
    assert found.told.error_minutes < 0.6 * found.catalogue.error_minutes
    assert found.told.width_minutes <= 1.1 * found.catalogue.width_minutes
    assert found.catalogue.held_share < 0.75, "the control: the same people, told by the catalogue alone"


def held(db: Database) -> Market:
    with db.reading() as session:
        return session.exec(select(Market).where(Market.state == MarketState.CLOSED)).one()
