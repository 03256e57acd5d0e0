"""Times for several services that do not collide, as early as possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A wanted booth: the starts of its free slots, and whether the person has to stay there."""

    booth_id: int
    starts: tuple[datetime, ...]
    person_stays: bool


def propose_times(choices: Sequence[Choice]) -> dict[int, datetime | None]:
    """booth id → start, or None where nothing free fits.

    An item is dropped off as early as it goes: handing it over takes no quarter-hour. The other booths get a start
    each, no two the same: as many booths as possible, and among those plans the one whose set of starts is earliest.
    Taking starts from early to late and keeping each that still allows a matching finds it, because the sets of
    matchable starts form a matroid (a transversal matroid).
    """
    times: dict[int, datetime | None] = {c.booth_id: min(c.starts, default=None) for c in choices if not c.person_stays}
    stays = [c for c in choices if c.person_stays]
    booth_at: dict[datetime, int] = {}
    for start in sorted({s for c in stays for s in c.starts}):
        _match(start, stays, booth_at, tried=set())
    times |= {c.booth_id: None for c in stays}
    times |= {booth_id: start for start, booth_id in booth_at.items()}
    return {c.booth_id: times[c.booth_id] for c in choices}


def _match(start: datetime, stays: Sequence[Choice], booth_at: dict[datetime, int], *, tried: set[int]) -> bool:
    """Give this start to some booth, moving others to their other starts if needed (an augmenting path)."""
    taken = {booth_id: at for at, booth_id in booth_at.items()}
    for choice in stays:
        if start not in choice.starts or choice.booth_id in tried:
            continue
        tried.add(choice.booth_id)
        held = taken.get(choice.booth_id)
        if held is None or _match(held, stays, booth_at, tried=tried):
            booth_at[start] = choice.booth_id
            return True
    return False
