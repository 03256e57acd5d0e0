"""The lines of all booths in arrays, and who is called next: the rules of `kiosk.engine.calling`, compiled.

A booth has three lines: booked, priority and ordinary people, each in the order of seniority. Times are minutes.
A test holds the order against `calling_order` itself.
"""

from __future__ import annotations

from kiosk.engine.compiled import compiled_within
from kiosk.engine.rehearsal.agenda import Real, Whole

NOBODY = -1
BOOKED, PRIORITY, ORDINARY = range(3)
DAY_MINUTES = 1440.0

# Rules: one column for each number of a calling policy.
EARLY, LATE, BOOKINGS_IN_A_ROW, PRIORITY_IN_A_ROW, ORDINARY_IN_A_ROW, LONGEST_WAIT = range(6)
# Of a person, in minutes: the slot's start, the seniority in line, when they went home.
SLOT, SENIORITY, LEFT = range(3)
WALK_IN = -1e9
"""The slot of somebody who has none."""
# Of a person, whole numbers: the step of the plan they are at, who stands behind, whether they have priority.
STEP, BEHIND, IS_FIRST = range(3)
# What was called at a booth, as far as the next choice depends on it.
BOOKED_RUN, PRIORITY_RUN, ORDINARY_RUN = range(3)


@compiled_within
def place_of_booking(slot: float, now: float) -> float:
    """The seniority of a booking: its slot's start, and less than a minute for the order of checking in."""
    return slot + (min(max(now - slot, -DAY_MINUTES), DAY_MINUTES) + DAY_MINUTES) / (2 * DAY_MINUTES)


@compiled_within
def join(lines: Whole, people: Real, trail: Whole, booth: int, lane: int, person: int) -> None:
    """Into the lane behind everybody whose claim is as old or older. `lines`: booth × lane × (first, last)."""
    claim = people[person, SENIORITY]
    trail[person, BEHIND] = NOBODY
    before, last = lines[booth, lane, 0], lines[booth, lane, 1]
    if before == NOBODY:
        lines[booth, lane, 0] = lines[booth, lane, 1] = person
    elif people[last, SENIORITY] <= claim:
        trail[last, BEHIND] = person
        lines[booth, lane, 1] = person
    elif people[before, SENIORITY] > claim:
        trail[person, BEHIND] = before
        lines[booth, lane, 0] = person
    else:
        while people[trail[before, BEHIND], SENIORITY] <= claim:
            before = trail[before, BEHIND]
        trail[person, BEHIND] = trail[before, BEHIND]
        trail[before, BEHIND] = person


@compiled_within
def take_first(lines: Whole, trail: Whole, booth: int, lane: int) -> int:
    person: int = lines[booth, lane, 0]
    lines[booth, lane, 0] = trail[person, BEHIND]
    if trail[person, BEHIND] == NOBODY:
        lines[booth, lane, 1] = NOBODY
    return person


@compiled_within
def next_lane(lines: Whole, people: Real, runs: Whole, rules: Real, booth: int, now: float) -> int:
    """Whose turn it is at this booth; NOBODY when nobody waits."""
    overdue = _longest_waiting(lines, people, rules, booth, now)
    if overdue != NOBODY:
        return overdue
    booked, walk_in = lines[booth, BOOKED, 0], _next_walk_in(lines, runs, rules, booth)
    if booked == NOBODY:
        return walk_in
    if walk_in == NOBODY:
        return BOOKED
    is_early = now < people[booked, SLOT] - rules[EARLY]
    return walk_in if is_early or runs[booth, BOOKED_RUN] >= rules[BOOKINGS_IN_A_ROW] else BOOKED


@compiled_within
def _longest_waiting(lines: Whole, people: Real, rules: Real, booth: int, now: float) -> int:
    oldest, lane = now - rules[LONGEST_WAIT], NOBODY
    for each in range(3):
        person = lines[booth, each, 0]
        if person == NOBODY:
            continue
        since = people[person, SENIORITY]
        if since < oldest or (lane == NOBODY and since == oldest):
            oldest, lane = since, each
    return lane


@compiled_within
def _next_walk_in(lines: Whole, runs: Whole, rules: Real, booth: int) -> int:
    priority, ordinary = lines[booth, PRIORITY, 0] != NOBODY, lines[booth, ORDINARY, 0] != NOBODY
    if not priority:
        return ORDINARY if ordinary else NOBODY
    if not ordinary:
        return PRIORITY
    begun = 0 < runs[booth, ORDINARY_RUN] < rules[ORDINARY_IN_A_ROW]
    return ORDINARY if begun or runs[booth, PRIORITY_RUN] >= rules[PRIORITY_IN_A_ROW] else PRIORITY


@compiled_within
def count_call(runs: Whole, booth: int, lane: int) -> None:
    if lane == BOOKED:
        runs[booth, BOOKED_RUN] += 1
        return
    runs[booth, BOOKED_RUN] = 0
    runs[booth, PRIORITY_RUN] = runs[booth, PRIORITY_RUN] + 1 if lane == PRIORITY else 0
    runs[booth, ORDINARY_RUN] = runs[booth, ORDINARY_RUN] + 1 if lane == ORDINARY else 0
