"""The commands `layout` and `assign`: where the booths should stand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kiosk.cli import WRONG_USAGE, language
from kiosk.cli.upkeep import progress_bar
from kiosk.i18n import translation
from kiosk.i18n.names import N_

if TYPE_CHECKING:
    from kiosk.engine.layout.rules import Broken

T = TypeVar("T")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SECONDS = click.FloatRange(min=0, min_open=True, max=86_400)
LOOK_SECONDS = 0.2

RULES = {
    "inside": N_("inside the plaza"),
    "obstacle": N_("off the obstacles"),
    "gap": N_("the gap between booths"),
    "separation": N_("apart from each other"),
    "lead": N_("within reach of power"),
    "hose": N_("within reach of water"),
    "pinned": N_("where it is pinned"),
    "grid": N_("on the grid"),
}


class WrongFileError(click.ClickException):
    """One sentence with the path of what is wrong."""

    exit_code = WRONG_USAGE


@click.command()
@click.argument("plan", type=FILE)
@click.option("--seconds", type=SECONDS, required=True, help="How long to look.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Where to begin.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="LAYOUT.json")
def layout(plan: Path, seconds: float, seed: int, out: Path) -> None:
    """Propose places for the booths of PLAN.json."""
    from kiosk import clock
    from kiosk.cli.plan_file import layout_json, read_plan
    from kiosk.engine.layout.rules import broken_rules, hopeless
    from kiosk.engine.layout.search import propose

    asked = read_file(read_plan, plan)
    if never := hopeless(asked):
        _refuse(never)
    found = _while_watching(lambda: propose(asked, seconds=seconds, seed=seed, clock=clock.monotonic_seconds), seconds)
    if broken := broken_rules(asked, found.places):
        _refuse(broken)
    out.write_text(layout_json(asked, found) + "\n", encoding="utf-8")
    _ = translation(language()).gettext
    click.echo(_("{cost} m in {seconds} s: {file}").format(
        cost=f"{found.cost_m:.1f}", seconds=f"{found.seconds:.1f}", file=out
    ))  # fmt: skip


@click.command()
@click.argument("qap", type=FILE)
@click.option("--seconds", type=SECONDS, required=True, help="How long to look.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Where to begin.")
def assign(qap: Path, seconds: float, seed: int) -> None:
    """Put booths onto marked pitches: a quadratic assignment problem in QAPLIB's format."""
    from kiosk import clock
    from kiosk.cli.plan_file import read_qap
    from kiosk.engine.assign import assign as best_of

    distances, flows = read_file(read_qap, qap)
    found = _while_watching(
        lambda: best_of(distances, flows, seconds=seconds, seed=seed, clock=clock.monotonic_seconds), seconds
    )
    click.echo(f"cost {found.cost}")
    click.echo("permutation " + " ".join(str(pitch + 1) for pitch in found.pitches))


def read_file(read: Callable[[Path], T], file: Path) -> T:
    from kiosk.cli.plan_file import BadFileError

    try:
        return read(file)
    except BadFileError as error:
        raise WrongFileError(f"{file}: {error}") from error


def _while_watching(work: Callable[[], T], seconds: float) -> T:
    """Do it in a thread of its own and show how the time goes."""
    tenths = max(1, round(seconds * 10))
    with ThreadPoolExecutor(1) as pool, progress_bar() as progress:
        doing, over = pool.submit(work), threading.Event()
        doing.add_done_callback(lambda _done: over.set())
        looks = 0
        while not over.wait(LOOK_SECONDS):
            looks += 1
            progress(min(tenths, round(looks * LOOK_SECONDS * 10)), tenths)
        return doing.result()


def _refuse(broken: Sequence[Broken]) -> None:
    """End with the rules that could not be kept together, and the booths they concern."""
    _ = translation(language()).gettext
    by_rule: dict[str, list[str]] = {}
    for each in broken:
        by_rule.setdefault(each.rule.value, []).append("–".join(each.booths))
    names = {rule: _(RULES[rule]) for rule in by_rule}
    rules = "; ".join(f"{names[rule]} ({', '.join(who)})" for rule, who in by_rule.items())
    raise click.ClickException(_("No layout was found that keeps these rules together: {rules}").format(rules=rules))
