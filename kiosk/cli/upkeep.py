"""Commands about the database: migrate, example, backup, restore."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kiosk.cli import language
from kiosk.i18n import translation
from kiosk.i18n.names import N_

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from kiosk.services import database, startup

    startup.migrate(database())
    _say(N_("The database has the newest schema."))


@click.command()
def example() -> None:
    """Fill an empty database with the example market."""
    from kiosk import clock
    from kiosk.services import database, startup
    from kiosk.services.example import fill_example

    startup.migrate(database())
    with progress_bar() as progress:
        fill_example(database(), now=clock.now(), progress=progress)
    _say(N_("The example market is ready."))


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Copy the whole database to FILE while the kiosk runs.

    The copy holds names and phone numbers: keep it where only you can read it.
    """
    from kiosk import clock
    from kiosk.services import database
    from kiosk.services.backup import write_copy

    with progress_bar() as progress:
        manifest = write_copy(database(), file, now=clock.now(), progress=progress)
    _say(N_("{rows} rows are in {file}."), rows=manifest.rows, file=file)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the database holds.")
def restore(file: Path, *, force: bool) -> None:
    """Put the copy in FILE in the place of the database's contents, SQLite or PostgreSQL."""
    from kiosk.services import database
    from kiosk.services.backup import restore_copy

    with progress_bar() as progress:
        manifest = restore_copy(database(), file, force=force, progress=progress)
    _say(N_("{rows} rows were restored from {file}."), rows=manifest.rows, file=file)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal for what takes longer than a second; silence elsewhere."""
    from kiosk import clock

    started, shown = clock.monotonic_seconds(), False
    is_terminal = sys.stderr.isatty()

    def progress(done: int, whole: int) -> None:
        nonlocal shown
        if not is_terminal or (not shown and clock.monotonic_seconds() - started < 1):
            return
        shown = True
        filled = round(30 * done / whole) if whole else 30
        click.echo(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{whole}", nl=False, err=True)

    try:
        yield progress
    finally:
        if shown:
            click.echo(err=True)


def _say(message: str, **values: object) -> None:
    click.echo(translation(language()).gettext(message).format(**values))
