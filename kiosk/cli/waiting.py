"""The command `waits`: how good estimates of waits are on recorded queues."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli import language
from kiosk.cli.placing import FILE, read_file
from kiosk.cli.upkeep import progress_bar
from kiosk.i18n import translation

if TYPE_CHECKING:
    from kiosk.cli.log_file import Log, Skipped
    from kiosk.engine.waiting.scores import Score, Scores

NAMED = 5
"""So many skipped rows are named; all of them are counted."""
COLUMNS = (
    "MAE s", "RMSE s", "MSE/variance", "80 % coverage", "80 % width s", "90 % coverage", "90 % width s",
)  # fmt: skip


@click.command()
@click.argument("train", type=FILE)
@click.argument("test", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="RESULT.json")
def waits(train: Path, test: Path, out: Path | None) -> None:
    """Learn from TRAIN.csv, replay TEST.csv, and say how good the estimated waits are.

    Both are CSV with a header: day, booth, arrived_s, started_s, ended_s, left_s, and, where somebody wrote them down,
    priority and stations; times in seconds since midnight. Rows that cannot be used are named and skipped.
    """
    # The tables are small: a second thread only waits for the first, and for long where other work is going on.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kiosk.cli.log_file import read_log
    from kiosk.engine.waiting.scores import scores

    logs = {file: read_file(read_log, file) for file in (train, test)}
    for file, log in logs.items():
        _refuse_empty(file, log)
    for file, log in logs.items():
        _name_skipped(file, log.skipped)
    with progress_bar() as progress:
        found = scores(logs[train].visits, logs[test].visits, progress)
    _show(found)
    if out is not None:
        _write(out, found, {"train": len(logs[train].skipped), "test": len(logs[test].skipped)})


def _refuse_empty(file: Path, log: Log) -> None:
    if any(visit.is_scored for visit in log.visits):
        return
    _ = translation(language()).gettext
    said = _(
        "Nobody in {file} waited and was served within half an hour, so there is nothing to compare; "
        "rows that were skipped: {count}."
    )
    raise click.ClickException(said.format(file=file, count=len(log.skipped)))


def _name_skipped(file: Path, skipped: tuple[Skipped, ...]) -> None:
    if not skipped:
        return
    _ = translation(language()).gettext
    named = [_("line {line}: {why}").format(
        line=each.line, why=_(each.why).format(column=each.column)
    ) for each in skipped[:NAMED]]  # fmt: skip
    more = ["…"] if len(skipped) > NAMED else []
    said = _("{file}: rows that were skipped: {count} ({lines})")
    click.echo(said.format(file=file, count=len(skipped), lines="; ".join(named + more)), err=True)


def _show(found: Scores) -> None:
    _ = translation(language()).gettext
    said = _("Learnt from {learnt} waits, tested on {scored}.")
    click.echo(said.format(learnt=found.learnt_from, scored=found.scored))
    click.echo(" " * 22 + "".join(f"{name:>15}" for name in COLUMNS))
    for each in found.predictors:
        row = _row(each)
        cells = (f"{row[name]:>15.{1 if name.endswith(' s') else 3}f}" if name in row else " " * 15 for name in COLUMNS)
        click.echo(f"{each.name:<22}" + "".join(cells).rstrip())


def _row(score: Score) -> dict[str, float]:
    """By column; a number that does not exist is left out."""
    row = {"MAE s": score.mae_s, "RMSE s": score.rmse_s}
    if score.relative_mse is not None:
        row["MSE/variance"] = score.relative_mse
    for held in score.ranges:
        percent = round(held.nominal * 100)
        row |= {f"{percent} % coverage": held.coverage, f"{percent} % width s": held.mean_width_s}
    return row


def _write(out: Path, found: Scores, skipped: dict[str, int]) -> None:
    result = {
        "learnt_from": found.learnt_from,
        "scored": found.scored,
        "skipped": skipped,
        "predictors": {each.name: _row(each) for each in found.predictors},
    }
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
