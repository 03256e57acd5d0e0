"""The command `waits`: how good estimates of waits are on recorded queues."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli import language
from kiosk.cli.placing import FILE, read_file
from kiosk.cli.upkeep import progress_bar
from kiosk.i18n import translation

if TYPE_CHECKING:
    from kiosk.cli.log_file import Log
    from kiosk.engine.waiting.scores import Scores

NAMED = 5
"""So many skipped rows are named; all of them are counted."""


@click.command()
@click.argument("train", type=FILE)
@click.argument("test", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="RESULT.json")
def waits(train: Path, test: Path, out: Path | None) -> None:
    """Learn from TRAIN.csv, replay TEST.csv, and say how good the estimated waits are."""
    from kiosk.cli.log_file import read_log
    from kiosk.engine.waiting.estimator import TooFewError
    from kiosk.engine.waiting.scores import scores

    _ = translation(language()).gettext
    logs = {file: read_file(read_log, file) for file in (train, test)}
    for file, log in logs.items():
        _name_skipped(file, log)
    try:
        with progress_bar() as progress:
            found = scores(logs[train].visits, logs[test].visits, progress)
    except TooFewError as error:
        said = _("Too few people waited to learn from and to test: {count}.").format(count=error)
        raise click.ClickException(said) from error
    _show(found)
    if out is not None:
        skipped = {"train": len(logs[train].skipped), "test": len(logs[test].skipped)}
        out.write_text(json.dumps(asdict(found) | {"skipped": skipped}, indent=1) + "\n", encoding="utf-8")


def _name_skipped(file: Path, log: Log) -> None:
    if not log.skipped:
        return
    _ = translation(language()).gettext
    told = "; ".join(f"{each.line}: {each.why}" for each in log.skipped[:NAMED])
    said = _("{file}: {count} rows were skipped. Line {told}").format(file=file, count=len(log.skipped), told=told)
    click.echo(said + (" …" if len(log.skipped) > NAMED else ""), err=True)


def _show(found: Scores) -> None:
    _ = translation(language()).gettext
    click.echo(_("Learnt from {learnt} waits, tested on {scored}.").format(
        learnt=found.learnt_from, scored=found.scored
    ))  # fmt: skip
    click.echo(f"{'':<24}{'MAE s':>10}{'RMSE s':>10}{'MSE/variance':>14}")
    for each in found.predictors:
        click.echo(f"{each.name:<24}{each.mae_s:>10.1f}{each.rmse_s:>10.1f}{each.relative_mse:>14.3f}")
    for held in found.ranges:
        click.echo(_("{percent} % range: held in {coverage} %, {width} s wide on average").format(
            percent=f"{held.nominal * 100:.0f}", coverage=f"{held.coverage * 100:.1f}", width=f"{held.mean_width_s:.1f}"
        ))  # fmt: skip
