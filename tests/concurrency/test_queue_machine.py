"""A market morning at random against a plain list: people come, book, are called, miss, return, change their minds.

The real services do everything twice, once on a database and once on the list of `plain_queue`; after every step both
must tell the same story. The controls break the services on purpose and must be found out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import event
from sqlmodel import Session, select

from kiosk.engine.calling import CallingPolicy
from kiosk.services import bookings, lines, queues, tickets
from kiosk.services.bookings import Given, Person, Wish, get_tickets
from kiosk.services.lines import Next
from kiosk.services.organising import hours, life, markets
from kiosk.services.queues import call_next, move_ticket, queue_of, undo
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, check_in
from kiosk.services.views import TicketView
from kiosk.store import Database, issuing, moving
from kiosk.store.counters import next_number
from kiosk.store.facts import BoothFacts
from kiosk.store.issuing import claim_intention
from kiosk.store.line import everybody
from models.actor import RESIDENT
from models.enums import FairOrder, Priority, ServiceKind, TicketState
from models.refusals import Refusal
from models.tickets import Ticket
from tests.concurrency.books import disagreements, open_books
from tests.concurrency.plain_queue import GRACE, MINUTE, SLOT, Queue, Someone
from tests.factories import DAY, BoothPlan, at, make_market, organiser_of, volunteer_of

_CLOCKS = ("09:00", "09:15", "09:30", "10:00")
_PLANS = (
    BoothPlan("A", stations=2, units=7, slots=dict(zip(_CLOCKS, (1, 2, 2, 1), strict=True))),
    BoothPlan("F", stations=1, kind=ServiceKind.DROP_OFF, slots=dict(zip(_CLOCKS, (2, 2, 1, 1), strict=True))),
)
_LETTERS = st.sampled_from([plan.letter for plan in _PLANS])
_PHONES = st.sampled_from([None, None, "13805380001", "13805380002"])
_WHO = st.integers(0, 1)
_PICK = st.integers(0, 30)
_ORDERS = st.sampled_from(FairOrder)
_markets = itertools.count(1)


class QueueMachine(RuleBasedStateMachine):
    """A market on a day of its own, so that many can share one database."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db
        self.keys = itertools.count(1)
        self.paused = False
        self.last: tuple[dict[str, Any], Given] | None = None

    @initialize(crowd=st.integers(0, 9), order=_ORDERS)
    def a_market(self, crowd: int, order: FairOrder) -> None:
        """With a crowd in front of its booths a while after the opening, two of three people at both of them; or before
        anybody has come."""
        day = DAY + timedelta(days=7 * next(_markets))
        self.made = make_market(self.db, *_PLANS, day=day, fair_order=order)
        self.opens, self.closes, self.now = at("09:00", day), at("12:00", day), at("09:05" if crowd else "08:50", day)
        self.staff = [volunteer_of(self.db, self.made, "A", "F", name=name) for name in ("小李", "小王")]
        self.organiser = organiser_of(self.db, self.made)
        self.queues = {
            plan.letter: Queue(
                letter=plan.letter,
                keeps_items=plan.kind is ServiceKind.DROP_OFF,
                units=plan.units,
                places={at(clock, day): places for clock, places in plan.slots.items()},
                stations={n + 1: (self.opens, None) for n in range(plan.stations)},
                order=order.value,
            )
            for plan in _PLANS
        }
        for queue in self.queues.values():
            queue.other_booths = [other for other in self.queues.values() if other is not queue]
        for n in range(crowd):
            self.time_passes(seconds=1)
            if n % 3 < 2:
                self._get_everywhere(urgent=n % 5 == 1)
                continue
            for letter in self.queues:
                self._get(letter, slot=None, urgent=n % 5 == 1, phone=None)

    # ------------------------------------------------------------ time

    @rule(seconds=st.sampled_from([1, 1, 20, 59, 61, 300, 900, 1860]))
    def time_passes(self, seconds: int) -> None:
        """Never into the first minute of a quarter-hour: which second of it ends a booking's hour is nobody's
        business."""
        self.now += timedelta(seconds=seconds)
        if self.now.minute % 15 == 0:
            self.now += MINUTE

    @rule()
    def grace_times_run_out(self) -> None:
        expected = 0
        for queue in self.queues.values():
            for one in queue.of_state("booked"):
                if self.now >= self.opens and one.slot is not None and one.slot + GRACE <= self.now:
                    queue.note(-1, one, "no_show", now=self.now, before=one)
                    queue.put(one, "no_show", now=self.now)
                    expected += 1

        assert sweep(self.db, now=self.now) == expected

    # ------------------------------------------------------------ residents

    @rule(letter=_LETTERS, urgent=st.booleans(), phone=_PHONES, people=st.integers(1, 4), seconds=st.integers(0, 2))
    def people_take_numbers(self, letter: str, urgent: bool, phone: str | None, people: int, seconds: int) -> None:
        for _ in range(people):
            self.time_passes(seconds=seconds)
            self._get(letter, slot=None, urgent=urgent, phone=phone)

    @rule(letter=_LETTERS, clock=st.integers(0, len(_CLOCKS) - 1), urgent=st.booleans(), phone=_PHONES)
    def somebody_books(self, letter: str, clock: int, urgent: bool, phone: str | None) -> None:
        self._get(letter, slot=list(self.queues[letter].places)[clock], urgent=urgent, phone=phone)

    def _get(self, letter: str, *, slot: datetime | None, urgent: bool, phone: str | None) -> None:
        queue, key = self.queues[letter], f"machine-{self.made.id}-{next(self.keys)}"
        place = _CLOCKS[list(queue.places).index(slot)] if slot else ""
        wish = Wish(self.made.booths[letter], self.made.slots[letter, place] if slot else None)
        priority = Priority.ELDER if urgent else Priority.NONE
        asked: dict[str, Any] = {
            "wishes": [wish],
            "person": Person(phone=phone, priority=priority),
            "key": key,
            "by": RESIDENT,
        }

        given = self._try(
            lambda: get_tickets(self.db, self.made.id, now=self.now, **asked), self._no_ticket(queue, slot, phone)
        )

        if given is None:
            return
        came_at, state = (None, "booked") if slot else (self.now, "waiting")
        new = Someone("", "", urgent, phone, slot, state, visit=phone or key, came_at=came_at)
        self._joins(queue, new, given.tickets[0])
        self.last = (asked, given)

    def _joins(self, queue: Queue, new: Someone, ticket: TicketView) -> None:
        number = f"{queue.letter}{len(queue.people) + 1:03d}"
        assert ticket.number == number, "numbers are given once, in their order"
        someone = replace(new, number=number, code=ticket.code)
        queue.people.append(someone)
        queue.note(-1, someone, "create", now=self.now)
        line = [one.number for one in queue.line(self.now)]
        assert ticket.people_ahead == (line.index(ticket.number) if new.slot is None else None)

    @rule(urgent=st.booleans(), seconds=st.integers(0, 2))
    def somebody_takes_a_number_at_both_booths(self, urgent: bool, seconds: int) -> None:
        self.time_passes(seconds=seconds)
        self._get_everywhere(urgent=urgent)

    def _get_everywhere(self, *, urgent: bool) -> None:
        """One person's numbers at all booths."""
        key = f"machine-{self.made.id}-{next(self.keys)}"
        asked: dict[str, Any] = {
            "wishes": [Wish(self.made.booths[letter]) for letter in self.queues],
            "person": Person(priority=Priority.ELDER if urgent else Priority.NONE),
            "key": key,
            "by": RESIDENT,
        }
        expected = set[str]().union(*(self._no_ticket(queue, None, None) for queue in self.queues.values()))

        given = self._try(lambda: get_tickets(self.db, self.made.id, now=self.now, **asked), expected)

        if given is not None:
            new = Someone("", "", urgent, None, None, "waiting", visit=key, came_at=self.now)
            for queue, ticket in zip(self.queues.values(), given.tickets, strict=True):
                self._joins(queue, new, ticket)
            self.last = (asked, given)

    def _no_ticket(self, queue: Queue, slot: datetime | None, phone: str | None) -> set[str]:
        if self.now >= self.closes or self.paused or (slot is None and self.now < self.opens):
            return {"MarketClosed"}
        if slot is not None and self.now >= slot + SLOT:
            return {"SlotOver"}
        full = {"BoothFull"} if queue.units_left() == 0 else set()
        full |= {"SlotFull"} if slot and not queue.places_left(slot) else set()
        return full | ({"AlreadyBooked"} if queue.has_ticket(phone) else set())

    @rule()
    def the_last_press_arrives_twice(self) -> None:
        if self.last is not None:
            asked, given = self.last
            again = self._try(lambda: get_tickets(self.db, self.made.id, now=self.now, **asked), set())
            assert again.again
            assert [t.code for t in again.tickets] == [t.code for t in given.tickets]

    @rule(letter=_LETTERS, pick=_PICK)
    def somebody_says_here_i_am(self, letter: str, pick: int) -> None:
        """A booked person, or one who missed the call, or somebody to whom it means nothing."""
        queue = self.queues[letter]
        if (one := _pick(queue.people, pick)) is None:
            return
        if self.now >= self.closes:
            expected = {"MarketClosed"}
        elif one.state not in ("booked", "no_show", "waiting"):
            expected = {"IllegalMove"}
        else:
            expected = queue.refusal(one, "waiting")

        done = self._try(lambda: check_in(self.db, one.code, by=RESIDENT, now=self.now), expected)

        if done is not None and one.state != "waiting":
            self._moved(queue, one, "waiting", by=-1)

    @rule(letter=_LETTERS, pick=_PICK)
    def somebody_cancels(self, letter: str, pick: int) -> None:
        queue = self.queues[letter]
        if (one := _pick(queue.people, pick)) is None:
            return
        may = one.state == "cancelled" or queue.is_legal(one.state, "cancelled")

        done = self._try(
            lambda: cancel(self.db, one.code, by=RESIDENT, now=self.now), set() if may else {"IllegalMove"}
        )

        if done is not None and one.state != "cancelled":
            self._moved(queue, one, "cancelled", by=-1)

    # ------------------------------------------------------------ staff

    @rule(letter=_LETTERS, who=_WHO, station=st.sampled_from([None, None, 1, 2]))
    def next_please(self, letter: str, who: int, station: int | None) -> None:
        queue = self.queues[letter]
        station = station if station in queue.stations else None
        free = queue.free_station(self.now) if station is None else station
        expected = {"StationBusy"} if free is None or free in queue.occupied() else set()
        first = queue.first_who_is_free(self.now)
        if not expected and first is None and queue.of_state("waiting"):
            expected = {"PersonElsewhere"}

        called = self._try(
            lambda: call_next(
                self.db,
                self.made.booths[letter],
                by=self.staff[who],
                now=self.now,
                station_id=self._station_id(letter, who, station),
            ),
            expected,
        )

        if expected:
            return
        assert (called and called.number) == (first and first.number)
        if called is not None and first is not None:
            assert called.station == free
            self._moved(queue, first, "called", by=who, station=free)

    @rule(who=_WHO)
    def both_booths_call(self, who: int) -> None:
        for letter in self.queues:
            self.next_please(letter, who, None)

    @rule(who=_WHO, pick=_PICK)
    def somebody_is_called_by_hand_at_both_booths(self, who: int, pick: int) -> None:
        """All at once, because chance alone seldom finds a station free at both."""
        here, there = self.queues.values()
        other = {one.visit: one for one in there.of_state("waiting")}
        picked = _pick([one for one in here.of_state("waiting") if one.visit in other], pick)
        if picked is not None:
            self._press(here.letter, picked, TicketState.CALLED, who)
            self._press(there.letter, other[picked.visit], TicketState.CALLED, who)

    def _station_id(self, letter: str, who: int, station: int | None) -> int | None:
        if station is None:
            return None
        shown = queue_of(self.db, self.made.booths[letter], by=self.staff[who], now=self.now).stations
        return next(one.id for one in shown if one.ordinal == station)

    @rule(letter=_LETTERS, who=_WHO, to=st.sampled_from(list(TicketState)), pick=_PICK)
    def any_move_of_anybody(self, letter: str, who: int, to: TicketState, pick: int) -> None:
        one = _pick(self.queues[letter].people, pick)
        if one is not None:
            self._press(letter, one, to, who)

    @rule(letter=_LETTERS, who=_WHO, to=st.sampled_from(["serving", "done", "ready", "no_show", "waiting", "on_hold"]))
    def a_move_at_a_station(self, letter: str, who: int, to: str) -> None:
        for one in self.queues[letter].of_state("called", "serving")[:1]:
            self._press(letter, one, TicketState(to), who)

    def _press(self, letter: str, one: Someone, to: TicketState, who: int) -> None:
        queue = self.queues[letter]
        free = queue.free_station(self.now) if (one.state, to) == ("waiting", "called") else None
        if (one.state, to) == ("waiting", "called") and free is None:
            expected = {"StationBusy"}
        elif (one.state, to) == ("waiting", "called") and queue.is_elsewhere(one):
            expected = {"PersonElsewhere"}
        elif not queue.is_legal(one.state, to):
            expected = {"IllegalMove"}
        else:
            expected = queue.refusal(one, to)

        done = self._try(
            lambda: move_ticket(self.db, one.code, to, by=self.staff[who], now=self.now, was=TicketState(one.state)),
            expected,
        )

        if done is not None:
            self._moved(queue, one, to.value, by=who, station=free)

    @rule(letter=_LETTERS, who=_WHO, pick=_PICK, times=st.integers(1, 2), slips=st.booleans())
    def somebody_misses_the_call_and_returns(self, letter: str, who: int, pick: int, times: int, slips: bool) -> None:
        """All at once, because chance alone seldom does it twice to the same person. `slips`: a wrong tap between."""
        queue = self.queues[letter]
        if (picked := _pick(queue.of_state("waiting"), pick)) is None:
            return
        back = TicketState.WAITING
        for to in (TicketState.CALLED, TicketState.NO_SHOW, back) * times:
            self._press(letter, queue.person(picked.number), to, who)
            if slips and to is back:
                self.undo_that(letter, who)
                self._press(letter, queue.person(picked.number), to, who)

    @rule(letter=_LETTERS, who=_WHO, seconds=st.sampled_from([0, 30, 61]))
    def undo_that(self, letter: str, who: int, seconds: int = 0) -> None:
        self.time_passes(seconds=seconds)
        queue = self.queues[letter]
        press = queue.undoable(who, self.now)
        one, before = (queue.person(press.who), press.before) if press else (None, None)
        if one is None or before is None:
            expected = {"NothingToUndo"}
        else:
            expected = queue.refusal(one, before.state)
            others = [at for at, there in queue.occupied().items() if there is not one]
            if before.state in ("called", "serving") and before.station in others:
                expected.add("StationBusy")
            if queue.needs(before.state) and queue.is_elsewhere(one):
                expected.add("PersonElsewhere")

        done = self._try(lambda: undo(self.db, self.made.booths[letter], by=self.staff[who], now=self.now), expected)

        if done is not None and one is not None and before is not None:
            queue.note(who, one, "undo", now=self.now)
            queue.put_back(one, before)

    # ------------------------------------------------------------ the organiser

    @rule()
    def the_market_is_paused_or_goes_on(self) -> None:
        if not self.opens <= self.now < self.closes:
            return
        press = life.resume if self.paused else life.pause
        press(self.db, by=self.organiser, now=self.now, market_id=self.made.id)
        self.paused = not self.paused

    @rule(order=_ORDERS)
    def the_market_gets_another_order(self, order: FairOrder) -> None:
        is_another = self.queues["A"].order != order
        args: dict[str, Any] = {"by": self.organiser, "now": self.now, "market_id": self.made.id}
        shown = markets.market_plan(self.db, **args).form
        wanted = replace(shown, fair_order=order)
        expected = {"WrongMarketState"} if is_another and self.now >= self.closes else set()

        self._try(lambda: markets.edit_market(self.db, shown=shown, wanted=wanted, **args), expected)

        for queue in self.queues.values():
            queue.order = queue.order if expected else order.value

    @rule(opens=st.booleans(), minutes=st.sampled_from([30, 60]))
    def a_station_gets_hours_of_its_own(self, opens: bool, minutes: int) -> None:
        if self.now >= self.closes:
            return
        edge = self.opens + timedelta(minutes=minutes)
        booth_id = self.made.booths["A"]
        args: dict[str, Any] = {"by": self.organiser, "now": self.now, "booth_id": booth_id}
        shown = hours.booth_hours(self.db, **args).stations
        rows = [
            replace(shown[0]),
            replace(shown[1], opens_at=edge if opens else None, closes_at=None if opens else edge),
        ]

        hours.save_stations(self.db, shown=shown, rows=rows, **args)

        self.queues["A"].stations[2] = (edge, None) if opens else (self.opens, edge)

    # ------------------------------------------------------------ both tell the same story

    def _try(self, act: Callable[[], Any], expected: set[str]) -> Any:
        """The answer; None where it was refused, which must be for one of the expected reasons."""
        answer, why = None, "no refusal"
        try:
            answer = act()
        except Refusal as refused:
            why = type(refused).__name__
        assert why in (expected or {"no refusal"})
        return answer

    def _moved(self, queue: Queue, one: Someone, to: str, *, by: int, station: int | None = None) -> None:
        queue.note(by, one, "recall" if one.state == to == "called" else to, now=self.now, before=one)
        if one.state != to:
            queue.put(one, to, now=self.now, station=station)

    @invariant()
    def the_tablets_show_what_the_list_says(self) -> None:
        for letter, queue in self.queues.items():
            shown = queue_of(self.db, self.made.booths[letter], by=self.staff[0], now=self.now)
            hour_ago = self.now - timedelta(hours=1)
            missed = {one.number for one in queue.of_state("no_show") if one.missed_at and one.missed_at >= hour_ago}
            assert [t.number for t in shown.line] == [one.number for one in queue.line(self.now)]
            away = {one.number for one in queue.of_state("waiting") if queue.is_elsewhere(one)}
            assert {t.number for t in shown.line if t.elsewhere} == away
            assert {s.ordinal: s.ticket.number for s in shown.stations if s.ticket} == {
                place: one.number for place, one in queue.occupied().items()
            }
            assert {t.number for t in shown.bookings} == {one.number for one in queue.of_state("booked")}
            assert {t.number for t in shown.on_hold} == {one.number for one in queue.of_state("on_hold")}
            assert {t.number for t in shown.ready} == {one.number for one in queue.of_state("ready")}
            assert {t.number for t in shown.missed} == missed
            assert shown.served == len(queue.of_state("done", "ready"))
            assert shown.units_left == queue.units_left()
            press = queue.undoable(0, self.now)
            assert (shown.undo and shown.undo.number) == (press and press.who)

    @invariant()
    def nobody_is_at_two_booths(self) -> None:
        there = [one.visit for queue in self.queues.values() for one in queue.people if queue.needs(one.state)]
        assert len(there) == len(set(there))

    @invariant()
    def nobody_is_lost(self) -> None:
        with self.db.reading() as session:
            stored = session.exec(select(Ticket.number, Ticket.state).where(Ticket.market_id == self.made.id)).all()
        assert dict(stored) == {one.number: one.state for queue in self.queues.values() for one in queue.people}
        assert len(stored) == sum(len(queue.people) for queue in self.queues.values())

    def teardown(self) -> None:
        if hasattr(self, "made"):
            assert disagreements(open_books(self.db, self.made.id)) == []


