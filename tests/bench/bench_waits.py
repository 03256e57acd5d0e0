"""How near learnt waits come beside the textbook's queue length on the same recordings, how often their ranges hold,
and how long learning takes beside going through the recording once, which nobody can do without."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kiosk.engine.waiting.estimator import learn
from kiosk.engine.waiting.log import Visit
from kiosk.engine.waiting.moments import moments_of
from kiosk.engine.waiting.scores import scores
from kiosk.engine.waiting.usual import usual_of
from tests.rules.recorded_queues import bank_mornings, market_days

AIM_OF_QUEUE_LENGTH = 1.0
AIM_OFF = 0.02
AIM_TIMES = 5.0

RECORDINGS: dict[str, Callable[[], tuple[list[Visit], list[Visit]]]] = {
    "a bank's mornings, 4 days and 2": bank_mornings,
    "walk-up market, 1 day and 6": lambda: (market_days(1, 1), market_days(101, 6, first=50)),
    "walk-up market, 3 days and 6": lambda: (market_days(1, 3), market_days(101, 6, first=50)),
    "walk-up market, 12 days and 6": lambda: (market_days(1, 12), market_days(101, 6, first=50)),
    "calm walk-up market, 3 days and 6": lambda: (
        market_days(1, 3, is_calm=True), market_days(101, 6, first=50, is_calm=True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDINGS)
def test_how_near(name: str) -> None:
    found = scores(*RECORDINGS[name]())
    errors_s = {each.name: each.mae_s for each in found.predictors}
    ratio = errors_s["ours"] / errors_s["queue length"]
    told = ", ".join(f"{each} {error_s:.0f} s" for each, error_s in errors_s.items())
    print(f"\n{name}, {found.scored} waits: mean absolute error {told}")
    print(f"  {ratio:.2f} of the queue length's (aim {AIM_OF_QUEUE_LENGTH}: {_said(ratio <= AIM_OF_QUEUE_LENGTH)})")
    for held in found.predictors[0].ranges:
        off = abs(held.coverage - held.nominal)
        print(
            f"  range of {held.nominal:.0%}: held in {held.coverage:.1%}, {held.mean_width_s:.0f} s wide"
            f" (aim within {AIM_OFF:.0%}: {_said(off <= AIM_OFF)})"
        )


def test_how_fast() -> None:
    days = market_days(1, 60)
    usual = usual_of(days)

    def seconds(work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    replays = [seconds(lambda: list(moments_of(days, (0,), usual))) for _turn in range(3)]
    learning = [seconds(lambda: learn(days)) for _turn in range(3)]
    times = min(learning) / min(replays)
    print(
        f"\n{len(days)} people: gone through in {min(replays):.1f} s, learnt from in {min(learning):.1f} s,"
        f" {times:.1f} times that (aim {AIM_TIMES:.0f}: {_said(times <= AIM_TIMES)})"
    )


def _said(is_reached: bool) -> str:
    return "reached" if is_reached else "not reached"
