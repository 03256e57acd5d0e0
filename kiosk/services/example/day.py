"""A market day, replayed: people come, take numbers, wait, are called, served, missed, and come back.

A discrete-event simulation in which every act of a person or volunteer is a call of the real service at its simulated
instant. The simulation decides what people *do* (who walks where, how long a service takes); who is called, with what
number, to which station and from which place in the line is decided by the services alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from math import log, sqrt
from random import Random

from kiosk.services.bookings import Given, Wish, get_tickets
from kiosk.services.example.agenda import Agenda
from kiosk.services.example.ahead import Booked
from kiosk.services.example.arrivals import booker_arrival, walk_in_arrivals
from kiosk.services.example.crowd import Resident
from kiosk.services.example.players import Claim, Desk, Guest
from kiosk.services.example.script import CrowdScript
from kiosk.services.example.stage import Stage
from kiosk.services.organising import life
from kiosk.services.queues import call_next, move_ticket, undo
from kiosk.services.sweeping import sweep
from kiosk.services.tickets import cancel, check_in
from models.actor import RESIDENT, Actor
from models.enums import TicketState
from models.refusals import BoothFull, NothingToUndo, PersonElsewhere

S = TicketState

FEWEST_BOOTHS = 2
MOST_STROLLS = 3
SHORTEST_SERVICE_SECONDS = 8.0
SWEEP_MINUTES = 5
"""Often enough: slots and the grace time after them end at quarter-hours."""

LOOK_AGAIN_SECONDS = (10, 30)
"""While everybody who waits is at another booth."""

STEPPED_AWAY = 0.02
"""Of those who are called, so many have just gone to the shade, to a neighbour, to the tap."""

LAST_CALL = timedelta(minutes=6)
HURRY_BEFORE_CLOSE = timedelta(minutes=60)
"""From then on people take all their numbers at once."""

SLIPS = (0.2, 1.3)
"""A volunteer presses "done" too early and takes it back: after so many services for each visitor."""


class Day:
    """One market day of a stage. `arrived` is called for each visitor."""

    def __init__(self, stage: Stage, people: CrowdScript, rng: Random, *, arrived: Callable[[], None]) -> None:
        self.stage = stage
        self.rng = rng
        self.desks = {letter: Desk(letter, post, post.script.stations) for letter, post in stage.posts.items()}
        self.claims: dict[str, Claim] = {}
        self.agenda = Agenda(stage.opens_at - timedelta(hours=1))
        self._people = people
        self._arrived = arrived
        self._starts = 0
        self._slips: list[int] = []

    def play(self, booked: Sequence[Booked], walk_ins: Sequence[Resident]) -> None:
        """From the first arrival until the last knife is fetched."""
        bookers = [self._plan_booker(one) for one in booked if one.resident.comes]
        arrivals = walk_in_arrivals(self.stage, self._people, self.rng, count=len(walk_ins), bookers=bookers)
        for resident, at in zip(walk_ins, arrivals, strict=True):
            self.agenda.at(at, partial(self._arrive, Guest(resident)))
        self._slips = [round(share * (len(walk_ins) + len(bookers))) for share in SLIPS]
        self._plan_kiosk()
        self.agenda.run()

    def _plan_booker(self, booked: Booked) -> datetime:
        guest = Guest(booked.resident)
        letters = {desk.post.booth_id: desk for desk in self.desks.values()}
        for ticket in booked.tickets:
            claim = Claim(guest, letters[ticket.booth_id], ticket.code, S.BOOKED, ticket.slot_starts_at)
            self._remember(claim)
        at = booker_arrival(booked, self.stage, self.rng)
        self.agenda.at(at, partial(self._arrive, guest))
        return at

    def _plan_kiosk(self) -> None:
        """What happens by itself, and the organiser who closes the market behind the last newcomer."""
        minutes = round((self.stage.closes_at - self.stage.opens_at) / timedelta(minutes=1)) + 30
        for minute in range(0, minutes, SWEEP_MINUTES):
            self.agenda.at(self.stage.opens_at + timedelta(minutes=minute), self._sweep)
        self.agenda.at(self.stage.closes_at + timedelta(minutes=2), self._close)

    def _sweep(self) -> None:
        sweep(self.stage.db, now=self.agenda.now)

    def _close(self) -> None:
        by = self.stage.organiser
        life.close(self.stage.db, by=by, now=self.agenda.now, market_id=self.stage.market_id)

    # What people do ------------------------------------------------------------------------------------------

    def _arrive(self, guest: Guest) -> None:
        self._arrived()
        self.agenda.at(self.stage.closes_at - LAST_CALL, partial(self._last_call, guest))
        for place, claim in enumerate(sorted(guest.claims, key=lambda c: c.slot_starts_at or self.agenda.now)):
            early = timedelta(minutes=self.rng.uniform(2, 9))
            when = self.agenda.now if place == 0 else (claim.slot_starts_at or self.agenda.now) - early
            self.agenda.at(when, partial(self._check_in, claim))
        if guest.claims:
            numbers_at = max(self.agenda.now, self.stage.opens_at) + timedelta(seconds=round(self.rng.uniform(60, 240)))
            self.agenda.at(numbers_at, partial(self._take_numbers, guest))
        else:
            self._take_numbers(guest)

    def _last_call(self, guest: Guest) -> None:
        """Before the kiosk stops giving out numbers, whoever still waits at the first booth takes another one."""
        if len(guest.claims) < FEWEST_BOOTHS:
            self._take_numbers(guest)

    def _check_in(self, claim: Claim) -> None:
        """A booked person is here, or somebody who was missed is back; behind closed doors a volunteer does it."""
        if claim.state not in (S.BOOKED, S.NO_SHOW):
            return
        try:
            if not self._is_over:
                check_in(self.stage.db, claim.code, by=RESIDENT, now=self.agenda.now)
            elif claim.state is S.NO_SHOW:
                self._move(claim, S.WAITING)
            else:
                return
        except BoothFull:
            claim.is_given_up = True
        else:
            self._join(claim)

    def _take_numbers(self, guest: Guest) -> None:
        all_told = bool(guest.claims) and not guest.has_phone
        if self._is_over or guest.room <= 0 or all_told:
            return
        desks = self._choose(guest)
        if not desks:
            return
        try:
            given = self._get_tickets(guest, desks)
        except BoothFull as refusal:
            next(d for d in desks if d.post.booth_id == refusal.booth_id).is_used_up = True
            self.agenda.after(self.rng.uniform(5, 20), partial(self._take_numbers, guest))
            return
        for desk, ticket in zip(desks, given.tickets, strict=True):
            claim = Claim(guest, desk, ticket.code, ticket.state)
            self._remember(claim)
            self._join(claim)
            self._may_lose_patience(claim)

    def _get_tickets(self, guest: Guest, desks: Sequence[Desk]) -> Given:
        """At the kiosk; now and then a volunteer takes the number for somebody who cannot use it."""
        helped = len(desks) == 1 and self.rng.random() < 0.15
        return get_tickets(
            self.stage.db,
            self.stage.market_id,
            wishes=[Wish(desk.post.booth_id) for desk in desks],
            person=guest.resident.person,
            key=next(self.stage.keys),
            by=desks[0].volunteer() if helped else RESIDENT,
            now=self.agenda.now,
        )

    def _choose(self, guest: Guest) -> list[Desk]:
        """Where they go now: what they came for if the line is bearable, else a stroll, else something else."""
        hurries = self.agenda.now >= self.stage.closes_at - HURRY_BEFORE_CLOSE
        at_once = guest.room if hurries or not guest.has_phone else min(guest.room, self.rng.choice((1, 1, 2)))
        wanted = [self.desks[letter] for letter in guest.resident.wants]
        chosen = [desk for desk in wanted if not guest.has_been_at(desk) and guest.tolerates(desk)][:at_once]
        if not chosen and guest.claims and not hurries and guest.strolls < MOST_STROLLS:
            guest.strolls += 1
            self.agenda.after(self.rng.uniform(150, 400), partial(self._take_numbers, guest))
            return []
        if not chosen or not guest.has_phone:
            chosen += self._instead(guest, chosen)[: at_once - len(chosen)]
        return chosen

    def _instead(self, guest: Guest, chosen: Sequence[Desk]) -> list[Desk]:
        """Nobody goes home after one booth: other bearable lines, and for the first two booths any line."""
        others = [d for d in self.desks.values() if not d.is_drop_off and d not in chosen and not guest.has_been_at(d)]
        others = sorted((d for d in others if not d.is_used_up), key=lambda desk: desk.wait_minutes)
        bearable = [desk for desk in others if guest.tolerates(desk)]
        missing = FEWEST_BOOTHS - len(guest.claims) - len(chosen)
        return bearable if len(bearable) >= missing else others[:missing]

    def _may_lose_patience(self, claim: Claim) -> None:
        if not claim.desk.is_drop_off and self.rng.random() < 0.05:
            seconds = 60 * claim.guest.resident.patience_minutes * self.rng.uniform(0.3, 0.9)
            self.agenda.after(seconds, partial(self._lose_patience, claim))

    def _lose_patience(self, claim: Claim) -> None:
        """Some give the number back at the kiosk, some just go."""
        if claim.state is not S.WAITING or claim.guest.is_busy:
            return
        if self.rng.random() < 0.6:
            cancel(self.stage.db, claim.code, by=RESIDENT, now=self.agenda.now)
            claim.state = S.CANCELLED
            claim.desk.waiting -= 1
        else:
            claim.is_given_up = True

    def _go_on(self, guest: Guest) -> None:
        """The person is free again: to where they are called, back to where they were missed, or to something new."""
        if guest.is_busy:
            return
        for claim in guest.in_state(S.CALLED):
            if not claim.is_coming and not claim.desk.is_drop_off:
                self._come(claim)
                return
        for claim in guest.in_state(S.ON_HOLD):
            self.agenda.after(self.rng.uniform(15, 60), partial(self._resume, claim))
        for claim in guest.in_state(S.NO_SHOW):
            self.agenda.after(self.rng.uniform(20, 90), partial(self._check_in, claim))
        for claim in guest.in_state(S.READY):
            self._fetch(claim)
            return
        if guest.room > 0:
            self.agenda.after(self.rng.uniform(20, 90), partial(self._take_numbers, guest))

    def _come(self, claim: Claim) -> None:
        claim.guest.is_busy = claim.is_coming = True
        self.agenda.after(self._walk_seconds(claim.desk), partial(self._start, claim))

    def _fetch(self, claim: Claim) -> None:
        if claim.state is S.READY and not claim.guest.is_busy:
            claim.guest.is_busy = True
            self.agenda.after(self.rng.uniform(20, 70), partial(self._fetched, claim))

    # What volunteers do --------------------------------------------------------------------------------------

    def _join(self, claim: Claim) -> None:
        claim.state = S.WAITING
        claim.desk.waiting += 1
        self._look_soon(claim.desk)

    def _look_soon(self, desk: Desk) -> None:
        if not desk.will_look:
            desk.will_look = True
            hand_seconds = min(desk.mean_minutes * 3, 5.0) * self.rng.uniform(0.5, 1.2)
            seen_at = max(self.agenda.now, self.stage.opens_at) + timedelta(milliseconds=round(1000 * hand_seconds))
            self.agenda.at(seen_at, partial(self._call, desk))

    def _call(self, desk: Desk) -> None:
        """A person for every free station."""
        desk.will_look = False
        while desk.free_stations > 0:
            by = desk.volunteer()
            try:
                ticket = call_next(self.stage.db, desk.post.booth_id, by=by, now=self.agenda.now)
            except PersonElsewhere:
                self.agenda.after(self.rng.uniform(*LOOK_AGAIN_SECONDS), partial(self._look_soon, desk))
                return
            if ticket is None:
                return
            desk.calls += 1
            desk.free_stations -= 1
            desk.waiting -= 1
            claim = self.claims[ticket.code]
            claim.state, claim.by = S.CALLED, by
            self._called(claim)

    def _called(self, claim: Claim) -> None:
        """What was handed in lies there already. Else the person comes, unless they have gone, or just stepped away."""
        if claim.desk.is_drop_off:
            claim.is_coming = True
            self.agenda.after(self._walk_seconds(claim.desk), partial(self._start, claim))
        elif claim.is_given_up or claim.guest.is_busy or self.rng.random() < STEPPED_AWAY:
            self.agenda.after(self._look_out_seconds(claim.desk), partial(self._recall, claim))
        else:
            self._come(claim)

    def _recall(self, claim: Claim) -> None:
        if claim.state is S.CALLED and not claim.is_coming:
            self._move(claim, S.CALLED)
            self.agenda.after(self._look_out_seconds(claim.desk), partial(self._miss, claim))

    def _miss(self, claim: Claim) -> None:
        """Somebody says "she will be back at once", and the number is put aside; else it is a no-show."""
        if claim.state is not S.CALLED or claim.is_coming:
            return
        is_known = not claim.is_given_up and self.rng.random() < 0.6
        self._move(claim, S.ON_HOLD if is_known else S.NO_SHOW)
        claim.desk.free_stations += 1
        self._look_soon(claim.desk)
        self._go_on(claim.guest)

    def _resume(self, claim: Claim) -> None:
        if claim.state is S.ON_HOLD:
            self._move(claim, S.WAITING)
            self._join(claim)

    def _start(self, claim: Claim) -> None:
        claim.is_coming = False
        self._move(claim, S.SERVING)
        self._starts += 1
        seconds = self._service_seconds(claim.desk)
        if self._slips and self._starts >= self._slips[0] and claim.desk.post.script.stations == 1:
            self._slips.pop(0)
            seconds = max(seconds, 60.0)
            self.agenda.after(self.rng.uniform(4, 9), partial(self._slip, claim))
        self.agenda.after(seconds, partial(self._finish, claim))

    def _slip(self, claim: Claim) -> None:
        """Pressed too early, noticed, taken back."""
        self._move(claim, S.DONE)
        self.agenda.after(self.rng.uniform(6, 20), partial(self._take_back, claim))

    def _take_back(self, claim: Claim) -> None:
        try:
            undo(self.stage.db, claim.desk.post.booth_id, by=self._volunteer_of(claim), now=self.agenda.now)
        except (NothingToUndo, PersonElsewhere):
            return  # the same volunteer has pressed something else at this booth since, or another booth was quicker
        claim.state = S.SERVING

    def _finish(self, claim: Claim) -> None:
        desk, guest = claim.desk, claim.guest
        if claim.state is S.SERVING:
            stands_beside = not guest.is_busy and self.rng.random() < 0.2
            self._move(claim, S.READY if desk.is_drop_off and not stands_beside else S.DONE)
        desk.free_stations += 1
        self._look_soon(desk)
        if claim.state is S.READY:
            self.agenda.after(self.rng.uniform(60, 600), partial(self._fetch, claim))
        elif not desk.is_drop_off:
            guest.is_busy = False
        if claim.state is S.DONE:
            self._go_on(guest)

    def _fetched(self, claim: Claim) -> None:
        self._move(claim, S.DONE)
        claim.guest.is_busy = False
        self._go_on(claim.guest)

    # Ways of doing it ----------------------------------------------------------------------------------------

    @property
    def _is_over(self) -> bool:
        return self.agenda.now >= self.stage.closes_at

    def _remember(self, claim: Claim) -> None:
        self.claims[claim.code] = claim
        claim.guest.claims.append(claim)

    def _volunteer_of(self, claim: Claim) -> Actor:
        return claim.by or claim.desk.volunteer()

    def _move(self, claim: Claim, to: TicketState) -> None:
        by = self._volunteer_of(claim)
        claim.state = move_ticket(self.stage.db, claim.code, to, by=by, now=self.agenda.now).state

    def _walk_seconds(self, desk: Desk) -> float:
        return desk.post.script.walk_seconds * self.rng.uniform(0.4, 1.6)

    def _look_out_seconds(self, desk: Desk) -> float:
        """How long a volunteer looks out for somebody: at the soy milk the next one is at hand."""
        return min(60.0, 30 * desk.mean_minutes) * self.rng.uniform(0.7, 1.3)

    def _service_seconds(self, desk: Desk) -> float:
        """Lognormal with the mean and the coefficient of variation of the catalogue."""
        variance = log(1 + (desk.post.script.service.cv or 0) ** 2)
        drawn = 60 * desk.mean_minutes * self.rng.lognormvariate(-variance / 2, sqrt(variance))
        return max(SHORTEST_SERVICE_SECONDS, drawn)
