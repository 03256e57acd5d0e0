"""The command `rehearse`: a market day gone through many times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli import language
from kiosk.cli.placing import FILE, read_file
from kiosk.cli.upkeep import progress_bar
from kiosk.i18n import translation

if TYPE_CHECKING:
    from kiosk.engine.rehearsal.day import Day
    from kiosk.engine.rehearsal.figures import Figures

MOST_CLAIMS = 200_000_000
"""Services on all days together: their waits take about two gigabytes."""


@click.command()
@click.argument("day", type=FILE)
@click.option("--days", type=click.IntRange(min=1, max=1_000_000), required=True, help="How often.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which luck.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="RESULT.json")
def rehearse(day: Path, days: int, seed: int, out: Path) -> None:
    """Go through the market day of DAY.json many times."""
    from kiosk import clock
    from kiosk.cli.day_file import read_day, result_json
    from kiosk.engine.rehearsal.figures import Counting
    from kiosk.engine.rehearsal.run import rehearse as go_through

    asked = read_file(read_day, day)
    _refuse_too_many(asked, days)
    began = clock.monotonic_seconds()
    counting = Counting(asked)
    with progress_bar() as progress:
        for some in go_through(asked, days=days, seed=seed, watch=progress):
            counting.add(some)
    figures = counting.figures()
    seconds = clock.monotonic_seconds() - began
    out.write_text(result_json(figures, seconds) + "\n", encoding="utf-8")
    _show(figures)


def _refuse_too_many(day: Day, days: int) -> None:
    from kiosk.engine.rehearsal.day import claims_of

    claims = claims_of(day) * days
    if claims > MOST_CLAIMS:
        _ = translation(language()).gettext
        said = _("These are {claims} services on all days together; ask for at most {days} days.")
        raise click.ClickException(said.format(claims=claims, days=max(1, MOST_CLAIMS * days // claims)))


def _show(figures: Figures) -> None:
    _ = translation(language()).gettext
    click.echo(_("{days} days. Waits in minutes, people on an average day:").format(days=figures.days))
    click.echo(f"{'':<16}{'mean':>9}{'P50':>9}{'P90':>9}{'served':>9}{'unserved':>9}")
    for booth in figures.booths:
        wait = booth.wait_minutes
        numbers = (wait.mean, wait.p50, wait.p90, booth.served, booth.unserved)
        click.echo(f"{booth.id:<16}" + "".join(f"{number:>9.2f}" for number in numbers))
