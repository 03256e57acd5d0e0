"""One day from the first arrival to the last service, event by event, compiled.

People walk from booth to booth of their plan and stand in each line; whoever is called is served at once. Times are
minutes after the market's opening. Arrays by person (p), step of the plan (k), booth (b) and quarter-hour (q).
"""

from __future__ import annotations

import numpy as np

from kiosk.engine.compiled import compiled_within
from kiosk.engine.rehearsal.agenda import ARRIVE, CHANGE, CLOSE, END, KIND, Real, Whole, push
from kiosk.engine.rehearsal.lines import (
    BOOKED,
    EARLY,
    IS_FIRST,
    LATE,
    LEFT,
    NOBODY,
    ORDINARY,
    PRIORITY,
    SENIORITY,
    SLOT,
    STEP,
    WALK_IN,
    count_call,
    join,
    next_lane,
    place_of_booking,
    take_first,
)
from kiosk.engine.rehearsal.outlook import QUARTER_MINUTES

SLOT_MINUTES = 15.0

# Of a booth, whole numbers: stations open and busy, people in line, units given out and there are (-1: no end).
OPEN, BUSY, LENGTH, PROMISED, UNITS = range(5)
# Of a booth, in minutes: the last change of its line, person-minutes in line (all day; from the warm-up on),
# station-minutes busy between warm-up and close, and how long a person is needed (the item may stay).
CHANGED, AREA, AREA_SCORED, WORKED, NEEDED = range(5)
# Of a claim: when its person joined the line, was called, and how long the service takes.
JOINED, BEGAN, LASTS = range(3)
# The day: when it is scored from, when it closes, whether whoever waits then is still served.
FROM, CLOSES, FINISHES = range(3)


@compiled_within
def run_day(
    arrivals: Real, order: Whole, people: Real, trail: Whole, plans: Whole, claims: Real, walks: Real, changes: Real,
    rules: Real, day: Real, rests: Real, busy_at: Whole, counts: Whole, sums: Real, longest: Whole, lengths: Real,
    lines: Whole, runs: Whole, instants: Real, codes: Whole,
) -> None:  # fmt: skip
    """Fills `people`, `claims`, `counts`, `sums`, `longest` (b × q: people) and `lengths` (b × people: minutes).

    `arrivals` come in the order `order`; infinite for who does not come, below 0 for who stands there at the start.
    `changes`: minute, booth, stations. `rests`: until when stations of the booths `busy_at` are busy from the start on.
    """
    many, booths = len(arrivals), len(counts)
    size = push(instants, codes, 0, day[CLOSES], CLOSE * KIND)
    size = begin(changes, rests, busy_at, day, counts, sums, instants, codes, size)
    came, done = 0, 0
    while True:
        now = arrivals[order[came]] if came < many else np.inf
        if size == done and now == np.inf:
            break
        if size == done or now < instants[done] or (now == instants[done] and codes[done] >= CLOSE * KIND):
            what, whom = ARRIVE, order[came]
            came += 1
        else:
            now, what, whom = instants[done], codes[done] // KIND, codes[done] % KIND
            instants[done] = -np.inf
            done += 1
        booth = plans[whom, trail[whom, STEP]] if what == ARRIVE else whom
        if what == ARRIVE:
            size = arrive(
                now, whom, booth, people, trail, plans, claims, walks, rules, day,
                counts, sums, longest, lengths, lines, instants, codes, size,
            )  # fmt: skip
        elif what == END:
            counts[booth, BUSY] -= 1
        elif what == CHANGE:
            booth = int(changes[whom, 1])
            counts[booth, OPEN] = int(changes[whom, 2])
        else:
            close(now, people, trail, day, counts, sums, longest, lengths, lines)
        if booth != NOBODY and (now < day[CLOSES] or day[FINISHES] > 0):
            size = call(
                now, booth, people, trail, plans, claims, walks, rules, day,
                counts, sums, longest, lengths, lines, runs, instants, codes, size,
            )  # fmt: skip
    for each in range(booths):
        watch(counts, sums, longest, lengths, day, each, max(day[CLOSES], sums[each, CHANGED]), 0)


@compiled_within
def begin(
    changes: Real, rests: Real, busy_at: Whole, day: Real, counts: Whole, sums: Real,
    instants: Real, codes: Whole, size: int,
) -> int:  # fmt: skip
    """Stations open and close later; whom the day finds at one stays there for a while. Returns the agenda's size."""
    for number in range(len(changes)):
        size = push(instants, codes, size, changes[number, 0], CHANGE * KIND + number)
    for number in range(len(rests)):
        booth = busy_at[number]
        counts[booth, BUSY] += 1
        sums[booth, WORKED] += max(0.0, min(rests[number], day[CLOSES]) - day[FROM])
        size = push(instants, codes, size, rests[number], END * KIND + booth)
    return size


