"""The example market: the Xiangyang community with last month's market and the coming one.

What is written down is in `assets/example/xiangyang.toml`. What happened on the recorded market day is made by
replaying it: residents, volunteers and the kiosk itself act through the same services as on any day, in simulated time,
with a seeded generator (see `day`). The same seed and the same `now` give the same example, except for the ticket
codes, which are secrets and never repeat.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from kiosk.services.example.scratch import move_rows, scratch
from kiosk.services.example.script import script
from kiosk.services.example.story import Progress, Story, tell
from kiosk.services.state import is_empty
from kiosk.store import Database
from models.refusals import NotEmpty

__all__ = ["SEED", "Progress", "fill_example"]

SEED = 9


def fill_example(
    db: Database,
    *,
    now: datetime,
    seed: int = SEED,
    visitors: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill an empty, migrated database with the example. Raises NotEmpty on any other.

    `visitors`: how many come to the recorded market, None for the script's 300. `progress` is told how many people out
    of how many have been dealt with. All or nothing: the rows arrive in one transaction at the end.
    """
    if not is_empty(db):
        raise NotEmpty
    rng = Random(seed)  # noqa: S311 - it makes up a story, not a secret
    with scratch() as private:
        tell(Story(private, script(), rng, now=now, visitors=visitors, progress=progress))
        move_rows(private, db)
