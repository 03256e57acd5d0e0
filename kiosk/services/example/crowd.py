"""Who comes to a market day, and what for: drawn from the script's shares with a seeded generator."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from kiosk.services.bookings import Person
from kiosk.services.example.script import BoothScript, CrowdScript, Script
from models.enums import Priority, ServiceKind, Zone


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who wants to go to `wants` (letters). `books`: those of them that they book ahead.

    `comes`: whether they appear on the day. `is_late`: they come after their booking's grace time.
    `gives_back`: they cancel their bookings before the day. `patience_minutes`: the longest wait they join a line for.
    """

    person: Person
    wants: tuple[str, ...]
    books: tuple[str, ...] = ()
    comes: bool = True
    is_late: bool = False
    gives_back: bool = False
    patience_minutes: float = 30


def crowd(script: Script, rng: Random, *, visitors: int) -> list[Resident]:
    """`visitors` people who come, and on top those who book and do not appear, or cancel in time; bookers first.

    What is not kept is a share of the *bookings*, so with b bookers who come it takes b · share / (1 - share) who do
    not. In the order in which they decide.
    """
    people = script.crowd
    everybody = strangers(script, rng)
    bookers = round(visitors * people.booked_share)
    absent = round(bookers * people.no_show_share / (1 - people.no_show_share))
    given_back = max(1, round(bookers * people.given_back_share))
    booked = [_booker(next(everybody), script, rng) for _ in range(bookers + absent + given_back)]
    late = max(1, round(bookers * people.late_share))
    planners = [replace(one, is_late=place < late) for place, one in enumerate(booked[:bookers])]
    planners += [replace(one, comes=False) for one in booked[bookers : bookers + absent]]
    planners += [replace(one, comes=False, gives_back=True) for one in booked[bookers + absent :]]
    rng.shuffle(planners)
    walk_ins = [_walk_in(next(everybody), people, rng) for _ in range(visitors - bookers)]
    return [*planners, *walk_ins]


def bookings_only(script: Script, rng: Random, *, regulars: Sequence[Resident]) -> Iterator[Resident]:
    """People who book for a market to come, without end. About half of them were at the last one."""
    known = [one for one in regulars if one.person.phone is not None]
    used = {one.person.phone for one in known}
    rng.shuffle(known)
    for one in strangers(script, rng, used=used):
        if known and rng.random() < 0.5:
            yield _booker(replace(one, person=known.pop().person), script, rng)
        else:
            yield _booker(one, script, rng)


def strangers(script: Script, rng: Random, *, used: Container[str | None] = ()) -> Iterator[Resident]:
    """People without end, no two with one phone; the four-digit tails are all different, too."""
    tails = rng.sample(range(10_000), 10_000)
    phones = (f"{script.crowd.phone_start}{tail:04d}" for tail in tails)
    for phone in phones:
        if phone not in used:
            person = _person(script.crowd, rng, phone=phone)
            yield Resident(person, wants=_wants(script, rng), patience_minutes=rng.triangular(8, 42, 18))


def _person(people: CrowdScript, rng: Random, *, phone: str) -> Person:
    priority = _priority(people, rng)
    titles = people.elder_titles if priority is Priority.ELDER else people.titles
    title = titles[0] if priority is Priority.PREGNANT else rng.choice(titles)
    return Person(name=rng.choice(people.surnames) + title, phone=phone, priority=priority)


def _walk_in(one: Resident, people: CrowdScript, rng: Random) -> Resident:
    """Some give no phone, and some of those no name. Their later tickets could not be told to be one person's, so they
    take all their numbers at once, and that is seldom more than three."""
    if rng.random() < people.phone_share:
        return one
    name = one.person.name if rng.random() < 0.4 else None
    return replace(one, person=replace(one.person, name=name, phone=None), wants=one.wants[:3])


def _priority(people: CrowdScript, rng: Random) -> Priority:
    shares = {Priority.ELDER: people.elder_share, **people.other_priorities}
    shares[Priority.NONE] = 1 - sum(shares.values())
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _wants(script: Script, rng: Random) -> tuple[str, ...]:
    """Different booths, each drawn by its weight."""
    counts = script.crowd.booths_wanted
    left = list(script.booths)
    wanted: list[BoothScript] = []
    for _ in range(rng.choices(list(counts), weights=list(counts.values()))[0]):
        chosen = rng.choices(left, weights=[booth.draw for booth in left])[0]
        left.remove(chosen)
        wanted.append(chosen)
    return tuple(booth.letter for booth in sorted(wanted, key=_eagerness))


def _eagerness(booth: BoothScript) -> int:
    """A knife and a bike are handed in first: they are heavy, and their job goes on by itself. Soy milk comes last."""
    if booth.service.kind is ServiceKind.DROP_OFF:
        return 0
    return 2 if booth.service.zone is Zone.FUN else 1


def _booker(one: Resident, script: Script, rng: Random) -> Resident:
    """Somebody who plans ahead wants something that can be booked, and books one or two such things."""
    bookable = [booth for booth in script.booths if booth.service.takes_bookings]
    letters = {booth.letter for booth in bookable}
    mine = [letter for letter in one.wants if letter in letters]
    if not mine:
        first = rng.choices(bookable, weights=[booth.draw for booth in bookable])[0].letter
        one = replace(one, wants=(first, *one.wants[: max(1, len(one.wants) - 1)]))
        mine = [first]
    count = 1 if rng.random() < 0.45 else 2
    return replace(one, books=tuple(mine[:count]))