@compiled_within
def arrive(
    now: float, person: int, booth: int, people: Real, trail: Whole, plans: Whole, claims: Real, walks: Real,
    rules: Real, day: Real, counts: Whole, sums: Real, longest: Whole, lengths: Real, lines: Whole,
    instants: Real, codes: Whole, size: int,
) -> int:  # fmt: skip
    """Into the line, on to the next booth where nothing is left, or home after the close. Returns the agenda's size."""
    if booth == NOBODY or now > day[CLOSES]:
        people[person, LEFT] = now
        return size
    if 0 <= counts[booth, UNITS] <= counts[booth, PROMISED]:
        return walk_on(now, person, booth, people, trail, plans, walks, instants, codes, size)
    claims[person, trail[person, STEP], JOINED] = now
    counts[booth, PROMISED] += 1
    slot, lane = people[person, SLOT], PRIORITY if trail[person, IS_FIRST] else ORDINARY
    people[person, SENIORITY] = now
    if slot > WALK_IN and now <= slot + SLOT_MINUTES + rules[LATE]:
        lane = BOOKED
        people[person, SENIORITY] = place_of_booking(slot, now)
    join(lines, people, trail, booth, lane, person)
    watch(counts, sums, longest, lengths, day, booth, now, 1)
    return size


@compiled_within
def call(
    now: float, booth: int, people: Real, trail: Whole, plans: Whole, claims: Real, walks: Real, rules: Real, day: Real,
    counts: Whole, sums: Real, longest: Whole, lengths: Real, lines: Whole, runs: Whole,
    instants: Real, codes: Whole, size: int,
) -> int:  # fmt: skip
    """People are called while a station is free. Returns the agenda's size."""
    while counts[booth, BUSY] < counts[booth, OPEN]:
        lane = next_lane(lines, people, runs, rules, booth, now)
        if lane == NOBODY:
            break
        person = take_first(lines, trail, booth, lane)
        if lane != BOOKED or now >= people[person, SLOT] - rules[EARLY]:
            count_call(runs, booth, lane)  # an early call takes nobody's turn
        watch(counts, sums, longest, lengths, day, booth, now, -1)
        claims[person, trail[person, STEP], BEGAN] = now
        lasts = claims[person, trail[person, STEP], LASTS]
        counts[booth, BUSY] += 1
        sums[booth, WORKED] += max(0.0, min(now + lasts, day[CLOSES]) - max(now, day[FROM]))
        size = push(instants, codes, size, now + lasts, END * KIND + booth)
        free_at = now + min(lasts, sums[booth, NEEDED])
        size = walk_on(free_at, person, booth, people, trail, plans, walks, instants, codes, size)
    return size


@compiled_within
def walk_on(
    now: float, person: int, booth: int, people: Real, trail: Whole, plans: Whole, walks: Real,
    instants: Real, codes: Whole, size: int,
) -> int:  # fmt: skip
    """To the next booth of the plan, or home. Returns the agenda's size."""
    trail[person, STEP] += 1
    step = trail[person, STEP]
    if step >= plans.shape[1] or plans[person, step] == NOBODY:
        people[person, LEFT] = now
        return size
    return push(instants, codes, size, now + walks[booth, plans[person, step]], ARRIVE * KIND + person)


@compiled_within
def close(
    now: float, people: Real, trail: Whole, day: Real,
    counts: Whole, sums: Real, longest: Whole, lengths: Real, lines: Whole,
) -> None:  # fmt: skip
    """Whoever will not be served any more goes home."""
    for booth in range(len(counts)):
        if day[FINISHES] > 0 and counts[booth, OPEN] > 0:
            continue
        for lane in range(3):
            while lines[booth, lane, 0] != NOBODY:
                people[take_first(lines, trail, booth, lane), LEFT] = now
                watch(counts, sums, longest, lengths, day, booth, now, -1)


@compiled_within
def watch(
    counts: Whole, sums: Real, longest: Whole, lengths: Real, day: Real, booth: int, now: float, more: int
) -> None:
    """The line of a booth grows or shrinks: how long it has been since it last did."""
    long, since = counts[booth, LENGTH], sums[booth, CHANGED]
    begin = max(since, day[FROM])
    sums[booth, AREA_SCORED] += max(0.0, now - begin) * long
    if min(now, day[CLOSES]) > begin:
        lengths[booth, long] += min(now, day[CLOSES]) - begin
    sums[booth, AREA] += (now - since) * long
    sums[booth, CHANGED] = now
    counts[booth, LENGTH] = long + more
    last = longest.shape[1] - 1
    quarter = max(0, min(last, int(now / QUARTER_MINUTES)))
    longest[booth, quarter] = max(longest[booth, quarter], long + more, long)
    for earlier in range(max(0, int(since / QUARTER_MINUTES)), quarter):
        longest[booth, earlier] = max(longest[booth, earlier], long)
