"""Proposed times do not collide, use what is free, and are early."""

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.proposal import Choice, propose_times

OPENS = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)


def quarter(n: int) -> datetime:
    return OPENS + timedelta(minutes=15 * n)


choices = st.lists(st.tuples(st.sets(st.integers(0, 5), max_size=5), st.booleans()), min_size=1, max_size=4).map(
    lambda drawn: [
        Choice(booth_id=n, starts=tuple(quarter(q) for q in sorted(starts)), person_stays=stays)
        for n, (starts, stays) in enumerate(drawn)
    ]
)


def all_plans(wanted: list[Choice]) -> list[dict[int, datetime | None]]:
    """Every way to give the booths where one stays different starts, the slow way."""
    stays = [c for c in wanted if c.person_stays]
    plans = []
    for picked in product(*[(*c.starts, None) for c in stays]):
        used = [start for start in picked if start is not None]
        if len(used) == len(set(used)):
            plans.append(dict(zip([c.booth_id for c in stays], picked, strict=True)))
    return plans


@given(choices)
def test_as_many_booths_as_possible_get_a_time_and_the_times_are_the_earliest(wanted: list[Choice]) -> None:
    def worth(plan: dict[int, datetime | None]) -> tuple[int, list[datetime]]:
        used = sorted(start for start in plan.values() if start is not None)
        return -len(used), used

    proposed = propose_times(wanted)

    stays = {c.booth_id: proposed[c.booth_id] for c in wanted if c.person_stays}
    assert worth(stays) == min(worth(plan) for plan in all_plans(wanted))
    assert all(start in c.starts for c in wanted if (start := proposed[c.booth_id]) is not None)


def test_taking_each_booths_first_free_time_would_collide() -> None:
    two = [Choice(1, (quarter(0), quarter(1)), person_stays=True), Choice(2, (quarter(0),), person_stays=True)]

    assert min(two[0].starts) == min(two[1].starts), "the naive choice collides"
    assert propose_times(two) == {1: quarter(1), 2: quarter(0)}


def test_a_knife_is_dropped_off_at_the_same_time_as_something_else() -> None:
    knife = Choice(1, (quarter(0), quarter(1)), person_stays=False)
    pressure = Choice(2, (quarter(0),), person_stays=True)

    assert propose_times([knife, pressure]) == {1: quarter(0), 2: quarter(0)}


def test_a_booth_without_a_free_time_gets_none() -> None:
    assert propose_times([Choice(7, (), person_stays=True), Choice(8, (), person_stays=False)]) == {7: None, 8: None}