def _pick(people: list[Someone], which: int) -> Someone | None:
    return people[which % len(people)] if people else None


def play(db: Database, *, days: int, steps: int, **options: Any) -> None:
    """So many market mornings."""
    chosen = settings(
        max_examples=days,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        **options,
    )
    machine: Any = partial(QueueMachine, db)
    run_state_machine_as_test(machine, settings=chosen)


def without_waiting_for_the_disk(db: Database) -> Database:
    """A power cut takes nothing from a test."""
    if db.is_sqlite:
        event.listen(db.engine, "connect", lambda driver, _record: driver.execute("PRAGMA synchronous=OFF"))
    return db


def test_whatever_people_press_the_queue_is_what_a_plain_list_says(db: Database) -> None:
    days = 30 if db.is_sqlite else 5

    play(without_waiting_for_the_disk(db), days=days, steps=40)


# ---------------------------------------------------------------- the controls


def undo_never_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queues, "UNDO_WITHIN", timedelta(hours=9))


def the_newest_is_called(patch: pytest.MonkeyPatch) -> None:
    def newest(session: Session, at: BoothFacts, *, but: Collection[int] = (), now: datetime) -> Next | None:
        return max((Next(row.id) for row in everybody(session, at.booth_id)), default=None)

    patch.setattr(queues, "next_in_line", newest)


def who_is_elsewhere_is_called_all_the_same(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queues, "elsewhere", lambda session, booth_id: {})


def who_is_elsewhere_is_called_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queues, "where_else", lambda session, ticket_id: None)


def every_market_calls_by_one_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "policy_of", lambda at: CallingPolicy())


def who_returns_again_and_again_stays_in_front(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "has_returned", lambda session, ticket_id: False)


def who_misses_keeps_the_unit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(moving, "give_unit", lambda session, booth_id: None)


def the_second_press_is_a_new_wish(patch: pytest.MonkeyPatch) -> None:
    def as_if_new(session: Session, key: str, *, fingerprint: str, now: datetime) -> bool:
        return claim_intention(session, key, fingerprint=fingerprint, now=now) or True

    patch.setattr(bookings, "claim_intention", as_if_new)


def a_number_is_lost(patch: pytest.MonkeyPatch) -> None:
    def after_next(session: Session, booth_id: int, letter: str) -> str | None:
        next_number(session, booth_id, letter)
        return next_number(session, booth_id, letter)

    patch.setattr(issuing, "next_number", after_next)


@pytest.mark.parametrize(
    "broken",
    [
        undo_never_ends,
        the_newest_is_called,
        who_is_elsewhere_is_called_all_the_same,
        who_is_elsewhere_is_called_back,
        every_market_calls_by_one_order,
        who_returns_again_and_again_stays_in_front,
        who_misses_keeps_the_unit,
        the_second_press_is_a_new_wish,
        a_number_is_lost,
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_that_is_broken_is_found_out(
    db: Database, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Most are found out within fifty mornings, the rarest within three hundred."""
    broken(monkeypatch)

    with pytest.raises(AssertionError):
        play(
            without_waiting_for_the_disk(db),
            days=1_000,
            steps=40,
            phases=[Phase.generate],
            derandomize=True,
            report_multiple_bugs=False,
        )
